//! The score: how much of what could be judged is in order, weighted by what hurts sales.
//!
//! A rule is worth 1 when it passes, 0 when it fails and its grade in between.
//! Its weight is the ruleset's weight times a factor for its severity. A group's
//! score is the weighted mean of its judged rules; the total is the mean of the
//! groups that have a score, weighted by the groups' shares. What is unknown
//! counts for nothing and lowers the *coverage* that is printed beside the score.
//!
//! A worked example with two groups, `cart` (share 12) and `flow` (share 16), all
//! weights 1:
//!
//! | rule | severity (factor) | verdict | worth |
//! |---|---|---|---|
//! | cart-shows-all-costs | critical (8) | fail | 0 of 8 |
//! | checkout-cta-prominent | serious (4) | pass | 4 of 4 |
//! | checkout-step-count | serious (4) | graded 0.5 | 2 of 4 |
//! | guest-checkout-available | critical (8) | unknown | not judged |
//!
//! Cart scores 4/12 = 33.3, flow 2/4 = 50. The total is
//! (12 × 33.3 + 16 × 50) / 28 = 42.9. Cart was judged in full, flow for 4 of 12:
//! the coverage is (12 × 100 + 16 × 33.3) / 28 = 61.9 %. Showing all costs in the
//! cart would win back 8/12 of the cart's 12/28 of the total: 28.6 points.

use crate::model::plan::Language;
use crate::model::report::{GroupScore, Score};
use crate::model::verdict::{Severity, Verdict};
use crate::rulebook::Rulebook;
use crate::rulebook::ruleset::GROUPS;
use crate::rules::Outcome;
use std::collections::BTreeMap;

/// Doubling with each step, so that one critical failure weighs like eight untidy spots.
pub fn severity_factor(severity: Severity) -> f64 {
    match severity {
        Severity::Minor => 1.0,
        Severity::Moderate => 2.0,
        Severity::Serious => 4.0,
        Severity::Critical => 8.0,
    }
}

/// Grades the outcomes of a run; the titles of groups are in the given language.
pub fn grade(outcomes: &[Outcome], rulebook: &Rulebook, language: Language) -> Score {
    let sums = sums(outcomes);
    let groups: Vec<GroupScore> = GROUPS
        .iter()
        .filter_map(|id| {
            let entry = rulebook.groups.get(*id)?;
            let sum = sums.get(*id).copied().unwrap_or_default();
            Some(GroupScore {
                id: (*id).to_owned(),
                title: entry.title.get(language).to_owned(),
                weight: entry.weight,
                score: sum.score().map(|share| share * 100.0),
                coverage_pct: sum.coverage() * 100.0,
            })
        })
        .collect();
    Score {
        total: mean(
            groups
                .iter()
                .filter_map(|group| Some((group.weight, group.score?))),
        ),
        coverage_pct: mean(
            groups
                .iter()
                .filter(|group| sums.get(&group.id).is_some_and(|sum| sum.applicable > 0.0))
                .map(|group| (group.weight, group.coverage_pct)),
        )
        .unwrap_or(0.0),
        groups,
    }
}

/// For each rule that lost something, how many points of the total it would win back if it passed.
pub fn points_lost(outcomes: &[Outcome], rulebook: &Rulebook) -> BTreeMap<String, f64> {
    let sums = sums(outcomes);
    let share = |group: &str| rulebook.groups.get(group).map_or(0.0, |entry| entry.weight);
    let scored = sums.iter().filter(|(_, sum)| sum.judged > 0.0);
    let all_shares: f64 = scored.map(|(group, _)| share(group)).sum();
    let lost = outcomes.iter().filter_map(|outcome| {
        let missing = 1.0 - worth(&outcome.verdict)?;
        let sum = sums.get(&outcome.group)?;
        let within_group = weight(outcome) * missing / sum.judged;
        let points = within_group * share(&outcome.group) / all_shares * 100.0;
        (points.is_finite() && points > 0.0).then(|| (outcome.rule.clone(), points))
    });
    lost.collect()
}

/// What a verdict is worth, 0 to 1; `None` where it does not count.
pub fn worth(verdict: &Verdict) -> Option<f64> {
    match verdict {
        Verdict::Pass => Some(1.0),
        Verdict::Fail => Some(0.0),
        Verdict::Graded(grade) => Some(grade.clamp(0.0, 1.0)),
        Verdict::NotApplicable(_) | Verdict::Unknown(_) => None,
    }
}

/// Lighthouse's log-normal curve: 0.90 at `p10`, 0.50 at `median`, 1 at 0 and below.
///
/// The curve was calibrated on simulated page loads; on steps it is a convention.
/// <https://github.com/GoogleChrome/lighthouse/blob/main/shared/statistics.js>
pub fn log_normal(value: f64, p10: f64, median: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    // erfc⁻¹(1/5), the point at which the curve reads 0.90.
    const INVERSE_ERFC_ONE_FIFTH: f64 = 0.906_193_802_436_823_2;
    let standardised = (value / median).ln() * INVERSE_ERFC_ONE_FIFTH / -(p10 / median).ln();
    (0.5 * (1.0 - statrs::function::erf::erf(standardised))).clamp(0.0, 1.0)
}

