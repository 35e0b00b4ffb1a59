//! Writes the steps of a walk: what was found, done, typed and counted on each screen.

use super::{Halt, OpenStep, Traveller};
use crate::browser::{BrowserError, Mark, Settled, Visit};
use crate::journey::dollars;
use crate::journey::screen::Screen;
use crate::journey::{ask, effort, scan};
use crate::model::asked::Answer;
use crate::model::device::Device;
use crate::model::journey::{
    Act, ActionTaken, Considered, Decision, Effort, Filled, Goal, Journey, Mode, Request, Scan,
    Step, Vitals, Work,
};
use crate::model::look::{Layout, Look};
use crate::model::page::PriceText;
use crate::probe;
use crate::rulebook::persona::Persona;
use std::time::{Duration, Instant};

/// Longest wait for the pictures of the first screen, in milliseconds: well beyond a poor LCP.
const PICTURES_MS: u32 = 8_000;

/// A screen that was measured so lately, and not touched since, has nothing new to tell (ours).
const JUST_MEASURED: Duration = Duration::from_secs(1);

/// What is read of a screen once it is there.
#[derive(Default)]
struct Measured {
    picture: Option<Vec<u8>>,
    answers: Vec<Answer>,
    scan: Option<Scan>,
    dom_elements: Option<u32>,
    vitals: Vitals,
    narrow_overflow: Vec<(u32, f64)>,
}

/// Elements of the top document.
fn elements(visit: &mut Visit) -> Option<u32> {
    let counted = visit.call(0, probe::ELEMENTS, &[]).ok()?;
    counted.as_u64()?.try_into().ok()
}

/// How much wider than the window the page is when the window is narrowed, as
/// on small phones; empty where the page does not answer.
fn narrow_overflow(visit: &mut Visit) -> Vec<(u32, f64)> {
    let mut out = Vec::new();
    for width in [360, 320] {
        if visit.narrow(Some(width)).is_err() {
            break;
        }
        let Ok(value) = visit.call(0, probe::OVERFLOW, &[]) else {
            break;
        };
        out.extend(value.as_f64().map(|px| (width, px)));
    }
    // A page that no longer answers is noticed by the next call.
    let _restored = visit.narrow(None);
    out
}

