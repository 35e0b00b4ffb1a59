//! Changes the quantity of a cart's line by whatever the cart offers, and reads what it shows then.

use super::search::{cut, new_lines};
use crate::browser::{Mark, SettleOptions, Settled};
use crate::journey::fill::{How, Move};
use crate::journey::look;
use crate::journey::screen::Screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{CartAct, CartSeen, CartTurn};
use crate::rulebook::lexicon::{Lexicon, Topic};
use std::time::Duration;

/// Longest wait for the answer to a change.
const ANSWER: Duration = Duration::from_secs(8);
/// A change may be sent a moment late (a debounce): looks after the page was quiet.
const LATE_LOOKS: u32 = 4;
/// The means by which a quantity is changed.
#[derive(Clone)]
pub enum Means {
    /// A text field.
    Field(Field),
    /// A list.
    Select(Field),
    /// Buttons for more and less.
    Stepper {
        /// One more.
        more: Control,
        /// One less.
        less: Option<Control>,
    },
}

/// Changes the quantity of the first line to a figure by whatever the cart offers; `None` where
/// it offers nothing.
pub fn set_quantity(
    traveller: &mut Traveller<'_>,
    to: u32,
    act: CartAct,
) -> Result<Option<CartTurn>, Halt> {
    let (look, _) = traveller.glance()?;
    let Some(means) = means(&look, traveller.lexicon) else {
        return Ok(None);
    };
    let text = to.to_string();
    match means {
        Means::Stepper { more, less } => {
            let Some(control) = (if act == CartAct::Less {
                less
            } else {
                Some(more)
            }) else {
                return Ok(None);
            };
            step(traveller, &look, &control, act).map(Some)
        }
        Means::Field(field) => enter(traveller, &look, &field, &text, act).map(Some),
        Means::Select(field) => {
            if !field.options.iter().any(|(value, _)| *value == text) {
                return Ok(None);
            }
            enter(traveller, &look, &field, &text, act).map(Some)
        }
    }
}

/// How the first line's quantity can be changed.
pub fn means(look: &Look, lexicon: &Lexicon) -> Option<Means> {
    let outside = |region: Option<Region>| matches!(region, Some(Region::Header | Region::Footer));
    let quantities = || {
        look.fields
            .iter()
            .filter(|f| f.visible && !f.disabled && f.purpose == "x-quantity" && !outside(f.region))
    };
    // A list to order from asks how many of each, and holds none: that is no line of the cart.
    let none = |f: &&Field| {
        let value = f.value.trim();
        let from_none = [
            f.placeholder.as_str(),
            f.range.0.as_deref().unwrap_or_default(),
        ];
        value.parse::<f64>().is_ok_and(|n| n < 1.0) || value.is_empty() && from_none.contains(&"0")
    };
    let field = quantities().find(|f| !none(f));
    if field.is_none() && quantities().any(|f| none(&f)) {
        return None;
    }
    match field {
        Some(field) if field.kind == "select" => return Some(Means::Select(field.clone())),
        Some(field) if !field.readonly && field.tag == "input" => {
            return Some(Means::Field(field.clone()));
        }
        Some(_) | None => {}
    }
    let button = |topic: Topic, hints: &[&str]| {
        let found = look.controls.iter().find(|c| {
            let hinted = c.name.trim().is_empty()
                && hints.iter().any(|h| c.hints.to_lowercase().contains(h));
            c.visible
                && c.href
                    .as_deref()
                    .is_none_or(|h| h.ends_with('#') || counts(c, h, &look.url))
                && !outside(c.region)
                && c.name.chars().count() <= 60
                && (lexicon.says(&c.name, topic) || hinted || is_sign(&c.name, topic))
        });
        found.cloned()
    };
    let more = button(
        Topic::QuantityUp,
        &["plus", "increase", "increment", "qty-up"],
    );
    let less = button(
        Topic::QuantityDown,
        &["minus", "decrease", "decrement", "qty-down"],
    );
    match more {
        Some(more) => Some(Means::Stepper { more, less }),
        None => around_a_figure(look),
    }
}

/// Whether a link of the cart is a step of the quantity: one short sign or word, which leads back to the
/// cart itself and says in its query what to do.
fn counts(link: &Control, href: &str, cart: &str) -> bool {
    let (path, query) = href.split_once('?').unwrap_or((href, ""));
    let own = cart.split(['?', '#']).next().unwrap_or(cart);
    let same = path.trim_end_matches('/') == own.trim_end_matches('/');
    same && !query.is_empty() && link.name.trim().chars().count() <= 12
}

