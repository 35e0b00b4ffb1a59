//! What stands around every page: its policy, style and script, the bar with the
//! switches, the contents, the pictures and the foot.

use super::Medium;
use super::brand::Brand;
use super::pictures::Pictures;
use super::policy;
use super::text::{same, say, word};
use crate::model::plan::Language;
use crate::render::clean::plain;
use crate::rulebook::texts::Both;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use std::collections::BTreeMap;

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/report.js");

/// One part of a page.
pub(crate) struct Section {
    /// Its name in links; `html.` and it is the key of its title.
    pub id: &'static str,
    /// What stands below its title.
    pub body: Markup,
}

/// A page without its parts.
pub(crate) struct Frame<'a> {
    /// Whose report it is.
    pub brand: &'a Brand,
    /// The language that is shown first.
    pub language: Language,
    /// What it is read on.
    pub medium: Medium,
    /// What the window and the bar say.
    pub title: Both,
    /// Version of cartwalk.
    pub version: &'a str,
    /// The pictures that its parts refer to.
    pub pictures: &'a Pictures,
    /// On which page of the paper each part begins, where that is known.
    pub pages: Option<&'a BTreeMap<String, u32>>,
}

impl Frame<'_> {
    /// The whole page. On paper `cover` comes first, then the contents; on a screen the
    /// contents stand beside `first` and the parts.
    pub fn around(&self, cover: Option<Markup>, first: &Markup, sections: &[Section]) -> String {
        let (light, dark) = self.brand.accents();
        let style = format!(":root{{--accent-light:{light};--accent-dark:{dark}}}\n{STYLE}");
        let title = &self.title;
        let paper = self.medium == Medium::Paper;
        let page = html! {
            (DOCTYPE)
            html lang=(self.language.tag()) data-medium=[paper.then_some("paper")] {
                head {
                    meta charset="utf-8";
                    meta http-equiv="Content-Security-Policy" content=(policy::policy(&style, SCRIPT));
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    meta name="referrer" content="no-referrer";
                    meta name="robots" content="noindex";
                    meta name="generator" content={ "cartwalk " (plain(self.version)) };
                    title data-en=(title.en) data-ja=(title.ja) { (title.get(self.language)) }
                    style { (PreEscaped(&style)) }
                }
                body {
                    a.skip href="#main" { (word("html.skip")) }
                    (sprite(self.pictures))
                    @if !paper { (self.bar()) }
                    div.shell {
                        @if !paper { (contents(sections, None, None)) }
                        main #main tabindex="-1" {
                            @if let Some(cover) = cover {
                                (cover)
                                (contents(sections, self.pages, Some(&self.foot())))
                            }
                            (first)
                            @for section in sections {
                                section.part id=(section.id) aria-labelledby={ "h-" (section.id) } {
                                    h2 id={ "h-" (section.id) } { (word(&format!("html.{}", section.id))) }
                                    (section.body)
                                }
                            }
                            @if !paper { footer { (self.foot()) } }
                        }
                    }
                    @if !paper { script { (PreEscaped(SCRIPT)) } }
                }
            }
        };
        page.into_string()
    }

    /// Who made it, and that nothing was ordered.
    fn foot(&self) -> Markup {
        html! {
            div.foot { p { (say("html.made-by", &[("version", same(self.version))])) } }
        }
    }

    /// The bar on top: whose report, and the switches.
    fn bar(&self) -> Markup {
        html! {
            header.bar {
                div.bar-name {
                    @if let Some(logo) = &self.brand.logo {
                        img.logo src=(logo) alt=(self.brand.author.as_deref().unwrap_or_default());
                    }
                    span.bar-title { (self.title) }
                }
                div.switches {
                    div.switch role="group" aria-label=(word("html.language").get(self.language))
                        data-en=(word("html.language").en) data-ja=(word("html.language").ja) {
                        button type="button" data-lang="en" lang="en"
                            aria-pressed=(self.language == Language::En) { "English" }
                        button type="button" data-lang="ja" lang="ja"
                            aria-pressed=(self.language == Language::Ja) { "日本語" }
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

/// The parts, on paper with the numbers of their pages where these are known.
fn contents(
    sections: &[Section],
    pages: Option<&BTreeMap<String, u32>>,
    foot: Option<&Markup>,
) -> Markup {
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
            @if let Some(foot) = foot { (foot) }
        }
    }
}
