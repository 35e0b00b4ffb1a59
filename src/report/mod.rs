//! From evidence and verdicts to the one value that every output is made of.
//!
//! [`assemble`] is pure: the same evidence gives the same report, byte for byte.

pub mod journeys;
pub mod phrases;
pub mod site;

use crate::model::look::{Field, Look};
use crate::model::report::FieldReport;

/// One field in the words of the report.
pub fn field(field: &Field, look: &Look) -> FieldReport {
    let kind = match field.tag.as_str() {
        tag @ ("select" | "textarea") => tag.to_owned(),
        tag if field.kind.is_empty() => tag.to_owned(),
        _ => field.kind.clone(),
    };
    let optional = field.optional_mark.is_some() && !field.required && !field.aria_required;
    let marked = field.required || field.aria_required || field.required_mark.is_some();
    let frame = field.frame.checked_sub(1).map(|index| {
        let seen = look.frames.get(index as usize);
        seen.map_or_else(|| format!("frame {}", field.frame), |frame| frame.url.clone())
    });
    FieldReport {
        selector: field.selector.clone(),
        purpose: if field.purpose.is_empty() { "unknown".to_owned() } else { field.purpose.clone() },
        certainty: field.purpose_certainty,
        label: field.label.clone(),
        label_source: field.label_source,
        label_visible: field.label_visible,
        text_like: is_text_like(&kind),
        kind,
        required: marked && !optional,
        autocomplete: field.autocomplete.clone(),
        inputmode: field.inputmode.clone(),
        maxlength: field.maxlength,
        pattern: field.pattern.clone(),
        placeholder: field.placeholder.clone(),
        visible: field.visible,
        frame,
    }
}

/// Whether one types into it, as the published averages count fields.
pub fn is_text_like(kind: &str) -> bool {
    matches!(
        kind,
        "text" | "email" | "tel" | "number" | "password" | "search" | "url" | "textarea" | "textbox"
            | "date" | "month" | "time" | "week" | "datetime-local"
    )
}
