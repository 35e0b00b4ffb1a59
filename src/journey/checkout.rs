//! Through the checkout, screen by screen, whatever their order and number: fill
//! what is asked, choose what must be chosen, go on, and stop before the order.

use crate::browser::{Mark, SettleOptions};
use crate::journey::correct;
use crate::journey::effort;
use crate::journey::fill::{self, How, Move, Zeal};
use crate::journey::look;
use crate::journey::pilot::{self, Action};
use crate::journey::questions::Answered;
use crate::journey::returned;
use crate::journey::screen::Screen;
use crate::journey::shape::{complains, contents, is_gone, moved_on, same_fields, shape_of};
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::walls::asks_for_account;
use crate::model::journey::{ActionTaken, Goal};
use crate::model::look::Look;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// Screens and rounds at most; a checkout of a dozen screens is far below.
const ROUNDS: usize = 40;

/// What was tried on one screen.
#[derive(Default)]
pub(super) struct Tries {
    done: BTreeSet<String>,
    corrected: BTreeMap<String, u32>,
    /// What was typed into a field that the store complained about, and what it said.
    pub(super) complaints: BTreeMap<String, (String, Vec<String>)>,
    /// Fields that are to be filled although nothing marks them, and how.
    forced: BTreeMap<String, How>,
    /// How often a field was not there any more when it was to be filled.
    missed: BTreeMap<String, u32>,
    /// Whether a screen that looked complete was given a moment to ask for more.
    lingered: bool,
    /// How often a screen that looked complete was found not to be.
    gone_over: u32,
    /// Whether an address was looked up by its postcode.
    pub(super) looked_up: bool,
    pub(super) pressed: BTreeSet<String>,
    zeal: Option<Zeal>,
    waits: u32,
    /// Name of a control whose press the fence stopped, because it would have ordered.
    ordering: Option<String>,
    /// Whether the store sent back what was pressed here.
    pub(super) refused: bool,
    /// What it said in red alone when it did.
    said: BTreeSet<String>,
    /// Locked fields whose box was opened.
    pub(super) boxed: BTreeSet<String>,
    /// Rows of choices without a mark that one was taken of.
    pub(super) rows: BTreeSet<String>,
    /// How often a page of mistakes was gone back from.
    pub(super) returns: u32,
    /// What its boxes asked when they were filled.
    answered: Answered,
}

