//! Tests of how near a screen is to the order, on small looks.

use super::*;
use crate::journey::screen::{Context, recognise};
use crate::model::look::Rect;

fn trail() -> Trail {
    let mut trail = Trail::default();
    trail.note_typed("name", "Jo Bloggs");
    trail.note_typed("postal-code", "SW1A 1AA");
    trail
}

fn button(name: &str, y: f64) -> Control {
    Control {
        handle: 1,
        name: name.into(),
        role: "button".into(),
        kind: "submit".into(),
        visible: true,
        enabled: true,
        rect: Rect {
            x: 20.0,
            y,
            w: 120.0,
            h: 40.0,
        },
        ..Control::default()
    }
}

fn field(kind: &str, purpose: &str, y: f64) -> Field {
    Field {
        kind: kind.into(),
        purpose: purpose.into(),
        name: purpose.into(),
        visible: true,
        rect: Rect {
            x: 20.0,
            y,
            w: 200.0,
            h: 30.0,
        },
        ..Field::default()
    }
}

fn screen(look: &mut Look, trail: &Trail) -> Screen {
    look.prices = crate::crawl::extract::prices::find(&look.text);
    let context = Context {
        status: Some(200),
        checkout_entered: true,
        trail: Some(trail),
    };
    recognise(look, context, Lexicon::embedded())
}

fn summary(button_says: &str) -> Look {
    Look {
        url: "https://s.example/checkout/4".into(),
        text: "Jo Bloggs\n10 Example Street\nSW1A 1AA\nTotal £24.90".into(),
        controls: vec![button(button_says, 300.0)],
        ..Look::default()
    }
}

#[test]
fn a_summary_with_nothing_to_fill_is_the_last_screen_whatever_its_button_says() {
    for words in ["Continue", "OK", "Submit", "Weiter", ""] {
        let screen = screen(&mut summary(words), &trail());
        assert!(screen.last, "{words}");
        assert_eq!(screen.final_control, Some(1), "{words}");
    }
}

#[test]
fn a_summary_on_the_way_to_a_named_step_is_not_the_last() {
    let screen = screen(&mut summary("Continue to payment"), &trail());
    assert!(!screen.last);
}

#[test]
fn delivery_with_nothing_to_choose_is_not_the_last() {
    let mut look = summary("Continue");
    look.headings = vec![(1, "Delivery".into())];
    assert!(!screen(&mut look, &trail()).last);
    let paid = Trail {
        payment_seen: true,
        ..trail()
    };
    assert!(screen(&mut look, &paid).last, "but after the payment it is");
}

#[test]
fn an_optional_question_after_the_payment_does_not_make_a_screen_harmless() {
    let mut look = summary("Continue");
    look.fields = vec![field("text", "unknown", 100.0)];
    let paid = Trail {
        payment_seen: true,
        ..trail()
    };
    assert!(screen(&mut look, &paid).last);
}

fn one_page(text: &str) -> Look {
    Look {
        url: "https://s.example/checkout".into(),
        text: format!("{text}\nTotal £24.90"),
        fields: vec![
            field("text", "name", 10.0),
            field("text", "address-line1", 50.0),
            field("text", "postal-code", 90.0),
            field("radio", "x-payment-method", 200.0),
        ],
        controls: vec![button("Continue", 400.0)],
        ..Look::default()
    }
}

#[test]
fn continue_below_the_payment_of_one_page_may_order() {
    let screen = screen(&mut one_page(""), &Trail::default());
    assert_eq!(screen.closing, [1]);
}

#[test]
fn a_row_of_steps_that_names_a_review_makes_continue_safe() {
    for steps in [
        "Address › Payment › Review › Done",
        "1 Delivery\n2 Payment\n3 Review your order",
        "お客様情報 > お支払い方法 > 内容確認 > 完了",
        "Step 5: Payment Method\nsomething\nmore\nStep 6: Confirm Order",
    ] {
        let screen = screen(&mut one_page(steps), &Trail::default());
        assert_eq!(screen.closing, [0_u32; 0], "{steps}");
    }
}

#[test]
fn a_row_of_steps_that_ends_in_a_confirmation_promises_nothing() {
    let screen = screen(
        &mut one_page("Address › Payment › Confirmation"),
        &Trail::default(),
    );
    assert_eq!(screen.closing, [1]);
}

#[test]
fn a_marked_step_before_the_payment_makes_continue_safe() {
    let closing = |row: &[(&str, bool, bool)]| {
        let mut look = one_page("");
        let told = |(name, shown, leads): &(&str, bool, bool)| ((*name).to_owned(), *shown, *leads);
        look.steps = vec![row.iter().map(told).collect()];
        screen(&mut look, &Trail::default()).closing
    };
    let none: [u32; 0] = [];
    let (ship, pay, sure) = ("Ship/Bill", "Payment", "Confirmation");
    assert_eq!(
        closing(&[
            (ship, true, false),
            (pay, false, false),
            (sure, false, false)
        ]),
        none
    );
    assert_eq!(
        closing(&[
            ("お客様情報", true, false),
            ("お支払い方法", false, false),
            ("完了", false, false)
        ]),
        none
    );
    // The payment itself is shown; nothing comes behind it; the menu of the site.
    assert_eq!(
        closing(&[
            (ship, false, false),
            (pay, true, false),
            (sure, false, false)
        ]),
        [1]
    );
    assert_eq!(
        closing(&[
            ("Cart", false, false),
            (ship, true, false),
            (pay, false, false)
        ]),
        [1]
    );
    assert_eq!(
        closing(&[
            ("Shop", true, true),
            (pay, false, true),
            (sure, false, true)
        ]),
        [1]
    );
    assert_eq!(
        closing(&[
            ("Shop", true, true),
            (pay, false, false),
            ("Blog", false, false)
        ]),
        [1]
    );
}

#[test]
fn a_button_above_the_payment_belongs_to_its_own_section() {
    let mut look = one_page("");
    look.controls = vec![button("Continue", 120.0)];
    assert_eq!(screen(&mut look, &Trail::default()).closing, [0_u32; 0]);
}

#[test]
fn a_form_refilled_from_the_session_is_no_last_screen() {
    let mut look = summary("Next");
    look.fields = vec![Field {
        filled: true,
        ..field("text", "address-line1", 10.0)
    }];
    assert!(!screen(&mut look, &trail()).last);
}
