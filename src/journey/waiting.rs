//! Tells a login that waits, not shown, behind the only button of a cart.
//!
//! In India a cart's button is often called "Place order" and opens a sheet that asks for a telephone number
//! and then for a code. Such a button is never pressed; the sheet stands in the page before it is opened.

use crate::journey::guard;
use crate::model::look::{Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon};

/// Strength from which on words count as those of a login.
const SAYS_LOGIN: f64 = 0.5;

/// The heading of that login: the content has a button that orders by its words, and a box for a telephone
/// number or an address that is not shown stands under words for a login, without any password.
pub(super) fn login<'l>(look: &'l Look, lexicon: &Lexicon) -> Option<&'l str> {
    let content = Region::is_content;
    let orders = look
        .controls
        .iter()
        .any(|c| c.visible && content(c.region) && guard::orders(&guard::words_of(c), lexicon));
    if !orders || look.fields.iter().any(|f| f.kind == "password") {
        return None;
    }
    let asks = |f: &&Field| {
        !f.visible
            && content(f.region)
            && matches!(f.purpose.as_str(), "tel" | "tel-national" | "email")
    };
    look.fields
        .iter()
        .filter(asks)
        .map(|f| f.section.trim())
        .find(|words| {
            lexicon.strength(words, Intent::Login) >= SAYS_LOGIN
                || lexicon.strength(words, Intent::Register) >= SAYS_LOGIN
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Control;

    fn cart(button: &str, section: &str, kind: &str, shown: bool) -> Look {
        Look {
            controls: vec![Control {
                name: button.into(),
                role: "button".into(),
                visible: true,
                enabled: true,
                ..Control::default()
            }],
            fields: vec![Field {
                kind: kind.into(),
                purpose: "tel".into(),
                section: section.into(),
                visible: shown,
                ..Field::default()
            }],
            ..Look::default()
        }
    }

    fn waits(button: &str, section: &str, kind: &str, shown: bool) -> bool {
        login(&cart(button, section, kind, shown), Lexicon::embedded()).is_some()
    }

    #[test]
    fn a_sheet_that_asks_for_a_number_waits_behind_the_order_button() {
        assert!(waits("PLACE ORDER", "Login or Signup", "tel", false));
    }

    #[test]
    fn nothing_else_is_taken_for_it() {
        assert!(
            !waits("Checkout", "Login or Signup", "tel", false),
            "another way on"
        );
        assert!(!waits("Place order", "Delivery", "tel", false), "no login");
        assert!(!waits("Place order", "Log in", "tel", true), "it is shown");
        assert!(!waits("Place order", "Log in", "password", false));
    }
}
