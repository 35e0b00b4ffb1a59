//! The button that most likely puts a product into the cart where no word says so ("Pop it in, please"):
//! the one large control of the product's page that nothing else explains. Whether it did is told by what
//! changed, as with any other.

use crate::journey::deliverable;
use crate::journey::goods::ASIDES;
use crate::journey::guard;
use crate::journey::near;
use crate::journey::pilot::Knowledge;
use crate::journey::screen::Screen;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};

/// What a control of a product's page may be for besides adding and leading away.
const OTHERWISE: [Intent; 9] = [
    Intent::Menu,
    Intent::LoadMore,
    Intent::Edit,
    Intent::ApplyCode,
    Intent::Wallet,
    Intent::AddressLookup,
    Intent::Choose,
    Intent::ConsentSettings,
    Intent::AcceptConsent,
];
/// Fields whose form is sent for another reason.
const OF_OTHER_FORMS: [&str; 9] = [
    "email",
    "x-newsletter",
    "x-search",
    "current-password",
    "tel",
    "name",
    "x-coupon",
    "x-review",
    "x-rating",
];
/// Unexplained controls beyond which none is likelier than the others.
const MOST: usize = 3;
/// How far below its fields a button stands at most, in CSS pixels.
const NEAR_PX: f64 = 200.0;
/// Least area of a button, in square pixels.
const LEAST_AREA: f64 = 1_500.0;

/// That control, on a page with a heading and a price; the caller knows that it lists no goods.
pub(super) fn likely_add<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    if look.prices.is_empty() || !look.headings.iter().any(|(level, _)| *level <= 3) {
        return None;
    }
    let found: Vec<&Control> = look
        .controls
        .iter()
        .filter(|c| is_unexplained(c, look, lexicon))
        .collect();
    let hinted = |c: &&&Control| {
        let hints = c.hints.to_lowercase();
        hints.split(|x: char| !x.is_alphanumeric()).any(|w| {
            matches!(
                w,
                "add" | "cart" | "basket" | "bag" | "buy" | "atc" | "order"
            )
        })
    };
    let area = |c: &Control| c.rect.w * c.rect.h;
    let largest = |a: &&&Control, b: &&&Control| area(a).total_cmp(&area(b));
    let by_hint = found.iter().filter(hinted).max_by(largest);
    by_hint
        .or_else(|| found.iter().max_by(largest).filter(|_| found.len() <= MOST))
        .copied()
}

/// The one large button of a cart that nothing else explains, where no word says that it leads to the
/// checkout ("Let's go"). What orders by its words is never it.
pub(super) fn likely_way_out<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    let area = |c: &Control| c.rect.w * c.rect.h;
    let found: Vec<&Control> = look
        .controls
        .iter()
        .filter(|c| is_unexplained(c, look, lexicon))
        .filter(|c| {
            let words = guard::words_of(c);
            !guard::orders(&words, lexicon)
                && lexicon.strength(&words, Intent::AddToCart) < 0.5
                && !lexicon.says(&words, Topic::Coupon)
        })
        .collect();
    found
        .iter()
        .max_by(|a, b| area(a).total_cmp(&area(b)))
        .filter(|_| found.len() <= MOST)
        .copied()
}

/// Whether a button outside of any form stands directly below fields outside of any form that were just
/// filled, on a screen that neither takes payment nor sums up: nothing else sends them.
pub(super) fn follows_what_was_filled(
    c: &Control,
    look: &Look,
    screen: &Screen,
    known: &Knowledge,
    lexicon: &Lexicon,
) -> bool {
    if c.form.is_some()
        || screen.takes_payment
        || screen.final_control.is_some()
        || !known.filled_forms.contains(&(c.frame, None))
        || near::totals(look, lexicon)
        || !is_unexplained(c, look, lexicon)
    {
        return false;
    }
    let below =
        |f: &&Field| f.visible && f.frame == c.frame && f.form.is_none() && f.rect.y < c.rect.y;
    let last = look
        .fields
        .iter()
        .filter(below)
        .max_by(|a, b| a.rect.y.total_cmp(&b.rect.y));
    last.is_some_and(|f| f.filled && c.rect.y - f.rect.y - f.rect.h < NEAR_PX)
}

