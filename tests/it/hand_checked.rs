//! What was checked by hand in stores that nobody here wrote, field by field: the verdict of each rule,
//! and what each field made of each text. One file a store, in `tests/data/hand_checked`.

use cartwalk::model::evidence::Evidence;
use cartwalk::model::probed::{Entry, Outcome};
use cartwalk::model::report::Report;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// What a person saw.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Checked {
    /// `pass`, `fail`, `not-applicable`, or `unknown: CODE` where a person can tell and a program that
    /// sends no order cannot.
    verdicts: BTreeMap<String, String>,
    /// Texts in fields.
    typed: Vec<Typed>,
}

/// A text that was typed into a field by hand.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Typed {
    field: String,
    text: String,
    /// What the field held after it was left; the text itself where nothing is said.
    held: Option<String>,
    outcome: Outcome,
    /// What the store said of it.
    says: Option<String>,
}

/// Compares a report folder with what was checked by hand in that store; every difference at once.
pub fn compare(store: &str, out: &Path) {
    let file = format!("tests/data/hand_checked/{store}.toml");
    let checked: Checked = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let read = |name: &str| fs::read(out.join(name)).unwrap();
    let report: Report = serde_json::from_slice(&read("report.json")).unwrap();
    let evidence: Evidence = serde_json::from_slice(&read("evidence.json")).unwrap();

    assert!(checked.verdicts.len() > 100, "a store is more than that");
    let mut wrong: Vec<String> = Vec::new();
    for (rule, expected) in &checked.verdicts {
        let outcome = report.outcomes.iter().find(|o| o.rule == *rule);
        let Some(outcome) = outcome else {
            wrong.push(format!("{rule}: not judged"));
            continue;
        };
        // Nobody grades by hand: what is met in part is not met.
        let verdict = match outcome.verdict.as_str() {
            "graded" => "fail",
            other => other,
        };
        if verdict != expected {
            let why = outcome.reason.as_deref().unwrap_or_default();
            let said = outcome.findings.iter().map(|f| f.message.as_str()).take(3);
            let said: Vec<&str> = said.collect();
            wrong.push(format!(
                "{rule}: {verdict} instead of {expected}; {why} {said:?}"
            ));
        }
    }
    let entries = || evidence.probed.iter().flat_map(|run| &run.entries);
    for typed in &checked.typed {
        let mut tried = entries()
            .filter(|entry| entry.field.selector == typed.field && entry.typed == typed.text);
        if !tried.clone().any(|entry| same(entry, typed)) {
            let held: Vec<_> = tried
                .by_ref()
                .map(|entry| (&entry.held, entry.outcome, &entry.said))
                .collect();
            wrong.push(format!("{typed:?}: {held:?}"));
        }
    }
    let count = checked.verdicts.len() + checked.typed.len();
    assert!(
        wrong.is_empty(),
        "{} of {count} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn same(entry: &Entry, typed: &Typed) -> bool {
    let held = typed.held.as_ref().unwrap_or(&typed.text);
    let says = match &typed.says {
        Some(says) => entry.said.iter().any(|said| said.text.contains(says)),
        None => !entry.said.iter().any(|said| said.error),
    };
    entry.held == *held && entry.outcome == typed.outcome && says
}
