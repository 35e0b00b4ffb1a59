//! Ends a checkout where the store asks for more than a guest can give: an
//! account, or a session that it has forgotten.

use crate::journey::effort;
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

impl Traveller<'_> {
    /// Ends the walk where the store forgot its visitor on the way.
    pub(super) fn session_ended(&mut self, look: &Look, screen: &Screen) -> Result<(), Halt> {
        let messages = look.messages.iter().map(|m| m.text.as_str());
        let headings = look.headings.iter().map(|(_, t)| t.as_str());
        let ended = messages
            .chain(headings)
            .chain([look.title.as_str()])
            .find_map(|t| self.lexicon.find(t, Topic::SessionExpired));
        if let Some(words) = ended {
            let words = words.to_owned();
            self.note_problem("session-expired");
            return Err(self.refused("session-expired", words));
        }
        if !screen.in_checkout
            && screen.goals.first() == Some(&Goal::Cart)
            && let Some(words) = self.lexicon.find(&look.text, Topic::CartEmpty)
        {
            let words = words.to_owned();
            self.note_problem("cart-emptied");
            return Err(self.refused("cart-stays-empty", words));
        }
        Ok(())
    }

    /// Ends the walk where an account is required and nothing offers to do without, unless
    /// the user allowed to go through: then it tells whether a new look is due.
    pub(super) fn account_wall(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
        let visible = |p: &str| {
            look.fields.iter().any(|f| {
                f.visible
                    && f.purpose == p
                    && !matches!(f.region, Some(Region::Header | Region::Footer))
            })
        };
        let login = visible("current-password") || visible("new-password");
        if !login
            || screen.goals.contains(&Goal::Address) && !visible("new-password")
            || screen.goals.contains(&Goal::Payment)
        {
            return Ok(false);
        }
        let guest = look
            .controls
            .iter()
            .any(|c| c.visible && self.lexicon.strength(&c.name, Intent::Guest) >= 0.4)
            || look.fields.iter().any(|f| {
                f.visible
                    && (f.purpose == "x-guest"
                        || self.lexicon.strength(&f.label, Intent::Guest) >= 0.4)
            });
        if guest {
            return Ok(false);
        }
        // An e-mail form of its own beside the login form is a way on, and so is a password that may stay empty.
        let password_forms: BTreeSet<(u32, Option<u32>)> = look
            .fields
            .iter()
            .filter(|f| f.visible && f.kind == "password")
            .map(|f| (f.frame, f.form))
            .collect();
        let other_form = look.fields.iter().any(|f| {
            f.visible
                && effort::counts(f)
                && matches!(
                    f.purpose.as_str(),
                    "email" | "given-name" | "name" | "postal-code"
                )
                && !password_forms.contains(&(f.frame, f.form))
        });
        let optional = screen.goals.contains(&Goal::Address)
            && look
                .fields
                .iter()
                .filter(|f| f.visible && f.kind == "password")
                .all(|f| may_stay_empty(f, look));
        if other_form || optional {
            return Ok(false);
        }
        let tried = self.account_tries > 0;
        if self.enter_account(look, screen)? {
            return Ok(true);
        }
        if tried {
            let message = look.messages.first().map(|m| m.text.clone());
            self.note_problem("account-not-entered");
            return Err(self.refused("account-not-entered", message.unwrap_or_default()));
        }
        let said = self
            .lexicon
            .find(&look.text, Topic::AccountRequired)
            .unwrap_or_default()
            .to_owned();
        self.note_problem("account-required");
        Err(self.refused("account-required", said))
    }
}

/// Whether a password is only for those who want an account: it says so, or other fields of its
/// form are marked and it is not. One that is typed twice is what the form is about.
fn may_stay_empty(password: &Field, look: &Look) -> bool {
    let mates = || {
        look.fields
            .iter()
            .filter(|f| f.visible && (f.frame, f.form) == (password.frame, password.form))
    };
    let twice = mates().filter(|f| f.kind == "password").count() > 1;
    let others_are_marked = mates().filter(|f| effort::is_required(f)).count() >= 2;
    !effort::is_required(password)
        && (password.optional_mark.is_some() || others_are_marked && !twice)
}
