use super::*;
use crate::model::look::Rect;

fn control(handle: u32, name: &str, href: Option<&str>, region: Region) -> Control {
    Control {
        handle,
        name: name.into(),
        selector: format!("#c{handle}"),
        href: href.map(str::to_owned),
        role: if href.is_some() { "link" } else { "button" }.into(),
        tag: if href.is_some() { "a" } else { "button" }.into(),
        region: Some(region),
        rect: Rect {
            x: 10.0,
            y: f64::from(handle) * 60.0,
            w: 200.0,
            h: 40.0,
        },
        visible: true,
        enabled: true,
        ..Control::default()
    }
}

fn best(controls: Vec<Control>, goal: Goal, known: &Knowledge) -> Option<u32> {
    let look = Look {
        url: "https://shop.example/".into(),
        viewport: (400.0, 800.0),
        controls,
        ..Look::default()
    };
    match decide(&look, &Screen::default(), goal, known, Lexicon::embedded()).action {
        Action::Press { handle } => Some(handle),
        Action::Open { .. } | Action::Arrived | Action::GiveUp => None,
    }
}

#[test]
fn buy_in_a_cart_is_pressed_only_where_nobody_is_known_who_could_order_by_it() {
    let buy = Control {
        kind: "submit".into(),
        ..control(1, "Buy now", None, Region::Main)
    };
    let cart = Screen {
        goals: vec![Goal::Cart],
        ..Screen::default()
    };
    let scored = |known_customer| {
        let known = Knowledge {
            known_customer,
            ..Knowledge::default()
        };
        score_checkout(&buy, &Look::default(), &cart, &known, Lexicon::embedded()).is_some()
    };
    assert!(scored(false));
    assert!(!scored(true));
}

#[test]
fn an_order_is_named_in_a_cart_by_a_button_outside_of_forms_where_nothing_else_leads_on() {
    let order = || control(1, "Place your order", None, Region::Main);
    let checkout = |region| control(2, "Checkout", Some("https://shop.example/checkout"), region);
    let sent = Control {
        form: Some(0),
        ..order()
    };
    let named = |controls: Vec<Control>| {
        let look = Look {
            controls,
            ..Look::default()
        };
        names_an_order(&look.controls[0], &look, Lexicon::embedded())
    };
    assert!(named(vec![order()]));
    assert!(named(vec![order(), checkout(Region::Header)]));
    assert!(!named(vec![order(), checkout(Region::Main)]));
    assert!(!named(vec![sent]));
}

#[test]
fn a_wallet_is_no_way_to_the_checkout() {
    let wallet = control(
        1,
        "Checkout with PayPal",
        Some("https://shop.example/checkout/paypal"),
        Region::Main,
    );
    let real = control(2, "Checkout", None, Region::Main);
    assert_eq!(
        best(
            vec![wallet.clone(), real],
            Goal::Checkout,
            &Knowledge::default()
        ),
        Some(2)
    );
    assert_eq!(
        best(vec![wallet], Goal::Checkout, &Knowledge::default()),
        None
    );
}

#[test]
fn terms_and_accounts_are_no_lists_of_products() {
    let controls = vec![
        control(
            1,
            "Terms and conditions",
            Some("https://shop.example/agb"),
            Region::Nav,
        ),
        control(
            2,
            "My account",
            Some("https://shop.example/user"),
            Region::Nav,
        ),
        control(
            3,
            "Teacups",
            Some("https://shop.example/teacups"),
            Region::Nav,
        ),
    ];
    assert_eq!(
        best(controls, Goal::Listing, &Knowledge::default()),
        Some(3)
    );
}

#[test]
fn a_card_with_a_price_is_no_list_of_products() {
    let at = "https://shop.example/dk";
    let card = |handle, name: &str, path: &str| {
        control(handle, name, Some(&format!("{at}{path}")), Region::Main)
    };
    let controls = vec![
        card(1, "Thumbnail Stoneware Mug €18.50", "/products/mug"),
        card(2, "View all", "/store"),
    ];
    assert_eq!(
        best(controls, Goal::Listing, &Knowledge::default()),
        Some(2)
    );
}

#[test]
fn a_product_that_was_tried_is_not_proposed_again_under_another_session() {
    let mut cup = control(
        1,
        "Cup",
        Some("https://shop.example/p/cup;jsessionid=B?sid=2"),
        Region::Main,
    );
    cup.around = "Cup £19.00".into();
    let mut known = Knowledge::default();
    assert_eq!(best(vec![cup.clone()], Goal::Product, &known), Some(1));
    known
        .visited_products
        .insert(plain("https://shop.example/p/cup;jsessionid=A?sid=1"));
    assert_eq!(best(vec![cup], Goal::Product, &known), None);
}

#[test]
fn a_link_in_a_closed_menu_is_opened_by_its_address() {
    let mut link = control(
        1,
        "Teacups",
        Some("https://shop.example/c/teacups"),
        Region::Nav,
    );
    link.visible = false;
    let look = Look {
        url: "https://shop.example/".into(),
        controls: vec![link],
        ..Look::default()
    };
    let decided = decide(
        &look,
        &Screen::default(),
        Goal::Listing,
        &Knowledge::default(),
        Lexicon::embedded(),
    );
    assert_eq!(
        decided.action,
        Action::Open {
            url: "https://shop.example/c/teacups".into()
        }
    );
}

#[test]
fn an_offer_on_a_page_of_its_own_is_declined_behind_the_cart_only() {
    let offer = || {
        vec![
            control(1, "Oui, j’en veux", None, Region::Main),
            control(2, "Non merci", None, Region::Main),
        ]
    };
    let entered = Knowledge {
        checkout_entered: true,
        ..Knowledge::default()
    };
    assert_eq!(best(offer(), Goal::Review, &entered), Some(2));
    assert_eq!(best(offer(), Goal::Review, &Knowledge::default()), None);
    let mut beside = offer();
    beside.push(control(3, "Continuer", None, Region::Main));
    assert_eq!(best(beside, Goal::Review, &entered), Some(3));
}

#[test]
fn a_picture_without_words_leads_to_a_list_by_its_address_alone() {
    let fish = control(
        1,
        "",
        Some("https://shop.example/catalog/fish"),
        Region::Main,
    );
    let badge = control(2, "", Some("https://shop.example/seal"), Region::Main);
    let known = Knowledge::default();
    assert_eq!(
        best(vec![badge.clone(), fish], Goal::Listing, &known),
        Some(1)
    );
    assert_eq!(best(vec![badge], Goal::Listing, &known), None);
}

#[test]
fn an_entrance_of_the_checkout_that_was_left_is_no_way_on() {
    let quick = control(
        1,
        "Quick Checkout",
        Some("https://shop.example/checkoutoptions"),
        Region::Main,
    );
    let on = control(2, "Continue to step 2", None, Region::Main);
    let mut known = Knowledge {
        checkout_entered: true,
        ..Knowledge::default()
    };
    let both = || vec![quick.clone(), on.clone()];
    assert_eq!(best(both(), Goal::Review, &known), Some(1));
    known
        .left
        .insert("https://shop.example/checkoutoptions".into());
    assert_eq!(best(both(), Goal::Review, &known), Some(2));
}
