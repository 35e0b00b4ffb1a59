//! A post that somebody is paid for says so (景品表示法, ステルスマーケティング規制).
//!
//! Most of it cannot be seen from outside. What can: links that the page itself marks as paid
//! (`rel="sponsored"`) on a page that nowhere says PR, 広告 or 提供.

use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `pr-disclosure-jp`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PrDisclosureJp {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for PrDisclosureJp {
    const ID: &'static str = "pr-disclosure-jp";
    const NEEDS: &'static [Need] = &[Need::Site];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut paid = false;
        let mut findings = Vec::new();
        for (page, facts) in seen.pages() {
            let sponsored = |rel: &str| rel.split_ascii_whitespace().any(|r| r == "sponsored");
            let Some(link) = facts.links.iter().find(|link| sponsored(&link.rel)) else {
                continue;
            };
            paid = true;
            if !has("paid-post-label", &facts.text) && findings.len() < self.max_findings {
                let finding = Finding::at(Place::page(page)).with("link", &link.text);
                findings.push(finding.likely());
            }
        }
        match paid {
            true => Judgement::by(findings),
            false => Judgement::not_applicable("no-paid-post"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, link, verdict};

    fn post(rel: &str, text: &str) -> Verdict {
        let (rel, text) = (rel.to_owned(), text.to_owned());
        let made = Made::store().market(Market::Jp);
        verdict::<PrDisclosureJp>(made.page(PageKind::Other, "/blog/1", |f| {
            f.links = vec![link("器の紹介", "https://blog.example.org/")];
            f.links[0].rel = rel;
            f.text = text;
        }))
    }

    #[test]
    fn a_paid_link_needs_a_label() {
        assert_eq!(post("sponsored noopener", "器の使い心地"), Verdict::Fail);
        for label in [
            "【PR】器の使い心地",
            "広告",
            "この記事は〇〇社の提供です",
            "プロモーションを含みます",
        ] {
            assert_eq!(post("sponsored", label), Verdict::Pass, "{label}");
        }
        // A word that only contains the letters is no label.
        assert_eq!(post("sponsored", "PRODUCT APRON"), Verdict::Fail);
    }

    #[test]
    fn without_a_sign_of_payment_nothing_is_said() {
        assert_eq!(
            post("noopener", "器の使い心地"),
            Verdict::NotApplicable("no-paid-post")
        );
    }
}
