//! Finds the words of field purposes in labels and attribute names.

use crate::rulebook::lexicon::Lexicon;
use crate::rulebook::lexicon::normal::normalise;
use crate::rulebook::lexicon::phrases::{Phrases, coverage};
use std::collections::BTreeMap;
use std::sync::LazyLock;

struct Matcher {
    purposes: Vec<String>,
    phrases: Phrases<usize>,
}

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let words = Lexicon::embedded().field_words();
    let purposes: Vec<String> = words.keys().cloned().collect();
    let phrases = Phrases::new(
        words
            .values()
            .enumerate()
            .flat_map(|(i, list)| list.iter().map(move |w| (i, w.as_str()))),
    );
    Matcher { purposes, phrases }
});

/// Words that say how a field is to be filled, not what it asks.
static FILLERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        "required",
        "optional",
        "please",
        "enter",
        "your",
        "the",
        "a",
        "an",
        "of",
        "for",
        "my",
        "select",
        "choose",
        "type",
        "here",
        "e.g",
        "eg",
        "is",
        "this",
        "field",
        "in",
        "to",
        "and",
        "or",
        "必須",
        "任意",
        "半角",
        "全角",
        "入力してください",
        "ご入力ください",
        "を入力",
        "例",
        "英数字",
        "数字",
        "ご",
        "お",
        "shipping",
        "billing",
        "delivery",
        "ihre",
        "ihr",
        "bitte",
        "votre",
        "veuillez",
        "saisir",
        "su",
        "tu",
        "il",
        "tuo",
        "uw",
        "je",
        "seu",
        "sua",
        "de",
        "la",
        "le",
        "di",
        "del",
        "请输入",
        "請輸入",
        "您的",
        "valid",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
});

/// What a text says, by purpose: 0 to 1, the more the less else it says.
pub fn said(text: &str) -> BTreeMap<&'static str, (f64, &'static str)> {
    let text = normalise(without_example(text));
    let mut out = BTreeMap::new();
    if text.is_empty() || text.len() > 600 {
        return out;
    }
    let matcher = &*MATCHER;
    let hits: Vec<_> = matcher
        .phrases
        .hits(&text)
        .filter(|h| !h.alone || h.span == (0..text.len()))
        .filter(|h| !inside_a_noun(&text, h.span.start))
        .collect();
    for hit in &hits {
        let swallowed = hits.iter().any(|o| {
            o.key != hit.key
                && o.span.start <= hit.span.start
                && hit.span.end <= o.span.end
                && o.span.len() > hit.span.len()
        });
        if swallowed {
            continue;
        }
        let score = 0.35 + 0.65 * coverage(&text, &hit.span, &FILLERS);
        let slot = out
            .entry(matcher.purposes[hit.key].as_str())
            .or_insert((0.0, hit.phrase));
        if score > slot.0 {
            *slot = (score, hit.phrase);
        }
    }
    narrow(&mut out);
    out
}

/// A text up to its example: "市区町村名(例：大阪市北区)" asks for 市区町村名.
fn without_example(text: &str) -> &str {
    let marks = [
        "例：", "例:", "例）", "e.g.", "z.B.", "p. ex.", "p.ej.", "예:", "예）",
    ];
    let end = marks.iter().filter_map(|mark| text.find(mark)).min();
    end.map_or(text, |end| &text[..end])
}

/// Whether the 名 that begins here ends a longer noun (氏名, 会社名, 建物名) and is no given name.
fn inside_a_noun(text: &str, start: usize) -> bool {
    let han = |c: char| matches!(c, '\u{3400}'..='\u{9fff}' | '々');
    text[start..].starts_with('名') && text[..start].chars().next_back().is_some_and(han)
}

/// What is said in general, and what says the same more narrowly.
const NARROWER: [(&str, &[&str]); 6] = [
    ("x-kana-name", &["x-kana-family-name", "x-kana-given-name"]),
    (
        "name",
        &[
            "family-name",
            "given-name",
            "x-kana-name",
            "x-kana-family-name",
            "x-kana-given-name",
        ],
    ),
    ("bday", &["bday-year", "bday-month", "bday-day"]),
    ("cc-exp", &["cc-exp-month", "cc-exp-year"]),
    ("email", &["x-email-confirm"]),
    // "番地・建物名" asks for all that is left of an address in one field.
    ("address-line2", &["address-line1"]),
];

