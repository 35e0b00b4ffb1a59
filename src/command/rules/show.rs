//! `rules show`: everything that is said about one rule, in either language.

use super::needs;
use crate::model::plan::Language;
use crate::render::table::wrap;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use crate::rulebook::place::spelt;
use crate::rulebook::ruleset::RuleEntry;
use std::fmt::Write;

/// The full text of a rule.
pub fn print(id: &str, entry: &RuleEntry, book: &Rulebook, language: Language) -> String {
    let texts = match language {
        Language::En => &entry.en,
        Language::Ja => &entry.ja,
    };
    let severity = say(
        language,
        &format!("severity.{}", entry.severity.name()),
        &[],
    );
    let group = book
        .groups
        .get(&entry.group)
        .map_or(entry.group.as_str(), |group| group.title.get(language));
    let mut out = format!("{id} [{}: {group}, {severity}]\n", entry.group);
    for line in wrap(&texts.title, "", "") {
        let _ = writeln!(out, "{line}");
    }
    let mut part = |name: &str, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{}", say(language, &format!("rules.{name}"), &[]));
        for line in lines {
            let _ = writeln!(out, "{line}");
        }
    };
    part("what", paragraph(&texts.what));
    part("why", paragraph(&texts.why));
    part("sources", sources(entry, book));
    part("how", paragraph(&how(id, entry, language)));
    part("thresholds", thresholds(entry));
    part("fix", paragraph(&texts.fix));
    part("example", code(&entry.example));
    part("since", paragraph(&entry.since));
    out
}

/// How it is tested, in one sentence.
pub fn how(id: &str, entry: &RuleEntry, language: Language) -> String {
    let needs = needs(id, entry).join(", ");
    match &entry.own {
        Some(own) => say(
            language,
            "rules.how-own",
            &[
                ("kind", &spelt(&own.question.kind())),
                ("place", &own.place.to_string()),
            ],
        ),
        None => say(language, "rules.how-needs", &[("needs", &needs)]),
    }
}

/// A source as one line: who, when, what, where.
pub fn source(code: &str, book: &Rulebook) -> Option<String> {
    let source = book.evidence.get(code)?;
    let year = source
        .year
        .map(|year| format!(", {year}"))
        .unwrap_or_default();
    Some(format!("{code}: {}{year}. {}", source.source, source.says))
}

fn sources(entry: &RuleEntry, book: &Rulebook) -> Vec<String> {
    let mut lines = Vec::new();
    for code in &entry.evidence {
        lines.extend(wrap(
            &source(code, book).unwrap_or_default(),
            "  ",
            "      ",
        ));
        if let Some(known) = book
            .evidence
            .get(code)
            .filter(|known| !known.url.is_empty())
        {
            lines.push(format!("      {}", known.url));
        }
    }
    lines
}

fn thresholds(entry: &RuleEntry) -> Vec<String> {
    let one =
        |(name, value): (&String, &toml::Value)| wrap(&format!("{name} = {value}"), "  ", "      ");
    entry.thresholds.iter().flat_map(one).collect()
}

fn paragraph(text: &str) -> Vec<String> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    wrap(text, "  ", "  ")
}

fn code(text: &str) -> Vec<String> {
    text.lines().map(|line| format!("  {line}")).collect()
}
