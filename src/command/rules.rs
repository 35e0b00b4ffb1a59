//! `cartwalk rules`: what is judged, why, and who asked for it.

use crate::cli::Rules;
use crate::command::console::Console;
use crate::config::resolve::Format;
use crate::exit::{Exit, Failure};
use crate::model::plan::Language;
use crate::render::json;
use crate::render::table::wrap;
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::{RuleEntry, nearest};
use crate::rules::{Registered, all};
use serde::{Deserialize, Serialize};
use std::fmt::Write;

/// Runs the subcommand.
///
/// # Errors
/// An unknown rule.
pub fn run(rules: &Rules, console: Console) -> Result<Exit, Failure> {
    let text = match rules {
        Rules::List {
            format,
            source: true,
            ..
        } => sources(*format),
        Rules::List {
            format: Format::Json,
            lang,
            ..
        } => json(&listed(*lang)),
        Rules::List {
            format: Format::Table,
            lang,
            ..
        } => list(*lang),
        Rules::Show { id, lang } => show(id, find(id)?, *lang),
        Rules::Explain { id, lang } => explain(id, find(id)?, *lang),
    };
    console.print(&text)?;
    Ok(Exit::Fine)
}

/// The source sentences and what a rule does beyond walking, as data.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    interaction: Vec<String>,
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
        toml::from_str(include_str!("../../rulesets/sources.toml"))
            .expect("a test reads the built-in sources")
    }
}

#[derive(Debug, Serialize)]
struct Listed {
    id: &'static str,
    group: String,
    severity: &'static str,
    title: String,
    needs: Vec<String>,
    interaction: bool,
}

fn listed(language: Language) -> Vec<Listed> {
    let book = Rulebook::embedded();
    let interaction = Sources::embedded().interaction;
    let entry = |rule: &Registered| {
        let entry = book.rule(rule.id)?;
        Some(Listed {
            id: rule.id,
            group: entry.group.clone(),
            severity: entry.severity.name(),
            title: book
                .text(rule.id, language)
                .map(|texts| texts.title.clone())
                .unwrap_or_default(),
            needs: rule
                .needs
                .iter()
                .map(|need| format!("{need:?}").to_lowercase())
                .collect(),
            interaction: interaction.iter().any(|id| id == rule.id),
        })
    };
    all().iter().filter_map(entry).collect()
}

fn list(language: Language) -> String {
    let mut out = String::new();
    let mut group = String::new();
    let rules = listed(language);
    for rule in &rules {
        if rule.group != group {
            group.clone_from(&rule.group);
            let title = Rulebook::embedded()
                .groups
                .get(&group)
                .map_or("", |entry| entry.title.get(language));
            let _ = writeln!(
                out,
                "{}{group}: {title}",
                if out.is_empty() { "" } else { "\n" }
            );
        }
        let line = format!("{} [{}] {}", rule.id, rule.severity, rule.title);
        for line in wrap(&line, "  ", "      ") {
            let _ = writeln!(out, "{line}");
        }
    }
    let _ = writeln!(
        out,
        "\n{} rules; `cartwalk rules show ID` tells more",
        rules.len()
    );
    out
}

fn sources(format: Format) -> String {
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
            false => format!("{id} (not yet)"),
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
        let note = if statement.note.is_empty() {
            String::new()
        } else {
            format!(" ({})", statement.note)
        };
        for line in wrap(&format!("{how}: {rules}{note}"), "    ", "    ") {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

fn find(id: &str) -> Result<&'static RuleEntry, Failure> {
    let book = Rulebook::embedded();
    book.rule(id).ok_or_else(|| {
        let known = all().into_iter().map(|rule| rule.id);
        Failure::usage(
            format!("there is no rule `{id}`"),
            nearest(id, known).unwrap_or_else(|| "`cartwalk rules list` names them all".to_owned()),
        )
    })
}

fn show(id: &str, entry: &RuleEntry, language: Language) -> String {
    let texts = match language {
        Language::En => &entry.en,
        Language::Ja => &entry.ja,
    };
    let names = match language {
        Language::En => ["What", "Why", "Fix"],
        Language::Ja => ["内容", "理由", "直し方"],
    };
    let mut out = format!(
        "{id} [{}, {}]\n{}\n",
        entry.group,
        entry.severity.name(),
        texts.title
    );
    for (name, text) in names.iter().zip([&texts.what, &texts.why, &texts.fix]) {
        let _ = writeln!(out, "\n{name}");
        for line in wrap(text, "  ", "  ") {
            let _ = writeln!(out, "{line}");
        }
    }
    out
}

fn explain(id: &str, entry: &RuleEntry, language: Language) -> String {
    let book = Rulebook::embedded();
    let mut out = show(id, entry, language);
    let _ = writeln!(
        out,
        "\nweight {} in group {}, since {}, {}",
        entry.weight,
        entry.group,
        entry.since,
        if entry.enabled { "on" } else { "off" }
    );
    if let Some(rule) = all().iter().find(|rule| rule.id == id) {
        let needs: Vec<String> = rule
            .needs
            .iter()
            .map(|need| format!("{need:?}").to_lowercase())
            .collect();
        let _ = writeln!(out, "needs: {}", needs.join(", "));
    }
    if !entry.thresholds.is_empty() {
        let _ = write!(
            out,
            "\n[rule.{id}.thresholds]\n{}",
            toml::to_string(&entry.thresholds).unwrap_or_default()
        );
    }
    for code in &entry.evidence {
        let Some(source) = book.evidence.get(code) else {
            continue;
        };
        let year = source
            .year
            .map(|year| format!(", {year}"))
            .unwrap_or_default();
        let line = format!(
            "{code} ({}{year}) {}: {}",
            source.status, source.source, source.says
        );
        out.push('\n');
        for line in wrap(&line, "", "  ") {
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
    fn a_rule_can_be_shown_and_explained_in_both_languages() {
        for rule in all() {
            for language in [Language::En, Language::Ja] {
                let text = explain(rule.id, find(rule.id).unwrap(), language);
                assert!(
                    text.contains(&Rulebook::embedded().text(rule.id, language).unwrap().title)
                );
            }
        }
    }

    #[test]
    fn a_misspelt_rule_is_named_with_what_was_meant() {
        assert_eq!(
            find("soft-405").unwrap_err().help,
            "did you mean `soft-404`?"
        );
    }
}