impl Traveller<'_> {
    pub(super) fn check_out(&mut self) -> Result<Goal, Halt> {
        let mut tries = Tries::default();
        let mut shape = String::new();
        let mut seen = None;
        // How often a control was pressed on a screen of one shape: twice round is a loop.
        let mut rounds: BTreeMap<(String, String), u32> = BTreeMap::new();
        // Forms that the store took without moving on, with what was in them.
        let mut taken: BTreeSet<(String, String)> = BTreeSet::new();
        for _ in 0..ROUNDS {
            let (mut look, screen) = match seen.take() {
                Some(seen) => seen,
                None => self.see()?,
            };
            returned::keep_said(&mut look, &tries.said);
            self.refuse_walls(&screen)?;
            self.session_ended(&look, &screen)?;
            let now = shape_of(&look);
            if now != shape {
                shape = now;
                tries.pressed.clear();
                tries.waits = 0;
            }
            self.goal = next_goal(&screen);
            if self.standing().is_some_and(|(g, _)| g == Goal::Review)
                && screen.goals.contains(&Goal::Shipping)
                && !screen.goals.contains(&Goal::Review)
            {
                // The choices came after the page: until then it read like a review.
                self.rename_step(Goal::Shipping);
            }
            if self.account_wall(&look, &screen)? {
                continue;
            }

            if self.probe_as_found(&look, &screen)? {
                tries = Tries::default();
                continue;
            }

            for anew in tries.answered.asked_anew(&look, &tries.done) {
                tries.done.remove(&anew);
                tries.rows.clear();
            }
            let zeal = tries.zeal.unwrap_or(Zeal::Required);
            let mut moves = fill::plan(&look, self.persona, zeal, &tries.done, self.lexicon);
            fill::force(&mut moves, &look, std::mem::take(&mut tries.forced));
            fill::align_halves(&mut moves, &look, self.persona);
            if !moves.is_empty() {
                seen = Some(self.fill_all(&look, &moves, &mut tries)?);
                // What did nothing before may do something now.
                tries.pressed.clear();
                continue;
            }
            if screen.final_control.is_some() && self.go_over_again(&look, &mut tries) {
                continue;
            }
            if screen.final_control.is_some() && !tries.done.is_empty() && !tries.lingered {
                // A section may be a second behind what was filled in last.
                tries.lingered = true;
                let mark = self.visit.mark();
                self.permitted(|t| {
                    // Some pages take a section over only when one leaves its last field.
                    look::leave_field(&mut t.visit)?;
                    touch::pause(&mut t.visit, 1_000)?;
                    t.rest(&mark)
                })?;
                // One section after the other may be brought up to date by it.
                self.fence.fill();
                continue;
            }
            if let Some(found) = self.look_up_address(&look, &screen, &mut tries)? {
                seen = Some(found);
                continue;
            }
            if let Some(found) = self.choose_address_in_a_box(&look, &mut tries)? {
                seen = Some(found);
                continue;
            }
            if let Some(said) = self.sent_back(&look, &screen, &tries) {
                self.note_problem("no-way-on");
                return Err(self.stuck("form-refused", said));
            }
            let closed = screen.final_control.is_some() && !screen.final_enabled;
            if screen.final_control.is_some()
                && let Some(found) = self.choose_unmarked(&look, &screen, &mut tries, closed)?
            {
                seen = Some(found);
                continue;
            }
            if closed && let Some(found) = self.choose_prompted(&look, &screen, &mut tries)? {
                seen = Some(found);
                continue;
            }
            let final_alone = screen.final_control.is_some()
                && !screen.goals.contains(&Goal::Payment)
                && !screen.last;
            if final_alone && self.hear_boxes(&look)? {
                continue;
            }
            if let Some(goal) = self.last_screen(&look, &screen, &tries)? {
                self.probe_last(&look, &screen, goal)?;
                return Ok(goal);
            }
            let mut known = self.known.clone();
            known
                .failed
                .extend(tries.pressed.iter().map(|k| (Goal::Review, k.clone())));
            let turned = rounds
                .iter()
                .filter(|((at, _), times)| *at == shape && **times >= 2);
            known
                .failed
                .extend(turned.map(|((_, key), _)| (Goal::Review, key.clone())));
            let again = look.controls.iter().filter(|c| c.visible).filter_map(|c| {
                let key = pilot::key_of(c);
                taken
                    .contains(&(key.clone(), contents(&look, c)))
                    .then_some((Goal::Review, key))
            });
            known.failed.extend(again);
            let decided = pilot::decide(&look, &screen, Goal::Review, &known, self.lexicon);
            let Action::Press { handle } = decided.action else {
                if self.hear_boxes(&look)? {
                    continue;
                }
                if let Some(found) = self.choose_unmarked(&look, &screen, &mut tries, true)? {
                    seen = Some(found);
                    continue;
                }
                if let Some(found) = self.choose_prompted(&look, &screen, &mut tries)? {
                    seen = Some(found);
                    continue;
                }
                if tries.waits < 3 {
                    // A section may still be on its way, a button still waking up.
                    tries.waits += 1;
                    touch::pause(&mut self.visit, 900)?;
                    continue;
                }
                if tries.zeal.is_none() {
                    tries.zeal = Some(Zeal::Everything);
                    tries.pressed.clear();
                    continue;
                }
                self.decided(self.goal, decided.considered, "no-way-on");
                if asks_for_account(&look, &screen) && self.behind_account(&look, &screen)? {
                    continue;
                }
                if let Some(name) = &tries.ordering {
                    // Words and address promised another screen, but what was sent would have ordered.
                    self.decided(
                        Goal::Review,
                        Vec::new(),
                        &format!("would have ordered, stopped: {name}"),
                    );
                    self.note_problem("order-stopped");
                    self.rename_step(Goal::Review);
                    return Ok(Goal::Review);
                }
                return self.no_way_on(&look, &screen, &tries);
            };
            let Some(control) = look.controls.iter().find(|c| c.handle == handle).cloned() else {
                continue;
            };
            if self.probe_filled(&look, &screen, &control)? {
                tries = Tries::default();
                continue;
            }
            self.note_interactions();
            let key = pilot::key_of(&control);
            tries.pressed.insert(key.clone());
            self.visit.dialogs();
            self.fence.stopped_an_order();
            let pressed = self.press(&look, &screen, handle)?;
            if self.fence.stopped_an_order() {
                tries.ordering = Some(control.name.clone());
            }
            let Some(pressed) = pressed else {
                self.decided(self.goal, decided.considered, "could-not-press");
                continue;
            };
            let (mut after, then) = self.see()?;
            after
                .messages
                .extend(correct::said_in(self.visit.dialogs(), self.lexicon));
            tries.said.extend(returned::say_in_red(&look, &mut after));
            let complains = complains(&look, &after);
            if pressed.settled.navigated
                && let Some(form) = self.back_to_form(&look, &after, &mut tries)?
            {
                self.decided(self.goal, decided.considered, "refused-by-form");
                tries.done.clear();
                seen = Some(form);
                continue;
            }
            let taken_over = !complains
                && pressed.changed()
                && is_gone(&control, &after)
                && self.was_taken(&pressed.mark);
            if taken_over || moved_on(&look, &after, pressed.settled.navigated) {
                *rounds.entry((shape.clone(), key)).or_default() += 1;
                self.decided(self.goal, decided.considered, "progress");
                tries = Tries::default();
                self.known.filled_forms.clear();
                let goal = main_goal(&then, self.goal);
                let how = ActionTaken {
                    verb: "press".into(),
                    target: control.name.clone(),
                    selector: Some(control.selector.clone()),
                };
                let (there, here) = (pilot::plain(&after.url), pilot::plain(&look.url));
                if there != here {
                    self.known.left.insert(here);
                    self.known.left.remove(&there);
                }
                let same_page = !pressed.settled.navigated
                    && pilot::plain(&after.url) == pilot::plain(&look.url);
                if same_page && self.standing().is_some_and(|(g, _)| g == goal) {
                    // A section opened on the same screen: still the same step.
                    self.also_serves(&then.goals);
                } else {
                    let found = after.clone();
                    self.arrive(goal, &then, how, pressed.mark, &pressed.settled, found)?;
                }
                seen = Some((after, then));
                continue;
            }
            if pressed.settled.navigated || complains {
                self.decided(self.goal, decided.considered, "refused-by-form");
                // What asks for something new was not sent with it yet, and may be sent once more.
                let still = after.messages.iter().any(|m| m.error) && same_fields(&look, &after);
                tries.refused = (complains || still) && !asks_anew(&look, &after);
                self.correct(&look, &after, &mut tries);
                seen = Some((after, then));
                continue;
            }
            if self.was_taken(&pressed.mark) {
                // "Your address was saved": the way on is elsewhere on the page.
                taken.insert((key, contents(&look, &control)));
            }
            self.decided(self.goal, decided.considered, "nothing-changed");
        }
        Err(self.stuck("too-many-rounds", ""))
    }

    pub(super) fn fill_all(
        &mut self,
        look: &Look,
        moves: &[Move],
        tries: &mut Tries,
    ) -> Result<(Look, Screen), Halt> {
        // A list that changes the page is followed by a new look; plain texts are typed in one go.
        for (n, step) in moves.iter().enumerate() {
            self.check_limits()?;
            tries.done.insert(step.selector.clone());
            self.around
                .progress
                .note(&format!("{} {}", step.purpose, step.selector));
            let mark = self.visit.mark();
            let chooses = matches!(step.how, How::Check | How::Choose(_));
            let filled = self.permitted(|t| {
                if chooses {
                    t.fence.choose();
                }
                Ok(touch::fill(&mut t.visit, step)?)
            })?;
            if let Some(field) = look.fields.iter().find(|f| f.handle == step.handle) {
                tries.answered.note(field);
                self.known.filled_forms.insert((field.frame, field.form));
            } else if let Some(c) = look.controls.iter().find(|c| c.handle == step.handle) {
                tries.answered.note_pressed(c);
            }
            if filled.is_none() {
                // The page was built anew under our hands: looked at again, it is found.
                let missed = tries.missed.entry(step.selector.clone()).or_default();
                *missed += 1;
                if *missed <= 2 {
                    tries.done.remove(&step.selector);
                    break;
                }
            }
            if let Some(mut filled) = filled {
                if let Some((message, tried)) = tries.complaints.get_mut(&step.selector) {
                    filled.corrected_after = Some(message.clone());
                    if let How::Type(text) = &step.how {
                        tried.push(text.clone());
                    }
                }
                self.note_filled(filled);
            }
            let reshapes = !matches!(step.how, fill::How::Type(_))
                || matches!(step.purpose.as_str(), "postal-code" | "x-postal-code-2");
            if reshapes || n + 1 == moves.len() {
                self.permitted(|t| t.rest(&mark))?;
                if reshapes
                    && n + 1 < moves.len()
                    && shape_of(&look::look(&mut self.visit)?) != shape_of(look)
                {
                    break;
                }
            }
        }
        // What a page sends a second after the last key is still an answer to what was filled in.
        self.fence.fill();
        let (after, screen) = self.see()?;
        self.also_serves(&screen.goals);
        self.note_after(after.clone());
        Ok((after, screen))
    }

    /// Whether the store took what was sent since a press.
    pub(super) fn was_taken(&mut self, since: &Mark) -> bool {
        self.visit
            .traffic(since)
            .requests
            .iter()
            .any(|r| r.method != "GET" && !r.third_party && r.status.is_some_and(|s| s < 400))
    }

    /// Before a screen counts as complete: fields that lost what was filled in, or never
    /// took it, are filled again.
    fn go_over_again(&self, look: &Look, tries: &mut Tries) -> bool {
        if tries.gone_over >= 2 {
            return false;
        }
        let none = BTreeSet::new();
        let left: Vec<Move> = fill::plan(look, self.persona, Zeal::Required, &none, self.lexicon)
            .into_iter()
            .filter(|m| m.how != How::Check || m.purpose.contains("method"))
            .collect();
        tries.gone_over += 1;
        let before = tries.done.len();
        for step in &left {
            tries.done.remove(&step.selector);
        }
        tries.done.len() < before
    }

    /// Waits for what a field set off: briefly where nothing was asked of the server.
    fn rest(&mut self, since: &Mark) -> Result<(), Halt> {
        let wait = |cap, quiet| SettleOptions {
            cap: Duration::from_millis(cap),
            quiet: Duration::from_millis(quiet),
        };
        self.visit.settle(since, &wait(1_000, 120))?;
        if self.visit.traffic(since).request_count > 0 {
            let settled = self.visit.settle(since, &wait(5_000, 400))?;
            self.note_wait(&settled);
        }
        Ok(())
    }

    /// Reads what the form complained about and gets those fields filled again, differently.
    pub(super) fn correct(&mut self, before: &Look, after: &Look, tries: &mut Tries) {
        let complaints = correct::complaints(before, after);
        let mut again = false;
        for complaint in &complaints {
            let Some(field) = after.fields.iter().find(|f| f.handle == complaint.field) else {
                continue;
            };
            let count = tries.corrected.entry(field.selector.clone()).or_default();
            if *count >= 3 {
                continue;
            }
            *count += 1;
            again = true;
            let typed = self.typed_into(&field.selector);
            let (message, tried) = tries.complaints.entry(field.selector.clone()).or_default();
            complaint.message.clone_into(message);
            tried.extend(typed.filter(|t| !tried.contains(t)));
            tries.done.remove(&field.selector);
            let how = if effort::is_text_like(field) {
                correct::again(field, message, tried, self.persona).map(How::Type)
            } else {
                None
            };
            if let Some(how) = how.or_else(|| fill::answer(field, self.persona)) {
                tries.forced.insert(field.selector.clone(), how);
            }
        }
        // Fields that lost what was typed are filled again.
        for field in after.fields.iter().filter(|f| f.visible && !f.filled) {
            let count = tries.corrected.entry(field.selector.clone()).or_default();
            if *count < 2 && tries.done.remove(&field.selector) {
                *count += 1;
                again = true;
            }
        }
        if again {
            tries.pressed.clear();
        }
        if complaints.is_empty() || !again {
            // The message is about something that nobody can tell: say it all.
            tries.zeal = Some(Zeal::Everything);
        }
        if let Some(message) = after.messages.iter().find(|m| m.error) {
            self.note_problem("form-refused-once");
            let said: String = message.text.chars().take(120).collect();
            self.decided(self.goal, Vec::new(), &format!("the form says: {said}"));
        }
    }
}

