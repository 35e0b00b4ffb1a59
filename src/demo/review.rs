//! The last screen before the order, the order itself, and the express way that leads to both.

use super::basket::Sent;
use super::checkout::{beside, head, steps, too_early};
use super::pages::drawable;
use super::shop::{Session, Shop, place_order};
use super::visit::{Head, Visit};
use crate::model::plan::Language;
use axum::Form;
use axum::response::Response;
use minijinja::{Value, context};

/// The last screen before the order.
pub async fn review(visit: Visit) -> Response {
    if let Some(path) = too_early(&visit, true) {
        return visit.go(path);
    }
    let shop = visit.shop.clone();
    let (Some(payment), details) = (visit.session.payment.clone(), &visit.session.details) else {
        return visit.go("/checkout/payment");
    };
    let said = |name: &str| details.get(name).cloned().unwrap_or_default();
    let address: Vec<String> = match shop.language {
        Language::En if details.contains_key("given") => vec![
            format!("{} {}", said("given"), said("family")),
            said("street"),
            said("building"),
            format!("{} {}", said("city"), said("postcode")),
            said("phone"),
            said("email"),
        ],
        Language::En => vec![
            said("name"),
            said("street"),
            said("building"),
            format!("{} {}", said("city"), said("postcode")),
            said("phone"),
            said("email"),
        ],
        Language::Ja => vec![
            format!("{} {} 様", said("family"), said("given")),
            format!("〒{}", said("postcode")),
            format!("{}{}{}", said("prefecture"), said("city"), said("street")),
            said("building"),
            format!("電話番号 {}", said("phone")),
            said("email"),
        ],
    };
    let address: Vec<String> = address
        .into_iter()
        .filter(|line| !line.trim().is_empty())
        .collect();
    let mut totals = shop.totals(&visit.session);
    if shop.flaw("price-stable-through-flow") {
        totals.extra = shop.surcharge();
        totals.total += totals.extra;
    }
    let slot = visit.session.slot.clone();
    let (steps, at) = steps(&shop, "/checkout/review");
    let content = context! {
        steps, at, address => drawable(address), slot, card => &visit.session.card, key => &visit.session.order,
        beside => beside(&shop, &visit), totals => drawable(&totals), express => false,
        ..chosen(&shop, totals.subtotal, visit.session.delivery.as_deref(), &payment)
    };
    visit.page(
        "review.html",
        head(shop.say("Review your order", "ご注文内容の確認")),
        content,
    )
}

/// Delivery and payment in words.
fn chosen(shop: &Shop, subtotal: i64, delivery: Option<&str>, payment: &str) -> Value {
    let options = shop.deliveries(subtotal);
    let delivery = options
        .iter()
        .find(|option| Some(option.id) == delivery)
        .unwrap_or(&options[0]);
    let ways = shop.payments();
    let way = ways
        .iter()
        .find(|option| option.id == payment)
        .unwrap_or(&ways[0]);
    let pay_when = match payment {
        "card" => shop.say(
            "Charged when the parcel leaves us.",
            "お支払い時期:ご注文時に決済されます。",
        ),
        "konbini" => "お支払い時期:ご注文から3日以内にコンビニでお支払いください。",
        "cod" => "お支払い時期:商品のお届け時に現金でお支払いください。",
        "bank" => shop.say(
            "Transferred right after this step.",
            "お支払い時期:ご注文から7日以内にお振込みください(前払い)。",
        ),
        _ => shop.say(
            "Paid right after this step.",
            "お支払い時期:ご注文直後にアプリで決済されます。",
        ),
    };
    context! { delivery => drawable(delivery), payment => drawable(way), pay_when }
}

/// Places the order: once, however often the button is pressed.
pub async fn order(mut visit: Visit) -> Response {
    if visit.session.cart.is_empty() && visit.session.order.is_some() {
        return visit.go("/checkout/thanks");
    }
    if let Some(path) = too_early(&visit, true) {
        return visit.go(path);
    }
    if visit.session.payment.is_none() {
        return visit.go("/checkout/payment");
    }
    finish(&mut visit);
    visit.go("/checkout/thanks")
}

fn finish(visit: &mut Visit) {
    visit.session = Session {
        order: Some(place_order()),
        ..Default::default()
    };
}

/// The page after the order.
pub async fn thanks(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let Some(order) = visit.session.order.clone() else {
        return visit.go("/cart");
    };
    let head = Head {
        title: shop.say("Thank you", "ご注文ありがとうございます").into(),
        private: true,
        ..Head::default()
    };
    visit.page("thanks.html", head, context! { order })
}

/// Starts the express way from a product page.
pub async fn start_express(mut visit: Visit, Form(sent): Sent) -> Response {
    visit.session.express = sent
        .get("product")
        .filter(|slug| visit.shop.catalog.product(slug).is_some())
        .cloned();
    visit.go("/express")
}

/// A review that the wallet has filled in.
pub async fn express(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let Some(slug) = visit.session.express.clone() else {
        return visit.go("/cart");
    };
    let totals = shop.price(&[(slug, 1)], Some("standard"), None);
    let address: &[&str] = match shop.language {
        Language::En => &[
            "Alex Example",
            "7 Sample Street",
            "London SW1A 9ZZ",
            "From your Swift Wallet",
        ],
        Language::Ja => &[
            "見本 太郎 様",
            "〒100-0001",
            "東京都千代田区千代田1-2-3",
            "ウォレットに登録の住所",
        ],
    };
    let way = if shop.language == Language::En {
        "paypal"
    } else {
        "paypay"
    };
    let content = context! {
        address => drawable(address), express => true, totals => drawable(&totals),
        ..chosen(&shop, totals.subtotal, Some("standard"), way)
    };
    visit.page(
        "review.html",
        head(shop.say("Review your order", "ご注文内容の確認")),
        content,
    )
}

/// Places an express order.
pub async fn order_express(mut visit: Visit) -> Response {
    if visit.session.express.is_none() {
        return visit.go("/cart");
    }
    finish(&mut visit);
    visit.go("/checkout/thanks")
}
