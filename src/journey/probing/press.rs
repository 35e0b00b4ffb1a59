//! Other ways to send a step than one tap: by the Enter key, and without a line.

use super::page;
use super::submit::{Sending, settle_options};
use crate::browser::Settled;
use crate::journey::SETTLE_CAP;
use crate::journey::guard;
use crate::journey::look as looking;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use std::time::{Duration, Instant};

/// How long a page may take to say that the line is gone.
const SAID_WITHIN: Duration = Duration::from_secs(3);
/// Between two looks for it, in milliseconds.
const BETWEEN_LOOKS_MS: u32 = 400;

impl Traveller<'_> {
    /// Presses Enter in a field: whether another document came. `None` where that may press a button
    /// which must not be pressed, or one that nobody sees.
    pub(super) fn enter_in(
        &mut self,
        sending: &Sending<'_>,
        field: u32,
    ) -> Result<Option<bool>, Halt> {
        let (look, screen) = (sending.look, sending.screen);
        self.check_limits()?;
        let pressed = match page::default_button(&mut self.visit, field)? {
            page::Pressed::None => sending.control,
            page::Pressed::Unseen => return Ok(None),
            page::Pressed::Button(handle) => {
                let Some(button) = look.controls.iter().find(|c| c.handle == handle) else {
                    return Ok(None);
                };
                button
            }
        };
        if guard::may_press(pressed, screen, self.lexicon).is_err() {
            return Ok(None);
        }
        let Some(place) = looking::locate(&mut self.visit, field)? else {
            return Ok(None);
        };
        if !place.visible || !place.enabled || place.covered_by.is_some() {
            return Ok(None);
        }
        self.around.progress.note("Enter");
        self.permitted(|t| Ok(t.visit.click(place.point.0, place.point.1)?))?;
        let mark = self.visit.mark();
        self.fence.press(pressed, screen, self.lexicon);
        let struck = self.visit.press("Enter");
        let settled = self.visit.settle(&mark, &settle_options());
        self.fence.close();
        self.collect_blocked();
        struck?;
        let settled: Settled = settled?;
        self.note_wait(&settled);
        Ok(Some(settled.navigated || self.visit.url()? != look.url))
    }

    /// Presses the button while there is no line, and waits for the page to say so: whether another
    /// document came. `None` when it could not be pressed.
    pub(super) fn press_offline(&mut self, sending: &Sending<'_>) -> Result<Option<bool>, Halt> {
        self.visit.offline(true);
        let done = self.press_and_listen(sending);
        self.visit.offline(false);
        done
    }

    fn press_and_listen(&mut self, sending: &Sending<'_>) -> Result<Option<bool>, Halt> {
        let handle = sending.control.handle;
        let pressed = self.press_once(sending.look, sending.screen, handle, false)?;
        let Some(pressed) = pressed else {
            return Ok(None);
        };
        let end = Instant::now() + SAID_WITHIN.min(SETTLE_CAP);
        while !pressed.settled.navigated && Instant::now() < end {
            let seen = page::after_submit(&mut self.visit, &sending.before)?;
            let lexicon = self.lexicon;
            let says = |mut said: page::SaidSeen| {
                said.hear(lexicon);
                said.is_error()
            };
            if seen.said.into_iter().any(says) {
                break;
            }
            touch::pause(&mut self.visit, BETWEEN_LOOKS_MS)?;
        }
        Ok(Some(pressed.settled.navigated))
    }
}
