//! Puts the product of a page into the cart: chooses what must be chosen, presses
//! the button, and tells by what a shopper would notice whether it worked.

use crate::journey::dates;
use crate::journey::guard;
use crate::journey::likely;
use crate::journey::look;
use crate::journey::options;
use crate::journey::pilot;
use crate::journey::returned::newly_red;
use crate::journey::screen::{self, Context, Screen};
use crate::journey::shop::{action, at_checkout};
use crate::journey::stages;
use crate::journey::swatches;
use crate::journey::touch::Pressed;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::unmarked::boxes_above;
use crate::journey::walls::{asks_for_account, passwords};
use crate::model::journey::{ActionTaken, Ended, Goal, Request};
use crate::model::look::{Control, Layer, Look};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

impl Traveller<'_> {
    /// Puts the product of this page into the cart; `false` when it cannot be.
    pub(super) fn add_here(&mut self) -> Result<bool, Halt> {
        let mut done = BTreeSet::new();
        let mut rows = BTreeSet::new();
        let mut asked_more = false;
        let mut pressed_once = false;
        let mut in_stages = false;
        for round in 0..12 {
            let (look, screen) = self.see()?;
            if round == 0 {
                self.known.site_logins = passwords(&look);
            }
            let hinted = self.known.hints.pick(&look, Goal::Added);
            let sure = hinted.or_else(|| screen::add_control(&look, self.lexicon));
            let waiting = || options::waiting_add(&look, self.lexicon);
            let sure = match sure {
                None if in_stages => stages::button(&look, self.lexicon),
                None if waiting().is_none() => likely::likely_add(&look, self.lexicon),
                sure => sure,
            };
            let Some(add) = sure.or_else(waiting).cloned() else {
                self.note_problem("no-add-control");
                return Ok(false);
            };
            let ready = sure.is_some() && add.enabled;
            let moves =
                options::product_options(&look, Some((add.frame, add.form)), &done, self.lexicon);
            if !moves.is_empty() {
                self.choose_options(&moves, &mut done)?;
                continue;
            }
            if (pressed_once || !ready) && self.choose_swatch(&look, &screen, &add, &mut rows)? {
                continue;
            }
            if (pressed_once || !ready) && self.choose_box_above(&look, &screen, &add, &mut rows)? {
                continue;
            }
            // A branch to collect from is chosen by its own button, and then a time.
            let chooses = self.lexicon.strength(&add.name, Intent::Choose) >= 0.5;
            if !ready && add.enabled && chooses && rows.insert(pilot::key_of(&add)) {
                self.press(&look, &screen, add.handle)?;
                let (chosen, now) = self.see()?;
                self.choose_dates(chosen, now)?;
                continue;
            }
            if !ready {
                self.note_problem("add-disabled");
                return Ok(false);
            }
            self.note_interactions();
            let decided = pilot::decide(&look, &screen, Goal::Added, &self.known, self.lexicon);
            // A sheet that came up over the button is closed by its own.
            let last = pressed_once
                .then(|| confirms_a_choice(&look, &add, self.lexicon))
                .flatten()
                .unwrap_or(add.handle);
            let Some(pressed) = self.press(&look, &screen, last)? else {
                self.decided(Goal::Added, decided.considered, "could-not-press");
                return Ok(false);
            };
            let traffic = self.visit.traffic(&pressed.mark);
            let (after, now) = self.glance_until(&look, &pressed, &traffic.requests)?;
            if now.wall.as_ref().is_some_and(|w| w.0 != "error-page") {
                self.refuse_walls(&now)?;
            }
            // A cart that offers to log in beside the goods took the product: whether it lets a
            // guest on is asked there.
            let in_cart = now.goals.first() == Some(&Goal::Cart)
                && self.was_added(&look, &after, &now, &pressed, &traffic.requests);
            if !in_cart
                && (pressed.settled.navigated
                    || !self.was_added(&look, &after, &now, &pressed, &traffic.requests))
                && asks_for_account(&after, &now)
                && !asks_for_account(&look, &screen)
                && self.account_wall(&after, &now)?
            {
                continue;
            }
            if self.asks_to_choose(&look, &after, &now, &pressed) {
                // A card's button led to the product's own page: there is something to choose first.
                self.decided(Goal::Added, decided.considered, "product-page");
                let how = action("press", &add.name, Some(&add.selector));
                self.arrive_at_product(after, &now, how, pressed.mark, &pressed.settled)?;
                (done, rows) = Default::default();
                (asked_more, pressed_once) = (false, false);
                continue;
            }
            let one_more_stage = || {
                stages::button(&after, self.lexicon).is_some()
                    || in_stages && screen::add_control(&after, self.lexicon).is_some()
            };
            if pressed.settled.navigated
                && one_more_stage()
                && !self.was_added(&look, &after, &now, &pressed, &[])
            {
                self.decided(Goal::Added, decided.considered, "next-stage");
                (done, rows) = Default::default();
                (in_stages, pressed_once) = (true, false);
                continue;
            }
            if self.was_added(&look, &after, &now, &pressed, &traffic.requests) {
                self.decided(Goal::Added, decided.considered, "progress");
                self.in_cart = true;
                let how = action("press", &add.name, Some(&add.selector));
                if at_checkout(&after, self) {
                    // "Buy now" skips the cart.
                    return self
                        .arrive_at_checkout(how, pressed.mark, &pressed.settled)
                        .map(|()| true);
                }
                let goal = if now.goals.first() == Some(&Goal::Cart) {
                    Goal::Cart
                } else {
                    Goal::Added
                };
                if goal == Goal::Cart {
                    self.cart_url = Some(after.url.clone());
                }
                self.arrive(goal, &now, how, pressed.mark, &pressed.settled, after)?;
                self.also_serves(&[Goal::Added]);
                return Ok(true);
            }
            self.decided(Goal::Added, decided.considered, "nothing-changed");
            if wants_a_login(&traffic.requests) {
                self.behind_account(&after, &now)?;
                continue;
            }
            if let Some(status) = turned_away(&traffic.requests) {
                if let Some((page, shown)) = self.asked_to_log_in(&look, &after, &now)? {
                    self.behind_account(&page, &shown)?;
                    continue;
                }
                return Err(self.refused("bot-wall", format!("HTTP {status}")));
            }
            if sent_to_cart(&traffic.requests) && !complains(&look, &after, &pressed) {
                return self.look_into_cart(Silent::of(&add, pressed, after, now));
            }
            if let Some(quantity) =
                options::asked_quantity(&look, &after, self.lexicon).filter(|_| !asked_more)
            {
                asked_more = true;
                self.choose_options(&[quantity], &mut done)?;
                pressed_once = false;
                continue;
            }
            let plus = dates::one_more(&after, self.lexicon).filter(|_| !asked_more);
            if let Some(plus) = plus {
                asked_more = true;
                self.press(&after, &now, plus)?;
                pressed_once = false;
                continue;
            }
            let nothing_to_choose = self.rows_left(&after, &rows) == 0
                && !boxes_above(&after, &add, &rows, self.lexicon);
            // Something was sent, to whatever address, and nobody complained.
            if nothing_to_choose
                && self.was_taken(&pressed.mark)
                && !complains(&look, &after, &pressed)
                && newly_red(&look, &after).next().is_none()
            {
                return self.look_into_cart(Silent::of(&add, pressed, after, now));
            }
            if pressed_once
                && self.rows_left(&after, &rows) == 0
                && !self.hear_boxes(&after)?
                && !self.choose_box_above(&after, &now, &add, &mut rows)?
            {
                break;
            }
            pressed_once = true;
        }
        self.note_problem("cannot-add");
        Ok(false)
    }

    /// Looks, and once more when the add sent something whose answer is not yet to be seen.
    fn glance_until(
        &mut self,
        before: &Look,
        pressed: &Pressed,
        requests: &[Request],
    ) -> Result<(Look, Screen), Halt> {
        let mut seen = self.glance()?;
        for _ in 0..2 {
            if self.was_added(before, &seen.0, &seen.1, pressed, requests)
                || complains(before, &seen.0, pressed)
            {
                break;
            }
            self.breathe(350)?;
            seen = self.glance()?;
        }
        Ok(seen)
    }

    /// The store took a product and said nothing. Whether it is in the cart can only be seen there.
    fn look_into_cart(&mut self, silent: Silent) -> Result<bool, Halt> {
        let Silent {
            how,
            pressed,
            after,
            now,
        } = silent;
        let kept = self.steps_so_far();
        let (mark, settled) = (pressed.mark, &pressed.settled);
        self.arrive(Goal::Added, &now, how, mark, settled, after)?;
        self.note_problem("no-feedback");
        let found = match self.reach_cart() {
            Ok(()) => self.standing().is_some_and(|(goal, _)| goal == Goal::Cart),
            Err(Halt::Ended(Ended::Refused { .. } | Ended::Stuck { .. })) => false,
            Err(halt) => return Err(halt),
        };
        if found {
            self.in_cart = true;
            return Ok(true);
        }
        // It is not there: neither the adding nor the look was a step of the way.
        self.forget_steps_after(kept)?;
        Ok(false)
    }

    /// Rows of swatches that were not tried.
    fn rows_left(&self, look: &Look, rows: &BTreeSet<String>) -> usize {
        let Some(add) = screen::add_control(look, self.lexicon)
            .or_else(|| options::waiting_add(look, self.lexicon))
            .or_else(|| likely::likely_add(look, self.lexicon))
        else {
            return 0;
        };
        swatches::swatch_rows(look, add, self.lexicon)
            .iter()
            .filter(|(row, _)| !rows.contains(row))
            .count()
    }

    /// Looks without closing the drawer that the add may have opened.
    pub(super) fn glance(&mut self) -> Result<(Look, Screen), Halt> {
        let look = look::look(&mut self.visit)?;
        self.known.hints.find(&mut self.visit, &look)?;
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

    /// Whether an add led to the page of a product that was not open before, and nothing says that it is
    /// in the cart. A page that comes back with a complaint has the headings that it had.
    fn asks_to_choose(&self, before: &Look, after: &Look, now: &Screen, pressed: &Pressed) -> bool {
        let counted = after.cart_count > before.cart_count;
        let said = after
            .messages
            .iter()
            .any(|m| self.lexicon.says(&m.text, Topic::AddedToCart));
        pressed.settled.navigated
            && pilot::plain(&after.url) != pilot::plain(&before.url)
            && after.headings != before.headings
            && now.goals.first() == Some(&Goal::Product)
            && screen::add_control(after, self.lexicon).is_some()
            && !counted
            && !said
    }

    /// Whether something was put into the cart, by what a shopper would notice.
    pub(super) fn was_added(
        &self,
        before: &Look,
        after: &Look,
        now: &Screen,
        pressed: &Pressed,
        requests: &[crate::model::journey::Request],
    ) -> bool {
        let complains = complains(before, after, pressed);
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
        let same = |b: &Control, c: &Control| {
            b.visible
                && b.name == c.name
                && (b.selector == c.selector || b.href.is_some() && b.href == c.href)
        };
        // "Checkout" in the button's place is new although the menu has a link of that name, too.
        let many = |look: &Look, c: &Control| look.controls.iter().filter(|b| same(b, c)).count();
        let fresh = |c: &&Control| c.visible && many(after, c) > many(before, c);
        let way_on = after.controls.iter().filter(fresh).any(|c| {
            [Intent::ViewCart, Intent::Checkout]
                .into_iter()
                .any(|i| self.lexicon.strength(&c.name, i) >= 0.5)
        });
        let said = after.messages.iter().any(|m| {
            !before.messages.iter().any(|b| b.text == m.text)
                && self.lexicon.says(&m.text, Topic::AddedToCart)
        });
        // A note that floats in a corner is a layer, whatever it is made of.
        let said = said
            || after.layers.iter().any(|l| {
                l.text.chars().count() <= 400
                    && self.lexicon.says(&l.text, Topic::AddedToCart)
                    && !before.layers.iter().any(|b| b.text == l.text)
            });
        let sent = sent_to_cart(requests);
        way_on || said || sent && pressed.changed() || at_checkout(after, self)
    }
}

