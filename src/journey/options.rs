//! What must be chosen before a product can be added: lists, radios, texts,
//! swatches of every making, a quantity.

use crate::crawl::extract::prices;
use crate::journey::effort;
use crate::journey::fill::{How, Move, check, group_of, stand_in};
use crate::journey::screen::{self, Screen};
use crate::journey::touch::{self, Pressed};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;

/// Fields of a product page that are not the product's.
const NOT_OPTIONS: [&str; 8] = [
    "x-search",
    "x-newsletter",
    "x-sort",
    "x-filter",
    "x-review",
    "x-rating",
    "x-coupon",
    "email",
];

/// Options of a product that must be chosen before it can be added: selects
/// without a choice, radio groups without a choice, required texts, in the same
/// form as the button or in the content above it.
pub fn product_options(
    look: &Look,
    form: Option<(u32, Option<u32>)>,
    done: &BTreeSet<String>,
    lexicon: &Lexicon,
) -> Vec<Move> {
    let mut moves = Vec::new();
    let mut groups: BTreeSet<String> = BTreeSet::new();
    for field in &look.fields {
        let same_form = form.is_some_and(|(frame, form)| {
            form.is_some() && (field.frame, field.form) == (frame, form)
        });
        let in_content = matches!(field.region, Some(Region::Main) | None) && field.form.is_none();
        let other = NOT_OPTIONS.contains(&field.purpose.as_str());
        if !field.visible
            || field.disabled
            || done.contains(&field.selector)
            || !(same_form || in_content)
            || other
        {
            continue;
        }
        let available = |text: &str| !lexicon.says(text, Topic::SoldOut);
        let how = match field.kind.as_str() {
            _ if field.purpose == "x-quantity" => least_quantity(field).map(How::Type),
            "select"
                if !field.filled
                    || field.options.first().is_some_and(|(v, _)| v.is_empty())
                        && field.value.is_empty() =>
            {
                field
                    .options
                    .iter()
                    .find(|(v, t)| !v.is_empty() && v != "0" && available(t))
                    .map(|(value, _)| How::Choose(value.clone()))
            }
            "radio" => {
                let key = (field.frame, group_of(field));
                let same = |f: &&Field| f.kind == "radio" && (f.frame, group_of(f)) == key;
                let chosen = look
                    .fields
                    .iter()
                    .filter(same)
                    .any(|f| f.checked || done.contains(&f.selector));
                if !chosen && available(&field.label) && groups.insert(group_of(field)) {
                    moves.push(check(field));
                }
                None
            }
            "combobox" | "listbox" if !is_chosen(field, lexicon) => Some(How::Pick(Vec::new())),
            "text" | "textarea" | "date" | "datetime-local" | "time" | "month" | "week"
            | "number" | "tel"
                if effort::is_required(field) && !field.filled =>
            {
                Some(How::Type(stand_in(field)))
            }
            "checkbox" if effort::is_required(field) && !field.checked => {
                moves.push(check(field));
                None
            }
            _ => None,
        };
        moves.extend(how.map(|how| to(field, how)));
    }
    moves
}

fn to(field: &Field, how: How) -> Move {
    Move {
        handle: field.handle,
        press: field.handle,
        selector: field.selector.clone(),
        purpose: field.purpose.clone(),
        how,
    }
}

/// Whether a list of the page's own making holds a choice, not a prompt to choose.
fn is_chosen(field: &Field, lexicon: &Lexicon) -> bool {
    let value = field.value.trim();
    if !field.filled || value.is_empty() {
        return false;
    }
    if !field.options.is_empty() {
        return field.options.iter().any(|(_, t)| t == value);
    }
    lexicon.strength(value, Intent::Choose) < 0.4 && !lexicon.says(value, Topic::OptionMissing)
}

/// The least quantity that a field allows, where it holds less.
fn least_quantity(field: &Field) -> Option<String> {
    let min: f64 = field.range.0.as_deref()?.parse().ok()?;
    let holds: f64 = field.value.parse().unwrap_or(0.0);
    (min > holds.max(1.0) || min == 1.0 && holds < 1.0).then(|| format!("{min}"))
}

