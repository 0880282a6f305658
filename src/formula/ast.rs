//! The parsed formula: nodes in postorder, so that every pass is a plain loop.
//!
//! Children stand before their parent. Long sums make deep trees; loops over indices cannot overflow a stack.

use super::functions::Function;
use std::ops::Range;

/// Index of a node.
pub(super) type NodeId = usize;

/// A parsed formula; the root is the last node.
#[derive(Clone, Debug)]
pub(super) struct Ast {
    pub nodes: Vec<Node>,
    pub length: usize,
}

/// A node and where it stands.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub kind: NodeKind,
    pub span: Range<usize>,
}

/// What a node is.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Number(f64),
    Truth(bool),
    Name(String),
    Negate(NodeId),
    Not(NodeId),
    Binary { operator: Binary, operator_span: Range<usize>, left: NodeId, right: NodeId },
    Call { function: Function, arguments: Vec<NodeId> },
}

/// Operators between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    And,
    Or,
}

impl Binary {
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::And => "and",
            Self::Or => "or",
        }
    }

    pub fn is_comparison(self) -> bool {
        matches!(
            self,
            Self::Less | Self::LessEqual | Self::Greater | Self::GreaterEqual | Self::Equal | Self::NotEqual
        )
    }
}

impl Ast {
    pub fn root(&self) -> NodeId {
        self.nodes.len() - 1
    }

    /// The children of a node, in the order of the text.
    pub fn children(&self, node: NodeId) -> Vec<NodeId> {
        match &self.nodes[node].kind {
            NodeKind::Number(_) | NodeKind::Truth(_) | NodeKind::Name(_) => Vec::new(),
            NodeKind::Negate(inner) | NodeKind::Not(inner) => vec![*inner],
            NodeKind::Binary { left, right, .. } => vec![*left, *right],
            NodeKind::Call { arguments, .. } => arguments.clone(),
        }
    }

    /// For each node the innermost call whose series argument it stands in, if any.
    ///
    /// Parents are visited before their children, as they come after them.
    pub fn contexts(&self) -> Vec<Option<NodeId>> {
        let mut contexts = vec![None; self.nodes.len()];
        for node in (0..self.nodes.len()).rev() {
            let aggregate = self.is_aggregate(node);
            for (position, child) in self.children(node).into_iter().enumerate() {
                contexts[child] = match (aggregate, position) {
                    (true, 0) => Some(node),
                    (true, _) => None,
                    (false, _) => contexts[node],
                };
            }
        }
        contexts
    }

    /// Whether a node turns a series into one value.
    pub fn is_aggregate(&self, node: NodeId) -> bool {
        match &self.nodes[node].kind {
            NodeKind::Call { function, arguments } => function.is_aggregate(arguments.len()),
            _ => false,
        }
    }
}
