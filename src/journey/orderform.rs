//! Stores without a cart: one form asks how many of each thing one wants, and where to send them.

use crate::journey::options;
use crate::journey::pilot;
use crate::journey::shop::{action, at_checkout};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

/// Links to an order form that are tried on one page.
const MOST_LINKS: usize = 3;

impl Traveller<'_> {
    /// Begins the checkout at a form to order by, on this page or behind a link of it or of the home
    /// page; `false` where there is none.
    pub(super) fn begin_at_order_form(&mut self) -> Result<bool, Halt> {
        let home = self.around.plan.target.to_string();
        let mut tried = BTreeSet::new();
        if self.try_order_forms(&mut tried)? {
            return Ok(true);
        }
        if pilot::plain(&self.visit.url()?) == pilot::plain(&home) {
            return Ok(false);
        }
        self.open_front(&home)?;
        self.try_order_forms(&mut tried)
    }

    fn try_order_forms(&mut self, tried: &mut BTreeSet<String>) -> Result<bool, Halt> {
        for _ in 0..=MOST_LINKS {
            let (look, screen) = self.see()?;
            if self.asks_how_many(&look) {
                let (mark, settled) = self.still()?;
                let how = action("look", &look.url, None);
                self.want_one(&look)?;
                self.in_cart = true;
                self.product_url = Some(look.url.clone());
                self.arrive_at_checkout(how, mark, &settled)?;
                self.also_serves(&[Goal::Product, Goal::Added]);
                return Ok(true);
            }
            let link = look
                .controls
                .iter()
                .filter(|c| self.leads_to_an_order(c, &look))
                .find(|c| !tried.contains(&pilot::key_of(c)));
            let Some(link) = link.cloned() else {
                break;
            };
            tried.insert(pilot::key_of(&link));
            let go = pilot::Action::Press {
                handle: link.handle,
            };
            if self.follow(&look, &screen, &go)?.is_none() {
                continue;
            }
            let (after, _) = self.see()?;
            if !self.asks_how_many(&after) {
                self.go_back(&look.url, &after.url)?;
            }
        }
        Ok(false)
    }

    /// Whether a page asks where to send what is ordered on it, and how many of each thing, of which
    /// there are none yet.
    fn asks_how_many(&self, look: &Look) -> bool {
        !look.prices.is_empty() && !quantities(look, self).is_empty() && at_checkout(look, self)
    }

    /// Asks for one of the first thing.
    fn want_one(&mut self, look: &Look) -> Result<(), Halt> {
        let moves = quantities(look, self);
        let mut done = BTreeSet::new();
        self.choose_options(&moves, &mut done)
    }

    /// Whether a link of this store says that one orders behind it.
    fn leads_to_an_order(&self, c: &Control, look: &Look) -> bool {
        let says = |intent| self.lexicon.strength(&c.name, intent);
        c.visible
            && c.region != Some(Region::Footer)
            && c.href.as_deref().is_some_and(|href| {
                href.starts_with("http")
                    && pilot::same_site(href, look)
                    && pilot::plain(href) != pilot::plain(&look.url)
            })
            && (self.lexicon.says(&c.name, Topic::OrderForm)
                || says(Intent::BuyNow).max(says(Intent::Checkout)) >= 0.5)
            && says(Intent::Login) < 0.5
    }
}

/// The moves that ask for one of the first thing of a list that says nought of each.
fn quantities(look: &Look, traveller: &Traveller<'_>) -> Vec<crate::journey::fill::Move> {
    let Some(field) = look
        .fields
        .iter()
        .find(|f| f.visible && f.purpose == "x-quantity")
    else {
        return Vec::new();
    };
    let form = Some((field.frame, field.form));
    let mut moves = options::product_options(look, form, &BTreeSet::new(), traveller.lexicon);
    moves.retain(|m| m.purpose == "x-quantity");
    moves
}
