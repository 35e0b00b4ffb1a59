//! The walks in the words of the report: steps, sums, and how each ended.

use crate::model::evidence::Evidence;
use crate::model::journey::{Ended, Goal, Journey, Step};
use crate::model::plan::Language;
use crate::model::report::{EndedReport, JourneyReport, OrderGuard, StepReport, Totals};
use crate::report::field;
use crate::report::phrases::{find, say};

/// All walks of the evidence.
pub fn journeys(evidence: &Evidence, language: Language) -> Vec<JourneyReport> {
    evidence.journeys.iter().map(|journey| journey_report(journey, language)).collect()
}

/// What the guard did over all walks.
pub fn order_guard(evidence: &Evidence) -> OrderGuard {
    let walks = &evidence.journeys;
    let walked_into = walks.iter().filter(|walk| !walk.guard.order_signs.is_empty()).count();
    let blocked: usize = walks.iter().map(|walk| walk.guard.blocked_requests.len()).sum();
    OrderGuard { orders_placed: number(walked_into), blocked_requests: number(blocked) }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn journey_report(journey: &Journey, language: Language) -> JourneyReport {
    JourneyReport {
        device: journey.device,
        path_source: journey.path_source,
        ended: ended(&journey.ended, language),
        totals: totals(&journey.steps),
        steps: journey.steps.iter().map(step_report).collect(),
    }
}

/// How a walk ended, with its sentence.
pub fn ended(ended: &Ended, language: Language) -> EndedReport {
    let kind = ended.kind();
    let (goal, reason, detail) = match ended {
        Ended::Reached { goal } => (*goal, None, ""),
        Ended::Stuck { goal, reason, detail }
        | Ended::Refused { goal, reason, detail }
        | Ended::Died { goal, reason, detail } => (*goal, Some(reason), detail.trim()),
    };
    let because = reason.map_or(String::new(), |code| {
        let reason = find(language, &format!("reason.{code}"), &[]).unwrap_or_else(|| code.clone());
        match detail {
            "" => say(language, "because", &[("reason", &reason)]),
            detail => say(language, "because-detail", &[("reason", &reason), ("detail", detail)]),
        }
    });
    let message = say(
        language,
        &format!("ended.{kind}"),
        &[
            ("goal", &say(language, &format!("goal.{}", goal.name()), &[])),
            ("sought", &say(language, &format!("sought.{}", goal.name()), &[])),
            ("because", &because),
        ],
    );
    EndedReport { kind: kind.to_owned(), goal, reason: reason.cloned(), message }
}

/// Screens are counted from the cart on and fields from the checkout's entrance
/// on, both as in the published averages; waits and effort over the whole walk.
fn totals(steps: &[Step]) -> Totals {
    let mut totals = Totals::default();
    for step in steps {
        let effort = &step.effort;
        if step.goal >= Goal::Cart {
            totals.steps += 1;
        }
        if step.goal.in_checkout() {
            totals.fields_shown += effort.fields_shown;
            totals.fields_required += effort.fields_required;
            totals.other_elements += effort.other_elements;
        }
        totals.keystrokes += effort.keystrokes;
        totals.taps += effort.taps;
        totals.wait_ms += step.clock.usable_ms.unwrap_or_default();
        totals.effort_ms += effort.effort_ms;
        totals.bytes += step.bytes;
        totals.requests += step.request_count;
    }
    totals.time_to_buy_ms = totals.wait_ms + totals.effort_ms;
    totals
}

/// The fields as they were found, and behind them those that filling brought up.
fn step_report(step: &Step) -> StepReport {
    let mut fields: Vec<_> = step.look.fields.iter().map(|f| field(f, &step.look)).collect();
    if let Some(after) = &step.look_after {
        for later in after.fields.iter().map(|f| field(f, after)) {
            if fields.iter().all(|known| (&known.selector, &known.frame) != (&later.selector, &later.frame)) {
                fields.push(later);
            }
        }
    }
    StepReport {
        index: step.index,
        goal: step.goal,
        also: step.also.clone(),
        mode: step.mode,
        action: step.action.clone(),
        url: step.url.clone(),
        clock: step.clock.clone(),
        vitals: step.vitals.clone(),
        effort: step.effort.clone(),
        fields,
        prices: step.prices().to_vec(),
        bytes: step.bytes,
        requests: step.request_count,
        screenshot: step.screenshot.clone(),
        problem: step.problem.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ending_is_one_sentence_in_each_language() {
        let stuck = Ended::Stuck { goal: Goal::Product, reason: "no-such-code".into(), detail: "Coming soon".into() };
        assert_eq!(
            ended(&stuck, Language::En).message,
            "It got stuck: a product that can be bought was not found (no-such-code; the page says: “Coming soon”)."
        );
        assert!(!ended(&stuck, Language::Ja).message.contains('⟦'));
        let reached = ended(&Ended::Reached { goal: Goal::Review }, Language::Ja);
        assert!(reached.message.contains("注文確認"));
        assert_eq!(reached.reason, None);
    }

    #[test]
    fn an_account_wall_says_what_to_do() {
        let refused = Ended::Refused { goal: Goal::Address, reason: "account-required".into(), detail: String::new() };
        assert!(ended(&refused, Language::En).message.contains("guest checkout"));
    }
}
