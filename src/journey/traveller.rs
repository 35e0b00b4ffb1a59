//! Keeps the state of one journey: the open step, what was learned, the limits.

use crate::browser::{BrowserError, Mark, SettleOptions, Settled, Shot, Visit};
use crate::journey::guard::{self, Fence};
use crate::journey::near::Trail;
use crate::journey::pilot::Knowledge;
use crate::journey::probing::Prober;
use crate::journey::rest::Kept;
use crate::journey::screen::{self, Context, Screen};
use crate::journey::shape::shape_of;
use crate::journey::touch::{self, Missed, Pressed};
use crate::journey::{SETTLE_CAP, Surroundings, clear, look};
use crate::model::device::Device;
use crate::model::journey::{Act, Ended, Goal, GuardLog, PAUSED, Step};
use crate::model::look::{Control, Field, Look};
use crate::model::plan::Until;
use crate::rulebook::lexicon::Lexicon;
use crate::rulebook::persona::Persona;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

mod recordings;
mod steps;

/// How long a press in the checkout may show no effect at all.
const PATIENCE: Duration = Duration::from_secs(5);
/// The same where the page answered in a window of the browser: that was the effect.
const ANSWERED: Duration = Duration::from_millis(500);

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
    /// When its vitals were read.
    measured: Instant,
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
    pub(super) trail: Trail,
    pub(super) goal: Goal,
    pub(super) status: Option<u16>,
    pub(super) cart_url: Option<String>,
    pub(super) in_cart: bool,
    /// Products that turned out to be sold out.
    pub(super) sold_out: u32,
    /// Whether the walk was paused where it was to be.
    paused: bool,
    /// What a product's page said that sells to members only.
    pub(super) members_only: Option<String>,
    /// The wall that a product's page was behind.
    pub(super) walled: Option<(&'static str, String)>,
    /// How often the order was made larger for the store's sake.
    pub(super) raised: u32,
    /// The product that was added.
    pub(super) product_url: Option<String>,
    /// A product's page that the walk may begin at, because another walk came by it.
    pub(super) shortcut: Option<String>,
    steps: Vec<Step>,
    /// What was taken of the screen while it was waited for.
    early: Kept,
    /// Pictures of the screens while they appeared, each with the index of its step.
    film: Vec<(usize, Shot)>,
    open: Option<OpenStep>,
    guard: GuardLog,
    started: Instant,
    actions: usize,
    pub(super) waited_ms: f64,
    language: Option<String>,
    /// The language with its region, as the first page that names one has it (`en-AU`).
    tongue: Option<String>,
    user_agent: String,
    layers_failed: BTreeSet<String>,
    /// What a layer said that asked for a password and was closed.
    pub(super) closed_login: Option<String>,
    /// Screens of which the browser was asked which boxes listen for a press.
    asked_listeners: BTreeSet<String>,
    /// Presses that were to lead through an account wall.
    pub(super) account_tries: u32,
    /// Tries the forms on the way; `None` on a walk that is measured.
    pub(super) prober: Option<Box<Prober>>,
    /// Whether this walk tries the forms and is not measured.
    pub(super) is_probing: bool,
}

