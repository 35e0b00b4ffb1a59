//! Leaves a filled screen and comes back to it: by two impatient taps and the browser's Back, by the
//! store's own link, by the cart, by the logo.

use super::budget;
use super::filled::{LOOKED_UP_MS, Round, has_time, wishes};
use super::found::reopened;
use super::last::by_reload;
use super::leaving::leave_by_logo;
use super::shop::quantity::seen;
use super::submit::{Done, Sending, lost, same};
use super::{Prober, page};
use crate::browser::{BrowserError, Navigation};
use crate::journey::guard;
use crate::journey::look;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::shape::same_fields;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{Filling, Leaving, ProbeLevel, Return, Sent, SubmitKind, Way};
use crate::rulebook::lexicon::{Intent, Lexicon};
use std::time::Duration;

/// Longest wait for a page on the way back.
const BACK: Duration = Duration::from_secs(15);

/// Whether a form takes long enough for its loss to hurt: eight fields.
pub fn is_long(look: &Look) -> bool {
    let typed = |f: &&Field| {
        f.visible
            && matches!(
                f.kind.as_str(),
                "text" | "email" | "tel" | "textarea" | "select" | "number"
            )
            && Region::is_content(f.region)
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
    let mut looks_up = false;
    for (selector, _, tries) in list.iter().take(list.len().div_ceil(2)) {
        // A store that knows what was sent before would give that back: it must be something else.
        if let Some(field) = round.field(selector).cloned() {
            let mut texts = tries.variants.iter().map(|text| text.text.trim());
            let other = texts.find(|text| !same(text, &field.value));
            if let Some(text) = other.or(tries.variants.first().map(|text| text.text.trim())) {
                traveller.put_back(&field, text)?;
                looks_up |= field.purpose == "postal-code";
            }
        }
    }
    if looks_up {
        traveller.breathe(LOOKED_UP_MS)?;
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
    let cart_kept = holds_something(traveller)?;
    reopened(traveller, &before)?;
    let (seen, _) = traveller.see()?;
    let record = Return {
        way: Way::ByCart,
        dialogs,
        cart_kept,
        ..returned(traveller, round, &before, true, &seen)
    };
    prober.probed.returns.push(record);
    Ok(())
}

/// Whether the cart that stands there still holds something; `None` where that is not told
/// clearly, or the server failed.
fn holds_something(traveller: &mut Traveller<'_>) -> Result<Option<bool>, Halt> {
    let (look, _) = traveller.see_until(3, |t, look, _| {
        let cart = seen(look, t.lexicon);
        !cart.empty && !cart.prices.is_empty()
    })?;
    let cart = seen(&look, traveller.lexicon);
    let failed = traveller.status.is_some_and(|status| status >= 400);
    let told = !failed && cart.empty == cart.prices.is_empty();
    Ok(told.then_some(!cart.empty))
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
    or_still(traveller.visit.back(BACK))
}

/// Reloads the screen; a browser that holds still instead of sending a form again ends no run either.
pub fn reload(traveller: &mut Traveller<'_>) -> Result<Navigation, Halt> {
    traveller.fence.step_back();
    or_still(traveller.visit.reload(BACK))
}

/// What a browser that did not answer in time came to: no page, and the reason.
fn or_still(gone: Result<Navigation, BrowserError>) -> Result<Navigation, Halt> {
    match gone {
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
    let arrived = gone.failure.is_none();
    let same = arrived && same_fields(before, &look);
    let record = returned(traveller, round, before, arrived, &look);
    prober.probed.returns.push(record);
    // A store on one address goes back to the cart: the walk enters the checkout again.
    if !same && (same_address || look.fields.is_empty()) {
        return found_again(traveller, before);
    }
    Ok(same)
}

/// What the store itself offers on the next screen to go back to the one before.
fn own_back(lexicon: &Lexicon, before: &Look, after: &Look) -> Option<Control> {
    // A link to the screen itself is the way back, whatever it is called; "edit the cart" is not. Where
    // the next screen has the same address, a link to it must say so: forms that answer in place have one
    // "back" that asks for the address anew, and with it for an empty form.
    let moved = pilot::plain(&after.url) != pilot::plain(&before.url);
    let strength = |c: &Control| {
        let words = guard::words_of(c);
        match &c.href {
            Some(href) if moved && pilot::plain(href) == pilot::plain(&before.url) => 1.0,
            // "Edit" beside a block that is done opens it again; it is taken where nothing says "back".
            Some(href) if pilot::plain(href) == pilot::plain(&before.url) => lexicon
                .strength(&words, Intent::Back)
                .max(reopens(lexicon, c, &words)),
            Some(href) if !href.starts_with("http") => 0.0,
            _ => lexicon.strength(&words, Intent::Back),
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

/// How likely a control of a checkout on one page opens a block again that is done: "edit", without an
/// amount before it, because that would be a line of the cart's.
fn reopens(lexicon: &Lexicon, control: &Control, words: &str) -> f64 {
    let before = control.around.split(control.name.trim()).next();
    let amounts = ['€', '$', '£', '¥', '￥', '円', '元', '원', '₩'];
    match before.is_some_and(|words| words.contains(amounts)) {
        true => 0.0,
        false => lexicon.strength(words, Intent::Edit) * 0.7,
    }
}

/// Whether a link asks for the address of a screen, and for nothing else of it.
fn leads_to(href: &str, screen: &Look) -> bool {
    let whole = |url: &str| url.split('#').next().unwrap_or_default().to_owned();
    href.starts_with("http") && whole(href) == whole(&screen.url)
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
    let Some(control) = own_back(traveller.lexicon, before, here) else {
        return Ok(None);
    };
    if traveller
        .press_once(here, screen, control.handle, false)?
        .is_none()
    {
        // On a screen that takes payment nothing is pressed that does not lead on. A link to the step that
        // was left is an address like any other, and opened as one.
        let Some(href) = control.href.clone().filter(|href| leads_to(href, before)) else {
            return Ok(None);
        };
        traveller.fence.step_back();
        traveller.open_url(&href)?;
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
    let by_script = control
        .href
        .as_deref()
        .is_some_and(|href| href.contains('#'));
    let record = Return {
        way: Way::OwnLink,
        control: control.name,
        ..returned(traveller, round, before, true, &look)
    };
    prober.probed.returns.push(record);
    if by_script {
        // No page came: the browser's Back would leave the checkout, which is tried next.
        return Ok(());
    }
    // Forward again, so that the browser's Back has something to go back from.
    step_back(traveller)?;
    let mark = traveller.visit.mark();
    traveller.visit.settle(&mark, &Default::default())?;
    Ok(())
}

/// Whether a page shows again, at the same address, at least half of the texts that were typed, two of
/// them or more: a checkout on one page that was left comes back with its first block alone.
pub fn is_block_of(before: &Look, after: &Look) -> bool {
    let typed = |f: &&Field| {
        f.visible && f.filled && matches!(f.kind.as_str(), "text" | "email" | "tel" | "textarea")
    };
    let again = |was: &Field| {
        let same = |f: &Field| {
            f.visible
                && f.frame == was.frame
                && f.purpose == was.purpose
                && f.selector == was.selector
        };
        after.fields.iter().any(same)
    };
    let typed: Vec<&Field> = before.fields.iter().filter(typed).collect();
    let shown = typed.iter().copied().filter(|was| again(was)).count();
    pilot::plain(&before.url) == pilot::plain(&after.url) && shown >= 2 && shown * 2 >= typed.len()
}

/// How long after a way back a field that came back otherwise is looked at once more (ours).
const GIVEN_BACK_MS: u32 = 800;

/// The record of a way back; the browser's own unless told otherwise. `arrived` is whether a page came
/// at all: it is compared where it asks for the same, be it one block of a checkout that stands on one page.
pub fn returned(
    traveller: &mut Traveller<'_>,
    round: &Round,
    before: &Look,
    arrived: bool,
    after: &Look,
) -> Return {
    let mut held = page::held_in(before);
    let whole = same_fields(before, after);
    let same_screen = arrived && (whole || is_block_of(before, after));
    if same_screen && !whole {
        // What stands in blocks that are closed again is not lost yet.
        let shown = page::held_in(after);
        held.retain(|key, _| shown.contains_key(key));
    }
    let filled = held
        .values()
        .filter(|(_, _, value)| !value.is_empty())
        .count();
    let mut lost = if same_screen {
        lost(&held, after, &[])
    } else {
        Vec::new()
    };
    if !lost.is_empty() {
        // What a script, or a browser on a busy machine, gives back a moment later is not lost.
        let paused = touch::pause(&mut traveller.visit, GIVEN_BACK_MS);
        if let Ok(later) = paused.and_then(|()| look::look(&mut traveller.visit))
            && later.url == after.url
        {
            let still = super::submit::lost(&held, &later, &[]);
            lost.retain(|was| still.iter().any(|now| now.selector == was.selector));
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(url: &str) -> Look {
        Look {
            url: url.to_owned(),
            ..Look::default()
        }
    }

    fn link(name: &str, href: &str) -> Control {
        Control {
            name: name.to_owned(),
            href: Some(href.to_owned()),
            visible: true,
            enabled: true,
            region: Some(Region::Main),
            ..Control::default()
        }
    }

    #[test]
    fn a_form_that_answers_in_place_is_left_by_a_link_that_says_back() {
        let form = "https://shop.example/order/address";
        let back = |after: &str, name: &str, href: &str| {
            let after = Look {
                controls: vec![link(name, href)],
                ..at(after)
            };
            own_back(Lexicon::embedded(), &at(form), &after).is_some()
        };
        let next = "https://shop.example/order/payment";
        assert!(back(next, "Change the address", form));
        assert!(back(form, "戻る", form));
        assert!(back(form, "Zurück", form));
        assert!(!back(form, "Order", form));
        assert!(!back(next, "Edit the cart", "https://shop.example/cart"));
    }

    #[test]
    fn the_first_block_of_a_checkout_on_one_page_is_compared_and_another_form_is_not() {
        let text = |name: &str, value: &str| Field {
            selector: format!("#{name}"),
            name: name.to_owned(),
            kind: "text".into(),
            visible: true,
            filled: !value.is_empty(),
            value: value.to_owned(),
            ..Field::default()
        };
        let url = "https://shop.example/checkout";
        let with = |url: &str, fields: &[Field]| Look {
            fields: fields.to_vec(),
            ..at(url)
        };
        let filled = [
            text("mail", "a@b.c"),
            text("town", "York"),
            text("card", "1"),
        ];
        let before = with(url, &filled);
        let first = [text("mail", ""), text("town", "")];
        assert!(is_block_of(&before, &with(url, &first)));
        assert!(!is_block_of(
            &before,
            &with("https://shop.example/cart", &first)
        ));
        assert!(!is_block_of(&before, &with(url, &first[..1])));
    }

    #[test]
    fn only_the_address_of_the_step_itself_is_opened_where_no_press_is_allowed() {
        let step = at("https://shop.example/order/address");
        assert!(leads_to("https://shop.example/order/address#top", &step));
        assert!(!leads_to("https://shop.example/order/address?go=1", &step));
        assert!(!leads_to("javascript:history.back()", &step));
    }
}
