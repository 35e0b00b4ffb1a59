//! The one integration test binary: what the library and the command do from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails right there"
)]

mod audits;
mod browser;
mod browser_life;
mod cli;
mod crawl;
mod flaws;
mod server;
mod shapes;
mod visitor;
