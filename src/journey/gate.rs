//! Questions that stand before the shop: how old are you, which country, which
//! store, which postcode. They may fill a page of their own or lie over it.

use crate::journey::fill::{How, Move};
use crate::journey::pilot;
use crate::journey::screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Act;
use crate::model::look::{Control, Field, Layer, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use crate::rulebook::persona::{Answer, Persona};
use std::collections::BTreeSet;

/// Gates that are passed before the walk goes on as it is.
const GATES: usize = 4;

/// A question before the shop, and how to answer it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// `confirm-age` or `confirm-region`.
    pub kind: &'static str,
    /// What to fill in first.
    pub moves: Vec<Move>,
    /// What to press then, best first; empty where the answer is enough.
    pub presses: Vec<u32>,
}

/// The gate that a look shows, if it shows one.
pub fn gate(look: &Look, persona: &Persona, lexicon: &Lexicon) -> Option<Gate> {
    let layer = look
        .layers
        .iter()
        .filter(|l| l.modal || l.cover > 0.5 || l.dialog && l.cover > 0.15)
        .max_by(|a, b| a.cover.total_cmp(&b.cover));
    let (text, whole) = match layer {
        Some(layer) => (layer.text.clone(), false),
        None => {
            let headings: Vec<&str> = look.headings.iter().map(|(_, t)| t.as_str()).collect();
            (format!("{}\n{}", headings.join("\n"), look.text), true)
        }
    };
    let age = lexicon.says(&text, Topic::AgeGate);
    let region = lexicon.says(&text, Topic::RegionGate);
    if !age && !region {
        return None;
    }
    // A shop's own page has navigation, goods and prices; a gate's page has next to nothing.
    let sells = !look.prices.is_empty() || screen::add_control(look, lexicon).is_some();
    if whole && (sells || look.text.chars().count() > 1_500) {
        return None;
    }
    let holds_control = |c: &Control| layer.is_none_or(|l| l.controls.contains(&c.handle));
    let holds_field = |f: &Field| layer.is_none_or(|l| within(f, l));
    let moves = look
        .fields
        .iter()
        .filter(|f| f.visible && !f.disabled && holds_field(f))
        .filter(|f| !matches!(f.region, Some(Region::Footer)) && f.purpose != "x-search")
        .filter_map(|f| answer(f, age, persona))
        .collect::<Vec<_>>();
    let mut presses: Vec<(f64, u32)> = look
        .controls
        .iter()
        .filter(|c| c.visible && c.enabled && holds_control(c))
        .filter(|c| !matches!(c.region, Some(Region::Footer | Region::Header)) || layer.is_some())
        .filter_map(|c| Some((score(c, age, &moves, persona, lexicon)?, c.handle)))
        .collect();
    presses.sort_by(|a, b| b.0.total_cmp(&a.0));
    if presses.is_empty() && moves.is_empty() {
        return None;
    }
    let kind = if age { "confirm-age" } else { "confirm-region" };
    let presses = presses
        .into_iter()
        .map(|(_, handle)| handle)
        .take(4)
        .collect();
    Some(Gate {
        kind,
        moves,
        presses,
    })
}

fn within(field: &Field, layer: &Layer) -> bool {
    let (f, l) = (field.rect, layer.rect);
    f.x >= l.x - 1.0
        && f.y >= l.y - 1.0
        && f.x + f.w <= l.x + l.w + 1.0
        && f.y + f.h <= l.y + l.h + 1.0
}

