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
    let phrases = Phrases::new(words.values().enumerate().flat_map(|(i, list)| list.iter().map(move |w| (i, w.as_str()))));
    Matcher { purposes, phrases }
});

/// Words that say how a field is to be filled, not what it asks.
static FILLERS: LazyLock<Vec<String>> = LazyLock::new(|| {
    [
        "required", "optional", "please", "enter", "your", "the", "a", "an", "of", "for", "my", "select", "choose", "type", "here", "e.g", "eg", "is", "this", "field", "in", "to", "and", "or", "必須", "任意", "半角", "全角", "入力してください", "ご入力ください", "を入力", "例", "英数字", "数字", "ご", "お", "shipping", "billing",
        "delivery", "ihre", "ihr", "bitte", "votre", "veuillez", "saisir", "su", "tu", "il", "tuo", "uw", "je", "seu", "sua", "de", "la", "le", "di", "del", "请输入", "請輸入", "您的", "valid",
    ]
    .into_iter()
    .map(str::to_owned)
    .collect()
});

/// What a text says, by purpose: 0 to 1, the more the less else it says.
pub fn said(text: &str) -> BTreeMap<&'static str, (f64, &'static str)> {
    let text = normalise(text);
    let mut out = BTreeMap::new();
    if text.is_empty() || text.len() > 600 {
        return out;
    }
    let matcher = &*MATCHER;
    let hits: Vec<_> = matcher.phrases.hits(&text).filter(|h| !h.alone || h.span == (0..text.len())).collect();
    for hit in &hits {
        let swallowed = hits.iter().any(|o| o.key != hit.key && o.span.start <= hit.span.start && hit.span.end <= o.span.end && o.span.len() > hit.span.len());
        if swallowed {
            continue;
        }
        let score = 0.35 + 0.65 * coverage(&text, &hit.span, &FILLERS);
        let slot = out.entry(matcher.purposes[hit.key].as_str()).or_insert((0.0, hit.phrase));
        if score > slot.0 {
            *slot = (score, hit.phrase);
        }
    }
    out
}

/// Parts of names that say where a field stands, not what it asks.
const PLACES: [&str; 46] = [
    "shipping", "ship", "billing", "bill", "delivery", "deliver", "customer", "cust", "checkout", "order", "recipient", "receiver", "sender", "payer", "form", "field", "input", "txt", "text", "tb", "ddl", "sel", "select", "frm", "edit", "id", "data", "val", "value", "main", "ctl00", "js", "the", "your", "my", "personal", "new", "reg", "register",
    "signup", "create", "w", "wp", "dwfrm", "cmb", "str",
];

/// An attribute's name as words: `shippingAddress.postal_code` becomes `postal code`.
pub fn of_name(name: &str) -> String {
    let mut parts: Vec<&str> = name.split(['.', '[', ']', ':', '$', '/', '|']).filter(|p| !p.is_empty()).collect();
    // A trailing index or array mark says nothing.
    while parts.len() > 1 && parts.last().is_some_and(|p| p.chars().all(|c| c.is_ascii_digit())) && parts.len() > 2 {
        parts.pop();
    }
    let Some(last) = parts.last() else {
        return String::new();
    };
    let mut words = split(last);
    if words.len() == 1 && words[0].chars().all(|c| c.is_ascii_digit()) && parts.len() > 1 {
        words = split(parts[parts.len() - 2]).into_iter().chain(words).collect();
    }
    while words.len() > 1 && PLACES.contains(&words[0].as_str()) {
        words.remove(0);
    }
    if words.len() > 1 && words[0] == "address" && words[1].chars().all(|c| c.is_alphabetic()) && words[1] != "line" && words[1] != "one" && words[1] != "two" {
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
            (c.is_uppercase() && before.is_lowercase()) || (c.is_uppercase() && before.is_uppercase() && chars.peek().is_some_and(|n| n.is_lowercase())) || (c.is_ascii_digit() != before.is_ascii_digit() && before.is_alphanumeric())
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
        for (name, words) in [("shippingAddress.postal_code", "postal code"), ("billing[zip]", "zip"), ("billing_first_name", "first name"), ("ctl00$main$txtPAN", "pan"), ("ShipFName", "f name"), ("shipTo_street1", "to street 1"), ("address[1]", "address 1"), ("checkout[email]", "email")] {
            assert_eq!(of_name(name), words, "{name}");
        }
    }

    #[test]
    fn the_longer_phrase_wins() {
        let said = said("Email address");
        assert!(said.contains_key("email") && !said.contains_key("street-address"), "{said:?}");
    }
}
