//! Pictures as written in the HTML.

use crate::crawl::extract::dom::{Outline, ancestors};
use crate::model::page::StaticImage;
use scraper::ElementRef;
use url::Url;

/// The pictures of a page and its drawings that have a name, at most 500.
pub fn read(outline: &Outline<'_>, base: &Url) -> Vec<StaticImage> {
    outline
        .images
        .iter()
        .filter_map(|placed| {
            let img = placed.element;
            if img.value().name() == "svg" {
                return drawing(img);
            }
            let usable = |name| {
                img.attr(name)
                    .map(str::trim)
                    .filter(|v| !v.is_empty() && !v.starts_with("data:"))
            };
            // Lazy loaders keep the address aside and put a dot into `src`.
            let src = usable("src")
                .or_else(|| usable("data-src"))
                .or_else(|| usable("data-lazy-src"))
                .or_else(|| usable("data-original"))?;
            let picture = ancestors(img)
                .next()
                .is_some_and(|parent| parent.value().name() == "picture");
            Some(StaticImage {
                src: base.join(src).ok()?.to_string(),
                alt: img.attr("alt").map(|alt| alt.trim().to_string()),
                sized: img.attr("width").is_some() && img.attr("height").is_some(),
                loading: img.attr("loading").map(str::to_ascii_lowercase),
                responsive: picture
                    || img.attr("srcset").is_some()
                    || img.attr("data-srcset").is_some(),
            })
        })
        .take(500)
        .collect()
}

/// A drawing in the page that has a name, as a picture with that `alt`; its address is `data:`. One
/// without a name is decoration.
fn drawing(svg: ElementRef<'_>) -> Option<StaticImage> {
    let title = || {
        let mut children = svg.children().filter_map(ElementRef::wrap);
        let title = children.find(|child| child.value().name() == "title")?;
        Some(title.text().collect::<String>())
    };
    let name = svg.attr("aria-label").map(str::to_owned).or_else(title)?;
    let name: String = name.trim().chars().take(200).collect();
    let hidden = svg.attr("aria-hidden") == Some("true");
    (!name.is_empty() && !hidden).then(|| StaticImage {
        src: "data:".to_owned(),
        alt: Some(name),
        sized: true,
        loading: None,
        responsive: true,
    })
}
