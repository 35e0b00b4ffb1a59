//! A comparison and its gates as Markdown; [`crate::render::markdown()`] puts a report around it.
//!
//! Every text that a store could have written is escaped: it may neither open
//! HTML nor a link, an image or a mention.

use crate::model::comparison::{Change, Comparison, GateReport, GateVerdict, TimingChange};
use crate::model::plan::Language;
use crate::render::comparison::{by_rule, figure, result, what};
use crate::render::markdown_text::{code, escape, short, told};
use crate::report::phrases::say;
use std::fmt::Write;

/// Rows of one table; a summary may not be longer than a platform takes.
const ROWS: usize = 50;

/// The comparison and the gates.
pub fn comparison_markdown(
    comparison: &Comparison,
    gates: &[GateReport],
    language: Language,
) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "**{}**\n", escape(&result(comparison, language)));
    gate_table(&mut out, gates, language);
    body(&mut out, comparison, language);
    out
}

pub(super) fn gate_table(out: &mut String, gates: &[GateReport], language: Language) {
    if gates.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {}\n", say(language, "compare.heading.gates", &[]));
    for gate in gates.iter().take(ROWS) {
        let mark = match gate.verdict {
            GateVerdict::Passed => "✅",
            GateVerdict::Failed => "❌",
            GateVerdict::NotMeasured => "❓",
        };
        let _ = writeln!(
            out,
            "- {mark} `{}`: {}",
            code(&gate.gate),
            told(&gate.because)
        );
        if !gate.remedy.is_empty() {
            let remedy = say(language, "gate.remedy", &[("remedy", &gate.remedy)]);
            let _ = writeln!(out, "  {}", told(&remedy));
        }
    }
    out.push('\n');
}

pub(super) fn body(out: &mut String, comparison: &Comparison, language: Language) {
    let mut known = Vec::new();
    for caveat in &comparison.not_comparable {
        if known.contains(&&caveat.message) {
            continue;
        }
        known.push(&caveat.message);
        let help = say(language, "compare.help", &[("help", &caveat.help)]);
        let _ = writeln!(out, "> {} {}\n", short(&caveat.message), short(&help));
    }
    let heading = |key: &str| say(language, key, &[]);
    if !comparison.findings.is_empty() {
        let _ = writeln!(
            out,
            "| {} | {} | {} |\n|---|---|---|",
            heading("compare.column.change"),
            heading("compare.column.what"),
            heading("compare.column.where")
        );
        for places in by_rule(&comparison.findings).iter().take(ROWS) {
            let one = places[0];
            let more = match places.len() - 1 {
                0 => String::new(),
                more => {
                    let more = [("count", &*more.to_string())];
                    format!("; {}", say(language, "finding.more", &more))
                }
            };
            let change = heading(&format!("change.{}", one.change.name()));
            let severity = heading(&format!("severity.{}", one.severity.name()));
            let (title, message) = (short(&one.title), told(&one.message));
            let _ = writeln!(
                out,
                "| {change} | **{title}** ({severity}) {message} | {}{more} |",
                short(&one.place.url)
            );
        }
        out.push('\n');
    }
    for fact in comparison.facts.iter().take(ROWS) {
        let change = heading(&format!("change.{}", fact.change.name()));
        let _ = writeln!(out, "- **{change}**: {}", short(&fact.message));
    }
    if !comparison.facts.is_empty() {
        out.push('\n');
    }
    let changed = |one: &&TimingChange| matches!(one.change, Change::Worse | Change::Better);
    let mut slow = comparison
        .timings
        .iter()
        .filter(changed)
        .take(ROWS)
        .peekable();
    if slow.peek().is_some() {
        let columns = ["change", "what", "before", "now", "p"]
            .map(|name| heading(&format!("compare.column.{name}")));
        let _ = writeln!(out, "| {} |\n|---|---|---|---|---|", columns.join(" | "));
        for one in slow {
            let change = heading(&format!("change.{}", one.change.name()));
            let p = one
                .p_holm
                .map_or_else(|| "–".to_owned(), |p| format!("{p:.3}"));
            let (before, now) = (figure(&one.base, language), figure(&one.head, language));
            let _ = writeln!(
                out,
                "| {change} | {} | {before} | {now} | {p} |",
                what(one, language)
            );
        }
    }
}
