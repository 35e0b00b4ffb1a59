//! The address of a product that is no longer sold should lead to its successor or category.
//!
//! A retired product shows itself in three ways: an address in the products' folder that is gone, one
//! that sends shoppers elsewhere, or a page that says so. Such a page is fine where it links to another
//! product or a category outside of the menus; a page that still sells is no page of a retired product.

use crate::model::page::{Page, PageFacts, PageKind, PageSource, Region};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::lexicon::{Intent, Lexicon};
use crate::rules::facts::body::body;
use crate::rules::facts::has;
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
        let goods = goods(seen);
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
            } else if let Some(facts) = says_so(page) {
                match leads_on(page, facts, |url| goods.contains(url) || product_like(url)) {
                    true => redirected += 1,
                    false => {
                        findings.push(Finding::says("alone", Place::url(asked)).likely());
                    }
                }
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

/// Addresses of products and categories.
fn goods(seen: &Seen<'_>) -> BTreeSet<String> {
    let pages = seen
        .pages()
        .filter(|(page, _)| matches!(page.kind, PageKind::Product | PageKind::Listing));
    pages.map(|(page, _)| page.final_url.clone()).collect()
}

/// What a page holds that answers, says that its product is not sold any more, and does not sell it.
fn says_so(page: &Page) -> Option<&PageFacts> {
    let facts = page.facts.as_ref()?;
    let lexicon = Lexicon::embedded();
    let mut buttons = facts.forms.iter().flat_map(|form| &form.buttons);
    let sells = buttons.any(|name| lexicon.strength(name, Intent::AddToCart) >= 0.5);
    let answers = page.status.is_some_and(|s| (200..300).contains(&s));
    let own = body(facts);
    (answers && !sells && has("discontinued", &own)).then_some(facts)
}

/// Whether a page links, outside of menus, header and footer, to a product or category that is not itself.
fn leads_on(page: &Page, facts: &PageFacts, sold: impl Fn(&str) -> bool) -> bool {
    let own = [&page.url, &page.final_url];
    let beside = |region| matches!(region, Region::Main | Region::Aside | Region::Dialog);
    let mut links = facts.links.iter().filter(|link| beside(link.region));
    links.any(|link| {
        let plain = link.url.split('#').next().unwrap_or_default();
        sold(plain) && own.iter().all(|own| own.as_str() != plain)
    })
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
    use crate::model::page::{Hop, StaticForm};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, judge, link, page, verdict};

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
    fn a_page_that_says_so_passes_with_its_successor_and_is_a_likely_fault_without() {
        let retired = |text: &str, change: fn(&mut PageFacts)| {
            let made = shop().page(PageKind::Product, "/mugs/old", |facts| {
                facts.text = text.to_owned();
                change(facts);
            });
            judge::<DiscontinuedProductRedirects>(made)
        };
        let successor = |facts: &mut PageFacts| facts.links = vec![link("Mug 2", "/mugs/blue")];
        for text in [
            "この商品は販売を終了しました。後継品はこちらです。",
            "Dieser Artikel ist nicht mehr lieferbar.",
            "This product has been discontinued.",
            "이 상품은 단종되었습니다.",
        ] {
            assert_eq!(retired(text, successor).verdict, Verdict::Pass, "{text}");
            let alone = retired(text, |_| ());
            assert_eq!(alone.findings[0].message, "alone", "{text}");
        }
        let sold = retired("The old lid is no longer made.", |facts| {
            facts.forms = vec![StaticForm {
                action: String::new(),
                method: "post".into(),
                inputs: Vec::new(),
                buttons: vec!["Add to basket".into()],
            }];
        });
        assert_eq!(sold.verdict, Verdict::NotApplicable("no-retired-product"));
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
