//! Walks through a store as a shopper does, from the home page to the last
//! screen before the order, and writes down what it saw.
//!
//! [`pilot`] decides and is pure; [`touch`] presses and types; [`fill`] plans a
//! form; [`screen`] tells what is shown; [`guard`] keeps orders from happening;
//! the traveller joins them and keeps the steps. A store's misbehaviour is never
//! an error here: it is how the journey ended.

pub mod ask;
pub mod correct;
pub mod effort;
pub mod fence;
pub mod fill;
pub mod goods;
pub mod guard;
pub mod hints;
pub mod look;
pub mod near;
pub mod options;
mod orderform;
mod orderpass;
pub mod path;
pub mod pilot;
mod popup;
pub mod probing;
mod promised;
mod prompted;
mod questions;
mod rest;
mod returned;
pub mod scan;
pub mod screen;
pub mod swatches;
pub mod touch;

mod account;
mod add;
mod addressbox;
mod ahead;
mod application;
mod basket;
mod cards;
mod cart;
mod chat;
mod checkout;
pub mod clear;
mod dates;
mod deliverable;
mod dollars;
mod elsewhere;
mod emptying;
mod ending;
mod find;
mod frameset;
pub mod gate;
mod likely;
mod lookup;
mod minimum;
mod narrow;
mod search;
mod shape;
mod shop;
mod stages;
mod stepping;
mod stranger;
mod traveller;
mod unmarked;
mod unseen;
mod upcoming;
mod waiting;
mod walls;

use crate::browser::{Browser, BrowserError, Visit, VisitOptions};
use crate::model::device::{Device, Throttle};
use crate::model::journey::{Ended, Goal, GuardLog, Journey, PathSource};
use crate::model::page::SiteMap;
use crate::model::plan::{Plan, Temperature, Until};
use crate::model::seams::{Blobs, Progress, Stop};
use std::time::{Duration, Instant};
use traveller::{Halt, Traveller};

/// What a journey needs from its surroundings.
pub struct Surroundings<'a> {
    /// A running browser.
    pub browser: &'a Browser,
    /// What the crawl found, where it ran.
    pub site: Option<&'a SiteMap>,
    /// Limits and wishes.
    pub plan: &'a Plan,
    /// Keeps screenshots.
    pub blobs: &'a dyn Blobs,
    /// Hears how far the journey is.
    pub progress: &'a dyn Progress,
    /// Asks it to stop.
    pub stop: &'a Stop,
}

/// A page of the browser that a walk can set out in.
pub struct Opened {
    visit: Visit,
    at: Instant,
}

/// Opens the page for a walk. It may wait there while something else is done.
///
/// # Errors
/// When the browser is gone or does not answer.
pub fn open_page(
    browser: &Browser,
    plan: &Plan,
    device: Device,
    throttle: Throttle,
) -> Result<Opened, BrowserError> {
    let visit = browser.visit(&visit_options(plan, device, throttle))?;
    let at = Instant::now();
    Ok(Opened { visit, at })
}

/// Walks one journey on one device. Never fails: what went wrong is how it ended.
pub fn travel(around: &Surroundings<'_>, device: Device, throttle: Throttle) -> Journey {
    let started = Instant::now();
    let page = open_page(around.browser, around.plan, device, throttle);
    travel_in(page, started, around, device, throttle)
}

/// The same in a page that was opened for this device, under way since `started`.
pub fn travel_in(
    page: Result<Opened, BrowserError>,
    started: Instant,
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
) -> Journey {
    let plan = around.plan;
    let mut journey = Journey {
        device,
        throttle: throttle.name().to_owned(),
        throttle_values: throttle.values(),
        path_source: PathSource::Discovered,
        path_change: None,
        user_agent: String::new(),
        steps: Vec::new(),
        ended: Ended::Died {
            goal: Goal::Home,
            reason: "browser-failed".into(),
            detail: String::new(),
        },
        guard: GuardLog::default(),
        duration_ms: 0,
        way_ms: None,
        pilot_ms: 0,
        store_language: None,
        persona: String::new(),
        cart_emptied: None,
        chat: None,
    };
    let Opened { visit, at } = match page {
        Ok(page) => page,
        Err(error) => {
            journey.ended = Ended::Died {
                goal: Goal::Home,
                reason: "browser-failed".into(),
                detail: error.to_string(),
            };
            return journey;
        }
    };
    let mut traveller = Traveller::new(around, device, visit);
    traveller.start_recordings();
    traveller.work_at_rest();
    // A browser that still sets its page up answers late, and on a small machine the store does, too.
    std::thread::sleep(CALM.saturating_sub(at.elapsed()));
    let set_out = Instant::now();
    journey.ended = match traveller.visit_before().and_then(|()| traveller.walk()) {
        Ok(goal) => Ended::Reached { goal },
        Err(halt) => traveller.ended_by(halt),
    };
    journey.way_ms = Some(since(set_out));
    traveller.end_trace();
    traveller.finish(&mut journey);
    if let Some(path) = plan
        .journey
        .path
        .as_deref()
        .and_then(|f| f.for_device(device))
    {
        journey.path_change = path.changed(&journey);
        journey.path_source = match (path.by_hand, &journey.path_change) {
            (true, _) => PathSource::Recipe,
            (false, None) => PathSource::Replayed,
            (false, Some(_)) => PathSource::Discovered,
        };
    }
    journey.duration_ms = since(started);
    journey.pilot_ms = journey.duration_ms.saturating_sub(traveller.store_ms());
    journey
}

/// Whole milliseconds since a moment.
fn since(moment: Instant) -> u64 {
    u64::try_from(moment.elapsed().as_millis()).unwrap_or(u64::MAX)
}

/// How a visit of a walk looks and behaves.
pub(crate) fn visit_options(plan: &Plan, device: Device, throttle: Throttle) -> VisitOptions {
    VisitOptions {
        device,
        throttle,
        user_agent: plan.browser.user_agent.clone(),
        accept_language: None,
        call_timeout: plan.browser.call_timeout,
        store_domain: store_domain(&plan.target),
        init_scripts: Vec::new(),
        session: plan.session.clone(),
    }
}

/// The registrable domain of an address, or its host where there is none (an IP address, `localhost`).
pub fn store_domain(url: &url::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    if host.parse::<std::net::IpAddr>().is_ok() || !host.contains('.') {
        return host.to_owned();
    }
    psl::domain_str(host).unwrap_or(host).to_owned()
}

/// How long a new page of the browser is left alone before a walk sets out in it (ours). Measured on two
/// cores with the store beside it: without, the time to first byte of the first page read 160 to 330 ms;
/// with 600 ms, 120 to 136 ms.
const CALM: Duration = Duration::from_millis(500);

/// Longest wait for one screen to become quiet.
const SETTLE_CAP: Duration = Duration::from_secs(15);

impl Traveller<'_> {
    /// Opens the home page once beforehand, where the visit is to be a warm one.
    fn visit_before(&mut self) -> Result<(), Halt> {
        if self.around.plan.journey.visit == Temperature::Cold {
            return Ok(());
        }
        let url = self.around.plan.target.to_string();
        self.open_url(&url)?;
        // The same address again would be a reload, which asks the server about every file.
        self.visit.goto("about:blank", SETTLE_CAP)?;
        self.actions_anew();
        Ok(())
    }

    fn walk(&mut self) -> Result<Goal, Halt> {
        if self.around.plan.journey.until == Until::Plan {
            return self.look_ahead();
        }
        self.open_home()?;
        self.fill_cart()?;
        self.enter_checkout()?;
        self.check_out()
    }
}
