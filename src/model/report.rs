//! The report's contract, `schema_version` 1: other programs read these names.
//!
//! These structs are frozen. They are filled from the internal types by
//! [`crate::report::assemble`], so that an internal change cannot change the file.

use crate::model::comparison::{Comparison, GateReport};
use crate::model::device::Device;
use crate::model::evidence::Conditions;
use crate::model::journey::{
    ActionTaken, Clock, Effort, Goal, Interaction, Mode, PathChange, PathSource, ScriptWork, Vitals,
};
use crate::model::look::LabelSource;
use crate::model::page::{PageKind, PriceText};
use crate::model::plan::Language;
use crate::model::verdict::{Certainty, Place, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of `report.json`.
pub const REPORT_SCHEMA_VERSION: u32 = 1;

/// The whole result of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// [`REPORT_SCHEMA_VERSION`].
    pub schema_version: u32,
    /// What made it.
    pub tool: Tool,
    /// When and how.
    pub run: Run,
    /// The store.
    pub target: TargetSeen,
    /// The score.
    pub score: Score,
    /// The headline beside the score.
    #[serde(default)]
    pub time_to_buy: TimeToBuy,
    /// The crawl.
    pub site: SiteReport,
    /// The walks.
    pub journeys: Vec<JourneyReport>,
    /// One a rule, in the catalogue's order, then the user's own rules.
    pub outcomes: Vec<OutcomeReport>,
    /// One a waiver of the ruleset, with what became of it.
    #[serde(default)]
    pub waivers: Vec<WaiverReport>,
    /// The promise kept: no order.
    pub order_guard: OrderGuard,
    /// What changed since the baseline; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comparison: Option<Comparison>,
    /// What the gates say; absent where none was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub gates: Vec<GateReport>,
}

/// Name and version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// `cartwalk`.
    pub name: String,
    /// Version.
    pub version: String,
}

/// Circumstances of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// RFC 3339, UTC.
    pub started_at: String,
    /// Duration of collecting, in milliseconds.
    pub duration_ms: u64,
    /// Language of the sentences.
    pub language: Language,
    /// The circumstances.
    pub conditions: Conditions,
    /// By which rules it was judged.
    #[serde(default)]
    pub ruleset: RulesetReport,
    /// Parts that could not be collected, as sentences.
    pub missing: Vec<String>,
    /// Name of the rules, weights and thresholds that judged: 16 hexadecimal digits.
    #[serde(default)]
    pub rulebook: String,
    /// What makes the timings of this run doubtful (a slow or busy machine), as sentences.
    #[serde(default)]
    pub doubts: Vec<String>,
}

/// By which rules a run was judged.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesetReport {
    /// Name of the profile, or path of the ruleset file.
    pub name: String,
    /// 16 hexadecimal digits over all that decides verdicts and scores (weights, severities,
    /// thresholds, what is switched off, waivers); the same hash is the same judgement.
    pub hash: String,
}

/// The store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetSeen {
    /// The address as given.
    pub url: String,
    /// The shop software, where recognised.
    pub platform: Option<Platform>,
}

/// A recognised shop software.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its name.
    pub name: String,
    /// 0 to 1.
    pub certainty: f32,
}

/// The score with what it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// 0 to 100; `null` when nothing could be judged.
    pub total: Option<f64>,
    /// Share of the applicable weight that could be judged, in percent.
    pub coverage_pct: f64,
    /// One a group, in the catalogue's order.
    pub groups: Vec<GroupScore>,
}

/// Score of one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupScore {
    /// The group.
    pub id: String,
    /// Its title in the report's language.
    pub title: String,
    /// Its share of the total, before groups without a score are left out.
    pub weight: f64,
    /// 0 to 100; `null` when nothing could be judged or nothing applies.
    pub score: Option<f64>,
    /// Share of the applicable weight that could be judged, in percent.
    pub coverage_pct: f64,
}

/// How long it takes to buy, by the Keystroke-Level Model and the step clock.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeToBuy {
    /// What is counted and how the sum is made, in the report's language.
    pub counting_rule: String,
    /// One a walk that reached its end.
    pub devices: Vec<DeviceTime>,
}

/// How long it takes to buy on one device, in milliseconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceTime {
    /// The device.
    pub device: Device,
    /// Waits and effort of a shopper who types everything.
    pub typed_ms: f64,
    /// Waits and effort of a shopper whose browser fills what its tokens allow.
    pub autofill_ms: f64,
    /// The waits.
    pub wait_ms: f64,
}

/// One number over all measured runs.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measure {
    /// Which, with its unit: `usable_ms`, `lcp_ms`, `cls`, `bytes`, ….
    pub metric: String,
    /// Runs that measured it.
    pub n: u32,
    /// Their median.
    pub median: f64,
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// The greatest less the least.
    pub spread: f64,
    /// All of them, in the order of the runs.
    pub values: Vec<f64>,
}

