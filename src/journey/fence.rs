//! The fence on the network: what may leave the browser while a checkout is open.
//!
//! It knows no shop software by name and trusts no button. What looks like an
//! order never passes. From the payment on, something that changes the store
//! passes only within a permit: a wide one that a press opens whose words lead
//! forward, a narrow one while fields are filled. On the last screen nothing
//! passes, and after an ordering press nothing either, pictures included.

use crate::browser::{GuardPolicy, PausedRequest};
use crate::journey::guard;
use crate::journey::promised;
use crate::journey::screen::{Screen, place_by_key, place_of};
use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::Lexicon;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

/// Addresses and bodies that place an order on widely used shop software, whatever the button said.
static ORDER_ADDRESS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(place[-_]?order|placeorder|submit[-_]?order|create[-_]?order|confirm[-_]?order|order[-_/]?(complete|confirm|submit|create|place|process)|checkout[-_/](complete|finish|submit|place|success|process)|complete[-_]?(order|checkout|purchase)|/payment-information$|wc-ajax=checkout|/shopping/(complete|checkout)|confirmorder|purchase/(complete|confirm)|payments?/(confirm|capture|charge|authori[sz]e|execute)|/(charges|payment_intents/[^/]+/confirm|orders?)/?$)")
        .expect("a fixed pattern")
});
/// What a form names the step that it leads to, where that step is the end: `step=done`, whatever its
/// button says; in an address, a body, or a body in parts.
static LAST_STEP: LazyLock<Regex> = LazyLock::new(|| {
    let key = "step|mode|act|action|do|op|cmd|task|stage|phase";
    let end = "done|finish(?:ed)?|completed?|thanks|thank[-_]?you|commit|order[-_]?(?:done|complete|finish|commit)|(?:do|send|reg)[-_]?order|reg[-_]?send";
    Regex::new(&format!(
        r#"(?i)(?:(?:^|[&?])(?:{key})=(?:{end})(?:&|$)|name="(?:{key})"\r?\n\r?\n(?:{end})\r?\n)"#
    ))
    .expect("a fixed pattern")
});
static ORDER_BODY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)(action=place_?order|name="?action"?[^&]{0,40}place[-_]?order|placeOrder|submitOrder|createOrder\b|checkoutComplete|completeCheckout|completeCart|completeOrder|cartComplete|action=woocommerce[-_]checkout(&|$)|mode=complete|mode=commit)"#)
        .expect("a fixed pattern")
});
/// What a whole document orders with. A form that keeps its totals up to date sends the same words
/// by script with each change, and orders nothing by it.
static ORDER_FORM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(process-checkout-nonce|checkout_place_order)").expect("a fixed pattern")
});
/// An address that may be an order's or that of the check before it: `/orderConfirm.do`. Nothing stands
/// behind those words.
static MAY_BE_A_CHECK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)order[-_/]?confirm(?:\.[a-z]{2,5})?/?$").expect("a fixed pattern")
});
/// Addresses that order although they are only read; narrower, as review pages are often called "confirm".
static ORDER_BY_READING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(place[-_]?order|submit[-_]?order|complete[-_]?(order|checkout|purchase)|order[-_/](place|submit)|wc-ajax=checkout)")
        .expect("a fixed pattern")
});

/// What may be changed at the store right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Permit {
    /// Nothing.
    #[default]
    Closed,
    /// What a page sends while it is filled in: no document, and no card data.
    Updates,
    /// The same after a choice, which may bring the page anew, once.
    Choice {
        /// Whether it was asked for.
        document_sent: bool,
    },
    /// What a press forward sends: at most one document.
    Forward {
        /// Whether that document is gone.
        document_sent: bool,
    },
}

/// Fence 2: what the network may carry.
#[derive(Debug, Clone, Default)]
pub struct Fence(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    from_payment: bool,
    last: bool,
    /// An ordering press was made all the same: nothing leaves until the next press.
    sealed: bool,
    permit: Permit,
    /// The press said "check" where the page promises a check: one document may go to an address that
    /// is called so.
    checks: bool,
    /// Paths to which the forms on the screen are sent.
    forms: BTreeSet<String>,
    /// Digits of the card that was typed.
    card: String,
    /// A form was stopped that reads like an order.
    stopped_an_order: bool,
    /// Only pages may be read: what was pressed reads like an order.
    reading: bool,
}

impl Fence {
    /// The policy that the browser asks for each paused request.
    pub fn policy(&self) -> GuardPolicy {
        let state = Arc::clone(&self.0);
        GuardPolicy(Arc::new(move |request: &PausedRequest| {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            allowed(request, &mut state)
        }))
    }

