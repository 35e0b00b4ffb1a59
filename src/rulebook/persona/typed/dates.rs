//! Dates as forms want them: birthdays, days of delivery, the expiry of a card.

use super::super::fit::{example, fit};
use super::super::{Persona, SHARED};
use super::{digits, short_year};
use crate::model::look::Field;
use unicode_normalization::UnicodeNormalization;

/// Year, month or day of an ISO date.
pub(super) fn part(iso: &str, index: usize) -> String {
    iso.split('-').nth(index).unwrap_or_default().to_owned()
}

/// What to type into a field that asks for a date or a part of one.
pub(super) fn text(persona: &Persona, field: &Field) -> Option<String> {
    let birthday = &persona.written.person.birthday;
    match field.purpose.as_str() {
        "cc-exp" => expiry(field),
        "cc-exp-year" => year(field, &SHARED.card.year),
        "cc-exp-month" => fit(&bare(field), vec![SHARED.card.month.clone()]),
        "bday-year" => year(field, &part(birthday, 0)),
        "bday-month" => fit(&bare(field), vec![part(birthday, 1)]),
        "bday-day" => fit(&bare(field), vec![part(birthday, 2)]),
        "bday" => date(persona, field, birthday),
        "x-delivery-date" => {
            let earliest = field.range.0.as_ref().filter(|min| is_iso(min));
            date(persona, field, earliest.unwrap_or(&SHARED.delivery_date))
        }
        _ => None,
    }
}

/// An expiry as MM/YY unless the field shows or measures otherwise.
fn expiry(field: &Field) -> Option<String> {
    let (month, year, short) = (&SHARED.card.month, &SHARED.card.year, short_year());
    if field.kind == "month" {
        return Some(format!("{year}-{month}"));
    }
    let shown = shown(field);
    let letters = shown
        .chars()
        .filter(|c| matches!(c, 'y' | 'a' | 'j'))
        .count();
    let shown_year = shown
        .rsplit(|c: char| !c.is_ascii_digit())
        .find(|run| !run.is_empty());
    let full_year = letters >= 4
        || shown_year.is_some_and(|run| run.len() == 4 && shown.contains(['/', '-', ' ']))
        || shown.is_empty() && field.maxlength == Some(7);
    let joiner = if shown.contains(" / ") {
        " / "
    } else if shown.contains('-') {
        "-"
    } else if letters >= 2 && !shown.contains('/') {
        ""
    } else {
        "/"
    };
    let mut candidates = Vec::new();
    for (joiner, full) in [
        (joiner, full_year),
        ("/", full_year),
        ("", full_year),
        ("/", false),
        ("", false),
        ("/", true),
        ("", true),
    ] {
        candidates.push(format!(
            "{month}{joiner}{}",
            if full { year } else { short }
        ));
    }
    fit(&bare(field), candidates)
}

/// A year with four digits, or two where the field shows or measures two.
fn year(field: &Field, year: &str) -> Option<String> {
    let short = year.chars().skip(2).collect::<String>();
    let shown = shown(field);
    let highest = field
        .range
        .1
        .as_ref()
        .and_then(|max| max.parse::<u32>().ok());
    let two = matches!(shown.as_str(), "yy" | "jj" | "aa")
        || shown.len() == 2 && digits(&shown).len() == 2
        || highest.is_some_and(|max| max < 100);
    let candidates = if two {
        vec![short, year.to_owned()]
    } else {
        vec![year.to_owned(), short]
    };
    fit(&bare(field), candidates)
}

/// A whole date: ISO for date inputs, else in the order that the field shows, else in the country's.
fn date(persona: &Persona, field: &Field, iso: &str) -> Option<String> {
    if field.kind == "date" {
        return Some(iso.to_owned());
    }
    let (order, separator) = shown_order(field).unwrap_or_else(|| {
        (
            persona.written.date_order.clone(),
            persona.written.date_separator.clone(),
        )
    });
    let joined = |separator: &str| {
        let parts: Vec<String> = order
            .chars()
            .map(|c| part(iso, "ymd".find(c).unwrap_or(0)))
            .collect();
        parts.join(separator)
    };
    let candidates = vec![joined(&separator), iso.to_owned(), joined("/"), joined("")];
    fit(&bare(field), candidates)
}

/// Order and separator of a date as the placeholder or example shows them.
fn shown_order(field: &Field) -> Option<(String, String)> {
    let shown = shown(field);
    let separator = shown.chars().find(|c| matches!(c, '/' | '-' | '.'));
    let groups: Vec<String> = match separator {
        Some(separator) => shown
            .split(separator)
            .map(|g| g.trim().to_owned())
            .collect(),
        // yyyymmdd and 19900131 stand in one piece.
        None if shown.len() == 8 && shown.starts_with(['y', '1', '2']) => {
            return Some(("ymd".into(), String::new()));
        }
        None if shown.len() == 8 && shown.is_ascii() => {
            vec![shown[..2].into(), shown[2..4].into(), shown[4..].into()]
        }
        None => return None,
    };
    let [a, b, c] = groups.as_slice() else {
        return None;
    };
    let number = |text: &str| text.parse::<u32>().ok();
    let order = if a.chars().count() == 4 || a.contains('年') {
        "ymd"
    } else if c.chars().count() == 4 {
        let month_first = a.starts_with('m') || number(b).is_some_and(|day| day > 12);
        let day_first =
            a.starts_with(['d', 't', 'j', 'g']) || number(a).is_some_and(|day| day > 12);
        match (month_first, day_first) {
            (true, _) => "mdy",
            (_, true) => "dmy",
            (false, false) => return None,
        }
    } else {
        return None;
    };
    Some((
        order.into(),
        separator.map(String::from).unwrap_or_default(),
    ))
}

/// The placeholder or example, folded and in lower case.
fn shown(field: &Field) -> String {
    example(field)
        .unwrap_or_else(|| field.placeholder.chars().take(40).collect())
        .nfkc()
        .collect::<String>()
        .trim()
        .to_lowercase()
}

/// The field without what its notation was already read from.
fn bare(field: &Field) -> Field {
    Field {
        maxlength: field.maxlength,
        minlength: field.minlength,
        pattern: field.pattern.clone(),
        kind: field.kind.clone(),
        inputmode: field
            .inputmode
            .clone()
            .filter(|_| field.purpose != "cc-exp" && field.purpose != "bday"),
        ..Field::default()
    }
}

fn is_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-' && digits(text).len() == 8
}
