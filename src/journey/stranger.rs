//! A store that answers "403" to a stranger may only want to know who it is: some frameworks say it
//! so where others say "401". What the page then tells decides, not the number.

use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::walls::asks_for_account;
use crate::model::look::Look;
use crate::rulebook::lexicon::{Lexicon, Topic};

/// Looks that are taken while a note is shown and the page then goes to the login by itself.
const LOOKS: usize = 8;
/// Pause between them, in milliseconds.
const PAUSE_MS: u32 = 450;

impl Traveller<'_> {
    /// Waits for a page that turned an add away to say that one is to log in, or to go to its login.
    pub(super) fn asked_to_log_in(
        &mut self,
        before: &Look,
        after: &Look,
        now: &Screen,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        let mut seen = (after.clone(), now.clone());
        for _ in 0..LOOKS {
            if asks_for_account(&seen.0, &seen.1)
                || newly_says_account(before, &seen.0, self.lexicon)
            {
                return Ok(Some(seen));
            }
            self.breathe(PAUSE_MS)?;
            seen = self.glance()?;
        }
        Ok(None)
    }
}

/// Whether a page says that an account is needed, and did not say so before.
fn newly_says_account(before: &Look, after: &Look, lexicon: &Lexicon) -> bool {
    let says = |text: &str| lexicon.says(text, Topic::AccountRequired);
    let notes = after.messages.iter().map(|m| m.text.as_str());
    let layers = after.layers.iter().map(|l| l.text.as_str());
    let known: Vec<&str> = before.text.lines().map(str::trim).collect();
    notes
        .chain(layers)
        .chain(after.text.lines().map(str::trim))
        .any(|text| !known.contains(&text) && says(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Look {
        Look {
            text: text.into(),
            ..Look::default()
        }
    }

    #[test]
    fn a_note_that_came_up_tells_that_an_account_is_needed() {
        let before = page("青瓷茶杯\n￥89\n加入购物车");
        let lexicon = Lexicon::embedded();
        let noted = page("青瓷茶杯\n￥89\n加入购物车\n请登录后操作添加购物车");
        assert!(newly_says_account(&before, &noted, lexicon));
        assert!(!newly_says_account(&before, &before, lexicon));
        assert!(!newly_says_account(&noted, &noted, lexicon));
    }
}
