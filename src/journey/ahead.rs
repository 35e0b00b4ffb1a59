//! `walk --plan`: looks over the first screens and tells what the pilot would do
//! there. Nothing is pressed, typed or chosen; only addresses of links are opened.

use crate::journey::options;
use crate::journey::pilot;
use crate::journey::screen::{self, Screen};
use crate::journey::shop::action;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Considered, Ended, Goal, PLANNED};
use crate::model::look::Look;
use std::collections::BTreeSet;

/// Score from which a link to a list is worth opening; below, the page itself is searched for products.
const A_LIST: f64 = 0.7;

impl Traveller<'_> {
    /// Opens the home page, a list and a product by their addresses, and decides on each.
    pub(super) fn look_ahead(&mut self) -> Result<Goal, Halt> {
        let home = self.around.plan.target.to_string();
        let (mut look, mut screen) = self.open_ahead(Goal::Home, &home)?;
        for goal in [Goal::Listing, Goal::Product] {
            if screen.goals.first() == Some(&Goal::Product) {
                break;
            }
            let Some((url, score)) = self.planned_link(goal, &look, &screen) else {
                continue;
            };
            if goal == Goal::Listing && score < A_LIST {
                continue;
            }
            (look, screen) = self.open_ahead(goal, &url)?;
        }
        self.plan_the_add(&look, &screen);
        Err(Halt::Ended(Ended::Stuck {
            goal: Goal::Added,
            reason: PLANNED.into(),
            detail: String::new(),
        }))
    }

    fn open_ahead(&mut self, goal: Goal, url: &str) -> Result<(Look, Screen), Halt> {
        self.goal = goal;
        let (mark, settled) = self.open_url(url)?;
        let (look, screen) = self.glance()?;
        self.refuse_walls(&screen)?;
        self.choose_persona(&look);
        let how = action("open", url, None);
        self.arrive(goal, &screen, how, mark, &settled, look.clone())?;
        Ok((look, screen))
    }

    /// Decides on a link, and gives its address and score where it has an address.
    fn planned_link(&mut self, goal: Goal, look: &Look, screen: &Screen) -> Option<(String, f64)> {
        let decided = pilot::decide(look, screen, goal, &self.known, self.lexicon);
        let best = decided.considered.first().cloned();
        self.decided(goal, decided.considered, "planned");
        let best = best?;
        let control = look.controls.iter().find(|c| c.selector == best.selector)?;
        let url = control.href.clone().filter(|h| h.starts_with("http"))?;
        self.known.visited_products.insert(pilot::plain(&look.url));
        Some((url, best.score))
    }

    /// What would be chosen on the product's page, and what would be pressed then.
    fn plan_the_add(&mut self, look: &Look, screen: &Screen) {
        let form = screen::add_control(look, self.lexicon).map(|add| (add.frame, add.form));
        let chosen = options::product_options(look, form, &BTreeSet::new(), self.lexicon);
        let chosen: Vec<Considered> = chosen
            .into_iter()
            .map(|step| Considered {
                name: step.purpose,
                selector: step.selector,
                score: 1.0,
                because: format!("would be chosen: {:?}", step.how),
            })
            .collect();
        if !chosen.is_empty() {
            self.decided(Goal::Product, chosen, "planned");
        }
        let decided = pilot::decide(look, screen, Goal::Added, &self.known, self.lexicon);
        self.decided(Goal::Added, decided.considered, "planned");
    }
}
