//! The pilot's hands: press, type, choose, and read what came of it.

use crate::browser::{BrowserError, Mark, SettleOptions, Settled, Visit};
use crate::journey::fill::{How, Move};
use crate::journey::look::{self, Print};
use crate::model::journey::Filled;
use crate::model::look::{Control, Look};
use std::time::Duration;

/// What a press came to.
pub struct Pressed {
    /// The moment of the input.
    pub mark: Mark,
    /// The clocks.
    pub settled: Settled,
    /// The page before.
    pub before: Print,
    /// The page after; `None` when it does not answer.
    pub after: Option<Print>,
}

impl Pressed {
    /// Whether anything that a shopper would notice is different.
    pub fn changed(&self) -> bool {
        match &self.after {
            None => true,
            Some(after) => {
                self.settled.navigated
                    || after.url != self.before.url
                    || after.cart_count != self.before.cart_count
                    || after.fields != self.before.fields
                    || after.words != self.before.words
            }
        }
    }
}

/// Why nothing could be pressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Missed {
    /// The element is gone, or has become another one under its old place.
    Gone,
    /// It cannot be seen or used.
    Unusable,
    /// Something lies over it: selector and text of that.
    Covered(String, String),
}

/// Presses an element with trusted input and waits until the page is quiet.
///
/// `name` is what the element was called when it was judged: one that reads
/// otherwise by now (a client-rendered "Continue" that became "Place order") is
/// gone. `None` presses whatever it is called.
///
/// # Errors
/// When the browser does not answer.
pub fn press(
    visit: &mut Visit,
    handle: u32,
    name: Option<&str>,
    cap: Duration,
) -> Result<Result<Pressed, Missed>, BrowserError> {
    let (before, place) =
        visit.at_full_speed(|visit| Ok((look::print(visit)?, look::locate(visit, handle)?)))?;
    let Some(place) = place else {
        return Ok(Err(Missed::Gone));
    };
    if !place.visible || !place.enabled {
        return Ok(Err(Missed::Unusable));
    }
    if let Some((selector, text)) = place.covered_by {
        return Ok(Err(Missed::Covered(selector, text)));
    }
    if name.is_some_and(|name| !reads_as(&place.name, name)) {
        return Ok(Err(Missed::Gone));
    }
    let mark = visit.mark();
    visit.click(place.point.0, place.point.1)?;
    let settled = visit.settle(
        &mark,
        &SettleOptions {
            cap,
            ..SettleOptions::default()
        },
    )?;
    let after = look::print(visit).ok();
    Ok(Ok(Pressed {
        mark,
        settled,
        before,
        after,
    }))
}

/// Whether two names differ at most in figures and punctuation: prices and counts in a
/// button change all the time.
pub fn reads_as(now: &str, then: &str) -> bool {
    let plain = |text: &str| {
        let letters = text.chars().filter(|c| c.is_alphabetic());
        letters.flat_map(char::to_lowercase).collect::<String>()
    };
    plain(now) == plain(then)
}

/// Fills one field and reads what it holds afterwards; `None` when it could not be reached.
///
/// # Errors
/// When the browser does not answer.
pub fn fill(visit: &mut Visit, step: &Move) -> Result<Option<Filled>, BrowserError> {
    let mark = visit.mark();
    match fill_here(visit, step) {
        // Some choices send the form at once, and the page comes back with them.
        Err(error) if error.page_moved_on() => {
            let options = SettleOptions {
                cap: Duration::from_secs(8),
                ..SettleOptions::default()
            };
            visit.settle(&mark, &options)?;
            let wanted = match &step.how {
                How::Type(text) | How::Choose(text) => text.clone(),
                How::Check | How::Pick(_) => "on".to_owned(),
            };
            Ok(Some(filled(step, wanted.clone(), wanted, 0)))
        }
        other => other,
    }
}

