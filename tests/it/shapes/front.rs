//! Fronts of stores: whatever a test puts before the checkout, and behind it
//! one plain checkout page, so that a walk can show that it got through.

use super::till::{self, Ask, Session, Till, bare, page, see};
use crate::server::Answer;
use crate::visitor;
use cartwalk::journey::{Surroundings, travel};
use cartwalk::model::device::{Device, Throttle};
use cartwalk::model::journey::{Ended, Goal, Journey};
use cartwalk::model::plan::Consent;

/// A store whose front is the test's; its checkout asks for an address and ends there.
pub fn shop(
    lang: &'static str,
    front: impl Fn(&Ask<'_>, &mut Session) -> Option<Answer> + Send + Sync + 'static,
) -> Till {
    Till::start(lang, move |ask, session| {
        front(ask, session).or_else(|| checkout(lang, ask, session))
    })
}

fn checkout(lang: &str, ask: &Ask<'_>, session: &mut Session) -> Option<Answer> {
    match (ask.method, ask.path) {
        ("GET", "/checkout") if !session.in_cart => Some(see("/cart")),
        ("GET", "/checkout") => Some(last_page(lang)),
        ("POST", "/checkout/done") => Some(session.order()),
        _ => None,
    }
}

/// One page: an address, and the button that orders.
fn last_page(lang: &str) -> Answer {
    let (title, email, first, last, street, city, code, order) = match lang {
        "ja" => (
            "ご購入手続き",
            "メールアドレス",
            "名",
            "姓",
            "番地",
            "市区町村",
            "郵便番号",
            "注文を確定する",
        ),
        "de" => (
            "Kasse",
            "E-Mail-Adresse",
            "Vorname",
            "Nachname",
            "Straße und Hausnummer",
            "Ort",
            "Postleitzahl",
            "Zahlungspflichtig bestellen",
        ),
        "fr" => (
            "Commande",
            "Adresse e-mail",
            "Prénom",
            "Nom",
            "Adresse",
            "Ville",
            "Code postal",
            "Payer la commande",
        ),
        _ => (
            "Checkout",
            "E-mail",
            "First name",
            "Last name",
            "Address",
            "City",
            "Postcode",
            "Place order",
        ),
    };
    let fields: String = [("email", "email", email, "email"), ("first_name", "text", first, "given-name"), ("last_name", "text", last, "family-name"), ("line1", "text", street, "address-line1"), ("line4", "text", city, "address-level2"), ("postcode", "text", code, "postal-code")]
        .iter()
        .map(|(name, kind, label, token)| format!("<p><label>{label} <input type={kind} name={name} autocomplete={token} required></label></p>"))
        .collect();
    page(
        lang,
        title,
        &format!(
            "<h1>{title}</h1><form method=post action=/checkout/done>{fields}<button>{order}</button></form>"
        ),
    )
}

/// A page of a card's width: a picture's place, a name, a price.
pub fn card(href: &str, name: &str, price: &str) -> String {
    format!(
        "<li style='display:inline-block;width:150px;margin:8px'><a href='{href}'><div style='height:90px;background:#eee'></div>{name}</a><p class=price>{price}</p></li>"
    )
}

/// A product with a form that posts to `/cart/add`.
pub fn product(lang: &str, name: &str, price: &str, form: &str) -> Answer {
    page(
        lang,
        name,
        &format!(
            "<h1>{name}</h1><p class=price>{price}</p><form method=post action=/cart/add><input type=hidden name=sku value='{name}'>{form}</form><p>A thing for the kitchen.</p>"
        ),
    )
}

/// A document with this body and nothing around it.
pub fn body(lang: &str, title: &str, inner: &str) -> Answer {
    bare(&format!(
        "<!doctype html><html lang={lang}><meta charset=utf-8><meta name=viewport content='width=device-width'><title>{title}</title><body style='font:16px sans-serif;margin:0'>{inner}</html>"
    ))
}

/// Walks with a wish about cookies.
pub fn walk_with(till: &Till, device: Device, consent: Consent) -> Journey {
    let browser = visitor::browser();
    let mut plan = till::plan_for(&till.server.url("/"));
    plan.journey.consent = consent;
    let around = Surroundings {
        browser: &browser,
        site: None,
        plan: &plan,
        blobs: &till::NoBlobs,
        progress: &till::Notes,
        stop: &cartwalk::model::seams::Stop::default(),
    };
    let journey = travel(&around, device, Throttle::None);
    till::tell(&journey);
    assert_eq!(till.orders(), 0, "an order arrived");
    assert!(
        journey.guard.order_signs.is_empty(),
        "{:?}",
        journey.guard.order_signs
    );
    journey
}

/// Walks on a phone to the last screen, and gives back how.
pub fn gets_through(till: &Till) -> Journey {
    gets_through_on(till, Device::Mobile)
}

/// Walks on a device to the last screen, and gives back how.
pub fn gets_through_on(till: &Till, device: Device) -> Journey {
    let journey = walk_with(till, device, Consent::Reject);
    assert_eq!(journey.ended, Ended::Reached { goal: Goal::Review });
    assert!(
        journey.steps.iter().any(|s| s
            .filled
            .iter()
            .any(|f| f.purpose == "postal-code" && !f.held.is_empty())),
        "the address was filled in"
    );
    journey
}

/// Whether a walk did something of this kind on the way.
pub fn did(journey: &Journey, kind: &str) -> bool {
    journey
        .steps
        .iter()
        .flat_map(|s| &s.acts)
        .any(|a| a.kind == kind)
}

/// Goals of the steps up to the checkout.
pub fn way(journey: &Journey) -> Vec<Goal> {
    journey
        .steps
        .iter()
        .map(|s| s.goal)
        .filter(|g| !g.in_checkout())
        .collect()
}
