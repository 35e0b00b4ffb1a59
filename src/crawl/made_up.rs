//! The address of a product that does not exist, to see how a missing page is answered.

use crate::crawl::address;
use url::Url;

/// Below the largest 32-bit number, so that a shop looks it up and does not choke on it.
const NUMBER: &str = "999999971";
const SLUG: &str = "no-such-product-qzx";

/// Takes a real product's address and alters what names the product. The same
/// address always gives the same answer. `None` where nothing in it names a product.
pub fn address(product: &Url) -> Option<Url> {
    let mut url = address::visitable(product);
    let pairs: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut altered = false;
    if !pairs.is_empty() {
        let names = |name: &str| {
            let name = name.to_lowercase();
            name == "id"
                || name == "p"
                || name == "pid"
                || name.ends_with("_id")
                || name.ends_with("id")
                || name == "product"
                || name == "code"
        };
        url.query_pairs_mut().clear();
        for (name, value) in &pairs {
            let value = if names(name) && !value.is_empty() {
                altered = true;
                alter(value)
            } else {
                value.clone()
            };
            url.query_pairs_mut().append_pair(name, &value);
        }
    }
    if !altered {
        url.set_query(None);
        let mut segments: Vec<String> = url.path().split('/').map(str::to_string).collect();
        let last = segments.iter().rposition(|s| !s.is_empty())?;
        segments[last] = alter(&segments[last]);
        // `/item/123/blue-mug`: the number decides, not the words after it.
        for segment in &mut segments[..last] {
            if segment.len() >= 2 && segment.bytes().all(|b| b.is_ascii_digit()) {
                *segment = NUMBER.to_string();
            }
        }
        url.set_path(&segments.join("/"));
    }
    (url != *product).then_some(url)
}

/// Words become other words, a number at either end another number, an ending stays.
fn alter(name: &str) -> String {
    let stem = address::stem(name);
    let ending = &name[stem.len()..];
    if !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_digit()) {
        return format!("{NUMBER}{ending}");
    }
    let head = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = stem.len() - head.len();
    let separator = head
        .chars()
        .next_back()
        .filter(|c| matches!(c, '_' | '-' | '.'));
    match separator {
        Some(separator) if digits > 0 => format!("{SLUG}{separator}{NUMBER}{ending}"),
        _ => {
            let tail = stem.trim_start_matches(|c: char| c.is_ascii_digit());
            let leading = stem.len() - tail.len();
            match tail.chars().next().filter(|c| matches!(c, '_' | '-')) {
                Some(separator) if leading > 0 => format!("{NUMBER}{separator}{SLUG}{ending}"),
                _ => format!("{SLUG}{ending}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(real: &str, made_up: &str) {
        let url = Url::parse(&format!("https://s.example{real}")).unwrap();
        let made = address(&url).unwrap();
        assert_eq!(&made.as_str()["https://s.example".len()..], made_up);
    }

    #[test]
    fn the_shape_of_the_address_stays() {
        check(
            "/catalogue/linen-duvet-cover_5/",
            "/catalogue/no-such-product-qzx_999999971/",
        );
        check(
            "/products/blue-mug?variant=1",
            "/products/no-such-product-qzx",
        );
        check("/p/12345.html", "/p/999999971.html");
        check(
            "/item/12345/blue-mug",
            "/item/999999971/no-such-product-qzx",
        );
        check(
            "/product.php?id=12&lang=ja",
            "/product.php?id=999999971&lang=ja",
        );
        check(
            "/goods/12-mug.html",
            "/goods/999999971-no-such-product-qzx.html",
        );
    }
}
