//! The report as a comment on a pull request, or a job's summary: what a reviewer
//! must know first, the rest folded.
//!
//! GitHub takes 65,536 characters a comment. What stands first is bounded by itself;
//! folded parts are left out one by one where they no longer fit, and that is said. A
//! marker in the first line, not seen by readers, lets a later run find the comment and
//! write over it.

use crate::model::plan::Language;
use crate::model::report::{JourneyReport, OutcomeReport, Report};
use crate::render::comparison::{counts, result, score};
use crate::render::comparison_markdown::{body, gate_table};
use crate::render::figures::{bytes, percent, time_in};
use crate::render::findings::{best, counting, place, ranked};
use crate::render::html::text::host_of;
use crate::render::markdown_text::{escape, short, told};
use crate::render::table::{Page, borrowed};
use crate::report::journeys::goal_word;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use std::fmt::Write;

/// File of the comment.
pub const FILE: &str = "summary.md";

/// Longest comment that GitHub takes, in characters, less what is said when something does
/// not fit.
const LONGEST: usize = 65_000;
/// Rules that are told before everything is folded.
const FIRST: usize = 5;
/// Findings of a rule that are told in the folded list.
const PLACES: usize = 3;

/// The marker of the comment about this store.
pub fn marker(report: &Report) -> String {
    let host: String = host_of(&report.target.url)
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | ':' => c,
            // Two hyphens would end a comment.
            _ => '_',
        })
        .collect();
    format!("<!-- cartwalk-report: {host} -->")
}

/// The whole comment, with a line break at its end.
pub fn markdown(report: &Report) -> String {
    let language = report.run.language;
    let mut out = format!("{}\n", marker(report));
    head(&mut out, report, language);
    let mut gates = String::new();
    gate_table(&mut gates, &report.gates, language);
    add(&mut out, &gates, language);
    if let Some(comparison) = &report.comparison {
        let heading = say(language, "compare.heading.comparison", &[]);
        let result = escape(&result(comparison, language));
        let _ = writeln!(out, "### {heading}\n\n**{result}**\n");
        let mut changes = String::new();
        open(&mut changes, &counts(comparison, language));
        body(&mut changes, comparison, language);
        close(&mut changes);
        add(&mut out, &changes, language);
    }
    let mut first = String::new();
    first_to_fix(&mut first, report, language);
    add(&mut out, &first, language);
    for part in [all_findings, journeys, not_judged] {
        let mut folded = String::new();
        part(
            &mut folded,
            report,
            language,
            LONGEST.saturating_sub(out.chars().count()),
        );
        add(&mut out, &folded, language);
    }
    let foot = [
        ("version", report.tool.version.as_str()),
        ("time", report.run.started_at.as_str()),
    ];
    let kept = match report.order_guard.orders_placed {
        0 => say(language, "markdown.no-order", &[]),
        1.. => String::new(),
    };
    let foot = say(language, "markdown.foot", &foot) + &kept;
    let _ = writeln!(out, "<sub>{}</sub>", escape(&foot));
    out
}

/// Adds a part, or says that it was too long.
fn add(out: &mut String, part: &str, language: Language) {
    if out.chars().count() + part.chars().count() <= LONGEST {
        out.push_str(part);
        return;
    }
    let said = format!("_{}_\n\n", say(language, "markdown.too-long", &[]));
    if !out.ends_with(&said) {
        out.push_str(&said);
    }
}

fn head(out: &mut String, report: &Report, language: Language) {
    let host = escape(&host_of(&report.target.url));
    let _ = writeln!(
        out,
        "## {}\n",
        say(language, "markdown.title", &[("host", &host)])
    );
    if report.order_guard.orders_placed > 0 {
        let _ = writeln!(out, "> **{}**\n", say(language, "guard.orders", &[]));
    }
    let total = match report.score.total {
        Some(total) => {
            let values = [
                ("score", score(Some(total))),
                ("coverage", percent(report.score.coverage_pct)),
            ];
            say(language, "score.total", &borrowed(&values))
        }
        None => say(language, "score.none", &[]),
    };
    let _ = writeln!(out, "**{total}**\n");
    time_to_buy(out, report, language);
    for walk in report
        .journeys
        .iter()
        .filter(|walk| walk.ended.kind != "reached")
    {
        let device = say(language, &format!("device.{}", walk.device.name()), &[]);
        let values = [
            ("place", device.as_str()),
            ("what", walk.ended.message.as_str()),
        ];
        let _ = writeln!(out, "- ⚠️ {}", short(&say(language, "compare.at", &values)));
    }
    for missing in report.run.missing.iter().take(FIRST) {
        let _ = writeln!(
            out,
            "- ⚠️ {}",
            short(&say(language, "missing", &[("what", missing)]))
        );
    }
    for doubt in report.run.doubts.iter().take(FIRST) {
        let _ = writeln!(
            out,
            "- {}",
            short(&say(language, "doubt", &[("what", doubt)]))
        );
    }
    out.push('\n');
}

