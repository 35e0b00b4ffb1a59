//! The templates, and the few words that they know: `l(en, ja)`, `money(n)`, `flaw(id)`.

use super::catalog::{Catalog, Review};
use super::shop::{money, net};
use crate::model::plan::Language;
use minijinja::value::Serde;
use minijinja::{Environment, Value, context};
use serde::Serialize;
use std::collections::BTreeSet;

/// The templates of a store, ready to render.
///
/// `flaw(id)` is the only way in which a template learns of a flaw.
pub fn environment(
    language: Language,
    flaws: &BTreeSet<String>,
    catalog: &Catalog,
) -> Environment<'static> {
    let mut pages = Environment::new();
    for (name, source) in TEMPLATES {
        pages
            .add_template(name, source)
            .expect("the built-in templates are well-formed");
    }
    let english = language == Language::En;
    pages.add_function(
        "l",
        move |en: String, ja: String| if english { en } else { ja },
    );
    pages.add_function("money", move |amount: i64| money(language, amount));
    pages.add_function("net", move |amount: i64| {
        money(language, net(language, amount))
    });
    pages.add_function("stars", |count: u32| "★".repeat(count.min(5) as usize));
    let known = flaws.clone();
    pages.add_function("flaw", move |id: &str| known.contains(id));
    let (shelves, known) = (catalog.clone(), flaws.clone());
    pages.add_function("rating", move |slug: &str| {
        let (average, count) = rating(&reviews(&shelves, &known, slug));
        context! { average, count }
    });
    pages.add_global("lang", language.tag());
    pages.add_global("store", drawable(&catalog.store));
    pages.add_global("categories", drawable(&catalog.categories));
    pages.add_global("products", drawable(&catalog.products));
    pages
}

/// One of our own values as templates read it.
pub fn drawable(value: impl Serialize) -> Value {
    Value::from(Serde(value))
}

/// The reviews that a product page shows.
pub fn reviews<'a>(catalog: &'a Catalog, flaws: &BTreeSet<String>, slug: &str) -> Vec<&'a Review> {
    let mut list = catalog.reviews_of(slug);
    if flaws.contains("reviews-on-product-page") {
        list.clear();
    }
    if flaws.contains("review-volume-and-recency") {
        list.truncate(2);
    }
    list
}

/// `4.5` and the number of reviews.
pub fn rating(reviews: &[&Review]) -> (String, usize) {
    let sum: u32 = reviews.iter().map(|review| u32::from(review.stars)).sum();
    (
        format!("{:.1}", f64::from(sum) / reviews.len().max(1) as f64),
        reviews.len(),
    )
}

const TEMPLATES: [(&str, &str); 39] = [
    ("base.html", include_str!("templates/base.html")),
    ("parts.html", include_str!("templates/parts.html")),
    ("home.html", include_str!("templates/home.html")),
    ("category.html", include_str!("templates/category.html")),
    ("search.html", include_str!("templates/search.html")),
    ("product.html", include_str!("templates/product.html")),
    ("cart.html", include_str!("templates/cart.html")),
    ("details.html", include_str!("templates/details.html")),
    ("delivery.html", include_str!("templates/delivery.html")),
    ("payment.html", include_str!("templates/payment.html")),
    ("review.html", include_str!("templates/review.html")),
    ("interlude.html", include_str!("templates/interlude.html")),
    ("thanks.html", include_str!("templates/thanks.html")),
    ("account.html", include_str!("templates/account.html")),
    ("missing.html", include_str!("templates/missing.html")),
    ("contact.html", include_str!("templates/contact.html")),
    ("help.html", include_str!("templates/help.html")),
    ("track.html", include_str!("templates/track.html")),
    ("feedback.html", include_str!("templates/feedback.html")),
    ("stores.html", include_str!("templates/stores.html")),
    ("journal.html", include_str!("templates/journal.html")),
    ("withdraw.html", include_str!("templates/withdraw.html")),
    ("newsletter.html", include_str!("templates/newsletter.html")),
    ("said.html", include_str!("templates/said.html")),
    ("card.html", include_str!("templates/card.html")),
    ("en/about.html", include_str!("templates/en/about.html")),
    (
        "en/shipping.html",
        include_str!("templates/en/shipping.html"),
    ),
    ("en/returns.html", include_str!("templates/en/returns.html")),
    ("en/privacy.html", include_str!("templates/en/privacy.html")),
    ("en/terms.html", include_str!("templates/en/terms.html")),
    (
        "en/accessibility.html",
        include_str!("templates/en/accessibility.html"),
    ),
    (
        "en/subscription.html",
        include_str!("templates/en/subscription.html"),
    ),
    ("ja/about.html", include_str!("templates/ja/about.html")),
    (
        "ja/shipping.html",
        include_str!("templates/ja/shipping.html"),
    ),
    ("ja/returns.html", include_str!("templates/ja/returns.html")),
    ("ja/privacy.html", include_str!("templates/ja/privacy.html")),
    ("ja/terms.html", include_str!("templates/ja/terms.html")),
    (
        "ja/tokushoho.html",
        include_str!("templates/ja/tokushoho.html"),
    ),
    (
        "ja/subscription.html",
        include_str!("templates/ja/subscription.html"),
    ),
];
