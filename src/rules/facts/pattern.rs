//! How shops word things, in several languages: delivery costs, arrival dates, returns.
//!
//! The wordings are data in `rulesets/patterns/*.toml`, `name = { en = ["regex"], ja = [...] }`.
//! All languages are tried at once, because shops mix them.

use regex::{Regex, RegexBuilder};
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILES: &[(&str, &str)] = &[
    (
        "rulesets/patterns/shop.toml",
        include_str!("../../../rulesets/patterns/shop.toml"),
    ),
    (
        "rulesets/patterns/policy.toml",
        include_str!("../../../rulesets/patterns/policy.toml"),
    ),
];

static PATTERNS: LazyLock<BTreeMap<String, Regex>> = LazyLock::new(|| {
    let files = FILES.iter().flat_map(|(file, text)| {
        let read: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(text).unwrap_or_else(|e| panic!("{file}: {e}"));
        read
    });
    files
        .map(|(name, languages)| {
            let all: Vec<String> = languages.into_values().flatten().collect();
            let regex = RegexBuilder::new(&format!("(?:{})", all.join("|")))
                .case_insensitive(true)
                .build()
                .unwrap_or_else(|e| panic!("pattern {name}: {e}"));
            (name, regex)
        })
        .collect()
});

/// What a named pattern finds first in a text.
///
/// # Panics
/// When no pattern has this name, which the unit test of the rule that asks for it shows.
pub fn find<'t>(name: &'static str, text: &'t str) -> Option<&'t str> {
    let regex = PATTERNS
        .get(name)
        .unwrap_or_else(|| panic!("no pattern {name} in rulesets/patterns"));
    regex.find(text).map(|found| found.as_str())
}

/// Whether a named pattern is found in a text.
pub fn has(name: &'static str, text: &str) -> bool {
    find(name, text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_a_regular_expression_that_matches_no_empty_text() {
        assert!(!PATTERNS.is_empty());
        for (name, regex) in PATTERNS.iter() {
            assert!(!regex.is_match(""), "{name}");
        }
    }
}