/// The outcomes of the worked example above, as the catalogue tells it. All weights are 1.
pub fn worked_example() -> Vec<Outcome> {
    use Severity::{Critical, Serious};
    vec![
        of("cart-shows-all-costs", "cart", Critical, Verdict::Fail),
        of("checkout-cta-prominent", "cart", Serious, Verdict::Pass),
        of("checkout-step-count", "flow", Serious, Verdict::Graded(0.5)),
        of(
            "guest-checkout-available",
            "flow",
            Critical,
            Verdict::Unknown("no-journey"),
        ),
        of(
            "soft-404",
            "crawl",
            Serious,
            Verdict::NotApplicable("market"),
        ),
    ]
}

fn of(rule: &str, group: &str, severity: Severity, verdict: Verdict) -> Outcome {
    Outcome {
        rule: rule.to_owned(),
        group: group.to_owned(),
        severity,
        weight: 1.0,
        verdict,
        findings: Vec::new(),
        excused: Vec::new(),
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Sum {
    applicable: f64,
    judged: f64,
    earned: f64,
}

impl Sum {
    fn score(self) -> Option<f64> {
        (self.judged > 0.0).then(|| self.earned / self.judged)
    }

    fn coverage(self) -> f64 {
        if self.applicable > 0.0 {
            self.judged / self.applicable
        } else {
            0.0
        }
    }
}

fn sums(outcomes: &[Outcome]) -> BTreeMap<String, Sum> {
    let mut sums: BTreeMap<String, Sum> = BTreeMap::new();
    for outcome in outcomes {
        if matches!(outcome.verdict, Verdict::NotApplicable(_)) {
            continue;
        }
        let weight = weight(outcome);
        let sum = sums.entry(outcome.group.clone()).or_default();
        sum.applicable += weight;
        if let Some(worth) = worth(&outcome.verdict) {
            sum.judged += weight;
            sum.earned += weight * worth;
        }
    }
    sums
}

fn weight(outcome: &Outcome) -> f64 {
    outcome.weight * severity_factor(outcome.severity)
}

fn mean(values: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (weights, sum) = values.fold((0.0, 0.0), |(w, s), (weight, value)| {
        (w + weight, s + weight * value)
    });
    (weights > 0.0).then(|| sum / weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64, within: f64) {
        assert!((left - right).abs() < within, "{left} is not {right}");
    }

    #[test]
    fn the_worked_example_of_the_documentation_is_true() {
        let book = Rulebook::embedded();
        let score = grade(&worked_example(), book, Language::En);
        near(score.total.expect("was judged"), 42.857, 0.001);
        near(score.coverage_pct, 61.905, 0.001);
        let lost = points_lost(&worked_example(), book);
        near(lost["cart-shows-all-costs"], 28.571, 0.001);
        assert_eq!(lost.len(), 2);
        let crawl = score.groups.iter().find(|group| group.id == "crawl");
        assert_eq!(crawl.map(|group| group.score), Some(None));
    }

    #[test]
    fn a_rule_that_is_put_right_wins_back_its_points() {
        let book = Rulebook::embedded();
        let before = grade(&worked_example(), book, Language::En)
            .total
            .expect("was judged");
        let lost = points_lost(&worked_example(), book);
        let mut outcomes = worked_example();
        outcomes[0].verdict = Verdict::Pass;
        let after = grade(&outcomes, book, Language::En)
            .total
            .expect("was judged");
        near(after - before, lost["cart-shows-all-costs"], 1e-9);
    }

    #[test]
    fn nothing_judged_is_no_score_and_no_coverage() {
        let unknown = [of(
            "soft-404",
            "crawl",
            Severity::Serious,
            Verdict::Unknown("x"),
        )];
        let score = grade(&unknown, Rulebook::embedded(), Language::Ja);
        assert_eq!((score.total, score.coverage_pct), (None, 0.0));
    }

    #[test]
    fn the_curve_gives_the_published_check_values() {
        for (value, p10, median, expected) in [
            (1250.0, 2500.0, 4000.0, 0.9992),
            (3250.0, 2500.0, 4000.0, 0.7144),
            (6000.0, 2500.0, 4000.0, 0.1345),
            (400.0, 200.0, 600.0, 0.6819),
            (0.175, 0.1, 0.25, 0.6911),
            (1800.0, 1200.0, 2400.0, 0.7026),
            (2500.0, 2500.0, 4000.0, 0.9),
            (4000.0, 2500.0, 4000.0, 0.5),
            (0.0, 2500.0, 4000.0, 1.0),
        ] {
            near(log_normal(value, p10, median), expected, 0.00006);
        }
    }
}
