//! Quantity and removal work in the cart itself: no error page, nothing lost by a slip, and what was removed can be had back.
//!
//! A stepper or a field is enough; texts are tried only where there is a field. A
//! question before the removal counts as much as a way to undo it.

use crate::model::probed::{CartAct, CartSeen, CartTurn, Probed, Shopped};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs, why_not};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;

/// Thresholds of `cart-edit-inline`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartEditInline {}

impl Rule for CartEditInline {
    const ID: &'static str = "cart-edit-inline";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut turns = 0;
        let mut removed = false;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            turns += shop.cart.len();
            removed |= shop.cart.iter().any(|turn| turn.act == CartAct::Remove);
            findings.extend(shop.cart.iter().filter_map(|turn| fault(run, turn)));
            if let Some(zero) = by_zero(&shop.cart) {
                removed = true;
                findings.extend(at_once(run, zero).map(Finding::likely));
            }
            findings.extend(not_put_back(run, &shop.cart));
        }
        let reason = why_not(seen, "cart-quantity");
        if turns == 0 && reason != "probe-no-field" {
            return not_tried(seen, "cart-quantity");
        }
        let bare = |(run, shop): &(&Probed, &Shopped)| {
            let url = shop.kept.first().map(|kept| kept.before.url.clone())?;
            Some(Finding::says("no-means", place(run, &url, "")).likely())
        };
        let by_quantity = |turn: &CartTurn| matches!(turn.act, CartAct::More | CartAct::Less);
        if !runs(seen)
            .iter()
            .any(|(_, shop)| shop.cart.iter().any(by_quantity))
        {
            findings.extend(runs(seen).iter().filter_map(bare));
        }
        if findings.is_empty() && !removed {
            return not_tried(seen, "cart-remove");
        }
        Judgement::by(findings)
    }
}

/// The cart as it stood in the end.
pub fn end(turn: &CartTurn) -> &CartSeen {
    turn.recalculated.as_ref().unwrap_or(&turn.after)
}

/// Whether a text asks for at least one piece, in digits of any width: what cannot be had is
/// `cart-quantity-limits-explained`'s.
fn is_quantity(typed: &str) -> bool {
    let plain: String = typed.nfkc().collect();
    plain.parse::<u32>().is_ok_and(|n| (1..100).contains(&n))
}

fn fault(run: &Probed, turn: &CartTurn) -> Option<Finding> {
    let says = |message| Finding::says(message, place(run, &turn.before.url, &turn.selector));
    if let Some(status) = turn.status.filter(|status| *status >= 400) {
        return Some(
            says("error-page")
                .with("typed", tried(turn))
                .with("status", status),
        );
    }
    match turn.act {
        CartAct::Text => {
            let lost = end(turn).empty && !turn.before.empty && is_quantity(&turn.typed);
            lost.then(|| says("emptied").with("typed", &turn.typed))
        }
        CartAct::Remove => at_once(run, turn),
        CartAct::More | CartAct::Less => {
            let same = end(turn).prices == turn.before.prices;
            (same && turn.updated_ms.is_none() && !complains(turn))
                .then(|| says("no-effect").with("typed", tried(turn)).likely())
        }
        CartAct::Undo => None,
    }
}

/// Nought as a quantity is how a cart is emptied in which no control removes a line.
fn by_zero(turns: &[CartTurn]) -> Option<&CartTurn> {
    let zero = |turn: &&CartTurn| turn.act == CartAct::Text && turn.typed == "0" && end(turn).empty;
    let removes = turns.iter().any(|turn| turn.act == CartAct::Remove);
    turns.iter().find(zero).filter(|_| !removes)
}

/// A line that is gone without a question and without a way to have it back.
fn at_once(run: &Probed, turn: &CartTurn) -> Option<Finding> {
    let gone = !turn.asked && turn.undo.is_empty() && end(turn).empty;
    let name = if turn.control.is_empty() {
        &turn.typed
    } else {
        &turn.control
    };
    let at = place(run, &turn.before.url, &turn.selector);
    gone.then(|| Finding::says("no-undo", at).with("name", name))
}

/// A stock limit, told in words, is no fault of the field.
fn complains(turn: &CartTurn) -> bool {
    turn.asked || !turn.said.is_empty()
}

