//! What the watching script tells of a page, and what it means.

use crate::browser::{BrowserError, Visit};
use crate::journey::correct;
use crate::journey::effort;
use crate::journey::look::{self as looking, FRAME_STRIDE, ask};
use crate::model::look::{Field, Look};
use crate::model::probed::{FieldAt, Said, Tie};
use crate::probe;
use crate::rulebook::lexicon::{Lexicon, Topic};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Text nearer to a field than this belongs to it, in CSS pixels (rule catalogue, section C).
const NEAR_PX: f64 = 100.0;

/// A complaint is not longer, in characters; what is tells something else too.
const LONGEST_COMPLAINT: usize = 120;

/// A text that appeared.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct SaidSeen {
    text: String,
    selector: String,
    linked: bool,
    field: Option<String>,
    field_handle: Option<u32>,
    distance: Option<f64>,
    live: bool,
    error: bool,
    after: f64,
    gone: bool,
}

/// What a field holds.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct ValueSeen {
    /// Its handle within the frame.
    pub handle: u32,
    /// Its value; empty for secrets.
    pub value: String,
}

/// The field that is tried, and the focus.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct StateSeen {
    /// Selector of what has the focus.
    pub focus: Option<String>,
    /// Whether the field is still there.
    pub found: bool,
    /// What it holds.
    pub value: String,
    /// Whether it has the focus.
    pub focused: bool,
    /// Whether the browser would take it.
    pub valid: bool,
    /// What the browser would say.
    pub native: String,
    /// `aria-invalid="true"`.
    pub invalid: bool,
    /// What the page offers to put in.
    pub offers: Vec<String>,
}

/// What stands on the page when the watching begins.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Watched {
    /// What the fields hold.
    pub values: Vec<ValueSeen>,
    /// Whether a complaint about the field stands already.
    pub standing: bool,
}

/// What came while watching.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Observed {
    /// New texts.
    pub said: Vec<SaidSeen>,
    /// What the fields hold now.
    pub values: Vec<ValueSeen>,
    /// When the complaint that stood there was gone, in milliseconds.
    pub gone: Option<f64>,
    /// The field now.
    pub state: StateSeen,
}

/// What stands on a page after a step was sent.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct AfterSubmit {
    /// New texts.
    pub said: Vec<SaidSeen>,
    /// The field at which the browser shows its own bubble.
    pub native: Option<NativeSeen>,
    /// Selector of what has the focus.
    pub focus: Option<String>,
    /// Fields with `aria-invalid="true"`.
    pub invalid: Vec<String>,
    /// The first field that is complained about.
    pub first: Option<String>,
    /// Whether that lies in the viewport.
    pub in_view: Option<bool>,
}

/// The browser's own bubble.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct NativeSeen {
    /// Selector of its field.
    pub field: String,
    /// Its words, in the browser's language.
    pub text: String,
}

fn read<T: for<'a> Deserialize<'a> + Default>(value: Value) -> T {
    serde_json::from_value(value).unwrap_or_default()
}

/// Starts watching a field.
pub fn watch(visit: &mut Visit, handle: u32) -> Result<Watched, BrowserError> {
    let (frame, local) = (handle / FRAME_STRIDE, handle % FRAME_STRIDE);
    Ok(read(ask(visit, frame, probe::WATCH, &[json!(local)])?))
}

/// Watches for so many milliseconds; see [`probe::OBSERVE`].
pub fn observe(
    visit: &mut Visit,
    handle: u32,
    ms: u32,
    mended: bool,
    rest: u32,
) -> Result<Observed, BrowserError> {
    let frame = handle / FRAME_STRIDE;
    let args = [json!(ms), json!(mended), json!(rest)];
    Ok(read(ask(visit, frame, probe::OBSERVE, &args)?))
}

