//! Hears the browser's events for a visit, with the reflexes that cannot wait
//! for the visit's own thread: dialogs, popups, new frames and workers.
//!
//! Runs on the reading thread, so it never waits. A page in the middle of an
//! `alert()` answers nothing else, which is why dialogs are answered here.

use super::autofill;
use super::equip::SessionKind;
use super::error::BrowserError;
use super::guard;
use super::ledger::same_site;
use super::recording;
use super::types::DialogSeen;
use super::watch::{Commit, FrameState, MAX_NOTES, Session, Watch};
use super::wire::{Listener, ask};
use crate::model::journey::{ConsoleEntry, Interaction};
use headless_chrome::protocol::cdp::{Page, Runtime, Target};
use serde_json::{Value, json};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

const MAX_POPUPS: usize = 20;
/// How long a popup may take to say where it wants to go.
const POPUP_LIMIT: Duration = Duration::from_secs(1);

impl Watch {
    fn target_event(&self, session: &str, method: &str, params: &Value) {
        match method {
            "Target.attachedToTarget" => self.attached(session, params),
            "Target.detachedFromTarget" => {
                let gone = params["sessionId"].as_str().unwrap_or_default();
                let mut seen = self.seen();
                seen.sessions.retain(|known| known.id != gone);
                seen.waiting_popups.remove(gone);
                seen.ledger.abandon_session(gone);
                for frame in seen.frames.iter_mut().filter(|frame| frame.session == gone) {
                    frame.main_world = None;
                    frame.our_world = None;
                }
                drop(seen);
                self.wire.forget(
                    gone,
                    &BrowserError::Protocol {
                        method: "Target.detachedFromTarget".to_owned(),
                        message: "the session is gone".to_owned(),
                    },
                );
            }
            _ => {}
        }
    }

    /// A frame of another process, a worker or a popup appeared. It waits
    /// until we let it run, so nothing that it does is missed.
    pub fn attached(&self, parent: &str, params: &Value) {
        let child = params["sessionId"].as_str().unwrap_or_default().to_owned();
        let info = &params["targetInfo"];
        let target = info["targetId"].as_str().unwrap_or_default().to_owned();
        let kind = SessionKind::of(info["type"].as_str().unwrap_or_default());
        let url = info["url"].as_str().unwrap_or_default().to_owned();
        self.wire.adopt(&child, parent);
        let mut seen = self.seen();
        seen.sessions.push(Session {
            id: child.clone(),
            kind,
            target: target.clone(),
        });
        if kind == SessionKind::Frame
            && let Some(frame) = seen.frame_mut(&target)
        {
            frame.session = child.clone();
            frame.main_world = None;
            frame.our_world = None;
        }
        let mut commands = self
            .equipment
            .commands(kind, seen.offline, seen.guard.is_some());
        commands.push(ask::<Runtime::RunIfWaitingForDebugger>(json!({})));
        let mut close = false;
        if kind == SessionKind::Popup {
            seen.popup_count += 1;
            seen.opening.pop();
            close = seen.popup_count > MAX_POPUPS;
            if is_address(&url) {
                if seen.popups.len() < MAX_POPUPS {
                    seen.popups.push(url);
                }
                close = true;
            } else if !close {
                seen.waiting_popups.insert(child.clone(), Instant::now());
            }
        }
        drop(seen);
        if close {
            self.close_popup(&target);
            return;
        }
        for command in commands {
            self.wire.tell(Some(&child), command);
        }
        if kind == SessionKind::Popup {
            let wire = Arc::clone(&self.wire);
            let page = self.page.clone();
            // Closes a popup that never says where it goes: it hides the page.
            let _ = thread::Builder::new()
                .name("cartwalk-popup".to_owned())
                .spawn(move || {
                    thread::sleep(POPUP_LIMIT);
                    wire.tell(
                        None,
                        ask::<Target::CloseTarget>(json!({ "targetId": target })),
                    );
                    wire.tell(Some(&page), ask::<Page::BringToFront>(json!({})));
                });
        }
    }

    /// The address of a popup is known: note it and close the window.
    pub fn popup_goes_to(&self, session: &str, url: &str) {
        let target = {
            let mut seen = self.seen();
            if seen.waiting_popups.remove(session).is_none() {
                return;
            }
            if seen.popups.len() < MAX_POPUPS {
                seen.popups.push(url.chars().take(2_000).collect());
            }
            seen.sessions
                .iter()
                .find(|known| known.id == session)
                .map(|known| known.target.clone())
        };
        if let Some(target) = target {
            self.close_popup(&target);
        }
    }