/// How to answer one field of a gate.
fn answer(field: &Field, age: bool, persona: &Persona) -> Option<Move> {
    let to = |how| {
        Some(Move {
            handle: field.handle,
            press: field.proxy.unwrap_or(field.handle),
            selector: field.selector.clone(),
            purpose: field.purpose.clone(),
            how,
        })
    };
    match field.kind.as_str() {
        "select" => {
            let wanted = match persona.value_for(field) {
                Some(Answer::Choose { value }) => Some(value),
                Some(Answer::Type(_) | Answer::Check | Answer::LeaveAsFound) | None => None,
            };
            let named: Vec<&(String, String)> = field
                .options
                .iter()
                .filter(|(v, t)| !v.is_empty() && !t.is_empty())
                .collect();
            // Of a list of years the middle is a grown-up.
            let years = named
                .iter()
                .filter_map(|(v, _)| v.parse::<u32>().ok())
                .filter(|y| (1900..2100).contains(y))
                .count();
            let value = if age && years > 20 {
                named
                    .iter()
                    .map(|(v, _)| v.clone())
                    .find(|v| v == "1980")
                    .or_else(|| named.get(named.len() / 2).map(|(v, _)| v.clone()))
            } else {
                wanted.or_else(|| {
                    (!field.filled)
                        .then(|| named.first().map(|(v, _)| v.clone()))
                        .flatten()
                })
            };
            value
                .filter(|v| *v != field.value)
                .and_then(|value| to(How::Choose(value)))
        }
        "checkbox" if age && !field.checked => to(How::Check),
        "text" | "tel" | "number" | "date" | "search" if !field.filled => {
            let limit = field.maxlength.unwrap_or(0);
            let words = format!(
                "{} {} {} {}",
                field.name, field.id, field.label, field.placeholder
            )
            .to_lowercase();
            let says = |list: &[&str]| list.iter().any(|w| words.contains(w));
            let text = if age {
                if field.kind == "date" {
                    "1980-01-15".into()
                } else if says(&["year", "yyyy", "jahr", "année", "año", "anno", "jaar", "年"])
                    || limit == 4
                {
                    "1980".into()
                } else if says(&[
                    "day", "month", "tag", "monat", "jour", "mois", "día", "mes", "dd", "mm", "月",
                    "日",
                ]) || limit == 2
                {
                    "01".into()
                } else {
                    "1980-01-15".to_owned()
                }
            } else {
                match persona.value_for(field) {
                    Some(Answer::Type(text)) => text,
                    Some(Answer::Choose { .. } | Answer::Check | Answer::LeaveAsFound) | None => {
                        persona.value("postal-code")?
                    }
                }
            };
            to(How::Type(text))
        }
        _ => None,
    }
}

/// How well a control answers a gate; `None` when it says no or leads elsewhere.
fn score(
    control: &Control,
    age: bool,
    moves: &[Move],
    persona: &Persona,
    lexicon: &Lexicon,
) -> Option<f64> {
    let name = control.name.as_str();
    let strength = |i| lexicon.strength(name, i);
    if name.trim().is_empty()
        || [
            Intent::Login,
            Intent::Register,
            Intent::Subscribe,
            Intent::ConsentSettings,
            Intent::Back,
        ]
        .into_iter()
        .any(|i| strength(i) >= 0.7)
    {
        return None;
    }
    if age {
        let yes = strength(Intent::ConfirmAge)
            .max(strength(Intent::Continue) * 0.8)
            .max(strength(Intent::AcceptConsent) * 0.7);
        let submits = !moves.is_empty() && matches!(control.kind.as_str(), "submit" | "image");
        return Some(if submits { yes.max(0.6) } else { yes }).filter(|s| *s >= 0.4);
    }
    let own = persona
        .aliases("country-name")
        .into_iter()
        .chain(persona.aliases("country"))
        .any(|a| a.chars().count() > 2 && name.to_lowercase().contains(&a.to_lowercase()));
    let yes = [
        (Intent::ConfirmRegion, 1.0),
        (Intent::Continue, 1.0),
        (Intent::Choose, 0.9),
        (Intent::Search, 0.6),
        (Intent::Close, 0.8),
    ]
    .into_iter()
    .map(|(i, weight)| strength(i) * weight)
    .fold(0.0, f64::max);
    if own {
        return Some(1.2);
    }
    let submits = !moves.is_empty()
        && (matches!(control.kind.as_str(), "submit" | "image") || control.tag == "button");
    let link = control
        .href
        .as_deref()
        .is_some_and(|h| h.starts_with("http"))
        && name.chars().count() <= 40;
    Some(if submits {
        yes.max(0.7)
    } else if link {
        yes.max(0.3)
    } else {
        yes
    })
    .filter(|s| *s >= 0.3)
}

