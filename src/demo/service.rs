//! What a store does for people besides selling: accounts, contact, tracking, withdrawal, help, chat.

use super::basket::Sent;
use super::pages::drawable;
use super::server::{head, missing};
use super::shop::Shop;
use super::texts::faq;
use super::visit::{Head, Visit, json};
use super::{checks, jsonld, search};
use crate::model::plan::Language;
use axum::Form;
use axum::extract::State;
use axum::response::Response;
use minijinja::context;
use std::sync::Arc;

/// The sign-in page.
pub async fn login(visit: Visit) -> Response {
    let title = visit.shop.say("Sign in", "ログイン");
    visit.page(
        "account.html",
        Head {
            private: true,
            ..head(title)
        },
        context! { register => false },
    )
}

/// Answers a sign-in. The demo store has no customers with an account.
pub async fn take_login(mut visit: Visit) -> Response {
    let text = visit.shop.say(
        "E-mail and password do not belong together. Check both, or order as a guest: no account is needed.",
        "メールアドレスまたはパスワードが違います。会員登録なしでもご購入いただけます。",
    );
    visit.session.notice = Some((text.into(), true));
    visit.go("/account/login")
}

/// The registration page.
pub async fn register(visit: Visit) -> Response {
    let title = visit.shop.say("Create an account", "会員登録");
    visit.page(
        "account.html",
        Head {
            private: true,
            ..head(title)
        },
        context! { register => true },
    )
}

/// Answers a registration.
pub async fn take_register(mut visit: Visit) -> Response {
    visit.session.admitted = true;
    let text = visit
        .shop
        .say("Your account is ready.", "会員登録が完了しました。");
    visit.session.notice = Some((text.into(), false));
    let next = if visit.session.cart.is_empty() {
        "/"
    } else {
        "/checkout"
    };
    visit.go(next)
}

/// Where a login through another account would start.
pub async fn other_login(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let heading = shop.say("Not in the demo", "デモでは利用できません");
    let text = shop.say(
        "A real store would now ask the provider for your name and e-mail address. You can order as a guest.",
        "実際の店舗ではここで連携先に移動します。会員登録なしでもご購入いただけます。",
    );
    visit.page(
        "said.html",
        Head {
            private: true,
            ..head(heading)
        },
        context! { heading, text },
    )
}

/// The account on a messenger; a real store would link there.
pub async fn line_account(visit: Visit) -> Response {
    let heading = visit.shop.say("Messages", "LINE公式アカウント");
    let text = visit.shop.say(
        "Write to us in the chat.",
        "アカウントID「@hiyori-dogu」を検索して、友だち追加してください。",
    );
    visit.page("said.html", head(heading), context! { heading, text })
}

/// The contact page.
pub async fn contact(visit: Visit) -> Response {
    let title = visit.shop.say("Contact us", "お問い合わせ");
    visit.page("contact.html", head(title), context! {})
}

/// The survey.
pub async fn feedback(visit: Visit) -> Response {
    if visit.shop.flaw("feedback-or-nps-survey") {
        return missing(visit).await;
    }
    let title = visit.shop.say("Give us feedback", "アンケート");
    visit.page("feedback.html", head(title), context! {})
}

/// The newsletter page.
pub async fn newsletter(visit: Visit) -> Response {
    let title = visit.shop.say("Newsletter", "メールマガジン");
    visit.page("newsletter.html", head(title), context! {})
}

/// Thanks for whatever was sent.
pub async fn said(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let heading = shop.say("Thank you", "ありがとうございます");
    let text = shop.say("Your message has arrived.", "送信を受け付けました。");
    visit.page(
        "said.html",
        Head {
            private: true,
            ..head(heading)
        },
        context! { heading, text },
    )
}

/// The tracking page.
pub async fn track(visit: Visit) -> Response {
    if visit.shop.flaw("order-tracking-self-service") {
        return missing(visit).await;
    }
    let title = visit.shop.say("Track your order", "配送状況の確認");
    visit.page("track.html", head(title), context! {})
}

/// Answers a tracking request.
pub async fn take_track(visit: Visit, Form(sent): Sent) -> Response {
    let shop = visit.shop.clone();
    let order: String = sent
        .get("order")
        .map_or("", |order| order.trim())
        .chars()
        .take(40)
        .collect();
    let answer = match shop.language {
        Language::En => format!(
            "No order {order} is known for this e-mail address. Please compare it with the confirmation."
        ),
        Language::Ja => {
            format!("ご注文番号 {order} は見つかりませんでした。確認メールの番号をご確認ください。")
        }
    };
    visit.page(
        "track.html",
        head(shop.say("Track your order", "配送状況の確認")),
        context! { answer },
    )
}

