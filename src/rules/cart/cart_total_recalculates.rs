//! The cart's amounts follow the quantity by themselves, soon and rightly.
//!
//! One piece, two, one again: the total must change, take its time from no button,
//! and be the first one in the end. Between subtotal and total the amounts must sum up
//! in some way; where they do not, that is likely only, since a page may fold rows away.

use crate::model::page::PriceText;
use crate::model::probed::{CartAct, CartSeen, CartTurn, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::facts::money::{same, total};
use crate::rules::facts::shop::{line_ms, not_tried, place, runs};
use crate::rules::perf::timing::seconds;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `cart-total-recalculates`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartTotalRecalculates {
    /// Longest time from the input to the new amounts, in milliseconds, the line's own latency apart.
    pub max_ms: f64,
}

impl Rule for CartTotalRecalculates {
    const ID: &'static str = "cart-total-recalculates";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut changed = false;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            let turns = shop
                .cart
                .iter()
                .filter(|t| matches!(t.act, CartAct::More | CartAct::Less));
            let turns: Vec<&CartTurn> = turns.collect();
            for turn in &turns {
                changed = true;
                findings.extend(self.faults(seen, run, turn));
            }
            findings.extend(comes_back(run, &turns));
        }
        if !changed {
            return not_tried(seen, "cart-quantity");
        }
        Judgement::by(once_each(findings))
    }
}

impl CartTotalRecalculates {
    fn faults(&self, seen: &Seen<'_>, run: &Probed, turn: &CartTurn) -> Vec<Finding> {
        let says = |message| Finding::says(message, place(run, &turn.before.url, &turn.selector));
        let Some(took) = turn.updated_ms else {
            return vec![match &turn.recalculated {
                Some(after) if after.prices != turn.before.prices => {
                    says("button").with("button", &turn.button)
                }
                Some(_) | None => says("stale").with("quantity", quantity(turn)),
            }];
        };
        let mut faults = Vec::new();
        let requests = if turn.in_place { 1.0 } else { 2.0 };
        let own = took - line_ms(seen, run, requests);
        if own > self.max_ms {
            let slow = says("slow").with("took", seconds(took));
            faults.push(slow.with("max", seconds(self.max_ms)).likely());
        }
        if let Some((parts, sum)) = does_not_add_up(&turn.after) {
            faults.push(says("sum").with("parts", parts).with("total", sum).likely());
        }
        faults
    }
}

/// The quantity that was asked for, as a finding names it.
fn quantity(turn: &CartTurn) -> String {
    match turn.typed.is_empty() {
        true => turn.control.clone(),
        false => turn.typed.clone(),
    }
}

/// One more and one less must end where it began.
fn comes_back(run: &Probed, turns: &[&CartTurn]) -> Option<Finding> {
    let [more, less] = turns else { return None };
    if more.act != CartAct::More || less.act != CartAct::Less {
        return None;
    }
    let end = less.recalculated.as_ref().unwrap_or(&less.after);
    let (first, last) = (total(&more.before.prices)?, total(&end.prices)?);
    let moved = more.updated_ms.is_some() && less.updated_ms.is_some();
    (moved && !same(first.amount, last.amount)).then(|| {
        Finding::says("back", place(run, &end.url, &less.selector))
            .with("before", &first.text)
            .with("after", &last.text)
    })
}

/// Amounts from the subtotal to the total of which no sum gives the total: the amounts and the total.
fn does_not_add_up(cart: &CartSeen) -> Option<(String, String)> {
    let prices = &cart.prices;
    let start = prices
        .iter()
        .position(|p| has("subtotal-word", &p.context))?;
    let end = total(prices)?;
    let stop = start + 1 + prices[start + 1..].iter().position(|p| p == end)?;
    let rows: Vec<&PriceText> = prices[start + 1..stop].iter().collect();
    if rows.len() > 6 {
        return None;
    }
    let signed = |mask: usize, minus: usize| -> f64 {
        let rows = rows.iter().enumerate().filter(|(n, _)| mask >> n & 1 == 1);
        rows.map(|(n, p)| {
            if minus >> n & 1 == 1 {
                -p.amount
            } else {
                p.amount
            }
        })
        .sum()
    };
    let all = 1_usize << rows.len();
    let adds = (0..all).any(|mask| {
        (0..all)
            .filter(|minus| minus & !mask == 0)
            .any(|minus| same(prices[start].amount + signed(mask, minus), end.amount))
    });
    if adds {
        return None;
    }
    let parts = std::iter::once(&prices[start]).chain(rows.iter().copied());
    let parts: Vec<&str> = parts.map(|p| p.text.as_str()).collect();
    Some((parts.join(", "), end.text.clone()))
}