    /// Whether a form that reads like an order was stopped since this was last asked.
    pub fn stopped_an_order(&self) -> bool {
        std::mem::take(&mut self.lock().stopped_an_order)
    }

    /// Names the card whose number leaves only with a press forward.
    pub fn keep_card(&self, number: &str) {
        self.lock().card = digits(number);
    }

    /// Tells the fence what is shown.
    pub fn screen(&self, screen: &Screen) {
        let mut state = self.lock();
        state.from_payment |= screen.takes_payment || screen.last;
        state.last = screen.last;
    }

    /// Tells the fence where the forms on the screen are sent.
    pub fn forms(&self, look: &Look) {
        let buttons = look
            .controls
            .iter()
            .filter_map(|c| c.form_action.as_deref());
        // A form that a script sends need not have a button.
        let fields = look.fields.iter().filter_map(|f| f.form_action.as_deref());
        self.lock().forms = buttons.chain(fields).map(place_by_key).collect();
    }

    /// Opens what a press of this control may send. It does not ask whether the press is allowed.
    pub fn press(&self, control: &Control, screen: &Screen, lexicon: &Lexicon) {
        let words = guard::words_of(control);
        let chooses = guard::is_choice(control);
        let orders = screen.in_checkout
            && (guard::orders_on(screen, &words, lexicon)
                || screen.final_control == Some(control.handle));
        let mut state = self.lock();
        state.sealed = orders || state.last && !chooses;
        state.checks = screen.review_promised
            && !state.sealed
            && !screen.closing.contains(&control.handle)
            && promised::leads_there(&words, lexicon);
        state.permit = if screen.closing.contains(&control.handle) || state.sealed {
            Permit::Closed
        } else if !screen.takes_payment || guard::leads_forward(&words, lexicon) {
            Permit::Forward {
                document_sent: false,
            }
        } else if chooses {
            Permit::Updates
        } else {
            Permit::Closed
        };
    }

    /// Opens what a page may send while it is filled in.
    pub fn fill(&self) {
        let mut state = self.lock();
        state.sealed = false;
        state.checks = false;
        state.permit = Permit::Updates;
    }

    /// Opens what a choice may send: where a list or a radio has the page made anew, by an address of
    /// its own and not the one to which the form is sent.
    pub fn choose(&self) {
        let mut state = self.lock();
        state.sealed = false;
        state.checks = false;
        state.permit = Permit::Choice {
            document_sent: false,
        };
    }

    /// The last screen is left for one that was there before: documents may be read again. Nothing may
    /// be changed by it.
    pub fn step_back(&self) {
        let mut state = self.lock();
        state.last = false;
        state.sealed = false;
        state.checks = false;
        state.permit = Permit::Closed;
    }

    /// Lets nothing pass but pages that are read, or takes that back: for a button of the cart that reads
    /// like an order and leads a stranger to the checkout.
    pub fn only_read(&self, only: bool) {
        self.lock().reading = only;
    }

    /// Closes what was open.
    pub fn close(&self) {
        let mut state = self.lock();
        state.checks = false;
        state.permit = Permit::Closed;
    }

