//! What somebody knows about a store beforehand: a pack for its software, a path
//! that was walked before, a recipe, a recording.
//!
//! A hint makes a control the first candidate for a goal and nothing more. The
//! guard is asked as for any other, and what the press changed is verified; where
//! a hint does not hold, the pilot goes on by its own evidence.

use crate::browser::{BrowserError, Visit};
use crate::journey::guard;
use crate::journey::look;
use crate::model::journey::Goal;
use crate::model::look::{Control, Look};
use crate::rulebook::pack::{Pack, PackHint};
use std::collections::BTreeMap;

/// What a hint is worth beside a candidate's own score, which seldom exceeds 2.
pub const BONUS: f64 = 3.0;

/// Where a hint comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A pack for shop software, by name.
    Pack(String),
    /// A path that was walked before.
    Path,
    /// Written or recorded by the user.
    Recipe,
}

/// A control that is expected to serve a goal.
#[derive(Debug, Clone, PartialEq)]
pub struct Hint {
    /// What it leads to; `None`: whatever is wanted when its turn comes.
    pub goal: Option<Goal>,
    /// CSS selectors, most specific first.
    pub selectors: Vec<String>,
    /// Its accessible name.
    pub name: Option<String>,
    /// The path of the address that it leads to.
    pub leads_to: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// All hints of a walk, and the controls of the last look that they name.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    list: Vec<Hint>,
    /// Hints without a goal are used up in their order.
    used: usize,
    /// Handle to hint, the first hint first.
    matched: BTreeMap<u32, usize>,
}

impl Hints {
    /// Adds hints; earlier ones go before later ones.
    pub fn extend(&mut self, hints: impl IntoIterator<Item = Hint>) {
        self.list.extend(hints);
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Finds the controls of a look that hints name.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn find(&mut self, visit: &mut Visit, look: &Look) -> Result<(), BrowserError> {
        self.matched.clear();
        if self.list.is_empty() {
            return Ok(());
        }
        let selectors: Vec<&str> = self
            .list
            .iter()
            .flat_map(|h| h.selectors.iter().map(String::as_str))
            .collect();
        let found = match look::find_all(visit, look, &selectors) {
            // The page went on meanwhile: the next look finds them.
            Err(error) if error.page_moved_on() => return Ok(()),
            found => found?,
        };
        let mut at = 0;
        for (index, hint) in self.list.iter().enumerate() {
            for _ in &hint.selectors {
                for handle in found.get(at).into_iter().flatten() {
                    self.matched.entry(*handle).or_insert(index);
                }
                at += 1;
            }
        }
        let here = path_of(&look.url);
        for control in &look.controls {
            let reads = |h: &Hint| h.reads_like(control, here.as_deref());
            let by_words = self.list.iter().position(reads);
            if let Some(index) = by_words {
                self.matched.entry(control.handle).or_insert(index);
            }
        }
        Ok(())
    }

    /// Why a control is hinted at for a goal.
    pub fn because(&self, control: &Control, goal: Goal) -> Option<String> {
        let index = *self.matched.get(&control.handle)?;
        let hint = self.list.get(index)?;
        let serves = match hint.goal {
            Some(wanted) => class(wanted) == class(goal),
            None => index >= self.used,
        };
        serves.then(|| match &hint.source {
            Source::Pack(name) => format!("known of {name}"),
            Source::Path => "as on the path walked before".to_owned(),
            Source::Recipe => "named by the recipe".to_owned(),
        })
    }

    /// The usable control that is hinted at for a goal.
    pub fn pick<'a>(&self, look: &'a Look, goal: Goal) -> Option<&'a Control> {
        look.controls
            .iter()
            .filter(|c| c.visible && c.enabled && self.because(c, goal).is_some())
            .min_by_key(|c| self.matched.get(&c.handle))
    }

    /// A control was pressed and something came of it: hints without a goal move on.
    pub fn used(&mut self, control: &Control) {
        if let Some(index) = self.matched.get(&control.handle)
            && self.list.get(*index).is_some_and(|h| h.goal.is_none())
        {
            self.used = self.used.max(index + 1);
        }
    }
}

