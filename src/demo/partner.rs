//! Everything that a real store gets from elsewhere, on a port of its own: the
//! payment provider's card fields, a magazine, the issuer of the seal, and, for
//! some flaws, scripts of strangers.

use super::shop::Shop;
use super::texts::words;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use minijinja::context;
use std::collections::HashMap;
use std::sync::Arc;

/// A script that does nothing but load.
pub const WIDGET: &str =
    "(() => { const end = performance.now() + 60; while (performance.now() < end); })();\n";

const TRACKER: &str = r#"(() => {
  const id = 'GA1.1.' + Math.floor(performance.timeOrigin) + '.1';
  document.cookie = '_ga=' + id + '; Path=/; Max-Age=63072000';
  new Image().src = new URL('/g/collect?v=2&en=page_view&tid=G-DEMO000000&cid=' + id, document.querySelector('script[src*="/gtag/js"]').src);
})();
"#;

/// What answers on the partner's port.
pub fn routes(shop: Arc<Shop>) -> Router {
    Router::new()
        .route("/card", get(card))
        .route(
            "/frame.css",
            get(|| async { text("text/css", include_str!("assets/frame.css")) }),
        )
        .route(
            "/frame.js",
            get(|| async { text("text/javascript", include_str!("assets/frame.js")) }),
        )
        .route(
            "/widget.js",
            get(|| async { text("text/javascript", WIDGET) }),
        )
        .route(
            "/gtag/js",
            get(|| async { text("text/javascript", TRACKER) }),
        )
        .route("/g/collect", get(collect))
        .route("/press/small-shops", get(press))
        .route("/seal", get(seal))
        .route("/mastodon/@shop", get(profile))
        .route("/pixelfed/shop", get(profile))
        .with_state(shop)
}

/// The origins of the strangers whose scripts a flaw loads.
pub fn helpers(shop: &Shop) -> Vec<String> {
    ["ui", "fonts", "help", "recommend", "heat", "tags", "video"]
        .iter()
        .map(|name| {
            shop.partner
                .replace("//localhost", &format!("//{name}.localhost"))
        })
        .collect()
}

async fn card(State(shop): State<Arc<Shop>>) -> Response {
    let page = shop.pages.get_template("card.html").and_then(|page| {
        page.render(context! {
            parent => &shop.origin,
            flaws => shop.flaws.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
            words => super::jsonld::script_text(&words(shop.language, "card")),
        })
    });
    match page {
        Ok(page) => {
            let policy = format!(
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors {}",
                shop.origin
            );
            ([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "the card fields could not be drawn");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn press(State(shop): State<Arc<Shop>>) -> Html<String> {
    Html(format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>The Sunday Shelf</title><h1>{}</h1><p>{}</p>",
        shop.language.tag(),
        shop.say(
            "Small shops that answer the telephone",
            "電話に出てくれる、小さな道具店"
        ),
        shop.store().name
    ))
}

async fn seal(
    State(shop): State<Arc<Shop>>,
    Query(query): Query<HashMap<String, String>>,
) -> Html<String> {
    let host = shop.origin.trim_start_matches("http://");
    let valid = query.get("shop").is_some_and(|asked| asked == host);
    Html(format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>Fair Trader</title><h1>Fair Trader</h1><p>{}</p>",
        shop.language.tag(),
        if valid {
            format!(
                "{} ({host}): {}",
                shop.store().company,
                shop.say("certified 2026, valid", "2026年度認定・有効")
            )
        } else {
            shop.say(
                "This shop is not certified.",
                "この店舗は認定されていません。",
            )
            .to_string()
        }
    ))
}

/// Networks that anybody may host: a demo must not knock at the doors of the others.
async fn profile(State(shop): State<Arc<Shop>>) -> Html<String> {
    let (name, origin) = (&shop.store().name, &shop.origin);
    Html(format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>{name}</title><h1>@shop</h1><p><a rel=\"me\" href=\"{origin}/\">{name}</a></p>",
        shop.language.tag(),
    ))
}

async fn collect() -> Response {
    (
        [
            (header::SET_COOKIE, "_gid=demo; Path=/; Max-Age=86400"),
            (header::CONTENT_TYPE, "image/gif"),
        ],
        "GIF89a",
    )
        .into_response()
}

fn text(kind: &'static str, body: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    ];
    (headers, body).into_response()
}
