//! Pages in small, and what they are for.

use super::*;
use crate::crawl::address::Site;
use crate::crawl::extract::extract;

#[track_caller]
fn check(url: &str, html: &str, expected: PageKind) {
    let url = Url::parse(url).unwrap();
    let page = extract(html, &url, &Site::of(&url));
    let (kind, certainty) = classify(&url, &page, false);
    assert_eq!(kind, expected, "{url} ({certainty}) {:?}", page.shape);
}

fn cards(count: usize, extra: &str) -> String {
    (0..count)
        .map(|n| format!("<li class='pod'><a href='/x/thing-{n}'><img src='/i.jpg' alt='Thing {n}'></a><p>£{n}9.00</p>{extra}</li>"))
        .collect()
}

#[test]
fn a_product_is_a_product_by_data_or_by_shape() {
    let ld = r#"<script type="application/ld+json">{"@type":"Product","name":"Mug","offers":{"@type":"Offer","price":9}}</script>"#;
    check(
        "https://s.example/x/mug",
        &format!("{ld}<main><h1>Mug</h1><p>£9</p></main>"),
        PageKind::Product,
    );
    check(
        "https://s.example/x/mug",
        "<main><h1>Mug</h1><p>£9</p><form method=post action=/cart><button>Add to cart</button></form></main>",
        PageKind::Product,
    );
    check(
        "https://s.example/shop/12",
        "<main><h1>マグカップ</h1><p>1,980円（税込）</p><form method=post><button>カートに入れる</button></form><p>商品番号 12</p></main>",
        PageKind::Product,
    );
}

#[test]
fn a_form_for_reviews_is_no_product() {
    let form = "<main><h1>Write a review</h1><p>Blue mug, £9.00</p><form method=post><textarea name=t></textarea><button>Send</button></form></main>";
    for url in [
        "https://s.example/products/review.php?product_id=3",
        "https://s.example/artikel/12-becher/bewerten.html",
        "https://s.example/products/blue-mug/reviews",
    ] {
        check(url, form, PageKind::Other);
    }
    // A product may be called so, and sells.
    check(
        "https://s.example/products/review",
        "<main><h1>Review</h1><p>£9</p><form method=post action=/cart><button>Add to cart</button></form></main>",
        PageKind::Product,
    );
}

#[test]
fn a_product_that_is_sold_out_is_still_a_product() {
    check(
        "https://s.example/x/mug",
        "<main><h1>Mug</h1><p>£9.00</p><p>Sold out</p><h2>Product description</h2><p>A mug.</p></main>",
        PageKind::Product,
    );
}

#[test]
fn a_product_with_a_row_of_related_products_is_a_product() {
    check(
        "https://s.example/products/mug",
        &format!(
            "<main><div><h1>Mug</h1><p>£9.00</p><button>Add to basket</button></div><h2>You may also like</h2><ul>{}</ul></main>",
            cards(6, "<button>Add to basket</button>")
        ),
        PageKind::Product,
    );
}

#[test]
fn a_listing_with_cart_buttons_on_its_cards_is_a_listing() {
    check(
        "https://s.example/kitchen",
        &format!(
            "<main><h1>Kitchen</h1><ul>{}</ul></main>",
            cards(6, "<form method=post><button>Add to basket</button></form>")
        ),
        PageKind::Listing,
    );
}

#[test]
fn help_pages_are_told_apart_in_two_languages() {
    for (path, heading, kind) in [
        ("/pages/contact", "Contact us", PageKind::Contact),
        ("/shipping", "Delivery", PageKind::Shipping),
        (
            "/policies/refund-policy",
            "Refund policy",
            PageKind::Returns,
        ),
        (
            "/policies/privacy-policy",
            "Privacy policy",
            PageKind::Privacy,
        ),
        ("/terms", "Terms and conditions", PageKind::Legal),
        ("/faq", "Frequently asked questions", PageKind::Faq),
        ("/about-us", "Our story", PageKind::About),
        ("/1", "特定商取引法に基づく表記", PageKind::Legal),
        ("/2", "プライバシーポリシー", PageKind::Privacy),
        ("/3", "お問い合わせ", PageKind::Contact),
        ("/4", "会社概要", PageKind::About),
        ("/5", "よくあるご質問", PageKind::Faq),
        ("/6", "返品・交換について", PageKind::Returns),
        ("/7", "送料について", PageKind::Shipping),
    ] {
        let html =
            format!("<title>{heading} | Shop</title><main><h1>{heading}</h1><p>Text.</p></main>");
        check(&format!("https://s.example{path}"), &html, kind);
    }
}

#[test]
fn cart_checkout_search_and_account_are_told_apart() {
    check(
        "https://s.example/basket/",
        "<h1>Basket</h1><p>Your basket is empty.</p>",
        PageKind::Cart,
    );
    check(
        "https://s.example/x",
        "<h1>ショッピングカート</h1><p>カートに商品がありません</p>",
        PageKind::Cart,
    );
    check(
        "https://s.example/checkout",
        "<h1>Checkout</h1><form><input name=email></form>",
        PageKind::Checkout,
    );
    check(
        "https://s.example/search?q=mug",
        &format!(
            "<main><h1>Search results for mug</h1><ul>{}</ul></main>",
            cards(2, "")
        ),
        PageKind::Search,
    );
    check(
        "https://s.example/accounts/login/",
        "<main><h2>Log in</h2><input type=password></main>",
        PageKind::Account,
    );
}

#[test]
fn a_link_is_guessed_by_address_and_text() {
    let guess =
        |url: &str, text: &str| guess(&Url::parse(url).unwrap(), text, Some(Region::Main)).kind;
    assert_eq!(
        guess("https://s.example/products/contact-lens-case", "Case"),
        PageKind::Product
    );
    assert_eq!(
        guess("https://s.example/catalogue/category/kitchen_1/", "Kitchen"),
        PageKind::Listing
    );
    assert_eq!(
        guess("https://s.example/a/17", "特定商取引法に基づく表記"),
        PageKind::Legal
    );
    assert_eq!(guess("https://s.example/a/18", "Basket"), PageKind::Cart);
    assert_eq!(
        guess("https://s.example/roundabout", "Roundabout"),
        PageKind::Other
    );
}

#[test]
fn what_a_page_says_is_found_in_any_case_and_language() {
    for text in [
        "Your Cart IS Empty £9 ÄÖÜ",
        "kürzlich — İstanbul ÉTÉ",
        "",
        "カートは空です",
    ] {
        assert_eq!(lower(text), text.to_lowercase());
    }
    let words = &words().shape;
    for word in &words.empty_cart {
        assert!(
            Said::in_text(&format!("9 € — {}", word.to_uppercase())).empty_cart,
            "{word}"
        );
    }
    let said = Said::in_text(&words.product_details.join(" … "));
    assert_eq!(said.details, words.product_details.len());
    assert!(!said.empty_cart && !said.sold_out);
}
