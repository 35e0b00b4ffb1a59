//! Fields that take only digits open a digit keypad on a phone.
//!
//! A quantity may be `type=number`. Postcodes are judged only where they have no
//! letters: in Japanese stores, and where one country of digit codes is served.

use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_flow, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `inputmode-numeric`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputmodeNumeric {}

/// Languages of countries whose postcodes are digits only.
const DIGIT_POSTCODES: &[&str] = &["ja", "de", "fr", "it", "es"];

/// Countries whose postcodes are digits only: a list of none but these leaves the keypad right.
const DIGIT_COUNTRIES: &[&str] = &[
    "DE", "AT", "CH", "LI", "FR", "IT", "ES", "BE", "LU", "DK", "NO", "FI", "JP", "KR", "CN",
];

impl Rule for InputmodeNumeric {
    const ID: &'static str = "inputmode-numeric";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let local = seen
            .language()
            .is_some_and(|l| DIGIT_POSTCODES.contains(&l));
        let mut judged = in_flow(seen).filter(|asked| {
            let postcode = local && is_for(asked.field, &["postal-code"]) && !many_countries(asked);
            let digits = ["cc-number", "cc-csc", "one-time-code", "x-quantity"];
            is_typed(asked.field)
                && asked.field.tag == "input"
                && (postcode || is_for(asked.field, &digits))
        });
        let Some(first) = judged.next() else {
            return Judgement::not_applicable("no-digit-field");
        };
        let findings = std::iter::once(first)
            .chain(judged)
            .filter(|asked| !opens_keypad(asked.field))
            .map(|asked| asked.says("message"));
        Judgement::by(once(findings.collect()))
    }
}

fn opens_keypad(field: &Field) -> bool {
    let mode = field.inputmode.as_deref().unwrap_or_default();
    ["numeric", "decimal", "tel"].contains(&mode)
        || mode.is_empty() && ["tel", "number"].contains(&field.kind.as_str())
}

fn many_countries(asked: &Asked<'_>) -> bool {
    let fields = &asked.step.settled().fields;
    let letters = |f: &Field| {
        let codes = f.options.iter().filter(|(code, _)| !code.is_empty());
        let other =
            codes.filter(|(code, _)| !DIGIT_COUNTRIES.contains(&code.to_uppercase().as_str()));
        f.options.len() > 1 && other.count() > 0
    };
    fields
        .iter()
        .any(|f| f.visible && is_for(f, &["country"]) && letters(f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(language: &str, purpose: &str, kind: &str, mode: Option<&str>) -> Verdict {
        let mut one = field(purpose, "x");
        one.kind = kind.into();
        one.inputmode = mode.map(str::to_owned);
        verdict::<InputmodeNumeric>(Made::store().look(Goal::Address, |look| {
            look.lang = Some(language.into());
            look.fields = vec![one];
        }))
    }

    #[test]
    fn card_numbers_need_a_keypad() {
        assert_eq!(
            with("en", "cc-number", "text", Some("numeric")),
            Verdict::Pass
        );
        assert_eq!(with("en", "cc-number", "tel", None), Verdict::Pass);
        assert_eq!(with("en", "cc-csc", "text", None), Verdict::Fail);
    }

    #[test]
    fn a_list_of_countries_with_digits_only_changes_nothing() {
        let with = |codes: &[&str]| {
            let mut country = field("country", "Land");
            country.options = codes
                .iter()
                .map(|c| (c.to_string(), c.to_string()))
                .collect();
            verdict::<InputmodeNumeric>(Made::store().look(Goal::Address, |look| {
                look.lang = Some("de".into());
                look.fields = vec![field("postal-code", "PLZ"), country];
            }))
        };
        assert_eq!(with(&["DE", "AT"]), Verdict::Fail);
        let letters = with(&["DE", "NL"]);
        assert_eq!(letters, Verdict::NotApplicable("no-digit-field"));
    }

    #[test]
    fn a_quantity_may_be_a_number_field() {
        assert_eq!(with("en", "x-quantity", "number", None), Verdict::Pass);
    }

    #[test]
    fn postcodes_with_letters_are_left_alone() {
        let none = Verdict::NotApplicable("no-digit-field");
        assert_eq!(with("en", "postal-code", "text", None), none);
        assert_eq!(with("ja", "postal-code", "text", None), Verdict::Fail);
        assert_eq!(
            with("ja", "postal-code", "text", Some("numeric")),
            Verdict::Pass
        );
    }
}
