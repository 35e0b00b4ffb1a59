//! Fields have the type that their purpose asks for: mail and telephone get their keyboards, and no number spinner eats a leading zero.
//!
//! `inputmode` that opens the same keyboard counts. Custom widgets are left out.

use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_checkout, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `input-type-correct`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputTypeCorrect {}

impl Rule for InputTypeCorrect {
    const ID: &'static str = "input-type-correct";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = in_checkout(seen)
            .filter(|asked| asked.field.tag == "input" && is_typed(asked.field))
            .filter_map(|asked| {
                let (message, wanted) = fault(asked.field)?;
                let finding = asked.says(message).with("kind", &asked.field.kind);
                Some(finding.with("wanted", wanted))
            });
        Judgement::by(once(findings.collect()))
    }
}

fn fault(field: &Field) -> Option<(&'static str, &'static str)> {
    let kind = if field.kind.is_empty() {
        "text"
    } else {
        &field.kind
    };
    let mode = field.inputmode.as_deref().unwrap_or_default();
    let codes = ["cc-number", "cc-csc", "postal-code", "one-time-code", "tel"];
    if is_for(field, &codes) && kind == "number" {
        return Some(("number", "text"));
    }
    if is_for(field, &["email", "x-email-confirm"]) && kind != "email" && mode != "email" {
        return Some(("wrong", "email"));
    }
    let digits = ["tel", "numeric"].contains(&mode);
    if is_for(field, &["tel"]) && kind != "tel" && !digits {
        return Some(("wrong", "tel"));
    }
    let secret = ["new-password", "current-password", "x-password-confirm"];
    (is_for(field, &secret) && kind != "password").then_some(("wrong", "password"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, kind: &str, mode: Option<&str>) -> Verdict {
        let mut one = field(purpose, "x");
        one.kind = kind.into();
        one.inputmode = mode.map(str::to_owned);
        verdict::<InputTypeCorrect>(Made::store().look(Goal::Address, |l| l.fields = vec![one]))
    }

    #[test]
    fn the_right_type_or_the_right_keyboard_passes() {
        assert_eq!(with("email", "email", None), Verdict::Pass);
        assert_eq!(with("tel", "tel", None), Verdict::Pass);
        assert_eq!(
            with("tel-area-code", "text", Some("numeric")),
            Verdict::Pass
        );
        assert_eq!(with("x-quantity", "number", None), Verdict::Pass);
    }

    #[test]
    fn a_text_field_for_a_telephone_and_a_number_field_for_a_postcode_fail() {
        assert_eq!(with("tel", "text", None), Verdict::Fail);
        assert_eq!(with("email", "text", None), Verdict::Fail);
        assert_eq!(
            with("postal-code", "number", Some("numeric")),
            Verdict::Fail
        );
    }
}
