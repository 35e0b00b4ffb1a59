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
enum Value {
    Option {
        field: Field,
        value: String,
        name: String,
        shut: bool,
    },
    Swatch(Control),
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
    let names = [&field.group_label, &field.label, &field.text_before];
    let radio = field.kind == "radio";
    let start = usize::from(!radio);
    let order = if radio { [0, 2, 1] } else { [start, 0, 2] };
    let found = order
        .into_iter()
        .map(|at| names[at].trim())
        .find(|n| !n.is_empty());
    found
        .unwrap_or_default()
        .trim_end_matches([':', '：', '*'])
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
    words
        .join(" ")
        .trim_end_matches([':', '：', '*'])
        .trim()
        .to_owned()
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
        list.extend(real.map(|(value, name)| Value::Option {
            field: field.clone(),
            value: value.clone(),
            name: name.clone(),
            shut: false,
        }));
    }
    let members = rows.iter().flat_map(|(_, members)| members);
    list.extend(members.map(|c| Value::Swatch((*c).clone())));
    list
}

fn preset_groups(values: &[Value]) -> Vec<String> {
    let mut list: Vec<String> = values
        .iter()
        .filter_map(|value| match value {
            Value::Option { field, .. } => Some(cut(&label_of(field), 40)),
            Value::Swatch(_) => None,
        })
        .collect();
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
    let sold_out = |name: &str| traveller.lexicon.says(name, Topic::SoldOut);
    let (name, selector) = match value {
        Value::Option { field, name, .. } => (name.clone(), field.selector.clone()),
        Value::Swatch(control) => (control.name.clone(), control.selector.clone()),
    };
    let mut seen = ValueTried {
        name: cut(&name, 60),
        sold_out_marked: sold_out(&name),
        selector,
        ..ValueTried::default()
    };
    let (look, _) = traveller.glance()?;
    match value {
        Value::Option {
            field, value, shut, ..
        } => {
            let Some(now) = look.fields.iter().find(|f| f.selector == field.selector) else {
                return Ok(None);
            };
            let step = Move {
                handle: now.handle,
                press: now.handle,
                selector: now.selector.clone(),
                purpose: now.purpose.clone(),
                how: How::Choose(value.clone()),
            };
            let filled = touch::fill(&mut traveller.visit, &step)?;
            seen.sold_out_marked |= *shut || filled.is_none();
            seen.marked = filled.map(|f| f.held == *value);
        }
        Value::Swatch(control) => {
            let found = look.controls.iter().find(|c| {
                c.selector == control.selector
                    && !matches!(c.region, Some(Region::Header | Region::Footer))
            });
            let Some(now) = found.cloned() else {
                return Ok(None);
            };
            seen.sold_out_marked |= !now.enabled || sold_out(&now.around);
            if traveller
                .press(&look, &Screen::default(), now.handle)?
                .is_none()
            {
                return Ok(None);
            }
        }
    }
    traveller.breathe(150)?;
    let (after, _) = traveller.glance()?;
    if let Value::Swatch(control) = value {
        let now = after
            .controls
            .iter()
            .find(|c| c.selector == control.selector);
        seen.marked = now.and_then(|c| c.state);
    }
    seen.price = price_of(&after);
    Ok(Some(seen))
}
