//! Swatches: rows of small controls for colours and sizes, whatever a page made
//! them of, and how one of each row is pressed.

use crate::crawl::extract::prices;
use crate::journey::screen::{self, Screen};
use crate::journey::touch::Pressed;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

/// Height of what stands between two rows of one parent at least, in CSS pixels; lines that a row breaks
/// into are closer.
const GAP_PX: f64 = 13.0;

/// Rows of small controls side by side, between the title and the add button:
/// colours, sizes, in whatever the page made them of.
pub fn swatch_rows<'a>(
    look: &'a Look,
    add: &Control,
    lexicon: &Lexicon,
) -> Vec<(String, Vec<&'a Control>)> {
    const OTHER: [Intent; 12] = [
        Intent::AddToCart,
        Intent::BuyNow,
        Intent::Aside,
        Intent::Close,
        Intent::Menu,
        Intent::Search,
        Intent::ViewCart,
        Intent::Remove,
        Intent::Subscribe,
        Intent::Login,
        Intent::Back,
        Intent::LoadMore,
    ];
    let mut fit: Vec<&Control> = Vec::new();
    for c in &look.controls {
        let near = (c.rect.y - add.rect.y).abs() < 900.0 && c.rect.y < add.rect.y + 40.0;
        let small = c.rect.w <= 260.0 && c.rect.h <= 120.0 && c.name.chars().count() <= 30;
        let choice = matches!(
            c.role.as_str(),
            "button" | "radio" | "option" | "generic" | "link"
        ) && c.handle != add.handle;
        let plain = OTHER
            .into_iter()
            .all(|i| lexicon.strength(&c.name, i) < 0.6);
        let steps =
            lexicon.says(&c.name, Topic::QuantityUp) || lexicon.says(&c.name, Topic::QuantityDown);
        let stays = c.href.as_deref().is_none_or(|h| {
            h.starts_with("javascript:")
                || h.ends_with('#')
                || screen::path_of(h) == screen::path_of(&look.url)
        });
        let elsewhere = !Region::is_content(c.region);
        let sign = matches!(
            c.name.trim(),
            "" | "+" | "-" | "−" | "＋" | "‹" | "›" | "<" | ">" | "←" | "→"
        );
        if !(c.visible && c.enabled && near && small && choice && plain && stays)
            || elsewhere
            || sign
            || steps
        {
            continue;
        }
        fit.push(c);
    }
    let mut rows = split_by_gaps(group(fit, parent_of));
    let lone: Vec<&Control> = rows
        .extract_if(.., |(_, members)| members.len() < 2)
        .flat_map(|(_, members)| members)
        .collect();
    // `ul > li > button`: siblings share a grandparent.
    rows.extend(group(lone, grandparent_of));
    rows.sort_by_key(|(_, members)| members[0].handle);
    rows.retain(|(_, members)| {
        members.len() >= 2
            && !members.iter().any(|c| c.state == Some(true))
            && !members.iter().any(|c| !prices::find(&c.name).is_empty())
    });
    rows
}

impl Traveller<'_> {
    /// Presses one of the first row of swatches that was not tried; `false` when none is left.
    pub(super) fn choose_swatch(
        &mut self,
        look: &Look,
        screen: &Screen,
        add: &Control,
        tried: &mut BTreeSet<String>,
    ) -> Result<bool, Halt> {
        for (row, members) in swatch_rows(look, add, self.lexicon) {
            if !tried.insert(row) {
                continue;
            }
            let Some(first) = members
                .iter()
                .find(|c| !self.lexicon.says(&c.name, Topic::SoldOut))
            else {
                continue;
            };
            self.press_option(look, screen, first)?;
            // The page may have been built anew: the next row is read from a new look.
            return Ok(true);
        }
        Ok(false)
    }

    /// Presses what chooses an option of the product, and tells of it.
    pub(super) fn press_option(
        &mut self,
        look: &Look,
        screen: &Screen,
        option: &Control,
    ) -> Result<(), Halt> {
        let pressed = self.press(look, screen, option.handle)?;
        let changed = pressed.as_ref().is_some_and(Pressed::changed);
        self.act(Act {
            kind: "choose-option".into(),
            target: option.name.clone(),
            selector: option.selector.clone(),
            changed: if changed { "chosen" } else { "nothing" }.into(),
            took_ms: pressed
                .and_then(|p| p.settled.clock.usable_ms)
                .unwrap_or_default(),
        });
        Ok(())
    }
}

