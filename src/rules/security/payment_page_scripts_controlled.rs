//! The payment page says which scripts may run: an enforced Content-Security-Policy without wildcards.
//!
//! A policy by nonce or hash with `strict-dynamic` passes. Where no card is offered there is nothing
//! that a foreign script could read off, and the rule does not apply. The comparison with an
//! earlier inventory of scripts belongs to `cartwalk compare`.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::document::document;
use crate::rules::security::card_fields_in_psp_iframe::offers_card;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Thresholds of `payment-page-scripts-controlled`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentPageScriptsControlled {}

impl Rule for PaymentPageScriptsControlled {
    const ID: &'static str = "payment-page-scripts-controlled";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !seen
            .steps_for(Goal::Payment)
            .any(|(_, step)| offers_card(step))
        {
            return Judgement::not_applicable("no-card");
        }
        let mut findings: BTreeMap<&'static str, Finding> = BTreeMap::new();
        let mut judged = false;
        for (journey, step) in seen.steps_for(Goal::Payment) {
            let Some(policies) = policies(journey, step) else {
                continue;
            };
            judged = true;
            let message = match policies.iter().filter_map(|policy| fault(policy)).next() {
                _ if policies.is_empty() => Some("none"),
                // Several policies are all in force: one that is strict is enough.
                _ if policies.iter().any(|policy| fault(policy).is_none()) => None,
                weak => weak,
            };
            if let Some(message) = message {
                let scripts = step
                    .requests
                    .iter()
                    .filter(|r| r.kind == "script" && r.third_party);
                let hosts: BTreeSet<&str> =
                    scripts.filter_map(|r| r.url.split('/').nth(2)).collect();
                let finding =
                    Finding::says(message, Place::step(journey, step)).with("hosts", hosts.len());
                findings.entry(message).or_insert(finding);
            }
        }
        if !judged {
            return Judgement::unknown("headers-not-seen");
        }
        Judgement::by(findings.into_values().collect())
    }
}

/// The policies of the document that shows the payment; `None` where its headers were not seen.
fn policies(journey: &Journey, step: &Step) -> Option<Vec<String>> {
    let document = document(journey, step)?;
    let header = document
        .headers
        .iter()
        .filter(|(name, _)| name == "content-security-policy");
    let mut found: Vec<String> = header.map(|(_, value)| value.to_lowercase()).collect();
    found.extend(step.settled().csp_meta.as_deref().map(str::to_lowercase));
    Some(found)
}

fn fault(policy: &str) -> Option<&'static str> {
    let directive = |name: &str| {
        policy.split(';').map(str::trim).find_map(|part| {
            let (key, value) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
            (key == name).then(|| value.split_ascii_whitespace().collect::<Vec<_>>())
        })
    };
    let Some(sources) = directive("script-src").or_else(|| directive("default-src")) else {
        return Some("none");
    };
    let has = |word: &str| sources.contains(&word);
    let keyed = sources
        .iter()
        .any(|s| s.starts_with("'nonce-") || s.starts_with("'sha"));
    if has("'strict-dynamic'") && keyed {
        return None;
    }
    let wide = sources
        .iter()
        .any(|s| matches!(*s, "*" | "https:" | "http:" | "data:" | "https://*"));
    // A nonce makes browsers ignore 'unsafe-inline'.
    (wide || has("'unsafe-inline'") && !keyed).then_some("weak")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, request, verdict};

    fn with(policy: Option<&str>) -> Made {
        Made::store().step(Goal::Payment, |s| {
            let mut document = request("document", "/payment");
            document.headers = policy
                .map(|p| ("content-security-policy".into(), p.into()))
                .into_iter()
                .collect();
            s.requests = vec![document];
            s.look.text = "Pay by card".into();
        })
    }

    #[test]
    fn a_payment_without_a_card_has_nothing_to_guard() {
        let mut made = Made::store().step(Goal::Payment, |s| {
            s.look.text = "Bank transfer\nCash on delivery".into();
            s.requests = vec![request("document", "/payment")];
        });
        assert_eq!(
            verdict::<PaymentPageScriptsControlled>(made),
            Verdict::NotApplicable("no-card")
        );
        made = Made::store().look(Goal::Payment, |l| {
            l.fields = vec![field("cc-number", "Number")];
        });
        assert_eq!(
            verdict::<PaymentPageScriptsControlled>(made),
            Verdict::Unknown("headers-not-seen")
        );
    }

    #[test]
    fn a_closed_list_or_a_nonce_with_strict_dynamic_passes() {
        for policy in [
            "script-src 'self' https://js.stripe.com",
            "script-src 'nonce-a' 'strict-dynamic' 'unsafe-inline' https:",
        ] {
            assert_eq!(
                verdict::<PaymentPageScriptsControlled>(with(Some(policy))),
                Verdict::Pass,
                "{policy}"
            );
        }
    }

    #[test]
    fn no_policy_and_a_weak_one_are_told_apart() {
        assert_eq!(
            judge::<PaymentPageScriptsControlled>(with(None)).findings[0].message,
            "none"
        );
        assert_eq!(
            judge::<PaymentPageScriptsControlled>(with(Some("frame-ancestors 'self'"))).findings[0]
                .message,
            "none"
        );
        assert_eq!(
            judge::<PaymentPageScriptsControlled>(with(Some("script-src 'self' 'unsafe-inline'")))
                .findings[0]
                .message,
            "weak"
        );
        assert_eq!(
            judge::<PaymentPageScriptsControlled>(with(Some("default-src *"))).findings[0].message,
            "weak"
        );
    }

    #[test]
    fn headers_that_were_not_seen_are_unknown() {
        let made = Made::store().step(Goal::Payment, |s| s.look.text = "Credit card".into());
        assert_eq!(
            verdict::<PaymentPageScriptsControlled>(made),
            Verdict::Unknown("headers-not-seen")
        );
    }
}
