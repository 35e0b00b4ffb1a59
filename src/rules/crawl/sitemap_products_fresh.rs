//! What the sitemap lists must answer, be its own canonical address, and not be years old.
//!
//! Judged are the listed pages that the crawl read. A file that lists nothing is no sitemap: some
//! stores answer every address with their front page.

use crate::model::page::{Page, SitemapFile};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::dates::dates;
use crate::rules::facts::reach::shut_out;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitemapProductsFresh {
    /// Share of listed addresses that must be in order, in percent.
    pub min_good_pct: f64,
    /// Age of the newest `lastmod`, in days. Ours.
    pub max_age_days: i64,
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for SitemapProductsFresh {
    const ID: &'static str = "sitemap-products-fresh";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let site = seen.evidence.site.iter();
        let files: Vec<&SitemapFile> = site.flat_map(|s| &s.sitemaps).collect();
        let read = files.iter().copied();
        let read: Vec<&SitemapFile> = read
            .filter(|map| map.status == Some(200) && map.urls > 0)
            .collect();
        if read.is_empty() {
            return match files.iter().any(|map| refused(map)) {
                true => Judgement::unknown("sitemap-unread"),
                false => Judgement::not_applicable("no-sitemap"),
            };
        }
        let listed = seen.all_pages().filter(|page| page.in_sitemap);
        let listed: Vec<&Page> = listed.filter(|page| page.status.is_some()).collect();
        if listed.is_empty() && shut_out(seen) {
            return Judgement::unknown("shut-out");
        }
        if listed.is_empty() {
            let own = read.iter().any(|map| map.urls > map.elsewhere);
            let elsewhere = read.iter().any(|map| map.elsewhere > 0);
            return Judgement::unknown(match elsewhere && !own {
                true => "sitemap-elsewhere",
                false => "sitemap-pages-unread",
            });
        }
        let bad: Vec<&Page> = listed
            .iter()
            .copied()
            .filter(|page| !in_order(page))
            .collect();
        let mut findings = Vec::new();
        let good_pct = 100.0 - bad.len() as f64 * 100.0 / listed.len().max(1) as f64;
        if good_pct < self.min_good_pct {
            let finding = |page: &&Page| {
                let status = page.status.unwrap_or_default();
                Finding::says("listed", Place::url(&page.url)).with("status", status)
            };
            findings.extend(bad.iter().take(self.max_findings).map(finding));
        }
        let newest = read.iter().filter_map(|map| map.newest.as_deref());
        if newest.clone().next().is_none() {
            findings.push(Finding::says("undated", Place::url(&read[0].url)).likely());
        }
        let newest = newest.flat_map(dates).max();
        if let (Some(today), Some(newest)) = (seen.today(), newest)
            && today - newest > self.max_age_days
        {
            let place = Place::url(&read[0].url);
            findings.push(
                Finding::says("old", place)
                    .with("days", today - newest)
                    .likely(),
            );
        }
        Judgement::by(findings)
    }
}

/// Whether a file may be there, but was not handed out.
fn refused(map: &SitemapFile) -> bool {
    map.status
        .is_none_or(|status| matches!(status, 401 | 403 | 429) || status >= 500)
}

fn in_order(page: &Page) -> bool {
    let canonical = page
        .facts
        .as_ref()
        .and_then(|facts| facts.canonical.as_deref());
    // Another address may lead here through redirects; the sitemap's own must not.
    let direct = page.hops.first().is_none_or(|hop| hop.url != page.url);
    page.status == Some(200) && direct && canonical.is_none_or(|url| url == page.url)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageKind, SkipReason};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, STORE, judge, page, verdict};

    fn file(urls: usize, elsewhere: usize) -> SitemapFile {
        SitemapFile {
            url: format!("{STORE}/sitemap.xml"),
            status: Some(200),
            urls,
            elsewhere,
            newest: None,
        }
    }

    fn shop(status: u16, newest: &str) -> Made {
        let map = SitemapFile {
            newest: Some(newest.to_owned()),
            ..file(1, 0)
        };
        let made = Made::store().raw_page(page(PageKind::Product, "/mugs/a"), |page| {
            page.in_sitemap = true;
            page.status = Some(status);
        });
        made.site(|site| site.sitemaps.push(map))
    }

    #[test]
    fn listed_pages_must_answer_and_be_recent() {
        assert_eq!(
            verdict::<SitemapProductsFresh>(shop(200, "2026-11-01T00:00:00Z")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<SitemapProductsFresh>(shop(200, "2024-01-01")),
            Verdict::Fail
        );
    }

    #[test]
    fn a_list_of_which_robots_txt_closes_every_page_is_unknown() {
        let map = file(9, 0);
        let made = Made::store().page(PageKind::Home, "/", |_| {});
        let closed = (0..9).map(|n| (format!("{STORE}/{n}"), SkipReason::Robots));
        let made = made.site(|site| {
            site.sitemaps.push(map);
            site.skipped = closed.collect();
        });
        let judged = verdict::<SitemapProductsFresh>(made);
        assert_eq!(judged, Verdict::Unknown("shut-out"));
    }

    #[test]
    fn a_list_of_which_no_page_was_read_is_unknown_with_its_reason() {
        let with = |map: SitemapFile| {
            let made = Made::store().page(PageKind::Home, "/", |_| {});
            verdict::<SitemapProductsFresh>(made.site(|site| site.sitemaps.push(map)))
        };
        assert_eq!(with(file(24, 24)), Verdict::Unknown("sitemap-elsewhere"));
        let some = Verdict::Unknown("sitemap-pages-unread");
        assert_eq!(with(file(24, 23)), some);
        let down = SitemapFile {
            status: Some(503),
            ..file(0, 0)
        };
        assert_eq!(with(down), Verdict::Unknown("sitemap-unread"));
        // A front page under the sitemap's address.
        assert_eq!(with(file(0, 0)), Verdict::NotApplicable("no-sitemap"));
    }

    #[test]
    fn a_sitemap_without_dates_is_likely_not_kept() {
        let made = shop(200, "2026-11-01").site(|site| site.sitemaps[0].newest = None);
        let judged = judge::<SitemapProductsFresh>(made);
        assert_eq!(judged.findings[0].message, "undated");
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn a_store_without_sitemap_is_not_judged() {
        let made = Made::store().page(PageKind::Home, "/", |_| {});
        assert_eq!(
            verdict::<SitemapProductsFresh>(made),
            Verdict::NotApplicable("no-sitemap")
        );
    }
}
