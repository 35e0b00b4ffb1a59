//! Answers by typing: each value in the notation that a field asks for.

mod dates;
mod places;

use super::fit::{cut, example, fit, length, says, takes_digits_only};
use super::written::{Kana, Phone};
use super::{Persona, SHARED};
use crate::model::look::Field;

/// An age at which everything may be bought, in years (ours).
const GROWN_UP: &str = "40";

/// Purposes that a persona never answers: a shopper's own secrets.
pub(super) fn is_secret(purpose: &str) -> bool {
    matches!(purpose, "current-password" | "one-time-code")
}

/// The value for a purpose in its plainest form.
pub(super) fn value(persona: &Persona, purpose: &str) -> Option<String> {
    let written = &persona.written;
    let person = &written.person;
    let kana = |pick: fn(&Kana) -> &[String; 3]| written.kana.as_ref().map(|k| pick(k)[0].clone());
    Some(match purpose {
        "name" => full_name(persona, &written.name_joiner),
        "given-name" => person.given.clone(),
        "family-name" => person.family.clone(),
        "honorific-prefix" => person.title.clone(),
        "x-kana-name" => {
            let kana = written.kana.as_ref()?;
            format!("{} {}", kana.family[0], kana.given[0])
        }
        "x-kana-given-name" => kana(|k| &k.given)?,
        "x-kana-family-name" => kana(|k| &k.family)?,
        "x-kana-organization" => kana(|k| &k.company)?,
        "x-kana-address" => kana(|k| &k.address)?,
        "x-kana-address-level1" => kana(|k| &k.region)?,
        "x-kana-address-level2" => kana(|k| &k.city)?,
        "x-kana-address-line1" => kana(|k| &k.street)?,
        "sex" | "x-gender" => person.sex.clone(),
        "email" | "x-email-confirm" | "username" => person.email.clone(),
        "x-email-domain" => person.email.split_once('@')?.1.to_owned(),
        "x-age" => GROWN_UP.to_owned(),
        "new-password" | "x-password-confirm" => SHARED.password.clone(),
        "organization" => person.company.clone(),
        "tel" | "tel-national" => digits(&written.phone.written),
        "tel-country-code" => format!("+{}", written.phone.code),
        "tel-area-code" => written.phone.parts[0].clone(),
        "tel-local" => written.phone.parts[1..].concat(),
        "tel-local-prefix" => written.phone.parts[1].clone(),
        "tel-local-suffix" => written.phone.parts[2].clone(),
        "cc-name" | "x-roman-name" => latin_name(persona),
        "cc-given-name" => latin(persona).0.to_owned(),
        "cc-family-name" => latin(persona).1.to_owned(),
        "cc-number" => SHARED.card.number.clone(),
        "cc-csc" => SHARED.card.csc.clone(),
        "cc-type" => SHARED.card.kind.clone(),
        "cc-exp" => format!("{}/{}", SHARED.card.month, short_year()),
        "cc-exp-month" => SHARED.card.month.clone(),
        "cc-exp-year" => SHARED.card.year.clone(),
        "bday" => person.birthday.clone(),
        "bday-year" => dates::part(&person.birthday, 0),
        "bday-month" => dates::part(&person.birthday, 1),
        "bday-day" => dates::part(&person.birthday, 2),
        "x-delivery-date" => SHARED.delivery_date.clone(),
        "x-tax-id" => digits_or_letters(written.tax_id.as_ref()?),
        other => return places::value(persona, other),
    })
}

/// What to type into a field.
pub(super) fn text(persona: &Persona, field: &Field) -> Option<String> {
    let purpose = field.purpose.as_str();
    let written = &persona.written;
    let plain = value(persona, purpose)?;
    let wants_roman = says(field, &SHARED.hints.roman);
    let candidates = match purpose {
        "name" if wants_roman => vec![latin_name(persona)],
        "name" if written.family_first => {
            let spaced = full_name(persona, " ");
            let joined = full_name(persona, "");
            let shown_joined = example(field)
                .or_else(|| Some(field.placeholder.clone()))
                .is_some_and(|e| e.chars().count() >= 3 && !e.contains([' ', '\u{3000}']));
            if shown_joined {
                vec![joined, spaced]
            } else {
                let own = full_name(persona, &written.name_joiner);
                vec![own, spaced, full_name(persona, "\u{3000}"), joined]
            }
        }
        "given-name" if wants_roman => vec![latin(persona).0.to_owned()],
        "family-name" if wants_roman => vec![latin(persona).1.to_owned()],
        _ if purpose.starts_with("x-kana-") => readings(persona, field)?,
        "tel" | "tel-national" => return telephone(persona, field),
        "tel-area-code" | "tel-local-prefix" | "tel-local-suffix" => {
            let parts = &phone(persona, field).parts;
            let part = match purpose {
                "tel-area-code" => 0,
                "tel-local-prefix" => 1,
                _ => 2,
            };
            vec![parts[part].clone()]
        }
        "tel-country-code" => vec![plain, written.phone.code.clone()],
        "email" | "x-email-confirm" => vec![plain, "a@example.com".into()],
        "cc-number" => {
            let groups: Vec<&str> = (0..4)
                .map(|n| &SHARED.card.number[n * 4..n * 4 + 4])
                .collect();
            // Boxes that show groups of four group by themselves: plain digits suit them, too.
            let bare = Field {
                placeholder: String::new(),
                ..field.clone()
            };
            return fit(&bare, vec![plain, groups.join(" "), groups.join("-")]);
        }
        "cc-exp" | "cc-exp-month" | "cc-exp-year" | "x-delivery-date" => {
            return dates::text(persona, field);
        }
        _ if purpose.starts_with("bday") => return dates::text(persona, field),
        "x-tax-id" => vec![plain, written.tax_id.clone()?],
        _ if places::is_place(purpose) => places::candidates(persona, field, plain),
        _ => vec![plain],
    };
    let typed = fit(field, candidates)?;
    let wide = !takes_digits_only(field)
        && says(field, &SHARED.hints.full_width)
        && (places::is_line(purpose) || purpose == "name" || purpose == "organization");
    Some(if wide && written.kana.is_some() {
        cut(&full_width(&typed), field.maxlength)
    } else {
        typed
    })
}

