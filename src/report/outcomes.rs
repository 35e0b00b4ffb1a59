//! What the rules say, with the rulebook's sentences put in.

use crate::model::plan::Language;
use crate::model::report::{FindingReport, OutcomeReport, Waived, WaiverReport, WaiverState};
use crate::model::verdict::{Finding, Verdict};
use crate::rulebook::Rulebook;
use crate::rulebook::waiver::Waiver;
use crate::rules::tuned::WAIVED;
use crate::rules::{Outcome, fingerprint};
use crate::score::points_lost;

/// One entry a rule, in the catalogue's order.
pub fn outcomes(
    outcomes: &[Outcome],
    rulebook: &Rulebook,
    language: Language,
) -> Vec<OutcomeReport> {
    let lost = points_lost(outcomes, rulebook);
    let entry = |outcome: &Outcome| {
        let title = rulebook
            .text(&outcome.rule, language)
            .map(|texts| texts.title.clone());
        let (verdict, grade, reason) = match &outcome.verdict {
            Verdict::Pass => ("pass", Some(1.0), None),
            Verdict::Fail => ("fail", Some(0.0), None),
            Verdict::Graded(grade) => ("graded", Some(*grade), None),
            Verdict::NotApplicable(why) => ("not-applicable", None, Some(*why)),
            Verdict::Unknown(why) => ("unknown", None, Some(*why)),
        };
        let finding =
            |finding: &Finding| finding_report(&outcome.rule, finding, rulebook, language);
        let excused = outcome.excused.iter().map(|one| FindingReport {
            waived: rulebook.waivers.get(one.waiver).map(|waiver| Waived {
                reason: waiver.reason.clone(),
                until: waiver.until.as_ref().map(ToString::to_string),
            }),
            ..finding(&one.finding)
        });
        OutcomeReport {
            rule: outcome.rule.clone(),
            title: title.unwrap_or_else(|| outcome.rule.clone()),
            group: outcome.group.clone(),
            severity: outcome.severity,
            verdict: verdict.to_owned(),
            grade,
            reason: reason.map(|code| rulebook.reason(code, language)),
            points_lost: lost.get(&outcome.rule).copied().unwrap_or_default(),
            findings: outcome
                .findings
                .iter()
                .map(finding)
                .chain(excused)
                .collect(),
        }
    };
    outcomes.iter().map(entry).collect()
}

/// A message that lacks a value is told by its name and its values rather than left out.
fn finding_report(
    rule: &str,
    finding: &Finding,
    rulebook: &Rulebook,
    language: Language,
) -> FindingReport {
    let bare = || {
        let values = finding
            .args
            .iter()
            .map(|(name, value)| format!("{name}: {value}"));
        [finding.message.to_owned()]
            .into_iter()
            .chain(values)
            .collect::<Vec<_>>()
            .join(", ")
    };
    FindingReport {
        fingerprint: fingerprint(rule, finding),
        certainty: finding.certainty,
        place: finding.place.clone(),
        message: rulebook
            .message(rule, finding, language)
            .unwrap_or_else(|_| bare()),
        fix: rulebook.fix(rule, finding, language),
        waived: None,
    }
}

/// One entry a waiver, in the ruleset's order.
pub fn waivers(outcomes: &[Outcome], rulebook: &Rulebook, run_began: &str) -> Vec<WaiverReport> {
    let entry = |(index, waiver): (usize, &Waiver)| {
        let outcome = outcomes.iter().find(|outcome| outcome.rule == waiver.rule);
        let covered = outcome.map_or(0, |outcome| {
            let excused = outcome.excused.iter();
            excused.filter(|one| one.waiver == index).count()
        });
        let judged = outcome.is_some_and(|outcome| match outcome.verdict {
            Verdict::Pass | Verdict::Fail | Verdict::Graded(_) => true,
            Verdict::NotApplicable(why) => why == WAIVED,
            Verdict::Unknown(_) => false,
        });
        WaiverReport {
            rule: waiver.rule.clone(),
            place: waiver.place.to_string(),
            reason: waiver.reason.clone(),
            until: waiver.until.as_ref().map(ToString::to_string),
            origin: waiver.said.to_string(),
            state: match (waiver.expired(run_began), covered, judged) {
                (true, _, _) => WaiverState::Expired,
                (false, 1.., _) => WaiverState::Applied,
                (false, 0, true) => WaiverState::Unmatched,
                (false, 0, false) => WaiverState::NotJudged,
            },
            findings: u32::try_from(covered).unwrap_or(u32::MAX),
        }
    };
    rulebook.waivers.iter().enumerate().map(entry).collect()
}
