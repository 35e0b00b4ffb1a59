//! From words to meaning: all layers together become a [`Plan`].

use crate::config::budget;
use crate::config::kind;
use crate::config::settings::find;
use crate::config::target;
use crate::config::written::{Origin, Written};
use crate::exit::Failure;
use crate::journey::path::PathFile;
use crate::model::asked::Asked;
use crate::model::device::{Device, Throttle};
use crate::model::gates::{FailOn, Gates};
use crate::model::plan::{
    BrowserPlan, Consent, CrawlPlan, JourneyPlan, Language, Market, Plan, ProbePlan, Recordings,
    Until,
};
use crate::model::probed::ProbeLevel;
use crate::render::html::{Brand, Estimate};
use crate::rulebook::Rulebook;
use crate::session::{self, Session};
use clap::ValueEnum;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

/// What is printed to stdout at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
}

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people at a terminal.
    Table,
    /// For programs.
    Json,
    /// The hand-over, for a browser.
    Html,
    /// The hand-over, for paper.
    Pdf,
    /// Findings, fields and steps, for spreadsheets.
    Csv,
    /// For a comment on a pull request, or a job's summary.
    Markdown,
    /// Workflow commands that GitHub shows beside the change.
    Annotations,
    /// JUnit XML, for a CI system's list of tests.
    Junit,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// GitLab's code quality report.
    Gitlab,
}

/// What stands on the hand-over report beside what was found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BrandPlan {
    /// File of the logo.
    pub logo: Option<PathBuf>,
    /// Everything that needs no file.
    pub brand: Brand,
    /// Whether the PDF is for US Letter.
    pub letter: bool,
    /// The store's own figures, where all three are given.
    pub estimate: Option<Estimate>,
}

/// A report to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// `report.json` or its folder.
    pub path: PathBuf,
    /// Whether another host is the same store all the same.
    pub same_store: bool,
}

/// Settings with their meaning, and the words that they came from.
#[derive(Debug, Clone)]
pub struct Settled {
    /// What the run is going to do.
    pub plan: Plan,
    /// What is written at the end.
    pub outputs: Vec<Output>,
    /// What stands on the hand-over.
    pub brand: BrandPlan,
    /// What the report must keep to.
    pub gates: Gates,
    /// What it is compared with.
    pub baseline: Option<Baseline>,
    /// Whether the requests are written as HAR.
    pub har: bool,
    /// By which rules the run is judged; the built-in ones until the command has read others.
    pub rulebook: Rulebook,
    /// The words, for `--print-config`.
    pub written: Written,
}

/// How the crawl names itself when the user gives no other name.
pub const CRAWL_USER_AGENT: &str = concat!(
    "Mozilla/5.0 (compatible; cartwalk/",
    env!("CARGO_PKG_VERSION"),
    "; store audit; never orders)"
);

/// Gives merged words their meaning.
///
/// # Errors
/// An address that is none, or a guard lowered for another host than the store's.
pub fn resolve(written: Written) -> Result<Settled, Failure> {
    let Some(typed) = text(&written, "url") else {
        return Err(Failure::usage(
            "no store is named",
            "name its address, for example `cartwalk audit https://store.example`",
        ));
    };
    let target = target::parse(&typed)?;
    let plan = Plan {
        session: session(&written, &target)?,
        output: word(&written, "output").into(),
        language: language(&written),
        markets: markets(&written),
        devices: devices(&written),
        crawl: crawl(&written),
        browser: browser(&written),
        journey: journey(&written, &target)?,
        target,
    };
    Ok(Settled {
        plan,
        outputs: outputs(&written),
        brand: brand(&written)?,
        gates: gates(&written)?,
        baseline: baseline(&written),
        har: switch(&written, "har"),
        rulebook: Rulebook::embedded().clone(),
        written,
    })
}

/// The language of the report.
pub fn language(written: &Written) -> Language {
    choice(&word(written, "lang"))
}

/// The markets named by the user.
pub fn markets(written: &Written) -> Vec<Market> {
    words(written, "market")
        .iter()
        .map(|name| choice(name))
        .collect()
}

/// What is written at the end, each once.
pub fn outputs(written: &Written) -> Vec<Output> {
    let mut outputs: Vec<Output> = Vec::new();
    for output in words(written, "format").iter().map(|name| choice(name)) {
        if !outputs.contains(&output) {
            outputs.push(output);
        }
    }
    outputs
}

