//! Each fence on its own: something tries to order through it while the others are not asked.

use super::till::{Session, Till, bare, page, reached, see, walk};
use crate::server::Answer;
use crate::visitor::{self, LIMIT, press, rest};
use cartwalk::journey::guard::{Fence, may_press, order_signs};
use cartwalk::journey::near::Trail;
use cartwalk::journey::screen::{self, Context, Screen};
use cartwalk::journey::{look, touch};
use cartwalk::model::device::Device;
use cartwalk::model::journey::{Ended, Goal};
use cartwalk::model::look::Look;
use cartwalk::rulebook::lexicon::Lexicon;

/// The one button of a page, as it was judged.
fn judged(visit: &mut visitor::Guest) -> (u32, String) {
    let look = look::look(visit).unwrap();
    let button = look.controls.iter().find(|c| c.tag == "button").unwrap();
    (button.handle, button.name.clone())
}

#[test]
fn what_was_judged_is_not_pressed_under_another_name_or_on_another_page() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/a" | "/b") => bare(
                "<form method=post action=/z><button>Continue</button></form><script>setTimeout(()=>{if(location.hash)document.querySelector('button').textContent='Place order'},600)</script>",
            ),
            ("POST", "/z") => session.order(),
            _ => return None,
        })
    });
    let quick = std::time::Duration::from_secs(3);
    let mut visit = visitor::visit(Device::Desktop);
    visit.goto(&till.server.url("/a#renamed"), LIMIT).unwrap();
    let (handle, name) = judged(&mut visit);
    assert_eq!(name, "Continue");
    rest(&mut visit);
    touch::pause(&mut visit, 900).unwrap();
    let renamed = touch::press(&mut visit, handle, Some(&name), quick).unwrap();
    assert_eq!(renamed.err(), Some(touch::Missed::Gone));
    let (handle, name) = judged(&mut visit);
    assert_eq!(name, "Place order");
    visit.goto(&till.server.url("/b"), LIMIT).unwrap();
    let elsewhere = touch::press(&mut visit, handle, None, quick).unwrap();
    assert_eq!(elsewhere.err(), Some(touch::Missed::Gone));
    assert_eq!(till.orders(), 0);
    let (handle, name) = judged(&mut visit);
    let pressed = touch::press(&mut visit, handle, Some(&name), quick).unwrap();
    assert!(
        pressed.is_ok() && till.orders() == 1,
        "the button does work"
    );
}

/// Last screens that do not say so: the words are harmless, the addresses are generic.
const LAST: [(&str, &str); 8] = [
    (
        "a form with a button that says continue",
        "<form method=post action=/go><button class=b>Continue</button></form>",
    ),
    (
        "a form with a button that says OK",
        "<form method=post action=/go><input class=b type=submit value=OK></form>",
    ),
    ("a link", "<a class=b href='/go?step=5'>Continue</a>"),
    (
        "a form that is sent by GET",
        "<form action=/go><input type=hidden name=s value=5><button class=b>Next</button></form>",
    ),
    (
        "a request by script",
        "<div class=b role=button tabindex=0 onclick=\"fetch('/go',{method:'POST',body:'{}'})\">Finish</div>",
    ),
    (
        "a request by script that only reads",
        "<div class=b role=button tabindex=0 onclick=\"fetch('/go?x=1')\">Continue</div>",
    ),
    (
        "a picture that orders",
        "<button class=b type=button onclick=\"new Image().src='/go?i=1'\">OK</button>",
    ),
    (
        "an image button without words",
        "<form method=post action=/go><input class=b type=image src='data:,' style='width:90px;height:30px'></form>",
    ),
];

fn last(button: &str) -> String {
    format!(
        "<h1>Checkout</h1><p>Jo Bloggs<br>10 Example Street<br>London SW1A 1AA</p><p>Stoneware mug £24.90</p><p>Total £24.90</p>{button}"
    )
}

fn trail() -> Trail {
    let mut trail = Trail::default();
    trail.note_typed("name", "Jo Bloggs");
    trail.note_typed("address-line1", "10 Example Street");
    trail.note_typed("postal-code", "SW1A 1AA");
    trail
}

fn seen(visit: &mut visitor::Guest, trail: &Trail) -> (Look, Screen) {
    let look = look::look(visit).unwrap();
    let context = Context {
        status: Some(200),
        checkout_entered: true,
        trail: Some(trail),
    };
    let screen = screen::recognise(&look, context, Lexicon::embedded());
    (look, screen)
}

fn selling(button: &'static str) -> Till {
    Till::start("en", move |ask, session: &mut Session| {
        Some(match ask.path {
            "/here" => page("en", "Checkout", &last(button)),
            "/go" => session.order(),
            _ => return None,
        })
    })
}

#[test]
fn the_first_fence_presses_nothing_on_a_last_screen_whatever_its_words() {
    for (what, button) in LAST {
        let till = selling(button);
        let mut visit = visitor::visit(Device::Desktop);
        visit.goto(&till.server.url("/here"), LIMIT).unwrap();
        let (look, screen) = seen(&mut visit, &trail());
        assert!(screen.last, "{what}: {screen:?}");
        for control in look
            .controls
            .iter()
            .filter(|c| c.visible && c.hints.split(' ').any(|w| w == "b"))
        {
            assert!(
                may_press(control, &screen, Lexicon::embedded()).is_err(),
                "{what}: {}",
                control.name
            );
        }
    }
}

