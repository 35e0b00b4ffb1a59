//! The fields that a shopper meets on the way, and a few readings of one field.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Field;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Place};
use crate::rules::Seen;
use std::collections::BTreeSet;

/// A field with the screen that it stands on.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The walk.
    pub journey: &'a Journey,
    /// The screen.
    pub step: &'a Step,
    /// The field.
    pub field: &'a Field,
}

impl<'a> Asked<'a> {
    /// Where the field is.
    pub fn place(&self) -> Place {
        Place::step(self.journey, self.step).element(&self.field.selector)
    }

    /// A finding at the field that names it.
    pub fn says(&self, message: &'static str) -> Finding {
        Finding::says(message, self.place()).with("field", called(self.field))
    }
}

/// Visible fields from the product to the last screen, as the screens were left; site search,
/// newsletter boxes and traps for robots are left out.
pub fn in_flow<'a>(seen: &Seen<'a>) -> impl Iterator<Item = Asked<'a>> + use<'a> {
    let steps = seen.steps().filter(|(_, step)| step.goal >= Goal::Product);
    steps.flat_map(|(journey, step)| {
        let fields = step
            .settled()
            .fields
            .iter()
            .filter(|f| f.visible && !is_aside(f));
        fields.map(move |field| Asked {
            journey,
            step,
            field,
        })
    })
}

/// The same for the checkout only.
pub fn in_checkout<'a>(seen: &Seen<'a>) -> impl Iterator<Item = Asked<'a>> + use<'a> {
    in_flow(seen).filter(|asked| asked.step.goal.in_checkout())
}

/// Whether a field is no part of ordering.
pub fn is_aside(field: &Field) -> bool {
    matches!(
        field.purpose.as_str(),
        "x-search" | "x-newsletter" | "x-honeypot" | "x-captcha"
    ) && field.kind != "checkbox"
        || field.kind == "search"
        || field.kind == "hidden"
        || matches!(
            field.region,
            Some(Region::Header | Region::Nav | Region::Footer)
        )
}

/// Whether one types into it.
pub fn is_typed(field: &Field) -> bool {
    field.tag == "textarea"
        || matches!(
            field.kind.as_str(),
            "text" | "email" | "tel" | "password" | "number" | "search" | "url" | "textbox" | ""
        ) && field.tag != "select"
}

/// Whether it is one or several of a few: no text is asked.
pub fn is_tick(field: &Field) -> bool {
    matches!(field.kind.as_str(), "checkbox" | "radio" | "switch")
}

/// Whether attributes or marks say that it must be filled.
pub fn is_required(field: &Field) -> bool {
    field.optional_mark.is_none()
        && (field.required || field.aria_required || field.required_mark.is_some())
}

/// Whether the purpose is one of a list, or one of its parts (`tel` also stands for `tel-local`).
pub fn is_for(field: &Field, purposes: &[&str]) -> bool {
    purposes.iter().any(|p| {
        field.purpose == *p
            || field
                .purpose
                .strip_prefix(p)
                .is_some_and(|rest| rest.starts_with('-'))
    })
}

/// Whether it asks for something about the person: mail, name, telephone, address.
pub fn is_personal(field: &Field) -> bool {
    is_for(
        field,
        &[
            "email",
            "x-email-confirm",
            "tel",
            "name",
            "family-name",
            "given-name",
            "street-address",
            "address-line1",
            "address-line2",
            "postal-code",
            "bday",
            "x-kana-family-name",
            "x-kana-given-name",
            "x-kana-name",
        ],
    )
}

/// What a shopper would call the field: its label, or the nearest words.
pub fn called(field: &Field) -> &str {
    [
        &field.label,
        &field.text_before,
        &field.placeholder,
        &field.table_header,
        &field.name,
        &field.selector,
    ]
    .into_iter()
    .map(|text| text.trim())
    .find(|text| !text.is_empty())
    .unwrap_or("?")
}

/// The words around a field that may explain it.
pub fn words_around(field: &Field) -> String {
    [
        field.label.as_str(),
        &field.description,
        &field.text_after,
        &field.text_before,
        &field.title,
        &field.placeholder,
        &field.group_label,
    ]
    .join("\n")
}

/// Findings once an element and page, whichever device saw it first.
pub fn once(findings: Vec<Finding>) -> Vec<Finding> {
    let mut met = BTreeSet::new();
    findings
        .into_iter()
        .filter(|finding| {
            let url = &finding.place.url;
            let path = url.split(['?', '#']).next().unwrap_or_default();
            met.insert((
                finding.message,
                path.to_owned(),
                finding.place.selector.clone(),
            ))
        })
        .collect()
}

/// The field name of an `autocomplete` value: its last token, without section, address and contact words.
pub fn autocomplete_name(value: &str) -> String {
    value
        .to_ascii_lowercase()
        .split_ascii_whitespace()
        .rfind(|token| *token != "webauthn")
        .unwrap_or_default()
        .to_owned()
}
