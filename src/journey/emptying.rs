//! Takes everything out of the cart when the walk is over, as a shopper would: by what
//! removes a line, by a box to tick beside it, or by asking for none of it.
//!
//! What was done is judged by what the cart shows afterwards. What changed nothing is not
//! tried again, and a cart that offers no way is left at once.

use crate::browser::SettleOptions;
use crate::journey::fill::{How, Move};
use crate::journey::guard;
use crate::journey::look;
use crate::journey::pilot::{self, Action};
use crate::journey::screen::Screen;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How long may be spent on emptying a cart; no store that was seen needed half of it.
const PATIENCE: Duration = Duration::from_secs(9);
/// How often something is taken out; a walk puts in one product, or a few where there is a smallest order.
const ROUNDS: usize = 8;
/// How long one press may keep the page busy.
const CAP: Duration = Duration::from_secs(5);
/// How far above or below the middle of a line its own controls stand, in CSS pixels.
const SAME_LINE_PX: f64 = 40.0;

/// How something may be taken out.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// Press what removes it.
    Press(Control),
    /// Tick the box that says so, and have that counted.
    Tick(Field),
    /// Ask for none, and have that counted.
    AskForNone(Field),
}

impl Way {
    /// By what it is known again on the next look.
    fn key(&self) -> String {
        match self {
            Way::Press(c) => c.selector.clone(),
            Way::Tick(f) | Way::AskForNone(f) => f.selector.clone(),
        }
    }
}

/// What a cart holds, as far as one can tell two looks at it apart.
#[derive(Debug, PartialEq)]
struct Goods {
    lines: usize,
    badge: Option<u32>,
    amounts: Vec<i64>,
}

impl Goods {
    fn of(look: &Look) -> Goods {
        Goods {
            lines: look.fields.iter().filter(|f| counts(f)).count(),
            badge: look.cart_count,
            // In hundredths, so that they can be compared.
            amounts: look
                .prices
                .iter()
                .map(|p| (p.amount * 100.0).round() as i64)
                .collect(),
        }
    }
}

