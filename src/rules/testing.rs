//! Small hand-made evidence for the tests of rules.
//!
//! `Made::store()` is a store with nothing in it; pages and screens are added one
//! by one. A screen repeats on both devices unless `only` names one. `judge::<R>`
//! judges with the thresholds of the built-in rulebook, and checks on the way that
//! every finding has its sentence in both languages with all its values.

pub mod probed;

use crate::model::device::{Device, Throttle};
use crate::model::evidence::{Conditions, EVIDENCE_SCHEMA_VERSION, Evidence};
use crate::model::journey::{
    ActionTaken, Clock, Effort, Ended, Goal, GuardLog, Journey, Mode, PathSource, Request, Step,
    Vitals,
};
use crate::model::look::{Control, Field, Look, Rect};
use crate::model::page::{Link, Page, PageFacts, PageKind, PageSource, PriceText, Region, SiteMap};
use crate::model::plan::{Language, Market};
use crate::model::probed::{NotRun, ProbeLevel, Probed, Shopped};
use crate::model::verdict::{Judgement, Verdict};
use crate::rulebook::Rulebook;
use crate::rules::{Registered, Rule, Seen, judge_one};

/// The made-up store's address.
pub const STORE: &str = "https://shop.example";

/// Evidence in the making.
#[derive(Debug, Clone)]
pub struct Made {
    evidence: Evidence,
}

impl Made {
    /// A store of which nothing was seen: neither crawl nor journey.
    pub fn store() -> Made {
        Made {
            evidence: Evidence {
                schema_version: EVIDENCE_SCHEMA_VERSION,
                tool_version: "0.0.0".to_owned(),
                target: format!("{STORE}/"),
                started_at: "2026-11-22T09:00:00Z".to_owned(),
                duration_ms: 1000,
                conditions: Conditions::default(),
                markets: Vec::new(),
                site: None,
                journeys: Vec::new(),
                settings: Vec::new(),
                runs: Vec::new(),
                probed: Vec::new(),
                missing: Vec::new(),
            },
        }
    }

    /// The user named the market.
    pub fn market(mut self, market: Market) -> Made {
        self.evidence.markets.push(market);
        self
    }

    /// A page was crawled at this path; `change` fills its facts.
    pub fn page(self, kind: PageKind, path: &str, change: impl FnOnce(&mut PageFacts)) -> Made {
        self.raw_page(page(kind, path), |page| {
            change(page.facts.as_mut().expect("a made page has facts"));
        })
    }

    /// A page of which the test sets everything.
    pub fn raw_page(mut self, mut page: Page, change: impl FnOnce(&mut Page)) -> Made {
        change(&mut page);
        self.site_mut().pages.push(page);
        self
    }

    /// Anything else about the crawl.
    pub fn site(mut self, change: impl FnOnce(&mut SiteMap)) -> Made {
        change(self.site_mut());
        self
    }

    /// A screen was seen on the phone's journey; `change` sets it up.
    pub fn step(self, goal: Goal, change: impl FnOnce(&mut Step)) -> Made {
        self.step_on(Device::Mobile, goal, change)
    }

    /// A screen was seen on a device's journey.
    pub fn step_on(mut self, device: Device, goal: Goal, change: impl FnOnce(&mut Step)) -> Made {
        let journey = self.journey_mut(device);
        let mut step = step(goal, journey.steps.len() as u32);
        change(&mut step);
        journey.steps.push(step);
        journey.ended = Ended::Reached { goal };
        self
    }

    /// A screen whose look alone matters.
    pub fn look(self, goal: Goal, change: impl FnOnce(&mut Look)) -> Made {
        self.step(goal, |step| change(&mut step.look))
    }

    /// Anything else about a device's journey.
    pub fn journey(mut self, device: Device, change: impl FnOnce(&mut Journey)) -> Made {
        change(self.journey_mut(device));
        self
    }

    /// Anything else.
    pub fn with(mut self, change: impl FnOnce(&mut Evidence)) -> Made {
        change(&mut self.evidence);
        self
    }

