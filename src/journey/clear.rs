//! What to do about layers that are in the way: consent banners, newsletter
//! popups, sheets, chat windows. Pure: it proposes, the traveller presses.

use crate::journey::guard;
use crate::model::look::{Control, Layer, Look};
use crate::model::plan::Consent;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

/// How to get a layer out of the way.
#[derive(Debug, Clone, PartialEq)]
pub struct LayerMove {
    /// `reject-consent`, `accept-consent`, `close-layer`, `confirm-age`, `confirm-region`.
    pub kind: &'static str,
    /// Control to press; `None`: press Escape.
    pub handle: Option<u32>,
    /// Its name.
    pub name: String,
    /// Its selector.
    pub selector: String,
}

/// What to do about layers that are in the way; `None` when nothing is.
///
/// Only layers that the shop put there by itself are touched: a cart drawer that
/// the pilot opened holds a way on and is left alone.
pub fn clear_the_way(
    look: &Look,
    consent: Consent,
    failed: &BTreeSet<String>,
    lexicon: &Lexicon,
    in_checkout: bool,
) -> Option<LayerMove> {
    let mut layers: Vec<&Layer> = look
        .layers
        .iter()
        .filter(|l| l.dialog || l.fixed || l.cover > 0.3)
        .collect();
    layers.sort_by(|a, b| b.cover.total_cmp(&a.cover));
    // What only darkens the page behind a dialog goes away with it.
    let is_backdrop = |l: &&Layer| l.controls.is_empty() && l.text.trim().is_empty();
    if layers
        .iter()
        .any(|l| !is_backdrop(l) && (l.dialog || l.modal || l.cover > 0.15))
    {
        layers.retain(|l| !is_backdrop(l));
    }
    for layer in layers {
        let controls: Vec<&Control> = look
            .controls
            .iter()
            .filter(|c| {
                layer.controls.contains(&c.handle)
                    && c.visible
                    && c.enabled
                    && !failed.contains(&c.selector)
            })
            .collect();
        let best = |intent: Intent, least: f64| {
            controls
                .iter()
                .map(|c| (lexicon.strength(&guard::words_of(c), intent), *c))
                .filter(|(s, _)| *s >= least)
                .max_by(|a, b| a.0.total_cmp(&b.0))
                .map(|(_, c)| c)
        };
        let to = |kind, c: &Control| {
            Some(LayerMove {
                kind,
                handle: Some(c.handle),
                name: c.name.clone(),
                selector: c.selector.clone(),
            })
        };
        let about_cookies = lexicon.says(&layer.text, Topic::Cookies) && !controls.is_empty();
        if about_cookies {
            match consent {
                Consent::None => continue,
                Consent::Accept => {
                    if let Some(c) = best(Intent::AcceptConsent, 0.5) {
                        return to("accept-consent", c);
                    }
                }
                Consent::Reject => {
                    if let Some(c) = best(Intent::RejectConsent, 0.5) {
                        return to("reject-consent", c);
                    }
                    if let Some(c) = best(Intent::SaveConsent, 0.6) {
                        return to("reject-consent", c);
                    }
                    // Settings on a page of their own are no answer: the walk would leave its page.
                    if let Some(c) =
                        best(Intent::ConsentSettings, 0.5).filter(|c| !leads_away(c, look))
                    {
                        return to("consent-settings", c);
                    }
                }
            }
            if let Some(c) = best(Intent::Close, 0.5).or_else(|| best(Intent::AcceptConsent, 0.5)) {
                return to("close-consent", c);
            }
            continue;
        }
        if lexicon.says(&layer.text, Topic::AgeGate)
            && let Some(c) = best(Intent::ConfirmAge, 0.4)
        {
            return to("confirm-age", c);
        }
        let blocks = layer.modal || layer.cover > 0.5 || layer.dialog && layer.cover > 0.15;
        let leads_on = controls.iter().any(|c| {
            let says = |i| lexicon.strength(&guard::words_of(c), i) >= 0.5;
            // A layer of the checkout itself: delivery times, a checked address, the guest's way in.
            let of_the_checkout = [
                Intent::Choose,
                Intent::Continue,
                Intent::Guest,
                Intent::Review,
            ];
            [Intent::Checkout, Intent::ViewCart].into_iter().any(says)
                || in_checkout
                    && (of_the_checkout.into_iter().any(says)
                        || guard::orders(&guard::words_of(c), lexicon))
        });
        let asks = look
            .fields
            .iter()
            .filter(|f| {
                f.visible
                    && inside(f.rect, layer)
                    && !matches!(
                        f.purpose.as_str(),
                        "email" | "x-newsletter" | "x-search" | "tel"
                    )
            })
            .count()
            >= 2;
        if !blocks || leads_on || asks {
            continue;
        }
        if let Some(c) = best(Intent::Close, 0.4) {
            return to("close-layer", c);
        }
        if let Some(c) = best(Intent::ConfirmRegion, 0.4) {
            return to("confirm-region", c);
        }
        if let Some(c) = best(Intent::ConfirmAge, 0.5) {
            return to("confirm-age", c);
        }
        // A small, nameless or one-sign control in the upper corner closes.
        if let Some(c) = controls.iter().find(|c| {
            c.rect.w <= 64.0
                && c.rect.h <= 64.0
                && c.name.chars().count() <= 1
                && c.rect.y < layer.rect.y + layer.rect.h * 0.35
        }) {
            return to("close-layer", c);
        }
        if !failed.contains("Escape") {
            return Some(LayerMove {
                kind: "close-layer",
                handle: None,
                name: "Escape".into(),
                selector: "Escape".into(),
            });
        }
    }
    None
}

