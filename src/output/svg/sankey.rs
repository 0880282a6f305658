//! The flow of people between statuses: widths are people, left to right.

use super::drawing::{Anchor, Drawing, Size, fit, n};

/// Width of a node's bar.
const BAR: f64 = 14.0;
/// Height of all flows together.
const ROOM: f64 = 230.0;
/// Between the nodes of a column: two lines of words.
const GAP: f64 = 40.0;

/// A status.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Node {
    /// Column, from the left.
    pub column: usize,
    /// Name.
    pub label: String,
    /// The number in words.
    pub words: String,
    /// People.
    pub people: f64,
}

/// People who go from one node to another.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flow {
    /// Place of the node they leave.
    pub from: usize,
    /// Place of the node they reach.
    pub to: usize,
    /// How many.
    pub people: f64,
}

/// The flow for a wide page; `None` where nobody flows. On a telephone a funnel says the same.
pub fn sankey(nodes: &[Node], flows: &[Flow]) -> Option<Drawing> {
    let columns = nodes.iter().map(|node| node.column).max()? + 1;
    let total = |column: usize| {
        nodes.iter().filter(|node| node.column == column).map(|node| node.people).sum::<f64>()
    };
    let most = (0..columns).map(total).fold(0.0, f64::max);
    if most <= 0.0 || columns < 2 {
        return None;
    }
    let across = (Size::Wide.width() - 128.0) / (columns - 1) as f64;
    let height = |people: f64| people / most * ROOM;
    let mut tops = vec![0.0; nodes.len()];
    let mut bottom: f64 = 0.0;
    for column in 0..columns {
        let mut y = GAP;
        for (place, node) in nodes.iter().enumerate().filter(|(_, node)| node.column == column) {
            tops[place] = y;
            y += height(node.people).max(1.5) + GAP;
        }
        bottom = bottom.max(y);
    }
    let mut drawing = Drawing::new(bottom - GAP + 14.0);
    let x = |node: usize| nodes[node].column as f64 * across;
    let (mut left, mut arrived) = (tops.clone(), tops.clone());
    for flow in flows.iter().filter(|flow| flow.people > 0.0) {
        let thick = height(flow.people).max(0.5);
        ribbon(
            &mut drawing,
            (x(flow.from) + BAR, left[flow.from]),
            (x(flow.to), arrived[flow.to]),
            thick,
            flow.to,
        );
        left[flow.from] += thick;
        arrived[flow.to] += thick;
    }
    for (place, node) in nodes.iter().enumerate() {
        let (x, y) = (x(place), tops[place]);
        drawing.rect("node", x, y, BAR, height(node.people).max(1.5));
        let room = across.min(128.0) - 4.0;
        drawing.text("label halo", x, y - 21.0, Anchor::Start, &fit(&node.label, room));
        drawing.text("small halo", x, y - 6.0, Anchor::Start, &fit(&node.words, room));
    }
    Some(drawing)
}

/// A band between two places, of one thickness, that leaves and arrives level.
fn ribbon(drawing: &mut Drawing, from: (f64, f64), to: (f64, f64), thick: f64, kind: usize) {
    let middle = n((from.0 + to.0) / 2.0);
    let [x0, x1] = [from.0, to.0].map(n);
    let [a, b, c, d] = [from.1, to.1, to.1 + thick, from.1 + thick].map(n);
    let class = if kind.is_multiple_of(2) { "ribbon r0" } else { "ribbon r1" };
    drawing.path(
        class,
        &format!("M{x0} {a}C{middle} {a} {middle} {b} {x1} {b}V{c}C{middle} {c} {middle} {d} {x0} {d}Z"),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ribbons_share_the_height_of_their_node() {
        let node = |column, people| Node { column, label: "n".into(), words: "w".into(), people };
        let nodes = [node(0, 100.0), node(1, 75.0), node(1, 25.0)];
        let flows = [Flow { from: 0, to: 1, people: 75.0 }, Flow { from: 0, to: 2, people: 25.0 }];
        let caption = super::super::Caption { id: "s", title: "t", description: "d" };
        let svg = sankey(&nodes, &flows).expect("people").finish(caption, Size::Wide);
        assert_eq!(svg.matches("ribbon").count(), 2);
        // 230 high: the second leaves where the first, 172.5 high, ends.
        assert!(svg.contains("M14 212.5"), "{svg}");
        assert!(sankey(&nodes[..1], &[]).is_none());
    }
}