/// Two buttons without words, side by side, with nothing but a figure between them.
fn around_a_figure(look: &Look) -> Option<Means> {
    let bare = |c: &&Control| {
        let figure = c.around.trim();
        c.visible
            && c.name.trim().is_empty()
            && c.href.is_none()
            && matches!(c.region, Some(Region::Main) | None)
            && !figure.is_empty()
            && figure.chars().count() <= 3
            && figure.chars().all(|c| c.is_ascii_digit())
    };
    let buttons: Vec<&Control> = look.controls.iter().filter(bare).collect();
    let pairs = buttons.windows(2).filter_map(|pair| {
        let [one, other] = pair else { return None };
        let beside = (one.rect.y - other.rect.y).abs() < 4.0 && one.rect.x < other.rect.x;
        beside.then_some((*one, *other))
    });
    let (less, more) = pairs.into_iter().next()?;
    Some(Means::Stepper {
        more: more.clone(),
        less: Some(less.clone()),
    })
}

/// Whether a control is called by a sign alone: the lexicon drops a lone dash.
fn is_sign(name: &str, topic: Topic) -> bool {
    match topic {
        Topic::QuantityDown => matches!(name.trim(), "-" | "−" | "－" | "–" | "‐"),
        Topic::QuantityUp => matches!(name.trim(), "+" | "＋"),
        _ => false,
    }
}

/// Presses a control of the cart and reads what came of it.
pub fn step(
    traveller: &mut Traveller<'_>,
    look: &Look,
    control: &Control,
    act: CartAct,
) -> Result<CartTurn, Halt> {
    let mut turn = CartTurn {
        act,
        by: "stepper".to_owned(),
        control: cut(&control.name, 60),
        selector: control.selector.clone(),
        before: seen(look, traveller.lexicon),
        ..CartTurn::default()
    };
    let Some(pressed) = traveller.press(look, &Screen::default(), control.handle)? else {
        turn.after = turn.before.clone();
        return Ok(turn);
    };
    follow_up(traveller, look, &pressed.mark, pressed.settled, &mut turn)?;
    Ok(turn)
}

/// Types or chooses a quantity and leaves the field; presses what has it counted where nothing
/// changed by itself.
pub fn enter(
    traveller: &mut Traveller<'_>,
    look: &Look,
    field: &Field,
    text: &str,
    act: CartAct,
) -> Result<CartTurn, Halt> {
    let select = field.kind == "select";
    let mut turn = CartTurn {
        act,
        typed: text.to_owned(),
        by: if select { "select" } else { "field" }.to_owned(),
        control: cut(&field.label, 60),
        selector: field.selector.clone(),
        before: seen(look, traveller.lexicon),
        ..CartTurn::default()
    };
    let how = if select {
        How::Choose(text.to_owned())
    } else {
        How::Type(text.to_owned())
    };
    let step = Move {
        handle: field.handle,
        press: field.handle,
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        how,
    };
    let mark = traveller.visit.mark();
    touch::fill(&mut traveller.visit, &step)?;
    let held = look::held(&mut traveller.visit, field.handle).ok();
    turn.held = held.as_ref().map(|held| held.value.clone());
    if held.is_some_and(|held| held.focused) {
        traveller.visit.press("Tab")?;
    }
    let settled = settle(traveller, &mark)?;
    follow_up(traveller, look, &mark, settled, &mut turn)?;
    if turn.updated_ms.is_none() && !answered(&turn) {
        have_it_counted(traveller, field, &mut turn)?;
    }
    Ok(turn)
}

/// Whether the store put a text right and said something about it without being asked to count.
fn answered(turn: &CartTurn) -> bool {
    let back = turn.after.quantity.is_some() && turn.after.quantity == turn.before.quantity;
    turn.act == CartAct::Text && back && !turn.said.is_empty()
}

fn settle(traveller: &mut Traveller<'_>, mark: &Mark) -> Result<Settled, Halt> {
    let options = SettleOptions {
        cap: ANSWER,
        ..SettleOptions::default()
    };
    let settled = traveller.visit.settle(mark, &options)?;
    traveller.note_wait(&settled);
    Ok(settled)
}

/// Reads what the change came to, and when.
fn follow_up(
    traveller: &mut Traveller<'_>,
    before: &Look,
    mark: &Mark,
    settled: Settled,
    turn: &mut CartTurn,
) -> Result<(), Halt> {
    let mut settled = settled;
    let mut after = look::look(&mut traveller.visit)?;
    for _ in 0..LATE_LOOKS {
        if amounts(&after) != amounts(before) {
            break;
        }
        touch::pause(&mut traveller.visit, 400)
            .or_else(|e| if e.page_moved_on() { Ok(()) } else { Err(e) })?;
        after = look::look(&mut traveller.visit)?;
        if amounts(&after) != amounts(before) {
            settled = settle(traveller, mark)?;
            after = look::look(&mut traveller.visit)?;
        }
    }
    if amounts(&after) != amounts(before) {
        turn.updated_ms = settled.clock.usable_ms;
    }
    let status = traveller.visit.traffic(mark).document_status;
    turn.status = turn.status.or(status);
    turn.in_place = !settled.navigated;
    turn.inp_ms = traveller
        .visit
        .vitals()
        .inp_ms
        .filter(|_| !settled.navigated);
    turn.said = new_lines(before, &after);
    turn.said.truncate(6);
    hear_dialogs(traveller, turn);
    turn.after = seen_with(&after, traveller.lexicon, &turn.selector);
    Ok(())
}

