//! Other products are offered on product page and cart at most: none while paying, no layer between cart and checkout, and nothing gets into the cart by itself.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::lexicon::{Intent, Lexicon};
use crate::rules::facts::has;
use crate::rules::facts::reach::product_key;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Links to other products from which a screen offers them; one may be a part of a set in the cart.
const OTHERS: usize = 2;

/// Thresholds of `upsell-timing`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpsellTiming {}

impl Rule for UpsellTiming {
    const ID: &'static str = "upsell-timing";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart), Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let known = products(seen);
        let mut findings = Vec::new();
        for journey in seen.journeys() {
            let offers = journey.steps.iter();
            findings.extend(offers.filter_map(|step| offered(journey, step, &known)));
            findings.extend(journey.steps.iter().filter_map(|step| layer(journey, step)));
            findings.extend(added_by_itself(journey));
        }
        Judgement::by(findings)
    }
}

/// An offer on a screen on which one pays or checks the order.
fn offered(journey: &Journey, step: &Step, known: &BTreeSet<String>) -> Option<Finding> {
    let pays = step.serves(Goal::Payment) || step.serves(Goal::Review);
    if !pays || step.serves(Goal::Cart) {
        return None;
    }
    let look = step.settled();
    let lexicon = Lexicon::embedded();
    let adds = look.controls.iter().find(|c| {
        c.visible
            && !matches!(
                c.region,
                Some(Region::Header | Region::Footer | Region::Nav)
            )
            && lexicon.strength(&c.name, Intent::AddToCart) >= 0.6
    });
    if let Some(control) = adds {
        let at = Place::step(journey, step).element(&control.selector);
        return Some(Finding::says("offer", at).with("text", &control.name));
    }
    let heading = look
        .headings
        .iter()
        .find(|(_, text)| has("related-heading", text));
    if let Some((_, heading)) = heading {
        return Some(Finding::says("offer", Place::step(journey, step)).with("text", heading));
    }
    let others = others(journey, step, known);
    (others.len() >= OTHERS).then(|| {
        let names: Vec<&str> = others.iter().map(|c| c.name.as_str()).collect();
        let at = Place::step(journey, step).element(&others[0].selector);
        Finding::says("offer", at).with("text", names.join(", "))
    })
}

/// Products of the crawl, by their plain addresses.
fn products(seen: &Seen<'_>) -> BTreeSet<String> {
    let pages = seen.pages_of(PageKind::Product);
    pages
        .map(|(page, _)| product_key(&page.final_url))
        .collect()
}

/// Whether something stands on most screens before the checkout, the cart among them: a side column of the
/// site's own ("best sellers") is no offer of the moment.
fn is_furniture(journey: &Journey, step: &Step, shows: impl Fn(&Look) -> bool) -> bool {
    let goals = [Goal::Home, Goal::Listing, Goal::Product, Goal::Cart];
    let before: Vec<&Step> = journey
        .steps
        .iter()
        .filter(|s| s.index < step.index && goals.contains(&s.goal))
        .collect();
    let with = before.iter().filter(|s| shows(s.settled())).count();
    let cart = before
        .iter()
        .any(|s| s.serves(Goal::Cart) && shows(s.settled()));
    cart && with >= 2 && with * 3 >= before.len() * 2
}

/// Links of a screen's content to products that the walk did not look at, each product once.
fn others<'a>(journey: &Journey, step: &'a Step, known: &BTreeSet<String>) -> Vec<&'a Control> {
    let walked = journey.steps.iter().filter(|s| s.serves(Goal::Product));
    let mut met: BTreeSet<String> = walked.map(|s| product_key(&s.url)).collect();
    let links = step.settled().controls.iter().filter(|c| {
        let aside = matches!(
            c.region,
            Some(Region::Header | Region::Footer | Region::Nav)
        );
        c.visible && !aside
    });
    let mut list = Vec::new();
    for control in links {
        let same = |look: &Look| look.controls.iter().any(|c| c.href == control.href);
        if let Some(url) = control.href.as_deref().map(product_key)
            && known.contains(&url)
            && !(control.region == Some(Region::Aside) && is_furniture(journey, step, same))
            && met.insert(url)
        {
            list.push(control);
        }
    }
    list
}

