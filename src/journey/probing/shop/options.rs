//! Tries a product's options: what the page says when nothing was chosen, and what
//! each choice changes.

use super::bench::Bench;
use super::product::{asks_for_choice, price_of};
use super::search::{cut, new_lines};
use crate::journey::fill::{How, Move};
use crate::journey::options::{product_options, waiting_add};
use crate::journey::screen::{self, Screen};
use crate::journey::swatches::swatch_rows;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::model::probed::{OptionsTried, ValueTried};
use crate::rulebook::lexicon::Topic;
use std::collections::BTreeSet;

/// Values that a quick run chooses, and a full one.
const FEW: usize = 2;
const MANY: usize = 12;

/// One value that can be chosen.
struct Value {
    /// A CSS selector of the list, or of the swatch.
    selector: String,
    /// Its name.
    name: String,
    /// The list's label; empty for swatches.
    label: String,
    /// Its value in a list; `None` for a swatch.
    value: Option<String>,
}

/// Tries the options of the product that is shown.
pub fn try_out(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    look: &Look,
) -> Result<(), Halt> {
    let mut tried = OptionsTried {
        url: look.url.clone(),
        ..OptionsTried::default()
    };
    let add = screen::add_control(look, traveller.lexicon)
        .or_else(|| waiting_add(look, traveller.lexicon))
        .cloned();
    let Some(add) = add else {
        // A page that only links to variants sells nothing itself: there is nothing to choose.
        bench.seen.options.push(tried);
        return Ok(());
    };
    let form = Some((add.frame, add.form));
    let open = product_options(look, form, &BTreeSet::new(), traveller.lexicon);
    let open: Vec<&Move> = open.iter().filter(|m| is_option(m)).collect();
    let rows = swatch_rows(look, &add, traveller.lexicon);
    tried.groups = groups(look, &open, &rows);
    let values = values(look, &add, &open, &rows);
    if tried.groups.is_empty() && !values.is_empty() {
        tried.preset = true;
        tried.groups = preset_groups(&values);
    }
    if tried.groups.is_empty() {
        bench.seen.options.push(tried);
        return Ok(());
    }
    if !tried.preset {
        press_unchosen(traveller, look, &add, &mut tried)?;
    }
    let most = if bench.full() { MANY } else { FEW };
    for value in values.into_iter().take(most) {
        if tried.went_in || !bench.may("options", traveller.store_ms()) {
            break;
        }
        if let Some(seen) = choose(traveller, &value)? {
            tried.values.push(seen);
        }
    }
    bench.seen.options.push(tried);
    Ok(())
}

fn is_option(step: &Move) -> bool {
    step.purpose != "x-quantity" && !matches!(step.how, How::Type(_))
}

fn groups(look: &Look, open: &[&Move], rows: &[(String, Vec<&Control>)]) -> Vec<String> {
    let labels = open.iter().filter_map(|m| {
        let field = look.fields.iter().find(|f| f.handle == m.handle)?;
        Some(label_of(field))
    });
    let swatches = rows.iter().map(|(_, members)| row_label(members));
    let mut list: Vec<String> = labels.chain(swatches).map(|l| cut(&l, 40)).collect();
    list.retain(|label| !label.is_empty());
    list.dedup();
    list.truncate(6);
    list
}

fn label_of(field: &Field) -> String {
    // The label of a radio is the name of its value.
    let names = match field.kind.as_str() {
        "radio" => [&field.group_label, &field.text_before, &field.label],
        _ => [&field.label, &field.group_label, &field.text_before],
    };
    let found = names.into_iter().map(|name| name.trim());
    tidy(
        found
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or_default(),
    )
}

/// A label without the signs at its end.
fn tidy(label: &str) -> String {
    label
        .trim_end_matches([':', '：', '*', ' '])
        .trim()
        .to_owned()
}

/// The words of the block around a row that are not the names of its members.
fn row_label(members: &[&Control]) -> String {
    let Some(first) = members.first() else {
        return String::new();
    };
    let mut around = first.around.clone();
    let mut names: Vec<&str> = members.iter().map(|c| c.name.trim()).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    for name in names.into_iter().filter(|n| !n.is_empty()) {
        around = around.replace(name, " ");
    }
    let words: Vec<&str> = around.split_whitespace().take(3).collect();
    tidy(&words.join(" "))
}

fn values(
    look: &Look,
    add: &Control,
    open: &[&Move],
    rows: &[(String, Vec<&Control>)],
) -> Vec<Value> {
    let ours = |field: &&Field| {
        open.iter().any(|m| m.handle == field.handle)
            || field.form.is_some()
                && (field.frame, field.form) == (add.frame, add.form)
                && field.purpose == "x-variant"
    };
    let selects = look
        .fields
        .iter()
        .filter(|f| f.visible && !f.disabled && f.kind == "select" && f.purpose != "x-quantity")
        .filter(ours);
    let mut list: Vec<Value> = Vec::new();
    for field in selects {
        let real = field.options.iter().filter(|(value, _)| !value.is_empty());
        list.extend(real.map(|(value, name)| Value {
            selector: field.selector.clone(),
            name: name.clone(),
            label: label_of(field),
            value: Some(value.clone()),
        }));
    }
    let members = rows.iter().flat_map(|(_, members)| members);
    list.extend(members.map(|c| Value {
        selector: c.selector.clone(),
        name: c.name.clone(),
        label: String::new(),
        value: None,
    }));
    list
}