/// The hints of a pack.
pub fn of_pack(pack: &Pack) -> Vec<Hint> {
    let hint = |known: &PackHint| Hint {
        goal: Some(known.goal),
        selectors: known.selectors.clone(),
        name: None,
        leads_to: None,
        source: Source::Pack(pack.name.clone()),
    };
    pack.hint.iter().map(hint).collect()
}

impl Hint {
    /// Whether a control leads to the same place, or is called the same where nothing better is known.
    ///
    /// On the very page that the hint leads to ("Log in" with `href="#"`), or where one script is every
    /// page, an address tells nothing: there the name must be the same, too.
    fn reads_like(&self, control: &Control, here: Option<&str>) -> bool {
        let name = guard::words_of(control);
        let called = || {
            self.name
                .as_deref()
                .is_some_and(|wanted| !wanted.trim().is_empty() && wanted.trim() == name.trim())
        };
        match self.leads_to.as_deref() {
            Some(leads_to) => {
                let there = control.href.as_deref().and_then(path_of);
                there.as_deref() == Some(leads_to) && (here != Some(leads_to) || called())
            }
            None => called(),
        }
    }
}

fn path_of(url: &str) -> Option<String> {
    url::Url::parse(url).ok().map(|url| url.path().to_owned())
}

/// From the address on, each press only leads on.
fn class(goal: Goal) -> Goal {
    goal.min(Goal::Address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(goal: Option<Goal>) -> Hint {
        Hint {
            goal,
            selectors: Vec::new(),
            name: Some("Go".into()),
            leads_to: None,
            source: Source::Path,
        }
    }

    fn control(handle: u32, name: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn hints(list: Vec<Hint>, matched: &[(u32, usize)]) -> Hints {
        Hints {
            list,
            used: 0,
            matched: matched.iter().copied().collect(),
        }
    }

    #[test]
    fn a_hint_serves_its_own_goal_only() {
        let hints = hints(vec![hint(Some(Goal::Cart))], &[(4, 0)]);
        assert!(hints.because(&control(4, "Go"), Goal::Cart).is_some());
        assert!(hints.because(&control(4, "Go"), Goal::Added).is_none());
        assert!(hints.because(&control(5, "Go"), Goal::Cart).is_none());
    }

    #[test]
    fn hints_for_the_forms_serve_the_way_to_the_review() {
        let hints = hints(vec![hint(Some(Goal::Shipping))], &[(4, 0)]);
        assert!(hints.because(&control(4, "Go"), Goal::Review).is_some());
    }

    #[test]
    fn what_was_recorded_is_used_up_in_its_order() {
        let mut hints = hints(vec![hint(None), hint(None)], &[(4, 0), (5, 1)]);
        assert_eq!(
            hints
                .pick(
                    &Look {
                        controls: vec![control(5, "b"), control(4, "a")],
                        ..Look::default()
                    },
                    Goal::Cart
                )
                .map(|c| c.handle),
            Some(4)
        );
        hints.used(&control(4, "a"));
        assert!(hints.because(&control(4, "a"), Goal::Cart).is_none());
        assert!(hints.because(&control(5, "b"), Goal::Cart).is_some());
    }

    #[test]
    fn an_address_goes_before_a_name() {
        let mut wanted = hint(None);
        wanted.leads_to = Some("/mugs".into());
        let mut link = control(1, "Go");
        link.href = Some("https://shop.example/plates".into());
        assert!(!wanted.reads_like(&link, Some("/")));
        link.href = Some("https://shop.example/mugs?x=1".into());
        assert!(wanted.reads_like(&link, Some("/")));
    }

    #[test]
    fn on_the_page_itself_its_address_is_no_hint() {
        let mut wanted = hint(None);
        wanted.leads_to = Some("/checkout".into());
        let mut link = control(1, "Log in");
        link.href = Some("https://shop.example/checkout#".into());
        assert!(!wanted.reads_like(&link, Some("/checkout")));
        assert!(wanted.reads_like(&link, Some("/cart")));
        link.name = "Go".into();
        assert!(wanted.reads_like(&link, Some("/checkout")));
    }
}
