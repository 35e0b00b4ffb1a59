//! Pictures as written in the HTML.

use crate::crawl::extract::dom::{Outline, ancestors};
use crate::model::page::StaticImage;
use url::Url;

/// The pictures of a page, at most 500.
pub fn read(outline: &Outline<'_>, base: &Url) -> Vec<StaticImage> {
    outline
        .images
        .iter()
        .filter_map(|placed| {
            let img = placed.element;
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