/// The runs behind a walk's numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Runs {
    /// Runs whose numbers count; 0 in reports of versions that did not count them.
    pub measured: u32,
    /// Warm-up runs that were dropped.
    pub warm_up: u32,
    /// Runs that ended elsewhere or took another path, and do not count.
    pub astray: u32,
    /// The run that is told in full, 1 for the first measured one.
    pub told: u32,
}

/// The crawl.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SiteReport {
    /// Pages that answered and were read.
    pub pages_crawled: u32,
    /// All of them, but for those that are only in a file.
    pub pages: Vec<PageReport>,
    /// Pages beyond the first 1,000 that are only in `pages.jsonl` beside the evidence, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_in_file: Option<u64>,
}

/// One crawled page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PageReport {
    /// Address asked for.
    pub url: String,
    /// Address that answered.
    pub final_url: String,
    /// What it is.
    pub kind: PageKind,
    /// HTTP status.
    pub status: Option<u16>,
    /// Title.
    pub title: String,
    /// Number of redirects.
    pub redirects: u32,
    /// Time to the last byte, in milliseconds.
    pub fetch_ms: u64,
    /// Size of the decoded body.
    pub bytes: u64,
}

/// One walk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyReport {
    /// The screen.
    pub device: Device,
    /// Where the path comes from.
    pub path_source: PathSource,
    /// Where the walk turned off the path that it was given; `null` where it kept to it or had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_change: Option<PathChange>,
    /// How it ended.
    pub ended: EndedReport,
    /// Sums over the steps.
    pub totals: Totals,
    /// The runs behind the numbers.
    #[serde(default)]
    pub runs: Runs,
    /// The sums that vary, over all runs.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// The steps.
    pub steps: Vec<StepReport>,
}

/// How a walk ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndedReport {
    /// `reached`, `stuck`, `refused` or `died`.
    pub kind: String,
    /// The last screen, or what was looked for.
    pub goal: Goal,
    /// A stable code; `null` when reached.
    pub reason: Option<String>,
    /// The same as a sentence.
    pub message: String,
}

/// Sums over the steps of a walk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Totals {
    /// Screens from cart to the last one, both counted (Baymard's way).
    pub steps: u32,
    /// Text-like fields shown by default on the guest path.
    pub fields_shown: u32,
    /// Of these, required ones.
    pub fields_required: u32,
    /// Checkboxes, radio groups and selects.
    pub other_elements: u32,
    /// Keystrokes.
    pub keystrokes: u32,
    /// Taps.
    pub taps: u32,
    /// Sum of the waits, in milliseconds.
    pub wait_ms: f64,
    /// Sum of predicted human effort, in milliseconds.
    pub effort_ms: f64,
    /// Both together.
    pub time_to_buy_ms: f64,
    /// Bytes over the network.
    pub bytes: u64,
    /// Requests.
    pub requests: u32,
    /// Choices among options.
    #[serde(default)]
    pub choices: u32,
    /// Sum of predicted human effort when the browser fills what its tokens allow, in milliseconds.
    #[serde(default)]
    pub effort_autofill_ms: f64,
    /// Different domains other than the store's.
    #[serde(default)]
    pub third_parties: u32,
    /// Keystrokes that are left when the browser fills what its tokens allow.
    #[serde(default)]
    pub keystrokes_autofill: u32,
    /// Fields that the browser fills by their tokens.
    #[serde(default)]
    pub fields_autofill: u32,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StepReport {
    /// 0 for the first.
    pub index: u32,
    /// What the screen is.
    pub goal: Goal,
    /// Further goals that it serves.
    pub also: Vec<Goal>,
    /// How it came about.
    pub mode: Mode,
    /// What was done.
    pub action: ActionTaken,
    /// Address.
    pub url: String,
    /// The clocks.
    pub clock: Clock,
    /// Web vitals.
    pub vitals: Vitals,
    /// Effort.
    pub effort: Effort,
    /// Fields shown.
    pub fields: Vec<FieldReport>,
    /// Prices shown.
    pub prices: Vec<PriceText>,
    /// Bytes over the network.
    pub bytes: u64,
    /// Requests.
    pub requests: u32,
    /// Domains other than the store's that were asked, sorted.
    #[serde(default)]
    pub third_parties: Vec<String>,
    /// What it loaded, and what that asked of server and browser.
    #[serde(default)]
    pub load: Load,
    /// The numbers that vary, over all runs.
    #[serde(default)]
    pub measures: Vec<Measure>,
    /// File name under `blobs/`.
    pub screenshot: Option<String>,
    /// What went wrong, as a stable code.
    pub problem: Option<String>,
}