fn preset_groups(values: &[Value]) -> Vec<String> {
    let mut list: Vec<String> = values.iter().map(|v| cut(&v.label, 40)).collect();
    list.retain(|label| !label.is_empty());
    list.dedup();
    list.truncate(6);
    list
}

/// Presses the button with nothing chosen and reads what the page says.
fn press_unchosen(
    traveller: &mut Traveller<'_>,
    look: &Look,
    add: &Control,
    tried: &mut OptionsTried,
) -> Result<(), Halt> {
    if !add.enabled {
        tried.asleep = true;
        let beside = format!("{} {}", add.name, add.around);
        tried.said.push(cut(&beside, 200));
        return Ok(());
    }
    let Some(pressed) = traveller.press(look, &Screen::default(), add.handle)? else {
        return Ok(());
    };
    tried.pressed = cut(&add.name, 60);
    let requests = traveller.visit.traffic(&pressed.mark).requests;
    let (mut after, mut now) = traveller.glance()?;
    let mut said = new_lines(look, &after);
    if said.is_empty() {
        traveller.breathe(500)?;
        (after, now) = traveller.glance()?;
        said = new_lines(look, &after);
    }
    tried.went_in = traveller.was_added(look, &after, &now, &pressed, &requests)
        && !said.iter().any(|line| asks_for_choice(traveller, line));
    let dialogs = traveller
        .visit
        .dialogs()
        .into_iter()
        .map(|d| cut(&d.text, 200));
    said.extend(dialogs);
    tried.native = said.is_empty()
        && !pressed.settled.navigated
        && after
            .fields
            .iter()
            .any(|f| f.visible && f.required && !f.valid);
    said.truncate(6);
    tried.said = said;
    Ok(())
}

fn choose(traveller: &mut Traveller<'_>, value: &Value) -> Result<Option<ValueTried>, Halt> {
    let lexicon = traveller.lexicon;
    let sold_out = |text: &str| lexicon.says(text, Topic::SoldOut);
    let mut seen = ValueTried {
        name: cut(&value.name, 60),
        sold_out_marked: sold_out(&value.name),
        selector: value.selector.clone(),
        ..ValueTried::default()
    };
    let (look, _) = traveller.glance()?;
    if let Some(wanted) = &value.value {
        let field = look.fields.iter().find(|f| f.selector == value.selector);
        let Some(field) = field else {
            return Ok(None);
        };
        let step = Move {
            handle: field.handle,
            press: field.handle,
            selector: field.selector.clone(),
            purpose: field.purpose.clone(),
            how: How::Choose(wanted.clone()),
        };
        let filled = touch::fill(&mut traveller.visit, &step)?;
        seen.sold_out_marked |= filled.is_none();
        seen.marked = filled.map(|f| f.held == *wanted);
    } else {
        let Some(swatch) = swatch(&look, value).cloned() else {
            return Ok(None);
        };
        seen.sold_out_marked |= !swatch.enabled || sold_out(&swatch.around);
        let pressed = traveller.press(&look, &Screen::default(), swatch.handle)?;
        if pressed.is_none() {
            return Ok(None);
        }
    }
    traveller.breathe(150)?;
    let (after, _) = traveller.glance()?;
    if value.value.is_none() {
        seen.marked = swatch(&after, value).and_then(|c| c.state);
    }
    seen.price = price_of(&after);
    Ok(Some(seen))
}

fn swatch<'l>(look: &'l Look, value: &Value) -> Option<&'l Control> {
    look.controls.iter().find(|c| {
        c.selector == value.selector && !matches!(c.region, Some(Region::Header | Region::Footer))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_called_by_the_words_around_it_that_are_no_value() {
        let swatch = |name: &str| Control {
            name: name.to_owned(),
            around: "Color: White Black".to_owned(),
            ..Control::default()
        };
        let (white, black) = (swatch("White"), swatch("Black"));
        assert_eq!(row_label(&[&white, &black]), "Color");
    }

    #[test]
    fn the_label_of_a_radio_is_its_value_and_not_the_option() {
        let field = |kind: &str| Field {
            kind: kind.to_owned(),
            label: "Small".to_owned(),
            group_label: "Size *".to_owned(),
            ..Field::default()
        };
        assert_eq!(label_of(&field("radio")), "Size");
        assert_eq!(label_of(&field("select")), "Small");
    }
}
