//! One must be able to buy without making an account.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuestCheckoutAvailable {}

impl Rule for GuestCheckoutAvailable {
    const ID: &'static str = "guest-checkout-available";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut reached = false;
        let mut findings = Vec::new();
        for journey in seen.journeys() {
            if let Some((step, detail)) = journey.account_required() {
                let place = Place::step(journey, step);
                findings.push(match detail.trim() {
                    "" => Finding::says("account", place),
                    said => Finding::says("refused", place).with("detail", said),
                });
                continue;
            }
            let Some(form) = address_form(journey) else {
                continue;
            };
            reached = true;
            let asked = journey
                .steps
                .iter()
                .filter(|step| step.index <= form.index)
                .find(|step| asks_password(step));
            if let Some(step) = asked {
                findings.push(Finding::says("password", Place::step(journey, step)));
            }
        }
        match (findings.is_empty(), reached) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::unknown("no-address-step"),
        }
    }
}

/// The first screen that takes e-mail or address, or anything behind it.
fn address_form(journey: &Journey) -> Option<&Step> {
    let behind = |step: &&Step| step.goal >= Goal::Address || step.serves(Goal::Address);
    journey.steps.iter().find(behind)
}

/// Whether the walk had to make up a password to go on.
fn asks_password(step: &Step) -> bool {
    step.filled
        .iter()
        .any(|filled| filled.purpose == "new-password")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::Ended;
    use crate::model::journey::Filled;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    #[test]
    fn guest_checkout_is_enough_to_pass() {
        let made = Made::store()
            .step(Goal::Checkout, |_| {})
            .step(Goal::Address, |_| {});
        assert_eq!(verdict::<GuestCheckoutAvailable>(made), Verdict::Pass);
    }

    #[test]
    fn an_account_or_a_password_fails() {
        let refused =
            Made::store()
                .step(Goal::Checkout, |_| {})
                .journey(Device::Mobile, |journey| {
                    journey.ended = Ended::Refused {
                        goal: Goal::Address,
                        reason: "account-required".to_owned(),
                        detail: "Log in to continue".to_owned(),
                    };
                });
        assert_eq!(
            judge::<GuestCheckoutAvailable>(refused).findings[0].message,
            "refused"
        );
        let password = Made::store().step(Goal::Address, |step| {
            step.filled.push(Filled {
                selector: "#p".to_owned(),
                purpose: "new-password".to_owned(),
                typed: String::new(),
                held: String::new(),
                keystrokes: 8,
                corrected_after: None,
            });
        });
        assert_eq!(verdict::<GuestCheckoutAvailable>(password), Verdict::Fail);
    }

    #[test]
    fn a_walk_that_ended_for_another_reason_says_nothing() {
        let made = Made::store().step(Goal::Cart, |_| {});
        assert_eq!(
            verdict::<GuestCheckoutAvailable>(made),
            Verdict::Unknown("no-address-step")
        );
    }
}
