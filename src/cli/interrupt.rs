//! Ctrl-C and termination: the first finishes what is in hand, the second ends at once.

use super::Exit;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Whether somebody asked to stop, and how.
#[derive(Clone, Debug)]
pub struct Interrupt {
    cancel: Arc<AtomicBool>,
    exit: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Listens from now on.
    ///
    /// Where the system refuses, the program is simply ended by the first signal, as without this.
    pub fn listen() -> Self {
        let interrupt =
            Self { cancel: Arc::new(AtomicBool::new(false)), exit: Arc::new(AtomicUsize::new(0)) };
        for (signal, exit) in [(SIGINT, Exit::Interrupted), (SIGTERM, Exit::Terminated)] {
            // In this order: the first signal passes the first line and sets the flag in the last.
            let _ = flag::register_conditional_shutdown(signal, exit as i32, Arc::clone(&interrupt.cancel));
            let _ = flag::register_usize(signal, Arc::clone(&interrupt.exit), exit as usize);
            let _ = flag::register(signal, Arc::clone(&interrupt.cancel));
        }
        interrupt
    }

    /// Set when somebody asked to stop.
    pub fn cancel(&self) -> &AtomicBool {
        &self.cancel
    }

    /// The exit code of whoever asked to stop.
    pub fn exit(&self) -> Option<Exit> {
        match self.exit.load(Ordering::SeqCst) {
            0 => None,
            code if code == Exit::Terminated as usize => Some(Exit::Terminated),
            _ => Some(Exit::Interrupted),
        }
    }
}

/// A file that grows beyond the shell's limit is a failed write, not a killed program.
pub fn ignore_size_limit() {
    #[cfg(unix)]
    {
        let nobody_looks = Arc::new(AtomicBool::new(false));
        let _ = flag::register(signal_hook::consts::SIGXFSZ, nobody_looks);
    }
}
