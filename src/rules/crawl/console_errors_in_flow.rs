//! On the way to buy, the store's own scripts and requests must not fail.
//!
//! The plain walk types only valid data, so no answer here was provoked; third
//! parties that a blocker may stop are left out.

use crate::model::journey::{Request, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsoleErrorsInFlow {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for ConsoleErrorsInFlow {
    const ID: &'static str = "console-errors-in-flow";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        for (journey, step) in seen.steps() {
            let place = Place::step(journey, step);
            let at =
                |message| Finding::says(message, place.clone()).with("step", goal_word(step.goal));
            // A request that was stopped lest it order fails in the page, and the page may say so.
            let stopped = !journey.guard.blocked_requests.is_empty();
            let own = thrown(step).filter(|text| !(stopped && speaks_of_a_request(text)));
            findings.extend(own.map(|text| at("exception").with("text", text)));
            findings.extend(step.requests.iter().filter_map(|request| {
                let status = failed(request)?;
                let finding = at("request").with("method", &request.method);
                Some(finding.with("url", &request.url).with("status", status))
            }));
        }
        findings.truncate(self.max_findings);
        Judgement::by(findings)
    }
}

/// Uncaught exceptions of the store's own scripts, each text once.
fn thrown(step: &Step) -> impl Iterator<Item = &str> {
    let own = step
        .console
        .iter()
        .filter(|entry| entry.level == "exception" && entry.first_party);
    let mut told: Vec<&str> = own.map(|entry| entry.text.as_str()).collect();
    told.sort_unstable();
    told.dedup();
    told.into_iter()
}

/// Whether an exception is what browsers and HTTP libraries throw for a request without an answer.
fn speaks_of_a_request(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "failed to fetch",
        "network error",
        "networkerror",
        "load failed",
        "err_network",
        "aborterror",
    ]
    .iter()
    .any(|words| text.contains(words))
}

/// A script's request to the store that was answered with an error; 401 asks whether one is logged in.
fn failed(request: &Request) -> Option<u16> {
    let by_script = matches!(request.kind.as_str(), "xhr" | "fetch");
    let status = request.status?;
    (by_script && !request.third_party && status >= 400 && status != 401).then_some(status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;
    use crate::model::journey::{ConsoleEntry, Goal};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, request, verdict};

    fn exception(first_party: bool) -> Made {
        Made::store().step(Goal::Cart, |step| {
            step.console.push(ConsoleEntry {
                level: "exception".to_owned(),
                text: "x is not a function".to_owned(),
                url: String::new(),
                first_party,
            });
        })
    }

    fn answered(kind: &str, path: &str, status: u16) -> Made {
        Made::store().step(Goal::Cart, |step| {
            step.requests.push(request(kind, path));
            step.requests[0].status = Some(status);
        })
    }

    #[test]
    fn an_own_exception_fails_and_a_third_partys_does_not() {
        assert_eq!(
            judge::<ConsoleErrorsInFlow>(exception(true)).findings[0].message,
            "exception"
        );
        assert_eq!(
            verdict::<ConsoleErrorsInFlow>(exception(false)),
            Verdict::Pass
        );
    }

    #[test]
    fn what_our_own_fence_stopped_is_no_fault_of_the_store() {
        let thrown = |text: &str, stopped: bool| {
            let mut made = Made::store().step(Goal::Cart, |step| {
                step.console.push(ConsoleEntry {
                    level: "exception".to_owned(),
                    text: text.to_owned(),
                    url: String::new(),
                    first_party: true,
                });
            });
            if stopped {
                let request = (
                    "POST".into(),
                    "https://shop.example/z".into(),
                    "order".into(),
                );
                made = made.journey(Device::Mobile, |journey| {
                    journey.guard.blocked_requests = vec![request];
                });
            }
            verdict::<ConsoleErrorsInFlow>(made)
        };
        assert_eq!(thrown("TypeError: Failed to fetch", false), Verdict::Fail);
        assert_eq!(thrown("TypeError: Failed to fetch", true), Verdict::Pass);
        assert_eq!(thrown("x is not a function", true), Verdict::Fail);
    }

    #[test]
    fn only_own_script_requests_with_errors_count() {
        assert_eq!(
            verdict::<ConsoleErrorsInFlow>(answered("fetch", "/api", 500)),
            Verdict::Fail
        );
        assert_eq!(
            verdict::<ConsoleErrorsInFlow>(answered("fetch", "/me", 401)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<ConsoleErrorsInFlow>(answered("image", "/a.png", 404)),
            Verdict::Pass
        );
        let third = answered("xhr", "https://ads.example.net/x", 500);
        assert_eq!(verdict::<ConsoleErrorsInFlow>(third), Verdict::Pass);
    }
}
