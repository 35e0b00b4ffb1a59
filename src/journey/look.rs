//! Takes a look at the whole screen: every frame that can be reached, joined into one value.
//!
//! Handles are made unique over frames by adding [`FRAME_STRIDE`] for each, so
//! that `handle / FRAME_STRIDE` names the frame to act in.

use crate::browser::{BrowserError, SettleOptions, Visit};
use crate::crawl::extract::prices;
use crate::fields;
use crate::model::look::{Look, Rect};
use crate::probe;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// Distance between the handles of two frames.
pub const FRAME_STRIDE: u32 = 1 << 27;
/// Frames that are looked at; a handle has no room for more.
const MAX_FRAMES: u32 = 32;

/// What [`print()`] saw: enough to tell whether anything changed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Print {
    /// Address of the top document.
    pub url: String,
    /// Number on the cart's badge.
    pub cart_count: Option<u64>,
    /// Visible fields.
    pub fields: u64,
    /// Words of visible controls, headings and messages.
    pub words: String,
}

/// Looks at every reachable frame and classifies the fields; not at the pace of a slowed processor.
///
/// # Errors
/// When the browser does not answer for the top document; a frame that does not
/// answer is left out.
pub fn look(visit: &mut Visit) -> Result<Look, BrowserError> {
    let mut whole = look_at_top(visit)?;
    let frames = visit.frames();
    for frame in frames.into_iter().skip(1).filter(|f| f.index < MAX_FRAMES) {
        let Ok(mut part) = look_at(visit, frame.index) else {
            continue;
        };
        let (dx, dy) = frame.offset;
        for control in &mut part.controls {
            control.rect.x += dx;
            control.rect.y += dy;
        }
        for field in &mut part.fields {
            field.rect.x += dx;
            field.rect.y += dy;
        }
        for message in &mut part.messages {
            message.rect.x += dx;
            message.rect.y += dy;
        }
        if part.controls.is_empty() && part.fields.is_empty() && part.text.is_empty() {
            continue;
        }
        // A banner in a frame lies over the page like any other.
        for layer in whole
            .layers
            .iter_mut()
            .filter(|l| holds(l.rect, frame.offset, frame.size))
        {
            layer.controls.extend(
                part.controls
                    .iter()
                    .filter(|c| c.visible)
                    .map(|c| c.handle)
                    .take(60),
            );
            if layer.text.chars().count() < 600 {
                layer.text.push('\n');
                layer.text.extend(part.text.chars().take(600));
            }
        }
        whole.controls.append(&mut part.controls);
        whole.fields.append(&mut part.fields);
        whole.messages.append(&mut part.messages);
        whole.headings.append(&mut part.headings);
        if whole.text.len() < 40_000 && !part.text.is_empty() {
            whole.text.push('\n');
            whole.text.push_str(&part.text);
        }
    }
    whole.prices = prices::find(&whole.text);
    whole.prices.truncate(120);
    let language = whole.lang.clone();
    fields::classify(&mut whole.fields, language.as_deref());
    Ok(whole)
}

/// Whether a box holds a frame's content, give or take its border.
fn holds(rect: Rect, offset: (f64, f64), size: (f64, f64)) -> bool {
    const BORDER_PX: f64 = 4.0;
    size.0 > 1.0
        && size.1 > 1.0
        && offset.0 >= rect.x - BORDER_PX
        && offset.1 >= rect.y - BORDER_PX
        && offset.0 + size.0 <= rect.x + rect.w + BORDER_PX
        && offset.1 + size.1 <= rect.y + rect.h + BORDER_PX
}

/// The top document; a document that goes away while it is looked at is followed to the next one.
fn look_at_top(visit: &mut Visit) -> Result<Look, BrowserError> {
    for _ in 0..4 {
        match look_at(visit, 0) {
            Err(error) if error.page_moved_on() => {
                let mark = visit.mark();
                visit.settle(
                    &mark,
                    &SettleOptions {
                        cap: Duration::from_secs(5),
                        ..SettleOptions::default()
                    },
                )?;
            }
            other => return other,
        }
    }
    look_at(visit, 0)
}

