//! A product that does not exist must be answered as "not found", with a way on.
//!
//! Judged by an address among the store's products where the crawl made one up: a
//! random path may be answered by the web server in front of the shop.

use crate::model::page::{Page, PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Soft404 {}

impl Rule for Soft404 {
    const ID: &'static str = "soft-404";
    const NEEDS: &'static [Need] = &[Need::MadeUp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let asked = seen.missing_product_answers();
        Judgement::by(
            asked
                .into_iter()
                .filter_map(|page| wrong(page, seen))
                .collect(),
        )
    }
}

fn wrong(page: &Page, seen: &Seen<'_>) -> Option<Finding> {
    let status = page.status?;
    let place = Place::url(&page.url);
    if !matches!(status, 404 | 410) {
        return Some(Finding::says("status", place).with("status", status));
    }
    let bare = |facts: &PageFacts| {
        !(facts.has_search || has_search_link(facts)) || !leads_home(facts, seen)
    };
    let no_way_on = page.facts.as_ref().is_none_or(bare);
    no_way_on.then(|| Finding::says("bare", place).with("status", status))
}

fn has_search_link(facts: &PageFacts) -> bool {
    let labels = facts.links.iter().map(|link| link.text.as_str());
    labels
        .into_iter()
        .any(|label| crate::rules::facts::has("search-word", label))
}

fn leads_home(facts: &PageFacts, seen: &Seen<'_>) -> bool {
    let homes: Vec<&str> = seen
        .pages_of(PageKind::Home)
        .flat_map(|(page, _)| [page.url.as_str(), page.final_url.as_str()])
        .collect();
    facts.links.iter().any(|link| {
        let plain = link.url.split(['#', '?']).next().unwrap_or_default();
        let root = Url::parse(plain).is_ok_and(|url| url.path() == "/");
        link.internal && (root || homes.contains(&plain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageSource;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, page, verdict};

    fn missing(made: Made, path: &str, status: u16, change: impl FnOnce(&mut PageFacts)) -> Made {
        made.raw_page(page(PageKind::Other, path), |page| {
            page.source = PageSource::MadeUp;
            page.status = Some(status);
            change(page.facts.as_mut().expect("made with facts"));
        })
    }

    #[test]
    fn a_404_with_search_and_a_link_home_passes() {
        let made = missing(Made::store(), "/mugs/none", 404, |facts| {
            facts.has_search = true;
            facts.links.push(link("Home", "/"));
        });
        assert_eq!(verdict::<Soft404>(made), Verdict::Pass);
    }

    #[test]
    fn success_and_a_bare_404_fail_for_different_reasons() {
        let success = judge::<Soft404>(missing(Made::store(), "/mugs/none", 200, |_| {}));
        assert_eq!(
            (success.verdict, success.findings[0].message),
            (Verdict::Fail, "status")
        );
        let bare = judge::<Soft404>(missing(Made::store(), "/mugs/none", 404, |_| {}));
        assert_eq!(
            (bare.verdict, bare.findings[0].message),
            (Verdict::Fail, "bare")
        );
    }

    #[test]
    fn a_path_that_the_web_server_answers_does_not_count_beside_a_product() {
        let made = Made::store().page(PageKind::Product, "/mugs/blue", |_| {});
        let made = missing(made, "/random-path", 200, |_| {});
        let made = missing(made, "/mugs/none", 404, |facts| {
            facts.has_search = true;
            facts.links.push(link("Home", "/"));
        });
        assert_eq!(verdict::<Soft404>(made), Verdict::Pass);
    }
}
