//! What a visit has noted for the evidence: pictures, traffic, cookies,
//! dialogs, popups and downloads.

use super::error::BrowserError;
use super::ledger::{ms, same_site};
use super::settle::BREATH_S;
use super::types::{DialogSeen, Mark, Traffic};
use super::visit::Visit;
use super::wire::ask;
use crate::model::journey::{CookieSeen, Interaction, ScriptWork};
use crate::session::Cookie;
use base64::Engine;
use headless_chrome::protocol::cdp::{Page, Storage};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

const MAX_REQUESTS: usize = 400;
const MAX_CONSOLE: usize = 50;
const MAX_SCRIPTS: usize = 20;
/// Slow interactions that are told.
const MAX_INTERACTIONS: usize = 20;
/// Text stays sharp, and a photograph takes a tenth of what a PNG takes.
const QUALITY: u32 = 82;
/// A picture larger than this is taken again at half its size.
const LARGE_PICTURE_BYTES: usize = 1_500_000;

/// What the screen shows of the page. A phone shows more CSS pixels than it has
/// of a page that is not made for it.
#[derive(Debug, Clone, Copy)]
struct View {
    /// Top left corner in the document, in CSS pixels.
    pub page: (f64, f64),
    pub width: f64,
    pub height: f64,
}

/// Whether a cookie's value looks drawn by lot: a run of letters and figures as long as such
/// names of sessions are, or a GUID. Dates, counts and words ("accepted-2026-11-23") are not.
fn is_drawn_by_lot(value: &str) -> bool {
    let is_mixed = |run: &str| {
        let figures = run.bytes().filter(u8::is_ascii_digit).count();
        run.len() >= 16 && figures >= 2 && figures < run.len()
    };
    let is_guid = |value: &str| {
        let sizes: Vec<usize> = value.split('-').map(str::len).collect();
        let hex = |c: char| c.is_ascii_hexdigit() || c == '-';
        sizes == [8, 4, 4, 4, 12] && value.chars().all(hex)
    };
    let other = |c: char| !c.is_ascii_alphanumeric();
    is_guid(value) || value.split(other).any(is_mixed)
}

/// The work of each script since a wall second, the longest first.
fn scripts(ran: &[(f64, String, f64)], since_s: f64, domain: &str) -> Vec<ScriptWork> {
    let mut by_url: BTreeMap<&str, (u32, f64)> = BTreeMap::new();
    for (_, url, ms) in ran.iter().filter(|(at, _, _)| *at >= since_s) {
        let sum = by_url.entry(url).or_default();
        sum.0 += 1;
        sum.1 += ms;
    }
    let mut sums: Vec<ScriptWork> = by_url
        .into_iter()
        .map(|(url, (count, ms))| ScriptWork {
            url: url.to_owned(),
            third_party: !same_site(url, domain),
            count,
            ms: (ms * 10.0).round() / 10.0,
        })
        .collect();
    sums.sort_by(|a, b| b.ms.total_cmp(&a.ms).then_with(|| a.url.cmp(&b.url)));
    sums.truncate(MAX_SCRIPTS);
    sums
}

/// The interactions since a wall second, the slowest first.
fn interactions(seen: &[(String, f64, Interaction)], since_s: f64) -> Vec<Interaction> {
    let later = seen.iter().filter(|(_, at, _)| *at >= since_s);
    let mut found: Vec<Interaction> = later
        .map(|(_, at, one)| Interaction {
            at_ms: ms(at - since_s),
            ..one.clone()
        })
        .collect();
    found.sort_by(|a, b| b.ms.total_cmp(&a.ms).then(a.at_ms.total_cmp(&b.at_ms)));
    found.truncate(MAX_INTERACTIONS);
    found
}

impl Visit {
    /// A WebP of the viewport, as many pixels as the device has CSS pixels, half
    /// of that where it is large.
    ///
    /// # Errors
    /// `Timeout` when the page is frozen.
    pub fn screenshot(&mut self) -> Result<Vec<u8>, BrowserError> {
        let picture = self.capture(1.0)?;
        if picture.len() <= LARGE_PICTURE_BYTES {
            return Ok(picture);
        }
        self.capture(0.5)
    }

