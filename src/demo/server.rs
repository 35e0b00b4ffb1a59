//! Addresses of the demo store, and everything that is no basket and no checkout.

use super::basket::{self, Sent};
use super::catalog::{Review, successor};
use super::pages::drawable;
use super::shop::{Shop, today};
use super::texts::{articles, faq};
use super::visit::{Head, Visit, json};
use super::{checkout, dates, files, forms, jsonld, pages, search};
use crate::model::plan::Language;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use minijinja::{Value, context};
use std::sync::Arc;
use std::time::Duration;

/// All addresses of a store.
pub fn routes(shop: Arc<Shop>) -> Router {
    let mut routes = Router::new()
        .route("/", get(home))
        .route("/c/{slug}", get(category))
        .route("/p/{slug}", get(product))
        .route("/search", get(find))
        .route("/cart", get(basket::show))
        .route("/cart/add", post(basket::add))
        .route("/cart/update", post(basket::update))
        .route("/cart/undo", post(basket::undo))
        .route("/cart/coupon", post(basket::coupon))
        .route(
            "/checkout",
            get(checkout::details).post(checkout::take_details),
        )
        .route("/checkout/packaging", get(checkout::interlude))
        .route("/checkout/promise", get(checkout::interlude))
        .route("/checkout/almost", get(checkout::interlude))
        .route(
            "/checkout/delivery",
            get(checkout::delivery).post(checkout::take_delivery),
        )
        .route(
            "/checkout/payment",
            get(checkout::payment).post(checkout::take_payment),
        )
        .route("/checkout/review", get(checkout::review))
        .route("/checkout/order", post(checkout::order))
        .route("/checkout/thanks", get(checkout::thanks))
        .route(
            "/express",
            get(checkout::express).post(checkout::start_express),
        )
        .route("/express/order", post(checkout::order_express))
        .route("/account/login", get(login).post(take_login))
        .route("/account/register", get(register).post(take_register))
        .route("/account/with/{name}", get(other_login))
        .route("/contact", get(contact).post(said))
        .route("/feedback", get(feedback).post(said))
        .route("/newsletter", get(newsletter).post(said))
        .route("/track", get(track).post(take_track))
        .route("/withdraw", get(withdraw).post(take_withdraw))
        .route("/help", get(help))
        .route("/stores", get(stores))
        .route("/journal", get(journal))
        .route("/journal/{slug}", get(article))
        .route("/chat", post(chat))
        .route("/api/postcode", get(postcode))
        .route("/img/{file}", get(files::image))
        .route("/static/{file}", get(files::file))
        .route("/static/flaw/{file}", get(files::file))
        .route("/static/part/{number}", get(|| async { "part" }))
        .route("/robots.txt", get(files::robots))
        .route("/sitemap.xml", get(files::sitemap))
        .route("/feed.xml", get(files::feed));
    for name in [
        "about",
        "shipping",
        "returns",
        "privacy",
        "terms",
        "tokushoho",
        "subscription",
    ] {
        routes = routes.route(&format!("/{name}"), get(prose));
    }
    // Each of these goes on to the next; only a flawed store links to the first.
    for (from, to) in [
        ("/basket", "/basket/view"),
        ("/basket/view", "/basket/show"),
        ("/basket/show", "/cart"),
        ("/checkout/start", "/checkout/begin"),
        ("/checkout/begin", "/checkout/go"),
        ("/checkout/go", "/checkout"),
    ] {
        routes = routes.route(from, get(move || async move { moved(to) }));
    }
    for (from, to) in [
        ("/shop/{slug}", "/shop/all/"),
        ("/shop/all/{slug}", "/shop/list/"),
        ("/shop/list/{slug}", "/c/"),
    ] {
        routes = routes.route(
            from,
            get(move |Path(slug): Path<String>| async move { moved(&format!("{to}{slug}")) }),
        );
    }
    routes
        .fallback(missing)
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(from_fn_with_state(Arc::clone(&shop), dress))
        .with_state(shop)
}

