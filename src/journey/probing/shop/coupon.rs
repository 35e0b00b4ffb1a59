//! Tries one coupon code that nobody gave out, and reads the answer.

use super::bench::Bench;
use super::cart::reload;
use super::quantity::seen;
use super::search::{cut, new_lines};
use crate::journey::guard;
use crate::journey::look;
use crate::journey::screen::Screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::CouponTried;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::time::Duration;

/// A code that no store gives out.
const CODE: &str = "CARTWALK404";
/// Longest wait for the answer.
const ANSWER: Duration = Duration::from_secs(8);

/// Tries the code in the cart; a cart without such a field is left alone.
pub fn try_out(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    first: &Look,
) -> Result<(), Halt> {
    let open = field_of(first).is_some();
    let folded = opener(first, traveller.lexicon).is_some()
        || box_to_tick(first, traveller.lexicon).is_some();
    if !open && !folded {
        bench.skip("coupon", "no-field");
        return Ok(());
    }
    if !bench.may("coupon", traveller.store_ms()) {
        return Ok(());
    }
    reload(traveller)?;
    let Some((look, field)) = show_field(traveller)? else {
        bench.skip("coupon", "control-failed");
        return Ok(());
    };
    let before = seen(&look, traveller.lexicon);
    let Some(place) = look::locate(&mut traveller.visit, field.handle)? else {
        bench.skip("coupon", "control-failed");
        return Ok(());
    };
    traveller.visit.click(place.point.0, place.point.1)?;
    look::select_all(&mut traveller.visit, field.handle)?;
    traveller.visit.type_text(CODE)?;
    let (typed, _) = traveller.glance()?;
    let Some((after, status)) = send(traveller, &typed, &field)? else {
        bench.skip("coupon", "control-failed");
        return Ok(());
    };
    let mut said = new_lines(&look, &after);
    said.extend(
        traveller
            .visit
            .dialogs()
            .into_iter()
            .map(|d| cut(&d.text, 200)),
    );
    said.truncate(6);
    let now = seen(&after, traveller.lexicon);
    let total = |cart: &crate::model::probed::CartSeen| {
        cart.prices.iter().map(|p| p.amount).fold(0.0, f64::max)
    };
    bench.seen.coupon = Some(CouponTried {
        url: look.url.clone(),
        selector: field.selector.clone(),
        open,
        code: CODE.to_owned(),
        said,
        applied: total(&now) + 0.011 < total(&before),
        kept: !now.empty && now.quantity == before.quantity,
        status,
    });
    Ok(())
}

/// The field, brought to sight where it is folded away: then a text field that was not there before
/// is it, whatever it is called.
fn show_field(traveller: &mut Traveller<'_>) -> Result<Option<(Look, Field)>, Halt> {
    let (look, screen) = traveller.glance()?;
    if let Some(field) = field_of(&look).cloned() {
        return Ok(Some((look, field)));
    }
    match (
        opener(&look, traveller.lexicon),
        box_to_tick(&look, traveller.lexicon),
    ) {
        (Some(control), _) => {
            let handle = control.handle;
            traveller.press(&look, &screen, handle)?;
        }
        (None, Some(field)) => {
            let Some(place) = look::locate(&mut traveller.visit, field.handle)? else {
                return Ok(None);
            };
            traveller.visit.click(place.point.0, place.point.1)?;
            traveller.breathe(300)?;
        }
        (None, None) => return Ok(None),
    }
    let came = |now: &Look| {
        let fresh = now.fields.iter().find(|f| {
            let before = look
                .fields
                .iter()
                .any(|b| b.visible && b.selector == f.selector);
            f.visible && !before && f.kind == "text" && !f.disabled
        });
        field_of(now).or(fresh).cloned()
    };
    for _ in 0..3 {
        let (now, _) = traveller.glance()?;
        if let Some(field) = came(&now) {
            return Ok(Some((now, field)));
        }
        traveller.breathe(300)?;
    }
    Ok(None)
}

