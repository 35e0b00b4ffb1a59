//! Stores of the nineties are divided by a frameset: a menu at the side, the shop beside it. The address of
//! such a page never changes, so its largest frame is opened as the page that it is; the others are kept
//! for when nothing is found there.

use crate::browser::{Mark, Settled};
use crate::journey::pilot;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::probe;

/// Framesets within framesets that are gone into.
const DEEPEST: usize = 3;

impl Traveller<'_> {
    /// Opens the front of the store: its address, or where that is a frameset, the largest frame.
    pub(super) fn open_front(&mut self, url: &str) -> Result<(Mark, Settled), Halt> {
        let whole = self.open_url(url)?;
        Ok(self.leave_frameset()?.unwrap_or(whole))
    }

    /// Opens the largest frame of a frameset as a page of its own; `None` where the page is none.
    fn leave_frameset(&mut self) -> Result<Option<(Mark, Settled)>, Halt> {
        let mut opened = None;
        for _ in 0..DEEPEST {
            let asked = self.visit.call(0, probe::FRAMES, &[]);
            let Ok(answer) = asked else {
                break;
            };
            let mut frames: Vec<String> = answer
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|url| url.as_str().map(str::to_owned))
                .filter(|url| self.is_own(url))
                .collect();
            if frames.is_empty() {
                break;
            }
            let largest = frames.remove(0);
            self.known.frames.extend(frames);
            opened = Some(self.open_url(&largest)?);
        }
        Ok(opened)
    }

    /// Opens the next frame that was left aside; whether there was one.
    pub(super) fn open_next_frame(&mut self) -> Result<bool, Halt> {
        if self.known.frames.is_empty() {
            return Ok(false);
        }
        let url = self.known.frames.remove(0);
        self.open_url(&url)?;
        self.act(Act {
            kind: "open-menu".into(),
            target: pilot::plain(&url),
            selector: String::new(),
            changed: "page".into(),
            took_ms: 0.0,
        });
        Ok(true)
    }

    fn is_own(&self, url: &str) -> bool {
        url::Url::parse(url).is_ok_and(|url| {
            crate::journey::store_domain(&url)
                == crate::journey::store_domain(&self.around.plan.target)
        })
    }
}
