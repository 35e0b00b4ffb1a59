//! What can be wrong with the demo store: one switch a rule, and which other rules it may drag along.
//!
//! A flaw has the id of the rule that it trips. A companion is a rule that the
//! same defect may trip too, with the reason. Rules that cannot fail on
//! loopback (`https-everywhere`, `no-mixed-content`) have no flaw.

use crate::model::plan::Language;
use serde::Deserialize;
use std::sync::OnceLock;

/// One thing that can be wrong with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flaw {
    /// The rule that it trips, and the switch's name.
    pub id: &'static str,
    /// Rules that may fail with it: `(rule id, reason)`.
    pub companions: &'static [(&'static str, &'static str)],
    /// Whether it must be the only one in its store: it slows down every page, or ends the walk.
    pub apart: bool,
    /// Flaws that it hides, or that hide it: no store shows both.
    pub not_with: &'static [&'static str],
    /// The languages of the store in which the rule applies.
    pub languages: &'static [Language],
    /// What is different in the store, in one sentence.
    pub what: &'static str,
}

/// All flaws, in the order of the catalogue's groups.
pub fn flaws() -> &'static [Flaw] {
    static FLAWS: OnceLock<Vec<Flaw>> = OnceLock::new();
    FLAWS.get_or_init(|| {
        let written: Written = toml::from_str(include_str!("assets/flaws.toml"))
            .expect("the built-in list of flaws is valid");
        written.flaw.into_iter().map(lasting).collect()
    })
}

/// The known flaw that is spelled most like this one.
pub fn closest(id: &str) -> Option<&'static str> {
    flaws()
        .iter()
        .map(|flaw| (strsim::normalized_damerau_levenshtein(flaw.id, id), flaw.id))
        .filter(|(likeness, _)| *likeness > 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, id)| id)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    flaw: Vec<WrittenFlaw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFlaw {
    id: String,
    what: String,
    only: Option<Language>,
    #[serde(default)]
    apart: bool,
    #[serde(default)]
    not_with: Vec<String>,
    #[serde(default)]
    companions: std::collections::BTreeMap<String, String>,
}

/// The list lives as long as the program, so its words may be given away.
fn lasting(written: WrittenFlaw) -> Flaw {
    let companions: Vec<(&'static str, &'static str)> = written
        .companions
        .into_iter()
        .map(|(rule, reason)| (&*rule.leak(), &*reason.leak()))
        .collect();
    let not_with: Vec<&'static str> = written.not_with.into_iter().map(|id| &*id.leak()).collect();
    Flaw {
        id: written.id.leak(),
        apart: written.apart,
        not_with: not_with.leak(),
        companions: companions.leak(),
        languages: match written.only {
            None => &[Language::En, Language::Ja],
            Some(Language::En) => &[Language::En],
            Some(Language::Ja) => &[Language::Ja],
        },
        what: written.what.leak(),
    }
}
