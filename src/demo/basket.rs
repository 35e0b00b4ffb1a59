//! The basket: adding, changing, undoing, vouchers.

use super::pages::drawable;
use super::shop::{MOST, Session, Shop};
use super::visit::{Head, Visit};
use axum::Form;
use axum::response::Response;
use minijinja::{Value, context};
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

/// Fields of a form, as sent.
pub type Sent = Form<HashMap<String, String>>;

/// The basket's page.
pub async fn show(mut visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let totals = shop.totals(&visit.session);
    let standard = shop.deliveries(totals.subtotal);
    let beside = totals
        .lines
        .first()
        .map_or("", |line| line.product.slug.as_str())
        .to_string();
    let beside: Vec<_> = shop
        .catalog
        .beside(&beside, 8)
        .into_iter()
        .filter(|product| {
            !visit
                .session
                .cart
                .iter()
                .any(|(slug, _)| *slug == product.slug)
        })
        .take(4)
        .collect();
    let (coupon, coupon_text) = visit.session.coupon.clone().unwrap_or_default();
    let note = visit
        .session
        .notice
        .take()
        .map(|(text, bad)| context! { text, bad });
    let undo = visit
        .session
        .removed
        .as_ref()
        .and_then(|(slug, _)| shop.catalog.product(slug))
        .map(|p| p.name.clone());
    let content = context! {
        totals => drawable(&totals), beside => drawable(&beside),
        standard_date => &standard[0].date, coupon, coupon_text, undo, cart_note => note,
    };
    let head = Head {
        title: shop.say("Your basket", "カート").into(),
        private: true,
        ..Head::default()
    };
    visit.page("cart.html", head, content)
}

/// Puts one piece into the basket.
pub async fn add(mut visit: Visit, Form(sent): Sent) -> Response {
    let shop = visit.shop.clone();
    let Some(product) = sent
        .get("product")
        .and_then(|slug| shop.catalog.product(slug))
    else {
        return visit.go("/cart");
    };
    change(&mut visit.session, &product.slug, |count| count + 1);
    visit.session.removed = None;
    let event = shop.event(
        "add_to_cart",
        &shop.price(&[(product.slug.clone(), 1)], None, None),
    );
    if visit.wants_json {
        let count: u32 = visit.session.cart.iter().map(|(_, count)| count).sum();
        let answer = serde_json::json!({
            "count": count, "event": event, "link": shop.say("View basket", "カートを見る"),
            "message": format!("{} ({}) {}", product.name, shop.money(product.price),
                shop.say("was added to your basket.", "をカートに入れました。"))
        });
        return visit.json(&answer);
    }
    visit.session.events.push(event);
    visit.session.notice = Some((
        format!(
            "{} {}",
            product.name,
            shop.say("was added to your basket.", "をカートに入れました。")
        ),
        false,
    ));
    visit.go("/cart")
}

/// Changes a quantity: by a step, by a number, or to nothing.
pub async fn update(mut visit: Visit, Form(sent): Sent) -> Response {
    let shop = visit.shop.clone();
    let Some(product) = sent
        .get("product")
        .and_then(|slug| shop.catalog.product(slug))
    else {
        return visit.go("/cart");
    };
    let Some(at) = visit
        .session
        .cart
        .iter()
        .position(|(slug, _)| *slug == product.slug)
    else {
        return visit.go("/cart");
    };
    let now = i64::from(visit.session.cart[at].1);
    let typed = sent.get("count").map(String::as_str).unwrap_or_default();
    let wanted = if sent.contains_key("remove") {
        Ok(0)
    } else if let Some(step) = sent.get("by").and_then(|step| step.parse::<i64>().ok()) {
        Ok(now + step.clamp(-1, 1))
    } else {
        typed.nfkc().collect::<String>().trim().parse::<i64>()
    };
    visit.session.removed = None;
    match wanted {
        Ok(0) => {
            visit.session.removed = Some((product.slug.clone(), now as u32));
            change(&mut visit.session, &product.slug, |_| 0);
        }
        Ok(count) if (1..=i64::from(MOST)).contains(&count) => {
            change(&mut visit.session, &product.slug, |_| count as u32);
        }
        Ok(count) if count > i64::from(MOST) => {
            change(&mut visit.session, &product.slug, |_| MOST);
            limit_note(&mut visit, shop.say(
                "We can send at most 20 pieces of one product, so the quantity is now 20. Write to us for more.",
                "一商品につき20点までのため、数量を20にしました。それ以上はお問い合わせください。",
            ));
        }
        Ok(_) | Err(_) => {
            limit_note(
                &mut visit,
                shop.say(
                    "Enter a quantity from 1 to 20. The basket is unchanged.",
                    "数量は1〜20の数字で入力してください。カートは変更されていません。",
                ),
            );
        }
    }
    visit.go("/cart")
}

/// Tells what a quantity may be, where the store does.
fn limit_note(visit: &mut Visit, text: &str) {
    if !visit.shop.flaw("cart-quantity-limits-explained") {
        visit.session.notice = Some((text.into(), true));
    }
}

/// Puts back what was last taken out.
pub async fn undo(mut visit: Visit) -> Response {
    if let Some((slug, count)) = visit.session.removed.take() {
        change(&mut visit.session, &slug, |_| count);
    }
    visit.go("/cart")
}

/// Answers a voucher code. The demo store has given none out.
pub async fn coupon(mut visit: Visit, Form(sent): Sent) -> Response {
    let code: String = sent
        .get("coupon")
        .map_or("", |code| code.trim())
        .chars()
        .take(40)
        .collect();
    let text = if code.is_empty() {
        visit
            .shop
            .say(
                "Enter the code that stands on your voucher.",
                "クーポンに記載のコードを入力してください。",
            )
            .to_string()
    } else {
        match visit.shop.language {
            crate::model::plan::Language::En => {
                format!("The code “{code}” is not known. Please compare it with your voucher.")
            }
            crate::model::plan::Language::Ja => {
                format!("「{code}」というコードは見つかりません。クーポンの表記をご確認ください。")
            }
        }
    };
    visit.session.coupon = Some((code, text));
    visit.go("/cart")
}

/// Sets a quantity; 0 takes the line away.
fn change(session: &mut Session, slug: &str, count: impl Fn(u32) -> u32) {
    match session.cart.iter().position(|(known, _)| known == slug) {
        Some(at) => session.cart[at].1 = count(session.cart[at].1).min(MOST),
        None => session.cart.push((slug.to_string(), count(0).min(MOST))),
    }
    session.cart.retain(|(_, count)| *count > 0);
    session.coupon = None;
}

/// A basket's lines and sums, for templates.
pub fn drawn(shop: &Shop, session: &Session) -> Value {
    drawable(shop.totals(session))
}
