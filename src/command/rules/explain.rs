//! `rules explain`: the effective values of one rule, and where each comes from.
//!
//! What it prints is itself a ruleset, so a value can be copied and changed.

use crate::rulebook::Rulebook;
use crate::rulebook::place::spelt;
use crate::rulebook::ruleset::{RuleEntry, Scope};
use crate::rulebook::source::Said;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The values with their origins.
pub fn print(id: &str, entry: &RuleEntry, book: &Rulebook) -> String {
    let none = BTreeMap::new();
    let said = book.said.get(id).unwrap_or(&none);
    let mut out = format!("# {id}: {}\n[rule.{}]\n", entry.en.title, quoted(id));
    let mut lines = vec![
        line("enabled", entry.enabled.to_string(), said),
        line("severity", format!("\"{}\"", entry.severity.name()), said),
        line("weight", toml::Value::Float(entry.weight).to_string(), said),
    ];
    for (name, value) in &entry.thresholds {
        let key = format!("thresholds.{name}");
        lines.push(line(&key, value.to_string(), said));
    }
    write(&mut out, lines);
    for scope in &entry.scopes {
        let _ = writeln!(out, "\n[[rule.{}.at]]  # {}", quoted(id), scope.said);
        write(&mut out, scoped(scope));
    }
    for waiver in book.waivers.iter().filter(|waiver| waiver.rule == id) {
        let _ = writeln!(out, "\n[[waive]]  # {}", waiver.said);
        let mut lines = vec![("rule".to_owned(), text(id), String::new())];
        if !waiver.place.is_everywhere() {
            lines.push(("where".to_owned(), place(&waiver.place), String::new()));
        }
        lines.push(("reason".to_owned(), text(&waiver.reason), String::new()));
        if let Some(until) = &waiver.until {
            lines.push(("until".to_owned(), until.to_string(), String::new()));
        }
        write(&mut out, lines);
    }
    let share = book
        .groups
        .get(&entry.group)
        .map_or(0.0, |group| group.weight);
    let _ = writeln!(
        out,
        "\n# group {} has {share} of {} points; ruleset {}, hash {}",
        entry.group,
        book.groups.values().map(|group| group.weight).sum::<f64>(),
        book.name,
        book.hash()
    );
    out
}

type Line = (String, String, String);

fn line(key: &str, value: String, said: &BTreeMap<String, Said>) -> Line {
    // A rule's values that no file names are the engine's own: weight 1, switched on.
    let origin = said
        .get(key)
        .map_or_else(|| "default".to_owned(), Said::to_string);
    (key.to_owned(), value, origin)
}

fn scoped(scope: &Scope) -> Vec<Line> {
    let mut lines = vec![("where".to_owned(), place(&scope.place), String::new())];
    let mut add = |key: &str, value: Option<String>| {
        lines.extend(value.map(|value| (key.to_owned(), value, String::new())));
    };
    add("enabled", scope.enabled.map(|on| on.to_string()));
    add(
        "severity",
        scope.severity.map(|one| format!("\"{}\"", spelt(&one))),
    );
    add(
        "weight",
        scope.weight.map(|one| toml::Value::Float(one).to_string()),
    );
    for (name, value) in &scope.thresholds {
        add(&format!("thresholds.{name}"), Some(value.to_string()));
    }
    lines
}

/// A "where" as TOML.
fn place(place: &crate::rulebook::place::Where) -> String {
    let table = toml::Value::try_from(place).unwrap_or(toml::Value::Boolean(true));
    let set = table
        .as_table()
        .into_iter()
        .flatten()
        .filter(|(_, value)| value.as_array().is_some_and(|list| !list.is_empty()));
    let parts: Vec<String> = set.map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ {} }}", parts.join(", "))
}

fn text(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

fn quoted(id: &str) -> String {
    match id.contains('/') {
        true => format!("\"{id}\""),
        false => id.to_owned(),
    }
}

fn write(out: &mut String, lines: Vec<Line>) {
    let widths = lines
        .iter()
        .map(|(key, value, _)| key.len() + value.chars().count() + 3);
    let width = widths.filter(|width| *width < 60).max().unwrap_or_default();
    for (key, value, origin) in lines {
        let assignment = format!("{key} = {value}");
        let _ = match origin.is_empty() {
            true => writeln!(out, "{assignment}"),
            false => writeln!(out, "{assignment:width$}  # {origin}"),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_value_names_its_line_and_what_is_printed_can_be_read_back() {
        let mine = "[rule.lcp-per-step]\nweight = 3\nthresholds = { good_ms = 1500 }\n\
                    [[rule.lcp-per-step.at]]\nwhere = { step = \"payment\" }\nenabled = false\n\
                    [[waive]]\nrule = \"lcp-per-step\"\nreason = \"known\"\nuntil = 2027-01-31\n";
        let book = Rulebook::embedded().with("mine.toml", mine).unwrap();
        let text = print("lcp-per-step", &book.rules["lcp-per-step"], &book);
        assert!(
            text.contains("weight = 3.0") && text.contains("# mine.toml:2"),
            "{text}"
        );
        assert!(text.contains("thresholds.good_ms = 1500.0"), "{text}");
        assert!(
            text.contains("thresholds.poor_ms = 4000.0")
                && text.contains("# default (rulesets/default/perf.toml:"),
            "{text}"
        );
        let again = Rulebook::embedded().with("again.toml", &text).unwrap();
        assert_eq!(again.hash(), book.hash());
    }
}
