//! One pass over a page's elements: what is visible, in which part of the page it stands.
//!
//! The pass is a loop, not a recursion: a page may nest its elements a
//! hundred thousand deep.

use crate::crawl::extract::flow::{TextBuilder, break_after, break_before, is_block};
use crate::model::page::Region;
use ego_tree::NodeId;
use ego_tree::iter::Edge;
use scraper::{ElementRef, Html, Node};
use std::collections::HashMap;

/// Longest visible text that is kept, in characters.
const TEXT_LIMIT: usize = 60_000;
/// Longest footer text that is kept, in characters.
const FOOTER_LIMIT: usize = 10_000;
/// A select with more choices (countries, years) says nothing about its page.
const OPTIONS_LIMIT: usize = 30;

/// An element of interest and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Placed<'a> {
    /// The element.
    pub element: ElementRef<'a>,
    /// The part of the page.
    pub region: Region,
    /// Whether it is hidden by an attribute.
    pub hidden: bool,
}

/// What the pass over a page finds.
#[derive(Debug, Default)]
pub struct Outline<'a> {
    /// Visible text, one line a block.
    pub text: String,
    /// Visible text of the footer.
    pub footer_text: String,
    /// `a` and `area` with an address.
    pub links: Vec<Placed<'a>>,
    /// h1 to h6.
    pub heading_elements: Vec<Placed<'a>>,
    /// Forms.
    pub forms: Vec<Placed<'a>>,
    /// Inputs, selects, text areas, inside forms and outside.
    pub fields: Vec<Placed<'a>>,
    /// Buttons of all makes.
    pub buttons: Vec<Placed<'a>>,
    /// Pictures.
    pub images: Vec<Placed<'a>>,
    /// `<address>` elements.
    pub address_elements: Vec<Placed<'a>>,
    /// `main`, or what stands for it.
    pub main: Option<ElementRef<'a>>,
    /// Labels by the id of their field.
    pub labels: HashMap<&'a str, String>,
}

impl Outline<'_> {
    /// Visible headings, `(level, text)`.
    pub fn headings(&self) -> Vec<(u8, String)> {
        self.heading_elements
            .iter()
            .filter(|h| !h.hidden)
            .map(|h| {
                let level = h.element.value().name().as_bytes()[1] - b'0';
                (level, clip(&text_of(h.element), 300))
            })
            .filter(|(_, text)| !text.is_empty())
            .take(500)
            .collect()
    }
}

#[derive(Clone, Copy)]
struct State {
    region: Region,
    hidden: bool,
    /// Inside `article`, `section` or `main`, where header and footer are the part's own.
    sectioned: bool,
    depth: usize,
}

/// Walks the page once.
pub fn outline(document: &Html) -> Outline<'_> {
    let mut out = Outline::default();
    let mut text = TextBuilder::new(TEXT_LIMIT);
    let mut footer = TextBuilder::new(FOOTER_LIMIT);
    let mut states: Vec<(NodeId, State)> = Vec::new();
    let mut state = State {
        region: Region::Main,
        hidden: false,
        sectioned: false,
        depth: 0,
    };
    for edge in document.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Text(piece) if !state.hidden => {
                    text.push(piece);
                    if state.region == Region::Footer {
                        footer.push(piece);
                    }
                }
                Node::Element(_) => {
                    let Some(element) = ElementRef::wrap(node) else {
                        continue;
                    };
                    states.push((node.id(), state));
                    state = enter(element, state);
                    if !state.hidden {
                        break_before(element, &mut text);
                        if state.region == Region::Footer {
                            break_before(element, &mut footer);
                        }
                    }
                    collect(element, state, &mut out);
                }
                _ => {}
            },
            Edge::Close(node) => {
                if states.last().is_some_and(|(id, _)| *id == node.id())
                    && let Some((_, before)) = states.pop()
                {
                    if let Some(element) = ElementRef::wrap(node)
                        && !state.hidden
                    {
                        break_after(element, &mut text);
                        if state.region == Region::Footer {
                            break_after(element, &mut footer);
                        }
                    }
                    state = before;
                }
            }
        }
    }
    out.text = text.finish();
    out.footer_text = footer.finish();
    out
}