fn full_name(persona: &Persona, joiner: &str) -> String {
    let person = &persona.written.person;
    if persona.written.family_first {
        format!("{}{joiner}{}", person.family, person.given)
    } else {
        format!("{}{joiner}{}", person.given, person.family)
    }
}

/// Given and family name in Latin letters, as cards bear them.
fn latin(persona: &Persona) -> (&str, &str) {
    let person = &persona.written.person;
    (
        person.latin_given.as_ref().unwrap_or(&person.given),
        person.latin_family.as_ref().unwrap_or(&person.family),
    )
}

fn latin_name(persona: &Persona) -> String {
    let (given, family) = latin(persona);
    format!("{given} {family}").to_uppercase()
}

/// The readings of a name in the kana that the field asks for, the others behind it for its pattern to choose from.
fn readings(persona: &Persona, field: &Field) -> Option<Vec<String>> {
    let kana = persona.written.kana.as_ref()?;
    let written = |n: usize| {
        Some(match field.purpose.as_str() {
            "x-kana-name" => format!("{} {}", kana.family[n], kana.given[n]),
            "x-kana-given-name" => kana.given[n].clone(),
            "x-kana-family-name" => kana.family[n].clone(),
            "x-kana-organization" => kana.company[n].clone(),
            "x-kana-address" => kana.address[n].clone(),
            "x-kana-address-level1" => kana.region[n].clone(),
            "x-kana-address-level2" => kana.city[n].clone(),
            "x-kana-address-line1" => kana.street[n].clone(),
            _ => return None,
        })
    };
    let order = if says(field, &SHARED.hints.half_kana) {
        [2, 0, 1]
    } else if wants_hiragana(field) {
        [1, 0, 2]
    } else {
        [0, 1, 2]
    };
    let mut out: Vec<String> = order.into_iter().filter_map(written).collect();
    if field.purpose == "x-kana-name" {
        out.extend(out.clone().iter().map(|name| name.replace(' ', "\u{3000}")));
        out.extend(
            out.clone()
                .iter()
                .map(|name| name.replace([' ', '\u{3000}'], "")),
        );
    }
    Some(out)
}

/// Whether a field asks for hiragana: by its name, by calling the parts せい and めい, or by an example in it.
fn wants_hiragana(field: &Field) -> bool {
    let katakana = |text: &str| text.chars().any(|c| matches!(c, 'ァ'..='ヺ' | 'ｦ'..='ﾝ'));
    let only_hiragana = |text: &str| {
        !text.is_empty()
            && text
                .chars()
                .all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー' | ' ' | '\u{3000}'))
    };
    let shown = field.placeholder.as_str();
    if katakana(shown) {
        return false;
    }
    only_hiragana(shown)
        || says(field, &SHARED.hints.hiragana) && !katakana(&field.label)
        || only_hiragana(field.label.trim())
}

/// The number that a field asks for: the mobile one where it says so and there is another.
fn phone<'p>(persona: &'p Persona, field: &Field) -> &'p Phone {
    let written = &persona.written;
    match &written.mobile {
        Some(mobile) if says(field, &SHARED.hints.mobile) => mobile,
        Some(_) | None => &written.phone,
    }
}

/// A telephone number, digits only where the field asks for nothing else.
fn telephone(persona: &Persona, field: &Field) -> Option<String> {
    let phone = phone(persona, field);
    let national = digits(&phone.written);
    let abroad = national
        .strip_prefix(phone.trunk.as_str())
        .unwrap_or(&national)
        .to_owned();
    let first = &phone.parts[0];
    if field.maxlength.is_some_and(|max| max <= 5) {
        // One of several boxes that nothing tells apart.
        let part = phone
            .parts
            .iter()
            .find(|p| field.maxlength == Some(length(p)))
            .unwrap_or(first);
        return fit(field, vec![part.clone()]);
    }
    fit(
        field,
        vec![
            national.clone(),
            phone.parts.join("-"),
            phone.written.clone(),
            phone.parts.join(" "),
            format!("({first}) {}-{}", phone.parts[1], phone.parts[2]),
            format!("+{}{abroad}", phone.code),
            format!(
                "+{} {}",
                phone.code,
                phone
                    .written
                    .strip_prefix(phone.trunk.as_str())
                    .unwrap_or(&phone.written)
            ),
            abroad,
        ],
    )
}

fn short_year() -> &'static str {
    &SHARED.card.year[2..]
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn digits_or_letters(text: &str) -> String {
    text.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Full-width forms of what a Japanese keyboard calls half-width.
fn full_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(c as u32 + 0xfee0).unwrap_or(c),
            other => other,
        })
        .collect()
}
