//! What all parts of a run share: its surroundings, its budget, what was seen so far.

use crate::browser::{BrowserError, Visit, VisitOptions};
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::{Surroundings, visit_options};
use crate::model::device::{Device, Throttle};
use crate::model::journey::{Ended, Goal, GuardLog, Journey, Step};
use crate::model::probed::{NotRun, ProbeLevel, Probed, Shopped};
use std::time::{Duration, Instant};

/// Time of our own that a quick run may take, what the store takes left out.
const QUICK: Duration = Duration::from_secs(15 * SLOWER);
/// The same for a full run.
const FULL: Duration = Duration::from_secs(90 * SLOWER);
/// An unoptimised build, which only tests use, reads pages that much more slowly.
const SLOWER: u64 = if cfg!(debug_assertions) { 3 } else { 1 };
/// A store that never becomes quiet ends the run after so many times its budget.
const AT_MOST: u32 = 5;
/// What is not tried is told so often at most.
const TOLD: usize = 60;

/// The run of one device.
pub struct Bench<'a> {
    /// Browser, plan and crawl.
    pub around: &'a Surroundings<'a>,
    /// The screen.
    pub device: Device,
    /// The measured walk.
    pub walked: &'a Journey,
    /// What was seen.
    pub seen: Shopped,
    throttle: Throttle,
    not_run: Vec<NotRun>,
    guard: GuardLog,
    began: Instant,
    store_ms: f64,
}

impl<'a> Bench<'a> {
    /// A run that begins now.
    pub fn new(
        around: &'a Surroundings<'a>,
        device: Device,
        throttle: Throttle,
        walked: &'a Journey,
    ) -> Bench<'a> {
        Bench {
            around,
            device,
            walked,
            seen: Shopped::default(),
            throttle,
            not_run: Vec::new(),
            guard: GuardLog::default(),
            began: Instant::now(),
            store_ms: 0.0,
        }
    }

    /// Whether everything is tried.
    pub fn full(&self) -> bool {
        self.around.plan.journey.probes.level == ProbeLevel::Full
    }

    /// Whether the cart may be changed.
    pub fn owns_store(&self) -> bool {
        self.around.plan.journey.probes.own_store
    }

    /// Milliseconds since the run began.
    pub fn at_ms(&self) -> f64 {
        self.began.elapsed().as_secs_f64() * 1_000.0
    }

    /// Whether the budget is spent, with what a walk that goes on has waited so far.
    pub fn spent(&self, waiting_ms: u64) -> bool {
        let usual = if self.full() { FULL } else { QUICK };
        let limit = self.around.plan.journey.probes.budget.unwrap_or(usual);
        let passed = self.began.elapsed();
        let store = Duration::from_secs_f64((self.store_ms.max(0.0)) / 1_000.0)
            + Duration::from_millis(waiting_ms);
        passed.saturating_sub(store) > limit
            || passed > limit * AT_MOST
            || self.around.stop.requested()
    }

    /// Adds time that the store took.
    pub fn waited(&mut self, ms: f64) {
        self.store_ms += ms.max(0.0);
    }

    /// Says to the log where the run is.
    fn at(&self, part: &str, waiting_ms: u64) {
        let own_ms = self.at_ms() - self.store_ms - waiting_ms as f64;
        tracing::debug!(part, own_ms, "shop probes");
    }

    /// Notes that something was not tried.
    pub fn skip(&mut self, what: &str, why: &str) {
        let known = self.not_run.iter().any(|n| n.what == what);
        if !known && self.not_run.len() < TOLD {
            self.not_run.push(NotRun {
                what: what.to_owned(),
                why: why.to_owned(),
                about: String::new(),
            });
        }
    }

    /// Whether something may still begin; where not, it is noted.
    pub fn may(&mut self, what: &str, waiting_ms: u64) -> bool {
        self.at(what, waiting_ms);
        if self.spent(waiting_ms) {
            self.skip(what, "budget");
            return false;
        }
        true
    }

    /// How a fresh visit looks and behaves.
    pub fn options(&self) -> VisitOptions {
        visit_options(self.around.plan, self.device, self.throttle)
    }

    /// A page in a fresh profile.
    pub fn visit(&self, options: &VisitOptions) -> Result<Visit, BrowserError> {
        self.around.browser.visit(options)
    }

    /// A traveller in a fresh profile, with the fence up from the start.
    pub fn traveller(&self, options: &VisitOptions) -> Result<Traveller<'a>, Halt> {
        let visit = self.visit(options)?;
        let mut traveller = Traveller::new(self.around, self.device, visit);
        let policy = traveller.fence.policy();
        traveller.visit.set_guard(Some(policy))?;
        Ok(traveller)
    }

    /// Takes over what a traveller noted that goes no further.
    pub fn part(&mut self, mut traveller: Traveller<'_>) {
        self.store_ms += traveller.store_ms() as f64;
        traveller.collect_blocked();
        let guard = traveller.take_guard();
        self.guard.blocked_requests.extend(guard.blocked_requests);
        self.guard.order_signs.extend(guard.order_signs);
        self.guard.order_controls.extend(guard.order_controls);
    }

    /// Notes why a part ended early.
    pub fn halted(&mut self, what: &str, halt: &Halt) {
        let why = match halt {
            Halt::Browser(_) => "control-failed",
            Halt::Ended(Ended::Died { reason, .. }) if reason == "interrupted" => "budget",
            Halt::Ended(_) => "step-not-reached",
        };
        self.skip(what, why);
    }

    /// The measured walk's screen for a goal.
    pub fn walked_step(&self, goal: Goal) -> Option<&'a Step> {
        self.walked.steps.iter().find(|step| step.serves(goal))
    }

    /// Gives everything to the run.
    pub fn hand_over(self, probed: &mut Probed) {
        probed.shop = self.seen;
        probed.not_run.extend(self.not_run);
        probed.store_ms += self.store_ms as u64;
        probed.duration_ms += u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let blocked = self.guard.blocked_requests;
        probed.guard.blocked_requests.extend(blocked);
        probed.guard.blocked_requests.truncate(200);
        probed.guard.order_signs.extend(self.guard.order_signs);
        for control in self.guard.order_controls {
            if !probed.guard.order_controls.contains(&control) {
                probed.guard.order_controls.push(control);
            }
        }
    }
}
