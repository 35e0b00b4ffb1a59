//! Walls that ask to apply for an account first: a form for businesses, looked through by people before
//! anybody may order. It is never sent: somebody would have to answer it.

use crate::journey::screen::Screen;
use crate::model::journey::Goal;
use crate::model::look::{Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};

/// What a form asks for that has something sent or paid.
const OF_AN_ORDER: [&str; 6] = [
    "x-shipping-method",
    "x-payment-method",
    "x-delivery-date",
    "cc-number",
    "x-billing-same",
    "x-guest",
];

/// Whether a screen of the checkout has nothing but a form to apply for an account: it says that one is
/// needed and asks for the company, and offers neither delivery, payment nor a guest's way.
pub(super) fn is_asked(look: &Look, screen: &Screen, lexicon: &Lexicon) -> bool {
    let content = Region::is_content;
    let asked = || {
        look.fields
            .iter()
            .filter(|f| f.visible && content(f.region))
    };
    let any = |purposes: &[&str]| asked().any(|f| purposes.contains(&f.purpose.as_str()));
    let of_a_company = |f: &Field| matches!(f.purpose.as_str(), "organization" | "x-tax-id");
    let of_an_order = screen.takes_payment
        || screen.final_control.is_some()
        || screen.goals.contains(&Goal::Shipping)
        || any(&OF_AN_ORDER);
    if of_an_order || !asked().any(of_a_company) || !any(&["email"]) {
        return false;
    }
    let says = |text: &str| lexicon.says(text, Topic::AccountRequired);
    let headed = look.headings.iter().any(|(_, text)| says(text))
        || says(&look.title)
        || look.messages.iter().any(|m| says(&m.text));
    let told = headed || says(&look.text) && asked().any(|f| f.kind == "password");
    let guest = look
        .controls
        .iter()
        .any(|c| c.visible && content(c.region) && lexicon.strength(&c.name, Intent::Guest) >= 0.4);
    told && !guest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(heading: &str, purposes: &[&str]) -> bool {
        let field = |purpose: &&str| Field {
            purpose: (*purpose).into(),
            kind: "text".into(),
            visible: true,
            ..Field::default()
        };
        let look = Look {
            headings: vec![(1, heading.into())],
            fields: purposes.iter().map(field).collect(),
            ..Look::default()
        };
        is_asked(&look, &Screen::default(), Lexicon::embedded())
    }

    #[test]
    fn a_form_to_apply_for_an_account_is_told_from_an_address() {
        let application = ["organization", "x-tax-id", "name", "email", "tel"];
        for heading in [
            "Bestellen kan alleen met een zakelijk account",
            "Apply for a trade account",
            "Bestellungen nur für Gewerbetreibende",
            "ご購入には会員登録が必要です",
            "Réservé aux professionnels",
        ] {
            assert!(asks(heading, &application), "{heading}");
        }
        assert!(
            !asks("Delivery address", &application),
            "a company may buy, too"
        );
        assert!(!asks("Apply for a trade account", &["name", "email"]));
        let order = ["organization", "email", "x-shipping-method"];
        assert!(!asks("Apply for a trade account", &order));
    }
}
