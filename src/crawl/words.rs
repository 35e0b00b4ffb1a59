//! The words that tell what a page is for and which links to leave alone, as data.
//!
//! They are in `rulesets/pages.toml`, so a language is added without touching code.

use crate::model::page::PageKind;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Everything in `rulesets/pages.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// First parts of a path that name a language.
    pub languages: Vec<String>,
    /// Links that a crawl never follows.
    pub unsafe_links: UnsafeLinks,
    /// What names each kind of page.
    pub kind: Vec<KindWords>,
    /// Words of controls and states that a page's shape is read from.
    pub shape: ShapeWords,
}

/// Links that a crawl never follows.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnsafeLinks {
    /// Whole parts of a path, also with their dashes taken out.
    pub segments: Vec<String>,
    /// Words of a path that name something a shopper fills.
    pub changeable: Vec<String>,
    /// Words that change such a thing.
    pub changes: Vec<String>,
    /// Names of parameters that act by themselves.
    pub parameters: Vec<String>,
    /// Names of parameters whose value can be an action.
    pub action_parameters: Vec<String>,
    /// Whole link texts, lower case.
    pub texts: Vec<String>,
    /// Endings of files that are no pages.
    pub file_endings: Vec<String>,
}

/// What names one kind of page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindWords {
    /// The kind.
    pub id: PageKind,
    /// Whole parts of a path.
    #[serde(default)]
    pub segments: Vec<String>,
    /// Parts of a path that announce the kind in what follows: `/products/…`.
    #[serde(default)]
    pub parents: Vec<String>,
    /// Words, or runs of words with `-`, inside a part of a path.
    #[serde(default)]
    pub tokens: Vec<String>,
    /// Phrases of link texts, titles and headings, lower case, by language.
    #[serde(default)]
    pub phrases: BTreeMap<String, Vec<String>>,
}

/// Words of controls and states that a page's shape is read from.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShapeWords {
    /// Last parts of an address behind a product's that are about the product, such as a form for reviews.
    pub about_products: Vec<String>,
    /// Controls that put a product into the cart or start buying it.
    pub add_to_cart: Vec<String>,
    /// What stands in place of that control on a product that is sold out.
    pub sold_out: Vec<String>,
    /// What an empty cart says.
    pub empty_cart: Vec<String>,
    /// Controls that lead from the cart to the checkout.
    pub to_checkout: Vec<String>,
    /// What a search field is called.
    pub search: Vec<String>,
    /// Names of search parameters.
    pub search_parameters: Vec<String>,
    /// Names of parameters that hold the number of a product or category.
    pub number_parameters: Vec<String>,
    /// Names of sort controls.
    pub sort_names: Vec<String>,
    /// Words that only the page of one product has.
    pub product_details: Vec<String>,
    /// Class and id words of the page of one product.
    pub product_classes: Vec<String>,
    /// What a page says that needs JavaScript.
    pub needs_javascript: Vec<String>,
}

impl KindWords {
    /// All phrases, whatever the language.
    pub fn all_phrases(&self) -> impl Iterator<Item = &str> {
        self.phrases.values().flatten().map(String::as_str)
    }
}

/// The built-in words.
pub fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        toml::from_str(include_str!("../../rulesets/pages.toml"))
            .expect("the built-in pages.toml is read by a test")
    });
    &WORDS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_words_are_readable_and_in_lower_case() {
        let words = words();
        assert!(words.kind.len() >= 13);
        for kind in &words.kind {
            assert!(
                kind.phrases.contains_key("en") && kind.phrases.contains_key("ja"),
                "{:?} lacks a language",
                kind.id
            );
            for word in kind
                .all_phrases()
                .chain(kind.segments.iter().map(String::as_str))
            {
                assert_eq!(word, word.to_lowercase());
            }
        }
    }
}
