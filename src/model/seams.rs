//! The few things that a stage asks of its surroundings: say how far it is,
//! keep a picture, hear that it should stop.
//!
//! They are traits so that a stage neither prints nor knows where files go.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Hears how far a stage is. Implementations print to stderr, or nothing.
pub trait Progress: Send + Sync {
    /// A new phase begins: `crawl`, `journey mobile`, ….
    fn phase(&self, name: &str);
    /// What is done right now: an address, a step.
    fn note(&self, text: &str);
    /// The journey pauses before this step, as it was asked to; whether it goes on after it.
    fn pause(&self, _before: &str) -> bool {
        false
    }
}

/// Keeps pictures and documents beside the evidence.
pub trait Blobs: Send + Sync {
    /// Stores the bytes once and returns the name, `<sha256>.<ending>`; `None` when they could not be kept.
    fn put(&self, bytes: &[u8], ending: &str) -> Option<String>;

    /// Takes away what an earlier run kept under this name: a file, or a folder of JPEG pictures.
    fn renew(&self, _name: &str) {}

    /// Stores a recording under a name of its own, which may begin with a folder; whether it could.
    fn keep(&self, _name: &str, _bytes: &[u8]) -> bool {
        false
    }

    /// Adds to the end of a recording; whether it could. [`Blobs::renew`] begins it anew.
    fn add(&self, _name: &str, _bytes: &[u8]) -> bool {
        false
    }

    /// A recording that was asked for could not be made, and why.
    fn lose(&self, _why: &str) {}
}

/// A request to stop (Ctrl-C), shared by all stages. They look at it between
/// steps, keep what they have, and return.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Asks every stage to stop.
    pub fn request(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether somebody asked.
    pub fn requested(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A progress that says nothing and keeps nothing, for tests and libraries.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn phase(&self, _name: &str) {}
    fn note(&self, _text: &str) {}
}

impl Blobs for Silent {
    fn put(&self, _bytes: &[u8], _ending: &str) -> Option<String> {
        None
    }
}
