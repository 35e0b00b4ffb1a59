//! What changed since the baseline, and what the gates say, for a person at a
//! terminal: 80 columns, readable without colour.

use crate::model::comparison::{
    Change, Comparison, FindingChange, GateReport, GateVerdict, TimingChange,
};
use crate::model::plan::Language;
use crate::model::report::Measure;
use crate::model::verdict::Place;
use crate::render::figures::{points, time_in};
use crate::render::table::{Page, TableOptions, borrowed, cut, ruled};
use crate::report::phrases::say;
use anstyle::{AnsiColor, Style};
use comfy_table::{Cell, Row};
use std::fmt::Write;

/// Findings that are listed; the rest stands in the JSON.
const LISTED: usize = 40;
/// Places of one rule before the rest is only counted.
const PLACES: usize = 3;

/// A comparison alone, as `cartwalk compare` prints it, with the gates behind it.
pub fn comparison(
    comparison: &Comparison,
    gates: &[GateReport],
    language: Language,
    options: &TableOptions<'_>,
) -> String {
    let page = Page {
        language,
        colour: options.colour,
    };
    let mut out = String::new();
    let title = Style::new().bold();
    for (name, side) in [("base", &comparison.base), ("head", &comparison.head)] {
        let values = [
            ("name", page.say(&format!("compare.{name}"), &[])),
            ("url", cut(&side.url, 40)),
            ("time", side.started_at.clone()),
            ("runs", side.runs.to_string()),
            ("version", side.tool_version.clone()),
        ];
        page.paragraph(&mut out, &page.say("compare.side", &borrowed(&values)), "");
    }
    body(&mut out, comparison, page);
    self::gates(&mut out, gates, page);
    let result = result(comparison, language);
    let _ = writeln!(out, "\n{}", page.paint(&result, title));
    out
}

/// The comparison as a part of a report.
pub(crate) fn section(out: &mut String, comparison: &Comparison, page: Page) {
    page.heading(out, &page.say("compare.heading.comparison", &[]));
    body(out, comparison, page);
    let _ = writeln!(out, "\n{}", result(comparison, page.language));
}

/// All of it in one sentence.
pub fn result(comparison: &Comparison, language: Language) -> String {
    let word = serde_json::to_value(comparison.result).unwrap_or_default();
    let word = word.as_str().unwrap_or_default();
    say(language, &format!("compare.result.{word}"), &[])
}

fn body(out: &mut String, comparison: &Comparison, page: Page) {
    if !comparison.not_comparable.is_empty() {
        page.heading(out, &page.say("compare.heading.not-comparable", &[]));
        let mut known: Vec<(&str, _)> = Vec::new();
        for caveat in &comparison.not_comparable {
            // One reason may bar several parts, and is told once.
            if known.contains(&(caveat.code.as_str(), caveat.device)) {
                continue;
            }
            known.push((&caveat.code, caveat.device));
            page.paragraph(out, &caveat.message, " ");
            page.paragraph(
                out,
                &page.say("compare.help", &[("help", &caveat.help)]),
                "   ",
            );
        }
    }
    let moved = |one: &&crate::model::comparison::ScoreChange| score(one.base) != score(one.head);
    for change in comparison.scores.iter().filter(moved) {
        let values = [
            ("title", change.title.clone()),
            ("base", score(change.base)),
            ("head", score(change.head)),
        ];
        page.paragraph(out, &page.say("compare.score", &borrowed(&values)), "");
    }
    if !comparison.findings.is_empty() {
        page.heading(out, &page.say("compare.heading.findings", &[]));
        findings(out, comparison, page);
    }
    if !comparison.facts.is_empty() {
        page.heading(out, &page.say("compare.heading.facts", &[]));
        for fact in &comparison.facts {
            let line = page.say(
                "compare.at",
                &[("place", &word(fact.change, page)), ("what", &fact.message)],
            );
            let first = crate::render::table::wrap(&line, " ", "   ");
            let _ = writeln!(out, "{}", first.join("\n"));
        }
    }
    timings(out, comparison, page);
    out.push('\n');
    page.paragraph(out, &counts(comparison, page.language), "");
}

