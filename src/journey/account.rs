//! Goes through an account wall on the user's word: signs in with what was
//! handed over, or makes an account where that was allowed.
//!
//! Nothing of it is written down but that it was done: neither the name nor the
//! password becomes part of a step.

use crate::journey::effort;
use crate::journey::fill::{self, How, Move, Zeal};
use crate::journey::guard;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon};
use std::collections::BTreeSet;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Long enough, with all kinds of characters that stores ask for.
const NEW_PASSWORD: &str = "Cartwalk-7-visits";
/// Presses in all, so that a wall behind a wall ends.
const MOST_TRIES: u32 = 4;

type FormKey = (u32, Option<u32>);

impl Traveller<'_> {
    /// Tries to get past a wall; whether something was done, so that a new look is worth it.
    pub(super) fn enter_account(&mut self, look: &Look, screen: &Screen) -> Result<bool, Halt> {
        let session = self.around.plan.session.clone();
        if self.account_tries >= MOST_TRIES {
            return Ok(false);
        }
        if let Some(who) = session.login() {
            if let Some((name, password)) = sign_in_fields(look) {
                self.account_tries = MOST_TRIES;
                let moves = vec![
                    typed(name, who.user.clone()),
                    typed(password, who.password.clone()),
                ];
                let form = (password.frame, password.form);
                return self.send(look, screen, &moves, form, Intent::Login, "sign-in");
            }
            return self.open_form(look, screen, Intent::Login);
        }
        if !session.may_sign_up() {
            return Ok(false);
        }
        let Some(form) = sign_up_form(look) else {
            return self.open_form(look, screen, Intent::Register);
        };
        self.account_tries += 1;
        let moves = self.sign_up_moves(look, form);
        self.send(look, screen, &moves, form, Intent::Register, "sign-up")
    }

    /// Follows a link to the form that is wanted.
    fn open_form(&mut self, look: &Look, screen: &Screen, intent: Intent) -> Result<bool, Halt> {
        let best = look
            .controls
            .iter()
            .filter(|c| c.visible && c.enabled)
            .filter(|c| guard::may_press(c, screen, self.lexicon).is_ok())
            .map(|c| (self.lexicon.strength(&guard::words_of(c), intent), c))
            .filter(|(s, _)| *s >= 0.5)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, c)| c.clone());
        let Some(control) = best else {
            return Ok(false);
        };
        self.account_tries += 1;
        self.press_for(look, screen, &control, "open-account-form")
    }

    fn sign_up_moves(&self, look: &Look, form: FormKey) -> Vec<Move> {
        let own = |f: &&Field| (f.frame, f.form) == form && f.visible && !f.disabled && !f.readonly;
        let handles: BTreeSet<u32> = look.fields.iter().filter(own).map(|f| f.handle).collect();
        let address = self.new_address();
        let mut moves: Vec<Move> = Vec::new();
        for field in look.fields.iter().filter(own) {
            match (field.kind.as_str(), field.purpose.as_str()) {
                ("password", _) => moves.push(typed(field, NEW_PASSWORD.to_owned())),
                (_, "email" | "x-email-confirm" | "username") => {
                    moves.push(typed(field, address.clone()));
                }
                // What has to be ticked for an account (terms) is ticked, wishes are not.
                ("checkbox", purpose)
                    if effort::is_required(field)
                        && !field.checked
                        && purpose != "x-newsletter" =>
                {
                    moves.push(Move {
                        how: How::Check,
                        ..typed(field, String::new())
                    });
                }
                _ => {}
            }
        }
        let done: BTreeSet<String> = moves.iter().map(|m| m.selector.clone()).collect();
        let rest = fill::plan(look, self.persona, Zeal::Required, &done, self.lexicon);
        moves.extend(rest.into_iter().filter(|m| handles.contains(&m.handle)));
        moves
    }

    /// An address of the persona that no account has yet.
    fn new_address(&self) -> String {
        let own = self.persona.value("email").unwrap_or_default();
        let (name, host) = own.split_once('@').unwrap_or(("shopper", "example.com"));
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = since.map(|d| d.as_millis()).unwrap_or_default();
        format!("{name}{now}@{host}")
    }

    /// Fills a form and presses what sends it.
    fn send(
        &mut self,
        look: &Look,
        screen: &Screen,
        moves: &[Move],
        form: FormKey,
        intent: Intent,
        kind: &str,
    ) -> Result<bool, Halt> {
        for step in moves {
            self.check_limits()?;
            self.permitted(|t| Ok(touch::fill(&mut t.visit, step)?))?;
        }
        let Some(control) = sender(look, form, intent, self.lexicon).cloned() else {
            return Ok(false);
        };
        self.press_for(look, screen, &control, kind)
    }

    fn press_for(
        &mut self,
        look: &Look,
        screen: &Screen,
        control: &Control,
        kind: &str,
    ) -> Result<bool, Halt> {
        let began = Instant::now();
        let pressed = self.press(look, screen, control.handle)?;
        let changed = pressed.is_some_and(|p| p.changed());
        self.act(Act {
            kind: kind.into(),
            target: control.name.clone(),
            selector: control.selector.clone(),
            changed: if changed { "page" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        self.known
            .failed
            .insert((self.goal, pilot::key_of(control)));
        Ok(changed)
    }
}

fn typed(field: &Field, text: String) -> Move {
    Move {
        handle: field.handle,
        press: field.proxy.unwrap_or(field.handle),
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        how: How::Type(text),
    }
}

fn mates(look: &Look, form: FormKey) -> impl Iterator<Item = &Field> {
    look.fields
        .iter()
        .filter(move |f| f.visible && (f.frame, f.form) == form)
}

/// Name and password of the sign-in form: one password, and a text before it.
/// A form in the content goes before one in the header.
fn sign_in_fields(look: &Look) -> Option<(&Field, &Field)> {
    let mut found: Vec<(&Field, &Field)> = look
        .fields
        .iter()
        .filter(|f| f.visible && f.kind == "password" && f.purpose != "new-password")
        .filter_map(|password| {
            let form = (password.frame, password.form);
            let passwords = mates(look, form).filter(|f| f.kind == "password").count();
            let name = mates(look, form)
                .take_while(|f| f.handle != password.handle)
                .filter(|f| effort::is_text_like(f) && f.kind != "password")
                .last()?;
            (passwords == 1).then_some((name, password))
        })
        .collect();
    found.sort_by_key(|(_, f)| matches!(f.region, Some(Region::Header | Region::Footer)));
    found.into_iter().next()
}

/// The form that makes an account: a new password, or two of them, and an address.
fn sign_up_form(look: &Look) -> Option<FormKey> {
    let passwords = look
        .fields
        .iter()
        .filter(|f| f.visible && f.kind == "password");
    for password in passwords {
        let form = (password.frame, password.form);
        let count = mates(look, form).filter(|f| f.kind == "password").count();
        let others = mates(look, form)
            .filter(|f| effort::is_text_like(f) && f.kind != "password")
            .count();
        let address = mates(look, form).any(|f| matches!(f.purpose.as_str(), "email" | "username"));
        if address && (password.purpose == "new-password" || count >= 2 || others >= 3) {
            return Some(form);
        }
    }
    None
}

/// What sends a form: its submit button, or outside of forms the control whose words say so.
fn sender<'a>(
    look: &'a Look,
    form: FormKey,
    intent: Intent,
    lexicon: &Lexicon,
) -> Option<&'a Control> {
    let says = |c: &Control| lexicon.strength(&guard::words_of(c), intent);
    let usable = look.controls.iter().filter(|c| c.visible && c.enabled);
    let own = |c: &&Control| form.1.is_some() && (c.frame, c.form) == form;
    let submits = |c: &Control| matches!(c.kind.as_str(), "submit" | "image");
    usable
        .clone()
        .filter(own)
        .filter(|c| submits(c) || says(c) >= 0.4)
        .max_by(|a, b| says(a).total_cmp(&says(b)))
        .or_else(|| {
            usable
                .filter(|c| c.tag != "a" && says(c) >= 0.5)
                .max_by(|a, b| says(a).total_cmp(&says(b)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(handle: u32, form: u32, kind: &str, purpose: &str) -> Field {
        Field {
            handle,
            form: Some(form),
            kind: kind.into(),
            purpose: purpose.into(),
            visible: true,
            ..Field::default()
        }
    }

    fn screen_with_both() -> Look {
        let mut decoy = field(2, 0, "password", "current-password");
        decoy.region = Some(Region::Header);
        Look {
            fields: vec![
                field(1, 0, "text", "username"),
                decoy,
                field(3, 1, "email", "email"),
                field(4, 1, "password", "current-password"),
                field(5, 2, "email", "email"),
                field(6, 2, "password", "unknown"),
                field(7, 2, "password", "unknown"),
            ],
            ..Look::default()
        }
    }

    #[test]
    fn the_sign_in_form_of_the_page_goes_before_the_headers() {
        let look = screen_with_both();
        let found = sign_in_fields(&look).map(|(n, p)| (n.handle, p.handle));
        assert_eq!(found, Some((3, 4)));
    }

    #[test]
    fn two_passwords_and_an_address_make_an_account() {
        assert_eq!(sign_up_form(&screen_with_both()), Some((0, Some(2))));
        let mut only_login = screen_with_both();
        only_login.fields.truncate(4);
        assert_eq!(sign_up_form(&only_login), None);
    }
}