impl<'a> Traveller<'a> {
    pub(super) fn new(around: &'a Surroundings<'a>, device: Device, visit: Visit) -> Traveller<'a> {
        let lexicon = Lexicon::embedded();
        let persona = Persona::for_store(None, None, &[]);
        let fence = Fence::default();
        let mut known = Knowledge::from_site(around.site, lexicon);
        known.known_customer = around.plan.session.may_be_known();
        let path = around.plan.journey.path.as_deref();
        if let Some(path) = path.and_then(|file| file.for_device(device)) {
            known.hints.extend(path.hints());
        }
        fence.keep_card(&persona.value("cc-number").unwrap_or_default());
        Traveller {
            around,
            device,
            visit,
            lexicon,
            persona,
            known,
            fence,
            trail: Trail::default(),
            goal: Goal::Home,
            status: None,
            cart_url: None,
            in_cart: false,
            sold_out: 0,
            paused: false,
            members_only: None,
            walled: None,
            raised: 0,
            product_url: None,
            shortcut: None,
            steps: Vec::new(),
            early: Kept::default(),
            film: Vec::new(),
            open: None,
            guard: GuardLog::default(),
            started: Instant::now(),
            actions: 0,
            waited_ms: 0.0,
            language: None,
            tongue: None,
            user_agent: String::new(),
            layers_failed: BTreeSet::new(),
            closed_login: None,
            asked_listeners: BTreeSet::new(),
            account_tries: 0,
            prober: None,
            is_probing: false,
        }
    }

    /// Whether the store speaks Japanese and the shopper lives there.
    pub(super) fn speaks_japanese(&self) -> bool {
        self.persona.country() == "JP"
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

    /// What was done before the walk is not counted.
    pub(super) fn actions_anew(&mut self) {
        self.actions = 0;
        self.waited_ms = 0.0;
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
        self.pause_as_asked()?;
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
        let look = look::look(&mut self.visit)?;
        let look = self.uncover(look)?;
        self.recognised(look)
    }

    /// Clears layers away that the shop put over the page by itself.
    fn uncover(&mut self, mut look: Look) -> Result<Look, Halt> {
        // Settings that were opened are not opened again, on this page.
        let mut settings = BTreeSet::new();
        for _ in 0..6 {
            let failed = self.layers_failed.union(&settings).cloned().collect();
            let consent = self.around.plan.journey.consent;
            let Some(step) = clear::clear_the_way(
                &look,
                consent,
                &failed,
                self.lexicon,
                self.known.checkout_entered,
            ) else {
                break;
            };
            self.check_limits()?;
            self.actions += 1;
            let began = Instant::now();
            let changed = match step.handle {
                Some(handle) => {
                    match touch::press(&mut self.visit, handle, None, Duration::from_secs(5))? {
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
            self.closed_login = self
                .closed_login
                .take()
                .or_else(|| login_in_layer(&look, &step.selector));
            let gone = next
                .layers
                .iter()
                .map(|l| &l.selector)
                .ne(look.layers.iter().map(|l| &l.selector));
            if step.kind == "consent-settings" {
                settings.insert(step.selector.clone());
            } else if !changed && !gone {
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
        Ok(look)
    }

    fn recognised(&mut self, look: Look) -> Result<(Look, Screen), Halt> {
        if self.language.is_none() {
            self.language = look
                .lang
                .as_deref()
                .and_then(|l| l.split(['-', '_']).next())
                .filter(|l| l.len() >= 2)
                .map(str::to_lowercase);
        }
        if self.tongue.is_none() {
            let region = |l: &&String| l.contains(['-', '_']);
            self.tongue = look.lang.as_ref().filter(region).cloned();
        }
        let context = Context {
            status: self.status,
            checkout_entered: self.known.checkout_entered,
            trail: Some(&self.trail),
        };
        let screen = screen::recognise(&look, context, self.lexicon);
        if self.known.checkout_entered
            && let Some(sign) = guard::order_signs(&look, self.lexicon)
        {
            self.guard.order_signs.push(sign.clone());
            return Err(self.stuck("order-seen", sign));
        }
        self.watch(&look, &screen);
        self.known.hints.find(&mut self.visit, &look)?;
        Ok((look, screen))
    }

    /// Tells the guard what is shown.
    fn watch(&mut self, look: &Look, screen: &Screen) {
        self.trail.payment_seen |= screen.takes_payment;
        // A checkout that asks one thing after the other stays where it is, whatever it shows.
        let place = screen::place_of(&look.url);
        if screen.in_checkout && place != screen::place_of(self.around.plan.target.as_str()) {
            self.trail.places.insert(place);
        }
        self.fence.screen(screen);
        self.fence.forms(look);
        let control = look
            .controls
            .iter()
            .find(|c| Some(c.handle) == screen.final_control);
        if let Some(control) = control
            && !self.guard.order_controls.contains(&control.name)
        {
            self.guard.order_controls.push(control.name.clone());
        }
    }

    pub(super) fn refuse_walls(&self, screen: &Screen) -> Result<(), Halt> {
        match &screen.wall {
            Some(("error-page", detail)) => Err(self.stuck("error-page", detail.clone())),
            Some((code, detail)) => Err(self.refused(code, detail.clone())),
            None => Ok(()),
        }
    }

    /// Where nothing on a screen leads on: asks the browser, once for each screen, which boxes listen for a
    /// press; whether there are any that no look has shown.
    pub(super) fn hear_boxes(&mut self, look: &Look) -> Result<bool, Halt> {
        // Handles of another document begin elsewhere.
        let document = look.controls.first().map_or(0, |c| c.handle >> 16);
        if !self
            .asked_listeners
            .insert(format!("{document} {}", shape_of(look)))
        {
            return Ok(false);
        }
        match self.visit.note_listeners() {
            Ok(new) => Ok(new > 0),
            Err(error) if error.page_moved_on() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Presses a control of a look, if the guard allows it, and looks a little longer where nothing
    /// changed.
    pub(super) fn press(
        &mut self,
        look: &Look,
        screen: &Screen,
        handle: u32,
    ) -> Result<Option<Pressed>, Halt> {
        self.press_once(look, screen, handle, true)
    }

    /// Pauses once before the press or address that leads to the step that was named.
    fn pause_as_asked(&mut self) -> Result<(), Halt> {
        let Until::Before(step) = self.around.plan.journey.until else {
            return Ok(());
        };
        if self.paused || self.goal < step {
            return Ok(());
        }
        self.paused = true;
        if self.around.progress.pause(step.name()) {
            return Ok(());
        }
        Err(Halt::Ended(Ended::Stuck {
            goal: step,
            reason: PAUSED.into(),
            detail: String::new(),
        }))
    }

    /// Presses a control of a look, if the guard allows it.
    pub(super) fn press_once(
        &mut self,
        look: &Look,
        screen: &Screen,
        handle: u32,
        patient: bool,
    ) -> Result<Option<Pressed>, Halt> {
        self.check_limits()?;
        let Some(control) = look.controls.iter().find(|c| c.handle == handle).cloned() else {
            return Ok(None);
        };
        if guard::may_press(&control, screen, self.lexicon).is_err() {
            return Ok(None);
        }
        self.pause_as_asked()?;
        self.actions += 1;
        self.around.progress.note(&control.name);
        self.fence.press(&control, screen, self.lexicon);
        let dialogs = self.visit.dialogs_waiting();
        let mut outcome = self.press_through(&control);
        if let Ok(Some(pressed)) = &mut outcome
            && patient
            && self.known.checkout_entered
        {
            let answered = self.visit.dialogs_waiting() > dialogs;
            self.linger(pressed, if answered { ANSWERED } else { PATIENCE })?;
        }
        self.fence.close();
        self.collect_blocked();
        let pressed = outcome?;
        if let Some(pressed) = &pressed {
            self.known.hints.used(&control);
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

    /// A step of a checkout may be prepared for seconds in the page alone, without a request that one
    /// could wait for. Where nothing at all changed, a patient shopper looks a little longer.
    fn linger(&mut self, pressed: &mut Pressed, patience: Duration) -> Result<(), Halt> {
        let until = Instant::now() + patience;
        while !pressed.changed() && Instant::now() < until {
            match touch::pause(&mut self.visit, 250) {
                Err(error) if error.page_moved_on() => {}
                other => other?,
            }
            let traffic = self.visit.traffic(&pressed.mark);
            pressed.after = look::print(&mut self.visit).ok();
            if pressed.changed() || traffic.document_status.is_some() {
                let options = SettleOptions {
                    cap: SETTLE_CAP,
                    ..SettleOptions::default()
                };
                pressed.settled = self.visit.settle(&pressed.mark, &options)?;
                pressed.after = look::print(&mut self.visit).ok();
            }
        }
        Ok(())
    }

    fn press_through(&mut self, control: &Control) -> Result<Option<Pressed>, Halt> {
        for attempt in 0..6 {
            match touch::press(
                &mut self.visit,
                control.handle,
                Some(&control.name),
                SETTLE_CAP,
            )? {
                Ok(pressed) => return Ok(Some(pressed)),
                Err(Missed::Gone) => return Ok(None),
                Err(missed @ (Missed::Unusable | Missed::Covered(..)))
                    if attempt < 2 || attempt < 5 && matches!(missed, Missed::Covered(..)) =>
                {
                    // A toast passes, a button wakes up after a blur; a layer that came meanwhile is closed.
                    touch::pause(&mut self.visit, 700)?;
                    if matches!(missed, Missed::Covered(..)) {
                        let look = look::look(&mut self.visit)?;
                        self.uncover(look)?;
                    }
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
        self.fence.fill();
        let done = work(self);
        self.fence.close();
        self.collect_blocked();
        done
    }

    pub(super) fn collect_blocked(&mut self) {
        let blocked = self.visit.blocked();
        self.guard.blocked_requests.extend(blocked);
        self.guard.blocked_requests.truncate(200);
    }

    /// Hands over what the guard did; a walk that is no journey keeps it elsewhere.
    pub(super) fn take_guard(&mut self) -> GuardLog {
        self.collect_blocked();
        std::mem::take(&mut self.guard)
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
}

/// What a layer says that asks for a password, where the control that closes it is in it.
fn login_in_layer(look: &Look, closes: &str) -> Option<String> {
    let control = look.controls.iter().find(|c| c.selector == closes)?;
    let layer = look
        .layers
        .iter()
        .find(|l| l.controls.contains(&control.handle))?;
    let inside = |f: &Field| {
        f.visible
            && f.kind == "password"
            && f.rect.x >= layer.rect.x - 1.0
            && f.rect.y >= layer.rect.y - 1.0
            && f.rect.x + f.rect.w <= layer.rect.x + layer.rect.w + 1.0
            && f.rect.y + f.rect.h <= layer.rect.y + layer.rect.h + 1.0
    };
    look.fields
        .iter()
        .any(inside)
        .then(|| layer.text.chars().take(600).collect())
}
