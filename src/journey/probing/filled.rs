//! A screen that is filled as it should be: sent with one field wrong, with spellings that only the
//! server can judge, with two taps; and left and come back to.

use super::found::reopened;
use super::submit::{Sending, lost};
use super::texts::{self, By, Tries, Try};
use super::{Prober, page};
use crate::journey::guard;
use crate::journey::look as looking;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{Outcome, ProbeLevel, Put, Return, Sent, SubmitKind, Variant, Way};
use crate::rulebook::lexicon::Intent;
use std::time::Duration;

/// Longest wait for a page on the way back.
const BACK: Duration = Duration::from_secs(15);
/// Sendings with one field wrong in a quick run.
const QUICK_WRONG: usize = 1;
/// Sendings with variants that only the server can judge, in a quick and in a full run.
const QUICK_ROUNDS: usize = 2;
const FULL_ROUNDS: usize = 9;

/// Tries a filled screen once; whether it has to be looked at again.
pub fn try_filled(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
    control: &Control,
) -> Result<bool, Halt> {
    let key = format!("{} {}", pilot::plain(&look.url), control.name);
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
    if fields.is_empty() || screen.takes_payment || screen.final_control.is_some() {
        return Ok(false);
    }
    if !prober.sent.insert(key) {
        return Ok(false);
    }
    let index = prober.screens.saturating_sub(1);
    let mut round = Round {
        index,
        goal: traveller
            .standing()
            .map_or(traveller.goal, |(goal, _)| goal),
        look: look.clone(),
        screen: screen.clone(),
        control: control.clone(),
    };
    if !prober.again {
        if !one_wrong(traveller, prober, &mut round)? {
            return Ok(true);
        }
        if !tolerance(traveller, prober, &mut round)? {
            return Ok(true);
        }
    }
    if prober.level == ProbeLevel::Full
        && !prober.again
        && !one_empty(traveller, prober, &mut round)?
    {
        return Ok(true);
    }
    by_cart(traveller, prober, &mut round)?;
    tap_and_return(traveller, prober, &mut round)?;
    Ok(true)
}

/// The screen that is tried, as it stands.
struct Round {
    index: u32,
    goal: Goal,
    look: Look,
    screen: Screen,
    control: Control,
}

