//! What a screen asks of a first-time guest, by the Keystroke-Level Model
//! (Card, Moran and Newell, 1980) and Baymard's way of counting fields.
//!
//! Operators in milliseconds: a key 280 (average non-secretary typist), pointing
//! 1100, a button press 100, homing between keyboard and pointer 400, mental
//! preparation 1350. On touch screens there is no homing, and a tap is pointing
//! plus press, as the 1980 figures are for a mouse this is an approximation.

use crate::model::device::Device;
use crate::model::journey::{Effort, Filled, KEY_MS};
use crate::model::look::{Field, Look};
use std::collections::BTreeSet;

const POINT_MS: f64 = 1_100.0;
const PRESS_MS: f64 = 100.0;
const HOME_MS: f64 = 400.0;
const MENTAL_MS: f64 = 1_350.0;

/// Kinds that one types into.
pub fn is_text_like(field: &Field) -> bool {
    matches!(
        field.kind.as_str(),
        "text"
            | "email"
            | "tel"
            | "number"
            | "password"
            | "textarea"
            | "search"
            | "url"
            | "date"
            | "month"
            | "textbox"
            | "searchbox"
            | "spinbutton"
            | "datetime-local"
            | "time"
    )
}

/// Whether a guest can be asked to fill this field in to buy.
pub fn counts(field: &Field) -> bool {
    is_shown(field) && !field.disabled
}

/// Whether a field belongs to what a guest must look at to buy: the site's
/// search, a newsletter in the footer, a bait for robots do not. One that is
/// greyed out is looked at all the same.
fn is_shown(field: &Field) -> bool {
    use crate::model::page::Region;
    field.visible
        && !matches!(
            field.purpose.as_str(),
            "x-search"
                | "x-honeypot"
                | "x-captcha"
                | "x-sort"
                | "x-filter"
                | "x-rating"
                | "x-review"
        )
        && match field.region {
            Some(Region::Footer) => false,
            Some(Region::Header) => field.purpose == "x-quantity",
            Some(Region::Main | Region::Nav | Region::Aside | Region::Dialog) | None => true,
        }
}

/// Whether a field must be filled, as far as marks and attributes say.
pub fn is_required(field: &Field) -> bool {
    field.required
        || field.aria_required
        || field.required_mark.is_some() && field.optional_mark.is_none()
}

/// Counts and predicts for one screen.
///
/// `typed` is what the pilot filled in; `presses` is how many controls it had to
/// press to get on, the last one included.
pub fn of(look: &Look, typed: &[Filled], presses: u32, device: Device) -> Effort {
    let mut effort = Effort::default();
    let mut groups = BTreeSet::new();
    for field in look.fields.iter().filter(|f| is_shown(f)) {
        if is_text_like(field) {
            effort.fields_shown += 1;
            effort.fields_required += u32::from(is_required(field) && !field.disabled);
        } else if field.kind == "radio" {
            if groups.insert((
                field.frame,
                field.form,
                if field.group.is_empty() {
                    field.name.clone()
                } else {
                    field.group.clone()
                },
            )) {
                effort.other_elements += 1;
            }
        } else {
            effort.other_elements += 1;
        }
    }
    let homing = if device == Device::Desktop {
        HOME_MS
    } else {
        0.0
    };
    let mut autofill_saves = 0.0;
    let mut last_was_text = false;
    for fill in typed {
        let field = look.fields.iter().find(|f| f.selector == fill.selector);
        let text_like = field.is_none_or(is_text_like);
        effort.keystrokes += fill.keystrokes;
        let cost = if text_like {
            // The first field is reached by pointing; from text to text by the next key.
            let reach = if last_was_text {
                KEY_MS
            } else {
                POINT_MS + PRESS_MS + homing
            };
            MENTAL_MS + reach + f64::from(fill.keystrokes) * KEY_MS
        } else {
            effort.taps += 2;
            effort.choices += 1;
            MENTAL_MS + 2.0 * (POINT_MS + PRESS_MS) + if last_was_text { homing } else { 0.0 }
        };
        if text_like && !last_was_text {
            effort.taps += 1;
        }
        last_was_text = text_like;
        effort.effort_ms += cost;
        if field.is_some_and(|f| {
            f.autocomplete
                .as_deref()
                .is_some_and(|a| fills_itself(a, &f.purpose))
        }) {
            autofill_saves += cost;
        }
    }
    effort.taps += presses;
    effort.effort_ms += f64::from(presses) * (MENTAL_MS + POINT_MS + PRESS_MS)
        + if last_was_text { homing } else { 0.0 };
    effort.effort_autofill_ms = (effort.effort_ms - autofill_saves).max(0.0);
    if autofill_saves > 0.0 {
        // Accepting the browser's offer is one choice.
        effort.effort_autofill_ms += MENTAL_MS + 2.0 * (POINT_MS + PRESS_MS);
    }
    effort
}

