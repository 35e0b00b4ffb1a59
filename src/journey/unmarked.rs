//! Choices that carry no mark of being one: boxes to tick that are only drawn, rows of chips of which one
//! must be pressed. A shopper who finds the last button asleep looks for what is still to be chosen.

use crate::crawl::extract::prices;
use crate::journey::cards;
use crate::journey::checkout::Tries;
use crate::journey::fill::{How, Move};
use crate::journey::screen::Screen;
use crate::journey::swatches;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::{BTreeMap, BTreeSet};

/// Sides of a drawn box to tick, in CSS pixels.
const LEAST_PX: f64 = 8.0;
const MOST_PX: f64 = 44.0;
/// Members of a row of choices; more of one build are a list or a calendar.
const MOST_IN_A_ROW: usize = 40;
/// Rows that are chosen from on one screen.
const MOST_ROWS: usize = 8;
/// How far above the button that adds a row of choices stands at most, in CSS pixels.
const ABOVE_PX: f64 = 900.0;
/// What developers call the one that is chosen.
const CHOSEN: [&str; 10] = [
    "on",
    "active",
    "selected",
    "checked",
    "chosen",
    "current",
    "is-active",
    "is-selected",
    "is-checked",
    "picked",
];

/// How a box was drawn before it was ticked, by selector, and the handles of those that were.
#[derive(Debug, Clone, Default)]
pub struct Ticked {
    empty: BTreeMap<String, String>,
    handles: BTreeSet<u32>,
}

impl Ticked {
    /// Whether a box was ticked: in this document, or it is drawn otherwise than when it was empty.
    fn holds(&self, c: &Control) -> bool {
        self.handles.contains(&c.handle)
            || self
                .empty
                .get(&c.selector)
                .is_some_and(|empty| *empty != drawn(c))
    }

    fn note(&mut self, c: &Control) {
        self.handles.insert(c.handle);
        self.empty.insert(c.selector.clone(), drawn(c));
    }
}

fn drawn(c: &Control) -> String {
    format!("{} {} {:?}", c.name, c.hints, c.look)
}

impl Traveller<'_> {
    /// Ticks what is drawn beside words for the terms, and chooses one of a row of which none is chosen:
    /// any row where nothing else helps (`stuck`), else only what stands under words for delivery,
    /// payment or a time. What is there afterwards; `None`: there was nothing to choose.
    pub(super) fn choose_unmarked(
        &mut self,
        look: &Look,
        screen: &Screen,
        tries: &mut Tries,
        stuck: bool,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        if !screen.in_checkout {
            return Ok(None);
        }
        if let Some(tick) = drawn_box(look, &self.known.ticked, self.lexicon) {
            self.known.ticked.note(tick);
            let step = press(tick, "x-terms");
            return self.fill_all(look, &[step], tries).map(Some);
        }
        if screen.last || tries.rows.len() >= MOST_ROWS {
            return Ok(None);
        }
        // Where no button is known to order, a box without known words might, as soon as it is known
        // where to send things.
        let orders_elsewhere = screen.final_control.is_some()
            || !screen.takes_payment && !self.trail.payment_seen && !self.trail.addressed;
        let found = rows(look, self.lexicon)
            .into_iter()
            .filter(|row| !tries.rows.contains(&row.key))
            .find(|row| row.purpose != UNKNOWN || stuck && orders_elsewhere);
        let Some(row) = found else {
            return Ok(None);
        };
        tries.rows.insert(row.key.clone());
        // Where the order button sleeps until one of them is chosen, a row of nothing but wallets and
        // banks only says how one will pay.
        let sleeps = stuck && screen.final_control.is_some() && !screen.final_enabled;
        let best = row.best(self.lexicon).or_else(|| {
            let may = sleeps && row.purpose == "x-payment-method";
            row.members.first().copied().filter(|_| may)
        });
        let Some(best) = best else {
            return Ok(None);
        };
        let step = press(best, row.purpose);
        self.fill_all(look, &[step], tries).map(Some)
    }
}

impl Traveller<'_> {
    /// Presses one of the first row of boxes above the button that adds, as plans and sizes with prices
    /// are; `false` where none is left.
    pub(super) fn choose_box_above(
        &mut self,
        look: &Look,
        screen: &Screen,
        add: &Control,
        tried: &mut BTreeSet<String>,
    ) -> Result<bool, Halt> {
        let row = rows_above(look, add, self.lexicon)
            .into_iter()
            .find(|row| !tried.contains(&row.key));
        let Some(row) = row else {
            return Ok(false);
        };
        tried.insert(row.key.clone());
        let Some(best) = row.best(self.lexicon) else {
            return Ok(false);
        };
        self.press_option(look, screen, best)?;
        Ok(true)
    }
}

/// Whether a row of boxes above the button that adds was not tried yet.
pub(super) fn boxes_above(
    look: &Look,
    add: &Control,
    tried: &BTreeSet<String>,
    lexicon: &Lexicon,
) -> bool {
    rows_above(look, add, lexicon)
        .iter()
        .any(|row| !tried.contains(&row.key))
}

