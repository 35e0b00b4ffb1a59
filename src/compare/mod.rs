//! Holds two reports of one store against each other: what came, what went,
//! what got worse.
//!
//! Pure. Findings and facts are compared exactly, timings statistically and
//! never on fewer than four runs a side; what was measured under other
//! conditions is not compared, and that is said.

pub mod align;
pub mod budgets;
pub mod check;
pub mod clocked;
pub mod conditions;
pub mod facts;
pub mod fields;
pub mod findings;
pub mod gates;
pub mod statistics;
pub mod tell;
#[cfg(test)]
mod tests;
pub mod timings;

use crate::compare::conditions::bars;
use crate::compare::statistics::{ALPHA, LEAST_RUNS, least_probability};
use crate::model::comparison::{
    COMPARISON_SCHEMA_VERSION, Change, Comparison, Counts, FactChange, FindingChange,
    NotComparable, Part, ResultWord, ScoreChange, Side, TimingChange,
};
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::model::verdict::Certainty;
use crate::report::phrases::say;

/// Compares. Both reports must have passed [`check::check`] and be of one store.
pub fn compare(base: &Report, head: &Report, language: Language) -> Comparison {
    let mut not_comparable = conditions::not_comparable(base, head, language);
    not_comparable.extend(too_many_screens(base, head, language));
    let barred = bars(&not_comparable, Part::Findings, None);
    let mut findings = if barred {
        Vec::new()
    } else {
        findings::findings(base, head)
    };
    let facts = facts::facts(base, head, &not_comparable, language);
    let timings = timings::timings(base, head, &not_comparable);
    let counts = count(&findings, &facts, &timings);
    findings.retain(|finding| finding.change != Change::Same);
    let nothing = [Part::Findings, Part::Facts, Part::Timings]
        .iter()
        .all(|part| bars(&not_comparable, *part, None));
    Comparison {
        schema_version: COMPARISON_SCHEMA_VERSION,
        base: side(base),
        head: side(head),
        result: if nothing {
            ResultWord::NotComparable
        } else {
            result(&findings, &facts, &timings)
        },
        scores: if barred {
            Vec::new()
        } else {
            scores(base, head, language)
        },
        not_comparable,
        findings,
        facts,
        timings,
        counts,
    }
}

/// Whether a finding that came or grew counts as a regression by itself.
pub fn is_regression(finding: &FindingChange) -> bool {
    matches!(finding.change, Change::New | Change::Worse)
        && finding.certainty == Certainty::Sure
        && !finding.clocked
}

fn side(report: &Report) -> Side {
    let runs = report.journeys.iter().map(|walk| walk.runs.measured);
    Side {
        url: report.target.url.clone(),
        started_at: report.run.started_at.clone(),
        tool_version: report.tool.version.clone(),
        runs: runs.min().unwrap_or(0),
    }
}

fn scores(base: &Report, head: &Report, language: Language) -> Vec<ScoreChange> {
    let total = ScoreChange {
        group: None,
        title: say(language, "compare.total-score", &[]),
        base: base.score.total,
        head: head.score.total,
    };
    let groups = head.score.groups.iter().map(|group| ScoreChange {
        group: Some(group.id.clone()),
        title: group.title.clone(),
        base: base
            .score
            .groups
            .iter()
            .find(|one| one.id == group.id)
            .and_then(|one| one.score),
        head: group.score,
    });
    std::iter::once(total).chain(groups).collect()
}

/// With many screens Holm's correction asks for more runs than the least that the test needs.
fn too_many_screens(base: &Report, head: &Report, language: Language) -> Vec<NotComparable> {
    let mut found = Vec::new();
    for (was, is) in align::walks(base, head) {
        let (one, other) = (conditions::runs(was), conditions::runs(is));
        let screens = align::steps(was, is).len();
        let reaches = |one, other| least_probability(one, other) * (screens as f64) < ALPHA;
        if one.min(other) < LEAST_RUNS || reaches(one, other) {
            continue;
        }
        let enough = (LEAST_RUNS..100)
            .find(|runs| reaches(*runs, *runs))
            .unwrap_or(100);
        let device = facts::device_word(was.device, language);
        let values = [
            ("device", device),
            ("runs", one.min(other).to_string()),
            ("screens", screens.to_string()),
            ("enough", enough.to_string()),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        found.push(NotComparable {
            part: Part::Timings,
            device: Some(was.device),
            code: "runs-for-screens".to_owned(),
            message: say(language, "not-comparable.runs-for-screens", &values),
            help: say(language, "not-comparable.runs-for-screens.help", &values),
        });
    }
    found
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn count(findings: &[FindingChange], facts: &[FactChange], timings: &[TimingChange]) -> Counts {
    let of = |change| number(findings.iter().filter(|one| one.change == change).count());
    let fact = |change| number(facts.iter().filter(|one| one.change == change).count());
    let timing = |change| number(timings.iter().filter(|one| one.change == change).count());
    let regressed = findings
        .iter()
        .filter(|finding| is_regression(finding))
        .count();
    Counts {
        findings_new: of(Change::New),
        findings_worse: of(Change::Worse),
        findings_better: of(Change::Better),
        findings_fixed: of(Change::Fixed),
        findings_same: of(Change::Same),
        findings_not_measured: of(Change::NotMeasured),
        facts_worse: fact(Change::Worse),
        facts_better: fact(Change::Better),
        timings_worse: timing(Change::Worse),
        timings_better: timing(Change::Better),
        regressions: number(regressed) + fact(Change::Worse),
    }
}

fn result(
    findings: &[FindingChange],
    facts: &[FactChange],
    timings: &[TimingChange],
) -> ResultWord {
    let changes = || {
        let findings = findings
            .iter()
            .filter(|one| !one.clocked)
            .map(|one| one.change);
        let facts = facts.iter().map(|one| one.change);
        findings
            .chain(facts)
            .chain(timings.iter().map(|one| one.change))
    };
    let worse = changes().any(|change| matches!(change, Change::New | Change::Worse));
    let better = changes().any(|change| matches!(change, Change::Better | Change::Fixed));
    match (worse, better) {
        (true, true) => ResultWord::Mixed,
        (true, false) => ResultWord::Worse,
        (false, true) => ResultWord::Better,
        (false, false) => ResultWord::Same,
    }
}
