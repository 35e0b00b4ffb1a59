//! Links: where they lead, what they are called, where they stand, and which of them are product cards.

use crate::crawl::address::{self, Site};
use crate::crawl::extract::dom::{Outline, Placed, ancestors, clip, text_of};
use crate::crawl::extract::prices;
use crate::model::page::{Link, Region};
use scraper::ElementRef;
use std::collections::{HashMap, HashSet};
use url::Url;

/// A link with what only the classification needs.
#[derive(Debug, Clone)]
pub struct FoundLink {
    /// The fact.
    pub link: Link,
    /// Whether it is the way into one of several products that stand side by side with their prices.
    pub card: bool,
}

/// The links of a page, in document order.
pub fn read(outline: &Outline<'_>, base: &Url, site: &Site) -> Vec<FoundLink> {
    let resolved: Vec<(Placed<'_>, Url)> = outline
        .links
        .iter()
        .filter_map(|placed| {
            let href = placed.element.attr("href")?.trim();
            if href.is_empty() || href.len() > 4_000 {
                return None;
            }
            Some((*placed, base.join(href).ok()?))
        })
        .collect();
    let cards = cards(&resolved, site);
    resolved
        .iter()
        .map(|(placed, url)| FoundLink {
            card: cards.contains(&address::key(url)) && placed.region == Region::Main,
            link: Link {
                url: url.to_string(),
                text: accessible_text(placed.element),
                rel: placed
                    .element
                    .attr("rel")
                    .unwrap_or_default()
                    .to_ascii_lowercase(),
                region: placed.region,
                internal: site.holds(url),
            },
        })
        .collect()
}

/// The name that assistive technology gives a link: `aria-label`, else its
/// content with the `alt` of pictures, else `title`.
pub fn accessible_text(element: ElementRef<'_>) -> String {
    let label = element
        .attr("aria-label")
        .map(str::trim)
        .unwrap_or_default();
    if !label.is_empty() {
        return clip(label, 300);
    }
    let text = text_of(element);
    if !text.is_empty() {
        return clip(&text, 300);
    }
    clip(
        element.attr("title").map(str::trim).unwrap_or_default(),
        300,
    )
}

/// The addresses behind product cards: the smallest box around a link that
/// shows a price and leads to hardly another page, where such boxes stand at least twice.
fn cards(links: &[(Placed<'_>, Url)], site: &Site) -> HashSet<String> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    for (placed, url) in links {
        if placed.region != Region::Main || placed.hidden || !site.holds(url) {
            continue;
        }
        let key = address::key(url);
        if address::is_unsafe(url, "") || address::is_file(url) || !seen.insert(key.clone()) {
            continue;
        }
        let boxes = std::iter::once(placed.element).chain(ancestors(placed.element));
        for container in boxes.take(7) {
            let name = container.value().name();
            if matches!(name, "body" | "html" | "main") {
                break;
            }
            let text = text_of(container);
            if text.chars().count() > 600 || other_targets(container, &key, url) > 2 {
                break;
            }
            if !prices::find(&text).is_empty() {
                found.push((key, signature(container), container.id()));
                break;
            }
        }
    }
    // Several links in one and the same box make one box, not a row of cards.
    let mut boxes: HashMap<&str, HashSet<_>> = HashMap::new();
    for (_, signature, container) in &found {
        boxes.entry(signature).or_default().insert(*container);
    }
    let repeated = |signature: &str| boxes.get(signature).is_some_and(|ids| ids.len() >= 2);
    found
        .iter()
        .filter(|(_, signature, _)| repeated(signature))
        .map(|(key, _, _)| key.clone())
        .collect()
}

fn other_targets(container: ElementRef<'_>, own: &str, base: &Url) -> usize {
    container
        .descendent_elements()
        .take(400)
        .filter(|e| e.value().name() == "a")
        .filter_map(|e| base.join(e.attr("href")?.trim()).ok())
        .map(|url| address::key(&url))
        .filter(|key| key != own)
        .collect::<HashSet<_>>()
        .len()
}

fn signature(element: ElementRef<'_>) -> String {
    let mut classes: Vec<&str> = element
        .value()
        .classes()
        // Grids number their cells: first, last, post-123.
        .filter(|c| !c.bytes().any(|b| b.is_ascii_digit()) && !matches!(*c, "first" | "last"))
        .collect();
    classes.sort_unstable();
    format!("{}.{}", element.value().name(), classes.join("."))
}
