//! What is not a page: pictures, style and script, and the lists for crawlers and shopping engines.

use super::dates;
use super::pictures::{Format, Subject, picture};
use super::shop::{Shop, today};
use super::texts::articles;
use crate::model::plan::Language;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use minijinja::{Value, context};
use sha2::{Digest, Sha256};
use std::sync::{Arc, LazyLock};

/// A picture of a product, the table at the top, or the seal.
pub async fn image(State(shop): State<Arc<Shop>>, Path(file): Path<String>) -> Response {
    let parsed = file.rsplit_once('.').and_then(|(stem, kind)| {
        let (name, width) = stem.rsplit_once('-')?;
        let width: u32 = width
            .parse()
            .ok()
            .filter(|width| super::pictures::WIDTHS.contains(width))?;
        let format = match kind {
            "webp" => Format::Webp,
            "png" => Format::Png,
            _ => return None,
        };
        let subject = match name {
            "hero" => Subject {
                shape: "still-life".into(),
                colour: [148, 120, 92],
                aspect_pct: 42,
            },
            "seal" => Subject {
                shape: "seal".into(),
                colour: [31, 90, 70],
                aspect_pct: 100,
            },
            slug => shop.catalog.product(slug)?.subject.clone(),
        };
        Some((subject, width, format))
    });
    let Some((subject, width, format)) = parsed else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let kind = if format == Format::Webp {
        "image/webp"
    } else {
        "image/png"
    };
    // Drawing takes tens of milliseconds in a debug build, too long for the event loop.
    match tokio::task::spawn_blocking(move || picture(&subject, width, format)).await {
        Ok(bytes) => (
            [
                (header::CONTENT_TYPE, kind),
                (header::CACHE_CONTROL, "public, max-age=86400"),
            ],
            bytes.to_vec(),
        )
            .into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// A style sheet or script.
pub async fn file(State(_): State<Arc<Shop>>, Path(name): Path<String>) -> Response {
    let Some((kind, body)) = STATIC.file(&name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "public, max-age=86400"),
        ],
        body,
    )
        .into_response()
}

/// What crawlers are asked.
pub async fn robots(State(shop): State<Arc<Shop>>) -> String {
    let private = if shop.flaw("robots-blocks-commerce") {
        ""
    } else {
        "Disallow: /cart\nDisallow: /checkout\nDisallow: /express\nDisallow: /search\n"
    };
    format!(
        "User-agent: *\n{private}Allow: /\n\nSitemap: {}/sitemap.xml\n",
        shop.origin
    )
}

/// What crawlers are offered.
pub async fn sitemap(State(shop): State<Arc<Shop>>) -> Response {
    let mut paths: Vec<String> = vec![
        "/".into(),
        "/journal".into(),
        "/help".into(),
        "/contact".into(),
        "/shipping".into(),
        "/returns".into(),
        "/privacy".into(),
        "/terms".into(),
        "/about".into(),
    ];
    if shop.language == Language::En && !shop.flaw("accessibility-statement-eu") {
        paths.push("/accessibility".into());
    }
    if shop.language == Language::Ja {
        paths.push("/tokushoho".into());
    }
    paths.extend(
        shop.catalog
            .categories
            .iter()
            .map(|category| format!("/c/{}", category.slug)),
    );
    paths.extend(
        shop.catalog
            .products
            .iter()
            .map(|product| format!("/p/{}", product.slug)),
    );
    paths.extend(
        articles(&shop)
            .iter()
            .map(|article| format!("/journal/{}", article.slug)),
    );
    let age = if shop.flaw("sitemap-products-fresh") {
        900
    } else {
        6
    };
    let day = dates::iso(today() - time::Duration::days(age));
    let entries: String = paths
        .iter()
        .map(|path| {
            format!(
                "<url><loc>{}{path}</loc><lastmod>{day}</lastmod></url>\n",
                shop.origin
            )
        })
        .collect();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</urlset>\n"
    );
    ([(header::CONTENT_TYPE, "application/xml")], text).into_response()
}

/// The products as shopping engines read them.
pub async fn feed(State(shop): State<Arc<Shop>>) -> Response {
    let factor = if shop.flaw("cross-channel-info-consistent") {
        11
    } else {
        10
    };
    let items: String = shop
        .catalog
        .products
        .iter()
        .map(|product| {
            let name = quick_xml::escape::escape(product.name.as_str()).into_owned();
            format!(
                "<item><g:id>{slug}</g:id><title>{name}</title><link>{origin}/p/{slug}</link><g:image_link>{origin}/img/{slug}-960.webp</g:image_link><g:price>{price} {currency}</g:price><g:availability>in_stock</g:availability><g:gtin>{gtin}</g:gtin></item>\n",
                slug = product.slug, origin = shop.origin, gtin = product.gtin,
                price = shop.decimal(product.price * factor / 10), currency = shop.store().currency,
            )
        })
        .collect();
    let title = quick_xml::escape::escape(shop.store().name.as_str()).into_owned();
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:g=\"http://base.google.com/ns/1.0\"><channel><title>{title}</title><link>{}/</link>\n{items}</channel></rss>\n",
        shop.origin
    );
    ([(header::CONTENT_TYPE, "application/rss+xml")], text).into_response()
}

