//! The only place that joins the stages: crawl, journey, judge, report.

use crate::browser::{Browser, BrowserError, PrintOptions, SettleOptions, VisitOptions};
use crate::command::rendering::Rendering;
use crate::command::{ending, host, runs};
use crate::crawl::{self, Renderer};
use crate::demo::{DemoError, DemoOptions, DemoStore};
use crate::exit::{Exit, Failure};
use crate::journey::{self, Opened, Surroundings, open_page, probing, travel, travel_in};
use crate::model::device::{Device, Throttle};
use crate::model::evidence::{Conditions, DeviceThrottle, EVIDENCE_SCHEMA_VERSION, Evidence};
use crate::model::look::Look;
use crate::model::page::{Page, SiteMap};
use crate::model::plan::{BrowserPlan, CrawlPlan, Language, Plan};
use crate::model::probed::ProbeLevel;
use crate::model::report::Report;
use crate::model::seams::{Blobs, Progress, Silent, Stop};
use crate::render::pdf;
use crate::report::assemble;
use crate::rulebook::Rulebook;
use crate::rules::{judge, outside};
use crate::score::grade;
use crate::session::Session;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime};
use url::Url;

/// Longest time for one page to open.
const PAGE_LIMIT: Duration = Duration::from_secs(45);

/// Longest time for an answer from a saved page whose scripts run, when it was read without them.
const SCRIPTS_LIMIT: Duration = Duration::from_secs(8);

/// Crawls and walks. Never fails: what could not be collected is said in the evidence.
pub fn collect(plan: &Plan, progress: &dyn Progress, stop: &Stop, blobs: &dyn Blobs) -> Evidence {
    let (mut run, browser) = begin_with_browser(plan, progress);
    // The page of the first walk comes to rest while the store is read.
    let opened = browser.as_ref().ok().and_then(|browser| {
        let (device, throttle) = *plan.devices.first()?;
        open_page(browser, plan, device, throttle).ok()
    });
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
        blobs,
    ) {
        Ok(site) => {
            run.keep_site(site);
            run.try_outside_links(progress, stop);
        }
        Err(error) => run.misses(ending::CRAWL_FAILED, first_line(&error.to_string())),
    }
    run.walk_all(browser, opened, progress, stop, blobs);
    run.end(stop)
}

/// Walks without a crawl.
pub fn walk(plan: &Plan, progress: &dyn Progress, stop: &Stop, blobs: &dyn Blobs) -> Evidence {
    let (mut run, browser) = begin_with_browser(plan, progress);
    run.probing = false;
    run.walk_all(browser, None, progress, stop, blobs);
    run.end(stop)
}

/// Starts the browser, and learns how fast the machine is while that gets going.
fn begin_with_browser<'a>(
    plan: &'a Plan,
    progress: &dyn Progress,
) -> (Run<'a>, Result<Browser, String>) {
    progress.phase("browser");
    std::thread::scope(|scope| {
        let starting = scope.spawn(|| start_browser(&plan.browser));
        let run = Run::begin(plan);
        let browser = starting
            .join()
            .unwrap_or_else(|_| Err("the browser's start panicked".to_owned()));
        (run, browser)
    })
}

