//! Stores that do not let this visitor on: each is named, and none is blamed on the pilot.

use super::till::{Session, Till, bare, page, reached, refused, see, walk};
use crate::server::Answer;
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};

fn everywhere(status: &'static str, html: &'static str) -> Till {
    Till::start("en", move |_, _| {
        Some(Answer {
            status,
            ..bare(html)
        })
    })
}

#[test]
fn a_bot_wall_is_named_by_its_status_or_its_words() {
    for (status, html) in [
        ("403 Forbidden", "<title>403</title><h1>Forbidden</h1>"),
        ("429 Too Many Requests", "<h1>Too many requests</h1>"),
        (
            "503 Service Unavailable",
            "<title>Just a moment...</title><h1>Checking your browser before accessing the store</h1>",
        ),
        (
            "202 Accepted",
            "<title></title><div id=challenge-container></div><noscript>JavaScript is disabled.</noscript>",
        ),
        (
            "200 OK",
            "<title>Attention</title><h2>Please verify you are human</h2><div style='width:300px;height:70px;border:1px solid'>I am human</div>",
        ),
    ] {
        refused(&walk(&everywhere(status, html), Device::Mobile), "bot-wall");
    }
}

#[test]
fn closed_stores_are_named() {
    for (status, html, why) in [
        (
            "503 Service Unavailable",
            "<h1>We'll be back soon</h1><p>The store is down for maintenance.</p>",
            "maintenance",
        ),
        (
            "200 OK",
            "<title>Opening soon</title><h1>Opening soon</h1><p>Enter store using password</p><form method=post><input type=password name=password aria-label='Enter store password'><button>Enter</button></form>",
            "password-page",
        ),
        (
            "401 Unauthorized",
            "<h1>Authorization required</h1>",
            "password-page",
        ),
        (
            "403 Forbidden",
            "<h1>Sorry</h1><p>Our store is not available in your country.</p>",
            "geo-block",
        ),
        (
            "451 Unavailable For Legal Reasons",
            "<h1>Unavailable</h1>",
            "geo-block",
        ),
    ] {
        refused(&walk(&everywhere(status, html), Device::Desktop), why);
    }
}

#[test]
fn a_store_that_forgets_a_headless_visitor_has_an_empty_cart() {
    let till = Till::start("en", |ask, session| {
        if ask.posts("/cart/add") {
            session.in_cart = false;
            return Some(see("/cart"));
        }
        None
    });
    refused(&walk(&till, Device::Mobile), "cart-stays-empty");
}

const ADDRESS: &str = "<h1>Delivery address</h1><form method=post action=/checkout><label>E-mail <input name=email type=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Next</button></form>";

#[test]
fn a_session_that_ends_in_the_middle_is_named() {
    let till = Till::start("en", |ask, _| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Address", ADDRESS),
            ("POST", "/checkout") => see("/timeout"),
            ("GET", "/timeout") => page(
                "en",
                "Session expired",
                "<h1>Your session has expired</h1><p>Please start again.</p><a href=/>Back to the store</a>",
            ),
            _ => return None,
        })
    });
    refused(&walk(&till, Device::Mobile), "session-expired");
}

#[test]
fn a_cart_that_is_emptied_on_the_way_is_named() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Address", ADDRESS),
            ("POST", "/checkout") => {
                session.in_cart = false;
                see("/cart")
            }
            _ => return None,
        })
    });
    refused(&walk(&till, Device::Mobile), "cart-stays-empty");
}

#[test]
fn a_wall_in_front_of_the_checkout_only_is_named_there() {
    let till = Till::start("en", |ask, _| {
        ask.gets("/checkout").then(|| Answer {
            status: "403 Forbidden",
            ..bare("<h1>Access denied</h1>")
        })
    });
    let journey = walk(&till, Device::Mobile);
    refused(&journey, "bot-wall");
    assert!(
        matches!(journey.ended, Ended::Refused { goal, .. } if goal >= Goal::Checkout),
        "{:?}",
        journey.ended
    );
}

#[test]
fn a_success_page_in_the_middle_of_the_flow_stops_nothing() {
    let till = Till::start("en", |ask, session: &mut Session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page("en", "Address", ADDRESS),
            ("POST", "/checkout") => see("/checkout/address/success"),
            ("GET", "/checkout/address/success") => page(
                "en",
                "Success",
                "<h1>Success</h1><p>Thank you, your address was saved.</p><form action=/checkout/review><button>Continue to review</button></form>",
            ),
            ("GET", "/checkout/review") => super::forms::review(
                "en",
                session,
                "Review your order",
                "Total £24.90",
                "<button>Place order</button>",
            ),
            ("POST", "/checkout/finish-it") => session.order(),
            _ => return None,
        })
    });
    reached(&walk(&till, Device::Mobile), Goal::Review);
}

fn sent_back(journey: &cartwalk::model::journey::Journey) {
    assert!(
        matches!(&journey.ended, Ended::Stuck { reason, .. } if reason == "form-refused"),
        "{:?}",
        journey.ended
    );
}

#[test]
fn a_payment_step_with_nothing_to_pay_with_is_not_ready_to_order() {
    let till = Till::start("en", |ask, _: &mut Session| match (ask.method, ask.path) {
        ("GET", "/checkout") => Some(page("en", "Checkout", ADDRESS)),
        ("POST", "/checkout") => Some(see("/checkout/payment")),
        (_, "/checkout/payment") => Some(page(
            "en",
            "Payment",
            "<h1>Payment</h1><div class='alert error'>There is no payment provider available for this order.</div><p>Total £24.90</p><form method=post><button>Continue</button></form>",
        )),
        _ => None,
    });
    sent_back(&walk(&till, Device::Desktop));
    assert_eq!(till.orders(), 0);
}

#[test]
fn a_form_that_came_back_without_its_fields_is_not_ready_to_order() {
    let till = Till::start("en", |ask, session: &mut Session| {
        match (ask.method, ask.path) {
            ("GET", "/checkout") => Some(page("en", "Checkout", ADDRESS)),
            ("POST", "/checkout") => Some(page(
                "en",
                "Checkout",
                &format!(
                    "<h1>Your address</h1><p class=error>Sorry, we do not deliver to this address.</p><p>{}<br>{}<br>{} {}</p><p>Total £24.90</p><form method=post><button>Continue</button></form>",
                    session.get("name"),
                    session.get("address1"),
                    session.get("postcode"),
                    session.get("city")
                ),
            )),
            _ => None,
        }
    });
    sent_back(&walk(&till, Device::Desktop));
    assert_eq!(till.orders(), 0);
}

#[test]
fn an_empty_page_and_a_checkout_that_leads_back_to_the_first_page_are_named() {
    refused(
        &walk(&everywhere("200 OK", ""), Device::Mobile),
        "empty-page",
    );
    let till = Till::start("en", |ask, _| ask.gets("/checkout").then(|| see("/")));
    refused(&walk(&till, Device::Mobile), "sent-home");
}
