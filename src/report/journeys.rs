//! The walks in the words of the report: steps, sums, and how each ended.

use crate::model::evidence::Evidence;
use crate::model::journey::{Ended, Goal, Journey, PAUSED, PLANNED, Step};
use crate::model::plan::Language;
use crate::model::report::{
    DeviceTime, EndedReport, JourneyReport, Measure, OrderGuard, StepReport, TimeToBuy, Totals,
};
use crate::report::field;
use crate::report::load::load;
use crate::report::measures::Measured;
use crate::report::phrases::{find, say};
use crate::rulebook::Rulebook;
use std::collections::BTreeSet;

/// All walks of the evidence.
pub fn journeys(
    evidence: &Evidence,
    rulebook: &Rulebook,
    language: Language,
) -> Vec<JourneyReport> {
    evidence
        .journeys
        .iter()
        .map(|journey| journey_report(journey, evidence, rulebook, language))
        .collect()
}

/// The headline beside the score: how long it takes to buy, where one gets to the end.
pub fn time_to_buy(journeys: &[JourneyReport], language: Language) -> TimeToBuy {
    let through = journeys.iter().filter(|walk| walk.ended.kind == "reached");
    TimeToBuy {
        counting_rule: say(language, "counting-rule", &[]),
        devices: through
            .map(|walk| {
                let waits = walk.measures.iter().find(|one| one.metric == "wait_ms");
                let wait_ms = waits.map_or(walk.totals.wait_ms, |one| one.median);
                DeviceTime {
                    device: walk.device,
                    typed_ms: wait_ms + walk.totals.effort_ms,
                    autofill_ms: wait_ms + walk.totals.effort_autofill_ms,
                    wait_ms,
                }
            })
            .collect(),
    }
}

