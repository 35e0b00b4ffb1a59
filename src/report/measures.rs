//! The numbers that vary from run to run, with how much they vary.
//!
//! Without repeated runs every number has n = 1: it is one visit, and reads like one.

use crate::compare::statistics::median;
use crate::model::evidence::{RunRecord, RunStep};
use crate::model::journey::Journey;
use crate::model::report::{Measure, Runs};

/// The measured runs of one walk.
#[derive(Debug)]
pub struct Measured<'a> {
    all: Vec<&'a RunRecord>,
    counted: Vec<Vec<RunStep>>,
}

impl<'a> Measured<'a> {
    /// The runs of the walk's device that took its path; the walk itself where there are none.
    pub fn of(walk: &Journey, runs: &'a [RunRecord]) -> Measured<'a> {
        let all: Vec<&RunRecord> = runs
            .iter()
            .filter(|run| run.device == walk.device)
            .collect();
        let counted: Vec<Vec<RunStep>> = all
            .iter()
            .filter(|run| run.took_the_path_of(walk))
            .map(|run| run.steps.clone())
            .collect();
        let alone = || vec![walk.steps.iter().map(RunStep::of).collect()];
        Measured {
            counted: if counted.is_empty() { alone() } else { counted },
            all,
        }
    }

    /// How many there are, and which is told.
    pub fn runs(&self) -> Runs {
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let told = self.all.iter().find(|run| run.told);
        Runs {
            measured: number(self.counted.len()),
            warm_up: u32::from(!self.all.is_empty()),
            astray: number(self.all.len().saturating_sub(self.counted.len())),
            told: told.map_or(1, |run| run.number),
        }
    }

    /// The numbers of one step.
    pub fn step(&self, index: usize) -> Vec<Measure> {
        type Read = fn(&RunStep) -> Option<f64>;
        let reads: [(&str, Read); 11] = [
            ("response_ms", |step| step.clock.response_ms),
            ("feedback_ms", |step| step.clock.feedback_ms),
            ("usable_ms", |step| step.clock.usable_ms),
            ("ttfb_ms", |step| step.vitals.ttfb_ms),
            ("fcp_ms", |step| step.vitals.fcp_ms),
            ("lcp_ms", |step| step.vitals.lcp_ms),
            ("cls", |step| step.vitals.cls),
            ("inp_ms", |step| step.vitals.inp_ms),
            ("tbt_ms", |step| step.vitals.tbt_ms),
            ("bytes", |step| Some(step.bytes as f64)),
            ("requests", |step| Some(f64::from(step.requests))),
        ];
        reads
            .iter()
            .filter_map(|(metric, read)| {
                let values = self.counted.iter().filter_map(|run| read(run.get(index)?));
                measure(metric, values.collect())
            })
            .collect()
    }

    /// The sums over the steps; `effort_ms` is predicted and the same in every run.
    pub fn totals(&self, effort_ms: f64) -> Vec<Measure> {
        let sum = |read: &dyn Fn(&RunStep) -> f64| -> Vec<f64> {
            let runs = self.counted.iter();
            runs.map(|run| run.iter().map(read).sum()).collect()
        };
        let waits = sum(&|step| step.clock.usable_ms.unwrap_or_default());
        let times = waits.iter().map(|wait| wait + effort_ms).collect();
        [
            measure("wait_ms", waits),
            measure("time_to_buy_ms", times),
            measure("bytes", sum(&|step| step.bytes as f64)),
            measure("requests", sum(&|step| f64::from(step.requests))),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// One number over its values; `None` where nothing was measured.
pub fn measure(metric: &str, mut values: Vec<f64>) -> Option<Measure> {
    values.retain(|value| value.is_finite());
    let min = values.iter().copied().reduce(f64::min)?;
    let max = values.iter().copied().reduce(f64::max)?;
    Some(Measure {
        metric: metric.to_owned(),
        n: u32::try_from(values.len()).unwrap_or(u32::MAX),
        median: median(&values)?,
        min,
        max,
        spread: max - min,
        values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::{Ended, Goal};
    use crate::rules::testing::Made;

    fn walk() -> Journey {
        let made = Made::store()
            .step(Goal::Home, |step| step.clock.usable_ms = Some(100.0))
            .step(Goal::Cart, |step| step.clock.usable_ms = Some(50.0));
        made.evidence().journeys.remove(0)
    }

    fn run(number: u32, waits: &[f64]) -> RunRecord {
        let walk = walk();
        let mut steps: Vec<RunStep> = walk.steps.iter().map(RunStep::of).collect();
        steps.truncate(waits.len());
        for (step, wait) in steps.iter_mut().zip(waits) {
            step.clock.usable_ms = Some(*wait);
        }
        RunRecord {
            device: Device::Mobile,
            number,
            told: number == 2,
            ended: Ended::Reached { goal: Goal::Cart },
            host_speed: 200.0,
            steps,
        }
    }

    #[test]
    fn every_number_has_its_runs_median_and_spread() {
        let runs = [
            run(1, &[90.0, 40.0]),
            run(2, &[100.0, 50.0]),
            run(3, &[140.0, 60.0]),
        ];
        let measured = Measured::of(&walk(), &runs);
        let step = measured.step(0);
        let usable = step.iter().find(|m| m.metric == "usable_ms").unwrap();
        assert_eq!(
            (
                usable.n,
                usable.median,
                usable.min,
                usable.max,
                usable.spread
            ),
            (3, 100.0, 90.0, 140.0, 50.0)
        );
        let totals = measured.totals(1000.0);
        assert_eq!(totals[1].values, [1130.0, 1150.0, 1200.0]);
        assert_eq!(
            measured.runs(),
            Runs {
                measured: 3,
                warm_up: 1,
                astray: 0,
                told: 2
            }
        );
    }

    #[test]
    fn a_run_that_went_another_way_does_not_count_and_is_told() {
        let runs = [run(1, &[90.0, 40.0]), run(2, &[100.0])];
        let measured = Measured::of(&walk(), &runs);
        assert_eq!((measured.runs().measured, measured.runs().astray), (1, 1));
    }

    #[test]
    fn a_single_walk_is_one_run() {
        let measured = Measured::of(&walk(), &[]);
        assert_eq!((measured.runs().measured, measured.runs().warm_up), (1, 0));
        assert_eq!(measured.totals(0.0)[0].values, [150.0]);
    }

    #[test]
    fn a_number_that_is_none_is_left_out() {
        assert_eq!(measure("lcp_ms", vec![f64::NAN, f64::INFINITY]), None);
    }
}
