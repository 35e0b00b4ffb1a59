//! What a user's ruleset makes of a verdict: other values for some places, and findings that are
//! put up with.
//!
//! A rule judges a whole run at once, so other thresholds for some places are judged apart, and
//! each finding is taken from the judgement that its place belongs to. A pass-or-fail rule fails
//! while one finding counts. Of a graded rule each finding carries an equal part of what its
//! judgement took off, and the parts that count are taken off.

use crate::model::verdict::{Finding, Judgement, Severity, Verdict};
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::{RuleEntry, Scope};
use crate::rules::fingerprint;
use crate::rules::locate::Locator;
use crate::score::worth;

/// Why a rule does not count all of whose findings are waived.
pub const WAIVED: &str = "waived";

/// A finding that is put up with.
#[derive(Debug, Clone, PartialEq)]
pub struct Excused {
    /// The finding.
    pub finding: Finding,
    /// Index into the rulebook's waivers.
    pub waiver: usize,
}

/// A judgement with what the ruleset says of its findings.
#[derive(Debug)]
pub struct Tuned {
    /// The verdict with the findings that count.
    pub judgement: Judgement,
    /// The gravest severity of the findings that count; the rule's own where there is none.
    pub severity: Severity,
    /// The greatest weight of the findings that count; the rule's own where there is none.
    pub weight: f64,
    /// Findings that are put up with.
    pub excused: Vec<Excused>,
}

/// Judges with the values of each place. `judge` judges the whole run with some thresholds.
pub fn by_place(
    entry: &RuleEntry,
    locator: &Locator<'_>,
    judge: impl Fn(&toml::Table) -> Judgement,
) -> Tuned {
    let base = judge(&entry.thresholds);
    let whole = |judgement: Judgement| Tuned {
        judgement,
        severity: entry.severity,
        weight: entry.weight,
        excused: Vec::new(),
    };
    let unjudged = matches!(
        base.verdict,
        Verdict::Unknown(_) | Verdict::NotApplicable(_)
    );
    if entry.scopes.is_empty() || unjudged {
        return whole(base);
    }
    let mut kept: Vec<(Finding, Option<&Scope>)> = Vec::new();
    let mut parts = vec![part(&base, |finding| {
        scope_of(entry, locator, finding).is_none()
    })];
    keep(&mut kept, &base, None, |f| {
        scope_of(entry, locator, f).is_none()
    });
    for (index, scope) in entry.scopes.iter().enumerate() {
        let here = |f: &Finding| scope_of(entry, locator, f) == Some(index);
        if scope.enabled == Some(false) {
            continue;
        }
        let mut thresholds = entry.thresholds.clone();
        thresholds.extend(scope.thresholds.clone());
        let judged = judge(&thresholds);
        parts.push(part(&judged, here));
        keep(&mut kept, &judged, Some(scope), here);
    }
    let severities = kept.iter().map(|(_, scope)| {
        scope
            .and_then(|scope| scope.severity)
            .unwrap_or(entry.severity)
    });
    let severity = severities.max().unwrap_or(entry.severity);
    let weights = kept
        .iter()
        .map(|(_, scope)| scope.and_then(|scope| scope.weight).unwrap_or(entry.weight));
    let weight = weights.reduce(f64::max).unwrap_or(entry.weight);
    let findings: Vec<Finding> = kept.into_iter().map(|(finding, _)| finding).collect();
    Tuned {
        judgement: Judgement {
            verdict: joined(&parts),
            findings,
        },
        severity,
        weight,
        excused: Vec::new(),
    }
}

/// Sets the findings aside that a waiver covers. A rule all of whose findings are waived does
/// not count at all: it is neither met nor unmet.
pub fn waive(
    rule: &str,
    mut tuned: Tuned,
    book: &Rulebook,
    locator: &Locator<'_>,
    run_began: &str,
) -> Tuned {
    let mut waivers = book.waivers.iter().enumerate();
    if waivers.all(|(_, waiver)| waiver.rule != rule) {
        return tuned;
    }
    let covers = |finding: &Finding| {
        let print = fingerprint(rule, finding);
        let mut spot = locator.spot(&finding.place);
        spot.fingerprint = Some(&print);
        book.waivers.iter().position(|waiver| {
            waiver.rule == rule && !waiver.expired(run_began) && waiver.place.holds(&spot)
        })
    };
    let before = tuned.judgement.clone();
    let mut counting = Vec::new();
    for finding in tuned.judgement.findings {
        match covers(&finding) {
            Some(waiver) => tuned.excused.push(Excused { finding, waiver }),
            None => counting.push(finding),
        }
    }
    let met = matches!(before.verdict, Verdict::Pass);
    let verdict = match (tuned.excused.is_empty(), counting.is_empty()) {
        _ if met => before.verdict,
        (true, _) => before.verdict,
        (false, true) => Verdict::NotApplicable(WAIVED),
        (false, false) => {
            let remaining = counting.clone();
            joined(&[part(&before, |finding| remaining.contains(finding))])
        }
    };
    tuned.judgement = Judgement {
        verdict,
        findings: counting,
    };
    tuned
}

