//! A live store takes real money: no test keys, no sandbox of a payment provider, no secret keys.
//!
//! What the checkout asks for by network is read, and the words of its screens. A store on this
//! machine or at an address that says test is meant to be one.

use crate::model::journey::Goal;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::words::short;
use crate::rules::facts::{find, has, lines_with};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `secrets-and-test-mode-off`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretsAndTestModeOff {}

impl Rule for SecretsAndTestModeOff {
    const ID: &'static str = "secrets-and-test-mode-off";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if seen.is_loopback() || has("test-host", &seen.host()) {
            return Judgement::not_applicable("test-store");
        }
        let mut findings: BTreeMap<(&'static str, String), Finding> = BTreeMap::new();
        for (journey, step) in seen.checkout_steps() {
            let mut add = |message, what: &str, likely| {
                let place = Place::step(journey, step);
                let finding = Finding::says(message, place).with("what", what);
                let key = (message, what.to_lowercase());
                findings.entry(key).or_insert(finding.likely_if(likely));
            };
            let frames = step.settled().frames.iter().map(|frame| &frame.url);
            for url in step.requests.iter().map(|r| &r.url).chain(frames) {
                if let Some(key) = find("secret-key", url) {
                    // The key itself must reach no report.
                    add("secret", &key.chars().take(8).collect::<String>(), false);
                }
                if let Some(sign) = find("test-key", url) {
                    add("test", sign, false);
                }
            }
            for line in lines_with("test-mode", &step.settled().text).take(1) {
                add("words", &short(line, 120), true);
            }
        }
        Judgement::by(findings.into_values().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, request, verdict};

    fn payment(url: &str, text: &str) -> Made {
        let (asked, text) = (request("fetch", url), text.to_owned());
        Made::store().step(Goal::Payment, |step| {
            step.requests = vec![asked];
            step.look.text = text;
        })
    }

    #[test]
    fn live_keys_and_the_word_test_pass() {
        let live = payment(
            "https://api.stripe.com/v1/elements/sessions?key=pk_live_abc",
            "Latest news\nPregnancy test, 2 pieces\nYou will not be charged until the last step",
        );
        assert_eq!(verdict::<SecretsAndTestModeOff>(live), Verdict::Pass);
    }

    #[test]
    fn test_keys_sandboxes_and_words_are_told_apart() {
        let message = |made: Made| judge::<SecretsAndTestModeOff>(made).findings[0].message;
        let key = "https://api.stripe.com/v1/elements/sessions?key=pk_test_abc";
        assert_eq!(message(payment(key, "")), "test");
        let sandbox = "https://www.sandbox.paypal.com/sdk/js";
        assert_eq!(message(payment(sandbox, "")), "test");
        for words in [
            "TEST MODE",
            "テストモードです",
            "Testmodus ist aktiv",
            "Modo de prueba",
        ] {
            assert_eq!(message(payment("/a", words)), "words", "{words}");
        }
    }

    #[test]
    fn a_secret_key_is_told_without_the_key() {
        let url = "https://shop.example/pay?key=sk_live_4242424242";
        let judged = judge::<SecretsAndTestModeOff>(payment(url, ""));
        assert_eq!(judged.findings[0].message, "secret");
        assert_eq!(judged.findings[0].args, [("what", "sk_live_".to_owned())]);
    }

    #[test]
    fn a_store_that_is_meant_for_tests_is_left_alone() {
        for host in ["http://127.0.0.1:8000/", "https://staging.shop.example/"] {
            let made = payment("/a", "TEST MODE").with(|e| e.target = host.to_owned());
            assert_eq!(
                verdict::<SecretsAndTestModeOff>(made),
                Verdict::NotApplicable("test-store")
            );
        }
    }
}
