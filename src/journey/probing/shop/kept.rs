//! Meets the cart again: after a reload, from another page, in a browser that was closed.

use super::bench::Bench;
use super::quantity::seen;
use crate::journey::look;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::probed::{CartKept, CartSeen};
use crate::session::Session;
use serde_json::Value;
use std::time::Duration;

/// How long a cookie must last to count: a day, and some time for the run itself.
const LIFE: Duration = Duration::from_secs(23 * 3_600 + 30 * 60);
/// Entries of the local storage that are handed over.
const ENTRIES: usize = 200;

/// Looks at a cart that is not the one before, 350 ms apart: some are filled by a script.
const MOMENTS: u32 = 4;

/// What the page keeps in the browser beyond cookies.
const STORAGE: &str = "function () { try { return [location.origin, Object.entries(localStorage)]; } catch { return ['', []]; } }";

/// Tries the ways back to a cart.
pub fn meet_again(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    if !bench.may("cart-kept", traveller.store_ms()) {
        return Ok(());
    }
    let (look, _) = traveller.glance()?;
    let mut before = seen(&look, traveller.lexicon);
    let url = traveller
        .cart_url
        .clone()
        .unwrap_or_else(|| look.url.clone());
    if before.empty || before.prices.is_empty() {
        bench.skip("cart-kept", "step-not-reached");
        return Ok(());
    }
    again(bench, traveller, "reload", &url, &mut before)?;
    if bench.full() && bench.may("cart-kept", traveller.store_ms()) {
        let home = bench.around.plan.target.to_string();
        traveller.open_url(&home)?;
        again(bench, traveller, "return", &url, &mut before)?;
    }
    if bench.may("cart-kept", traveller.store_ms()) {
        reopen(bench, traveller, &url, &before)?;
    }
    Ok(())
}

/// Opens the cart's address and compares. A cart that differs is opened once more: what a busy store sent
/// half is whole then. One that holds something, and the same both times, is what the store had kept:
/// what stood there before was not saved yet (a quantity being typed), and the rest is compared with this.
fn again(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    way: &str,
    url: &str,
    before: &mut CartSeen,
) -> Result<(), Halt> {
    let first = opened(traveller, url, before)?;
    let mut after = first.clone();
    if let Some(first) = first.filter(|cart| !same(before, cart)) {
        after = opened(traveller, url, before)?;
        if let Some(second) = &after {
            *before = held(before, &first, second).clone();
        }
    }
    record(bench, way, before, after, 0);
    Ok(())
}

/// What the store held all the time, of a cart as it stood and as its address showed it twice.
fn held<'a>(before: &'a CartSeen, first: &CartSeen, second: &'a CartSeen) -> &'a CartSeen {
    match same(first, second) {
        true => second,
        false => before,
    }
}

/// The cart at its address; `None` where the server failed, which says nothing about the cart.
fn opened(
    traveller: &mut Traveller<'_>,
    url: &str,
    before: &CartSeen,
) -> Result<Option<CartSeen>, Halt> {
    traveller.open_url(url)?;
    let (look, _) =
        traveller.see_until(MOMENTS, |t, look, _| same(before, &seen(look, t.lexicon)))?;
    let failed = traveller.status.is_some_and(|status| status >= 500);
    Ok((!failed).then(|| seen(&look, traveller.lexicon)))
}

fn record(
    bench: &mut Bench<'_>,
    way: &str,
    before: &CartSeen,
    after: Option<CartSeen>,
    cookies: u32,
) {
    match after {
        Some(after) => bench.seen.kept.push(CartKept {
            way: way.to_owned(),
            kept: same(before, &after),
            before: before.clone(),
            after,
            cookies,
        }),
        None => bench.skip("cart-kept", "control-failed"),
    }
}

/// Opens the cart in a fresh profile that has only what lasts for a day.
fn reopen(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    url: &str,
    before: &CartSeen,
) -> Result<(), Halt> {
    let cookies = traveller.visit.lasting_cookies(LIFE);
    let count = u32::try_from(cookies.len()).unwrap_or(u32::MAX);
    let storage = traveller.visit.call(0, STORAGE, &[])?;
    let mut options = bench.options();
    let base = match options.session.store() {
        Some(_) => options.session.clone(),
        None => Session::of(&bench.around.plan.target),
    };
    options.session = base
        .with_cookies(cookies)
        .with_local_storage(kept_in(&storage));
    let mut other = bench.traveller(&options)?;
    let done = (|| {
        let mut after = opened(&mut other, url, before)?;
        if !after.as_ref().is_some_and(|cart| same(before, cart)) {
            after = opened(&mut other, url, before)?;
        }
        record(bench, "reopened", before, after, count);
        Ok(())
    })();
    bench.part(other);
    // The walk's own page is looked at again, so that what follows starts from it.
    look::print(&mut traveller.visit)?;
    done
}

fn kept_in(storage: &Value) -> Vec<(String, Vec<(String, String)>)> {
    let origin = storage[0].as_str().unwrap_or_default().to_owned();
    let entries = storage[1].as_array().into_iter().flatten().take(ENTRIES);
    let kept: Vec<(String, String)> = entries
        .filter_map(|pair| Some((pair[0].as_str()?.to_owned(), pair[1].as_str()?.to_owned())))
        .collect();
    if origin.is_empty() || kept.is_empty() {
        return Vec::new();
    }
    vec![(origin, kept)]
}

/// Whether two carts hold the same: the quantity, and every amount of the first.
fn same(before: &CartSeen, after: &CartSeen) -> bool {
    let there = |amount: f64| {
        after
            .prices
            .iter()
            .any(|p| (p.amount - amount).abs() < 0.011)
    };
    let quantity = match (&before.quantity, &after.quantity) {
        (Some(then), Some(now)) => then == now,
        (Some(_), None) => false,
        (None, _) => true,
    };
    let highest = before.prices.iter().map(|p| p.amount).fold(0.0, f64::max);
    !after.empty && quantity && !after.prices.is_empty() && there(highest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PriceText;

    fn cart(quantity: &str, total: f64) -> CartSeen {
        CartSeen {
            quantity: Some(quantity.to_owned()),
            prices: vec![PriceText {
                text: String::new(),
                amount: total,
                currency: None,
                context: "Total".to_owned(),
            }],
            ..CartSeen::default()
        }
    }

    #[test]
    fn what_an_address_shows_twice_was_held_and_an_empty_cart_never_was() {
        let (typed, saved) = (cart("3", 45.0), cart("1", 15.0));
        assert_eq!(held(&typed, &saved, &saved), &saved);
        assert_eq!(held(&typed, &saved, &cart("2", 30.0)), &typed);
        let empty = CartSeen {
            empty: true,
            ..CartSeen::default()
        };
        assert_eq!(held(&typed, &empty, &empty), &typed);
    }

    #[test]
    fn a_cart_is_the_same_when_quantity_and_sum_are() {
        assert!(same(&cart("1", 15.0), &cart("1", 15.0)));
        assert!(!same(&cart("1", 15.0), &cart("2", 30.0)));
        let empty = CartSeen {
            empty: true,
            ..CartSeen::default()
        };
        assert!(!same(&cart("1", 15.0), &empty));
    }
}
