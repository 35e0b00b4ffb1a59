//! Budgets: the most of something, over the whole walk or on one screen.

use crate::compare::facts::device_word;
use crate::model::comparison::{GateReport, GateVerdict};
use crate::model::gates::{Budget, Metric, Unit};
use crate::model::plan::Language;
use crate::model::report::{JourneyReport, Measure, Report, StepReport};
use crate::render::figures;
use crate::report::journeys::goal_word;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;

/// What one budget says: the worst of the devices and screens that it is for.
pub fn judge(report: &Report, budget: &Budget) -> GateReport {
    let language = report.run.language;
    let gate = format!("budget {}", budget.text);
    let walks: Vec<&JourneyReport> = report
        .journeys
        .iter()
        .filter(|walk| budget.device.is_none_or(|device| device == walk.device))
        .collect();
    let unknown = |why: String| GateReport {
        gate: gate.clone(),
        verdict: GateVerdict::NotMeasured,
        because: say(language, "gate.budget.unknown", &[("why", &why)]),
        remedy: say(language, "gate.budget.unknown.do", &[]),
    };
    if walks.is_empty() {
        return unknown(say(language, "gate.why.no-walk", &[]));
    }
    let mut worst: Option<(f64, &JourneyReport)> = None;
    for walk in walks {
        match value(walk, budget) {
            Ok(value) if worst.is_none_or(|(known, _)| value > known) => {
                worst = Some((value, walk))
            }
            Ok(_) => {}
            Err(why) => {
                let device = device_word(walk.device, language);
                let key = format!("gate.why.{why}");
                return unknown(say(language, &key, &[("device", &device)]));
            }
        }
    }
    let Some((value, walk)) = worst else {
        return unknown(say(language, "gate.why.no-walk", &[]));
    };
    let write = |value: f64| figure(budget.metric, value, language);
    let (shown, most, excess) = (write(value), write(budget.most), write(value - budget.most));
    let mut place = device_word(walk.device, language);
    if let Some(step) = budget.step {
        place.push_str(&say(language, "list-separator", &[]));
        place.push_str(goal_word(step, Rulebook::embedded(), language));
    }
    let values = [
        ("value", shown.as_str()),
        ("most", most.as_str()),
        ("excess", excess.as_str()),
        ("place", place.as_str()),
    ];
    let within = value <= budget.most;
    let key = if within {
        "gate.budget.held"
    } else {
        "gate.budget.over"
    };
    GateReport {
        verdict: if within {
            GateVerdict::Passed
        } else {
            GateVerdict::Failed
        },
        because: say(language, key, &values),
        remedy: if within {
            String::new()
        } else {
            say(language, "gate.budget.over.do", &values)
        },
        gate,
    }
}

/// The value on one walk, or the code of why there is none.
fn value(walk: &JourneyReport, budget: &Budget) -> Result<f64, &'static str> {
    if let Some(goal) = budget.step {
        let serves = |step: &&StepReport| step.goal == goal || step.also.contains(&goal);
        let screens: Vec<&StepReport> = walk.steps.iter().filter(serves).collect();
        if screens.is_empty() {
            return Err("no-screen");
        }
        let values = screens
            .iter()
            .filter_map(|step| on_step(step, budget.metric));
        return values.reduce(f64::max).ok_or("no-value");
    }
    if let Some(value) = over_all(walk, budget.metric) {
        // The sums of a walk that stopped half way are too small to say anything.
        return match walk.ended.kind.as_str() {
            "reached" => Ok(value),
            _ => Err("stopped"),
        };
    }
    let values = walk
        .steps
        .iter()
        .filter_map(|step| on_step(step, budget.metric));
    values.reduce(f64::max).ok_or("no-value")
}

fn over_all(walk: &JourneyReport, metric: Metric) -> Option<f64> {
    if let Some(name) = metric.measure()
        && let Some(found) = median(&walk.measures, name)
    {
        return Some(found);
    }
    let totals = &walk.totals;
    match metric {
        Metric::Steps => Some(totals.steps.into()),
        Metric::Fields => Some(totals.fields_shown.into()),
        Metric::FieldsRequired => Some(totals.fields_required.into()),
        Metric::OtherElements => Some(totals.other_elements.into()),
        Metric::Keystrokes => Some(totals.keystrokes.into()),
        Metric::Taps => Some(totals.taps.into()),
        Metric::Choices => Some(totals.choices.into()),
        Metric::TimeToBuy => Some(totals.time_to_buy_ms),
        Metric::Wait => Some(totals.wait_ms),
        Metric::Effort => Some(totals.effort_ms),
        Metric::Bytes => Some(totals.bytes as f64),
        Metric::Requests => Some(totals.requests.into()),
        Metric::ThirdParties => Some(totals.third_parties.into()),
        Metric::Response
        | Metric::Feedback
        | Metric::Usable
        | Metric::Ttfb
        | Metric::Fcp
        | Metric::Lcp
        | Metric::Cls
        | Metric::Inp
        | Metric::Tbt => None,
    }
}

fn on_step(step: &StepReport, metric: Metric) -> Option<f64> {
    if let Some(name) = metric.measure()
        && let Some(found) = median(&step.measures, name)
    {
        return Some(found);
    }
    let (effort, clock, vitals) = (&step.effort, &step.clock, &step.vitals);
    match metric {
        Metric::Steps => Some(1.0),
        Metric::Fields => Some(effort.fields_shown.into()),
        Metric::FieldsRequired => Some(effort.fields_required.into()),
        Metric::OtherElements => Some(effort.other_elements.into()),
        Metric::Keystrokes => Some(effort.keystrokes.into()),
        Metric::Taps => Some(effort.taps.into()),
        Metric::Choices => Some(effort.choices.into()),
        Metric::TimeToBuy => clock.usable_ms.map(|wait| wait + effort.effort_ms),
        Metric::Wait | Metric::Usable => clock.usable_ms,
        Metric::Effort => Some(effort.effort_ms),
        Metric::Bytes => Some(step.bytes as f64),
        Metric::Requests => Some(step.requests.into()),
        Metric::ThirdParties => Some(step.third_parties.len() as f64),
        Metric::Response => clock.response_ms,
        Metric::Feedback => clock.feedback_ms,
        Metric::Ttfb => vitals.ttfb_ms,
        Metric::Fcp => vitals.fcp_ms,
        Metric::Lcp => vitals.lcp_ms,
        Metric::Cls => vitals.cls,
        Metric::Inp => vitals.inp_ms,
        Metric::Tbt => vitals.tbt_ms,
    }
}

fn median(measures: &[Measure], name: &str) -> Option<f64> {
    let found = measures.iter().find(|one| one.metric == name);
    found.map(|one| one.median)
}

fn figure(metric: Metric, value: f64, language: Language) -> String {
    match metric.unit() {
        Unit::Count => format!("{value:.0}"),
        Unit::Time => figures::time_in(language, value),
        Unit::Bytes => figures::bytes(value.max(0.0) as u64),
        Unit::Ratio => format!("{value:.2}"),
    }
}