/// Controls by what a key says of them, in the order of the first of each.
pub(super) fn group(
    controls: Vec<&Control>,
    key: fn(&Control) -> String,
) -> Vec<(String, Vec<&Control>)> {
    let mut rows: Vec<(String, Vec<&Control>)> = Vec::new();
    for c in controls {
        let row = key(c);
        match rows.iter_mut().find(|(r, _)| *r == row) {
            Some((_, members)) => members.push(c),
            None => rows.push((row, vec![c])),
        }
    }
    rows
}

/// Takes rows of one parent apart where something stands between them: the colours, a word, the sizes.
fn split_by_gaps(rows: Vec<(String, Vec<&Control>)>) -> Vec<(String, Vec<&Control>)> {
    let mut out: Vec<(String, Vec<&Control>)> = Vec::new();
    for (key, members) in rows {
        let mut bottom = f64::NAN;
        let mut part = 0;
        for c in members {
            if c.rect.y - bottom > GAP_PX {
                part += 1;
            }
            bottom = c.rect.y + c.rect.h;
            let own = if part == 0 {
                key.clone()
            } else {
                format!("{key} part {part}")
            };
            match out.last_mut() {
                Some((last, row)) if *last == own => row.push(c),
                _ => out.push((own, vec![c])),
            }
        }
    }
    out
}

/// The selector of what holds a control; where it has a name of its own, the line on which it stands.
pub(super) fn parent_of(control: &Control) -> String {
    match control.selector.rsplit_once("> ") {
        Some((parent, _)) => parent.to_owned(),
        None => format!("{} on line {:.0}", control.tag, control.rect.y),
    }
}

fn grandparent_of(control: &Control) -> String {
    let parent = parent_of(control);
    match parent.rsplit_once(" > ") {
        Some((grandparent, _)) => grandparent.to_owned(),
        None => parent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    fn swatch(handle: u32, name: &str, selector: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            selector: selector.into(),
            tag: "span".into(),
            role: "generic".into(),
            region: Some(Region::Main),
            rect: Rect {
                x: f64::from(handle) * 50.0,
                y: 300.0,
                w: 40.0,
                h: 40.0,
            },
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    #[test]
    fn rows_of_swatches_are_told_apart_and_a_chosen_row_is_left() {
        let add = Control {
            handle: 99,
            rect: Rect {
                x: 0.0,
                y: 500.0,
                w: 200.0,
                h: 40.0,
            },
            ..Control::default()
        };
        let mut chosen = swatch(
            5,
            "10 cm",
            "form > ul:nth-of-type(1) > li:nth-of-type(1) > button",
        );
        chosen.state = Some(true);
        let controls = vec![
            swatch(1, "Red", "form > div:nth-of-type(1) > span:nth-of-type(1)"),
            swatch(2, "Blue", "form > div:nth-of-type(1) > span:nth-of-type(2)"),
            swatch(3, "S", "form > div:nth-of-type(2) > span:nth-of-type(1)"),
            swatch(4, "M", "form > div:nth-of-type(2) > span:nth-of-type(2)"),
            chosen,
            swatch(
                6,
                "20 cm",
                "form > ul:nth-of-type(1) > li:nth-of-type(2) > button",
            ),
        ];
        let look = Look {
            url: "https://shop.example/p".into(),
            controls,
            ..Look::default()
        };
        let rows: Vec<Vec<u32>> = swatch_rows(&look, &add, Lexicon::embedded())
            .iter()
            .map(|(_, m)| m.iter().map(|c| c.handle).collect())
            .collect();
        assert_eq!(rows, [[1, 2], [3, 4]]);
    }
}
