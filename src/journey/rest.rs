//! Takes a screen's picture and scans it while the walk waits for the page to be quiet anyway.
//!
//! Both are kept only if the page still shows the same when its step begins: what appeared, moved or was
//! closed since makes them worthless, and they are taken again.

use crate::browser::{AtRest, BrowserError, Visit};
use crate::journey::look::ask;
use crate::journey::scan;
use crate::model::journey::Scan;
use crate::probe;
use serde_json::Value;
use std::sync::{Arc, Mutex, PoisonError};

/// What was taken of a screen at rest.
#[derive(Default)]
pub struct Early {
    /// A WebP of the viewport.
    pub picture: Option<Vec<u8>>,
    /// What axe-core says, where it was asked.
    pub scan: Option<Scan>,
    /// What the page showed before and after both were taken, and where it stood.
    shown: String,
}

/// Holds what the last wait took, until the step begins.
#[derive(Clone, Default)]
pub struct Kept(Arc<Mutex<Option<Early>>>);

impl Kept {
    /// The work to be done at rest.
    pub fn work(&self, scans: bool) -> AtRest {
        let kept = self.clone();
        Box::new(move |visit| {
            kept.put(early(visit, scans).ok().flatten());
        })
    }

    /// What was taken of exactly this screen, once.
    pub fn take(&self, visit: &mut Visit) -> Option<Early> {
        let early = self.put(None)?;
        let now = shown(visit).ok()??;
        (now == early.shown).then_some(early)
    }

    /// Keeps something else, and hands over what was kept.
    fn put(&self, early: Option<Early>) -> Option<Early> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *kept, early)
    }
}

/// What the page shows and where it stands; `None` while it moves.
fn shown(visit: &mut Visit) -> Result<Option<String>, BrowserError> {
    let resting = visit.at_full_speed(|visit| ask(visit, 0, probe::RESTING, &[]))?;
    Ok(match resting {
        Value::String(text) => Some(text),
        _ => None,
    })
}

fn early(visit: &mut Visit, scans: bool) -> Result<Option<Early>, BrowserError> {
    let Some(before) = shown(visit)? else {
        return Ok(None);
    };
    visit.call(0, probe::BEGIN_WORK, &[])?;
    let taken = visit.at_full_speed(|visit| {
        Ok(Early {
            picture: visit.screenshot().ok(),
            scan: scans.then(|| scan::scan(visit)).flatten(),
            shown: before,
        })
    });
    visit.call(0, probe::END_WORK, &[])?;
    let early = taken?;
    Ok((shown(visit)?.as_ref() == Some(&early.shown)).then_some(early))
}
