//! Keeps the state of one journey: the open step, what was learned, the limits.

use crate::browser::{BrowserError, Mark, SettleOptions, Settled, Visit};
use crate::journey::guard::{self, Fence};
use crate::journey::pilot::Knowledge;
use crate::journey::screen::{self, Context, Screen};
use crate::journey::touch::{self, Missed, Pressed};
use crate::journey::{SETTLE_CAP, Surroundings, clear, effort, look};
use crate::model::device::Device;
use crate::model::journey::{
    Act, ActionTaken, Clock, Considered, Decision, Ended, Filled, Goal, GuardLog, Journey, Mode,
    Request, Step, Vitals,
};
use crate::model::look::{Control, Layout, Look};
use crate::probe;
use crate::rulebook::lexicon::Lexicon;
use crate::rulebook::persona::Persona;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Why a walk ends before its last screen.
pub enum Halt {
    /// The browser failed.
    Browser(BrowserError),
    /// The store, the limits or the user ended it.
    Ended(Ended),
}

impl From<BrowserError> for Halt {
    fn from(error: BrowserError) -> Self {
        Halt::Browser(error)
    }
}

/// A step that is still going on.
struct OpenStep {
    step: Step,
    mark: Mark,
    presses: u32,
}

/// One walk.
pub struct Traveller<'a> {
    pub(super) around: &'a Surroundings<'a>,
    pub(super) device: Device,
    pub(super) visit: Visit,
    pub(super) lexicon: &'static Lexicon,
    pub(super) persona: &'static Persona,
    pub(super) known: Knowledge,
    pub(super) fence: Fence,
    pub(super) goal: Goal,
    pub(super) status: Option<u16>,
    pub(super) cart_url: Option<String>,
    pub(super) in_cart: bool,
    /// Products that turned out to be sold out.
    pub(super) sold_out: u32,
    /// How often the order was made larger for the store's sake.
    pub(super) raised: u32,
    /// The product that was added.
    pub(super) product_url: Option<String>,
    steps: Vec<Step>,
    open: Option<OpenStep>,
    guard: GuardLog,
    started: Instant,
    actions: usize,
    waited_ms: f64,
    language: Option<String>,
    user_agent: String,
    layers_failed: BTreeSet<String>,
}