/// Waits as the options ask, and puts the headers on.
async fn dress(State(shop): State<Arc<Shop>>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_string();
    let mut wait_ms = shop.latency_ms;
    if shop.flaw("ttfb-document") && path == "/" {
        wait_ms += 2_000;
    }
    if shop.flaw("lcp-per-step") && path.starts_with("/img/hero") {
        wait_ms += 4_500;
    }
    if wait_ms > 0 {
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let document = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    if document {
        let private = path.starts_with("/checkout")
            || path.starts_with("/cart")
            || path.starts_with("/express");
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
        headers.insert(
            "permissions-policy",
            HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
        );
        headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        if private && !shop.flaw("robots-blocks-commerce") {
            headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        }
        if !(shop.flaw("payment-page-scripts-controlled") && path.starts_with("/checkout")) {
            let policy =
                HeaderValue::from_str(&policy(&shop)).expect("made of addresses and plain words");
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    answer
}

fn policy(shop: &Shop) -> String {
    let mut scripts = String::new();
    let mut pictures = String::new();
    if shop.flaw("trackers-before-consent") {
        scripts = format!(" {}", shop.partner);
        pictures.clone_from(&scripts);
    }
    if shop.flaw("third-party-cost-in-checkout") {
        scripts = format!(" {}", super::partner::helpers(shop).join(" "));
    }
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:{pictures}; connect-src 'self'; \
         manifest-src 'self'; frame-src {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        shop.partner
    )
}

fn head(title: impl Into<String>) -> Head {
    Head {
        title: title.into(),
        ..Head::default()
    }
}

async fn home(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let mut json_ld = vec![jsonld::website(&shop)];
    if !shop.flaw("organization-markup") {
        json_ld.push(jsonld::organization(&shop));
    }
    let featured: Vec<_> = shop.catalog.products.iter().step_by(2).take(4).collect();
    let content =
        context! { featured => drawable(&featured), articles => drawable(articles(&shop)) };
    visit.page(
        "home.html",
        Head {
            json_ld,
            ..head(shop.say("Home", "ホーム"))
        },
        content,
    )
}

async fn category(visit: Visit, Path(slug): Path<String>) -> Response {
    let shop = visit.shop.clone();
    let Some(category) = shop
        .catalog
        .categories
        .iter()
        .find(|category| category.slug == slug)
    else {
        return missing(visit).await;
    };
    let shown: Vec<_> = shop
        .catalog
        .products
        .iter()
        .filter(|product| product.category == slug)
        .collect();
    let json_ld = vec![jsonld::breadcrumbs(
        &shop,
        &[(&category.name, format!("/c/{slug}"))],
    )];
    let content = context! { category => drawable(category), shown => drawable(&shown) };
    visit.page(
        "category.html",
        Head {
            json_ld,
            description: category.text.clone(),
            ..head(&category.name)
        },
        content,
    )
}

async fn product(mut visit: Visit, Path(slug): Path<String>) -> Response {
    let shop = visit.shop.clone();
    let Some(product) = shop.catalog.product(&slug) else {
        if let Some(next) = successor(&slug) {
            let home = shop.flaw("discontinued-product-redirects");
            return moved(&if home {
                "/".to_string()
            } else {
                format!("/p/{next}")
            });
        }
        return missing(visit).await;
    };
    let category = shop
        .catalog
        .categories
        .iter()
        .find(|category| category.slug == product.category);
    let reviews = pages::reviews(&shop.catalog, &shop.flaws, &slug);
    let dated: Vec<(&Review, time::Date)> = reviews
        .iter()
        .enumerate()
        .map(|(at, review)| {
            let age = if shop.flaw("review-volume-and-recency") {
                1_100
            } else {
                0
            };
            (
                *review,
                today() - time::Duration::days(age + 9 + 31 * at as i64),
            )
        })
        .collect();
    let marked: Vec<(&Review, String)> = dated
        .iter()
        .map(|(review, day)| (*review, dates::iso(*day)))
        .collect();
    let (average, count) = pages::rating(&reviews);
    let hidden =
        shop.flaw("rating-markup-honest") && matches!(slug.as_str(), "bud-vase" | "table-lamp");
    let shown: Vec<Value> = dated
        .iter()
        .map(|(review, day)| {
            let (date, iso) = (dates::with_year(shop.language, *day), dates::iso(*day));
            context! { date, iso, ..drawable(review) }
        })
        .collect();
    let trail: Vec<(&str, String)> = category
        .iter()
        .map(|category| (category.name.as_str(), format!("/c/{}", category.slug)))
        .chain([(product.name.as_str(), format!("/p/{slug}"))])
        .collect();
    let head = Head {
        json_ld: vec![
            jsonld::product(&shop, product, &marked, &average),
            jsonld::breadcrumbs(&shop, &trail),
        ],
        description: product.lead.clone(),
        picture: format!("/img/{slug}-640.webp"),
        ..head(&product.name)
    };
    let standard = shop.deliveries(0).swap_remove(0);
    let content = context! {
        product => drawable(product), category => drawable(category),
        reviews => shown, show_reviews => !reviews.is_empty() && !hidden,
        score => context! { rounded => average.parse::<f64>().unwrap_or(0.0).round() as u32, average, count },
        standard_price => standard.price, standard_date => standard.date,
        beside => drawable(shop.catalog.beside(&slug, 4)),
    };
    let one = shop.price(&[(slug.clone(), 1)], None, None);
    visit.session.events.push(shop.event("view_item", &one));
    visit.page("product.html", head, content)
}

async fn find(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let query: String = visit
        .query
        .get("q")
        .map_or("", |query| query.trim())
        .chars()
        .take(100)
        .collect();
    let mut shown = search::find(&shop.catalog, &query);
    if shop.flaw("search-returns-results") {
        shown.clear();
    }
    if shop.flaw("search-tolerates-typo-and-kana") {
        shown.retain(|product| product.name.contains(&query));
    }
    let featured: Vec<_> = shop.catalog.products.iter().take(4).collect();
    let content = context! { query, shown => drawable(&shown), featured => drawable(&featured) };
    visit.page(
        "search.html",
        Head {
            private: true,
            ..head(shop.say("Search", "検索"))
        },
        content,
    )
}

/// The page for an address that does not exist.
pub async fn missing(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let featured: Vec<_> = shop.catalog.products.iter().take(4).collect();
    let title = shop.say("Page not found", "ページが見つかりません");
    let mut answer = visit.page(
        "missing.html",
        Head {
            private: true,
            ..head(title)
        },
        context! { featured => drawable(&featured) },
    );
    if !shop.flaw("soft-404") {
        *answer.status_mut() = StatusCode::NOT_FOUND;
    }
    answer
}

async fn login(visit: Visit) -> Response {
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

async fn take_login(mut visit: Visit) -> Response {
    let text = visit.shop.say(
        "E-mail and password do not belong together. Check both, or order as a guest: no account is needed.",
        "メールアドレスまたはパスワードが違います。会員登録なしでもご購入いただけます。",
    );
    visit.session.notice = Some((text.into(), true));
    visit.go("/account/login")
}

async fn register(visit: Visit) -> Response {
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

async fn take_register(mut visit: Visit) -> Response {
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

async fn other_login(visit: Visit) -> Response {
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

async fn contact(visit: Visit) -> Response {
    let title = visit.shop.say("Contact us", "お問い合わせ");
    visit.page("contact.html", head(title), context! {})
}

async fn feedback(visit: Visit) -> Response {
    if visit.shop.flaw("feedback-or-nps-survey") {
        return missing(visit).await;
    }
    let title = visit.shop.say("Give us feedback", "アンケート");
    visit.page("feedback.html", head(title), context! {})
}

async fn newsletter(visit: Visit) -> Response {
    let title = visit.shop.say("Newsletter", "メールマガジン");
    visit.page("newsletter.html", head(title), context! {})
}

async fn said(visit: Visit) -> Response {
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

async fn track(visit: Visit) -> Response {
    if visit.shop.flaw("order-tracking-self-service") {
        return missing(visit).await;
    }
    let title = visit.shop.say("Track your order", "配送状況の確認");
    visit.page("track.html", head(title), context! {})
}

async fn take_track(visit: Visit, Form(sent): Sent) -> Response {
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

async fn withdraw(visit: Visit) -> Response {
    if visit.shop.language == Language::Ja || visit.shop.flaw("withdrawal-button-eu") {
        return missing(visit).await;
    }
    visit.page(
        "withdraw.html",
        head("Withdraw from contract here"),
        context! { confirm => false },
    )
}

async fn take_withdraw(visit: Visit, Form(sent): Sent) -> Response {
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

async fn help(visit: Visit) -> Response {
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

async fn stores(visit: Visit) -> Response {
    if visit.shop.flaw("store-or-pickup-info") {
        return missing(visit).await;
    }
    let title = visit
        .shop
        .say("Our shop and collection", "店舗・店頭受け取り");
    visit.page("stores.html", head(title), context! {})
}

async fn journal(visit: Visit) -> Response {
    let content = context! { articles => drawable(articles(&visit.shop)) };
    let title = visit.shop.say("Journal", "読みもの");
    visit.page("journal.html", head(title), content)
}

async fn article(visit: Visit, Path(slug): Path<String>) -> Response {
    let Some(article) = articles(&visit.shop)
        .into_iter()
        .find(|article| article.slug == slug)
    else {
        return missing(visit).await;
    };
    visit.page(
        "journal.html",
        head(&article.title),
        context! { article => drawable(&article) },
    )
}

/// Policies and other pages of running text, one template a language.
async fn prose(visit: Visit) -> Response {
    let shop = visit.shop.clone();
    let name = visit.path.trim_start_matches('/').to_string();
    let template = format!("{}/{name}.html", shop.language.tag());
    let unknown = shop.pages.get_template(&template).is_err();
    if unknown || (name == "subscription" && !shop.flaw("easy-cancel-subscription")) {
        return missing(visit).await;
    }
    let title = match name.as_str() {
        "about" => shop.say("Who we are", "私たちについて"),
        "shipping" => shop.say("Delivery", "送料・配送について"),
        "returns" => shop.say("Returns and refunds", "返品・交換について"),
        "privacy" => shop.say("Privacy policy", "プライバシーポリシー"),
        "terms" => shop.say("Terms of sale", "利用規約"),
        "subscription" => shop.say("Monthly subscription", "定期便のご案内"),
        _ => "特定商取引法に基づく表記",
    };
    let options = shop.deliveries(0);
    let content = context! {
        standard_price => options[0].price, express_price => options[1].price,
        options => drawable(&options), payments => drawable(shop.payments()),
        updated => dates::with_year(shop.language, today() - time::Duration::days(60)),
    };
    visit.page(&template, head(title), content)
}

async fn chat(State(shop): State<Arc<Shop>>, Form(sent): Sent) -> Response {
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

async fn postcode(visit: Visit) -> Response {
    let code = visit.query.get("code").map_or("", String::as_str);
    json(&match forms::address_of(code) {
        Some((prefecture, city)) => serde_json::json!({ "prefecture": prefecture, "city": city }),
        None => serde_json::json!({}),
    })
}

fn moved(to: &str) -> Response {
    (
        StatusCode::MOVED_PERMANENTLY,
        [(header::LOCATION, to.to_string())],
    )
        .into_response()
}
