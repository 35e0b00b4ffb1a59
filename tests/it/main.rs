//! The one integration test binary: what the library does in a real browser.

mod browser;
mod server;
