//! cartwalk audits checkout friction and site performance of online stores.
//!
//! It is the shopper: it crawls a store, finds a product, walks from cart to the
//! last screen before the order in headless Chromium, clocks every step, and
//! judges what it saw. It never places an order.

pub mod browser;
pub mod cli;
pub mod command;
pub mod compare;
pub mod config;
pub mod crawl;
pub mod demo;
pub mod exit;
pub mod fields;
pub mod journey;
pub mod model;
pub mod probe;
pub mod render;
pub mod report;
pub mod rulebook;
pub mod rules;
pub mod score;
pub mod session;
