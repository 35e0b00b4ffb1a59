//! The only place that joins the stages: crawl, journey, judge, report.

use crate::browser::{Browser, PrintOptions, SettleOptions, VisitOptions};
use crate::command::rendering::Rendering;
use crate::command::{ending, host};
use crate::crawl::{self, Renderer};
use crate::demo::{DemoError, DemoOptions, DemoStore};
use crate::exit::{Exit, Failure};
use crate::journey::{self, Surroundings, travel};
use crate::model::device::{Device, Throttle};
use crate::model::evidence::{Conditions, DeviceThrottle, EVIDENCE_SCHEMA_VERSION, Evidence};
use crate::model::look::Look;
use crate::model::page::{Page, SiteMap};
use crate::model::plan::{BrowserPlan, CrawlPlan, Language, Plan};
use crate::model::report::Report;
use crate::model::seams::{Blobs, Progress, Silent, Stop};
use crate::render::pdf;
use crate::report::assemble;
use crate::rulebook::Rulebook;
use crate::rules::judge;
use crate::score::grade;
use crate::session::Session;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};
use url::Url;

/// Longest time for one page to open.
const PAGE_LIMIT: Duration = Duration::from_secs(45);

/// Crawls and walks. Never fails: what could not be collected is said in the evidence.
pub fn collect(plan: &Plan, progress: &dyn Progress, stop: &Stop, blobs: &dyn Blobs) -> Evidence {
    let mut run = Run::begin(plan);
    progress.phase("browser");
    let browser = start_browser(&plan.browser);
    let rendering = browser
        .as_ref()
        .ok()
        .map(|browser| Rendering { browser, plan });
    let renderer = rendering
        .as_ref()
        .map(|rendering| rendering as &dyn Renderer);
    match crawl::explore(
        &plan.target,
        &plan.crawl,
        &plan.session,
        renderer,
        progress,
        stop,
    ) {
        Ok(site) => run.keep_site(site),
        Err(error) => run.misses(ending::CRAWL_FAILED, first_line(&error.to_string())),
    }
    run.walk_all(browser, progress, stop, blobs);
    run.end(stop)
}

/// Walks without a crawl.
pub fn walk(plan: &Plan, progress: &dyn Progress, stop: &Stop, blobs: &dyn Blobs) -> Evidence {
    let mut run = Run::begin(plan);
    progress.phase("browser");
    let browser = start_browser(&plan.browser);
    run.walk_all(browser, progress, stop, blobs);
    run.end(stop)
}

/// Evidence in the making.
struct Run<'a> {
    plan: &'a Plan,
    began: Instant,
    evidence: Evidence,
    walkable: bool,
}

