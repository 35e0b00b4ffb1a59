//! Each field of an address or registration form says whether it must be filled: both kinds are marked.
//!
//! Short login forms are exempt, and so are ticks, choices that cannot be left
//! empty, and a form that says once that everything is required.

use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_for, is_tick, once};
use crate::rules::facts::words::{fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `required-and-optional-marked`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredAndOptionalMarked {
    /// Forms with fewer fields than this are too short to need marks.
    pub min_fields: usize,
}

/// Sentences that say it once for a whole form.
pub const ALL_REQUIRED: &[&str] = &[
    "all fields are required",
    "all fields must be",
    "every field is required",
    "all fields required",
    "all fields are mandatory",
    "すべて必須",
    "全て必須",
    "全項目必須",
    "すべての項目が必須",
    "全ての項目が必須",
    "alle felder sind pflichtfelder",
    "tous les champs sont obligatoires",
    "todos los campos son obligatorios",
    "tutti i campi sono obbligatori",
    "alle velden zijn verplicht",
    "alle felder müssen ausgefüllt",
    "tous les champs doivent",
    "todos os campos são obrigatórios",
    "所有字段均为必填",
    "以下均为必填",
    "所有欄位皆為必填",
    "모두 필수",
    "모든 항목은 필수",
];

/// Fields that are judged elsewhere or have no empty state.
const APART: &[&str] = &[
    "x-quantity",
    "x-coupon",
    "x-search",
    "x-newsletter",
    "x-captcha",
    "x-honeypot",
    "x-shipping-method",
    "x-payment-method",
    "x-login",
    "x-billing-same",
    "x-terms",
    "x-create-account",
    "current-password",
];

impl Rule for RequiredAndOptionalMarked {
    const ID: &'static str = "required-and-optional-marked";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut forms: BTreeMap<_, Vec<Asked<'_>>> = BTreeMap::new();
        for asked in in_checkout(seen).filter(|asked| needs_mark(asked.field)) {
            let key = (
                asked.journey.device,
                asked.step.index,
                asked.field.frame,
                asked.field.form,
            );
            forms.entry(key).or_default().push(asked);
        }
        forms.retain(|_, fields| fields.len() >= self.min_fields);
        if forms.is_empty() {
            return Judgement::not_applicable("only-short-forms");
        }
        let findings = forms.values().flat_map(|fields| {
            // All fields of a form stand on one screen.
            let screen = fields.first().map(|a| a.step.settled());
            let told = screen.is_some_and(|look| mentions(&fold(&look.text), ALL_REQUIRED));
            fields
                .iter()
                .filter_map(move |asked| fault(asked.field, told).map(|m| asked.says(m)))
        });
        Judgement::by(once(findings.collect()))
    }
}

fn needs_mark(field: &Field) -> bool {
    let choice_without_empty = field.tag == "select"
        && !field.options.is_empty()
        && field
            .options
            .iter()
            .all(|(value, _)| !value.trim().is_empty());
    !is_tick(field)
        && !is_for(field, APART)
        && !field.readonly
        && !field.disabled
        && !choice_without_empty
}

fn fault(field: &Field, all_required: bool) -> Option<&'static str> {
    let needed = field.required || field.aria_required;
    match (field.required_mark.is_some(), field.optional_mark.is_some()) {
        (false, true) if needed => Some("contradicts"),
        (true, _) | (_, true) => None,
        (false, false) if all_required => None,
        (false, false) if needed => Some("required-unmarked"),
        (false, false) => Some("optional-unmarked"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn form(marks: &[(&str, bool, Option<&str>, Option<&str>)]) -> Made {
        let fields = marks.iter().map(|(purpose, required, mark, optional)| {
            let mut one = field(purpose, purpose);
            one.required = *required;
            one.required_mark = mark.map(str::to_owned);
            one.optional_mark = optional.map(str::to_owned);
            one
        });
        let fields: Vec<Field> = fields.collect();
        Made::store().look(Goal::Address, |look| look.fields = fields)
    }

    #[test]
    fn both_kinds_marked_passes() {
        let made = form(&[
            ("email", true, Some("必須"), None),
            ("name", true, Some("必須"), None),
            ("organization", false, None, Some("任意")),
        ]);
        assert_eq!(verdict::<RequiredAndOptionalMarked>(made), Verdict::Pass);
    }

    #[test]
    fn unmarked_optional_and_contradicting_fields_are_named() {
        let judged = judge::<RequiredAndOptionalMarked>(form(&[
            ("email", true, Some("*"), None),
            ("name", true, None, Some("optional")),
            ("organization", false, None, None),
        ]));
        let messages: Vec<_> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(messages, ["contradicts", "optional-unmarked"]);
    }

    #[test]
    fn a_short_login_form_is_exempt_and_one_sentence_can_mark_all() {
        let short = form(&[("email", true, None, None)]);
        assert_eq!(
            verdict::<RequiredAndOptionalMarked>(short),
            Verdict::NotApplicable("only-short-forms")
        );
        let told = form(&[
            ("email", true, None, None),
            ("name", true, None, None),
            ("tel", true, None, None),
        ])
        .with(|e| e.journeys[0].steps[0].look.text = "All fields are required.".into());
        assert_eq!(verdict::<RequiredAndOptionalMarked>(told), Verdict::Pass);
    }
}
