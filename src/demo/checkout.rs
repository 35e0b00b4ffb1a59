//! The checkout: details, delivery, payment, review, order; and the express way.
//!
//! Every form is answered with a redirect, so that Back and Reload never send
//! anything again, and everything entered stays in the session.

use super::basket::{Sent, drawn};
use super::pages::drawable;
use super::shop::Shop;
use super::texts::message;
use super::visit::{Head, Visit};
use super::{checks, forms};
use axum::Form;
use axum::response::Response;
use minijinja::{Value, context};
use std::collections::BTreeMap;

/// The names of the steps, and the number (from 1) of the one with this path.
pub fn steps(shop: &Shop, path: &str) -> (Vec<&'static str>, usize) {
    let mut list = vec![
        ("/checkout", shop.say("Your details", "お客様情報")),
        ("/checkout/delivery", shop.say("Delivery", "配送方法")),
        ("/checkout/payment", shop.say("Payment", "お支払い")),
        ("/checkout/review", shop.say("Review", "内容の確認")),
    ];
    if shop.flaw("checkout-step-count") {
        list.insert(1, ("/checkout/packaging", shop.say("Packaging", "包装")));
        list.insert(2, ("/checkout/promise", shop.say("Our promise", "お約束")));
        list.insert(
            4,
            ("/checkout/almost", shop.say("Almost there", "もう少し")),
        );
    }
    if needs_account(shop) {
        list.insert(0, ("/account", shop.say("Account", "会員確認")));
    }
    let at = list
        .iter()
        .position(|(known, _)| *known == path)
        .unwrap_or(0)
        + 1;
    (list.into_iter().map(|(_, name)| name).collect(), at)
}

fn needs_account(shop: &Shop) -> bool {
    shop.flaw("guest-checkout-available") || shop.flaw("guest-checkout-prominent")
}

/// The head of a step.
pub fn head(title: &str) -> Head {
    Head {
        title: title.into(),
        private: true,
        checkout: true,
        ..Head::default()
    }
}

/// The first step: who and where.
pub async fn details(mut visit: Visit) -> Response {
    if visit.session.cart.is_empty() {
        return visit.go("/cart");
    }
    let shop = visit.shop.clone();
    if shop.flaw("guest-checkout-prominent")
        && visit.query.get("as").is_some_and(|way| way == "guest")
    {
        visit.session.admitted = true;
    }
    if needs_account(&shop) && !visit.session.admitted {
        let (steps, at) = steps(&shop, "/account");
        let content = context! { register => false, guest_link => shop.flaw("guest-checkout-prominent"), steps, at };
        return visit.page(
            "account.html",
            head(shop.say("Sign in", "ログイン")),
            content,
        );
    }
    if !visit.session.begun {
        visit.session.begun = true;
        let event = shop.event("begin_checkout", &shop.totals(&visit.session));
        visit.session.events.push(event);
    }
    let values = if shop.flaw("back-keeps-data") {
        BTreeMap::new()
    } else {
        visit.session.details.clone()
    };
    let fields = forms::details(&shop, &values, &visit.session.errors);
    let (steps, at) = steps(&shop, "/checkout");
    let content = context! {
        steps, at, fields => drawable(&fields), errors => !visit.session.errors.is_empty(),
        saved => visit.session.details_ok, totals => drawn(&shop, &visit.session),
    };
    visit.page(
        "details.html",
        head(shop.say("Your details", "お客様情報・お届け先")),
        content,
    )
}

