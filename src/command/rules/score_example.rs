//! The worked example of the score, with figures that the score itself computes.

use crate::model::plan::Language;
use crate::model::verdict::Verdict;
use crate::report::phrases::say;
use crate::rulebook::Rulebook;
use crate::rules::Outcome;
use crate::score::{grade, points_lost, severity_factor, worked_example, worth};
use std::fmt::Write;

/// The example's table and its sums, as Markdown.
pub fn worked(language: Language) -> String {
    let outcomes = worked_example();
    let mut out = format!(
        "{}\n\n{}\n|---|---|---|---|---|\n",
        say(language, "catalogue.example", &[]),
        say(language, "catalogue.example-head", &[])
    );
    for outcome in &outcomes {
        let factor = severity_factor(outcome.severity);
        let severity = say(
            language,
            &format!("severity.{}", outcome.severity.name()),
            &[],
        );
        let verdict = match outcome.verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Graded(_) => "graded",
            Verdict::NotApplicable(_) => "not-applicable",
            Verdict::Unknown(_) => "unknown",
        };
        let _ = writeln!(
            out,
            "| `{}` | `{}` | {severity} ({factor}) | {} | {} |",
            outcome.rule,
            outcome.group,
            say(language, &format!("verdict.{verdict}"), &[]),
            earned(outcome, language)
        );
    }
    let _ = writeln!(out, "\n{}", sums(&outcomes, language));
    out
}

fn earned(outcome: &Outcome, language: Language) -> String {
    let factor = severity_factor(outcome.severity).to_string();
    match (&outcome.verdict, worth(&outcome.verdict)) {
        (_, Some(worth)) => {
            let earned = (worth * severity_factor(outcome.severity)).to_string();
            say(
                language,
                "catalogue.worth",
                &[("earned", &earned), ("factor", &factor)],
            )
        }
        (Verdict::Unknown(_), None) => {
            say(language, "catalogue.not-judged", &[("factor", &factor)])
        }
        (_, None) => say(language, "catalogue.left-out", &[]),
    }
}

fn sums(outcomes: &[Outcome], language: Language) -> String {
    let book = Rulebook::embedded();
    let score = grade(outcomes, book, language);
    let group = |id: &str| score.groups.iter().find(|group| group.id == id);
    let (cart, flow) = (group("cart"), group("flow"));
    let points = |id: &str, of: &dyn Fn(&Outcome) -> f64| -> f64 {
        let members = outcomes.iter().filter(|outcome| outcome.group == id);
        members.map(of).sum()
    };
    let factor = |outcome: &Outcome| severity_factor(outcome.severity);
    let judged = |outcome: &Outcome| worth(&outcome.verdict).map_or(0.0, |_| factor(outcome));
    let earned = |outcome: &Outcome| worth(&outcome.verdict).unwrap_or(0.0) * factor(outcome);
    let lost = points_lost(outcomes, book);
    let failed = &outcomes[0];
    let one = |value: f64| format!("{value:.1}");
    let share = |group: Option<&crate::model::report::GroupScore>| group.map_or(0.0, |g| g.weight);
    let of = |group: Option<&crate::model::report::GroupScore>| group.and_then(|g| g.score);
    let values = [
        ("cart_earned", points("cart", &earned).to_string()),
        ("cart_judged", points("cart", &judged).to_string()),
        ("cart", one(of(cart).unwrap_or_default())),
        ("cart_share", share(cart).to_string()),
        ("flow_earned", points("flow", &earned).to_string()),
        ("flow_judged", points("flow", &judged).to_string()),
        ("flow_applicable", points("flow", &factor).to_string()),
        ("flow", one(of(flow).unwrap_or_default())),
        ("flow_share", share(flow).to_string()),
        ("flow_coverage", one(flow.map_or(0.0, |g| g.coverage_pct))),
        ("shares", (share(cart) + share(flow)).to_string()),
        ("total", one(score.total.unwrap_or_default())),
        ("coverage", one(score.coverage_pct)),
        ("lost_factor", factor(failed).to_string()),
        (
            "lost",
            one(lost.get(&failed.rule).copied().unwrap_or_default()),
        ),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
    say(language, "catalogue.example-groups", &values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_tells_the_sums_that_a_reader_gets_by_hand() {
        let text = worked(Language::En);
        for sum in [
            "4/12 = 33.3",
            "2/4 = 50.0",
            "(12 × 33.3 + 16 × 50.0) / 28 = **42.9**",
            "(12 × 100 + 16 × 33.3) / 28 = **61.9 %**",
            "8/12 of the cart's 12/28 of the total: **28.6 points**",
        ] {
            assert!(text.contains(sum), "{sum} is not in {text}");
        }
        // By hand, without the code that is documented.
        let (cart, flow) = (4.0 / 12.0, 2.0 / 4.0);
        assert!((100.0_f64 * (12.0 * cart + 16.0 * flow) / 28.0 - 42.9).abs() < 0.05);
        assert!((100.0_f64 * (12.0 + 16.0 * 4.0 / 12.0) / 28.0 - 61.9).abs() < 0.05);
        assert!((100.0_f64 * 8.0 / 12.0 * 12.0 / 28.0 - 28.6).abs() < 0.05);
    }
}
