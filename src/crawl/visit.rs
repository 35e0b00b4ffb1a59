//! One visit: fetch, decode, extract, render where scripts fill the page.

use crate::crawl::Renderer;
use crate::crawl::address::Site;
use crate::crawl::decode;
use crate::crawl::extract::{Extracted, Wanted, extract_wanted};
use crate::crawl::fetch::{Answer, Fetcher, Want};
use crate::model::page::{Page, PageKind, PageSource};
use std::panic::{AssertUnwindSafe, catch_unwind};
use url::Url;

/// A page with what is needed until it is classified for good.
pub struct Visited {
    /// The page; its facts are in `extracted` until the end.
    pub page: Page,
    /// Where the visit ended.
    pub url: Url,
    /// What the page says; `None` where it is no HTML.
    pub extracted: Option<Extracted>,
}

/// Fetches and reads one address. The store is the one of `site`, or of the
/// address that answers where there is none yet.
pub fn visit(
    url: &Url,
    source: PageSource,
    site: Option<&Site>,
    fetcher: &Fetcher,
    renderer: Option<&dyn Renderer>,
    may_follow: &dyn Fn(&Url) -> bool,
    wanted: Wanted<'_>,
) -> Visited {
    let answer = fetcher.get(url, Want::Page, may_follow);
    let own;
    let site = match site {
        Some(site) => site,
        None => {
            own = Site::of(&answer.url);
            &own
        }
    };
    let mut problem = answer.problem.clone();
    let mut rendered = false;
    let mut extracted = None;
    if is_html(&answer) {
        let domain = answer
            .url
            .host_str()
            .and_then(|host| host.rsplit('.').next());
        let html = decode::text(
            &answer.body,
            answer.header("content-type").unwrap_or_default(),
            domain,
        );
        extracted = read(&html, &answer.url, site, wanted);
        if extracted.is_none() {
            problem.get_or_insert_with(|| "parse: the page could not be read".to_string());
        }
        let empty = extracted.as_ref().is_some_and(|e| e.facts.needs_javascript);
        if empty
            && fetcher.over().is_none()
            && let Some(html) = renderer.and_then(|r| r.render(&answer.url))
            && let Some(mut filled) = read(&html, &answer.url, site, wanted)
        {
            // What counts is what the shop sends: the fact stays.
            filled.facts.needs_javascript = true;
            extracted = Some(filled);
            rendered = true;
        }
    }
    let page = Page {
        url: url.to_string(),
        final_url: answer.url.to_string(),
        status: answer.status,
        hops: answer.hops,
        headers: answer.headers,
        body_bytes: answer.body.len(),
        truncated: answer.truncated,
        fetch_ms: u64::try_from(answer.took.as_millis()).unwrap_or(u64::MAX),
        rendered,
        source,
        in_sitemap: false,
        depth: 0,
        kind: PageKind::Other,
        kind_certainty: 0.0,
        problem,
        facts: None,
    };
    Visited {
        page,
        url: answer.url,
        extracted,
    }
}

/// A parser that fails on one page must not end the crawl of the others.
fn read(html: &str, url: &Url, site: &Site, wanted: Wanted<'_>) -> Option<Extracted> {
    catch_unwind(AssertUnwindSafe(|| extract_wanted(html, url, site, wanted))).ok()
}

fn is_html(answer: &Answer) -> bool {
    if answer.body.is_empty() {
        return false;
    }
    match answer.media_type().as_str() {
        "text/html" | "application/xhtml+xml" => true,
        "" => answer.body.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'<'),
        _ => false,
    }
}