fn look_at(visit: &mut Visit, frame: u32) -> Result<Look, BrowserError> {
    let value = visit.at_full_speed(|visit| ask(visit, frame, probe::LOOK, &[]))?;
    let mut look: Look = serde_json::from_value(value).map_err(|e| BrowserError::Script {
        message: format!("the look of frame {frame} has another shape: {e}"),
    })?;
    let shift = frame * FRAME_STRIDE;
    for control in &mut look.controls {
        control.frame = frame;
        control.handle += shift;
    }
    for field in &mut look.fields {
        field.frame = frame;
        field.handle += shift;
        field.proxy = field.proxy.map(|p| p + shift);
    }
    for message in &mut look.messages {
        message.field = message.field.map(|f| f + shift);
    }
    for layer in &mut look.layers {
        for control in &mut layer.controls {
            *control += shift;
        }
    }
    Ok(look)
}

/// A short print of the top document.
///
/// # Errors
/// When the browser does not answer.
pub fn print(visit: &mut Visit) -> Result<Print, BrowserError> {
    let value = match ask(visit, 0, probe::PRINT, &[]) {
        Err(error) if error.page_moved_on() => ask(visit, 0, probe::PRINT, &[])?,
        other => other?,
    };
    let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
    Ok(Print {
        url: text("url"),
        cart_count: value["count"].as_u64(),
        fields: value["fields"].as_u64().unwrap_or_default(),
        words: text("words"),
    })
}

/// Where an element is, after it was scrolled into view.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Located {
    /// Point to press, in viewport coordinates of the top document.
    pub point: (f64, f64),
    /// Whether a shopper sees it.
    pub visible: bool,
    /// Whether it can be used.
    pub enabled: bool,
    /// Selector and text of what lies over it.
    pub covered_by: Option<(String, String)>,
    /// Its accessible name now.
    pub name: String,
}

/// Scrolls an element into view and tells where to press; `None` when it is gone.
///
/// # Errors
/// When the browser does not answer.
pub fn locate(visit: &mut Visit, handle: u32) -> Result<Option<Located>, BrowserError> {
    let (frame, local) = split(handle);
    let value = ask(visit, frame, probe::LOCATE, &[json!(local)])?;
    if value["found"] != Value::Bool(true) {
        return Ok(None);
    }
    let offset = if frame == 0 {
        (0.0, 0.0)
    } else {
        visit
            .frames()
            .into_iter()
            .find(|f| f.index == frame)
            .map_or((0.0, 0.0), |f| f.offset)
    };
    let number = |key: &str| value[key].as_f64().unwrap_or_default();
    let cover = &value["covered_by"];
    Ok(Some(Located {
        point: (number("x") + offset.0, number("y") + offset.1),
        visible: value["visible"] == Value::Bool(true),
        enabled: value["enabled"] == Value::Bool(true),
        name: value["name"].as_str().unwrap_or_default().to_owned(),
        covered_by: cover.is_object().then(|| {
            (
                cover["selector"].as_str().unwrap_or_default().to_owned(),
                cover["text"].as_str().unwrap_or_default().to_owned(),
            )
        }),
    }))
}

/// Handles of what each selector finds in the frames of a look.
///
/// # Errors
/// When the browser does not answer.
pub fn find_all(
    visit: &mut Visit,
    look: &Look,
    selectors: &[&str],
) -> Result<Vec<Vec<u32>>, BrowserError> {
    let mut all = vec![Vec::new(); selectors.len()];
    let frames: BTreeSet<u32> = look.controls.iter().map(|c| c.frame).collect();
    for frame in frames {
        let value = ask(visit, frame, probe::FIND_ALL, &[json!(selectors)])?;
        let lists: Vec<Vec<u32>> = serde_json::from_value(value).unwrap_or_default();
        for (all, found) in all.iter_mut().zip(lists) {
            all.extend(
                found
                    .into_iter()
                    .map(|handle| handle + frame * FRAME_STRIDE),
            );
        }
    }
    Ok(all)
}

