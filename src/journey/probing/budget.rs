//! What the probes of forms cost: reckoned, not clocked, so that a busy machine leaves out the same as a
//! quiet one, and two runs say the same.
//!
//! The sums were fitted to the demo store and to Oscar: about what a run takes of its own on two quiet
//! cores, the waits for what a page may have to say included. The clock only ends a run that takes twice
//! as long.

use super::Prober;
use super::texts::{By, Try};
use crate::journey::traveller::Traveller;
use crate::model::probed::Variant;
use std::time::Duration;

/// From the product's page to the first form.
pub const WAY: u64 = 2_000;
/// A screen that is reached, looked at and filled.
pub const SCREEN: u64 = 700;
/// A button that is pressed, and the wait for what comes of it.
pub const SENDING: u64 = 600;
/// The same twice, on a slow line.
pub const TWO_TAPS: u64 = 900;
/// One field that is changed for a sending and given back afterwards.
pub const CHANGED: u64 = 130;
/// A screen that is left, or come back to.
pub const TURN: u64 = 330;
/// The browser's autofill, and emptying what it filled.
pub const AUTOFILL: u64 = 850;
/// A run may take so many times its budget by the clock.
const BY_THE_CLOCK: u32 = 2;

/// One text that is put into a field, in milliseconds.
pub fn entry(text: &Try, early: bool, silent: bool) -> u64 {
    let keys = match text.by {
        By::Keys => text.text.chars().count() as u64 * 2,
        By::Paste => 220,
        By::Composition => 150,
    };
    let watched = match text.variant {
        _ if silent => 120,
        Variant::Wrong | Variant::WrongOtherwise => 380,
        Variant::Canonical => 260,
        _ => 170,
    };
    45 + keys.min(400) + watched + if early { 200 } else { 0 }
}

impl Prober {
    /// Books what was done, in milliseconds.
    pub(super) fn spend(&mut self, ms: u64) {
        self.spent += Duration::from_millis(ms);
    }
}

impl Traveller<'_> {
    /// What is left of the run's budget.
    pub(super) fn time_left(&self, prober: &Prober) -> Duration {
        let own = prober
            .began
            .elapsed()
            .saturating_sub(Duration::from_millis(self.store_ms()));
        if own > prober.budget * BY_THE_CLOCK {
            return Duration::ZERO;
        }
        prober.budget.saturating_sub(prober.spent)
    }
}
