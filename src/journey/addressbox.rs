//! An address that nobody can type: its fields are locked, and a button beside them opens a box (a layer,
//! a frame) in which one searches and takes one of what is found. Usual in Korea, and wherever parcels
//! go to shops.

use crate::browser::SettleOptions;
use crate::journey::checkout::Tries;
use crate::journey::fill::{How, Move};
use crate::journey::guard;
use crate::journey::screen::Screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Field, Look};
use crate::rulebook::lexicon::{Intent, Lexicon};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How far from a locked field the button that opens the box may stand, in CSS pixels.
const BESIDE_PX: f64 = 260.0;
/// How often what a search found is waited for, 300 ms each.
const WAITS: u32 = 8;
/// Longest wait for the page after a press in the box.
const CAP: Duration = Duration::from_secs(5);

impl Traveller<'_> {
    /// Opens the box beside a locked field of the address, searches in it for the shopper's own street,
    /// and takes one of what is found; the screen afterwards. `None`: no field is locked and empty.
    pub(super) fn choose_address_in_a_box(
        &mut self,
        look: &Look,
        tries: &mut Tries,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        let Some(locked) = look.fields.iter().find(|f| is_locked(f)) else {
            return Ok(None);
        };
        if !tries.boxed.insert(locked.selector.clone()) {
            return Ok(None);
        }
        let Some(opener) = opener(look, locked, self.lexicon).cloned() else {
            return Ok(None);
        };
        let began = Instant::now();
        self.show_windows()?;
        self.press_in_box(&opener)?;
        let mut before = look.clone();
        let (mut now, _) = self.glance()?;
        for query in self.queries() {
            let Some(asked) = search_field(look, &now) else {
                break;
            };
            let typed = Move {
                handle: asked.handle,
                press: asked.handle,
                selector: asked.selector.clone(),
                purpose: asked.purpose.clone(),
                how: How::Type(query),
            };
            let frame = asked.frame;
            let send = search_button(look, &now, frame, self.lexicon).cloned();
            self.permitted(|t| Ok(touch::fill(&mut t.visit, &typed)?))?;
            before = now.clone();
            match send {
                Some(send) => self.press_in_box(&send)?,
                None => self.permitted(|t| {
                    crate::journey::look::select_all(&mut t.visit, typed.handle)?;
                    Ok(t.visit.press("Enter")?)
                })?,
            }
            for _ in 0..WAITS {
                now = self.glance()?.0;
                if found(&before, &now, self.lexicon).next().is_some() {
                    break;
                }
                touch::pause(&mut self.visit, 300)?;
            }
            if found(&before, &now, self.lexicon).next().is_some() {
                break;
            }
        }
        let own = self.persona.value("postal-code").unwrap_or_default();
        let best = found(&before, &now, self.lexicon)
            .find(|c| !own.is_empty() && c.name.contains(&own))
            .or_else(|| found(&before, &now, self.lexicon).next())
            .cloned();
        if let Some(best) = best {
            self.press_in_box(&best)?;
        }
        self.close_windows()?;
        let seen = self.see()?;
        let filled = seen
            .0
            .fields
            .iter()
            .any(|f| f.selector == locked.selector && f.filled);
        self.act(Act {
            kind: "look-up-address".into(),
            target: opener.name.clone(),
            selector: opener.selector.clone(),
            changed: if filled { "fields-filled" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        Ok(Some(seen))
    }

    /// What the shopper may type into a search for addresses, the likeliest first.
    fn queries(&self) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        for purpose in [
            "x-street-name",
            "address-line1",
            "postal-code",
            "address-level2",
        ] {
            let value = self.persona.value(purpose).unwrap_or_default();
            if value.chars().count() >= 2 && !out.contains(&value) {
                out.push(value);
            }
        }
        out
    }

    /// Presses what belongs to filling in an address, under the permit for filling: no document and no
    /// card leave by it. Words that order are not pressed.
    pub(super) fn press_in_box(&mut self, control: &Control) -> Result<(), Halt> {
        self.check_limits()?;
        if guard::orders(&guard::words_of(control), self.lexicon) {
            return Ok(());
        }
        self.permitted(|t| {
            if let Ok(pressed) =
                touch::press(&mut t.visit, control.handle, Some(&control.name), CAP)?
            {
                t.note_wait(&pressed.settled);
            }
            let mark = t.visit.mark();
            let options = SettleOptions {
                cap: CAP,
                quiet: Duration::from_millis(200),
            };
            t.visit.settle(&mark, &options)?;
            Ok(())
        })
    }
}

/// Whether a field of the address holds nothing and takes no typing.
fn is_locked(f: &Field) -> bool {
    f.visible
        && f.readonly
        && !f.filled
        && (f.purpose.starts_with("address-")
            || matches!(
                f.purpose.as_str(),
                "postal-code" | "x-postal-code-2" | "street-address" | "x-packstation"
            ))
}

/// The button that opens the box: one that says so, or the nearest beside the field.
fn opener<'l>(look: &'l Look, locked: &Field, lexicon: &Lexicon) -> Option<&'l Control> {
    let stays = |c: &&Control| {
        c.visible
            && c.enabled
            && c.frame == locked.frame
            && !matches!(c.kind.as_str(), "submit" | "image" | "reset")
            && c.href
                .as_deref()
                .is_none_or(|h| !h.starts_with("http") || h.contains('#'))
            && !guard::orders(&guard::words_of(c), lexicon)
    };
    let said = look
        .controls
        .iter()
        .filter(stays)
        .find(|c| lexicon.strength(&c.name, Intent::AddressLookup) >= 0.5);
    let away = |c: &Control| {
        let middle = |r: &crate::model::look::Rect| (r.x + r.w / 2.0, r.y + r.h / 2.0);
        let (a, b) = (middle(&c.rect), middle(&locked.rect));
        (a.0 - b.0).abs() + 2.0 * (a.1 - b.1).abs()
    };
    said.or_else(|| {
        look.controls
            .iter()
            .filter(stays)
            .filter(|c| away(c) <= BESIDE_PX + locked.rect.w / 2.0)
            .min_by(|a, b| away(a).total_cmp(&away(b)))
    })
}