/// The last scope that a finding's place belongs to.
fn scope_of(entry: &RuleEntry, locator: &Locator<'_>, finding: &Finding) -> Option<usize> {
    let spot = locator.spot(&finding.place);
    entry
        .scopes
        .iter()
        .rposition(|scope| scope.place.holds(&spot))
}

fn keep<'s>(
    kept: &mut Vec<(Finding, Option<&'s Scope>)>,
    judged: &Judgement,
    scope: Option<&'s Scope>,
    counts: impl Fn(&Finding) -> bool,
) {
    let counting = judged.findings.iter().filter(|finding| counts(finding));
    kept.extend(counting.map(|finding| (finding.clone(), scope)));
}

/// What one judgement takes off with the findings of it that count.
struct Part {
    fails: bool,
    lost: f64,
}

fn part(judged: &Judgement, counts: impl Fn(&Finding) -> bool) -> Part {
    let counting = judged
        .findings
        .iter()
        .filter(|finding| counts(finding))
        .count();
    let share = counting as f64 / judged.findings.len().max(1) as f64;
    Part {
        fails: counting > 0 && judged.verdict == Verdict::Fail,
        lost: worth(&judged.verdict).map_or(0.0, |worth| (1.0 - worth) * share),
    }
}

fn joined(parts: &[Part]) -> Verdict {
    if parts.iter().any(|part| part.fails) {
        return Verdict::Fail;
    }
    let lost: f64 = parts.iter().map(|part| part.lost).sum();
    Judgement::graded(1.0 - lost, Vec::new()).verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::rules::Outcome;
    use crate::rules::judge;
    use crate::rules::testing::Made;

    /// A walk whose home page and cart shift their layout: one finding each.
    fn shifting() -> Made {
        let shift =
            |made: Made, goal: Goal, cls: f64| made.step(goal, |step| step.vitals.cls = Some(cls));
        shift(shift(Made::store(), Goal::Home, 0.3), Goal::Cart, 0.3)
    }

    fn outcome(text: &str) -> Outcome {
        let book = Rulebook::embedded()
            .with("mine.toml", text)
            .expect("well written");
        let outcomes = judge(&shifting().evidence(), &book);
        outcomes
            .into_iter()
            .find(|one| one.rule == "cls-per-step")
            .expect("is judged")
    }

    #[test]
    fn a_step_may_have_other_thresholds() {
        assert_eq!(outcome("").findings.len(), 2);
        let loose = outcome(
            "[[rule.cls-per-step.at]]\nwhere = { step = \"cart\" }\nthresholds = { good = 0.4, poor = 0.5 }",
        );
        assert_eq!(loose.findings.len(), 1);
        assert_eq!(loose.findings[0].place.step, Some(0));
    }

    #[test]
    fn a_rule_switched_off_at_every_place_passes_and_has_no_finding() {
        let off = outcome("[[rule.cls-per-step.at]]\nwhere = \"/*\"\nenabled = false");
        assert_eq!((off.verdict, off.findings.len()), (Verdict::Pass, 0));
    }

    #[test]
    fn severity_and_weight_are_those_of_the_findings_that_count() {
        let text = "[[rule.cls-per-step.at]]\nwhere = { step = \"cart\" }\nseverity = \"critical\"\nweight = 4";
        let graver = outcome(text);
        assert_eq!((graver.severity, graver.weight), (Severity::Critical, 4.0));
        let only_home = format!("{text}\nenabled = false");
        let before = outcome(&only_home);
        assert_eq!(
            before.severity,
            Rulebook::embedded().rules["cls-per-step"].severity
        );
    }

    #[test]
    fn a_waiver_for_one_step_leaves_the_other_and_a_waiver_for_all_leaves_no_verdict() {
        let some = outcome(
            "[[waive]]\nrule = \"cls-per-step\"\nwhere = { step = \"cart\" }\nreason = \"a banner\"",
        );
        assert_eq!((some.findings.len(), some.excused.len()), (1, 1));
        assert!(matches!(some.verdict, Verdict::Fail | Verdict::Graded(_)));
        let all = outcome("[[waive]]\nrule = \"cls-per-step\"\nreason = \"known\"");
        assert_eq!(all.verdict, Verdict::NotApplicable("waived"));
        assert_eq!((all.findings.len(), all.excused.len()), (0, 2));
    }

    #[test]
    fn an_expired_waiver_excuses_nothing() {
        let late =
            outcome("[[waive]]\nrule = \"cls-per-step\"\nreason = \"known\"\nuntil = 2026-11-21");
        assert_eq!((late.findings.len(), late.excused.len()), (2, 0));
        let still =
            outcome("[[waive]]\nrule = \"cls-per-step\"\nreason = \"known\"\nuntil = 2026-11-22");
        assert_eq!(still.excused.len(), 2);
    }
}