impl Traveller<'_> {
    /// Empties the cart where the store allows it; whether it is empty afterwards.
    pub(super) fn empty_cart(&mut self) -> bool {
        let Some(url) = self.cart_url.clone().or_else(|| self.where_lines_were()) else {
            return false;
        };
        if self.visit.crashed() {
            return false;
        }
        self.fence.afterwards();
        self.take_all_out(&url).unwrap_or(false)
    }

    /// The page of the checkout that showed the lines of the cart, where no cart was shown.
    fn where_lines_were(&self) -> Option<String> {
        self.past_steps()
            .iter()
            .filter(|step| step.goal > Goal::Added && !step.look.url.is_empty())
            .find(|step| counts_something(&step.look))
            .map(|step| step.look.url.clone())
    }

    fn take_all_out(&mut self, url: &str) -> Result<bool, Halt> {
        let began = Instant::now();
        let mut tried = BTreeSet::new();
        let mut removed = false;
        let mut look = self.open_cart_again(url)?;
        for _ in 0..ROUNDS {
            if self.shows_nothing(&look, removed) {
                return Ok(true);
            }
            let way = ways(&look, self.lexicon)
                .into_iter()
                .find(|way| !tried.contains(&way.key()));
            let Some(way) = way.filter(|_| began.elapsed() < PATIENCE) else {
                return Ok(false);
            };
            tried.insert(way.key());
            let before = Goods::of(&look);
            if !self.take_out(&look, &way)? {
                continue;
            }
            look = look::look(&mut self.visit)?;
            let told = self.lexicon.says(&look.text, Topic::CartEmpty);
            // Some pages show what was in until they are asked for anew, and some lead elsewhere.
            if !told && (Goods::of(&look) == before || !counts_something(&look)) {
                removed |= Goods::of(&look) != before;
                look = self.open_cart_again(url)?;
            }
            if Goods::of(&look) != before {
                removed = true;
                tried.clear();
            }
        }
        Ok(self.shows_nothing(&look, removed))
    }

    /// Opens the cart by its address, or by what leads to it where the address shows something else: some
    /// stores show every page under one.
    fn open_cart_again(&mut self, url: &str) -> Result<Look, Halt> {
        let mark = self.visit.mark();
        self.visit.goto(url, crate::journey::SETTLE_CAP)?;
        let options = SettleOptions {
            cap: CAP,
            ..SettleOptions::default()
        };
        self.visit.settle(&mark, &options)?;
        let (look, screen) = self.glance()?;
        let is_it = screen.goals.first() == Some(&Goal::Cart) || counts_something(&look);
        if is_it || self.lexicon.says(&look.text, Topic::CartEmpty) {
            return Ok(look);
        }
        let decided = pilot::decide(&look, &screen, Goal::Cart, &self.known, self.lexicon);
        let Action::Press { handle } = decided.action else {
            return Ok(look);
        };
        if touch::press(&mut self.visit, handle, None, CAP)?.is_err() {
            return Ok(look);
        }
        Ok(look::look(&mut self.visit)?)
    }

    /// Whether a look at the cart says that nothing is in it, or shows nothing after something was taken out.
    fn shows_nothing(&self, look: &Look, removed: bool) -> bool {
        self.lexicon.says(&look.text, Topic::CartEmpty)
            || look.cart_count == Some(0)
            || removed && !counts_something(look) && ways(look, self.lexicon).is_empty()
    }

    /// Goes one way; whether it could be gone.
    fn take_out(&mut self, look: &Look, way: &Way) -> Result<bool, Halt> {
        match way {
            Way::Press(control) => {
                let name = Some(control.name.as_str());
                if touch::press(&mut self.visit, control.handle, name, CAP)?.is_err() {
                    return Ok(false);
                }
                self.say_yes(look)
            }
            Way::Tick(field) => {
                let ticked = self.put(field, How::Check)?;
                Ok(ticked && self.have_it_counted(field, false)?)
            }
            Way::AskForNone(field) => {
                let none = "0".to_owned();
                let how = match field.kind == "select" {
                    true => How::Choose(none),
                    false => How::Type(none),
                };
                Ok(self.put(field, how)? && self.have_it_counted(field, true)?)
            }
        }
    }

    fn put(&mut self, field: &Field, how: How) -> Result<bool, Halt> {
        let step = Move {
            handle: field.handle,
            press: field.proxy.unwrap_or(field.handle),
            selector: field.selector.clone(),
            purpose: field.purpose.clone(),
            how,
        };
        Ok(touch::fill(&mut self.visit, &step)?.is_some())
    }

    /// Presses what counts the cart anew, nearest to a field; the Enter key where nothing does and `by_key` holds.
    fn have_it_counted(&mut self, field: &Field, by_key: bool) -> Result<bool, Halt> {
        let (typed, screen) = self.glance()?;
        let update = self
            .update_control(&typed, field.rect.y)
            .filter(|c| guard::may_press(c, &screen, self.lexicon).is_ok())
            .cloned();
        match update {
            Some(c) => Ok(touch::press(&mut self.visit, c.handle, Some(&c.name), CAP)?.is_ok()),
            None if by_key => {
                self.visit.press("Enter")?;
                self.breathe(300)?;
                Ok(true)
            }
            None => Ok(false),
        }
    }

    /// Answers a layer that asks whether it is meant.
    fn say_yes(&mut self, before: &Look) -> Result<bool, Halt> {
        let asked = look::look(&mut self.visit)?;
        if let Some(yes) = yes_control(before, &asked, self.lexicon).cloned() {
            return Ok(touch::press(&mut self.visit, yes.handle, Some(&yes.name), CAP)?.is_ok());
        }
        Ok(true)
    }
}

/// The control of a layer that opened which says that one means it.
fn yes_control<'l>(before: &Look, look: &'l Look, lexicon: &Lexicon) -> Option<&'l Control> {
    let was_there = |selector: &str| before.layers.iter().any(|l| l.selector == selector);
    let layer = look
        .layers
        .iter()
        .find(|l| (l.dialog || l.modal) && !was_there(&l.selector))?;
    let means_it = |c: &Control| {
        let says = |intent| lexicon.strength(&guard::words_of(c), intent);
        [Intent::Remove, Intent::Continue, Intent::ConfirmAge]
            .into_iter()
            .map(says)
            .fold(0.0, f64::max)
    };
    let screen = Screen::default();
    look.controls
        .iter()
        .filter(|c| layer.controls.contains(&c.handle) && c.visible && c.enabled)
        .filter(|c| lexicon.strength(&guard::words_of(c), Intent::Close) < means_it(c))
        .filter(|c| guard::may_press(c, &screen, lexicon).is_ok() && means_it(c) >= 0.5)
        .max_by(|a, b| means_it(a).total_cmp(&means_it(b)))
}

