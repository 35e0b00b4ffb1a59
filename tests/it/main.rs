//! The one integration test binary: what the library does in a real browser.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails right there"
)]

mod browser;
mod browser_life;
mod server;
mod visitor;
//! Tests of cartwalk from outside, in one binary.

#[cfg(test)]
mod crawl;
