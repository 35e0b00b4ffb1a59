//! Stores that list what they sell with a "+" beside each thing, and have no page and no button to add:
//! one of the first thing is taken, and whether that went is told by the number beside it.

use crate::crawl::extract::prices;
use crate::journey::dates;
use crate::journey::shop::action;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::Look;

impl Traveller<'_> {
    /// Takes one of the first thing that a list of the page or of the home page offers by a "+";
    /// `false` where no such list is shown, or its number stays nought.
    pub(super) fn add_by_step(&mut self) -> Result<bool, Halt> {
        let mut seen = self.see()?;
        if self.first_plus(&seen.0).is_none() {
            let home = self.around.plan.target.to_string();
            if seen.0.url == home {
                return Ok(false);
            }
            self.open_front(&home)?;
            seen = self.see_goods()?;
        }
        let (look, screen) = seen;
        let Some(plus) = self.first_plus(&look) else {
            return Ok(false);
        };
        let Some(control) = look.controls.iter().find(|c| c.handle == plus).cloned() else {
            return Ok(false);
        };
        let Some(pressed) = self.press(&look, &screen, plus)? else {
            return Ok(false);
        };
        let mut now = self.glance()?;
        for _ in 0..3 {
            if !dates::has_none(&now.0, &control.selector) {
                break;
            }
            self.breathe(350)?;
            now = self.glance()?;
        }
        let (after, then) = now;
        if dates::has_none(&after, &control.selector) {
            return Ok(false);
        }
        self.in_cart = true;
        self.product_url = Some(look.url.clone());
        self.choose_persona(&after);
        self.also_serves(&[Goal::Product]);
        let how = action("press", &control.name, Some(&control.selector));
        let (mark, settled) = (pressed.mark, &pressed.settled);
        self.arrive(Goal::Added, &then, how, mark, settled, after)?;
        Ok(true)
    }

    /// The "+" beside the first thing with a price of which there are none yet.
    fn first_plus(&self, look: &Look) -> Option<u32> {
        dates::plus_beside_none(look, self.lexicon)
            .find(|c| !prices::find(&c.around).is_empty())
            .map(|c| c.handle)
    }
}
