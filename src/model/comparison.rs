//! What changed from one report to another, `schema_version` 1 of
//! `cartwalk compare --format json`, and what the gates say.
//!
//! Like the report these structs are a contract: other programs read the names.

use crate::model::device::Device;
use crate::model::journey::Goal;
use crate::model::report::Measure;
use crate::model::verdict::{Certainty, Place, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of a comparison.
pub const COMPARISON_SCHEMA_VERSION: u32 = 1;

/// Two reports of one store held against each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// [`COMPARISON_SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What is compared with.
    pub base: Side,
    /// What is compared.
    pub head: Side,
    /// All of it in one word.
    pub result: ResultWord,
    /// Parts that cannot be compared, with what to do.
    pub not_comparable: Vec<NotComparable>,
    /// The score and its groups.
    pub scores: Vec<ScoreChange>,
    /// Findings, by fingerprint; those that stayed the same are only counted.
    pub findings: Vec<FindingChange>,
    /// Fields, path, prices, trust items, bytes: compared exactly.
    pub facts: Vec<FactChange>,
    /// Clocks and vitals, compared statistically.
    pub timings: Vec<TimingChange>,
    /// How many of each.
    pub counts: Counts,
}

/// One of the two reports.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Side {
    /// The store's address.
    pub url: String,
    /// When it was taken, RFC 3339 in UTC.
    pub started_at: String,
    /// Version of cartwalk that took it.
    pub tool_version: String,
    /// Fewest measured runs of a device.
    pub runs: u32,
}

/// All of a comparison in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ResultWord {
    /// Something got worse, nothing better.
    Worse,
    /// Something got better, nothing worse.
    Better,
    /// Some of both.
    Mixed,
    /// Neither.
    Same,
    /// Nothing could be compared.
    NotComparable,
}

/// How something changed.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Change {
    /// Not there before.
    New,
    /// There before, and worse now.
    Worse,
    /// One of the sides did not measure it.
    NotMeasured,
    /// Different, neither better nor worse.
    Other,
    /// There before, and better now.
    Better,
    /// There before, and gone.
    Fixed,
    /// As before.
    Same,
}

impl Change {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Worse => "worse",
            Change::NotMeasured => "not-measured",
            Change::Other => "other",
            Change::Better => "better",
            Change::Fixed => "fixed",
            Change::Same => "same",
        }
    }
}

/// What a caveat is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The score and the findings.
    Findings,
    /// The facts.
    Facts,
    /// The timings.
    Timings,
}

/// A part that cannot be compared.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NotComparable {
    /// What.
    pub part: Part,
    /// The device, where only its walk is meant.
    pub device: Option<Device>,
    /// Why, as a stable code: `rulebook`, `consent`, `throttle`, `host-speed`, `runs`, ….
    pub code: String,
    /// Why, as a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
}

/// The total or one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreChange {
    /// The group; `null` for the total.
    pub group: Option<String>,
    /// Its title.
    pub title: String,
    /// 0 to 100.
    pub base: Option<f64>,
    /// 0 to 100.
    pub head: Option<f64>,
}

/// One finding that came, went or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingChange {
    /// How.
    pub change: Change,
    /// Rule id.
    pub rule: String,
    /// Its title.
    pub title: String,
    /// Its group.
    pub group: String,
    /// Its severity.
    pub severity: Severity,
    /// The finding's name across runs.
    pub fingerprint: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether it rests on clocks, and therefore may come and go by chance.
    pub clocked: bool,
    /// Where it is, or was.
    pub place: Place,
    /// What was found.
    pub message: String,
    /// Places with this fingerprint before.
    pub base_places: u32,
    /// Places now.
    pub head_places: u32,
}

/// A screen in both walks: its kind, and the how-manieth of that kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepName {
    /// The kind.
    pub goal: Goal,
    /// 1 for the first of its kind.
    pub number: u32,
}

/// One fact that changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactChange {
    /// How.
    pub change: Change,
    /// Which, as a stable code: `steps`, `field-required`, `total`, `trust-item`, `bytes`, ….
    pub fact: String,
    /// The device.
    pub device: Option<Device>,
    /// The screen.
    pub step: Option<StepName>,
    /// What it is about: a field, a rule, a domain, a path; empty for sums.
    pub subject: String,
    /// Before, where it is a number.
    pub base: Option<f64>,
    /// Now, where it is a number.
    pub head: Option<f64>,
    /// The same as a sentence.
    pub message: String,
}

/// One clock on one screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimingChange {
    /// How.
    pub change: Change,
    /// Which, with its unit: `usable_ms`, `lcp_ms`, `cls`, ….
    pub metric: String,
    /// The device.
    pub device: Device,
    /// The screen.
    pub step: StepName,
    /// Before.
    pub base: Measure,
    /// Now.
    pub head: Measure,
    /// Least difference of the medians that counts: 10 % of the base's, or the metric's floor.
    pub threshold: f64,
    /// One-sided exact Mann-Whitney probability, in the direction in which the medians moved.
    pub p: Option<f64>,
    /// The same after Holm's correction over the screens of this metric on this device.
    pub p_holm: Option<f64>,
}

/// How many of each change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Findings that were not there before.
    pub findings_new: u32,
    /// Findings at more places, or graded lower.
    pub findings_worse: u32,
    /// Findings at fewer places, or graded higher.
    pub findings_better: u32,
    /// Findings that are gone.
    pub findings_fixed: u32,
    /// Findings that stayed.
    pub findings_same: u32,
    /// Findings of rules that one side could not judge.
    pub findings_not_measured: u32,
    /// Facts that got worse.
    pub facts_worse: u32,
    /// Facts that got better.
    pub facts_better: u32,
    /// Clocks that got slower beyond chance.
    pub timings_worse: u32,
    /// Clocks that got faster beyond chance.
    pub timings_better: u32,
    /// Everything that `--fail-on regressions` does not put up with.
    pub regressions: u32,
}

/// What one gate says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GateReport {
    /// The gate as it was asked for: `fail-under 80`, `budget mobile.address.fields=8`, ….
    pub gate: String,
    /// Whether it held.
    pub verdict: GateVerdict,
    /// Why, in one line.
    pub because: String,
    /// What would make it pass; empty where it does.
    pub remedy: String,
}

/// Whether a gate held. What could not be measured did not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GateVerdict {
    /// It held.
    Passed,
    /// It did not.
    Failed,
    /// It could not be measured, which fails the build like a failed gate.
    NotMeasured,
}
