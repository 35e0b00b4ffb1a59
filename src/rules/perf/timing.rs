//! How a figure that was measured on several screens becomes one verdict.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::score::log_normal;

/// A figure on one screen.
#[derive(Debug)]
pub struct Measured {
    /// Where.
    pub place: Place,
    /// The screen.
    pub goal: Goal,
    /// The figure.
    pub value: f64,
}

impl Measured {
    /// A figure of a step.
    pub fn on(journey: &Journey, step: &Step, value: f64) -> Measured {
        Measured {
            place: Place::step(journey, step),
            goal: step.goal,
            value,
        }
    }
}

/// Passes when every figure is good, fails when one is poor, else graded by the worst
/// figure on Lighthouse's curve. Each figure that is not good is a finding with
/// `{step}`, `{value}` and `{good}`, worst first.
pub fn judge_worst(
    mut measured: Vec<Measured>,
    good: f64,
    poor: f64,
    write: impl Fn(f64) -> String,
) -> Judgement {
    measured.retain(|m| m.value.is_finite());
    measured.sort_by(|a, b| b.value.total_cmp(&a.value));
    let Some(worst) = measured.first().map(|m| m.value) else {
        return Judgement::unknown("not-measured");
    };
    let slow = measured.into_iter().filter(|m| m.value > good).take(20);
    let findings: Vec<Finding> = slow
        .map(|m| {
            Finding::at(m.place)
                .with("step", goal_word(m.goal))
                .with("value", write(m.value))
                .with("good", write(good))
        })
        .collect();
    if worst > poor {
        return Judgement::fail(findings);
    }
    if findings.is_empty() {
        return Judgement::pass();
    }
    Judgement::graded(log_normal(worst, good, poor).clamp(0.01, 0.99), findings)
}

/// Milliseconds as seconds: `2.4 s`.
pub fn seconds(ms: f64) -> String {
    format!("{:.1} s", ms / 1000.0)
}

/// Milliseconds: `240 ms`.
pub fn milliseconds(ms: f64) -> String {
    format!("{ms:.0} ms")
}

/// How much of a step's time is the line's own latency under throttling, for so many
/// requests one after another. It belongs to the test, not to the store.
pub fn line_ms(journey: &Journey, requests: f64) -> f64 {
    journey.throttle_values.latency_ms.max(0.0) * requests
}
