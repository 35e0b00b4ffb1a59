//! The documents of the checkout tell browsers not to show them in strangers' frames, not to guess
//! types, and not to pass their address on.
//!
//! The policy for scripts has a rule of its own (`payment-page-scripts-controlled`), and so has
//! HSTS (`https-everywhere`). Browsers keep addresses to themselves where no referrer policy is
//! sent, so that only one that gives them away counts.

use crate::model::journey::Request;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::document::document;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `security-headers`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecurityHeaders {}

const DEMANDS: f64 = 3.0;

impl Rule for SecurityHeaders {
    const ID: &'static str = "security-headers";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut judged = false;
        let mut findings: BTreeMap<&'static str, Finding> = BTreeMap::new();
        for (journey, step) in seen.checkout_steps() {
            let Some(answer) = document(journey, step).filter(|r| !r.headers.is_empty()) else {
                continue;
            };
            judged = true;
            for (message, value) in faults(answer) {
                let place = Place::step(journey, step);
                let finding = Finding::says(message, place).with("value", value);
                findings.entry(message).or_insert(finding);
            }
        }
        if !judged {
            return Judgement::unknown("checkout-headers-not-seen");
        }
        let grade = 1.0 - findings.len() as f64 / DEMANDS;
        Judgement::graded(grade, findings.into_values().collect())
    }
}

fn faults(answer: &Request) -> Vec<(&'static str, String)> {
    let values = |name: &str| -> Vec<String> {
        let own = answer.headers.iter().filter(|(key, _)| key == name);
        own.map(|(_, value)| value.trim().to_lowercase()).collect()
    };
    let mut faults = Vec::new();
    let ancestors = values("content-security-policy");
    let framed = ancestors
        .iter()
        .flat_map(|policy| policy.split(';'))
        .filter_map(|part| part.trim().strip_prefix("frame-ancestors"))
        .any(|sources| !sources.split_ascii_whitespace().any(|s| s == "*"));
    let options = values("x-frame-options");
    let refused = options.iter().any(|o| o == "deny" || o == "sameorigin");
    if !framed && !refused {
        faults.push(("framing", String::new()));
    }
    if !values("x-content-type-options")
        .iter()
        .any(|v| v == "nosniff")
    {
        faults.push(("sniffing", String::new()));
    }
    let referrer = values("referrer-policy").join(", ");
    // Of several, browsers take the last one that they know.
    let last = referrer.rsplit(',').next().unwrap_or_default().trim();
    if matches!(last, "unsafe-url" | "no-referrer-when-downgrade") {
        faults.push(("referrer", last.to_owned()));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, request, verdict};

    fn with(headers: &[(&str, &str)]) -> Made {
        let headers: Vec<(String, String)> = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Made::store().step(Goal::Address, |step| {
            let mut document = request("document", "/address");
            document.headers = headers;
            step.requests = vec![document];
        })
    }

    #[test]
    fn either_header_against_frames_will_do() {
        for frames in [
            ("x-frame-options", "SAMEORIGIN"),
            (
                "content-security-policy",
                "default-src 'self'; frame-ancestors 'none'",
            ),
        ] {
            let made = with(&[frames, ("x-content-type-options", "nosniff")]);
            assert_eq!(
                verdict::<SecurityHeaders>(made),
                Verdict::Pass,
                "{frames:?}"
            );
        }
    }

    #[test]
    fn each_gap_is_named() {
        let judged = judge::<SecurityHeaders>(with(&[
            ("content-security-policy", "frame-ancestors *"),
            ("referrer-policy", "origin, unsafe-url"),
        ]));
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(messages, ["framing", "referrer", "sniffing"]);
        assert_eq!(judged.verdict, Verdict::Fail);
    }

    #[test]
    fn headers_that_were_not_recorded_are_unknown() {
        let made = Made::store().step(Goal::Address, |_| ());
        assert_eq!(
            verdict::<SecurityHeaders>(made),
            Verdict::Unknown("checkout-headers-not-seen")
        );
    }
}
