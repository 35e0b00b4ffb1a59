//! Runs scripts in a page's frames, wherever they live, and tells where on the
//! screen each frame is.

use super::error::BrowserError;
use super::types::Frame;
use super::visit::Visit;
use super::watch::FrameState;
use super::wire::ask;
use headless_chrome::protocol::cdp::{DOM, Page, Runtime};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const MAX_FRAMES: usize = 20;

impl Visit {
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
        thrown(&answer)?;
        Ok(answer["result"]["value"].take())
    }

    pub(super) fn our_world(
        &self,
        frame: &str,
        limit: Duration,
    ) -> Result<(String, i64), BrowserError> {
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

    pub(super) fn frame_id(&self, index: u32) -> Result<String, BrowserError> {
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

/// What a script threw, as an error.
pub(super) fn thrown(answer: &Value) -> Result<(), BrowserError> {
    let details = &answer["exceptionDetails"];
    if !details.is_object() {
        return Ok(());
    }
    let message = details["exception"]["description"]
        .as_str()
        .or_else(|| details["exception"]["value"].as_str())
        .or_else(|| details["text"].as_str())
        .unwrap_or("it threw");
    Err(BrowserError::Script {
        message: message.chars().take(2_000).collect(),
    })
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
