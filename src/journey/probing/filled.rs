//! A screen that is filled as it should be: sent with one field wrong, with spellings that only the
//! server can judge, with two taps; and left and come back to.

use super::back::{back_to, found_again, half_left, step_back, tap_and_return};
use super::budget;
use super::enter::Trial;
use super::found::reopened;
use super::sends::{one_empty, one_wrong, tolerance, without_line};
use super::submit::{Done, Sending};
use super::texts::{self, By, Tries, Try};
use super::{Prober, page};
use crate::journey::fill::{How, Move};
use crate::journey::look as looking;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{ProbeLevel, Put, Sent, Submit, SubmitKind, Tie, Variant};
use crate::rulebook::persona::{Answer, Persona};
use std::collections::BTreeSet;
use std::time::Duration;

/// What is not tried any more where a step does not come back.
const WITH_THE_STEP: [&str; 6] = [
    "tolerance",
    "double-tap",
    "one-empty",
    "offline",
    "back",
    "reload",
];

/// Tries a filled screen once; whether it has to be looked at again.
pub fn try_filled(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
    control: &Control,
) -> Result<bool, Halt> {
    let goal = traveller
        .standing()
        .map_or(traveller.goal, |(goal, _)| goal);
    let key = key(look, control, goal);
    let fields: Vec<&Field> = look
        .fields
        .iter()
        .filter(|f| f.visible && f.filled && !f.disabled && !f.readonly)
        .filter(|f| {
            matches!(
                f.kind.as_str(),
                "text" | "email" | "tel" | "textarea" | "search" | "number" | "textbox"
            )
        })
        .collect();
    if fields.is_empty()
        || screen.final_control.is_some()
        || screen.closing.contains(&control.handle)
    {
        return Ok(false);
    }
    if !prober.sent.insert(key) {
        return Ok(false);
    }
    let index = prober.screens.saturating_sub(1);
    let mut round = Round {
        index,
        goal,
        look: look.clone(),
        screen: screen.clone(),
        control: control.clone(),
        order_is_next: None,
    };
    if screen.takes_payment {
        // With the payment on the screen only a number that no bank takes is sent.
        let own = prober.probed.own_store && !prober.again;
        if own {
            one_wrong(traveller, prober, &mut round)?;
        }
        return Ok(own);
    }
    if !prober.again {
        if !one_wrong(traveller, prober, &mut round)? {
            return Ok(true);
        }
        if !tolerance(traveller, prober, &mut round)? {
            return Ok(true);
        }
    }
    if prober.level != ProbeLevel::Full {
        prober.leave_out("offline", "level", traveller.goal.name());
        prober.leave_out("one-empty", "level", traveller.goal.name());
        prober.leave_out("by-cart", "level", traveller.goal.name());
        prober.leave_out("reload", "level", traveller.goal.name());
    }
    if prober.level == ProbeLevel::Full
        && !prober.again
        && (!one_empty(traveller, prober, &mut round)?
            || !without_line(traveller, prober, &mut round)?)
    {
        return Ok(true);
    }
    if !prober.again && (prober.level == ProbeLevel::Full || traveller.speaks_japanese()) {
        other_postcode(traveller, prober, &mut round)?;
    }
    tap_and_return(traveller, prober, &mut round)?;
    if !prober.again {
        half_left(traveller, prober, &mut round)?;
    }
    Ok(true)
}

/// How long a page may wait after a code was typed before it looks the address up, in milliseconds (ours).
pub const LOOKED_UP_MS: u32 = 600;

/// What a screen is remembered by: steps under one address may all call their button "Next".
fn key(look: &Look, control: &Control, goal: Goal) -> String {
    let address = pilot::plain(&look.url);
    format!("{address} {} {}", control.name, goal.name())
}

/// The screen that is tried, as it stands.
pub struct Round {
    pub index: u32,
    pub goal: Goal,
    pub look: Look,
    pub screen: Screen,
    pub control: Control,
    /// Whether an order button is on the screen behind it; `None` until one sending moved on.
    pub order_is_next: Option<bool>,
}

impl Round {
    /// Looks again: whether the screen still asks for the same.
    pub fn refresh(&mut self, traveller: &mut Traveller<'_>) -> Result<bool, Halt> {
        let (look, screen) = traveller.see()?;
        if !same_fields(&self.look, &look) {
            return Ok(false);
        }
        // A list of mistakes above the form moves everything: the button is known by its words.
        let own =
            |c: &&Control| c.visible && c.tag == self.control.tag && c.name == self.control.name;
        let same_place = |c: &&Control| own(c) && c.selector == self.control.selector;
        let found = look.controls.iter().find(same_place);
        let Some(control) = found.or_else(|| look.controls.iter().find(own)).cloned() else {
            return Ok(false);
        };
        self.control = control;
        self.look = look;
        self.screen = screen;
        Ok(true)
    }

