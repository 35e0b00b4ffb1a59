//! Finding products by words as people type them: other widths, other kana, one letter wrong.

use super::catalog::{Catalog, Product};
use unicode_normalization::UnicodeNormalization;

/// Products that answer a query, best first; empty for an empty query.
pub fn find<'a>(catalog: &'a Catalog, query: &str) -> Vec<&'a Product> {
    let query = fold(query);
    if query.is_empty() {
        return Vec::new();
    }
    let mut hits: Vec<(u32, &Product)> = catalog
        .products
        .iter()
        .filter_map(|product| Some((rank(catalog, product, &query)?, product)))
        .collect();
    hits.sort_by_key(|(rank, _)| std::cmp::Reverse(*rank));
    hits.into_iter().map(|(_, product)| product).collect()
}

/// One spelling for all widths, cases and kinds of kana; marks between words become one space.
pub fn fold(text: &str) -> String {
    let folded: String = text
        .nfkc()
        .flat_map(char::to_lowercase)
        .map(|letter| match letter {
            'ァ'..='ヶ' => char::from_u32(letter as u32 - 0x60).unwrap_or(letter),
            'ー' => letter,
            other if other.is_alphanumeric() => other,
            _ => ' ',
        })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn rank(catalog: &Catalog, product: &Product, query: &str) -> Option<u32> {
    let name = fold(&product.name);
    if name == *query || joined(&name) == joined(query) {
        return Some(100);
    }
    if name.contains(query) {
        return Some(80);
    }
    let category = catalog
        .categories
        .iter()
        .find(|category| category.slug == product.category)
        .map_or("", |category| category.name.as_str());
    let everything = fold(&format!(
        "{} {} {} {} {category}",
        product.name, product.words, product.lead, product.spec
    ));
    if query.split(' ').all(|word| everything.contains(word)) {
        return Some(60);
    }
    if strsim::damerau_levenshtein(&name, query) <= allowance(query) {
        return Some(50);
    }
    query
        .split(' ')
        .all(|word| near(&everything, word))
        .then_some(30)
}

/// How many letters may be wrong in a word of this length.
fn allowance(word: &str) -> usize {
    match word.chars().count() {
        0..=3 => 0,
        4..=7 => 1,
        _ => 2,
    }
}

/// Whether a word, or a run of letters in a text without spaces, is close to what was typed.
fn near(text: &str, word: &str) -> bool {
    let allowed = allowance(word).min(if word.is_ascii() { 2 } else { 1 });
    if text.contains(word) {
        return true;
    }
    if allowed == 0 {
        return false;
    }
    if word.is_ascii() {
        return text
            .split(' ')
            .any(|other| strsim::damerau_levenshtein(other, word) <= allowed);
    }
    let letters: Vec<char> = text.chars().collect();
    let length = word.chars().count();
    (length - 1..=length + 1).any(|size| {
        letters.windows(size).any(|run| {
            strsim::damerau_levenshtein(&run.iter().collect::<String>(), word) <= allowed
        })
    })
}

fn joined(text: &str) -> String {
    text.replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;

    fn first(language: Language, query: &str) -> String {
        let catalog = Catalog::load(language);
        find(&catalog, query)
            .first()
            .map_or(String::new(), |product| product.slug.clone())
    }

    #[test]
    fn every_exact_title_finds_its_product_first() {
        for language in [Language::En, Language::Ja] {
            for product in &Catalog::load(language).products {
                assert_eq!(first(language, &product.name), product.slug);
            }
        }
    }

    #[test]
    fn one_wrong_letter_and_other_widths_still_find_it() {
        assert_eq!(first(Language::En, "stoneware mgu"), "stoneware-mug");
        assert_eq!(first(Language::En, " Ｃｕｓｈｉｏｎ "), "linen-cushion");
        assert_eq!(first(Language::En, "lambswol throw"), "wool-throw");
        assert_eq!(first(Language::Ja, "ﾏｸﾞｶｯﾌﾟ"), "stoneware-mug");
        assert_eq!(first(Language::Ja, "まぐかっぷ"), "stoneware-mug");
        assert_eq!(first(Language::Ja, "ティーポッド"), "stoneware-teapot");
    }

    #[test]
    fn nonsense_finds_nothing() {
        assert_eq!(first(Language::En, "qzxvkjwq93hf"), "");
        assert_eq!(first(Language::Ja, "ぬヌぬヌぬヌぬヌ"), "");
    }
}
