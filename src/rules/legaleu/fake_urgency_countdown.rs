//! A countdown ends at the same moment for everybody, and a number of onlookers is no dice.
//!
//! The same page is read in two clean profiles, some seconds apart. A timer whose end
//! moved by as much as passed in between starts anew with every visit; one that ends at
//! the same moment (a daily cut-off) is real. A number that differs within seconds is likely made up.

use crate::model::probed::{Probed, TimerSeen, UrgencyRead};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::facts::words::short;
use crate::rules::perf::timing::seconds;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `fake-urgency-countdown`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FakeUrgencyCountdown {
    /// Least time between two readings that tells a timer that starts anew, in milliseconds.
    pub min_apart_ms: f64,
    /// How far two ends of the same timer may lie apart, in milliseconds.
    pub tolerance_ms: f64,
}

impl Rule for FakeUrgencyCountdown {
    const ID: &'static str = "fake-urgency-countdown";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = runs(seen);
        let reads = || runs.iter().flat_map(|(_, shop)| &shop.urgency);
        if reads().next().is_none() {
            return not_tried(seen, "urgency");
        }
        if reads().all(|read| read.timers.is_empty() && read.claims.is_empty()) {
            return Judgement::not_applicable("no-urgency");
        }
        let mut compared = false;
        let mut findings: Vec<Finding> = Vec::new();
        for (run, shop) in &runs {
            for (at, one) in shop.urgency.iter().enumerate() {
                for other in shop.urgency[at + 1..].iter().filter(|o| o.url == one.url) {
                    compared |= other.at_ms - one.at_ms >= self.min_apart_ms;
                    for found in self.faults(run, one, other) {
                        if !findings
                            .iter()
                            .any(|f| f.message == found.message && f.place == found.place)
                        {
                            findings.push(found);
                        }
                    }
                }
            }
        }
        if findings.is_empty() && !compared {
            return Judgement::unknown("probe-failed");
        }
        Judgement::by(findings)
    }
}

impl FakeUrgencyCountdown {
    fn faults(&self, run: &Probed, one: &UrgencyRead, other: &UrgencyRead) -> Vec<Finding> {
        let apart_ms = other.at_ms - one.at_ms;
        let timers = one.timers.iter().filter_map(|timer| {
            let again = other
                .timers
                .iter()
                .find(|t| words(&t.text) == words(&timer.text))?;
            let moved_ms = end_ms(other, again) - end_ms(one, timer);
            let starts_anew = apart_ms >= self.min_apart_ms
                && moved_ms > self.tolerance_ms
                && (moved_ms - apart_ms).abs() <= (apart_ms / 3.0).max(self.tolerance_ms);
            let text = short(&timer.text, 80);
            starts_anew.then(|| {
                let at = place(run, &one.url, "");
                Finding::says("timer", at)
                    .with("text", text)
                    .with("apart", seconds(apart_ms))
            })
        });
        let claims = one.claims.iter().filter_map(|claim| {
            let again = other
                .claims
                .iter()
                .find(|c| words(c) == words(claim) && *c != claim)?;
            let at = place(run, &one.url, "");
            let finding = Finding::says("dice", at).with("before", short(claim, 80));
            Some(finding.with("after", short(again, 80)).likely())
        });
        timers.chain(claims).collect()
    }
}

/// When a timer ends, counted from the start of the run.
fn end_ms(read: &UrgencyRead, timer: &TimerSeen) -> f64 {
    read.at_ms + timer.left_s * 1_000.0
}

/// A line without its figures.
fn words(line: &str) -> String {
    line.chars().filter(|c| c.is_alphabetic()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn read(at_s: f64, left_s: f64, claim: &str) -> UrgencyRead {
        let timer = TimerSeen {
            text: format!("Offer ends in {left_s}"),
            left_s,
        };
        UrgencyRead {
            url: "https://shop.example/".to_owned(),
            at_ms: at_s * 1_000.0,
            timers: if left_s > 0.0 {
                vec![timer]
            } else {
                Vec::new()
            },
            claims: if claim.is_empty() {
                Vec::new()
            } else {
                vec![claim.to_owned()]
            },
        }
    }

    fn made(reads: Vec<UrgencyRead>) -> Made {
        Made::store().with(|evidence| evidence.probed.push(shop_run(|p| p.shop.urgency = reads)))
    }

    #[test]
    fn a_timer_that_starts_anew_fails_and_a_daily_cut_off_passes() {
        let anew = made(vec![read(2.0, 599.0, ""), read(17.0, 598.5, "")]);
        assert_eq!(verdict::<FakeUrgencyCountdown>(anew), Verdict::Fail);
        let real = made(vec![read(2.0, 3_599.0, ""), read(17.0, 3_584.0, "")]);
        assert_eq!(verdict::<FakeUrgencyCountdown>(real), Verdict::Pass);
    }

    #[test]
    fn a_number_that_differs_within_seconds_is_likely_made_up() {
        let dice = made(vec![
            read(2.0, 0.0, "23 people are viewing this"),
            read(17.0, 0.0, "41 people are viewing this"),
        ]);
        let judged = judge::<FakeUrgencyCountdown>(dice);
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
        let same = made(vec![
            read(2.0, 0.0, "Only 3 left"),
            read(17.0, 0.0, "Only 3 left"),
        ]);
        assert_eq!(verdict::<FakeUrgencyCountdown>(same), Verdict::Pass);
    }

    #[test]
    fn pages_without_pressure_give_no_occasion_and_one_reading_proves_nothing() {
        let calm = made(vec![read(2.0, 0.0, ""), read(17.0, 0.0, "")]);
        assert_eq!(
            verdict::<FakeUrgencyCountdown>(calm),
            Verdict::NotApplicable("no-urgency")
        );
        let once = made(vec![read(2.0, 599.0, "")]);
        assert_eq!(
            verdict::<FakeUrgencyCountdown>(once),
            Verdict::Unknown("probe-failed")
        );
    }
}
