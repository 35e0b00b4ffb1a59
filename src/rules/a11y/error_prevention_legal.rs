//! Before an order binds, the shopper can check what was entered and correct it (WCAG 3.3.4).
//!
//! Open fields, a link to change something, a way back, or a link to an earlier step count;
//! that they work is not tried here. A wallet shows a review of its own.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Control;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::is_personal;
use crate::rules::facts::has;
use crate::rules::facts::reach::bare;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `error-prevention-legal`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ErrorPreventionLegal {}

impl Rule for ErrorPreventionLegal {
    const ID: &'static str = "error-prevention-legal";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let bound = seen.steps_for(Goal::Review);
        let findings = bound
            .filter(|(journey, step)| !can_correct(journey, step))
            .map(|(journey, step)| {
                let wallet = has("pay-wallet", &step.settled().text);
                Finding::at(Place::step(journey, step)).likely_if(wallet)
            });
        Judgement::by(findings.collect())
    }
}

fn can_correct(journey: &Journey, step: &Step) -> bool {
    let look = step.settled();
    let open = |f: &crate::model::look::Field| f.visible && !f.readonly && is_personal(f);
    let earlier: Vec<&str> = journey
        .steps
        .iter()
        .filter(|s| s.goal.in_checkout() && s.index < step.index)
        .map(|s| bare(&s.url))
        .filter(|url| *url != bare(&step.url))
        .collect();
    let leads = |c: &Control| {
        c.href
            .as_deref()
            .is_some_and(|h| earlier.contains(&bare(h)))
    };
    let named = |c: &Control| {
        let outside = matches!(c.region, Some(Region::Header | Region::Footer));
        !outside && has("correct-control", &c.name)
    };
    let mut controls = look.controls.iter().filter(|c| c.visible);
    look.fields.iter().any(open) || controls.any(|c| leads(c) || named(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, field, verdict};

    fn last(change: impl FnOnce(&mut Step)) -> Verdict {
        let made = Made::store()
            .look(Goal::Address, |_| {})
            .step(Goal::Review, |step| {
                step.look.controls.push(button("Place order"));
                change(step);
            });
        verdict::<ErrorPreventionLegal>(made)
    }

    #[test]
    fn nothing_to_correct_with_fails() {
        assert_eq!(last(|_| {}), Verdict::Fail);
        let cart = |step: &mut Step| {
            let mut link = anchor("Edit basket", "/cart");
            link.region = Some(Region::Header);
            step.look.controls.push(link);
        };
        assert_eq!(last(cart), Verdict::Fail);
    }

    #[test]
    fn words_links_to_earlier_steps_and_open_fields_pass() {
        for name in ["Change", "変更する", "Zurück", "Modifier", "수정"] {
            let named = |step: &mut Step| step.look.controls.push(button(name));
            assert_eq!(last(named), Verdict::Pass, "{name}");
        }
        let linked = |step: &mut Step| step.look.controls.push(anchor("1. You", "/address?x=1"));
        assert_eq!(last(linked), Verdict::Pass);
        let open = |step: &mut Step| step.look.fields.push(field("email", "E-mail"));
        assert_eq!(last(open), Verdict::Pass);
    }
}