    /// The walk is over: only what looks like an order is still stopped, so that the cart can be emptied.
    pub fn afterwards(&self) {
        let mut state = self.lock();
        *state = State {
            card: std::mem::take(&mut state.card),
            ..State::default()
        };
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn allowed(request: &PausedRequest, state: &mut State) -> bool {
    let document = request.kind == "document";
    let reads = matches!(request.method.as_str(), "GET" | "HEAD" | "OPTIONS");
    let ends = || ORDER_BY_READING.is_match(&request.url) || LAST_STEP.is_match(&request.url);
    if state.reading && (!reads || ends()) {
        state.stopped_an_order |= document;
        return false;
    }
    // The page that was asked for may do what any page does; one within a frame is not that page.
    state.reading &= !(document && request.is_top);
    if reads {
        // Ordering by GET breaks every rule of the web, and is done.
        let sealed = state.sealed && !matches!(request.kind.as_str(), "stylesheet" | "font");
        let orders = state.from_payment && !document && ORDER_BY_READING.is_match(&request.url);
        return !(state.last && document || sealed || orders);
    }
    let path = request.url.split('?').next().unwrap_or_default();
    let body = request.body.as_deref().unwrap_or_default();
    // A form that is sent, by the browser or by a script behind the button.
    let sends = document || matches!(state.permit, Permit::Forward { .. });
    let orders_by_address =
        ORDER_ADDRESS.is_match(path) || ORDER_ADDRESS.is_match(&place_of(&request.url));
    if orders_by_address && !is_the_check(request, state)
        || request.url.contains("wc-ajax=checkout")
        || ORDER_BODY.is_match(body)
        || document && ORDER_FORM.is_match(body)
        || sends && (LAST_STEP.is_match(body) || LAST_STEP.is_match(&request.url))
    {
        state.stopped_an_order |= sends;
        return false;
    }
    if state.sealed {
        return false;
    }
    if only_reads(body) {
        return true;
    }
    if state.last {
        return false;
    }
    if !state.from_payment {
        return true;
    }
    match &mut state.permit {
        Permit::Closed => false,
        Permit::Updates => !document && !carries(body, &state.card),
        Permit::Choice { document_sent } => {
            // A script's own request does not use up what the document may do.
            let mut anew = || {
                !state.forms.contains(&place_by_key(&request.url))
                    && !std::mem::replace(document_sent, true)
            };
            !carries(body, &state.card) && (!document || anew())
        }
        // A page that sends itself on at once (a "please wait" form) gets no second one.
        Permit::Forward { document_sent } => !document || !std::mem::replace(document_sent, true),
    }
}

/// Whether a form goes to the check that its page promised, once a press: nothing but the words
/// "order confirm" at the end of its path reads like an order.
fn is_the_check(request: &PausedRequest, state: &mut State) -> bool {
    let url = request.url.as_str();
    let bare = url.split(['?', '#']).next().unwrap_or_default();
    let before = MAY_BE_A_CHECK.replace(bare, "");
    let checks = request.kind == "document"
        && before != bare
        && url == bare
        && !ORDER_ADDRESS.is_match(&before)
        && !carries(request.body.as_deref().unwrap_or_default(), &state.card);
    checks && std::mem::take(&mut state.checks)
}

/// Whether a body is a GraphQL query: stores that run on GraphQL read by POST.
fn only_reads(body: &str) -> bool {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(body) else {
        return false;
    };
    let one = |v: &serde_json::Value| {
        v["query"].as_str().is_some_and(|q| {
            let q = q.trim_start();
            (q.starts_with("query") || q.starts_with('{'))
                && !q.contains("mutation")
                && !q.contains("subscription")
        })
    };
    match value.as_array() {
        Some(list) => !list.is_empty() && list.iter().all(one),
        None => one(&value),
    }
}

/// Whether a body carries the card's number, in groups or not.
fn carries(body: &str, card: &str) -> bool {
    card.len() >= 12 && digits(body).contains(card)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, kind: &str, url: &str, body: &str) -> PausedRequest {
        PausedRequest {
            method: method.into(),
            url: url.into(),
            kind: kind.into(),
            frame_url: String::new(),
            is_top: true,
            body: Some(body.into()),
        }
    }

    fn post(url: &str, body: &str) -> PausedRequest {
        request("POST", "document", url, body)
    }

    fn forward() -> Permit {
        Permit::Forward {
            document_sent: false,
        }
    }

    fn state(from_payment: bool, last: bool, permit: Permit) -> State {
        State {
            from_payment,
            last,
            permit,
            card: "4111111111111111".into(),
            ..State::default()
        }
    }

    #[test]
    fn what_looks_like_an_order_never_passes() {
        for (url, body) in [
            ("https://s.example/?wc-ajax=checkout", ""),
            (
                "https://s.example/rest/V1/guest-carts/abc/payment-information",
                "{}",
            ),
            (
                "https://s.example/graphql",
                r#"{"query":"mutation { placeOrder(input:{}) { order { number } } }"}"#,
            ),
            ("https://s.example/shopping/complete", ""),
            ("https://s.example/checkout/place-order/", ""),
            (
                "https://s.example/checkout/preview/",
                "action=place_order&csrf=x",
            ),
        ] {
            assert!(
                !allowed(&post(url, body), &mut state(false, false, forward())),
                "{url} {body}"
            );
        }
    }

    #[test]
    fn a_form_that_is_sent_to_its_last_step_never_passes() {
        let place = "https://s.example/flow.php";
        let parts = "--b\r\nContent-Disposition: form-data; name=\"step\"\r\n\r\ndone\r\n--b--\r\n";
        for (query, body) in [
            ("", "name=a&step=done"),
            ("", "mode=finish&x=1"),
            ("", "a=1&act=send_order"),
            ("", parts),
            ("?step=done", "name=a"),
        ] {
            let url = format!("{place}{query}");
            for kind in ["document", "xhr", "fetch"] {
                let mut open = state(false, false, forward());
                let sent = request("POST", kind, &url, body);
                assert!(!allowed(&sent, &mut open), "{kind} {query} {body}");
                assert!(open.stopped_an_order, "{kind} {query} {body}");
            }
        }
        for body in [
            "step=checkout",
            "laststep=done",
            "mode=confirm",
            "action=next",
        ] {
            let mut open = state(false, false, forward());
            assert!(allowed(&post(place, body), &mut open), "{body}");
            assert!(!open.stopped_an_order, "{body}");
        }
        // What a page asks while it is filled in ("complete" the street) is no form that is sent.
        let asked = request("POST", "xhr", place, "action=complete&q=Main");
        assert!(allowed(&asked, &mut state(false, false, Permit::Updates)));
    }

    #[test]
    fn what_only_keeps_totals_or_the_way_to_pay_up_to_date_passes() {
        let form = "post_data=woocommerce-process-checkout-nonce%3D1";
        for (url, body) in [
            ("https://s.example/?wc-ajax=update_order_review", form),
            (
                "https://s.example/rest/V1/carts/a/set-payment-information",
                "{}",
            ),
        ] {
            let sent = request("POST", "xhr", url, body);
            let mut now = state(true, false, Permit::Updates);
            assert!(allowed(&sent, &mut now), "{url}");
        }
        let whole = post(
            "https://s.example/checkout/",
            "a=b&woocommerce-process-checkout-nonce=1",
        );
        assert!(!allowed(&whole, &mut state(false, false, forward())));
        let one_script = post("https://s.example/index.php?main_page=checkout_process", "");
        assert!(!allowed(&one_script, &mut state(false, false, forward())));
    }

    #[test]
    fn before_payment_ordinary_posts_pass() {
        for url in [
            "https://s.example/checkout/shipping-address/",
            "https://s.example/cart/add",
        ] {
            assert!(
                allowed(
                    &post(url, "line1=x"),
                    &mut state(false, false, Permit::Closed)
                ),
                "{url}"
            );
        }
    }

    #[test]
    fn from_payment_on_only_a_permit_opens_and_the_last_screen_never_does() {
        let next = post("https://s.example/checkout/preview/", "number=4111");
        assert!(!allowed(&next, &mut state(true, false, Permit::Closed)));
        assert!(allowed(&next, &mut state(true, false, forward())));
        assert!(!allowed(&next, &mut state(true, true, forward())));
    }

    #[test]
    fn a_page_that_sends_itself_on_gets_no_second_document() {
        let mut now = state(true, false, forward());
        assert!(allowed(&post("https://s.example/pay", ""), &mut now));
        assert!(!allowed(&post("https://s.example/next", ""), &mut now));
        assert!(allowed(
            &request("POST", "xhr", "https://s.example/totals", ""),
            &mut now
        ));
    }

    #[test]
    fn a_choice_brings_the_page_anew_once_but_does_not_send_its_form() {
        let choosing = || State {
            forms: BTreeSet::from(["/shopping/confirm".to_owned()]),
            ..state(
                true,
                false,
                Permit::Choice {
                    document_sent: false,
                },
            )
        };
        let anew = post("https://s.example/shopping/redirect_to", "pay=3");
        let mut now = choosing();
        assert!(allowed(&anew, &mut now));
        assert!(!allowed(&anew, &mut now), "once");
        let mut now = choosing();
        let script = request("POST", "xhr", "https://s.example/totals", "pay=3");
        assert!(allowed(&script, &mut now));
        assert!(allowed(&anew, &mut now), "a script's request came first");
        let form = post("https://s.example/shopping/confirm", "pay=3");
        assert!(!allowed(&form, &mut choosing()));
        let card = post("https://s.example/x", "n=4111111111111111");
        assert!(!allowed(&card, &mut choosing()));
        let mut last = State {
            last: true,
            ..choosing()
        };
        assert!(!allowed(&anew, &mut last));
    }

    #[test]
    fn filling_sends_neither_a_document_nor_the_card() {
        let mut now = state(true, false, Permit::Updates);
        assert!(allowed(
            &request("POST", "xhr", "https://s.example/totals", "zip=10115"),
            &mut now
        ));
        assert!(!allowed(
            &request(
                "POST",
                "xhr",
                "https://s.example/x",
                "n=4111+1111+1111+1111"
            ),
            &mut now
        ));
        assert!(!allowed(&post("https://s.example/x", "a=b"), &mut now));
    }

    #[test]
    fn a_link_that_orders_goes_nowhere_from_the_last_screen() {
        let link = request("GET", "document", "https://s.example/go?step=5", "");
        assert!(allowed(&link, &mut state(true, false, Permit::Closed)));
        assert!(!allowed(&link, &mut state(true, true, Permit::Closed)));
        let pixel = request("GET", "image", "https://s.example/go.gif", "");
        assert!(allowed(&pixel, &mut state(true, true, Permit::Closed)));
        let mut sealed = State {
            sealed: true,
            ..state(true, true, Permit::Closed)
        };
        assert!(!allowed(&pixel, &mut sealed));
    }

    #[test]
    fn reading_by_graphql_is_no_change() {
        let query = r#"{"query":"query Cart { cart { total } }"}"#;
        let change = r#"{"query":"mutation Go { go { id } }"}"#;
        assert!(allowed(
            &request("POST", "fetch", "https://s.example/graphql", query),
            &mut state(true, true, Permit::Closed)
        ));
        assert!(!allowed(
            &request("POST", "fetch", "https://s.example/graphql", change),
            &mut state(true, false, Permit::Closed)
        ));
    }

    #[test]
    fn behind_a_button_of_the_cart_that_says_order_pages_are_read_and_nothing_is_sent() {
        let reading = || State {
            reading: true,
            ..State::default()
        };
        let passes = |method: &str, kind: &str, url: &str| {
            let mut state = reading();
            let passed = allowed(&request(method, kind, url, ""), &mut state);
            (passed, state.reading)
        };
        let checkout = "https://shop.example/order/checkout.html";
        // The page behind it may do what any page does.
        assert_eq!(passes("GET", "document", checkout), (true, false));
        assert_eq!(passes("GET", "script", checkout), (true, true));
        let framed = PausedRequest {
            is_top: false,
            ..request("GET", "document", checkout, "")
        };
        let mut state = reading();
        assert!(allowed(&framed, &mut state) && state.reading);
        for (method, kind, url) in [
            ("POST", "document", checkout),
            ("POST", "xhr", "https://shop.example/quotes"),
            ("GET", "document", "https://shop.example/place-order"),
            ("GET", "document", "https://shop.example/cart?step=done"),
        ] {
            assert_eq!(passes(method, kind, url), (false, true), "{method} {url}");
        }
    }

    #[test]
    fn the_check_that_a_page_promised_passes_once_and_nothing_else_by_it() {
        let fence = Fence::default();
        let button = |words: &str| Control {
            name: words.into(),
            role: "button".into(),
            kind: "submit".into(),
            ..Control::default()
        };
        let promises = Screen {
            in_checkout: true,
            review_promised: true,
            ..Screen::default()
        };
        let sent = |words: &str, screen: &Screen, kind: &str, url: &str, body: &str| {
            fence.press(&button(words), screen, Lexicon::embedded());
            allowed(&request("POST", kind, url, body), &mut fence.lock())
        };
        let check = "https://s.example/orderConfirm.do";
        let says = "確認画面へ";
        assert!(sent(says, &promises, "document", check, "name=a"));
        let again = post(check, "name=a");
        assert!(!allowed(&again, &mut fence.lock()), "once a press");
        let silent = Screen {
            review_promised: false,
            ..promises.clone()
        };
        assert!(!sent(says, &silent, "document", check, ""));
        for words in ["次へ", "注文する", "確認して注文する", "Confirm order"] {
            assert!(!sent(words, &promises, "document", check, ""), "{words}");
        }
        assert!(!sent(says, &promises, "xhr", check, ""));
        assert!(!sent(says, &promises, "document", check, "mode=complete"));
        for url in [
            "https://s.example/orderConfirmComplete.do",
            "https://s.example/order/confirm/1",
            "https://s.example/place-order/order-confirm",
            "https://s.example/orderConfirm.do?step=done",
            "https://s.example/confirmOrder.do",
        ] {
            assert!(!sent(says, &promises, "document", url, ""), "{url}");
        }
    }

    #[test]
    fn an_ordering_press_seals_everything_even_before_a_payment_was_seen() {
        let fence = Fence::default();
        let screen = Screen {
            in_checkout: true,
            ..Screen::default()
        };
        let order = Control {
            name: "Place order".into(),
            role: "button".into(),
            ..Control::default()
        };
        fence.screen(&screen);
        fence.press(&order, &screen, Lexicon::embedded());
        assert!(!allowed(
            &request("POST", "xhr", "https://s.example/api/step", "{}"),
            &mut fence.lock()
        ));
        let next = Control {
            name: "Continue".into(),
            role: "button".into(),
            ..Control::default()
        };
        fence.press(&next, &screen, Lexicon::embedded());
        assert!(allowed(
            &request("POST", "xhr", "https://s.example/api/step", "{}"),
            &mut fence.lock()
        ));
    }
}