/// Takes the details, or shows every mistake at once.
pub async fn take_details(mut visit: Visit, Form(sent): Sent) -> Response {
    if visit.session.cart.is_empty() {
        return visit.go("/cart");
    }
    if sent.get("as").is_some_and(|way| way == "member") {
        return visit.go("/account/login?next=checkout");
    }
    let shop = visit.shop.clone();
    let mut errors = BTreeMap::new();
    for field in forms::details(&shop, &BTreeMap::new(), &BTreeMap::new()) {
        let raw = sent.get(field.name).map_or("", String::as_str);
        let unasked = shop.flaw("required-mark-matches-behaviour") && field.kind == "city";
        let needed = field.required && !unasked;
        let (value, mut wrong) = checks::check(shop.language, field.kind, needed, raw);
        if field.kind == "confirm"
            && wrong.is_none()
            && visit.session.details.get("email") != Some(&value)
        {
            wrong = Some("other");
        }
        if let Some(mistake) = wrong {
            errors.insert(
                field.name.to_string(),
                message(shop.language, field.kind, mistake),
            );
        }
        visit.session.details.insert(field.name.to_string(), value);
    }
    visit.session.details_ok = errors.is_empty();
    visit.session.errors = errors;
    let mut next = match (visit.session.details_ok, shop.flaw("checkout-step-count")) {
        (false, _) => "/checkout",
        (true, true) => "/checkout/packaging",
        (true, false) => "/checkout/delivery",
    }
    .to_string();
    if shop.flaw("pii-not-in-urls-or-third-parties") {
        let mail = visit
            .session
            .details
            .get("email")
            .cloned()
            .unwrap_or_default();
        let pairs = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("email", &mail)
            .finish();
        next = format!("{next}?{pairs}");
    }
    visit.go(&next)
}

/// A page without a question, which only a flawed store has.
pub async fn interlude(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    if !shop.flaw("checkout-step-count") {
        return super::server::missing(visit).await;
    }
    let (steps, at) = steps(&shop, &visit.path);
    let (heading, text, next) = match visit.path.as_str() {
        "/checkout/packaging" => (
            shop.say("Packaging", "包装について"),
            shop.say("We pack in recycled paper.", "再生紙で包装いたします。"),
            "/checkout/promise",
        ),
        "/checkout/promise" => (
            shop.say("Our promise", "お約束"),
            shop.say("We check every piece by hand.", "一点ずつ検品しています。"),
            "/checkout/delivery",
        ),
        _ => (
            shop.say("Almost there", "もう少しです"),
            shop.say("Only the payment is left.", "あとはお支払いだけです。"),
            "/checkout/payment",
        ),
    };
    visit.page(
        "interlude.html",
        head(heading),
        context! { heading, text, next, steps, at },
    )
}

/// The second step: how it travels.
pub async fn delivery(visit: Visit) -> Response {
    if let Some(path) = too_early(&visit, false) {
        return visit.go(path);
    }
    let shop = visit.shop.clone();
    let totals = shop.totals(&visit.session);
    let options: Vec<Value> = shop
        .deliveries(totals.subtotal)
        .into_iter()
        .map(|option| {
            let with = shop.price(
                &visit.session.cart,
                Some(option.id),
                visit.session.payment.as_deref(),
            );
            let (total, tax) = (shop.money(with.total), shop.money(with.tax));
            context! { total, tax, ..drawable(&option) }
        })
        .collect();
    let (steps, at) = steps(&shop, "/checkout/delivery");
    let content = context! {
        steps, at, options, chosen => visit.session.delivery.as_deref().unwrap_or("standard"),
        slots => SLOTS, slot => &visit.session.slot, totals => drawn(&shop, &visit.session),
    };
    visit.page(
        "delivery.html",
        head(shop.say("Delivery", "配送方法")),
        content,
    )
}

const SLOTS: [&str; 6] = [
    "指定なし",
    "午前中",
    "14〜16時",
    "16〜18時",
    "18〜20時",
    "19〜21時",
];

/// Takes the delivery.
pub async fn take_delivery(mut visit: Visit, Form(sent): Sent) -> Response {
    if let Some(path) = too_early(&visit, false) {
        return visit.go(path);
    }
    let shop = visit.shop.clone();
    let wanted = sent.get("delivery").map_or("", String::as_str);
    let Some(option) = shop
        .deliveries(0)
        .into_iter()
        .find(|option| option.id == wanted)
    else {
        visit.session.notice = Some((
            shop.say(
                "Choose how it should reach you.",
                "配送方法をお選びください。",
            )
            .into(),
            true,
        ));
        return visit.go("/checkout/delivery");
    };
    visit.session.delivery = Some(option.id.to_string());
    visit.session.slot = sent
        .get("slot")
        .filter(|slot| SLOTS.contains(&slot.as_str()))
        .cloned()
        .unwrap_or_default();
    let event = shop.event("add_shipping_info", &shop.totals(&visit.session));
    visit.session.events.push(event);
    visit.go(if shop.flaw("checkout-step-count") {
        "/checkout/almost"
    } else {
        "/checkout/payment"
    })
}

