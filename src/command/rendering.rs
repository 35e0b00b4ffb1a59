//! Lets the crawl see what JavaScript makes of a page, through the browser that
//! will walk later.

use crate::browser::{Browser, BrowserError, SettleOptions, VisitOptions};
use crate::crawl::Renderer;
use crate::model::device::{Device, Throttle};
use crate::model::plan::Plan;
use serde_json::json;
use std::time::Duration;
use url::Url;

/// The document as it stands, cut at a length.
const DOCUMENT: &str =
    "function (most) { return document.documentElement.outerHTML.slice(0, most); }";

/// Longest wait for a page to become quiet; what is there by then is taken.
const CAP: Duration = Duration::from_secs(8);

/// A browser as the crawl's renderer: one fresh visit a page, as on a desktop computer.
#[derive(Clone, Copy)]
pub struct Rendering<'a> {
    /// The running browser.
    pub browser: &'a Browser,
    /// The run's limits.
    pub plan: &'a Plan,
}

impl Renderer for Rendering<'_> {
    fn render(&self, url: &Url) -> Option<String> {
        match self.try_render(url) {
            Ok(html) => html,
            Err(error) => {
                tracing::info!(%url, %error, "not rendered");
                None
            }
        }
    }
}

impl Rendering<'_> {
    fn try_render(&self, url: &Url) -> Result<Option<String>, BrowserError> {
        let crawl = &self.plan.crawl;
        let mut visit = self.browser.visit(&VisitOptions {
            device: Device::Desktop,
            throttle: Throttle::None,
            user_agent: self.plan.browser.user_agent.clone(),
            accept_language: None,
            call_timeout: self.plan.browser.call_timeout,
            store_domain: url.host_str().unwrap_or_default().to_owned(),
            init_scripts: Vec::new(),
            session: self.plan.session.clone(),
        })?;
        let since = visit.mark();
        let arrived = visit.goto(url.as_str(), crawl.page_timeout)?;
        if arrived.failure.is_some() {
            return Ok(None);
        }
        visit.settle(
            &since,
            &SettleOptions {
                cap: CAP,
                ..SettleOptions::default()
            },
        )?;
        let html = visit.call(0, DOCUMENT, &[json!(crawl.max_body_bytes)])?;
        Ok(html.as_str().map(str::to_owned))
    }
}
