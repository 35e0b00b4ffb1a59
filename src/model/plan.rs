//! What a run is going to do, once flags, environment and file are resolved.
//!
//! Every field has a value here: an `Option` means "there is none", never
//! "the default".

use crate::journey::path::PathFile;
use crate::model::asked::Asked;
use crate::model::device::{Device, Throttle};
use crate::model::journey::Goal;
use crate::model::probed::ProbeLevel;
use crate::session::Session;
use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// The language of a report's sentences.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// English.
    En,
    /// Japanese.
    Ja,
}

impl Language {
    /// The BCP 47 tag, `en` or `ja`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Ja => "ja",
        }
    }
}

/// A market whose display rules apply to a store.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Market {
    /// Japan.
    Jp,
    /// European Union.
    Eu,
    /// United Kingdom.
    Uk,
    /// United States.
    Us,
}

/// What to do with a consent banner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Consent {
    /// Leave it where it is.
    None,
    /// Agree to everything.
    Accept,
    /// Refuse what can be refused.
    Reject,
}

/// What the browser knows of the store when a walk begins.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Temperature {
    /// Nothing: an empty profile.
    #[default]
    Cold,
    /// The home page was opened before: its files are cached, its cookies are set.
    Warm,
}

impl Temperature {
    /// `cold` or `warm`, as written on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Temperature::Cold => "cold",
            Temperature::Warm => "warm",
        }
    }
}

/// Everything that one run needs to know.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The store's address as the user gave it, normalised.
    pub target: Url,
    /// The folder for `report.json`, `evidence.json` and `blobs/`.
    pub output: PathBuf,
    /// Language of the report.
    pub language: Language,
    /// Markets named by the user; empty: detected from the store.
    pub markets: Vec<Market>,
    /// The screens to walk, in this order.
    pub devices: Vec<(Device, Throttle)>,
    /// The crawl's limits.
    pub crawl: CrawlPlan,
    /// Where the browser comes from.
    pub browser: BrowserPlan,
    /// The journey's limits.
    pub journey: JourneyPlan,
    /// What the user handed over to be let in.
    pub session: Session,
}

/// Limits and manners of the crawl.
#[derive(Debug, Clone)]
pub struct CrawlPlan {
    /// Pages fetched at most, apart from links that are checked and a few addresses that may be of products sold no more.
    pub max_pages: usize,
    /// Pages that are kept with all that they say; see [`Beyond`](crate::model::page::Beyond).
    pub full_pages: usize,
    /// Only paths that match one of these patterns (`*` matches anything); empty: all.
    pub include: Vec<String>,
    /// Never paths that match one of these patterns.
    pub exclude: Vec<String>,
    /// Requests under way at once.
    pub concurrency: usize,
    /// Least time between the starts of two requests to one host.
    pub pace: Duration,
    /// The same for hosts on this machine, which are the user's own.
    pub pace_here: Duration,
    /// Longest time for one page, retries not included.
    pub page_timeout: Duration,
    /// Longest time for the whole crawl.
    pub deadline: Duration,
    /// Largest body that is read, in bytes.
    pub max_body_bytes: usize,
    /// Whether robots.txt is obeyed.
    pub respect_robots: bool,
    /// The `User-Agent` of the crawl.
    pub user_agent: String,
    /// Selectors of the user's own rules, counted on every page while it is parsed.
    pub selectors: Vec<String>,
}

/// Where the browser comes from and how it is shown.
#[derive(Debug, Clone)]
pub struct BrowserPlan {
    /// An executable named by the user; otherwise the usual names are tried.
    pub chrome: Option<PathBuf>,
    /// A running browser's debugging address (`http://127.0.0.1:9222` or `ws://…`).
    pub connect: Option<String>,
    /// Whether the window is shown.
    pub headed: bool,
    /// A `User-Agent` named by the user; otherwise Chromium's own for the device, not hidden as headless.
    pub user_agent: Option<String>,
    /// Longest time for one call to the browser.
    pub call_timeout: Duration,
}

/// Limits of one journey.
#[derive(Debug, Clone)]
pub struct JourneyPlan {
    /// Clicks, choices and submits at most.
    pub max_actions: usize,
    /// Longest time for one journey.
    pub deadline: Duration,
    /// What to do with consent banners.
    pub consent: Consent,
    /// Whether platform packs may give hints.
    pub packs: bool,
    /// A path to walk again, a recipe or a recording.
    pub path: Option<Arc<PathFile>>,
    /// Measured walks on each device; from 2 on, a first one finds the way and is not counted.
    pub runs: usize,
    /// A host that the user typed out to allow its orders; `None` keeps the guard up.
    pub allow_order_host: Option<String>,
    /// What the user's own rules ask of every screen.
    pub asked: Asked,
    /// Whether each screen is scanned with axe-core.
    pub scan: bool,
    /// How much is tried in the forms and around them.
    pub probes: ProbePlan,
    /// How far it is to go.
    pub until: Until,
    /// What the browser knows of the store when a walk begins.
    pub visit: Temperature,
    /// What is recorded beside the evidence.
    pub recordings: Recordings,
}

/// What is recorded of a walk beside the evidence. Recording costs the browser time, so where a walk
/// is repeated only the first one is recorded, which does not count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Recordings {
    /// A Chromium trace.
    pub trace: bool,
    /// Pictures of each screen while it appears.
    pub film: bool,
}

/// How far a journey is to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Until {
    /// As far as one can without ordering.
    #[default]
    End,
    /// Up to the press that leads to this step.
    Before(Goal),
    /// Over the first screens by addresses alone, to tell what would be done there.
    Plan,
}

/// How far the probes may go.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProbePlan {
    /// How much is tried.
    pub level: ProbeLevel,
    /// Whether the store is the user's own, by `--own-store` or by its address, so that probes may
    /// change the cart and leave records.
    pub own_store: bool,
    /// Own time of one probe run of the forms; `None` for the level's own.
    pub budget: Option<Duration>,
}