    fn close_popup(&self, target: &str) {
        self.wire.tell(
            None,
            ask::<Target::CloseTarget>(json!({ "targetId": target })),
        );
        // A window that opened and closed leaves the page in the background.
        self.wire
            .tell(Some(&self.page), ask::<Page::BringToFront>(json!({})));
    }

    fn page_event(&self, session: &str, method: &str, params: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        match method {
            "Page.frameAttached" => {
                let id = text(&params["frameId"]);
                let mut seen = self.seen();
                if seen.frame(&id).is_none() && seen.frames.len() < MAX_NOTES {
                    seen.frames.push(FrameState {
                        id,
                        parent: params["parentFrameId"].as_str().map(str::to_owned),
                        session: session.to_owned(),
                        ..FrameState::default()
                    });
                }
            }
            "Page.frameNavigated" => self.frame_navigated(session, &params["frame"]),
            "Page.frameDetached" if params["reason"].as_str() != Some("swap") => {
                let id = text(&params["frameId"]);
                if id != self.top {
                    let mut seen = self.seen();
                    seen.remove_frame(&id);
                    seen.ledger.abandon_frame(&id);
                }
            }
            "Page.navigatedWithinDocument" => {
                let id = text(&params["frameId"]);
                let url = text(&params["url"]);
                let mut seen = self.seen();
                if id == self.top {
                    seen.within += 1;
                }
                if let Some(frame) = seen.frame_mut(&id) {
                    frame.url = url;
                }
            }
            "Page.lifecycleEvent" => self.lifecycle(params),
            "Page.screencastFrame" => self.filmed(session, params),
            "Page.windowOpen" => {
                let mut seen = self.seen();
                if seen.opening.len() < MAX_POPUPS {
                    seen.opening.push(Instant::now());
                }
            }
            "Page.javascriptDialogOpening" => {
                let kind = text(&params["type"]);
                // A prompt wants words that we do not have.
                let accept = kind != "prompt";
                let mut seen = self.seen();
                if seen.dialogs.len() < MAX_NOTES {
                    seen.dialogs.push(DialogSeen {
                        kind,
                        text: text(&params["message"]).chars().take(1_000).collect(),
                    });
                }
                drop(seen);
                self.wire.tell(
                    Some(session),
                    ask::<Page::HandleJavaScriptDialog>(json!({ "accept": accept })),
                );
            }
            _ => {}
        }
    }

    /// A picture of the page; without our word the browser sends no other.
    fn filmed(&self, session: &str, params: &Value) {
        let Some((at, picture, number)) = recording::frame(params) else {
            return;
        };
        self.wire.tell(
            Some(session),
            ask::<Page::ScreencastFrameAck>(json!({ "sessionId": number })),
        );
        if session == self.page {
            self.seen().film.keep(at, picture);
        }
    }

