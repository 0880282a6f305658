//! Charts as text: small pure functions from numbers to SVG.
//!
//! A drawing names classes and leaves colours, fonts and dark mode to the page that it stands in. Every chart is drawn
//! twice, for a wide page and for a telephone, because text that shrinks with the picture cannot be read; the page
//! shows one of the two.

mod axis;
mod bars;
mod differences;
mod dots;
mod drawing;
mod exceedance;
mod fan;
mod heat;
mod icons;
mod intervals;
mod sankey;
mod tornado;

pub use axis::{Axis, Scale};
pub use bars::{Bar, bars};
pub use differences::{Difference, differences};
pub use dots::{Distribution, Mark, dots};
pub use drawing::{Anchor, Drawing, Size, escape, fit, lines, width_of};
pub use exceedance::{Exceedances, Threshold, exceedance};
pub use fan::{Fan, Line, fan};
pub use heat::{Cell, Heat, heat};
pub use icons::icons;
pub use intervals::{Interval, intervals};
pub use sankey::{Flow, Node, sankey};
pub use tornado::{Strength, tornado};

/// A chart in both widths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chart {
    /// For pages of 46 em and more, and for paper.
    pub wide: String,
    /// For telephones.
    pub narrow: String,
}

/// What a chart says to those who do not see it.
#[derive(Clone, Copy, Debug)]
pub struct Caption<'a> {
    /// Identifier, one of its kind on the page.
    pub id: &'a str,
    /// Title.
    pub title: &'a str,
    /// What it shows, in a sentence.
    pub description: &'a str,
}

/// Draws a chart in both widths; `None` where there is nothing to draw.
fn both(caption: Caption<'_>, draw: impl Fn(Size) -> Option<Drawing>) -> Option<Chart> {
    Some(Chart {
        wide: draw(Size::Wide)?.finish(caption, Size::Wide),
        narrow: draw(Size::Narrow)?.finish(caption, Size::Narrow),
    })
}
