//! What the demo store sells and who runs it, read from data in both languages.

use super::pictures::Subject;
use crate::model::plan::Language;
use serde::{Deserialize, Serialize};

/// Everything on the shelves, in one language.
#[derive(Debug, Clone)]
pub struct Catalog {
    /// The three categories, in menu order.
    pub categories: Vec<Category>,
    /// The products, in shelf order.
    pub products: Vec<Product>,
    /// Reviews to draw from.
    pub reviews: Vec<Review>,
    /// Who runs the store.
    pub store: Store,
}

/// A category.
#[derive(Debug, Clone, Serialize)]
pub struct Category {
    /// Part of its address.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// One sentence about it.
    pub text: String,
}

/// A product.
#[derive(Debug, Clone, Serialize)]
pub struct Product {
    /// Part of its address.
    pub slug: String,
    /// Slug of its category.
    pub category: String,
    /// Name.
    pub name: String,
    /// One or two sentences.
    pub lead: String,
    /// Material, size, care.
    pub spec: String,
    /// Words by which it is found, besides its texts.
    pub words: String,
    /// Price with tax in the smallest unit of the currency.
    pub price: i64,
    /// Price before a reduction, where there is one.
    pub was: Option<i64>,
    /// GTIN-13.
    pub gtin: String,
    /// Weight.
    pub grams: u32,
    /// What to draw.
    #[serde(skip)]
    pub subject: Subject,
}

/// A review, to be dated when it is shown.
#[derive(Debug, Clone, Serialize)]
pub struct Review {
    /// 1 to 5.
    pub stars: u8,
    /// Who wrote it.
    pub by: String,
    /// Headline.
    pub title: String,
    /// Text.
    pub text: String,
    /// The store's answer; empty where there is none.
    pub reply: String,
}

/// Who runs the store, and on what terms.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Store {
    /// Name over the door.
    pub name: String,
    /// Legal name.
    pub company: String,
    /// One line about it.
    pub tagline: String,
    /// BCP 47 tag with region.
    pub locale: String,
    /// ISO 3166 code.
    pub country: String,
    /// The country's name in the store's language.
    pub country_name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// Telephone number as written.
    pub phone: String,
    /// The same in E.164.
    pub tel: String,
    /// When somebody answers the telephone.
    pub hours: String,
    /// E-mail address.
    pub email: String,
    /// Street and number.
    pub street: String,
    /// Town.
    pub city: String,
    /// County or prefecture.
    pub region: String,
    /// Postcode.
    pub postcode: String,
    /// All of the address in one line.
    pub address: String,
    /// Who answers for it.
    pub owner: String,
    /// Subtotal from which delivery is free, in the smallest unit.
    pub free_from: i64,
    /// LINE official account; empty where there is none.
    pub line: String,
}

impl Catalog {
    /// The shelves in a language.
    pub fn load(language: Language) -> Catalog {
        let written: Written = toml::from_str(include_str!("assets/products.toml"))
            .expect("the built-in list of products is valid");
        let stores: Stores = toml::from_str(include_str!("assets/store.toml"))
            .expect("the built-in store card is valid");
        let english = language == Language::En;
        let pick = |en: Words, ja: Words| if english { en } else { ja };
        Catalog {
            categories: written
                .category
                .into_iter()
                .map(|entry| {
                    let words = pick(entry.en, entry.ja);
                    Category {
                        slug: entry.slug,
                        name: words.name,
                        text: words.text,
                    }
                })
                .collect(),
            products: written
                .product
                .into_iter()
                .map(|entry| {
                    let words = pick(entry.en, entry.ja);
                    Product {
                        slug: entry.slug,
                        category: entry.category,
                        name: words.name,
                        lead: words.lead,
                        spec: words.spec,
                        words: words.words,
                        price: if english { entry.pence } else { entry.yen },
                        was: entry.was_pence.filter(|_| english),
                        gtin: entry.gtin,
                        grams: entry.grams,
                        subject: Subject {
                            shape: entry.shape,
                            colour: entry.colour,
                            aspect_pct: 100,
                        },
                    }
                })
                .collect(),
            reviews: written
                .review
                .into_iter()
                .map(|entry| {
                    let words = pick(entry.en, entry.ja);
                    Review {
                        stars: entry.stars,
                        by: words.by,
                        title: words.title,
                        text: words.text,
                        reply: words.reply,
                    }
                })
                .collect(),
            store: if english { stores.en } else { stores.ja },
        }
    }

    /// The product at an address.
    pub fn product(&self, slug: &str) -> Option<&Product> {
        self.products.iter().find(|product| product.slug == slug)
    }

    /// The reviews of a product: six of the pool, turned by its place on the shelf.
    pub fn reviews_of(&self, slug: &str) -> Vec<&Review> {
        let turn = self
            .products
            .iter()
            .position(|product| product.slug == slug)
            .unwrap_or(0);
        self.reviews
            .iter()
            .cycle()
            .skip(turn % self.reviews.len())
            .take(6)
            .collect()
    }

    /// Others to show beside a product: its own category first, never itself.
    pub fn beside(&self, slug: &str, count: usize) -> Vec<&Product> {
        let category = self.product(slug).map(|product| product.category.as_str());
        let (near, far): (Vec<_>, Vec<_>) = self
            .products
            .iter()
            .filter(|product| product.slug != slug)
            .partition(|product| Some(product.category.as_str()) == category);
        near.into_iter().chain(far).take(count).collect()
    }
}

/// The product that took the place of one that is no longer made.
pub fn successor(slug: &str) -> Option<&'static str> {
    match slug {
        "classic-mug" => Some("stoneware-mug"),
        "winter-throw" => Some("wool-throw"),
        _ => None,
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    category: Vec<WrittenCategory>,
    product: Vec<WrittenProduct>,
    review: Vec<WrittenReview>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCategory {
    slug: String,
    en: Words,
    ja: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenProduct {
    slug: String,
    category: String,
    shape: String,
    colour: [u8; 3],
    pence: i64,
    was_pence: Option<i64>,
    yen: i64,
    gtin: String,
    grams: u32,
    en: Words,
    ja: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenReview {
    stars: u8,
    en: Words,
    ja: Words,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Words {
    name: String,
    text: String,
    lead: String,
    spec: String,
    words: String,
    by: String,
    title: String,
    reply: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stores {
    en: Store,
    ja: Store,
}
