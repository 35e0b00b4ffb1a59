//! Fills an address as a browser does for its users, and sees what stays.

use super::budget;
use super::found::{fields_to_try, push};
use super::outcome::{self, outcome};
use super::{Prober, page};
use crate::browser::Autofilled;
use crate::journey::look::{self as looking, FRAME_STRIDE};
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Field, Look};
use crate::model::probed::{Entry, Outcome, Variant};
use crate::rulebook::persona::{Answer, Persona};
use std::collections::{BTreeMap, BTreeSet};

/// How long scripts may take to do something about what was filled in, in milliseconds.
const REST_MS: u32 = 600;
/// Fields below which a form is none that anybody fills at one go.
const LEAST: usize = 3;
/// Sections of a form at most (`shipping`, `billing`, …): a browser fills one at a time.
const SECTIONS: usize = 4;

/// Purposes of our own words, and Chromium's field types for them.
const TYPES: [(&str, &str); 14] = [
    ("name", "NAME_FULL"),
    ("given-name", "NAME_FIRST"),
    ("family-name", "NAME_LAST"),
    ("organization", "COMPANY_NAME"),
    ("street-address", "ADDRESS_HOME_STREET_ADDRESS"),
    ("address-line1", "ADDRESS_HOME_LINE1"),
    ("address-line2", "ADDRESS_HOME_LINE2"),
    ("address-level2", "ADDRESS_HOME_CITY"),
    ("address-level1", "ADDRESS_HOME_STATE"),
    ("postal-code", "ADDRESS_HOME_ZIP"),
    ("country", "ADDRESS_HOME_COUNTRY"),
    ("email", "EMAIL_ADDRESS"),
    ("tel", "PHONE_HOME_WHOLE_NUMBER"),
    ("tel-national", "PHONE_HOME_WHOLE_NUMBER"),
];

/// One field, and what is to be seen in it.
struct Filling {
    field: Field,
    text: String,
    by: &'static str,
}

/// Fills the screen by the browser's own autofill, or by made-up events where that cannot be driven, and
/// writes down what stayed. What was filled is emptied again.
pub fn autofill(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    screen: u32,
) -> Result<(), Halt> {
    // What was tried before is not autofill's doing.
    let look = looking::look(&mut traveller.visit)?;
    let mut open: Vec<&Field> = fields_to_try(&look).filter(|f| takes_address(f)).collect();
    open.retain(|f| !f.filled);
    if open.len() < LEAST {
        return Ok(());
    }
    prober.spend(budget::AUTOFILL);
    let persona = traveller.persona;
    let (fillings, now) = traveller.permitted(|t| {
        let fillings = match real(t, &open, persona)? {
            Some(fillings) => fillings,
            None => simulated(t, &open, persona)?,
        };
        touch::pause(&mut t.visit, REST_MS)?;
        Ok((fillings, looking::look(&mut t.visit)?))
    })?;
    for filling in &fillings {
        let held = now.fields.iter().find(|f| f.handle == filling.field.handle);
        if let Some(held) = held {
            push(prober, entry(filling, &look, screen, held));
        }
    }
    for (field, was) in left_behind(&look, &now) {
        traveller.put_back(field, was)?;
    }
    Ok(())
}

/// The fields that hold something else than before, with what they held. A browser also fills boxes
/// that were not asked for, such as the parts of a telephone number: left there, a whole number cut to
/// the first box would be refused in every later sending, and look like the fault of another field.
fn left_behind<'l>(before: &'l Look, now: &'l Look) -> Vec<(&'l Field, &'l str)> {
    let typed = |f: &&Field| {
        let one = matches!(
            f.kind.as_str(),
            "text" | "email" | "tel" | "number" | "search" | "textarea"
        );
        one && f.visible && !f.disabled && !f.readonly
    };
    let fields = now.fields.iter().filter(typed);
    let changed = fields.filter_map(|f| {
        let was = before.fields.iter().find(|was| was.handle == f.handle)?;
        (was.value != f.value).then_some((f, was.value.as_str()))
    });
    changed.collect()
}

fn takes_address(field: &Field) -> bool {
    let typed = matches!(
        field.kind.as_str(),
        "text" | "email" | "tel" | "search" | "textarea"
    );
    typed && TYPES.iter().any(|(purpose, _)| *purpose == field.purpose)
}

