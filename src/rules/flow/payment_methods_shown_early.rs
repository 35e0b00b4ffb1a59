//! How one can pay should be said before personal data is asked.

use crate::model::journey::{Ended, Goal, Journey};
use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::pattern::{find_all, has};
use crate::rules::facts::words::fold;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentMethodsShownEarly {}

const PATTERNS: [&str; 3] = ["pay-card", "pay-wallet", "pay-local"];

/// How far apart two methods of one list stand at most; a heuristic.
const WINDOW_BYTES: usize = 240;

impl Rule for PaymentMethodsShownEarly {
    const ID: &'static str = "payment-methods-shown-early";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views: Vec<&View<'_>> = seen.views().iter().filter(on_the_way).collect();
        let Some(first) = views.first() else {
            return Judgement::unknown("no-crawl");
        };
        if views.iter().any(|view| names_methods(view)) {
            return Judgement::pass();
        }
        // The cart is the last place for it: where no walk came so far nothing is missing yet.
        let mut walks = seen.journeys();
        let cut = walks.next().is_some_and(|first| {
            let came = |walk: &Journey| matches!(walk.ended, Ended::Reached { .. });
            !came(first) && !walks.any(came)
        });
        if cut && seen.steps_for(Goal::Cart).next().is_none() {
            return Judgement::unknown("no-cart-step");
        }
        let finding = Finding::at(first.place.clone()).with("pages", views.len());
        Judgement::fail(vec![finding.likely()])
    }
}

/// Pages that a shopper sees on the way to the checkout, with their footers. Who has to look for the
/// answer among the questions was not told.
fn on_the_way(view: &&View<'_>) -> bool {
    let way = [
        PageKind::Home,
        PageKind::Listing,
        PageKind::Product,
        PageKind::Cart,
    ];
    match view.step {
        Some(step) => view.kind != PageKind::Checkout && !step.serves(Goal::Address),
        None => way.contains(&view.kind),
    }
}

/// Words of two methods side by side, or pictures that stand for one. One word alone may be a product
/// ("card"), and so may the picture of one ("wallet").
fn names_methods(view: &View<'_>) -> bool {
    let pictured = |alt: &str| {
        PATTERNS.iter().any(|pattern| {
            find_all(pattern, alt).any(|found| !has("pay-generic", alt[found].trim()))
        })
    };
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
    side_by_side(view.text) || sent.chain(shown).any(pictured)
}

/// Whether two methods are named within a few lines of each other: of two classes, or of one by names
/// of which neither is part of the other ("Visa, Mastercard", but not "card" and "credit card").
fn side_by_side(text: &str) -> bool {
    let mut named: Vec<(usize, &str, String)> = PATTERNS
        .iter()
        .flat_map(|pattern| find_all(pattern, text).map(move |at| (*pattern, at)))
        .map(|(pattern, at)| (at.start, pattern, fold(text[at].trim())))
        .collect();
    named.sort_unstable();
    let generic = |named: &str| has("pay-generic", named);
    let differ = |one: &(usize, &str, String), other: &(usize, &str, String)| {
        let apart = !one.2.contains(&other.2) && !other.2.contains(&one.2);
        one.1 != other.1 || apart && !generic(&one.2) && !generic(&other.2)
    };
    named.iter().enumerate().any(|(at, one)| {
        let near = named[at + 1..]
            .iter()
            .take_while(|other| other.0 - one.0 <= WINDOW_BYTES);
        near.into_iter().any(|other| differ(one, other))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::StaticImage;
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
        assert_eq!(home("Visa, Mastercard"), Verdict::Pass);
        assert_eq!(
            home("Cards: a credit card holder in leather"),
            Verdict::Fail
        );
        let apart = format!("Birthday cards\n{}\nInvoice books", "More. ".repeat(60));
        assert_eq!(home(&apart), Verdict::Fail);
    }

    #[test]
    fn without_a_cart_nothing_is_missing_yet() {
        let made = Made::store().page(PageKind::Home, "/", |_| {});
        let made = made.look(Goal::Product, |_| {});
        let cut = made.with(|evidence| {
            evidence.journeys[0].ended = Ended::Refused {
                goal: Goal::Added,
                reason: "sold-out".into(),
                detail: String::new(),
            };
        });
        assert_eq!(
            verdict::<PaymentMethodsShownEarly>(cut),
            Verdict::Unknown("no-cart-step")
        );
    }

    #[test]
    fn only_pages_on_the_way_to_the_checkout_count() {
        let told = "Wir nehmen Kreditkarte, PayPal und Rechnung.";
        let of = |kind| {
            let made = Made::store().page(PageKind::Home, "/", |_| {});
            verdict::<PaymentMethodsShownEarly>(
                made.page(kind, "/p", |facts| facts.text = told.into()),
            )
        };
        assert_eq!(of(PageKind::Faq), Verdict::Fail);
        assert_eq!(of(PageKind::Legal), Verdict::Fail);
        assert_eq!(of(PageKind::Product), Verdict::Pass);
    }

    #[test]
    fn the_picture_of_a_wallet_is_no_way_to_pay() {
        let pictured = |alt: &str| {
            let alt = alt.to_owned();
            verdict::<PaymentMethodsShownEarly>(Made::store().page(PageKind::Home, "/", |f| {
                f.images = vec![StaticImage {
                    src: "https://shop.example/p.png".into(),
                    alt: Some(alt),
                    sized: true,
                    loading: None,
                    responsive: false,
                }];
            }))
        };
        assert_eq!(pictured("Leather wallet, brown"), Verdict::Fail);
        assert_eq!(pictured("PayPal"), Verdict::Pass);
    }
}
