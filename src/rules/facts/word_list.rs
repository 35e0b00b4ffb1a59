//! Lists of words by topic, in ten languages: what delivery costs are called, how refunds are told.
//!
//! The lists are data in `rulesets/words/*.toml`, `name = { en = ["word"], ja = [...] }`, folded as
//! [`fold`](super::words::fold) folds. All languages are tried at once, because shops mix them.

use crate::rules::facts::words::Words;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILES: &[(&str, &str)] = &[
    (
        "rulesets/words/policy.toml",
        include_str!("../../../rulesets/words/policy.toml"),
    ),
    (
        "rulesets/words/links.toml",
        include_str!("../../../rulesets/words/links.toml"),
    ),
];

type ByLanguage = BTreeMap<String, Vec<String>>;

static LISTS: LazyLock<BTreeMap<String, Words>> = LazyLock::new(|| {
    let lists = read().into_iter().map(|(name, languages)| {
        let words = languages.into_values().flatten();
        // Read once and needed as long as the program runs.
        let words: Vec<&'static str> = words.map(|word| &*word.leak()).collect();
        (name, &*words.leak())
    });
    lists.collect()
});

fn read() -> BTreeMap<String, ByLanguage> {
    let files = FILES.iter().flat_map(|(file, text)| {
        let read: BTreeMap<String, ByLanguage> =
            toml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"));
        read
    });
    files.collect()
}

/// The words of a list.
///
/// # Panics
/// When no list has this name, which the unit test of the rule that asks for it shows.
pub fn words(name: &'static str) -> Words {
    LISTS
        .get(name)
        .unwrap_or_else(|| panic!("no list {name} in rulesets/words"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::facts::words::fold;

    const LANGUAGES: [&str; 10] = ["en", "ja", "de", "fr", "es", "it", "nl", "pt", "zh", "ko"];
    /// Lists that need no words of their own in each language: names, and ways to put it that others cover.
    const PARTIAL: [&str; 2] = ["carriers", "refund-time"];

    #[test]
    fn every_list_speaks_ten_languages_in_folded_words() {
        for (name, languages) in read() {
            for language in LANGUAGES
                .iter()
                .filter(|_| !PARTIAL.contains(&name.as_str()))
            {
                assert!(languages.contains_key(*language), "{name} lacks {language}");
            }
            for word in languages.values().flatten() {
                assert_eq!(&fold(word), word, "{name}");
                assert!(!word.is_empty(), "{name}");
            }
        }
    }

    #[test]
    fn no_list_is_written_twice() {
        let names: usize = FILES
            .iter()
            .filter_map(|(_, text)| toml::from_str::<BTreeMap<String, ByLanguage>>(text).ok())
            .map(|lists| lists.len())
            .sum();
        assert_eq!(names, LISTS.len());
    }
}
