//! The name and the hash of a rulebook: two reports with the same hash were judged alike.
//!
//! The hash covers what decides verdicts and scores, and no text: a better wording is no
//! other judgement.

use crate::model::plan::Market;
use crate::model::verdict::Severity;
use crate::rulebook::own::{Question, Range};
use crate::rulebook::place::Where;
use crate::rulebook::ruleset::{RuleEntry, Rulebook};
use crate::rulebook::waiver::Day;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

#[derive(Serialize)]
struct Essence<'a> {
    markets: &'a [Market],
    groups: BTreeMap<&'a str, f64>,
    rules: BTreeMap<&'a str, RuleEssence<'a>>,
    waivers: Vec<(&'a str, &'a Where, Option<&'a Day>)>,
}

#[derive(Serialize)]
struct RuleEssence<'a> {
    group: &'a str,
    severity: Severity,
    weight: f64,
    thresholds: &'a toml::Table,
    scopes: Vec<ScopeEssence<'a>>,
    own: Option<(&'a Question, &'a Where, Range)>,
}

type ScopeEssence<'a> = (
    &'a Where,
    Option<bool>,
    Option<Severity>,
    Option<f64>,
    &'a toml::Table,
);

impl Rulebook {
    /// 16 hexadecimal digits over all that decides verdicts and scores.
    pub fn hash(&self) -> String {
        let judged = self.rules.iter().filter(|(_, rule)| rule.enabled);
        let essence = Essence {
            markets: &self.markets,
            groups: self
                .groups
                .iter()
                .map(|(id, group)| (id.as_str(), group.weight))
                .collect(),
            rules: judged
                .map(|(id, rule)| (id.as_str(), essence(rule)))
                .collect(),
            waivers: self
                .waivers
                .iter()
                .map(|one| (one.rule.as_str(), &one.place, one.until.as_ref()))
                .collect(),
        };
        let text = serde_json::to_vec(&essence).expect("names, numbers and lists become JSON");
        let mut hash = String::new();
        for byte in Sha256::digest(&text).iter().take(8) {
            let _ = write!(hash, "{byte:02x}");
        }
        hash
    }
}

fn essence(rule: &RuleEntry) -> RuleEssence<'_> {
    RuleEssence {
        group: &rule.group,
        severity: rule.severity,
        weight: rule.weight,
        thresholds: &rule.thresholds,
        scopes: rule
            .scopes
            .iter()
            .map(|one| {
                (
                    &one.place,
                    one.enabled,
                    one.severity,
                    one.weight,
                    &one.thresholds,
                )
            })
            .collect(),
        own: rule
            .own
            .as_ref()
            .map(|own| (&own.question, &own.place, own.range)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_decides_verdicts_changes_the_hash_and_wording_does_not() {
        let book = Rulebook::embedded();
        let other = |text: &str| book.with("x.toml", text).expect("well written").hash();
        assert_eq!(book.hash(), book.clone().hash());
        assert_ne!(other("[rule]\nsoft-404 = \"minor\""), book.hash());
        assert_ne!(other("[rule]\nsoft-404 = \"off\""), book.hash());
        let waived = "[[waive]]\nrule = \"soft-404\"\nreason = \"later\"";
        assert_ne!(other(waived), book.hash());
        assert_eq!(other("[rule.soft-404]\nen.title = \"Other\""), book.hash());
    }
}
