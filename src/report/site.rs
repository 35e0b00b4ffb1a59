//! The crawl in the words of the report, and what software the store says it runs on.

use crate::model::evidence::Evidence;
use crate::model::page::{Page, PageSource};
use crate::model::report::{PageReport, Platform, SiteReport};

/// All crawled pages.
pub fn site(evidence: &Evidence) -> SiteReport {
    let pages = evidence
        .site
        .as_ref()
        .map(|site| site.pages.as_slice())
        .unwrap_or_default();
    let read = pages
        .iter()
        .filter(|page| page.source != PageSource::MadeUp)
        .filter(|page| page.status.is_some() && page.problem.is_none())
        .count();
    SiteReport {
        pages_crawled: u32::try_from(read).unwrap_or(u32::MAX),
        pages: pages.iter().map(page_report).collect(),
    }
}

/// What `<meta name="generator">` of the first page that has one says.
pub fn platform(evidence: &Evidence) -> Option<Platform> {
    let pages = &evidence.site.as_ref()?.pages;
    let name = pages
        .iter()
        .find_map(|page| page.facts.as_ref()?.generator.clone())?;
    Some(Platform {
        name,
        certainty: 0.8,
    })
}

fn page_report(page: &Page) -> PageReport {
    PageReport {
        url: page.url.clone(),
        final_url: page.final_url.clone(),
        kind: page.kind,
        status: page.status,
        title: page
            .facts
            .as_ref()
            .map(|facts| facts.title.clone())
            .unwrap_or_default(),
        redirects: u32::try_from(page.hops.len()).unwrap_or(u32::MAX),
        fetch_ms: page.fetch_ms,
        bytes: page.body_bytes as u64,
    }
}
