//! Waits until a page is quiet, and tells how long a shopper really waited:
//! to the start of the quiet window, never to its end.
//!
//! Quiet is at most two requests in flight, no long task and a ready document
//! for half a second. After an input on the same document the store's own XHR
//! and fetch requests count one by one, because one of them is often the very
//! answer that the shopper waits for; polling, analytics and beacons never count.
//! The last part of the window is used for work of our own, where a walk has any: a
//! page that begins anew within it is seen later by that work's length at most.

use super::error::BrowserError;
use super::ledger::{Entry, ms, same_site};
use super::types::{Mark, SettleOptions, Settled};
use super::visit::Visit;
use super::watch::Seen;
use crate::model::journey::Clock;
use std::time::{Duration, Instant};

/// Requests that a quiet page may have in flight.
const FEW: usize = 2;
/// A request that was open for so long before an input is a stream, seconds (ours).
const STREAM_S: f64 = 5.0;
/// An answer of which nothing more came for so long is not read by the page, seconds (ours).
const UNREAD_S: f64 = 1.0;
/// So long before the end of a full quiet window our own work is done, seconds (ours): it seldom takes
/// longer, and a page that was quiet until then seldom begins anew.
const REST_S: f64 = 0.2;
/// A shorter window than this leaves no room for it, seconds.
const ROOM_S: f64 = 0.5;
/// From here on a task is long.
const LONG_TASK_S: f64 = 0.05;
/// How far the two clocks are apart at most, seconds (ours): a request that seems to begin so little
/// before a mark began with it.
pub(super) const BREATH_S: f64 = 0.002;

/// Reads what the observer still holds, and by being answered at all shows
/// that the main thread is free.
const FLUSH: &str =
    "function () { return globalThis.__cartwalk?.flush?.() ?? document.readyState; }";

/// When the page was last seen busy, on the browser's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Quietness {
    /// Start of the quiet so far; `None` while it is busy.
    since: Option<f64>,
    /// Until when it is not believed: an answer may still be coming in.
    until: f64,
    /// What came last.
    last: &'static str,
}

impl Quietness {
    /// When the quiet will have lasted long enough, on the browser's clock.
    fn full(&self, quiet_s: f64) -> Option<f64> {
        self.since.map(|start| (start + quiet_s).max(self.until))
    }
}

impl Visit {
    /// Waits until the page is quiet after the input at `since`, or the cap.
    ///
    /// # Errors
    /// Only when the page crashed or the browser is gone. A page that never
    /// becomes quiet, even a frozen one, is `capped`.
    pub fn settle(
        &mut self,
        since: &Mark,
        options: &SettleOptions,
    ) -> Result<Settled, BrowserError> {
        let end = since.at + options.cap;
        let quiet_s = options.quiet.min(self.quiet_most).as_secs_f64();
        let watch = std::sync::Arc::clone(&self.watch);
        let clock = self.clock;
        let top = watch.top.clone();
        let domain = watch.equipment.store_domain.clone();
        // Once: what we do ourselves must not keep a page from being found quiet.
        let mut to_rest = self.at_rest.is_some() && quiet_s >= ROOM_S;
        loop {
            // Sleeps until the window could be full; an event wakes it earlier.
            let mut candidate = None;
            loop {
                let quietness = quietness(&watch.seen(), since, clock.wall_offset_s, &top, &domain);
                let now = Instant::now();
                let wake = match quietness.full(quiet_s) {
                    Some(full) => {
                        let wait = full - clock.at(now);
                        if wait <= 0.0 {
                            candidate = Some(quietness);
                            break;
                        }
                        if to_rest && wait <= REST_S {
                            to_rest = false;
                            self.rest();
                            continue;
                        }
                        let wait = if to_rest { wait - REST_S } else { wait };
                        now + Duration::from_secs_f64(wait.min(60.0))
                    }
                    None => end,
                };
                if now >= end {
                    break;
                }
                let before = fingerprint(&watch.seen());
                watch.wait_until(wake.min(end), |seen| {
                    (fingerprint(seen) != before).then_some(())
                })?;
            }
            let Some(found) = candidate else {
                watch.check()?;
                return Ok(self.settled(since, None, "cap"));
            };
            // A busy main thread sends no events: hear from it before believing the silence.
            let left = end.saturating_duration_since(Instant::now());
            let known = fingerprint(&watch.seen());
            match self.call_within(0, FLUSH, &[], left.max(Duration::from_millis(1))) {
                Ok(_) => {}
                Err(error) if error.page_moved_on() => continue,
                Err(BrowserError::Timeout { .. } | BrowserError::Script { .. }) => {
                    if Instant::now() >= end {
                        return Ok(self.settled(since, None, "cap"));
                    }
                }
                Err(BrowserError::Protocol { .. }) => {}
                Err(error) => return Err(error),
            }
            let again = quietness(&watch.seen(), since, clock.wall_offset_s, &top, &domain);
            if again == found || fingerprint(&watch.seen()) == known {
                return Ok(self.settled(since, found.since, found.last));
            }
            if again
                .full(quiet_s)
                .is_some_and(|full| clock.at(Instant::now()) >= full)
            {
                return Ok(self.settled(since, again.since, again.last));
            }
        }
    }

    /// Does the work that waits for a quiet page.
    fn rest(&mut self) {
        if let Some(mut work) = self.at_rest.take() {
            work(self);
            self.at_rest = Some(work);
        }
    }