/// One column a device. A walk that stopped half way has no time to buy.
fn time_to_buy(out: &mut String, report: &Report, language: Language) {
    let walks = &report.journeys;
    if walks.is_empty() {
        let _ = writeln!(out, "{}\n", say(language, "heading.time-to-buy.none", &[]));
        return;
    }
    let time = |walk: &JourneyReport, read: fn(&crate::model::report::DeviceTime) -> f64| {
        let devices = &report.time_to_buy.devices;
        let found = devices.iter().find(|one| one.device == walk.device);
        found.map_or_else(|| "–".to_owned(), |one| time_in(language, read(one)))
    };
    let reached = |walk: &JourneyReport, value: u32| match walk.ended.kind.as_str() {
        "reached" => value.to_string(),
        _ => "–".to_owned(),
    };
    let rows: [(&str, Vec<String>); 6] = [
        (
            "typed",
            walks
                .iter()
                .map(|walk| time(walk, |one| one.typed_ms))
                .collect(),
        ),
        (
            "autofill",
            walks
                .iter()
                .map(|walk| time(walk, |one| one.autofill_ms))
                .collect(),
        ),
        (
            "waits",
            walks
                .iter()
                .map(|walk| time(walk, |one| one.wait_ms))
                .collect(),
        ),
        (
            "screens",
            walks
                .iter()
                .map(|walk| reached(walk, walk.totals.steps))
                .collect(),
        ),
        (
            "fields",
            walks
                .iter()
                .map(|walk| reached(walk, walk.totals.fields_shown))
                .collect(),
        ),
        (
            "required",
            walks
                .iter()
                .map(|walk| reached(walk, walk.totals.fields_required))
                .collect(),
        ),
    ];
    let devices = walks
        .iter()
        .map(|walk| say(language, &format!("device.{}", walk.device.name()), &[]));
    let devices: Vec<String> = devices.collect();
    let _ = writeln!(
        out,
        "| | {} |\n|---|{}",
        devices.join(" | "),
        "---:|".repeat(devices.len())
    );
    for (name, cells) in rows {
        let name = say(language, &format!("markdown.{name}"), &[]);
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
    }
    out.push('\n');
}

fn first_to_fix(out: &mut String, report: &Report, language: Language) {
    let ranked = ranked(report);
    let _ = writeln!(out, "### {}\n", say(language, "heading.findings", &[]));
    if ranked.is_empty() {
        let key = match report.score.total {
            Some(_) => "findings.none",
            None => "score.none",
        };
        let _ = writeln!(out, "{}\n", say(language, key, &[]));
        return;
    }
    for (index, outcome) in ranked.iter().take(FIRST).enumerate() {
        let Some(finding) = best(outcome) else {
            continue;
        };
        let _ = writeln!(out, "{}. {}  ", index + 1, title(outcome, language));
        let _ = writeln!(out, "   {}  ", told(&finding.message));
        let _ = writeln!(
            out,
            "   {}",
            told(&say(language, "finding.fix", &[("fix", &finding.fix)]))
        );
    }
    out.push('\n');
}

/// `**Title** (serious, 2.1 points)`
fn title(outcome: &OutcomeReport, language: Language) -> String {
    let severity = say(
        language,
        &format!("severity.{}", outcome.severity.name()),
        &[],
    );
    let points = format!("{:.1}", outcome.points_lost);
    let points = say(language, "finding.points", &[("points", &points)]);
    let separator = say(language, "list-separator", &[]);
    format!(
        "**{}** ({severity}{separator}{points})",
        short(&outcome.title)
    )
}