/// Evidence in the making.
struct Run<'a> {
    plan: &'a Plan,
    began: Instant,
    evidence: Evidence,
    walkable: bool,
    probing: bool,
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
            visit: plan.journey.visit,
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
            runs: Vec::new(),
            probed: Vec::new(),
            missing: Vec::new(),
        };
        Run {
            plan,
            began: Instant::now(),
            evidence,
            walkable: true,
            probing: true,
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

    /// Links to other sites that rules ask about. That none could be tried is not worth more than their unknown.
    fn try_outside_links(&mut self, progress: &dyn Progress, stop: &Stop) {
        let wanted = outside::links(&self.evidence);
        let plan = self.plan;
        let tried = crawl::check_outside(&wanted, &plan.target, &plan.crawl, progress, stop);
        if let (Ok(tried), Some(site)) = (tried, &mut self.evidence.site) {
            site.checked_external = tried;
        }
    }

    fn walk_all(
        &mut self,
        browser: Result<Browser, String>,
        opened: Option<Opened>,
        progress: &dyn Progress,
        stop: &Stop,
        blobs: &dyn Blobs,
    ) {
        let browser = match browser {
            Ok(browser) => browser,
            Err(why) => return self.misses(ending::BROWSER_MISSING, why),
        };
        // Declared after the browser, to be gone before it.
        let mut opened = opened;
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
            let found = match opened.take() {
                Some(page) => travel_in(Ok(page), Instant::now(), &around, *device, *throttle),
                None => travel(&around, *device, *throttle),
            };
            let count = self.plan.journey.runs;
            let (journey, records) = runs::repeat(&around, *device, *throttle, found, count);
            self.evidence.journeys.push(journey);
            self.evidence.runs.extend(records);
        }
        self.probe_all(&browser, progress, stop, blobs);
    }

    /// Tries the forms and what is around them, in walks of their own.
    fn probe_all(
        &mut self,
        browser: &Browser,
        progress: &dyn Progress,
        stop: &Stop,
        blobs: &dyn Blobs,
    ) {
        if !self.probing || self.plan.journey.probes.level == ProbeLevel::None {
            return;
        }
        if stop.requested() {
            return;
        }
        progress.phase("probes");
        let around = Surroundings {
            browser,
            site: self.evidence.site.as_ref(),
            plan: self.plan,
            blobs,
            progress,
            stop,
        };
        let devices = self.plan.devices.iter().enumerate();
        let wanted: Vec<_> = devices
            .filter_map(|(at, (device, _))| {
                let mut walks = self.evidence.journeys.iter();
                let walked = walks.find(|j| j.device == *device && probing::is_worth(j))?;
                Some((at > 0, *device, walked))
            })
            .collect();
        // Nothing is timed here, so that neither line nor processor is held back; and a probe run waits
        // most of its time: all are under way at once.
        let probed = std::thread::scope(|scope| {
            let runs: Vec<_> = wanted
                .iter()
                .map(|(again, device, walked)| {
                    let around = &around;
                    let throttle = Throttle::None;
                    scope.spawn(move || probing::probe(around, *device, throttle, walked, *again))
                })
                .collect();
            let ended = runs.into_iter().filter_map(|run| run.join().ok());
            ended.collect::<Vec<_>>()
        });
        if probed.len() < wanted.len() {
            self.misses(ending::PROBES_FAILED, "panic".to_owned());
        }
        self.evidence.probed.extend(probed);
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

/// From evidence to report: pure.
pub fn report(evidence: &Evidence, book: &Rulebook, language: Language) -> Report {
    let outcomes = judge(evidence, book);
    let score = grade(&outcomes, book, language);
    assemble(evidence, &outcomes, &score, book, language)
}

/// The same report in English and Japanese: judged once.
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
    page: &dyn Fn(Option<&pdf::Pages>) -> String,
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
    if url.scheme() != "file" {
        return open(
            &browser,
            &options,
            url,
            Scripts::Run {
                late_looks: LATE_LOOKS,
            },
        );
    }
    // What was saved is the page as it was; its scripts may tear it down when they find
    // themselves elsewhere, or be what draws the form in the first place.
    let options = VisitOptions {
        throttle: Throttle::None,
        ..options
    };
    let still = open(&browser, &options, url, Scripts::Stay);
    if !has_scripts(url) && still.is_ok() {
        return still;
    }
    let hurried = VisitOptions {
        call_timeout: options.call_timeout.min(SCRIPTS_LIMIT),
        ..options.clone()
    };
    let limits = if still.is_ok() { &hurried } else { &options };
    // Scripts that are given time are those that draw the form in the first place.
    let late_looks = match &still {
        Ok(still) if shown(still, url) > 0 => 0,
        Ok(_) | Err(_) => LATE_LOOKS,
    };
    let alive = open(&browser, limits, url, Scripts::Run { late_looks });
    match (still, alive) {
        (Ok(still), Ok(alive)) if shown(&alive, url) > shown(&still, url) => Ok(alive),
        (Ok(still), _) => Ok(still),
        (Err(_), alive) => alive,
    }
}

/// How often a page without a field is looked at again, and the pause before, in milliseconds.
const LATE_LOOKS: usize = 3;
const LATE_MS: u32 = 500;

/// Whether a page's own scripts run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scripts {
    /// They run, and a page without a field is looked at again so often.
    Run {
        late_looks: usize,
    },
    Stay,
}

/// How many fields of this very document one can see.
fn shown(look: &Look, url: &Url) -> usize {
    let here = look.url.split('#').next() == url.as_str().split('#').next();
    let seen = look.fields.iter().filter(|f| f.visible).count();
    if here { seen } else { 0 }
}

/// Whether a file may run scripts; one that cannot be read may.
fn has_scripts(url: &Url) -> bool {
    url.to_file_path()
        .ok()
        .and_then(|path| std::fs::read(path).ok())
        .is_none_or(|bytes| {
            let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
            text.contains("<script") || text.contains("<iframe") || text.contains("<frame")
        })
}

fn open(
    browser: &Browser,
    options: &VisitOptions,
    url: &Url,
    scripts: Scripts,
) -> Result<Look, Failure> {
    let unopened = |why: String| {
        Failure::not_measured(
            format!("`{url}` did not open: {}", first_line(&why)),
            "open the address in a browser on this machine to see what it answers",
        )
    };
    let mut visit = browser
        .visit(options)
        .map_err(|error| unopened(error.to_string()))?;
    if scripts == Scripts::Stay {
        visit
            .without_scripts()
            .map_err(|error| unopened(error.to_string()))?;
    }
    let mark = visit.mark();
    let navigation = visit
        .goto(url.as_str(), PAGE_LIMIT)
        .map_err(|error| unopened(error.to_string()))?;
    if let Some(failure) = navigation.failure {
        return Err(unopened(failure));
    }
    let failed = |error: BrowserError| unopened(error.to_string());
    let Scripts::Run { late_looks } = scripts else {
        return journey::look::look(&mut visit).map_err(failed);
    };
    visit
        .settle(&mark, &SettleOptions::default())
        .map_err(failed)?;
    let mut look = journey::look::look(&mut visit).map_err(failed)?;
    // A page may be quiet for a while before a script of its own draws the form.
    for _ in 0..late_looks {
        if look.fields.iter().any(|field| field.visible) {
            break;
        }
        journey::touch::pause(&mut visit, LATE_MS).map_err(failed)?;
        let later = visit.mark();
        visit
            .settle(&later, &SettleOptions::default())
            .map_err(failed)?;
        look = journey::look::look(&mut visit).map_err(failed)?;
    }
    Ok(look)
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
    let site = crawl::explore(
        url,
        &plan,
        session,
        None,
        &Silent,
        &Stop::default(),
        &Silent,
    )
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
