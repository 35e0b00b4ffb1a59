//! The one table of settings.
//!
//! A setting's key is its flag (`--max-pages`), its key in `cartwalk.toml`
//! (`max-pages`) and, in capitals, its environment variable
//! (`CARTWALK_MAX_PAGES`). Those of the hand-over stand under `[report]` in the file.

use crate::config::kind::Kind;
use crate::render::html::SECTIONS;

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Flag and key of the file.
    pub key: &'static str,
    /// A short flag.
    pub short: Option<char>,
    /// The heading under which `--help` lists it, and the commands that take it.
    pub group: Group,
    /// What may be written.
    pub kind: Kind,
    /// Whether it may be given more than once.
    pub many: bool,
    /// As a user would write it; empty: not set.
    pub default: &'static [&'static str],
    /// What stands for the value in `--help`.
    pub value_name: &'static str,
    /// One sentence.
    pub help: &'static str,
}

/// Settings that belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The store.
    Target,
    /// Where files go.
    Output,
    /// What is recorded of a walk.
    Recording,
    /// How the report reads.
    Report,
    /// Whose report it is; `[report]` of the file.
    Brand,
    /// What a run is compared with.
    Baseline,
    /// What may be compared.
    Comparison,
    /// What fails a run.
    Gates,
    /// By which rules it is judged.
    Rules,
    /// The screens.
    Screens,
    /// The crawl.
    Crawl,
    /// The browser.
    Browser,
    /// The walk through the store.
    Journey,
    /// What lets a run in.
    Session,
}

impl Group {
    /// The heading in `--help`.
    pub fn heading(self) -> &'static str {
        match self {
            Group::Target => "Store",
            Group::Output => "Output",
            Group::Recording => "Recordings",
            Group::Report => "Report",
            Group::Brand => "Hand-over (HTML and PDF)",
            Group::Baseline => "Baseline",
            Group::Comparison => "Comparison",
            Group::Gates => "Gates",
            Group::Rules => "Rules",
            Group::Screens => "Screens",
            Group::Crawl => "Crawl",
            Group::Browser => "Browser",
            Group::Journey => "Journey",
            Group::Session => "Session",
        }
    }
}

impl Setting {
    /// The environment variable.
    pub fn variable(&self) -> String {
        format!("CARTWALK_{}", self.key.to_uppercase().replace('-', "_"))
    }
}

/// The setting of that key.
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

const fn one(
    group: Group,
    key: &'static str,
    kind: Kind,
    default: &'static [&'static str],
    value_name: &'static str,
    help: &'static str,
) -> Setting {
    Setting {
        key,
        short: None,
        group,
        kind,
        many: false,
        default,
        value_name,
        help,
    }
}

const fn many(setting: Setting) -> Setting {
    Setting {
        many: true,
        ..setting
    }
}

const fn short(letter: char, setting: Setting) -> Setting {
    Setting {
        short: Some(letter),
        ..setting
    }
}

const ON_OFF: Kind = Kind::Switch;
const OFF: &[&str] = &["false"];

