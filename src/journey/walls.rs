//! Ends a checkout where the store asks for more than a guest can give: an
//! account, or a session that it has forgotten.

use crate::journey::application;
use crate::journey::effort;
use crate::journey::fill;
use crate::journey::guard;
use crate::journey::orderpass;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Act, Goal};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

/// Folded sections that are opened at a wall, in all.
const MOST_OPENED: usize = 3;
/// Marks the keys of those that were opened.
const OPENED: &str = "opened at the wall: ";

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
        let content = Region::is_content;
        let enters = look.controls.iter().any(|c| {
            c.visible
                && content(c.region)
                && [Intent::Login, Intent::Register]
                    .into_iter()
                    .any(|i| self.lexicon.strength(&c.name, i) >= 0.5)
                || c.visible
                    && content(c.region)
                    && self.lexicon.says(&c.name, Topic::AccountRequired)
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
        // A login form that every page of the store shows at its side keeps nobody out.
        let passwords = passwords(look);
        let only_the_sites = !passwords.is_empty()
            && passwords.iter().all(|(key, n)| {
                self.known
                    .site_logins
                    .get(key)
                    .is_some_and(|seen| n <= seen)
            });
        if application::is_asked(look, screen, self.lexicon) {
            return self.behind_account(look, screen);
        }
        if !asks_for_account(look, screen) || only_the_sites {
            return Ok(false);
        }
        let guest = look.controls.iter().any(|c| {
            c.visible
                && (self.lexicon.strength(&c.name, Intent::Guest) >= 0.4
                    || guard::beside_guest_words(c, self.lexicon))
        }) || look.fields.iter().any(|f| {
            f.visible
                && (f.purpose == "x-guest"
                    || self.lexicon.strength(&f.label, Intent::Guest) >= 0.4
                    || f.kind == "radio" && fill::declines_an_account(f)
                    || fill::guest_option(f, look, self.lexicon).is_some())
        });
        if guest {
            return Ok(false);
        }
        // An e-mail form of its own beside the login form is a way on, and so is a password that may stay empty.
        let mut password_forms: BTreeSet<(u32, Option<u32>)> = look
            .fields
            .iter()
            .filter(|f| f.visible && f.kind == "password")
            .map(|f| (f.frame, f.form))
            .collect();
        password_forms.extend(fill::forms_for_the_forgetful(look, self.lexicon));
        let other_form = look.fields.iter().any(|f| {
            f.visible
                && effort::counts(f)
                && matches!(
                    f.purpose.as_str(),
                    "email" | "given-name" | "name" | "postal-code"
                )
                && !password_forms.contains(&(f.frame, f.form))
        });
        let says_so = look
            .fields
            .iter()
            .any(|f| f.visible && f.kind == "password" && self.says_optional(f));
        if says_so || !orderpass::lookups(look, self.lexicon).is_empty() {
            return Ok(false);
        }
        // The passwords of the forms beside it that only sign in are for who has an account.
        let logins = fill::login_forms(look);
        let optional = screen.goals.contains(&Goal::Address)
            && look
                .fields
                .iter()
                .filter(|f| f.visible && f.kind == "password")
                .filter(|f| !logins.contains(&(f.frame, f.form)))
                .all(|f| may_stay_empty(f, look) || self.says_optional(f));
        // So is a button of its own beside it, wherever it leads: if not past the wall, then to a
        // form that asks for a password, or to nowhere.
        if other_form || optional || self.way_past_login(look, screen) {
            return Ok(false);
        }
        if self.opens_more(look, screen)? || self.goes_in_as_a_newcomer(look, screen)? {
            return Ok(true);
        }
        self.behind_account(look, screen)
    }

    /// Follows the way on for new customers beside a login form, once: some stores ask only behind it
    /// whether one joins.
    fn goes_in_as_a_newcomer(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
        let content =
            |c: &&Control| c.visible && c.enabled && c.tag == "a" && Region::is_content(c.region);
        let leads_on = |c: &&Control| {
            let says = |intent| self.lexicon.strength(&guard::words_of(c), intent);
            let elsewhere = c.href.as_deref().is_some_and(|h| {
                h.starts_with("http") && pilot::plain(h) != pilot::plain(&look.url)
            });
            elsewhere && says(Intent::Continue) >= 0.6 && says(Intent::Back) < 0.6
        };
        let login = look
            .fields
            .iter()
            .any(|f| f.visible && f.purpose == "current-password");
        let way = look.controls.iter().filter(content).find(leads_on).cloned();
        let Some(control) = way.filter(|_| login) else {
            return Ok(false);
        };
        let key = (
            Goal::Checkout,
            format!("{OPENED}{}", pilot::key_of(&control)),
        );
        if guard::may_press(&control, screen, self.lexicon).is_err()
            || !self.known.failed.insert(key)
        {
            return Ok(false);
        }
        let began = Instant::now();
        let changed = self
            .press(look, screen, control.handle)?
            .is_some_and(|p| p.changed());
        self.act(Act {
            kind: "go-in-as-new".into(),
            target: control.name.clone(),
            selector: control.selector.clone(),
            changed: if changed { "page" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        let (there, _) = self.see()?;
        let asks = there.fields.iter().any(|f| {
            let who = ["name", "given-name", "family-name", "email", "x-guest"];
            f.visible
                && Region::is_content(f.region)
                && (f.kind == "password" || who.contains(&f.purpose.as_str()))
        });
        if changed && !asks {
            // It led somewhere else: the wall is what there is to tell of.
            self.visit.back(crate::journey::SETTLE_CAP)?;
            self.breathe(300)?;
        }
        Ok(changed && asks)
    }

    /// Whether the words at a password say that a guest leaves it empty.
    fn says_optional(&self, field: &Field) -> bool {
        [
            &field.label,
            &field.placeholder,
            &field.description,
            &field.text_after,
        ]
        .into_iter()
        .any(|text| {
            self.lexicon.says(text, Topic::GuestOffered)
                || self.lexicon.strength(text, Intent::Guest) >= 0.3
        })
    }

    /// Opens what is folded up beside the login form, a guest's way may be in it; at most three.
    fn opens_more(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
        let closed = look
            .controls
            .iter()
            .filter(|c| c.visible && c.enabled && Region::is_content(c.region))
            // What is pressed or not ("show password") folds nothing.
            .filter(|c| c.folded || c.role == "tab" && c.state != Some(true))
            .filter(|c| guard::may_press(c, screen, self.lexicon).is_ok())
            .map(|c| (c.clone(), pilot::key_of(c)))
            .find(|(_, key)| !self.known.failed.contains(&(Goal::Checkout, key.clone())));
        let Some((control, key)) = closed else {
            return Ok(false);
        };
        let opened = self
            .known
            .failed
            .iter()
            .filter(|(goal, key)| *goal == Goal::Checkout && key.starts_with(OPENED))
            .count();
        if opened >= MOST_OPENED {
            return Ok(false);
        }
        self.known.failed.insert((Goal::Checkout, key));
        self.known
            .failed
            .insert((Goal::Checkout, format!("{OPENED}{}", control.selector)));
        let began = Instant::now();
        let changed = self
            .press(look, screen, control.handle)?
            .is_some_and(|p| p.changed());
        self.act(Act {
            kind: "open-section".into(),
            target: control.name.clone(),
            selector: control.selector.clone(),
            changed: if changed { "page" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        Ok(true)
    }

    /// Whether something beside the forms with a password leads on.
    fn way_past_login(&self, look: &Look, screen: &Screen) -> bool {
        let locked: BTreeSet<(u32, Option<u32>)> = look
            .fields
            .iter()
            .filter(|f| f.visible && f.kind == "password")
            .map(|f| (f.frame, f.form))
            .collect();
        // A link to elsewhere sends none of the fields, also where it stands among them.
        let leads_off = |c: &Control| {
            c.tag == "a"
                && c.href.as_deref().is_some_and(|h| {
                    h.starts_with("http") && pilot::plain(h) != pilot::plain(&look.url)
                })
                && [Intent::Login, Intent::Register]
                    .into_iter()
                    .all(|i| self.lexicon.strength(&c.name, i) < 0.4)
        };
        let beside = |selector: &str| {
            look.controls.iter().any(|c| {
                c.selector == selector && (!locked.contains(&(c.frame, c.form)) || leads_off(c))
            })
        };
        pilot::decide(look, screen, Goal::Review, &self.known, self.lexicon)
            .considered
            .iter()
            .any(|c| c.score >= 0.6 && beside(&c.selector))
    }

    /// Ends the walk where nothing leads on but a layer that asked for a password and was closed.
    pub(super) fn behind_a_closed_login(&mut self) -> Result<(), Halt> {
        let Some(text) = self.closed_login.take() else {
            return Ok(());
        };
        let said = self
            .lexicon
            .find(&text, Topic::AccountRequired)
            .unwrap_or_default()
            .to_owned();
        self.note_problem("account-required");
        Err(self.refused("account-required", said))
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

/// The passwords that a page asks for: where each is sent and how it is called, and how many of them.
pub(super) fn passwords(look: &Look) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for field in look
        .fields
        .iter()
        .filter(|f| f.visible && f.kind == "password")
    {
        let action = field.form_action.as_deref().unwrap_or_default();
        let key = format!("{}|{}|{}", pilot::plain(action), field.name, field.id);
        *out.entry(key).or_default() += 1;
    }
    out
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
    let login = visible("current-password") || visible("new-password") || only_a_code(look);
    login
        && (!screen.goals.contains(&Goal::Address) || visible("new-password"))
        && !screen.goals.contains(&Goal::Payment)
}

/// Whether all that is asked is a telephone number or address and the code that is sent to it.
fn only_a_code(look: &Look) -> bool {
    let mut asked = look
        .fields
        .iter()
        .filter(|f| {
            f.visible
                && effort::is_text_like(f)
                && f.purpose != "x-search"
                && !matches!(f.region, Some(Region::Header | Region::Footer))
        })
        .map(|f| f.purpose.as_str());
    let mut coded = false;
    asked.all(|purpose| {
        coded |= purpose == "one-time-code";
        matches!(
            purpose,
            "one-time-code"
                | "tel"
                | "tel-national"
                | "tel-country-code"
                | "email"
                | "username"
                | "x-captcha"
        )
    }) && coded
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
