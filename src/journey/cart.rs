//! From the product in the cart to the entrance of the checkout.

use crate::browser::{Mark, Settled};
use crate::journey::fill::{self, How, Move};
use crate::journey::guard;
use crate::journey::likely;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::{self, Screen};
use crate::journey::shop::{action, at_checkout, taken_by};
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::unseen;
use crate::journey::waiting;
use crate::model::journey::{ActionTaken, Goal};
use crate::model::look::{Control, Field, Look};
use crate::model::page::PageKind;
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

/// Common addresses of a cart, tried when no control leads there.
const CARTS: [&str; 7] = [
    "/cart",
    "/cart/",
    "/basket/",
    "/basket",
    "/shopping-cart",
    "/checkout/cart/",
    "/warenkorb",
];

impl Traveller<'_> {
    /// From wherever the product was added to a screen of the checkout.
    pub(super) fn enter_checkout(&mut self) -> Result<(), Halt> {
        if self.known.checkout_entered {
            return Ok(());
        }
        self.goal = Goal::Cart;
        self.reach_cart()?;
        if self.known.checkout_entered {
            return Ok(());
        }
        self.goal = Goal::Checkout;
        self.leave_cart()
    }

    pub(super) fn reach_cart(&mut self) -> Result<(), Halt> {
        if self.standing().is_some_and(|(goal, _)| goal == Goal::Cart) {
            return Ok(());
        }
        let mut menus = false;
        for _ in 0..5 {
            let (look, screen) = self.glance()?;
            if screen.goals.first() == Some(&Goal::Cart) || at_checkout(&look, self) {
                break;
            }
            let mut decided = pilot::decide(&look, &screen, Goal::Cart, &self.known, self.lexicon);
            if let Some(through) = self.through_the_layer(&look, &screen) {
                decided = through;
            }
            let (name, selector, key) = self.named(&look, &decided.action);
            if matches!(decided.action, Action::GiveUp | Action::Arrived) {
                if self.hear_boxes(&look)? {
                    continue;
                }
                if !menus {
                    menus = true;
                    if self.open_menu_for_cart(&look, &screen)? {
                        continue;
                    }
                }
                self.decided(Goal::Cart, decided.considered, "no-control");
                break;
            }
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.known.failed.insert((Goal::Cart, key));
                continue;
            };
            let (after, now) = self.glance()?;
            if now.goals.first() == Some(&Goal::Cart) {
                self.decided(Goal::Cart, decided.considered, "progress");
                self.cart_url = Some(after.url.clone());
                return self.arrive_at_cart(
                    taken_by(&decided.action, &name, &selector),
                    mark,
                    &settled,
                );
            }
            if after.url != look.url && self.is_cart_and_checkout(&after) {
                self.decided(Goal::Cart, decided.considered, "cart-and-checkout");
                self.cart_url = Some(after.url.clone());
                let how = taken_by(&decided.action, &name, &selector);
                return self.arrive_at_checkout(how, mark, &settled);
            }
            let drawer = after.layers.iter().any(|l| l.dialog || l.modal || l.fixed)
                && after.layers.len() > look.layers.len();
            self.decided(
                Goal::Cart,
                decided.considered,
                if drawer {
                    "drawer-opened"
                } else {
                    "wrong-turn"
                },
            );
            self.known.failed.insert((Goal::Cart, key));
            if !drawer && after.url != look.url {
                self.visit.back(crate::journey::SETTLE_CAP)?;
                touch::pause(&mut self.visit, 300)?;
            }
        }
        self.open_known_cart()
    }

    /// Whether the page that the cart's control led to is the checkout too: what is bought stands above the
    /// form, or above the question whether one is a guest.
    fn is_cart_and_checkout(&self, look: &Look) -> bool {
        let counts = look
            .fields
            .iter()
            .any(|f| f.visible && f.purpose == "x-quantity");
        at_checkout(look, self)
            || counts && !look.prices.is_empty() && screen::guest_offered(look, self.lexicon)
    }

    /// Whether a store links its checkout and no cart at all: one page is both.
    fn has_only_a_checkout(&self, look: &Look, screen: &Screen) -> bool {
        let cart_is_known = self.known.kinds.values().any(|k| *k == PageKind::Cart);
        let decided =
            || pilot::decide(look, screen, Goal::Checkout, &self.known, self.lexicon).considered;
        let leads = |selector: &str| {
            look.controls
                .iter()
                .filter(|c| c.selector == selector)
                .filter_map(|c| c.href.as_deref())
                .any(|href| screen::place_of(href).to_lowercase().contains("checkout"))
        };
        !cart_is_known && decided().first().is_some_and(|c| leads(&c.selector))
    }

    /// The way on in a layer that covers the page after adding: to the checkout, where it has none to the
    /// cart and nothing in it says that the product is in there already.
    fn through_the_layer(&self, look: &Look, screen: &Screen) -> Option<pilot::Decided> {
        let layer = look.layers.iter().find(|l| l.modal)?;
        if self.lexicon.says(&layer.text, Topic::AddedToCart) {
            return None;
        }
        let decided = pilot::decide(look, screen, Goal::Checkout, &self.known, self.lexicon);
        let Action::Press { handle } = decided.action else {
            return None;
        };
        let control = look.controls.iter().find(|c| c.handle == handle)?;
        let view =
            |c: &Control| self.lexicon.strength(&guard::words_of(c), Intent::ViewCart) >= 0.5;
        let shows = look
            .controls
            .iter()
            .any(|c| c.visible && layer.controls.contains(&c.handle) && view(c));
        (layer.controls.contains(&handle)
            && !shows
            && control
                .href
                .as_deref()
                .is_none_or(|h| !h.starts_with("http")))
        .then_some(decided)
    }

    /// Opens the cart by an address that the crawl or custom knows; staying is fine where a drawer leads on.
    fn open_known_cart(&mut self) -> Result<(), Halt> {
        let (look, screen) = self.glance()?;
        let drawer_leads_on =
            pilot::decide(&look, &screen, Goal::Checkout, &self.known, self.lexicon)
                .considered
                .first()
                .is_some_and(|c| c.score >= 0.7);
        if drawer_leads_on {
            return Ok(());
        }
        if self.has_only_a_checkout(&look, &screen) {
            return Ok(());
        }
        let known: Vec<String> = self
            .known
            .kinds
            .iter()
            .filter(|(_, k)| **k == PageKind::Cart)
            .map(|(u, _)| u.clone())
            .collect();
        let customary = CARTS.iter().map(|p| (*p).to_owned());
        let guesses: Vec<String> = self
            .known
            .carts
            .iter()
            .cloned()
            .chain(customary)
            .filter_map(|p| self.around.plan.target.join(&p).ok())
            .map(|u| u.to_string())
            .collect();
        let told = unseen::told_carts(&look, self.lexicon);
        for url in known.into_iter().chain(told).chain(guesses) {
            let (mark, settled) = self.open_url(&url)?;
            let (after, now) = self.glance()?;
            if now.goals.first() == Some(&Goal::Cart) {
                self.cart_url = Some(after.url.clone());
                return self.arrive_at_cart(action("open", &url, None), mark, &settled);
            }
        }
        if screen::is_blank(&look) {
            // Whoever turns scripts away need not say so: the add was answered with nothing at all.
            self.note_problem("empty-page");
            return Err(self.refused("empty-page", ""));
        }
        Err(self.stuck("no-cart", ""))
    }

    fn arrive_at_cart(
        &mut self,
        how: ActionTaken,
        mark: Mark,
        settled: &Settled,
    ) -> Result<(), Halt> {
        let (look, screen) = self.see()?;
        let leads_on = pilot::decide(&look, &screen, Goal::Checkout, &self.known, self.lexicon)
            .considered
            .first()
            .is_some_and(|c| c.score >= 0.5);
        let empty = self.lexicon.says(&look.text, Topic::CartEmpty) && !leads_on;
        self.arrive(Goal::Cart, &screen, how, mark, settled, look)?;
        if empty {
            self.note_problem("cart-empty");
            return Err(self.refused("cart-stays-empty", ""));
        }
        Ok(())
    }

    /// Presses what leads from the cart into the checkout.
    fn leave_cart(&mut self) -> Result<(), Halt> {
        let mut done = BTreeSet::new();
        for round in 0..9 {
            let (look, screen) = self.glance()?;
            if at_checkout(&look, self) {
                self.begin_checkout()?;
                return Ok(());
            }
            let planned =
                |zeal| fill::plan(&look, self.persona, zeal, &done, self.lexicon).into_iter();
            let mut terms: Vec<Move> = planned(fill::Zeal::Required)
                .filter(|m| {
                    m.purpose == "x-terms"
                        || m.how == How::Check && m.purpose != "x-shipping-method"
                })
                .collect();
            let lists = self.lists_at_the_way_out(&look);
            terms.extend(planned(fill::Zeal::Everything).filter(|m| lists.contains(&m.selector)));
            if !terms.is_empty() && round < 3 {
                self.choose_options(&terms, &mut done)?;
                continue;
            }
            let mut decided =
                pilot::decide(&look, &screen, Goal::Checkout, &self.known, self.lexicon);
            if decided.action == Action::GiveUp
                && !self.lexicon.says(&look.text, Topic::CartEmpty)
                && let Some(handle) = self.unsaid_way_out(&look)
            {
                decided.action = Action::Press { handle };
            }
            let (name, selector, key) = self.named(&look, &decided.action);
            if matches!(decided.action, Action::GiveUp | Action::Arrived) {
                if self.hear_boxes(&look)? {
                    continue;
                }
                self.decided(Goal::Checkout, decided.considered, "no-control");
                if self.wants_more(&look) {
                    self.meet_minimum(&look)?;
                    continue;
                }
                if let Some(words) = self.lexicon.find(&look.text, Topic::CartEmpty) {
                    // Some stores forget what a headless visitor put in.
                    self.note_problem("cart-empty");
                    return Err(self.refused("cart-stays-empty", words));
                }
                break;
            }
            let asleep = matches!(decided.action, Action::Press { handle } if look.controls.iter().any(|c| c.handle == handle && !c.enabled));
            if asleep && self.wants_more(&look) {
                self.meet_minimum(&look)?;
                continue;
            }
            self.closed_login = None;
            // From here on requests that change something are looked at.
            self.visit.set_guard(Some(self.fence.policy()))?;
            self.fence
                .only_read(self.reads_like_an_order(&look, &decided.action));
            let followed = self.follow(&look, &screen, &decided.action);
            self.fence.only_read(false);
            let Some((mark, settled)) = followed? else {
                self.known.failed.insert((Goal::Checkout, key));
                self.decided(Goal::Checkout, decided.considered, "could-not-press");
                continue;
            };
            self.known.checkout_entered = true;
            let (after, now) = self.see()?;
            if after.url != look.url && self.is_a_cart_to_order_from(&after, &now) {
                // What was called "checkout" led to the cart, and that reads like its end.
                self.known.checkout_entered = false;
                self.decided(Goal::Checkout, decided.considered, "cart-first");
                self.cart_url = Some(after.url.clone());
                let how = taken_by(&decided.action, &name, &selector);
                self.arrive_at_cart(how, mark, &settled)?;
                continue;
            }
            let moved = settled.navigated
                || after.url != look.url
                || now.in_checkout && now.goals.first() != Some(&Goal::Cart);
            if moved
                && now.goals.first() != Some(&Goal::Cart)
                && (now.in_checkout || after.url != look.url)
            {
                self.refuse_walls(&now)?;
                self.decided(Goal::Checkout, decided.considered, "progress");
                let goal = now.goals.last().copied().unwrap_or(Goal::Checkout);
                self.choose_persona(&after);
                return self.arrive(
                    entrance(&now, goal),
                    &now,
                    taken_by(&decided.action, &name, &selector),
                    mark,
                    &settled,
                    after,
                );
            }
            self.known.checkout_entered = false;
            self.decided(Goal::Checkout, decided.considered, "nothing-changed");
            if self.wants_more(&after) {
                self.meet_minimum(&after)?;
                continue;
            }
            self.known.failed.insert((Goal::Checkout, key));
        }
        self.behind_a_closed_login()?;
        let (look, _) = self.glance()?;
        if let Some(words) = waiting::login(&look, self.lexicon) {
            let words = words.to_owned();
            self.note_problem("account-required");
            return Err(self.refused("account-required", words));
        }
        let said = look
            .messages
            .iter()
            .find(|m| m.error)
            .map(|m| m.text.clone())
            .unwrap_or_default();
        Err(self.stuck("no-checkout", said))
    }

    /// Whether a press goes to a button that says "order" in so many words.
    fn reads_like_an_order(&self, look: &Look, action: &Action) -> bool {
        let Action::Press { handle } = action else {
            return false;
        };
        let mut pressed = look.controls.iter().filter(|c| c.handle == *handle);
        pressed.any(|c| pilot::names_an_order(c, look, self.lexicon))
    }

    /// Whether a screen that offers nothing but to order is only the cart: a stranger of whom nothing was
    /// asked yet orders nothing.
    fn is_a_cart_to_order_from(&self, look: &Look, screen: &Screen) -> bool {
        let plain = screen::recognise(
            look,
            screen::Context {
                status: self.status,
                ..screen::Context::default()
            },
            self.lexicon,
        );
        !self.known.known_customer
            && self.trail.typed.is_empty()
            && screen.goals == [Goal::Review]
            && plain.goals.first() == Some(&Goal::Cart)
    }

    /// The button of the cart that no word explains, and that was not tried yet.
    fn unsaid_way_out(&self, look: &Look) -> Option<u32> {
        if self.known.known_customer {
            return None;
        }
        let button = likely::likely_way_out(look, self.lexicon)?;
        let tried = self
            .known
            .has_failed(Goal::Checkout, &pilot::key_of(button));
        (!tried).then_some(button.handle)
    }

    /// Lists in the form that leads from the cart to the checkout and that show a prompt to choose: some
    /// stores ask there where the parcel goes, to reckon its cost.
    fn lists_at_the_way_out(&self, look: &Look) -> BTreeSet<String> {
        // On a page of its own between the two the button only says that one has decided.
        let in_the_cart = look
            .fields
            .iter()
            .any(|f| f.visible && f.purpose == "x-quantity");
        let leads_on = |words: &str| {
            self.lexicon.strength(words, Intent::Checkout) >= 0.5
                || !in_the_cart && self.lexicon.strength(words, Intent::Continue) >= 0.6
        };
        let leads_out = |f: &Field| {
            look.controls.iter().any(|c| {
                c.visible && (c.frame, c.form) == (f.frame, f.form) && leads_on(&guard::words_of(c))
            })
        };
        look.fields
            .iter()
            .filter(|f| f.visible && f.form.is_some() && f.kind == "select")
            .filter(|f| matches!(f.purpose.as_str(), "address-level1" | "country"))
            .filter(|f| !f.filled && leads_out(f))
            .map(|f| f.selector.clone())
            .collect()
    }

    /// The screen that is shown turned out to be the checkout's first.
    fn begin_checkout(&mut self) -> Result<(), Halt> {
        let (mark, settled) = self.still()?;
        let url = self.visit.url()?;
        self.arrive_at_checkout(action("look", &url, None), mark, &settled)
    }

    /// Begins the step of the checkout's first screen, however it was reached.
    pub(super) fn arrive_at_checkout(
        &mut self,
        how: ActionTaken,
        mark: Mark,
        settled: &Settled,
    ) -> Result<(), Halt> {
        self.known.checkout_entered = true;
        self.visit.set_guard(Some(self.fence.policy()))?;
        let (look, screen) = self.see()?;
        self.refuse_walls(&screen)?;
        let goal = screen.goals.last().copied().unwrap_or(Goal::Checkout);
        self.choose_persona(&look);
        self.arrive(entrance(&screen, goal), &screen, how, mark, settled, look)
    }
}

/// The goal that names the first screen of the checkout.
fn entrance(screen: &Screen, last: Goal) -> Goal {
    if screen.goals.contains(&Goal::Checkout) {
        Goal::Checkout
    } else if screen.goals.contains(&Goal::Address) {
        Goal::Address
    } else {
        last
    }
}
