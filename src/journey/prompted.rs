//! Lists that show a prompt ("Choose your bank") where the walk cannot go on: native ones that nothing
//! marks, boxes that only a script makes a list of, and calendars that stand open.

use crate::journey::addressbox::fresh;
use crate::journey::checkout::Tries;
use crate::journey::dates;
use crate::journey::fill::{self, How, Move};
use crate::journey::guard;
use crate::journey::screen::Screen;
use crate::journey::swatches;
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rulebook::persona::Persona;

/// How often what a press opens is waited for, 200 ms each.
const WAITS: u32 = 4;
/// Longest words of a box that is a list.
const LONGEST: usize = 60;
/// What the entries of a drawn list may be, the likeliest first.
const PLACES: [&str; 4] = [
    "address-level1",
    "country",
    "address-level2",
    "honorific-prefix",
];

impl Traveller<'_> {
    /// Takes the likeliest entry of one list that shows a prompt; the screen afterwards. `None`: there is
    /// none that was not tried.
    pub(super) fn choose_prompted(
        &mut self,
        look: &Look,
        screen: &Screen,
        tries: &mut Tries,
    ) -> Result<Option<(Look, Screen)>, Halt> {
        if !screen.in_checkout || screen.last {
            return Ok(None);
        }
        let native = look
            .fields
            .iter()
            .find(|f| shows_a_prompt(f, self.lexicon) && !tries.rows.contains(&key(&f.selector)));
        if let Some(list) = native {
            tries.rows.insert(key(&list.selector));
            let step = entry_of(list, self.persona, self.lexicon);
            return match step {
                Some(step) => self.fill_all(look, &[step], tries).map(Some),
                None => Ok(None),
            };
        }
        let drawn = look
            .controls
            .iter()
            .find(|c| is_drawn_list(c, self.lexicon) && !tries.rows.contains(&key(&c.selector)));
        let Some(list) = drawn.cloned() else {
            let day = dates::calendar_day(look).filter(|_| tries.rows.insert("calendar".into()));
            return match day.map(|c| pressing(c, "x-delivery-date")) {
                Some(step) => self.fill_all(look, &[step], tries).map(Some),
                None => Ok(None),
            };
        };
        tries.rows.insert(key(&list.selector));
        self.press_in_box(&list)?;
        let mut now = self.glance()?.0;
        for _ in 0..WAITS {
            if !entries(look, &now, &list, self.lexicon).is_empty() {
                break;
            }
            touch::pause(&mut self.visit, 200)?;
            now = self.glance()?.0;
        }
        let best = best_entry(&entries(look, &now, &list, self.lexicon), self.persona)
            .map(|(purpose, c)| pressing(c, purpose));
        let Some(step) = best else {
            self.visit.press("Escape")?;
            return self.see().map(Some);
        };
        self.fill_all(&now, &[step], tries).map(Some)
    }
}

fn key(selector: &str) -> String {
    format!("list {selector}")
}

fn prompts(text: &str, lexicon: &Lexicon) -> bool {
    let text = text.trim();
    lexicon.is_prompt(text)
        || lexicon.says(text, Topic::ListPrompt)
        || text.starts_with("--")
        || text.starts_with('▼')
}

/// Whether a native list shows a prompt instead of a choice.
fn shows_a_prompt(f: &Field, lexicon: &Lexicon) -> bool {
    let shown = f.options.iter().find(|(value, _)| *value == f.value);
    f.visible
        && !f.disabled
        && f.kind == "select"
        && Region::is_content(f.region)
        && f.options.len() >= 2
        && shown.is_some_and(|(value, text)| value.is_empty() || prompts(text, lexicon))
}

/// The shopper's own entry of a list, or the first that is none of its prompts.
fn entry_of(list: &Field, persona: &Persona, lexicon: &Lexicon) -> Option<Move> {
    let own = match fill::answer(list, persona) {
        Some(How::Choose(value)) if value != list.value => Some(value),
        Some(How::Choose(_) | How::Type(_) | How::Check | How::Pick(_)) | None => None,
    };
    let first = || {
        list.options
            .iter()
            .filter(|(value, text)| !value.is_empty() && *value != list.value && !text.is_empty())
            .find(|(_, text)| !prompts(text, lexicon) && !lexicon.says(text, Topic::SoldOut))
            .map(|(value, _)| value.clone())
    };
    Some(Move {
        how: How::Choose(own.or_else(first)?),
        ..fill::check(list)
    })
}

/// Whether a box shows a prompt to choose and neither leads on nor orders: a list that a script drew.
fn is_drawn_list(c: &Control, lexicon: &Lexicon) -> bool {
    let words = guard::words_of(c);
    c.visible
        && c.enabled
        && c.href.is_none()
        && Region::is_content(c.region)
        && !matches!(c.kind.as_str(), "submit" | "image" | "reset")
        && matches!(c.role.as_str(), "generic" | "button")
        && (3..=LONGEST).contains(&c.name.chars().count())
        && prompts(&c.name, lexicon)
        && !(c.tag == "button" && is_one_word(&c.name))
        && !guard::orders(&words, lexicon)
        && !guard::leads_forward(&words, lexicon)
}

