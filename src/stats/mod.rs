//! Statistics that are pushed, merged and read: moments, bucket counts, covariance, rank correlation.

mod covariance;
mod forest;
mod moments;
mod quantile_counts;
mod rank;
mod regression;

pub use covariance::Covariance;
pub use forest::{MomentForest, Overlap};
pub use moments::Moments;
pub use quantile_counts::{QuantileCounts, Resolution};
pub use rank::spearman;
pub use regression::RankModel;
