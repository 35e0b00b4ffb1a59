//! A comparison and its gates as Markdown, for job summaries and comments.
//!
//! Every text that a store could have written is escaped: it may neither open
//! HTML nor a link, an image or a mention.

use crate::model::comparison::{Change, Comparison, GateReport, GateVerdict, TimingChange};
use crate::model::plan::Language;
use crate::model::report::{Report, TimeToBuy};
use crate::render::clean::plain;
use crate::render::comparison::{figure, result, score, what};
use crate::render::figures::time_in;
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

/// A short report: score, time to buy, gates, comparison.
pub fn summary_markdown(report: &Report) -> String {
    let language = report.run.language;
    let mut out = String::new();
    let title = [
        ("version", report.tool.version.as_str()),
        ("url", report.target.url.as_str()),
    ];
    let _ = writeln!(out, "## {}\n", escape(&say(language, "title", &title)));
    let total = say(language, "compare.total-score", &[]);
    let _ = writeln!(out, "- **{total}: {}**", score(report.score.total));
    headline(&mut out, &report.time_to_buy, language);
    for walk in &report.journeys {
        let device = say(language, &format!("device.{}", walk.device.name()), &[]);
        let _ = writeln!(out, "- {device}: {}", escape(&walk.ended.message));
    }
    for doubt in &report.run.doubts {
        let _ = writeln!(
            out,
            "- {}",
            escape(&say(language, "doubt", &[("what", doubt)]))
        );
    }
    out.push('\n');
    gate_table(&mut out, &report.gates, language);
    if let Some(comparison) = &report.comparison {
        let heading = say(language, "compare.heading.comparison", &[]);
        let _ = writeln!(
            out,
            "### {heading}\n\n**{}**\n",
            escape(&result(comparison, language))
        );
        body(&mut out, comparison, language);
    }
    out
}

fn headline(out: &mut String, time: &TimeToBuy, language: Language) {
    for one in &time.devices {
        let device = say(language, &format!("device.{}", one.device.name()), &[]);
        let (typed, autofill) = (
            time_in(language, one.typed_ms),
            time_in(language, one.autofill_ms),
        );
        let values = [
            ("device", device.as_str()),
            ("typed", typed.as_str()),
            ("autofill", autofill.as_str()),
        ];
        let _ = writeln!(out, "- {}", say(language, "heading.time-to-buy", &values));
    }
}

fn gate_table(out: &mut String, gates: &[GateReport], language: Language) {
    if gates.is_empty() {
        return;
    }
    let _ = writeln!(out, "### {}\n", say(language, "compare.heading.gates", &[]));
    for gate in gates {
        let mark = match gate.verdict {
            GateVerdict::Passed => "✅",
            GateVerdict::Failed => "❌",
            GateVerdict::NotMeasured => "❓",
        };
        let _ = writeln!(
            out,
            "- {mark} `{}`: {}",
            code(&gate.gate),
            escape(&gate.because)
        );
        if !gate.remedy.is_empty() {
            let remedy = say(language, "gate.remedy", &[("remedy", &gate.remedy)]);
            let _ = writeln!(out, "  {}", escape(&remedy));
        }
    }
    out.push('\n');
}

fn body(out: &mut String, comparison: &Comparison, language: Language) {
    let mut known = Vec::new();
    for caveat in &comparison.not_comparable {
        if known.contains(&&caveat.message) {
            continue;
        }
        known.push(&caveat.message);
        let help = say(language, "compare.help", &[("help", &caveat.help)]);
        let _ = writeln!(out, "> {} {}\n", escape(&caveat.message), escape(&help));
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
        for one in comparison.findings.iter().take(ROWS) {
            let change = heading(&format!("change.{}", one.change.name()));
            let severity = heading(&format!("severity.{}", one.severity.name()));
            let (title, message) = (escape(&one.title), escape(&one.message));
            let _ = writeln!(
                out,
                "| {change} | **{title}** ({severity}) {message} | {} |",
                escape(&one.place.url)
            );
        }
        out.push('\n');
    }
    for fact in comparison.facts.iter().take(ROWS) {
        let change = heading(&format!("change.{}", fact.change.name()));
        let _ = writeln!(out, "- **{change}**: {}", escape(&fact.message));
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

/// Text that Markdown shows as it is.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for c in plain(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A zero-width joiner would be invisible; an entity keeps the mention from ringing.
            '@' => safe.push_str("&#64;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '!' | '~' => {
                safe.push('\\');
                safe.push(c);
            }
            other => safe.push(other),
        }
    }
    // An address would become a link by itself.
    safe.replace("://", ":&#47;&#47;")
        .replace("www.", "www&#46;")
}

/// Text between back-ticks.
fn code(text: &str) -> String {
    plain(text).replace('`', "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_can_write_neither_html_nor_links_nor_mentions() {
        let hostile = "<img src=x> [a](javascript:1) ![b](https://e.example/x) @team `c` | www.e.example\n# h";
        let safe = escape(hostile);
        for wrong in [
            "<img", "[a](", "![", "https://", "@team", "`c`", " | ", "www.e", "\n",
        ] {
            assert!(!safe.contains(wrong), "{wrong}: {safe}");
        }
    }
}