/// How many of each change, in one line.
pub(crate) fn counts(comparison: &Comparison, language: Language) -> String {
    let counts = &comparison.counts;
    let values = [
        ("new", counts.findings_new),
        ("worse", counts.findings_worse),
        ("better", counts.findings_better),
        ("fixed", counts.findings_fixed),
        ("same", counts.findings_same),
        ("unmeasured", counts.findings_not_measured),
        ("facts_worse", counts.facts_worse),
        ("facts_better", counts.facts_better),
        ("timings_worse", counts.timings_worse),
        ("timings_better", counts.timings_better),
    ]
    .map(|(name, count)| (name, count.to_string()));
    say(language, "compare.counts", &borrowed(&values))
}

/// Changes of findings by rule and direction, in their order: twelve places of one mistake
/// would hide eleven other changes.
pub(crate) fn by_rule(findings: &[FindingChange]) -> Vec<Vec<&FindingChange>> {
    let mut rules: Vec<Vec<&FindingChange>> = Vec::new();
    for one in findings {
        let alike = |known: &&mut Vec<&FindingChange>| {
            (&known[0].rule, known[0].change) == (&one.rule, one.change)
        };
        match rules.iter_mut().find(alike) {
            Some(known) => known.push(one),
            None => rules.push(vec![one]),
        }
    }
    rules
}

fn findings(out: &mut String, comparison: &Comparison, page: Page) {
    let rules = by_rule(&comparison.findings);
    for places in rules.iter().take(LISTED) {
        let line = page.say(
            "compare.at",
            &[
                ("place", &word(places[0].change, page)),
                ("what", &title(places[0], page)),
            ],
        );
        let line = crate::render::table::wrap(&line, " ", "   ");
        let _ = writeln!(out, "{}", line.join("\n"));
        for one in places.iter().take(PLACES) {
            if !one.message.is_empty() {
                page.paragraph(out, &one.message, "   ");
            }
            let place = place(&one.place, page);
            if !place.is_empty() {
                page.paragraph(out, &page.say("finding.where", &[("place", &place)]), "   ");
            }
        }
        more(out, places.len().saturating_sub(PLACES), "   ", page);
    }
    let rest = rules.iter().skip(LISTED).map(Vec::len).sum();
    more(out, rest, " ", page);
}

fn more(out: &mut String, count: usize, indent: &str, page: Page) {
    if count > 0 {
        let count = count.to_string();
        page.paragraph(out, &page.say("finding.more", &[("count", &count)]), indent);
    }
}

/// The rule's title with its severity, and what else is to be known of the change.
fn title(finding: &FindingChange, page: Page) -> String {
    let severity = page.say(&format!("severity.{}", finding.severity.name()), &[]);
    let places = [
        ("base", finding.base_places.to_string()),
        ("head", finding.head_places.to_string()),
    ];
    let mut notes = Vec::new();
    if matches!(finding.change, Change::Worse | Change::Better) {
        notes.push(page.say("compare.places", &borrowed(&places)));
    }
    if finding.change == Change::NotMeasured {
        notes.push(page.say("compare.not-judged", &[]));
    }
    if finding.clocked {
        notes.push(page.say("compare.clocked", &[]));
    }
    let notes = match notes.is_empty() {
        true => String::new(),
        false => format!(" ({})", notes.join("; ")),
    };
    format!("{} [{severity}]{notes}", finding.title)
}

