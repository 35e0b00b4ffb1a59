//! Tests of what is filled in, and how, on small looks.

use super::*;
use crate::model::look::Control;

fn field(kind: &str, purpose: &str, name: &str) -> Field {
    Field {
        kind: kind.into(),
        tag: "input".into(),
        purpose: purpose.into(),
        name: name.into(),
        selector: format!("#{name}"),
        visible: true,
        region: Some(Region::Main),
        form: Some(0),
        ..Field::default()
    }
}

fn planned(fields: Vec<Field>) -> Vec<(String, How)> {
    let look = Look {
        fields,
        ..Look::default()
    };
    let persona = Persona::for_store(Some("en"), Some("GBP"), &[]);
    plan(
        &look,
        persona,
        Zeal::Required,
        &BTreeSet::new(),
        Lexicon::embedded(),
    )
    .into_iter()
    .map(|m| (m.selector, m.how))
    .collect()
}

#[test]
fn a_newsletter_box_stays_as_it_was_found() {
    let mut terms = field("checkbox", "x-terms", "terms");
    terms.label = "I agree to the terms".into();
    assert_eq!(
        planned(vec![field("checkbox", "x-newsletter", "news"), terms]),
        [("#terms".to_owned(), How::Check)]
    );
}

#[test]
fn a_list_that_asks_whether_one_joins_is_answered_for_a_guest() {
    let list = |texts: [&str; 2]| Field {
        options: ["0", "1"]
            .iter()
            .zip(texts)
            .map(|(v, t)| ((*v).to_owned(), t.to_owned()))
            .collect(),
        value: "0".into(),
        filled: true,
        tag: "select".into(),
        ..field("select", "unknown", "kind")
    };
    let password = || field("password", "new-password", "pass");
    let guest = [("#kind".to_owned(), How::Choose("1".into()))];
    for texts in [
        ["会員登録する", "会員登録しない"],
        ["Create an account", "Continue as guest"],
    ] {
        assert_eq!(planned(vec![list(texts), password()]), guest, "{texts:?}");
        assert_eq!(planned(vec![list(texts)]), []);
    }
    let news = list(["購読する", "購読しない"]);
    assert_eq!(planned(vec![news, password()]), []);
}

#[test]
fn a_form_that_sends_a_password_anew_is_left_alone_in_any_language() {
    for name in ["Reset password", "Passwort anfordern", "パスワード送信"] {
        let look = Look {
            fields: vec![field("text", "email", "mail")],
            controls: vec![Control {
                name: name.into(),
                form: Some(0),
                visible: true,
                ..Control::default()
            }],
            ..Look::default()
        };
        let lexicon = Lexicon::embedded();
        assert_eq!(forms_for_the_forgetful(&look, lexicon).len(), 1, "{name}");
        let on = Look {
            controls: vec![Control {
                name: "Continue".into(),
                ..look.controls[0].clone()
            }],
            ..look
        };
        assert!(forms_for_the_forgetful(&on, lexicon).is_empty());
    }
}

#[test]
fn the_guest_radio_is_chosen_even_when_login_was_preselected() {
    let mut guest = field("radio", "x-guest", "who");
    guest.label = "Checkout as guest".into();
    guest.selector = "#guest".into();
    let mut login = field("radio", "x-guest", "who");
    login.label = "I have an account".into();
    login.checked = true;
    assert_eq!(
        planned(vec![login, guest]),
        [("#guest".to_owned(), How::Check)]
    );
}

#[test]
fn a_login_form_beside_the_guest_form_is_left_alone() {
    let mut login = field("email", "email", "login_email");
    login.form = Some(1);
    let mut password = field("password", "current-password", "pw");
    password.form = Some(1);
    let mut email = field("email", "email", "guest_email");
    email.required = true;
    let moves = planned(vec![login, password, email]);
    assert_eq!(moves.len(), 1);
    assert_eq!(moves[0].0, "#guest_email");
}

