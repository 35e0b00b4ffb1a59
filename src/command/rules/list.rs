//! `rules list`: one line a rule, or an array for programs.

use super::sources::Sources;
use super::{needs, ordered};
use crate::config::resolve::Format;
use crate::model::plan::Language;
use crate::render::json;
use crate::render::table::wrap;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Serialize)]
struct Listed {
    id: String,
    group: String,
    severity: &'static str,
    title: String,
    needs: Vec<String>,
    interaction: bool,
    enabled: bool,
}

/// The rules of a rulebook.
pub fn print(book: &Rulebook, format: Format, language: Language) -> String {
    let rules = listed(book, language);
    match format {
        Format::Json => json(&rules),
        Format::Table => table(&rules, book, language),
    }
}

fn listed(book: &Rulebook, language: Language) -> Vec<Listed> {
    let interaction = Sources::embedded().interaction;
    let entry = |id: &str| {
        let entry = book.rule(id)?;
        Some(Listed {
            id: id.to_owned(),
            group: entry.group.clone(),
            severity: entry.severity.name(),
            title: book
                .text(id, language)
                .map(|texts| texts.title.clone())
                .unwrap_or_default(),
            needs: needs(id, entry),
            interaction: interaction.iter().any(|one| one == id),
            enabled: entry.enabled,
        })
    };
    ordered(book).into_iter().filter_map(entry).collect()
}

fn table(rules: &[Listed], book: &Rulebook, language: Language) -> String {
    let mut out = String::new();
    let mut group = String::new();
    for rule in rules {
        if rule.group != group {
            group.clone_from(&rule.group);
            let title = book
                .groups
                .get(&group)
                .map_or("", |entry| entry.title.get(language));
            let _ = writeln!(
                out,
                "{}{group}: {title}",
                if out.is_empty() { "" } else { "\n" }
            );
        }
        let severity = match rule.enabled {
            true => say(language, &format!("severity.{}", rule.severity), &[]),
            false => say(language, "rules.off", &[]),
        };
        let line = format!("{} [{severity}] {}", rule.id, rule.title);
        for line in wrap(&line, "  ", "      ") {
            let _ = writeln!(out, "{line}");
        }
    }
    let on = rules.iter().filter(|rule| rule.enabled).count();
    let values = [
        ("count", rules.len().to_string()),
        ("on", on.to_string()),
        ("ruleset", book.name.clone()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    let _ = writeln!(out, "\n{}", say(language, "rules.count", &values));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_for_programs_is_an_array_with_the_promised_keys() {
        let text = print(Rulebook::embedded(), Format::Json, Language::En);
        let rules: serde_json::Value = serde_json::from_str(&text).unwrap();
        for rule in rules.as_array().expect("an array") {
            for key in ["id", "group", "severity", "title"] {
                assert!(
                    rule[key].as_str().is_some_and(|text| !text.is_empty()),
                    "{rule}"
                );
            }
            assert!(rule["needs"].is_array() && rule["interaction"].is_boolean());
        }
    }

    #[test]
    fn a_rule_that_is_off_is_listed_as_off() {
        let book = Rulebook::embedded()
            .with("x.toml", "[rule]\nsoft-404 = \"off\"")
            .unwrap();
        assert!(print(&book, Format::Table, Language::En).contains("soft-404 [off]"));
    }
}