    pub fn field(&self, selector: &str) -> Option<&Field> {
        self.look
            .fields
            .iter()
            .find(|f| f.visible && f.selector == selector)
    }
}

pub fn has_time(traveller: &Traveller<'_>, prober: &mut Prober, what: &str, ms: u64) -> bool {
    let enough = traveller.time_left(prober) > Duration::from_millis(ms);
    if !enough {
        prober.leave_out(what, "budget", traveller.goal.name());
    }
    enough
}

/// What each field could be tried with, and what it holds now.
pub fn wishes(
    traveller: &Traveller<'_>,
    round: &Round,
    level: ProbeLevel,
) -> Vec<(String, String, Tries)> {
    let japanese = traveller.speaks_japanese();
    let mut out: Vec<(String, String, Tries)> = round
        .look
        .fields
        .iter()
        .filter(|f| f.visible && Region::is_content(f.region))
        .filter_map(|f| {
            let split = texts::is_split(f, &round.look);
            let mut tries = texts::tries(f, traveller.persona, japanese, level, split)?;
            if split {
                // The whole number belongs into no box that is sent.
                tries
                    .variants
                    .retain(|text| text.variant == Variant::FullWidth);
                if tries.variants.is_empty() {
                    return None;
                }
            }
            // What was left empty is left empty again.
            tries.canonical = f.value.clone();
            Some((f.selector.clone(), f.purpose.clone(), tries))
        })
        .collect();
    out.sort_by_key(|(_, purpose, _)| texts::rank(purpose));
    out
}

/// Puts a text into a field of the round; what it holds then.
pub fn put(
    traveller: &mut Traveller<'_>,
    round: &Round,
    selector: &str,
    text: &Try,
) -> Result<Option<Put>, Halt> {
    let Some(field) = round.field(selector).cloned() else {
        return Ok(None);
    };
    let at = page::field_at(&field, &round.look, round.index);
    traveller.put_back(&field, &text.text)?;
    let held = looking::held(&mut traveller.visit, field.handle)?;
    Ok(held.connected.then(|| Put {
        field: at,
        variant: text.variant,
        typed: text.text.clone(),
        held: held.value,
        stored: None,
    }))
}

/// Fills the screen as it was before: whatever was changed on purpose, and whatever the store lost.
pub fn restore(
    traveller: &mut Traveller<'_>,
    round: &mut Round,
    before: &Look,
    touched: &[String],
) -> Result<bool, Halt> {
    if !round.refresh(traveller)? {
        return Ok(false);
    }
    if !give_back(traveller, before, &round.look, touched)? {
        return Ok(true);
    }
    round.refresh(traveller)
}

/// Gives the fields that are shown what they held before; whether there was anything to give back.
pub fn give_back(
    traveller: &mut Traveller<'_>,
    before: &Look,
    now: &Look,
    touched: &[String],
) -> Result<bool, Halt> {
    let field = |selector: &str| {
        let mut shown = now.fields.iter().filter(|f| f.visible);
        shown.find(|f| f.selector == selector)
    };
    let moves: Vec<Move> = before
        .fields
        .iter()
        .filter(|f| f.visible && !f.disabled && !f.readonly && !is_aside(f))
        .filter_map(|was| {
            let touched = touched.contains(&was.selector);
            restoring(was, field(&was.selector)?, touched, traveller.persona)
        })
        .collect();
    if moves.is_empty() {
        return Ok(false);
    }
    traveller.permitted(|t| {
        for step in &moves {
            match &step.how {
                How::Type(text) if text.is_empty() => {
                    looking::locate(&mut t.visit, step.handle)?;
                    page::clear(&mut t.visit, step.handle)?;
                    t.visit.press("Tab")?;
                }
                _ => {
                    touch::fill(&mut t.visit, step)?;
                }
            }
        }
        Ok(())
    })?;
    let typed = |f: &&Field| moves.iter().any(|step| step.handle == f.handle);
    let mut typed = now.fields.iter().filter(typed);
    if typed.any(|f| f.purpose == "postal-code") {
        traveller.breathe(LOOKED_UP_MS)?;
    }
    Ok(true)
}

pub fn is_aside(field: &Field) -> bool {
    !Region::is_content(field.region)
}