/// Presses the button that applies the code; Enter where there is none.
fn send(
    traveller: &mut Traveller<'_>,
    look: &Look,
    field: &Field,
) -> Result<Option<(Look, Option<u16>)>, Halt> {
    let applies = |c: &&Control| {
        c.visible
            && c.enabled
            && c.frame == field.frame
            && (c.form.is_some() && c.form == field.form && c.kind == "submit"
                || traveller
                    .lexicon
                    .strength(&guard::words_of(c), Intent::ApplyCode)
                    >= 0.5)
            && (c.rect.y - field.rect.y).abs() < 200.0
    };
    let button = look
        .controls
        .iter()
        .filter(applies)
        .min_by(|a, b| beside(a, field).total_cmp(&beside(b, field)));
    let mark = match button.map(|c| c.handle) {
        Some(handle) => match traveller.press(look, &Screen::default(), handle)? {
            Some(pressed) => pressed.mark,
            None => return Ok(None),
        },
        None => {
            let mark = traveller.visit.mark();
            traveller.visit.press("Enter")?;
            let options = crate::browser::SettleOptions {
                cap: ANSWER,
                ..Default::default()
            };
            let settled = traveller.visit.settle(&mark, &options)?;
            traveller.note_wait(&settled);
            mark
        }
    };
    let mut after = look::look(&mut traveller.visit)?;
    for _ in 0..3 {
        if !new_lines(look, &after).is_empty() {
            break;
        }
        touch::pause(&mut traveller.visit, 400)
            .or_else(|e| if e.page_moved_on() { Ok(()) } else { Err(e) })?;
        after = look::look(&mut traveller.visit)?;
    }
    let status = traveller.visit.traffic(&mark).document_status;
    Ok(Some((after, status)))
}

/// How far a button is from the field, in CSS pixels. What stands wholly above it is what unfolded it
/// ("Have a discount code?") and comes last: pressed again, it would fold the field away.
fn beside(control: &Control, field: &Field) -> f64 {
    let away = (control.rect.y - field.rect.y).abs();
    let above = control.rect.y + control.rect.h <= field.rect.y;
    away + if above { 1_000.0 } else { 0.0 }
}

fn field_of(look: &Look) -> Option<&Field> {
    look.fields.iter().find(|f| {
        f.visible
            && !f.disabled
            && f.purpose == "x-coupon"
            && !is_box(f)
            && !matches!(f.region, Some(Region::Header | Region::Footer))
    })
}

fn is_box(field: &Field) -> bool {
    matches!(field.kind.as_str(), "checkbox" | "switch")
}

/// A box to tick that shows the field: "I have a voucher". Ticking it sends nothing.
fn box_to_tick<'l>(look: &'l Look, lexicon: &Lexicon) -> Option<&'l Field> {
    look.fields.iter().find(|f| {
        let words = [&f.label, &f.text_after, &f.text_before];
        let named = words.into_iter().find(|text| !text.trim().is_empty());
        f.visible
            && !f.disabled
            && !f.checked
            && is_box(f)
            && Region::is_content(f.region)
            && named.is_some_and(|t| t.chars().count() <= 60 && lexicon.says(t, Topic::Coupon))
    })
}

/// What shows the field where it is hidden.
fn opener<'l>(look: &'l Look, lexicon: &Lexicon) -> Option<&'l Control> {
    look.controls.iter().find(|c| {
        let stays = c.href.as_deref().is_none_or(|h| h.contains('#'));
        c.visible
            && c.enabled
            && stays
            && c.name.chars().count() <= 60
            && Region::is_content(c.region)
            && lexicon.says(&c.name, Topic::Coupon)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    #[test]
    fn a_box_to_tick_may_unfold_the_field() {
        let lexicon = Lexicon::embedded();
        let with = |text: &str, checked: bool| {
            let look = Look {
                fields: vec![Field {
                    kind: "checkbox".into(),
                    text_after: text.into(),
                    visible: true,
                    checked,
                    purpose: "x-coupon".into(),
                    ..Field::default()
                }],
                ..Look::default()
            };
            assert!(field_of(&look).is_none());
            box_to_tick(&look, lexicon).is_some()
        };
        assert!(with("Ich habe einen Gutschein", false));
        assert!(with("クーポンを利用する", false));
        assert!(!with("クーポンを利用する", true));
        assert!(!with("Subscribe to our newsletter", false));
    }

    #[test]
    fn the_button_below_the_code_comes_before_the_line_that_unfolded_it() {
        let at = |y: f64| Rect {
            y,
            h: 30.0,
            ..Rect::default()
        };
        let control = |y: f64| Control {
            rect: at(y),
            ..Control::default()
        };
        let field = Field {
            rect: at(100.0),
            ..Field::default()
        };
        assert!(beside(&control(160.0), &field) < beside(&control(60.0), &field));
        assert!(beside(&control(95.0), &field) < beside(&control(160.0), &field));
    }
}
