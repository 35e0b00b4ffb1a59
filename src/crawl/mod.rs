//! Reads a store's pages the way a careful visitor with little time would.
//!
//! The start page first, then waves of the most telling addresses until the
//! page limit: listings, products, cart, policies, contact. Each page is parsed
//! once, in the thread that fetched it, into plain facts. Pages are chosen
//! in a fixed order, between waves and later one wave ahead, so two crawls of
//! the same store read the same pages whatever answered first. Of a large store
//! most pages are written down one by one instead of being kept.
//!
//! Only GET and HEAD are sent, links that could change something are not
//! followed, robots.txt and the pace are kept. Whatever the store does wrong
//! is data; an error means that not a single request could be made.

pub mod address;
pub mod classify;
pub mod decode;
mod explore;
pub mod extract;
pub mod fetch;
pub mod frontier;
pub mod made_up;
mod outside;
pub mod pace;
mod problem;
mod reader;
pub mod robots;
pub mod sitemap;
mod visit;
pub mod words;

pub use explore::{FULL_PAGES, PAGES, explore};
pub use outside::check_outside;

use url::Url;

/// Renders a page that only JavaScript fills.
pub trait Renderer: Sync {
    /// HTML of the page after its scripts ran; `None` when it could not be rendered.
    fn render(&self, url: &Url) -> Option<String>;
}

/// Why no crawl is possible at all. What the store does wrong is never one.
#[derive(Debug, thiserror::Error)]
pub enum CrawlError {
    /// The HTTP client could not be set up.
    #[error(
        "cannot set up the HTTP client: {0}\nhelp: check the proxy variables and the system's certificates"
    )]
    Client(String),
}