#[test]
fn optional_fields_stay_empty_when_others_are_marked() {
    let mut a = field("text", "given-name", "a");
    a.required = true;
    let mut b = field("text", "family-name", "b");
    b.required = true;
    let moves = planned(vec![
        a,
        b,
        field("text", "address-line2", "c"),
        field("tel", "tel", "d"),
    ]);
    assert_eq!(
        moves.iter().map(|m| m.0.as_str()).collect::<Vec<_>>(),
        ["#a", "#b"]
    );
}

#[test]
fn a_list_of_boxes_that_shows_a_prompt_is_chosen_from() {
    let mut country = field("combobox", "country", "c");
    country.tag = "button".into();
    country.value = "Select country".into();
    country.filled = true;
    assert!(matches!(
        &planned(vec![country.clone()])[..],
        [(_, How::Pick(_))]
    ));
    country.value = "United Kingdom".into();
    assert_eq!(planned(vec![country]), [], "the shopper's own is kept");
}

#[test]
fn another_country_than_the_shoppers_is_changed() {
    let mut country = field("select", "country", "c");
    country.options = vec![
        ("US".into(), "United States".into()),
        ("GB".into(), "United Kingdom".into()),
    ];
    country.value = "US".into();
    country.filled = true;
    assert_eq!(
        planned(vec![country]),
        [("#c".to_owned(), How::Choose("GB".into()))]
    );
}

#[test]
fn a_date_is_set_and_not_typed() {
    let mut date = field("date", "x-delivery-date", "d");
    date.required = true;
    assert!(matches!(&planned(vec![date])[..], [(_, How::Choose(_))]));
}

#[test]
fn offline_payment_is_chosen_before_cards_and_wallets() {
    let option = |label: &str, n: usize| {
        let mut radio = field("radio", "x-payment-method", "pay");
        radio.label = label.into();
        radio.selector = format!("#p{n}");
        radio
    };
    let moves = planned(vec![
        option("PayPal", 1),
        option("Credit card", 2),
        option("Bank transfer", 3),
    ]);
    assert_eq!(moves, [("#p3".to_owned(), How::Check)]);
}

#[test]
fn what_a_store_complained_about_replaces_what_was_planned() {
    let mut tel = field("tel", "tel", "t");
    tel.required = true;
    let look = Look {
        fields: vec![tel],
        ..Look::default()
    };
    let mut moves = Vec::new();
    force(
        &mut moves,
        &look,
        BTreeMap::from([("#t".to_owned(), How::Type("03-1234-5678".into()))]),
    );
    assert_eq!(moves[0].how, How::Type("03-1234-5678".into()));
}

#[test]
fn an_account_is_not_asked_for_where_another_form_goes_on_without_one() {
    let look = |controls: Vec<Control>| Look {
        fields: vec![
            field("email", "email", "new_email"),
            field("password", "new-password", "new_pw"),
        ],
        controls,
        ..Look::default()
    };
    let button = Control {
        name: "Checkout".into(),
        form: Some(7),
        region: Some(Region::Main),
        visible: true,
        enabled: true,
        ..Control::default()
    };
    let moves = |look: &Look| {
        let persona = Persona::for_store(Some("en"), Some("GBP"), &[]);
        plan(
            look,
            persona,
            Zeal::Required,
            &BTreeSet::new(),
            Lexicon::embedded(),
        )
        .len()
    };
    let mut way = button.clone();
    way.form = None;
    way.href = Some("https://shop.example/checkout/".into());
    assert_eq!(moves(&look(vec![button])), 0);
    assert_eq!(moves(&look(vec![way])), 0, "a link does as well");
    assert!(moves(&look(Vec::new())) > 0, "no way past the account");
}

#[test]
fn a_card_is_filled_whole_although_the_form_marks_other_fields() {
    let marked = |purpose: &str, name: &str| Field {
        required: true,
        ..field("text", purpose, name)
    };
    let moves = planned(vec![
        marked("cc-name", "holder"),
        marked("cc-number", "number"),
        field("text", "cc-csc", "csc"),
    ]);
    assert!(moves.iter().any(|(selector, _)| selector == "#csc"));
}

