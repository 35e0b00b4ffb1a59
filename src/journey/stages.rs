//! Products that are put into the cart over several pages: "choose this", then its colour and "next",
//! then how many and "into the cart".

use crate::journey::guard;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Intent, Lexicon};

/// Strength from which on a button's words count as leading on.
const LEADS_ON: f64 = 0.6;

/// The button that leads to the next of those pages: its form asks for nothing but a choice or a number,
/// and no other form of the content asks for anything.
pub(super) fn button<'a>(look: &'a Look, lexicon: &Lexicon) -> Option<&'a Control> {
    let content = |region: Option<Region>| matches!(region, Some(Region::Main) | None);
    let asked: Vec<&Field> = look
        .fields
        .iter()
        .filter(|f| f.visible && !f.disabled && content(f.region) && f.purpose != "x-search")
        .collect();
    let chooses =
        |f: &&Field| matches!(f.kind.as_str(), "select" | "radio") || f.purpose == "x-quantity";
    let form = asked.first().map(|f| (f.frame, f.form))?;
    if form.1.is_none() || !asked.iter().all(chooses) {
        return None;
    }
    if asked.iter().any(|f| (f.frame, f.form) != form) {
        return None;
    }
    let mut sends = look.controls.iter().filter(|c| {
        c.visible
            && c.enabled
            && (c.frame, c.form) == form
            && matches!(c.kind.as_str(), "submit" | "image")
            && lexicon.strength(&guard::words_of(c), Intent::Continue) >= LEADS_ON
    });
    let only = sends.next()?;
    sends.next().is_none().then_some(only)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(kinds: &[&str], words: &str) -> Look {
        let field = |kind: &&str| Field {
            kind: (*kind).into(),
            purpose: "unknown".into(),
            form: Some(0),
            visible: true,
            ..Field::default()
        };
        let send = Control {
            name: words.into(),
            kind: "submit".into(),
            form: Some(0),
            visible: true,
            enabled: true,
            ..Control::default()
        };
        Look {
            fields: kinds.iter().map(field).collect(),
            controls: vec![send],
            ..Look::default()
        }
    }

    #[test]
    fn a_choice_and_next_are_a_stage_and_a_form_for_a_name_is_none() {
        let leads =
            |kinds: &[&str], words| button(&page(kinds, words), Lexicon::embedded()).is_some();
        assert!(leads(&["select"], "次へ"));
        assert!(leads(&["radio", "radio"], "Next"));
        assert!(!leads(&["select", "text"], "次へ"));
        assert!(!leads(&["select"], "戻る"));
        assert!(!leads(&[], "次へ"));
    }
}