/// What gives a field back what it held; `None` where it holds that.
fn restoring(was: &Field, now: &Field, touched: bool, persona: &Persona) -> Option<Move> {
    let how = match was.kind.as_str() {
        "radio" | "checkbox" | "switch" => (was.checked && !now.checked).then_some(How::Check)?,
        "select" => (was.value != now.value).then(|| How::Choose(was.value.clone()))?,
        // What a secret field held is not read: the persona knows it.
        "text" | "tel" | "password" | "number" if was.filled && was.value.is_empty() => {
            let lost = touched || !now.filled;
            match lost.then(|| persona.value_for(was)).flatten()? {
                Answer::Type(text) => How::Type(text),
                Answer::Choose { .. } | Answer::Check | Answer::LeaveAsFound => return None,
            }
        }
        "text" | "email" | "tel" | "textarea" | "search" | "number" | "textbox" => {
            (was.value != now.value).then(|| How::Type(was.value.clone()))?
        }
        _ => return None,
    };
    Some(Move {
        handle: now.handle,
        press: now.proxy.unwrap_or(now.handle),
        selector: now.selector.clone(),
        purpose: now.purpose.clone(),
        how,
    })
}

/// What a sending did.
pub enum After {
    /// The screen stands again as it was; these fields, by selector, were blamed.
    Stands(Sent, BTreeSet<String>),
    /// The screen is gone.
    Gone,
}

/// Puts texts in, sends, and brings the screen back as it was.
pub fn send_and_restore(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
    kind: SubmitKind,
    set: &[(String, Try)],
) -> Result<After, Halt> {
    send_by(traveller, prober, round, kind, set, false)
}

/// The same, by Enter in the first of these fields where that is asked for.
pub fn send_by(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
    kind: SubmitKind,
    set: &[(String, Try)],
    by_enter: bool,
) -> Result<After, Halt> {
    prober.spend(budget::SENDING + budget::CHANGED * set.len() as u64);
    let texts = page::texts(&mut traveller.visit, &round.look)?;
    let proper = round.look.clone();
    let touched: Vec<String> = set.iter().map(|(selector, _)| selector.clone()).collect();
    let mut puts = Vec::new();
    for (selector, text) in set {
        puts.extend(put(traveller, round, selector, text)?);
    }
    if puts.is_empty() || !round.refresh(traveller)? {
        return Ok(After::Gone);
    }
    let before = round.look.clone();
    let first = set.first().and_then(|(selector, _)| round.field(selector));
    let sending = Sending {
        put: puts,
        enter: first.filter(|_| by_enter).map(|field| field.handle),
        ..Sending::of(round, kind, texts)
    };
    let Some(Done {
        submit,
        after,
        then,
        ..
    }) = traveller.send_step(sending)?
    else {
        // A button that sleeps while something is wrong: that is the page's verdict.
        let stands = restore(traveller, round, &proper, &touched)?;
        let verdict = After::Stands(Sent::Disabled, BTreeSet::new());
        return Ok(if stands { verdict } else { After::Gone });
    };
    let sent = submit.sent;
    let blamed = blamed(&submit);
    // What was seen is kept, wherever the way back leads.
    let at = prober.probed.submits.len();
    prober.probed.submits.push(submit);
    let mut stays = true;
    if sent == Sent::MovedOn && kind == SubmitKind::Declined {
        // The store asks no bank on this screen: what it keeps of the card is seen on the way back.
        prober.spend(budget::TURN * 4);
        stays = back_to(traveller, prober, round, &before, &after, &then)?;
    } else if sent == Sent::MovedOn {
        // Enter may have led elsewhere.
        if !by_enter {
            round.order_is_next = Some(then.last || then.final_control.is_some());
        }
        prober.spend(budget::TURN);
        stays = come_back(traveller, &round.control, &before, &after)?;
        if stays {
            stays = read_stored(traveller, &before, &mut prober.probed.submits[at].put)?;
        }
    }
    if !stays || !restore(traveller, round, &proper, &touched)? {
        for what in WITH_THE_STEP {
            prober.leave_out(what, "lost-the-step", round.goal.name());
        }
        return Ok(After::Gone);
    }
    Ok(After::Stands(sent, blamed))
}

/// Fields that were put and are complained about, by selector.
fn blamed(submit: &Submit) -> BTreeSet<String> {
    let named = |selector: &str| {
        submit.invalid.iter().any(|s| s == selector)
            || submit
                .errors
                .iter()
                .any(|e| e.tie != Tie::Loose && e.field.as_deref() == Some(selector))
    };
    submit
        .put
        .iter()
        .map(|put| put.field.selector.clone())
        .filter(|selector| named(selector))
        .collect()
}

