//! Two or three choices stand open as radio buttons instead of hiding in a select.
//!
//! Parts of a date, of an address and quantities are selects by custom and left alone.

use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, is_for, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `select-vs-radio-count`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SelectVsRadioCount {
    /// Choices up to which a select is one tap too many.
    pub max_options: usize,
}

const BY_CUSTOM: &[&str] = &[
    "country",
    "address-level1",
    "address-level2",
    "bday",
    "cc-exp",
    "cc-type",
    "x-card-start",
    "x-quantity",
    "tel-country-code",
];

impl Rule for SelectVsRadioCount {
    const ID: &'static str = "select-vs-radio-count";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let selects = in_checkout(seen).filter(|asked| asked.field.tag == "select");
        let findings = selects
            .filter(|asked| !is_for(asked.field, BY_CUSTOM) && !asked.field.disabled)
            .filter_map(|asked| {
                let count = choices(asked.field);
                let few = (2..=self.max_options).contains(&count);
                few.then(|| asked.says("message").with("count", count))
            });
        Judgement::by(once(findings.collect()))
    }
}

/// Options that stand for something: a prompt has no value.
fn choices(field: &Field) -> usize {
    let real = |(value, text): &&(String, String)| {
        !value.trim().is_empty() && text.chars().any(char::is_alphanumeric)
    };
    field.options.iter().filter(real).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn select(purpose: &str, options: &[(&str, &str)]) -> Verdict {
        let mut one = field(purpose, "Packaging");
        (one.tag, one.kind) = ("select".into(), "select".into());
        let own = |(value, text): &(&str, &str)| ((*value).to_owned(), (*text).to_owned());
        one.options = options.iter().map(own).collect();
        verdict::<SelectVsRadioCount>(Made::store().look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn two_or_three_choices_fail_whatever_the_prompt() {
        let prompt = ("", "Please choose");
        let yes_no = [prompt, ("y", "Gift wrap"), ("n", "Plain")];
        assert_eq!(select("unknown", &yes_no), Verdict::Fail);
        let four = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D")];
        assert_eq!(select("unknown", &four), Verdict::Pass);
        assert_eq!(select("unknown", &[prompt, ("y", "Yes")]), Verdict::Pass);
    }

    #[test]
    fn addresses_dates_and_quantities_stay_selects() {
        let two = [("1", "1"), ("2", "2")];
        for purpose in ["country", "bday-month", "cc-exp-year", "x-quantity"] {
            assert_eq!(select(purpose, &two), Verdict::Pass, "{purpose}");
        }
    }
}
