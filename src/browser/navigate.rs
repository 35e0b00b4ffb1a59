//! Going somewhere: to an address, back, or to the same page again.

use super::error::BrowserError;
use super::types::Navigation;
use super::visit::Visit;
use super::watch::Seen;
use super::wire::ask;
use headless_chrome::protocol::cdp::Page;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

impl Visit {
    /// Goes to an address and returns once its document is there, or is known
    /// not to come.
    ///
    /// # Errors
    /// `Timeout` when neither is known by the deadline. What the store did
    /// wrong is no error: see [`Navigation::failure`].
    pub fn goto(&mut self, url: &str, deadline: Duration) -> Result<Navigation, BrowserError> {
        let end = Instant::now() + deadline;
        let answer = self
            .send_within(ask::<Page::Navigate>(json!({ "url": url })), deadline)
            .map_err(|error| match error {
                BrowserError::Timeout { .. } => BrowserError::timeout(url, deadline),
                other => other,
            })?;
        let failure = answer["errorText"]
            .as_str()
            .filter(|text| !text.is_empty())
            .map(str::to_owned);
        let Some(loader) = answer["loaderId"].as_str().map(str::to_owned) else {
            // Another place of the same document, or an address that nothing can load.
            return Ok(self.arrived(None, failure, false));
        };
        if failure.is_some() {
            let download = answer["isDownload"].as_bool() == Some(true);
            if download {
                // Its notice comes a moment after the refusal.
                let moment = (Instant::now() + Duration::from_secs(1)).min(end);
                self.watch.wait_until(moment, |seen| {
                    seen.downloads
                        .iter()
                        .any(|known| known == url)
                        .then_some(())
                })?;
            }
            let bodyless = download
                || self
                    .watch
                    .seen()
                    .ledger
                    .latest(&loader)
                    .and_then(|entry| entry.status)
                    .is_some_and(|status| matches!(status, 204 | 205));
            return Ok(self.arrived(Some(&loader), failure, bodyless));
        }
        self.wait_for(url, Some(loader), 0, end, deadline)
    }

    /// Goes one entry back in the history.
    ///
    /// # Errors
    /// As for [`Visit::goto`].
    pub fn back(&mut self, deadline: Duration) -> Result<Navigation, BrowserError> {
        let end = Instant::now() + deadline;
        let history = self.send(ask::<Page::GetNavigationHistory>(json!({})))?;
        let current = history["currentIndex"].as_u64().unwrap_or(0);
        let entry = current
            .checked_sub(1)
            .and_then(|index| usize::try_from(index).ok())
            .map(|index| history["entries"][index]["id"].clone())
            .filter(Value::is_number);
        let Some(entry) = entry else {
            return Ok(self.arrived(None, Some("no earlier page".to_owned()), false));
        };
        let before = self.progress();
        self.send(ask::<Page::NavigateToHistoryEntry>(
            json!({ "entryId": entry }),
        ))?;
        self.wait_for("going back", None, before, end, deadline)
    }

    /// Loads the same page again.
    ///
    /// # Errors
    /// As for [`Visit::goto`].
    pub fn reload(&mut self, deadline: Duration) -> Result<Navigation, BrowserError> {
        let end = Instant::now() + deadline;
        let before = self.progress();
        self.send_within(ask::<Page::Reload>(json!({})), deadline)?;
        self.wait_for("reloading", None, before, end, deadline)
    }

    fn progress(&self) -> usize {
        let seen = self.watch.seen();
        seen.commits.len() + seen.within
    }

    /// Waits for the document with this loader, or for any after `before`.
    fn wait_for(
        &self,
        what: &str,
        loader: Option<String>,
        before: usize,
        end: Instant,
        deadline: Duration,
    ) -> Result<Navigation, BrowserError> {
        let top = self.watch.top.clone();
        let arrived = self.watch.wait_until(end, |seen| {
            let shown = seen.frame(&top).map(|frame| frame.loader.clone())?;
            match &loader {
                Some(loader) => (shown == *loader && answered(seen, loader)).then_some(shown),
                None => (seen.commits.len() + seen.within > before && answered(seen, &shown))
                    .then_some(shown),
            }
        })?;
        match arrived {
            Some(shown) => {
                let failure = self
                    .watch
                    .seen()
                    .ledger
                    .latest(&shown)
                    .filter(|entry| entry.status.is_none())
                    .and_then(|entry| entry.failure.clone());
                Ok(self.arrived(Some(&shown), failure, false))
            }
            None => Err(BrowserError::timeout(what, deadline)),
        }
    }

    fn arrived(&self, loader: Option<&str>, failure: Option<String>, bodyless: bool) -> Navigation {
        let seen = self.watch.seen();
        Navigation {
            status: loader
                .and_then(|loader| seen.ledger.latest(loader))
                .and_then(|entry| entry.status),
            url: seen
                .frame(&self.watch.top)
                .map(|frame| frame.url.clone())
                .unwrap_or_default(),
            failure,
            bodyless,
        }
    }
}

/// Whether the document's request, where there is one, has its answer.
fn answered(seen: &Seen, loader: &str) -> bool {
    seen.ledger
        .latest(loader)
        .is_none_or(|entry| entry.response.is_some() || entry.end.is_some())
}
