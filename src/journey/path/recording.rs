//! Reads recordings that the Chrome DevTools Recorder exports as JSON.
//!
//! Each step has `type` and, for presses, `selectors`: alternatives, each a list
//! whose last entry lies in the innermost shadow root or frame.

use super::{Path, PathStep};
use serde_json::Value;

/// The presses of a recording; `None` where the value is no recording.
pub(super) fn read(value: &Value) -> Option<Path> {
    value["title"].as_str()?;
    let steps = value["steps"].as_array()?;
    steps.iter().find(|s| s["type"].is_string())?;
    let presses = steps
        .iter()
        .filter(|s| matches!(s["type"].as_str(), Some("click" | "doubleClick")))
        .map(press)
        .filter(|s| !s.selectors.is_empty() || s.name.is_some());
    Some(Path {
        device: None,
        steps: presses.collect(),
        by_hand: true,
    })
}

fn press(step: &Value) -> PathStep {
    let mut out = PathStep::default();
    let alternatives = step["selectors"].as_array().into_iter().flatten();
    for alternative in alternatives {
        let innermost = match alternative {
            Value::Array(chain) => chain.last().and_then(Value::as_str),
            other => other.as_str(),
        };
        let Some(selector) = innermost else { continue };
        if let Some(name) = selector
            .strip_prefix("aria/")
            .or_else(|| selector.strip_prefix("text/"))
        {
            // "aria/Add to cart[role=\"button\"]"
            let name = name.split("[role=").next().unwrap_or(name);
            out.name.get_or_insert_with(|| name.to_owned());
        } else if let Some(css) = selector.strip_prefix("pierce/") {
            out.selectors.push(css.to_owned());
        } else if !selector.starts_with("xpath/") {
            out.selectors.push(selector.to_owned());
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn presses_of_a_recording_are_read_and_the_rest_is_left_out() {
        let value = json!({
            "title": "Recording 1",
            "steps": [
                { "type": "setViewport", "width": 400, "height": 800 },
                { "type": "navigate", "url": "https://shop.example/" },
                { "type": "click", "selectors": [["aria/Add to cart"], ["#add"], ["xpath///*[@id=\"add\"]"], ["pierce/#add"]] },
                { "type": "change", "value": "x", "selectors": [["#q"]] },
                { "type": "click", "selectors": [["my-app", "button.go"]] },
            ],
        });
        let path = read(&value).unwrap();
        assert_eq!(path.steps.len(), 2);
        assert_eq!(path.steps[0].name.as_deref(), Some("Add to cart"));
        assert_eq!(path.steps[0].selectors, ["#add", "#add"]);
        assert_eq!(path.steps[1].selectors, ["button.go"]);
        assert!(path.by_hand);
    }

    #[test]
    fn another_json_is_no_recording() {
        assert!(read(&json!({ "version": 1, "paths": [] })).is_none());
    }
}