/// What a browser keeps of the persona.
fn address(persona: &Persona) -> Vec<(&'static str, String)> {
    let mut kept: Vec<(&'static str, String)> = Vec::new();
    for (purpose, name) in TYPES {
        if kept.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let value = match purpose {
            "country" => Some(persona.country().to_owned()),
            other => persona.value(other),
        };
        kept.extend(value.map(|value| (name, value)));
    }
    kept
}

/// By the browser's own, one section of the form after the other; `None` where it cannot, or does not see
/// a form for an address.
fn real(
    traveller: &mut Traveller<'_>,
    open: &[&Field],
    persona: &Persona,
) -> Result<Option<Vec<Filling>>, Halt> {
    let Some(first) = open.first() else {
        return Ok(None);
    };
    let address = address(persona);
    let mut put: BTreeMap<u32, Autofilled> = BTreeMap::new();
    let mut anchors: BTreeSet<u32> = BTreeSet::new();
    for _ in 0..SECTIONS {
        let fresh = |f: &&&Field| !put.contains_key(&f.handle) && !anchors.contains(&f.handle);
        let Some(anchor) = open.iter().find(fresh) else {
            break;
        };
        anchors.insert(anchor.handle);
        let (frame, local) = (anchor.handle / FRAME_STRIDE, anchor.handle % FRAME_STRIDE);
        match traveller.visit.autofill(frame, local, &address) {
            Ok(told) => put.extend(
                told.into_iter()
                    .map(|one| (frame * FRAME_STRIDE + one.handle, one)),
            ),
            Err(error) if error.is_fatal() || error.page_moved_on() => return Err(error.into()),
            Err(error) => tracing::debug!(%error, "the browser's own autofill could not be driven"),
        }
    }
    if put.is_empty() {
        return Ok(None);
    }
    let with = open.iter().filter(|field| {
        let same_form = field.frame == first.frame && field.form == first.form;
        same_form || put.contains_key(&field.handle)
    });
    let filling = |field: &&Field| {
        let (text, by) = match put.get(&field.handle) {
            Some(one) if has_token(field) => (one.value.clone(), "real"),
            Some(one) => (one.value.clone(), "inferred"),
            None => (typed(persona, field)?, "none"),
        };
        Some(Filling {
            field: (*field).clone(),
            text,
            by,
        })
    };
    Ok(Some(with.filter_map(filling).collect()))
}

fn has_token(field: &Field) -> bool {
    let token = field.autocomplete.as_deref().unwrap_or_default().trim();
    !matches!(token, "" | "off" | "on")
}

/// With made-up events, in the fields that say by a token what belongs there.
fn simulated(
    traveller: &mut Traveller<'_>,
    open: &[&Field],
    persona: &Persona,
) -> Result<Vec<Filling>, Halt> {
    let fillings: Vec<Filling> = open
        .iter()
        .filter(|field| has_token(field))
        .filter_map(|field| {
            Some(Filling {
                field: (*field).clone(),
                text: typed(persona, field)?,
                by: "simulated",
            })
        })
        .collect();
    if fillings.len() < LEAST {
        return Ok(Vec::new());
    }
    for Filling { field, text, .. } in &fillings {
        page::autofill(&mut traveller.visit, field.handle, text)?;
    }
    Ok(fillings)
}

fn typed(persona: &Persona, field: &Field) -> Option<String> {
    match persona.value_for(field) {
        Some(Answer::Type(text)) => Some(text),
        _ => None,
    }
}

fn entry(filling: &Filling, look: &Look, screen: u32, held: &Field) -> Entry {
    let field = &filling.field;
    let left_out = filling.by == "none" && held.value.is_empty();
    let seen = outcome::Seen {
        variant: Variant::Autofilled,
        typed: &filling.text,
        held: &held.value,
        called_wrong: held.invalid && !field.invalid || !held.valid,
        checks: true,
    };
    Entry {
        held: held.value.clone(),
        outcome: if left_out {
            Outcome::NoClientVerdict
        } else {
            outcome(seen)
        },
        valid: held.valid,
        aria_invalid: held.invalid,
        by: Some(filling.by.to_owned()),
        ..Entry::of(
            page::field_at(field, look, screen),
            Variant::Autofilled,
            &filling.text,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_a_browser_filled_is_put_back_the_boxes_that_were_not_asked_for_too() {
        let typed = |handle: u32, value: &str| Field {
            handle,
            kind: "text".to_owned(),
            tag: "input".to_owned(),
            value: value.to_owned(),
            visible: true,
            ..Field::default()
        };
        let look = |fields: Vec<Field>| Look {
            fields,
            ..Look::default()
        };
        let before = look(vec![typed(1, ""), typed(2, ""), typed(3, "old")]);
        let now = look(vec![
            typed(1, "a@example.com"),
            typed(2, "031234"),
            typed(3, "old"),
        ]);
        let left: Vec<(u32, &str)> = left_behind(&before, &now)
            .into_iter()
            .map(|(field, was)| (field.handle, was))
            .collect();
        assert_eq!(left, [(1, ""), (2, "")]);
    }

    #[test]
    fn a_browser_keeps_one_value_for_each_type_and_the_country_as_a_code() {
        let jp = Persona::for_store(Some("ja"), Some("JPY"), &[]);
        let kept = address(jp);
        let of = |name: &str| -> Vec<&str> {
            let own = kept.iter().filter(|(known, _)| *known == name);
            own.map(|(_, value)| value.as_str()).collect()
        };
        assert_eq!(of("ADDRESS_HOME_COUNTRY"), ["JP"]);
        assert_eq!(of("PHONE_HOME_WHOLE_NUMBER").len(), 1);
        assert_eq!(of("NAME_LAST"), ["山田"]);
    }
}