#[test]
fn what_a_list_of_months_shows_at_first_is_not_when_the_card_ends() {
    let list = |purpose: &str, name: &str, options: &[&str]| Field {
        filled: true,
        value: options[0].into(),
        options: options.iter().map(|o| ((*o).into(), (*o).into())).collect(),
        ..field("select", purpose, name)
    };
    let moves = planned(vec![
        list("cc-exp-month", "month", &["1", "12"]),
        list("cc-exp-year", "year", &["2026", "2030"]),
        list("x-delivery-time", "time", &["8-10", "10-12"]),
    ]);
    let chosen = |selector: &str, value: &str| {
        let how = How::Choose(value.into());
        moves.iter().any(|(s, h)| s == selector && *h == how)
    };
    assert!(chosen("#month", "12") && chosen("#year", "2030"));
    assert_eq!(moves.len(), 2);
}

#[test]
fn a_town_is_not_typed_twice() {
    for (town, line, rest) in [
        ("千代田区千代田", "千代田1-1", Some("1-1")),
        ("千代田区", "千代田区千代田1-1", Some("千代田1-1")),
        ("千代田区", "千代田1-1", None),
        ("Bath", "Bath Road 1", None),
        ("", "千代田1-1", None),
    ] {
        assert_eq!(behind_town(town, line).as_deref(), rest, "{town} {line}");
    }
    // What a look-up put in counts as what would be typed.
    let mut found = field("text", "address-level2", "town");
    (found.value, found.filled) = ("千代田区千代田".into(), true);
    let mut line = field("text", "address-line1", "line");
    (line.handle, line.required) = (2, true);
    let look = Look {
        fields: vec![found, line],
        ..Look::default()
    };
    let persona = Persona::for_store(Some("ja"), Some("JPY"), &[]);
    let none = BTreeSet::new();
    let moves = plan(&look, persona, Zeal::Required, &none, Lexicon::embedded());
    let typed: Vec<&How> = moves.iter().map(|step| &step.how).collect();
    assert_eq!(typed, [&How::Type("1-1".into())]);
}

#[test]
fn an_address_below_the_same_as_above_is_left_unless_it_is_marked() {
    let labelled = |purpose: &str, name: &str, label: &str| Field {
        label: label.into(),
        group: "to".into(),
        handle: u32::try_from(name.len()).unwrap_or_default(),
        ..field(
            if purpose == "x-billing-same" {
                "radio"
            } else {
                "text"
            },
            purpose,
            name,
        )
    };
    let form = |required: bool| {
        let mut again = labelled("postal-code", "second", "Postcode");
        again.required = required;
        vec![
            labelled("postal-code", "zip", "Postcode"),
            labelled("x-billing-same", "same", "Same as billing address"),
            again,
        ]
    };
    let selectors = |required| -> Vec<String> {
        planned(form(required))
            .into_iter()
            .map(|(s, _)| s)
            .collect()
    };
    assert_eq!(selectors(false), ["#zip", "#same"]);
    assert_eq!(selectors(true), ["#zip", "#same", "#second"]);
}

#[test]
fn a_form_round_the_whole_page_searches_for_nothing() {
    let search = |purpose: &str| Field {
        form: Some(0),
        ..field("text", purpose, purpose)
    };
    let link = |to: &str| crate::model::look::Control {
        form: Some(0),
        href: Some(format!("https://s.example/{to}")),
        ..crate::model::look::Control::default()
    };
    let searches = |fields: Vec<Field>, links: &[&str]| {
        let look = Look {
            fields,
            controls: links.iter().map(|to| link(to)).collect(),
            ..Look::default()
        };
        !search_forms(&look).is_empty()
    };
    assert!(searches(vec![search("x-search")], &["help"]));
    assert!(!searches(vec![search("x-search")], &["a", "b", "c"]));
    let ships = vec![search("x-search"), search("x-shipping-method")];
    assert!(!searches(ships, &[]));
}
