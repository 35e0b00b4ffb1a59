//! What a page says about itself: title, language, description, canonical address, social cards, scripts, frames.

use crate::crawl::extract::dom::clip;
use scraper::{ElementRef, Html};
use url::Url;

/// The facts of a page's head, and the few of its body that carry addresses.
#[derive(Debug)]
pub struct Head {
    /// What relative addresses are relative to.
    pub base: Url,
    /// `<title>`.
    pub title: String,
    /// `lang` of the document.
    pub lang: Option<String>,
    /// `<meta name="description">`.
    pub description: Option<String>,
    /// Absolute canonical address.
    pub canonical: Option<String>,
    /// `<meta name="robots">`.
    pub robots: Option<String>,
    /// `<meta name="viewport">`.
    pub viewport: Option<String>,
    /// `<meta name="generator">`.
    pub generator: Option<String>,
    /// Open Graph and Twitter properties, `product:` included.
    pub social: Vec<(String, String)>,
    /// Signs of an app: `apple-itunes-app`, `google-play-app`, `al:*`, `twitter:app:*`.
    pub app: Vec<(String, String)>,
    /// Currency of `product:price:currency` or `og:price:currency`.
    pub currency: Option<String>,
    /// Absolute addresses of scripts.
    pub scripts: Vec<String>,
    /// Absolute addresses of frames.
    pub frames: Vec<String>,
    /// Bytes of scripts written into the page.
    pub inline_script_bytes: usize,
    /// What `<noscript>` says.
    pub noscript: String,
    /// Whether the page names its neighbours with `rel=next` or `rel=prev`.
    pub paged: bool,
}

/// Reads them in one loop over all elements.
pub fn read(document: &Html, page: &Url) -> Head {
    let mut head = Head {
        base: page.clone(),
        title: String::new(),
        lang: attr(document.root_element(), "lang")
            .or_else(|| attr(document.root_element(), "xml:lang")),
        description: None,
        canonical: None,
        robots: None,
        viewport: None,
        generator: None,
        social: Vec::new(),
        app: Vec::new(),
        currency: None,
        scripts: Vec::new(),
        frames: Vec::new(),
        inline_script_bytes: 0,
        noscript: String::new(),
        paged: false,
    };
    let mut based = false;
    for element in document.root_element().descendent_elements() {
        match element.value().name() {
            "base" if !based => {
                if let Some(url) = attr(element, "href").and_then(|href| page.join(&href).ok()) {
                    head.base = url;
                    based = true;
                }
            }
            "title" if head.title.is_empty() && !in_svg(element) => {
                let text: String = element.text().collect();
                head.title = clip(
                    &text.split_whitespace().collect::<Vec<_>>().join(" "),
                    1_000,
                );
            }
            "meta" => meta(element, &mut head),
            "link" => link(element, &mut head),
            "script" => script(element, &mut head),
            "iframe" | "frame" => {
                if let Some(url) = absolute(&head.base, element.attr("src"))
                    && head.frames.len() < 100
                {
                    head.frames.push(url);
                }
            }
            "noscript" if head.noscript.len() < 2_000 => {
                // With scripting on, its content is text; without, elements. Both occur.
                head.noscript.extend(element.text().take(20));
            }
            _ => {}
        }
    }
    head
}

fn meta(element: ElementRef<'_>, head: &mut Head) {
    let Some(content) = attr(element, "content") else {
        return;
    };
    let content = clip(&content, 2_000);
    let name = attr(element, "name")
        .or_else(|| attr(element, "property"))
        .unwrap_or_default()
        .to_ascii_lowercase();
    match name.as_str() {
        "description" => {
            head.description.get_or_insert(content);
        }
        "robots" => {
            let robots = content.to_ascii_lowercase();
            match &mut head.robots {
                Some(known) => *known = format!("{known}, {robots}"),
                None => head.robots = Some(robots),
            }
        }
        "viewport" => {
            head.viewport.get_or_insert(content);
        }
        "generator" => {
            head.generator.get_or_insert(content);
        }
        _ => {
            const APP: [&str; 4] = ["apple-itunes-app", "google-play-app", "al:", "twitter:app:"];
            if APP.iter().any(|p| name.starts_with(p)) && head.app.len() < 50 {
                head.app.push((name.clone(), content.clone()));
            }
            const SOCIAL: [&str; 4] = ["og:", "twitter:", "product:", "article:"];
            if SOCIAL.iter().any(|p| name.starts_with(p)) && head.social.len() < 200 {
                if name.ends_with("price:currency") && content.len() == 3 {
                    head.currency = Some(content.to_ascii_uppercase());
                }
                head.social.push((name, content));
            }
        }
    }
}

fn link(element: ElementRef<'_>, head: &mut Head) {
    let rel = attr(element, "rel")
        .unwrap_or_default()
        .to_ascii_lowercase();
    for word in rel.split_ascii_whitespace() {
        match word {
            "canonical" if head.canonical.is_none() => {
                head.canonical = absolute(&head.base, element.attr("href"));
            }
            "next" | "prev" => head.paged = true,
            _ => {}
        }
    }
}

fn script(element: ElementRef<'_>, head: &mut Head) {
    match element.attr("src") {
        Some(src) => {
            if let Some(url) = absolute(&head.base, Some(src))
                && head.scripts.len() < 300
            {
                head.scripts.push(url);
            }
        }
        None => {
            let kind = element.attr("type").unwrap_or_default();
            if kind.is_empty() || kind.contains("javascript") || kind == "module" {
                head.inline_script_bytes += element.text().map(str::len).sum::<usize>();
            }
        }
    }
}

fn attr(element: ElementRef<'_>, name: &str) -> Option<String> {
    let value = element.attr(name)?.trim();
    (!value.is_empty()).then(|| value.to_string())
}

fn absolute(base: &Url, address: Option<&str>) -> Option<String> {
    let address = address?.trim();
    if address.is_empty() {
        return None;
    }
    let url = base.join(address).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}

fn in_svg(element: ElementRef<'_>) -> bool {
    super::dom::ancestors(element).any(|a| a.value().name() == "svg")
}
