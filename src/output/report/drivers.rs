//! What drives the result: rank correlations of the inputs with the headline, as a tornado.

use super::figure::{Figure, Table};
use super::names;
use super::subject::Subject;
use crate::output::numbers::count;
use crate::output::svg::{Caption, Strength, tornado};

/// Bars of a tornado, at most.
const BARS: usize = 10;

/// One tornado a headline output.
pub fn drivers(subject: &Subject<'_>) -> Vec<Figure> {
    subject.headline().iter().filter_map(|name| figure(subject, name)).collect()
}

fn figure(subject: &Subject<'_>, name: &str) -> Option<Figure> {
    let drivers = subject.document().drivers.get(name)?;
    let label = subject.label(name);
    let scenario = subject.scenario.as_ref();
    let clear = |input: &&crate::summary::Driver| input.rank.abs() > 2.0 * drivers.rank_error;
    let rows: Vec<Strength> = drivers
        .inputs
        .iter()
        .filter(clear)
        .take(BARS)
        .map(|input| Strength {
            label: names::input(&input.path, scenario),
            rank: input.rank,
            assumed: input.grade.as_deref() == Some("assumption"),
        })
        .collect();
    let id = format!("drivers-{name}");
    let description = format!(
        "Bars to the right of the middle: more of the input goes with more of {}. To the left: with less.",
        super::spread::lower(&label)
    );
    let chart = tornado(Caption { id: &id, title: &label, description: &description }, &rows)?;
    let cells = |input: &crate::summary::Driver| {
        let sign = if input.rank < 0.0 { '−' } else { '+' };
        [
            names::input(&input.path, scenario),
            input.path.clone(),
            format!("{sign}{:.2}", input.rank.abs()),
            input.grade.clone().unwrap_or_else(|| "not graded".to_owned()),
        ]
    };
    let told = drivers.inputs.iter().filter(clear);
    let rest = drivers.inputs.len() - told.clone().count();
    let rest = (rest > 0).then(|| {
        let bound = format!("nearer to 0 than {:.2}", 2.0 * drivers.rank_error);
        [
            format!("{rest} more input{}", if rest == 1 { "" } else { "s" }),
            "–".to_owned(),
            bound,
            "–".to_owned(),
        ]
    });
    let table = Table::new(["Input", "Path", "Rank correlation", "Evidence"], told.map(cells).chain(rest));
    let key = if rows.iter().any(|row| row.assumed) { "Outlined: graded “assumption”. " } else { "" };
    let note = format!(
        "{key}n = {} futures kept for it: each correlation is known to ±{:.2} (one standard error); \
         those nearer to 0 than {:.2} cannot be told from none and are not drawn.",
        count(drivers.futures),
        drivers.rank_error,
        2.0 * drivers.rank_error
    );
    Some(Figure::new(&id, &label, &note, chart, table))
}