/// Notes what the store's script said or asked in a dialog.
fn hear_dialogs(traveller: &mut Traveller<'_>, turn: &mut CartTurn) {
    let dialogs = traveller.visit.dialogs().into_iter();
    for dialog in dialogs.filter(|d| d.kind != "beforeunload") {
        turn.asked |= dialog.kind == "confirm";
        add_line(turn, cut(&dialog.text, 200));
    }
}

/// Adds a line that was not noted yet, up to six.
fn add_line(turn: &mut CartTurn, line: String) {
    if turn.said.len() < 6 && !line.is_empty() && !turn.said.contains(&line) {
        turn.said.push(line);
    }
}

/// Presses the cart's own button for a new quantity, or Enter in the field.
fn have_it_counted(
    traveller: &mut Traveller<'_>,
    field: &Field,
    turn: &mut CartTurn,
) -> Result<(), Halt> {
    let (look, screen) = traveller.glance()?;
    let Some(now) = look
        .fields
        .iter()
        .find(|f| f.selector == field.selector)
        .cloned()
    else {
        return Ok(());
    };
    turn.asked |= !now.valid;
    let button = traveller.update_control(&look, now.rect.y).cloned();
    let (mark, settled) = match button {
        Some(button) => {
            turn.button = cut(&button.name, 60);
            match traveller.press(&look, &screen, button.handle)? {
                Some(pressed) => (pressed.mark, pressed.settled),
                None => return Ok(()),
            }
        }
        None => {
            let Some(place) = look::locate(&mut traveller.visit, now.handle)? else {
                return Ok(());
            };
            turn.button = "Enter".to_owned();
            traveller.visit.click(place.point.0, place.point.1)?;
            let mark = traveller.visit.mark();
            traveller.visit.press("Enter")?;
            let settled = settle(traveller, &mark)?;
            (mark, settled)
        }
    };
    turn.status = turn
        .status
        .or(traveller.visit.traffic(&mark).document_status);
    turn.in_place &= !settled.navigated;
    hear_dialogs(traveller, turn);
    let after = look::look(&mut traveller.visit)?;
    new_lines(&look, &after)
        .into_iter()
        .for_each(|line| add_line(turn, line));
    turn.recalculated = Some(seen_with(&after, traveller.lexicon, &turn.selector));
    Ok(())
}

/// Amounts of a page, in order, with the quantity left out: what a recalculation changes.
fn amounts(look: &Look) -> Vec<u64> {
    look.prices
        .iter()
        .map(|p| (p.amount * 100.0).round().max(0.0) as u64)
        .collect()
}

/// The cart as a look shows it.
pub fn seen(look: &Look, lexicon: &Lexicon) -> CartSeen {
    let field = look.fields.iter().find(|f| {
        f.visible && f.purpose == "x-quantity" && !matches!(f.region, Some(Region::Header))
    });
    let mut prices = look.prices.clone();
    prices.truncate(40);
    let perk = |line: &&str| {
        line.chars().count() <= 200
            && (lexicon.says(line, Topic::FreeShipping)
                || lexicon.says(line, Topic::FreeShippingLimit)
                || lexicon.says(line, Topic::FreeShippingMissing))
    };
    CartSeen {
        url: look.url.clone(),
        quantity: field
            .map(|f| f.value.clone())
            .or_else(|| stepped(look, lexicon)),
        badge: look.cart_count,
        empty: lexicon.says(&look.text, Topic::CartEmpty),
        prices,
        perks: look
            .text
            .lines()
            .filter(perk)
            .map(|l| cut(l, 200))
            .take(6)
            .collect(),
    }
}

/// [`seen`], with the quantity read from the field that was typed into where no other is known as
/// one: a field without a label may be known by its small figure only.
fn seen_with(look: &Look, lexicon: &Lexicon, selector: &str) -> CartSeen {
    let mut cart = seen(look, lexicon);
    if cart.quantity.is_none() {
        cart.quantity = same_field(look, selector).map(|field| field.value.clone());
    }
    cart
}

/// The field that was typed into before, where it still stands there.
pub fn same_field<'a>(look: &'a Look, selector: &str) -> Option<&'a Field> {
    let there = |f: &&Field| f.visible && !f.disabled && f.tag == "input";
    let mut fields = look.fields.iter().filter(there);
    fields.find(|field| field.selector == selector)
}

