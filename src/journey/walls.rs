//! Ends a checkout where the store asks for more than a guest can give: an
//! account, or a session that it has forgotten.

use crate::journey::effort;
use crate::journey::guard;
use crate::journey::pilot;
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

    /// What a page without a way into the cart says that shows or sells its goods to members only:
    /// words for it, and in the content a way to log in or to register.
    pub(super) fn for_members(&self, look: &Look) -> Option<String> {
        let content = |region: Option<Region>| {
            !matches!(region, Some(Region::Header | Region::Footer | Region::Nav))
        };
        let enters = look.controls.iter().any(|c| {
            c.visible
                && content(c.region)
                && [Intent::Login, Intent::Register]
                    .into_iter()
                    .any(|i| self.lexicon.strength(&c.name, i) >= 0.5)
        }) || look
            .fields
            .iter()
            .any(|f| f.visible && f.kind == "password" && content(f.region));
        let said = self.lexicon.find(&look.text, Topic::AccountRequired)?;
        enters.then(|| said.to_owned())
    }

    /// Ends the walk where an account is required and nothing offers to do without, unless
    /// the user allowed to go through: then it tells whether a new look is due.
    pub(super) fn account_wall(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
        if !asks_for_account(look, screen) {
            return Ok(false);
        }
        let guest = look.controls.iter().any(|c| {
            c.visible
                && (self.lexicon.strength(&c.name, Intent::Guest) >= 0.4
                    || guard::beside_guest_words(c, self.lexicon))
        }) || look.fields.iter().any(|f| {
            f.visible
                && (f.purpose == "x-guest" || self.lexicon.strength(&f.label, Intent::Guest) >= 0.4)
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
        // So is a button of its own beside it, wherever it leads: if not past the wall, then to a
        // form that asks for a password, or to nowhere.
        if other_form || optional || self.way_past_login(look, screen) {
            return Ok(false);
        }
        self.behind_account(look, screen)
    }

    /// Whether something beside the forms with a password leads on.
    fn way_past_login(&self, look: &Look, screen: &Screen) -> bool {
        let locked: BTreeSet<(u32, Option<u32>)> = look
            .fields
            .iter()
            .filter(|f| f.visible && f.kind == "password")
            .map(|f| (f.frame, f.form))
            .collect();
        let beside = |selector: &str| {
            look.controls
                .iter()
                .any(|c| c.selector == selector && !locked.contains(&(c.frame, c.form)))
        };
        pilot::decide(look, screen, Goal::Review, &self.known, self.lexicon)
            .considered
            .iter()
            .any(|c| c.score >= 0.6 && beside(&c.selector))
    }

    /// Goes in with an account where the user allowed it, and ends the walk where not.
    pub(super) fn behind_account(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
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

/// Whether a screen wants a password, and neither an address nor a payment beside it.
pub(super) fn asks_for_account(look: &Look, screen: &Screen) -> bool {
    let visible = |p: &str| {
        look.fields.iter().any(|f| {
            f.visible
                && f.purpose == p
                && !matches!(f.region, Some(Region::Header | Region::Footer))
        })
    };
    let login = visible("current-password") || visible("new-password");
    login
        && (!screen.goals.contains(&Goal::Address) || visible("new-password"))
        && !screen.goals.contains(&Goal::Payment)
}

/// Whether a password is only for those who want an account: an account is a choice beside it, it says
/// so, or other fields of its form are marked and it is not. One that is typed twice is what the form is about.
fn may_stay_empty(password: &Field, look: &Look) -> bool {
    let mates = || {
        look.fields
            .iter()
            .filter(|f| f.visible && (f.frame, f.form) == (password.frame, password.form))
    };
    let twice = mates().filter(|f| f.kind == "password").count() > 1;
    let others_are_marked = mates().filter(|f| effort::is_required(f)).count() >= 2;
    let chosen = mates().any(|f| f.purpose == "x-create-account");
    !effort::is_required(password)
        && (chosen || password.optional_mark.is_some() || others_are_marked && !twice)
}
