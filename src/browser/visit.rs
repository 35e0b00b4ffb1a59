//! One isolated page of the browser, as a shopper's session in a store.

use super::door::Doorman;
use super::equip::{Equipment, SessionKind, intercept};
use super::error::BrowserError;
use super::ledger::same_site;
use super::types::{AtRest, GuardPolicy, VisitOptions};
use super::watch::Watch;
use super::wire::{Call, Command, Wire, ask};
use headless_chrome::protocol::cdp::{
    Browser as BrowserDomain, Emulation, Fetch, Performance, Runtime, Target,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Closing must not wait long for a frozen browser.
const DISPOSE_LIMIT: Duration = Duration::from_secs(3);

/// An isolated browser context with one page. Dropping it closes both.
pub struct Visit {
    pub(super) watch: Arc<Watch>,
    doorman: Arc<Doorman>,
    pub(super) limit: Duration,
    pub(super) clock: BrowserClock,
    /// Most quiet that a settled page must show.
    pub(super) quiet_most: Duration,
    /// What is done while a page that seems quiet is watched for the rest of its window.
    pub(super) at_rest: Option<AtRest>,
    /// Whether the limit on the processor is off, for work of our own.
    pub(super) is_full_speed: bool,
}

/// Ties our clock to the browser's, and the browser's wall clock to its monotonic one.
#[derive(Debug, Clone, Copy)]
pub(super) struct BrowserClock {
    at: Instant,
    browser_s: f64,
    /// Wall seconds minus monotonic seconds.
    pub wall_offset_s: f64,
}

impl BrowserClock {
    /// The browser's monotonic clock at this moment of ours, in seconds.
    pub fn at(&self, moment: Instant) -> f64 {
        match moment.checked_duration_since(self.at) {
            Some(later) => self.browser_s + later.as_secs_f64(),
            None => self.browser_s - self.at.duration_since(moment).as_secs_f64(),
        }
    }
}

impl Visit {
    pub(super) fn open(
        wire: Arc<Wire>,
        doorman: &Arc<Doorman>,
        own_user_agent: &str,
        options: &VisitOptions,
    ) -> Result<Visit, BrowserError> {
        let limit = options.call_timeout;
        let text = |answer: &Value, key: &str| answer[key].as_str().unwrap_or_default().to_owned();
        let context = text(
            &wire.call(
                None,
                ask::<Target::CreateBrowserContext>(json!({ "disposeOnDetach": true })),
                limit,
            )?,
            "browserContextId",
        );
        let opened = open_page(&wire, doorman, &context, own_user_agent, options, limit);
        if opened.is_err() {
            doorman.leave(&context);
            wire.tell(
                None,
                ask::<Target::DisposeBrowserContext>(json!({ "browserContextId": context })),
            );
        }
        opened
    }

    /// The `User-Agent` that the store sees.
    pub fn user_agent(&self) -> &str {
        &self.watch.equipment.user_agent
    }

    /// Keeps the page's own scripts from running, from the next document on; ours still do.
    ///
    /// # Errors
    /// When the page or the browser is lost.
    pub fn without_scripts(&mut self) -> Result<(), BrowserError> {
        self.send(ask::<Emulation::SetScriptExecutionDisabled>(
            json!({ "value": true }),
        ))
        .map(drop)
    }

    /// Whether the page's process crashed.
    pub fn crashed(&self) -> bool {
        self.watch.seen().crashed
    }

    /// Address of the top document.
    ///
    /// # Errors
    /// When the page or the browser is lost.
    pub fn url(&mut self) -> Result<String, BrowserError> {
        self.watch.check()?;
        let seen = self.watch.seen();
        Ok(seen
            .frame(&self.watch.top)
            .map(|frame| frame.url.clone())
            .unwrap_or_default())
    }

    /// Puts the guard up, changes it, or takes it down.
    ///
    /// # Errors
    /// When it could not be put up everywhere: then do not go on.
    pub fn set_guard(&mut self, policy: Option<GuardPolicy>) -> Result<(), BrowserError> {
        // Headers that the user handed over are added to paused requests, guard or not.
        let up = policy.is_some() || self.watch.equipment.session.has_headers();
        // New sessions see this before the old ones are asked: none slips through.
        self.watch.seen().guard = policy;
        let commands = self.watch.everywhere(|kind| match kind {
            SessionKind::Page | SessionKind::Frame | SessionKind::Worker if up => vec![intercept()],
            SessionKind::Page | SessionKind::Frame | SessionKind::Worker => {
                vec![ask::<Fetch::Disable>(json!({}))]
            }
            SessionKind::Popup | SessionKind::Other => Vec::new(),
        });
        self.tell_all(commands)
    }

    /// Requests that the guard stopped since last asked: method, address
    /// without query, why.
    pub fn blocked(&mut self) -> Vec<(String, String, String)> {
        std::mem::take(&mut self.watch.seen().blocked)
    }

    /// Narrows the window to a width in CSS pixels, or gives the device's own back.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn narrow(&mut self, width: Option<u32>) -> Result<(), BrowserError> {
        let equipment = self.watch.equipment.clone();
        let commands = self.watch.everywhere(|kind| match kind {
            SessionKind::Page => vec![equipment.screen_at(width)],
            SessionKind::Frame | SessionKind::Worker | SessionKind::Popup | SessionKind::Other => {
                Vec::new()
            }
        });
        self.tell_all(commands)
    }

    /// Adds latency to every request, in milliseconds; zero gives the line back as it was.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn slow_down(&mut self, added_ms: f64) -> Result<(), BrowserError> {
        let equipment = self.watch.equipment.clone();
        let commands = self.watch.everywhere(|kind| match kind {
            SessionKind::Page | SessionKind::Frame => equipment.slowed(added_ms),
            SessionKind::Worker | SessionKind::Popup | SessionKind::Other => Vec::new(),
        });
        self.tell_all(commands)
    }

    /// Does something of our own without the limit on the processor, which is back afterwards. Within
    /// such work this only does it.
    ///
    /// # Errors
    /// Those of `work`, and when the page does not answer.
    pub fn at_full_speed<T>(
        &mut self,
        work: impl FnOnce(&mut Visit) -> Result<T, BrowserError>,
    ) -> Result<T, BrowserError> {
        let slowdown = self.watch.equipment.values.cpu_slowdown;
        if slowdown <= 1.0 || self.is_full_speed {
            return work(self);
        }
        self.slow_processor(1.0)?;
        self.is_full_speed = true;
        let done = work(self);
        self.is_full_speed = false;
        self.slow_processor(slowdown)?;
        done
    }

    fn slow_processor(&mut self, rate: f64) -> Result<(), BrowserError> {
        let commands = self.watch.everywhere(|kind| match kind {
            SessionKind::Page | SessionKind::Frame => vec![Equipment::processor(rate)],
            SessionKind::Worker | SessionKind::Popup | SessionKind::Other => Vec::new(),
        });
        self.tell_all(commands)
    }

    /// Takes a page for settled after so much quiet from now on, whatever is asked for: for a walk that
    /// is not timed.
    pub fn hurry(&mut self, quiet: Duration) {
        self.quiet_most = quiet;
    }

    /// Does something once a page, while it settles, was quiet for the first part of its window; `None`
    /// ends that. It may read the page, and must not change it.
    pub fn when_at_rest(&mut self, work: Option<AtRest>) {
        self.at_rest = work;
    }

    /// Takes the line away, or gives it back.
    pub fn offline(&mut self, on: bool) {
        self.watch.seen().offline = on;
        let equipment = self.watch.equipment.clone();
        let commands = self.watch.everywhere(|kind| match kind {
            SessionKind::Other => Vec::new(),
            SessionKind::Page | SessionKind::Frame | SessionKind::Worker | SessionKind::Popup => {
                equipment.limits(kind, on)
            }
        });
        if let Err(error) = self.tell_all(commands) {
            tracing::debug!(%error, "could not switch the line everywhere");
        }
    }

    /// Whether an address belongs to the store.
    pub fn is_first_party(&self, url: &str) -> bool {
        same_site(url, &self.watch.equipment.store_domain)
    }

    /// Sends to many sessions and waits for all. The page itself must agree; a
    /// frame or worker that is going away, or does not know the call, need not.
    fn tell_all(&self, commands: Vec<(String, Command)>) -> Result<(), BrowserError> {
        let mut calls: Vec<(String, Call<'_>)> = Vec::new();
        for (session, command) in commands {
            let call = self.watch.wire.start(Some(&session), command)?;
            calls.push((session, call));
        }
        let mut outcome = Ok(());
        for (session, call) in calls {
            let result = call.wait(self.limit);
            match result {
                Err(error @ BrowserError::Protocol { .. }) if session != self.watch.page => {
                    tracing::debug!(%error, session, "a frame or worker did not take a setting");
                }
                Err(error) => outcome = Err(error),
                Ok(_) => {}
            }
        }
        outcome
    }

    /// Sends to the page's session.
    pub(super) fn send(&self, command: Command) -> Result<Value, BrowserError> {
        self.send_within(command, self.limit)
    }

    /// Sends to the page's session. A page may tell of its new document a
    /// moment before the browser itself has switched to it, and until then the
    /// browser refuses.
    pub(super) fn send_within(
        &self,
        command: Command,
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        let patience = Instant::now() + limit.min(Duration::from_secs(2));
        loop {
            let answer = self
                .watch
                .wire
                .call(Some(&self.watch.page), command.clone(), limit);
            match answer {
                Err(BrowserError::Protocol { message, .. })
                    if message.contains("Not attached to an active page")
                        && Instant::now() < patience =>
                {
                    self.watch.pause(Duration::from_millis(50));
                }
                other => return other,
            }
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        let disposed = self.watch.wire.call(
            None,
            ask::<Target::DisposeBrowserContext>(json!({ "browserContextId": self.watch.context })),
            DISPOSE_LIMIT,
        );
        if let Err(error) = disposed {
            tracing::debug!(%error, "the visit was not closed in order");
        }
        self.doorman.leave(&self.watch.context);
        let gone = BrowserError::Closed {
            reason: "the visit is over".to_owned(),
        };
        let sessions: Vec<String> = self
            .watch
            .seen()
            .sessions
            .iter()
            .map(|session| session.id.clone())
            .collect();
        for session in sessions {
            self.watch.wire.forget(&session, &gone);
        }
    }
}

fn open_page(
    wire: &Arc<Wire>,
    doorman: &Arc<Doorman>,
    context: &str,
    own_user_agent: &str,
    options: &VisitOptions,
    limit: Duration,
) -> Result<Visit, BrowserError> {
    let text = |answer: &Value, key: &str| answer[key].as_str().unwrap_or_default().to_owned();
    let (width, height) = options.device.viewport_px();
    // The page stops at the door until it is equipped, like every window that
    // it opens later.
    let arrival = doorman.expect(context);
    let target = text(
        &wire.call(
            None,
            ask::<Target::CreateTarget>(json!({
                "url": "about:blank",
                "browserContextId": context,
                "width": width,
                "height": height,
            })),
            limit,
        )?,
        "targetId",
    );
    let page = arrival
        .recv_timeout(limit)
        .map_err(|_| BrowserError::timeout("a new page", limit))?;
    let watch = Watch::new(
        Arc::clone(wire),
        context.to_owned(),
        page.clone(),
        target,
        Equipment::new(options, own_user_agent),
    );
    wire.listen(&page, watch.clone());
    doorman.admit(context, &watch);
    let mut calls = vec![wire.start(
        None,
        ask::<BrowserDomain::SetDownloadBehavior>(json!({
            "behavior": "deny",
            "browserContextId": context,
            "eventsEnabled": true,
        })),
    )?];
    if let Some(cookies) = watch.equipment.cookies() {
        calls.push(wire.start(Some(&page), cookies)?);
    }
    let mut commands = watch.equipment.commands(SessionKind::Page, false, false);
    commands.push(ask::<Runtime::RunIfWaitingForDebugger>(json!({})));
    for command in commands {
        calls.push(wire.start(Some(&page), command)?);
    }
    for call in calls {
        match call.wait(limit) {
            // An older or newer browser may lack a setting; losing the line is another thing.
            Err(error @ BrowserError::Protocol { .. }) => {
                tracing::warn!(%error, "the browser did not take a setting");
            }
            Err(error) => return Err(error),
            Ok(_) => {}
        }
    }
    let clock = read_clock(wire, &page, limit)?;
    Ok(Visit {
        watch,
        doorman: Arc::clone(doorman),
        limit,
        clock,
        quiet_most: Duration::MAX,
        at_rest: None,
        is_full_speed: false,
    })
}

/// Readings of the browser's clocks at least and at most.
const CLOCK_READINGS: std::ops::RangeInclusive<u32> = 3..=20;
/// A reading that took no longer is exact to a millisecond or two.
const EXACT_READING: Duration = Duration::from_millis(4);

/// Reads the browser's clocks on the empty page, best of three; on a busy machine of as many more as it
/// takes until one was quick: what seems to begin before a mark is counted to the step before it.
fn read_clock(wire: &Wire, page: &str, limit: Duration) -> Result<BrowserClock, BrowserError> {
    wire.call(Some(page), ask::<Performance::Enable>(json!({})), limit)?;
    let mut best: Option<(Duration, BrowserClock)> = None;
    for reading in 1..=*CLOCK_READINGS.end() {
        let before = Instant::now();
        let metrics = wire.call(Some(page), ask::<Performance::GetMetrics>(json!({})), limit)?;
        let wall = wire.call(
            Some(page),
            ask::<Runtime::Evaluate>(json!({
                "expression": "performance.timeOrigin + performance.now()",
                "returnByValue": true,
            })),
            limit,
        )?;
        let took = before.elapsed();
        let browser_s = metrics["metrics"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|metric| metric["name"] == "Timestamp")
            .and_then(|metric| metric["value"].as_f64())
            .unwrap_or_default();
        let wall_s = wall["result"]["value"].as_f64().unwrap_or_default() / 1_000.0;
        let clock = BrowserClock {
            at: before + took / 4,
            browser_s,
            wall_offset_s: wall_s - browser_s - took.as_secs_f64() / 2.0,
        };
        if best.as_ref().is_none_or(|(least, _)| took < *least) {
            best = Some((took, clock));
        }
        let exact = best
            .as_ref()
            .is_some_and(|(took, _)| *took <= EXACT_READING);
        if exact && reading >= *CLOCK_READINGS.start() {
            break;
        }
    }
    wire.tell(Some(page), ask::<Performance::Disable>(json!({})));
    best.map(|(_, clock)| clock)
        .ok_or_else(|| BrowserError::timeout("the browser's clock", limit))
}
