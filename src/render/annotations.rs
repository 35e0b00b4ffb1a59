//! GitHub's workflow commands: what is shown beside a change.
//!
//! <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>

use crate::model::comparison::{Change, Comparison, GateVerdict};
use crate::model::report::{OutcomeReport, Report};
use crate::model::verdict::{Certainty, Severity};
use crate::render::clean::plain;
use crate::render::findings::{best, ranked};

/// Annotations of one kind that the platform shows of one step.
const SHOWN: usize = 10;
/// Longest text of one, in characters.
const LONGEST: usize = 1_000;

/// How loud an annotation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// `::error`.
    Error,
    /// `::warning`.
    Warning,
}

/// One line each: gates that did not hold; then what got worse since the baseline, or
/// without a baseline the rules to fix first. At most ten errors and ten warnings.
pub fn annotations(report: &Report) -> String {
    let gates = report.gates.iter();
    let gates = gates.filter(|gate| gate.verdict != GateVerdict::Passed);
    let mut all: Vec<(Level, String)> = gates
        .map(|gate| {
            let text = format!("{} {}", gate.because, gate.remedy);
            let title = format!("cartwalk: {}", gate.gate);
            (Level::Error, annotation(Level::Error, &title, &text))
        })
        .collect();
    match &report.comparison {
        Some(comparison) => all.extend(worse(comparison)),
        None => all.extend(ranked(report).into_iter().filter_map(first)),
    }
    let mut out = String::new();
    for level in [Level::Error, Level::Warning] {
        let lines = all.iter().filter(|(known, _)| *known == level).take(SHOWN);
        for (_, line) in lines {
            out.push_str(line);
        }
    }
    out
}

fn worse(comparison: &Comparison) -> Vec<(Level, String)> {
    let facts = comparison.facts.iter();
    let facts = facts.filter(|fact| fact.change == Change::Worse);
    let facts = facts.map(|fact| ("cartwalk".to_owned(), fact.message.as_str()));
    let findings = comparison.findings.iter();
    let findings = findings.filter(|one| one.change == Change::New && !one.clocked);
    let findings = findings.map(|one| (format!("cartwalk: {}", one.rule), one.message.as_str()));
    let warn =
        |(title, text): (String, &str)| (Level::Warning, annotation(Level::Warning, &title, text));
    facts.chain(findings).map(warn).collect()
}

/// A rule by its first finding. Only what was surely seen and stops orders is an error.
fn first(outcome: &OutcomeReport) -> Option<(Level, String)> {
    let finding = best(outcome)?;
    let level = match (outcome.severity, finding.certainty) {
        (Severity::Critical, Certainty::Sure) => Level::Error,
        _ => Level::Warning,
    };
    let text = format!("{} {} {}", finding.message, finding.place.url, finding.fix);
    let title = format!("cartwalk: {}", outcome.title);
    Some((level, annotation(level, &title, &text)))
}

/// One workflow command on a line of its own; a store's text cannot end it or start another.
pub fn annotation(level: Level, title: &str, text: &str) -> String {
    let kind = match level {
        Level::Error => "error",
        Level::Warning => "warning",
    };
    let data = |text: &str| {
        let text: String = plain(text).chars().take(LONGEST).collect();
        text.replace('%', "%25")
    };
    let title = data(title).replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} title={title}::{}\n", data(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::comparison::GateReport;
    use crate::model::plan::Language;
    use crate::report::made;

    #[test]
    fn a_gate_that_fell_is_an_annotation_on_one_line_whatever_the_store_wrote() {
        let mut report = made::report(Language::En);
        report.outcomes.clear();
        report.gates.push(GateReport {
            gate: "budget fields=8, now".into(),
            verdict: GateVerdict::Failed,
            because: "10 fields\n::error::owned 100%".into(),
            remedy: "take away 2".into(),
        });
        assert_eq!(
            annotations(&report),
            "::error title=cartwalk%3A budget fields=8%2C now::10 fields ::error::owned 100%25 take away 2\n"
        );
    }

    #[test]
    fn without_a_baseline_the_rules_to_fix_first_are_told_ten_of_a_kind() {
        let report = made::report(Language::En);
        let text = annotations(&report);
        let warnings = text.lines().filter(|line| line.starts_with("::warning "));
        let errors = text.lines().filter(|line| line.starts_with("::error "));
        let (warnings, errors) = (warnings.count(), errors.count());
        assert!(
            (1..=10).contains(&(warnings + errors)) || warnings == 10,
            "{text}"
        );
        assert_eq!(text.lines().count(), warnings + errors);
    }
}
