//! What a screen asks of a first-time guest, by the Keystroke-Level Model
//! (Card, Moran and Newell, 1980) and Baymard's way of counting fields.
//!
//! Operators in milliseconds: a key 280 (average non-secretary typist), pointing
//! 1100, a button press 100, homing between keyboard and pointer 400, mental
//! preparation 1350. On touch screens there is no homing, and a tap is pointing
//! plus press, as the 1980 figures are for a mouse this is an approximation.

use crate::model::device::Device;
use crate::model::journey::{Act, Effort, Filled, KEY_MS};
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
/// press to get on, the last one included; of `acts` the options of a product count.
pub fn of(look: &Look, typed: &[Filled], acts: &[Act], presses: u32, device: Device) -> Effort {
    let mut effort = counted(look);
    let field_of = |fill: &Filled| look.fields.iter().find(|f| f.selector == fill.selector);
    let fills = |fill: &Filled| {
        // What the store refused and the shopper types again is typed by hand.
        let token = |f: &Field| {
            f.autocomplete
                .as_deref()
                .is_some_and(|a| fills_itself(a, &f.purpose))
        };
        fill.corrected_after.is_none() && field_of(fill).is_some_and(token)
    };
    let (mut hand, mut helped) = (Hand::new(device), Hand::new(device));
    for fill in typed {
        let text_like = field_of(fill).is_none_or(is_text_like);
        effort.choices += u32::from(!text_like);
        hand.fill(text_like, fill.keystrokes);
        if fills(fill) {
            effort.fields_autofill += 1;
        } else {
            helped.fill(text_like, fill.keystrokes);
        }
    }
    if effort.fields_autofill > 0 {
        helped.accept_offer();
    }
    let chosen = |act: &&Act| act.kind == "choose-option" && act.changed == "chosen";
    for option in acts.iter().filter(chosen) {
        effort.choices += 1;
        // A swatch is a button, and stands among the presses already.
        if look
            .fields
            .iter()
            .any(|field| field.selector == option.selector)
        {
            hand.fill(false, 0);
            helped.fill(false, 0);
        }
    }
    hand.press(presses);
    helped.press(presses);
    effort.keystrokes = hand.keys;
    effort.taps = hand.taps;
    effort.effort_ms = hand.ms;
    effort.keystrokes_autofill = helped.keys;
    // An offer that costs more than it saves is not taken.
    effort.effort_autofill_ms = helped.ms.min(hand.ms);
    effort
}

/// What is shown and what of it is required, as Baymard counts.
fn counted(look: &Look) -> Effort {
    let mut effort = Effort::default();
    let mut groups = BTreeSet::new();
    for field in look.fields.iter().filter(|f| is_shown(f)) {
        if is_text_like(field) {
            effort.fields_shown += 1;
            effort.fields_required += u32::from(is_required(field) && !field.disabled);
            continue;
        }
        let name = match field.group.as_str() {
            "" => &field.name,
            group => group,
        };
        let asked_before =
            field.kind == "radio" && !groups.insert((field.frame, field.form, name.to_owned()));
        effort.other_elements += u32::from(!asked_before);
    }
    effort
}

/// A shopper's hand: where it is, and what it has done so far.
struct Hand {
    homing_ms: f64,
    on_keys: bool,
    ms: f64,
    keys: u32,
    taps: u32,
}

impl Hand {
    fn new(device: Device) -> Hand {
        Hand {
            homing_ms: match device {
                Device::Desktop => HOME_MS,
                Device::Mobile => 0.0,
            },
            on_keys: false,
            ms: 0.0,
            keys: 0,
            taps: 0,
        }
    }

    fn fill(&mut self, text_like: bool, keystrokes: u32) {
        self.ms += MENTAL_MS;
        self.keys += keystrokes;
        if !text_like {
            self.leave_keys();
            self.tap();
            self.tap();
            return;
        }
        if self.on_keys {
            // From text to text by the next key.
            self.ms += KEY_MS;
        } else {
            self.tap();
            self.ms += self.homing_ms;
            self.on_keys = true;
        }
        self.ms += f64::from(keystrokes) * KEY_MS;
    }

