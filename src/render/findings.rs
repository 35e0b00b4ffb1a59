//! The findings that matter most: what, where, how to fix.
//!
//! One entry a rule, however many places it found: ten places of one mistake
//! would hide nine other mistakes.

use crate::model::report::{FindingReport, OutcomeReport, Report};
use crate::model::verdict::{Certainty, Severity};
use crate::render::clean::plain;
use crate::render::html::published::work;
use crate::render::table::{Page, cut, wrap};
use anstyle::{AnsiColor, Style};
use std::fmt::Write;

/// How many rules are shown.
const SHOWN: usize = 10;

/// Failed and partly met rules, what to fix first on top: points lost times severity, a little
/// less where the fix is much work, then the catalogue's order.
pub fn ranked(report: &Report) -> Vec<&OutcomeReport> {
    let mut unmet: Vec<&OutcomeReport> = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.points_lost > 0.0 && counting(outcome).next().is_some())
        .collect();
    let hurt = |outcome: &OutcomeReport| {
        outcome.points_lost * f64::from(rank(outcome.severity)) * work(&outcome.rule).discount()
    };
    unmet.sort_by(|a, b| hurt(b).total_cmp(&hurt(a)));
    unmet
}

/// Findings that nobody waived.
pub fn counting(outcome: &OutcomeReport) -> impl Iterator<Item = &FindingReport> {
    outcome
        .findings
        .iter()
        .filter(|finding| finding.waived.is_none())
}

/// The finding that tells a rule best: the first that is sure.
pub(crate) fn best(outcome: &OutcomeReport) -> Option<&FindingReport> {
    let sure = counting(outcome).find(|finding| finding.certainty == Certainty::Sure);
    sure.or_else(|| counting(outcome).next())
}

fn rank(severity: Severity) -> u8 {
    match severity {
        Severity::Minor => 1,
        Severity::Moderate => 2,
        Severity::Serious => 3,
        Severity::Critical => 4,
    }
}

pub(crate) fn most_important(out: &mut String, report: &Report, page: Page) {
    page.heading(out, &page.say("heading.findings", &[]));
    let ranked = ranked(report);
    if ranked.is_empty() {
        page.paragraph(out, &page.say("findings.none", &[]), "");
    }
    for (index, outcome) in ranked.iter().take(SHOWN).enumerate() {
        entry(out, index + 1, outcome, page);
    }
}

fn entry(out: &mut String, number: usize, outcome: &OutcomeReport, page: Page) {
    let Some(finding) = best(outcome) else {
        return;
    };
    let severity = page.say(&format!("severity.{}", outcome.severity.name()), &[]);
    let points = page.say(
        "finding.points",
        &[("points", &format!("{:.1}", outcome.points_lost))],
    );
    let mut marks = vec![severity, points];
    if finding.certainty == Certainty::Likely {
        marks.push(page.say("finding.likely", &[]));
    }
    let marks = marks.join(&page.say("list-separator", &[]));
    let title = format!("{} [{marks}] {}", plain(&outcome.title), outcome.rule);
    let first = format!("{number:2}. ");
    for line in wrap(&title, &first, "    ") {
        let _ = writeln!(out, "{}", page.paint(&line, colour(outcome.severity)));
    }
    page.paragraph(out, &finding.message, "    ");
    let mut place = page.say("finding.where", &[("place", &place(finding, page))]);
    let others = counting(outcome).count() - 1;
    if others > 0 {
        let more = others.to_string();
        place.push_str(&page.say("list-separator", &[]));
        place.push_str(&page.say("finding.more", &[("count", &more)]));
    }
    page.paragraph(out, &place, "    ");
    if !finding.fix.is_empty() {
        page.paragraph(
            out,
            &page.say("finding.fix", &[("fix", &finding.fix)]),
            "    ",
        );
    }
}

pub(crate) fn place(finding: &FindingReport, page: Page) -> String {
    let place = &finding.place;
    let step = place.device.map(|device| {
        let device = page.say(&format!("device.{}", device.name()), &[]);
        match place.step {
            Some(step) => {
                let step = (step + 1).to_string();
                page.say("finding.step", &[("device", &device), ("step", &step)])
            }
            None => device,
        }
    });
    let parts = [
        step,
        Some(cut(&place.url, 100)),
        place.selector.as_deref().map(|s| cut(s, 100)),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(&page.say("list-separator", &[]))
}

fn colour(severity: Severity) -> Style {
    match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold(),
        Severity::Serious => AnsiColor::Red.on_default(),
        Severity::Moderate => AnsiColor::Yellow.on_default(),
        Severity::Minor => Style::new(),
    }
}