fn fill_here(visit: &mut Visit, step: &Move) -> Result<Option<Filled>, BrowserError> {
    match &step.how {
        How::Type(text) => type_into(visit, step, text),
        How::Choose(value) => {
            if look::locate(visit, step.handle)?.is_none()
                || !look::choose(visit, step.handle, value)?
            {
                return Ok(None);
            }
            let held = look::held(visit, step.handle)?.value;
            Ok(Some(filled(step, value.clone(), held, 0)))
        }
        How::Check => {
            // "I agree to all" may have ticked it meanwhile: one more press would take that back.
            if look::held(visit, step.handle)?.ticked {
                return Ok(Some(filled(step, "on".into(), "on".into(), 0)));
            }
            let Some(place) = look::locate(visit, step.press)? else {
                return Ok(None);
            };
            if place.covered_by.is_some() && !place.visible {
                return Ok(None);
            }
            visit.click(place.point.0, place.point.1)?;
            pause(visit, 120)?;
            let mut held = look::held(visit, step.handle)?;
            if !held.checked && place.covered_by.is_some() {
                // A veil over a page that is being brought up to date passes.
                pause(visit, 600)?;
                if let Some(place) = look::locate(visit, step.press)?
                    && place.covered_by.is_none()
                {
                    visit.click(place.point.0, place.point.1)?;
                    pause(visit, 120)?;
                    held = look::held(visit, step.handle)?;
                }
            }
            let state = if held.checked { "on" } else { "off" };
            Ok(Some(filled(step, "on".into(), state.into(), 0)))
        }
        How::Pick(wanted) => pick(visit, step, wanted),
    }
}

fn filled(step: &Move, typed: String, held: String, keystrokes: u32) -> Filled {
    Filled {
        selector: step.selector.clone(),
        purpose: step.purpose.clone(),
        typed,
        held,
        keystrokes,
        corrected_after: None,
    }
}

fn type_into(visit: &mut Visit, step: &Move, text: &str) -> Result<Option<Filled>, BrowserError> {
    let Some(place) = look::locate(visit, step.handle)? else {
        return Ok(None);
    };
    if !place.visible {
        return Ok(None);
    }
    // A date takes no text: its value is set as a picker does.
    if look::choose(visit, step.handle, text)? {
        let held = look::held(visit, step.handle)?.value;
        return Ok(Some(filled(step, text.to_owned(), held, keys(text))));
    }
    visit.click(place.point.0, place.point.1)?;
    // A floating label may lie over the field and hand the focus on a moment later.
    let mut held = look::held(visit, step.handle)?;
    look::select_all(visit, step.handle)?;
    if !held.value.is_empty() {
        visit.press("Delete")?;
    }
    visit.type_text(text)?;
    held = look::held(visit, step.handle)?;
    if held.value.is_empty() && held.connected {
        look::select_all(visit, step.handle)?;
        visit.type_text(text)?;
        held = look::held(visit, step.handle)?;
    }
    if held.offers {
        take_offer(visit, text)?;
        held = look::held(visit, step.handle)?;
    }
    if held.focused && step.purpose != "x-quantity" {
        visit.press("Tab")?;
        held = look::held(visit, step.handle)?;
    }
    let secret = step.purpose.starts_with("cc-") || step.purpose.contains("password");
    let shown = if secret {
        "•••".to_owned()
    } else {
        text.to_owned()
    };
    let holds = if secret && !held.value.is_empty() {
        "•••".to_owned()
    } else {
        held.value
    };
    Ok(Some(filled(step, shown, holds, keys(text))))
}

/// Presses the entry that a list offers for what was typed, where one opens and fits.
fn take_offer(visit: &mut Visit, text: &str) -> Result<(), BrowserError> {
    for _ in 0..4 {
        pause(visit, 150)?;
        let offers = options_of(&look::look(visit)?);
        let typed = text.to_lowercase();
        let fits = |c: &&Control| c.name.trim().to_lowercase() == typed;
        let near = |c: &&Control| c.name.to_lowercase().contains(&typed);
        if let Some(offer) = offers
            .iter()
            .find(fits)
            .or_else(|| offers.iter().find(near))
        {
            if let Some(place) = look::locate(visit, offer.handle)? {
                visit.click(place.point.0, place.point.1)?;
                pause(visit, 150)?;
            }
            return Ok(());
        }
        if !offers.is_empty() {
            return Ok(());
        }
    }
    Ok(())
}

