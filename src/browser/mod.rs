//! Drives Chromium as a shopper's hands and eyes. The only module that knows a
//! browser or its protocol.
//!
//! The crate `headless_chrome` gives the launch flags and the generated
//! protocol types; the line is our own (`wire`): flat sessions over one
//! WebSocket, a deadline on every call, and reflexes for dialogs, popups,
//! downloads, crashes and frozen pages from the first moment. Clicks and keys
//! are trusted input; scripts of ours run in an isolated world, so a store
//! neither sees nor breaks them.

mod autofill;
mod door;
mod equip;
mod error;
mod foreign;
mod guard;
mod hear;
mod input;
mod keys;
mod launch;
mod ledger;
mod listeners;
mod navigate;
mod notes;
mod print;
mod recording;
mod script;
mod settle;
mod taps;
mod types;
mod visit;
mod vitals;
mod watch;
mod wire;

pub use autofill::Autofilled;
pub use error::BrowserError;
pub use print::PrintOptions;
pub use taps::Taps;
pub use types::{
    AtRest, DialogSeen, Frame, GuardPolicy, Mark, Navigation, PausedRequest, SettleOptions,
    Settled, Shot, Traffic, VisitOptions,
};
pub use visit::Visit;

use crate::model::plan::BrowserPlan;
use door::Doorman;
use headless_chrome::protocol::cdp;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use wire::{Wire, ask};

/// Name of the isolated world that our scripts run in.
const OUR_WORLD: &str = "cartwalk";
/// Function by which our observer in the page speaks to us.
const BINDING: &str = "cartwalkTell";
const OBSERVER_JS: &str = include_str!("js/observer.js");
/// Longest time to reach a browser that already runs.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// A browser: a process of our own with a temporary profile, or a running one.
///
/// Dropping it ends its own process and removes the profile; a browser that was
/// only connected to stays.
pub struct Browser {
    // Dropped in this order: first the line, then the process.
    wire: Arc<Wire>,
    doorman: Arc<Doorman>,
    process: Option<launch::Process>,
    product: String,
    user_agent: String,
}

impl Browser {
    /// Starts a browser, or connects to the running one that the plan names.
    ///
    /// # Errors
    /// `NotFound` without a browser, `Launch` with the browser's own words
    /// where it does not start within 20 s.
    pub fn launch(plan: &BrowserPlan) -> Result<Browser, BrowserError> {
        let (process, endpoint) = match &plan.connect {
            Some(address) => (None, wire::discover(address, CONNECT_LIMIT)?),
            None => {
                let process = launch::Process::start(plan)?;
                let endpoint = process.endpoint.clone();
                (Some(process), endpoint)
            }
        };
        let wire = Wire::connect(&endpoint, CONNECT_LIMIT)?;
        let mut browser = Browser {
            doorman: Doorman::new(&wire),
            wire,
            process,
            product: String::new(),
            user_agent: String::new(),
        };
        let limit = plan.call_timeout.max(CONNECT_LIMIT);
        browser.wire.listen("", browser.doorman.clone());
        browser.wire.call(None, Doorman::duty(), limit)?;
        let version = browser
            .wire
            .call(None, ask::<cdp::Browser::GetVersion>(json!({})), limit)?;
        let text = |key: &str| version[key].as_str().unwrap_or_default().to_owned();
        browser.product = text("product").replace("HeadlessChrome", "Chrome");
        browser.user_agent = text("userAgent");
        Ok(browser)
    }

    /// Product and version, `Chrome/156.0.…`.
    pub fn product(&self) -> &str {
        &self.product
    }

    /// Process id of our own browser; `None` for one that we only connected to.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(launch::Process::pid)
    }

    /// The temporary profile folder of our own browser.
    pub fn profile(&self) -> Option<&Path> {
        self.process
            .as_ref()
            .map(|process| process.profile.as_path())
    }

    /// Opens a page of its own: own cookies, own storage, own window.
    ///
    /// # Errors
    /// When the browser is gone or does not answer.
    pub fn visit(&self, options: &VisitOptions) -> Result<Visit, BrowserError> {
        Visit::open(
            Arc::clone(&self.wire),
            &self.doorman,
            &self.user_agent,
            options,
        )
    }

    /// Finds the browser's program: the named one, or the first usual name.
    ///
    /// # Errors
    /// `NotFound` with everything that was tried.
    pub fn find_chrome(named: Option<&Path>) -> Result<PathBuf, BrowserError> {
        launch::find_chrome(named)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Kill first: then the line ends by itself and no visit waits for an answer.
        drop(self.process.take());
        self.wire.close();
    }
}
