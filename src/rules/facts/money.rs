//! Which of the prices on a screen is the total, which is for delivery.

use crate::model::page::PriceText;
use crate::rules::facts::has;
use crate::rules::facts::pattern::find_all;

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
        && !is_without_delivery(price)
}

/// Whether a price is told to be without delivery: "total (plus shipping)", "12.00 excl. delivery". A plain
/// "plus shipping 4.90" is the cost itself.
fn is_without_delivery(price: &PriceText) -> bool {
    let words = price.context.as_str();
    let Some(extra) = find_all("shipping-extra", words).next() else {
        return false;
    };
    let before = &words[..extra.start];
    // "Total 27.80 (plus shipping 4.90)": an amount between them is the total, and this one the cost.
    let amount = |word: &str| word.contains(|c: char| c.is_ascii_digit()) && !word.contains('%');
    let sums_up = has("total-word", words) || has("subtotal-word", words);
    sums_up && !before.split_whitespace().any(amount)
}

/// What a product costs by its own page. What the cart then charges too is it; where there was no
/// cart, the first price that is not the site's own, such as a limit for free delivery, which
/// stands on the `first` screen too.
pub fn product<'a>(
    page: &'a [PriceText],
    first: &[PriceText],
    cart: &[PriceText],
) -> Option<&'a PriceText> {
    let is_limit = |price: &PriceText| has("shipping-threshold", &line(price));
    let goods = || {
        let prices = page.iter();
        prices.filter(|price| price.amount > 0.0 && !is_delivery(price) && !is_limit(price))
    };
    let charged = |price: &PriceText| {
        let mut lines = cart.iter().filter(|it| !is_delivery(it) && !is_limit(it));
        lines.any(|line| same(line.amount, price.amount))
    };
    let everywhere = |price: &PriceText| {
        let alike = |known: &PriceText| known.text == price.text && known.context == price.context;
        first.iter().any(alike)
    };
    let in_cart = goods().find(|price| charged(price));
    in_cart.or_else(|| goods().find(|price| !everywhere(price)))
}

/// A price with the words beside it, as one line.
pub fn line(price: &PriceText) -> String {
    format!("{} {}", price.context, price.text)
}

/// An amount as a store writes another one: `550` like `3,190円` is `550円`, `1234.5` like `12,00 €`
/// is `1234,50 €`.
pub fn like(amount: f64, model: &PriceText) -> String {
    let text = model.text.as_str();
    let is_digit = |c: char| c.is_ascii_digit();
    let (Some(from), Some(to)) = (text.find(is_digit), text.rfind(is_digit)) else {
        return format!("{amount:.2}");
    };
    let number = &text[from..=to];
    // Three digits behind a mark are thousands, not a part of one.
    let part = number.rfind(['.', ',']).map(|at| number.split_at(at));
    let part = part.filter(|(_, rest)| rest.len() <= 3);
    let digits = part.map_or(0, |(_, rest)| rest.len() - 1);
    let mut written = format!("{amount:.digits$}");
    if part.is_some_and(|(_, rest)| rest.starts_with(',')) {
        written = written.replace('.', ",");
    }
    format!("{}{written}{}", &text[..from], &text[to + 1..])
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
    fn an_amount_is_written_as_the_store_writes() {
        let model = |text: &str| PriceText {
            text: text.to_owned(),
            ..price(1.0, "", "")
        };
        for (amount, text, written) in [
            (550.0, "3,190円", "550円"),
            (4.0, "£25.95", "£4.00"),
            (1234.5, "12,00 €", "1234,50 €"),
            (3.0, "1.234 €", "3 €"),
            (2.5, "free", "2.50"),
        ] {
            assert_eq!(like(amount, &model(text)), written);
        }
    }

    #[test]
    fn a_product_costs_what_the_cart_charges_even_if_the_home_page_lists_it() {
        let banner = price(50.0, "GBP", "Free delivery over");
        let listed = price(18.0, "GBP", "incl. VAT");
        let other = price(34.0, "GBP", "incl. VAT");
        let delivery = price(3.95, "GBP", "Delivery");
        let page = [
            banner.clone(),
            listed.clone(),
            delivery.clone(),
            other.clone(),
        ];
        let first = [banner.clone(), other, listed];
        let cart = [banner, price(18.0, "GBP", "each"), delivery];
        let told = |cart: &[PriceText]| product(&page, &first, cart).map(|price| price.amount);
        assert_eq!(told(&cart), Some(18.0));
        // Nothing on the page is its own, and delivery is not what it costs.
        assert_eq!(told(&[]), None);
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
    fn a_total_without_delivery_does_not_tell_its_cost() {
        for words in [
            "Gesamtsumme zzgl. Versand",
            "Total (excl. shipping)",
            "Totaal (incl. btw, excl. verzendkosten)",
            "Total hors frais de port",
            "合計(送料別)",
            "Subtotal (gastos de envío no incluidos)",
            "Totale, spedizione esclusa",
            "총 결제금액 (배송비 별도)",
        ] {
            assert!(delivery(&[price(50.0, "EUR", words)]).is_none(), "{words}");
        }
        for words in [
            "zzgl. Versandkosten",
            "plus shipping",
            "Verzendkosten",
            "Gesamtsumme 27,80 € (zzgl. Versand",
            "送料",
        ] {
            assert!(delivery(&[price(4.9, "EUR", words)]).is_some(), "{words}");
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
