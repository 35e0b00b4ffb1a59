//! Puts one text into one field, as a shopper would, and watches what comes of it.

use super::Prober;
use super::budget;
use super::outcome::{self, outcome};
use super::page::{self, Observed};
use super::texts::{By, Try};
use crate::browser::{BrowserError, Visit};
use crate::journey::look::{self as looking, FRAME_STRIDE};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Field, Look};
use crate::model::probed::{Changed, Entry, FieldAt, Outcome, Said, Variant};

/// Characters after which a complaint comes too early.
const EARLY: usize = 3;
/// How long a complaint about half a value is looked for, in milliseconds.
const EARLY_MS: u32 = 250;
/// Longest watch for a message, in milliseconds (rule catalogue, section C).
const WATCH_MS: u32 = 1_500;
/// Shortest watch for a message of a page that answers at once.
const LEAST_MS: f64 = 180.0;
/// Longest watch after the control, in milliseconds.
const CONTROL_MS: u32 = 350;
/// Longest watch of a field that said nothing to something wrong, in milliseconds.
const SILENT_MS: u32 = 150;
/// Watch for an address that a postcode brings, in milliseconds: a page that has asked for nothing by
/// then knows none.
const LOOKUP_MS: u32 = 700;
/// Longest watch where something was asked for.
const LOOKUP_ASKED_MS: u32 = 2_300;

/// How one text is tried.
pub struct Trial<'a> {
    /// The field, of the look below.
    pub field: &'a Field,
    /// The screen.
    pub look: &'a Look,
    /// Index of the screen.
    pub screen: u32,
    /// The text.
    pub text: &'a Try,
    /// Whether the field was seen to check anything.
    pub checks: bool,
    /// Whether the field took something wrong without a word.
    pub silent: bool,
    /// Whether complaints are looked for while one still types.
    pub early: bool,
}

impl Traveller<'_> {
    /// Puts one text into one field; `None` when the field is gone.
    pub(super) fn enter(
        &mut self,
        prober: &mut Prober,
        trial: &Trial<'_>,
    ) -> Result<Option<Entry>, Halt> {
        self.check_limits()?;
        let note = format!("{} {}", trial.field.purpose, trial.text.variant.name());
        self.around.progress.note(&note);
        prober.spend(budget::entry(trial.text, trial.early, trial.silent));
        let patience = match trial.text.variant {
            // A better spelling is offered where nothing is checked, too.
            Variant::DomainSlip | Variant::DomainStart => prober.patience_ms,
            _ if trial.silent => SILENT_MS.min(prober.patience_ms),
            // What nobody refuses is not waited for as long as what somebody may.
            Variant::Canonical => prober.patience_ms.min(CONTROL_MS),
            _ => prober.patience_ms,
        };
        let done = self.permitted(|t| match enter(&mut t.visit, trial, patience) {
            // The page left under our hands: a key sent the form.
            Err(Halt::Browser(error)) if left(&error) => {
                Ok(Some((sent_by_key(trial, &mut t.visit), None)))
            }
            other => other,
        })?;
        let Some((mut entry, pace)) = done else {
            return Ok(None);
        };
        if matches!(trial.text.variant, Variant::Wrong | Variant::WrongOtherwise) {
            // A page that answers at once is not waited for longer than needed, and one that never
            // answers neither.
            let ms = match pace {
                Some(ms) => ms * 2.0 + 150.0,
                None => f64::from(prober.patience_ms) * 0.4,
            };
            prober.patience_ms = ms.clamp(LEAST_MS, f64::from(WATCH_MS)) as u32;
        }
        let bad = matches!(
            entry.outcome,
            Outcome::Rejected | Outcome::Truncated | Outcome::Altered
        );
        let expected = matches!(trial.text.variant, Variant::Wrong | Variant::WrongOtherwise);
        if bad && !expected {
            let now = looking::look(&mut self.visit)?;
            let field = now.fields.iter().find(|f| f.handle == trial.field.handle);
            entry.rect = field.map(|f| f.rect);
            entry.picture = self.picture();
        }
        Ok(Some(entry))
    }

    /// Gives a field back what it held.
    pub(super) fn put_back(&mut self, field: &Field, value: &str) -> Result<(), Halt> {
        self.permitted(|t| {
            if looking::locate(&mut t.visit, field.handle)?.is_none() {
                return Ok(());
            }
            page::clear(&mut t.visit, field.handle)?;
            if !value.is_empty() {
                t.visit.type_text(value)?;
            }
            t.visit.press("Tab")?;
            Ok(())
        })
    }
}

