//! What must be chosen before a product can be added: lists, radios, texts,
//! swatches of every making, a quantity.

use crate::journey::effort;
use crate::journey::fill::{How, Move, check, group_of, stand_in};
use crate::journey::touch;
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
    // A list to order from asks of each thing how many: one of one thing will do.
    let nothing_wanted = look
        .fields
        .iter()
        .filter(|f| f.visible && counts_pieces(f))
        .all(is_none);
    let mut first_of_list = false;
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
            _ if counts_pieces(field) && is_none(field) => {
                (nothing_wanted && !first_of_list).then(|| {
                    first_of_list = true;
                    one_of(field)
                })
            }
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

/// Whether a box asks how many: by its purpose, or, where nobody named it, because it holds a nought.
fn counts_pieces(field: &Field) -> bool {
    field.purpose == "x-quantity"
        || field.purpose == "unknown"
            && matches!(field.kind.as_str(), "text" | "number" | "tel")
            && field.value.trim() == "0"
}

/// Whether a quantity says that nothing is wanted.
fn is_none(field: &Field) -> bool {
    let value = field.value.trim();
    let may = field
        .range
        .0
        .as_deref()
        .is_none_or(|min| min.parse::<f64>().is_ok_and(|min| min < 1.0));
    may && (value.is_empty() || value.parse::<f64>().is_ok_and(|n| n == 0.0))
}

/// One piece, as the field takes it.
fn one_of(field: &Field) -> How {
    if field.kind == "select" {
        How::Choose("1".into())
    } else {
        How::Type("1".into())
    }
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
        .filter(|c| c.visible && Region::is_content(c.region))
        .filter(|c| {
            (matches!(c.tag.as_str(), "button" | "input") || c.role == "generic" && !c.enabled)
                && !lexicon.says(&c.name, Topic::SoldOut)
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Message, Rect};
    use crate::model::page::PriceText;

    fn field(kind: &str, name: &str) -> Field {
        Field {
            kind: kind.into(),
            tag: "input".into(),
            name: name.into(),
            selector: format!("#{name}"),
            visible: true,
            region: Some(Region::Main),
            form: Some(0),
            ..Field::default()
        }
    }

    fn moves(fields: Vec<Field>) -> Vec<(String, How)> {
        let look = Look {
            fields,
            ..Look::default()
        };
        product_options(
            &look,
            Some((0, Some(0))),
            &BTreeSet::new(),
            Lexicon::embedded(),
        )
        .into_iter()
        .map(|m| (m.selector, m.how))
        .collect()
    }

    #[test]
    fn the_first_option_that_is_not_sold_out_is_chosen() {
        let mut size = field("select", "size");
        size.options = vec![
            (String::new(), "Choose".into()),
            ("s".into(), "S - sold out".into()),
            ("m".into(), "M".into()),
        ];
        assert_eq!(
            moves(vec![size]),
            [("#size".to_owned(), How::Choose("m".into()))]
        );
    }

    #[test]
    fn a_quantity_is_touched_only_where_less_than_the_least_is_in_it() {
        let mut quantity = field("number", "qty");
        quantity.purpose = "x-quantity".into();
        quantity.value = "1".into();
        quantity.filled = true;
        quantity.range.0 = Some("1".into());
        assert!(moves(vec![quantity.clone()]).is_empty());
        quantity.range.0 = Some("6".into());
        assert_eq!(
            moves(vec![quantity]),
            [("#qty".to_owned(), How::Type("6".into()))]
        );
    }

    #[test]
    fn of_a_list_that_asks_how_many_of_each_one_is_taken() {
        let piece = |name: &str, value: &str| Field {
            purpose: "x-quantity".into(),
            value: value.into(),
            range: (Some("0".into()), Some("10".into())),
            ..field("number", name)
        };
        assert_eq!(
            moves(vec![piece("adult", ""), piece("child", "0")]),
            [("#adult".to_owned(), How::Type("1".into()))]
        );
        assert!(moves(vec![piece("adult", "0"), piece("child", "2")]).is_empty());
        let nameless = |name: &str, value: &str| Field {
            value: value.into(),
            filled: true,
            purpose: "unknown".into(),
            ..field("text", name)
        };
        assert_eq!(
            moves(vec![nameless("m6", "0"), nameless("m8", "0")]),
            [("#m6".to_owned(), How::Type("1".into()))]
        );
        assert!(moves(vec![nameless("text", "Ada")]).is_empty());
    }

    #[test]
    fn one_of_a_group_is_chosen_and_a_chosen_group_is_left() {
        let radio = |id: &str, group: &str, checked| Field {
            selector: format!("#{id}"),
            group: group.into(),
            checked,
            label: id.into(),
            ..field("radio", group)
        };
        let found = moves(vec![
            radio("red", "colour", false),
            radio("blue", "colour", false),
            radio("s", "size", true),
            radio("m", "size", false),
        ]);
        assert_eq!(found, [("#red".to_owned(), How::Check)]);
    }

    #[test]
    fn a_complaint_that_names_a_quantity_is_followed() {
        let mut quantity = field("number", "qty");
        quantity.purpose = "x-quantity".into();
        let says = |text: &str| Message {
            text: text.into(),
            error: true,
            ..Message::default()
        };
        let after = Look {
            fields: vec![quantity],
            messages: vec![says("The minimum quantity for this product is 12.")],
            ..Look::default()
        };
        let asked = asked_quantity(&Look::default(), &after, Lexicon::embedded());
        assert_eq!(asked.map(|m| m.how), Some(How::Type("12".into())));
        assert_eq!(
            asked_quantity(&after, &after, Lexicon::embedded()),
            None,
            "it stood there before"
        );
    }

    #[test]
    fn a_sleeping_button_waits_for_a_choice_but_a_sold_out_one_does_not() {
        let button = |name: &str| Control {
            name: name.into(),
            tag: "button".into(),
            region: Some(Region::Main),
            rect: Rect {
                x: 0.0,
                y: 0.0,
                w: 200.0,
                h: 40.0,
            },
            visible: true,
            ..Control::default()
        };
        let price = PriceText {
            text: "£9.00".into(),
            amount: 9.0,
            currency: None,
            context: String::new(),
        };
        let page = |name: &str| Look {
            controls: vec![button(name)],
            headings: vec![(1, "Scarf".into())],
            prices: vec![price.clone()],
            ..Look::default()
        };
        assert!(waiting_add(&page("Select options"), Lexicon::embedded()).is_some());
        assert!(waiting_add(&page("Sold out"), Lexicon::embedded()).is_none());
    }
}
