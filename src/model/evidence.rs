//! Everything that was seen in one run: the only argument of a rule.
//!
//! `collect` ends here and `judge` starts here. Pictures lie beside it as
//! `blobs/<sha256>.<ending>` and are named, not embedded.

use crate::model::device::{Device, ThrottleValues};
use crate::model::journey::Journey;
use crate::model::page::SiteMap;
use crate::model::plan::Market;
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
    /// Result of a short processor benchmark, in rounds a millisecond; higher is faster.
    pub host_speed: f64,
    /// How consent banners were treated.
    pub consent: String,
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
