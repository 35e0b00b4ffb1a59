//! One isolated page of the browser, as a shopper's session in a store.

use super::door::Doorman;
use super::equip::{Equipment, SessionKind, intercept};
use super::error::BrowserError;
use super::ledger::same_site;
use super::types::{DialogSeen, Frame, GuardPolicy, Mark, Traffic, VisitOptions};
use super::watch::{FrameState, Watch};
use super::wire::{Call, Command, Wire, ask};
use crate::model::journey::CookieSeen;
use base64::Engine;
use headless_chrome::protocol::cdp::{
    Browser as BrowserDomain, DOM, Fetch, Page, Performance, Runtime, Storage, Target,
};
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::{Duration, Instant};

const MAX_FRAMES: usize = 20;
const MAX_REQUESTS: usize = 400;
const MAX_CONSOLE: usize = 50;
/// A picture larger than this is taken again at half its size.
const LARGE_PICTURE_BYTES: usize = 1_500_000;
/// Closing must not wait long for a frozen browser.
const DISPOSE_LIMIT: Duration = Duration::from_secs(3);

/// An isolated browser context with one page. Dropping it closes both.
pub struct Visit {
    pub(super) watch: Arc<Watch>,
    doorman: Arc<Doorman>,
    pub(super) limit: Duration,
    pub(super) clock: BrowserClock,
}

/// What the screen shows of the page. A phone shows more CSS pixels than it has
/// of a page that is not made for it.
#[derive(Debug, Clone, Copy)]
struct View {
    /// Top left corner in the document, in CSS pixels.
    pub page: (f64, f64),
    pub width: f64,
    pub height: f64,
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

    /// The page's documents, the top one first, at most 20; shown ones before hidden ones.
    pub fn frames(&mut self) -> Vec<Frame> {
        let states = self.in_order();
        let top_url = states
            .first()
            .map(|top| top.url.clone())
            .unwrap_or_default();
        let boxes = if states.len() > 1 {
            self.boxes(&states)
        } else {
            vec![None]
        };
        let mut frames: Vec<(String, Frame)> = Vec::new();
        for (state, place) in states.iter().zip(boxes) {
            let place = place.unwrap_or_default();
            frames.push((
                state.id.clone(),
                Frame {
                    index: 0,
                    url: state.url.clone(),
                    cross_origin: is_cross_origin(&state.url, &top_url),
                    offset: (place.0, place.1),
                    size: (place.2, place.3),
                },
            ));
        }
        if frames.len() > MAX_FRAMES {
            // The sort is stable, so each half keeps the order of the document.
            frames[1..].sort_by_key(|(_, frame)| frame.size.0 * frame.size.1 <= 0.0);
            frames.truncate(MAX_FRAMES);
        }
        for (index, (_, frame)) in (0..).zip(frames.iter_mut()) {
            frame.index = index;
        }
        self.watch.seen().listed = frames.iter().map(|(id, _)| id.clone()).collect();
        frames.into_iter().map(|(_, frame)| frame).collect()
    }

    /// Runs `function(...args)` in our isolated world of a frame and gives its
    /// value; a promise is awaited. What it keeps on `globalThis` is there for
    /// later calls on the same document.
    ///
    /// # Errors
    /// `Script` when it throws, `Timeout` when the page is frozen,
    /// see [`BrowserError::page_moved_on`] for a document that went away.
    pub fn call(
        &mut self,
        frame: u32,
        function: &str,
        args: &[Value],
    ) -> Result<Value, BrowserError> {
        self.call_within(frame, function, args, self.limit)
    }

    /// The same in the page's own world.
    ///
    /// # Errors
    /// As for [`Visit::call`].
    pub fn call_main(
        &mut self,
        frame: u32,
        function: &str,
        args: &[Value],
    ) -> Result<Value, BrowserError> {
        let id = self.frame_id(frame)?;
        let deadline = Instant::now() + self.limit;
        let world = self.watch.wait_until(deadline, |seen| {
            let frame = seen.frame(&id)?;
            Some((frame.session.clone(), frame.main_world?))
        })?;
        let (session, world) =
            world.ok_or_else(|| BrowserError::timeout("the page's own world", self.limit))?;
        self.run(&session, world, function, args, self.limit)
    }

