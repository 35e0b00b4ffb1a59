//! Boxes that answer to a press and show it in no way: no role, no pointing hand, only a script that
//! listens. The page's side cannot see who listens; the browser can.

use super::error::BrowserError;
use super::visit::Visit;
use super::wire::ask;
use headless_chrome::protocol::cdp::{DOM, DOMSnapshot, Runtime};
use serde_json::{Value, json};

/// Boxes that are taken along at most, in the order of the document.
const MOST: usize = 80;
/// Elements that a listener makes a control of; links and buttons are controls anyway.
const BOXES: [&str; 17] = [
    "DIV", "SPAN", "LI", "P", "IMG", "I", "TD", "DT", "DD", "B", "STRONG", "EM", "A", "TR",
    "FIGURE", "ARTICLE", "SVG",
];

impl Visit {
    /// Tells our probe which boxes of the top document listen for a press; how many there are. What the
    /// probe looks at from then on counts them as controls.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn note_listeners(&mut self) -> Result<usize, BrowserError> {
        let top = self.frame_id(0)?;
        let (session, world) = self.our_world(&top, self.limit)?;
        let wire = &self.watch.wire;
        let seen = wire.call(
            Some(&session),
            ask::<DOMSnapshot::CaptureSnapshot>(json!({ "computedStyles": [] })),
            self.limit,
        )?;
        let mut noted = 0;
        for node in clickable(&seen) {
            let resolved = wire.call(
                Some(&session),
                ask::<DOM::ResolveNode>(
                    json!({ "backendNodeId": node, "executionContextId": world }),
                ),
                self.limit,
            );
            let object = match resolved {
                Ok(answer) => answer["object"]["objectId"].clone(),
                Err(BrowserError::Protocol { .. }) => continue,
                Err(error) => return Err(error),
            };
            let answer = wire.call(
                Some(&session),
                ask::<Runtime::CallFunctionOn>(json!({
                    "functionDeclaration": "function () { return globalThis.cartwalk.listens(this); }",
                    "objectId": object,
                    "returnByValue": true,
                })),
                self.limit,
            )?;
            noted += usize::from(answer["result"]["value"] == Value::Bool(true));
        }
        Ok(noted)
    }
}

/// The browser's numbers for the boxes of a snapshot's first document that listen for a press.
fn clickable(snapshot: &Value) -> Vec<i64> {
    let nodes = &snapshot["documents"][0]["nodes"];
    let text = |n: &Value| {
        let at = usize::try_from(n.as_i64()?).ok()?;
        snapshot["strings"].get(at)?.as_str()
    };
    let listening = nodes["isClickable"]["index"].as_array();
    listening
        .into_iter()
        .flatten()
        .filter_map(|n| usize::try_from(n.as_u64()?).ok())
        .filter(|n| {
            text(&nodes["nodeName"][*n])
                .is_some_and(|name| BOXES.contains(&name.to_ascii_uppercase().as_str()))
        })
        .filter_map(|n| nodes["backendNodeId"][n].as_i64())
        .take(MOST)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_that_listen_are_read_from_a_snapshot() {
        let snapshot = json!({
            "strings": ["BODY", "DIV", "BUTTON"],
            "documents": [{ "nodes": {
                "nodeName": [0, 1, 2, 1],
                "backendNodeId": [10, 11, 12, 13],
                "isClickable": { "index": [0, 2, 3] },
            } }],
        });
        assert_eq!(clickable(&snapshot), [13]);
    }
}
