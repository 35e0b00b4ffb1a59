//! How one can pay should be said before personal data is asked.

use crate::model::journey::Goal;
use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentMethodsShownEarly {}

const PATTERNS: [&str; 3] = ["pay-card", "pay-wallet", "pay-local"];

impl Rule for PaymentMethodsShownEarly {
    const ID: &'static str = "payment-methods-shown-early";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let early = |view: &&View<'_>| {
            view.kind != PageKind::Checkout
                && view.step.is_none_or(|step| !step.serves(Goal::Address))
        };
        let views: Vec<&View<'_>> = seen.views().iter().filter(early).collect();
        let Some(first) = views.first() else {
            return Judgement::unknown("no-crawl");
        };
        if views.iter().any(|view| names_methods(view)) {
            return Judgement::pass();
        }
        let finding = Finding::at(first.place.clone()).with("pages", views.len());
        Judgement::fail(vec![finding.likely()])
    }
}

/// Words of two methods, or a picture that stands for one. One word alone may be a product ("card").
fn names_methods(view: &View<'_>) -> bool {
    let named = PATTERNS
        .iter()
        .filter(|pattern| has(pattern, view.text))
        .count()
        >= 2;
    let pictured = |alt: &str| PATTERNS.iter().any(|pattern| has(pattern, alt));
    let sent = view
        .facts
        .into_iter()
        .flat_map(|facts| &facts.images)
        .filter_map(|image| image.alt.as_deref());
    let shown = view
        .step
        .into_iter()
        .flat_map(|step| &step.look.images)
        .filter_map(|image| image.alt.as_deref());
    named || sent.chain(shown).any(pictured)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn home(text: &str) -> Verdict {
        let text = text.to_owned();
        verdict::<PaymentMethodsShownEarly>(
            Made::store().page(PageKind::Home, "/", |facts| facts.text = text),
        )
    }

    #[test]
    fn two_methods_in_words_pass_and_a_greeting_card_does_not() {
        assert_eq!(
            home("お支払い方法：クレジットカード、コンビニ払い"),
            Verdict::Pass
        );
        assert_eq!(home("Greeting cards"), Verdict::Fail);
    }
}