/// A press that sent something to the cart, and after which a shopper sees nothing new.
struct Silent {
    how: ActionTaken,
    pressed: Pressed,
    after: Look,
    now: Screen,
}

impl Silent {
    fn of(add: &Control, pressed: Pressed, after: Look, now: Screen) -> Silent {
        Silent {
            how: action("press", &add.name, Some(&add.selector)),
            pressed,
            after,
            now,
        }
    }
}

/// Whether the store was asked to put something into its cart, and agreed.
fn sent_to_cart(requests: &[Request]) -> bool {
    requests.iter().any(|r| {
        r.method != "GET"
            && r.status.is_some_and(|s| s < 400)
            && !r.third_party
            && ["cart", "basket", "bag", "add", "order", "item", "line"]
                .iter()
                .any(|w| r.url.to_lowercase().contains(w))
    })
}

/// Whether the store answered the request to its cart by asking who is there.
fn wants_a_login(requests: &[Request]) -> bool {
    requests
        .iter()
        .any(|r| r.method != "GET" && !r.third_party && r.status == Some(401))
}

/// The status with which the store turned the request to its cart away.
fn turned_away(requests: &[Request]) -> Option<u16> {
    requests
        .iter()
        .filter(|r| r.method != "GET" && !r.third_party)
        .filter_map(|r| r.status)
        .find(|s| matches!(s, 403 | 429))
}