    /// The finished evidence.
    pub fn evidence(self) -> Evidence {
        self.evidence
    }

    fn site_mut(&mut self) -> &mut SiteMap {
        self.evidence.site.get_or_insert_with(SiteMap::default)
    }

    fn journey_mut(&mut self, device: Device) -> &mut Journey {
        let journeys = &mut self.evidence.journeys;
        let at = journeys.iter().position(|j| j.device == device);
        let at = at.unwrap_or_else(|| {
            journeys.push(journey(device));
            journeys.len() - 1
        });
        &mut journeys[at]
    }
}

/// Judges by one rule with the built-in thresholds, as the engine would.
pub fn judge<R: Rule>(made: Made) -> Judgement {
    let book = Rulebook::embedded();
    let entry = book
        .rule(R::ID)
        .unwrap_or_else(|| panic!("{} has no ruleset entry", R::ID));
    let evidence = made.evidence();
    let registered = Registered::of::<R>();
    let judgement = judge_one(&registered, &entry.thresholds, &Seen::new(&evidence));
    for finding in &judgement.findings {
        for language in [Language::En, Language::Ja] {
            if let Err(missing) = book.message(R::ID, finding, language) {
                panic!(
                    "{} in {}: no value or text for {missing:?}",
                    R::ID,
                    language.tag()
                );
            }
        }
    }
    if let Verdict::NotApplicable(code) | Verdict::Unknown(code) = judgement.verdict {
        assert!(
            book.reasons.contains_key(code),
            "no sentence for the reason {code}"
        );
    }
    let met = !matches!(judgement.verdict, Verdict::Fail | Verdict::Graded(_));
    assert!(
        met || !judgement.findings.is_empty(),
        "{} fails without a finding",
        R::ID
    );
    judgement
}

/// The verdict of [`judge`].
pub fn verdict<R: Rule>(made: Made) -> Verdict {
    judge::<R>(made).verdict
}

/// An empty page with status 200.
pub fn page(kind: PageKind, path: &str) -> Page {
    Page {
        url: format!("{STORE}{path}"),
        final_url: format!("{STORE}{path}"),
        status: Some(200),
        hops: Vec::new(),
        headers: Vec::new(),
        body_bytes: 1000,
        truncated: false,
        fetch_ms: 50,
        rendered: false,
        source: PageSource::Link,
        in_sitemap: false,
        depth: 1,
        kind,
        kind_certainty: 1.0,
        problem: None,
        facts: Some(PageFacts::default()),
    }
}

/// A journey without screens.
pub fn journey(device: Device) -> Journey {
    let throttle = Throttle::default_for(device);
    Journey {
        device,
        throttle: throttle.name().to_owned(),
        throttle_values: throttle.values(),
        path_source: PathSource::Discovered,
        path_change: None,
        user_agent: String::new(),
        steps: Vec::new(),
        ended: Ended::Reached { goal: Goal::Home },
        guard: GuardLog::default(),
        duration_ms: 1000,
        way_ms: Some(900),
        pilot_ms: 100,
        store_language: None,
        persona: String::new(),
        cart_emptied: None,
        chat: None,
    }
}

/// An empty screen, on a phone's viewport.
pub fn step(goal: Goal, index: u32) -> Step {
    let url = format!("{STORE}/{}", goal.name());
    Step {
        index,
        goal,
        also: Vec::new(),
        mode: Mode::Load,
        action: ActionTaken::default(),
        url: url.clone(),
        status: Some(200),
        clock: Clock::default(),
        vitals: Vitals::default(),
        effort: Effort::default(),
        look: Look {
            url,
            viewport: (412.0, 823.0),
            document: (412.0, 2000.0),
            ..Look::default()
        },
        look_after: None,
        filled: Vec::new(),
        acts: Vec::new(),
        requests: Vec::new(),
        request_count: 0,
        bytes: 0,
        console: Vec::new(),
        cookies: Vec::new(),
        decisions: Vec::new(),
        screenshot: None,
        problem: None,
        answers: Vec::new(),
        scan: None,
        work: Default::default(),
    }
}

