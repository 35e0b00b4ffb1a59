//! The whole store is encrypted, and tells browsers to keep it so (HSTS).
//!
//! A store on this machine is not judged.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `https-everywhere`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpsEverywhere {
    /// Least `max-age` of Strict-Transport-Security, in seconds (half a year).
    pub min_hsts_s: u64,
}

impl Rule for HttpsEverywhere {
    const ID: &'static str = "https-everywhere";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if seen.is_loopback() {
            return Judgement::not_applicable("loopback");
        }
        let mut findings = Vec::new();
        let plain = |url: &str| url.starts_with("http://");
        let open = seen
            .pages()
            .filter(|(page, _)| plain(&page.final_url))
            .map(|(page, _)| Place::page(page));
        let walked = seen
            .steps()
            .filter(|(_, step)| plain(&step.url))
            .map(|(j, step)| Place::step(j, step));
        findings.extend(
            open.chain(walked)
                .take(20)
                .map(|place| Finding::says("plain", place)),
        );
        let broken = seen.all_pages().find(|page| {
            let problem = page.problem.as_deref().unwrap_or_default().to_lowercase();
            problem.contains("certificate")
        });
        findings.extend(broken.map(|page| Finding::says("certificate", Place::url(&page.url))));
        let secured = seen
            .pages()
            .find(|(page, _)| page.final_url.starts_with("https://"));
        if let Some((page, _)) = secured {
            let header = page
                .headers
                .iter()
                .find(|(name, _)| name == "strict-transport-security");
            let age = header.and_then(|(_, value)| max_age(value));
            if age.unwrap_or_default() < self.min_hsts_s {
                let finding =
                    Finding::says("hsts", Place::page(page)).with("needed", self.min_hsts_s);
                findings.push(finding.with("age", age.unwrap_or_default()));
            }
        }
        Judgement::by(findings)
    }
}

fn max_age(value: &str) -> Option<u64> {
    let lower = value.to_lowercase();
    let part = lower
        .split(';')
        .find_map(|part| part.trim().strip_prefix("max-age="))?;
    part.trim_matches('"').parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, page, verdict};

    fn with(url: &str, hsts: Option<&str>) -> Made {
        let mut made = Made::store().raw_page(page(PageKind::Home, "/"), |page| {
            page.final_url = url.into();
            page.headers = hsts
                .map(|v| ("strict-transport-security".into(), v.into()))
                .into_iter()
                .collect();
        });
        made = made.with(|e| e.target = url.into());
        made
    }

    #[test]
    fn https_with_half_a_year_passes() {
        assert_eq!(
            verdict::<HttpsEverywhere>(with(
                "https://shop.example/",
                Some("max-age=15552000; includeSubDomains")
            )),
            Verdict::Pass
        );
    }

    #[test]
    fn plain_pages_and_a_short_or_missing_header_fail() {
        assert_eq!(
            judge::<HttpsEverywhere>(with("http://shop.example/", None)).findings[0].message,
            "plain"
        );
        assert_eq!(
            judge::<HttpsEverywhere>(with("https://shop.example/", Some("max-age=300"))).findings
                [0]
            .message,
            "hsts"
        );
    }

    #[test]
    fn a_store_on_this_machine_is_not_judged() {
        assert_eq!(
            verdict::<HttpsEverywhere>(with("http://127.0.0.1:8101/", None)),
            Verdict::NotApplicable("loopback")
        );
    }
}