#[test]
fn the_second_fence_lets_nothing_out_of_a_last_screen_whatever_is_pressed() {
    for (what, button) in LAST {
        let till = selling(button);
        let mut visit = visitor::visit(Device::Desktop);
        let fence = Fence::default();
        visit.set_guard(Some(fence.policy())).unwrap();
        visit.goto(&till.server.url("/here"), LIMIT).unwrap();
        let (look, screen) = seen(&mut visit, &trail());
        fence.screen(&screen);
        let control = look
            .controls
            .iter()
            .find(|c| c.hints.split(' ').any(|w| w == "b"))
            .unwrap();
        // The first fence is not asked.
        fence.press(control, &screen, Lexicon::embedded());
        press(&mut visit, ".b");
        rest(&mut visit);
        fence.close();
        assert_eq!(till.orders(), 0, "{what}");
        assert!(
            !visit.blocked().is_empty(),
            "{what}: it was tried, and stopped"
        );
    }
}

#[test]
fn the_second_fence_holds_a_payment_page_that_sends_itself() {
    let till = Till::start("en", |ask, session| {
        Some(match (ask.method, ask.path) {
            ("GET", "/here") => page(
                "en",
                "Payment",
                "<h1>Payment method</h1><form method=post action=/pay><label><input class=b type=radio name=payment value=cod onchange='this.form.submit()'> Cash on delivery</label><label><input type=radio name=payment value=inv> Invoice</label><button class=n>Next</button></form>",
            ),
            // A "please wait" page that orders at once.
            ("POST", "/pay") => bare(
                "<p>Please wait…</p><form method=post action=/go></form><script>document.forms[0].submit()</script>",
            ),
            (_, "/go") => session.order(),
            _ => return None,
        })
    });
    let mut visit = visitor::visit(Device::Desktop);
    let fence = Fence::default();
    visit.set_guard(Some(fence.policy())).unwrap();
    visit.goto(&till.server.url("/here"), LIMIT).unwrap();
    let (look, screen) = seen(&mut visit, &trail());
    assert!(screen.takes_payment);
    fence.screen(&screen);
    fence.fill();
    press(&mut visit, ".b");
    rest(&mut visit);
    fence.close();
    assert!(
        !till.server.asked().iter().any(|a| a.method == "POST"),
        "choosing sends no document"
    );
    let next = look.controls.iter().find(|c| c.name == "Next").unwrap();
    visit.goto(&till.server.url("/here"), LIMIT).unwrap();
    fence.press(next, &screen, Lexicon::embedded());
    press(&mut visit, ".n");
    let asked = || till.server.asked().iter().any(|a| a.path == "/pay");
    // On a busy machine the press may take its time; what it leads to must not.
    for _ in 0..10 {
        rest(&mut visit);
        if asked() {
            break;
        }
    }
    assert!(asked(), "the press itself passes");
    rest(&mut visit);
    fence.close();
    assert_eq!(
        till.orders(),
        0,
        "what the next page sends by itself does not"
    );
}

#[test]
fn the_third_fence_sees_an_order_that_slipped_through() {
    let till = Till::start("en", |ask, session: &mut Session| {
        Some(match (ask.method, ask.path) {
            // Nothing tells that this address form orders: no total, no payment, no words.
            ("GET", "/checkout") => page(
                "en",
                "Address",
                "<h1>Delivery address</h1><form method=post action=/step2><label>E-mail <input name=email type=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Next</button></form>",
            ),
            ("POST", "/step2") => {
                session.said.insert("slipped".into(), "yes".into());
                page(
                    "en",
                    "Thank you",
                    "<h1>Thank you for your order</h1><p>Your order number is 10001.</p>",
                )
            }
            _ => return None,
        })
    });
    let journey = super::till::walk_unchecked(&till, Device::Mobile);
    assert!(
        matches!(&journey.ended, Ended::Stuck { reason, .. } if reason == "order-seen"),
        "{:?}",
        journey.ended
    );
    assert_eq!(journey.guard.order_signs.len(), 1);
    let end = Look {
        url: "https://s.example/end".into(),
        headings: vec![(1, "Thank you for your order".into())],
        text: "Order number: 10001".into(),
        ..Look::default()
    };
    assert!(order_signs(&end, Lexicon::embedded()).is_some());
}

#[test]
fn a_walk_ends_before_a_review_whose_button_only_says_continue() {
    let till = Till::start("en", |ask, session: &mut Session| -> Option<Answer> {
        Some(match (ask.method, ask.path) {
            ("GET", "/checkout") => page(
                "en",
                "Checkout",
                "<h1>Checkout</h1><form method=post action=/s1><label>E-mail <input name=email type=email required></label><label>Name <input name=name required></label><label>Address <input name=address1 required></label><label>City <input name=city required></label><label>Postcode <input name=postcode required></label><button>Continue</button></form>",
            ),
            ("POST", "/s1") => see("/s2"),
            ("GET", "/s2") => page(
                "en",
                "Checkout",
                "<h1>Checkout</h1><h2>Payment method</h2><form method=post action=/s2><label><input type=radio name=payment value=inv> Invoice</label><label><input type=radio name=payment value=bank> Bank transfer</label><button>Continue</button></form>",
            ),
            ("POST", "/s2") => see("/s3"),
            ("GET", "/s3") => page(
                "en",
                "Checkout",
                &format!(
                    "<h1>Checkout</h1><p>{}, {}, {}</p><p>Total £24.90</p><label>How did you hear of us? <input name=heard></label><form method=post action=/s3><button>Continue</button></form>",
                    session.get("name"),
                    session.get("address1"),
                    session.get("city")
                ),
            ),
            ("POST", "/s3") => session.order(),
            _ => return None,
        })
    });
    let journey = walk(&till, Device::Mobile);
    reached(&journey, Goal::Review);
    assert_eq!(journey.guard.order_controls, ["Continue"]);
}
