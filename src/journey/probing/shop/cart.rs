//! Changes the cart as shoppers do, and reads what it shows after each change.

use super::bench::Bench;
use super::quantity::{Means, enter, means, same_field, set_quantity, step};
use super::search::cut;
use super::{coupon, kept, perk};
use crate::journey::emptying::remove_control;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::probed::CartAct;
use crate::rulebook::lexicon::Topic;

/// Texts that a full run puts into the quantity's field.
const TEXTS: [&str; 5] = ["２", "0", "-1", "9999", "abc"];

/// Turns of the cart, by the names under which they are noted.
const ALL: [&str; 6] = [
    "cart-quantity",
    "cart-limit",
    "cart-text",
    "cart-remove",
    "cart-kept",
    "coupon",
];

/// Tries a cart that is filled already, or fills one in a fresh profile, and empties it.
pub fn try_out<'a>(bench: &mut Bench<'a>, filled: Option<Traveller<'a>>) {
    let walks = filled.is_none();
    let outcome = match filled {
        Some(traveller) => Ok(traveller),
        None => bench.traveller(&bench.options()),
    };
    let outcome = outcome.and_then(|mut traveller| {
        let done = go_through(bench, &mut traveller, walks);
        let emptied = bench.seen.cart.last().is_some_and(|turn| turn.after.empty);
        if traveller.in_cart && !emptied {
            traveller.empty_cart();
        }
        bench.part(traveller);
        done
    });
    if let Err(halt) = outcome {
        ALL.into_iter().for_each(|what| bench.halted(what, &halt));
    }
}

fn go_through(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    walks: bool,
) -> Result<(), Halt> {
    if walks {
        traveller.open_home()?;
        traveller.fill_cart()?;
    }
    if traveller.known.checkout_entered {
        // "Buy now" led past the cart: there is none to try.
        ALL.into_iter()
            .for_each(|what| bench.skip(what, "step-not-reached"));
        return Ok(());
    }
    traveller.reach_cart()?;
    let (first, _) = traveller.glance()?;
    if !bench.owns_store() {
        for what in ["cart-quantity", "cart-limit", "cart-text", "cart-remove"] {
            bench.skip(what, "not-own-store");
        }
    } else if bench.may("cart-quantity", traveller.store_ms()) {
        once_more_and_back(bench, traveller)?;
        perk::try_out(bench, traveller)?;
    }
    kept::meet_again(bench, traveller)?;
    coupon::try_out(bench, traveller, &first)?;
    if bench.owns_store() {
        texts(bench, traveller)?;
        take_out(bench, traveller)?;
    }
    Ok(())
}

/// Quantity 1, 2, 1.
fn once_more_and_back(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    for (act, to) in [(CartAct::More, 2), (CartAct::Less, 1)] {
        match set_quantity(traveller, to, act)? {
            Some(turn) => bench.seen.cart.push(turn),
            None => {
                bench.skip("cart-quantity", "no-field");
                break;
            }
        }
    }
    Ok(())
}

/// What people type into a quantity by mistake, each from a quantity of one.
fn texts(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    if !bench.full() {
        bench.skip("cart-text", "level");
        return Ok(());
    }
    let mut known = String::new();
    for text in TEXTS {
        if !bench.may("cart-text", traveller.store_ms()) {
            break;
        }
        let (look, _) = traveller.glance()?;
        let field = match means(&look, traveller.lexicon) {
            Some(Means::Field(field)) => Some(field),
            _ => same_field(&look, &known).cloned(),
        };
        let Some(field) = field else {
            bench.skip("cart-text", "no-field");
            break;
        };
        known.clone_from(&field.selector);
        let turn = enter(traveller, &look, &field, text, CartAct::Text)?;
        let now = turn.recalculated.as_ref().unwrap_or(&turn.after);
        let (empty, quantity) = (now.empty, now.quantity.clone());
        bench.seen.cart.push(turn);
        if empty {
            // What is left to try needs a cart: it is filled once more.
            traveller.fill_cart()?;
            traveller.reach_cart()?;
        } else if quantity.as_deref() != Some("1") {
            reload(traveller)?;
            if set_quantity(traveller, 1, CartAct::Less)?.is_none() {
                let (look, _) = traveller.glance()?;
                if let Some(field) = same_field(&look, &known).cloned() {
                    enter(traveller, &look, &field, "1", CartAct::Less)?;
                }
            }
        }
    }
    Ok(())
}

/// Opens the cart again, so that nothing typed is left.
pub fn reload(traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    let url = match &traveller.cart_url {
        Some(url) => url.clone(),
        None => traveller.visit.url()?,
    };
    traveller.open_url(&url).map(drop)
}

/// Takes the line out, and puts it back where the store offers that.
fn take_out(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    if !bench.may("cart-remove", traveller.store_ms()) {
        return Ok(());
    }
    // A coupon's form that was opened has a "cancel" of its own.
    reload(traveller)?;
    let (look, _) = traveller.glance()?;
    let Some(remove) = remove_control(&look, traveller.lexicon).cloned() else {
        bench.skip("cart-remove", "no-field");
        return Ok(());
    };
    let mut turn = step(traveller, &look, &remove, CartAct::Remove)?;
    turn.by = "control".to_owned();
    let (after, _) = traveller.glance()?;
    let dialog = after
        .layers
        .iter()
        .any(|l| l.dialog && !look.layers.iter().any(|b| b.selector == l.selector));
    turn.asked |= dialog && !turn.after.empty;
    let undo = after.controls.iter().find(|c| {
        c.visible
            && c.enabled
            && traveller.lexicon.says(&c.name, Topic::Undo)
            && !look.controls.iter().any(|b| b.visible && b.name == c.name)
    });
    let undo = undo.cloned();
    turn.undo = undo.as_ref().map(|c| cut(&c.name, 60)).unwrap_or_default();
    bench.seen.cart.push(turn);
    if let Some(undo) = undo {
        let mut back = step(traveller, &after, &undo, CartAct::Undo)?;
        back.by = "control".to_owned();
        bench.seen.cart.push(back);
    }
    Ok(())
}