/// The quantity that a complaint asks for, as a move on the quantity's field.
pub fn asked_quantity(before: &Look, after: &Look, lexicon: &Lexicon) -> Option<Move> {
    let said = after
        .messages
        .iter()
        .map(|m| m.text.as_str())
        .filter(|t| !before.messages.iter().any(|b| b.text == *t))
        .find(|t| lexicon.says(t, Topic::MinimumOrder) || lexicon.says(t, Topic::Quantity))?;
    let number = said
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse::<u32>().ok())
        .find(|n| (2..1_000).contains(n))?;
    let field = after
        .fields
        .iter()
        .find(|f| f.visible && !f.disabled && f.purpose == "x-quantity")?;
    let how = if field.kind == "select" {
        How::Choose(number.to_string())
    } else {
        How::Type(number.to_string())
    };
    Some(to(field, how))
}

/// The button that will add once something was chosen: it is disabled, or says
/// that one should choose, on a page that shows a name and a price.
pub fn waiting_add<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    if look.prices.is_empty() || !look.headings.iter().any(|(level, _)| *level <= 2) {
        return None;
    }
    look.controls
        .iter()
        .filter(|c| {
            c.visible
                && !matches!(
                    c.region,
                    Some(Region::Header | Region::Footer | Region::Nav)
                )
        })
        .filter(|c| {
            matches!(c.tag.as_str(), "button" | "input") && !lexicon.says(&c.name, Topic::SoldOut)
        })
        .filter(|c| {
            c.href.is_none()
                && [
                    Intent::Search,
                    Intent::Subscribe,
                    Intent::Close,
                    Intent::Menu,
                ]
                .into_iter()
                .all(|i| lexicon.strength(&c.name, i) < 0.5)
        })
        .filter(|c| {
            !c.enabled
                || lexicon.strength(&c.name, Intent::Choose) >= 0.5
                || lexicon.says(&c.name, Topic::OptionMissing)
        })
        .filter(|c| c.rect.w * c.rect.h > 1_500.0 && c.name.chars().count() >= 3)
        .max_by(|a, b| (a.rect.w * a.rect.h).total_cmp(&(b.rect.w * b.rect.h)))
}

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
        let stays = c.href.as_deref().is_none_or(|h| {
            h.starts_with("javascript:")
                || h.ends_with('#')
                || screen::path_of(h) == screen::path_of(&look.url)
        });
        let elsewhere = matches!(
            c.region,
            Some(Region::Header | Region::Footer | Region::Nav)
        );
        let sign = matches!(
            c.name.trim(),
            "" | "+" | "-" | "−" | "＋" | "‹" | "›" | "<" | ">" | "←" | "→"
        );
        if !(c.visible && c.enabled && near && small && choice && plain && stays)
            || elsewhere
            || sign
        {
            continue;
        }
        fit.push(c);
    }
    let mut rows = group(fit, parent_of);
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
    /// Makes the choices, in order, and waits for what they change.
    pub(super) fn choose_options(
        &mut self,
        options: &[Move],
        done: &mut BTreeSet<String>,
    ) -> Result<(), Halt> {
        for option in options {
            self.check_limits()?;
            done.insert(option.selector.clone());
            let began = std::time::Instant::now();
            let filled = touch::fill(&mut self.visit, option)?;
            let target = match &option.how {
                How::Choose(value) | How::Type(value) => value.clone(),
                How::Check | How::Pick(_) => {
                    filled.as_ref().map(|f| f.held.clone()).unwrap_or_default()
                }
            };
            self.act(Act {
                kind: "choose-option".into(),
                target,
                selector: option.selector.clone(),
                changed: if filled.is_some() {
                    "chosen".into()
                } else {
                    "nothing".into()
                },
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
            if let Some(filled) = filled {
                self.note_filled(filled);
            }
        }
        let (_, settled) = self.still()?;
        self.note_wait(&settled);
        Ok(())
    }

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
            let pressed = self.press(look, screen, first.handle)?;
            let changed = pressed.as_ref().is_some_and(Pressed::changed);
            self.act(Act {
                kind: "choose-option".into(),
                target: first.name.clone(),
                selector: first.selector.clone(),
                changed: if changed { "chosen" } else { "nothing" }.into(),
                took_ms: pressed
                    .and_then(|p| p.settled.clock.usable_ms)
                    .unwrap_or_default(),
            });
            // The page may have been built anew: the next row is read from a new look.
            return Ok(true);
        }
        Ok(false)
    }
}

fn group(controls: Vec<&Control>, key: fn(&Control) -> String) -> Vec<(String, Vec<&Control>)> {
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

/// The selector of what holds a control; where it has a name of its own, the line on which it stands.
fn parent_of(control: &Control) -> String {
    match control.selector.rsplit_once(" > ") {
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
