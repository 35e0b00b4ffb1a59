//! The phone neither corrects nor capitalises mail addresses, codes and card numbers.
//!
//! Mail, telephone, number and password fields, and fields with a digit keypad,
//! are left alone by browsers anyway (HTML standard, `autocapitalize`).

use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_flow, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `autocorrect-autocap-off`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutocorrectAutocapOff {}

impl Rule for AutocorrectAutocapOff {
    const ID: &'static str = "autocorrect-autocap-off";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let codes = [
            "email",
            "x-email-confirm",
            "x-coupon",
            "postal-code",
            "cc-number",
            "cc-csc",
            "one-time-code",
            "username",
        ];
        let mut judged = in_flow(seen)
            .filter(|asked| is_typed(asked.field) && is_for(asked.field, &codes))
            .peekable();
        if judged.peek().is_none() {
            return Judgement::not_applicable("no-code-field");
        }
        let findings = judged
            .filter(|asked| !left_alone(asked.field) && !switched_off(asked.field))
            .map(|asked| asked.says("message"));
        Judgement::by(once(findings.collect()))
    }
}

fn left_alone(field: &Field) -> bool {
    let mode = field.inputmode.as_deref().unwrap_or_default();
    ["email", "tel", "number", "password", "url"].contains(&field.kind.as_str())
        || ["email", "tel", "numeric", "decimal"].contains(&mode)
}

fn switched_off(field: &Field) -> bool {
    let capital = field.autocapitalize.as_deref().unwrap_or_default();
    let correct = field.autocorrect.as_deref().unwrap_or_default();
    let spell = field.spellcheck.as_deref().unwrap_or_default();
    // Codes that are written in capitals may ask for capitals.
    ["off", "none", "characters"].contains(&capital) && (correct == "off" || spell == "false")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, change: impl Fn(&mut Field)) -> Verdict {
        let mut one = field(purpose, "x");
        change(&mut one);
        verdict::<AutocorrectAutocapOff>(
            Made::store().look(Goal::Address, |l| l.fields = vec![one]),
        )
    }

    #[test]
    fn a_plain_text_field_for_a_code_fails() {
        assert_eq!(with("x-coupon", |_| ()), Verdict::Fail);
        assert_eq!(with("email", |_| ()), Verdict::Fail);
    }

    #[test]
    fn what_browsers_leave_alone_or_is_switched_off_passes() {
        assert_eq!(with("email", |f| f.kind = "email".into()), Verdict::Pass);
        assert_eq!(
            with("postal-code", |f| f.inputmode = Some("numeric".into())),
            Verdict::Pass
        );
        let off = with("x-coupon", |f| {
            f.autocapitalize = Some("characters".into());
            f.autocorrect = Some("off".into());
        });
        assert_eq!(off, Verdict::Pass);
    }

    #[test]
    fn a_form_without_codes_gives_no_occasion() {
        assert_eq!(
            with("name", |_| ()),
            Verdict::NotApplicable("no-code-field")
        );
    }
}
