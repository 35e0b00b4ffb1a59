//! Findings that came, went or changed, by their fingerprints.
//!
//! A rule that one side could not judge has neither fixed nor new findings:
//! what was not looked at is not mended.

use crate::compare::clocked::is_clocked;
use crate::model::comparison::{Change, FindingChange};
use crate::model::report::{FindingReport, OutcomeReport, Report};
use std::collections::BTreeMap;

/// Least fall of a rule's grade that makes its findings worse.
const GRADE_STEP: f64 = 0.005;

/// The changes, gravest first; unchanged findings are at the end.
pub fn findings(base: &Report, head: &Report) -> Vec<FindingChange> {
    let mut changes = Vec::new();
    for outcome in &head.outcomes {
        match base.outcomes.iter().find(|one| one.rule == outcome.rule) {
            Some(before) => of_rule(before, outcome, &mut changes),
            // The rulebook differs, which the conditions tell.
            None => continue,
        }
    }
    changes.sort_by(|a, b| {
        let grave = |c: &FindingChange| {
            (
                c.clocked,
                c.change,
                std::cmp::Reverse((c.severity, c.certainty)),
            )
        };
        grave(a).cmp(&grave(b)).then_with(|| a.rule.cmp(&b.rule))
    });
    changes
}

fn of_rule(base: &OutcomeReport, head: &OutcomeReport, changes: &mut Vec<FindingChange>) {
    let measured = |outcome: &OutcomeReport| outcome.verdict != "unknown";
    let (was, is) = (by_name(base), by_name(head));
    let first = changes.len();
    let names = was
        .keys()
        .chain(is.keys().filter(|name| !was.contains_key(*name)));
    for name in names {
        let places = |side: &BTreeMap<&str, Vec<&FindingReport>>| {
            side.get(name)
                .map_or(0, |all| u32::try_from(all.len()).unwrap_or(u32::MAX))
        };
        let (before, now) = (places(&was), places(&is));
        let change = match (before, now) {
            _ if !measured(base) || !measured(head) => Change::NotMeasured,
            (0, _) => Change::New,
            (_, 0) => Change::Fixed,
            (before, now) if now > before => Change::Worse,
            (before, now) if now < before => Change::Better,
            _ => Change::Same,
        };
        let told = is
            .get(name)
            .or_else(|| was.get(name))
            .and_then(|all| all.first());
        let Some(told) = told else { continue };
        changes.push(entry(change, head, told, before, now));
    }
    // A rule that was judged before and is not now may hide anything.
    if measured(base) && !measured(head) && changes.len() == first {
        let nothing = FindingReport {
            fingerprint: String::new(),
            certainty: crate::model::verdict::Certainty::Sure,
            place: crate::model::verdict::Place::default(),
            message: head.reason.clone().unwrap_or_default(),
            fix: String::new(),
        };
        changes.push(entry(Change::NotMeasured, head, &nothing, 0, 0));
    }
    let own = &mut changes[first..];
    if own.iter().all(|change| change.change == Change::Same)
        && let (Some(before), Some(now)) = (base.grade, head.grade)
        && (now - before).abs() > GRADE_STEP
    {
        let change = if now < before {
            Change::Worse
        } else {
            Change::Better
        };
        for one in own {
            one.change = change;
        }
    }
}

fn by_name(outcome: &OutcomeReport) -> BTreeMap<&str, Vec<&FindingReport>> {
    let mut names: BTreeMap<&str, Vec<&FindingReport>> = BTreeMap::new();
    for finding in &outcome.findings {
        names.entry(&finding.fingerprint).or_default().push(finding);
    }
    names
}

fn entry(
    change: Change,
    outcome: &OutcomeReport,
    finding: &FindingReport,
    base_places: u32,
    head_places: u32,
) -> FindingChange {
    FindingChange {
        change,
        rule: outcome.rule.clone(),
        title: outcome.title.clone(),
        group: outcome.group.clone(),
        severity: outcome.severity,
        fingerprint: finding.fingerprint.clone(),
        certainty: finding.certainty,
        clocked: is_clocked(&outcome.rule),
        place: finding.place.clone(),
        message: finding.message.clone(),
        base_places,
        head_places,
    }
}