fn tried(turn: &CartTurn) -> &str {
    match turn.typed.is_empty() {
        true => &turn.control,
        false => &turn.typed,
    }
}

/// An undo that does not bring the line back.
fn not_put_back(run: &Probed, turns: &[CartTurn]) -> Option<Finding> {
    let undo = turns.iter().find(|turn| turn.act == CartAct::Undo)?;
    end(undo).empty.then(|| {
        let at = place(run, &undo.before.url, &undo.selector);
        Finding::says("undo-fails", at).with("name", &undo.control)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, price, shop_run, verdict};

    fn cart(amount: f64) -> CartSeen {
        CartSeen {
            empty: amount == 0.0,
            prices: vec![price(amount, "GBP", "Total")],
            ..CartSeen::default()
        }
    }

    fn turn(act: CartAct, before: f64, after: f64) -> CartTurn {
        CartTurn {
            act,
            typed: "2".to_owned(),
            before: cart(before),
            after: cart(after),
            updated_ms: Some(200.0),
            ..CartTurn::default()
        }
    }

    fn made(turns: Vec<CartTurn>) -> Made {
        Made::store().with(|evidence| evidence.probed.push(shop_run(|p| p.shop.cart = turns)))
    }

    fn removal(undo: &str, asked: bool) -> CartTurn {
        CartTurn {
            undo: undo.to_owned(),
            asked,
            ..turn(CartAct::Remove, 10.0, 0.0)
        }
    }

    #[test]
    fn a_change_that_works_and_a_removal_that_can_be_undone_pass() {
        let turns = vec![
            turn(CartAct::More, 10.0, 20.0),
            removal("Undo", false),
            turn(CartAct::Undo, 0.0, 10.0),
        ];
        assert_eq!(verdict::<CartEditInline>(made(turns)), Verdict::Pass);
        let asked = vec![turn(CartAct::More, 10.0, 20.0), removal("", true)];
        assert_eq!(verdict::<CartEditInline>(made(asked)), Verdict::Pass);
    }

    #[test]
    fn what_is_lost_or_breaks_is_named() {
        let said = |turn: CartTurn| {
            let judged = judge::<CartEditInline>(made(vec![turn, removal("Undo", false)]));
            judged
                .findings
                .iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(said(removal("", false)), "no-undo");
        let mut wide = turn(CartAct::Text, 10.0, 0.0);
        wide.typed = "２".to_owned();
        assert_eq!(said(wide.clone()), "emptied");
        for elsewhere in ["0", "abc", "-1", "9999"] {
            wide.typed = elsewhere.to_owned();
            assert_eq!(said(wide.clone()), "", "{elsewhere}");
        }
        let mut broken = turn(CartAct::More, 10.0, 20.0);
        broken.status = Some(500);
        assert_eq!(said(broken), "error-page");
        assert_eq!(said(turn(CartAct::Undo, 0.0, 0.0)), "undo-fails");
    }

    #[test]
    fn nought_removes_where_no_control_does() {
        let zero = |asked| CartTurn {
            typed: "0".to_owned(),
            asked,
            ..turn(CartAct::Text, 10.0, 0.0)
        };
        let judged =
            |zero| judge::<CartEditInline>(made(vec![turn(CartAct::More, 10.0, 20.0), zero]));
        assert_eq!(judged(zero(true)).verdict, Verdict::Pass);
        let silent = judged(zero(false));
        assert_eq!(silent.findings[0].message, "no-undo");
        assert_eq!(silent.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn a_stock_limit_that_is_explained_is_no_fault() {
        let mut limited = turn(CartAct::More, 10.0, 10.0);
        limited.updated_ms = None;
        limited.said = vec!["Only one left".to_owned()];
        let made = made(vec![limited, removal("Undo", false)]);
        assert_eq!(verdict::<CartEditInline>(made), Verdict::Pass);
    }

    #[test]
    fn without_a_removal_nothing_is_passed() {
        let half = made(vec![turn(CartAct::More, 10.0, 20.0)]).with(|e| {
            e.probed[0].not_run = vec![crate::rules::testing::not_run("cart-remove", "budget")]
        });
        assert_eq!(
            verdict::<CartEditInline>(half),
            Verdict::Unknown("probe-budget")
        );
    }
}