/// Whether the browser's own autofill would fill a field: its token says what the field is for.
fn fills_itself(autocomplete: &str, purpose: &str) -> bool {
    autocomplete
        .split_whitespace()
        .last()
        .is_some_and(|token| token == purpose)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(kind: &str, purpose: &str, name: &str) -> Field {
        Field {
            kind: kind.into(),
            purpose: purpose.into(),
            name: name.into(),
            selector: format!("#{name}"),
            visible: true,
            required: true,
            ..Field::default()
        }
    }

    fn typed(name: &str, keys: u32) -> Filled {
        Filled {
            selector: format!("#{name}"),
            purpose: String::new(),
            typed: String::new(),
            held: String::new(),
            keystrokes: keys,
            corrected_after: None,
        }
    }

    #[test]
    fn radios_of_one_group_count_once_and_apart_from_text_fields() {
        let look = Look {
            fields: vec![
                field("text", "name", "n"),
                field("radio", "x-shipping-method", "s"),
                field("radio", "x-shipping-method", "s"),
                field("search", "x-search", "q"),
            ],
            ..Look::default()
        };
        let effort = of(&look, &[], 1, Device::Mobile);
        assert_eq!(
            (
                effort.fields_shown,
                effort.fields_required,
                effort.other_elements
            ),
            (1, 1, 1)
        );
    }

    #[test]
    fn a_field_that_is_greyed_out_is_shown_and_not_required() {
        let mut password = field("password", "current-password", "p");
        password.disabled = true;
        let look = Look {
            fields: vec![field("email", "email", "e"), password],
            ..Look::default()
        };
        let effort = of(&look, &[], 1, Device::Mobile);
        assert_eq!((effort.fields_shown, effort.fields_required), (2, 1));
    }

    #[test]
    fn a_field_with_the_right_token_costs_less_with_autofill() {
        let mut email = field("email", "email", "e");
        email.autocomplete = Some("shipping email".into());
        let look = Look {
            fields: vec![email],
            ..Look::default()
        };
        let effort = of(&look, &[typed("e", 40)], 1, Device::Desktop);
        assert_eq!(effort.keystrokes, 40);
        assert!(effort.effort_autofill_ms < effort.effort_ms);
        // M + P + B + H + 40 K for the field, M + P + B + H for the button.
        assert!(
            (effort.effort_ms - (1350.0 + 1200.0 + 400.0 + 40.0 * 280.0 + 1350.0 + 1200.0 + 400.0))
                .abs()
                < 1e-6
        );
    }

    /// A form of the size of Baymard's worked example: sixteen fields that become eight
    /// when the name is one field, the billing address is the delivery address, and
    /// what nobody needs is left out or folded away.
    fn example(names: &[(&str, &str)]) -> u32 {
        let mut fields: Vec<Field> = names
            .iter()
            .map(|(kind, name)| field(kind, "unknown", name))
            .collect();
        fields.push(Field {
            visible: false,
            ..field("text", "organization", "folded")
        });
        fields.push(field("checkbox", "x-billing-same", "same"));
        let look = Look {
            fields,
            ..Look::default()
        };
        of(&look, &[], 1, Device::Desktop).fields_shown
    }

    #[test]
    fn a_form_of_sixteen_fields_that_was_made_eight_counts_sixteen_and_eight() {
        let sixteen = [
            ("text", "first"),
            ("text", "middle"),
            ("text", "last"),
            ("email", "email"),
            ("text", "company"),
            ("text", "line1"),
            ("text", "line2"),
            ("text", "zip"),
            ("text", "city"),
            ("tel", "phone"),
            ("tel", "mobile"),
            ("text", "bill-name"),
            ("text", "bill-line1"),
            ("text", "bill-zip"),
            ("text", "bill-city"),
            ("text", "coupon"),
        ];
        let eight = [
            ("text", "name"),
            ("email", "email"),
            ("text", "line1"),
            ("text", "zip"),
            ("text", "city"),
            ("tel", "phone"),
            ("tel", "card"),
            ("text", "expiry"),
        ];
        assert_eq!((example(&sixteen), example(&eight)), (16, 8));
    }
}
