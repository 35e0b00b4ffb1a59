//! What the shopper types stays between shopper and store: not in addresses, not with others.
//!
//! Payment providers and address look-ups need some of it; they are told as likely.
//! Judged on the path that was walked, for data that the probes find in plain, hashed or encoded form.

use crate::model::journey::Request;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::vendors::{PAYMENT, TRACKERS, is_of};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// Thresholds of `pii-not-in-urls-or-third-parties`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PiiNotInUrlsOrThirdParties {}

/// Services that complete addresses or weigh the risk of fraud.
const HELPERS: &[&str] = &[
    "maps.googleapis.com",
    "places.googleapis.com",
    "api.addressy.com",
    "postcodeanywhere.co.uk",
    "getaddress.io",
    "ideal-postcodes.co.uk",
    "loqate.com",
    "smarty.com",
    "smartystreets.com",
    "zipcloud.ibsnet.co.jp",
    "yubinbango.github.io",
    "zipaddr.com",
    "signifyd.com",
    "forter.com",
    "riskified.com",
    "sift.com",
    "kount.com",
    "kount.net",
    "mapbox.com",
    "here.com",
    "algolia.net",
];

impl Rule for PiiNotInUrlsOrThirdParties {
    const ID: &'static str = "pii-not-in-urls-or-third-parties";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !seen.steps().any(|(_, step)| !step.filled.is_empty()) {
            return Judgement::unknown("nothing-typed");
        }
        let mut told = BTreeSet::new();
        let mut findings = Vec::new();
        for (journey, step) in seen.steps() {
            for request in &step.requests {
                for purpose in &request.personal {
                    let in_body = purpose.strip_prefix("body:");
                    let Some(message) = message(request, in_body.is_some()) else {
                        continue;
                    };
                    let host = host(&request.url);
                    let kind = in_body.unwrap_or(purpose);
                    if told.insert((message, host.clone(), kind.to_owned())) {
                        let helper = is_of(&request.url, PAYMENT) || is_of(&request.url, HELPERS);
                        let finding = Finding::says(message, Place::step(journey, step))
                            .with("what", format!("@pii.{}", word(kind)))
                            .with("host", host)
                            .likely_if(helper && !is_of(&request.url, TRACKERS));
                        findings.push(finding);
                    }
                }
            }
        }
        Judgement::by(findings)
    }
}

/// The store's own bodies are what forms are for; everything else is told.
fn message(request: &Request, in_body: bool) -> Option<&'static str> {
    match (request.third_party, in_body) {
        (true, _) => Some("third-party"),
        (false, false) => Some("address"),
        (false, true) => None,
    }
}

fn word(purpose: &str) -> &'static str {
    match purpose {
        p if p.contains("email") => "email",
        p if p.starts_with("tel") => "tel",
        p if p.starts_with("cc-") => "card",
        p if p.contains("name") => "name",
        p if p.contains("address") || p == "postal-code" => "address",
        _ => "other",
    }
}

fn host(url: &str) -> String {
    let parsed = Url::parse(url).ok();
    parsed
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{Filled, Goal};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, field, judge, request, verdict};

    fn with(url: &str, personal: &[&str]) -> Made {
        Made::store().step(Goal::Address, |s| {
            s.look.fields = vec![field("email", "E-mail")];
            s.filled = vec![Filled {
                selector: "#email".into(),
                purpose: "email".into(),
                typed: "taro@example.com".into(),
                held: "taro@example.com".into(),
                keystrokes: 16,
                corrected_after: None,
            }];
            let mut sent = request("fetch", url);
            sent.personal = personal.iter().map(|p| (*p).to_owned()).collect();
            s.requests = vec![sent];
        })
    }

    #[test]
    fn posting_to_the_store_passes() {
        assert_eq!(
            verdict::<PiiNotInUrlsOrThirdParties>(with("/address", &["body:email"])),
            Verdict::Pass
        );
    }

    #[test]
    fn an_address_with_mail_and_a_tracker_fail() {
        assert_eq!(
            judge::<PiiNotInUrlsOrThirdParties>(with("/register?email=x", &["email"])).findings[0]
                .message,
            "address"
        );
        let tracker = judge::<PiiNotInUrlsOrThirdParties>(with(
            "https://www.facebook.com/tr?em=x",
            &["email"],
        ));
        assert_eq!(
            (tracker.findings[0].message, tracker.findings[0].certainty),
            ("third-party", Certainty::Sure)
        );
    }

    #[test]
    fn a_payment_provider_or_address_service_is_only_likely() {
        let judged = judge::<PiiNotInUrlsOrThirdParties>(with(
            "https://maps.googleapis.com/x?i=1",
            &["postal-code"],
        ));
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn where_nothing_was_typed_nothing_can_be_said() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("email", "E-mail")]);
        assert_eq!(
            verdict::<PiiNotInUrlsOrThirdParties>(made),
            Verdict::Unknown("nothing-typed")
        );
    }
}
