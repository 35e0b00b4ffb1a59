//! Which screen of one walk is which of another: the same kind, counted from the
//! first of that kind, whatever its address, so that ports and ids do not matter.

use crate::model::comparison::StepName;
use crate::model::device::Device;
use crate::model::report::{JourneyReport, Report, StepReport};

/// The walks that both reports have, one a device.
pub fn walks<'a>(
    base: &'a Report,
    head: &'a Report,
) -> impl Iterator<Item = (&'a JourneyReport, &'a JourneyReport)> {
    base.journeys
        .iter()
        .filter_map(|walk| Some((walk, walk_on(head, walk.device)?)))
}

/// The walk on a device.
pub fn walk_on(report: &Report, device: Device) -> Option<&JourneyReport> {
    report.journeys.iter().find(|walk| walk.device == device)
}

/// The steps with their names.
pub fn named(walk: &JourneyReport) -> Vec<(StepName, &StepReport)> {
    let steps = walk.steps.iter().enumerate();
    steps
        .map(|(index, step)| {
            let before = &walk.steps[..index];
            let same = before.iter().filter(|other| other.goal == step.goal);
            let number = u32::try_from(same.count() + 1).unwrap_or(u32::MAX);
            let goal = step.goal;
            (StepName { goal, number }, step)
        })
        .collect()
}

/// The screens that both walks have.
pub fn steps<'a>(
    base: &'a JourneyReport,
    head: &'a JourneyReport,
) -> Vec<(StepName, &'a StepReport, &'a StepReport)> {
    let others = named(head);
    let pair = |(name, step): (StepName, &'a StepReport)| {
        let (_, other) = others.iter().find(|(known, _)| *known == name)?;
        Some((name, step, *other))
    };
    named(base).into_iter().filter_map(pair).collect()
}
