//! Runs a script that a user wrote, apart from the page's world and from ours.

use super::error::BrowserError;
use super::script::thrown;
use super::visit::Visit;
use super::wire::ask;
use headless_chrome::protocol::cdp::{Page, Runtime};
use serde_json::{Value, json};
use std::time::Duration;

/// Name of the isolated world; a new one each time, so that one rule cannot leave a trap for another.
const WORLD: &str = "cartwalk-rule";
/// How much longer we wait for the browser to say that the time is over.
const GRACE: Duration = Duration::from_millis(500);

impl Visit {
    /// Runs the body of an `async` function in the top document, in an isolated world of its own,
    /// and gives what it returns. It sees the document but none of the page's variables, and it
    /// is ended when the time is over.
    ///
    /// # Errors
    /// `Script` when it throws, `Timeout` when it takes too long.
    pub fn run_foreign(&mut self, body: &str, limit: Duration) -> Result<Value, BrowserError> {
        self.watch.check()?;
        let session = {
            let seen = self.watch.seen();
            let top = seen.frame(&self.watch.top);
            top.map(|frame| frame.session.clone())
                .ok_or_else(|| BrowserError::Script {
                    message: "there is no document".to_owned(),
                })?
        };
        let made = self.watch.wire.call(
            Some(&session),
            ask::<Page::CreateIsolatedWorld>(json!({
                "frameId": self.watch.top,
                "worldName": WORLD,
            })),
            self.limit,
        )?;
        let ran = self.watch.wire.call(
            Some(&session),
            ask::<Runtime::Evaluate>(json!({
                "expression": format!("(async () => {{\n{body}\n}})()"),
                "contextId": made["executionContextId"],
                "returnByValue": true,
                "awaitPromise": true,
                "timeout": limit.as_millis() as u64,
            })),
            limit + GRACE,
        );
        let mut answer = match ran {
            Ok(answer) => answer,
            Err(error) => {
                // Beyond its first wait a script escapes the evaluation's own time limit.
                let end = ask::<Runtime::TerminateExecution>(json!({}));
                let _ended = self.watch.wire.call(Some(&session), end, self.limit);
                return Err(match error {
                    BrowserError::Protocol { message, .. } if message.contains("terminated") => {
                        BrowserError::timeout("the script", limit)
                    }
                    other => other,
                });
            }
        };
        thrown(&answer)?;
        Ok(answer["result"]["value"].take())
    }
}
