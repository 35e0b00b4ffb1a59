//! The funnel can be measured: the five e-commerce events of Google Analytics 4 leave the browser on the way.
//!
//! Read from request addresses. Where consent was refused none may leave, so the
//! answer is unknown; events that travel in request bodies or through a server of
//! the store's own are not seen.

use crate::model::journey::{Goal, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::vendors::is_of;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// Thresholds of `ecommerce-analytics-events`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EcommerceAnalyticsEvents {}

/// The events, and the screen from which on each is due.
const EVENTS: &[(&str, Goal)] = &[
    ("view_item", Goal::Product),
    ("add_to_cart", Goal::Added),
    ("begin_checkout", Goal::Checkout),
    ("add_shipping_info", Goal::Shipping),
    ("add_payment_info", Goal::Payment),
];

impl Rule for EcommerceAnalyticsEvents {
    const ID: &'static str = "ecommerce-analytics-events";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let refused = seen
            .steps()
            .any(|(_, step)| step.acts.iter().any(|act| act.kind == "reject-consent"));
        if refused {
            return Judgement::unknown("consent-refused");
        }
        let sent: BTreeSet<String> = seen.steps().flat_map(|(_, step)| events(step)).collect();
        let tagged = seen.steps().any(|(_, step)| {
            step.requests.iter().any(|request| {
                is_of(
                    &request.url,
                    &[
                        "googletagmanager.com",
                        "google-analytics.com",
                        "analytics.google.com",
                    ],
                )
            })
        });
        let furthest = seen
            .steps()
            .map(|(_, step)| step.goal)
            .max()
            .unwrap_or(Goal::Home);
        let due: Vec<&str> = EVENTS
            .iter()
            .filter(|(_, goal)| *goal <= furthest)
            .map(|(name, _)| *name)
            .collect();
        let lacking: Vec<&&str> = due.iter().filter(|name| !sent.contains(**name)).collect();
        let place = || Place::url(&seen.evidence.target);
        if !tagged && sent.is_empty() {
            return Judgement::fail(vec![Finding::says("none", place()).likely()]);
        }
        if lacking.is_empty() {
            // A walk that ended early has not seen the later events.
            return match due.len() == EVENTS.len() {
                true => Judgement::pass(),
                false => Judgement::unknown("no-payment-step"),
            };
        }
        let findings = lacking.into_iter().map(|name| {
            Finding::says("missing", place())
                .with("event", name)
                .likely()
        });
        Judgement::fail(findings.collect())
    }
}

/// Names of events that a screen's requests carry: `en=` of a GA4 hit.
fn events(step: &Step) -> Vec<String> {
    let hits = step
        .requests
        .iter()
        .filter_map(|request| Url::parse(&request.url).ok());
    hits.filter(|url| url.path().ends_with("/collect"))
        .flat_map(|url| {
            let pairs = url.query_pairs().filter(|(name, _)| name == "en");
            pairs
                .map(|(_, value)| value.into_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Act;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, request, verdict};

    fn walk(names: &[&str]) -> Made {
        let hit = |name: &str| {
            request(
                "fetch",
                &format!("https://region1.google-analytics.com/g/collect?v=2&en={name}"),
            )
        };
        Made::store()
            .step(Goal::Product, |s| {
                s.requests = names.iter().map(|name| hit(name)).collect()
            })
            .step(Goal::Payment, |_| ())
    }

    #[test]
    fn all_five_pass_and_missing_ones_are_named() {
        let all: Vec<&str> = EVENTS.iter().map(|(name, _)| *name).collect();
        assert_eq!(
            verdict::<EcommerceAnalyticsEvents>(walk(&all)),
            Verdict::Pass
        );
        let judged = judge::<EcommerceAnalyticsEvents>(walk(&all[..4]));
        assert_eq!(judged.findings[0].args[0].1, "add_payment_info");
    }

    #[test]
    fn a_store_without_analytics_fails_and_refused_consent_is_unknown() {
        assert_eq!(
            judge::<EcommerceAnalyticsEvents>(walk(&[])).findings[0].message,
            "none"
        );
        let refused = walk(&[]).with(|e| {
            e.journeys[0].steps[0].acts.push(Act {
                kind: "reject-consent".into(),
                target: String::new(),
                selector: String::new(),
                changed: String::new(),
                took_ms: 0.0,
            });
        });
        assert_eq!(
            verdict::<EcommerceAnalyticsEvents>(refused),
            Verdict::Unknown("consent-refused")
        );
    }
}