/// The files that pages load, with their fingerprints.
pub static STATIC: LazyLock<Static> = LazyLock::new(Static::new);

/// See [`STATIC`].
pub struct Static {
    css: (String, String),
    js: (String, String),
    widget: String,
}

const CSS: &str = include_str!("assets/app.css");
const JS: &str = include_str!("assets/app.js");

const FLAW_FILES: [(&str, &str); 22] = [
    (
        "field-width-fits-content.css",
        include_str!("assets/flaws/field-width-fits-content.css"),
    ),
    (
        "label-above-on-mobile.css",
        include_str!("assets/flaws/label-above-on-mobile.css"),
    ),
    (
        "tap-target-44px-primary.css",
        include_str!("assets/flaws/tap-target-44px-primary.css"),
    ),
    (
        "variant-selection-usable.js",
        include_str!("assets/flaws/variant-selection-usable.js"),
    ),
    (
        "consent-reject-as-easy.css",
        include_str!("assets/flaws/consent-reject-as-easy.css"),
    ),
    (
        "interstitial-on-arrival.css",
        include_str!("assets/flaws/interstitial-on-arrival.css"),
    ),
    (
        "interstitial-on-arrival.js",
        include_str!("assets/flaws/interstitial-on-arrival.js"),
    ),
    (
        "contrast-flow.css",
        include_str!("assets/flaws/contrast-flow.css"),
    ),
    (
        "mobile-parity.css",
        include_str!("assets/flaws/mobile-parity.css"),
    ),
    (
        "no-horizontal-scroll.css",
        include_str!("assets/flaws/no-horizontal-scroll.css"),
    ),
    (
        "page-clutter-index.css",
        include_str!("assets/flaws/page-clutter-index.css"),
    ),
    (
        "sticky-elements-budget.css",
        include_str!("assets/flaws/sticky-elements-budget.css"),
    ),
    (
        "tap-target-24px.css",
        include_str!("assets/flaws/tap-target-24px.css"),
    ),
    (
        "text-readable-16px-inputs.css",
        include_str!("assets/flaws/text-readable-16px-inputs.css"),
    ),
    (
        "name-role-value-custom-controls.css",
        include_str!("assets/flaws/name-role-value-custom-controls.css"),
    ),
    (
        "name-role-value-custom-controls.js",
        include_str!("assets/flaws/name-role-value-custom-controls.js"),
    ),
    (
        "cls-per-step.js",
        include_str!("assets/flaws/cls-per-step.js"),
    ),
    (
        "console-errors-in-flow.js",
        include_str!("assets/flaws/console-errors-in-flow.js"),
    ),
    (
        "page-weight-and-requests.js",
        include_str!("assets/flaws/page-weight-and-requests.js"),
    ),
    (
        "step-transition-time.js",
        include_str!("assets/flaws/step-transition-time.js"),
    ),
    (
        "inp-flow-interactions.js",
        include_str!("assets/flaws/inp-flow-interactions.js"),
    ),
    (
        "fake-urgency-countdown.js",
        include_str!("assets/flaws/fake-urgency-countdown.js"),
    ),
];

impl Static {
    fn new() -> Static {
        let hash = |text: &str| {
            base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text.as_bytes()))
        };
        let named = |text: &str, kind: &str| {
            let hash = hash(text);
            let short: String = hash
                .chars()
                .filter(char::is_ascii_alphanumeric)
                .take(10)
                .collect();
            (format!("app.{short}.{kind}"), format!("sha256-{hash}"))
        };
        Static {
            css: named(CSS, "css"),
            js: named(JS, "js"),
            widget: format!("sha256-{}", hash(super::partner::WIDGET)),
        }
    }

    /// Addresses and fingerprints, for templates.
    pub fn names(&self) -> Value {
        context! {
            css => format!("/static/{}", self.css.0), css_hash => &self.css.1,
            js => format!("/static/{}", self.js.0), js_hash => &self.js.1, widget_hash => &self.widget,
        }
    }

    /// The file of a flaw, of this kind.
    pub fn flaw_file(&self, id: &str, kind: &str) -> Option<&'static str> {
        FLAW_FILES
            .iter()
            .find(|(name, _)| name.strip_suffix(kind) == Some(&format!("{id}.")))
            .map(|(_, text)| *text)
    }

    fn file(&self, name: &str) -> Option<(&'static str, &'static str)> {
        if name == self.css.0 {
            return Some(("text/css", CSS));
        }
        if name == self.js.0 {
            return Some(("text/javascript", JS));
        }
        let (name, text) = FLAW_FILES.iter().find(|(known, _)| *known == name)?;
        Some((
            if name.ends_with("css") {
                "text/css"
            } else {
                "text/javascript"
            },
            text,
        ))
    }
}
