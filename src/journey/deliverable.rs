//! Stores that sell nothing before they know where to: the product's page asks for a postcode first.

use crate::journey::fill::{How, Move};
use crate::journey::find;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::{Act, Goal};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use std::collections::BTreeSet;
use std::time::Instant;

/// How far behind a field its own button stands at most, in CSS pixels.
const BESIDE_PX: f64 = 80.0;

impl Traveller<'_> {
    /// Gives the postcode that a page asks for which sells nothing yet; the page as it is then.
    pub(super) fn tell_where_to(
        &mut self,
        look: Look,
        screen: Screen,
    ) -> Result<(Look, Screen), Halt> {
        let asks = |f: &&Field| {
            f.visible
                && !f.disabled
                && !f.readonly
                && f.purpose == "postal-code"
                && Region::is_content(f.region)
        };
        let Some(field) = look.fields.iter().find(asks) else {
            return Ok((look, screen));
        };
        let own = self.persona.value("postal-code");
        let (Some(postcode), Some(button)) = (own, own_button(field, &look).cloned()) else {
            return Ok((look, screen));
        };
        if self
            .known
            .has_failed(Goal::Product, &pilot::key_of(&button))
        {
            return Ok((look, screen));
        }
        let began = Instant::now();
        let typed = Move {
            handle: field.handle,
            press: field.handle,
            selector: field.selector.clone(),
            purpose: field.purpose.clone(),
            how: How::Type(postcode),
        };
        self.choose_options(&[typed], &mut BTreeSet::new())?;
        let (asked, now) = self.glance()?;
        let changed = self
            .press(&asked, &now, button.handle)?
            .is_some_and(|p| p.changed());
        self.act(Act {
            kind: "confirm-region".into(),
            target: button.name.clone(),
            selector: button.selector.clone(),
            changed: if changed { "gate-passed" } else { "nothing" }.into(),
            took_ms: began.elapsed().as_secs_f64() * 1_000.0,
        });
        if !changed {
            self.known
                .failed
                .insert((Goal::Product, pilot::key_of(&button)));
        }
        self.see_until(3, find::sells)
    }
}

/// The button that sends one field: in its form, or directly behind it.
fn own_button<'l>(field: &Field, look: &'l Look) -> Option<&'l Control> {
    let of_form = |c: &&Control| {
        field.form.is_some()
            && (c.frame, c.form) == (field.frame, field.form)
            && matches!(c.kind.as_str(), "submit" | "image")
    };
    let usable = |c: &&Control| c.visible && c.enabled && c.frame == field.frame;
    look.controls
        .iter()
        .filter(usable)
        .find(of_form)
        .or_else(|| {
            look.controls
                .iter()
                .filter(usable)
                .find(|c| stands_behind(c, field))
        })
}

/// Whether a button stands on the line of a field, directly behind it.
pub(super) fn stands_behind(c: &Control, field: &Field) -> bool {
    let end = field.rect.x + field.rect.w;
    let level = c.rect.y < field.rect.y + field.rect.h && field.rect.y < c.rect.y + c.rect.h;
    c.href.is_none()
        && c.frame == field.frame
        && level
        && c.rect.x >= end - 4.0
        && c.rect.x <= end + BESIDE_PX
}