/// The third step: how it is paid.
pub async fn payment(visit: Visit) -> Response {
    if let Some(path) = too_early(&visit, true) {
        return visit.go(path);
    }
    let shop = visit.shop.clone();
    let options: Vec<Value> = shop
        .payments()
        .into_iter()
        .map(|option| {
            let with = shop.price(
                &visit.session.cart,
                visit.session.delivery.as_deref(),
                Some(option.id),
            );
            let (total, tax) = (shop.money(with.total), shop.money(with.tax));
            context! { total, tax, ..drawable(&option) }
        })
        .collect();
    let (steps, at) = steps(&shop, "/checkout/payment");
    let billing: Vec<Value> = forms::details(&shop, &visit.session.billing, &BTreeMap::new())
        .into_iter()
        .filter(|field| {
            matches!(
                field.name,
                "name" | "family" | "given" | "street" | "city" | "postcode" | "prefecture"
            )
        })
        .map(|field| {
            let same = visit
                .session
                .details
                .get(field.name)
                .cloned()
                .unwrap_or_default();
            let token = field.token.replace("shipping", "billing");
            context! { same, token, ..drawable(&field) }
        })
        .collect();
    let content = context! {
        steps, at, options, chosen => visit.session.payment.as_deref().unwrap_or("card"),
        card => &visit.session.card, billing => !visit.session.billing.is_empty(), billing_fields => billing,
        totals => drawn(&shop, &visit.session), beside => beside(&shop, &visit),
    };
    visit.page(
        "payment.html",
        head(shop.say("Payment", "お支払い方法")),
        content,
    )
}

/// Takes the way to pay; a card comes as the provider's token, never as a number.
pub async fn take_payment(mut visit: Visit, Form(sent): Sent) -> Response {
    if let Some(path) = too_early(&visit, true) {
        return visit.go(path);
    }
    let shop = visit.shop.clone();
    let said = |name: &str| sent.get(name).map_or("", |value| value.trim());
    let Some(option) = shop
        .payments()
        .into_iter()
        .find(|option| option.id == said("payment"))
    else {
        visit.session.notice = Some((
            shop.say(
                "Choose how you would like to pay.",
                "お支払い方法をお選びください。",
            )
            .into(),
            true,
        ));
        return visit.go("/checkout/payment");
    };
    visit.session.payment = Some(option.id.to_string());
    visit.session.billing.clear();
    if said("billing_same").is_empty() {
        for (name, value) in &sent {
            if let Some(name) = name.strip_prefix("billing_") {
                visit
                    .session
                    .billing
                    .insert(name.to_string(), value.trim().chars().take(200).collect());
            }
        }
    }
    if option.id == "card" {
        let last4 = said("last4");
        let fresh = said("token").starts_with("tok_")
            && last4.len() == 4
            && last4.bytes().all(|byte| byte.is_ascii_digit());
        if fresh {
            visit.session.card = Some(last4.to_string());
        } else if shop.flaw("card-fields-in-psp-iframe") {
            let digits: String = said("cardnumber")
                .chars()
                .filter(char::is_ascii_digit)
                .collect();
            visit.session.card = digits
                .len()
                .checked_sub(4)
                .and_then(|from| digits.get(from..))
                .map(str::to_string);
        }
        if visit.session.card.is_none() {
            let text = shop.say(
                "Enter the details of your card, or choose another way to pay.",
                "カード情報を入力するか、ほかのお支払い方法をお選びください。",
            );
            visit.session.notice = Some((text.into(), true));
            return visit.go("/checkout/payment");
        }
    }
    let event = shop.event("add_payment_info", &shop.totals(&visit.session));
    visit.session.events.push(event);
    visit.go("/checkout/review")
}

/// Where a shopper belongs who has skipped a step.
pub fn too_early(visit: &Visit, past_delivery: bool) -> Option<&'static str> {
    if visit.session.cart.is_empty() {
        return Some("/cart");
    }
    if !visit.session.details_ok {
        return Some("/checkout");
    }
    (past_delivery && visit.session.delivery.is_none()).then_some("/checkout/delivery")
}

/// Products that only a flawed store shows inside the checkout.
pub fn beside(shop: &Shop, visit: &Visit) -> Value {
    let first = visit
        .session
        .cart
        .first()
        .map_or("", |(slug, _)| slug.as_str());
    drawable(shop.catalog.beside(first, 4))
}