/// What the store kept of each text, as far as the screen tells; whether the screen still stands.
///
/// After Back the browser itself puts back what was typed. So where blanks seem to have been kept,
/// the page is asked for anew, and what it still does not tell stays untold.
fn read_stored(
    traveller: &mut Traveller<'_>,
    before: &Look,
    puts: &mut [Put],
) -> Result<bool, Halt> {
    let (mut now, _) = traveller.see()?;
    let value = |look: &Look, put: &Put| {
        let own = |f: &&Field| f.visible && f.selector == put.field.selector;
        look.fields.iter().find(own).map(|f| f.value.clone())
    };
    let with_blanks = |look: &Look, put: &Put| {
        put.typed.trim() != put.typed && value(look, put).as_ref() == Some(&put.typed)
    };
    let mut stands = true;
    let mut fresh = false;
    if puts.iter().any(|put| with_blanks(&now, put)) {
        match reopened(traveller, before)? {
            Some(look) => (now, fresh) = (look, true),
            None => {
                step_back(traveller)?;
                let mark = traveller.visit.mark();
                traveller.visit.settle(&mark, &Default::default())?;
                stands = same_fields(before, &traveller.see()?.0);
            }
        }
    }
    for put in puts {
        let told = fresh || !with_blanks(&now, put);
        put.stored = value(&now, put).filter(|_| told);
    }
    Ok(stands)
}

/// Goes back to a screen that moved on: by the browser, by its address, by the store's own button.
///
/// `control` is what sent it. Where a checkout on one page opened its next block, the fields still stand
/// there and the button does not: that screen has to be come back to, too.
pub fn come_back(
    traveller: &mut Traveller<'_>,
    control: &Control,
    before: &Look,
    after: &Look,
) -> Result<bool, Halt> {
    if still_stands(control, before, after) {
        return Ok(true);
    }
    let gone = step_back(traveller)?;
    let mark = traveller.visit.mark();
    traveller.visit.settle(&mark, &Default::default())?;
    if gone.failure.is_none() {
        let (look, _) = traveller.see()?;
        if same_fields(before, &look) {
            return Ok(true);
        }
    }
    found_again(traveller, before)
}

/// Whether a screen asks for the same and still has the button that sends it.
fn still_stands(control: &Control, before: &Look, after: &Look) -> bool {
    let own = |c: &Control| c.visible && c.tag == control.tag && c.name == control.name;
    same_fields(before, after) && after.controls.iter().any(own)
}

/// Another postcode once the address stands there: what does it do to the street?
fn other_postcode(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<(), Halt> {
    let field = round
        .look
        .fields
        .iter()
        .find(|f| {
            f.visible && f.purpose == "postal-code" && f.filled && !texts::is_split(f, &round.look)
        })
        .cloned();
    let code = texts::other_postcode(traveller.persona.country());
    let (Some(field), Some(code)) = (field, code) else {
        return Ok(());
    };
    for (variant, text) in [
        (Variant::OtherCode, code),
        (Variant::UnknownCode, "9999999"),
    ] {
        if variant == Variant::UnknownCode && !traveller.speaks_japanese() {
            continue;
        }
        let text = Try {
            variant,
            text: text.to_owned(),
            by: By::Keys,
            reading: String::new(),
        };
        let trial = Trial {
            field: &field,
            look: &round.look.clone(),
            screen: round.index,
            text: &text,
            checks: true,
            silent: false,
            early: false,
        };
        if let Some(entry) = traveller.enter(prober, &trial)? {
            prober.probed.entries.push(entry);
        }
    }
    traveller.put_back(&field, &field.value)?;
    // The look-up of the old code fills the address again: what is read before that is not what is sent.
    traveller.breathe(LOOKED_UP_MS)?;
    round.refresh(traveller)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_whose_button_gave_way_to_the_next_one_does_not_stand_any_more() {
        let button = |name: &str| Control {
            name: name.to_owned(),
            tag: "button".to_owned(),
            visible: true,
            ..Control::default()
        };
        let look = |name: &str| Look {
            fields: vec![Field {
                name: "town".to_owned(),
                visible: true,
                ..Field::default()
            }],
            controls: vec![button(name)],
            ..Look::default()
        };
        let sent = button("Continue to delivery");
        let before = look("Continue to delivery");
        assert!(still_stands(&sent, &before, &before));
        assert!(!still_stands(&sent, &before, &look("Continue to payment")));
        assert!(!still_stands(&sent, &before, &Look::default()));
    }
}
