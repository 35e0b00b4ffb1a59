//! Addresses of the demo store, and everything that is no basket and no checkout.

use super::basket;
use super::catalog::{Review, successor};
use super::pages::drawable;
use super::shop::{Shop, today};
use super::texts::articles;
use super::visit::{Head, Visit};
use super::{checkout, dates, files, jsonld, pages, review, search, service};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
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
        .route("/checkout/review", get(review::review))
        .route("/checkout/order", post(review::order))
        .route("/checkout/thanks", get(review::thanks))
        .route("/express", get(review::express).post(review::start_express))
        .route("/express/order", post(review::order_express))
        .route(
            "/account/login",
            get(service::login).post(service::take_login),
        )
        .route(
            "/account/register",
            get(service::register).post(service::take_register),
        )
        .route("/account/with/{name}", get(service::other_login))
        .route("/line", get(service::line_account))
        .route("/contact", get(service::contact).post(service::said))
        .route("/feedback", get(service::feedback).post(service::said))
        .route("/newsletter", get(service::newsletter).post(service::said))
        .route("/track", get(service::track).post(service::take_track))
        .route(
            "/withdraw",
            get(service::withdraw).post(service::take_withdraw),
        )
        .route("/help", get(service::help))
        .route("/stores", get(service::stores))
        .route("/journal", get(journal))
        .route("/journal/{slug}", get(article))
        .route("/chat", post(service::chat))
        .route("/api/postcode", get(service::postcode))
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
        "accessibility",
        "tokushoho",
        "subscription",
    ] {
        routes = routes.route(&format!("/{name}"), get(prose));
    }
    routes = routes.route(
        "/g/collect",
        axum::routing::post(|| async { axum::http::StatusCode::NO_CONTENT }),
    );
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
    if shop.flaw("fcp-per-step") && path.ends_with(".css") {
        wait_ms += 4_000;
    }
    if shop.flaw("total-flow-time") && (path.starts_with("/cart") || path.starts_with("/checkout"))
    {
        wait_ms += 1_900;
    }
    if wait_ms > 0 {
        tokio::time::sleep(Duration::from_millis(wait_ms)).await;
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    let document = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
    let bare = shop.flaw("security-headers") && path.starts_with("/checkout");
    if !bare {
        headers.insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
    }
    headers.insert(
        header::REFERRER_POLICY,
        HeaderValue::from_static("strict-origin-when-cross-origin"),
    );
    if document {
        let private = path.starts_with("/checkout")
            || path.starts_with("/cart")
            || path.starts_with("/express")
            || path.starts_with("/account");
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-cache"),
        );
        headers.insert(
            "permissions-policy",
            HeaderValue::from_static("camera=(), microphone=(), geolocation=()"),
        );
        if !bare {
            headers.insert(header::X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        }
        if private && !shop.flaw("robots-blocks-commerce") {
            headers.insert("x-robots-tag", HeaderValue::from_static("noindex"));
        }
        if !(shop.flaw("payment-page-scripts-controlled") && path.starts_with("/checkout")) {
            let mut policy = policy(&shop);
            if bare {
                policy = policy.replace(" frame-ancestors 'none';", "");
            }
            let policy = HeaderValue::from_str(&policy).expect("made of addresses and plain words");
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
    }
    answer
}

fn policy(shop: &Shop) -> String {
    let mut scripts = String::new();
    let mut pictures = String::new();
    if shop.flaw("trackers-before-consent") || shop.flaw("external-transmission-notice-jp") {
        scripts.push_str(&format!(" {}", shop.partner));
        pictures.clone_from(&scripts);
    }
    if shop.flaw("third-party-cost-in-checkout") {
        scripts.push_str(&format!(" {}", super::partner::helpers(shop).join(" ")));
    }
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'; img-src 'self' data:{pictures}; connect-src 'self'; \
         manifest-src 'self'; frame-src {}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
        shop.partner
    )
}

/// The head of a page that has nothing particular but its title.
pub fn head(title: impl Into<String>) -> Head {
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
    if shop.flaw("product-deep-link-survives") && !visit.query.is_empty() {
        return moved("/");
    }
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
    let mut markup = jsonld::product(&shop, product, &marked, &average);
    if hidden {
        markup["aggregateRating"] = serde_json::json!({
            "@type": "AggregateRating", "ratingValue": "4.9", "reviewCount": 128
        });
    }
    let head = Head {
        json_ld: vec![markup, jsonld::breadcrumbs(&shop, &trail)],
        description: product.lead.clone(),
        picture: format!("/img/{slug}-640.webp"),
        ..head(if shop.flaw("page-has-title-description") {
            shop.say("A product of our shop", "当店の商品のご紹介")
        } else {
            &product.name
        })
    };
    let standard = shop.deliveries(0).swap_remove(0);
    let content = context! {
        product => drawable(product), category => drawable(category),
        card_price => shop.decimal(if shop.flaw("cross-channel-info-consistent") {
            product.price * 11 / 10
        } else {
            product.price
        }),
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
        "accessibility" => "Accessibility",
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

fn moved(to: &str) -> Response {
    (
        StatusCode::MOVED_PERMANENTLY,
        [(header::LOCATION, to.to_string())],
    )
        .into_response()
}