/// Whether a name is a bare "Choose": a button of that name chooses what stands beside it, in a dialog of
/// its own, and says nothing of a list.
fn is_one_word(name: &str) -> bool {
    let name = name.trim();
    let short = if name.is_ascii() { 15 } else { 4 };
    !name.contains(char::is_whitespace) && name.chars().count() <= short
}

/// What stands in the list since it was pressed: boxes of one build, below its upper edge.
fn entries<'l>(
    before: &Look,
    now: &'l Look,
    list: &Control,
    lexicon: &Lexicon,
) -> Vec<&'l Control> {
    let fit = fresh(before, now)
        .filter(|c| c.frame == list.frame && c.handle != list.handle && c.href.is_none())
        .filter(|c| (1..=LONGEST).contains(&c.name.chars().count()))
        .filter(|c| !guard::orders(&guard::words_of(c), lexicon) && !prompts(&c.name, lexicon))
        .collect();
    let rows = swatches::group(fit, swatches::parent_of);
    let longest = rows.into_iter().max_by_key(|(_, members)| members.len());
    longest
        .map(|(_, members)| members)
        .filter(|members| members.len() >= 2)
        .unwrap_or_default()
}

/// The shopper's own entry and what it says of the list, or the first.
fn best_entry<'l>(
    entries: &[&'l Control],
    persona: &Persona,
) -> Option<(&'static str, &'l Control)> {
    let own = PLACES.into_iter().find_map(|purpose| {
        let names = persona.aliases(purpose);
        entries
            .iter()
            .find(|c| names.iter().any(|n| n.eq_ignore_ascii_case(c.name.trim())))
            .map(|c| (purpose, *c))
    });
    own.or_else(|| entries.first().map(|c| ("unknown", *c)))
}

fn pressing(c: &Control, purpose: &str) -> Move {
    Move {
        handle: c.handle,
        press: c.handle,
        selector: c.selector.clone(),
        purpose: purpose.to_owned(),
        how: How::Check,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(handle: u32, name: &str) -> Control {
        Control {
            handle,
            name: name.into(),
            selector: format!("#l > li:nth-of-type({handle})"),
            role: "generic".into(),
            tag: "li".into(),
            region: Some(Region::Main),
            visible: true,
            enabled: true,
            ..Control::default()
        }
    }

    #[test]
    fn a_box_that_says_choose_is_a_list_and_one_that_goes_on_is_none() {
        let lexicon = Lexicon::embedded();
        assert!(is_drawn_list(&boxed(1, "Selecciona provincia"), lexicon));
        assert!(is_drawn_list(&boxed(1, "Kies je bank"), lexicon));
        let button = |name: &str| Control {
            tag: "button".into(),
            ..boxed(1, name)
        };
        assert!(is_drawn_list(&button("Choose your bank"), lexicon));
        assert!(is_drawn_list(&boxed(1, "Choose"), lexicon));
        assert!(!is_drawn_list(&button("Choose"), lexicon));
        assert!(!is_drawn_list(&boxed(1, "Continuar"), lexicon));
        assert!(!is_drawn_list(&boxed(1, "Pagar"), lexicon));
    }

    #[test]
    fn of_what_opens_the_shoppers_own_entry_is_taken() {
        let list = boxed(9, "Selecciona provincia");
        let before = Look {
            controls: vec![list.clone()],
            ..Look::default()
        };
        let now = Look {
            controls: vec![list.clone(), boxed(1, "Alicante"), boxed(2, "Madrid")],
            ..Look::default()
        };
        let found = entries(&before, &now, &list, Lexicon::embedded());
        let persona = Persona::for_store(Some("es"), Some("EUR"), &[]);
        let best = best_entry(&found, persona).map(|(p, c)| (p, c.name.as_str()));
        assert_eq!(best, Some(("address-level1", "Madrid")));
        assert!(entries(&now, &now, &list, Lexicon::embedded()).is_empty());
    }

    #[test]
    fn a_list_of_banks_that_shows_its_prompt_is_chosen_from() {
        let option = |t: &str| (t.to_owned(), t.to_owned());
        let list = Field {
            kind: "select".into(),
            tag: "select".into(),
            purpose: "unknown".into(),
            value: "Kies je bank".into(),
            filled: true,
            visible: true,
            options: vec![option("Kies je bank"), option("ABN AMRO"), option("ING")],
            ..Field::default()
        };
        let lexicon = Lexicon::embedded();
        assert!(shows_a_prompt(&list, lexicon));
        let persona = Persona::for_store(Some("nl"), Some("EUR"), &[]);
        let step = entry_of(&list, persona, lexicon).map(|m| m.how);
        assert_eq!(step, Some(How::Choose("ABN AMRO".into())));
        let chosen = Field {
            value: "ING".into(),
            ..list
        };
        assert!(!shows_a_prompt(&chosen, lexicon));
    }
}
