use super::*;
use crate::crawl::extract::prices;
use crate::model::look::Rect;

fn picture(hints: &str, kind: &str, href: Option<&str>) -> Control {
    Control {
        handle: 9,
        hints: hints.into(),
        kind: kind.into(),
        href: href.map(str::to_owned),
        tag: if href.is_some() { "a" } else { "input" }.into(),
        form: Some(0),
        visible: true,
        enabled: true,
        ..Control::default()
    }
}

fn adds(picture: Control, boxes: &[(&str, &str)]) -> bool {
    let field = |(purpose, value): &(&str, &str)| Field {
        purpose: (*purpose).into(),
        value: (*value).into(),
        kind: "text".into(),
        form: Some(0),
        visible: true,
        rect: Rect {
            w: 40.0,
            h: 20.0,
            ..Rect::default()
        },
        ..Field::default()
    };
    let look = Look {
        fields: boxes.iter().map(field).collect(),
        prices: prices::find("2,160円"),
        controls: vec![picture.clone()],
        ..Look::default()
    };
    sends_a_quantity(&picture, &look, Lexicon::embedded())
}

/// What a cart with these fields and this link is taken for once the checkout was entered.
fn shown_cart(url: &str, purposes: &[&str], leads_to: &str) -> Vec<Goal> {
    let field = |purpose: &&str| Field {
        purpose: (*purpose).into(),
        kind: "text".into(),
        visible: true,
        region: Some(Region::Main),
        ..Field::default()
    };
    let link = Control {
        name: "Checkout".into(),
        role: "link".into(),
        region: Some(Region::Main),
        ..picture("", "", Some(leads_to))
    };
    let look = Look {
        url: url.into(),
        headings: vec![(1, "Shopping Cart".into())],
        fields: purposes.iter().map(field).collect(),
        controls: vec![link],
        ..Look::default()
    };
    let context = Context {
        checkout_entered: true,
        ..Context::default()
    };
    recognise(&look, context, Lexicon::embedded()).goals
}

#[test]
fn a_cart_that_reckons_delivery_or_stands_under_the_checkouts_script_is_the_cart() {
    let cart = "https://shop.example/cart";
    let onward = "https://shop.example/checkout.php?checkout";
    let reckons = ["x-quantity", "country", "postal-code"];
    assert_eq!(shown_cart(cart, &reckons, onward), [Goal::Cart]);
    let asks = ["x-quantity", "given-name", "street-address", "postal-code"];
    assert!(shown_cart(cart, &asks, onward).contains(&Goal::Address));
    let script = "https://shop.example/checkout.php";
    assert_eq!(shown_cart(script, &["x-quantity"], onward), [Goal::Cart]);
    assert_eq!(
        shown_cart(script, &["x-quantity"], script),
        [Goal::Checkout]
    );
}

#[test]
fn a_picture_that_sends_how_many_adds_whatever_its_box_is_called() {
    let send = || picture("b3", "image", None);
    assert!(adds(send(), &[("unknown", "1")]));
    assert!(adds(send(), &[("x-quantity", "")]));
    assert!(
        !adds(send(), &[("unknown", "")]),
        "an empty box counts nothing"
    );
    assert!(!adds(send(), &[("email", "1")]));
    assert!(!adds(send(), &[]));
    let script = picture("", "", Some("javascript:document.fm.submit()"));
    assert!(adds(script, &[("unknown", "1")]));
    assert!(
        adds(picture("cart", "image", None), &[]),
        "named after the cart"
    );
}

#[test]
fn a_cart_may_have_nothing_but_its_name_and_a_price() {
    let look = |heading: &str, url: &str| Look {
        url: url.into(),
        headings: vec![(1, heading.into())],
        prices: prices::find("€ 24,95"),
        ..Look::default()
    };
    let shown = |look: &Look| {
        let screen = recognise(look, Context::default(), Lexicon::embedded());
        screen.main_goal()
    };
    let cart = look("Winkelmandje", "https://s.example/mandje");
    assert_eq!(shown(&cart), Some(Goal::Cart));
    let elsewhere = look("Onderdelen", "https://s.example/onderdelen");
    assert_eq!(shown(&elsewhere), None);
}