/// Whether an error means that the document went away, with our scripts in it.
fn left(error: &BrowserError) -> bool {
    let gone = |message: &str| message.contains("undefined (reading '");
    error.page_moved_on() || matches!(error, BrowserError::Script { message } if gone(message))
}

/// The entry, and when its first complaint came, in milliseconds.
fn enter(
    visit: &mut Visit,
    trial: &Trial<'_>,
    patience: u32,
) -> Result<Option<(Entry, Option<f64>)>, Halt> {
    let handle = trial.field.handle;
    let Some(place) = looking::locate(visit, handle)? else {
        return Ok(None);
    };
    if !place.visible || !place.enabled {
        return Ok(None);
    }
    // What stays on the clipboard must be there before the field is touched.
    if trial.text.by == By::Paste && !copy(visit, trial)? {
        return Ok(None);
    }
    visit.click(place.point.0, place.point.1)?;
    let watched = page::watch(visit, handle)?;
    looking::select_all(visit, handle)?;
    if !looking::held(visit, handle)?.value.is_empty() {
        visit.press("Delete")?;
    }
    let mark = visit.mark();
    let url = visit.url()?;
    let mut early: Vec<Said> = Vec::new();
    let rest = if trial.early && trial.text.by == By::Keys {
        let at = trial.text.text.char_indices().nth(EARLY);
        let (first, rest) = trial.text.text.split_at(at.map_or(0, |(at, _)| at));
        if !first.is_empty() {
            visit.type_text(first)?;
            let seen = page::observe(visit, handle, EARLY_MS, false, 0)?;
            early = blamed(&seen, trial);
        }
        rest
    } else {
        &trial.text.text
    };
    match trial.text.by {
        By::Keys => visit.type_text(rest)?,
        By::Paste => visit.clipboard(true)?,
        By::Composition => visit.compose_as(&trial.text.reading, &trial.text.text, true)?,
    }
    let moved = visit.url()? != url;
    if moved {
        return Ok(Some((sent_by_key(trial, visit), None)));
    }
    // Whether a complaint goes by itself is seen before the field is left.
    let mut mended_ms = None;
    if watched.standing {
        let seen = page::observe(visit, handle, 600, true, 0)?;
        mended_ms = seen.gone;
    }
    let focus = page::observe(visit, handle, 0, false, 0)?.state;
    let mut offered = focus.offers.clone();
    let focus_after = focus.focus.clone().filter(|_| !focus.focused);
    if focus.focused {
        visit.press("Tab")?;
    }
    let lookup = trial.field.purpose == "postal-code"
        && (trial.early || trial.text.variant == Variant::OtherCode);
    let ms = if lookup { LOOKUP_MS } else { patience };
    let mut seen = page::observe(
        visit,
        handle,
        ms,
        watched.standing && mended_ms.is_none(),
        150,
    )?;
    if watched.standing && mended_ms.is_none() {
        mended_ms = seen.gone;
        seen = page::observe(visit, handle, 200, false, 0)?;
    }
    let changes = |seen: &Observed| changed(&watched.values, seen, trial);
    if lookup && changes(&seen).is_empty() && !visit.traffic(&mark).requests.is_empty() {
        seen = page::observe(visit, handle, LOOKUP_ASKED_MS, false, 0)?;
    }
    offered.extend(seen.state.offers.iter().cloned());
    offered.dedup();
    offered.truncate(10);
    let traffic = visit.traffic(&mark);
    let sent = traffic
        .requests
        .iter()
        .filter(|r| matches!(r.kind.as_str(), "xhr" | "fetch" | "document"))
        .map(|r| {
            format!(
                "{} {}",
                r.method,
                r.url.split('?').next().unwrap_or_default()
            )
        })
        .take(10)
        .collect();
    let complaints = blamed(&seen, trial);
    let first = complaints.first().map(|s| s.after_ms);
    let stuck = watched.standing && mended_ms.is_none() && complaints.is_empty();
    let called_wrong = !complaints.is_empty() || seen.state.invalid || !seen.state.valid;
    let secret = matches!(trial.field.kind.as_str(), "password") || trial.field.purpose == "cc-csc";
    let shown = |text: &str| {
        if secret {
            "•••".to_owned()
        } else {
            text.to_owned()
        }
    };
    let mut said: Vec<Said> = seen
        .said
        .iter()
        .map(|s| s.told(trial.look, &[&trial.field.selector]))
        .collect();
    if !seen.state.native.is_empty() {
        said.push(native(&seen.state.native, &trial.field.selector));
    }
    let entry = Entry {
        held: shown(&seen.state.value),
        // A complaint that never goes says nothing of what was typed last.
        outcome: if seen.state.found && !(called_wrong && stuck) {
            outcome(outcome::Seen {
                variant: trial.text.variant,
                typed: &trial.text.text,
                held: &seen.state.value,
                called_wrong,
                checks: trial.checks || called_wrong,
            })
        } else {
            Outcome::Unknown
        },
        valid: seen.state.valid,
        aria_invalid: seen.state.invalid,
        early,
        said,
        mended_ms,
        mends: watched.standing,
        changed: changes(&seen),
        offered,
        focus_after,
        sent,
        submitted: traffic.document_status.is_some(),
        ..Entry::of(field_of(trial), trial.text.variant, shown(&trial.text.text))
    };
    Ok(Some((entry, first)))
}

