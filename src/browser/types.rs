//! What the browser layer takes and gives. No protocol type shows through.

use crate::model::device::{Device, Throttle};
use crate::model::journey::{Clock, ConsoleEntry, Interaction, Request, ScriptWork};
use crate::session::Session;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How a visit is to look and behave.
#[derive(Debug, Clone)]
pub struct VisitOptions {
    /// The screen.
    pub device: Device,
    /// The line and the processor.
    pub throttle: Throttle,
    /// A `User-Agent` instead of the device's own.
    pub user_agent: Option<String>,
    /// `Accept-Language`; its first tag becomes the page's locale.
    pub accept_language: Option<String>,
    /// Longest time for one call to the browser.
    pub call_timeout: Duration,
    /// The store's registrable domain, or its host.
    pub store_domain: String,
    /// Scripts for the main world of every frame, run before any of the page's.
    pub init_scripts: Vec<String>,
    /// What the user handed over to be let in.
    pub session: Session,
}

/// What came of a navigation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Navigation {
    /// HTTP status of the document; `None` where none was received.
    pub status: Option<u16>,
    /// Address of the document that is shown now.
    pub url: String,
    /// `net::ERR_…` where no document came.
    pub failure: Option<String>,
    /// Whether the answer was no document: 204, 205, or a download.
    pub bodyless: bool,
}

/// A document within the page.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// 0 for the top document; valid until the next question for frames.
    pub index: u32,
    /// Its address.
    pub url: String,
    /// Whether its origin is not the top document's.
    pub cross_origin: bool,
    /// Where its content begins in the viewport, in CSS pixels.
    pub offset: (f64, f64),
    /// Width and height of its content, in CSS pixels; zero where it is not shown.
    pub size: (f64, f64),
}

/// A moment, to count traffic and clock from.
#[derive(Debug, Clone)]
pub struct Mark {
    pub(super) at: Instant,
    /// On the browser's monotonic clock, in seconds.
    pub(super) browser_s: f64,
    pub(super) commits: usize,
    pub(super) within: usize,
    pub(super) console: usize,
    pub(super) loader: String,
}

/// A picture of the page while it changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Shot {
    /// After the mark, in milliseconds.
    pub at_ms: f64,
    /// The picture, at most 412 by 824 pixels.
    pub jpeg: Vec<u8>,
}

/// Work of our own while a page is quiet, see [`super::Visit::when_at_rest`].
pub type AtRest = Box<dyn FnMut(&mut super::Visit) + Send>;

/// How long a page may take to settle.
#[derive(Debug, Clone, Copy)]
pub struct SettleOptions {
    /// Longest wait.
    pub cap: Duration,
    /// How long it must be quiet.
    pub quiet: Duration,
}

impl Default for SettleOptions {
    fn default() -> Self {
        SettleOptions {
            cap: Duration::from_secs(15),
            quiet: Duration::from_millis(500),
        }
    }
}

/// What a page did after an input until it was quiet.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Settled {
    /// The step clock, from the mark.
    pub clock: Clock,
    /// Whether another document is shown.
    pub navigated: bool,
    /// Whether the address changed within the same document.
    pub same_document_navigated: bool,
    /// Whether it never became quiet.
    pub capped: bool,
    /// Main-thread tasks beyond 50 ms each between the mark and `usable_ms`
    /// (Long Tasks API), in milliseconds.
    pub blocking_ms: f64,
}

/// What went over the line since a mark.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Traffic {
    /// Requests in order of their start, at most 400.
    pub requests: Vec<Request>,
    /// All requests.
    pub request_count: u32,
    /// Bytes received over the network.
    pub bytes: u64,
    /// HTTP status of the last top document.
    pub document_status: Option<u16>,
    /// Errors and warnings, at most 50.
    pub console: Vec<ConsoleEntry>,
    /// Soft navigations that the browser reported.
    pub soft_navigations: u32,
    /// Scripts that ran in long frames, the longest first, at most 20.
    pub scripts: Vec<ScriptWork>,
    /// Presses and keys that took a frame or longer, the slowest first, at most 20.
    pub interactions: Vec<Interaction>,
}

/// A dialog that the page opened and that was answered at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DialogSeen {
    /// `alert`, `confirm`, `prompt` or `beforeunload`.
    pub kind: String,
    /// Its text, at most 1,000 characters.
    pub text: String,
}

/// Decides over every request, GET included, while it stands.
#[derive(Clone)]
pub struct GuardPolicy(pub Arc<dyn Fn(&PausedRequest) -> bool + Send + Sync>);

impl fmt::Debug for GuardPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GuardPolicy")
    }
}

/// A request that waits for the guard's word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PausedRequest {
    /// Its method.
    pub method: String,
    /// Its address.
    pub url: String,
    /// DevTools resource type in lower case: `document`, `xhr` (fetch too), `ping`, ….
    pub kind: String,
    /// Address of the frame that sends it.
    pub frame_url: String,
    /// Whether that is the page itself and no frame within it.
    pub is_top: bool,
    /// Its body, at most 64 kB; `None` where it has none or the browser does not tell.
    pub body: Option<String>,
}
