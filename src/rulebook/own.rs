//! Rules that a user writes in TOML: five closed kinds, each with where it looks,
//! what it expects, and examples.
//!
//! What such a rule must ask of a page (a selector, a script) is asked while the
//! page is open and kept in the evidence, so that judging needs no browser and
//! parses no page twice. Evidence that was collected without the rule gives
//! `unknown`, never a pass.

use crate::rulebook::place::Where;
use crate::rulebook::written::Example;
use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Values that a message of an own rule may name.
pub const PLACEHOLDERS: [&str; 3] = ["value", "least", "most"];

/// What an own rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// How many elements a CSS selector finds, on crawled pages and screens.
    Selector,
    /// How often a regular expression is found in the visible text.
    Text,
    /// A response header of crawled pages.
    Header,
    /// A figure that was measured anyway.
    Metric,
    /// What a script answers on a screen of the journey; only with `--allow-scripts`.
    Script,
}

/// Whether something should be there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// It should.
    #[default]
    Present,
    /// It should not.
    Absent,
}

/// Figures of crawled pages and of screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Of a crawled page: time to its last byte.
    FetchMs,
    /// Of a crawled page: size of its decoded body.
    BodyBytes,
    /// Of a crawled page: redirects on the way.
    Redirects,
    /// Of a crawled page: links.
    Links,
    /// Of a crawled page: pictures.
    Images,
    /// Of a crawled page: external scripts.
    Scripts,
    /// Of a screen: largest contentful paint.
    LcpMs,
    /// Of a screen: first contentful paint.
    FcpMs,
    /// Of a screen: cumulative layout shift.
    Cls,
    /// Of a screen: slowest interaction.
    InpMs,
    /// Of a screen: time to first byte.
    TtfbMs,
    /// Of a screen: main-thread time beyond 50 ms a task.
    TbtMs,
    /// Of a screen: time until the server answered.
    ResponseMs,
    /// Of a screen: time until something changed.
    FeedbackMs,
    /// Of a screen: time until it could be used.
    UsableMs,
    /// Of a screen: bytes over the network.
    Bytes,
    /// Of a screen: requests.
    Requests,
    /// Of a screen: requests to others than the store, among the first 400.
    ThirdPartyRequests,
    /// Of a screen: text-like fields shown.
    FieldsShown,
    /// Of a screen: required fields.
    FieldsRequired,
    /// Of a screen: checkboxes, radios and selects.
    OtherElements,
    /// Of a screen: keystrokes.
    Keystrokes,
    /// Of a screen: taps.
    Taps,
    /// Of a screen: elements in the document.
    DomNodes,
}

impl Metric {
    /// Whether crawled pages have it; all others belong to screens.
    pub fn of_page(self) -> bool {
        matches!(
            self,
            Metric::FetchMs
                | Metric::BodyBytes
                | Metric::Redirects
                | Metric::Links
                | Metric::Images
                | Metric::Scripts
        )
    }
}

/// A checked own rule.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnRule {
    /// What is asked.
    pub question: Question,
    /// Where.
    pub place: Where,
    /// What must come out.
    pub range: Range,
    /// Examples that must pass.
    pub good: Vec<Example>,
    /// Examples that must fail.
    pub bad: Vec<Example>,
}

/// What an own rule asks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Question {
    /// How many elements are found.
    Selector {
        /// The CSS selector.
        selector: String,
    },
    /// How often the visible text matches.
    Text {
        /// The regular expression.
        pattern: String,
    },
    /// 1 where the header is there (and matches), else 0.
    Header {
        /// Name, lower case.
        header: String,
        /// A regular expression for its value.
        pattern: Option<String>,
    },
    /// A figure.
    Metric {
        /// Which.
        metric: Metric,
    },
    /// A number, or 1 for `true` and 0 for `false`.
    Script {
        /// The body of a function.
        script: String,
    },
}

/// Limits, both included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Range {
    /// At least.
    pub least: Option<f64>,
    /// At most.
    pub most: Option<f64>,
}

impl Range {
    /// Whether a value is within; not-a-number never is.
    pub fn holds(self, value: f64) -> bool {
        self.least.is_none_or(|least| value >= least)
            && self.most.is_none_or(|most| value <= most)
            && !value.is_nan()
    }
}

impl Question {
    /// The kind.
    pub fn kind(&self) -> Kind {
        match self {
            Question::Selector { .. } => Kind::Selector,
            Question::Text { .. } => Kind::Text,
            Question::Header { .. } => Kind::Header,
            Question::Metric { .. } => Kind::Metric,
            Question::Script { .. } => Kind::Script,
        }
    }
}

/// The name under which evidence keeps a script's answer: a changed script has another.
pub fn script_key(script: &str) -> String {
    let mut key = "script:".to_owned();
    for byte in Sha256::digest(script.as_bytes()).iter().take(8) {
        let _ = write!(key, "{byte:02x}");
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_included_and_no_number_is_never_within() {
        let range = Range {
            least: Some(1.0),
            most: Some(3.0),
        };
        assert!(range.holds(1.0) && range.holds(3.0));
        assert!(!range.holds(0.0) && !range.holds(3.5) && !range.holds(f64::NAN));
        assert!(!Range::default().holds(f64::NAN));
    }

    #[test]
    fn a_changed_script_has_another_key() {
        assert_ne!(script_key("return 1"), script_key("return 2"));
    }
}
