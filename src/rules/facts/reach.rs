//! How near something is: on each page itself, or one link away.

use crate::model::journey::{Ended, Goal};
use crate::model::page::{Page, PageFacts, PageKind, Region, SkipReason};
use crate::rules::Seen;
use crate::rules::facts::words::{fold, mentions};
use std::collections::BTreeSet;

/// Pages from which a thing can be reached.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reach {
    /// Pages that were looked at: everything but the checkout.
    pub pages: usize,
    /// How many of them have it themselves or a link to a page that has it.
    pub near: usize,
    /// The first page that has neither.
    pub far: Option<String>,
}

impl Reach {
    /// Share of the pages that are near, in percent.
    pub fn near_pct(&self) -> f64 {
        match self.pages {
            0 => 0.0,
            pages => self.near as f64 * 100.0 / pages as f64,
        }
    }
}

/// From how many pages one reaches a page that has something, with at most one tap.
pub fn one_tap(seen: &Seen<'_>, has: impl Fn(&Page, &PageFacts) -> bool) -> Reach {
    let holders: BTreeSet<&str> = seen
        .pages()
        .filter(|(page, facts)| has(page, facts))
        .flat_map(|(page, _)| [bare(&page.url), bare(&page.final_url)])
        .collect();
    let mut reach = Reach::default();
    for (page, facts) in seen
        .pages()
        .filter(|(page, _)| page.kind != PageKind::Checkout)
    {
        reach.pages += 1;
        let here = holders.contains(bare(&page.final_url));
        if here
            || facts
                .links
                .iter()
                .any(|link| holders.contains(bare(&link.url)))
        {
            reach.near += 1;
        } else if reach.far.is_none() {
            reach.far = Some(page.final_url.clone());
        }
    }
    reach
}

/// Whether every walk was turned away or got stuck before delivery and payment: what such a walk did not
/// meet may stand on a screen that it never saw.
pub fn cut_short(seen: &Seen<'_>) -> bool {
    let mut walks = seen.journeys().peekable();
    let beyond = [Goal::Shipping, Goal::Payment, Goal::Review];
    walks.peek().is_some()
        && walks.all(|walk| {
            let reached = matches!(walk.ended, Ended::Reached { .. });
            let mut steps = walk.steps.iter();
            !reached && !steps.any(|step| beyond.iter().any(|goal| step.serves(*goal)))
        })
}

/// An address without query, fragment and last slash.
pub fn bare(url: &str) -> &str {
    url.split(['?', '#'])
        .next()
        .unwrap_or(url)
        .trim_end_matches('/')
}

/// Parameters whose value is a product's number: old shop software has one path for all of them.
const PRODUCT_NUMBERS: &[&str] = &[
    "product_id",
    "products_id",
    "productid",
    "product",
    "product_no",
    "prd_no",
    "goods_id",
    "goods_no",
    "goodsno",
    "item_id",
    "itemid",
    "item_no",
    "item",
    "pid",
    "id",
];

/// What tells a product's page from another one's: the bare address, and the product's number where that
/// stands in the query.
pub fn product_key(url: &str) -> String {
    let mut key = bare(url).to_owned();
    let query = url.split('#').next().and_then(|url| url.split_once('?'));
    for pair in query.map_or("", |(_, query)| query).split('&') {
        let name = pair.split('=').next().unwrap_or_default().to_lowercase();
        if PRODUCT_NUMBERS.contains(&name.as_str()) {
            key.push('?');
            key.push_str(pair);
        }
    }
    key
}

/// Whether a link in header, footer or navigation with one of these words leads to a page that was
/// not read, or one anywhere to a page that robots.txt keeps the crawl from: then "not found" is not
/// sure.
pub fn unread(seen: &Seen<'_>, words: &[&'static str]) -> bool {
    let read: BTreeSet<&str> = seen
        .pages()
        .flat_map(|(page, _)| [bare(&page.url), bare(&page.final_url)])
        .collect();
    let forbidden: BTreeSet<&str> = seen
        .evidence
        .site
        .iter()
        .flat_map(|site| &site.skipped)
        .filter(|(_, why)| *why == SkipReason::Robots)
        .map(|(url, _)| bare(url))
        .collect();
    shut_out(seen)
        || seen.pages().take(30).any(|(_, facts)| {
            facts
                .links
                .iter()
                .filter(|link| link.region != Region::Main || forbidden.contains(bare(&link.url)))
                .filter(|link| link.url.starts_with("http"))
                .any(|link| mentions(&fold(&link.text), words) && !read.contains(bare(&link.url)))
        })
}

/// Whether robots.txt keeps the crawl from more of the store than it could read: what was not found
/// may well be there.
pub fn shut_out(seen: &Seen<'_>) -> bool {
    let skipped = seen.evidence.site.iter().flat_map(|site| &site.skipped);
    let forbidden = skipped
        .filter(|(_, why)| *why == SkipReason::Robots)
        .count();
    forbidden > seen.pages().count().max(2)
}

/// The reason why a page was not read: robots.txt closes the store, or `otherwise`.
pub fn why_unread(seen: &Seen<'_>, otherwise: &'static str) -> &'static str {
    if shut_out(seen) {
        "shut-out"
    } else {
        otherwise
    }
}

/// Status of a link to another site, where the crawl checked it.
pub fn external_status(seen: &Seen<'_>, url: &str) -> Option<u16> {
    let site = seen.evidence.site.as_ref()?;
    let mut checked = site.checked_external.iter();
    checked
        .find(|(checked, _)| checked == url)
        .and_then(|(_, status)| *status)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Made, link};

    #[test]
    fn one_tap_counts_the_page_itself_and_its_links() {
        let evidence = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("About", "/about/")]
            })
            .page(PageKind::About, "/about", |_| ())
            .page(PageKind::Product, "/mug", |_| ())
            .evidence();
        let reach = one_tap(&Seen::new(&evidence), |page, _| {
            page.kind == PageKind::About
        });
        assert_eq!((reach.pages, reach.near), (3, 2));
        assert_eq!(reach.far.as_deref(), Some("https://shop.example/mug"));
    }

    #[test]
    fn a_store_that_robots_txt_closes_may_hold_anything() {
        let skipped = |pages: usize| {
            let all = (0..pages).map(|n| (format!("https://shop.example/{n}"), SkipReason::Robots));
            let made = Made::store().page(PageKind::Home, "/", |_| ());
            made.site(|site| site.skipped = all.collect()).evidence()
        };
        assert!(!shut_out(&Seen::new(&skipped(2))));
        assert!(unread(&Seen::new(&skipped(9)), &["faq"]));
    }

    #[test]
    fn a_page_that_robots_txt_keeps_us_from_may_hold_it() {
        let store = || {
            Made::store().page(PageKind::Home, "/", |f| {
                let mut contact = link("Contact", "/contact");
                contact.region = Region::Main;
                f.links = vec![contact];
            })
        };
        let evidence = store().evidence();
        assert!(!unread(&Seen::new(&evidence), &["contact"]));
        let kept_out = store().site(|site| {
            site.skipped = vec![("https://shop.example/contact".into(), SkipReason::Robots)];
        });
        assert!(unread(&Seen::new(&kept_out.evidence()), &["contact"]));
    }
}