impl<'a> Traveller<'a> {
    pub(super) fn new(around: &'a Surroundings<'a>, device: Device, visit: Visit) -> Traveller<'a> {
        let lexicon = Lexicon::embedded();
        Traveller {
            around,
            device,
            visit,
            lexicon,
            persona: Persona::for_store(None, None, &[]),
            known: Knowledge::from_site(around.site, lexicon),
            fence: Fence::default(),
            goal: Goal::Home,
            status: None,
            cart_url: None,
            in_cart: false,
            sold_out: 0,
            raised: 0,
            product_url: None,
            steps: Vec::new(),
            open: None,
            guard: GuardLog::default(),
            started: Instant::now(),
            actions: 0,
            waited_ms: 0.0,
            language: None,
            user_agent: String::new(),
            layers_failed: BTreeSet::new(),
        }
    }

    /// Time spent waiting for the store so far, in milliseconds.
    pub(super) fn store_ms(&self) -> u64 {
        self.waited_ms.max(0.0) as u64
    }

    /// Fails when the user, the deadline or the budget of actions says so.
    pub(super) fn check_limits(&self) -> Result<(), Halt> {
        let died = |reason: &str, detail: String| {
            Halt::Ended(Ended::Died {
                goal: self.goal,
                reason: reason.into(),
                detail,
            })
        };
        if self.around.stop.requested() {
            return Err(died("interrupted", String::new()));
        }
        if self.started.elapsed() > self.around.plan.journey.deadline {
            return Err(died(
                "deadline",
                format!("{} s", self.around.plan.journey.deadline.as_secs()),
            ));
        }
        if self.actions >= self.around.plan.journey.max_actions {
            return Err(Halt::Ended(Ended::Stuck {
                goal: self.goal,
                reason: "too-many-actions".into(),
                detail: self.actions.to_string(),
            }));
        }
        Ok(())
    }

    pub(super) fn stuck(&self, reason: &str, detail: impl Into<String>) -> Halt {
        Halt::Ended(Ended::Stuck {
            goal: self.goal,
            reason: reason.into(),
            detail: detail.into(),
        })
    }

    pub(super) fn refused(&self, reason: &str, detail: impl Into<String>) -> Halt {
        Halt::Ended(Ended::Refused {
            goal: self.goal,
            reason: reason.into(),
            detail: detail.into(),
        })
    }

    /// Opens an address and waits until it is quiet.
    pub(super) fn open_url(&mut self, url: &str) -> Result<(Mark, Settled), Halt> {
        self.check_limits()?;
        self.actions += 1;
        self.around.progress.note(url);
        let mark = self.visit.mark();
        let navigation = self.visit.goto(
            url,
            self.around
                .plan
                .journey
                .deadline
                .min(Duration::from_secs(45)),
        )?;
        if let Some(failure) = navigation.failure {
            let reason = if failure.contains("CERT") || failure.contains("SSL") {
                "certificate"
            } else {
                "unreachable"
            };
            return Err(Halt::Ended(Ended::Died {
                goal: self.goal,
                reason: reason.into(),
                detail: failure,
            }));
        }
        self.status = navigation.status;
        let settled = self.visit.settle(
            &mark,
            &SettleOptions {
                cap: SETTLE_CAP,
                ..SettleOptions::default()
            },
        )?;
        self.note_wait(&settled);
        Ok((mark, settled))
    }

    pub(super) fn note_wait(&mut self, settled: &Settled) {
        self.waited_ms += settled
            .clock
            .usable_ms
            .unwrap_or_else(|| SETTLE_CAP.as_secs_f64() * 1_000.0);
    }

    /// Looks, clears layers away, recognises; ends the walk at a wall or after an order.
    pub(super) fn see(&mut self) -> Result<(Look, Screen), Halt> {
        let mut look = look::look(&mut self.visit)?;
        for _ in 0..6 {
            let Some(step) = clear::clear_the_way(
                &look,
                self.around.plan.journey.consent,
                &self.layers_failed,
                self.lexicon,
            ) else {
                break;
            };
            self.check_limits()?;
            self.actions += 1;
            let began = Instant::now();
            let changed = match step.handle {
                Some(handle) => {
                    match touch::press(&mut self.visit, handle, Duration::from_secs(5))? {
                        Ok(pressed) => {
                            if pressed.settled.navigated {
                                self.layers_failed.insert(step.selector.clone());
                            }
                            pressed.changed()
                        }
                        Err(_) => false,
                    }
                }
                None => {
                    self.visit.press("Escape")?;
                    touch::pause(&mut self.visit, 300)?;
                    false
                }
            };
            let next = look::look(&mut self.visit)?;
            let gone = next
                .layers
                .iter()
                .map(|l| &l.selector)
                .ne(look.layers.iter().map(|l| &l.selector));
            if !changed && !gone || step.kind == "consent-settings" {
                self.layers_failed.insert(step.selector.clone());
            }
            self.act(Act {
                kind: step.kind.into(),
                target: step.name,
                selector: step.selector,
                changed: if gone {
                    "layer-gone".into()
                } else {
                    "nothing".into()
                },
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
            look = next;
        }
        if self.language.is_none() {
            self.language = look
                .lang
                .as_deref()
                .and_then(|l| l.split(['-', '_']).next())
                .filter(|l| l.len() >= 2)
                .map(str::to_lowercase);
        }
        let screen = screen::recognise(
            &look,
            Context {
                status: self.status,
                checkout_entered: self.known.checkout_entered,
            },
            self.lexicon,
        );
        if self.known.checkout_entered
            && let Some(sign) = guard::order_signs(&look, self.lexicon)
        {
            self.guard.order_signs.push(sign.clone());
            return Err(self.stuck("order-seen", sign));
        }
        self.watch(&look, &screen);
        Ok((look, screen))
    }

    /// Tells the guard what is shown.
    fn watch(&mut self, look: &Look, screen: &Screen) {
        let Some(handle) = screen.final_control else {
            self.fence.screen(screen.takes_payment, false);
            return;
        };
        let name = look
            .controls
            .iter()
            .find(|c| c.handle == handle)
            .map(|c| c.name.clone())
            .unwrap_or_default();
        if !self.guard.order_controls.contains(&name) {
            self.guard.order_controls.push(name);
        }
        // A screen with nothing left to fill and the order button is the last one.
        let open_fields = look.fields.iter().any(|f| {
            f.visible
                && effort::is_text_like(f)
                && effort::counts(f)
                && !f.filled
                && f.purpose != "x-coupon"
        });
        self.fence.screen(
            screen.takes_payment,
            screen.in_checkout && !open_fields && !screen.takes_payment,
        );
    }

    pub(super) fn refuse_walls(&self, screen: &Screen) -> Result<(), Halt> {
        match &screen.wall {
            Some(("error-page", detail)) => Err(self.stuck("error-page", detail.clone())),
            Some((code, detail)) => Err(self.refused(code, detail.clone())),
            None => Ok(()),
        }
    }

    /// Presses a control of a look, if the guard allows it.
    pub(super) fn press(
        &mut self,
        look: &Look,
        screen: &Screen,
        handle: u32,
    ) -> Result<Option<Pressed>, Halt> {
        self.check_limits()?;
        let Some(control) = look.controls.iter().find(|c| c.handle == handle).cloned() else {
            return Ok(None);
        };
        if guard::may_press(&control, screen, self.lexicon).is_err() {
            return Ok(None);
        }
        self.actions += 1;
        self.around.progress.note(&control.name);
        let forward =
            !screen.takes_payment || guard::leads_forward(&guard::words_of(&control), self.lexicon);
        self.fence.permit(forward);
        let outcome = self.press_through(&control);
        self.fence.permit(false);
        self.collect_blocked();
        let pressed = outcome?;
        if let Some(pressed) = &pressed {
            self.note_wait(&pressed.settled);
            if pressed.settled.navigated {
                self.status = self.visit.traffic(&pressed.mark).document_status;
            }
            for popup in self.visit.popups() {
                if let Ok(url) = url::Url::parse(&popup)
                    && crate::journey::store_domain(&url)
                        == crate::journey::store_domain(&self.around.plan.target)
                    && !pressed.changed()
                {
                    self.open_url(&popup)?;
                }
            }
            if let Some(open) = &mut self.open {
                open.presses += 1;
            }
        }
        Ok(pressed)
    }

    fn press_through(&mut self, control: &Control) -> Result<Option<Pressed>, Halt> {
        for attempt in 0..3 {
            match touch::press(&mut self.visit, control.handle, SETTLE_CAP)? {
                Ok(pressed) => return Ok(Some(pressed)),
                Err(Missed::Gone) => return Ok(None),
                Err(Missed::Unusable | Missed::Covered(..)) if attempt < 2 => {
                    // A toast passes, a button wakes up after a blur; a layer is closed.
                    touch::pause(&mut self.visit, 700)?;
                    if attempt == 1 {
                        self.visit.press("Escape")?;
                    }
                }
                Err(Missed::Unusable | Missed::Covered(..)) => return Ok(None),
            }
        }
        Ok(None)
    }

    /// Opens or closes the fence's permit for filling a form.
    pub(super) fn permitted<T>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Halt>,
    ) -> Result<T, Halt> {
        self.fence.permit(true);
        let done = work(self);
        self.fence.permit(false);
        self.collect_blocked();
        done
    }

    pub(super) fn collect_blocked(&mut self) {
        let blocked = self.visit.blocked();
        self.guard.blocked_requests.extend(blocked);
        self.guard.blocked_requests.truncate(200);
    }

    /// Begins a step: the screen was reached by this action.
    pub(super) fn arrive(
        &mut self,
        goal: Goal,
        screen: &Screen,
        action: ActionTaken,
        mark: Mark,
        settled: &Settled,
        look: Look,
    ) -> Result<(), Halt> {
        self.leave()?;
        self.around
            .progress
            .note(&format!("{} {}", goal.name(), look.url));
        let vitals = self.visit.vitals();
        let narrow_overflow = self.narrow_overflow();
        let screenshot = self
            .visit
            .screenshot()
            .ok()
            .and_then(|png| self.around.blobs.put(&png, "png"));
        let mode = if settled.navigated {
            Mode::Load
        } else {
            Mode::Act
        };
        let mut also: Vec<Goal> = screen
            .goals
            .iter()
            .copied()
            .filter(|g| *g != goal)
            .collect();
        also.sort();
        let step = Step {
            index: u32::try_from(self.steps.len()).unwrap_or(u32::MAX),
            goal,
            also,
            mode,
            action,
            url: look.url.clone(),
            status: if settled.navigated { self.status } else { None },
            clock: Clock {
                ..settled.clock.clone()
            },
            vitals,
            effort: crate::model::journey::Effort::default(),
            look: Look {
                layout: Layout {
                    narrow_overflow,
                    ..look.layout
                },
                ..look
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
            screenshot,
            problem: None,
        };
        self.open = Some(OpenStep {
            step,
            mark,
            presses: 0,
        });
        Ok(())
    }

    /// How much wider than the window the page is when the window is narrowed, as
    /// on small phones; empty on a desktop and where the page does not answer.
    fn narrow_overflow(&mut self) -> Vec<(u32, f64)> {
        let mut out = Vec::new();
        if self.device != Device::Mobile {
            return out;
        }
        for width in [360, 320] {
            if self.visit.narrow(Some(width)).is_err() {
                break;
            }
            let Ok(value) = self.visit.call(0, probe::OVERFLOW, &[]) else {
                break;
            };
            out.extend(value.as_f64().map(|px| (width, px)));
        }
        // A page that no longer answers is noticed by the next call.
        let _restored = self.visit.narrow(None);
        out
    }

    /// Closes the open step: counts what it cost.
    pub(super) fn leave(&mut self) -> Result<(), Halt> {
        let Some(OpenStep {
            mut step,
            mark,
            presses,
        }) = self.open.take()
        else {
            return Ok(());
        };
        let traffic = self.visit.traffic(&mark);
        step.requests = traffic.requests;
        self.mark_personal(&mut step.requests);
        step.request_count = traffic.request_count;
        step.bytes = traffic.bytes;
        step.console = traffic.console;
        step.cookies = self.visit.cookies();
        step.effort = effort::of(&step.look, &step.filled, presses.max(1), self.device);
        self.steps.push(step);
        Ok(())
    }

    /// Reads what only shows after the last input of a screen; called before the press that leaves it is counted.
    pub(super) fn note_interactions(&mut self) {
        if self.open.is_none() {
            return;
        }
        let Vitals {
            inp_ms,
            cls,
            tbt_ms,
            ..
        } = self.visit.vitals();
        if let Some(open) = &mut self.open {
            open.step.vitals.inp_ms = inp_ms.or(open.step.vitals.inp_ms);
            open.step.vitals.cls = cls.or(open.step.vitals.cls);
            open.step.vitals.tbt_ms = tbt_ms.or(open.step.vitals.tbt_ms);
        }
    }

    /// Marks requests whose address carries what the persona typed.
    fn mark_personal(&self, requests: &mut [Request]) {
        let secrets: Vec<(String, String)> = [
            "email",
            "tel",
            "name",
            "family-name",
            "street-address",
            "address-line1",
            "cc-number",
        ]
        .iter()
        .filter_map(|p| {
            self.persona
                .value(p)
                .filter(|v| v.chars().count() >= 4)
                .map(|v| ((*p).to_owned(), v))
        })
        .collect();
        for request in requests {
            let decoded = percent_decoded(&request.url);
            request.personal = secrets
                .iter()
                .filter(|(_, v)| {
                    decoded.contains(v.as_str()) || decoded.contains(&v.replace(' ', "+"))
                })
                .map(|(p, _)| p.clone())
                .collect();
        }
    }

    pub(super) fn act(&mut self, act: Act) {
        if let Some(open) = &mut self.open {
            open.step.acts.push(act);
        }
    }

    pub(super) fn decided(&mut self, goal: Goal, considered: Vec<Considered>, outcome: &str) {
        if let Some(open) = &mut self.open {
            open.step.decisions.push(Decision {
                goal,
                considered,
                outcome: outcome.to_owned(),
            });
            open.step.decisions.truncate(60);
        }
    }

    pub(super) fn note_filled(&mut self, filled: Filled) {
        if let Some(open) = &mut self.open {
            open.step
                .filled
                .retain(|f| f.selector != filled.selector || filled.corrected_after.is_some());
            open.step.filled.push(filled);
        }
    }

    pub(super) fn note_after(&mut self, look: Look) {
        if let Some(open) = &mut self.open {
            open.step.look_after = Some(look);
        }
    }

    pub(super) fn note_problem(&mut self, code: &str) {
        if let Some(open) = &mut self.open {
            open.step.problem = Some(code.to_owned());
        }
    }

    /// The goal and address of the open step.
    pub(super) fn standing(&self) -> Option<(Goal, &Look)> {
        self.open.as_ref().map(|o| (o.step.goal, &o.step.look))
    }

    /// Adds goals that turned out to be served by the same screen.
    pub(super) fn also_serves(&mut self, goals: &[Goal]) {
        if let Some(open) = &mut self.open {
            for goal in goals {
                if *goal != open.step.goal && !open.step.also.contains(goal) {
                    open.step.also.push(*goal);
                }
            }
            open.step.also.sort();
        }
    }

    /// The last screen turned out to be the review: it is named so.
    pub(super) fn rename_step(&mut self, goal: Goal) {
        if let Some(open) = &mut self.open
            && open.step.goal != goal
        {
            let before = open.step.goal;
            open.step.also.retain(|g| *g != goal);
            open.step.also.push(before);
            open.step.also.sort();
            open.step.goal = goal;
        }
    }

    /// Chooses the persona by the store's language, currency and countries.
    pub(super) fn choose_persona(&mut self, look: &Look) {
        let currency = look
            .prices
            .iter()
            .find_map(|p| p.currency.clone())
            .or_else(|| {
                self.steps
                    .iter()
                    .find_map(|s| s.look.prices.iter().find_map(|p| p.currency.clone()))
            });
        let countries: Vec<String> = look
            .fields
            .iter()
            .filter(|f| f.purpose == "country" || f.purpose == "country-name")
            .flat_map(|f| f.options.iter().map(|(v, _)| v.clone()))
            .collect();
        self.persona =
            Persona::for_store(self.language.as_deref(), currency.as_deref(), &countries);
    }

    /// How the walk ended, when not at its last screen.
    pub(super) fn ended_by(&mut self, halt: Halt) -> Ended {
        match halt {
            Halt::Ended(ended) => ended,
            Halt::Browser(error) => {
                let reason = match &error {
                    BrowserError::PageCrashed => "page-crashed",
                    BrowserError::Timeout { .. } => "page-frozen",
                    BrowserError::Closed { .. } => "browser-died",
                    BrowserError::NotFound { .. }
                    | BrowserError::Launch { .. }
                    | BrowserError::Protocol { .. }
                    | BrowserError::Script { .. } => "browser-failed",
                };
                Ended::Died {
                    goal: self.goal,
                    reason: reason.into(),
                    detail: error.to_string(),
                }
            }
        }
    }

    /// Closes the last step, empties the cart, and hands everything over.
    pub(super) fn finish(&mut self, journey: &mut Journey) {
        self.note_interactions();
        // What can still be read is; a dead browser answers nothing and changes nothing.
        let _closed = self.leave();
        journey.cart_emptied = self.in_cart.then(|| self.empty_cart());
        self.collect_blocked();
        journey.steps = std::mem::take(&mut self.steps);
        journey.guard = std::mem::take(&mut self.guard);
        journey.store_language = self.language.clone();
        journey.persona = self.persona.id().to_owned();
        journey.user_agent = std::mem::take(&mut self.user_agent);
    }

    pub(super) fn remember_user_agent(&mut self) {
        self.user_agent = self.visit.user_agent().to_owned();
    }
}

/// Decodes `%xx` and keeps what is no UTF-8 as it was.
fn percent_decoded(url: &str) -> String {
    url::form_urlencoded::parse(url.as_bytes())
        .map(|(k, v)| format!("{k}={v}"))
        .collect::<Vec<_>>()
        .join("&")
        + url
}