/// What ends the choice in a layer that opened when the product was to be added, and holds no button to
/// add it by itself: "OK", "Done", "确定".
fn confirms_a_choice(look: &Look, add: &Control, lexicon: &Lexicon) -> Option<u32> {
    let over = |l: &&Layer| {
        (l.dialog || l.modal || l.fixed)
            && !l.controls.contains(&add.handle)
            && (l.modal || add.covered)
    };
    look.layers.iter().filter(over).find_map(|layer| {
        look.controls
            .iter()
            .filter(|c| c.visible && c.enabled && layer.controls.contains(&c.handle))
            .map(|c| {
                let words = guard::words_of(c);
                let said = lexicon
                    .strength(&words, Intent::Continue)
                    .max(lexicon.strength(&words, Intent::AddToCart));
                (said, c)
            })
            .filter(|(said, c)| {
                *said >= 0.6 && c.href.as_deref().is_none_or(|h| !h.starts_with("http"))
            })
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, c)| c.handle)
    })
}

/// Whether the page answered an add with a complaint.
fn complains(before: &Look, after: &Look, pressed: &Pressed) -> bool {
    let fresh =
        |text: &str| pressed.settled.navigated || !before.messages.iter().any(|b| b.text == text);
    after.messages.iter().any(|m| m.error && fresh(&m.text))
        || after.fields.iter().any(|f| {
            f.invalid
                && !before
                    .fields
                    .iter()
                    .any(|b| b.handle == f.handle && b.invalid)
        })
}
