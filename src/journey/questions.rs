//! Checkouts that ask one question after the other in the same box: "What is your name?", then "Your
//! e-mail?". What was answered is known by its words, not by its place on the page.

use crate::journey::correct::shown_label;
use crate::journey::touch;
use crate::model::look::{Control, Field, Look};
use std::collections::BTreeSet;

/// Questions that were answered on a screen, by the box that they stood at.
#[derive(Debug, Clone, Default)]
pub(super) struct Answered(BTreeSet<(String, String)>);

impl Answered {
    /// Remembers what a box asked when it was filled.
    pub(super) fn note(&mut self, field: &Field) {
        self.0.insert((field.selector.clone(), question(field)));
    }

    /// Remembers what a box was called when it was pressed.
    pub(super) fn note_pressed(&mut self, control: &Control) {
        let name = control.name.trim().to_owned();
        self.0.insert((control.selector.clone(), name));
    }

    /// Boxes that were filled, are empty, and ask what nobody asked there before.
    pub(super) fn asked_anew(&self, look: &Look, done: &BTreeSet<String>) -> Vec<String> {
        let anew = |f: &&Field| {
            f.visible
                && !f.filled
                && done.contains(&f.selector)
                && self.0.iter().any(|(selector, _)| *selector == f.selector)
                && !self.0.contains(&(f.selector.clone(), question(f)))
        };
        let boxes = look.fields.iter().filter(anew);
        // What was pressed to choose and is called otherwise now belongs to the next question. A radio
        // that a script listens to is a field, and has been asked about as one.
        let is_field = |c: &Control| look.fields.iter().any(|f| f.selector == c.selector);
        let called_anew = |c: &&Control| {
            c.visible
                && c.state.is_none()
                && !is_field(c)
                && done.contains(&c.selector)
                && self.0.iter().any(|(selector, _)| *selector == c.selector)
                && !self.0.iter().any(|(selector, name)| {
                    *selector == c.selector && touch::reads_as(&c.name, name)
                })
        };
        let choices = look.controls.iter().filter(called_anew);
        let mut out: Vec<String> = boxes.map(|f| f.selector.clone()).collect();
        out.extend(choices.map(|c| c.selector.clone()));
        out
    }
}

/// What a box asks: what it is for, and the words that a shopper reads at it.
fn question(field: &Field) -> String {
    format!("{} {}", field.purpose, shown_label(field).trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(purpose: &str, words: &str, filled: bool) -> Look {
        let field = Field {
            selector: "#q > input".into(),
            purpose: purpose.into(),
            text_before: words.into(),
            kind: "text".into(),
            visible: true,
            filled,
            ..Field::default()
        };
        Look {
            fields: vec![field],
            ..Look::default()
        }
    }

    #[test]
    fn the_same_box_with_another_question_is_to_be_filled_again() {
        let done = BTreeSet::from(["#q > input".to_owned()]);
        let first = asks("name", "¿Cómo te llamas?", false);
        let mut answered = Answered::default();
        answered.note(&first.fields[0]);
        assert!(answered.asked_anew(&first, &done).is_empty());
        let second = asks("email", "¿Cuál es tu correo?", false);
        assert_eq!(answered.asked_anew(&second, &done), ["#q > input"]);
        let kept = asks("email", "¿Cuál es tu correo?", true);
        assert!(answered.asked_anew(&kept, &done).is_empty());
        answered.note(&second.fields[0]);
        assert!(answered.asked_anew(&second, &done).is_empty());
        let choice = |name: &str| Look {
            controls: vec![Control {
                selector: "#q > input".into(),
                name: name.into(),
                visible: true,
                ..Control::default()
            }],
            ..Look::default()
        };
        let radio = Look {
            controls: choice("").controls,
            ..asks("email", "¿Cuál es tu correo?", false)
        };
        assert!(
            answered.asked_anew(&radio, &done).is_empty(),
            "a radio with a script"
        );
        answered.note_pressed(&choice("Correos 3,90 €").controls[0]);
        assert!(
            answered
                .asked_anew(&choice("Correos 4,90 €"), &done)
                .is_empty()
        );
        assert_eq!(answered.asked_anew(&choice("Bizum"), &done).len(), 1);
    }
}
