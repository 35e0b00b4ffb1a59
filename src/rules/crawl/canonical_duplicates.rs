//! One product, one address: what a product page names as canonical must answer and name itself.

use crate::model::page::{Page, PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CanonicalDuplicates {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for CanonicalDuplicates {
    const ID: &'static str = "canonical-duplicates";
    const NEEDS: &'static [Need] = &[Need::Page(PageKind::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = seen.pages_of(PageKind::Product);
        let mut findings: Vec<Finding> = products
            .filter_map(|(page, facts)| wrong(page, facts, seen))
            .collect();
        findings.truncate(self.max_findings);
        Judgement::by(findings)
    }
}

fn wrong(page: &Page, facts: &PageFacts, seen: &Seen<'_>) -> Option<Finding> {
    let place = Place::page(page);
    let Some(canonical) = &facts.canonical else {
        return Some(Finding::says("none", place));
    };
    if canonical == &page.final_url {
        return None;
    }
    let finding = |message| Finding::says(message, place.clone()).with("canonical", canonical);
    let mut others = seen.all_pages().filter(|other| &other.url == canonical);
    let Some(other) = others.next() else {
        // Not crawled: an address on another domain is wrong, any other may be right.
        let foreign = !seen.is_own(canonical) && !seen.is_loopback();
        return foreign.then(|| finding("foreign").likely());
    };
    if other.status.is_some_and(|status| status >= 400) {
        return Some(finding("dead"));
    }
    let named = other
        .facts
        .as_ref()
        .and_then(|facts| facts.canonical.as_ref());
    named
        .filter(|named| *named != canonical)
        .map(|_| finding("chain"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, judge, verdict};

    fn naming(canonical: Option<&str>) -> Made {
        Made::store().page(PageKind::Product, "/mugs/a", |facts| {
            facts.canonical = canonical.map(|path| format!("{STORE}{path}"));
        })
    }

    #[test]
    fn a_product_that_names_itself_passes() {
        assert_eq!(
            verdict::<CanonicalDuplicates>(naming(Some("/mugs/a"))),
            Verdict::Pass
        );
    }

    #[test]
    fn none_and_a_chain_fail() {
        assert_eq!(
            judge::<CanonicalDuplicates>(naming(None)).findings[0].message,
            "none"
        );
        let chain = naming(Some("/mugs/b")).page(PageKind::Product, "/mugs/b", |facts| {
            facts.canonical = Some(format!("{STORE}/mugs/a"));
        });
        assert_eq!(
            judge::<CanonicalDuplicates>(chain).findings[0].message,
            "chain"
        );
    }
}