/// What a field holds now.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Held {
    /// Its value, or its text.
    pub value: String,
    /// Whether it is checked.
    pub checked: bool,
    /// Whether it is a box or a radio of HTML that is ticked.
    pub ticked: bool,
    /// Whether it has the focus.
    pub focused: bool,
    /// Whether it is still in the document.
    pub connected: bool,
    /// Whether it offers a list of its own while one types.
    pub offers: bool,
}

/// Reads what a field holds.
///
/// # Errors
/// When the browser does not answer.
pub fn held(visit: &mut Visit, handle: u32) -> Result<Held, BrowserError> {
    let (frame, local) = split(handle);
    let value = ask(visit, frame, probe::HOLDS, &[json!(local)])?;
    Ok(Held {
        value: value["value"].as_str().unwrap_or_default().to_owned(),
        checked: value["checked"] == Value::Bool(true),
        ticked: value["ticked"] == Value::Bool(true),
        focused: value["focused"] == Value::Bool(true),
        connected: value["connected"] == Value::Bool(true),
        offers: value["role"] == "combobox" || value["list"] == Value::Bool(true),
    })
}

/// Selects what a field holds.
///
/// # Errors
/// When the browser does not answer.
pub fn select_all(visit: &mut Visit, handle: u32) -> Result<(), BrowserError> {
    let (frame, local) = split(handle);
    ask(visit, frame, probe::SELECT_ALL, &[json!(local)])?;
    Ok(())
}

/// Leaves the field that has the focus, as a press on an empty place of the page does.
///
/// # Errors
/// When the browser does not answer.
pub fn leave_field(visit: &mut Visit) -> Result<(), BrowserError> {
    ask(visit, 0, probe::LEAVE_FIELD, &[])?;
    Ok(())
}

/// Chooses an option of a native select by its value, or sets a field that has a picker of the
/// system (a date); `false` when there is no such option.
///
/// # Errors
/// When the browser does not answer.
pub fn choose(visit: &mut Visit, handle: u32, value: &str) -> Result<bool, BrowserError> {
    let (frame, local) = split(handle);
    let done = ask(visit, frame, probe::CHOOSE, &[json!(local), json!(value)])?;
    Ok(done == Value::Bool(true))
}

/// Puts a watch on two taps of a control, see [`probe::GUARD_TAPS`]; milliseconds.
///
/// # Errors
/// When the browser does not answer.
pub fn guard_taps(
    visit: &mut Visit,
    handle: u32,
    rest_ms: u64,
    longest_ms: u64,
) -> Result<(), BrowserError> {
    let (frame, local) = split(handle);
    let args = [json!(local), json!(rest_ms), json!(longest_ms)];
    ask(visit, frame, probe::GUARD_TAPS, &args).map(drop)
}

/// Calls a function of the probes, which are put into a document that has none yet: the page may have
/// moved on since the last look.
///
/// # Errors
/// When the browser does not answer, or the function throws.
pub fn ask(
    visit: &mut Visit,
    frame: u32,
    function: &str,
    args: &[Value],
) -> Result<Value, BrowserError> {
    match visit.call(frame, function, args) {
        Err(BrowserError::Script { message }) if is_absent(&message, function) => {
            visit.call(frame, probe::INSTALL, &[])?;
            visit.call(frame, function, args)
        }
        other => other,
    }
}

/// Whether what a function threw says that there are no probes in the document.
fn is_absent(message: &str, function: &str) -> bool {
    let name = function.split("globalThis.cartwalk.").nth(1);
    let name = name.and_then(|rest| rest.split('(').next());
    name.is_some_and(|name| message.contains(&format!("of undefined (reading '{name}')")))
}

fn split(handle: u32) -> (u32, u32) {
    (handle / FRAME_STRIDE, handle % FRAME_STRIDE)
}
