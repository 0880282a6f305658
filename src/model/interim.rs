//! Stand-ins until the designs, tables and copula land.
#![allow(missing_docs)] // interim

use crate::dist::{Dist, Univariate};
use crate::random::Stream;
use crate::scenario::{Correlation, Diagnostic};

#[derive(Clone, Debug)]
pub struct Sampler(Dist);
impl Sampler {
    pub fn new(dist: &Dist) -> Self {
        Self(dist.clone())
    }
    pub fn fill(&self, u: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(u).for_each(|(out, &u)| *out = self.0.quantile(u));
    }
}
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Design;
impl Design {
    pub fn new(_design: crate::scenario::Design, _seed: u64) -> Self {
        Self
    }
    pub fn fill(&self, stream: &Stream, _dimension: usize, page: u64, out: &mut [f64]) {
        stream.uniforms(0, 0, page, out);
    }
    pub fn batches(&self) -> usize {
        1
    }
    pub fn place(&self, page: u64) -> (usize, u64) {
        (0, page)
    }
}
#[derive(Clone, Debug)]
pub struct Copula;
impl Copula {
    pub fn of(_names: &[&str], _pairs: &[Correlation]) -> Result<Option<Self>, Vec<Diagnostic>> {
        Ok(None)
    }
    pub fn apply(&self, _uniforms: &mut [f64]) {}
}
