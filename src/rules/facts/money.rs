//! Which of the prices on a screen is the total, which is for delivery.

use crate::model::page::PriceText;
use crate::rules::facts::has;

/// The amount to pay as far as the words beside it tell; the last one wins, because
/// a total stands below what it sums up.
pub fn total(prices: &[PriceText]) -> Option<&PriceText> {
    let named = |name: &'static str| {
        let mut found = prices.iter().rev();
        found.find(|price| has(name, &price.context) && !has("subtotal-word", &price.context))
    };
    // A note on tax in brackets may stand between the word and the amount.
    let noted = |price: &&PriceText| {
        let words = price.context.trim();
        let note = words.starts_with(['(', '（']) && words.ends_with([')', '）']);
        note && has("tax-word", words) && price.amount > 0.0
    };
    named("grand-total-word")
        .or_else(|| named("total-word"))
        .or_else(|| prices.iter().rev().find(noted))
}

/// The first of the prices that is named as the cost of delivery.
pub fn delivery(prices: &[PriceText]) -> Option<&PriceText> {
    prices.iter().find(|price| is_delivery(price))
}

/// Whether a price is named as the cost of delivery: no limit from which it is free, no time.
pub fn is_delivery(price: &PriceText) -> bool {
    has("shipping-word", &price.context)
        && !has("delivery-time-label", &price.context)
        && !has("shipping-threshold", &line(price))
}

/// A price with the words beside it, as one line.
pub fn line(price: &PriceText) -> String {
    format!("{} {}", price.context, price.text)
}

/// Whether two amounts are the same but for rounding: one hundredth, or one yen.
pub fn same(one: f64, other: f64) -> bool {
    let unit = if one.fract() == 0.0 && other.fract() == 0.0 && one.abs() >= 100.0 {
        1.0
    } else {
        0.011
    };
    (one - other).abs() <= unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::price;

    #[test]
    fn the_total_is_told_from_subtotal_and_delivery() {
        let prices = [
            price(11.5, "GBP", "Basket subtotal"),
            price(3.99, "GBP", "Standard delivery"),
            price(15.49, "GBP", "Order total"),
        ];
        assert_eq!(total(&prices).map(|p| p.amount), Some(15.49));
        assert_eq!(delivery(&prices).map(|p| p.amount), Some(3.99));
        let noted = [
            price(35.0, "USD", "Sub total"),
            price(0.0, "USD", "(Inclusive of tax )"),
            price(40.0, "USD", "(Inclusive of tax $0.00)"),
        ];
        assert_eq!(total(&noted).map(|p| p.amount), Some(40.0));
        let ja = [
            price(1000.0, "JPY", "小計"),
            price(500.0, "JPY", "送料"),
            price(1500.0, "JPY", "合計"),
        ];
        assert_eq!(total(&ja).map(|p| p.amount), Some(1500.0));
        assert_eq!(delivery(&ja).map(|p| p.amount), Some(500.0));
    }

    #[test]
    fn a_time_of_delivery_before_a_price_makes_it_no_cost() {
        for time in [
            "Delivery time: 2 days",
            "Lieferzeit 3 Tage",
            "お届け予定日 11月24日",
        ] {
            assert!(delivery(&[price(12.9, "USD", time)]).is_none(), "{time}");
        }
    }

    #[test]
    fn a_free_delivery_limit_is_no_cost() {
        for words in [
            "Free shipping over",
            "Only more for free delivery.",
            "Noch bis zum kostenlosen Versand",
            "Plus que pour la livraison offerte",
            "あと で送料無料",
        ] {
            assert!(delivery(&[price(50.0, "USD", words)]).is_none(), "{words}");
        }
    }
}
