//! The words of a report that belong to no rule, in English and Japanese.
//!
//! They live in `rulesets/report.toml`, `rulesets/comparison.toml`, for the hand-over in
//! `rulesets/report-html.toml`, and for files that other programs read in
//! `rulesets/report-formats.toml`; here they are only looked up and filled.

use crate::model::plan::Language;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Phrase {
    en: String,
    ja: String,
}

static PHRASES: LazyLock<BTreeMap<String, Phrase>> = LazyLock::new(|| {
    let mut phrases: BTreeMap<String, Phrase> = BTreeMap::new();
    for text in [
        include_str!("../../rulesets/report.toml"),
        include_str!("../../rulesets/comparison.toml"),
        include_str!("../../rulesets/report-html.toml"),
        include_str!("../../rulesets/report-formats.toml"),
    ] {
        let read: BTreeMap<String, Phrase> =
            toml::from_str(text).expect("a test reads the phrases that are built in");
        phrases.extend(read);
    }
    phrases
});

/// The phrase of a key that may not exist, filled.
pub fn find(language: Language, key: &str, values: &[(&str, &str)]) -> Option<String> {
    let phrase = PHRASES.get(key)?;
    let text = match language {
        Language::En => &phrase.en,
        Language::Ja => &phrase.ja,
    };
    Some(fill(text, values))
}

/// The phrase of a key that the code relies on, filled; a test looks for `⟦`.
pub fn say(language: Language, key: &str, values: &[(&str, &str)]) -> String {
    find(language, key, values).unwrap_or_else(|| format!("⟦{key}⟧"))
}

/// Replaces `{name}` in one pass, so that a value that holds braces stays as it is.
/// `{count|place|places}` is the first word where `count` is 1, else the second.
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let named = rest
            .find('}')
            .and_then(|close| Some((close, value(&rest[1..close], values)?)));
        match named {
            Some((close, value)) => {
                filled.push_str(value);
                rest = &rest[close + 1..];
            }
            None => {
                filled.push('{');
                rest = &rest[1..];
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// What stands for the words between two braces.
fn value<'a>(inside: &'a str, values: &[(&str, &'a str)]) -> Option<&'a str> {
    let mut parts = inside.split('|');
    let name = parts.next()?;
    let (_, value) = values.iter().find(|(known, _)| *known == name)?;
    match (parts.next(), parts.next()) {
        (None, _) => Some(value),
        (Some(one), Some(many)) => Some(if *value == "1" { one } else { many }),
        (Some(_), None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name.split('|').next().unwrap_or_default())
            .collect()
    }

    #[test]
    fn both_languages_of_a_phrase_take_the_same_values() {
        for (key, phrase) in PHRASES.iter() {
            assert!(!phrase.en.is_empty() && !phrase.ja.is_empty(), "{key}");
            assert_eq!(placeholders(&phrase.en), placeholders(&phrase.ja), "{key}");
        }
    }

    #[test]
    fn a_word_follows_the_number_that_it_belongs_to() {
        let text = "{count} more {count|place|places}";
        assert_eq!(fill(text, &[("count", "1")]), "1 more place");
        assert_eq!(fill(text, &[("count", "2")]), "2 more places");
        assert_eq!(fill("{count|place}", &[("count", "1")]), "{count|place}");
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(
            fill("{a} and {b} {c}", &[("a", "{b}"), ("b", "2")]),
            "{b} and 2 {c}"
        );
    }
}
