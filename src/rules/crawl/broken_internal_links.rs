//! Links within the store must lead somewhere.

use crate::model::page::{Page, PageKind, PageSource};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrokenInternalLinks {
    /// Share of broken links that is tolerated on pages off the way to buy, in percent.
    pub max_elsewhere_pct: f64,
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for BrokenInternalLinks {
    const ID: &'static str = "broken-internal-links";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let broken = broken(seen);
        let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
        let (mut elsewhere, mut all) = (0_usize, BTreeSet::new());
        let mut on_the_way = false;
        for (page, facts) in seen.pages() {
            for link in facts.links.iter().filter(|link| link.internal) {
                let target = without_fragment(&link.url);
                all.insert(target);
                let Some(status) = broken.get(target) else {
                    continue;
                };
                on_the_way |= matters(page);
                let new = !findings.contains_key(target);
                elsewhere += usize::from(new);
                if new || matters(page) {
                    let finding = Finding::at(Place::page(page));
                    let finding = finding.with("target", target).with("status", status);
                    findings.insert(target, finding);
                }
            }
        }
        let share = elsewhere as f64 * 100.0 / all.len().max(1) as f64;
        if findings.is_empty() || (!on_the_way && share <= self.max_elsewhere_pct) {
            return Judgement::pass();
        }
        Judgement::fail(findings.into_values().take(self.max_findings).collect())
    }
}

/// Addresses that answer with an error which is no refusal: log-in walls, bot
/// protection and rate limits say nothing about the link.
fn broken<'a>(seen: &Seen<'a>) -> BTreeMap<&'a str, u16> {
    let crawled = seen
        .all_pages()
        .filter(|page| page.source != PageSource::MadeUp);
    let crawled = crawled.map(|page| (page.url.as_str(), page.status));
    let checked = seen
        .evidence
        .site
        .iter()
        .flat_map(|site| &site.checked_links);
    let checked = checked.map(|(url, status)| (url.as_str(), *status));
    crawled
        .chain(checked)
        .filter_map(|(url, status)| Some((without_fragment(url), status?)))
        .filter(|(_, status)| *status >= 400 && !matches!(status, 401 | 403 | 405 | 429 | 503))
        .collect()
}

fn without_fragment(url: &str) -> &str {
    url.split('#').next().unwrap_or(url)
}

/// Whether a page is on the way to buy, or is asked for help.
fn matters(page: &Page) -> bool {
    match page.kind {
        PageKind::Home
        | PageKind::Listing
        | PageKind::Product
        | PageKind::Cart
        | PageKind::Checkout
        | PageKind::Contact
        | PageKind::Shipping
        | PageKind::Returns
        | PageKind::Faq => true,
        PageKind::Search
        | PageKind::Account
        | PageKind::Privacy
        | PageKind::Legal
        | PageKind::About
        | PageKind::Other => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, judge, link, verdict};

    fn shop(kind: PageKind, status: u16) -> Made {
        let target = format!("{STORE}/gone");
        let made = Made::store().page(kind, "/x", |facts| {
            facts.links.push(link("Gone", "/gone#part"));
            facts
                .links
                .extend((0..200).map(|n| link("Fine", &format!("/fine/{n}"))));
        });
        made.site(|site| site.checked_links.push((target, Some(status))))
    }

    #[test]
    fn one_broken_link_on_the_home_page_fails() {
        let judged = judge::<BrokenInternalLinks>(shop(PageKind::Home, 404));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings.len(), 1);
    }

    #[test]
    fn one_in_two_hundred_is_tolerated_off_the_way() {
        assert_eq!(
            verdict::<BrokenInternalLinks>(shop(PageKind::Other, 500)),
            Verdict::Pass
        );
    }

    #[test]
    fn a_refusal_is_no_broken_link() {
        assert_eq!(
            verdict::<BrokenInternalLinks>(shop(PageKind::Home, 403)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<BrokenInternalLinks>(shop(PageKind::Home, 429)),
            Verdict::Pass
        );
    }
}