/// What the guard did over all walks.
pub fn order_guard(evidence: &Evidence) -> OrderGuard {
    let walks = &evidence.journeys;
    let walked_into = walks
        .iter()
        .filter(|walk| !walk.guard.order_signs.is_empty())
        .count();
    let blocked: usize = walks
        .iter()
        .map(|walk| walk.guard.blocked_requests.len())
        .sum();
    OrderGuard {
        orders_placed: number(walked_into),
        blocked_requests: number(blocked),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn journey_report(
    journey: &Journey,
    evidence: &Evidence,
    rulebook: &Rulebook,
    language: Language,
) -> JourneyReport {
    let totals = totals(journey);
    let measured = Measured::of(journey, &evidence.runs);
    JourneyReport {
        device: journey.device,
        path_source: journey.path_source,
        path_change: journey.path_change.clone(),
        ended: ended(&journey.ended, rulebook, language),
        runs: measured.runs(),
        measures: measured.totals(totals.effort_ms),
        totals,
        steps: journey
            .steps
            .iter()
            .enumerate()
            .map(|(index, step)| step_report(step, measured.step(index)))
            .collect(),
    }
}

/// How a walk ended, with its sentences.
pub fn ended(ended: &Ended, rulebook: &Rulebook, language: Language) -> EndedReport {
    let kind = ended.kind();
    let (goal, reason, detail) = match ended {
        Ended::Reached { goal } => (*goal, None, ""),
        Ended::Stuck {
            goal,
            reason,
            detail,
        }
        | Ended::Refused {
            goal,
            reason,
            detail,
        }
        | Ended::Died {
            goal,
            reason,
            detail,
        } => (*goal, Some(reason), detail.trim()),
    };
    let sought = say(language, &format!("sought.{}", goal.name()), &[]);
    let values = [
        ("goal", goal_word(goal, rulebook, language)),
        ("sought", sought.as_str()),
    ];
    let asked = reason.filter(|code| matches!(code.as_str(), PAUSED | PLANNED));
    let how = asked.map_or(kind, String::as_str);
    let mut sentences = vec![say(language, &format!("ended.{how}"), &values)];
    if let (Some(code), None) = (reason, asked) {
        sentences.push(why(code, rulebook, language));
    }
    if !detail.is_empty() {
        sentences.push(say(language, "ended.detail", &[("detail", detail)]));
    }
    let gap = match language {
        Language::En => " ",
        Language::Ja => "",
    };
    EndedReport {
        kind: kind.to_owned(),
        goal,
        reason: reason.cloned(),
        message: sentences.join(gap),
    }
}

/// A screen's name in the words of the rulebook.
pub fn goal_word(goal: Goal, rulebook: &Rulebook, language: Language) -> &str {
    let word = rulebook.words.get(&format!("goal.{}", goal.name()));
    word.map_or(goal.name(), |word| word.get(language))
}

fn why(code: &str, rulebook: &Rulebook, language: Language) -> String {
    if rulebook.reasons.contains_key(code) {
        return rulebook.reason(code, language);
    }
    find(language, &format!("reason.{code}"), &[])
        .unwrap_or_else(|| say(language, "ended.code", &[("code", code)]))
}

/// Screens are counted from the cart on and fields from the checkout's entrance
/// on, both as in the published averages; waits and effort over the whole walk.
fn totals(journey: &Journey) -> Totals {
    let mut totals = Totals {
        steps: number(journey.screens()),
        ..Totals::default()
    };
    for step in &journey.steps {
        let effort = &step.effort;
        if step.goal.in_checkout() {
            totals.fields_shown += effort.fields_shown;
            totals.fields_required += effort.fields_required;
            totals.other_elements += effort.other_elements;
        }
        totals.keystrokes += effort.keystrokes;
        totals.taps += effort.taps;
        totals.wait_ms += step.clock.usable_ms.unwrap_or_default();
        totals.effort_ms += effort.effort_ms;
        totals.effort_autofill_ms += effort.effort_autofill_ms;
        totals.choices += effort.choices;
        totals.keystrokes_autofill += effort.keystrokes_autofill;
        totals.fields_autofill += effort.fields_autofill;
        totals.bytes += step.bytes;
        totals.requests += step.request_count;
    }
    totals.time_to_buy_ms = totals.wait_ms + totals.effort_ms;
    let others: BTreeSet<String> = journey.steps.iter().flat_map(third_parties).collect();
    totals.third_parties = number(others.len());
    totals
}

/// The domains other than the store's that a step asked, each once, sorted.
fn third_parties(step: &Step) -> BTreeSet<String> {
    let others = step.requests.iter().filter(|request| request.third_party);
    let hosts = others.filter_map(|request| {
        let url = url::Url::parse(&request.url).ok()?;
        let host = url.host_str()?.to_owned();
        Some(psl::domain_str(&host).map_or(host.clone(), str::to_owned))
    });
    hosts.collect()
}

/// The fields as they were found, and behind them those that filling brought up.
fn step_report(step: &Step, measures: Vec<Measure>) -> StepReport {
    let mut fields: Vec<_> = step
        .look
        .fields
        .iter()
        .map(|f| field(f, &step.look))
        .collect();
    if let Some(after) = &step.look_after {
        for later in after.fields.iter().map(|f| field(f, after)) {
            if fields
                .iter()
                .all(|known| (&known.selector, &known.frame) != (&later.selector, &later.frame))
            {
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
        third_parties: third_parties(step).into_iter().collect(),
        load: load(step),
        measures,
        screenshot: step.screenshot.clone(),
        problem: step.problem.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(how: &Ended, language: Language) -> String {
        ended(how, Rulebook::embedded(), language).message
    }

    #[test]
    fn an_ending_without_a_known_reason_still_names_its_code_and_what_was_seen() {
        let stuck = Ended::Stuck {
            goal: Goal::Product,
            reason: "no-such-code".into(),
            detail: "Coming soon".into(),
        };
        assert_eq!(
            message(&stuck, Language::En),
            "It got stuck: a product that can be bought was not found. Reason: no-such-code. Seen: “Coming soon”"
        );
        assert!(!message(&stuck, Language::Ja).contains('⟦'));
    }

    #[test]
    fn every_screen_can_be_reached_and_sought_in_both_languages() {
        for language in [Language::En, Language::Ja] {
            for goal in [
                Goal::Home,
                Goal::Listing,
                Goal::Product,
                Goal::Added,
                Goal::Cart,
                Goal::Checkout,
                Goal::Address,
                Goal::Shipping,
                Goal::Payment,
                Goal::Review,
            ] {
                let died = Ended::Died {
                    goal,
                    reason: "deadline".into(),
                    detail: String::new(),
                };
                for how in [Ended::Reached { goal }, died] {
                    let said = message(&how, language);
                    assert!(!said.contains('⟦') && !said.contains("deadline"), "{said}");
                }
            }
        }
    }
}
