//! Tells the cart by what it shows: its address, its heading or one part of the
//! page's title, or no word at all but goods with their number, what they come to,
//! and what changes them.
//!
//! Old shops show every page under one address and write headings as plain text, so
//! neither can be relied on.

use crate::journey::guard;
use crate::journey::near;
use crate::journey::screen::{add_control, add_strength};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use regex::Regex;
use std::sync::LazyLock;

pub(super) static CART_PATH: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(^|/)(cart|basket|bag|shopping[-_]?(cart|bag|basket)|warenkorb|panier|carrito|cesta|carrello|winkelwagen|winkelmand|carrinho|sacola|kago|korb|mandje)(/|\.|$)").expect("a fixed pattern")
});

/// Strength from which a part of a title is taken for the cart's name: "Wine Basket Ltd." is none.
const NAMES_IT: f64 = 0.8;

/// Whether this is the cart: by its address or its heading, with a control that leads to the checkout
/// or words that it is empty; or by its shape.
pub(super) fn is_cart(look: &Look, path: &str, lexicon: &Lexicon) -> bool {
    let checkout = look.controls.iter().any(|c| {
        c.visible
            && lexicon.strength(&guard::words_of(c), Intent::Checkout) >= 0.5
            && c.region != Some(Region::Dialog)
    });
    let heading = look
        .headings
        .iter()
        .filter(|(l, _)| *l <= 2)
        .any(|(_, t)| lexicon.strength(t, Intent::ViewCart) >= 0.6)
        || lexicon.strength(&look.title, Intent::ViewCart) >= 0.5;
    let quantity = counts(look);
    let removable = says(look, lexicon, Intent::Remove);
    let empty = lexicon.says(&look.text, Topic::CartEmpty);
    // A product that complains at the address to which its form was sent is not the cart.
    let sells = !removable && !heading && add_control(look, lexicon).is_some();
    // A cart of one line without a box for how many has nothing but its name and a price.
    let names_and_prices = heading && !look.prices.is_empty();
    (CART_PATH.is_match(path)
        && !sells
        && (checkout || quantity || removable || empty || names_and_prices))
        || (heading && checkout && (quantity || removable))
        || is_titled(look, lexicon) && removable && checkout
        || lays_goods_out(look, checkout, lexicon)
}

/// Whether a part of the title names the cart: "Example: Shopping Cart", "Warenkorb | Shop".
fn is_titled(look: &Look, lexicon: &Lexicon) -> bool {
    const BETWEEN: [char; 14] = [
        '|', '｜', ':', '：', '–', '—', '»', '>', '・', '/', '【', '】', '[', ']',
    ];
    look.title
        .split(BETWEEN)
        .flat_map(|part| part.split(" - "))
        .any(|part| lexicon.strength(part.trim(), Intent::ViewCart) >= NAMES_IT)
}

/// Whether a page lists what is bought: how many, what it comes to, and two of what changes the list
/// or leads away from it to more goods or on to the checkout. It asks nothing of the shopper and puts
/// nothing into a cart.
fn lays_goods_out(look: &Look, checkout: bool, lexicon: &Lexicon) -> bool {
    let changes = [
        is_titled(look, lexicon),
        checkout,
        says(look, lexicon, Intent::Remove),
        says(look, lexicon, Intent::Edit),
        says(look, lexicon, Intent::Back),
    ];
    counts(look)
        && near::totals(look, lexicon)
        && changes.into_iter().filter(|c| *c).count() >= 2
        && !asks_who(look)
        && !look
            .controls
            .iter()
            .any(|c| c.visible && add_strength(c, look, lexicon) >= 0.4)
}

fn counts(look: &Look) -> bool {
    look.fields
        .iter()
        .any(|f| f.visible && f.purpose == "x-quantity")
}

fn says(look: &Look, lexicon: &Lexicon, intent: Intent) -> bool {
    let content = |c: &Control| Region::is_content(c.region);
    look.controls.iter().any(|c| {
        c.visible
            && (intent == Intent::Remove || content(c))
            && lexicon.strength(&guard::words_of(c), intent) >= 0.5
    })
}

/// Whether a name, an address or a way to pay is asked in the content: then it is a form for an order.
fn asks_who(look: &Look) -> bool {
    look.fields.iter().any(|f| {
        f.visible
            && !matches!(
                f.region,
                Some(Region::Header | Region::Footer | Region::Nav | Region::Aside)
            )
            && matches!(
                f.purpose.as_str(),
                "email"
                    | "name"
                    | "given-name"
                    | "family-name"
                    | "address-line1"
                    | "street-address"
                    | "postal-code"
                    | "x-payment-method"
            )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::extract::prices;
    use crate::model::look::Field;

    fn button(name: &str) -> Control {
        Control {
            name: name.into(),
            role: "button".into(),
            kind: "submit".into(),
            tag: "input".into(),
            region: Some(Region::Main),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn field(purpose: &str) -> Field {
        Field {
            purpose: purpose.into(),
            kind: "text".into(),
            visible: true,
            ..Field::default()
        }
    }

    fn page(title: &str, text: &str, buttons: &[&str]) -> Look {
        Look {
            title: title.into(),
            text: text.into(),
            prices: prices::find(text),
            fields: vec![field("x-quantity")],
            controls: buttons.iter().map(|b| button(b)).collect(),
            ..Look::default()
        }
    }

    fn shown(look: &Look, path: &str) -> bool {
        is_cart(look, path, Lexicon::embedded())
    }

    #[test]
    fn a_cart_without_heading_or_address_of_its_own_is_told_by_its_shape() {
        let ways = ["再計算する", "買い物を続ける", "ご注文者入力画面に進む"];
        let table = page(
            "選択商品一覧",
            "湯呑み 2,310円 合計金額（税込み） 2,310円",
            &ways,
        );
        assert!(shown(&table, "/index.cgi"));
        let text = "Becher 18,50 € Gesamtsumme: 22,40 €";
        let german = page("Warenkorb | Beispiel", text, &["Weiter shoppen"]);
        assert!(shown(&german, "/index.php"));
    }

    #[test]
    fn what_sells_or_asks_who_one_is_is_no_cart() {
        let ways = ["Update", "Continue shopping", "Add to cart"];
        let text = "Mug $18.50 Total: $18.50";
        assert!(!shown(&page("Mug", text, &ways), "/mug"));
        let mut form = page("Order", text, &ways[..2]);
        assert!(shown(&form, "/order.cgi"));
        form.fields.push(field("email"));
        assert!(!shown(&form, "/order.cgi"));
    }

    #[test]
    fn one_part_of_a_title_names_the_cart_beside_a_form_that_adds_by_number() {
        let ways = ["Add to Cart", "Empty Cart", "Checkout"];
        let text = "Mug $18.50";
        let title = "Example: E-Commerce Store: Shopping Cart";
        assert!(shown(&page(title, text, &ways), "/control/showcart"));
        assert!(!shown(&page("Red | The Wine Cart", text, &ways), "/red"));
    }
}
