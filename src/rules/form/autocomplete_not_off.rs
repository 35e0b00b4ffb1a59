//! No field for name, address, telephone, mail or card switches the browser's help off.
//!
//! Traps for robots are not shown and not judged; an address search with its own
//! list of suggestions may keep the browser's list away.

use crate::model::autofill::AUTOFILL_NAMES;
use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{autocomplete_name, in_checkout, is_for, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `autocomplete-not-off`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutocompleteNotOff {}

const FILLABLE: &[&str] = &[
    "name",
    "family-name",
    "given-name",
    "email",
    "x-email-confirm",
    "tel",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "postal-code",
    "country",
    "organization",
    "cc-number",
    "cc-name",
    "cc-exp",
    "cc-csc",
];

impl Rule for AutocompleteNotOff {
    const ID: &'static str = "autocomplete-not-off";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = in_checkout(seen)
            .filter(|asked| is_for(asked.field, FILLABLE) && !has_own_list(asked.field))
            .filter_map(|asked| {
                let written = asked.field.autocomplete.as_deref()?.trim();
                let name = autocomplete_name(written);
                let helps =
                    name.is_empty() || name == "on" || AUTOFILL_NAMES.contains(&name.as_str());
                (!helps).then(|| asked.says("message").with("value", written))
            });
        Judgement::by(once(findings.collect()))
    }
}

fn has_own_list(field: &Field) -> bool {
    field.kind == "combobox"
        || field.class.contains("pac-target")
        || field.class.contains("autocomplete-input")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, value: Option<&str>, kind: &str) -> Verdict {
        let mut one = field(purpose, "x");
        one.autocomplete = value.map(str::to_owned);
        one.kind = kind.into();
        verdict::<AutocompleteNotOff>(Made::store().look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn off_false_and_invented_words_fail() {
        for value in ["off", "false", "nope", "chrome-off"] {
            assert_eq!(
                with("email", Some(value), "email"),
                Verdict::Fail,
                "{value}"
            );
        }
    }

    #[test]
    fn tokens_nothing_and_an_address_search_pass() {
        assert_eq!(with("email", Some("email"), "email"), Verdict::Pass);
        assert_eq!(with("email", None, "email"), Verdict::Pass);
        assert_eq!(
            with("street-address", Some("off"), "combobox"),
            Verdict::Pass
        );
        assert_eq!(with("x-coupon", Some("off"), "text"), Verdict::Pass);
    }
}
