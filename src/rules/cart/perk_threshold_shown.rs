//! Below the limit for free delivery the cart says how much is missing, rightly; at the limit it says that it is reached.

use crate::crawl::extract::prices;
use crate::model::page::PriceText;
use crate::model::probed::{CartSeen, PerkTried, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::facts::has;
use crate::rules::facts::money::same;
use crate::rules::facts::shop::{not_tried, place, runs, why_not};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `perk-threshold-shown`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PerkThresholdShown {}

impl Rule for PerkThresholdShown {
    const ID: &'static str = "perk-threshold-shown";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = runs(seen);
        let tried = runs
            .iter()
            .find_map(|(run, shop)| Some((*run, shop.perk.as_ref()?)));
        let Some((run, perk)) = tried else {
            let changed = runs.iter().any(|(_, shop)| !shop.cart.is_empty());
            let failed = why_not(seen, "cart-limit") != "probe-failed";
            return match changed && !failed {
                true => Judgement::not_applicable("no-perk-limit"),
                false => not_tried(seen, "cart-limit"),
            };
        };
        if perk.carts.is_empty() {
            return not_tried(seen, "cart-limit");
        }
        Judgement::by(
            perk.carts
                .iter()
                .filter_map(|(n, cart)| fault(run, perk, *n, cart))
                .collect(),
        )
    }
}

fn fault(run: &Probed, perk: &PerkTried, count: u32, cart: &CartSeen) -> Option<Finding> {
    let says = |message| {
        Finding::says(message, place(run, &cart.url, ""))
            .with("quantity", count)
            .with("limit", &perk.said)
    };
    let subtotal = perk.unit * f64::from(count);
    let missing = perk.limit - subtotal;
    let told = told(cart, perk);
    if missing > 0.011 {
        return match told {
            None => Some(says("unsaid").with("missing", format!("{missing:.2}"))),
            Some(told) if same(told.amount, missing) => None,
            // Another basis of the reckoning is possible: before or after tax, with a discount.
            Some(told) => Some(
                says("wrong")
                    .with("told", &told.text)
                    .with("missing", format!("{missing:.2}"))
                    .likely(),
            ),
        };
    }
    let stays = told.filter(|told| told.amount > 0.0);
    match stays {
        Some(told) => Some(says("stays").with("told", &told.text)),
        None if reached(cart) => None,
        None => Some(says("unreached").likely()),
    }
}

/// The amount that the cart says is missing.
fn told(cart: &CartSeen, perk: &PerkTried) -> Option<PriceText> {
    let lexicon = Lexicon::embedded();
    // A line that names the limit alone says nothing about what is missing.
    let other = |line: &String| {
        let mut found = prices::find(line).into_iter();
        found.find(|p| !same(p.amount, perk.limit))
    };
    let tells = |line: &&String| {
        lexicon.says(line, Topic::FreeShippingMissing) || has("shipping-threshold", line)
    };
    cart.perks.iter().filter(tells).find_map(other)
}

/// Whether the cart shows that delivery is free now.
fn reached(cart: &CartSeen) -> bool {
    let lexicon = Lexicon::embedded();
    let free = |p: &PriceText| p.amount == 0.0 && has("shipping-word", &p.context);
    let says = |line: &String| {
        (lexicon.says(line, Topic::FreeShipping) || has("shipping-free", line))
            && !lexicon.says(line, Topic::FreeShippingLimit)
    };
    cart.prices.iter().any(free) || cart.perks.iter().any(says)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::{CartAct, CartTurn};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn cart(perks: &[&str]) -> CartSeen {
        CartSeen {
            perks: perks.iter().map(|line| (*line).to_owned()).collect(),
            ..CartSeen::default()
        }
    }

    fn made(below: &[&str], above: &[&str]) -> Made {
        let perk = PerkTried {
            limit: 50.0,
            said: "Delivery £3.95, free from £50.00".to_owned(),
            unit: 20.0,
            carts: vec![(1, cart(below)), (3, cart(above))],
            ..PerkTried::default()
        };
        Made::store().with(|evidence| evidence.probed.push(shop_run(|p| p.shop.perk = Some(perk))))
    }

    #[test]
    fn the_right_amount_below_and_the_perk_above_pass() {
        let good = made(
            &["Only £30.00 more for free delivery."],
            &["Delivery is free for this basket."],
        );
        assert_eq!(verdict::<PerkThresholdShown>(good), Verdict::Pass);
    }

    #[test]
    fn silence_below_and_a_notice_that_stays_fail() {
        let said = |below: &[&str], above: &[&str]| {
            let judged = judge::<PerkThresholdShown>(made(below, above));
            judged
                .findings
                .iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(
            said(&["Free delivery from £50.00"], &["Free delivery for you"]),
            "unsaid"
        );
        let stays = "Only £30.00 more for free delivery.";
        assert_eq!(said(&[stays], &[stays]), "stays");
        assert_eq!(
            said(
                &["Only £12.00 more for free delivery."],
                &["Delivery is free"]
            ),
            "wrong"
        );
    }

    #[test]
    fn a_store_without_a_limit_gives_no_occasion() {
        let none = Made::store().with(|evidence| {
            evidence.probed.push(shop_run(|p| {
                p.shop.cart = vec![CartTurn {
                    act: CartAct::More,
                    ..CartTurn::default()
                }];
            }))
        });
        assert_eq!(
            verdict::<PerkThresholdShown>(none),
            Verdict::NotApplicable("no-perk-limit")
        );
    }
}