fn place(place: &Place, page: Page) -> String {
    let step = place.device.zip(place.step).map(|(device, step)| {
        let device = page.say(&format!("device.{}", device.name()), &[]);
        let step = (step + 1).to_string();
        page.say("finding.step", &[("device", &device), ("step", &step)])
    });
    let url = (!place.url.is_empty()).then(|| place.url.clone());
    let parts: Vec<String> = [step, url, place.selector.clone()]
        .into_iter()
        .flatten()
        .collect();
    cut(&parts.join(&page.say("list-separator", &[])), 140)
}

/// Only what changed beyond chance: with ten screens and five clocks a full table would hide it.
fn timings(out: &mut String, comparison: &Comparison, page: Page) {
    let changed = |one: &&TimingChange| matches!(one.change, Change::Worse | Change::Better);
    let mut rows = comparison.timings.iter().filter(changed).peekable();
    if rows.peek().is_none() {
        return;
    }
    page.heading(out, &page.say("compare.heading.timings", &[]));
    let header = ["change", "what", "before", "now", "p"]
        .map(|column| page.say(&format!("compare.column.{column}"), &[]));
    let rows = rows.map(|one| {
        Row::from(vec![
            Cell::new(word(one.change, page)),
            Cell::new(what(one, page.language)),
            Cell::new(figure(&one.base, page.language)),
            Cell::new(figure(&one.head, page.language)),
            Cell::new(
                one.p_holm
                    .map_or_else(|| "–".to_owned(), |p| format!("{p:.3}")),
            ),
        ])
    });
    let _ = writeln!(out, "{}", ruled(header.to_vec(), rows, &[4], page.colour));
}

/// Which clock on which screen.
pub(crate) fn what(timing: &TimingChange, language: Language) -> String {
    let device = say(language, &format!("device.{}", timing.device.name()), &[]);
    let step = crate::compare::tell::step_word(&timing.step, language);
    let metric = timing.metric.trim_end_matches("_ms");
    [device, step, metric.to_owned()].join(&say(language, "list-separator", &[]))
}

/// Median, least to greatest, and how many.
pub(crate) fn figure(measure: &Measure, language: Language) -> String {
    let write = |value: f64| match measure.metric.ends_with("_ms") {
        true => time_in(language, value),
        false => format!("{value:.3}"),
    };
    format!(
        "{} ({}–{}, n {})",
        write(measure.median),
        write(measure.min),
        write(measure.max),
        measure.n
    )
}

pub(crate) fn score(score: Option<f64>) -> String {
    score.map_or_else(|| "–".to_owned(), points)
}

pub(crate) fn word(change: Change, page: Page) -> String {
    page.say(&format!("change.{}", change.name()), &[])
}

/// One line a gate, and one more with what would make it pass.
pub(crate) fn gates(out: &mut String, gates: &[GateReport], page: Page) {
    if gates.is_empty() {
        return;
    }
    page.heading(out, &page.say("compare.heading.gates", &[]));
    for gate in gates {
        let line = gate_line(gate, page.language);
        let lines = crate::render::table::wrap(&line, " ", "   ").join("\n");
        let red = AnsiColor::Red.on_default();
        let painted = match gate.verdict {
            GateVerdict::Passed => lines,
            GateVerdict::Failed | GateVerdict::NotMeasured => page.paint(&lines, red),
        };
        let _ = writeln!(out, "{painted}");
        if !gate.remedy.is_empty() {
            page.paragraph(
                out,
                &page.say("gate.remedy", &[("remedy", &gate.remedy)]),
                "   ",
            );
        }
    }
}

/// What one gate says, in one line.
pub fn gate_line(gate: &GateReport, language: Language) -> String {
    let verdict = match gate.verdict {
        GateVerdict::Passed => "gate.passed",
        GateVerdict::Failed => "gate.failed",
        GateVerdict::NotMeasured => "gate.not-measured",
    };
    let verdict = say(language, verdict, &[]);
    let values = [
        ("gate", gate.gate.as_str()),
        ("verdict", verdict.as_str()),
        ("because", gate.because.as_str()),
    ];
    say(language, "gate.line", &values)
}
