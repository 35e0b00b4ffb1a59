//! The first half of the walk: open the home page, put a product into the cart.
//! What is needed by more than one part of that stands here too.

use crate::browser::{Mark, SettleOptions, Settled};
use crate::journey::effort;
use crate::journey::hints;
use crate::journey::look;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::{self, Context, Screen};
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::walls::asks_for_account;
use crate::model::journey::{ActionTaken, Goal};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::Topic;
use crate::rulebook::pack;
use std::time::Duration;

/// Products that are tried before the walk gives up.
const PRODUCTS: usize = 6;

/// What a decision came to: a press, or the opening of an address that could not be pressed.
pub(super) fn taken_by(decided: &Action, name: &str, selector: &str) -> ActionTaken {
    match decided {
        Action::Open { url } => action("open", url, None),
        Action::Press { .. } | Action::Arrived | Action::GiveUp => {
            action("press", name, Some(selector))
        }
    }
}

pub(super) fn action(verb: &str, target: &str, selector: Option<&str>) -> ActionTaken {
    ActionTaken {
        verb: verb.into(),
        target: target.into(),
        selector: selector.map(str::to_owned),
    }
}

impl Traveller<'_> {
    /// Opens the page at which the walk begins: the shortcut where there is one that still leads
    /// somewhere, or else the home page.
    pub(super) fn open_home(&mut self) -> Result<(), Halt> {
        if let Some(url) = self.shortcut.clone() {
            if self.begin_at(&url).is_ok() {
                return Ok(());
            }
            self.shortcut = None;
        }
        let home = self.around.plan.target.to_string();
        self.begin_at(&home)
    }

    fn begin_at(&mut self, url: &str) -> Result<(), Halt> {
        self.goal = Goal::Home;
        let (mark, settled) = self.open_front(url)?;
        let since = mark.clone();
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
            action("open", url, None),
            mark,
            &settled,
            first,
        )?;
        let (look, screen) = self.see()?;
        self.refuse_walls(&screen)?;
        self.choose_persona(&look);
        self.take_packs(&since);
        self.pass_gates()
    }

    /// Adds the product at whose page the walk began; whether that went.
    fn add_at_shortcut(&mut self) -> Result<bool, Halt> {
        let Some(url) = self.shortcut.take() else {
            return Ok(false);
        };
        self.product_url = Some(url);
        self.goal = Goal::Added;
        if self.see()?.1.goals.contains(&Goal::Product) && self.add_here()? {
            return Ok(true);
        }
        // The product is not sold by its address alone: the way from the home page it is.
        self.open_home()?;
        Ok(false)
    }

    /// Takes the pack of the shop software along, where it is known and wanted.
    fn take_packs(&mut self, since: &Mark) {
        if !self.around.plan.journey.packs {
            return;
        }
        let traffic = self.visit.traffic(since);
        let addresses = traffic.requests.iter().map(|r| r.url.to_lowercase());
        let cookies = self.visit.cookies();
        let names = cookies.iter().map(|c| c.name.to_lowercase());
        let pages = self.around.site.iter().flat_map(|s| &s.pages);
        let generator = pages
            .filter_map(|p| p.facts.as_ref()?.generator.clone())
            .next()
            .unwrap_or_default()
            .to_lowercase();
        for pack in pack::packs_for(&addresses.collect(), &names.collect(), &generator) {
            self.known.carts.extend(pack.carts.iter().cloned());
            self.known.hints.extend(hints::of_pack(pack));
        }
    }

    pub(super) fn fill_cart(&mut self) -> Result<(), Halt> {
        if self.add_at_shortcut()? {
            return Ok(());
        }
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
        self.reach_listing()?;
        let mut searched = false;
        for _ in 0..PRODUCTS {
            self.goal = Goal::Product;
            if !self.reach_product()? {
                if self.open_next_frame()? {
                    self.goal = Goal::Listing;
                    self.reach_listing()?;
                    continue;
                }
                if self.add_by_step()? || self.begin_at_order_form()? {
                    return Ok(());
                }
                if searched || !self.search_for_goods()? {
                    break;
                }
                searched = true;
                continue;
            }
            self.goal = Goal::Added;
            if self.add_here()? {
                return Ok(());
            }
            self.visit.back(crate::journey::SETTLE_CAP)?;
            self.breathe(100)?;
        }
        let locked = asks_for_account(&home, &screen)
            .then(|| self.for_members(&home))
            .flatten();
        if let Some(said) = self.members_only.take().or(locked) {
            self.note_problem("account-required");
            return Err(self.refused("account-required", said));
        }
        self.goal = if self.known.visited_products.is_empty() {
            Goal::Product
        } else {
            Goal::Added
        };
        if self.known.visited_products.is_empty() && screen::is_blank(&home) {
            self.note_problem("empty-page");
            return Err(self.refused("empty-page", ""));
        }
        // Where every product is behind a wall, the pages that history keeps still show none.
        if let Some((code, detail)) = self.walled.take() {
            return Err(self.refused(code, detail));
        }
        // A check of who is there may have come up after the first look.
        let (_, now) = self.see()?;
        if now.wall.as_ref().is_some_and(|w| w.0 != "error-page") {
            self.refuse_walls(&now)?;
        }
        let reason = if self.known.visited_products.is_empty() {
            "no-product"
        } else if self.sold_out > 0 && self.standing().is_none_or(|(g, _)| g < Goal::Product) {
            "sold-out"
        } else {
            "cannot-add"
        };
        Err(self.stuck(
            reason,
            format!("{} products tried", self.known.visited_products.len()),
        ))
    }

    /// A mark and a settled state for a screen that is already there.
    pub(super) fn still(&mut self) -> Result<(Mark, Settled), Halt> {
        let mark = self.visit.mark();
        let settled = self.visit.settle(
            &mark,
            &SettleOptions {
                cap: Duration::from_secs(3),
                ..SettleOptions::default()
            },
        )?;
        Ok((mark, settled))
    }

    /// Carries a decision out; `None` when it could not be.
    pub(super) fn follow(
        &mut self,
        look: &Look,
        screen: &Screen,
        action: &Action,
    ) -> Result<Option<(Mark, Settled)>, Halt> {
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
}

