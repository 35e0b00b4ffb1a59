//! Types what people type into a store's forms, sends steps as they should not be
//! sent, goes back, and writes down what the store does with it.
//!
//! A probe run is a walk of its own in a fresh profile, under the same fences as
//! the measured one, which it cannot touch. The protocol is section C of the rule
//! catalogue.

mod autofill;
mod back;
mod budget;
mod complaint;
mod enter;
mod filled;
mod found;
mod last;
mod leaving;
mod outcome;
mod page;
mod press;
mod sends;
pub mod shop;
mod submit;
mod texts;

use crate::browser::VisitOptions;
use crate::journey::path::PathFile;
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::{Surroundings, store_domain};
use crate::model::device::{Device, Throttle};
use crate::model::journey::{Ended, Goal, GuardLog, Journey, Step};
use crate::model::look::{Control, Look};
use crate::model::plan::Plan;
use crate::model::probed::{NotRun, ProbeLevel, Probed, Shopped};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Own time of a quick and of a full run over all forms, the walk included, see [`budget`].
const QUICK: Duration = Duration::from_secs(30);
const FULL: Duration = Duration::from_secs(180);
/// Quiet after which a page is taken for settled: nothing here is timed.
const QUIET: Duration = Duration::from_millis(250);
/// Presses and fills at most in one run.
const MOST_ACTIONS: usize = 900;

/// What a probe run keeps while it walks.
pub struct Prober {
    level: ProbeLevel,
    /// Set for a device on which only what can differ is tried.
    again: bool,
    probed: Probed,
    /// Index of the next screen with fields.
    screens: u32,
    /// Fields that were tried, by address and name.
    tried: BTreeSet<String>,
    /// Screens whose button was tried, by address and button.
    sent: BTreeSet<String>,
    began: Instant,
    budget: Duration,
    /// Reckoned cost of what was done so far.
    spent: Duration,
    /// How long the next probe of a field waits for a message, in milliseconds.
    patience_ms: u32,
}

/// Whether a walk came far enough for its forms to be tried.
pub fn is_worth(walked: &Journey) -> bool {
    !walked.steps.is_empty()
}

/// Tries the forms on one device, and what is around them.
///
/// `again` is set for the second device: what cannot differ there is left out.
pub fn probe(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
    again: bool,
) -> Probed {
    let began = Instant::now();
    let mut probed = nothing_yet(around, device);
    let mut shopped = probed.clone();
    let has_forms = walked.steps.iter().any(|step| step.goal.in_checkout());
    std::thread::scope(|scope| {
        let shop = (!again)
            .then(|| scope.spawn(|| shop::try_out(around, device, throttle, walked, &mut shopped)));
        if has_forms {
            probed = try_forms(around, device, throttle, walked, again, probed.clone());
        }
        // A panic in there is a bug, and costs its part only.
        shop.map(|run| run.join().is_ok())
    });
    probed.shop = shopped.shop;
    probed.not_run.extend(shopped.not_run);
    probed.guard.order_signs.extend(shopped.guard.order_signs);
    probed.duration_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    probed
}

/// Tries the forms alone.
pub fn forms(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
) -> Probed {
    let probed = nothing_yet(around, device);
    try_forms(around, device, throttle, walked, false, probed)
}

/// Tries what is around the forms alone.
pub fn shop(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
) -> Probed {
    let mut probed = nothing_yet(around, device);
    shop::try_out(around, device, throttle, walked, &mut probed);
    probed
}

/// A run before it begins.
fn nothing_yet(around: &Surroundings<'_>, device: Device) -> Probed {
    let plan = &around.plan.journey.probes;
    Probed {
        device,
        level: plan.level,
        own_store: plan.own_store,
        ended: Ended::Died {
            goal: Goal::Home,
            reason: "browser-failed".into(),
            detail: String::new(),
        },
        entries: Vec::new(),
        submits: Vec::new(),
        returns: Vec::new(),
        leavings: Vec::new(),
        shop: Shopped::default(),
        not_run: Vec::new(),
        guard: GuardLog::default(),
        duration_ms: 0,
        store_ms: 0,
    }
}