fn rows_above<'l>(look: &'l Look, add: &Control, lexicon: &Lexicon) -> Vec<Row<'l>> {
    let above = |c: &&Control| {
        c.handle != add.handle
            && c.rect.y < add.rect.y + 40.0
            && (c.rect.y - add.rect.y).abs() < ABOVE_PX
    };
    let mut rows = rows(look, lexicon);
    rows.retain(|row| row.members.iter().all(above));
    rows
}

fn press(c: &Control, purpose: &str) -> Move {
    Move {
        handle: c.handle,
        press: c.handle,
        selector: c.selector.clone(),
        purpose: purpose.to_owned(),
        how: How::Check,
    }
}

/// The first empty square beside words for the terms that was not ticked yet.
fn drawn_box<'l>(look: &'l Look, ticked: &Ticked, lexicon: &Lexicon) -> Option<&'l Control> {
    look.controls.iter().find(|c| {
        let square = (LEAST_PX..=MOST_PX).contains(&c.rect.w)
            && (LEAST_PX..=MOST_PX).contains(&c.rect.h)
            && (c.rect.w - c.rect.h).abs() <= 8.0;
        let empty = !c.name.chars().any(char::is_alphanumeric);
        c.visible
            && c.enabled
            && square
            && empty
            && c.href.is_none()
            && c.role == "generic"
            && Region::is_content(c.region)
            && c.state != Some(true)
            && agrees(&c.around, lexicon)
            && !ticked.holds(c)
    })
}

fn agrees(around: &str, lexicon: &Lexicon) -> bool {
    lexicon.strength(around, Intent::AcceptTerms) >= 0.2
        || [Topic::Terms, Topic::Privacy]
            .into_iter()
            .any(|topic| lexicon.says(around, topic))
}

const UNKNOWN: &str = "unknown";

/// Boxes of one build side by side, of which none is chosen.
struct Row<'l> {
    key: String,
    purpose: &'static str,
    members: Vec<&'l Control>,
}

impl<'l> Row<'l> {
    /// The one to press: as for ways that say what they are, and none that is sold out or a wallet.
    fn best(&self, lexicon: &Lexicon) -> Option<&'l Control> {
        let rank = |c: &&&Control| {
            let wallet = lexicon.strength(&c.name, Intent::Wallet) >= 0.2
                || lexicon.says(&c.name, Topic::WalletPayment);
            let offline = lexicon.says(&c.name, Topic::OfflinePayment);
            let pickup = lexicon.says(&c.name, Topic::Pickup);
            let again = lexicon.strength(&c.name, Intent::Subscribe) >= 0.2;
            3 * u8::from(wallet || again) + 2 * u8::from(pickup) + u8::from(!offline)
        };
        self.members
            .iter()
            .filter(|c| !lexicon.says(&c.name, Topic::SoldOut))
            .filter(|c| lexicon.strength(&c.name, Intent::Wallet) < 0.5)
            .min_by_key(rank)
            .copied()
    }
}

/// Rows of choices on a screen, top to bottom.
fn rows<'l>(look: &'l Look, lexicon: &Lexicon) -> Vec<Row<'l>> {
    let boxes = look
        .controls
        .iter()
        .filter(|c| cards::is_box_or_wallet(c, lexicon) && !c.folded && c.state.is_none())
        .collect();
    let of_one_build = |c: &Control| format!("{} {}", swatches::parent_of(c), c.tag);
    swatches::group(boxes, of_one_build)
        .into_iter()
        .filter(|(_, members)| {
            (2..=MOST_IN_A_ROW).contains(&members.len())
                && members.iter().all(|c| alike(c, members[0]))
                && !members.iter().any(|c| leads_elsewhere(c, lexicon))
                && !has_chosen(members)
        })
        .map(|(key, members)| Row {
            purpose: asked_by(&members, look, lexicon),
            key,
            members,
        })
        .collect()
}

/// Whether words lead away or send: what stands beside such a box is a button, too.
fn leads_elsewhere(c: &Control, lexicon: &Lexicon) -> bool {
    const ELSEWHERE: [Intent; 8] = [
        Intent::Back,
        Intent::Login,
        Intent::Register,
        Intent::Guest,
        Intent::ApplyCode,
        Intent::Aside,
        Intent::Menu,
        Intent::AddressLookup,
    ];
    ELSEWHERE
        .into_iter()
        .any(|intent| lexicon.strength(&c.name, intent) >= 0.5)
}

fn alike(a: &Control, b: &Control) -> bool {
    (a.rect.h - b.rect.h).abs() < 40.0 && a.form == b.form && a.frame == b.frame
}

/// Whether one member is drawn as chosen: called so, or of another colour than all others.
pub(super) fn has_chosen(members: &[&Control]) -> bool {
    let called = |c: &Control| {
        c.hints
            .split_whitespace()
            .any(|word| CHOSEN.contains(&word.to_lowercase().as_str()))
    };
    if members.iter().any(|c| called(c)) {
        return true;
    }
    let mut colours: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for c in members {
        *colours.entry((&c.look.0, &c.look.1)).or_default() += 1;
    }
    members.len() >= 3 && colours.len() == 2 && colours.values().any(|n| *n == 1)
}

