//! Covariance of two columns, merged without loss.

/// Number, means and co-moment of two columns (Pébay 2008, eq. 3.12).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covariance {
    count: u64,
    mean_x: f64,
    mean_y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Covariance {
    /// The co-moments of two columns of one length.
    pub fn of(x: &[f64], y: &[f64]) -> Self {
        debug_assert_eq!(x.len(), y.len(), "columns of one length");
        if x.is_empty() {
            return Self::default();
        }
        let n = x.len() as f64;
        let (mean_x, mean_y) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
        let centred = || x.iter().zip(y).map(|(x, y)| (x - mean_x, y - mean_y));
        Self {
            count: x.len() as u64,
            mean_x,
            mean_y,
            xx: centred().map(|(x, _)| x * x).sum(),
            yy: centred().map(|(_, y)| y * y).sum(),
            xy: centred().map(|(x, y)| x * y).sum(),
        }
    }

    /// The co-moments of both sets together.
    pub fn merge(&self, other: &Self) -> Self {
        if self.count == 0 || other.count == 0 {
            return if self.count == 0 { *other } else { *self };
        }
        let (a, b) = (self.count as f64, other.count as f64);
        let n = a + b;
        let (dx, dy) = (other.mean_x - self.mean_x, other.mean_y - self.mean_y);
        Self {
            count: self.count + other.count,
            mean_x: self.mean_x + dx * b / n,
            mean_y: self.mean_y + dy * b / n,
            xx: self.xx + other.xx + dx * dx * a * b / n,
            yy: self.yy + other.yy + dy * dy * a * b / n,
            xy: self.xy + other.xy + dx * dy * a * b / n,
        }
    }

    /// Unbiased covariance; `None` with fewer than two pairs.
    pub fn covariance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.xy / (self.count - 1) as f64)
    }

    /// Pearson's correlation; `None` where a column does not vary.
    pub fn correlation(&self) -> Option<f64> {
        let scale = (self.xx * self.yy).sqrt();
        (scale > 0.0).then(|| (self.xy / scale).clamp(-1.0, 1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_merge_to_the_whole() {
        let x = [1.0, 2.0, 4.0, 8.0, 16.0];
        let y = [3.0, 1.0, 4.0, 1.0, 5.0];
        let merged = Covariance::of(&x[..2], &y[..2]).merge(&Covariance::of(&x[2..], &y[2..]));
        // Exact value of the sample covariance: Σ(x − 6.2)(y − 2.8)/4 = 22.2/4.
        assert!((merged.covariance().unwrap() - 5.55).abs() < 1e-14);
        assert_eq!(Covariance::of(&[1.0], &[1.0]).covariance(), None);
        assert_eq!(Covariance::of(&[1.0, 2.0], &[1.0, 1.0]).correlation(), None);
    }
}