/// What stands on the hand-over. The path of a logo in a file is taken from that file's folder.
///
/// # Errors
/// Some, but not all of the figures that an estimate needs.
pub fn brand(written: &Written) -> Result<BrandPlan, Failure> {
    let number = |key| text(written, key).and_then(|word| kind::number(&word));
    let figures = [
        number("visits"),
        number("conversion"),
        number("order-value"),
    ];
    let estimate = match figures {
        [Some(visits), Some(conversion_pct), Some(order_value)] => Some(Estimate {
            visits,
            conversion_pct,
            order_value,
        }),
        [None, None, None] => None,
        _ => {
            return Err(Failure::usage(
                "an estimate needs visits, conversion and order-value together",
                "give all three, or none",
            ));
        }
    };
    let beside = match written.0.get("logo").map(|entry| &entry.origin) {
        Some(Origin::File(path, _)) => path.parent().map(Path::to_owned),
        _ => None,
    };
    let logo = text(written, "logo").map(|file| beside.unwrap_or_default().join(file));
    Ok(BrandPlan {
        logo,
        brand: Brand {
            logo: None,
            client: text(written, "client"),
            author: text(written, "author"),
            accent: text(written, "accent"),
            note: text(written, "note"),
            leave_out: words(written, "leave-out"),
        },
        letter: word(written, "paper") == "letter",
        estimate,
    })
}

/// Whether scripts of own rules may run on the store's pages.
pub fn allow_scripts(written: &Written) -> bool {
    switch(written, "allow-scripts")
}

/// What the report must keep to.
///
/// # Errors
/// `--fail-on budget` without a budget, or against a baseline that is not named.
pub fn gates(written: &Written) -> Result<Gates, Failure> {
    let total = text(written, "fail-under").and_then(|word| word.parse().ok());
    let groups = words(written, "fail-under-group");
    let groups = groups
        .iter()
        .map(|word| budget::group_score(word).expect(CHECKED));
    let asked: Vec<FailOn> = words(written, "fail-on")
        .iter()
        .map(|name| choice(name))
        .collect();
    let budgets: Vec<_> = words(written, "budget")
        .iter()
        .map(|word| budget::budget(word).expect(CHECKED))
        .collect();
    if asked.contains(&FailOn::Budget) && budgets.is_empty() {
        return Err(Failure::usage(
            "--fail-on names `budget`, and no budget is set",
            "set one, for example --budget fields=12, or under [gates] in cartwalk.toml",
        ));
    }
    Ok(Gates {
        least_scores: total
            .map(|least| (None, least))
            .into_iter()
            .chain(groups.map(|(group, least)| (Some(group), least)))
            .collect(),
        fail_on: (!asked.is_empty()).then_some(asked),
        budgets,
    })
}

/// What the report is compared with.
pub fn baseline(written: &Written) -> Option<Baseline> {
    Some(Baseline {
        path: text(written, "baseline")?.into(),
        same_store: switch(written, "same-store"),
    })
}

/// The screens with their throttling, each once, in the order given.
pub fn devices(written: &Written) -> Vec<(Device, Throttle)> {
    let throttle = word(written, "throttle");
    let throttle_of = |device| match throttle.as_str() {
        "by-device" => Throttle::default_for(device),
        preset => choice(preset),
    };
    let mut devices: Vec<(Device, Throttle)> = Vec::new();
    for device in words(written, "device")
        .iter()
        .map(|name| choice::<Device>(name))
    {
        if devices.iter().all(|(known, _)| *known != device) {
            devices.push((device, throttle_of(device)));
        }
    }
    devices
}

/// The crawl's limits and manners.
pub fn crawl(written: &Written) -> CrawlPlan {
    let max_body_bytes = kind::bytes(&word(written, "max-body")).expect(CHECKED);
    CrawlPlan {
        max_pages: count(written, "max-pages"),
        full_pages: crate::crawl::FULL_PAGES,
        include: words(written, "include"),
        exclude: words(written, "exclude"),
        concurrency: count(written, "concurrency"),
        pace: duration(written, "pace"),
        pace_here: match written.is_default("pace") {
            true => Duration::ZERO,
            false => duration(written, "pace"),
        },
        page_timeout: duration(written, "page-timeout"),
        deadline: duration(written, "crawl-deadline"),
        max_body_bytes: usize::try_from(max_body_bytes).unwrap_or(usize::MAX),
        respect_robots: !switch(written, "ignore-robots"),
        user_agent: text(written, "user-agent").unwrap_or_else(|| CRAWL_USER_AGENT.to_owned()),
        selectors: Vec::new(),
    }
}