    fn capture(&self, zoom: f64) -> Result<Vec<u8>, BrowserError> {
        let view = self.view()?;
        let (width, _) = self.watch.equipment.device.viewport_px();
        let scale = f64::from(width) / view.width / self.watch.equipment.device.scale();
        let answer = self.send(ask::<Page::CaptureScreenshot>(json!({
            "format": "webp",
            "quality": QUALITY,
            "clip": {
                "x": view.page.0,
                "y": view.page.1,
                "width": view.width,
                "height": view.height,
                "scale": scale * zoom,
            },
        })))?;
        let unreadable = |message: &str| BrowserError::Protocol {
            method: "Page.captureScreenshot".to_owned(),
            message: message.to_owned(),
        };
        let data = answer["data"]
            .as_str()
            .ok_or_else(|| unreadable("no picture"))?;
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| unreadable(&error.to_string()))
    }

    /// The part of the page that the screen shows.
    fn view(&self) -> Result<View, BrowserError> {
        let metrics = self.send(ask::<Page::GetLayoutMetrics>(json!({})))?;
        let view = &metrics["cssVisualViewport"];
        let number = |key: &str| view[key].as_f64();
        let (width, height) = self.watch.equipment.device.viewport_px();
        Ok(View {
            page: (
                number("pageX").unwrap_or(0.0),
                number("pageY").unwrap_or(0.0),
            ),
            width: number("clientWidth")
                .filter(|width| *width > 0.0)
                .unwrap_or(width.into()),
            height: number("clientHeight")
                .filter(|height| *height > 0.0)
                .unwrap_or(height.into()),
        })
    }

    /// This moment, to count from. Take it right before an input.
    pub fn mark(&mut self) -> Mark {
        let at = Instant::now();
        let seen = self.watch.seen();
        Mark {
            at,
            browser_s: self.clock.at(at),
            commits: seen.commits.len(),
            within: seen.within,
            console: seen.console.len(),
            loader: seen
                .frame(&self.watch.top)
                .map(|top| top.loader.clone())
                .unwrap_or_default(),
        }
    }

    /// What went over the line since a mark.
    pub fn traffic(&mut self, since: &Mark) -> Traffic {
        let seen = self.watch.seen();
        let entries: Vec<_> = seen
            .ledger
            .entries
            .iter()
            .filter(|entry| entry.start >= since.browser_s - BREATH_S)
            .collect();
        let domain = &self.watch.equipment.store_domain;
        let wall_s = since.browser_s + self.clock.wall_offset_s;
        let soft = seen.soft_navigations.iter().filter(|at| **at >= wall_s);
        Traffic {
            soft_navigations: u32::try_from(soft.count()).unwrap_or(u32::MAX),
            scripts: scripts(&seen.scripts, wall_s, domain),
            interactions: interactions(&seen.interactions, wall_s),
            request_count: u32::try_from(entries.len()).unwrap_or(u32::MAX),
            bytes: entries
                .iter()
                .filter(|entry| !entry.cached)
                .map(|entry| entry.bytes)
                .sum(),
            document_status: entries
                .iter()
                .rev()
                .find(|entry| entry.is_document_of(&self.watch.top))
                .and_then(|entry| entry.status),
            console: seen
                .console
                .iter()
                .skip(since.console)
                .take(MAX_CONSOLE)
                .cloned()
                .collect(),
            requests: entries
                .iter()
                .take(MAX_REQUESTS)
                .map(|entry| entry.to_request(since.browser_s, domain))
                .collect(),
        }
    }

    /// Cookies of this visit, without their values.
    pub fn cookies(&mut self) -> Vec<CookieSeen> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        self.raw_cookies()
            .iter()
            .map(|cookie| CookieSeen {
                name: text(&cookie["name"]),
                domain: text(&cookie["domain"]),
                secure: cookie["secure"].as_bool() == Some(true),
                http_only: cookie["httpOnly"].as_bool() == Some(true),
                same_site: cookie["sameSite"].as_str().map(str::to_owned),
                persistent: cookie["session"].as_bool() == Some(false),
                random: is_drawn_by_lot(cookie["value"].as_str().unwrap_or_default()),
            })
            .collect()
    }

    /// Cookies that a browser still has when it was closed and so much time has passed, with
    /// their values: for another visit only, never for the evidence.
    pub fn lasting_cookies(&mut self, life: Duration) -> Vec<Cookie> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let until_s = now.unwrap_or_default().as_secs_f64() + life.as_secs_f64();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let lasts = |cookie: &&Value| {
            cookie["session"].as_bool() == Some(false)
                && cookie["expires"].as_f64().is_some_and(|at| at >= until_s)
        };
        let kept = |cookie: &Value| Cookie {
            name: text(&cookie["name"]),
            value: text(&cookie["value"]),
            domain: Some(text(&cookie["domain"])).filter(|domain| !domain.is_empty()),
            path: text(&cookie["path"]),
            secure: cookie["secure"].as_bool() == Some(true),
            http_only: cookie["httpOnly"].as_bool() == Some(true),
            same_site: cookie["sameSite"].as_str().map(str::to_owned),
        };
        self.raw_cookies().iter().filter(lasts).map(kept).collect()
    }

    fn raw_cookies(&mut self) -> Vec<Value> {
        let answer = self.watch.wire.call(
            None,
            ask::<Storage::GetCookies>(json!({ "browserContextId": self.watch.context })),
            self.limit,
        );
        let cookies = answer
            .ok()
            .and_then(|answer| answer["cookies"].as_array().cloned());
        cookies.unwrap_or_default()
    }

    /// How many dialogs were answered and not yet handed over.
    pub fn dialogs_waiting(&mut self) -> usize {
        self.watch.seen().dialogs.len()
    }

    /// Dialogs that were answered since last asked.
    pub fn dialogs(&mut self) -> Vec<DialogSeen> {
        std::mem::take(&mut self.watch.seen().dialogs)
    }

    /// Addresses of windows that the page opened since last asked. They are
    /// closed before they load anything.
    pub fn popups(&mut self) -> Vec<String> {
        let patience = Duration::from_secs(1);
        let _ = self.watch.wait_until(Instant::now() + patience, |seen| {
            seen.opening.retain(|asked| asked.elapsed() < patience);
            seen.waiting_popups
                .retain(|_, opened| opened.elapsed() < patience);
            (seen.opening.is_empty() && seen.waiting_popups.is_empty()).then_some(())
        });
        std::mem::take(&mut self.watch.seen().popups)
    }

    /// Addresses of downloads that were refused since last asked.
    pub fn downloads(&mut self) -> Vec<String> {
        std::mem::take(&mut self.watch.seen().downloads)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sessions_look_drawn_by_lot_and_settings_do_not() {
        for (value, drawn) in [
            ("9f86d081884c7d659a2feaa0", true),
            ("s%3Aq8Zk2LxV0pR7tY3wN5mB.sig", true),
            ("123e4567-e89b-12d3-a456-426614174000", true),
            ("accepted-2026-11-23", false),
            ("GA1.1.482910374.1795430400", false),
            ("1795430400000", false),
            ("themepreferencelight", false),
            ("", false),
        ] {
            assert_eq!(is_drawn_by_lot(value), drawn, "{value}");
        }
    }
}