fn enter(element: ElementRef<'_>, outer: State) -> State {
    let value = element.value();
    let name = value.name();
    let mut state = State {
        depth: outer.depth + 1,
        hidden: outer.hidden || is_hidden(element),
        ..outer
    };
    let role = value.attr("role").map(str::to_ascii_lowercase);
    let by_role = match role.as_deref() {
        Some("banner") => Some(Region::Header),
        Some("navigation") => Some(Region::Nav),
        Some("main") => Some(Region::Main),
        Some("complementary") => Some(Region::Aside),
        Some("contentinfo") => Some(Region::Footer),
        Some("dialog" | "alertdialog") => Some(Region::Dialog),
        _ => None,
    };
    let by_element = match name {
        "header" if !outer.sectioned => Some(Region::Header),
        "footer" if !outer.sectioned => Some(Region::Footer),
        "nav" => Some(Region::Nav),
        "main" => Some(Region::Main),
        "aside" => Some(Region::Aside),
        "dialog" => Some(Region::Dialog),
        _ => None,
    };
    let by_words = || {
        let plain = matches!(name, "div" | "section" | "ul" | "table" | "td");
        (plain && !outer.sectioned && outer.depth < 14)
            .then(|| region_of_words(element))
            .flatten()
    };
    if let Some(found) = by_role.or(by_element).or_else(by_words) {
        // The navigation inside a header or a footer is part of it, and
        // nothing leaves a dialog.
        let stays = match outer.region {
            Region::Dialog => true,
            Region::Header | Region::Footer => matches!(
                found,
                Region::Nav | Region::Aside | Region::Header | Region::Footer
            ),
            Region::Nav | Region::Main | Region::Aside => false,
        };
        if !stays {
            state.region = found;
        }
    }
    state.sectioned = outer.sectioned
        || matches!(name, "main" | "article")
        || role.as_deref() == Some("main")
        || (name == "section" && state.region == Region::Main);
    state
}

/// The two ends of a page as shops laid out in tables call them; a class of that name is any part's.
fn end_of_page(id: &str) -> Option<Region> {
    const BEFORE: [&str; 6] = ["site", "page", "global", "main", "l", "g"];
    const BEHIND: [&str; 14] = [
        "wrap",
        "wrapper",
        "area",
        "inner",
        "block",
        "box",
        "menu",
        "nav",
        "navi",
        "link",
        "links",
        "content",
        "contents",
        "container",
    ];
    let id = id.to_ascii_lowercase();
    let ends = [
        ("footer", Region::Footer),
        ("foot", Region::Footer),
        ("header", Region::Header),
        ("head", Region::Header),
    ];
    ends.into_iter().find_map(|(word, region)| {
        let (before, behind) = id.split_once(word)?;
        let before = before.trim_end_matches(['-', '_']);
        let behind = behind.trim_start_matches(['-', '_']);
        let known = (before.is_empty() || BEFORE.contains(&before))
            && (behind.is_empty() || BEHIND.contains(&behind));
        known.then_some(region)
    })
}

fn region_of_words(element: ElementRef<'_>) -> Option<Region> {
    let value = element.value();
    if let Some(end) = value.id().and_then(end_of_page) {
        return Some(end);
    }
    value
        .id()
        .into_iter()
        .chain(value.classes())
        .find_map(|word| {
            let word = word.to_ascii_lowercase();
            let parts: Vec<&str> = word.split(['-', '_']).filter(|p| !p.is_empty()).collect();
            const AROUND: [&str; 24] = [
                "site",
                "page",
                "global",
                "main",
                "l",
                "g",
                "c",
                "p",
                "shop",
                "store",
                "app",
                "the",
                "ec",
                "wrap",
                "wrapper",
                "container",
                "area",
                "inner",
                "content",
                "section",
                "block",
                "box",
                "top",
                "bottom",
            ];
            let mut named = parts.iter().filter(|part| !AROUND.contains(*part));
            let only = named.next()?;
            if named.next().is_some() {
                return None;
            }
            match *only {
                "header" | "masthead" if parts.first() != Some(&"page") => Some(Region::Header),
                "footer" | "colophon" => Some(Region::Footer),
                "nav" | "navbar" | "navigation" | "gnav" | "globalnav" | "gnavi" | "menu" => {
                    Some(Region::Nav)
                }
                "sidebar" | "aside" | "sidenav" => Some(Region::Aside),
                "modal" | "drawer" | "popup" | "offcanvas" | "lightbox" => Some(Region::Dialog),
                _ => None,
            }
        })
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let value = element.value();
    match value.name() {
        "script" | "style" | "template" | "noscript" | "head" | "datalist" | "rt" | "rp"
        | "textarea" | "title" | "iframe" | "object" | "canvas" | "audio" | "video" => return true,
        "svg" => return true,
        "input" => {
            return value
                .attr("type")
                .is_some_and(|t| t.eq_ignore_ascii_case("hidden"));
        }
        "dialog" => return value.attr("open").is_none(),
        "select" => {
            return element.child_elements().take(OPTIONS_LIMIT + 1).count() > OPTIONS_LIMIT;
        }
        _ => {}
    }
    if value.attr("hidden").is_some() {
        return true;
    }
    value.attr("style").is_some_and(|style| {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        let style = style.to_ascii_lowercase();
        style.contains("display:none") || style.contains("visibility:hidden")
    })
}