/// Walks to the checkout by the way that was found, and tries every form on it.
fn try_forms(
    around: &Surroundings<'_>,
    device: Device,
    throttle: Throttle,
    walked: &Journey,
    again: bool,
    mut probed: Probed,
) -> Probed {
    let plan = wider(around.plan, walked);
    let around = Surroundings {
        plan: &plan,
        browser: around.browser,
        site: around.site,
        blobs: around.blobs,
        progress: around.progress,
        stop: around.stop,
    };
    let visit = match around
        .browser
        .visit(&visit_options(&plan, device, throttle))
    {
        Ok(visit) => visit,
        Err(error) => {
            probed.ended = Ended::Died {
                goal: Goal::Home,
                reason: "browser-failed".into(),
                detail: error.to_string(),
            };
            return probed;
        }
    };
    let mut traveller = Traveller::new(&around, device, visit);
    traveller.is_probing = true;
    traveller.visit.hurry(QUIET);
    let product = |step: &&Step| step.goal == Goal::Product || step.also.contains(&Goal::Product);
    let step = walked.steps.iter().find(product);
    traveller.shortcut = step.and_then(|step| here(&step.url, &plan.target));
    let budget = plan.journey.probes.budget;
    traveller.prober = Some(Box::new(Prober::new(probed, again, budget)));
    let ended = match traveller.walk() {
        Ok(goal) => Ended::Reached { goal },
        Err(halt) => traveller.ended_by(halt),
    };
    let store_ms = traveller.store_ms();
    traveller.after_probing();
    let mut probed = match traveller.prober.take() {
        Some(prober) => prober.probed,
        None => nothing_yet(&around, device),
    };
    probed.ended = ended;
    probed.store_ms = store_ms;
    probed.guard = traveller.take_guard();
    probed
}

/// The plan of a probe run: by the way that was found, with room for many presses.
fn wider(plan: &Plan, walked: &Journey) -> Plan {
    let mut plan = plan.clone();
    let way = PathFile::of(plan.target.as_str(), std::slice::from_ref(walked));
    if !way.paths.is_empty() {
        plan.journey.path = Some(Arc::new(way));
    }
    plan.journey.max_actions = MOST_ACTIONS;
    plan.journey.deadline += FULL * 2;
    plan
}

/// The same page at the store's address of today: an earlier walk may have met it at another port.
fn here(url: &str, target: &url::Url) -> Option<String> {
    let there = url::Url::parse(url).ok()?;
    if there.origin() == target.origin() {
        return Some(url.to_owned());
    }
    let page = &there[url::Position::BeforePath..];
    target.join(page).ok().map(String::from)
}

fn visit_options(plan: &Plan, device: Device, throttle: Throttle) -> VisitOptions {
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

impl Prober {
    fn new(probed: Probed, again: bool, given: Option<Duration>) -> Prober {
        let level = probed.level;
        Prober {
            level,
            again,
            probed,
            screens: 0,
            tried: BTreeSet::new(),
            sent: BTreeSet::new(),
            began: Instant::now(),
            budget: given.unwrap_or(match level {
                ProbeLevel::Full => FULL,
                ProbeLevel::Quick | ProbeLevel::None => QUICK,
            }),
            spent: Duration::from_millis(budget::WAY),
            patience_ms: 1_500,
        }
    }

    /// Writes down that something was not tried.
    fn leave_out(&mut self, what: impl Into<String>, why: &str, about: impl Into<String>) {
        let left = NotRun {
            what: what.into(),
            why: why.to_owned(),
            about: about.into(),
        };
        if self.probed.not_run.len() < 400 && !self.probed.not_run.contains(&left) {
            self.probed.not_run.push(left);
        }
    }
}

impl Traveller<'_> {
    /// Tries a screen of the checkout as it was found; whether it has to be looked at again.
    pub(in crate::journey) fn probe_as_found(
        &mut self,
        look: &Look,
        screen: &Screen,
    ) -> Result<bool, Halt> {
        self.with_prober(|traveller, prober| found::try_as_found(traveller, prober, look, screen))
    }

    /// Tries a screen of the checkout that is filled, before the press that leaves it; whether it has
    /// to be looked at again.
    pub(in crate::journey) fn probe_filled(
        &mut self,
        look: &Look,
        screen: &Screen,
        control: &Control,
    ) -> Result<bool, Halt> {
        self.with_prober(|traveller, prober| {
            filled::try_filled(traveller, prober, look, screen, control)
        })
    }

    /// Tries a last screen that is filled, without sending it: the walk is over.
    pub(in crate::journey) fn probe_last(
        &mut self,
        look: &Look,
        screen: &Screen,
        goal: Goal,
    ) -> Result<(), Halt> {
        self.with_prober(|traveller, prober| last::try_last(traveller, prober, look, screen, goal))
    }

    fn with_prober<T: Default>(
        &mut self,
        work: impl FnOnce(&mut Self, &mut Prober) -> Result<T, Halt>,
    ) -> Result<T, Halt> {
        let Some(mut prober) = self.prober.take() else {
            return Ok(T::default());
        };
        let done = work(self, &mut prober);
        self.prober = Some(prober);
        done
    }

    /// Empties the cart and closes what is open.
    fn after_probing(&mut self) {
        if self.in_cart {
            self.empty_cart();
        }
        self.collect_blocked();
    }
}
