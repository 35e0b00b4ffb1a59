//! The way to the cart where nothing in sight leads there: a closed menu is opened, as a shopper on
//! a telephone does. Then come the addresses that a page tells without showing them.

use crate::journey::goods;
use crate::journey::pilot::{self, score_cart};
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Act, Goal};
use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::{Intent, Lexicon};
use std::collections::BTreeSet;
use std::time::Instant;

/// Menus that are opened at most.
const MENUS: usize = 2;
/// Score from which on a control is sure to lead to the cart.
const SURE: f64 = 0.7;

impl Traveller<'_> {
    /// Opens closed menus until a way to the cart is in sight; whether there is one.
    pub(super) fn open_menu_for_cart(
        &mut self,
        look: &Look,
        screen: &Screen,
    ) -> Result<bool, Halt> {
        let mut tried: BTreeSet<String> = BTreeSet::new();
        let mut look = look.clone();
        for _ in 0..MENUS {
            let opener = goods::menu_openers(&look, self.lexicon)
                .into_iter()
                .find(|c| {
                    !tried.contains(&c.selector)
                        && stays(c, &look)
                        && reads_like_a_menu(c, self.lexicon)
                })
                .cloned();
            let Some(opener) = opener else {
                break;
            };
            tried.insert(opener.selector.clone());
            let began = Instant::now();
            if self.press(&look, screen, opener.handle)?.is_none() {
                continue;
            }
            let (after, now) = self.glance()?;
            let found = !pilot::decide(&after, &now, Goal::Cart, &self.known, self.lexicon)
                .considered
                .is_empty();
            self.act(Act {
                kind: "open-menu".into(),
                target: opener.name.clone(),
                selector: opener.selector.clone(),
                changed: if found { "links-appeared" } else { "nothing" }.into(),
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
            if found {
                return Ok(true);
            }
            look = after;
        }
        Ok(false)
    }
}

/// Whether a control leads to no other page.
fn stays(c: &Control, look: &Look) -> bool {
    c.href
        .as_deref()
        .is_none_or(|h| !h.starts_with("http") || pilot::plain(h) == pilot::plain(&look.url))
}

/// Whether a control is called a menu, or is a picture without words: the store's name and the choice
/// of a language stand in the same bar, and hide no cart.
fn reads_like_a_menu(c: &Control, lexicon: &Lexicon) -> bool {
    c.name.trim().is_empty() || lexicon.strength(&c.name, Intent::Menu) >= 0.4
}

/// Addresses of the cart that a page tells without a control in sight: links in what is closed, and
/// the place to which its form puts a product ("/shop/cart/add/7" lies below "/shop/cart").
pub(super) fn told_carts(look: &Look, lexicon: &Lexicon) -> Vec<String> {
    let links = look
        .controls
        .iter()
        .filter(|c| !c.visible)
        .filter(|c| score_cart(c, look, lexicon).is_some_and(|(score, _)| score >= SURE))
        .filter_map(|c| c.href.clone())
        .filter(|h| h.starts_with("http") && pilot::same_site(h, look));
    let forms = look
        .controls
        .iter()
        .filter(|c| c.visible)
        .filter_map(|c| c.form_action.as_deref())
        .filter(|a| pilot::same_site(a, look))
        .filter_map(|a| cart_above(a, lexicon));
    let mut out: Vec<String> = Vec::new();
    for address in links.chain(forms) {
        if !out.contains(&address) {
            out.push(address);
        }
    }
    out
}

/// The address down to the part that is called like a cart, where more parts follow.
fn cart_above(action: &str, lexicon: &Lexicon) -> Option<String> {
    let mut url = url::Url::parse(action).ok()?;
    let parts: Vec<String> = url.path_segments()?.map(str::to_owned).collect();
    let at = parts.iter().position(|part| {
        lexicon.strength(&part.replace(['-', '_'], " "), Intent::ViewCart) >= SURE
    })?;
    if parts[at + 1..].iter().all(String::is_empty) {
        return None;
    }
    url.set_path(&parts[..=at].join("/"));
    url.set_query(None);
    Some(url.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(control: Control) -> Vec<String> {
        let look = Look {
            url: "https://shop.example/store/mug".into(),
            controls: vec![control],
            ..Look::default()
        };
        told_carts(&look, Lexicon::embedded())
    }

    #[test]
    fn the_cart_lies_above_the_place_that_a_form_adds_to() {
        let adds = |action: &str| {
            told(Control {
                name: "Add to cart".into(),
                visible: true,
                form_action: Some(format!("https://shop.example{action}")),
                ..Control::default()
            })
        };
        assert_eq!(
            adds("/store/cart/add/7?x=1"),
            ["https://shop.example/store/cart"]
        );
        assert_eq!(adds("/cart/add"), ["https://shop.example/cart"]);
        assert!(adds("/store/add/7").is_empty());
        assert!(adds("/store/cart/").is_empty());
    }

    #[test]
    fn the_stores_name_and_its_languages_open_no_menu() {
        let reads = |name: &str| {
            let named = Control {
                name: name.into(),
                ..Control::default()
            };
            reads_like_a_menu(&named, Lexicon::embedded())
        };
        assert!(reads("") && reads("Menu") && reads("Menü"));
        assert!(!reads("CoolBrand") && !reads("EN"));
    }

    #[test]
    fn a_link_in_a_closed_menu_tells_where_the_cart_is() {
        let link = |href: &str| {
            told(Control {
                visible: false,
                href: Some(href.into()),
                ..Control::default()
            })
        };
        let cart = "https://shop.example/store/cart";
        assert_eq!(link(cart), [cart]);
        assert!(link("https://other.example/cart").is_empty());
        assert!(link("https://shop.example/store/about").is_empty());
    }
}
