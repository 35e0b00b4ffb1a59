//! Encrypted pages load nothing over plain HTTP.
//!
//! Browsers fetch pictures over HTTPS by themselves: what was really asked for on the
//! walk is sure; an `http:` picture in the HTML is left out, a script is not.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `no-mixed-content`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoMixedContent {}

impl Rule for NoMixedContent {
    const ID: &'static str = "no-mixed-content";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if seen.is_loopback() {
            return Judgement::not_applicable("loopback");
        }
        let mut findings = Vec::new();
        for (journey, step) in seen
            .steps()
            .filter(|(_, step)| step.url.starts_with("https://"))
        {
            let plain = step
                .requests
                .iter()
                .filter(|r| r.url.starts_with("http://") && r.kind != "document");
            findings.extend(
                plain.map(|request| {
                    Finding::at(Place::step(journey, step)).with("url", &request.url)
                }),
            );
        }
        for (page, facts) in seen
            .pages()
            .filter(|(page, _)| page.final_url.starts_with("https://"))
        {
            let plain = facts
                .scripts
                .iter()
                .chain(&facts.frames)
                .filter(|url| url.starts_with("http://"));
            // A policy of the page may upgrade or block it.
            findings
                .extend(plain.map(|url| Finding::at(Place::page(page)).with("url", url).likely()));
        }
        findings.sort_by(|a, b| a.args[0].1.cmp(&b.args[0].1));
        findings.dedup_by(|a, b| a.args == b.args);
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, request, verdict};

    fn with(url: &str) -> Made {
        Made::store().step(Goal::Product, |s| s.requests = vec![request("script", url)])
    }

    #[test]
    fn only_encrypted_requests_pass() {
        assert_eq!(verdict::<NoMixedContent>(with("/app.js")), Verdict::Pass);
        assert_eq!(
            verdict::<NoMixedContent>(with("http://cdn.example/app.js")),
            Verdict::Fail
        );
    }

    #[test]
    fn a_picture_that_the_browser_upgrades_is_no_finding() {
        let made = with("/app.js").page(crate::model::page::PageKind::Home, "/", |f| {
            f.images = vec![crate::model::page::StaticImage {
                src: "http://shop.example/a.jpg".into(),
                alt: None,
                sized: true,
                loading: None,
                responsive: false,
            }];
        });
        assert_eq!(verdict::<NoMixedContent>(made), Verdict::Pass);
    }
}
