//! Stands at the browser's door: every new window stops here before it runs,
//! and is handed to the visit that it belongs to.
//!
//! Without it a form that posts into a new window would have sent its order
//! before anybody could look.

use super::watch::Watch;
use super::wire::{Command, Listener, Wire, ask, lock};
use headless_chrome::protocol::cdp::{Runtime, Target};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Weak};

enum Door {
    /// The visit's own page is about to come.
    Expecting(Sender<String>),
    /// A later window of the visit is a popup.
    Open(Weak<Watch>),
}

/// Knows which browser context belongs to which visit.
pub(super) struct Doorman {
    wire: Weak<Wire>,
    doors: Mutex<HashMap<String, Door>>,
}

impl Doorman {
    pub fn new(wire: &Arc<Wire>) -> Arc<Doorman> {
        Arc::new(Doorman {
            wire: Arc::downgrade(wire),
            doors: Mutex::default(),
        })
    }

    /// The command that makes new windows stop. Only windows: frames and
    /// workers stop at their own page's door.
    pub fn duty() -> Command {
        ask::<Target::SetAutoAttach>(json!({
            "autoAttach": true,
            "waitForDebuggerOnStart": true,
            "flatten": true,
            "filter": [{ "type": "page" }, { "exclude": true }],
        }))
    }

    /// The next window of this context is a visit's own page; gives its session.
    pub fn expect(&self, context: &str) -> Receiver<String> {
        let (sender, receiver) = channel();
        lock(&self.doors).insert(context.to_owned(), Door::Expecting(sender));
        receiver
    }

    /// From now on windows of this context are popups of this visit.
    pub fn admit(&self, context: &str, watch: &Arc<Watch>) {
        lock(&self.doors).insert(context.to_owned(), Door::Open(Arc::downgrade(watch)));
    }

    /// The visit is over.
    pub fn leave(&self, context: &str) {
        lock(&self.doors).remove(context);
    }
}

impl Listener for Doorman {
    fn event(&self, session: Option<&str>, method: &str, params: &Value) {
        if session.is_some() || method != "Target.attachedToTarget" {
            return;
        }
        let child = params["sessionId"].as_str().unwrap_or_default();
        let context = params["targetInfo"]["browserContextId"]
            .as_str()
            .unwrap_or_default();
        let visit = match lock(&self.doors).get(context) {
            Some(Door::Expecting(sender)) => {
                // Where nobody waits any more the context is closed at once.
                let _ = sender.send(child.to_owned());
                return;
            }
            Some(Door::Open(watch)) => watch.upgrade(),
            None => None,
        };
        if let Some(watch) = visit {
            let page = watch.page.clone();
            watch.attached(&page, params);
            return;
        }
        // Somebody else's window, or the browser's own first one: let it be.
        if let Some(wire) = self.wire.upgrade() {
            wire.tell(
                Some(child),
                ask::<Runtime::RunIfWaitingForDebugger>(json!({})),
            );
            wire.tell(
                None,
                ask::<Target::DetachFromTarget>(json!({ "sessionId": child })),
            );
        }
    }

    fn closed(&self, _reason: &str) {
        lock(&self.doors).clear();
    }
}
