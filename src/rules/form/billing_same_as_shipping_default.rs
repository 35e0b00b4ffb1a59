//! The billing address is the delivery address unless the shopper says otherwise, and its fields stay hidden.
//!
//! What the switch shows when it is turned is not tried here.

use crate::model::journey::Step;
use crate::model::look::Field;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{Asked, in_checkout, is_for, is_personal, is_tick, once};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `billing-same-as-shipping-default`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BillingSameAsShippingDefault {}

const DIFFERENT: Words = &[
    "different",
    "another",
    "other",
    "use a different",
    "異なる",
    "別の",
    "違う",
    "abweichende",
    "andere",
    "autre",
    "différente",
    "otra",
    "diferente",
    "altro",
    "diverso",
    "ander",
];

impl Rule for BillingSameAsShippingDefault {
    const ID: &'static str = "billing-same-as-shipping-default";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let switches: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|a| is_for(a.field, &["x-billing-same"]) && is_tick(a.field))
            .collect();
        let mut findings = Vec::new();
        let mut met = false;
        for (journey, step) in seen.checkout_steps() {
            let mut open = billing_fields(step);
            // Where no other address is asked for, the billing address is the one that goods go to.
            let only = !seen
                .checkout_steps()
                .any(|(other, step)| other.device == journey.device && asks_where_to(step));
            if only && !open.is_empty() {
                met = true;
                open.clear();
            }
            let chosen = switches.iter().any(|a| {
                a.journey.device == journey.device
                    && a.step.index == step.index
                    && says_same(initial(a))
            });
            let offered = switches
                .iter()
                .any(|a| a.journey.device == journey.device && a.step.index == step.index);
            let place = Place::step(journey, step);
            match (offered, chosen, open.first()) {
                (true, true, None) => met = true,
                (true, true, Some(field)) => {
                    findings.push(Finding::says("open", place.element(&field.selector)));
                }
                (true, false, _) => findings.push(Finding::says("off", place)),
                (false, _, Some(field)) => {
                    findings.push(Finding::says("none", place.element(&field.selector)).likely());
                }
                (false, _, None) => {}
            }
        }
        if findings.is_empty() && !met {
            return Judgement::not_applicable("no-billing-address");
        }
        Judgement::by(once(findings))
    }
}

/// The field as it was before anything was filled in.
fn initial<'a>(asked: &Asked<'a>) -> &'a Field {
    let before = &asked.step.look.fields;
    before
        .iter()
        .find(|f| f.selector == asked.field.selector)
        .unwrap_or(asked.field)
}

/// Whether the state of the switch means "the same".
fn says_same(field: &Field) -> bool {
    let different = mentions(&fold(&field.label), DIFFERENT);
    match field.kind.as_str() {
        // A radio "different address" that is not chosen says nothing of its neighbour.
        "radio" => field.checked && !different,
        _ => field.checked != different,
    }
}

/// Fields of a billing address that are open before anybody asked for them.
fn billing_fields(step: &Step) -> Vec<&Field> {
    let billing = |f: &&Field| f.visible && is_personal(f) && is_billing(f);
    step.look.fields.iter().filter(billing).collect()
}

fn is_billing(field: &Field) -> bool {
    let token = field.autocomplete.as_deref().unwrap_or_default();
    let words = fold(&format!("{} {} {}", field.name, field.id, field.section));
    token.contains("billing")
        || words.contains("billing")
        || words.contains("請求先")
        || words.contains("ご請求")
}

/// Whether a screen asks for a street that is not the billing address's.
fn asks_where_to(step: &Step) -> bool {
    const STREETS: &[&str] = &["street-address", "address-line1"];
    let mut fields = step.settled().fields.iter();
    fields.any(|f| f.visible && is_for(f, STREETS) && !is_billing(f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn switch(kind: &str, label: &str, checked: bool) -> Field {
        let mut one = field("x-billing-same", label);
        one.kind = kind.into();
        one.checked = checked;
        one.selector = format!("#{}", label.len());
        one
    }

    fn with(fields: Vec<Field>) -> Made {
        Made::store().look(Goal::Payment, |l| l.fields = fields)
    }

    fn billing_street() -> Field {
        let mut one = field("street-address", "Street");
        one.autocomplete = Some("billing street-address".into());
        one
    }

    #[test]
    fn the_same_by_default_passes_whichever_way_it_is_worded() {
        for made in [
            with(vec![switch("checkbox", "Same as delivery address", true)]),
            with(vec![switch(
                "checkbox",
                "Use a different billing address",
                false,
            )]),
            with(vec![
                switch("radio", "Same as shipping", true),
                switch("radio", "Use a different billing address", false),
            ]),
        ] {
            assert_eq!(verdict::<BillingSameAsShippingDefault>(made), Verdict::Pass);
        }
    }

    #[test]
    fn a_switch_that_is_off_or_fields_that_are_open_fail() {
        let off = judge::<BillingSameAsShippingDefault>(with(vec![switch(
            "checkbox",
            "Same address",
            false,
        )]));
        assert_eq!(off.findings[0].message, "off");
        let asked = with(vec![billing_street()]).look(Goal::Address, |l| {
            l.fields = vec![field("street-address", "Street")];
        });
        let open = judge::<BillingSameAsShippingDefault>(asked);
        assert_eq!(open.findings[0].message, "none");
    }

    #[test]
    fn an_address_that_is_asked_once_is_no_second_one_whatever_it_is_called() {
        let other = switch("checkbox", "Ship to a different address?", false);
        for fields in [vec![billing_street()], vec![billing_street(), other]] {
            let verdict = verdict::<BillingSameAsShippingDefault>(with(fields));
            assert_eq!(verdict, Verdict::Pass);
        }
    }

    #[test]
    fn a_store_that_asks_for_no_billing_address_gives_no_occasion() {
        let made = with(vec![field("cc-number", "Card number")]);
        assert_eq!(
            verdict::<BillingSameAsShippingDefault>(made),
            Verdict::NotApplicable("no-billing-address")
        );
    }
}