/// Where the browser comes from.
pub fn browser(written: &Written) -> BrowserPlan {
    BrowserPlan {
        chrome: text(written, "chrome").map(Into::into),
        connect: text(written, "connect"),
        headed: switch(written, "headed"),
        user_agent: text(written, "user-agent"),
        call_timeout: duration(written, "call-timeout"),
    }
}

/// What the user handed over to be let in. No message repeats a secret.
///
/// # Errors
/// A cookie, header, pair or file that cannot be read.
pub fn session(written: &Written, store: &Url) -> Result<Session, Failure> {
    let wrong = |what: &str, shape: &str| {
        Failure::usage(
            format!("a value of --{what} is not of the form {shape}"),
            "write it in that form; it is not repeated here, as it may be a secret",
        )
    };
    let mut session = Session::of(store).with_signup(switch(written, "allow-signup"));
    for text in words(written, "cookie") {
        let cookie = session::cookie(&text).ok_or_else(|| wrong("cookie", "NAME=VALUE"))?;
        session = session.with_cookies(vec![cookie]);
    }
    for text in words(written, "header") {
        let (name, value) = session::header(&text).ok_or_else(|| wrong("header", "NAME: VALUE"))?;
        session = session.with_header(&name, &value);
    }
    if let Some(text) = text(written, "basic-auth") {
        let who =
            session::credentials(&text).ok_or_else(|| wrong("basic-auth", "USER:PASSWORD"))?;
        session = session.with_basic_auth(&who);
    }
    if let Some(text) = text(written, "login") {
        let who = session::credentials(&text).ok_or_else(|| wrong("login", "USER:PASSWORD"))?;
        session = session.with_login(who);
    }
    if let Some(path) = text(written, "storage-state") {
        let unread = |why: String| {
            Failure::usage(
                format!("cannot use the storage state `{path}`: {why}"),
                "save one with Playwright (`storageState({ path })`) and name that file",
            )
        };
        let file = std::fs::read_to_string(&path).map_err(|e| unread(e.to_string()))?;
        let (cookies, kept) = session::parse_state(&file).map_err(|e| unread(e.to_string()))?;
        session = session.with_cookies(cookies).with_local_storage(kept);
    }
    Ok(session)
}

/// The path that is to be walked.
fn path(written: &Written) -> Result<Option<Arc<PathFile>>, Failure> {
    let Some(name) = text(written, "path") else {
        return Ok(None);
    };
    let unread = |why: String| {
        Failure::usage(
            format!("cannot use the path `{name}`: {why}"),
            "name the path.json that an audit wrote, a recipe, or a recording of the Chrome DevTools Recorder",
        )
    };
    let file = std::fs::read_to_string(&name).map_err(|e| unread(e.to_string()))?;
    let file = PathFile::parse(&file).map_err(|e| unread(e.to_string()))?;
    Ok(Some(Arc::new(file)))
}

fn journey(written: &Written, target: &Url) -> Result<JourneyPlan, Failure> {
    let allow_order_host = text(written, "allow-order");
    let store = target.host_str().unwrap_or_default();
    if let Some(host) = allow_order_host.as_deref().filter(|host| *host != store) {
        return Err(Failure::usage(
            format!("--allow-order names `{host}`, and the store is `{store}`"),
            "type out the host of your own test store, or leave --allow-order out",
        ));
    }
    Ok(JourneyPlan {
        max_actions: count(written, "max-actions"),
        deadline: duration(written, "deadline"),
        consent: choice::<Consent>(&word(written, "consent")),
        packs: !switch(written, "no-packs"),
        path: path(written)?,
        allow_order_host,
        runs: count(written, "runs"),
        asked: Asked::default(),
        scan: !switch(written, "no-scan"),
        probes: ProbePlan {
            level: choice::<ProbeLevel>(&word(written, "probes")),
            own_store: switch(written, "own-store") || is_private(target),
            budget: text(written, "probe-budget").map(|_| duration(written, "probe-budget")),
        },
        until: Until::End,
        visit: choice(&word(written, "visit")),
        recordings: Recordings {
            trace: switch(written, "trace"),
            film: switch(written, "filmstrip"),
        },
    })
}

/// Whether an address can only be the user's own: this machine, or a private network.
fn is_private(target: &Url) -> bool {
    match target.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback() || ip.is_private(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        None => false,
    }
}

const CHECKED: &str = "every layer checks its words against the setting's kind";