/// Whether a control is a link to another page of its own.
fn leads_away(control: &Control, look: &Look) -> bool {
    control.href.as_deref().is_some_and(|href| {
        let place = |url: &str| url.split(['?', '#']).next().unwrap_or(url).to_owned();
        href.starts_with("http") && place(href) != place(&look.url)
    })
}

fn inside(rect: crate::model::look::Rect, layer: &Layer) -> bool {
    rect.x >= layer.rect.x - 1.0
        && rect.y >= layer.rect.y - 1.0
        && rect.x + rect.w <= layer.rect.x + layer.rect.w + 1.0
        && rect.y + rect.h <= layer.rect.y + layer.rect.h + 1.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    fn button(handle: u32, name: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            selector: format!("#b{handle}"),
            tag: "button".into(),
            role: "button".into(),
            rect: Rect {
                x: 20.0,
                y: 600.0,
                w: 120.0,
                h: 40.0,
            },
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn move_for(
        text: &str,
        modal: bool,
        cover: f64,
        names: &[&str],
        consent: Consent,
        failed: &[&str],
    ) -> Option<(&'static str, String)> {
        let controls: Vec<Control> = (1_u32..)
            .zip(names)
            .map(|(n, name)| button(n, name))
            .collect();
        let layer = Layer {
            selector: "#layer".into(),
            text: text.into(),
            dialog: modal,
            modal,
            fixed: true,
            rect: Rect {
                x: 0.0,
                y: 500.0,
                w: 400.0,
                h: 300.0,
            },
            cover,
            controls: controls.iter().map(|c| c.handle).collect(),
        };
        let look = Look {
            controls,
            layers: vec![layer],
            viewport: (400.0, 800.0),
            ..Look::default()
        };
        let failed = failed.iter().map(|s| (*s).to_owned()).collect();
        clear_the_way(&look, consent, &failed, Lexicon::embedded(), false).map(|m| (m.kind, m.name))
    }

    const COOKIES: &str = "We use cookies to give you the best experience";

    #[test]
    fn a_consent_banner_is_answered_as_the_user_wishes() {
        let names = ["Accept all", "Reject all", "Cookie settings"];
        assert_eq!(
            move_for(COOKIES, false, 0.2, &names, Consent::Reject, &[]),
            Some(("reject-consent", "Reject all".into()))
        );
        assert_eq!(
            move_for(COOKIES, false, 0.2, &names, Consent::Accept, &[]),
            Some(("accept-consent", "Accept all".into()))
        );
        assert_eq!(
            move_for(COOKIES, false, 0.2, &names, Consent::None, &[]),
            None
        );
    }

    #[test]
    fn settings_are_tried_before_a_banner_is_accepted() {
        let names = ["Accept all", "Cookie settings"];
        assert_eq!(
            move_for(COOKIES, false, 0.2, &names, Consent::Reject, &[]).map(|m| m.0),
            Some("consent-settings")
        );
        assert_eq!(
            move_for(COOKIES, false, 0.2, &names, Consent::Reject, &["#b2"]).map(|m| m.0),
            Some("close-consent")
        );
    }

    #[test]
    fn settings_on_a_page_of_their_own_are_no_answer_to_a_banner() {
        let settings = |href: &str| Control {
            href: Some(href.to_owned()),
            ..button(1, "Manage preferences")
        };
        let look = Look {
            url: "https://shop.example/mug".to_owned(),
            ..Look::default()
        };
        assert!(leads_away(&settings("https://shop.example/cookies"), &look));
        assert!(!leads_away(
            &settings("https://shop.example/mug#settings"),
            &look
        ));
        assert!(!leads_away(&button(1, "Cookie settings"), &look));
    }

    #[test]
    fn a_drawer_that_leads_to_the_checkout_is_left_open() {
        assert_eq!(
            move_for(
                "Your cart",
                true,
                0.6,
                &["Close", "Checkout"],
                Consent::Reject,
                &[]
            ),
            None
        );
    }

    #[test]
    fn a_newsletter_is_declined_and_an_age_is_confirmed() {
        assert_eq!(
            move_for(
                "10% off your first order",
                true,
                0.8,
                &["Sign up", "No thanks"],
                Consent::Reject,
                &[]
            ),
            Some(("close-layer", "No thanks".into()))
        );
        assert_eq!(
            move_for(
                "Are you over 18?",
                true,
                1.0,
                &["Leave", "Yes, I am over 18"],
                Consent::Reject,
                &[]
            ),
            Some(("confirm-age", "Yes, I am over 18".into()))
        );
    }
}
