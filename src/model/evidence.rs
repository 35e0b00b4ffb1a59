//! Everything that was seen in one run: the only argument of a rule.
//!
//! `collect` ends here and `judge` starts here. Pictures lie beside it as
//! `blobs/<sha256>.<ending>` and are named, not embedded.

use crate::model::device::{Device, ThrottleValues};
use crate::model::journey::{Clock, Ended, Goal, Journey, Step, Vitals};
use crate::model::page::SiteMap;
use crate::model::plan::{Market, Temperature};
use crate::model::probed::Probed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Version of `evidence.json`; a reader refuses a newer one with a clear sentence.
pub const EVIDENCE_SCHEMA_VERSION: u32 = 1;

/// What one run saw.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// [`EVIDENCE_SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Version of cartwalk that collected it.
    pub tool_version: String,
    /// The store's address as the user gave it.
    pub target: String,
    /// When the run began, RFC 3339 in UTC.
    pub started_at: String,
    /// Duration of collecting, in milliseconds.
    pub duration_ms: u64,
    /// The circumstances.
    pub conditions: Conditions,
    /// Markets named by the user; empty: to be detected.
    pub markets: Vec<Market>,
    /// What the crawl found; `None` when it was not run.
    pub site: Option<SiteMap>,
    /// The walks, one a device, in the order asked for.
    pub journeys: Vec<Journey>,
    /// The settings of the run, for the report's method; empty where they are not known.
    #[serde(default)]
    pub settings: Vec<SettingUsed>,
    /// The measured runs, the ones in `journeys` among them; empty when each walk was walked once.
    #[serde(default)]
    pub runs: Vec<RunRecord>,
    /// What was typed and pressed to see what the store does with it; empty where nothing was tried.
    #[serde(default)]
    pub probed: Vec<Probed>,
    /// Parts that could not be collected, in plain codes (`browser-missing`, `crawl-failed`, …) with a detail.
    pub missing: Vec<(String, String)>,
}

/// One setting of a run as it was in effect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingUsed {
    /// Its key, as on the command line.
    pub key: String,
    /// Its value as written; several are joined by commas.
    pub value: String,
    /// `default`, `file`, `environment`, `flag` or `command`.
    pub origin: String,
}

/// The circumstances of a run, so that figures can be compared.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Conditions {
    /// The browser's product and version.
    pub browser: String,
    /// Operating system and processor architecture.
    pub platform: String,
    /// Processor cores.
    pub cores: u32,
    /// Result of a short processor benchmark, in rounds a millisecond; higher is faster. The best
    /// of several runs, which tells the kind of machine rather than how busy it is.
    pub host_speed: f64,
    /// How consent banners were treated.
    pub consent: String,
    /// What the browser knew of the store when a walk began.
    #[serde(default)]
    pub visit: Temperature,
    /// Throttling for each device.
    pub throttles: Vec<DeviceThrottle>,
    /// The crawl's `User-Agent`.
    pub crawl_user_agent: String,
}

/// Throttling of one device's journey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeviceThrottle {
    /// The device.
    pub device: Device,
    /// The preset's name.
    pub preset: String,
    /// The limits that were applied.
    pub values: ThrottleValues,
}

/// The numbers of one measured run; the run that stands for all is kept in full besides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunRecord {
    /// The device.
    pub device: Device,
    /// 1 for the first measured run of the device.
    pub number: u32,
    /// Whether it is the run that is kept in full.
    pub told: bool,
    /// How it ended.
    pub ended: Ended,
    /// Result of the processor benchmark just before it, in the unit of [`Conditions::host_speed`]:
    /// what was left of the machine just then.
    pub host_speed: f64,
    /// Its steps.
    pub steps: Vec<RunStep>,
}

/// The numbers of one step of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunStep {
    /// What the screen is.
    pub goal: Goal,
    /// The clocks.
    pub clock: Clock,
    /// Web vitals.
    pub vitals: Vitals,
    /// Bytes over the network.
    pub bytes: u64,
    /// Requests.
    pub requests: u32,
}

impl RunStep {
    /// The numbers of a step.
    pub fn of(step: &Step) -> RunStep {
        RunStep {
            goal: step.goal,
            clock: step.clock.clone(),
            vitals: step.vitals.clone(),
            bytes: step.bytes,
            requests: step.request_count,
        }
    }
}

impl RunRecord {
    /// Whether it saw the same screens in the same order as this walk, and ended like it.
    pub fn took_the_path_of(&self, walk: &Journey) -> bool {
        let own = self.steps.iter().map(|step| step.goal);
        own.eq(walk.steps.iter().map(|step| step.goal)) && self.ended.kind() == walk.ended.kind()
    }
}