/// The figure between the buttons of a stepper, as the text around them shows it.
fn stepped(look: &Look, lexicon: &Lexicon) -> Option<String> {
    let Means::Stepper { more, .. } = means(look, lexicon)? else {
        return None;
    };
    let words = more.around.split_whitespace();
    let figure = words
        .into_iter()
        .find(|w| w.chars().all(|c| c.is_ascii_digit()));
    figure.map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn control(name: &str, hints: &str) -> Control {
        Control {
            name: name.to_owned(),
            hints: hints.to_owned(),
            selector: format!("[{name}{hints}]"),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    #[test]
    fn a_field_comes_before_a_stepper_and_a_stepper_is_known_by_words_or_hints() {
        let lexicon = Lexicon::embedded();
        let mut look = Look {
            controls: vec![
                control("Ajouter un", ""),
                control("−", ""),
                control("Menu", ""),
            ],
            ..Look::default()
        };
        let Some(Means::Stepper { more, less }) = means(&look, lexicon) else {
            panic!("a stepper was expected");
        };
        assert_eq!(
            (more.name.as_str(), less.map(|c| c.name)),
            ("Ajouter un", Some("−".into()))
        );
        let bare = |x: f64| Control {
            around: "1".to_owned(),
            region: Some(Region::Main),
            rect: crate::model::look::Rect {
                x,
                ..Default::default()
            },
            ..control("", &format!("at {x}"))
        };
        let figure = Look {
            controls: vec![bare(10.0), bare(60.0)],
            ..Look::default()
        };
        let Some(Means::Stepper { more, .. }) = means(&figure, lexicon) else {
            panic!("two buttons around a figure are a stepper");
        };
        assert_eq!(more.rect.x, 60.0);
        look.controls = vec![control("", "qty-plus"), control("", "qty-minus")];
        assert!(matches!(means(&look, lexicon), Some(Means::Stepper { .. })));
        look.fields = vec![Field {
            tag: "input".into(),
            kind: "number".into(),
            purpose: "x-quantity".into(),
            visible: true,
            ..Field::default()
        }];
        assert!(matches!(means(&look, lexicon), Some(Means::Field(_))));
    }

    #[test]
    fn a_step_may_be_a_link_back_to_the_cart_with_an_order_in_its_query() {
        let lexicon = Lexicon::embedded();
        let with = |href: &str| {
            let more = Control {
                href: Some(href.to_owned()),
                ..control("＋", "plus")
            };
            let look = Look {
                url: "https://shop.example/cart/".to_owned(),
                controls: vec![more],
                ..Look::default()
            };
            matches!(means(&look, lexicon), Some(Means::Stepper { .. }))
        };
        assert!(with("https://shop.example/cart/?mode=up&no=0"));
        assert!(!with("https://shop.example/cart/"));
        assert!(!with("https://shop.example/faq/?open=3"));
    }

    #[test]
    fn a_text_that_the_store_put_right_with_a_word_needs_no_button() {
        let with = |quantity: &str, said: &[&str]| {
            let cart = |quantity: &str| CartSeen {
                quantity: Some(quantity.to_owned()),
                ..CartSeen::default()
            };
            answered(&CartTurn {
                act: CartAct::Text,
                before: cart("1"),
                after: cart(quantity),
                said: said.iter().map(|line| (*line).to_owned()).collect(),
                ..CartTurn::default()
            })
        };
        assert!(with("1", &["Enter a quantity from 1 to 20."]));
        assert!(!with("-1", &["Enter a quantity from 1 to 20."]));
        assert!(!with("1", &[]));
    }

    #[test]
    fn a_quantity_is_read_from_the_field_that_was_typed_into() {
        let mut look = Look::default();
        let cart = |look: &Look| seen_with(look, Lexicon::embedded(), "#qty").quantity;
        assert_eq!(cart(&look), None);
        look.fields = vec![Field {
            tag: "input".into(),
            selector: "#qty".into(),
            value: "9999".into(),
            visible: true,
            ..Field::default()
        }];
        assert_eq!(cart(&look).as_deref(), Some("9999"));
        look.fields[0].visible = false;
        assert_eq!(cart(&look), None);
    }

    #[test]
    fn a_list_to_order_from_below_the_cart_is_no_line_of_it() {
        let asks = |value: &str| Look {
            controls: vec![control("Increase quantity", "")],
            fields: vec![Field {
                tag: "input".into(),
                kind: "number".into(),
                purpose: "x-quantity".into(),
                placeholder: "0".into(),
                value: value.into(),
                visible: true,
                ..Field::default()
            }],
            ..Look::default()
        };
        let lexicon = Lexicon::embedded();
        assert!(means(&asks(""), lexicon).is_none());
        assert!(matches!(means(&asks("1"), lexicon), Some(Means::Field(_))));
    }
}
