//! What the browser has told about one visit, and the waiting for more of it.

use super::autofill::Told;
use super::equip::{Equipment, SessionKind};
use super::error::BrowserError;
use super::ledger::Ledger;
use super::recording::Film;
use super::types::{DialogSeen, GuardPolicy};
use super::wire::{Command, Wire, lock};
use crate::model::journey::{ConsoleEntry, Interaction};
use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Most of anything that is noted for one visit.
pub(super) const MAX_NOTES: usize = 500;

#[derive(Debug, Clone)]
pub(super) struct Session {
    pub id: String,
    pub kind: SessionKind,
    pub target: String,
}

#[derive(Debug, Clone, Default)]
pub(super) struct FrameState {
    pub id: String,
    pub parent: Option<String>,
    pub session: String,
    pub loader: String,
    pub url: String,
    /// Execution contexts of the page's own world and of ours.
    pub main_world: Option<i64>,
    pub our_world: Option<i64>,
}

#[derive(Debug, Clone)]
pub(super) struct Commit {
    pub loader: String,
    /// Seconds on the browser's clock, once known.
    pub at: Option<f64>,
    pub ready: Option<f64>,
    pub painted: Option<f64>,
}

/// Everything that was told so far.
#[derive(Default)]
pub(super) struct Seen {
    pub sessions: Vec<Session>,
    pub frames: Vec<FrameState>,
    pub ledger: Ledger,
    pub console: Vec<ConsoleEntry>,
    pub dialogs: Vec<DialogSeen>,
    pub popups: Vec<String>,
    /// Popups whose address is not known yet: session and time of opening.
    pub waiting_popups: HashMap<String, Instant>,
    pub popup_count: usize,
    /// Windows that the page asked for and that are not there yet.
    pub opening: Vec<Instant>,
    pub downloads: Vec<String>,
    pub blocked: Vec<(String, String, String)>,
    pub crashed: bool,
    pub closed: Option<String>,
    pub guard: Option<GuardPolicy>,
    pub offline: bool,
    /// Documents of the top frame, in order.
    pub commits: Vec<Commit>,
    /// Changes of address within a document.
    pub within: usize,
    /// Start and end of long tasks, and first reactions, in wall seconds.
    pub long_tasks: Vec<(f64, f64)>,
    pub feedback: Vec<f64>,
    /// Soft navigations, in wall seconds.
    pub soft_navigations: Vec<f64>,
    /// Scripts of long frames: start in wall seconds, address, milliseconds.
    pub scripts: Vec<(f64, String, f64)>,
    /// Presses and keys that took a frame or longer: key, start in wall seconds, and the rest.
    pub interactions: Vec<(String, f64, Interaction)>,
    /// What a control said between two taps: whether it is at work, and whether it reads the same.
    pub tap_rest: Option<(bool, bool)>,
    /// Whether the second of two taps was held back.
    pub tap_blocked: Option<bool>,
    /// What the browser's own autofill put in last.
    pub autofilled: Option<Vec<Told>>,
    /// Pictures of the page that nobody asked for yet.
    pub film: Film,
    /// Where a trace that has ended can be read.
    pub trace: Option<String>,
    /// The frames that were handed out last.
    pub listed: Vec<String>,
}

impl Seen {
    pub fn frame(&self, id: &str) -> Option<&FrameState> {
        self.frames.iter().find(|frame| frame.id == id)
    }

    pub fn frame_mut(&mut self, id: &str) -> Option<&mut FrameState> {
        self.frames.iter_mut().find(|frame| frame.id == id)
    }

    pub fn remove_frame(&mut self, id: &str) {
        let children: Vec<String> = self
            .frames
            .iter()
            .filter(|frame| frame.parent.as_deref() == Some(id))
            .map(|frame| frame.id.clone())
            .collect();
        self.frames.retain(|frame| frame.id != id);
        for child in children {
            self.remove_frame(&child);
        }
    }

    pub fn remove_children(&mut self, id: &str) {
        let children: Vec<String> = self
            .frames
            .iter()
            .filter(|frame| frame.parent.as_deref() == Some(id))
            .map(|frame| frame.id.clone())
            .collect();
        for child in children {
            self.remove_frame(&child);
        }
    }
}

/// One visit's ear.
pub(super) struct Watch {
    pub wire: Arc<Wire>,
    pub context: String,
    pub page: String,
    pub top: String,
    pub equipment: Equipment,
    seen: Mutex<Seen>,
    pub changed: Condvar,
}

impl Watch {
    pub fn new(
        wire: Arc<Wire>,
        context: String,
        page: String,
        top: String,
        equipment: Equipment,
    ) -> Arc<Watch> {
        let seen = Seen {
            sessions: vec![Session {
                id: page.clone(),
                kind: SessionKind::Page,
                target: top.clone(),
            }],
            frames: vec![FrameState {
                id: top.clone(),
                session: page.clone(),
                url: "about:blank".to_owned(),
                ..FrameState::default()
            }],
            ..Seen::default()
        };
        Arc::new(Watch {
            wire,
            context,
            page,
            top,
            equipment,
            seen: Mutex::new(seen),
            changed: Condvar::new(),
        })
    }

    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        lock(&self.seen)
    }

    /// Waits until `done` gives something, the deadline passes, or the page is lost.
    pub fn wait_until<T>(
        &self,
        deadline: Instant,
        mut done: impl FnMut(&mut Seen) -> Option<T>,
    ) -> Result<Option<T>, BrowserError> {
        let mut seen = self.seen();
        loop {
            if let Some(result) = done(&mut seen) {
                return Ok(Some(result));
            }
            if let Some(reason) = &seen.closed {
                return Err(BrowserError::Closed {
                    reason: reason.clone(),
                });
            }
            if seen.crashed {
                return Err(BrowserError::PageCrashed);
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(None);
            }
            seen = self
                .changed
                .wait_timeout(seen, left)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }

    /// Waits for the next word from the browser, at most so long.
    pub fn pause(&self, limit: Duration) {
        let seen = self.seen();
        drop(
            self.changed
                .wait_timeout(seen, limit)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }

    /// Fails when the page or the browser is known to be lost.
    pub fn check(&self) -> Result<(), BrowserError> {
        let seen = self.seen();
        if let Some(reason) = &seen.closed {
            return Err(BrowserError::Closed {
                reason: reason.clone(),
            });
        }
        if seen.crashed {
            return Err(BrowserError::PageCrashed);
        }
        Ok(())
    }

    pub fn kind_of(&self, session: &str) -> SessionKind {
        self.seen()
            .sessions
            .iter()
            .find(|known| known.id == session)
            .map_or(SessionKind::Other, |known| known.kind)
    }

    /// Sends to every session of the page, its frames and workers.
    pub fn everywhere(&self, make: impl Fn(SessionKind) -> Vec<Command>) -> Vec<(String, Command)> {
        self.seen()
            .sessions
            .iter()
            .flat_map(|session| {
                make(session.kind)
                    .into_iter()
                    .map(|command| (session.id.clone(), command))
            })
            .collect()
    }
}