/// All texts of the top document and of the frames with fields, by frame.
pub fn texts(visit: &mut Visit, look: &Look) -> Result<Texts, BrowserError> {
    let mut out = Texts::new();
    for frame in frames(look) {
        let read_there = ask(visit, frame, probe::TEXTS, &[]);
        match read_there {
            Ok(value) => {
                out.insert(frame, read(value));
            }
            Err(error) if frame == 0 => return Err(error),
            // A frame that goes away says nothing.
            Err(_) => {}
        }
    }
    Ok(out)
}

/// Texts by frame.
pub type Texts = BTreeMap<u32, Vec<String>>;

fn frames(look: &Look) -> BTreeSet<u32> {
    let own = look.fields.iter().filter(|f| f.visible).map(|f| f.frame);
    own.chain([0]).take(200).collect()
}

/// What is new against these texts, in the top document and in the frames that were read before.
pub fn after_submit(visit: &mut Visit, before: &Texts) -> Result<AfterSubmit, BrowserError> {
    let mut whole = AfterSubmit::default();
    for (frame, texts) in before {
        let seen = match ask(visit, *frame, probe::AFTER_SUBMIT, &[json!(texts)]) {
            Ok(value) => read::<AfterSubmit>(value),
            Err(error) if *frame == 0 => return Err(error),
            Err(_) => continue,
        };
        whole.said.extend(seen.said);
        whole.invalid.extend(seen.invalid);
        whole.native = whole.native.or(seen.native);
        // The focus is in the innermost frame that has one.
        whole.focus = seen.focus.or(whole.focus);
        if whole.first.is_none() && seen.first.is_some() {
            whole.first = seen.first;
            whole.in_view = seen.in_view;
        }
        whole.in_view = whole.in_view.or(seen.in_view);
    }
    Ok(whole)
}

/// The field because of which the browser would hold a form back.
pub fn held_back(visit: &mut Visit, handle: u32) -> Result<Option<NativeSeen>, BrowserError> {
    let (frame, local) = (handle / FRAME_STRIDE, handle % FRAME_STRIDE);
    let value = ask(visit, frame, probe::HELD_BACK, &[json!(local)])?;
    Ok(serde_json::from_value(value).unwrap_or_default())
}

/// What Enter in a field presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pressed {
    /// Nothing: the form has no button of that kind, or there is no form.
    None,
    /// A button that no shopper sees.
    Unseen,
    /// This one.
    Button(u32),
}

/// The button that Enter in a field presses.
pub fn default_button(visit: &mut Visit, handle: u32) -> Result<Pressed, BrowserError> {
    let (frame, local) = (handle / FRAME_STRIDE, handle % FRAME_STRIDE);
    let told = ask(visit, frame, probe::DEFAULT_BUTTON, &[json!(local)])?;
    let button = told["handle"].as_u64().and_then(|h| u32::try_from(h).ok());
    Ok(match button {
        None => Pressed::None,
        Some(button) if told["seen"] == Value::Bool(true) => {
            Pressed::Button(button + frame * FRAME_STRIDE)
        }
        Some(_) => Pressed::Unseen,
    })
}

/// The words on and beside a control.
pub fn beside(visit: &mut Visit, handle: u32) -> Result<String, BrowserError> {
    let (frame, local) = (handle / FRAME_STRIDE, handle % FRAME_STRIDE);
    let told = ask(visit, frame, probe::BUSY, &[json!(local)])?;
    Ok(told["beside"].as_str().unwrap_or_default().to_owned())
}

/// Sets a field as autofill does.
pub fn autofill(visit: &mut Visit, handle: u32, value: &str) -> Result<bool, BrowserError> {
    let (frame, local) = (handle / FRAME_STRIDE, handle % FRAME_STRIDE);
    let done = ask(visit, frame, probe::AUTOFILL, &[json!(local), json!(value)])?;
    Ok(done == Value::Bool(true))
}

/// Empties a field with keys.
pub fn clear(visit: &mut Visit, handle: u32) -> Result<(), BrowserError> {
    looking::select_all(visit, handle)?;
    visit.press("Delete")
}