    fn settled(&self, since: &Mark, quiet: Option<f64>, last: &str) -> Settled {
        let seen = self.watch.seen();
        let zero = since.browser_s;
        let offset = self.clock.wall_offset_s;
        let navigated = seen.commits.len() > since.commits;
        let top = &self.watch.top;
        let domain = &self.watch.equipment.store_domain;
        let after: Vec<&Entry> = after(&seen, since).collect();
        let main = after
            .iter()
            .rfind(|entry| entry.is_document_of(top) && entry.response.is_some())
            .or_else(|| {
                after
                    .iter()
                    .find(|entry| awaited(entry, since, domain) && entry.response.is_some())
            });
        let until = quiet.unwrap_or(f64::INFINITY);
        let painted = seen
            .commits
            .iter()
            .skip(since.commits)
            .filter_map(|commit| commit.painted);
        let feedback = seen
            .feedback
            .iter()
            .map(|wall| wall - offset)
            .chain(painted)
            .filter(|at| *at >= zero)
            .reduce(f64::min);
        let blocking_s: f64 = seen
            .long_tasks
            .iter()
            .map(|(start, end)| (start - offset, end - offset))
            .filter(|(start, end)| *end > zero && *start <= until)
            .map(|(start, end)| (end - start.max(zero) - LONG_TASK_S).max(0.0))
            .sum();
        Settled {
            clock: Clock {
                response_ms: main
                    .and_then(|entry| entry.response)
                    .map(|at| ms(at - zero)),
                feedback_ms: feedback.map(|at| ms(at - zero)),
                usable_ms: quiet.map(|at| ms(at - zero).max(0.0)),
                last: last.to_owned(),
            },
            navigated,
            same_document_navigated: seen.within > since.within,
            capped: quiet.is_none(),
            blocking_ms: ms(blocking_s),
        }
    }
}

/// Changes whenever something happened that may move the quiet window.
fn fingerprint(seen: &Seen) -> [usize; 6] {
    let ended = seen
        .ledger
        .entries
        .iter()
        .filter(|entry| entry.end.is_some())
        .count();
    let answered = seen
        .ledger
        .entries
        .iter()
        .filter(|entry| entry.heard.is_some())
        .count();
    let known = seen
        .commits
        .iter()
        .filter(|commit| commit.ready.is_some())
        .count();
    [
        seen.ledger.entries.len(),
        ended,
        answered,
        seen.long_tasks.len(),
        seen.commits.len(),
        known,
    ]
}

/// Requests that started with or after the mark, a breath before it included.
fn after<'a>(seen: &'a Seen, since: &Mark) -> impl Iterator<Item = &'a Entry> {
    let zero = since.browser_s - BREATH_S;
    seen.ledger
        .entries
        .iter()
        .filter(move |entry| entry.start >= zero)
}

/// Whether a request is likely the answer to an input on this same document.
fn awaited(entry: &Entry, since: &Mark, domain: &str) -> bool {
    matches!(entry.kind.as_str(), "xhr" | "fetch")
        && entry.loader == since.loader
        && !entry.background
        && !entry.repeated
        && same_site(&entry.url, domain)
}

fn quietness(seen: &Seen, since: &Mark, wall_offset: f64, top: &str, domain: &str) -> Quietness {
    let zero = since.browser_s;
    let busy = Quietness {
        since: None,
        until: zero,
        last: "network",
    };
    let mut start = zero;
    let mut until = zero;
    let mut last = "marker";
    let mut later = |at: f64, what: &'static str| {
        if at > start {
            start = at;
            last = what;
        }
    };

    // The document: asked for, there, ready.
    let commits = &seen.commits[since.commits.min(seen.commits.len())..];
    let loader = commits
        .last()
        .map_or(since.loader.as_str(), |commit| commit.loader.as_str());
    for entry in after(seen, since).filter(|entry| entry.is_document_of(top)) {
        if entry.end.is_none() && entry.loader != loader {
            return busy;
        }
        if let Some(end) = entry.end {
            later(end, "network");
        }
    }
    if let Some(commit) = commits.last() {
        match commit.ready {
            Some(at) => later(at, "network"),
            None => return busy,
        }
    }

    // The network: what is awaited counts alone, the rest when it is many.
    let mut steps: Vec<(f64, i32)> = Vec::new();
    for entry in &seen.ledger.entries {
        let over = match entry.end {
            Some(end) => end < zero,
            // Still open long before the input: a long poll or a stream.
            None => entry.start < zero - STREAM_S,
        };
        if over || entry.background || entry.is_document_of(top) {
            continue;
        }
        if entry.start >= zero - BREATH_S && awaited(entry, since, domain) && commits.is_empty() {
            match (entry.end, entry.unread_since()) {
                (Some(end), _) => later(end, "network"),
                (None, Some(heard)) => {
                    later(heard, "network");
                    until = until.max(heard + UNREAD_S);
                }
                (None, None) => return busy,
            }
        }
        steps.push((entry.start, 1));
        if let Some(end) = entry.end.or_else(|| entry.unread_since()) {
            steps.push((end, -1));
        }
    }
    steps.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut in_flight = 0_usize;
    for (at, step) in steps {
        let before = in_flight;
        in_flight = in_flight.saturating_add_signed(step as isize);
        if before > FEW && in_flight <= FEW {
            later(at, "network");
        }
    }
    if in_flight > FEW {
        return busy;
    }

    for (_, end) in &seen.long_tasks {
        later(end - wall_offset, "long-task");
    }
    Quietness {
        since: Some(start),
        until,
        last,
    }
}