/// Gets the text onto the clipboard through a field that takes it: the field itself.
fn copy(visit: &mut Visit, trial: &Trial<'_>) -> Result<bool, Halt> {
    // A confirmation is pasted from the field that it confirms, as people do.
    let source = match trial.field.purpose.as_str() {
        "x-email-confirm" => trial
            .look
            .fields
            .iter()
            .find(|f| f.visible && f.purpose == "email"),
        _ => trial
            .look
            .fields
            .iter()
            .find(|f| {
                f.visible
                    && f.kind == "text"
                    && f.maxlength.is_none()
                    && f.handle != trial.field.handle
            })
            .or(Some(trial.field)),
    };
    let Some(source) = source else {
        return Ok(false);
    };
    let held = looking::held(visit, source.handle)?.value;
    let Some(place) = looking::locate(visit, source.handle)? else {
        return Ok(false);
    };
    visit.click(place.point.0, place.point.1)?;
    page::clear(visit, source.handle)?;
    visit.type_text(&trial.text.text)?;
    looking::select_all(visit, source.handle)?;
    visit.clipboard(false)?;
    page::clear(visit, source.handle)?;
    if !held.is_empty() {
        visit.type_text(&held)?;
    }
    Ok(true)
}

fn field_of(trial: &Trial<'_>) -> FieldAt {
    page::field_at(trial.field, trial.look, trial.screen)
}

/// The browser's own words.
pub(super) fn native(text: &str, selector: &str) -> Said {
    Said {
        text: text.to_owned(),
        selector: String::new(),
        tie: crate::model::probed::Tie::Native,
        field: Some(selector.to_owned()),
        distance_px: None,
        after_ms: 0.0,
        live: true,
        gone: false,
        error: true,
    }
}

fn blamed(seen: &Observed, trial: &Trial<'_>) -> Vec<Said> {
    let own = |s: &&page::SaidSeen| s.blames(trial.field.handle);
    seen.said
        .iter()
        .filter(own)
        .map(|s| s.told(trial.look, &[&trial.field.selector]))
        .collect()
}

fn changed(before: &[page::ValueSeen], seen: &Observed, trial: &Trial<'_>) -> Vec<Changed> {
    let own = trial.field.handle % FRAME_STRIDE;
    let shift = trial.field.handle - own;
    let mut out = Vec::new();
    for now in seen.values.iter().filter(|v| v.handle != own) {
        let Some(was) = before.iter().find(|v| v.handle == now.handle) else {
            continue;
        };
        if was.value == now.value || out.len() >= 12 {
            continue;
        }
        let field = trial
            .look
            .fields
            .iter()
            .find(|f| f.handle == now.handle + shift);
        out.push(Changed {
            selector: field.map(|f| f.selector.clone()).unwrap_or_default(),
            purpose: field.map(|f| f.purpose.clone()).unwrap_or_default(),
            before: was.value.clone(),
            after: now.value.clone(),
        });
    }
    out
}

/// A key sent the form, or left the page.
fn sent_by_key(trial: &Trial<'_>, visit: &mut Visit) -> Entry {
    let mark = visit.mark();
    // A page that is leaving answers nothing; what it becomes is looked at by the walk.
    let _settled = visit.settle(&mark, &crate::browser::SettleOptions::default());
    Entry {
        submitted: true,
        ..Entry::of(field_of(trial), trial.text.variant, &trial.text.text)
    }
}