/// Every setting, in the order of `--help` and `--print-config`.
pub const SETTINGS: &[Setting] = &[
    one(
        Group::Target,
        "url",
        Kind::Text,
        &[],
        "URL",
        "The store's address; without a scheme, https is assumed (http on this machine)",
    ),
    short(
        'o',
        one(
            Group::Output,
            "output",
            Kind::Path,
            &["cartwalk-report"],
            "DIR",
            "Folder for the reports, evidence.json and the pictures",
        ),
    ),
    one(
        Group::Output,
        "har",
        ON_OFF,
        OFF,
        "BOOL",
        "Also write the requests of each journey as journey-DEVICE.har (HAR 1.2)",
    ),
    one(
        Group::Recording,
        "trace",
        ON_OFF,
        OFF,
        "BOOL",
        "Also record a Chromium trace of each walk as trace-DEVICE.json.gz, from at most 100 MB of the browser's memory; of the first walk with --runs",
    ),
    one(
        Group::Recording,
        "filmstrip",
        ON_OFF,
        OFF,
        "BOOL",
        "Also keep pictures of each screen while it appears, at most 12 a step, in filmstrip-DEVICE/; of the first walk with --runs",
    ),
    many(one(
        Group::Report,
        "format",
        Kind::Choice(&[
            "table",
            "json",
            "html",
            "pdf",
            "csv",
            "markdown",
            "annotations",
            "junit",
            "sarif",
            "gitlab",
        ]),
        &["json", "html", "table"],
        "FORMAT",
        "What is written; table, or else json, is also printed; may be given more than once",
    )),
    one(
        Group::Report,
        "lang",
        Kind::Choice(&["en", "ja"]),
        &["en"],
        "LANG",
        "Language of the report",
    ),
    many(one(
        Group::Report,
        "market",
        Kind::Choice(&["jp", "eu", "uk", "us"]),
        &[],
        "MARKET",
        "Markets whose display rules apply; without it, detected from the store",
    )),
    one(
        Group::Baseline,
        "baseline",
        Kind::Path,
        &[],
        "FILE|DIR",
        "Report to compare with: report.json or its folder",
    ),
    one(
        Group::Comparison,
        "same-store",
        ON_OFF,
        OFF,
        "BOOL",
        "The baseline is of this store, though its host is another (staging and live)",
    ),
    one(
        Group::Gates,
        "fail-under",
        Kind::Count(1, 100),
        &[],
        "SCORE",
        "Leave with exit code 1 when the score is lower",
    ),
    many(one(
        Group::Gates,
        "fail-under-group",
        Kind::GroupScore,
        &[],
        "GROUP=SCORE",
        "Leave with exit code 1 when the score of a group is lower, such as form=80",
    )),
    many(one(
        Group::Gates,
        "budget",
        Kind::Budget,
        &[],
        "NAME=MOST",
        "Leave with exit code 1 when there is more: fields=12, address.fields=8, mobile.lcp=2500ms, time-to-buy=2m, bytes=2MB, third-parties=5",
    )),
    many(one(
        Group::Gates,
        "fail-on",
        Kind::Choice(&[
            "none",
            "never",
            "critical",
            "serious",
            "new-critical",
            "new-serious",
            "regressions",
            "timings",
            "budget",
        ]),
        &[],
        "WHAT",
        "Leave with exit code 1 when a rule of this severity fails, when the baseline lacks such a finding, when facts or timings got worse, or a budget is exceeded; without it: budgets and scores that are set, and regressions against a baseline",
    )),
    one(
        Group::Rules,
        "ruleset",
        Kind::Text,
        &["default"],
        "FILE|PROFILE",
        "Rules to judge by: a file, or default, japan, eu, us, strict, quick, performance-only",
    ),
    many(one(
        Group::Rules,
        "only",
        Kind::Text,
        &[],
        "GROUP|RULE",
        "Judge this alone; may be given more than once",
    )),
    many(one(
        Group::Rules,
        "skip",
        Kind::Text,
        &[],
        "GROUP|RULE",
        "Leave this out; may be given more than once",
    )),
    one(
        Group::Rules,
        "allow-scripts",
        ON_OFF,
        OFF,
        "BOOL",
        "Run the scripts of your own rules on the store's pages while it is walked",
    ),
    many(one(
        Group::Screens,
        "device",
        Kind::Choice(&["mobile", "desktop"]),
        &["mobile", "desktop"],
        "DEVICE",
        "Screen to walk on; may be given twice",
    )),
    one(
        Group::Screens,
        "throttle",
        Kind::Choice(&[
            "by-device",
            "mobile-slow-4g",
            "mobile-3g",
            "desktop-10mbps",
            "none",
        ]),
        &["by-device"],
        "PRESET",
        "Network and processor limits; by-device is mobile-slow-4g on mobile and desktop-10mbps on desktop",
    ),
    one(
        Group::Crawl,
        "max-pages",
        Kind::Count(1, 100_000),
        &["20"],
        "N",
        "Pages fetched at most, apart from a few links that are checked",
    ),
    many(one(
        Group::Crawl,
        "include",
        Kind::Text,
        &[],
        "PATTERN",
        "Only paths like this (* matches anything)",
    )),
    many(one(
        Group::Crawl,
        "exclude",
        Kind::Text,
        &[],
        "PATTERN",
        "Never paths like this (* matches anything)",
    )),
    one(
        Group::Crawl,
        "concurrency",
        Kind::Count(1, 32),
        &["4"],
        "N",
        "Requests under way at once",
    ),
    one(
        Group::Crawl,
        "pace",
        Kind::Duration,
        &["250ms"],
        "TIME",
        "Least time between two requests to one host; unless given, none to this machine",
    ),
    one(
        Group::Crawl,
        "page-timeout",
        Kind::Duration,
        &["20s"],
        "TIME",
        "Longest time for one page",
    ),
    one(
        Group::Crawl,
        "crawl-deadline",
        Kind::Duration,
        &["3m"],
        "TIME",
        "Longest time for the whole crawl",
    ),
    one(
        Group::Crawl,
        "max-body",
        Kind::Bytes,
        &["5MB"],
        "SIZE",
        "Largest page that is read",
    ),
    one(
        Group::Crawl,
        "ignore-robots",
        ON_OFF,
        OFF,
        "BOOL",
        "Crawl what robots.txt forbids (your own store only)",
    ),
    one(
        Group::Browser,
        "user-agent",
        Kind::Text,
        &[],
        "TEXT",
        "User-Agent of crawl and browser; without it, the crawl names cartwalk and the browser names itself",
    ),
    one(
        Group::Browser,
        "chrome",
        Kind::Path,
        &[],
        "PATH",
        "Chromium or Chrome to start; without it, the usual names are tried",
    ),
    one(
        Group::Browser,
        "connect",
        Kind::Text,
        &[],
        "URL",
        "A running browser's debugging address, for example http://127.0.0.1:9222",
    ),
    one(
        Group::Browser,
        "headed",
        ON_OFF,
        OFF,
        "BOOL",
        "Show the browser's window",
    ),
    one(
        Group::Browser,
        "call-timeout",
        Kind::Duration,
        &["30s"],
        "TIME",
        "Longest time for one call to the browser",
    ),
    one(
        Group::Journey,
        "consent",
        Kind::Choice(&["none", "accept", "reject"]),
        &["reject"],
        "HOW",
        "What to do with a consent banner",
    ),
    one(
        Group::Journey,
        "visit",
        Kind::Choice(&["cold", "warm"]),
        &["cold"],
        "HOW",
        "Walk with an empty profile, or as one who opened the home page before, with its files cached",
    ),
    one(
        Group::Journey,
        "probes",
        Kind::Choice(&["none", "quick", "full"]),
        &["quick"],
        "HOW",
        "How much to type, send and search to see what the store does with it, in a walk of its own",
    ),
    one(
        Group::Journey,
        "probe-budget",
        Kind::Duration,
        &[],
        "TIME",
        "Time for the probes of the forms beside what the store takes to answer; 30s for quick, 3m for full without it",
    ),
    one(
        Group::Journey,
        "own-store",
        ON_OFF,
        OFF,
        "BOOL",
        "The store is your own: probes may change its cart and leave records (always so on loopback and private addresses)",
    ),
    one(
        Group::Journey,
        "no-packs",
        ON_OFF,
        OFF,
        "BOOL",
        "Walk without the hints for known shop software",
    ),
    one(
        Group::Journey,
        "no-scan",
        ON_OFF,
        OFF,
        "BOOL",
        "Walk without scanning each screen for accessibility with axe-core",
    ),
    one(
        Group::Journey,
        "path",
        Kind::Path,
        &[],
        "FILE",
        "A path.json of an earlier run, a recipe (TOML) or a Chrome DevTools recording (JSON) to walk by",
    ),
    one(
        Group::Journey,
        "runs",
        Kind::Count(1, 30),
        &["1"],
        "N",
        "Measured walks on each device; from 2 on, a first one finds the way and is not counted",
    ),
    one(
        Group::Journey,
        "max-actions",
        Kind::Count(1, 1_000),
        &["80"],
        "N",
        "Clicks, choices and submits at most, for each journey",
    ),
    one(
        Group::Journey,
        "deadline",
        Kind::Duration,
        &["4m"],
        "TIME",
        "Longest time for one journey",
    ),
    one(
        Group::Journey,
        "allow-order",
        Kind::Text,
        &[],
        "HOST",
        "Lower the guard on your own test store; its host must be typed out",
    ),
    many(one(
        Group::Session,
        "cookie",
        Kind::Secret,
        &[],
        "NAME=VALUE",
        "Cookie for the store, set before the first page",
    )),
    many(one(
        Group::Session,
        "header",
        Kind::Secret,
        &[],
        "NAME: VALUE",
        "Header that only the store's own host receives",
    )),
    one(
        Group::Session,
        "basic-auth",
        Kind::Secret,
        &[],
        "USER:PASSWORD",
        "Answers the store's basic authentication; better as CARTWALK_BASIC_AUTH than on a command line",
    ),
    one(
        Group::Session,
        "storage-state",
        Kind::Path,
        &[],
        "FILE",
        "Cookies and local storage as Playwright saves them (JSON)",
    ),
    one(
        Group::Session,
        "login",
        Kind::Secret,
        &[],
        "USER:PASSWORD",
        "Signs in where the store asks for an account; better as CARTWALK_LOGIN",
    ),
    one(
        Group::Session,
        "allow-signup",
        ON_OFF,
        OFF,
        "BOOL",
        "Make an account where the store requires one (your own store only)",
    ),
    one(
        Group::Brand,
        "client",
        Kind::Text,
        &[],
        "NAME",
        "For whom the report is",
    ),
    one(
        Group::Brand,
        "author",
        Kind::Text,
        &[],
        "NAME",
        "Who wrote it",
    ),
    one(
        Group::Brand,
        "logo",
        Kind::Path,
        &[],
        "FILE",
        "The author's logo: PNG, JPEG, WebP or SVG, at most 500 kB",
    ),
    one(
        Group::Brand,
        "accent",
        Kind::Colour,
        &[],
        "COLOUR",
        "The report's one colour, such as #0f5d73",
    ),
    one(
        Group::Brand,
        "note",
        Kind::Text,
        &[],
        "MARKDOWN",
        "A note for the cover, in Markdown",
    ),
    many(one(
        Group::Brand,
        "leave-out",
        Kind::Choice(&SECTIONS),
        &[],
        "SECTION",
        "Sections that stay out of the report",
    )),
    one(
        Group::Brand,
        "paper",
        Kind::Choice(&["a4", "letter"]),
        &["a4"],
        "SIZE",
        "Paper of the PDF",
    ),
    one(
        Group::Brand,
        "visits",
        Kind::Number,
        &[],
        "N",
        "Visits a month; with --conversion and --order-value, the report estimates what is at stake",
    ),
    one(
        Group::Brand,
        "conversion",
        Kind::Number,
        &[],
        "PERCENT",
        "Orders for 100 visits",
    ),
    one(
        Group::Brand,
        "order-value",
        Kind::Number,
        &[],
        "AMOUNT",
        "Average value of an order",
    ),
];
