//! The words of a report that belong to no rule, in English and Japanese.
//!
//! They live in `rulesets/report.toml` and, for the hand-over, `rulesets/report-html.toml`;
//! here they are only looked up and filled.

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
    let mut phrases = BTreeMap::new();
    for text in [
        include_str!("../../rulesets/report.toml"),
        include_str!("../../rulesets/report-html.toml"),
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
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        filled.push_str(&rest[..open]);
        rest = &rest[open..];
        let named = rest.find('}').and_then(|close| {
            let (_, value) = values.iter().find(|(name, _)| *name == &rest[1..close])?;
            Some((close, value))
        });
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| name)
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
    fn a_value_with_braces_is_not_filled_again() {
        assert_eq!(
            fill("{a} and {b} {c}", &[("a", "{b}"), ("b", "2")]),
            "{b} and 2 {c}"
        );
    }
}
