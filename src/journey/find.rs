//! Finds something to buy: a list, a product that can be put into the cart.
//!
//! Lists may be built by a script, fill only when scrolled, hide behind a menu
//! or a search; all of that is tried before the walk gives up.

use crate::browser::{Mark, Settled};
use crate::journey::goods;
use crate::journey::likely;
use crate::journey::look;
use crate::journey::options;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::{self, Screen};
use crate::journey::shop::{action, product_links, sold_out_near, taken_by};
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::device::Device;
use crate::model::journey::{Act, ActionTaken, Goal};
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region};
use crate::rulebook::lexicon::{Intent, Topic};
use std::collections::BTreeSet;

/// Score from which a link to a list is followed without looking further.
const SURE: f64 = 0.7;
/// Score from which it is followed when nothing better turned up.
const MAYBE: f64 = 0.45;
/// Score from which a link is taken for one to a product.
pub(super) const PRODUCT: f64 = 0.9;
/// Links beyond which a page is more than an entrance.
const MOST_AT_THE_ENTRANCE: usize = 3;
/// Menus opened before the walk does without.
const MENUS: usize = 4;

impl Traveller<'_> {
    /// Looks until the page shows enough: what a script builds comes after the page was quiet.
    pub(super) fn see_until(
        &mut self,
        tries: u32,
        enough: impl Fn(&Self, &Look, &Screen) -> bool,
    ) -> Result<(Look, Screen), Halt> {
        let mut seen = self.see()?;
        for _ in 0..tries {
            if enough(self, &seen.0, &seen.1) {
                break;
            }
            self.breathe(350)?;
            seen = self.see()?;
        }
        Ok(seen)
    }

    /// A moment, and then until the page is quiet.
    pub(super) fn breathe(&mut self, ms: u32) -> Result<(), Halt> {
        match touch::pause(&mut self.visit, ms) {
            Err(error) if error.page_moved_on() => {}
            other => other?,
        }
        self.still().map(drop)
    }

    /// Waits for products, and scrolls for them: some lists only fill then.
    pub(super) fn see_goods(&mut self) -> Result<(Look, Screen), Halt> {
        let goods = |t: &Self, look: &Look, screen: &Screen| {
            screen.wall.is_some() || has_goods(t, look, screen)
        };
        let mut seen = self.see_until(3, goods)?;
        for _ in 0..4 {
            if goods(self, &seen.0, &seen.1) || seen.0.document.1 < seen.0.viewport.1 * 1.2 {
                break;
            }
            self.visit.scroll_by(0.0, seen.0.viewport.1 * 2.0)?;
            self.breathe(300)?;
            seen = self.see()?;
        }
        Ok(seen)
    }

    /// Goes to a list of products; staying is fine where there is none.
    pub(super) fn reach_listing(&mut self) -> Result<(), Halt> {
        let mut menus = false;
        // Links of the pages that led deeper: the new ones go before them.
        let mut seen: BTreeSet<(Goal, String)> = BTreeSet::new();
        for _ in 0..7 {
            let (look, screen) = if menus { self.glance()? } else { self.see()? };
            let decided = self.new_lists_first(&look, &screen, &seen);
            let best = decided.considered.first().map_or(0.0, |c| c.score);
            if best < SURE && !has_goods(self, &look, &screen) && !menus {
                menus = true;
                self.open_menus(&look, &screen)?;
                continue;
            }
            if best < MAYBE || best < SURE && has_goods(self, &look, &screen) {
                self.decided(Goal::Listing, decided.considered, "no-listing");
                return Ok(());
            }
            let (name, selector, key) = self.named(&look, &decided.action);
            let Some((mark, settled)) = self.follow(&look, &screen, &decided.action)? else {
                self.known.failed.insert((Goal::Listing, key));
                self.decided(Goal::Listing, decided.considered, "could-not-press");
                continue;
            };
            self.known.failed.insert((Goal::Listing, key));
            let (after, now) = self.see_goods()?;
            let lists = has_goods(self, &after, &now);
            if lists && now.wall.is_none() && (after.url != look.url || !settled.navigated) {
                self.decided(Goal::Listing, decided.considered, "progress");
                let sells =
                    now.goals.contains(&Goal::Product) && product_links(&after, self).is_empty();
                let goal = if sells { Goal::Product } else { Goal::Listing };
                let how = taken_by(&decided.action, &name, &selector);
                return self.arrive(goal, &now, how, mark, &settled, after);
            }
            menus = false;
            if now.wall.is_none() && leads_deeper(self, &look, &after, &now) {
                let hrefs = look.controls.iter().filter_map(|c| c.href.as_deref());
                seen.extend(hrefs.map(|href| (Goal::Listing, pilot::plain(href))));
                self.decided(Goal::Listing, decided.considered, "deeper");
                continue;
            }
            self.decided(Goal::Listing, decided.considered, "wrong-turn");
            self.go_back(&look.url, &after.url)?;
        }
        Ok(())
    }

    /// What to press to get to a list, leaving aside the links that were `seen` before as long as a new
    /// one is worth a press.
    fn new_lists_first(
        &self,
        look: &Look,
        screen: &Screen,
        seen: &BTreeSet<(Goal, String)>,
    ) -> pilot::Decided {
        let decide = |known: &_| pilot::decide(look, screen, Goal::Listing, known, self.lexicon);
        if !seen.is_empty() {
            let mut known = self.known.clone();
            known.failed.extend(seen.iter().cloned());
            let decided = decide(&known);
            if decided.considered.first().is_some_and(|c| c.score >= SURE) {
                return decided;
            }
        }
        decide(&self.known)
    }

    /// Back to where the wrong turn was taken; to the address itself where history does not lead there.
    pub(super) fn go_back(&mut self, from: &str, now: &str) -> Result<(), Halt> {
        if from == now {
            return Ok(());
        }
        self.visit.back(crate::journey::SETTLE_CAP)?;
        self.breathe(100)?;
        if pilot::plain(&self.visit.url()?) != pilot::plain(from) {
            self.open_url(from)?;
        }
        self.status = None;
        Ok(())
    }

    /// Opens menus until links appear that may lead to a list: a press on what
    /// opens one, the pointer over the top of the navigation on a desktop.
    fn open_menus(&mut self, look: &Look, screen: &Screen) -> Result<(), Halt> {
        let mut tried: BTreeSet<String> = BTreeSet::new();
        let mut look = look.clone();
        for _ in 0..MENUS {
            let Some(opener) = goods::menu_openers(&look, self.lexicon)
                .into_iter()
                .find(|c| !tried.contains(&c.selector))
                .cloned()
            else {
                break;
            };
            tried.insert(opener.selector.clone());
            let before = listing_score(self, &look, screen);
            let hovers = self.device == Device::Desktop && opener.href.is_some();
            let began = std::time::Instant::now();
            if hovers {
                if let Some(place) = look::locate(&mut self.visit, opener.handle)? {
                    self.visit.hover(place.point.0, place.point.1)?;
                    self.breathe(150)?;
                }
            } else if self.press(&look, screen, opener.handle)?.is_none() {
                continue;
            }
            let (after, _) = self.glance()?;
            let opened = listing_score(self, &after, screen) > before;
            self.act(Act {
                kind: "open-menu".into(),
                target: opener.name.clone(),
                selector: opener.selector.clone(),
                changed: if opened { "links-appeared" } else { "nothing" }.into(),
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
            look = after;
            if listing_score(self, &look, screen) >= MAYBE {
                break;
            }
        }
        Ok(())
    }

    /// Goes to a product that can be put into the cart; `false` when none is left.
    pub(super) fn reach_product(&mut self) -> Result<bool, Halt> {
        for _ in 0..14 {
            let (look, screen) = self.see_goods()?;
            let here = pilot::plain(&look.url);
            if screen.goals.first() == Some(&Goal::Product)
                && !self.known.visited_products.contains(&here)
                && look.url != self.around.plan.target.as_str()
            {
                let (mark, settled) = self.still()?;
                let how = action("look", &here, None);
                return self
                    .arrive_at_product(look, &screen, how, mark, &settled)
                    .map(|()| true);
            }
            let decided = pilot::decide(&look, &screen, Goal::Product, &self.known, self.lexicon);
            if decided.considered.first().is_none_or(|c| c.score < PRODUCT) {
                if let Some(more) = self.load_more(&look) {
                    self.known.failed.insert((Goal::Product, more.1));
                    if self.press(&look, &screen, more.0)?.is_some() {
                        continue;
                    }
                }
                if let Some(url) = self.known_product() {
                    let (mark, settled) = self.open_url(&url)?;
                    if self.take_product(action("open", &url, None), mark, &settled)? {
                        return Ok(true);
                    }
                    continue;
                }
                if self.hear_boxes(&look)? {
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
            let how = taken_by(&decided.action, &name, &selector);
            let taken = self.take_product(how, mark, &settled)?;
            self.decided(
                Goal::Product,
                decided.considered,
                if taken { "progress" } else { "wrong-turn" },
            );
            if taken {
                return Ok(true);
            }
            let (after, _) = self.see()?;
            // A parent product lists its variants as pages of their own: the next round takes one of them.
            if product_links(&after, self).is_empty() {
                self.go_back(&look.url, &after.url)?;
            }
        }
        Ok(false)
    }

    /// A control that shows more of the list: handle and key.
    fn load_more(&self, look: &Look) -> Option<(u32, String)> {
        look.controls
            .iter()
            .filter(|c| c.visible && c.enabled && c.region != Some(Region::Footer))
            .filter(|c| self.lexicon.strength(&c.name, Intent::LoadMore) >= 0.6)
            .map(|c| (c.handle, pilot::key_of(c)))
            .find(|(_, key)| !self.known.failed.contains(&(Goal::Product, key.clone())))
    }

    /// Whether the page that was just opened sells something; then it becomes the step.
    fn take_product(
        &mut self,
        how: ActionTaken,
        mark: Mark,
        settled: &Settled,
    ) -> Result<bool, Halt> {
        let (mut look, mut screen) = self.see_until(3, sells)?;
        if !sells(self, &look, &screen) && self.hear_boxes(&look)? {
            (look, screen) = self.see()?;
        }
        if !sells(self, &look, &screen) {
            (look, screen) = self.choose_dates(look, screen)?;
        }
        if !sells(self, &look, &screen) {
            (look, screen) = self.tell_where_to(look, screen)?;
        }
        self.known.visited_products.insert(pilot::plain(&look.url));
        if let Some(wall) = &screen.wall {
            let keeps_out = wall.0 != "error-page";
            self.walled = self.walled.take().or(keeps_out.then(|| wall.clone()));
            return Ok(false);
        }
        let waiting = || {
            options::waiting_add(&look, self.lexicon)
                .filter(|_| product_links(&look, self).is_empty())
        };
        let hinted = self.known.hints.pick(&look, Goal::Added);
        let own = || screen::add_control(&look, self.lexicon);
        let likely = || {
            likely::likely_add(&look, self.lexicon)
                .filter(|_| product_links(&look, self).is_empty())
        };
        let Some(add) = hinted.or_else(own).or_else(waiting).or_else(likely) else {
            self.sold_out += u32::from(self.lexicon.says(&look.text, Topic::SoldOut));
            self.members_only = self.members_only.take().or_else(|| self.for_members(&look));
            return Ok(false);
        };
        if !add.enabled && sold_out_near(&look, add, self) {
            self.sold_out += 1;
            return Ok(false);
        }
        self.arrive_at_product(look, &screen, how, mark, settled)?;
        Ok(true)
    }

    pub(super) fn arrive_at_product(
        &mut self,
        look: Look,
        screen: &Screen,
        how: ActionTaken,
        mark: Mark,
        settled: &Settled,
    ) -> Result<(), Halt> {
        self.known.visited_products.insert(pilot::plain(&look.url));
        self.product_url = Some(look.url.clone());
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

    pub(super) fn named(&self, look: &Look, action: &Action) -> (String, String, String) {
        let of = |c: &Control| (c.name.clone(), c.selector.clone(), pilot::key_of(c));
        match action {
            Action::Press { handle } => look
                .controls
                .iter()
                .find(|c| c.handle == *handle)
                .map_or_else(Default::default, of),
            Action::Open { url } => (url.clone(), String::new(), pilot::plain(url)),
            Action::Arrived | Action::GiveUp => Default::default(),
        }
    }
}

/// Whether a page that was just opened has shown what it is: it sells, lists, is sold out or shut.
pub(super) fn sells(t: &Traveller<'_>, look: &Look, screen: &Screen) -> bool {
    screen.wall.is_some()
        || t.known.hints.pick(look, Goal::Added).is_some()
        || screen::add_control(look, t.lexicon).is_some()
        || options::waiting_add(look, t.lexicon).is_some()
        || likely::likely_add(look, t.lexicon).is_some()
        || !product_links(look, t).is_empty()
        || t.lexicon.says(&look.text, Topic::SoldOut)
}

/// Whether a page lists products or sells one.
pub(super) fn has_goods(traveller: &Traveller<'_>, look: &Look, screen: &Screen) -> bool {
    screen.goals.contains(&Goal::Product) || !product_links(look, traveller).is_empty()
}

fn listing_score(traveller: &Traveller<'_>, look: &Look, screen: &Screen) -> f64 {
    pilot::decide(
        look,
        screen,
        Goal::Listing,
        &traveller.known,
        traveller.lexicon,
    )
    .considered
    .first()
    .map_or(0.0, |c| c.score)
}

/// Whether a page without products offers lists in its content that the page before did not.
fn leads_deeper(traveller: &Traveller<'_>, before: &Look, after: &Look, screen: &Screen) -> bool {
    if before.url == after.url {
        return false;
    }
    let old: BTreeSet<&str> = before
        .controls
        .iter()
        .filter_map(|c| c.href.as_deref())
        .collect();
    let decided = pilot::decide(
        after,
        screen,
        Goal::Listing,
        &traveller.known,
        traveller.lexicon,
    );
    // Behind a page that only lets one in, the store's own bars are new, too.
    let entrance = old.len() <= MOST_AT_THE_ENTRANCE;
    let place = |region: Option<Region>| {
        region == Some(Region::Main) || entrance && region != Some(Region::Footer)
    };
    decided
        .considered
        .iter()
        .filter(|c| c.score >= 0.6)
        .any(|c| {
            after.controls.iter().any(|control| {
                control.selector == c.selector
                    && control.visible
                    && place(control.region)
                    && control.href.as_deref().is_some_and(|h| !old.contains(h))
            })
        })
}
