//! A store that nobody here wrote: django-oscar, installed and started by
//! `scripts/test`. The figures were counted by hand in a browser.

use crate::cli::{cartwalk, folder};
use crate::hand_checked;
use cartwalk::model::journey::Goal;
use cartwalk::model::report::{JourneyReport, Report, StepReport};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

/// Selector, purpose, required.
type Asked = (&'static str, &'static str, bool);

const GATEWAY: &[Asked] = &[
    ("#id_username", "email", true),
    // Greyed out until one says that one has an account.
    ("#id_password", "current-password", false),
];
const ADDRESS: &[Asked] = &[
    ("#id_first_name", "given-name", true),
    ("#id_last_name", "family-name", true),
    ("#id_line1", "address-line1", true),
    ("#id_line2", "address-line2", false),
    ("#id_line3", "address-line3", false),
    ("#id_line4", "address-level2", true),
    ("#id_state", "address-level1", false),
    ("#id_postcode", "postal-code", true),
    ("#id_country", "country", true),
    ("#id_phone_number", "tel", false),
    ("#id_notes", "x-note", false),
];
const PAYMENT: &[Asked] = &[
    ("#id_number", "cc-number", true),
    ("#id_start_month_0", "x-card-start-month", false),
    ("#id_start_month_1", "x-card-start-year", false),
    ("#id_expiry_month_0", "cc-exp-month", true),
    ("#id_expiry_month_1", "cc-exp-year", true),
    ("#id_ccv", "cc-csc", true),
];

fn given(variable: &str) -> String {
    std::env::var(variable).unwrap_or_else(|_| {
        panic!("{variable} is not set: run scripts/test, which starts the store")
    })
}

#[test]
fn oscar_is_walked_to_its_last_screen_and_receives_no_order() {
    let url = given("OSCAR_URL");
    let scripts = PathBuf::from(given("OSCAR_SCRIPTS"));
    let dir = folder();
    let began = Instant::now();
    cartwalk(dir.path())
        .args(["audit", &url, "--throttle", "none", "--quiet"])
        .args(["--probes", "quick", "--probe-budget", "3m"])
        .timeout(Duration::from_secs(400))
        .assert()
        .code(0);
    let took = began.elapsed();

    let place = dir.path().join("cartwalk-report/report.json");
    let text = fs::read(&place).unwrap();
    let report: Report = serde_json::from_slice(&text).unwrap();
    let devices: Vec<&str> = report.journeys.iter().map(|j| j.device.name()).collect();
    assert_eq!(devices, ["mobile", "desktop"]);
    for journey in &report.journeys {
        walked(journey);
    }
    assert!((15..=20).contains(&report.site.pages_crawled));
    assert_eq!(report.target.platform.unwrap().name, "django-oscar");
    assert_eq!(report.order_guard.orders_placed, 0);
    let orders = Command::new(scripts.join("orders")).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&orders.stdout).trim(), "0");

    hand_checked::compare("oscar", &dir.path().join("cartwalk-report"));

    cartwalk(dir.path())
        .args(["judge", "cartwalk-report"])
        .assert()
        .code(0);
    assert!(fs::read(&place).unwrap() == text, "judged to the same byte");
    // Unoptimised, with the probes, and beside another test: a bound with room.
    assert!(took < Duration::from_secs(300), "{took:?}");
}

fn walked(journey: &JourneyReport) {
    assert_eq!(journey.ended.kind, "reached", "{}", journey.ended.message);
    assert!(matches!(journey.ended.goal, Goal::Review | Goal::Payment));
    let goals: Vec<Goal> = journey.steps.iter().map(|step| step.goal).collect();
    let from_product = goals
        .iter()
        .position(|goal| *goal == Goal::Product)
        .unwrap();
    assert_eq!(
        goals[from_product..],
        [
            Goal::Product,
            Goal::Added,
            Goal::Cart,
            Goal::Checkout,
            Goal::Address,
            Goal::Shipping,
            Goal::Payment,
            Goal::Review
        ]
    );
    asks(
        journey,
        Goal::Cart,
        &[("#id_form-0-quantity", "x-quantity", false)],
    );
    asks(journey, Goal::Checkout, GATEWAY);
    asks(journey, Goal::Address, ADDRESS);
    asks(journey, Goal::Shipping, &[]);
    asks(journey, Goal::Payment, PAYMENT);
    asks(journey, Goal::Review, &[]);

    // Basket, gateway, address, method, payment, preview; 2 + 10 + 2 fields to type into.
    let totals = &journey.totals;
    assert_eq!(totals.steps, 6);
    assert_eq!((totals.fields_shown, totals.fields_required), (14, 8));
    // One group of radios, the country, four lists of the card.
    assert_eq!(totals.other_elements, 6);

    let product = amount(step(journey, Goal::Product), "Price (incl. tax)");
    for goal in [Goal::Cart, Goal::Review] {
        let seen = step(journey, goal);
        assert_eq!(amount(seen, "Basket total"), product);
        assert_eq!(amount(seen, "Standard delivery"), 399);
        assert_eq!(amount(seen, "Order total"), product + 399);
    }
}

fn step(journey: &JourneyReport, goal: Goal) -> &StepReport {
    let mut steps = journey.steps.iter();
    steps.find(|step| step.goal == goal).unwrap()
}

/// Fields that a guest sees and types or chooses in; radios and the site's search apart.
fn asks(journey: &JourneyReport, goal: Goal, expected: &[Asked]) {
    let fields = step(journey, goal).fields.iter();
    let found: Vec<(&str, &str, bool)> = fields
        .filter(|field| field.visible && !matches!(field.kind.as_str(), "radio" | "checkbox"))
        .filter(|field| field.purpose != "x-search")
        .map(|field| {
            (
                field.selector.as_str(),
                field.purpose.as_str(),
                field.required,
            )
        })
        .collect();
    assert_eq!(found, expected, "{goal:?}");
}

/// The price beside these words, in pence.
fn amount(step: &StepReport, words: &str) -> i64 {
    let price = step.prices.iter().find(|price| price.context == words);
    let price = price.unwrap_or_else(|| panic!("no price beside “{words}” in {:?}", step.prices));
    assert_eq!(price.currency.as_deref(), Some("GBP"));
    (price.amount * 100.0).round() as i64
}
