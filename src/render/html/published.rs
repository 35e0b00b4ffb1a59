//! The figures behind the hand-over: averages to compare with, how much work a
//! fix is, and published effects. All of them are data in `rulesets/handover.toml`.

use serde::Deserialize;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// What the report compares with.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figures {
    /// Published averages.
    pub average: Average,
    effort: EffortLists,
    /// Published effects on the conversion rate.
    pub effect: Vec<Effect>,
}

/// Averages of large stores, cart to last screen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Average {
    /// Screens, both ends counted.
    pub screens: f64,
    /// Text-like fields shown to a guest.
    pub fields: f64,
    /// Code of the source.
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EffortLists {
    small: BTreeSet<String>,
    large: BTreeSet<String>,
}

/// A published effect.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// Names its phrases.
    pub id: String,
    /// It is shown when one of these is not met.
    pub rules: Vec<String>,
    /// Least relative change of the conversion rate, in percent.
    pub low_pct: f64,
    /// Largest.
    pub high_pct: f64,
    /// Codes of its sources.
    pub sources: Vec<String>,
}

/// How much work a fix usually is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// A text, an attribute, a setting.
    Small,
    /// A template or a component.
    Medium,
    /// A new function, a service, a process.
    Large,
}

impl Work {
    /// The key of its phrase.
    pub fn name(self) -> &'static str {
        match self {
            Work::Small => "small",
            Work::Medium => "medium",
            Work::Large => "large",
        }
    }

    /// By how much it pushes a fix down the list. Mild on purpose: what stops an
    /// order stays above what only takes a minute.
    pub fn discount(self) -> f64 {
        match self {
            Work::Small => 1.0,
            Work::Medium => 0.8,
            Work::Large => 0.6,
        }
    }
}

/// The built-in figures.
pub static FIGURES: LazyLock<Figures> = LazyLock::new(|| {
    toml::from_str(include_str!("../../../rulesets/handover.toml"))
        .expect("a test reads the figures that are built in")
});

/// How much work it usually is to meet a rule.
pub fn work(rule: &str) -> Work {
    let lists = &FIGURES.effort;
    if lists.small.contains(rule) {
        Work::Small
    } else if lists.large.contains(rule) {
        Work::Large
    } else {
        Work::Medium
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rulebook::Rulebook;

    #[test]
    fn every_rule_and_source_that_is_named_exists() {
        let catalogue = include_str!("../../../rulesets/catalogue.txt");
        let known: BTreeSet<&str> = catalogue
            .lines()
            .filter_map(|line| line.split_whitespace().nth(1))
            .collect();
        let lists = &FIGURES.effort;
        let effects = FIGURES.effect.iter().flat_map(|effect| &effect.rules);
        for rule in lists.small.iter().chain(&lists.large).chain(effects) {
            assert!(known.contains(rule.as_str()), "{rule} is no rule");
        }
        assert!(lists.small.is_disjoint(&lists.large));
        let sources = FIGURES.effect.iter().flat_map(|effect| &effect.sources);
        for source in sources.chain([&FIGURES.average.source]) {
            let book = Rulebook::embedded();
            assert!(book.evidence.contains_key(source), "{source} is no source");
        }
    }

    #[test]
    fn the_averages_are_what_the_source_says() {
        let average = &FIGURES.average;
        let says = &Rulebook::embedded().evidence[&average.source].says;
        assert!(
            says.contains(&format!("{} steps", average.screens)),
            "{says}"
        );
        assert!(
            says.contains(&format!("{} form fields", average.fields)),
            "{says}"
        );
    }
}