    pub(super) fn call_within(
        &self,
        frame: u32,
        function: &str,
        args: &[Value],
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        let id = self.frame_id(frame)?;
        let (session, world) = self.our_world(&id, limit)?;
        match self.run(&session, world, function, args, limit) {
            // The document went away between our look and the call: once more.
            Err(BrowserError::Protocol { message, .. })
                if message.contains("Cannot find context")
                    || message.contains("uniqueContextId not found") =>
            {
                if let Some(frame) = self.watch.seen().frame_mut(&id) {
                    frame.our_world = None;
                }
                let (session, world) = self.our_world(&id, limit)?;
                self.run(&session, world, function, args, limit)
            }
            other => other,
        }
    }

    fn run(
        &self,
        session: &str,
        world: i64,
        function: &str,
        args: &[Value],
        limit: Duration,
    ) -> Result<Value, BrowserError> {
        let args: Vec<Value> = args.iter().map(|value| json!({ "value": value })).collect();
        let mut answer = self.watch.wire.call(
            Some(session),
            ask::<Runtime::CallFunctionOn>(json!({
                "functionDeclaration": function,
                "executionContextId": world,
                "arguments": args,
                "returnByValue": true,
                "awaitPromise": true,
            })),
            limit,
        )?;
        let details = &answer["exceptionDetails"];
        if details.is_object() {
            let message = details["exception"]["description"]
                .as_str()
                .or_else(|| details["exception"]["value"].as_str())
                .or_else(|| details["text"].as_str())
                .unwrap_or("it threw");
            return Err(BrowserError::Script {
                message: message.chars().take(2_000).collect(),
            });
        }
        Ok(answer["result"]["value"].take())
    }

    fn our_world(&self, frame: &str, limit: Duration) -> Result<(String, i64), BrowserError> {
        self.watch.check()?;
        let (session, world) = {
            let seen = self.watch.seen();
            let state = seen.frame(frame).ok_or_else(no_frame)?;
            (state.session.clone(), state.our_world)
        };
        if let Some(world) = world {
            return Ok((session, world));
        }
        let made = self.watch.wire.call(
            Some(&session),
            ask::<Page::CreateIsolatedWorld>(json!({
                "frameId": frame,
                "worldName": super::OUR_WORLD,
            })),
            limit,
        )?;
        let world = made["executionContextId"].as_i64().ok_or_else(no_frame)?;
        Ok((session, world))
    }

    fn frame_id(&self, index: u32) -> Result<String, BrowserError> {
        if index == 0 {
            return Ok(self.watch.top.clone());
        }
        self.watch
            .seen()
            .listed
            .get(index as usize)
            .cloned()
            .ok_or_else(no_frame)
    }

    /// Known frames as a tree walk, parents first.
    fn in_order(&self) -> Vec<FrameState> {
        let seen = self.watch.seen();
        let mut ordered = Vec::new();
        let mut stack = vec![self.watch.top.clone()];
        while let Some(id) = stack.pop() {
            let Some(state) = seen.frame(&id) else {
                continue;
            };
            ordered.push(state.clone());
            let children: Vec<String> = seen
                .frames
                .iter()
                .filter(|frame| frame.parent.as_deref() == Some(id.as_str()))
                .map(|frame| frame.id.clone())
                .collect();
            stack.extend(children.into_iter().rev());
        }
        ordered.truncate(3 * MAX_FRAMES);
        ordered
    }

