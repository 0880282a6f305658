//! The rows of a factor: in each, one value for every axis that is walked together.

use crate::scenario::Origin;
use crate::scenario::document::Node;

/// The values of one axis, row by row.
#[derive(Clone, Debug)]
pub(super) enum Column {
    /// As they were written.
    Written(Vec<Node>),
    /// Computed within a range that is written in one place.
    Computed { numbers: Vec<f64>, place: Origin },
}

/// Rows of one value an axis; all axes have as many.
#[derive(Clone, Debug)]
pub(super) struct Rows(Vec<Column>);

impl Column {
    /// Values as they were read: the steps of a range, of which there may be very many, without a node for each.
    pub fn of(nodes: Vec<Node>) -> Self {
        let place = nodes.first().map(|node| node.origin.clone());
        let step = |node: &Node| node.as_number().filter(|_| Some(&node.origin) == place.as_ref());
        match (nodes.iter().map(step).collect::<Option<Vec<f64>>>(), &place) {
            (Some(numbers), Some(place)) if nodes.len() > 1 => {
                Self::Computed { numbers, place: place.clone() }
            }
            _ => Self::Written(nodes),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Written(nodes) => nodes.len(),
            Self::Computed { numbers, .. } => numbers.len(),
        }
    }

    fn node(&self, row: usize) -> Node {
        match self {
            Self::Written(nodes) => nodes[row].clone(),
            Self::Computed { numbers, place } => Node::number(numbers[row], place.clone()),
        }
    }
}

impl Rows {
    pub fn new(columns: Vec<Column>) -> Self {
        Self(columns)
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.0.first().map_or(0, Column::len)
    }

    /// The values of a row, in the order of the axes.
    pub fn row(&self, row: usize) -> impl Iterator<Item = Node> {
        self.0.iter().map(move |column| column.node(row))
    }

    /// The values of an axis, in the order of the rows.
    pub fn column(&self, axis: usize) -> impl Iterator<Item = Node> {
        let column = &self.0[axis];
        (0..column.len()).map(|row| column.node(row))
    }

    /// Every value, row by row.
    pub fn iter(&self) -> impl Iterator<Item = Node> {
        (0..self.len()).flat_map(|row| self.row(row))
    }

    /// Changes where the values were written.
    pub fn each_origin(&mut self, change: &impl Fn(&mut Origin)) {
        for column in &mut self.0 {
            match column {
                Column::Written(nodes) => nodes.iter_mut().for_each(|node| node.each_origin(change)),
                Column::Computed { place, .. } => change(place),
            }
        }
    }
}
