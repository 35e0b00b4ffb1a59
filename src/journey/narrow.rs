//! Tells a link that only narrows a list down to a price from one that leads to a product: both
//! stand beside a price, and the address of a list often reads like a product's.

use crate::crawl::extract::prices;
use crate::journey::screen::place_of;
use crate::model::look::{Control, Look};

/// Whether a link leads to the page that is open, with another query, and is called by nothing but
/// prices; or its prices are what its query asks for ("under €20" and `?to=20`).
pub(super) fn narrows_by_price(c: &Control, look: &Look) -> bool {
    let Some((place, query)) = c.href.as_deref().and_then(|h| h.split_once('?')) else {
        return false;
    };
    let found = prices::find(&c.name);
    if found.is_empty() || path_of(place) != path_of(&look.url) {
        return false;
    }
    let named = found
        .iter()
        .fold(c.name.clone(), |left, price| left.replace(&price.text, ""))
        .chars()
        .any(char::is_alphabetic);
    let asked = found.iter().all(|price| {
        let whole = format!("{:.0}", price.amount.trunc());
        query
            .split(|c: char| !c.is_ascii_digit())
            .any(|number| number == whole)
    });
    !named || asked
}

/// The place of an address without its query, by which some stores tell their pages apart.
fn path_of(url: &str) -> String {
    place_of(url.split(['?', '#']).next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn narrows(name: &str, href: &str) -> bool {
        let look = Look {
            url: "https://shop.example/products/".into(),
            ..Look::default()
        };
        let link = Control {
            name: name.into(),
            href: Some(format!("https://shop.example{href}")),
            ..Control::default()
        };
        narrows_by_price(&link, &look)
    }

    #[test]
    fn a_price_that_narrows_the_open_list_is_no_product() {
        assert!(narrows("€ 18.00", "/products/?pf=18.00"));
        assert!(narrows("€10 - €20", "/products/?from=10&to=20"));
        assert!(narrows("Under €20", "/products/?to=20"));
    }

    #[test]
    fn a_product_stays_one_by_its_name_or_its_own_place() {
        assert!(!narrows("Mug € 18.00", "/products/?id=3"));
        assert!(!narrows("€ 18.00", "/products/mug/?from=list"));
        assert!(!narrows("€ 18.00", "/products/mug/"));
        assert!(!narrows("Newest first", "/products/?sort=new"));
    }
}
