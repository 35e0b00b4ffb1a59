//! The way into the store, the cart and the checkout should not go through a chain of redirects.

use crate::model::page::{Page, PageKind, PageSource};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RedirectChainLength {
    /// Hops that pass.
    pub good_hops: usize,
    /// Hops that fail.
    pub poor_hops: usize,
}

impl Rule for RedirectChainLength {
    const ID: &'static str = "redirect-chain-length";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let entries: Vec<&Page> = seen.all_pages().filter(|page| is_entry(page)).collect();
        if entries.is_empty() {
            return Judgement::unknown("no-home-page");
        }
        let long = entries
            .into_iter()
            .filter(|page| hops(page) > self.good_hops);
        let long: Vec<&Page> = long.collect();
        let findings = long.iter().map(|page| {
            let asked = page.hops.first().map_or(&page.url, |hop| &hop.url);
            Finding::at(Place::url(asked))
                .with("hops", hops(page))
                .with("end", &page.final_url)
        });
        let findings: Vec<Finding> = findings.collect();
        if long.iter().any(|page| hops(page) >= self.poor_hops) {
            return Judgement::fail(findings);
        }
        Judgement::graded(if findings.is_empty() { 1.0 } else { 0.5 }, findings)
    }
}

fn is_entry(page: &Page) -> bool {
    let answered = page.status.is_some_and(|status| status < 400);
    let kind = matches!(
        page.kind,
        PageKind::Home | PageKind::Listing | PageKind::Cart | PageKind::Checkout
    );
    answered && (kind || page.source == PageSource::Start) && page.source != PageSource::MadeUp
}

/// Redirects, those that change only scheme or host counted as one together.
fn hops(page: &Page) -> usize {
    let mut addresses: Vec<&str> = page.hops.iter().map(|hop| hop.url.as_str()).collect();
    addresses.push(&page.final_url);
    let steps = addresses.windows(2);
    let same_page = steps
        .clone()
        .filter(|pair| path(pair[0]) == path(pair[1]))
        .count();
    steps.count() - same_page.saturating_sub(1)
}

fn path(url: &str) -> Option<(String, Option<String>)> {
    let url = Url::parse(url).ok()?;
    Some((url.path().to_owned(), url.query().map(str::to_owned)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::Hop;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, STORE, page, verdict};

    fn through(addresses: &[&str]) -> Verdict {
        let made = Made::store().raw_page(page(PageKind::Home, "/start"), |page| {
            let hop = |url: &&str| Hop {
                url: (*url).to_owned(),
                status: 301,
            };
            page.hops = addresses.iter().map(hop).collect();
            page.final_url = format!("{STORE}/shop");
        });
        verdict::<RedirectChainLength>(made)
    }

    #[test]
    fn one_hop_passes_two_are_half_and_three_fail() {
        assert_eq!(through(&["http://a/1"]), Verdict::Pass);
        assert_eq!(through(&["http://a/1", "http://a/2"]), Verdict::Graded(0.5));
        assert_eq!(
            through(&["http://a/1", "http://a/2", "http://a/3"]),
            Verdict::Fail
        );
    }

    #[test]
    fn changes_of_scheme_and_host_count_as_one_hop() {
        let merged = ["http://shop.example/shop", "https://www.shop.example/shop"];
        assert_eq!(through(&merged), Verdict::Pass);
    }
}