    fn frame_navigated(&self, session: &str, told: &Value) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        if self.kind_of(session) == SessionKind::Popup {
            let url = text(&told["url"]);
            if is_address(&url) {
                self.popup_goes_to(session, &url);
            }
            return;
        }
        let id = text(&told["id"]);
        let loader = text(&told["loaderId"]);
        let url = format!("{}{}", text(&told["url"]), text(&told["urlFragment"]));
        let mut seen = self.seen();
        seen.remove_children(&id);
        if seen.frame(&id).is_none() {
            if seen.frames.len() >= MAX_NOTES {
                return;
            }
            seen.frames.push(FrameState {
                id: id.clone(),
                parent: told["parentId"].as_str().map(str::to_owned),
                ..FrameState::default()
            });
        }
        if id == self.top {
            seen.commits.push(Commit {
                loader: loader.clone(),
                at: None,
                ready: None,
                painted: None,
            });
        }
        if let Some(frame) = seen.frame_mut(&id) {
            if frame.session != session {
                frame.main_world = None;
                frame.our_world = None;
            }
            frame.session = session.to_owned();
            frame.loader = loader;
            frame.url = url;
        }
    }

    fn lifecycle(&self, params: &Value) {
        if params["frameId"].as_str() != Some(&self.top) {
            return;
        }
        let at = params["timestamp"].as_f64();
        let loader = params["loaderId"].as_str().unwrap_or_default();
        let mut seen = self.seen();
        let Some(commit) = seen
            .commits
            .iter_mut()
            .rev()
            .find(|commit| commit.loader == loader)
        else {
            return;
        };
        match params["name"].as_str().unwrap_or_default() {
            "commit" | "init" if commit.at.is_none() => {
                commit.at = at;
                let when = at.unwrap_or_default();
                let top = self.top.clone();
                let loader = loader.to_owned();
                // What the old document still asked for will never be shown.
                seen.ledger.abandon_but(&top, &loader, when);
            }
            "DOMContentLoaded" => commit.ready = at,
            "firstPaint" => commit.painted = at,
            _ => {}
        }
    }

    fn runtime_event(&self, session: &str, method: &str, params: &Value) {
        match method {
            "Runtime.executionContextCreated" => {
                let context = &params["context"];
                let Some(id) = context["id"].as_i64() else {
                    return;
                };
                let frame = context["auxData"]["frameId"].as_str().unwrap_or_default();
                let ours = context["name"].as_str() == Some(super::OUR_WORLD);
                let main = context["auxData"]["isDefault"].as_bool() == Some(true);
                let mut seen = self.seen();
                if let Some(frame) = seen.frame_mut(frame) {
                    if frame.session != session {
                        return;
                    }
                    if ours {
                        frame.our_world = Some(id);
                    } else if main {
                        frame.main_world = Some(id);
                    }
                }
            }
            "Runtime.executionContextDestroyed" => {
                let id = params["executionContextId"].as_i64();
                let mut seen = self.seen();
                for frame in seen
                    .frames
                    .iter_mut()
                    .filter(|frame| frame.session == session)
                {
                    if frame.main_world == id {
                        frame.main_world = None;
                    }
                    if frame.our_world == id {
                        frame.our_world = None;
                    }
                }
            }
            "Runtime.executionContextsCleared" => {
                let mut seen = self.seen();
                for frame in seen
                    .frames
                    .iter_mut()
                    .filter(|frame| frame.session == session)
                {
                    frame.main_world = None;
                    frame.our_world = None;
                }
            }
            "Runtime.bindingCalled" => self.observed(params),
            "Runtime.consoleAPICalled" => {
                let level = match params["type"].as_str().unwrap_or_default() {
                    "error" | "assert" => "error",
                    "warning" => "warning",
                    _ => return,
                };
                let words: Vec<String> = params["args"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .take(20)
                    .map(|argument| match &argument["value"] {
                        Value::String(text) => text.clone(),
                        Value::Null => argument["description"]
                            .as_str()
                            .unwrap_or_default()
                            .to_owned(),
                        other => other.to_string(),
                    })
                    .collect();
                self.note_console(level, &words.join(" "), script_of(params));
            }
            "Runtime.exceptionThrown" => {
                let details = &params["exceptionDetails"];
                let text = details["exception"]["description"]
                    .as_str()
                    .or_else(|| details["text"].as_str())
                    .unwrap_or_default();
                let url = details["url"]
                    .as_str()
                    .unwrap_or_else(|| script_of(details));
                self.note_console("exception", text, url);
            }
            "Log.entryAdded" => {
                let entry = &params["entry"];
                let level = entry["level"].as_str().unwrap_or_default();
                if matches!(level, "error" | "warning") {
                    let text = entry["text"].as_str().unwrap_or_default();
                    self.note_console(level, text, entry["url"].as_str().unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    fn note_console(&self, level: &str, text: &str, url: &str) {
        let mut seen = self.seen();
        if seen.console.len() >= MAX_NOTES {
            return;
        }
        let address = if url.is_empty() {
            seen.frame(&self.top)
                .map(|top| top.url.clone())
                .unwrap_or_default()
        } else {
            url.to_owned()
        };
        seen.console.push(ConsoleEntry {
            level: level.to_owned(),
            text: text.chars().take(500).collect(),
            first_party: same_site(&address, &self.equipment.store_domain),
            url: url.chars().take(2_000).collect(),
        });
    }

    /// A word from our observer in the page.
    fn observed(&self, params: &Value) {
        if params["name"].as_str() != Some(super::BINDING) {
            return;
        }
        let Some(told) = params["payload"]
            .as_str()
            .and_then(|payload| serde_json::from_str::<Value>(payload).ok())
        else {
            return;
        };
        let second = |key: &str| told[key].as_f64().map(|ms| ms / 1_000.0);
        let mut seen = self.seen();
        match told["kind"].as_str() {
            Some("task") => {
                if let (Some(start), Some(end)) = (second("start"), second("end"))
                    && seen.long_tasks.len() < 20 * MAX_NOTES
                {
                    seen.long_tasks.push((start, end));
                }
            }
            Some("feedback") => {
                if let Some(at) = second("at")
                    && seen.feedback.len() < 20 * MAX_NOTES
                {
                    seen.feedback.push(at);
                }
            }
            Some("soft-navigation") => {
                if let Some(at) = second("at")
                    && seen.soft_navigations.len() < MAX_NOTES
                {
                    seen.soft_navigations.push(at);
                }
            }
            Some("script") => {
                if let (Some(at), Some(url), Some(ms)) =
                    (second("at"), told["url"].as_str(), told["ms"].as_f64())
                    && seen.scripts.len() < 20 * MAX_NOTES
                {
                    let url = url.chars().take(500).collect();
                    seen.scripts.push((at, url, ms));
                }
            }
            Some("interaction") => {
                let (Some(at), Some(id)) = (second("at"), told["id"].as_str()) else {
                    return;
                };
                let text =
                    |key: &str, most| told[key].as_str().map(|t| t.chars().take(most).collect());
                let ms = |key: &str| told[key].as_f64().map(|ms| (ms * 10.0).round() / 10.0);
                let one = Interaction {
                    kind: text("type", 10).unwrap_or_default(),
                    target: text("target", 120).unwrap_or_default(),
                    at_ms: 0.0,
                    ms: ms("ms").unwrap_or_default(),
                    delay_ms: ms("delay").unwrap_or_default(),
                    work_ms: ms("work").unwrap_or_default(),
                };
                let has_room = seen.interactions.len() < 4 * MAX_NOTES;
                match seen
                    .interactions
                    .iter_mut()
                    .rfind(|(known, ..)| known == id)
                {
                    // Its events share a picture; the handlers of one of them do the work.
                    Some((_, began, known)) => {
                        *began = began.min(at);
                        known.ms = known.ms.max(one.ms);
                        known.delay_ms = known.delay_ms.max(one.delay_ms);
                        known.work_ms = known.work_ms.max(one.work_ms);
                    }
                    None if has_room => {
                        let id = id.chars().take(60).collect();
                        seen.interactions.push((id, at, one));
                    }
                    None => {}
                }
            }
            Some("tap-rest") => {
                if let (Some(busy), Some(same)) = (told["busy"].as_bool(), told["same"].as_bool()) {
                    seen.tap_rest = Some((busy, same));
                }
            }
            Some("tap-again") => seen.tap_blocked = told["blocked"].as_bool(),
            _ => {}
        }
    }
}

impl Listener for Watch {
    fn event(&self, session: Option<&str>, method: &str, params: &Value) {
        let Some(session) = session else {
            if method == "Browser.downloadWillBegin" {
                let mut seen = self.seen();
                let frame = params["frameId"].as_str().unwrap_or_default();
                if seen.frame(frame).is_some() && seen.downloads.len() < MAX_NOTES {
                    let url = params["url"].as_str().unwrap_or_default();
                    seen.downloads.push(url.chars().take(2_000).collect());
                }
                drop(seen);
                self.changed.notify_all();
            }
            if method == "Tracing.tracingComplete" {
                self.seen().trace = params["stream"].as_str().map(str::to_owned);
                self.changed.notify_all();
            }
            return;
        };
        let domain = method.split('.').next().unwrap_or_default();
        match domain {
            "Network" if self.kind_of(session) != SessionKind::Popup => {
                self.seen().ledger.book(session, method, params);
            }
            "Page" => self.page_event(session, method, params),
            "Runtime" | "Log" => self.runtime_event(session, method, params),
            "Target" => self.target_event(session, method, params),
            "Fetch" => guard::paused(self, session, method, params),
            "Autofill" if method == "Autofill.addressFormFilled" => {
                self.seen().autofilled = Some(autofill::told(params));
            }
            "Inspector" if method == "Inspector.targetCrashed" => {
                if session == self.page {
                    self.seen().crashed = true;
                }
                self.wire.fail_session(session, &BrowserError::PageCrashed);
            }
            _ => {}
        }
        self.changed.notify_all();
    }

    fn closed(&self, reason: &str) {
        self.seen().closed = Some(reason.to_owned());
        self.changed.notify_all();
    }
}

fn is_address(url: &str) -> bool {
    !url.is_empty() && url != ":" && !url.starts_with("about:")
}

fn script_of(params: &Value) -> &str {
    params["stackTrace"]["callFrames"][0]["url"]
        .as_str()
        .unwrap_or_default()
}
