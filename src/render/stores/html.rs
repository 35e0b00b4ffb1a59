//! The benchmark as a page of the hand-over's make: one file, both languages.

use super::{Benchmark, Cell, Part, Row};
use crate::model::device::Device;
use crate::model::plan::Language;
use crate::model::report::DeviceTime;
use crate::render::html::frame::{Frame, Section};
use crate::render::html::text::{each, link, same, say, time, word};
use crate::render::html::{Brand, Medium, Pictures, charts};
use crate::rulebook::texts::Both;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// File of the benchmark for a browser.
pub const FILE: &str = "stores.html";
/// File of the benchmark for paper.
pub const PDF: &str = "stores.pdf";

/// How the page reads.
#[derive(Debug, Clone, Copy)]
pub struct Look<'a> {
    /// Whose report it is.
    pub brand: &'a Brand,
    /// The language that is shown first.
    pub language: Language,
    /// What it is read on.
    pub medium: Medium,
    /// On which page of the paper each part begins, where that is known.
    pub pages: Option<&'a BTreeMap<String, u32>>,
}

/// Writes the page.
pub fn html(benchmark: &Benchmark<'_>, look: Look<'_>) -> String {
    let pictures = Pictures::default();
    let version = benchmark
        .stores
        .first()
        .map(|store| store.report.tool.version.as_str());
    let frame = Frame {
        brand: look.brand,
        language: look.language,
        medium: look.medium,
        title: word("stores.title"),
        version: version.unwrap_or_default(),
        pictures: &pictures,
        pages: look.pages,
    };
    let paper = look.medium == Medium::Paper;
    let cover = paper.then(|| {
        html! { section.title-page {
            @if let Some(logo) = &look.brand.logo { img.logo src=(logo) alt=(look.brand.author.as_deref().unwrap_or_default()); }
            (cover(benchmark, look.brand))
        } }
    });
    let sections: Vec<Section> = benchmark
        .parts
        .iter()
        .map(|part| Section {
            id: part.id,
            body: body(benchmark, part, look.language),
        })
        .collect();
    frame.around(cover, &summary(benchmark, look, paper), &sections)
}

fn cover(benchmark: &Benchmark<'_>, brand: &Brand) -> Markup {
    html! {
        div.cover {
            @if let Some(client) = &brand.client { p.client { (say("html.for", &[("client", same(client))])) } }
            h1 { span.question { (word("stores.question")) } }
            ol.store-names { @for store in &benchmark.stores {
                li { (link(&store.report.target.url, &store.name)) }
            } }
            @if let Some(author) = &brand.author {
                dl.facts { div { dt { (word("html.author")) } dd { (same(author)) } } }
            }
            @if let Some(note) = brand.note() { div.note { (note) } }
        }
    }
}

/// Score and time to buy of every store, and what was not alike.
fn summary(benchmark: &Benchmark<'_>, look: Look<'_>, paper: bool) -> Markup {
    html! {
        section.first #summary {
            @if paper { h2.summary-title { (word("html.summary")) } } @else { (cover(benchmark, look.brand)) }
            div.store-cards { @for store in &benchmark.stores {
                @let score = store.report.score.total;
                article {
                    h2.small { (store.name) }
                    @match score {
                        Some(score) => p.total { span.number { (crate::render::figures::points(score)) } span.of { " / 100" } },
                        None => p.total.none { (word("score.none")) },
                    }
                    @for one in &store.report.time_to_buy.devices {
                        p.quiet { (say("heading.time-to-buy", &[("device", device(one.device)), ("typed", time(one.typed_ms)), ("autofill", time(one.autofill_ms))])) }
                    }
                    @if store.report.time_to_buy.devices.is_empty() { p.quiet { (word("heading.time-to-buy.none")) } }
                }
            } }
            @if !benchmark.caveats.is_empty() {
                div.not-measured {
                    h2 { (word("stores.caveats")) }
                    ul { @for caveat in &benchmark.caveats { li { (caveat) } } }
                }
            }
        }
    }
}

fn device(device: Device) -> Both {
    word(&format!("device.{}", device.name()))
}

fn body(benchmark: &Benchmark<'_>, part: &Part, language: Language) -> Markup {
    let title = word(&format!("html.{}", part.id));
    let lead = word(&format!("html.{}-lead", part.id));
    html! {
        p.lead { (lead) }
        @if part.id == "stores-time" { (bars(benchmark)) }
        div.scroll tabindex="0" role="group" aria-label=(title.get(language)) data-en=(title.en) data-ja=(title.ja) {
            table.stores {
                thead { tr {
                    th scope="col" { (word("compare.column.what")) }
                    @for store in &benchmark.stores { th scope="col" { (store.name) } }
                } }
                tbody { @for row in &part.rows { (line(row, part.id == "stores-score")) } }
            }
        }
        @if part.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.best) { p.quiet { (word("stores.best")) } }
    }
}

/// Waits and effort of each store as one bar, all to one scale.
fn bars(benchmark: &Benchmark<'_>) -> Markup {
    let of = |on: Device| -> Vec<(&str, Option<&DeviceTime>)> {
        let stores = benchmark.stores.iter();
        stores
            .map(|store| {
                let devices = &store.report.time_to_buy.devices;
                (
                    store.name.as_str(),
                    devices.iter().find(|one| one.device == on),
                )
            })
            .collect()
    };
    let devices = [Device::Mobile, Device::Desktop].map(|on| (on, of(on)));
    let all = devices.iter().flat_map(|(_, stores)| stores);
    let most = all
        .filter_map(|(_, time)| Some(time.as_ref()?.typed_ms))
        .fold(0.0, f64::max);
    html! {
        @for (on, stores) in devices {
            @if stores.iter().any(|(_, time)| time.is_some()) {
                h3 { (device(on)) }
                div.store-bars { @for (name, found) in stores {
                    div.walk {
                        p.walk-name { span { (name) } span.walk-total { @match found { Some(found) => (time(found.typed_ms)), None => "–" } } }
                        @if let Some(found) = found {
                            (charts::stacked(&[(found.wait_ms, "waiting"), (found.typed_ms - found.wait_ms, "typing")], most))
                        }
                    }
                } }
            }
        }
        p.store-keys.quiet {
            span { span.key.waiting {} (word("html.part.waiting")) } " "
            span { span.key.typing {} (word("stores.effort")) }
        }
    }
}

fn line(row: &Row, charted: bool) -> Markup {
    html! {
        tr {
            th scope="row" { (row.label) @if let Some(on) = row.device { " " span.quiet { (device(on)) } } }
            @for cell in &row.cells { (shown(cell, charted)) }
        }
    }
}

fn shown(cell: &Cell, charted: bool) -> Markup {
    let best = word("stores.best-one");
    html! {
        td.best[cell.best] {
            @match &cell.verdict {
                Some(verdict) => span class={ "verdict " (verdict) } { (cell.text) },
                None => (cell.text),
            }
            @if cell.best { span.unseen { (each(|language| format!(" ({})", best.get(language)))) } }
            @if let (true, Some(value)) = (charted, cell.value) { (charts::bar(value / 100.0, "fill")) }
        }
    }
}
