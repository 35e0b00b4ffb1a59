//! The one integration test binary: what the library and the command do from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot go on fails right there"
)]
#![expect(
    clippy::print_stderr,
    reason = "long tests say what they proved, and how long it took"
)]

mod audits;
mod browser;
mod browser_life;
mod cli;
mod comparing;
mod consents;
mod crawl;
#[cfg(target_os = "linux")]
mod ends;
mod evershop;
mod fields;
mod flaws;
mod hand_checked;
mod handover;
mod measuring;
mod oscar;
mod probing_shop;
mod rulebook;
mod samples;
mod server;
mod shapes;
mod visitor;