impl Traveller<'_> {
    /// Answers what stands before the shop.
    pub(super) fn pass_gates(&mut self) -> Result<(), Halt> {
        let mut pressed: BTreeSet<String> = BTreeSet::new();
        for _ in 0..GATES {
            let (look, screen) = self.see()?;
            let Some(gate) = gate(&look, self.persona, self.lexicon) else {
                return Ok(());
            };
            let mut done = BTreeSet::new();
            self.choose_options(&gate.moves, &mut done)?;
            let began = std::time::Instant::now();
            let next = gate
                .presses
                .iter()
                .filter_map(|h| look.controls.iter().find(|c| c.handle == *h))
                .find(|c| pressed.insert(pilot::key_of(c)))
                .cloned();
            let Some(control) = next else {
                if gate.moves.is_empty() {
                    return Ok(());
                }
                continue;
            };
            let done = self.press(&look, &screen, control.handle)?;
            let changed = done.is_some_and(|p| p.changed());
            self.act(Act {
                kind: gate.kind.into(),
                target: control.name.clone(),
                selector: control.selector.clone(),
                changed: if changed { "gate-passed" } else { "nothing" }.into(),
                took_ms: began.elapsed().as_secs_f64() * 1_000.0,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    fn link(handle: u32, name: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            href: Some(format!("https://shop.example/{handle}")),
            tag: "a".into(),
            role: "link".into(),
            region: Some(Region::Main),
            rect: Rect {
                x: 0.0,
                y: 0.0,
                w: 90.0,
                h: 20.0,
            },
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn persona() -> &'static Persona {
        Persona::for_store(Some("en"), Some("GBP"), &[])
    }

    #[test]
    fn the_shoppers_own_country_is_chosen() {
        let look = Look {
            headings: vec![(1, "Choose your country".into())],
            text: "Choose your country".into(),
            controls: vec![link(1, "Deutschland"), link(2, "United Kingdom")],
            ..Look::default()
        };
        let gate = gate(&look, persona(), Lexicon::embedded());
        assert_eq!(
            gate.map(|g| (g.kind, g.presses[0])),
            Some(("confirm-region", 2))
        );
    }

    #[test]
    fn a_shop_that_mentions_countries_is_no_gate() {
        let look = Look {
            text: "Choose your country. Mugs £9.00".into(),
            prices: crate::crawl::extract::prices::find("Mugs £9.00"),
            controls: vec![link(1, "United Kingdom")],
            ..Look::default()
        };
        assert_eq!(gate(&look, persona(), Lexicon::embedded()), None);
    }

    #[test]
    fn a_date_of_birth_makes_a_grown_up() {
        let year = Field {
            kind: "text".into(),
            name: "year".into(),
            selector: "#y".into(),
            maxlength: Some(4),
            visible: true,
            ..Field::default()
        };
        let enter = Control {
            href: None,
            tag: "button".into(),
            role: "button".into(),
            kind: "submit".into(),
            ..link(1, "Enter")
        };
        let look = Look {
            headings: vec![(1, "Please verify your age".into())],
            fields: vec![year],
            controls: vec![enter],
            ..Look::default()
        };
        let gate = gate(&look, persona(), Lexicon::embedded());
        assert_eq!(
            gate.map(|g| (
                g.moves.into_iter().map(|m| m.how).collect::<Vec<_>>(),
                g.presses
            )),
            Some((vec![How::Type("1980".into())], vec![1]))
        );
    }
}