/// A layer that had to be closed on the way from the cart into the checkout, and that sells something.
fn layer(journey: &Journey, step: &Step) -> Option<Finding> {
    if !step.serves(Goal::Cart) && !step.goal.in_checkout() {
        return None;
    }
    let lexicon = Lexicon::embedded();
    let sells = step.look.layers.iter().find(|layer| {
        layer.modal
            && (has("related-heading", &layer.text)
                || lexicon.strength(&layer.text, Intent::AddToCart) >= 0.3)
    })?;
    let at = Place::step(journey, step).element(&sells.selector);
    Some(
        Finding::says("layer", at)
            .with("text", &sells.text)
            .likely(),
    )
}

/// More pieces in the cart than the one that was put in.
fn added_by_itself(journey: &Journey) -> Option<Finding> {
    let product = journey
        .steps
        .iter()
        .find(|step| step.serves(Goal::Product))?;
    let cart = journey.steps.iter().find(|step| step.serves(Goal::Cart))?;
    let raised = journey
        .steps
        .iter()
        .flat_map(|step| &step.acts)
        .any(|act| act.kind == "raise-quantity");
    let typed = product.filled.iter().any(|f| f.purpose == "x-quantity");
    let (before, after) = (product.look.cart_count.unwrap_or(0), cart.look.cart_count?);
    if raised || typed || after <= before + 1 {
        return None;
    }
    // A store may sell by sixes: one line with that many pieces is what was asked for.
    let lines = cart
        .look
        .fields
        .iter()
        .filter(|f| f.visible && f.purpose == "x-quantity")
        .count();
    if lines == 1 {
        return None;
    }
    let finding = Finding::says("added", Place::step(journey, cart)).with("count", after - before);
    Some(finding.likely_if(lines == 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, field, judge, verdict};

    fn walk(count: u32, change: impl FnOnce(&mut crate::model::look::Look)) -> Made {
        Made::store()
            .look(Goal::Product, |look| look.cart_count = Some(0))
            .look(Goal::Cart, |look| look.cart_count = Some(count))
            .look(Goal::Payment, change)
    }

    #[test]
    fn a_walk_without_offers_from_the_payment_on_passes() {
        assert_eq!(verdict::<UpsellTiming>(walk(1, |_| ())), Verdict::Pass);
    }

    #[test]
    fn an_offer_while_paying_fails() {
        let heading = walk(1, |look| {
            look.headings.push((2, "You may also like".to_owned()))
        });
        assert_eq!(judge::<UpsellTiming>(heading).findings[0].message, "offer");
        let adds = walk(1, |look| look.controls.push(button("カートに入れる")));
        assert_eq!(verdict::<UpsellTiming>(adds), Verdict::Fail);
    }

    #[test]
    fn links_to_products_that_are_not_in_the_cart_are_offers() {
        let shelf = |count: usize| {
            let made = walk(1, |look| {
                look.controls = (0..count)
                    .map(|n| anchor("Mug", &format!("/p/{n}")))
                    .collect();
            });
            (0..4).fold(made, |made, n| {
                made.page(PageKind::Product, &format!("/p/{n}"), |_| {})
            })
        };
        assert_eq!(verdict::<UpsellTiming>(shelf(1)), Verdict::Pass);
        assert_eq!(verdict::<UpsellTiming>(shelf(2)), Verdict::Fail);
    }

    #[test]
    fn a_column_that_stands_on_every_screen_is_no_offer_of_the_payment() {
        let column = |look: &mut Look| {
            look.controls = (0..3)
                .map(|n| Control {
                    region: Some(Region::Aside),
                    ..anchor("Mug", &format!("/p/{n}"))
                })
                .collect();
        };
        let shop = |cart: bool| {
            let made = Made::store().look(Goal::Product, column);
            let made = made.look(Goal::Cart, |look| {
                if cart {
                    column(look)
                }
            });
            let made = made.look(Goal::Payment, column);
            (0..3).fold(made, |made, n| {
                made.page(PageKind::Product, &format!("/p/{n}"), |_| {})
            })
        };
        assert_eq!(verdict::<UpsellTiming>(shop(true)), Verdict::Pass);
        assert_eq!(verdict::<UpsellTiming>(shop(false)), Verdict::Fail);
    }

    #[test]
    fn what_got_into_the_cart_by_itself_fails_unless_it_is_one_line() {
        assert_eq!(
            judge::<UpsellTiming>(walk(2, |_| ())).findings[0].message,
            "added"
        );
        let six = walk(6, |_| ()).with(|evidence| {
            let cart = &mut evidence.journeys[0].steps[1].look;
            cart.fields.push(field("x-quantity", "Quantity"));
        });
        assert_eq!(verdict::<UpsellTiming>(six), Verdict::Pass);
    }
}
