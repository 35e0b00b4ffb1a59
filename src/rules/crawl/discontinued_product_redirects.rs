//! The address of a product that is no longer sold should lead to its successor or category.
//!
//! A retired product shows itself in two ways: an address in the products' folder
//! that is gone, or one that sends shoppers to the home page.

use crate::model::page::{PageKind, PageSource};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::seen::folder;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DiscontinuedProductRedirects {}

impl Rule for DiscontinuedProductRedirects {
    const ID: &'static str = "discontinued-product-redirects";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // Products at the root of the site share their folder with everything else.
        let folders: BTreeSet<String> = seen
            .pages_of(PageKind::Product)
            .filter_map(|(page, _)| folder(&page.final_url))
            .filter(|folder| !folder.is_empty())
            .collect();
        let product_like = |url: &str| folder(url).is_some_and(|f| folders.contains(&f));
        let mut redirected = 0;
        let mut findings = Vec::new();
        for page in seen.all_pages() {
            // The crawl notes a redirect to a page that it knows on that page.
            let asked = page.hops.first().map_or(&page.url, |hop| &hop.url);
            if page.source == PageSource::MadeUp || !product_like(asked) {
                continue;
            }
            let gone = page.status.filter(|status| matches!(status, 404 | 410));
            if let Some(status) = gone {
                findings.push(is_gone(asked, status));
            } else if !page.hops.is_empty() && page.kind == PageKind::Home {
                findings.push(Finding::says("home", Place::url(asked)));
            } else if !page.hops.is_empty() && name(asked) != name(&page.final_url) {
                let kept = matches!(page.kind, PageKind::Listing | PageKind::Product);
                redirected += usize::from(kept);
            }
        }
        let checked = seen
            .evidence
            .site
            .iter()
            .flat_map(|site| &site.checked_links);
        findings.extend(checked.filter_map(|(url, status)| {
            let gone = status.filter(|status| matches!(status, 404 | 410) && product_like(url))?;
            Some(is_gone(url, gone))
        }));
        if findings.is_empty() && redirected == 0 {
            return Judgement::not_applicable("no-retired-product");
        }
        Judgement::by(findings)
    }
}

/// The last part of an address's path: what tells one product from the other.
fn name(url: &str) -> Option<String> {
    let url = Url::parse(url).ok()?;
    let mut parts = url.path_segments()?.rev();
    parts.find(|part| !part.is_empty()).map(str::to_owned)
}

/// 410 may be meant; and not every address among products was one.
fn is_gone(url: &str, status: u16) -> Finding {
    let finding = Finding::says("gone", Place::url(url));
    finding.with("status", status).likely()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{Hop, Page};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, judge, page, verdict};

    fn shop() -> Made {
        Made::store().page(PageKind::Product, "/mugs/blue", |_| {})
    }

    fn moved(kind: PageKind, to: &str) -> Page {
        let mut moved = page(kind, "/mugs/old");
        moved.final_url = format!("{STORE}{to}");
        moved.hops = vec![Hop {
            url: moved.url.clone(),
            status: 301,
        }];
        moved
    }

    #[test]
    fn a_redirect_to_the_category_passes_and_one_to_the_home_page_fails() {
        let good = shop().raw_page(moved(PageKind::Listing, "/mugs"), |_| {});
        assert_eq!(verdict::<DiscontinuedProductRedirects>(good), Verdict::Pass);
        let successor = shop().raw_page(moved(PageKind::Product, "/mugs/new"), |_| {});
        assert_eq!(
            verdict::<DiscontinuedProductRedirects>(successor),
            Verdict::Pass
        );
        let bad = shop().raw_page(moved(PageKind::Home, "/"), |_| {});
        assert_eq!(
            judge::<DiscontinuedProductRedirects>(bad).findings[0].message,
            "home"
        );
    }

    #[test]
    fn a_gone_product_fails_and_a_store_without_one_is_not_judged() {
        let url = format!("{STORE}/mugs/old");
        let gone = shop().site(|site| site.checked_links.push((url, Some(404))));
        assert_eq!(verdict::<DiscontinuedProductRedirects>(gone), Verdict::Fail);
        let none = verdict::<DiscontinuedProductRedirects>(shop());
        assert_eq!(none, Verdict::NotApplicable("no-retired-product"));
    }
}
