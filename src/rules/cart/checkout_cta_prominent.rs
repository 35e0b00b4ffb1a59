//! The way from the cart to the checkout must be the button that one cannot miss.

use crate::model::journey::{Goal, Step};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::colour::contrast;
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckoutCtaProminent {
    /// Contrast of the button's words with what is behind them.
    pub min_contrast: f64,
    /// How many times its area another button may have. Ours.
    pub max_rival: f64,
}

impl Rule for CheckoutCtaProminent {
    const ID: &'static str = "checkout-cta-prominent";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut found = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Cart) {
            // On a cart that is the checkout as well, the button would place the order.
            if step.serves(Goal::Payment) {
                continue;
            }
            let pressed = journey
                .steps
                .iter()
                .find(|other| other.index == step.index + 1);
            let Some(button) = best(&step.look, pressed) else {
                continue;
            };
            found = true;
            findings.extend(
                self.faults(&step.look, button)
                    .into_iter()
                    .map(|(message, value)| {
                        let place = Place::step(journey, step).element(&button.selector);
                        let finding = Finding::says(message, place).with("name", &button.name);
                        finding.with("value", value).likely_if(message == "smaller")
                    }),
            );
        }
        if !found {
            return Judgement::unknown("no-checkout-button");
        }
        Judgement::by(findings)
    }
}

impl CheckoutCtaProminent {
    fn faults(&self, look: &Look, button: &Control) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        let stuck = look
            .layers
            .iter()
            .any(|layer| layer.fixed && layer.controls.contains(&button.handle));
        let middle = button.rect.y + look.scroll.1 + button.rect.h / 2.0;
        if middle > look.viewport.1 && !stuck {
            let screens = middle / look.viewport.1.max(1.0);
            faults.push(("below", format!("{screens:.1}")));
        }
        let (text, behind, _) = &button.look;
        if let Some(ratio) = contrast(text, behind).filter(|ratio| *ratio < self.min_contrast) {
            faults.push(("contrast", format!("{ratio:.2}")));
        }
        let area = |control: &Control| control.rect.w * control.rect.h;
        let rival = look.controls.iter().find(|other| {
            let is_button = other.tag == "button" || other.role == "button" || other.tag == "input";
            let same = other.selector == button.selector || is_way(other);
            let wallet = has("express-control", &other.name);
            let shown = other.visible && !other.covered && in_content(other);
            is_button && shown && !same && !wallet && area(other) > self.max_rival * area(button)
        });
        if let Some(rival) = rival {
            faults.push(("smaller", rival.name.clone()));
        }
        faults
    }
}

/// The control that was pressed to go on, else the highest that says so.
fn best<'a>(look: &'a Look, next: Option<&Step>) -> Option<&'a Control> {
    let pressed = next
        .filter(|next| next.goal > Goal::Cart)
        .and_then(|next| next.action.selector.as_deref());
    let shown = || look.controls.iter().filter(|control| control.visible);
    let exact = shown().find(|control| pressed == Some(control.selector.as_str()));
    let by_word = shown().filter(|control| in_content(control) && is_way(control));
    exact.or_else(|| by_word.min_by(|a, b| a.rect.y.total_cmp(&b.rect.y)))
}

fn is_way(control: &Control) -> bool {
    has("checkout-cta", &control.name)
}

fn in_content(control: &Control) -> bool {
    !matches!(
        control.region,
        Some(Region::Header | Region::Nav | Region::Footer)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, rect, verdict};

    fn cart(change: impl FnOnce(&mut Control)) -> Made {
        let mut cta = button("ご購入手続きへ");
        cta.handle = 7;
        change(&mut cta);
        Made::store().look(Goal::Cart, |look| look.controls.push(cta))
    }

    fn messages(made: Made) -> Vec<&'static str> {
        judge::<CheckoutCtaProminent>(made)
            .findings
            .iter()
            .map(|f| f.message)
            .collect()
    }

    #[test]
    fn a_large_readable_button_in_the_first_screen_passes() {
        assert_eq!(verdict::<CheckoutCtaProminent>(cart(|_| {})), Verdict::Pass);
    }

    #[test]
    fn each_fault_is_named() {
        assert_eq!(messages(cart(|cta| cta.rect.y = 1232.0)), ["below"]);
        let pale = cart(|cta| cta.look.1 = "rgb(200, 200, 200)".to_owned());
        assert_eq!(messages(pale), ["contrast"]);
        let rival = cart(|_| {}).with(|evidence| {
            let mut other = button("Keep shopping");
            other.rect = rect(0.0, 0.0, 400.0, 60.0);
            evidence.journeys[0].steps[0].look.controls.push(other);
        });
        assert_eq!(messages(rival), ["smaller"]);
    }

    #[test]
    fn a_sticky_bar_counts_as_the_first_screen() {
        let sticky = cart(|cta| cta.rect.y = 1232.0).with(|evidence| {
            let layer = crate::model::look::Layer {
                fixed: true,
                controls: vec![7],
                ..Default::default()
            };
            evidence.journeys[0].steps[0].look.layers.push(layer);
        });
        assert_eq!(verdict::<CheckoutCtaProminent>(sticky), Verdict::Pass);
    }
}