/// What a step loaded, and what that asked of server and browser.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// Bytes and requests by DevTools resource type, most bytes first, of the requests that the
    /// evidence keeps.
    pub by_type: Vec<TypeLoad>,
    /// Requests that a cache of the browser answered.
    pub cache_hits: u32,
    /// What the server says about its own time (`Server-Timing`), of the step's document, or of the
    /// first request that has it; at most 20.
    pub server_timing: Vec<ServerTiming>,
    /// Elements of the top document; `null` where they were not counted.
    pub dom_elements: Option<u32>,
    /// Soft navigations that the browser reported.
    pub soft_navigations: u32,
    /// Scripts that ran in frames of more than 50 ms, the longest first.
    pub scripts: Vec<ScriptWork>,
    /// Presses and keys that took 16 ms or more to show, the slowest first.
    #[serde(default)]
    pub interactions: Vec<Interaction>,
    /// Errors and exceptions on the console.
    pub console_errors: u32,
}

/// What was loaded of one type.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeLoad {
    /// `document`, `script`, `stylesheet`, `image`, `font`, `xhr`, `fetch`, ….
    pub kind: String,
    /// Bytes over the network.
    pub bytes: u64,
    /// Requests.
    pub requests: u32,
}

/// One entry of `Server-Timing`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServerTiming {
    /// Its name.
    pub name: String,
    /// `dur`, in milliseconds; `null` where none is given.
    pub duration_ms: Option<f64>,
    /// `desc`; empty where none is given.
    pub description: String,
}

/// One field. `cartwalk form --format json` prints the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldReport {
    /// A CSS selector that finds exactly this element.
    pub selector: String,
    /// A WHATWG autocomplete token, `x-` and a word, or `unknown`.
    pub purpose: String,
    /// How sure the purpose is, 0 to 1.
    pub certainty: f32,
    /// The label that a shopper reads.
    pub label: String,
    /// Where it comes from.
    pub label_source: LabelSource,
    /// Whether a label stays visible once something is typed.
    pub label_visible: bool,
    /// `input` type, `select`, `textarea`, `combobox`, ….
    pub kind: String,
    /// Whether it must be filled, as far as marks and attributes say.
    pub required: bool,
    /// Whether it counts as a text-like field.
    pub text_like: bool,
    /// `autocomplete` as written.
    pub autocomplete: Option<String>,
    /// `inputmode` as written.
    pub inputmode: Option<String>,
    /// `maxlength`.
    pub maxlength: Option<u32>,
    /// `pattern`.
    pub pattern: Option<String>,
    /// `placeholder`.
    pub placeholder: String,
    /// Whether it is shown.
    pub visible: bool,
    /// Address of the frame, when it is not in the top document.
    pub frame: Option<String>,
}

/// What one rule says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutcomeReport {
    /// Rule id.
    pub rule: String,
    /// Its title in the report's language.
    pub title: String,
    /// Its group.
    pub group: String,
    /// Severity.
    pub severity: Severity,
    /// `pass`, `fail`, `graded`, `not-applicable` or `unknown`.
    pub verdict: String,
    /// 1 for a pass, 0 for a fail, between for graded; `null` otherwise.
    pub grade: Option<f64>,
    /// Why it does not apply or is unknown, as a sentence; `null` otherwise.
    pub reason: Option<String>,
    /// Share of the total score that it could win back, in points.
    pub points_lost: f64,
    /// Where and what.
    pub findings: Vec<FindingReport>,
}

/// One finding, with its sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindingReport {
    /// Stable across runs, ports and generated names.
    pub fingerprint: String,
    /// How sure.
    pub certainty: Certainty,
    /// Where.
    pub place: Place,
    /// What was found.
    pub message: String,
    /// What to do.
    pub fix: String,
    /// Set where somebody decided to put up with it: it does not count.
    #[serde(default)]
    pub waived: Option<Waived>,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Waived {
    /// Why, in the words of whoever waived it.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub until: Option<String>,
}

/// A waiver and what became of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WaiverReport {
    /// The rule.
    pub rule: String,
    /// Which findings of it; empty: all.
    pub place: String,
    /// Why, in the words of whoever waived it.
    pub reason: String,
    /// The last day on which it holds; `null`: for good.
    pub until: Option<String>,
    /// The line of the file that it stands in.
    pub origin: String,
    /// What became of it.
    pub state: WaiverState,
    /// How many findings it covers.
    pub findings: u32,
}

/// What became of a waiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WaiverState {
    /// It covers findings.
    Applied,
    /// Its last day lay before the run; its findings count again.
    Expired,
    /// The rule was judged, and no finding of it is meant: the waiver can go.
    Unmatched,
    /// The rule is switched off, does not apply or is unknown, so nothing can be said.
    NotJudged,
}

/// The promise kept: no order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrderGuard {
    /// Orders that may have been placed; 0 unless the look-out saw a sign.
    pub orders_placed: u32,
    /// Requests that the guard stopped.
    pub blocked_requests: u32,
}
