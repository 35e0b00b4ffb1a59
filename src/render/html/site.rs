//! The crawl: pages read, links that lead nowhere, products that are gone, and
//! what was not fetched.

use super::seen::{Seen, pairs, verdict};
use super::text::{
    both, bytes, cut, each, link, path_of, same, say, time, with_code, word, word_or,
};
use crate::model::report::PageReport;
use crate::render::clean::plain;
use maud::{Markup, html};
use std::collections::BTreeMap;

const PAGES: usize = 300;
const BROKEN: usize = 60;
const RULES: [&str; 4] = [
    "broken-internal-links",
    "discontinued-product-redirects",
    "soft-404",
    "redirect-chain-length",
];

/// The part of the page.
pub fn site(seen: &Seen<'_>) -> Option<Markup> {
    let site = &seen.handover.en.site;
    let map = seen.handover.evidence.site.as_ref()?;
    let broken: Vec<_> = map
        .checked_links
        .iter()
        .filter(|(_, status)| status.is_none_or(|status| status >= 400))
        .collect();
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    for (_, reason) in &map.skipped {
        let name = serde_json::to_value(reason).unwrap_or_default();
        *skipped
            .entry(name.as_str().unwrap_or_default().to_owned())
            .or_default() += 1;
    }
    Some(html! {
        p.lead { (say("html.site-lead", &[("count", same(site.pages_crawled.to_string()))])) }
        @if let Some(problem) = &map.problem { p.bad { (each(|language| plain(&crate::report::problem(problem, language)))) } }
        ul.checks { @for rule in RULES { @if let Some((en, ja)) = seen.outcome(rule) {
            li {
                span class={ "verdict " (en.verdict) } { (verdict(&en.verdict)) } " "
                b { @if en.findings.is_empty() { (both(&en.title, &ja.title)) } @else { a href={ "#" (en.rule) } { (both(&en.title, &ja.title)) } } }
                @if let Some(told) = pairs(en, ja).first() { p.quiet { (with_code(&told.message())) } }
            }
        } } }
        @if !broken.is_empty() {
            h3 { (word("html.broken")) }
            ul.plain-list {
                @for (url, status) in broken.iter().take(BROKEN) {
                    li { code.bad { @match status { Some(status) => (status), None => "–" } } " " (link(url, &cut(&path_of(url), 100))) }
                }
                @if broken.len() > BROKEN { li.quiet { (say("html.more", &[("count", same((broken.len() - BROKEN).to_string()))])) } }
            }
        }
        @if !skipped.is_empty() {
            h3 { (word("html.skipped")) }
            ul.plain-list { @for (reason, count) in &skipped { li { (word_or("html.skip", reason)) ": " b { (count) } } } }
        }
        details.sub.big open[seen.paper() && site.pages.len() <= 60] {
            summary { (say("html.pages", &[("count", same(site.pages.len().to_string()))])) }
            (pages(seen, &site.pages))
            @if let Some(count) = site.only_in_file { p.quiet { (say("html.only-in-file", &[("count", same(count.to_string()))])) } }
        }
    })
}

fn pages(seen: &Seen<'_>, pages: &[PageReport]) -> Markup {
    html! {
        (seen.sideways("html.site", html! {
            table.pages {
                thead { tr {
                    th scope="col" { (word("html.address")) }
                    th scope="col" { (word("html.kind")) }
                    th.num scope="col" { (word("html.status")) }
                    th scope="col" { (word("html.page-title")) }
                    th.num scope="col" { (word("html.took")) }
                    th.num scope="col" { (word("column.bytes")) }
                } }
                tbody { @for page in pages.iter().take(PAGES) {
                    tr {
                        th scope="row" { (link(&page.url, &cut(&path_of(&page.url), 70))) }
                        td { (seen.kind(page.kind)) }
                        td.num.bad[page.status.is_none_or(|status| status >= 400)] { @match page.status { Some(status) => (status), None => "–" } @if page.redirects > 0 { " ↪" (page.redirects) } }
                        td { (cut(&page.title, 70)) }
                        td.num { (time(page.fetch_ms as f64)) }
                        td.num { (bytes(page.bytes)) }
                    }
                } }
            }
        }))
        @if pages.len() > PAGES { p.quiet { (say("html.more", &[("count", same((pages.len() - PAGES).to_string()))])) } }
    }
}