/// The field to search with in a box that was not there before.
fn search_field<'l>(before: &Look, now: &'l Look) -> Option<&'l Field> {
    let known: BTreeSet<u32> = before
        .fields
        .iter()
        .filter(|f| f.visible)
        .map(|f| f.handle)
        .collect();
    now.fields.iter().find(|f| {
        f.visible
            && !f.readonly
            && !f.disabled
            && matches!(f.kind.as_str(), "text" | "search" | "textbox" | "searchbox")
            && !known.contains(&f.handle)
    })
}

/// The button that sends the search of that box.
fn search_button<'l>(
    before: &Look,
    now: &'l Look,
    frame: u32,
    lexicon: &Lexicon,
) -> Option<&'l Control> {
    fresh(before, now).filter(|c| c.frame == frame).find(|c| {
        let words = guard::words_of(c);
        [Intent::Search, Intent::AddressLookup]
            .into_iter()
            .any(|intent| lexicon.strength(&words, intent) >= 0.5)
    })
}

/// What can be pressed now and could not before.
pub(super) fn fresh<'l>(before: &Look, now: &'l Look) -> impl Iterator<Item = &'l Control> {
    let known: BTreeSet<u32> = before
        .controls
        .iter()
        .filter(|c| c.visible)
        .map(|c| c.handle)
        .collect();
    now.controls
        .iter()
        .filter(move |c| c.visible && c.enabled && !known.contains(&c.handle))
}

/// What a search found: entries that read like an address or a place, and no button of the box itself.
fn found<'l>(
    before: &Look,
    now: &'l Look,
    lexicon: &'l Lexicon,
) -> impl Iterator<Item = &'l Control> {
    const OF_THE_BOX: [Intent; 6] = [
        Intent::Close,
        Intent::Search,
        Intent::AddressLookup,
        Intent::Back,
        Intent::Aside,
        Intent::LoadMore,
    ];
    fresh(before, now).filter(move |c| {
        let words = guard::words_of(c);
        (4..=160).contains(&c.name.chars().count())
            && c.href
                .as_deref()
                .is_none_or(|h| !h.starts_with("http") || h.contains('#'))
            && OF_THE_BOX
                .into_iter()
                .all(|intent| lexicon.strength(&words, intent) < 0.5)
            && !guard::orders(&words, lexicon)
    })
}
