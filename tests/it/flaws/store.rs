//! One look at a demo store with some flaws: crawl, walks, verdicts.

use crate::visitor::plan as browser_plan;
use cartwalk::browser::Browser;
use cartwalk::crawl;
use cartwalk::demo::{DemoOptions, DemoStore};
use cartwalk::journey::{Surroundings, probing, travel};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::evidence::{Conditions, EVIDENCE_SCHEMA_VERSION, Evidence};
use cartwalk::model::plan::{Consent, CrawlPlan, JourneyPlan, Language, Market, Plan, ProbePlan};
use cartwalk::model::probed::ProbeLevel;
use cartwalk::model::seams::{Blobs, Silent, Stop};
use cartwalk::model::verdict::Verdict;
use cartwalk::rulebook::Rulebook;
use cartwalk::rules::{judge, outside};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use url::Url;

/// What the rules said, by id.
pub type Verdicts = BTreeMap<String, Verdict>;

/// Pictures are not part of the proof.
pub struct Forgets;

impl Blobs for Forgets {
    fn put(&self, _bytes: &[u8], _ending: &str) -> Option<String> {
        None
    }
}

/// Crawls a demo store with these flaws and walks through it on each device.
pub fn look(
    browser: &Browser,
    language: Language,
    flaws: impl IntoIterator<Item = &'static str>,
    devices: &[Device],
) -> Evidence {
    look_with(language, flaws, |plan, evidence| {
        for device in devices {
            let around = Surroundings {
                browser,
                site: evidence.site.as_ref(),
                plan,
                blobs: &Forgets,
                progress: &Silent,
                stop: &Stop::default(),
            };
            let journey = travel(&around, *device, Throttle::None);
            evidence.journeys.push(journey);
        }
    })
}

/// Crawls a demo store with these flaws; the walks are the caller's, while it stands.
pub fn look_with(
    language: Language,
    flaws: impl IntoIterator<Item = &'static str>,
    walk: impl FnOnce(&mut Plan, &mut Evidence),
) -> Evidence {
    let store = store(language, flaws);
    let mut plan = plan(store.url(), language);
    let site = crawl::explore(
        &plan.target,
        &plan.crawl,
        &plan.session,
        None,
        &Silent,
        &Stop::default(),
        &Silent,
    )
    .unwrap();
    let mut evidence = Evidence {
        schema_version: EVIDENCE_SCHEMA_VERSION,
        tool_version: String::new(),
        target: plan.target.to_string(),
        started_at: humantime::format_rfc3339_seconds(std::time::SystemTime::now()).to_string(),
        duration_ms: 0,
        conditions: Conditions::default(),
        // The British shop delivers to the European Union too, so both markets' rules are asked; and those
        // of the United States, whose law on fees asks what British law asks.
        markets: match language {
            Language::En => vec![Market::Uk, Market::Eu, Market::Us],
            Language::Ja => vec![Market::Jp],
        },
        site: Some(site),
        journeys: Vec::new(),
        settings: Vec::new(),
        runs: Vec::new(),
        probed: Vec::new(),
        missing: Vec::new(),
    };
    let wanted = outside::links(&evidence);
    let tried = crawl::check_outside(
        &wanted,
        &plan.target,
        &plan.crawl,
        &Silent,
        &Stop::default(),
    );
    if let Some(site) = &mut evidence.site {
        site.checked_external = tried.unwrap();
    }
    walk(&mut plan, &mut evidence);
    evidence
}

/// Tries a demo store with these flaws on the phone, and puts what came of it in the place of what was
/// tried before: what was crawled and walked stays, as such flaws show only by doing; with `walk` the
/// store is walked through as well.
pub fn try_out(
    browser: &Browser,
    language: Language,
    flaws: impl IntoIterator<Item = &'static str>,
    level: ProbeLevel,
    known: &Evidence,
    walk: bool,
    latency_ms: u64,
) -> Evidence {
    let store = slow_store(language, flaws, latency_ms);
    let mut plan = plan(store.url(), language);
    plan.journey.probes.level = level;
    let around = Surroundings {
        browser,
        site: None,
        plan: &plan,
        blobs: &Forgets,
        progress: &Silent,
        stop: &Stop::default(),
    };
    let device = Device::Mobile;
    let mut journeys = known.journeys.clone();
    if walk {
        journeys = vec![travel(&around, device, Throttle::None)];
    }
    let walked = journeys.iter().find(|j| j.device == device);
    let probed = probing::forms(&around, device, Throttle::None, walked.unwrap());
    assert_eq!(probed.guard.order_signs, Vec::<String>::new());
    Evidence {
        probed: vec![probed],
        journeys,
        ..known.clone()
    }
}

fn store(language: Language, flaws: impl IntoIterator<Item = &'static str>) -> DemoStore {
    slow_store(language, flaws, 0)
}

/// The demo store, answering each request so much later.
fn slow_store(
    language: Language,
    flaws: impl IntoIterator<Item = &'static str>,
    latency_ms: u64,
) -> DemoStore {
    let flaws = flaws.into_iter().map(str::to_owned);
    DemoStore::start(DemoOptions {
        language,
        flaws: flaws.collect::<BTreeSet<_>>(),
        port: 0,
        latency_ms,
    })
    .unwrap()
}

/// What the rules say of it.
pub fn verdicts(evidence: &Evidence) -> Verdicts {
    let outcomes = judge(evidence, Rulebook::embedded()).into_iter();
    outcomes
        .map(|outcome| (outcome.rule, outcome.verdict))
        .collect()
}

/// What a rule found in it, for the message of a test that fails.
pub fn findings(evidence: &Evidence, rule: &str) -> String {
    let mut outcomes = judge(evidence, Rulebook::embedded()).into_iter();
    let found = outcomes.find(|outcome| outcome.rule == rule);
    found.map_or_else(String::new, |outcome| format!("{:?}", outcome.findings))
}

/// Generous with pages and without a pace: the store is our own.
fn plan(url: &str, language: Language) -> Plan {
    Plan {
        session: cartwalk::session::Session::default(),
        target: Url::parse(url).unwrap(),
        output: "unused".into(),
        language,
        markets: Vec::new(),
        devices: Vec::new(),
        crawl: CrawlPlan {
            max_pages: 40,
            full_pages: 2_000,
            include: Vec::new(),
            exclude: Vec::new(),
            concurrency: 4,
            pace: Duration::ZERO,
            pace_here: Duration::ZERO,
            page_timeout: Duration::from_secs(20),
            deadline: Duration::from_secs(60),
            max_body_bytes: 5_000_000,
            respect_robots: true,
            user_agent: "Mozilla/5.0 (compatible; cartwalk)".to_owned(),
            selectors: Vec::new(),
        },
        browser: browser_plan(),
        journey: JourneyPlan {
            max_actions: 80,
            deadline: Duration::from_secs(120),
            consent: Consent::Reject,
            runs: 1,
            packs: true,
            path: None,
            allow_order_host: None,
            asked: Default::default(),
            scan: true,
            probes: ProbePlan {
                level: ProbeLevel::None,
                own_store: true,
                // Nothing is left out for want of time: other stores are looked at beside this one.
                budget: Some(Duration::from_secs(600)),
            },
            until: Default::default(),
            recordings: Default::default(),
            visit: Default::default(),
        },
    }
}