/// Whether a form that came back shows choices or boxes that it did not show before it was sent,
/// as ways of delivery are that only an address brings up.
fn asks_anew(before: &Look, after: &Look) -> bool {
    let known: BTreeSet<&str> = before
        .fields
        .iter()
        .filter(|f| f.visible)
        .map(|f| f.selector.as_str())
        .collect();
    after.fields.iter().any(|f| {
        f.visible
            && !f.disabled
            && matches!(
                f.purpose.as_str(),
                "x-shipping-method" | "x-delivery-date" | "x-delivery-time"
            )
            && !known.contains(f.selector.as_str())
    })
}

fn next_goal(screen: &Screen) -> Goal {
    match screen.goals.first() {
        Some(Goal::Review) | Some(Goal::Payment) => Goal::Review,
        Some(Goal::Shipping) => Goal::Payment,
        Some(Goal::Address) => Goal::Shipping,
        Some(
            Goal::Home | Goal::Listing | Goal::Product | Goal::Added | Goal::Cart | Goal::Checkout,
        )
        | None => Goal::Address,
    }
}

/// The goal that names a screen: the first thing it asks for, or the review when it asks nothing.
fn main_goal(screen: &Screen, fallback: Goal) -> Goal {
    screen
        .goals
        .iter()
        .copied()
        .filter(|g| *g != Goal::Review)
        .min()
        .or(screen.goals.first().copied())
        .unwrap_or(fallback)
}
