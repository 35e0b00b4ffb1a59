//! Walks the way again and again, so that a number comes with its spread.
//!
//! The walk that found the way counts as the warm-up and is dropped: caches of
//! the store and of the machine are cold, and the pilot was still searching.
//! Each further walk has a fresh profile, and only one is under way at a time.

use crate::command::host;
use crate::journey::path::PathFile;
use crate::journey::{Surroundings, travel};
use crate::model::device::{Device, Throttle};
use crate::model::evidence::{RunRecord, RunStep};
use crate::model::journey::{Ended, Goal, Journey};
use crate::model::plan::{Plan, Recordings};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Walks `count` times more and returns the walk to be told in full, with the
/// numbers of all. A way that led nowhere, and a sign of an order, are not repeated.
pub fn repeat(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    found: Journey,
    count: usize,
) -> (Journey, Vec<RunRecord>) {
    if count < 2 || !is_through(&found) || !found.guard.order_signs.is_empty() {
        return (found, Vec::new());
    }
    let is_given = around.plan.journey.path.is_some();
    let replay = by_the_way(around.plan, &found);
    let around = Surroundings {
        plan: &replay,
        browser: around.browser,
        site: around.site,
        blobs: around.blobs,
        progress: around.progress,
        stop: around.stop,
    };
    let mut walks: Vec<(Journey, f64)> = Vec::new();
    for number in 1..=count {
        if around.stop.requested() {
            break;
        }
        let phase = format!("journey {}, run {number} of {count}", device.name());
        around.progress.phase(&phase);
        let speed = host::speed_now();
        let walk = travel(&around, device, throttle);
        if !walk.guard.order_signs.is_empty() {
            return (walk, Vec::new());
        }
        walks.push((walk, speed));
    }
    let Some(told) = representative(&walks) else {
        return (found, Vec::new());
    };
    let records = walks
        .iter()
        .enumerate()
        .map(|(index, (walk, speed))| RunRecord {
            device,
            number: u32::try_from(index + 1).unwrap_or(u32::MAX),
            told: index == told,
            ended: walk.ended.clone(),
            host_speed: *speed,
            steps: walk.steps.iter().map(RunStep::of).collect(),
        });
    let records = records.collect();
    let mut told = walks.swap_remove(told).0;
    if is_given {
        // Whether the way that the user gave still holds was seen by the first walk.
        told.path_source = found.path_source;
        told.path_change = found.path_change;
    }
    (told, records)
}

/// The plan that walks the found way again.
fn by_the_way(plan: &Plan, found: &Journey) -> Plan {
    let way = PathFile::of(plan.target.as_str(), std::slice::from_ref(found));
    let mut plan = plan.clone();
    plan.journey.path = Some(Arc::new(way));
    // Recording costs the browser time; what is counted goes without.
    plan.journey.recordings = Recordings::default();
    plan
}

fn is_through(walk: &Journey) -> bool {
    matches!(walk.ended, Ended::Reached { .. })
}

/// The walk on the commonest path whose waits are nearest their median.
fn representative(walks: &[(Journey, f64)]) -> Option<usize> {
    let path = |walk: &Journey| -> (bool, Vec<Goal>) {
        (
            is_through(walk),
            walk.steps.iter().map(|step| step.goal).collect(),
        )
    };
    let mut ways: BTreeMap<(bool, Vec<Goal>), Vec<usize>> = BTreeMap::new();
    for (index, (walk, _)) in walks.iter().enumerate() {
        ways.entry(path(walk)).or_default().push(index);
    }
    let (_, mut same) = ways
        .into_iter()
        .max_by_key(|((through, _), walks)| (*through, walks.len()))?;
    let waits = |index: &usize| -> f64 {
        let steps = walks[*index].0.steps.iter();
        steps
            .map(|step| step.clock.usable_ms.unwrap_or_default())
            .sum()
    };
    same.sort_by(|a, b| waits(a).total_cmp(&waits(b)));
    same.get((same.len() - 1) / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Made;

    fn walk(goals: &[Goal], wait: f64) -> (Journey, f64) {
        let made = goals.iter().fold(Made::store(), |made, goal| {
            made.step(*goal, |step| step.clock.usable_ms = Some(wait))
        });
        (made.evidence().journeys.remove(0), 200.0)
    }

    #[test]
    fn the_walk_that_is_told_is_the_median_one_of_the_commonest_path() {
        let way = [Goal::Home, Goal::Cart];
        let walks = [
            walk(&way, 300.0),
            walk(&[Goal::Home], 10.0),
            walk(&way, 100.0),
            walk(&way, 120.0),
        ];
        assert_eq!(representative(&walks), Some(3));
        assert_eq!(representative(&[]), None);
    }

    #[test]
    fn a_walk_that_got_through_is_told_before_several_that_did_not() {
        let mut stuck = walk(&[Goal::Home], 10.0);
        stuck.0.ended = Ended::Stuck {
            goal: Goal::Cart,
            reason: "no-cart".into(),
            detail: String::new(),
        };
        let walks = [stuck.clone(), stuck, walk(&[Goal::Home, Goal::Cart], 50.0)];
        assert_eq!(representative(&walks), Some(2));
    }
}