fn collect<'a>(element: ElementRef<'a>, state: State, out: &mut Outline<'a>) {
    let placed = Placed {
        element,
        region: state.region,
        hidden: state.hidden,
    };
    let value = element.value();
    match value.name() {
        "a" | "area" => {
            if value.attr("href").is_some() && out.links.len() < 2_000 {
                out.links.push(placed);
            }
            if value.attr("role") == Some("button") {
                out.buttons.push(placed);
            }
        }
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => out.heading_elements.push(placed),
        "form" => out.forms.push(placed),
        "button" | "input" | "select" | "textarea"
            if out.buttons.len() + out.fields.len() >= 4_000 => {}
        "button" => out.buttons.push(placed),
        "input" => match value.attr("type").map(str::to_ascii_lowercase).as_deref() {
            Some("submit" | "button" | "image") => out.buttons.push(placed),
            _ => out.fields.push(placed),
        },
        "select" | "textarea" => out.fields.push(placed),
        "img" | "svg" => out.images.push(placed),
        "address" => out.address_elements.push(placed),
        "label" => {
            if let Some(target) = value.attr("for") {
                out.labels
                    .entry(target)
                    .or_insert_with(|| clip(&text_of(element), 200));
            }
        }
        "main" => {
            out.main.get_or_insert(element);
        }
        _ => {
            if value.attr("role") == Some("main") {
                out.main.get_or_insert(element);
            }
        }
    }
}

/// The visible text inside an element on one line, pictures by their `alt`.
pub fn text_of(element: ElementRef<'_>) -> String {
    let mut out = TextBuilder::new(2_000);
    let mut skipping: Option<NodeId> = None;
    // A bound on elements without text: a store's page may hold a million.
    for edge in element.traverse().take(10_000) {
        match edge {
            Edge::Open(node) => {
                if skipping.is_some() {
                    continue;
                }
                match node.value() {
                    Node::Text(piece) => out.push(piece),
                    Node::Element(value) => {
                        let Some(inner) = ElementRef::wrap(node) else {
                            continue;
                        };
                        if inner.id() != element.id() && is_hidden(inner) {
                            // The title of a picture in SVG is its text.
                            if value.name() == "svg"
                                && let Some(title) = inner
                                    .descendent_elements()
                                    .find(|e| e.value().name() == "title")
                            {
                                out.space();
                                for piece in title.text() {
                                    out.push(piece);
                                }
                            }
                            skipping = Some(node.id());
                        } else if value.name() == "img" {
                            out.space();
                            out.push(value.attr("alt").unwrap_or_default());
                            out.space();
                        } else if is_block(value.name())
                            || matches!(value.name(), "br" | "td" | "th")
                        {
                            out.space();
                        }
                    }
                    _ => {}
                }
            }
            Edge::Close(node) => {
                if skipping == Some(node.id()) {
                    skipping = None;
                } else if node
                    .value()
                    .as_element()
                    .is_some_and(|e| is_block(e.name()))
                {
                    out.space();
                }
            }
        }
        if out.is_full() {
            break;
        }
    }
    out.finish()
}

/// At most so many characters.
pub fn clip(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// The nearest ancestors of an element, itself not included.
pub fn ancestors(element: ElementRef<'_>) -> impl Iterator<Item = ElementRef<'_>> {
    element.ancestors().filter_map(ElementRef::wrap).take(200)
}