/// All words of a setting.
pub fn words(written: &Written, key: &str) -> Vec<String> {
    assert!(
        find(key).is_some(),
        "`{key}` stands in the table of settings"
    );
    written
        .0
        .get(key)
        .map(|entry| entry.words.clone())
        .unwrap_or_default()
}

/// The word of a setting that may not be set.
pub fn text(written: &Written, key: &str) -> Option<String> {
    words(written, key).into_iter().next()
}

fn word(written: &Written, key: &str) -> String {
    text(written, key).expect("a setting that is always set has a default in the table")
}

fn count(written: &Written, key: &str) -> usize {
    let number = kind::count(&word(written, key)).expect(CHECKED);
    usize::try_from(number).expect("the table's limits are far below usize")
}

fn duration(written: &Written, key: &str) -> Duration {
    kind::duration(&word(written, key)).expect(CHECKED)
}

/// Whether a switch is on.
pub fn switch(written: &Written, key: &str) -> bool {
    kind::switch(&word(written, key)).expect(CHECKED)
}

fn choice<T: ValueEnum>(name: &str) -> T {
    T::from_str(name, false).expect("the table lists exactly the names of the type")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::kind::Kind;
    use crate::config::settings::SETTINGS;
    use crate::config::{environment, file};
    use std::path::Path;

    fn settled(variables: &[(&str, &str)], toml: &str) -> Result<Settled, Failure> {
        let variables = variables
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        let file = file::parse(toml, Path::new("cartwalk.toml"))?;
        resolve(
            Written::defaults()
                .overlay(file)
                .overlay(environment::read(variables)?),
        )
    }

    #[test]
    fn the_table_of_settings_has_a_default_that_each_kind_takes() {
        for setting in SETTINGS {
            assert!(
                setting
                    .default
                    .iter()
                    .all(|word| setting.kind.accepts(word)),
                "{}",
                setting.key
            );
            assert!(
                setting.many || setting.default.len() <= 1,
                "{}",
                setting.key
            );
        }
    }

    #[test]
    fn every_choice_of_the_table_is_a_name_of_its_type_and_the_other_way_round() {
        fn names<T: ValueEnum>() -> Vec<String> {
            let values = T::value_variants().iter().filter_map(T::to_possible_value);
            values.map(|value| value.get_name().to_owned()).collect()
        }
        let mut throttles = names::<Throttle>();
        throttles.insert(0, "by-device".to_owned());
        for (key, expected) in [
            ("device", names::<Device>()),
            ("throttle", throttles),
            ("lang", names::<Language>()),
            ("market", names::<Market>()),
            ("consent", names::<Consent>()),
            ("format", names::<Output>()),
            ("fail-on", names::<FailOn>()),
        ] {
            let Kind::Choice(listed) = find(key).unwrap().kind else {
                panic!("{key} is a choice")
            };
            assert_eq!(listed, expected, "{key}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file_and_the_file_over_defaults() {
        let slow = settled(&[], "url = \"localhost:8000\"\npace = \"250ms\"\n").unwrap();
        let settled = settled(
            &[("CARTWALK_MAX_PAGES", "7")],
            "url = \"store.example\"\nmax-pages = 5\nconcurrency = 2\n",
        )
        .unwrap();
        assert_eq!(settled.plan.crawl.max_pages, 7);
        assert_eq!(settled.plan.crawl.concurrency, 2);
        let crawl = &settled.plan.crawl;
        assert_eq!(
            (crawl.pace, crawl.pace_here),
            (Duration::from_millis(250), Duration::ZERO)
        );
        assert_eq!(slow.plan.crawl.pace_here, Duration::from_millis(250));
        assert_eq!(
            settled.plan.devices,
            [
                (Device::Mobile, Throttle::MobileSlow4g),
                (Device::Desktop, Throttle::Desktop10mbps)
            ]
        );
    }

    #[test]
    fn the_guard_is_lowered_only_for_the_stores_own_host() {
        let toml = "url = \"http://127.0.0.1:8000\"\nallow-order = \"store.example\"";
        assert!(
            settled(&[], toml)
                .unwrap_err()
                .message
                .contains("store.example")
        );
        let toml = "url = \"http://127.0.0.1:8000\"\nallow-order = \"127.0.0.1\"";
        assert_eq!(
            settled(&[], toml)
                .unwrap()
                .plan
                .journey
                .allow_order_host
                .as_deref(),
            Some("127.0.0.1")
        );
    }
}
