//! Has an address looked up by its postcode, where a store offers nothing else.

use crate::journey::checkout::Tries;
use crate::journey::fill::{self, How};
use crate::journey::screen::Screen;
use crate::journey::shape::shape_of;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::Intent;
use std::collections::BTreeMap;

impl Traveller<'_> {
    /// Has the address looked up by its postcode where nothing else asks for a street,
    /// and takes the first one that is offered.
    pub(super) fn look_up_address(
        &mut self,
        look: &Look,
        screen: &Screen,
        tries: &mut Tries,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        let shows = |look: &Look, purposes: &[&str]| {
            look.fields
                .iter()
                .any(|f| f.visible && f.filled && purposes.contains(&f.purpose.as_str()))
        };
        let lookup = |c: &&Control| {
            c.visible && c.enabled && self.lexicon.strength(&c.name, Intent::AddressLookup) >= 0.5
        };
        if tries.looked_up
            || look
                .fields
                .iter()
                .any(|f| f.visible && f.purpose.contains("address-line1"))
            || shows(look, &["street-address"])
            || !shows(look, &["postal-code", "x-postal-code-2", "street-address"])
        {
            return Ok(None);
        }
        let Some(control) = look.controls.iter().find(lookup).cloned() else {
            return Ok(None);
        };
        tries.looked_up = true;
        let Some(pressed) = self.press(look, screen, control.handle)? else {
            return Ok(None);
        };
        let (mut after, mut now) = self.see()?;
        let offered = after.fields.iter().find(|f| {
            f.visible
                && matches!(f.kind.as_str(), "select" | "listbox" | "combobox")
                && !look
                    .fields
                    .iter()
                    .any(|b| b.visible && b.selector == f.selector)
        });
        if let Some(offered) = offered.cloned() {
            let first = offered.options.iter().find(|(v, _)| !v.is_empty());
            let how = match (offered.kind.as_str(), first) {
                ("select", Some((value, _))) => How::Choose(value.clone()),
                ("select", None) => return Ok(Some((after, now))),
                _ => How::Pick(Vec::new()),
            };
            let mut moves = Vec::new();
            fill::force(
                &mut moves,
                &after,
                BTreeMap::from([(offered.selector.clone(), how)]),
            );
            (after, now) = self.fill_all(&after, &moves, tries)?;
        }
        let changed = if shape_of(&after) == shape_of(look) {
            "nothing"
        } else {
            "fields-appeared"
        };
        self.act(Act {
            kind: "look-up-address".into(),
            target: control.name,
            selector: control.selector,
            changed: changed.into(),
            took_ms: pressed.settled.clock.usable_ms.unwrap_or_default(),
        });
        Ok(Some((after, now)))
    }
}