impl Traveller<'_> {
    /// Begins a step: the screen was reached by this action.
    pub(in crate::journey) fn arrive(
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
        self.keep_film(&mark);
        // A walk that tries the forms is not measured.
        let measured = !self.is_probing;
        if settled.navigated && measured {
            self.await_pictures()?;
        }
        let Measured {
            picture,
            answers,
            scan,
            dom_elements,
            vitals,
            narrow_overflow,
        } = self.measure(measured)?;
        let screenshot = picture.and_then(|picture| self.around.blobs.put(&picture, "webp"));
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
            clock: settled.clock.clone(),
            vitals,
            effort: Effort::default(),
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
            answers,
            scan,
            work: Work {
                dom_elements,
                ..Work::default()
            },
        };
        self.open = Some(OpenStep {
            step,
            mark,
            presses: 0,
            measured: Instant::now(),
        });
        Ok(())
    }

    /// From now on, pictures and scans are taken while a page is waited for. Not where the waiting is
    /// filmed: the browser redraws the page for a picture.
    pub(in crate::journey) fn work_at_rest(&mut self) {
        let plan = &self.around.plan.journey;
        if !plan.recordings.film {
            self.visit.when_at_rest(Some(self.early.work(plan.scan)));
        }
    }

    /// Takes a picture of the screen and keeps it: the name of its blob.
    pub(in crate::journey) fn picture(&mut self) -> Option<String> {
        let picture = self.visit.screenshot().ok()?;
        self.around.blobs.put(&picture, "webp")
    }

    /// Waits for the pictures of the first screen: a quiet page may still lack its largest one, and
    /// the first press ends the measurement of LCP. No clock of the step holds this wait.
    fn await_pictures(&mut self) -> Result<(), Halt> {
        let asked = serde_json::json!(PICTURES_MS);
        match self.visit.call(0, probe::PICTURES, &[asked]) {
            // A page that moved on, or does not answer, is measured as it is.
            Ok(_) | Err(BrowserError::Script { .. } | BrowserError::Protocol { .. }) => Ok(()),
            Err(error) if error.page_moved_on() => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads what a screen is measured by, and does it at full speed: the page has come to rest, and a
    /// slow processor would only make the walk longer. The window is narrowed last: for half a second
    /// after it changed the browser counts no shift of the layout as the store's.
    fn measure(&mut self, measured: bool) -> Result<Measured, BrowserError> {
        let plan = &self.around.plan.journey;
        let on_phone = self.device == Device::Mobile;
        let kept = &self.early;
        self.visit.at_full_speed(|visit| {
            if !measured {
                return Ok(Measured {
                    vitals: visit.vitals(),
                    ..Measured::default()
                });
            }
            let early = kept.take(visit);
            let rested = early.is_some();
            let early = early.unwrap_or_default();
            Ok(Measured {
                picture: early.picture.or_else(|| visit.screenshot().ok()),
                answers: ask::ask(visit, &plan.asked),
                scan: early
                    .scan
                    .or_else(|| plan.scan.then(|| scan::scan(visit)).flatten()),
                dom_elements: elements(visit),
                vitals: match rested {
                    true => visit.vitals_at_rest(),
                    false => visit.vitals(),
                },
                narrow_overflow: match on_phone {
                    true => narrow_overflow(visit),
                    false => Vec::new(),
                },
            })
        })
    }

    /// Closes the open step: counts what it cost.
    pub(in crate::journey) fn leave(&mut self) -> Result<(), Halt> {
        let Some(OpenStep {
            mut step,
            mark,
            presses,
            ..
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
        step.work.soft_navigations = traffic.soft_navigations;
        step.work.scripts = traffic.scripts;
        step.work.interactions = traffic.interactions;
        step.cookies = self.visit.cookies();
        step.effort = effort::of(
            &step.look,
            &step.filled,
            &step.acts,
            presses.max(1),
            self.device,
        );
        self.steps.push(step);
        Ok(())
    }

    /// Reads what only shows after the last input of a screen; called before the press that leaves it is counted.
    pub(in crate::journey) fn note_interactions(&mut self) {
        let untouched = |open: &OpenStep| {
            open.presses == 0
                && open.step.acts.is_empty()
                && open.step.filled.is_empty()
                && open.measured.elapsed() < JUST_MEASURED
        };
        if self.open.as_ref().is_none_or(untouched) {
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

    pub(in crate::journey) fn act(&mut self, act: Act) {
        if let Some(open) = &mut self.open {
            open.step.acts.push(act);
        }
    }

    pub(in crate::journey) fn decided(
        &mut self,
        goal: Goal,
        considered: Vec<Considered>,
        outcome: &str,
    ) {
        if let Some(open) = &mut self.open {
            open.step.decisions.push(Decision {
                goal,
                considered,
                outcome: outcome.to_owned(),
            });
            open.step.decisions.truncate(60);
        }
    }

    pub(in crate::journey) fn note_filled(&mut self, filled: Filled) {
        self.trail.note_typed(&filled.purpose, &filled.typed);
        if let Some(open) = &mut self.open {
            open.step
                .filled
                .retain(|f| f.selector != filled.selector || filled.corrected_after.is_some());
            open.step.filled.push(filled);
        }
    }

    /// What was typed last into a field of the open step.
    pub(in crate::journey) fn typed_into(&self, selector: &str) -> Option<String> {
        let open = self.open.as_ref()?;
        let filled = open.step.filled.iter().rfind(|f| f.selector == selector)?;
        Some(filled.typed.clone())
    }

    pub(in crate::journey) fn note_after(&mut self, look: Look) {
        if let Some(open) = &mut self.open {
            open.step.look_after = Some(look);
        }
    }

    pub(in crate::journey) fn note_problem(&mut self, code: &str) {
        if let Some(open) = &mut self.open {
            open.step.problem = Some(code.to_owned());
        }
    }

    /// The goal and address of the open step.
    pub(in crate::journey) fn standing(&self) -> Option<(Goal, &Look)> {
        self.open.as_ref().map(|o| (o.step.goal, &o.step.look))
    }

    /// The steps that are over.
    pub(in crate::journey) fn past_steps(&self) -> &[Step] {
        &self.steps
    }

    /// How many steps there are, the open one included.
    pub(in crate::journey) fn steps_so_far(&self) -> usize {
        self.steps.len() + usize::from(self.open.is_some())
    }

    /// Takes back steps that turned out to lead nowhere; what was open is closed. The last step
    /// that stays tells of them.
    pub(in crate::journey) fn forget_steps_after(&mut self, kept: usize) -> Result<(), Halt> {
        self.leave()?;
        self.steps.truncate(kept);
        self.film.retain(|(step, _)| *step < kept);
        if let Some(last) = self.steps.last_mut() {
            last.problem = Some("cannot-add".to_owned());
        }
        Ok(())
    }

    /// Adds goals that turned out to be served by the same screen.
    pub(in crate::journey) fn also_serves(&mut self, goals: &[Goal]) {
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
    pub(in crate::journey) fn rename_step(&mut self, goal: Goal) {
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
    pub(in crate::journey) fn choose_persona(&mut self, look: &Look) {
        let tongue = self.tongue.as_deref().or(self.language.as_deref());
        let meant = |p: &PriceText| dollars::meant(p, tongue);
        let currency = look.prices.iter().find_map(meant).or_else(|| {
            self.steps
                .iter()
                .find_map(|s| s.look.prices.iter().find_map(meant))
        });
        // "¥" is the sign of two currencies; the language tells which.
        let chinese = self
            .language
            .as_deref()
            .is_some_and(|l| l.to_lowercase().starts_with("zh"));
        let currency = currency.map(|c| match c.as_str() {
            "JPY" if chinese => "CNY".to_owned(),
            _ => c,
        });
        let countries: Vec<String> = look
            .fields
            .iter()
            .filter(|f| f.purpose == "country" || f.purpose == "country-name")
            .flat_map(|f| f.options.iter().map(|(v, _)| v.clone()))
            .collect();
        self.persona = Persona::for_store(tongue, currency.as_deref(), &countries);
    }

    /// Closes the last step, empties the cart, and hands everything over.
    pub(in crate::journey) fn finish(&mut self, journey: &mut Journey) {
        self.visit.when_at_rest(None);
        self.note_interactions();
        // What can still be read is; a dead browser answers nothing and changes nothing.
        let _closed = self.leave();
        journey.chat = self.try_chat();
        journey.cart_emptied = self.in_cart.then(|| self.empty_cart());
        self.collect_blocked();
        journey.steps = std::mem::take(&mut self.steps);
        self.save_film(journey);
        journey.guard = std::mem::take(&mut self.guard);
        journey.store_language = self.language.clone();
        journey.persona = self.persona.id().to_owned();
        journey.user_agent = std::mem::take(&mut self.user_agent);
    }

    pub(in crate::journey) fn remember_user_agent(&mut self) {
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
