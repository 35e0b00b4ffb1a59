//! Clocks and vitals of the screens that both sides saw, run against run.
//!
//! A change is claimed only when all of this holds: at least four runs a side,
//! a one-sided exact Mann-Whitney probability below 0.05 after Holm's correction
//! over the screens of one metric on one device, and medians that differ by more
//! than 10 % of the base's and by more than the metric's floor. The floors are
//! ours; see `methods.md`.

use crate::compare::align;
use crate::compare::conditions::bars;
use crate::compare::statistics::{ALPHA, LEAST_RUNS, greater_by_chance, holm};
use crate::model::comparison::{Change, NotComparable, Part, TimingChange};
use crate::model::device::Device;
use crate::model::report::{Measure, Report, StepReport};

/// Metrics that are compared, with the least difference that matters.
pub const METRICS: [(&str, f64); 5] = [
    ("usable_ms", 200.0),
    ("lcp_ms", 200.0),
    ("tbt_ms", 50.0),
    ("inp_ms", 40.0),
    ("cls", 0.02),
];

/// Share of the base's median that a difference must exceed.
const LEAST_SHARE: f64 = 0.10;

/// Every timing of every screen that both sides saw.
pub fn timings(base: &Report, head: &Report, caveats: &[NotComparable]) -> Vec<TimingChange> {
    let mut all = Vec::new();
    for (was, is) in align::walks(base, head) {
        let barred = bars(caveats, Part::Timings, Some(was.device));
        let steps = align::steps(was, is);
        for (metric, floor) in METRICS {
            let mut family: Vec<TimingChange> = steps
                .iter()
                .filter_map(|(name, before, now)| {
                    let (base, head) = (find(before, metric)?, find(now, metric)?);
                    Some(one(was.device, name.clone(), base, head, floor))
                })
                .collect();
            if !barred {
                judge(&mut family);
            }
            all.extend(family);
        }
    }
    all.sort_by_key(|timing| timing.change);
    all
}

fn find(step: &StepReport, metric: &str) -> Option<Measure> {
    step.measures
        .iter()
        .find(|one| one.metric == metric)
        .cloned()
}

fn one(
    device: Device,
    step: crate::model::comparison::StepName,
    base: Measure,
    head: Measure,
    floor: f64,
) -> TimingChange {
    TimingChange {
        change: Change::NotMeasured,
        metric: base.metric.clone(),
        device,
        step,
        threshold: floor.max(base.median.abs() * LEAST_SHARE),
        base,
        head,
        p: None,
        p_holm: None,
    }
}

/// Both directions are corrected on their own: each is a question of its own.
fn judge(family: &mut [TimingChange]) {
    let enough = |timing: &TimingChange| {
        timing.base.values.len() >= LEAST_RUNS && timing.head.values.len() >= LEAST_RUNS
    };
    let tested: Vec<usize> = (0..family.len())
        .filter(|index| enough(&family[*index]))
        .collect();
    let test = |side: fn(&TimingChange) -> (&[f64], &[f64])| -> Vec<(f64, f64)> {
        let plain: Vec<f64> = tested
            .iter()
            .map(|index| {
                let (smaller, greater) = side(&family[*index]);
                greater_by_chance(smaller, greater)
            })
            .collect();
        let corrected = holm(&plain);
        plain.into_iter().zip(corrected).collect()
    };
    let slower = test(|timing| (&timing.base.values, &timing.head.values));
    let faster = test(|timing| (&timing.head.values, &timing.base.values));
    for (at, index) in tested.iter().enumerate() {
        let timing = &mut family[*index];
        let moved = timing.head.median - timing.base.median;
        let ((p, p_holm), change) = if moved >= 0.0 {
            (slower[at], Change::Worse)
        } else {
            (faster[at], Change::Better)
        };
        timing.p = Some(p);
        timing.p_holm = Some(p_holm);
        let beyond_chance = p_holm < ALPHA && moved.abs() > timing.threshold;
        timing.change = if beyond_chance { change } else { Change::Same };
    }
}
