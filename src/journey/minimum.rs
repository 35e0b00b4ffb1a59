//! A store that sells only from an amount on: raise the quantity in the cart, or
//! add the product again, and go on.

use crate::crawl::extract::prices;
use crate::journey::fill::{How, Move};
use crate::journey::guard;
use crate::journey::screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Topic};
use std::time::Instant;

/// Rounds of raising before the store's wish is given as the reason.
const ROUNDS: u32 = 3;
/// Pieces that are put into a cart at most.
const PIECES: u32 = 99;

impl Traveller<'_> {
    /// Whether the screen says that the order is too small.
    pub(super) fn wants_more(&self, look: &Look) -> bool {
        self.lexicon.says(&look.text, Topic::MinimumOrder)
    }

    /// Makes the order larger.
    ///
    /// # Errors
    /// Ends the walk as stuck when the cart does not grow any further.
    pub(super) fn meet_minimum(&mut self, look: &Look) -> Result<(), Halt> {
        let words = self
            .lexicon
            .find(&look.text, Topic::MinimumOrder)
            .unwrap_or_default()
            .to_owned();
        self.raised += 1;
        if self.raised > ROUNDS {
            return Err(self.stuck("minimum-order", words));
        }
        let began = Instant::now();
        let grown = if self.raise_quantity(look)? {
            true
        } else {
            self.add_again(look)?
        };
        self.act(Act {
            kind: "raise-quantity".into(),
            target: words.clone(),
            selector: String::new(),
            changed: if grown { "cart-grew" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        if grown {
            Ok(())
        } else {
            Err(self.stuck("minimum-order", words))
        }
    }

    /// Types a larger quantity and has it counted; `false` where the cart has no such field or did not change.
    fn raise_quantity(&mut self, look: &Look) -> Result<bool, Halt> {
        let Some(field) = look
            .fields
            .iter()
            .find(|f| f.visible && !f.disabled && !f.readonly && f.purpose == "x-quantity")
        else {
            return Ok(false);
        };
        let holds = field.value.parse::<u32>().unwrap_or(1).max(1);
        let wanted = self.pieces(look, holds);
        let how = if field.kind == "select" {
            let largest = field
                .options
                .iter()
                .filter_map(|(v, _)| v.parse::<u32>().ok())
                .filter(|n| *n <= wanted.max(10))
                .max();
            let Some(largest) = largest.filter(|n| *n > holds) else {
                return Ok(false);
            };
            How::Choose(largest.to_string())
        } else {
            How::Type(wanted.to_string())
        };
        let step = Move {
            handle: field.handle,
            press: field.handle,
            selector: field.selector.clone(),
            purpose: field.purpose.clone(),
            how,
        };
        if touch::fill(&mut self.visit, &step)?.is_none() {
            return Ok(false);
        }
        let (typed, screen) = self.glance()?;
        let update = self.update_control(&typed, field.rect.y).map(|c| c.handle);
        match update {
            Some(handle) => {
                self.press(&typed, &screen, handle)?;
            }
            None => {
                self.visit.press("Enter")?;
                self.breathe(300)?;
            }
        }
        let (after, _) = self.glance()?;
        Ok(after.prices != look.prices || after.cart_count > look.cart_count)
    }

    /// The button nearest to a height that has a new quantity counted; a stepper's are none.
    pub(super) fn update_control<'l>(&self, look: &'l Look, y: f64) -> Option<&'l Control> {
        look.controls
            .iter()
            .filter(|c| {
                c.visible && c.enabled && !matches!(c.region, Some(Region::Header | Region::Footer))
            })
            .filter(|c| self.lexicon.strength(&guard::words_of(c), Intent::Edit) >= 0.4)
            .filter(|c| {
                !self.lexicon.says(&c.name, Topic::QuantityUp)
                    && !self.lexicon.says(&c.name, Topic::QuantityDown)
            })
            .min_by(|a, b| away(a, y).total_cmp(&away(b, y)))
    }

    /// How many pieces reach the amount that the store names, by what the pieces in the cart cost now.
    fn pieces(&self, look: &Look, holds: u32) -> u32 {
        let (asked, rest): (Vec<&str>, Vec<&str>) = look
            .text
            .lines()
            .partition(|l| self.lexicon.says(l, Topic::MinimumOrder));
        let largest = |lines: &[&str]| {
            prices::find(&lines.join("\n"))
                .iter()
                .map(|p| p.amount)
                .fold(0.0_f64, f64::max)
        };
        let (least, now) = (largest(&asked), largest(&rest));
        if least > now && now > 0.0 {
            let factor = (least / now).ceil().min(f64::from(PIECES)) as u32;
            return (holds * factor).clamp(holds + 1, PIECES);
        }
        (holds * 3).min(PIECES)
    }

    /// Puts the product in once more, and comes back to the cart.
    fn add_again(&mut self, look: &Look) -> Result<bool, Halt> {
        let Some(product) = self.product_url.clone() else {
            return Ok(false);
        };
        let cart = self.cart_url.clone().unwrap_or_else(|| look.url.clone());
        let more = self.pieces(look, 1).saturating_sub(1).clamp(1, 5);
        for _ in 0..more {
            self.open_url(&product)?;
            let (page, screen) = self.see()?;
            let Some(add) = screen::add_control(&page, self.lexicon)
                .filter(|c| c.enabled)
                .map(|c| c.handle)
            else {
                break;
            };
            if self.press(&page, &screen, add)?.is_none() {
                break;
            }
        }
        self.open_url(&cart)?;
        let (after, _) = self.glance()?;
        Ok(after.prices != look.prices || after.cart_count > look.cart_count)
    }
}

fn away(control: &Control, y: f64) -> f64 {
    (control.rect.y - y).abs()
}
