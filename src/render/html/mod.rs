//! The hand-over: one HTML file that a consultant gives to a client.
//!
//! It holds everything it needs (style, script, pictures) and asks nobody for
//! anything: a Content-Security-Policy with the hashes of exactly this style and
//! this script forbids the rest. Both languages stand in it. Whatever a store
//! wrote is escaped by the templates (`maud`) after [`plain`] took out what
//! would change the direction or the look of other text.
//!
//! [`plain`]: crate::render::clean::plain

pub mod brand;
pub mod charts;
pub mod pictures;
pub mod published;
pub mod text;

mod changes;
mod estimate;
mod findings;
mod first;
mod forms;
mod journey;
mod method;
mod policy;
mod seen;
mod site;
mod speed;
mod step;
#[cfg(test)]
mod tests;
mod trust;
mod waterfall;

pub use brand::{Brand, SECTIONS};
pub use changes::{Base, pictures as base_pictures};
pub use estimate::Estimate;
pub use pictures::Pictures;

use crate::model::evidence::Evidence;
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::rulebook::Rulebook;
use crate::rulebook::texts::Both;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;
use text::{host_of, same, say, word};

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/report.js");

/// What the page is read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Medium {
    /// A screen: parts open and close, findings can be filtered.
    Screen,
    /// Paper: everything that matters is open, with a cover and contents.
    Paper,
}

/// Everything that the hand-over is made of.
#[derive(Debug, Clone, Copy)]
pub struct Handover<'a> {
    /// The report in English.
    pub en: &'a Report,
    /// The same report in Japanese.
    pub ja: &'a Report,
    /// What it rests on: requests, boxes, what was typed.
    pub evidence: &'a Evidence,
    /// What it is compared with, where it is.
    pub base: Option<Base<'a>>,
    /// Why each rule matters, and its sources.
    pub book: &'a Rulebook,
    /// The screenshots.
    pub pictures: &'a Pictures,
    /// Whose report it is.
    pub brand: &'a Brand,
    /// The language that is shown first.
    pub language: Language,
    /// What it is read on.
    pub medium: Medium,
    /// On which page of the paper each part begins, where that is known.
    pub pages: Option<&'a BTreeMap<String, u32>>,
    /// What the published effects would be worth, where the user gave figures.
    pub estimate: Option<Estimate>,
}

/// The id of a part and what writes it.
type Part = (&'static str, fn(&seen::Seen<'_>) -> Option<Markup>);

/// One part of the page.
struct Section {
    id: &'static str,
    body: Markup,
}

/// Writes the page.
pub fn html(handover: &Handover<'_>) -> String {
    let seen = seen::Seen::of(handover);
    let sections = sections(&seen);
    let (light, dark) = handover.brand.accents();
    let style = format!(":root{{--accent-light:{light};--accent-dark:{dark}}}\n{STYLE}");
    let title = say(
        "html.title",
        &[("host", same(host_of(&handover.en.target.url)))],
    );
    let paper = handover.medium == Medium::Paper;
    let page = html! {
        (DOCTYPE)
        html lang=(handover.language.tag()) data-medium=[paper.then_some("paper")] {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy::policy(&style, SCRIPT));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="generator" content={ "cartwalk " (handover.en.tool.version) };
                title data-en=(title.en) data-ja=(title.ja) { (title.get(handover.language)) }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#main" { (word("html.skip")) }
                (sprite(handover.pictures))
                @if !paper { (bar(handover, &title)) }
                div.shell {
                    @if !paper { (contents(&sections, None)) }
                    main #main tabindex="-1" {
                        @if paper {
                            (first::title_page(&seen))
                            (contents(&sections, handover.pages))
                        }
                        (first::first(&seen))
                        @for section in &sections {
                            section.part id=(section.id) aria-labelledby={ "h-" (section.id) } {
                                h2 id={ "h-" (section.id) } { (word(&format!("html.{}", section.id))) }
                                (section.body)
                            }
                        }
                        (foot(handover))
                    }
                }
                @if !paper { script { (PreEscaped(SCRIPT)) } }
            }
        }
    };
    page.into_string()
}

/// The parts in their order. A part that has nothing to say, or that the user
/// leaves out, is not on the page and not in its contents.
fn sections(seen: &seen::Seen<'_>) -> Vec<Section> {
    let parts: [Part; 10] = [
        ("changes", changes::changes),
        ("journey", journey::journey),
        ("findings", findings::findings),
        ("trust", trust::trust),
        ("forms", forms::forms),
        ("speed", speed::speed),
        ("site", site::site),
        ("legal", trust::legal),
        ("estimate", estimate::estimate),
        ("method", method::method),
    ];
    parts
        .into_iter()
        .filter(|(id, _)| seen.handover.brand.shows(id))
        .filter_map(|(id, write)| {
            Some(Section {
                id,
                body: write(seen)?,
            })
        })
        .collect()
}

/// Every picture, once. Places on the page refer to it by its number.
fn sprite(pictures: &Pictures) -> Markup {
    html! {
        svg.sprite width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                @for (index, picture) in pictures.all().enumerate() {
                    // One unit wide, so that each place scales it as it needs.
                    image id={ "p" (index) } width="1000" height=(format!("{:.1}", 1000.0 / picture.ratio))
                        preserveAspectRatio="none" href=(picture.address()) {}
                }
            }
        }
    }
}

/// The bar on top: whose report, and the switches.
fn bar(handover: &Handover<'_>, title: &Both) -> Markup {
    html! {
        header.bar {
            div.bar-name {
                @if let Some(logo) = &handover.brand.logo {
                    img.logo src=(logo) alt=(handover.brand.author.as_deref().unwrap_or_default());
                }
                span.bar-title { (title) }
            }
            div.switches {
                div.switch role="group" aria-label=(word("html.language").get(handover.language))
                    data-en=(word("html.language").en) data-ja=(word("html.language").ja) {
                    button type="button" data-lang="en" lang="en"
                        aria-pressed=(handover.language == Language::En) { "English" }
                    button type="button" data-lang="ja" lang="ja"
                        aria-pressed=(handover.language == Language::Ja) { "日本語" }
                }
                button.theme type="button" data-theme-switch aria-pressed="false" {
                    svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" {
                        path d="M8 1.5a6.5 6.5 0 1 0 0 13z" fill="currentColor" {}
                        circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" {}
                    }
                    span.unseen { (word("html.dark")) }
                }
            }
        }
    }
}

/// The parts, on paper with the numbers of their pages where these are known.
fn contents(sections: &[Section], pages: Option<&BTreeMap<String, u32>>) -> Markup {
    let page = |id: &str| pages.and_then(|pages| pages.get(id));
    html! {
        nav.contents aria-labelledby="h-contents" {
            p.contents-title #h-contents { (word("html.contents")) }
            ol {
                li { a href="#summary" { (word("html.summary")) @if let Some(page) = page("summary") { " " span.page { (page) } } } }
                @for section in sections {
                    li { a href={ "#" (section.id) } { (word(&format!("html.{}", section.id))) @if let Some(page) = page(section.id) { " " span.page { (page) } } } }
                }
            }
        }
    }
}

fn foot(handover: &Handover<'_>) -> Markup {
    let version = same(&handover.en.tool.version);
    html! {
        footer.foot {
            p { (say("html.made-by", &[("version", version)])) }
        }
    }
}