/// Every way out that a cart shows, likeliest first.
fn ways(look: &Look, lexicon: &Lexicon) -> Vec<Way> {
    let mut presses: Vec<(f64, &Control)> = removals(look, lexicon).collect();
    presses.sort_by(|a, b| b.0.total_cmp(&a.0));
    let presses = presses.into_iter().map(|(_, c)| Way::Press(c.clone()));
    let ticks = look.fields.iter().filter(|f| takes_out(f, lexicon));
    let none = look.fields.iter().find(|f| {
        counts(f)
            && !f.disabled
            && !f.readonly
            && (f.kind != "select" || f.options.iter().any(|(v, _)| v == "0"))
    });
    presses
        .chain(ticks.cloned().map(Way::Tick))
        .chain(none.cloned().map(Way::AskForNone))
        .collect()
}

/// The control that takes a line out of the cart, or empties it.
pub(super) fn remove_control<'l>(look: &'l Look, lexicon: &Lexicon) -> Option<&'l Control> {
    removals(look, lexicon)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c)
}

fn removals<'l>(look: &'l Look, lexicon: &Lexicon) -> impl Iterator<Item = (f64, &'l Control)> {
    let strength = |c: &Control| {
        let said = lexicon.strength(&guard::words_of(c), Intent::Remove);
        let crossed = is_cross(c) || said > 0.0 && is_said_first_or_last(&c.name, lexicon);
        match crossed || is_sign(c) && stands_in_a_line(c, look) {
            // A voucher is no line.
            _ if lexicon.says(&c.name, Topic::Coupon) => 0.0,
            true => said.max(0.6),
            false => said,
        }
    };
    look.controls
        .iter()
        .filter(|c| c.visible && c.enabled && !at_the_edge(c.region))
        .map(move |c| (strength(c), c))
        .filter(|(s, c)| *s >= 0.5 && guard::may_press(c, &Screen::default(), lexicon).is_ok())
}

fn at_the_edge(region: Option<Region>) -> bool {
    matches!(region, Some(Region::Header | Region::Footer))
}

/// A field that says how many of a line are wanted.
fn counts(field: &Field) -> bool {
    field.visible && field.purpose == "x-quantity" && !at_the_edge(field.region)
}

fn counts_something(look: &Look) -> bool {
    look.fields.iter().any(counts)
}

/// A box to tick in a line of the cart that says by its label or its column that the line goes.
fn takes_out(field: &Field, lexicon: &Lexicon) -> bool {
    let said = |words: &str| lexicon.strength(words, Intent::Remove) >= 0.5;
    field.visible
        && !field.disabled
        && !field.checked
        && field.kind == "checkbox"
        && !at_the_edge(field.region)
        && [
            &field.label,
            &field.table_header,
            &field.text_after,
            &field.text_before,
        ]
        .into_iter()
        .any(|words| said(words))
}

/// A cross and nothing else.
fn is_sign(control: &Control) -> bool {
    matches!(control.name.trim(), "x" | "X" | "×" | "✕" | "✖" | "✗")
}

/// A cross or a picture that removes by what developers call it.
fn is_cross(control: &Control) -> bool {
    let hints = format!(
        "{} {}",
        control.hints,
        control.href.as_deref().unwrap_or_default()
    )
    .to_lowercase();
    let removes = ["remove", "delete", "trash"];
    (is_sign(control) || control.name.trim().is_empty())
        && removes.iter().any(|word| hints.contains(word))
}

/// Whether a control stands beside the number of a line.
fn stands_in_a_line(control: &Control, look: &Look) -> bool {
    let middle = |r: crate::model::look::Rect| r.y + r.h / 2.0;
    look.fields
        .iter()
        .any(|f| counts(f) && (middle(f.rect) - middle(control.rect)).abs() <= SAME_LINE_PX)
}

