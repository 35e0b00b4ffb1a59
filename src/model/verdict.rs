//! What a rule says of the evidence, and where.

use crate::model::device::Device;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The judgement of one rule.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// The criterion is met.
    Pass,
    /// It is not.
    Fail,
    /// Met in part: 0 is as bad as a fail, 1 as good as a pass.
    Graded(f64),
    /// The store gives no occasion for it; the code of a sentence that says why.
    NotApplicable(&'static str),
    /// It could not be measured; the code of a sentence that says why. Never counts as a pass.
    Unknown(&'static str),
}

/// How much an unmet rule hurts.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Untidy.
    Minor,
    /// Noticed.
    Moderate,
    /// Documented friction.
    Serious,
    /// Stops or loses the order, leaks data, or misses a statutory display item.
    Critical,
}

impl Severity {
    /// The name in files and reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Minor => "minor",
            Severity::Moderate => "moderate",
            Severity::Serious => "serious",
            Severity::Critical => "critical",
        }
    }
}

/// How sure a finding is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// A heuristic says so; never fails a build by default.
    Likely,
    /// Seen.
    Sure,
}

/// Where a finding is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The device, when it was seen on a journey.
    pub device: Option<Device>,
    /// Index of the step, when it was seen on a journey.
    pub step: Option<u32>,
    /// The address.
    pub url: String,
    /// A CSS selector, where one element is meant.
    pub selector: Option<String>,
}

/// One thing that a rule found, without a sentence: the rulebook's texts say it.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which of the rule's messages, `message` unless it has several.
    pub message: &'static str,
    /// Where.
    pub place: Place,
    /// Values for the message's `{placeholders}`.
    pub args: Vec<(&'static str, String)>,
    /// How sure.
    pub certainty: Certainty,
}

/// A rule's verdict with its findings.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// What it rests on; empty for a pass.
    pub findings: Vec<Finding>,
}