    /// Content box of each frame in the viewport: x, y, width, height.
    fn boxes(&self, states: &[FrameState]) -> Vec<Option<(f64, f64, f64, f64)>> {
        let wire = &self.watch.wire;
        let session_of = |id: &str| {
            states
                .iter()
                .find(|state| state.id == id)
                .map(|state| state.session.clone())
        };
        let mut sessions: Vec<&str> = states.iter().map(|state| state.session.as_str()).collect();
        sessions.sort_unstable();
        sessions.dedup();
        for session in &sessions {
            wire.tell(Some(session), ask::<DOM::Enable>(json!({})));
        }
        let mut places: Vec<Option<(f64, f64, f64, f64)>> = Vec::new();
        for state in states {
            let place = state.parent.as_ref().and_then(|parent| {
                let session = session_of(parent)?;
                let owner = wire
                    .call(
                        Some(&session),
                        ask::<DOM::GetFrameOwner>(json!({ "frameId": state.id })),
                        self.limit,
                    )
                    .ok()?;
                let model = wire
                    .call(
                        Some(&session),
                        ask::<DOM::GetBoxModel>(json!({ "backendNodeId": owner["backendNodeId"] })),
                        self.limit,
                    )
                    .ok()?;
                let quad = &model["model"]["content"];
                let at = |index: usize| quad[index].as_f64();
                // A process of its own counts from its own top left corner.
                let base = states
                    .iter()
                    .zip(&places)
                    .find(|(other, _)| root_of(states, parent) == Some(other.id.as_str()))
                    .and_then(|(_, place)| *place)
                    .unwrap_or_default();
                Some((
                    at(0)? + base.0,
                    at(1)? + base.1,
                    at(4)? - at(0)?,
                    at(5)? - at(1)?,
                ))
            });
            places.push(place);
        }
        for session in sessions {
            wire.tell(Some(session), ask::<DOM::Disable>(json!({})));
        }
        places
    }

    /// A PNG of the viewport, as many pixels as the device has CSS pixels, half
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
            "format": "png",
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
            .filter(|entry| entry.start >= since.browser_s)
            .collect();
        let domain = &self.watch.equipment.store_domain;
        Traffic {
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
        let answer = self.watch.wire.call(
            None,
            ask::<Storage::GetCookies>(json!({ "browserContextId": self.watch.context })),
            self.limit,
        );
        let Ok(answer) = answer else {
            return Vec::new();
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        answer["cookies"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|cookie| CookieSeen {
                name: text(&cookie["name"]),
                domain: text(&cookie["domain"]),
                secure: cookie["secure"].as_bool() == Some(true),
                http_only: cookie["httpOnly"].as_bool() == Some(true),
                same_site: cookie["sameSite"].as_str().map(str::to_owned),
                persistent: cookie["session"].as_bool() == Some(false),
            })
            .collect()
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

    /// Puts the guard up, changes it, or takes it down.
    ///
    /// # Errors
    /// When it could not be put up everywhere: then do not go on.
    pub fn set_guard(&mut self, policy: Option<GuardPolicy>) -> Result<(), BrowserError> {
        let up = policy.is_some();
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
    })
}

/// Reads the browser's clocks on the empty page, best of three.
fn read_clock(wire: &Wire, page: &str, limit: Duration) -> Result<BrowserClock, BrowserError> {
    wire.call(Some(page), ask::<Performance::Enable>(json!({})), limit)?;
    let mut best: Option<(Duration, BrowserClock)> = None;
    for _ in 0..3 {
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
    }
    wire.tell(Some(page), ask::<Performance::Disable>(json!({})));
    best.map(|(_, clock)| clock)
        .ok_or_else(|| BrowserError::timeout("the browser's clock", limit))
}

/// The frame whose process a frame shares, nearest first.
fn root_of<'a>(states: &'a [FrameState], id: &str) -> Option<&'a str> {
    let mut state = states.iter().find(|state| state.id == id)?;
    while let Some(parent) = state
        .parent
        .as_ref()
        .and_then(|parent| states.iter().find(|other| other.id == *parent))
        .filter(|parent| parent.session == state.session)
    {
        state = parent;
    }
    Some(&state.id)
}

fn is_cross_origin(url: &str, top: &str) -> bool {
    if url.is_empty() || url.starts_with("about:") || url.starts_with("blob:") {
        return false;
    }
    match (url::Url::parse(url), url::Url::parse(top)) {
        (Ok(url), Ok(top)) => url.origin() != top.origin(),
        (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
    }
}

fn no_frame() -> BrowserError {
    BrowserError::Protocol {
        method: "frame".to_owned(),
        message: "No frame with this index any more".to_owned(),
    }
}
