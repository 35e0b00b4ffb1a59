//! Every product needs a title of its own: it is what search results and tabs show.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageHasTitleDescription {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for PageHasTitleDescription {
    const ID: &'static str = "page-has-title-description";
    const NEEDS: &'static [Need] = &[Need::Page(PageKind::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut by_title: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (page, facts) in seen.pages_of(PageKind::Product) {
            // Two addresses of one product say so by their canonical address.
            let same = facts.canonical.as_deref().unwrap_or(&page.final_url);
            let addresses = by_title.entry(facts.title.trim()).or_default();
            if !addresses.contains(&same) {
                addresses.push(same);
            }
        }
        let mut findings = Vec::new();
        for (title, addresses) in by_title {
            if title.is_empty() {
                findings.extend(
                    addresses
                        .iter()
                        .map(|url| Finding::says("none", Place::url(url))),
                );
            } else if addresses.len() > 1 {
                let finding = Finding::says("same", Place::url(addresses[0]));
                findings.push(finding.with("title", title).with("count", addresses.len()));
            }
        }
        findings.truncate(self.max_findings);
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, verdict};

    fn two(one: &str, other: &str, canonical: Option<&str>) -> Made {
        let canonical = canonical.map(|path| format!("{STORE}{path}"));
        Made::store()
            .page(PageKind::Product, "/mugs/a", |facts| {
                facts.title = one.to_owned()
            })
            .page(PageKind::Product, "/mugs/b", |facts| {
                facts.title = other.to_owned();
                facts.canonical = canonical;
            })
    }

    #[test]
    fn titles_must_be_there_and_differ() {
        assert_eq!(
            verdict::<PageHasTitleDescription>(two("A", "B", None)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<PageHasTitleDescription>(two("A", "A", None)),
            Verdict::Fail
        );
        assert_eq!(
            verdict::<PageHasTitleDescription>(two("A", "", None)),
            Verdict::Fail
        );
    }

    #[test]
    fn one_product_at_two_addresses_may_repeat_its_title() {
        let made = two("A", "A", Some("/mugs/a"));
        assert_eq!(verdict::<PageHasTitleDescription>(made), Verdict::Pass);
    }
}
