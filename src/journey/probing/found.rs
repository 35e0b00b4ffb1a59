//! A screen as it was found: sent empty, then every field tried by itself, then put back.

use super::autofill::autofill;
use super::budget;
use super::complaint::Complaint;
use super::enter::Trial;
use super::submit::{Done, Sending, unanswered};
use super::texts::{self, By, Try};
use super::{Prober, page};
use crate::journey::fill;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{
    Entry, NotRun, Outcome, ProbeLevel, Sent, Submit, SubmitKind, Tie, Variant,
};
use std::collections::BTreeSet;
use std::time::Duration;

/// Part of the time left that one screen's fields may take.
const SHARE: u32 = 2;
/// What is kept for sending a card that is declined.
const FOR_PAYMENT: Duration = Duration::from_millis(1_300);

/// Tries what has not been tried on this screen; whether it has to be looked at again.
pub fn try_as_found(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
) -> Result<bool, Halt> {
    if screen.wall.is_some() {
        return Ok(false);
    }
    if traveller.steps_so_far() > 0 {
        // The forms are asked in the store's language.
        traveller.choose_persona(look);
    }
    let fresh: Vec<&Field> = fields_to_try(look)
        .filter(|f| !prober.tried.contains(&key(look, f)))
        .collect();
    let wanted: Vec<(&Field, texts::Tries)> = fresh
        .iter()
        .filter_map(|f| {
            let split = texts::is_split(f, look);
            let japanese = traveller.speaks_japanese();
            let tries = texts::tries(f, traveller.persona, japanese, prober.level, split)?;
            Some((*f, tries))
        })
        .collect();
    if wanted.is_empty() {
        return Ok(false);
    }
    let wanted = in_order(prober, wanted);
    let index = prober.screens;
    prober.screens += 1;
    for field in &fresh {
        prober.tried.insert(key(look, field));
    }
    if traveller.time_left(prober) < Duration::from_secs(1) {
        prober.leave_out("entries", "budget", traveller.goal.name());
        return Ok(false);
    }

    // Sent as it was found, while nothing was touched.
    prober.spend(budget::SCREEN);
    let mut look = look.clone();
    let mut again = false;
    if !screen.takes_payment {
        match send_empty(traveller, prober, &look, screen, index)? {
            Empty::Stays => {}
            Empty::Changed => {
                prober.spend(budget::TURN);
                let Some(fresh) = reopened(traveller, &look)? else {
                    prober.leave_out("entries", "lost-the-step", traveller.goal.name());
                    return Ok(true);
                };
                look = fresh;
                again = true;
            }
        }
    }
    if prober.again {
        // What a field does with a text does not depend on the screen.
        return Ok(again);
    }
    let left = traveller.time_left(prober);
    // What is kept for the sendings; with the payment on the screen there is one.
    let end = match screen.takes_payment {
        true => FOR_PAYMENT.min(left / SHARE),
        false => left - left / SHARE,
    };
    let selectors: Vec<(String, texts::Tries)> = wanted
        .into_iter()
        .map(|(f, tries)| (f.selector.clone(), tries))
        .collect();
    for (selector, tries) in selectors {
        let Some(field) = look.fields.iter().find(|f| f.selector == selector).cloned() else {
            continue;
        };
        if traveller.time_left(prober) <= end {
            prober.leave_out("entries", "budget", field.purpose.clone());
            continue;
        }
        let left = try_field(traveller, prober, &look, index, &field, &tries)?;
        if left {
            // A key sent the form: the other fields are tried on a fresh one.
            prober.spend(budget::TURN);
            let Some(fresh) = reopened(traveller, &look)? else {
                prober.leave_out("entries", "lost-the-step", traveller.goal.name());
                return Ok(true);
            };
            look = fresh;
        }
    }
    // Last: a field that was emptied again may be called wrong for it.
    autofill(traveller, prober, index)?;
    Ok(again || !fresh.is_empty())
}

