//! Primitive polynomials over the field of two elements, in order.

/// A polynomial of degree s with its 1 + s coefficients as bits, the constant lowest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Polynomial {
    pub(super) degree: u32,
    pub(super) bits: u64,
}

/// All primitive polynomials by degree, then by their bits: x + 1, x² + x + 1, x³ + x + 1, ….
pub(super) fn primitive() -> impl Iterator<Item = Polynomial> {
    (1..32).flat_map(|degree| {
        let factors = prime_factors((1 << degree) - 1);
        let odd = (1u64 << degree | 1..1u64 << (degree + 1)).step_by(2);
        odd.map(move |bits| Polynomial { degree, bits }).filter(move |p| p.is_primitive(&factors))
    })
}

impl Polynomial {
    /// Whether x has the order 2^s − 1 modulo this polynomial, whose prime factors are given.
    fn is_primitive(self, factors: &[u64]) -> bool {
        let order = (1u64 << self.degree) - 1;
        self.power_of_x(order) == 1 && factors.iter().all(|factor| self.power_of_x(order / factor) != 1)
    }

    /// x^n modulo this polynomial.
    fn power_of_x(self, n: u64) -> u64 {
        let (mut result, mut square) = (1, self.reduce(2));
        for bit in 0..64 - n.leading_zeros() {
            if n >> bit & 1 == 1 {
                result = self.product(result, square);
            }
            square = self.product(square, square);
        }
        result
    }

    /// a · b modulo this polynomial, both of lower degree.
    fn product(self, mut a: u64, b: u64) -> u64 {
        let mut sum = 0;
        for bit in 0..self.degree {
            if b >> bit & 1 == 1 {
                sum ^= a;
            }
            a = self.reduce(a << 1);
        }
        sum
    }

    fn reduce(self, a: u64) -> u64 {
        if a >> self.degree & 1 == 1 { a ^ self.bits } else { a }
    }
}

/// The prime factors of n by trial division; n is below 2^32. 1 has none, so that x + 1 counts as primitive.
fn prime_factors(mut n: u64) -> Vec<u64> {
    let mut factors = Vec::new();
    let mut divisor = 2;
    while divisor * divisor <= n {
        if n.is_multiple_of(divisor) {
            factors.push(divisor);
            while n.is_multiple_of(divisor) {
                n /= divisor;
            }
        }
        divisor += 1;
    }
    if n > 1 {
        factors.push(n);
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_primitive_polynomials_as_theory_says() {
        // φ(2^s − 1) / s (Lidl and Niederreiter, 1986, theorem 3.5) for s = 1, 2, ….
        for (degree, count) in (1..).zip([1, 1, 2, 2, 6, 6, 18, 16, 48, 60, 176]) {
            assert_eq!(
                primitive().skip_while(|p| p.degree < degree).take_while(|p| p.degree == degree).count(),
                count
            );
        }
    }
}