/// What a row asks for, by its own words and by the last heading above it.
fn asked_by(members: &[&Control], look: &Look, lexicon: &Lexicon) -> &'static str {
    let names = |topics: &[Topic]| {
        members
            .iter()
            .any(|c| topics.iter().any(|t| lexicon.says(&c.name, *t)))
    };
    let heading = look
        .headings
        .iter()
        .map(|(_, text)| text.as_str())
        .find(|text| members[0].around.starts_with(text))
        .unwrap_or_default();
    let under = |topic| lexicon.says(heading, topic);
    if names(&[
        Topic::OfflinePayment,
        Topic::CardPayment,
        Topic::WalletPayment,
    ]) || under(Topic::PaymentStep)
    {
        "x-payment-method"
    } else if members.iter().all(|c| is_time(&c.name)) || under(Topic::DeliveryTime) {
        "x-delivery-time"
    } else if names(&[Topic::StandardShipping, Topic::Pickup])
        || under(Topic::ShippingStep) && members.iter().any(|c| !prices::find(&c.name).is_empty())
    {
        "x-shipping-method"
    } else {
        UNKNOWN
    }
}

/// Whether words are a span of time: two hours with minutes.
fn is_time(name: &str) -> bool {
    let hours = name
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | 'h')))
        .filter(|part| {
            part.split([':', '.', 'h'])
                .next()
                .is_some_and(|hour| hour.parse::<u8>().is_ok_and(|h| h < 25))
        })
        .count();
    hours >= 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Rect;

    fn chip(handle: u32, name: &str, row: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            selector: format!("{row} > span:nth-of-type({handle})"),
            tag: "span".into(),
            role: "generic".into(),
            hints: "slot".into(),
            region: Some(Region::Main),
            rect: Rect {
                x: f64::from(handle) * 90.0,
                y: 100.0,
                w: 80.0,
                h: 36.0,
            },
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    fn chosen(controls: Vec<Control>) -> Vec<(&'static str, String)> {
        let look = Look {
            controls,
            ..Look::default()
        };
        let lexicon = Lexicon::embedded();
        rows(&look, lexicon)
            .iter()
            .filter_map(|row| Some((row.purpose, row.best(lexicon)?.name.clone())))
            .collect()
    }

    #[test]
    fn rows_of_times_plans_and_ways_to_pay_are_chosen_from() {
        let found = chosen(vec![
            chip(1, "za 08.00–10.00", "#when"),
            chip(2, "za 10.00–12.00", "#when"),
            chip(3, "PayPal", "#how"),
            chip(4, "Aan de deur (pin)", "#how"),
            chip(5, "Achat unique – 9,50 €", "#plan"),
            chip(6, "Abonnement mensuel – 8,55 € (-10 %)", "#plan"),
        ]);
        assert_eq!(
            found,
            [
                ("x-delivery-time", "za 08.00–10.00".to_owned()),
                ("x-payment-method", "Aan de deur (pin)".to_owned()),
                ("unknown", "Achat unique – 9,50 €".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_chosen_orders_or_leads_away_is_no_row() {
        let mut on = chip(1, "Morning", "#when");
        on.hints = "slot active".into();
        assert!(chosen(vec![on, chip(2, "Evening", "#when")]).is_empty());
        let orders = vec![chip(1, "Place order", "#x"), chip(2, "Pay now", "#x")];
        assert!(chosen(orders).is_empty());
        let back = vec![chip(1, "Fertig", "#x"), chip(2, "Zurück", "#x")];
        assert!(chosen(back).is_empty());
        assert!(chosen(vec![chip(1, "PayPal", "#x"), chip(2, "Apple Pay", "#x")]).is_empty());
    }

    #[test]
    fn a_drawn_box_beside_the_terms_is_ticked_once() {
        let mut square = chip(1, "", "#t");
        square.rect.w = 18.0;
        square.rect.h = 18.0;
        square.around = "I agree to the terms & conditions".into();
        let page = |c: &Control| Look {
            controls: vec![c.clone()],
            ..Look::default()
        };
        let mut ticked = Ticked::default();
        let lexicon = Lexicon::embedded();
        assert!(drawn_box(&page(&square), &ticked, lexicon).is_some());
        ticked.note(&square);
        assert!(drawn_box(&page(&square), &ticked, lexicon).is_none());
        let drawn_anew = Control {
            handle: 9,
            hints: "slot on".into(),
            ..square.clone()
        };
        assert!(drawn_box(&page(&drawn_anew), &ticked, lexicon).is_none());
        let empty_anew = Control {
            handle: 10,
            ..square
        };
        assert!(drawn_box(&page(&empty_anew), &ticked, lexicon).is_some());
        let other = Control {
            around: "Send me news".into(),
            ..empty_anew
        };
        assert!(drawn_box(&page(&other), &Ticked::default(), lexicon).is_none());
    }
}