fn all_findings(out: &mut String, report: &Report, language: Language, room: usize) {
    let ranked = ranked(report);
    if ranked.is_empty() {
        return;
    }
    let count = ranked.len().to_string();
    open(out, &say(language, "markdown.all", &[("count", &count)]));
    for (index, outcome) in ranked.iter().enumerate() {
        let mut entry = format!("- {}\n", title(outcome, language));
        for finding in counting(outcome).take(PLACES) {
            let page = Page {
                language,
                colour: false,
            };
            let place = place(finding, page);
            let _ = writeln!(entry, "  - {} ({})", told(&finding.message), short(&place));
        }
        if let more @ 1.. = counting(outcome).count().saturating_sub(PLACES) {
            let more = say(language, "finding.more", &[("count", &more.to_string())]);
            let _ = writeln!(entry, "  - {more}");
        }
        // Room for the line behind, the fold's end and the foot.
        if out.chars().count() + entry.chars().count() + 500 > room {
            let rest = (ranked.len() - index).to_string();
            let _ = writeln!(
                out,
                "- {}",
                say(language, "markdown.rest", &[("count", &rest)])
            );
            break;
        }
        out.push_str(&entry);
    }
    close(out);
}

fn journeys(out: &mut String, report: &Report, language: Language, _room: usize) {
    for walk in report.journeys.iter().filter(|walk| !walk.steps.is_empty()) {
        let device = say(language, &format!("device.{}", walk.device.name()), &[]);
        open(
            out,
            &say(language, "heading.journey", &[("device", &device)]),
        );
        let columns = ["step", "waited", "fields", "keys", "bytes"]
            .map(|name| say(language, &format!("column.{name}"), &[]));
        let _ = writeln!(
            out,
            "| | {} |\n|---:|---|---:|---:|---:|---:|",
            columns.join(" | ")
        );
        for step in &walk.steps {
            let goal = goal_word(step.goal, Rulebook::embedded(), language);
            let waited = step
                .clock
                .usable_ms
                .map_or_else(|| "–".to_owned(), |ms| time_in(language, ms));
            let _ = writeln!(
                out,
                "| {} | {} | {waited} | {} | {} | {} |",
                step.index + 1,
                escape(goal),
                step.effort.fields_shown,
                step.effort.keystrokes,
                bytes(step.bytes)
            );
        }
        close(out);
    }
}

fn not_judged(out: &mut String, report: &Report, language: Language, _room: usize) {
    let unknown = report
        .outcomes
        .iter()
        .filter(|one| one.verdict == "unknown");
    let unknown: Vec<&OutcomeReport> = unknown.collect();
    if unknown.is_empty() {
        return;
    }
    let count = unknown.len().to_string();
    open(
        out,
        &say(language, "markdown.unknown", &[("count", &count)]),
    );
    for outcome in unknown {
        let reason = outcome.reason.as_deref().unwrap_or_default();
        let _ = writeln!(out, "- {}: {}", short(&outcome.title), short(reason));
    }
    close(out);
}

fn open(out: &mut String, title: &str) {
    let _ = writeln!(out, "<details><summary>{}</summary>\n", escape(title));
}

fn close(out: &mut String) {
    out.push_str("\n</details>\n\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made;

    #[test]
    fn a_comment_fits_whatever_was_found_and_says_what_was_left_out() {
        let mut report = made::report(Language::En);
        report.outcomes[0].findings[0].message = "@team <b> ".repeat(2_000);
        let one = report.outcomes[0].clone();
        for index in 0..400 {
            let mut next = one.clone();
            next.rule = format!("rule-{index}");
            next.points_lost = 1.0;
            next.findings = vec![one.findings[0].clone(); 9];
            report.outcomes.push(next);
        }
        let text = markdown(&report);
        assert!(text.chars().count() <= 65_536, "{}", text.chars().count());
        assert!(text.contains("more in the report"), "{text}");
        assert_eq!(
            text.matches("<details>").count(),
            text.matches("</details>").count()
        );
    }

    #[test]
    fn a_later_run_finds_the_comment_by_its_first_line() {
        let mut report = made::report(Language::Ja);
        let text = markdown(&report);
        assert_eq!(
            text.lines().next(),
            Some("<!-- cartwalk-report: shop.example -->")
        );
        assert!(!text.contains('⟦'), "{text}");
        report.target.url = "https://a--><b>.example/".into();
        assert_eq!(marker(&report).matches("--").count(), 2);
    }
}