impl<'a> Run<'a> {
    fn begin(plan: &'a Plan) -> Run<'a> {
        let throttle = |(device, throttle): &(Device, Throttle)| DeviceThrottle {
            device: *device,
            preset: throttle.name().to_owned(),
            values: throttle.values(),
        };
        let conditions = Conditions {
            browser: String::new(),
            platform: host::platform(),
            cores: host::cores(),
            host_speed: host::speed(),
            consent: format!("{:?}", plan.journey.consent).to_lowercase(),
            throttles: plan.devices.iter().map(throttle).collect(),
            crawl_user_agent: plan.crawl.user_agent.clone(),
        };
        let evidence = Evidence {
            schema_version: EVIDENCE_SCHEMA_VERSION,
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            target: plan.target.to_string(),
            started_at: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
            duration_ms: 0,
            conditions,
            markets: plan.markets.clone(),
            site: None,
            journeys: Vec::new(),
            settings: Vec::new(),
            missing: Vec::new(),
        };
        Run {
            plan,
            began: Instant::now(),
            evidence,
            walkable: true,
        }
    }

    fn misses(&mut self, code: &str, detail: String) {
        self.evidence.missing.push((code.to_owned(), detail));
    }

    fn keep_site(&mut self, site: SiteMap) {
        if let Some((code, detail)) = site.pages.first().and_then(ending::start_problem) {
            self.walkable = false;
            self.misses(code, detail);
        }
        self.evidence.site = Some(site);
    }

    fn walk_all(
        &mut self,
        browser: Result<Browser, String>,
        progress: &dyn Progress,
        stop: &Stop,
        blobs: &dyn Blobs,
    ) {
        let browser = match browser {
            Ok(browser) => browser,
            Err(why) => return self.misses(ending::BROWSER_MISSING, why),
        };
        self.evidence.conditions.browser = browser.product().to_owned();
        for (device, throttle) in &self.plan.devices {
            if !self.walkable || stop.requested() {
                return;
            }
            progress.phase(&format!("journey {}", device.name()));
            let around = Surroundings {
                browser: &browser,
                site: self.evidence.site.as_ref(),
                plan: self.plan,
                blobs,
                progress,
                stop,
            };
            let journey = travel(&around, *device, *throttle);
            self.evidence.journeys.push(journey);
        }
    }

    fn end(mut self, stop: &Stop) -> Evidence {
        let told = |(code, _): &(String, String)| code == ending::INTERRUPTED;
        if stop.requested() && !self.evidence.missing.iter().any(told) {
            self.misses(ending::INTERRUPTED, "Ctrl-C".to_owned());
        }
        self.evidence.duration_ms =
            u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.evidence
    }
}

/// From evidence to the same report in English and Japanese, judged once: pure.
pub fn reports(evidence: &Evidence, book: &Rulebook) -> (Report, Report) {
    let outcomes = judge(evidence, book);
    let report = |language| {
        let score = grade(&outcomes, book, language);
        assemble(evidence, &outcomes, &score, book, language)
    };
    (report(Language::En), report(Language::Ja))
}

/// A page of our own on paper: made once to learn on which page each part begins, and
/// once with these numbers.
///
/// # Errors
/// No browser, or one that does not print.
pub fn print(
    page: &dyn Fn(Option<&BTreeMap<String, u32>>) -> String,
    language: Language,
    plan: &BrowserPlan,
    options: &PrintOptions,
) -> Result<Vec<u8>, Failure> {
    let failed = |why: String| {
        Failure::not_measured(
            format!("the PDF could not be printed: {why}"),
            "`cartwalk doctor` checks the browser; --format html needs none",
        )
    };
    let browser = start_browser(plan).map_err(failed)?;
    let folder = tempfile::tempdir().map_err(|error| failed(error.to_string()))?;
    let file = folder.path().join("report.html");
    let put = |text: String| -> Result<Vec<u8>, Failure> {
        std::fs::write(&file, text).map_err(|error| failed(error.to_string()))?;
        browser
            .print(&file, options, plan.call_timeout.max(PAGE_LIMIT))
            .map_err(|error| failed(first_line(&error.to_string())))
    };
    let first = put(page(None))?;
    let pages = pdf::pages(&first, language);
    match pages.is_empty() {
        true => Ok(first),
        false => put(page(Some(&pages))),
    }
}

/// One look at one page, fields classified.
///
/// # Errors
/// No browser, or a page that does not open.
pub fn look(
    url: &Url,
    plan: &BrowserPlan,
    session: &Session,
    device: Device,
    throttle: Throttle,
    progress: &dyn Progress,
) -> Result<Look, Failure> {
    progress.phase("browser");
    let browser = start_browser(plan).map_err(|why| {
        Failure::not_measured(
            format!("no browser could be started: {why}"),
            "install Chromium, or name one with --chrome PATH; `cartwalk doctor` checks it",
        )
    })?;
    progress.phase("page");
    progress.note(url.as_str());
    let unopened = |why: String| {
        Failure::not_measured(
            format!("`{url}` did not open: {}", first_line(&why)),
            "open the address in a browser on this machine to see what it answers",
        )
    };
    let options = VisitOptions {
        device,
        throttle,
        user_agent: plan.user_agent.clone(),
        accept_language: None,
        call_timeout: plan.call_timeout,
        store_domain: journey::store_domain(url),
        init_scripts: Vec::new(),
        session: session.clone(),
    };
    let mut visit = browser
        .visit(&options)
        .map_err(|error| unopened(error.to_string()))?;
    let mark = visit.mark();
    let navigation = visit
        .goto(url.as_str(), PAGE_LIMIT)
        .map_err(|error| unopened(error.to_string()))?;
    if let Some(failure) = navigation.failure {
        return Err(unopened(failure));
    }
    visit
        .settle(&mark, &SettleOptions::default())
        .and_then(|_| journey::look::look(&mut visit))
        .map_err(|error| unopened(error.to_string()))
}

/// The first page of a store, for `doctor`.
///
/// # Errors
/// The crawl could not begin.
pub fn first_page(url: &Url, plan: &CrawlPlan, session: &Session) -> Result<Page, String> {
    let plan = CrawlPlan {
        max_pages: 1,
        ..plan.clone()
    };
    let site = crawl::explore(url, &plan, session, None, &Silent, &Stop::default())
        .map_err(|error| first_line(&error.to_string()))?;
    site.pages
        .into_iter()
        .next()
        .ok_or_else(|| "nothing answered".to_owned())
}

/// Starts the built-in store.
///
/// # Errors
/// An unknown flaw, or a port that is taken.
pub fn demo_store(language: Language, flaws: &[String], port: u16) -> Result<DemoStore, Failure> {
    let options = DemoOptions {
        language,
        flaws: flaws.iter().cloned().collect(),
        port,
        latency_ms: 0,
    };
    DemoStore::start(options).map_err(|error| {
        let exit = match &error {
            DemoError::UnknownFlaw { .. }
            | DemoError::OtherLanguage { .. }
            | DemoError::Port { .. } => Exit::Usage,
            DemoError::System(_) => Exit::NotMeasured,
        };
        Failure::told(exit, &error.to_string(), "run it again")
    })
}

/// The browser's program.
///
/// # Errors
/// None is installed, in one sentence.
pub fn find_chrome(plan: &BrowserPlan) -> Result<PathBuf, String> {
    Browser::find_chrome(plan.chrome.as_deref()).map_err(|error| first_line(&error.to_string()))
}

/// A running browser.
///
/// # Errors
/// Why it does not start, in one sentence.
pub fn start_browser(plan: &BrowserPlan) -> Result<Browser, String> {
    Browser::launch(plan).map_err(|error| first_line(&error.to_string()))
}

/// Help is given once, where the failure is told.
fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
