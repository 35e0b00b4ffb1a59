//! A screen that only the order's own button leaves: it is reloaded, left for the cart and come back to.
//! Nothing is sent.

use super::Prober;
use super::back::{arrived, is_block_of, reload, returned, step_back};
use super::budget;
use super::filled::{Round, give_back, has_time, is_aside, restore};
use super::found::reopened;
use super::page::is_of_card;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Field, Look};
use crate::model::probed::{ProbeLevel, Return, Way};

/// What only sending tells.
const NOT_SENT: [&str; 7] = [
    "empty",
    "one-wrong",
    "one-empty",
    "tolerance",
    "double-tap",
    "enter",
    "offline",
];

/// Tries a filled last screen, once the walk is at its end.
pub fn try_last(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
    goal: Goal,
) -> Result<(), Halt> {
    let typed = |f: &&Field| {
        let text = matches!(f.kind.as_str(), "text" | "email" | "tel" | "textarea");
        f.visible && f.filled && text && !is_aside(f) && !is_of_card(&f.purpose)
    };
    let control = look
        .controls
        .iter()
        .find(|c| Some(c.handle) == screen.final_control);
    let Some(control) = control.filter(|_| look.fields.iter().any(|f| typed(&f))) else {
        return Ok(());
    };
    let key = format!("{} {}", pilot::plain(&look.url), control.name);
    if prober.again || !prober.sent.insert(key) {
        return Ok(());
    }
    let mut round = Round {
        index: prober.screens.saturating_sub(1),
        goal,
        look: look.clone(),
        screen: screen.clone(),
        control: control.clone(),
        order_is_next: None,
    };
    for what in NOT_SENT {
        prober.leave_out(what, "orders", goal.name());
    }
    if !has_time(traveller, prober, "back", 1_000) {
        return Ok(());
    }
    prober.spend(budget::TURN * 3);
    if !by_cart_and_back(traveller, prober, &mut round)?
        && !first_block_again(traveller, &mut round)?
    {
        prober.leave_out("reload", "lost-the-step", goal.name());
        return Ok(());
    }
    if prober.level != ProbeLevel::Full {
        prober.leave_out("reload", "level", goal.name());
    } else if has_time(traveller, prober, "reload", 1_000) {
        prober.spend(budget::TURN);
        by_reload(traveller, prober, &mut round)?;
    }
    Ok(())
}

/// Fills the first block of a checkout on one page again, where only that came back; whether it did. A
/// reload can be tried on it as well as on the whole.
fn first_block_again(traveller: &mut Traveller<'_>, round: &mut Round) -> Result<bool, Halt> {
    let (block, _) = traveller.see()?;
    if !is_block_of(&round.look, &block) {
        return Ok(false);
    }
    give_back(traveller, &round.look, &block, &[])?;
    let (look, screen) = traveller.see()?;
    let again = is_block_of(&round.look, &look);
    (round.look, round.screen) = (look, screen);
    Ok(again)
}

/// Looks at the cart and takes the browser's Back; whether the screen stands again as it was.
fn by_cart_and_back(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let Some(cart) = traveller.cart_url.clone() else {
        prober.leave_out("back", "no-cart", round.goal.name());
        return Ok(false);
    };
    let before = round.look.clone();
    traveller.visit.dialogs();
    traveller.fence.step_back();
    traveller.open_url(&cart)?;
    traveller.see()?;
    let gone = step_back(traveller)?;
    let dialogs = arrived(traveller)?;
    let (look, _) = traveller.see()?;
    let same = gone.failure.is_none() && same_fields(&before, &look);
    let mut record = Return {
        way: Way::ByCart,
        dialogs,
        ..returned(traveller, round, &before, gone.failure.is_none(), &look)
    };
    // Nobody sent the card: no store could have kept it.
    record.lost.retain(|field| !is_of_card(&field.purpose));
    prober.probed.returns.push(record);
    if !same && reopened(traveller, &before)?.is_none() {
        return Ok(false);
    }
    restore(traveller, round, &before, &[])
}

/// Reloads the screen as it stands; whether it asks for the same again.
pub fn by_reload(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let before = round.look.clone();
    traveller.visit.dialogs();
    let gone = reload(traveller)?;
    let dialogs = arrived(traveller)?;
    let (look, _) = traveller.see()?;
    let same = gone.failure.is_none() && same_fields(&before, &look);
    let record = Return {
        way: Way::Reload,
        dialogs,
        ..returned(traveller, round, &before, gone.failure.is_none(), &look)
    };
    prober.probed.returns.push(record);
    if !same && reopened(traveller, &before)?.is_none() {
        return Ok(false);
    }
    round.refresh(traveller)
}