/// The same fault at the same element is told once.
fn once_each(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let known = kept
            .iter()
            .any(|k| k.message == finding.message && k.place.selector == finding.place.selector);
        if !known {
            kept.push(finding);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, price, shop_run, verdict};

    fn cart(unit: f64, count: f64, total: f64) -> CartSeen {
        CartSeen {
            prices: vec![
                price(unit * count, "GBP", "Subtotal"),
                price(3.95, "GBP", "Delivery"),
                price(total, "GBP", "Total"),
            ],
            ..CartSeen::default()
        }
    }

    fn turn(act: CartAct, before: CartSeen, after: CartSeen) -> CartTurn {
        CartTurn {
            act,
            typed: "2".to_owned(),
            before,
            after,
            updated_ms: Some(300.0),
            in_place: true,
            selector: "#count".to_owned(),
            ..CartTurn::default()
        }
    }

    fn made(turns: Vec<CartTurn>) -> Made {
        Made::store().with(|evidence| evidence.probed.push(shop_run(|p| p.shop.cart = turns)))
    }

    fn both() -> Vec<CartTurn> {
        vec![
            turn(
                CartAct::More,
                cart(10.0, 1.0, 13.95),
                cart(10.0, 2.0, 23.95),
            ),
            turn(
                CartAct::Less,
                cart(10.0, 2.0, 23.95),
                cart(10.0, 1.0, 13.95),
            ),
        ]
    }

    #[test]
    fn amounts_that_follow_at_once_pass() {
        assert_eq!(
            verdict::<CartTotalRecalculates>(made(both())),
            Verdict::Pass
        );
    }

    #[test]
    fn a_button_that_has_to_be_pressed_fails_and_is_named() {
        let mut turns = both();
        turns.truncate(1);
        turns[0].recalculated = Some(turns[0].after.clone());
        turns[0].after = turns[0].before.clone();
        turns[0].updated_ms = None;
        turns[0].button = "Update".to_owned();
        let judged = judge::<CartTotalRecalculates>(made(turns));
        assert_eq!(judged.findings[0].message, "button");
        assert!(
            judged.findings[0]
                .args
                .contains(&("button", "Update".to_owned()))
        );
    }

    #[test]
    fn a_wrong_sum_is_likely_and_a_total_that_does_not_come_back_is_sure() {
        let mut turns = both();
        turns[1].after = cart(10.0, 1.0, 14.95);
        let said: Vec<(&str, bool)> = judge::<CartTotalRecalculates>(made(turns))
            .findings
            .iter()
            .map(|f| {
                (
                    f.message,
                    f.certainty == crate::model::verdict::Certainty::Sure,
                )
            })
            .collect();
        assert_eq!(said, [("sum", false), ("back", true)]);
    }

    #[test]
    fn tax_that_is_contained_in_the_total_is_no_wrong_sum() {
        let mut turns = both();
        for turn in &mut turns {
            turn.after
                .prices
                .insert(2, price(2.33, "GBP", "of which VAT"));
        }
        assert_eq!(verdict::<CartTotalRecalculates>(made(turns)), Verdict::Pass);
    }

    #[test]
    fn slow_amounts_are_likely_and_a_foreign_store_is_unknown() {
        let mut turns = both();
        turns[0].updated_ms = Some(4_000.0);
        let judged = judge::<CartTotalRecalculates>(made(turns));
        assert_eq!(judged.findings[0].message, "slow");
        let foreign = Made::store().with(|evidence| {
            evidence.probed.push(shop_run(|p| {
                p.not_run = vec![crate::rules::testing::not_run(
                    "cart-quantity",
                    "not-own-store",
                )];
            }))
        });
        assert_eq!(
            verdict::<CartTotalRecalculates>(foreign),
            Verdict::Unknown("probe-not-own-store")
        );
    }
}