    /// Going into a field and taking what the browser offers is one choice.
    fn accept_offer(&mut self) {
        self.leave_keys();
        self.ms += MENTAL_MS;
        self.tap();
        self.tap();
    }

    fn press(&mut self, times: u32) {
        self.leave_keys();
        for _ in 0..times {
            self.ms += MENTAL_MS;
            self.tap();
        }
    }

    fn leave_keys(&mut self) {
        if self.on_keys {
            self.ms += self.homing_ms;
            self.on_keys = false;
        }
    }

    fn tap(&mut self) {
        self.ms += POINT_MS + PRESS_MS;
        self.taps += 1;
    }
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
        let effort = of(&look, &[], &[], 1, Device::Mobile);
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
        let effort = of(&look, &[], &[], 1, Device::Mobile);
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
        let effort = of(&look, &[typed("e", 40)], &[], 1, Device::Desktop);
        assert_eq!(effort.keystrokes, 40);
        assert!(effort.effort_autofill_ms < effort.effort_ms);
        // M + P + B + H + 40 K for the field, M + P + B + H for the button.
        assert!(
            (effort.effort_ms - (1350.0 + 1200.0 + 400.0 + 40.0 * 280.0 + 1350.0 + 1200.0 + 400.0))
                .abs()
                < 1e-6
        );
    }

    #[test]
    fn what_autofill_saves_is_the_typing_and_costs_one_choice() {
        let mut fields = vec![
            field("email", "email", "e"),
            field("text", "family-name", "f"),
        ];
        for field in &mut fields {
            field.autocomplete = Some(field.purpose.clone());
        }
        fields.push(field("text", "x-kana-family-name", "k"));
        let look = Look {
            fields,
            ..Look::default()
        };
        let typed = [typed("e", 20), typed("f", 8), typed("k", 6)];
        let effort = of(&look, &typed, &[], 1, Device::Mobile);
        assert_eq!(
            (
                effort.keystrokes,
                effort.keystrokes_autofill,
                effort.fields_autofill
            ),
            (34, 6, 2)
        );
        // Tap into the first field and press on; tap into the third, the offer (two taps), press on.
        assert_eq!(effort.taps, 2);
        let by_hand = 3.0 * 1350.0 + 1200.0 + 2.0 * 280.0 + 34.0 * 280.0 + 2550.0;
        let helped = (1350.0 + 1200.0 + 6.0 * 280.0) + (1350.0 + 2400.0) + 2550.0;
        assert!(
            (effort.effort_ms - by_hand).abs() < 1e-6,
            "{}",
            effort.effort_ms
        );
        assert!(
            (effort.effort_autofill_ms - helped).abs() < 1e-6,
            "{}",
            effort.effort_autofill_ms
        );
    }

    #[test]
    fn what_the_store_refused_is_typed_again_by_hand() {
        let mut tel = field("tel", "tel", "t");
        tel.autocomplete = Some("tel".into());
        let look = Look {
            fields: vec![tel],
            ..Look::default()
        };
        let mut again = typed("t", 11);
        again.corrected_after = Some("hyphens are not allowed".into());
        let effort = of(&look, &[typed("t", 13), again], &[], 1, Device::Mobile);
        assert_eq!((effort.keystrokes, effort.keystrokes_autofill), (24, 11));
    }

    #[test]
    fn options_of_a_product_are_choices_and_an_offer_that_saves_nothing_is_not_taken() {
        let mut short = field("text", "country-name", "c");
        short.autocomplete = Some("country-name".into());
        let size = Field {
            required: false,
            ..field("select", "x-size", "size")
        };
        let look = Look {
            fields: vec![short, size],
            ..Look::default()
        };
        let act = |selector: &str, changed: &str| Act {
            kind: "choose-option".into(),
            target: String::new(),
            selector: selector.into(),
            changed: changed.into(),
            took_ms: 0.0,
        };
        let acts = [
            act("#size", "chosen"),
            act("#swatch-red", "chosen"),
            act("#size", "nothing"),
        ];
        let effort = of(&look, &[typed("c", 1)], &acts, 2, Device::Mobile);
        assert_eq!((effort.choices, effort.taps), (2, 5));
        assert!(effort.effort_autofill_ms <= effort.effort_ms);
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
        of(&look, &[], &[], 1, Device::Desktop).fields_shown
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
