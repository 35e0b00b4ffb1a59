//! What changes on the page without a new page is told to screen readers as well (WCAG 4.1.3).
//!
//! Judged where a product is put into the cart on the spot: a message must stand in a live
//! region, or a dialog open. A new page announces itself, and is no status message.

use crate::model::journey::{Goal, Journey, Mode, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::reach::bare;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `status-messages-announced`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StatusMessagesAnnounced {}

impl Rule for StatusMessagesAnnounced {
    const ID: &'static str = "status-messages-announced";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Added), Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut told = false;
        let mut findings = Vec::new();
        for (journey, added) in seen.steps_for(Goal::Added) {
            let Some(before) = same_page_before(journey, added) else {
                continue;
            };
            let Some(announced) = announced(before, added) else {
                continue;
            };
            told = true;
            if !announced {
                // The words may reach a region that was emptied before anybody looked.
                findings.push(Finding::at(Place::step(journey, added)).likely());
            }
        }
        match told {
            true => Judgement::by(findings),
            false => Judgement::not_applicable("no-status-message"),
        }
    }
}

/// The product's screen, where the product went into the cart without a new page.
fn same_page_before<'j>(journey: &'j Journey, added: &Step) -> Option<&'j Step> {
    let mut earlier = journey.steps.iter().rev();
    let before = earlier.find(|s| s.index < added.index && s.serves(Goal::Product))?;
    let stays = added.mode != Mode::Load && bare(&before.look.url) == bare(&added.look.url);
    stays.then_some(before)
}

/// Whether what was told on the spot was announced; `None` where nothing was told by sight either.
fn announced(before: &Step, added: &Step) -> Option<bool> {
    let (old, new) = (before.settled(), &added.look);
    let fresh = || {
        let messages = new.messages.iter().filter(|m| !m.error);
        messages.filter(|m| !old.messages.iter().any(|known| known.text == m.text))
    };
    let is_live = |role: &str| {
        matches!(role, "alert" | "status" | "log" | "alertdialog") || role.starts_with("live-")
    };
    let opened = || {
        let known = |selector: &str| old.layers.iter().any(|layer| layer.selector == selector);
        let layers = new
            .layers
            .iter()
            .filter(|layer| !layer.text.trim().is_empty());
        layers.filter(move |layer| !known(&layer.selector))
    };
    if fresh().any(|m| is_live(&m.role)) || opened().any(|layer| layer.dialog) {
        return Some(true);
    }
    let counted = new.cart_count.unwrap_or(0) > old.cart_count.unwrap_or(0);
    let worded = opened().any(|layer| has("added", &layer.text));
    (fresh().next().is_some() || counted || worded).then_some(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Layer, Message};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn added(mode: Mode, change: impl FnOnce(&mut Step)) -> Verdict {
        let url = "https://shop.example/product";
        let made = Made::store()
            .look(Goal::Product, |_| {})
            .step(Goal::Added, |step| {
                (step.mode, step.look.url) = (mode, url.to_owned());
                change(step);
            });
        verdict::<StatusMessagesAnnounced>(made)
    }

    fn message(role: &str) -> Message {
        Message {
            text: "Added to your basket".into(),
            role: role.into(),
            ..Message::default()
        }
    }

    #[test]
    fn a_live_region_or_a_dialog_announces() {
        let live = |step: &mut Step| step.look.messages.push(message("live-polite"));
        assert_eq!(added(Mode::Act, live), Verdict::Pass);
        let dialog = |step: &mut Step| {
            step.look.layers.push(Layer {
                dialog: true,
                text: "Your cart".into(),
                ..Layer::default()
            })
        };
        assert_eq!(added(Mode::Act, dialog), Verdict::Pass);
    }

    #[test]
    fn a_silent_message_or_number_fails() {
        let silent = |step: &mut Step| step.look.messages.push(message(""));
        assert_eq!(added(Mode::Act, silent), Verdict::Fail);
        let number = |step: &mut Step| step.look.cart_count = Some(1);
        assert_eq!(added(Mode::Act, number), Verdict::Fail);
    }

    #[test]
    fn a_new_page_and_no_message_at_all_are_others_matters() {
        let none = Verdict::NotApplicable("no-status-message");
        assert_eq!(added(Mode::Load, |s| s.look.cart_count = Some(1)), none);
        assert_eq!(added(Mode::Act, |_| {}), none);
    }
}
