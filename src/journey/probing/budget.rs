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
        left(prober.budget, prober.spent, own)
    }
}

/// What is left of a budget of which so much was reckoned as spent, while a run took so long of its own by
/// the clock.
fn left(budget: Duration, spent: Duration, own: Duration) -> Duration {
    if own > budget * BY_THE_CLOCK {
        return Duration::ZERO;
    }
    budget.saturating_sub(spent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(variant: Variant, text: &str) -> Try {
        Try {
            variant,
            text: text.to_owned(),
            by: By::Keys,
            reading: String::new(),
        }
    }

    #[test]
    fn what_is_left_is_reckoned_and_the_clock_only_ends_a_run_that_takes_twice_as_long() {
        let s = Duration::from_secs;
        assert_eq!(left(s(30), s(10), s(1)), s(20));
        // A busy machine leaves out the same as a quiet one.
        assert_eq!(left(s(30), s(10), s(60)), s(20));
        assert_eq!(left(s(30), s(10), s(61)), s(0));
        assert_eq!(left(s(30), s(31), s(1)), s(0));
    }

    #[test]
    fn a_text_costs_by_how_it_is_put_in_and_how_long_it_is_watched() {
        let plain = entry(&keys(Variant::Blanks, " Ann "), false, false);
        assert_eq!(
            entry(&keys(Variant::Blanks, " Ann "), true, false),
            plain + 200
        );
        let wrong = entry(&keys(Variant::Wrong, " Ann "), false, false);
        let silent = entry(&keys(Variant::Wrong, " Ann "), false, true);
        assert!(silent < plain && plain < wrong, "{silent} {plain} {wrong}");
        // The longest text costs no more than what is typed in 0.4 s.
        let long = entry(&keys(Variant::Blanks, &"a".repeat(5_000)), false, false);
        assert_eq!(long, plain - 10 + 400);
    }
}
