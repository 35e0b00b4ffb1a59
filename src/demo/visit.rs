//! One request of a shopper: what the store remembers of them, and the ways to answer.

use super::files::STATIC;
use super::shop::{Session, Shop};
use super::texts::words;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::{Value, context};
use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

const COOKIE: &str = "session_id";

/// One request.
pub struct Visit {
    /// The store.
    pub shop: Arc<Shop>,
    /// What it remembers of the visitor; changes count once an answer is made.
    pub session: Session,
    /// Path of the request.
    pub path: String,
    /// Query of the request.
    pub query: HashMap<String, String>,
    /// Whether a script asks and wants JSON.
    pub wants_json: bool,
    id: Option<String>,
}

impl FromRequestParts<Arc<Shop>> for Visit {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, shop: &Arc<Shop>) -> Result<Self, Infallible> {
        let id = cookie(&parts.headers);
        let known = id.as_deref().and_then(|id| shop.recall(id));
        let query = url::form_urlencoded::parse(parts.uri.query().unwrap_or("").as_bytes())
            .into_owned()
            .collect();
        let accept = parts
            .headers
            .get(header::ACCEPT)
            .and_then(|value| value.to_str().ok());
        Ok(Visit {
            shop: Arc::clone(shop),
            id: id.filter(|_| known.is_some()),
            session: known.unwrap_or_default(),
            path: parts.uri.path().to_string(),
            query,
            wants_json: accept.is_some_and(|kinds| kinds.starts_with("application/json")),
        })
    }
}

/// What is particular about one page.
#[derive(Default)]
pub struct Head {
    /// Title without the store's name.
    pub title: String,
    /// One sentence for search engines; empty takes the store's line.
    pub description: String,
    /// Structured data.
    pub json_ld: Vec<serde_json::Value>,
    /// Whether search engines stay away.
    pub private: bool,
    /// Whether it is a step of the checkout, with little around it.
    pub checkout: bool,
    /// Path of a picture of the page.
    pub picture: String,
}

impl Visit {
    /// A page; messages for the next page are shown and forgotten.
    pub fn page(mut self, template: &str, head: Head, content: Value) -> Response {
        let notice = self
            .session
            .notice
            .take()
            .map(|(text, bad)| context! { text, bad });
        let events = std::mem::take(&mut self.session.events);
        self.session.errors.clear();
        if self.id.is_some() {
            self.shop.remember(self.id.as_deref(), self.session.clone());
        }
        let shop = &self.shop;
        let with = |kind: &str| -> Vec<String> {
            shop.flaws
                .iter()
                .filter(|id| STATIC.flaw_file(id, kind).is_some())
                .cloned()
                .collect()
        };
        let count: u32 = self.session.cart.iter().map(|(_, count)| count).sum();
        let frame = context! {
            template => template.rsplit('/').next(),
            title => head.title,
            description => head.description,
            noindex => head.private,
            checkout => head.checkout,
            og_image => head.picture,
            json_ld => head.json_ld.iter().map(super::jsonld::script_text).collect::<Vec<_>>(),
            notice,
            events => super::jsonld::script_text(&serde_json::Value::Array(events)),
            words => super::jsonld::script_text(&words(shop.language, "fields")),
            cart_count => count,
            path => &self.path,
            origin => &shop.origin,
            host => shop.origin.trim_start_matches("http://"),
            partner => &shop.partner,
            helper_hosts => super::partner::helpers(shop),
            flaws => shop.flaws.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
            sheets => with("css"),
            scripts => with("js"),
            static => STATIC.names(),
            year => super::shop::today().year(),
        };
        let page = self
            .shop
            .pages
            .get_template(template)
            .and_then(|page| page.render(context! { ..content, ..frame }));
        match page {
            Ok(text) => {
                ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
            }
            Err(error) => {
                tracing::error!(%error, template, "a page of the demo store could not be drawn");
                (
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "this page could not be drawn",
                )
                    .into_response()
            }
        }
    }

    /// Sends the shopper to another page and remembers what changed. 303 keeps Back from sending a form again.
    pub fn go(self, path: &str) -> Response {
        let mut answer = (
            StatusCode::SEE_OTHER,
            [(header::LOCATION, path.to_string())],
        )
            .into_response();
        self.keep(&mut answer);
        answer
    }

    /// Answers a script and remembers what changed.
    pub fn json(self, value: &serde_json::Value) -> Response {
        let mut answer = json(value);
        self.keep(&mut answer);
        answer
    }

    fn keep(self, answer: &mut Response) {
        let id = self.shop.remember(self.id.as_deref(), self.session);
        let life = if self.shop.flaw("cart-persists") {
            ""
        } else {
            "; Max-Age=2592000"
        };
        let guarded = if self.shop.flaw("cookie-flags") {
            ""
        } else {
            "; HttpOnly; SameSite=Lax"
        };
        let cookie = format!("{COOKIE}={id}; Path=/{guarded}{life}");
        let cookie = cookie
            .parse()
            .expect("an id of hexadecimal digits is a valid header");
        answer.headers_mut().insert(header::SET_COOKIE, cookie);
    }
}

/// A JSON answer.
pub fn json(value: &serde_json::Value) -> Response {
    (
        [(header::CONTENT_TYPE, "application/json")],
        value.to_string(),
    )
        .into_response()
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
        .filter(|id| id.len() == 32)
        .map(str::to_string)
}
