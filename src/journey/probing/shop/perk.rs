//! Drives the quantity across the limit from which delivery is free.

use super::bench::Bench;
use super::cart::reload;
use super::quantity::{seen, set_quantity};
use super::search::cut;
use crate::crawl::extract::prices;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::page::{PageKind, PriceText};
use crate::model::probed::{CartAct, CartSeen, PerkTried};
use crate::rulebook::lexicon::{Lexicon, Topic};

/// Pieces that are put into a cart at most.
const PIECES: u32 = 20;
/// Presses on a stepper that a quick run makes on the way.
const FEW_STEPS: u32 = 4;

/// Looks for a limit, and at the cart below, at and above it.
pub fn try_out(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    let Some((limit, said, url)) = limit(bench, traveller.lexicon) else {
        return Ok(());
    };
    let Some(unit) = unit(bench) else {
        bench.skip("cart-limit", "control-failed");
        return Ok(());
    };
    let needed = (limit / unit - 1e-9).ceil().max(1.0);
    if needed > f64::from(PIECES) {
        bench.skip("cart-limit", "level");
        return Ok(());
    }
    let reach = needed as u32;
    let mut carts: Vec<(u32, CartSeen)> = Vec::new();
    let mut at = 1;
    let below = reach.saturating_sub(1).max(1);
    let mut stops = vec![1, below, reach];
    stops.dedup();
    for stop in stops {
        if !bench.may("cart-limit", traveller.store_ms()) {
            break;
        }
        if !go_to(bench, traveller, &mut at, stop)? {
            break;
        }
        let (look, _) = traveller.glance()?;
        if carts.last().is_none_or(|(known, _)| *known != stop) {
            carts.push((stop, seen(&look, traveller.lexicon)));
        }
    }
    if at > 1 {
        go_to(bench, traveller, &mut at, 1)?;
    }
    bench.seen.perk = Some(PerkTried {
        limit,
        said,
        url,
        unit,
        carts,
    });
    Ok(())
}

/// Brings the first line to a quantity; `false` where the cart does not follow.
fn go_to(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    at: &mut u32,
    to: u32,
) -> Result<bool, Halt> {
    let most = if bench.full() { PIECES } else { FEW_STEPS };
    let mut presses = 0;
    while *at != to {
        let act = if to > *at {
            CartAct::More
        } else {
            CartAct::Less
        };
        let Some(turn) = set_quantity(traveller, to, act)? else {
            bench.skip("cart-limit", "no-field");
            return Ok(false);
        };
        let now = turn.recalculated.as_ref().unwrap_or(&turn.after);
        if now.prices == turn.before.prices {
            bench.skip("cart-limit", "control-failed");
            return Ok(false);
        }
        if turn.by == "stepper" {
            *at = if to > *at { *at + 1 } else { *at - 1 };
            presses += 1;
            if presses >= most && *at != to && to > *at {
                bench.skip("cart-limit", "level");
                return Ok(false);
            }
        } else {
            *at = to;
        }
        if turn.recalculated.is_some() && turn.in_place {
            // What had to be pressed is shown in full only by the next load.
            reload(traveller)?;
        }
    }
    Ok(true)
}

/// Price of one piece: the largest amount that gave way to twice as much when the quantity doubled.
/// Prices of other products on the page stay as they are.
fn unit(bench: &Bench<'_>) -> Option<f64> {
    let turn = bench
        .seen
        .cart
        .iter()
        .find(|turn| turn.act == CartAct::More)?;
    let after = turn.recalculated.as_ref().unwrap_or(&turn.after);
    doubled(&turn.before, after)
}

fn doubled(before: &CartSeen, after: &CartSeen) -> Option<f64> {
    let count = |cart: &CartSeen, amount: f64| {
        let same = |p: &&PriceText| (p.amount - amount).abs() < 0.011;
        cart.prices.iter().filter(same).count()
    };
    let gave_way = |amount: &f64| {
        count(after, *amount) < count(before, *amount)
            && count(after, 2.0 * amount) > count(before, 2.0 * amount)
    };
    let amounts = before.prices.iter().map(|p| p.amount);
    amounts
        .filter(|a| *a > 0.0)
        .filter(gave_way)
        .reduce(f64::max)
}

/// The limit with the line that names it and the page it stands on: from the walk's screens,
/// then from the crawl's pages on delivery, then from what the cart says is missing.
fn limit(bench: &Bench<'_>, lexicon: &Lexicon) -> Option<(f64, String, String)> {
    let screens = bench
        .walked
        .steps
        .iter()
        .map(|s| (s.look.text.as_str(), s.url.as_str()));
    let crawled = bench.around.site.iter().flat_map(|site| &site.pages);
    let policies = crawled
        .filter(|page| matches!(page.kind, PageKind::Shipping | PageKind::Home))
        .filter_map(|page| Some((page.facts.as_ref()?.text.as_str(), page.final_url.as_str())));
    let mut named = screens.chain(policies).filter_map(|(text, url)| {
        let (limit, line) = named_in(text, lexicon)?;
        Some((limit, line, url.to_owned()))
    });
    named.next().or_else(|| {
        let turn = bench.seen.cart.first()?;
        let (missing, line) = missing_in(&turn.before.perks, lexicon)?;
        let subtotal = unit(bench)?;
        Some((missing + subtotal, line, turn.before.url.clone()))
    })
}

/// The largest amount of the first line that names a limit.
fn named_in(text: &str, lexicon: &Lexicon) -> Option<(f64, String)> {
    let named = |line: &&str| {
        line.chars().count() <= 300
            && line.chars().any(char::is_numeric)
            && lexicon.says(line, Topic::FreeShippingLimit)
    };
    text.lines().filter(named).find_map(|line| {
        let amounts = prices::find(line).into_iter().map(|p| p.amount);
        let limit = amounts.reduce(f64::max).filter(|limit| *limit > 0.0)?;
        Some((limit, cut(line, 200)))
    })
}

fn missing_in(lines: &[String], lexicon: &Lexicon) -> Option<(f64, String)> {
    let line = lines.iter().find(|l| {
        lexicon.says(l, Topic::FreeShippingMissing) && lexicon.says(l, Topic::FreeShipping)
    })?;
    let amount = prices::find(line).first()?.amount;
    Some((amount, line.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_of_one_piece_is_what_doubled_and_not_what_another_product_costs() {
        let cart = |amounts: &[f64]| CartSeen {
            prices: amounts
                .iter()
                .map(|amount| PriceText {
                    text: String::new(),
                    amount: *amount,
                    currency: None,
                    context: String::new(),
                })
                .collect(),
            ..CartSeen::default()
        };
        let before = cart(&[18.0, 18.0, 3.95, 21.95, 34.0, 68.0]);
        let after = cart(&[18.0, 36.0, 3.95, 39.95, 34.0, 68.0]);
        assert_eq!(doubled(&before, &after), Some(18.0));
    }

    #[test]
    fn the_limit_is_read_from_the_line_that_names_it() {
        let lexicon = Lexicon::embedded();
        let limit = |text: &str| named_in(text, lexicon).map(|(limit, _)| limit);
        assert_eq!(limit("Mug\nDelivery £3.95, free from £50.00."), Some(50.0));
        assert_eq!(
            limit("送料 全国一律550円(税込)、8,000円以上で無料"),
            Some(8000.0)
        );
        assert_eq!(limit("Ab 49 € versandkostenfrei"), Some(49.0));
        assert_eq!(limit("Free returns within 30 days"), None);
        assert_eq!(limit("Standard delivery £3.95"), None);
    }
}
