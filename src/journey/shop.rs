//! From the home page to the checkout's entrance: find a list, find a product
//! that can be bought, put it into the cart, go to the cart, go on.

use crate::crawl::extract::prices;
use crate::journey::fill::{self, How, Move};
use crate::journey::look;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::{self, Context, Screen};
use crate::journey::touch::{self, Pressed};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Act, ActionTaken, Goal};
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region};
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

/// Products that are tried before the walk gives up.
const PRODUCTS: usize = 6;
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

fn action(verb: &str, target: &str, selector: Option<&str>) -> ActionTaken {
    ActionTaken {
        verb: verb.into(),
        target: target.into(),
        selector: selector.map(str::to_owned),
    }
}

impl Traveller<'_> {
    pub(super) fn open_home(&mut self) -> Result<(), Halt> {
        self.goal = Goal::Home;
        let url = self.around.plan.target.to_string();
        let (mark, settled) = self.open_url(&url)?;
        self.remember_user_agent();
        // The step is opened on the first look, so that what is in the way is part of it.
        let first = look::look(&mut self.visit)?;
        let screen = screen::recognise(
            &first,
            Context {
                status: self.status,
                checkout_entered: false,
                ..Context::default()
            },
            self.lexicon,
        );
        self.arrive(
            Goal::Home,
            &screen,
            action("open", &url, None),
            mark,
            &settled,
            first,
        )?;
        let (look, screen) = self.see()?;
        self.refuse_walls(&screen)?;
        self.choose_persona(&look);
        Ok(())
    }

    pub(super) fn fill_cart(&mut self) -> Result<(), Halt> {
        let (home, screen) = self.see()?;
        // A shop of one product sells it on its home page.
        if screen.goals.contains(&Goal::Product) && product_links(&home, self).is_empty() {
            self.also_serves(&[Goal::Product]);
            self.goal = Goal::Added;
            if self.add_here()? {
                return Ok(());
            }
        }
        self.goal = Goal::Listing;
        self.to_listing()?;
        for _ in 0..PRODUCTS {
            self.goal = Goal::Product;
            if !self.to_product()? {
                break;
            }
            self.goal = Goal::Added;
            if self.add_here()? {
                return Ok(());
            }
            self.visit.back(crate::journey::SETTLE_CAP)?;
            touch::pause(&mut self.visit, 300)?;
        }
        self.goal = if self.known.visited_products.is_empty() {
            Goal::Product
        } else {
            Goal::Added
        };
        let reason = if self.known.visited_products.is_empty() {
            "no-product"
        } else {
            "cannot-add"
        };
        Err(self.stuck(
            reason,
            format!("{} products tried", self.known.visited_products.len()),
        ))
    }

    /// Goes to a list of products; staying is fine where there is none.
    fn to_listing(&mut self) -> Result<(), Halt> {
        for _ in 0..4 {
            let (look, screen) = self.see()?;
            let decided = pilot::decide(&look, &screen, Goal::Listing, &self.known, self.lexicon);
            let worth = decided.considered.first().is_some_and(|c| c.score >= 0.9);
            if !worth {
                self.decided(Goal::Listing, decided.considered, "no-listing");
                return Ok(());
            }
            let (name, selector, key) = self.named(&look, &decided.action);
            let here = look.url.clone();
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.known.failed.insert((Goal::Listing, key));
                self.decided(Goal::Listing, decided.considered, "could-not-press");
                continue;
            };
            let (look, screen) = self.see()?;
            let lists =
                !product_links(&look, self).is_empty() || screen.goals.contains(&Goal::Product);
            if lists && screen.wall.is_none() && look.url != here {
                self.decided(Goal::Listing, decided.considered, "progress");
                let goal = if screen.goals.contains(&Goal::Product)
                    && product_links(&look, self).is_empty()
                {
                    Goal::Product
                } else {
                    Goal::Listing
                };
                return self.arrive(
                    goal,
                    &screen,
                    action("press", &name, Some(&selector)),
                    mark,
                    &settled,
                    look,
                );
            }
            self.known.failed.insert((Goal::Listing, key));
            self.decided(Goal::Listing, decided.considered, "wrong-turn");
            if look.url != here {
                self.visit.back(crate::journey::SETTLE_CAP)?;
                touch::pause(&mut self.visit, 300)?;
            }
        }
        Ok(())
    }

    /// Goes to a product that can be put into the cart; `false` when none is left.
    fn to_product(&mut self) -> Result<bool, Halt> {
        let mut scrolled = 0;
        for _ in 0..12 {
            let (look, screen) = self.see()?;
            let here = pilot::plain(&look.url);
            if screen.goals.first() == Some(&Goal::Product)
                && !self.known.visited_products.contains(&here)
                && look.url != self.around.plan.target.as_str()
            {
                let (mark, settled) = self.still()?;
                return self
                    .arrive_at_product(look, &screen, action("look", &here, None), mark, &settled)
                    .map(|()| true);
            }
            let decided = pilot::decide(&look, &screen, Goal::Product, &self.known, self.lexicon);
            if decided.considered.first().is_none_or(|c| c.score < 0.9) {
                if scrolled < 3 && look.document.1 > look.viewport.1 * 1.5 {
                    // A list may only fill when it is scrolled to.
                    scrolled += 1;
                    self.visit.scroll_by(0.0, look.viewport.1 * 2.0)?;
                    touch::pause(&mut self.visit, 600)?;
                    continue;
                }
                if let Some(url) = self.known_product() {
                    let (mark, settled) = self.open_url(&url)?;
                    if self.take_product(action("open", &url, None), mark, &settled)? {
                        return Ok(true);
                    }
                    continue;
                }
                self.decided(Goal::Product, decided.considered, "no-product");
                return Ok(false);
            }
            let (name, selector, key) = self.named(&look, &decided.action);
            self.known.visited_products.insert(key.clone());
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.decided(Goal::Product, decided.considered, "could-not-press");
                continue;
            };
            let taken =
                self.take_product(action("press", &name, Some(&selector)), mark, &settled)?;
            self.decided(
                Goal::Product,
                decided.considered,
                if taken { "progress" } else { "wrong-turn" },
            );
            if taken {
                return Ok(true);
            }
            let (look, _) = self.see()?;
            // A parent product lists its variants as pages of their own: the next round takes one of them.
            if product_links(&look, self).is_empty() {
                self.visit.back(crate::journey::SETTLE_CAP)?;
                touch::pause(&mut self.visit, 300)?;
            }
        }
        Ok(false)
    }

    /// Whether the page that was just opened sells something; then it becomes the step.
    fn take_product(
        &mut self,
        how: ActionTaken,
        mark: crate::browser::Mark,
        settled: &crate::browser::Settled,
    ) -> Result<bool, Halt> {
        let (look, screen) = self.see()?;
        self.known.visited_products.insert(pilot::plain(&look.url));
        if screen.wall.is_some() {
            return Ok(false);
        }
        let Some(add) = screen::add_control(&look, self.lexicon) else {
            return Ok(false);
        };
        let sold_out = !add.enabled && lexicon_near(&look, add, self);
        if sold_out {
            return Ok(false);
        }
        self.arrive_at_product(look, &screen, how, mark, settled)?;
        Ok(true)
    }

    fn arrive_at_product(
        &mut self,
        look: Look,
        screen: &Screen,
        how: ActionTaken,
        mark: crate::browser::Mark,
        settled: &crate::browser::Settled,
    ) -> Result<(), Halt> {
        self.known.visited_products.insert(pilot::plain(&look.url));
        self.choose_persona(&look);
        self.arrive(Goal::Product, screen, how, mark, settled, look)
    }

    /// A product that the crawl knows and nobody tried.
    fn known_product(&self) -> Option<String> {
        self.known
            .kinds
            .iter()
            .find(|(url, kind)| {
                **kind == PageKind::Product
                    && !self.known.visited_products.contains(*url)
                    && !self.known.sold_out.contains(*url)
            })
            .map(|(url, _)| url.clone())
    }

    /// A mark and a settled state for a screen that is already there.
    pub(super) fn still(
        &mut self,
    ) -> Result<(crate::browser::Mark, crate::browser::Settled), Halt> {
        let mark = self.visit.mark();
        let settled = self.visit.settle(
            &mark,
            &crate::browser::SettleOptions {
                cap: std::time::Duration::from_secs(3),
                ..crate::browser::SettleOptions::default()
            },
        )?;
        Ok((mark, settled))
    }

    fn named(&self, look: &Look, action: &Action) -> (String, String, String) {
        match action {
            Action::Press { handle } => look
                .controls
                .iter()
                .find(|c| c.handle == *handle)
                .map_or_else(Default::default, |c| {
                    (c.name.clone(), c.selector.clone(), pilot::key_of(c))
                }),
            Action::Open { url } => (url.clone(), String::new(), pilot::plain(url)),
            Action::Arrived | Action::GiveUp => Default::default(),
        }
    }

    /// Carries a decision out; `None` when it could not be.
    fn follow(
        &mut self,
        look: &Look,
        screen: &Screen,
        action: &Action,
    ) -> Result<Option<(crate::browser::Mark, crate::browser::Settled)>, Halt> {
        self.note_interactions();
        match action {
            Action::Press { handle } => {
                if let Some(pressed) = self.press(look, screen, *handle)? {
                    return Ok(Some((pressed.mark, pressed.settled)));
                }
                // A link that cannot be pressed as it stands is still an address.
                let href = look
                    .controls
                    .iter()
                    .find(|c| c.handle == *handle)
                    .and_then(|c| c.href.clone())
                    .filter(|h| h.starts_with("http"));
                match href {
                    Some(url) => self.open_url(&url).map(Some),
                    None => Ok(None),
                }
            }
            Action::Open { url } => self.open_url(url).map(Some),
            Action::Arrived | Action::GiveUp => Ok(None),
        }
    }

    /// Puts the product of this page into the cart; `false` when it cannot be.
    fn add_here(&mut self) -> Result<bool, Halt> {
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
            let (after, now) = self.see_after_add()?;
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
    fn see_after_add(&mut self) -> Result<(Look, Screen), Halt> {
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

    fn choose_options(
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

    /// From wherever the product was added to a screen of the checkout.
    pub(super) fn enter_checkout(&mut self) -> Result<(), Halt> {
        self.goal = Goal::Cart;
        self.to_cart()?;
        self.goal = Goal::Checkout;
        self.leave_cart()
    }

    fn to_cart(&mut self) -> Result<(), Halt> {
        if self.standing().is_some_and(|(goal, _)| goal == Goal::Cart) {
            return Ok(());
        }
        for _ in 0..4 {
            let (look, screen) = self.see_after_add()?;
            if screen.goals.first() == Some(&Goal::Cart) || at_checkout(&look, self) {
                break;
            }
            let decided = pilot::decide(&look, &screen, Goal::Cart, &self.known, self.lexicon);
            let (name, selector, key) = self.named(&look, &decided.action);
            if matches!(decided.action, Action::GiveUp | Action::Arrived) {
                self.decided(Goal::Cart, decided.considered, "no-control");
                break;
            }
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.known.failed.insert((Goal::Cart, key));
                continue;
            };
            let (after, now) = self.see_after_add()?;
            if now.goals.first() == Some(&Goal::Cart) {
                self.decided(Goal::Cart, decided.considered, "progress");
                self.cart_url = Some(after.url.clone());
                return self.arrive_at_cart(
                    action("press", &name, Some(&selector)),
                    mark,
                    &settled,
                );
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

    /// Opens the cart by an address that the crawl or custom knows; staying is fine where a drawer leads on.
    fn open_known_cart(&mut self) -> Result<(), Halt> {
        let (look, screen) = self.see_after_add()?;
        let drawer_leads_on =
            pilot::decide(&look, &screen, Goal::Checkout, &self.known, self.lexicon)
                .considered
                .first()
                .is_some_and(|c| c.score >= 0.7);
        if drawer_leads_on {
            return Ok(());
        }
        let known: Vec<String> = self
            .known
            .kinds
            .iter()
            .filter(|(_, k)| **k == PageKind::Cart)
            .map(|(u, _)| u.clone())
            .collect();
        let guesses = CARTS
            .iter()
            .filter_map(|p| self.around.plan.target.join(p).ok())
            .map(|u| u.to_string());
        for url in known.into_iter().chain(guesses) {
            let (mark, settled) = self.open_url(&url)?;
            let (after, now) = self.see_after_add()?;
            if now.goals.first() == Some(&Goal::Cart) {
                self.cart_url = Some(after.url.clone());
                return self.arrive_at_cart(action("open", &url, None), mark, &settled);
            }
        }
        Err(self.stuck("no-cart", ""))
    }

    fn arrive_at_cart(
        &mut self,
        how: ActionTaken,
        mark: crate::browser::Mark,
        settled: &crate::browser::Settled,
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
        for round in 0..6 {
            let (look, screen) = self.see_after_add()?;
            if at_checkout(&look, self) {
                self.begin_checkout()?;
                return Ok(());
            }
            let terms: Vec<Move> = fill::plan(
                &look,
                self.persona,
                fill::Zeal::Required,
                &done,
                self.lexicon,
            )
            .into_iter()
            .filter(|m| {
                m.purpose == "x-terms" || m.how == How::Check && m.purpose != "x-shipping-method"
            })
            .collect();
            if !terms.is_empty() && round < 3 {
                self.choose_options(&terms, &mut done)?;
            }
            let decided = pilot::decide(&look, &screen, Goal::Checkout, &self.known, self.lexicon);
            let (name, selector, key) = self.named(&look, &decided.action);
            if matches!(decided.action, Action::GiveUp | Action::Arrived) {
                self.decided(Goal::Checkout, decided.considered, "no-control");
                if let Some(words) = self.lexicon.find(&look.text, Topic::MinimumOrder) {
                    return Err(self.stuck("minimum-order", words.to_owned()));
                }
                break;
            }
            // From here on requests that change something are looked at.
            self.visit.set_guard(Some(self.fence.policy()))?;
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.known.failed.insert((Goal::Checkout, key));
                self.decided(Goal::Checkout, decided.considered, "could-not-press");
                continue;
            };
            self.known.checkout_entered = true;
            let (after, now) = self.see()?;
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
                    action("press", &name, Some(&selector)),
                    mark,
                    &settled,
                    after,
                );
            }
            self.known.checkout_entered = false;
            self.decided(Goal::Checkout, decided.considered, "nothing-changed");
            self.known.failed.insert((Goal::Checkout, key));
        }
        let (look, _) = self.see_after_add()?;
        let said = look
            .messages
            .iter()
            .find(|m| m.error)
            .map(|m| m.text.clone())
            .unwrap_or_default();
        Err(self.stuck("no-checkout", said))
    }

    fn begin_checkout(&mut self) -> Result<(), Halt> {
        self.known.checkout_entered = true;
        self.visit.set_guard(Some(self.fence.policy()))?;
        let (mark, settled) = self.still()?;
        let (look, screen) = self.see()?;
        let goal = screen.goals.last().copied().unwrap_or(Goal::Checkout);
        self.choose_persona(&look);
        self.arrive(
            entrance(&screen, goal),
            &screen,
            action("look", &look.url.clone(), None),
            mark,
            &settled,
            look,
        )
    }

    /// Empties the cart where the store allows it; whether it is empty afterwards.
    pub(super) fn empty_cart(&mut self) -> bool {
        let Some(url) = self.cart_url.clone() else {
            return false;
        };
        if self.visit.crashed() {
            return false;
        }
        self.fence.afterwards();
        let screen = Screen::default();
        for _ in 0..4 {
            let mark = self.visit.mark();
            if self.visit.goto(&url, crate::journey::SETTLE_CAP).is_err() {
                return false;
            }
            let Ok(_) = self.visit.settle(
                &mark,
                &crate::browser::SettleOptions {
                    cap: std::time::Duration::from_secs(5),
                    ..crate::browser::SettleOptions::default()
                },
            ) else {
                return false;
            };
            let Ok(look) = look::look(&mut self.visit) else {
                return false;
            };
            if self.lexicon.says(&look.text, Topic::CartEmpty) || look.cart_count == Some(0) {
                return true;
            }
            let remove = look
                .controls
                .iter()
                .filter(|c| {
                    c.visible
                        && c.enabled
                        && !matches!(c.region, Some(Region::Header | Region::Footer))
                })
                .map(|c| {
                    (
                        self.lexicon
                            .strength(&crate::journey::guard::words_of(c), Intent::Remove),
                        c,
                    )
                })
                .filter(|(s, c)| {
                    *s >= 0.5 && crate::journey::guard::may_press(c, &screen, self.lexicon).is_ok()
                })
                .max_by(|a, b| a.0.total_cmp(&b.0));
            let Some((_, remove)) = remove else {
                return false;
            };
            if !matches!(
                touch::press(
                    &mut self.visit,
                    remove.handle,
                    std::time::Duration::from_secs(5)
                ),
                Ok(Ok(_))
            ) {
                return false;
            }
        }
        false
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

/// Links on a page that look like products, well enough to be worth a press.
fn product_links(look: &Look, traveller: &Traveller<'_>) -> Vec<String> {
    pilot::decide(
        look,
        &Screen::default(),
        Goal::Product,
        &traveller.known,
        traveller.lexicon,
    )
    .considered
    .into_iter()
    .filter(|c| c.score >= 1.4)
    .map(|c| c.selector)
    .collect()
}

fn lexicon_near(look: &Look, add: &Control, traveller: &Traveller<'_>) -> bool {
    traveller.lexicon.says(&add.name, Topic::SoldOut)
        || traveller.lexicon.says(&add.around, Topic::SoldOut)
        || look.text.len() < 2_000 && traveller.lexicon.says(&look.text, Topic::SoldOut)
}

/// Whether a look is a screen of the checkout although nothing that leads there was pressed ("buy now").
fn at_checkout(look: &Look, traveller: &Traveller<'_>) -> bool {
    let screen = screen::recognise(
        look,
        Context {
            status: traveller.status,
            checkout_entered: true,
            ..Context::default()
        },
        traveller.lexicon,
    );
    let path = screen::path_of(&look.url).to_lowercase();
    screen.in_checkout
        && (screen.goals.contains(&Goal::Address) || screen.goals.contains(&Goal::Payment))
        || path.contains("checkout")
            && !path.contains("cart")
            && screen.goals.contains(&Goal::Checkout)
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