fn is_unexplained(c: &Control, look: &Look, lexicon: &Lexicon) -> bool {
    let words = guard::words_of(c);
    let says = |intent| lexicon.strength(&words, intent);
    let stays = c
        .href
        .as_deref()
        .is_none_or(|h| h.starts_with("javascript:") || h.ends_with('#'));
    let pressed = matches!(c.role.as_str(), "button" | "generic" | "link");
    let small_word = (2..=40).contains(&words.chars().count());
    let steps = [Topic::QuantityUp, Topic::QuantityDown, Topic::SoldOut]
        .into_iter()
        .any(|topic| lexicon.says(&words, topic));
    let own_form = c.form.is_none()
        || !look.fields.iter().any(|f| {
            (f.frame, f.form) == (c.frame, c.form) && OF_OTHER_FORMS.contains(&f.purpose.as_str())
        });
    // What stands behind a field sends that field.
    let sends_a_field = look.fields.iter().any(|f| {
        f.visible
            && (f.purpose == "postal-code" || OF_OTHER_FORMS.contains(&f.purpose.as_str()))
            && deliverable::stands_behind(c, f)
    });
    // Colours and sizes come in rows of one build.
    let called = |c: &Control| {
        c.hints
            .split("data-")
            .next()
            .map(str::trim)
            .map(str::to_owned)
    };
    let twin = |o: &Control| {
        o.handle != c.handle
            && o.visible
            && o.tag == c.tag
            && called(o) == called(c)
            && (o.rect.h - c.rect.h).abs() < 3.0
            && (o.rect.y - c.rect.y).abs() < 120.0
    };
    c.visible
        && c.enabled
        && stays
        && pressed
        && own_form
        && !sends_a_field
        && small_word
        && !steps
        && words.chars().any(char::is_alphabetic)
        && c.state.is_none()
        && !c.folded
        && matches!(c.region, Some(Region::Main | Region::Dialog) | None)
        && c.rect.w * c.rect.h > LEAST_AREA
        && ASIDES.into_iter().chain(OTHERWISE).all(|i| says(i) < 0.5)
        && says(Intent::ViewCart) < 0.9
        && (says(Intent::PlaceOrder) < 0.5 || says(Intent::BuyNow) >= 0.5)
        && !look.controls.iter().any(twin)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crawl::extract::prices;
    use crate::model::look::Rect;

    fn button(handle: u32, name: &str, hints: &str, x: f64) -> Control {
        Control {
            handle,
            name: name.into(),
            hints: hints.into(),
            tag: "div".into(),
            role: "generic".into(),
            region: Some(Region::Main),
            visible: true,
            enabled: true,
            rect: Rect {
                x,
                y: 400.0,
                w: 160.0,
                h: 40.0,
            },
            ..Control::default()
        }
    }

    fn page(controls: Vec<Control>) -> Look {
        Look {
            headings: vec![(1, "Fern".into())],
            prices: prices::find("£18.50"),
            controls,
            ..Look::default()
        }
    }

    fn likely(controls: Vec<Control>) -> Option<u32> {
        likely_add(&page(controls), Lexicon::embedded()).map(|c| c.handle)
    }

    #[test]
    fn the_one_button_that_nothing_else_explains_is_likely_to_add() {
        let pots = [
            button(1, "Terracotta", "opt", 0.0),
            button(2, "White glaze", "opt", 170.0),
        ];
        let pop = button(3, "Pop it in, please", "btn", 0.0);
        let ask = button(4, "Ask a question", "btn ask", 200.0);
        let all = pots.into_iter().chain([pop, ask]).collect();
        assert_eq!(likely(all), Some(3));
    }

    #[test]
    fn what_is_explained_or_one_of_many_adds_nothing() {
        assert_eq!(likely(vec![button(1, "Sign in", "btn", 0.0)]), None);
        assert_eq!(likely(vec![button(1, "Place order", "btn", 0.0)]), None);
        let many = (1..6)
            .map(|n| button(n, &format!("Thing {n}"), &format!("b{n}"), 0.0))
            .collect();
        assert_eq!(likely(many), None);
    }
}