impl Round {
    /// Looks again: whether the screen still asks for the same.
    fn refresh(&mut self, traveller: &mut Traveller<'_>) -> Result<bool, Halt> {
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

    fn field(&self, selector: &str) -> Option<&Field> {
        self.look
            .fields
            .iter()
            .find(|f| f.visible && f.selector == selector)
    }
}

fn has_time(traveller: &Traveller<'_>, prober: &mut Prober, what: &str, ms: u64) -> bool {
    let enough = traveller.time_left(prober) > Duration::from_millis(ms);
    if !enough {
        prober.leave_out(what, "budget", traveller.goal.name());
    }
    enough
}

/// What each field could be tried with, and what it holds now.
fn wishes(
    traveller: &Traveller<'_>,
    round: &Round,
    level: ProbeLevel,
) -> Vec<(String, String, Tries)> {
    let japanese = traveller.speaks_japanese();
    let mut out: Vec<(String, String, Tries)> = round
        .look
        .fields
        .iter()
        .filter(|f| {
            f.visible && !matches!(f.region, Some(Region::Header | Region::Footer | Region::Nav))
        })
        .filter_map(|f| {
            let mut tries = texts::tries(f, traveller.persona, japanese, level)?;
            // What was left empty is left empty again.
            tries.canonical = f.value.clone();
            Some((f.selector.clone(), f.purpose.clone(), tries))
        })
        .collect();
    out.sort_by_key(|(_, purpose, _)| texts::rank(purpose));
    out
}

/// Puts a text into a field of the round; what it holds then.
fn put(
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

/// Gives fields their proper values back.
fn restore(
    traveller: &mut Traveller<'_>,
    round: &Round,
    values: &[(String, String)],
) -> Result<(), Halt> {
    for (selector, value) in values {
        if let Some(field) = round.field(selector).cloned() {
            traveller.put_back(&field, value)?;
        }
    }
    Ok(())
}

/// Sends with one field wrong at a time. `false` when the screen is gone.
fn one_wrong(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let most = if prober.level == ProbeLevel::Full {
        12
    } else {
        QUICK_WRONG
    };
    let mut list: Vec<(String, String, Try)> = Vec::new();
    for (selector, _, tries) in wishes(traveller, round, prober.level) {
        for wrong in tries.wrong {
            list.push((selector.clone(), tries.canonical.clone(), wrong));
        }
    }
    // The same field twice tells whether messages differ; another one tells of another check.
    list.truncate(most.max(usize::from(prober.level != ProbeLevel::Full) * 2));
    for (selector, proper, wrong) in list {
        if !has_time(traveller, prober, "one-wrong", 2_500) {
            return Ok(true);
        }
        if !send_and_restore(
            traveller,
            prober,
            round,
            SubmitKind::OneWrong,
            &[(selector, proper, wrong)],
        )? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sends with one field empty at a time. `false` when the screen is gone.
fn one_empty(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let list: Vec<(String, String)> = round
        .look
        .fields
        .iter()
        .filter(|f| {
            f.visible
                && f.filled
                && matches!(f.kind.as_str(), "text" | "email" | "tel" | "textarea")
        })
        .map(|f| (f.selector.clone(), f.value.clone()))
        .take(14)
        .collect();
    for (selector, value) in list {
        if !has_time(traveller, prober, "one-empty", 2_500) {
            return Ok(true);
        }
        let empty = Try {
            variant: Variant::Emptied,
            text: String::new(),
            by: By::Keys,
            reading: String::new(),
        };
        if !send_and_restore(
            traveller,
            prober,
            round,
            SubmitKind::OneEmpty,
            &[(selector, value, empty)],
        )? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sends with spellings that nothing on the page judged, several fields at a time. `false` when the
/// screen is gone.
fn tolerance(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let rounds = if prober.level == ProbeLevel::Full {
        FULL_ROUNDS
    } else {
        QUICK_ROUNDS
    };
    let wanted = wishes(traveller, round, prober.level);
    for n in 0..rounds {
        let set: Vec<(String, String, Try)> = wanted
            .iter()
            .filter_map(|(selector, purpose, tries)| {
                let open = |t: &&Try| {
                    t.by == By::Keys
                        && !matches!(
                            t.variant,
                            Variant::DomainStart
                                | Variant::DomainSlip
                                | Variant::Long
                                | Variant::WholeIntoFirst
                        )
                        && !judged(prober, purpose, t)
                };
                let text = tries.variants.iter().filter(open).nth(n)?;
                Some((selector.clone(), tries.canonical.clone(), text.clone()))
            })
            .collect();
        if set.is_empty() {
            return Ok(true);
        }
        if !has_time(traveller, prober, "tolerance", 3_000) {
            return Ok(true);
        }
        if !send_and_restore(traveller, prober, round, SubmitKind::Tolerance, &set)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the page itself judged this text already.
fn judged(prober: &Prober, purpose: &str, text: &Try) -> bool {
    prober.probed.entries.iter().any(|e| {
        e.field.purpose == purpose
            && e.typed == text.text
            && !matches!(
                e.outcome,
                Outcome::NoClientVerdict
                    | Outcome::Unknown
                    | Outcome::Accepted
                    | Outcome::Normalised
            )
    })
}

/// Puts texts in, sends, and brings the screen back as it was. `false` when it is gone.
fn send_and_restore(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
    kind: SubmitKind,
    set: &[(String, String, Try)],
) -> Result<bool, Halt> {
    let texts = page::texts(&mut traveller.visit)?;
    let mut puts = Vec::new();
    for (selector, _, text) in set {
        puts.extend(put(traveller, round, selector, text)?);
    }
    if puts.is_empty() || !round.refresh(traveller)? {
        return Ok(false);
    }
    let before = round.look.clone();
    let sending = Sending {
        before: texts,
        kind,
        screen_index: round.index,
        goal: round.goal,
        look: &before,
        screen: &round.screen.clone(),
        control: &round.control.clone(),
        put: puts,
    };
    let Some((mut submit, after, _)) = traveller.send_step(sending)? else {
        // A button that sleeps while something is wrong: that is the page's verdict.
        let values: Vec<(String, String)> =
            set.iter().map(|(s, v, _)| (s.clone(), v.clone())).collect();
        restore(traveller, round, &values)?;
        return round.refresh(traveller);
    };
    let moved = submit.sent == Sent::MovedOn;
    let stays = if moved {
        come_back(traveller, &before, &after)?
    } else {
        true
    };
    if moved && stays {
        let (now, _) = traveller.see()?;
        for put in &mut submit.put {
            put.stored = now
                .fields
                .iter()
                .find(|f| f.visible && f.selector == put.field.selector)
                .map(|f| f.value.clone());
        }
    }
    prober.probed.submits.push(submit);
    if !stays || !round.refresh(traveller)? {
        return Ok(false);
    }
    let values: Vec<(String, String)> =
        set.iter().map(|(s, v, _)| (s.clone(), v.clone())).collect();
    restore(traveller, round, &values)?;
    round.refresh(traveller)
}

/// Goes back to a screen that moved on: by the browser, by its address.
fn come_back(traveller: &mut Traveller<'_>, before: &Look, after: &Look) -> Result<bool, Halt> {
    if same_fields(before, after) {
        return Ok(true);
    }
    let gone = traveller.visit.back(BACK)?;
    let mark = traveller.visit.mark();
    traveller.visit.settle(&mark, &Default::default())?;
    if gone.failure.is_none() {
        let (look, _) = traveller.see()?;
        if same_fields(before, &look) {
            return Ok(true);
        }
    }
    Ok(reopened(traveller, before)?.is_some())
}

/// Leaves the filled screen for the cart, and comes back by its address.
fn by_cart(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<(), Halt> {
    let Some(cart) = traveller.cart_url.clone() else {
        return Ok(());
    };
    if prober.level != ProbeLevel::Full || !has_time(traveller, prober, "by-cart", 3_000) {
        return Ok(());
    }
    let before = round.look.clone();
    traveller.visit.dialogs();
    traveller.open_url(&cart)?;
    let dialogs = traveller
        .visit
        .dialogs()
        .into_iter()
        .map(|d| d.text)
        .collect();
    let after = reopened(traveller, &before)?;
    let seen = after.clone().unwrap_or_default();
    let record = Return {
        way: Way::ByCart,
        dialogs,
        ..returned(traveller, round, &before, after.is_some(), &seen)
    };
    prober.probed.returns.push(record);
    Ok(())
}

/// Two taps on the button, then the browser's Back and the store's own.
fn tap_and_return(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<(), Halt> {
    if !has_time(traveller, prober, "double-tap", 3_000) || !round.refresh(traveller)? {
        return Ok(());
    }
    if round
        .look
        .fields
        .iter()
        .any(|f| f.visible && !f.filled && f.required)
    {
        // The screen came back without what was typed: the walk fills it again, and this waits.
        return Ok(());
    }
    let before = round.look.clone();
    let texts = page::texts(&mut traveller.visit)?;
    let sending = Sending {
        before: texts,
        kind: SubmitKind::DoubleTap,
        screen_index: round.index,
        goal: round.goal,
        look: &before,
        screen: &round.screen.clone(),
        control: &round.control.clone(),
        put: Vec::new(),
    };
    let Some((submit, after, screen)) = traveller.send_step(sending)? else {
        prober.leave_out("double-tap", "no-button", traveller.goal.name());
        return Ok(());
    };
    let moved = submit.sent == Sent::MovedOn;
    prober.probed.submits.push(submit);
    if !moved || !has_time(traveller, prober, "back", 1_500) {
        return Ok(());
    }
    own_way_back(traveller, prober, round, &before, &after, &screen)?;
    go_back(traveller, prober, round, &before)
}

fn go_back(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &Round,
    before: &Look,
) -> Result<(), Halt> {
    let here = traveller.visit.url()?;
    let same_address = here == before.url;
    let gone = traveller.visit.back(BACK)?;
    let mark = traveller.visit.mark();
    let settled = traveller.visit.settle(&mark, &Default::default())?;
    traveller.note_wait(&settled);
    let resubmit = gone
        .failure
        .as_deref()
        .is_some_and(|why| why.contains("CACHE_MISS"));
    if resubmit {
        let record = Return {
            resubmit: true,
            ..returned(traveller, round, before, false, &Look::default())
        };
        prober.probed.returns.push(record);
        reopened(traveller, before)?;
        return Ok(());
    }
    let (look, _) = traveller.see()?;
    let same = same_fields(before, &look);
    let record = returned(traveller, round, before, same, &look);
    prober.probed.returns.push(record);
    // A store on one address goes back to the cart: the walk enters the checkout again.
    if !same && (same_address || look.fields.is_empty()) {
        reopened(traveller, before)?;
    }
    Ok(())
}

/// The store's own link or button that leads back, from the next screen.
fn own_way_back(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &Round,
    before: &Look,
    after: &Look,
    screen: &Screen,
) -> Result<(), Halt> {
    // A link to the screen itself is the way back, whatever it is called; "edit the cart" is not.
    let strength = |c: &Control| {
        let words = guard::words_of(c);
        match &c.href {
            Some(href) if pilot::plain(href) == pilot::plain(&before.url) => 1.0,
            Some(href) if !href.starts_with("http") => 0.0,
            _ => traveller.lexicon.strength(&words, Intent::Back),
        }
    };
    let best = after
        .controls
        .iter()
        .filter(|c| c.visible && c.enabled && !c.covered)
        .filter(|c| !matches!(c.region, Some(Region::Header | Region::Footer)))
        .map(|c| (strength(c), c))
        .filter(|(s, _)| *s >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c.clone());
    let Some(control) = best else {
        return Ok(());
    };
    if traveller
        .press_once(after, screen, control.handle, false)?
        .is_none()
    {
        return Ok(());
    }
    let (look, _) = traveller.see()?;
    let same = same_fields(before, &look);
    let record = Return {
        way: Way::OwnLink,
        control: control.name,
        ..returned(traveller, round, before, same, &look)
    };
    prober.probed.returns.push(record);
    // Forward again, so that the browser's Back has something to go back from.
    traveller.visit.back(BACK)?;
    let mark = traveller.visit.mark();
    traveller.visit.settle(&mark, &Default::default())?;
    Ok(())
}

/// The record of a way back; the browser's own unless told otherwise.
fn returned(
    traveller: &mut Traveller<'_>,
    round: &Round,
    before: &Look,
    same_screen: bool,
    after: &Look,
) -> Return {
    let held = page::held_in(before);
    let filled = held
        .values()
        .filter(|(_, _, value)| !value.is_empty())
        .count();
    let lost = if same_screen {
        lost(&held, after, &[])
    } else {
        Vec::new()
    };
    let picture = (!same_screen || !lost.is_empty())
        .then(|| traveller.picture())
        .flatten();
    Return {
        way: Way::Back,
        screen: round.index,
        goal: round.goal,
        url: before.url.clone(),
        control: String::new(),
        same_screen,
        resubmit: false,
        held: u32::try_from(filled).unwrap_or(u32::MAX),
        lost,
        dialogs: Vec::new(),
        cart_kept: None,
        picture,
    }
}