impl SaidSeen {
    /// The message for the evidence.
    ///
    /// `touched` are the selectors of what was changed before it was said.
    pub fn told(&self, look: &Look, touched: &[&str]) -> Said {
        let near = self.distance.is_some_and(|d| d <= NEAR_PX);
        let shown: Vec<&Field> = look.fields.iter().filter(|f| f.visible).collect();
        let named =
            correct::named_in(&self.text, &shown, touched).map(|field| field.selector.clone());
        // "E-mail" is part of "Repeat e-mail": the longer name beside the words is the one they mean.
        let longer = || {
            let at = |selector: &Option<String>| {
                let mut all = shown.iter();
                all.find(|f| Some(&f.selector) == selector.as_ref())
            };
            at(&self.field)
                .zip(at(&named))
                .is_some_and(|(near, named)| correct::is_called_longer(near, named))
        };
        let (tie, field) = if self.linked {
            (Tie::Linked, self.field.clone())
        } else if near && (named.is_none() || named == self.field || longer()) {
            (Tie::Near, self.field.clone())
        } else if named.is_some() {
            // A line above the form is near its first field and may be about the last.
            (Tie::Named, named)
        } else {
            (Tie::Loose, None)
        };
        Said {
            text: self.text.clone(),
            selector: self.selector.clone(),
            tie,
            field,
            distance_px: self.distance,
            after_ms: self.after,
            live: self.live,
            gone: self.gone,
            error: self.error,
        }
    }

    /// Whether it looks like a complaint.
    pub fn is_error(&self) -> bool {
        self.error
    }

    /// A line that came with a refusal and says so in words is a complaint, however it looks.
    pub fn hear(&mut self, lexicon: &Lexicon) {
        let words = self.text.chars().count() <= LONGEST_COMPLAINT;
        self.error |= words && lexicon.says(&self.text, Topic::RequiredError);
    }

    /// Whether it complains about this field of a frame.
    pub fn blames(&self, handle: u32) -> bool {
        let own = self.field_handle == Some(handle % FRAME_STRIDE);
        self.error && own && (self.linked || self.distance.is_some_and(|d| d <= NEAR_PX))
    }
}

/// A field for the evidence.
pub fn field_at(field: &Field, look: &Look, screen: u32) -> FieldAt {
    FieldAt {
        screen,
        url: look.url.clone(),
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        certainty: field.purpose_certainty,
        label: correct::shown_label(field).chars().take(200).collect(),
        kind: field.kind.clone(),
        required: effort::is_required(field),
        maxlength: field.maxlength,
    }
}

/// Whether a purpose is one of a payment card.
pub fn is_of_card(purpose: &str) -> bool {
    purpose.starts_with("cc-")
}

/// What the visible fields of a look hold, by a key that outlives a reload: secrets are left out.
pub fn held_in(look: &Look) -> BTreeMap<String, (String, String, String)> {
    let kept = |f: &&Field| {
        f.visible
            && f.kind != "password"
            && !matches!(
                f.purpose.as_str(),
                "cc-csc" | "current-password" | "new-password"
            )
            // What stands in the frame of a payment provider is not the store's to keep.
            && (f.frame == 0 || !is_of_card(&f.purpose))
            && f.purpose != "x-honeypot"
    };
    let value = |f: &Field| match f.kind.as_str() {
        "radio" | "checkbox" | "switch" => if f.checked { "on" } else { "" }.to_owned(),
        // A card's number is not read, only whether there is one.
        _ if f.value.is_empty() && f.filled && is_of_card(&f.purpose) => "•••".to_owned(),
        _ => f.value.clone(),
    };
    look.fields
        .iter()
        .filter(kept)
        .map(|f| {
            let key = match (f.kind.as_str(), f.name.is_empty()) {
                ("radio" | "checkbox", _) | (_, true) => f.selector.clone(),
                _ => f.name.clone(),
            };
            (key, (f.selector.clone(), f.purpose.clone(), value(f)))
        })
        .collect()
}
