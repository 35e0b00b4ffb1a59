//! Where guests and members part, the guest's way must be a button or be chosen already.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::{Control, Field};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuestCheckoutProminent {
    /// A link at least this high looks like a button, in CSS pixels.
    pub button_px: f64,
}

impl Rule for GuestCheckoutProminent {
    const ID: &'static str = "guest-checkout-prominent";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let account_only = |journey: &Journey| journey.account_required().is_some();
        if seen.journeys().all(account_only) {
            return Judgement::not_applicable("no-guest-path");
        }
        let mut findings = Vec::new();
        for journey in seen.journeys().filter(|journey| !account_only(journey)) {
            let Some(step) = parting(journey) else {
                continue;
            };
            let place = Place::step(journey, step);
            let mail_before = journey.steps.iter().any(|before| {
                before.index < step.index && before.goal.in_checkout() && asks_mail(before)
            });
            match guest_way(step) {
                Way::Chosen => {}
                Way::Control(control) => {
                    if !self.is_button(control) {
                        let finding =
                            Finding::says("link", place.clone().element(&control.selector));
                        findings.push(finding.with("name", &control.name));
                    }
                    if mail_before {
                        findings.push(Finding::says("late", place).with("name", &control.name));
                    }
                }
                Way::Unchosen(field) => {
                    let finding = Finding::says("unchosen", place.element(&field.selector));
                    findings.push(finding.with("name", &field.label));
                }
            }
        }
        Judgement::by(findings)
    }
}

impl GuestCheckoutProminent {
    fn is_button(&self, control: &Control) -> bool {
        control.tag == "button"
            || control.tag == "input"
            || control.role == "button"
            || control.rect.h >= self.button_px
    }
}

enum Way<'a> {
    /// A preselected option, or nothing to choose: the form is simply there.
    Chosen,
    Control(&'a Control),
    Unchosen(&'a Field),
}

/// The screen that asks for a password or an account before the address.
fn parting(journey: &Journey) -> Option<&Step> {
    let first = journey.steps.iter().find(|step| step.goal.in_checkout())?;
    let login = first
        .look
        .fields
        .iter()
        .any(|field| field.visible && field.kind == "password");
    (first.goal == Goal::Checkout || login).then_some(first)
}

fn guest_way(step: &Step) -> Way<'_> {
    let look = &step.look;
    let about = |field: &&Field| {
        let radio = matches!(field.kind.as_str(), "radio" | "checkbox");
        let words = [&field.label, &field.text_after];
        radio && (field.purpose == "x-guest" || words.into_iter().any(|word| has("guest", word)))
    };
    if let Some(option) = look.fields.iter().find(about) {
        return if option.checked {
            Way::Chosen
        } else {
            Way::Unchosen(option)
        };
    }
    let shown = look.controls.iter().filter(|control| control.visible);
    shown
        .into_iter()
        .find(|control| has("guest", &control.name))
        .map_or(Way::Chosen, Way::Control)
}

fn asks_mail(step: &Step) -> bool {
    step.look
        .fields
        .iter()
        .any(|field| field.visible && field.purpose == "email")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Ended;
    use crate::model::look::Look;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, field, judge, rect, verdict};

    fn entrance(change: impl FnOnce(&mut Look)) -> Made {
        Made::store().look(Goal::Checkout, |look| {
            look.fields.push(Field {
                kind: "password".to_owned(),
                ..field("current-password", "Password")
            });
            change(look);
        })
    }

    #[test]
    fn a_button_or_a_preselected_option_passes() {
        let by_button = entrance(|look| look.controls.push(button("会員登録せずに購入")));
        assert_eq!(verdict::<GuestCheckoutProminent>(by_button), Verdict::Pass);
        let by_radio = entrance(|look| {
            look.fields.push(Field {
                kind: "radio".to_owned(),
                checked: true,
                ..field(
                    "x-guest",
                    "I am a new customer and want to checkout as a guest",
                )
            })
        });
        assert_eq!(verdict::<GuestCheckoutProminent>(by_radio), Verdict::Pass);
    }

    #[test]
    fn a_plain_link_fails() {
        let link = entrance(|look| {
            look.controls.push(anchor("Continue as guest", "/guest"));
            look.controls[0].rect = rect(20.0, 700.0, 120.0, 18.0);
        });
        assert_eq!(
            judge::<GuestCheckoutProminent>(link).findings[0].message,
            "link"
        );
    }

    #[test]
    fn a_store_without_an_account_step_passes_and_without_guests_is_not_judged() {
        let direct = Made::store().step(Goal::Address, |_| {});
        assert_eq!(verdict::<GuestCheckoutProminent>(direct), Verdict::Pass);
        let closed = entrance(|_| {}).with(|evidence| {
            evidence.journeys[0].ended = Ended::Refused {
                goal: Goal::Address,
                reason: "account-required".to_owned(),
                detail: String::new(),
            };
        });
        assert_eq!(
            verdict::<GuestCheckoutProminent>(closed),
            Verdict::NotApplicable("no-guest-path")
        );
    }
}