/// The first page of a withdrawal.
pub async fn withdraw(visit: Visit) -> Response {
    if visit.shop.language == Language::Ja || visit.shop.flaw("withdrawal-button-eu") {
        return missing(visit).await;
    }
    visit.page(
        "withdraw.html",
        head("Withdraw from contract here"),
        context! { confirm => false },
    )
}

/// The second page of a withdrawal, and its end.
pub async fn take_withdraw(visit: Visit, Form(sent): Sent) -> Response {
    let said = |name: &str| {
        sent.get(name)
            .map_or("", |value| value.trim())
            .chars()
            .take(100)
            .collect::<String>()
    };
    let head = Head {
        private: true,
        ..head("Withdraw from contract")
    };
    if said("confirm") == "1" {
        let text = "We have received your withdrawal and send you an acknowledgement by e-mail.";
        return visit.page(
            "said.html",
            head,
            context! { heading => "Withdrawal received", text },
        );
    }
    visit.page(
        "withdraw.html",
        head,
        context! { confirm => true, order => said("order"), email => said("email") },
    )
}

/// Questions and answers.
pub async fn help(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let groups = faq(&shop);
    let entries: Vec<(String, String)> = groups
        .iter()
        .flat_map(|group| &group.entries)
        .map(|entry| (entry.question.clone(), entry.answer.clone()))
        .collect();
    let json_ld = vec![jsonld::faq(&entries)];
    let title = shop.say("Questions and answers", "よくあるご質問");
    visit.page(
        "help.html",
        Head {
            json_ld,
            ..head(title)
        },
        context! { faq => drawable(&groups) },
    )
}

/// The shop and collection.
pub async fn stores(visit: Visit) -> Response {
    if visit.shop.flaw("store-or-pickup-info") {
        return missing(visit).await;
    }
    let title = visit
        .shop
        .say("Our shop and collection", "店舗・店頭受け取り");
    visit.page("stores.html", head(title), context! {})
}

/// Answers a line of the chat.
pub async fn chat(State(shop): State<Arc<Shop>>, Form(sent): Sent) -> Response {
    let text = search::fold(sent.get("text").map_or("", String::as_str));
    let has = |words: &[&str]| words.iter().any(|word| text.contains(&search::fold(word)));
    let store = shop.store();
    let mut reply = if has(&[
        "deliver", "shipping", "postage", "arrive", "送料", "配送", "届", "発送",
    ]) {
        format!(
            "{} {}",
            shop.deliveries(0)[0].date,
            shop.say(
                "with standard delivery, which is free from £50.",
                "(通常便)。8,000円以上で送料無料です。"
            )
        )
    } else if has(&["return", "refund", "返品", "交換", "返金"]) {
        shop.say(
            "You can return anything within 30 days.",
            "お届けから30日以内は返品できます。",
        )
        .to_string()
    } else if has(&[
        "person",
        "human",
        "someone",
        "スタッフ",
        "人と",
        "オペレーター",
    ]) && !shop.flaw("chat-answers-and-hands-off")
    {
        match shop.language {
            Language::En => format!(
                "A person joins this chat within 2 minutes ({}).",
                store.hours
            ),
            Language::Ja => format!(
                "スタッフにおつなぎします。2分以内にお返事します({})。",
                store.hours
            ),
        }
    } else {
        shop.say(
            "I am not sure about that.",
            "申し訳ございません、わかりかねます。",
        )
        .to_string()
    };
    if !shop.flaw("chat-answers-and-hands-off") {
        reply.push_str(shop.say(
            " Would you like to talk to a person?",
            " スタッフとお話しになりますか?",
        ));
    }
    json(&serde_json::json!({ "reply": reply }))
}

/// The address of a Japanese postcode.
pub async fn postcode(visit: Visit) -> Response {
    let code = visit.query.get("code").map_or("", String::as_str);
    json(&match checks::address_of(code) {
        Some((prefecture, city)) => serde_json::json!({ "prefecture": prefecture, "city": city }),
        None => serde_json::json!({}),
    })
}
