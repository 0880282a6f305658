//! The functions of this module over columns, at the widest vectors of the machine.
//!
//! Each takes an input column and an output column of the same length and gives, value by value, the same bits as
//! the scalar function.

use super::width::{Kernel, dispatch};

/// Declares the column version of each scalar function.
///
/// A kernel of its own for each, not a closure: closures cannot be forced inline, and a loop around a call is scalar.
macro_rules! columns {
    ($($name:ident),*) => {$(
        #[doc = concat!("[`", stringify!($name), "`](super::", stringify!($name), ") of each value.")]
        ///
        /// # Panics
        /// Where the columns differ in length.
        pub fn $name(input: &[f64], output: &mut [f64]) {
            struct Column<'a>(&'a [f64], &'a mut [f64]);
            impl Kernel for Column<'_> {
                type Output = ();
                #[inline(always)]
                fn run(self) {
                    for (value, x) in self.1.iter_mut().zip(self.0) {
                        *value = super::$name(*x);
                    }
                }
            }
            assert_eq!(input.len(), output.len(), "columns of one length");
            dispatch(Column(input, output));
        }
    )*};
}

columns!(ln, ln_1p, log2, log10, exp, exp_m1, sin_turns, cos_turns);
columns!(erfc, normal_cdf, normal_density, normal_quantile);

/// [`pow`](super::pow) of each value, all to the same power.
///
/// # Panics
/// Where the columns differ in length.
pub fn pow(input: &[f64], power: f64, output: &mut [f64]) {
    struct Column<'a>(&'a [f64], f64, &'a mut [f64]);
    impl Kernel for Column<'_> {
        type Output = ();
        #[inline(always)]
        fn run(self) {
            for (value, x) in self.2.iter_mut().zip(self.0) {
                *value = super::pow(*x, self.1);
            }
        }
    }
    assert_eq!(input.len(), output.len(), "columns of one length");
    dispatch(Column(input, power, output));
}
