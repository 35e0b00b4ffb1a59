//! The store's own search: finds its field, opens it where an icon hides it, asks.

use crate::browser::{Mark, SettleOptions, Settled};
use crate::journey::find::has_goods;
use crate::journey::goods;
use crate::journey::look;
use crate::journey::shop::{action, product_links};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::rulebook::lexicon::{Intent, Topic};
use std::time::Duration;

/// Searches made before the walk does without.
const SEARCHES: usize = 5;
/// Controls that are pressed to find the field.
const OPENERS: usize = 2;
/// Longest wait for what a search brings.
const ANSWER: Duration = Duration::from_secs(10);

impl Traveller<'_> {
    /// Asks the store's own search for words that it uses itself; `true` when products came.
    pub(super) fn search_for_goods(&mut self) -> Result<bool, Halt> {
        let target = self.around.plan.target.to_string();
        let (home, _) = self.see()?;
        let mut words = goods::search_words(&home, self.lexicon);
        if !self.known.visited_products.is_empty() {
            // Products were found; others are less likely to be better the more was tried.
            words.truncate(1);
        }
        for word in words.iter().take(SEARCHES) {
            let Some(field) = self.show_search()? else {
                return Ok(false);
            };
            let Some((mark, settled)) = self.search_for(&field, word)? else {
                return Ok(false);
            };
            let (after, now) = self.see_goods()?;
            let none = self.lexicon.says(&after.text, Topic::NoResults)
                && product_links(&after, self).len() < 2;
            if now.wall.is_none() && has_goods(self, &after, &now) && !none {
                let sells =
                    now.goals.contains(&Goal::Product) && product_links(&after, self).is_empty();
                if !sells {
                    let how = action("search", word, Some(&field.selector));
                    self.arrive(Goal::Listing, &now, how, mark, &settled, after)?;
                }
                return Ok(true);
            }
            if search_field(&after).is_none() {
                self.open_url(&target)?;
            }
        }
        Ok(false)
    }

    /// The field of the store's search, opened by its icon where it hides; `None` where there is none.
    pub(super) fn show_search(&mut self) -> Result<Option<Field>, Halt> {
        let (look, screen) = self.see()?;
        if let Some(field) = search_field(&look) {
            return Ok(Some(field.clone()));
        }
        let opens = |c: &&Control| {
            c.visible && c.enabled && self.lexicon.strength(&c.name, Intent::Search) >= 0.6
        };
        let icon = look.controls.iter().find(opens);
        // Without an icon the field may lie in the menu.
        let menus = goods::menu_openers(&look, self.lexicon);
        let closed = menus
            .into_iter()
            .filter(|c| c.href.is_none() || c.state == Some(false));
        let tries: Vec<u32> = icon.into_iter().chain(closed).map(|c| c.handle).collect();
        for handle in tries.into_iter().take(OPENERS) {
            if self.press(&look, &screen, handle)?.is_none() {
                continue;
            }
            // Not a look that clears layers away: the search may have come as one.
            let (mut after, _) = self.glance()?;
            if search_field(&after).is_none() {
                self.breathe(350)?;
                after = self.glance()?.0;
            }
            if let Some(field) = search_field(&after) {
                return Ok(Some(field.clone()));
            }
            if after.url != look.url {
                return Ok(None);
            }
        }
        Ok(None)
    }

    /// Types words into the search and sends them by Enter, or by its button where Enter does
    /// nothing; `None` when the field could not be reached.
    pub(super) fn search_for(
        &mut self,
        field: &Field,
        words: &str,
    ) -> Result<Option<(Mark, Settled)>, Halt> {
        let Some(place) = look::locate(&mut self.visit, field.handle)? else {
            return Ok(None);
        };
        self.check_limits()?;
        self.around.progress.note(words);
        self.visit.click(place.point.0, place.point.1)?;
        look::select_all(&mut self.visit, field.handle)?;
        self.visit.type_text(words)?;
        let before = look::print(&mut self.visit)?;
        let mark = self.visit.mark();
        self.visit.press("Enter")?;
        let options = SettleOptions {
            cap: ANSWER,
            ..SettleOptions::default()
        };
        let settled = self.visit.settle(&mark, &options)?;
        self.note_wait(&settled);
        if settled.navigated {
            self.status = self.visit.traffic(&mark).document_status;
            return Ok(Some((mark, settled)));
        }
        let still = look::print(&mut self.visit).is_ok_and(|after| after == before);
        if still && let Some(pressed) = self.press_search(field)? {
            return Ok(Some(pressed));
        }
        Ok(Some((mark, settled)))
    }

    fn press_search(&mut self, field: &Field) -> Result<Option<(Mark, Settled)>, Halt> {
        let (look, screen) = self.glance()?;
        let sends = |c: &&Control| {
            c.visible
                && c.enabled
                && c.frame == field.frame
                && (c.form == field.form && c.kind == "submit"
                    || self.lexicon.strength(&c.name, Intent::Search) >= 0.6)
        };
        let Some(button) = look.controls.iter().find(sends).map(|c| c.handle) else {
            return Ok(None);
        };
        let pressed = self.press(&look, &screen, button)?;
        Ok(pressed.map(|pressed| (pressed.mark, pressed.settled)))
    }
}

/// The field of the store's own search.
pub(super) fn search_field(look: &Look) -> Option<&Field> {
    let texts = look.fields.iter().filter(|f| {
        f.visible
            && !f.disabled
            && matches!(
                f.kind.as_str(),
                "text" | "search" | "searchbox" | "combobox"
            )
    });
    let named = |f: &&Field| {
        f.purpose == "x-search"
            || f.kind.starts_with("search")
            || matches!(
                f.name.to_lowercase().as_str(),
                "q" | "s"
                    | "search"
                    | "keyword"
                    | "keywords"
                    | "query"
                    | "search_query"
                    | "name_keyword"
            )
    };
    texts
        .filter(named)
        .min_by(|a, b| a.rect.y.total_cmp(&b.rect.y))
}
