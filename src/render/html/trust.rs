//! What makes a shopper trust the store, found and missing with where; and the
//! display items that laws ask for, with the disclaimer.

use super::seen::{Seen, pairs, verdict};
use super::text::{both, cut, link, path_of, same, say, with_code, word};
use crate::model::page::{Page, PageKind};
use crate::model::report::OutcomeReport;
use crate::rulebook::texts::Both;
use maud::{Markup, html};
use std::collections::BTreeMap;

const TRUST: [&str; 4] = ["trust", "service", "omni", "security"];
const LEGAL: [&str; 2] = ["legaljp", "legaleu"];
/// Kinds of pages that answer a shopper's doubts.
const ANSWERS: [PageKind; 7] = [
    PageKind::Contact,
    PageKind::Shipping,
    PageKind::Returns,
    PageKind::Privacy,
    PageKind::Legal,
    PageKind::Faq,
    PageKind::About,
];
/// Pages that are named for one thing found.
const NAMED: usize = 3;

/// What the shopper trusts.
pub fn trust(seen: &Seen<'_>) -> Option<Markup> {
    let checks = of_groups(seen, &TRUST);
    if checks.is_empty() && seen.handover.evidence.site.is_none() {
        return None;
    }
    let with = |names: &[&str]| -> Vec<_> {
        checks
            .iter()
            .filter(|(en, _)| names.contains(&en.verdict.as_str()))
            .copied()
            .collect()
    };
    let (missing, found) = (with(&["fail", "graded"]), with(&["pass"]));
    let read = seen
        .handover
        .evidence
        .site
        .iter()
        .flat_map(|site| &site.pages);
    let read = read.filter(|page| page.facts.is_some()).count();
    // Where nothing was read, nothing is missing either.
    if missing.is_empty() && found.is_empty() && read == 0 {
        return None;
    }
    Some(html! {
        h3 { (word("html.trust-missing")) span.tally { (missing.len()) } }
        div.columns { (checks_list(&missing, true)) }
        h3 { (word("html.trust-found")) span.tally { (found.len()) } }
        div.columns { (checks_list(&found, false)) }
        @if read > 0 { (signals(seen)) }
    })
}

/// Legal display items.
pub fn legal(seen: &Seen<'_>) -> Option<Markup> {
    let checks = of_groups(seen, &LEGAL);
    let apply: Vec<_> = checks
        .into_iter()
        .filter(|(en, _)| en.verdict != "not-applicable")
        .collect();
    // What could not be judged at all is told once, with everything else that was not.
    if apply.iter().all(|(en, _)| en.verdict == "unknown") {
        return None;
    }
    let told = apply
        .iter()
        .any(|(en, _)| !en.findings.is_empty() || en.reason.is_some());
    Some(html! {
        p.disclaimer { (word("html.disclaimer")) }
        table.legal {
            thead { tr {
                th scope="col" { (word("html.item")) }
                th scope="col" { (word("html.verdict")) }
                @if told { th scope="col" { (word("html.seen")) } }
            } }
            tbody { @for (en, ja) in apply {
                tr {
                    th scope="row" { (title(en, ja)) }
                    td { span class={ "verdict " (en.verdict) } { (verdict(&en.verdict)) } }
                    @if told { td {
                        @for told in pairs(en, ja).iter().take(NAMED) { p { (with_code(&told.message())) } }
                        @if let (Some(reason), Some(reason_ja)) = (&en.reason, &ja.reason) { p.quiet { (with_code(&both(reason, reason_ja))) } }
                    } }
                }
            } }
        }
    })
}

fn of_groups<'a>(seen: &Seen<'a>, groups: &[&str]) -> Vec<(&'a OutcomeReport, &'a OutcomeReport)> {
    seen.outcomes()
        .filter(|(en, _)| groups.contains(&en.group.as_str()))
        .collect()
}

fn title(en: &OutcomeReport, ja: &OutcomeReport) -> Markup {
    let title = both(&en.title, &ja.title);
    html! { @if en.findings.is_empty() { (title) } @else { a href={ "#" (en.rule) } { (title) } } }
}

fn checks_list(checks: &[(&OutcomeReport, &OutcomeReport)], told: bool) -> Markup {
    html! {
        @if checks.is_empty() { p.quiet { "–" } }
        ul.checks { @for (en, ja) in checks {
            li {
                span class={ "verdict " (en.verdict) } { (verdict(&en.verdict)) } " " b { (title(en, ja)) }
                @if told { @if let Some(told) = pairs(en, ja).first() {
                    p.quiet { (with_code(&told.message()))
                        @if !told.en.place.url.is_empty() { " " (link(&told.en.place.url, &cut(&path_of(&told.en.place.url), 60))) }
                    }
                } }
            }
        } }
    }
}

/// A text, and the pages that show it.
type Found<'a> = (String, Vec<&'a Page>);

/// What the crawl saw with its own eyes: ways of contact and pages that answer, with where.
fn signals(seen: &Seen<'_>) -> Markup {
    let Some(site) = &seen.handover.evidence.site else {
        return html! {};
    };
    let mut rows: Vec<(Both, Vec<Found<'_>>)> = Vec::new();
    let facts = |read: fn(&crate::model::page::PageFacts) -> Vec<String>| {
        let mut found: BTreeMap<String, Vec<&Page>> = BTreeMap::new();
        for page in &site.pages {
            for text in page.facts.iter().flat_map(read) {
                let places = found.entry(cut(&text, 80)).or_default();
                if places.iter().all(|known| known.final_url != page.final_url) {
                    places.push(page);
                }
            }
        }
        let mut found: Vec<_> = found.into_iter().collect();
        found.sort_by_key(|(_, pages)| std::cmp::Reverse(pages.len()));
        found.truncate(NAMED);
        found
    };
    rows.push((
        word("html.phones"),
        facts(|facts| {
            facts
                .phones
                .iter()
                .map(|phone| phone.text.clone())
                .collect()
        }),
    ));
    rows.push((word("html.emails"), facts(|facts| facts.emails.clone())));
    rows.push((
        word("html.addresses"),
        facts(|facts| facts.addresses.clone()),
    ));
    for kind in ANSWERS {
        let pages: Vec<_> = site
            .pages
            .iter()
            .filter(|page| page.kind == kind && page.facts.is_some())
            .take(NAMED)
            .collect();
        let found = pages.into_iter().map(|page| {
            let name = page
                .facts
                .as_ref()
                .map(|facts| facts.title.as_str())
                .unwrap_or_default();
            (cut(name, 70), vec![page])
        });
        rows.push((seen.kind(kind), found.collect()));
    }
    html! {
        h3 { (word("html.signals")) }
        table.signals {
            thead { tr { th scope="col" { (word("html.signal")) } th scope="col" { (word("html.seen")) } th scope="col" { (word("html.where")) } } }
            tbody { @for (name, found) in rows {
                @if found.is_empty() { tr { th scope="row" { (name) } td.quiet colspan="2" { (word("html.not-found")) } } }
                @for (index, (text, pages)) in found.iter().enumerate() {
                    tr {
                        @if index == 0 { th scope="row" rowspan=(found.len()) { (name) } }
                        td { (text) }
                        td {
                            @for page in pages.iter().take(2) { (link(&page.final_url, &cut(&path_of(&page.final_url), 60))) " " }
                            @if pages.len() > 2 { span.quiet { (say("html.more", &[("count", same((pages.len() - 2).to_string()))])) } }
                        }
                    }
                }
            } }
        }
    }
}