/// A visible, enabled button.
pub fn button(name: &str) -> Control {
    Control {
        selector: format!("button[name=\"{name}\"]"),
        tag: "button".to_owned(),
        role: "button".to_owned(),
        name: name.to_owned(),
        visible: true,
        enabled: true,
        rect: rect(20.0, 300.0, 200.0, 48.0),
        region: Some(Region::Main),
        look: (
            "rgb(255, 255, 255)".to_owned(),
            "rgb(0, 0, 0)".to_owned(),
            16.0,
        ),
        ..Control::default()
    }
}

/// A visible link in the content.
pub fn anchor(name: &str, path: &str) -> Control {
    Control {
        selector: format!("a[href=\"{path}\"]"),
        tag: "a".to_owned(),
        role: "link".to_owned(),
        href: Some(format!("{STORE}{path}")),
        ..button(name)
    }
}

/// A visible, labelled text field of a purpose.
pub fn field(purpose: &str, label: &str) -> Field {
    Field {
        selector: format!("#{}", if purpose.is_empty() { "field" } else { purpose }),
        tag: "input".to_owned(),
        kind: "text".to_owned(),
        id: purpose.to_owned(),
        name: purpose.to_owned(),
        label: label.to_owned(),
        label_source: crate::model::look::LabelSource::For,
        label_visible: true,
        region: Some(Region::Main),
        rect: rect(20.0, 300.0, 300.0, 44.0),
        visible: true,
        valid: true,
        font_px: 16.0,
        purpose: purpose.to_owned(),
        purpose_certainty: 1.0,
        ..Field::default()
    }
}

/// A rectangle.
pub fn rect(x: f64, y: f64, w: f64, h: f64) -> Rect {
    Rect { x, y, w, h }
}

/// A link in the content of a crawled page.
pub fn link(text: &str, path: &str) -> Link {
    let url = match path.starts_with("http") || path.contains(':') {
        true => path.to_owned(),
        false => format!("{STORE}{path}"),
    };
    Link {
        internal: url.starts_with(STORE),
        url,
        text: text.to_owned(),
        rel: String::new(),
        region: Region::Main,
    }
}

/// A price with its currency and the words beside it.
pub fn price(amount: f64, currency: &str, context: &str) -> PriceText {
    PriceText {
        text: format!("{amount} {currency}"),
        amount,
        currency: Some(currency.to_owned()),
        context: context.to_owned(),
    }
}

/// A successful request of the store's own.
pub fn request(kind: &str, path: &str) -> Request {
    let url = match path.starts_with("http") {
        true => path.to_owned(),
        false => format!("{STORE}{path}"),
    };
    Request {
        third_party: !url.starts_with(STORE),
        url,
        method: "GET".to_owned(),
        kind: kind.to_owned(),
        status: Some(200),
        bytes: 1000,
        start_ms: 0.0,
        duration_ms: Some(50.0),
        mime: String::new(),
        cached: false,
        personal: Vec::new(),
        failure: None,
        headers: Vec::new(),
    }
}

/// A quick probe run on a phone in the user's own store; `change` says what it saw.
pub fn shop_run(change: impl FnOnce(&mut Probed)) -> Probed {
    let mut run = Probed {
        device: Device::Mobile,
        level: ProbeLevel::Quick,
        own_store: true,
        ended: Ended::Reached { goal: Goal::Review },
        entries: Vec::new(),
        submits: Vec::new(),
        returns: Vec::new(),
        leavings: Vec::new(),
        shop: Shopped::default(),
        not_run: Vec::new(),
        guard: GuardLog::default(),
        duration_ms: 10_000,
        store_ms: 1_000,
    };
    change(&mut run);
    run
}

/// A turn of a probe run that did not take place.
pub fn not_run(what: &str, why: &str) -> NotRun {
    NotRun {
        what: what.to_owned(),
        why: why.to_owned(),
        about: String::new(),
    }
}
