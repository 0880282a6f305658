//! The vector width of hot loops: chosen once at start, the same bits at each.
//!
//! A [`Kernel`] is a plain loop written once. [`dispatch`] runs the copy of it that the compiler built for the
//! widest vectors of this machine. As no operation is fused or reordered, all copies give the same bits.

// The only unsafe code of the crate: calling a function compiled for instructions that not every machine has.
// Each call stands behind the run-time check of exactly those instructions.
#![allow(unsafe_code)]

use std::sync::OnceLock;

/// A loop to be compiled for several vector widths.
///
/// `run` must be `#[inline(always)]`, and so must be all that it calls in the loop; else the loop stays narrow.
pub trait Kernel {
    /// What the loop returns.
    type Output;
    /// Runs the loop.
    fn run(self) -> Self::Output;
}

/// The instructions that hot loops are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// What every machine of the target has: SSE2 on x86-64.
    Baseline,
    /// 256 bits: AVX2 with BMI.
    Avx2,
    /// 512 bits: AVX-512 F, BW, CD, DQ, VL.
    Avx512,
}

/// A value of `AMNESTY_WIDTH` that names no width of this machine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("AMNESTY_WIDTH is `{given}`, expected sse2, avx2 or avx512, and not wider than this machine")]
pub struct WidthError {
    /// The value as given.
    pub given: String,
}

impl Width {
    /// The widest that this machine has.
    pub fn widest() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            let avx2 = is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt");
            let avx512 = is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512cd")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl");
            match (avx2, avx512) {
                (true, true) => return Self::Avx512,
                (true, false) => return Self::Avx2,
                (false, _) => {}
            }
        }
        Self::Baseline
    }

    /// All that this machine has, the narrowest first.
    pub fn available() -> impl Iterator<Item = Self> {
        [Self::Baseline, Self::Avx2, Self::Avx512].into_iter().filter(|width| *width <= Self::widest())
    }

    /// The width that the environment variable `AMNESTY_WIDTH` (`sse2`, `avx2`, `avx512`) forces, for tests; none
    /// where it is not set.
    ///
    /// # Errors
    /// [`WidthError`] where it names no width that this machine has.
    pub fn forced() -> Result<Option<Self>, WidthError> {
        let Some(given) = std::env::var_os("AMNESTY_WIDTH") else { return Ok(None) };
        let width = match given.to_str() {
            Some("sse2") => Some(Self::Baseline),
            Some("avx2") => Some(Self::Avx2),
            Some("avx512") => Some(Self::Avx512),
            _ => None,
        };
        match width {
            Some(width) if width <= Self::widest() => Ok(Some(width)),
            _ => Err(WidthError { given: given.to_string_lossy().into_owned() }),
        }
    }

    /// The width in use: the forced one, else the widest. Read once, then fixed.
    ///
    /// A variable that names no width is passed over here; [`Width::forced`] reports it.
    pub fn current() -> Self {
        static CURRENT: OnceLock<Width> = OnceLock::new();
        *CURRENT.get_or_init(|| Self::forced().ok().flatten().unwrap_or_else(Self::widest))
    }
}

/// Runs the kernel at the width in use.
#[inline]
pub fn dispatch<K: Kernel>(kernel: K) -> K::Output {
    dispatch_at(Width::current(), kernel)
}

/// Runs the kernel at that width, or at the widest of this machine where it is narrower.
#[inline]
pub fn dispatch_at<K: Kernel>(width: Width, kernel: K) -> K::Output {
    #[cfg(target_arch = "x86_64")]
    match width.min(machine()) {
        // SAFETY: `machine` has found all instructions that the function is compiled for.
        Width::Avx512 => return unsafe { run_avx512(kernel) },
        // SAFETY: as above.
        Width::Avx2 => return unsafe { run_avx2(kernel) },
        Width::Baseline => {}
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = width;
    kernel.run()
}

/// [`Width::widest`], asked once.
#[cfg(target_arch = "x86_64")]
#[inline]
fn machine() -> Width {
    static MACHINE: OnceLock<Width> = OnceLock::new();
    *MACHINE.get_or_init(Width::widest)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt")]
unsafe fn run_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt")]
unsafe fn run_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run()
}
