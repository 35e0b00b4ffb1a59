//! Tells two looks at a screen apart: whether it moved on, came back, or complains.

use crate::journey::pilot;
use crate::model::look::{Control, Field, Look};
use crate::model::page::Region;
use std::collections::BTreeSet;

/// The shape of a screen: its address and visible fields. The same shape again means that nothing moved.
pub(super) fn shape_of(look: &Look) -> String {
    let mut shape = pilot::plain(&look.url);
    for field in look
        .fields
        .iter()
        .filter(|f| f.visible && !matches!(f.region, Some(Region::Header | Region::Footer)))
    {
        shape.push('|');
        shape.push_str(&field.selector);
    }
    for layer in look.layers.iter().filter(|l| l.dialog || l.modal) {
        shape.push('^');
        shape.push_str(&layer.selector);
    }
    for (_, heading) in look.headings.iter().take(12) {
        shape.push('#');
        shape.push_str(heading);
    }
    shape
}

/// What stands in the form of a control, or on the whole screen where it has none.
pub(super) fn contents(look: &Look, control: &Control) -> String {
    let own = |f: &&Field| {
        f.visible && (control.form.is_none() || (f.frame, f.form) == (control.frame, control.form))
    };
    let held = look.fields.iter().filter(own);
    held.map(|f| format!("{}={} {}\n", f.selector, f.value, f.checked))
        .collect()
}

/// Whether a control that was pressed is not shown any more: its section gave way to another.
pub(super) fn is_gone(control: &Control, after: &Look) -> bool {
    !after
        .controls
        .iter()
        .any(|c| c.visible && c.selector == control.selector && c.name == control.name)
}

/// Whether a new error stands on the screen.
pub(super) fn complains(before: &Look, after: &Look) -> bool {
    after
        .messages
        .iter()
        .any(|m| m.error && !before.messages.iter().any(|b| b.error && b.text == m.text))
        || after.fields.iter().any(|f| {
            f.visible
                && f.invalid
                && !before
                    .fields
                    .iter()
                    .any(|b| b.selector == f.selector && b.invalid)
        })
}

/// Whether a press on a screen led to another one, or opened a further part of it.
pub(super) fn moved_on(before: &Look, after: &Look, navigated: bool) -> bool {
    let complains = complains(before, after);
    (navigated && pilot::plain(&after.url) != pilot::plain(&before.url)
        || shape_of(after) != shape_of(before) && !complains)
        && !(complains && same_fields(before, after))
}

/// Whether two looks ask for the same things: a form that came back.
pub(super) fn same_fields(before: &Look, after: &Look) -> bool {
    let of = |look: &Look| -> BTreeSet<String> {
        look.fields
            .iter()
            .filter(|f| f.visible && !matches!(f.region, Some(Region::Header | Region::Footer)))
            .map(|f| format!("{} {}", f.name, f.purpose))
            .collect()
    };
    let (before, after) = (of(before), of(after));
    !before.is_empty() && before.intersection(&after).count() * 4 >= before.len() * 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::{Field, Layer, Message};

    fn form(names: &[&str]) -> Look {
        let field = |name: &&str| Field {
            name: (*name).into(),
            selector: format!("#{name}"),
            visible: true,
            ..Field::default()
        };
        Look {
            url: "https://s.example/checkout".into(),
            fields: names.iter().map(field).collect(),
            ..Look::default()
        }
    }

    #[test]
    fn a_dialog_that_opens_is_another_shape() {
        let before = form(&["a", "b"]);
        let layer = Layer {
            selector: "dialog".into(),
            dialog: true,
            ..Layer::default()
        };
        let after = Look {
            layers: vec![layer],
            ..before.clone()
        };
        assert_ne!(shape_of(&before), shape_of(&after));
    }

    #[test]
    fn a_form_that_came_back_is_told_from_the_next_one() {
        assert!(same_fields(
            &form(&["a", "b", "c", "d"]),
            &form(&["a", "b", "c", "d", "e"])
        ));
        assert!(!same_fields(&form(&["a", "b"]), &form(&["ship", "pay"])));
    }

    #[test]
    fn a_message_that_stood_there_before_is_no_new_complaint() {
        let message = |text: &str| Message {
            text: text.into(),
            error: true,
            ..Message::default()
        };
        let before = Look {
            messages: vec![message("Sale ends today")],
            ..form(&["a"])
        };
        let after = Look {
            messages: vec![message("Sale ends today"), message("Enter a name")],
            ..form(&["a"])
        };
        assert!(!complains(&before, &before));
        assert!(complains(&before, &after));
    }
}
