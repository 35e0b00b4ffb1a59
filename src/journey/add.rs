//! Puts the product of a page into the cart: chooses what must be chosen, presses
//! the button, and tells by what a shopper would notice whether it worked.

use crate::crawl::extract::prices;
use crate::journey::fill::{self, How, Move};
use crate::journey::look;
use crate::journey::pilot;
use crate::journey::screen::{self, Context, Screen};
use crate::journey::shop::{action, at_checkout};
use crate::journey::touch::{self, Pressed};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Act, Goal};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

impl Traveller<'_> {
    /// Puts the product of this page into the cart; `false` when it cannot be.
    pub(super) fn add_here(&mut self) -> Result<bool, Halt> {
        let mut done = BTreeSet::new();
        let mut swatched = false;
        for round in 0..5 {
            let (look, screen) = self.see()?;
            let Some(add) = screen::add_control(&look, self.lexicon).cloned() else {
                self.note_problem("no-add-control");
                return Ok(false);
            };
            let options =
                fill::product_options(&look, Some((add.frame, add.form)), &done, self.lexicon);
            if !options.is_empty() && round < 4 {
                self.choose_options(&options, &mut done)?;
                continue;
            }
            if (round > 0 || !add.enabled) && !swatched {
                swatched = true;
                if self.choose_swatches(&look, &screen, &add)? {
                    continue;
                }
            }
            if !add.enabled {
                self.note_problem("add-disabled");
                return Ok(false);
            }
            self.note_interactions();
            let decided = pilot::decide(&look, &screen, Goal::Added, &self.known, self.lexicon);
            let Some(pressed) = self.press(&look, &screen, add.handle)? else {
                self.decided(Goal::Added, decided.considered, "could-not-press");
                return Ok(false);
            };
            let traffic = self.visit.traffic(&pressed.mark);
            let (after, now) = self.glance()?;
            if self.was_added(&look, &after, &now, &pressed, &traffic.requests) {
                self.decided(Goal::Added, decided.considered, "progress");
                self.in_cart = true;
                let how = action("press", &add.name, Some(&add.selector));
                let goal = if now.goals.first() == Some(&Goal::Cart) {
                    Goal::Cart
                } else {
                    Goal::Added
                };
                if goal == Goal::Cart {
                    self.cart_url = Some(after.url.clone());
                }
                self.arrive(goal, &now, how, pressed.mark, &pressed.settled, after)?;
                return Ok(true);
            }
            self.decided(Goal::Added, decided.considered, "nothing-changed");
        }
        self.note_problem("cannot-add");
        Ok(false)
    }

    /// Looks without closing the drawer that the add may have opened.
    pub(super) fn glance(&mut self) -> Result<(Look, Screen), Halt> {
        let look = look::look(&mut self.visit)?;
        let screen = screen::recognise(
            &look,
            Context {
                status: self.status,
                checkout_entered: self.known.checkout_entered,
                ..Context::default()
            },
            self.lexicon,
        );
        Ok((look, screen))
    }

    pub(super) fn choose_options(
        &mut self,
        options: &[Move],
        done: &mut BTreeSet<String>,
    ) -> Result<(), Halt> {
        for option in options {
            self.check_limits()?;
            done.insert(option.selector.clone());
            let began = std::time::Instant::now();
            let filled = touch::fill(&mut self.visit, option)?;
            let target = match &option.how {
                How::Choose(value) | How::Type(value) => value.clone(),
                How::Check | How::Pick(_) => {
                    filled.as_ref().map(|f| f.held.clone()).unwrap_or_default()
                }
            };
            self.act(Act {
                kind: "choose-option".into(),
                target,
                selector: option.selector.clone(),
                changed: if filled.is_some() {
                    "chosen".into()
                } else {
                    "nothing".into()
                },
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
            if let Some(filled) = filled {
                self.note_filled(filled);
            }
        }
        let (_, settled) = self.still()?;
        self.note_wait(&settled);
        Ok(())
    }

    /// Presses one of each row of small sibling buttons between the title and the add button: colours, sizes.
    fn choose_swatches(
        &mut self,
        look: &Look,
        screen: &Screen,
        add: &Control,
    ) -> Result<bool, Halt> {
        let mut any = false;
        let mut rows: Vec<(String, Vec<&Control>)> = Vec::new();
        for c in &look.controls {
            let near = (c.rect.y - add.rect.y).abs() < 900.0 && c.rect.y < add.rect.y + 40.0;
            let small = c.rect.w <= 260.0 && c.rect.h <= 120.0 && c.name.chars().count() <= 30;
            let choice = matches!(
                c.role.as_str(),
                "button" | "radio" | "option" | "generic" | "link"
            ) && c.handle != add.handle;
            let plain = [
                Intent::AddToCart,
                Intent::BuyNow,
                Intent::Aside,
                Intent::Close,
                Intent::Menu,
                Intent::Search,
                Intent::ViewCart,
                Intent::Remove,
                Intent::Subscribe,
            ]
            .into_iter()
            .all(|i| self.lexicon.strength(&c.name, i) < 0.6);
            let stays = c.href.as_deref().is_none_or(|h| {
                h.starts_with("javascript:")
                    || h.ends_with('#')
                    || screen::path_of(h) == screen::path_of(&look.url)
            });
            if !(c.visible && c.enabled && near && small && choice && plain && stays)
                || matches!(
                    c.region,
                    Some(Region::Header | Region::Footer | Region::Nav)
                )
                || c.name.trim().is_empty()
                || matches!(c.name.trim(), "+" | "-" | "−" | "＋")
            {
                continue;
            }
            let row = row_of(&c.selector);
            match rows.iter_mut().find(|(r, _)| *r == row) {
                Some((_, members)) => members.push(c),
                None => rows.push((row, vec![c])),
            }
        }
        for (_, members) in rows.iter().filter(|(_, m)| m.len() >= 2) {
            if members.iter().any(|c| c.state == Some(true))
                || members.iter().any(|c| !prices::find(&c.name).is_empty())
            {
                continue;
            }
            let Some(first) = members
                .iter()
                .find(|c| !self.lexicon.says(&c.name, Topic::SoldOut))
            else {
                continue;
            };
            let pressed = self.press(look, screen, first.handle)?;
            let changed = pressed.as_ref().is_some_and(Pressed::changed);
            any |= pressed.is_some();
            self.act(Act {
                kind: "choose-option".into(),
                target: first.name.clone(),
                selector: first.selector.clone(),
                changed: if changed {
                    "chosen".into()
                } else {
                    "nothing".into()
                },
                took_ms: pressed
                    .and_then(|p| p.settled.clock.usable_ms)
                    .unwrap_or_default(),
            });
            if changed {
                // The page may have been built anew: the next row is read from a new look.
                return Ok(true);
            }
        }
        Ok(any)
    }

    /// Whether something was put into the cart, by what a shopper would notice.
    fn was_added(
        &self,
        before: &Look,
        after: &Look,
        now: &Screen,
        pressed: &Pressed,
        requests: &[crate::model::journey::Request],
    ) -> bool {
        let complains = after
            .messages
            .iter()
            .any(|m| m.error && !before.messages.iter().any(|b| b.text == m.text))
            || after.fields.iter().any(|f| {
                f.invalid
                    && !before
                        .fields
                        .iter()
                        .any(|b| b.handle == f.handle && b.invalid)
            });
        let count_up = matches!((before.cart_count, after.cart_count), (Some(b), Some(a)) if a > b)
            || before.cart_count.is_none() && after.cart_count.is_some_and(|a| a > 0);
        let at_cart = now.goals.first() == Some(&Goal::Cart)
            && !self.lexicon.says(&after.text, Topic::CartEmpty);
        if count_up || at_cart {
            return true;
        }
        if complains {
            return false;
        }
        let fresh = |c: &&Control| {
            c.visible
                && !before
                    .controls
                    .iter()
                    .any(|b| b.visible && b.name == c.name && b.selector == c.selector)
        };
        let way_on = after.controls.iter().filter(fresh).any(|c| {
            [Intent::ViewCart, Intent::Checkout]
                .into_iter()
                .any(|i| self.lexicon.strength(&c.name, i) >= 0.5)
        });
        let said = after.messages.iter().any(|m| {
            !before.messages.iter().any(|b| b.text == m.text)
                && self.lexicon.says(&m.text, Topic::AddedToCart)
        });
        let sent = requests.iter().any(|r| {
            r.method != "GET"
                && r.status.is_some_and(|s| s < 400)
                && !r.third_party
                && ["cart", "basket", "bag", "add", "order", "item", "line"]
                    .iter()
                    .any(|w| r.url.to_lowercase().contains(w))
        });
        way_on || said || sent && pressed.changed() || at_checkout(after, self)
    }
}

/// The selector of a row: that of a control without its own place in the row.
fn row_of(selector: &str) -> String {
    let parts: Vec<&str> = selector.split(" > ").collect();
    let keep = parts.len().saturating_sub(2).max(1);
    let mut row = parts[..keep.min(parts.len())].join(" > ");
    if parts.len() == 1 {
        row = selector
            .trim_end_matches(|c: char| c.is_ascii_digit() || c == '-' || c == '_')
            .to_owned();
    }
    row
}