/// Headings of rows with several fields, and what these ask.
const ROWS: [(&str, &[&str]); 5] = [
    (
        "name",
        &[
            "family-name",
            "given-name",
            "x-kana-name",
            "x-kana-family-name",
            "x-kana-given-name",
        ],
    ),
    ("x-kana-name", &["x-kana-family-name", "x-kana-given-name"]),
    ("bday", &["bday-year", "bday-month", "bday-day"]),
    ("cc-exp", &["cc-exp-month", "cc-exp-year"]),
    (
        "street-address",
        &[
            "postal-code",
            "x-postal-code-2",
            "address-level1",
            "address-level2",
            "address-level3",
            "address-line1",
            "address-line2",
            "address-line3",
        ],
    ),
];

/// Whether a purpose is a part of a more general one.
pub fn is_part(part: &str, general: &str) -> bool {
    ROWS.iter()
        .any(|(whole, parts)| *whole == general && parts.contains(&part))
}

/// "セイ(フリガナ)" says one part of a name and that it is kana: the part counts for both.
fn narrow(said: &mut BTreeMap<&'static str, (f64, &'static str)>) {
    for (general, narrower) in NARROWER {
        let mut parts = narrower.iter().filter(|part| said.contains_key(**part));
        let (Some(part), None, Some((score, _))) =
            (parts.next(), parts.next(), said.get(general).copied())
        else {
            continue;
        };
        said.remove(general);
        if let Some(slot) = said.get_mut(*part) {
            slot.0 = (slot.0 + score - 0.35).clamp(slot.0, 1.0);
        }
    }
}

/// Parts of names that say where a field stands, not what it asks.
const PLACES: [&str; 46] = [
    "shipping",
    "ship",
    "billing",
    "bill",
    "delivery",
    "deliver",
    "customer",
    "cust",
    "checkout",
    "order",
    "recipient",
    "receiver",
    "sender",
    "payer",
    "form",
    "field",
    "input",
    "txt",
    "text",
    "tb",
    "ddl",
    "sel",
    "select",
    "frm",
    "edit",
    "id",
    "data",
    "val",
    "value",
    "main",
    "ctl00",
    "js",
    "the",
    "your",
    "my",
    "personal",
    "new",
    "reg",
    "register",
    "signup",
    "create",
    "w",
    "wp",
    "dwfrm",
    "cmb",
    "str",
];

/// An attribute's name as words: `shippingAddress.postal_code` becomes `postal code`.
pub fn of_name(name: &str) -> String {
    let mut parts: Vec<&str> = name
        .split(['.', '[', ']', ':', '$', '/', '|'])
        .filter(|p| !p.is_empty())
        .collect();
    // A trailing index or array mark says nothing.
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|p| p.chars().all(|c| c.is_ascii_digit()))
        && parts.len() > 2
    {
        parts.pop();
    }
    let Some(last) = parts.last() else {
        return String::new();
    };
    let mut words = split(last);
    if words.len() == 1 && words[0].chars().all(|c| c.is_ascii_digit()) && parts.len() > 1 {
        words = split(parts[parts.len() - 2])
            .into_iter()
            .chain(words)
            .collect();
    }
    while words.len() > 1 && PLACES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    if words.len() > 1
        && words[0] == "address"
        && words[1].chars().all(|c| c.is_alphabetic())
        && words[1] != "line"
        && words[1] != "one"
        && words[1] != "two"
    {
        words.remove(0);
    }
    words.join(" ")
}

/// Splits at separators, at changes of case, and between letters and digits.
fn split(part: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut before = ' ';
    let mut chars = part.chars().peekable();
    while let Some(c) = chars.next() {
        let boundary = if c.is_alphanumeric() {
            (c.is_uppercase() && before.is_lowercase())
                || (c.is_uppercase()
                    && before.is_uppercase()
                    && chars.peek().is_some_and(|n| n.is_lowercase()))
                || (c.is_ascii_digit() != before.is_ascii_digit() && before.is_alphanumeric())
        } else {
            true
        };
        if boundary && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        before = c;
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        for (name, words) in [
            ("shippingAddress.postal_code", "postal code"),
            ("billing[zip]", "zip"),
            ("billing_first_name", "first name"),
            ("ctl00$main$txtPAN", "pan"),
            ("ShipFName", "f name"),
            ("shipTo_street1", "to street 1"),
            ("address[1]", "address 1"),
            ("checkout[email]", "email"),
        ] {
            assert_eq!(of_name(name), words, "{name}");
        }
    }

    #[test]
    fn the_longer_phrase_wins() {
        let said = said("Email address");
        assert!(
            said.contains_key("email") && !said.contains_key("street-address"),
            "{said:?}"
        );
    }
}
