//! Leaves a filled screen and comes back to it: by two impatient taps and the browser's Back, by the
//! store's own link, by the cart, by the logo.

use super::budget;
use super::filled::{Round, has_time, wishes};
use super::found::reopened;
use super::last::by_reload;
use super::leaving::leave_by_logo;
use super::submit::{Done, Sending, lost};
use super::{Prober, page};
use crate::browser::{BrowserError, Navigation};
use crate::journey::guard;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{Filling, Leaving, ProbeLevel, Return, Sent, SubmitKind, Way};
use crate::rulebook::lexicon::Intent;
use std::time::Duration;

/// Longest wait for a page on the way back.
pub const BACK: Duration = Duration::from_secs(15);

/// Whether a form takes long enough for its loss to hurt: eight fields.
pub fn is_long(look: &Look) -> bool {
    let typed = |f: &&Field| {
        f.visible
            && matches!(
                f.kind.as_str(),
                "text" | "email" | "tel" | "textarea" | "select" | "number"
            )
            && !matches!(
                f.region,
                Some(Region::Header | Region::Footer | Region::Nav)
            )
    };
    look.fields.iter().filter(typed).count() >= 8
}

/// Types into half of the form, reloads it in a full run, and leaves it by the logo where it is long.
pub fn half_left(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<(), Halt> {
    let reloads = prober.level == ProbeLevel::Full;
    let leaves = is_long(&round.look);
    let what = if leaves { "leaving" } else { "reload" };
    if !(reloads || leaves)
        || !has_time(traveller, prober, what, 1_000)
        || !round.refresh(traveller)?
        || !type_half(traveller, prober, round)?
    {
        return Ok(());
    }
    if reloads && has_time(traveller, prober, "reload", 1_000) {
        prober.spend(budget::TURN);
        if !by_reload(traveller, prober, round)? || !leaves || !type_half(traveller, prober, round)?
        {
            return Ok(());
        }
    }
    if !leaves {
        return Ok(());
    }
    prober.spend(budget::TURN * 2);
    let (look, screen) = (round.look.clone(), round.screen.clone());
    leave_by_logo(
        traveller,
        prober,
        &look,
        &screen,
        round.index,
        Filling::Half,
    )?;
    Ok(())
}

/// Types something else into half of the fields; whether the screen still stands.
fn type_half(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let list = wishes(traveller, round, ProbeLevel::Quick);
    prober.spend(budget::CHANGED / 2 * list.len() as u64);
    for (selector, _, tries) in list.iter().take(list.len().div_ceil(2)) {
        if let Some(field) = round.field(selector).cloned()
            && let Some(text) = tries.variants.first()
        {
            traveller.put_back(&field, text.text.trim())?;
        }
    }
    round.refresh(traveller)
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
    if !has_time(traveller, prober, "by-cart", 1_000) {
        return Ok(());
    }
    let before = round.look.clone();
    prober.spend(budget::TURN * 2);
    traveller.visit.dialogs();
    traveller.open_url(&cart)?;
    let dialogs = asked(traveller);
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
pub fn tap_and_return(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<(), Halt> {
    if !has_time(traveller, prober, "double-tap", 1_500) || !round.refresh(traveller)? {
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
    // A store that counts its steps would take the second tap for the order's, where that is next: there,
    // and where nobody knows what is next, one tap must do.
    let kind = if round.order_is_next == Some(false) {
        SubmitKind::DoubleTap
    } else {
        if !prober.again {
            prober.leave_out("double-tap", "order-next", round.goal.name());
        }
        SubmitKind::Tolerance
    };
    let before = round.look.clone();
    let texts = page::texts(&mut traveller.visit, &before)?;
    let sending = Sending::of(round, kind, texts);
    let Some(Done {
        submit,
        after,
        then: screen,
        questions,
    }) = traveller.send_step(sending)?
    else {
        prober.leave_out("double-tap", "no-button", traveller.goal.name());
        return Ok(());
    };
    prober.spend(match kind {
        SubmitKind::DoubleTap => budget::TWO_TAPS,
        _ => budget::SENDING,
    });
    let moved = submit.sent == Sent::MovedOn;
    if submit.kind != kind {
        prober.leave_out("double-tap", "too-fast", round.goal.name());
    }
    prober.probed.submits.push(submit);
    if moved {
        prober.probed.leavings.push(Leaving {
            screen: round.index,
            url: before.url.clone(),
            filling: Filling::Sent,
            questions: u32::try_from(questions).unwrap_or(u32::MAX),
            words: Vec::new(),
        });
    }
    if !moved || !has_time(traveller, prober, "back", 1_000) {
        return Ok(());
    }
    // The store's own way back goes there and forward again.
    prober.spend(budget::TURN * 3);
    back_to(traveller, prober, round, &before, &after, &screen)?;
    // What was sent once must be there after a look at the cart, too.
    if prober.level == ProbeLevel::Full && !prober.again && round.refresh(traveller)? {
        by_cart(traveller, prober, round)?;
    }
    Ok(())
}

/// Takes the browser's Back. Where a page came by a form that was sent, the browser may hold still instead
/// of sending it again: that is no end of the run.
pub fn step_back(traveller: &mut Traveller<'_>) -> Result<Navigation, Halt> {
    traveller.fence.step_back();
    match traveller.visit.back(BACK) {
        Err(BrowserError::Timeout { what, .. }) => Ok(Navigation {
            status: None,
            url: String::new(),
            failure: Some(what),
            bodyless: true,
        }),
        other => Ok(other?),
    }
}

/// Waits until the page that was gone to is quiet; what dialogs asked on the way.
pub fn arrived(traveller: &mut Traveller<'_>) -> Result<Vec<String>, Halt> {
    let mark = traveller.visit.mark();
    let settled = traveller.visit.settle(&mark, &Default::default())?;
    traveller.note_wait(&settled);
    Ok(asked(traveller))
}

/// What dialogs asked since the last time.
fn asked(traveller: &mut Traveller<'_>) -> Vec<String> {
    let dialogs = traveller.visit.dialogs().into_iter();
    dialogs.map(|dialog| dialog.text).collect()
}

/// From the screen that came back to the one that was sent, by the store's own way and by the browser's;
/// whether that stands again.
pub fn back_to(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &Round,
    before: &Look,
    after: &Look,
    screen: &Screen,
) -> Result<bool, Halt> {
    own_way_back(traveller, prober, round, before, after, screen)?;
    go_back(traveller, prober, round, before)
}

/// By the browser's Back; whether the screen stands again, if need be by its address.
fn go_back(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &Round,
    before: &Look,
) -> Result<bool, Halt> {
    let here = traveller.visit.url()?;
    let same_address = here == before.url;
    let gone = step_back(traveller)?;
    arrived(traveller)?;
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
        return found_again(traveller, before);
    }
    let (look, _) = traveller.see()?;
    let same = gone.failure.is_none() && same_fields(before, &look);
    let record = returned(traveller, round, before, same, &look);
    prober.probed.returns.push(record);
    // A store on one address goes back to the cart: the walk enters the checkout again.
    if !same && (same_address || look.fields.is_empty()) {
        return found_again(traveller, before);
    }
    Ok(same)
}

/// What the store itself offers on the next screen to go back to the one before.
fn own_back(traveller: &Traveller<'_>, before: &Look, after: &Look) -> Option<Control> {
    // A link to the screen itself is the way back, whatever it is called; "edit the cart" is not. Where all
    // steps have one address, a link to it leads nowhere else.
    let moved = pilot::plain(&after.url) != pilot::plain(&before.url);
    let strength = |c: &Control| {
        let words = guard::words_of(c);
        match &c.href {
            Some(href) if pilot::plain(href) == pilot::plain(&before.url) => f64::from(moved),
            Some(href) if !href.starts_with("http") => 0.0,
            _ => traveller.lexicon.strength(&words, Intent::Back),
        }
    };
    let open = after
        .controls
        .iter()
        .filter(|c| c.visible && c.enabled && !c.covered)
        .filter(|c| !matches!(c.region, Some(Region::Header | Region::Footer)));
    open.map(|c| (strength(c), c))
        .filter(|(s, _)| *s >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c.clone())
}

/// Goes back by what the store offers, where neither the browser nor the address leads there: a store
/// that keeps all steps under one address counts them by itself.
pub fn by_own_back(traveller: &mut Traveller<'_>, before: &Look) -> Result<bool, Halt> {
    let (here, screen) = traveller.see()?;
    let taken = take_own_back(traveller, before, &here, &screen)?;
    Ok(taken.is_some_and(|(_, look)| same_fields(before, &look)))
}

/// Presses what the store offers to go back: what it was, and what is shown then. `None` where there is
/// nothing, or nothing that may be pressed.
fn take_own_back(
    traveller: &mut Traveller<'_>,
    before: &Look,
    here: &Look,
    screen: &Screen,
) -> Result<Option<(Control, Look)>, Halt> {
    let Some(control) = own_back(traveller, before, here) else {
        return Ok(None);
    };
    if traveller
        .press_once(here, screen, control.handle, false)?
        .is_none()
    {
        return Ok(None);
    }
    Ok(Some((control, traveller.see()?.0)))
}

/// By the screen's address, or else by what the store itself offers; whether the screen stands again.
pub fn found_again(traveller: &mut Traveller<'_>, before: &Look) -> Result<bool, Halt> {
    Ok(reopened(traveller, before)?.is_some() || by_own_back(traveller, before)?)
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
    let Some((control, look)) = take_own_back(traveller, before, after, screen)? else {
        return Ok(());
    };
    let same = same_fields(before, &look);
    let record = Return {
        way: Way::OwnLink,
        control: control.name,
        ..returned(traveller, round, before, same, &look)
    };
    prober.probed.returns.push(record);
    // Forward again, so that the browser's Back has something to go back from.
    step_back(traveller)?;
    let mark = traveller.visit.mark();
    traveller.visit.settle(&mark, &Default::default())?;
    Ok(())
}

/// The record of a way back; the browser's own unless told otherwise.
pub fn returned(
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
