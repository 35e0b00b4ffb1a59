//! Before the shopper agrees, neither analytics nor advertising is asked for anything (EU and UK).
//!
//! Stores may ask for consent by the visitor's country: where no banner was shown,
//! the finding is only likely, for the run may have come from elsewhere.

use crate::model::journey::{Request, Step};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::vendors::{TRACKERS, is_of};
use crate::rules::facts::words::{fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// Thresholds of `trackers-before-consent`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackersBeforeConsent {}

impl Rule for TrackersBeforeConsent {
    const ID: &'static str = "trackers-before-consent";
    const NEEDS: &'static [Need] = &[Need::Journey];
    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut told = BTreeSet::new();
        let mut findings = Vec::new();
        for journey in seen.journeys() {
            let Some(first) = journey.steps.first() else {
                continue;
            };
            // What came after "accept" on the same screen cannot be told from what came before.
            let accepted = first.acts.iter().any(|act| act.kind == "accept-consent");
            let banner = shows_banner(first);
            let trackers = first
                .requests
                .iter()
                .filter(|r| is_tracker(r))
                .filter(|r| r.failure.is_none());
            for request in trackers {
                let host = Url::parse(&request.url)
                    .ok()
                    .and_then(|url| url.host_str().map(str::to_owned));
                let Some(host) = host.filter(|host| told.insert(host.clone())) else {
                    continue;
                };
                let finding = Finding::at(Place::step(journey, first)).with("host", host);
                findings.push(finding.likely_if(accepted || !banner));
            }
        }
        // Where nobody has to be asked first, only their absence can be told.
        let asked = [Market::Eu, Market::Uk].iter().any(|m| seen.sells_in(*m));
        if !findings.is_empty() && !asked {
            return Judgement::not_applicable("market");
        }
        Judgement::by(findings)
    }
}

/// Whether a request goes to analytics or advertising, be it by another host.
pub fn is_tracker(request: &Request) -> bool {
    is_of(&request.url, TRACKERS) || is_proxied_tag(request)
}

/// The tag or a hit of a known analytics product that comes from another host than its maker's.
fn is_proxied_tag(request: &Request) -> bool {
    let Ok(url) = Url::parse(&request.url) else {
        return false;
    };
    let carries = |key: &str, prefix: &str| {
        url.query_pairs()
            .any(|(name, value)| name == key && value.starts_with(prefix))
    };
    request.third_party
        && match url.path() {
            path if path.ends_with("/gtag/js") => carries("id", "G-"),
            path if path.ends_with("/gtm.js") => carries("id", "GTM-"),
            path if path.ends_with("/g/collect") => carries("tid", "G-"),
            _ => false,
        }
}

fn shows_banner(step: &Step) -> bool {
    let asked = step.acts.iter().any(|act| act.kind.contains("consent"));
    asked
        || step.look.layers.iter().any(|layer| {
            mentions(
                &fold(&layer.text),
                &["cookie", "cookies", "consent", "einwilligung", "クッキー"],
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::look::Layer;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, request, verdict};

    fn with(url: &str, banner: bool) -> Made {
        Made::store().market(Market::Eu).step(Goal::Home, |s| {
            s.requests = vec![request("script", url)];
            if banner {
                s.look.layers = vec![Layer {
                    text: "We use cookies".into(),
                    ..Layer::default()
                }];
            }
        })
    }

    #[test]
    fn the_stores_own_requests_pass() {
        assert_eq!(
            verdict::<TrackersBeforeConsent>(with("/app.js", true)),
            Verdict::Pass
        );
    }

    #[test]
    fn a_tracker_beside_the_banner_is_sure_and_without_one_likely() {
        let url = "https://www.google-analytics.com/g/collect?v=2";
        assert_eq!(
            judge::<TrackersBeforeConsent>(with(url, true)).findings[0].certainty,
            Certainty::Sure
        );
        assert_eq!(
            judge::<TrackersBeforeConsent>(with(url, false)).findings[0].certainty,
            Certainty::Likely
        );
    }

    #[test]
    fn other_markets_are_not_concerned() {
        let url = "https://www.google-analytics.com/g/collect?v=2";
        let made = Made::store().market(Market::Jp).step(Goal::Home, |s| {
            s.requests = vec![request("script", url)];
        });
        assert_eq!(
            verdict::<TrackersBeforeConsent>(made),
            Verdict::NotApplicable("market")
        );
        let none = Made::store().market(Market::Jp).step(Goal::Home, |_| ());
        assert_eq!(verdict::<TrackersBeforeConsent>(none), Verdict::Pass);
    }
}
