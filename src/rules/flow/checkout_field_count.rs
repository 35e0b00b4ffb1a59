//! Text fields that a guest sees by default, each purpose once, as Baymard counts them.
//!
//! Left out: log-in, search, coupon, quantity, estimators and what came prefilled.
//! Japanese forms need kana and split addresses and have a band of their own.

use crate::model::device::Device;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Field;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::flow::checkout_step_count::reached_last;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutFieldCount {
    /// Fields that pass; the average of 2024 was 11.3.
    pub good_fields: usize,
    /// More than these fail.
    pub max_fields: usize,
    /// How many more a Japanese form may have.
    pub japan_extra: usize,
}

impl Rule for CheckoutFieldCount {
    const ID: &'static str = "checkout-field-count";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let extra = if seen.sells_in(Market::Jp) && seen.speaks("ja") {
            self.japan_extra
        } else {
            0
        };
        let (good, max) = (self.good_fields + extra, self.max_fields + extra);
        let counts: Vec<(&Journey, usize, usize)> = seen
            .journeys()
            .map(|journey| {
                let (all, required) = count(seen, journey.device);
                (journey, all, required)
            })
            .collect();
        let findings = counts.iter().filter(|(_, all, _)| *all > good).filter_map(
            |(journey, all, required)| {
                let step = journey.steps.iter().find(|step| step.goal.in_checkout())?;
                let finding = Finding::at(Place::step(journey, step)).with("count", all);
                Some(finding.with("required", required).with("good", good))
            },
        );
        let findings: Vec<Finding> = findings.collect();
        let worst = counts.iter().map(|(_, all, _)| *all).max().unwrap_or(0);
        if worst > max {
            return Judgement::fail(findings);
        }
        let complete = counts
            .iter()
            .filter(|(journey, _, _)| reached_last(journey));
        let Some(count) = complete.map(|(_, all, _)| *all).max() else {
            return Judgement::unknown("no-review-step");
        };
        let over = count.saturating_sub(good) as f64;
        Judgement::graded(1.0 - over / (max + 1 - good) as f64, findings)
    }
}

/// Distinct fields of a device's checkout, and how many of them are required.
fn count(seen: &Seen<'_>, device: Device) -> (usize, usize) {
    let fields: Vec<&Field> = seen
        .checkout_fields()
        .filter(|(journey, step, field)| {
            journey.device == device && counts(field) && !is_of_members(journey, step, field)
        })
        .map(|(_, _, field)| field)
        .collect();
    let distinct = |fields: &mut dyn Iterator<Item = &&Field>| {
        fields
            .map(|field| key(field))
            .collect::<BTreeSet<_>>()
            .len()
    };
    let required =
        |field: &&&Field| field.required || field.aria_required || field.required_mark.is_some();
    (
        distinct(&mut fields.iter()),
        distinct(&mut fields.iter().filter(required)),
    )
}

/// A form beside the guest's way that makes an account, and was left alone.
fn is_of_members(journey: &Journey, step: &Step, field: &Field) -> bool {
    let new = |purpose: &str| matches!(purpose, "new-password" | "x-password-confirm");
    let mut filled = journey.steps.iter().flat_map(|s| &s.filled);
    step.goal == Goal::Checkout && new(&field.purpose) && !filled.any(|f| new(&f.purpose))
}

fn counts(field: &Field) -> bool {
    let typed = field.tag == "textarea"
        || matches!(
            field.kind.as_str(),
            "text"
                | "email"
                | "tel"
                | "number"
                | "password"
                | "url"
                | "date"
                | "month"
                | "textbox"
                | "textarea"
        );
    let apart = matches!(
        field.purpose.as_str(),
        "current-password"
            | "username"
            | "x-search"
            | "x-coupon"
            | "x-gift-card"
            | "x-quantity"
            | "x-newsletter"
            | "x-captcha"
    );
    let prefilled = field.preset && field.filled;
    typed && !apart && !prefilled && !field.readonly && !field.disabled
}

/// A purpose, or the element itself where the purpose is not known.
fn key(field: &Field) -> &str {
    match field.purpose.as_str() {
        "" | "unknown" => &field.selector,
        known => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn form(fields: usize) -> Made {
        Made::store().look(Goal::Address, |look| {
            look.fields
                .extend((0..fields).map(|n| field(&format!("purpose-{n}"), "Label")));
        })
    }

    #[test]
    fn eleven_pass_fourteen_are_graded_and_sixteen_fail() {
        assert_eq!(verdict::<CheckoutFieldCount>(form(11)), Verdict::Pass);
        assert!(matches!(
            verdict::<CheckoutFieldCount>(form(14)),
            Verdict::Graded(_)
        ));
        assert_eq!(verdict::<CheckoutFieldCount>(form(16)), Verdict::Fail);
    }

    #[test]
    fn a_japanese_form_has_a_band_of_its_own() {
        let japanese = form(15)
            .market(Market::Jp)
            .with(|e| e.journeys[0].store_language = Some("ja".to_owned()));
        assert_eq!(verdict::<CheckoutFieldCount>(japanese), Verdict::Pass);
    }

    #[test]
    fn an_account_that_a_guest_does_not_make_does_not_count() {
        let password = |purpose: &str| {
            let mut field = field(purpose, "Password");
            field.kind = "password".to_owned();
            field
        };
        let made = form(11).look(Goal::Checkout, |look| {
            look.fields = vec![password("new-password"), password("x-password-confirm")];
        });
        assert_eq!(verdict::<CheckoutFieldCount>(made), Verdict::Pass);
        let compulsory = form(11).look(Goal::Address, |look| {
            look.fields = vec![password("new-password"), password("x-password-confirm")];
        });
        assert!(matches!(
            verdict::<CheckoutFieldCount>(compulsory),
            Verdict::Graded(_)
        ));
    }

    #[test]
    fn log_in_choices_and_repeats_do_not_count() {
        let mut password = field("current-password", "Password");
        password.kind = "password".to_owned();
        let mut radio = field("x-shipping-method", "Standard");
        radio.kind = "radio".to_owned();
        let extra = vec![
            password,
            radio,
            field("purpose-0", "Again"),
            field("x-coupon", "Code"),
        ];
        let made = form(11).look(Goal::Payment, |look| look.fields = extra);
        assert_eq!(judge::<CheckoutFieldCount>(made).verdict, Verdict::Pass);
    }
}
