//! Types what people type into a store's forms, sends steps as they should not be
//! sent, goes back, and writes down what the store does with it.
//!
//! A probe run is a walk of its own in a fresh profile, under the same fences as
//! the measured one, which it cannot touch.

pub mod shop;

use crate::journey::Surroundings;
use crate::model::device::{Device, Throttle};
use crate::model::journey::{Ended, Goal, GuardLog, Journey};
use crate::model::probed::{Probed, Shopped};

/// Whether a walk came far enough for its forms to be tried.
pub fn is_worth(walked: &Journey) -> bool {
    !walked.steps.is_empty()
}

/// Tries the forms on one device, and what is around them.
///
/// `again` is set for the second device: what cannot differ there is left out.
pub fn probe(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
    again: bool,
) -> Probed {
    let mut probed = Probed {
        device,
        level: around.plan.journey.probes.level,
        own_store: around.plan.journey.probes.own_store,
        ended: Ended::Died {
            goal: Goal::Home,
            reason: "browser-failed".into(),
            detail: String::new(),
        },
        entries: Vec::new(),
        submits: Vec::new(),
        returns: Vec::new(),
        leavings: Vec::new(),
        shop: Shopped::default(),
        not_run: Vec::new(),
        guard: GuardLog::default(),
        duration_ms: 0,
        store_ms: 0,
    };
    if !again {
        shop::try_out(around, device, throttle, walked, &mut probed);
    }
    probed
}