/// "Remove the blue mug from the basket", "Den blauen Becher entfernen": words for removing with the
/// name of the product between or before them.
fn is_said_first_or_last(name: &str, lexicon: &Lexicon) -> bool {
    let mut words = name.split_whitespace();
    let ends = [words.next(), words.next_back()];
    let removes = |word: &str| lexicon.strength(word, Intent::Remove) >= 0.5;
    name.chars().count() <= 60 && ends.into_iter().flatten().any(removes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Layer, Rect};

    #[test]
    fn a_cross_that_developers_call_delete_takes_a_line_out() {
        let lexicon = Lexicon::embedded();
        let removal = |name: &str, hints: &str| {
            let look = Look {
                controls: vec![control(name, hints), control("Checkout", "button")],
                ..Look::default()
            };
            remove_control(&look, lexicon).map(|c| c.name.clone())
        };
        assert_eq!(removal("X", "delete-cart-item").as_deref(), Some("X"));
        let worded = removal("Remove product from basket", "btn btn-sm");
        assert_eq!(worded.as_deref(), Some("Remove product from basket"));
        assert_eq!(removal("×", "alert-close"), None);
        assert_eq!(removal("Remove coupon", "btn"), None);
        assert_eq!(removal("クーポンを削除", "btn"), None);
        let german = "Den blauen Becher entfernen";
        assert_eq!(removal(german, "btn").as_deref(), Some(german));
        assert_eq!(removal("Keep it or cancel", "btn"), None);
    }

    #[test]
    fn a_cross_beside_the_number_of_a_line_takes_it_out_and_one_elsewhere_does_not() {
        let lexicon = Lexicon::embedded();
        let at = |y: f64| Rect {
            y,
            h: 30.0,
            ..Rect::default()
        };
        let cross = Control {
            rect: at(300.0),
            ..control("×", "close")
        };
        let look = |y: f64| Look {
            controls: vec![cross.clone()],
            fields: vec![Field {
                rect: at(y),
                ..number()
            }],
            ..Look::default()
        };
        assert!(remove_control(&look(310.0), lexicon).is_some());
        assert_eq!(remove_control(&look(500.0), lexicon), None);
    }

    #[test]
    fn a_cart_is_emptied_by_its_words_then_by_a_tick_then_by_asking_for_none() {
        let tick = Field {
            kind: "checkbox".to_owned(),
            purpose: "x-other".to_owned(),
            table_header: "Remove".to_owned(),
            ..number()
        };
        let look = Look {
            controls: vec![control("Remove", "btn")],
            fields: vec![number(), tick.clone()],
            ..Look::default()
        };
        let found = ways(&look, Lexicon::embedded());
        assert!(matches!(
            found.as_slice(),
            [Way::Press(_), Way::Tick(_), Way::AskForNone(_)]
        ));
        let gift = Field {
            table_header: "Gift wrap".to_owned(),
            ..tick
        };
        let few = Field {
            kind: "select".to_owned(),
            options: vec![("1".to_owned(), "1".to_owned())],
            ..number()
        };
        let bare = Look {
            fields: vec![gift, few],
            ..Look::default()
        };
        assert_eq!(ways(&bare, Lexicon::embedded()), []);
    }

    #[test]
    fn a_layer_that_asks_whether_it_is_meant_is_answered() {
        let layer = |controls: &[&Control]| Look {
            layers: vec![Layer {
                selector: "#ask".to_owned(),
                modal: true,
                controls: controls.iter().map(|c| c.handle).collect(),
                ..Layer::default()
            }],
            controls: controls.iter().map(|c| (*c).clone()).collect(),
            ..Look::default()
        };
        let (cancel, ok) = (numbered(1, "No, keep it"), numbered(2, "Yes, remove"));
        let asked = layer(&[&cancel, &ok]);
        let yes = |before: &Look| {
            yes_control(before, &asked, Lexicon::embedded()).map(|c| c.name.clone())
        };
        assert_eq!(yes(&Look::default()).as_deref(), Some("Yes, remove"));
        // A drawer that was open before asks nothing.
        assert_eq!(yes(&asked), None);
    }

    fn numbered(handle: u32, name: &str) -> Control {
        Control {
            handle,
            ..control(name, "btn")
        }
    }

    fn number() -> Field {
        Field {
            kind: "text".to_owned(),
            purpose: "x-quantity".to_owned(),
            visible: true,
            ..Field::default()
        }
    }

    fn control(name: &str, hints: &str) -> Control {
        Control {
            name: name.to_owned(),
            hints: hints.to_owned(),
            selector: format!("[{name}{hints}]"),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }
}
