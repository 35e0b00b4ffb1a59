//! The sentences that asked for this tool, and the rules that answer each.

use crate::config::resolve::Format;
use crate::render::json;
use crate::render::table::wrap;
use crate::rules::all;
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// The source sentences and what a rule does beyond walking, as data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Rules that type or press something beyond walking.
    pub interaction: Vec<String>,
    statement: Vec<Statement>,
}

#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    source: String,
    quote: String,
    rules: Vec<String>,
    machine: Machine,
    #[serde(default)]
    seen: String,
    #[serde(default)]
    note: String,
}

#[derive(Debug, Clone, Copy, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Machine {
    Full,
    Part,
    None,
}

impl Sources {
    /// Reads `rulesets/sources.toml`, which is built in.
    pub fn embedded() -> Sources {
        toml::from_str(include_str!("../../../rulesets/sources.toml"))
            .expect("a test reads the built-in sources")
    }
}

/// Each sentence with its rules.
pub fn print(format: Format) -> String {
    let sources = Sources::embedded();
    if format == Format::Json {
        return json(&sources.statement);
    }
    let known: Vec<&str> = all().iter().map(|rule| rule.id).collect();
    let mut out = String::new();
    for statement in &sources.statement {
        let quote = format!("{} 「{}」", statement.source, statement.quote);
        for line in wrap(&quote, "", "    ") {
            let _ = writeln!(out, "{line}");
        }
        let marked = |id: &String| match known.contains(&id.as_str()) {
            true => id.clone(),
            false => format!("{id} (not judged)"),
        };
        let rules: Vec<String> = statement.rules.iter().map(marked).collect();
        let how = match statement.machine {
            Machine::Full => "answered",
            Machine::Part => "answered in part",
            Machine::None => "not for a machine",
        };
        let rules = if rules.is_empty() {
            "no rule".to_owned()
        } else {
            rules.join(", ")
        };
        let mut lines = vec![format!("{how}: {rules}")];
        if !statement.seen.is_empty() {
            lines.push(format!("seen: {}", statement.seen));
        }
        if !statement.note.is_empty() {
            lines.push(format!("not seen: {}", statement.note));
        }
        for line in lines.iter().flat_map(|line| wrap(line, "    ", "        ")) {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_sentence_has_a_rule_or_a_note() {
        let sources = Sources::embedded();
        assert_eq!(sources.statement.len(), 85);
        for statement in &sources.statement {
            assert!(
                !statement.rules.is_empty() || !statement.note.is_empty(),
                "{}",
                statement.quote
            );
        }
    }

    #[test]
    fn a_sentence_that_is_answered_in_part_says_which_part_is_seen() {
        let parts = Sources::embedded().statement.into_iter();
        for statement in parts.filter(|one| matches!(one.machine, Machine::Part)) {
            assert!(!statement.seen.is_empty(), "{}", statement.quote);
        }
    }
}
