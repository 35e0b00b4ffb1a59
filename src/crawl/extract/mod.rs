//! Reads one HTML page into plain facts, in a single parse.
//!
//! Everything here is pure: text in, owned values out. A fact has its own small
//! file; those that read plain text (prices, telephone numbers, e-mail and
//! postal addresses, dates) take `&str` and serve other stages as well.

pub mod addresses;
mod currencies;
pub mod dates;
mod depth;
mod dom;
pub mod emails;
mod flow;
mod forms;
mod images;
mod jsonld;
pub mod language;
mod links;
mod meta;
mod microdata;
pub mod phones;
pub mod prices;
mod rdfa;
mod selectors;
pub mod shape;
pub mod structured;

use crate::crawl::address::Site;
use crate::model::page::PageFacts;
use scraper::Html;
use shape::Shape;
use url::Url;

/// What one parse of a page yields.
#[derive(Debug, Clone, Default)]
pub struct Extracted {
    /// The facts that are kept.
    pub facts: PageFacts,
    /// What only the classification and the frontier need.
    pub shape: Shape,
}

/// What is wanted of a page.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// All facts, and how many elements each of these selectors of the user's own rules finds.
    Facts(&'a [String]),
    /// What tells its kind, and what it links: of a crawl's later pages nothing else is kept.
    Kind,
}

impl Wanted<'_> {
    fn fact<T: Default>(self, read: impl FnOnce() -> T) -> T {
        match self {
            Wanted::Facts(_) => read(),
            Wanted::Kind => T::default(),
        }
    }
}

/// Reads a page. `site` tells which links are internal.
pub fn extract(html: &str, page: &Url, site: &Site) -> Extracted {
    extract_wanted(html, page, site, Wanted::Facts(&[]))
}

/// The same, in one parse, but only what is wanted.
pub fn extract_wanted(html: &str, page: &Url, site: &Site, wanted: Wanted<'_>) -> Extracted {
    let document = Html::parse_document(depth::shallow(html));
    let head = meta::read(&document, page);
    let outline = dom::outline(&document);
    let links = links::read(&outline, &head.base, site);
    let (structured, structured_errors) = structured::read(&document, &head.base, page);
    let shape = shape::read(&outline, &head, &links, page);

    let counted = match wanted {
        Wanted::Facts(counted) => counted,
        Wanted::Kind => &[],
    };
    let facts = PageFacts {
        text_language: wanted.fact(|| language::detect(&outline.text)),
        prices: wanted.fact(|| {
            let currency = structured::currency(&structured)
                .or_else(|| head.currency.clone())
                .or_else(|| currencies::currency_of_language(head.lang.as_deref()));
            prices::find_with(&outline.text, currency.as_deref())
        }),
        phones: wanted.fact(|| {
            let region = phones::regions(head.lang.as_deref(), page, &structured);
            phones::read(&outline, &region)
        }),
        emails: wanted.fact(|| emails::read(&document, &outline)),
        addresses: wanted.fact(|| addresses::read(&outline, &structured)),
        forms: wanted.fact(|| forms::read(&outline, &head.base)),
        images: wanted.fact(|| images::read(&outline, &head.base)),
        has_search: forms::has_search(&outline),
        needs_javascript: shape.needs_javascript,
        headings: outline.headings(),
        text: outline.text,
        footer_text: outline.footer_text,
        scripts: head.scripts,
        frames: head.frames,
        title: head.title,
        lang: head.lang,
        description: head.description,
        canonical: head.canonical,
        meta_robots: head.robots,
        meta_viewport: head.viewport,
        generator: head.generator,
        social_meta: head.social,
        app_meta: head.app,
        links: links.into_iter().map(|l| l.link).collect(),
        structured,
        structured_errors,
        answers: selectors::count(&document, counted),
    };
    Extracted { facts, shape }
}

#[cfg(test)]
mod tests;