/// Fields in the order in which they are tried; a quick run tries one of those that are checked alike.
fn in_order<'a>(
    prober: &mut Prober,
    mut wanted: Vec<(&'a Field, texts::Tries)>,
) -> Vec<(&'a Field, texts::Tries)> {
    wanted.sort_by_key(|(field, _)| texts::rank(&field.purpose));
    if prober.level == ProbeLevel::Full {
        return wanted;
    }
    let mut families: BTreeSet<&str> = BTreeSet::new();
    let mut out = Vec::new();
    for (field, tries) in wanted {
        if families.insert(texts::family(&field.purpose)) {
            out.push((field, tries));
        } else {
            prober.leave_out("entries", "level", field.purpose.clone());
        }
    }
    out
}

/// Fields of the checkout that a guest types into.
pub fn fields_to_try(look: &Look) -> impl Iterator<Item = &Field> {
    let logins = fill::login_forms(look);
    look.fields.iter().filter(move |f| {
        f.visible
            && !f.disabled
            && !f.readonly
            && Region::is_content(f.region)
            && !logins.contains(&(f.frame, f.form))
    })
}

fn key(look: &Look, field: &Field) -> String {
    let name = if field.name.is_empty() {
        &field.selector
    } else {
        &field.name
    };
    format!("{} {name} {}", pilot::plain(&look.url), field.purpose)
}

/// What sending an untouched screen led to.
enum Empty {
    /// The screen stands as it was, but for marks.
    Stays,
    /// It has to be opened again.
    Changed,
}

fn send_empty(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
    index: u32,
) -> Result<Empty, Halt> {
    let Some((control, enabled)) = way_on(traveller, look, screen) else {
        prober.leave_out("empty", "no-button", traveller.goal.name());
        return Ok(Empty::Stays);
    };
    let goal = traveller
        .standing()
        .map_or(traveller.goal, |(goal, _)| goal);
    if !enabled {
        let beside = page::beside(&mut traveller.visit, control.handle)?;
        prober
            .probed
            .submits
            .push(disabled(look, &control, index, goal, beside));
        return Ok(Empty::Stays);
    }
    let before = page::texts(&mut traveller.visit, look)?;
    let sending = Sending {
        enter: None,
        before,
        kind: SubmitKind::Empty,
        screen_index: index,
        goal,
        look,
        screen,
        control: &control,
        put: Vec::new(),
    };
    prober.spend(budget::SENDING);
    let Some(Done { submit, .. }) = traveller.send_step(sending)? else {
        prober.leave_out("empty", "no-button", traveller.goal.name());
        return Ok(Empty::Stays);
    };
    let clean = matches!(submit.sent, Sent::RefusedByBrowser | Sent::Nothing);
    prober.probed.submits.push(submit);
    Ok(if clean { Empty::Stays } else { Empty::Changed })
}

/// The button that sends the screen, and whether it is enabled.
pub fn way_on(traveller: &Traveller<'_>, look: &Look, screen: &Screen) -> Option<(Control, bool)> {
    let mut known = traveller.known.clone();
    known.filled_forms.extend(
        look.fields
            .iter()
            .filter(|f| f.visible && !matches!(f.region, Some(Region::Header | Region::Footer)))
            .map(|f| (f.frame, f.form)),
    );
    let press = |look: &Look| {
        let decided = pilot::decide(look, screen, Goal::Review, &known, traveller.lexicon);
        match decided.action {
            Action::Press { handle } => look.controls.iter().find(|c| c.handle == handle).cloned(),
            Action::Open { .. } | Action::Arrived | Action::GiveUp => None,
        }
    };
    if let Some(control) = press(look) {
        return Some((control, true));
    }
    let mut woken = look.clone();
    for control in woken.controls.iter_mut().filter(|c| c.visible) {
        control.enabled = true;
    }
    let control = press(&woken)?;
    let enabled = look
        .controls
        .iter()
        .any(|c| c.handle == control.handle && c.enabled);
    Some((control, enabled))
}

fn disabled(look: &Look, control: &Control, index: u32, goal: Goal, beside: String) -> Submit {
    Submit {
        kind: SubmitKind::Empty,
        by_enter: false,
        led_to: None,
        screen: index,
        goal,
        url: look.url.clone(),
        control: control.name.clone(),
        selector: control.selector.clone(),
        put: Vec::new(),
        sent: Sent::Disabled,
        errors: Vec::new(),
        unfilled: unanswered(look),
        beside,
        focus: None,
        first_wrong: None,
        first_wrong_in_view: None,
        invalid: Vec::new(),
        lost: Vec::new(),
        requests: 0,
        by_script: None,
        status: None,
        busy: false,
        help: None,
        picture: None,
        rect: None,
    }
}

