//! Two taps, one soon after the other, where the second must meet nothing else than the first did.
//!
//! While a document is on its way the browser answers no question about the one that is still there,
//! but it takes taps. So the page itself watches the second one, by a probe that was put there before
//! the first, and a document that comes in between takes no tap at all.

use super::error::BrowserError;
use super::visit::Visit;
use super::wire::ask;
use headless_chrome::protocol::cdp::Page;
use serde_json::json;
use std::time::{Duration, Instant, SystemTime};

/// How much later than asked for the second tap may be felt, in milliseconds.
const LATE_MS: u128 = 1_000;

/// A document that comes before `until` takes no tap up to then; milliseconds since 1970.
fn shield(until: u128) -> String {
    format!(
        "(() => {{
  const stop = (event) => {{
    if (!event.isTrusted || Date.now() > {until}) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }};
  if (Date.now() > {until}) return;
  for (const type of ['pointerdown', 'pointerup', 'touchstart', 'touchend', 'mousedown', 'mouseup', 'click']) {{
    addEventListener(type, stop, {{ capture: true, passive: false }});
  }}
}})()"
    )
}

/// What became of two taps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taps {
    /// Whether the second was made: not where another document had come by then.
    pub made: bool,
    /// Whether the control said between them that it is at work; `None` when the page did not tell.
    pub busy: Option<bool>,
    /// Whether the control was still there between them and read the same; `None` as before.
    pub same: Option<bool>,
    /// Whether the second was held back, as it met something else; `None` when no page felt it.
    pub held_back: Option<bool>,
}

impl Visit {
    /// Taps a place twice, so far apart. A probe must watch for it: see [`crate::probe::GUARD_TAPS`].
    /// What the page tells of it is read with [`Visit::taps_told`], once all is quiet.
    ///
    /// # Errors
    /// As for [`Visit::click`].
    pub fn tap_twice(&mut self, place: (f64, f64), apart: Duration) -> Result<bool, BrowserError> {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let source = shield(now.as_millis() + apart.as_millis() + LATE_MS);
        let added = self.send(ask::<Page::AddScriptToEvaluateOnNewDocument>(
            json!({ "source": source, "worldName": super::OUR_WORLD }),
        ))?;
        let made = self.two_taps(place, apart);
        // A new process for the next document may have forgotten the number; the script ends by itself.
        let _removed = self.send(ask::<Page::RemoveScriptToEvaluateOnNewDocument>(
            json!({ "identifier": added["identifier"] }),
        ));
        made
    }

    fn two_taps(&mut self, (x, y): (f64, f64), apart: Duration) -> Result<bool, BrowserError> {
        let before = {
            let mut seen = self.watch.seen();
            seen.tap_rest = None;
            seen.tap_blocked = None;
            seen.commits.len()
        };
        self.click(x, y)?;
        let left = self
            .watch
            .wait_until(Instant::now() + apart, |seen| {
                (seen.commits.len() > before).then_some(())
            })?
            .is_some();
        if !left {
            self.click(x, y)?;
        }
        Ok(!left)
    }

    /// What the page told of the last two taps.
    pub fn taps_told(&mut self, made: bool) -> Taps {
        let seen = self.watch.seen();
        Taps {
            made,
            busy: seen.tap_rest.map(|(busy, _)| busy),
            same: seen.tap_rest.map(|(_, same)| same),
            held_back: seen.tap_blocked,
        }
    }
}
