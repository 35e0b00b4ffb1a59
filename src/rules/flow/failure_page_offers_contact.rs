//! A payment that fails says why, keeps what was typed, and shows where to get help.
//!
//! On a store of the user's own the test number that banks decline is sent; elsewhere
//! judged is what the payment screen says when it refuses a wrong or an incomplete
//! entry. The screen that a bank's refusal leads to may differ, so a fault is likely and
//! not sure.

use crate::model::journey::Goal;
use crate::model::probed::SubmitKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::complaints::{Refused, is_own, refused};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, submits, unsent};
use crate::rules::security::card_fields_in_psp_iframe::offers_card;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `failure-page-offers-contact`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailurePageOffersContact {}

const KINDS: &[SubmitKind] = &[
    SubmitKind::Declined,
    SubmitKind::OneWrong,
    SubmitKind::OneEmpty,
    SubmitKind::Empty,
];

impl Rule for FailurePageOffersContact {
    const ID: &'static str = "failure-page-offers-contact";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut failures = refused(seen, KINDS);
        failures.retain(|one| one.submit.goal == Goal::Payment);
        if failures.is_empty() {
            let mut sent = submits(seen, KINDS).into_iter();
            let tried = sent.any(|(_, submit)| submit.goal == Goal::Payment);
            if !tried && !can_fail(seen) {
                return Judgement::not_applicable("no-card");
            }
            return Judgement::unknown(match tried {
                // A store on test accounts takes the number that banks decline.
                true => "probe-nothing-refused",
                false => unsent(seen, KINDS),
            });
        }
        let findings = failures.iter().flat_map(|one| faults(seen, one));
        let findings = once(findings.collect());
        let looked = failures.iter().any(|one| one.submit.help.is_some());
        match (findings.is_empty(), looked) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::unknown("not-measured"),
        }
    }
}

/// Whether a payment can be refused in the shop: by card, or in a provider's frame. A transfer, an
/// invoice or cash cannot.
fn can_fail(seen: &Seen<'_>) -> bool {
    let mut steps = seen.steps_for(Goal::Payment);
    steps.any(|(_, step)| offers_card(step))
}

fn faults(seen: &Seen<'_>, failure: &Refused<'_>) -> Vec<Finding> {
    let submit = failure.submit;
    let said = submit.errors.iter().find(|said| is_own(said));
    let says = said.map_or("", |said| said.text.as_str());
    let tell = |message, selector: Option<&str>| {
        let finding = failure.says(seen, message, selector);
        finding.with("says", says).likely()
    };
    let mut faults = Vec::new();
    if submit.errors.is_empty() {
        faults.push(tell("mute", None));
    }
    for lost in &submit.lost {
        let finding = tell("lost", Some(&lost.selector));
        faults.push(finding.with("field", name_at(seen, &lost.selector)));
    }
    if submit.help.as_ref().is_some_and(Vec::is_empty) {
        faults.push(tell("no-help", None));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::{Sent, Submit};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::probed::{refusal, submit};
    use crate::rules::testing::{Made, judge};

    fn with(goal: Goal, help: Option<&[&str]>) -> Judgement {
        let made = Made::store().look(Goal::Payment, |look| look.text = "Credit card".into());
        judge::<FailurePageOffersContact>(made.probed(|run| {
            run.submits = vec![Submit {
                goal,
                help: help.map(|names| names.iter().map(|n| (*n).to_owned()).collect()),
                ..refusal(SubmitKind::OneWrong, Sent::RefusedByPage, &["cc-number"])
            }];
        }))
    }

    #[test]
    fn a_refused_payment_must_show_a_way_to_a_person() {
        let helped = with(Goal::Payment, Some(&["03-1234-5678"]));
        assert_eq!(helped.verdict, Verdict::Pass);
        let alone = with(Goal::Payment, Some(&[]));
        assert_eq!(alone.verdict, Verdict::Fail);
        assert_eq!(alone.findings[0].certainty, Certainty::Likely);
        assert_eq!(alone.findings[0].message, "no-help");
    }

    #[test]
    fn a_store_that_takes_the_declined_number_gives_no_occasion() {
        let made = Made::store().look(Goal::Payment, |_| ());
        let judged = judge::<FailurePageOffersContact>(made.probed(|run| {
            run.submits = vec![Submit {
                goal: Goal::Payment,
                ..submit(SubmitKind::Declined, Sent::MovedOn)
            }];
        }));
        assert_eq!(judged.verdict, Verdict::Unknown("probe-nothing-refused"));
    }

    #[test]
    fn a_transfer_cannot_be_refused_and_a_card_could() {
        let with = |text: &str| {
            let text = text.to_owned();
            let made = Made::store().look(Goal::Payment, |look| look.text = text);
            judge::<FailurePageOffersContact>(made.probed(|_| ())).verdict
        };
        let transfer = with("Bank transfer, pay within 7 days");
        assert_eq!(transfer, Verdict::NotApplicable("no-card"));
        assert_eq!(with("Kreditkarte"), Verdict::Unknown("probe-not-tried"));
    }

    #[test]
    fn other_screens_do_not_count_and_an_unlooked_one_is_unknown() {
        let elsewhere = with(Goal::Address, Some(&[]));
        assert_eq!(elsewhere.verdict, Verdict::Unknown("probe-not-tried"));
        let unlooked = with(Goal::Payment, None);
        assert_eq!(unlooked.verdict, Verdict::Unknown("not-measured"));
    }
}
