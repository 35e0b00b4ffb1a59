//! What can go wrong between us and the browser. A store's misbehaviour is not
//! among it, except where it takes the page down.

use std::time::Duration;
use thiserror::Error;

/// A failure of the browser or of our talk with it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BrowserError {
    /// No browser is installed under a name that we know.
    #[error(
        "no Chromium or Chrome found, tried {tried}\nhelp: install one (Debian, Ubuntu: `apt-get install chromium`; macOS: `brew install --cask google-chrome`) or name it with --chrome PATH"
    )]
    NotFound {
        /// What was tried, separated by commas.
        tried: String,
    },
    /// The browser did not start, or a running one could not be reached.
    #[error("could not start the browser {program}: {reason}")]
    Launch {
        /// The program or address.
        program: String,
        /// What it said, or what is known.
        reason: String,
    },
    /// The browser did not answer in time; a page may be frozen.
    #[error("{what} had no answer after {after_ms} ms")]
    Timeout {
        /// The call that was made.
        what: String,
        /// How long we waited, in milliseconds.
        after_ms: u64,
    },
    /// The connection ended: the browser was killed, or the window closed.
    #[error("the browser is gone: {reason}")]
    Closed {
        /// What ended the connection.
        reason: String,
    },
    /// The browser refused a call.
    #[error("the browser refused {method}: {message}")]
    Protocol {
        /// The call.
        method: String,
        /// Its answer.
        message: String,
    },
    /// The page's own process crashed.
    #[error("the page crashed")]
    PageCrashed,
    /// A script that we ran in the page threw.
    #[error("a script failed in the page: {message}")]
    Script {
        /// The exception with its stack, at most 2,000 characters.
        message: String,
    },
}

impl BrowserError {
    pub(super) fn timeout(what: &str, after: Duration) -> BrowserError {
        BrowserError::Timeout {
            what: what.to_owned(),
            after_ms: after.as_millis().try_into().unwrap_or(u64::MAX),
        }
    }

    /// Whether the document went away under a call: it is worth looking again.
    pub fn page_moved_on(&self) -> bool {
        match self {
            BrowserError::Protocol { message, .. } => [
                "context was destroyed",
                "Cannot find context",
                "navigated or closed",
                "No frame",
                "Frame with the given",
                "session is gone",
                "Session with given id not found",
            ]
            .iter()
            .any(|sign| message.contains(sign)),
            BrowserError::NotFound { .. }
            | BrowserError::Launch { .. }
            | BrowserError::Timeout { .. }
            | BrowserError::Closed { .. }
            | BrowserError::PageCrashed
            | BrowserError::Script { .. } => false,
        }
    }

    /// Whether the whole browser is lost, not only a call or a page.
    pub fn is_fatal(&self) -> bool {
        matches!(
            self,
            BrowserError::Closed { .. }
                | BrowserError::NotFound { .. }
                | BrowserError::Launch { .. }
        )
    }
}
