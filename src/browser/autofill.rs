//! Puts an address into a form by the browser's own autofill: its own choice of fields, its own events.

use super::error::BrowserError;
use super::script::thrown;
use super::visit::Visit;
use super::watch::MAX_NOTES;
use super::wire::{Command, ask};
use headless_chrome::protocol::cdp::{DOM, Runtime};
use serde_json::{Value, json};
use std::time::Duration;

/// How long the browser may take to tell what it filled.
const TOLD_WITHIN: Duration = Duration::from_millis(1_500);

/// A field that the browser filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autofilled {
    /// Our number for the element, as the probe gives it within its frame.
    pub handle: u32,
    /// What was put in.
    pub value: String,
}

/// The same as the browser tells it, by its own number for the node.
#[derive(Debug, Clone)]
pub(super) struct Told {
    node: i64,
    value: String,
}

/// Reads `Autofill.addressFormFilled`. It names the fields of other sections (`billing`, `shipping`), too,
/// into which nothing was put.
pub(super) fn told(params: &Value) -> Vec<Told> {
    let fields = params["filledFields"].as_array();
    let one = |field: &Value| {
        Some(Told {
            node: field["fieldId"].as_i64()?,
            value: field["value"].as_str()?.chars().take(500).collect(),
        })
    };
    let all = fields.into_iter().flatten().filter_map(one);
    let all = all.filter(|told| !told.value.is_empty());
    all.take(MAX_NOTES).collect()
}

impl Visit {
    /// Fills the section of a form that a field is in with an address: pairs of Chromium's field types (`NAME_FIRST`,
    /// `ADDRESS_HOME_ZIP`, …) and values. Our probe must be in the frame already.
    ///
    /// # Errors
    /// `Protocol` where the browser cannot do it: Chromium takes addresses since 2025, and fills no
    /// form that it takes for something else.
    pub fn autofill(
        &mut self,
        frame: u32,
        handle: u32,
        address: &[(&str, String)],
    ) -> Result<Vec<Autofilled>, BrowserError> {
        let id = self.frame_id(frame)?;
        let (session, world) = self.our_world(&id, self.limit)?;
        let wire = &self.watch.wire;
        let anchor = wire.call(
            Some(&session),
            ask::<Runtime::CallFunctionOn>(json!({
                "functionDeclaration": "function (handle) { return globalThis.cartwalk.element(handle); }",
                "executionContextId": world,
                "arguments": [{ "value": handle }],
            })),
            self.limit,
        )?;
        thrown(&anchor)?;
        let node = wire.call(
            Some(&session),
            ask::<DOM::DescribeNode>(json!({ "objectId": anchor["result"]["objectId"] })),
            self.limit,
        )?;
        // The generated types know neither addresses nor the event.
        let enable = Command {
            method: "Autofill.enable",
            params: json!({}),
        };
        wire.call(Some(&session), enable, self.limit)?;
        self.watch.seen().autofilled = None;
        let pairs = address
            .iter()
            .map(|(name, value)| json!({ "name": name, "value": value }));
        let trigger = Command {
            method: "Autofill.trigger",
            params: json!({
                "fieldId": node["node"]["backendNodeId"],
                "frameId": id,
                "address": { "fields": pairs.collect::<Vec<Value>>() },
            }),
        };
        wire.call(Some(&session), trigger, self.limit)?;
        let deadline = std::time::Instant::now() + TOLD_WITHIN;
        let told = self
            .watch
            .wait_until(deadline, |seen| seen.autofilled.take())?
            .unwrap_or_default();
        let disable = Command {
            method: "Autofill.disable",
            params: json!({}),
        };
        wire.tell(Some(&session), disable);
        let mut filled = Vec::new();
        for field in told {
            // A field that a script took away in the meantime has no number any more.
            if let Some(handle) = self.handle_of(&session, world, field.node)? {
                filled.push(Autofilled {
                    handle,
                    value: field.value,
                });
            }
        }
        Ok(filled)
    }

    fn handle_of(&self, session: &str, world: i64, node: i64) -> Result<Option<u32>, BrowserError> {
        let wire = &self.watch.wire;
        let resolved = wire.call(
            Some(session),
            ask::<DOM::ResolveNode>(json!({ "backendNodeId": node, "executionContextId": world })),
            self.limit,
        );
        let object = match resolved {
            Ok(answer) => answer["object"]["objectId"].clone(),
            Err(BrowserError::Protocol { .. }) => return Ok(None),
            Err(error) => return Err(error),
        };
        let answer = wire.call(
            Some(session),
            ask::<Runtime::CallFunctionOn>(json!({
                "functionDeclaration": "function () { return globalThis.cartwalk.handleOf(this); }",
                "objectId": object,
                "returnByValue": true,
            })),
            self.limit,
        )?;
        let handle = answer["result"]["value"].as_u64();
        Ok(handle.and_then(|handle| u32::try_from(handle).ok()))
    }
}
