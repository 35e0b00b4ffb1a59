//! Answers by choosing: options of lists and radios, in whatever language and notation a store offers them.

use super::{Answer, Persona, SHARED, typed};
use crate::model::look::Field;
use crate::rulebook::lexicon::{Lexicon, is_unspaced, normalise};

/// Texts under which a list may offer the answer, best first.
pub(super) fn aliases(persona: &Persona, purpose: &str) -> Vec<String> {
    let written = &persona.written;
    let mut out: Vec<String> = match purpose {
        "country" | "country-name" | "x-nationality" => vec![
            written.country.clone(),
            written.country_code3.clone(),
            written.country_name.clone(),
        ],
        "address-level1" => vec![
            written.address.region.clone(),
            written.address.region_code.clone(),
        ],
        // A list names districts, whatever a box to type into would ask for.
        "address-level3" => vec![
            written.address.district.clone(),
            written.address.street.clone(),
        ],
        _ => persona.value(purpose).into_iter().collect(),
    };
    match purpose {
        "country" | "country-name" | "x-nationality" => {
            out.extend_from_slice(&written.aliases.country)
        }
        "address-level1" => out.extend_from_slice(&written.aliases.region),
        "tel-country-code" => {
            let code = &written.phone.code;
            out.extend([code.clone(), format!("00{code}")]);
        }
        "honorific-prefix" => out.extend(named(&SHARED.titles, &written.person.sex)),
        "sex" | "x-gender" => out.extend(named(&SHARED.sexes, &written.person.sex)),
        "cc-type" => out.extend_from_slice(&SHARED.card.kinds),
        "bday-month" | "cc-exp-month" => {
            let month = out.first().cloned().unwrap_or_default();
            out.extend(without_zero(&month));
            out.extend(named(&SHARED.months, &month));
        }
        "bday-day" => {
            let day = out.first().cloned().unwrap_or_default();
            out.extend(without_zero(&day));
            out.extend([format!("{day}日"), format!("{day}일")]);
        }
        "bday-year" | "cc-exp-year" => {
            let year = out.first().cloned().unwrap_or_default();
            out.extend([
                year.chars().skip(2).collect(),
                format!("{year}年"),
                format!("{year}년"),
            ]);
        }
        _ => {}
    }
    let mut seen = std::collections::BTreeSet::new();
    out.retain(|text| !text.is_empty() && seen.insert(text.clone()));
    out
}

/// The option of a list to choose: the persona's own, else the first that is one at all.
pub(super) fn choose(persona: &Persona, field: &Field) -> Option<Answer> {
    if !is_known(&field.purpose) {
        return None;
    }
    if let Some((value, _)) = matching(persona, field) {
        return Some(Answer::Choose {
            value: value.clone(),
        });
    }
    let optional = field.optional_mark.is_some() && !field.required && !field.aria_required;
    if optional {
        return Some(Answer::LeaveAsFound);
    }
    let lexicon = Lexicon::embedded();
    // A first entry that counts as nothing is no answer, whatever it says, where others follow.
    let nothing = |at: usize, value: &str| {
        at == 0 && field.options.len() > 1 && matches!(value.trim(), "" | "0" | "-1")
    };
    field
        .options
        .iter()
        .enumerate()
        .find(|(at, (value, text))| {
            !value.is_empty() && !nothing(*at, value) && !lexicon.is_prompt(text)
        })
        .map(|(_, option)| option)
        .map(|(value, _)| Answer::Choose {
            value: value.clone(),
        })
        .or(Some(Answer::LeaveAsFound))
}

/// The text of the option that a box with suggestions should end up with.
pub(super) fn text_of_choice(persona: &Persona, field: &Field) -> Option<String> {
    matching(persona, field).map(|(value, text)| {
        if text.is_empty() {
            value.clone()
        } else {
            text.clone()
        }
    })
}

/// Whether this radio is the persona's answer.
pub(super) fn tick(persona: &Persona, field: &Field) -> Option<Answer> {
    if !is_known(&field.purpose) {
        return None;
    }
    let own: Vec<String> = aliases(persona, &field.purpose)
        .iter()
        .map(|text| normalise(text))
        .collect();
    let shown: Vec<String> = [&field.label, &field.text_after, &field.value]
        .iter()
        .map(|text| normalise(text))
        .filter(|text| !text.is_empty())
        .collect();
    let is_own = shown.iter().any(|text| own.contains(text));
    Some(if is_own {
        Answer::Check
    } else {
        Answer::LeaveAsFound
    })
}

/// The option that is the persona's answer: by text, then by value, then by a text that holds it.
///
/// Texts come before values because values count from anywhere: `4` may be the fifth month.
fn matching<'f>(persona: &Persona, field: &'f Field) -> Option<&'f (String, String)> {
    let own: Vec<String> = aliases(persona, &field.purpose)
        .iter()
        .map(|text| normalise(text))
        .filter(|text| !text.is_empty())
        .collect();
    let options: Vec<(&(String, String), String, String)> = field
        .options
        .iter()
        .filter(|(value, text)| !(value.is_empty() && text.is_empty()))
        .map(|option| (option, normalise(&option.0), normalise(&option.1)))
        .collect();
    let code = field.purpose == "tel-country-code";
    let country = if code {
        persona.names.clone()
    } else {
        Vec::new()
    };
    let exact = |names: &[String], by_value: bool| {
        names.iter().find_map(|name| {
            options
                .iter()
                .find(|(_, value, text)| {
                    if by_value {
                        value == name
                    } else {
                        text == name
                    }
                })
                .map(|(option, ..)| *option)
        })
    };
    let held = |names: &[String], shortest: usize| {
        names
            .iter()
            .filter(|name| name.chars().count() >= shortest || is_written_short(name))
            .find_map(|name| {
                options
                    .iter()
                    .filter(|(_, _, text)| holds(text, name))
                    .min_by_key(|(_, _, text)| text.chars().count())
                    .map(|(option, ..)| *option)
            })
    };
    // Many countries share a calling code, so the country's name decides where it is shown.
    exact(&country, false)
        .or_else(|| exact(&country, true))
        .or_else(|| held(&country, 4))
        .or_else(|| exact(&own, false))
        .or_else(|| exact(&own, true))
        .or_else(|| held(&own, if code { 1 } else { 3 }))
}

/// Whether a name is complete with two characters, as 東京 is.
fn is_written_short(name: &str) -> bool {
    name.chars().count() >= 2 && name.chars().all(is_unspaced)
}

/// Whether a text holds a name as whole words.
fn holds(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + name.len()..].chars().next();
        let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() && !is_unspaced(c));
        !joins(before) && !joins(after)
    })
}

fn named(lists: &std::collections::BTreeMap<String, Vec<String>>, key: &str) -> Vec<String> {
    lists.get(key).cloned().unwrap_or_default()
}

fn without_zero(number: &str) -> Option<String> {
    number.strip_prefix('0').map(str::to_owned)
}

/// Whether a purpose says anything: a list of a purpose that a persona has no value for is still a list to choose from.
fn is_known(purpose: &str) -> bool {
    !matches!(purpose, "" | "unknown") && !typed::is_secret(purpose)
}