/// Links on a page that look like products, well enough to be worth a press.
pub(super) fn product_links(look: &Look, traveller: &Traveller<'_>) -> Vec<String> {
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

pub(super) fn sold_out_near(look: &Look, add: &Control, traveller: &Traveller<'_>) -> bool {
    traveller.lexicon.says(&add.name, Topic::SoldOut)
        || traveller.lexicon.says(&add.around, Topic::SoldOut)
        || look.text.len() < 2_000 && traveller.lexicon.says(&look.text, Topic::SoldOut)
}

/// Whether a look is a screen of the checkout although nothing that leads there was pressed ("buy now").
pub(super) fn at_checkout(look: &Look, traveller: &Traveller<'_>) -> bool {
    let screen = screen::recognise(
        look,
        Context {
            status: traveller.status,
            checkout_entered: true,
            ..Context::default()
        },
        traveller.lexicon,
    );
    let path = screen::place_of(&look.url).to_lowercase();
    // A cart may ask for the ways of delivery and payment, to reckon with them.
    let only_cart = || {
        let context = Context {
            status: traveller.status,
            ..Context::default()
        };
        let plain = screen::recognise(look, context, traveller.lexicon);
        plain.goals.first() == Some(&Goal::Cart) && screen.final_control.is_none()
    };
    screen.in_checkout
        && (screen.goals.contains(&Goal::Address)
            || asks_for_contact(look) && !only_cart()
            || screen.goals.contains(&Goal::Payment) && !only_cart())
        || path.contains("checkout")
            && !path.contains("cart")
            && screen.goals.contains(&Goal::Checkout)
}

/// Whether a page beside a price asks who buys, as a booking does that sends nothing: a name and a
/// mail address, three boxes to type into, no password.
fn asks_for_contact(look: &Look) -> bool {
    let asked: Vec<&str> = look
        .fields
        .iter()
        .filter(|f| f.visible && effort::is_text_like(f))
        .filter(|f| {
            !matches!(
                f.region,
                Some(Region::Header | Region::Footer | Region::Nav | Region::Aside)
            )
        })
        .map(|f| f.purpose.as_str())
        .collect();
    let any = |purposes: &[&str]| asked.iter().any(|p| purposes.contains(p));
    any(&["name", "given-name", "family-name"])
        && any(&["email"])
        && asked.len() >= 3
        && !any(&["current-password", "new-password"])
        && !look.prices.is_empty()
}