/// Keys that a text takes: one for each ASCII character; about two for each
/// Japanese one, typed in Latin letters and converted.
pub fn keys(text: &str) -> u32 {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Opens a list, and presses the wanted option or the first that names something.
fn pick(visit: &mut Visit, step: &Move, wanted: &[String]) -> Result<Option<Filled>, BrowserError> {
    let Some(place) = look::locate(visit, step.press)? else {
        return Ok(None);
    };
    if let Some(option) = standing_open(&look::look(visit)?, step, wanted) {
        let Some(place) = look::locate(visit, option.handle)? else {
            return Ok(None);
        };
        visit.click(place.point.0, place.point.1)?;
        pause(visit, 200)?;
        return Ok(Some(filled(step, option.name.clone(), option.name, 0)));
    }
    visit.click(place.point.0, place.point.1)?;
    let mut options = Vec::new();
    for _ in 0..8 {
        pause(visit, 150)?;
        options = options_of(&look::look(visit)?);
        if !options.is_empty() {
            break;
        }
    }
    let fits = |c: &&Control| {
        let name = c.name.trim();
        wanted.iter().any(|w| name.eq_ignore_ascii_case(w.trim()))
    };
    let mut choice = options.iter().find(fits).cloned();
    // The list may still be coming, and a long one is searched by typing.
    for attempt in 0..3 {
        if choice.is_some() || wanted.is_empty() {
            break;
        }
        if attempt == 1 && options.len() > 8 {
            visit.type_text(&wanted[0])?;
        }
        pause(visit, 250)?;
        options = options_of(&look::look(visit)?);
        choice = options.iter().find(fits).cloned();
    }
    let choice = choice.or_else(|| {
        options
            .iter()
            .find(|c| c.enabled && !c.name.trim().is_empty() && !c.name.starts_with("--"))
            .cloned()
    });
    let Some(option) = choice else {
        visit.press("Escape")?;
        return Ok(None);
    };
    let Some(place) = look::locate(visit, option.handle)? else {
        return Ok(None);
    };
    visit.click(place.point.0, place.point.1)?;
    pause(visit, 200)?;
    let mut held = look::held(visit, step.handle)?;
    // A list that still moves is hit beside the option: the keyboard cannot miss.
    if held.connected && !shows(&held.value, &option.name) && step.press == step.handle {
        pick_by_keys(visit, step, &option.name)?;
        held = look::held(visit, step.handle)?;
    }
    Ok(Some(filled(step, option.name.clone(), held.value, 0)))
}

/// The option to take of a list that stands open on the page: the wanted one, or the first.
fn standing_open(look: &Look, step: &Move, wanted: &[String]) -> Option<Control> {
    let list = look.fields.iter().find(|f| f.handle == step.handle)?.rect;
    let inside = |c: &Control| {
        let (x, y) = (c.rect.x + c.rect.w / 2.0, c.rect.y + c.rect.h / 2.0);
        list.x <= x && x <= list.x + list.w && list.y <= y && y <= list.y + list.h
    };
    let mut options = options_of(look);
    options.retain(|c| c.enabled && inside(c));
    let fits = |c: &&Control| {
        wanted
            .iter()
            .any(|w| c.name.trim().eq_ignore_ascii_case(w.trim()))
    };
    options
        .iter()
        .find(fits)
        .or_else(|| options.first())
        .cloned()
}

fn shows(held: &str, option: &str) -> bool {
    let plain = |text: &str| text.split_whitespace().collect::<String>().to_lowercase();
    let (held, option) = (plain(held), plain(option));
    held.contains(&option) || !held.is_empty() && option.contains(&held)
}

/// Opens a list with the arrow key, goes to an option by typing its name, and takes it.
///
/// Enter is pressed only while options are shown, so that it never sends a form.
fn pick_by_keys(visit: &mut Visit, step: &Move, option: &str) -> Result<(), BrowserError> {
    look::select_all(visit, step.handle)?;
    if options_of(&look::look(visit)?).is_empty() {
        visit.press("ArrowDown")?;
        pause(visit, 350)?;
    }
    visit.type_text(option)?;
    pause(visit, 250)?;
    if options_of(&look::look(visit)?).is_empty() {
        return Ok(());
    }
    visit.press("Enter")?;
    pause(visit, 250)
}

fn options_of(look: &Look) -> Vec<Control> {
    look.controls
        .iter()
        .filter(|c| c.role == "option" && c.visible)
        .cloned()
        .collect()
}

/// Lets the page breathe for a moment, on its own clock.
///
/// # Errors
/// When the browser does not answer.
pub fn pause(visit: &mut Visit, ms: u32) -> Result<(), BrowserError> {
    let waited = visit.call(
        0,
        "function (ms) { return new Promise((resolve) => setTimeout(resolve, ms)); }",
        &[serde_json::json!(ms)],
    );
    match waited {
        // A page that sends its visitor on by itself ends the wait.
        Err(error) if error.page_moved_on() => Ok(()),
        waited => waited.map(drop),
    }
}