/// Opens the address of a screen again: the same fields, or `None`.
pub fn reopened(traveller: &mut Traveller<'_>, before: &Look) -> Result<Option<Look>, Halt> {
    traveller.fence.step_back();
    traveller.open_url(&before.url.clone())?;
    let (look, _) = traveller.see()?;
    Ok(same_fields(before, &look).then_some(look))
}

/// All texts of one field; whether the page was left by it.
fn try_field(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: u32,
    field: &Field,
    tries: &texts::Tries,
) -> Result<bool, Halt> {
    let found = field.value.clone();
    let canonical = Try {
        variant: Variant::Canonical,
        text: tries.canonical.clone(),
        by: By::Keys,
        reading: String::new(),
    };
    let mut checks = false;
    let mut silent = false;
    let mut unsaid = false;
    let mut control_failed = false;
    let mut complaint = Complaint::default();
    // The control comes first; after something wrong it comes again and must put things right.
    let mut list: Vec<(Try, bool)> = vec![(canonical.clone(), true)];
    for (at, wrong) in tries.wrong.iter().enumerate() {
        list.push((wrong.clone(), false));
        // In a quick run the next spelling puts a second mistake right.
        if at == 0 || prober.level == ProbeLevel::Full {
            list.push((canonical.clone(), false));
        }
    }
    list.extend(tries.variants.iter().map(|t| (t.clone(), false)));
    for (at, (text, early)) in list.iter().enumerate() {
        // A field that takes something wrong without a word has nothing to mend, and says nothing to
        // what is wrong otherwise either.
        let follows_wrong = at > 0 && matches!(text.variant, Variant::Canonical);
        let nothing_to_mend = silent || unsaid;
        if follows_wrong && nothing_to_mend || silent && text.variant == Variant::WrongOtherwise {
            continue;
        }
        if traveller.time_left(prober) < Duration::from_millis(400) {
            let rest = list[at..].iter().map(|(t, _)| t.variant.name());
            for what in rest {
                prober.leave_out(what, "budget", field.purpose.clone());
            }
            break;
        }
        let trial = Trial {
            field,
            look,
            screen,
            text,
            checks,
            silent,
            early: *early,
        };
        let Some(mut entry) = traveller.enter(prober, &trial)? else {
            prober.leave_out(text.variant.name(), "no-field", field.purpose.clone());
            continue;
        };
        complaint.follow(&mut entry);
        match entry.variant {
            Variant::Canonical if entry.outcome == Outcome::Rejected && !entry.mends => {
                control_failed = true;
            }
            Variant::Wrong | Variant::WrongOtherwise => {
                checks |= entry.outcome == Outcome::Rejected;
                // The browser's own check leaves nothing on the page.
                unsaid = !entry.aria_invalid && !entry.said.iter().any(|s| s.tie != Tie::Native);
                silent = entry.outcome == Outcome::NoClientVerdict && entry.said.is_empty();
            }
            // A paste that is held back is so whatever was pasted.
            Variant::Pasted if entry.held.is_empty() => {}
            _ if control_failed => entry.outcome = Outcome::Unknown,
            _ => {}
        }
        if entry.variant == Variant::Canonical
            && checks
            && entry.outcome == Outcome::NoClientVerdict
        {
            entry.outcome = Outcome::Accepted;
        }
        let left = entry.submitted;
        push(prober, entry);
        if left {
            return Ok(true);
        }
    }
    if control_failed {
        prober.probed.not_run.push(NotRun {
            what: "variants".into(),
            why: "control-failed".into(),
            about: field.purpose.clone(),
        });
    }
    traveller.put_back(field, &found)?;
    Ok(false)
}

pub fn push(prober: &mut Prober, entry: Entry) {
    if prober.probed.entries.len() < 400 {
        prober.probed.entries.push(entry);
    }
}
