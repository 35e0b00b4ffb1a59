//! Tells a list on which something was chosen from one that still shows its prompt.
//!
//! The first entry of a list is often no choice ("Please select", "--", "都道府県") and
//! yet has a value of its own, because a script or a table behind it wants one.

use crate::model::look::Field;
use crate::rulebook::lexicon::{Intent, Lexicon};

/// Values that stand for "nothing" where a list has no empty one.
const NOTHING: [&str; 11] = [
    "0",
    "-1",
    "00",
    "none",
    "null",
    "false",
    "nothing",
    "unselected",
    "default",
    "select",
    "choose",
];

/// Takes the choice back from lists that only show a prompt, and leaves the prompt without a value.
pub(super) fn read(fields: &mut [Field], lexicon: &Lexicon) {
    for field in fields.iter_mut().filter(|f| f.kind == "select") {
        let Some((value, text)) = field.options.first().cloned() else {
            continue;
        };
        let shows = field.options.len() > 1 && field.value == value && !value.is_empty();
        if !lexicon.is_prompt(&text) {
            // "都道府県" names what is wanted, and so does "Country".
            if shows && stands_for_nothing(&value) && has_own_answer(&field.purpose) {
                field.filled = false;
            }
            continue;
        }
        field.options[0].0.clear();
        if shows {
            field.value.clear();
            field.filled = false;
            field.preset = false;
        }
    }
}

/// The first entry of a list where it is no choice but says what the list is for: "Select a state".
pub(super) fn named(field: &Field) -> Option<&str> {
    let (value, text) = field.options.first()?;
    let prompts = field.kind.starts_with("select")
        && (value.trim().is_empty()
            || stands_for_nothing(value)
            || Lexicon::embedded().strength(text, Intent::Choose) > 0.0);
    prompts.then_some(text.as_str())
}

fn stands_for_nothing(value: &str) -> bool {
    let bare = value.trim().trim_matches('_').to_lowercase();
    NOTHING.contains(&bare.as_str())
}

/// Purposes for which every shopper has an answer, so that nothing is lost by choosing it again.
fn has_own_answer(purpose: &str) -> bool {
    matches!(
        purpose,
        "address-level1" | "country" | "country-name" | "sex" | "honorific-prefix"
    ) || purpose.starts_with("bday")
        || purpose.starts_with("cc-exp")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(purpose: &str, options: &[(&str, &str)]) -> Field {
        let mut fields = vec![Field {
            kind: "select".into(),
            purpose: purpose.into(),
            value: options[0].0.into(),
            filled: true,
            options: options
                .iter()
                .map(|(v, t)| ((*v).into(), (*t).into()))
                .collect(),
            ..Field::default()
        }];
        read(&mut fields, Lexicon::embedded());
        fields.remove(0)
    }

    #[test]
    fn a_prompt_with_a_value_is_no_choice() {
        for (value, text) in [
            ("__unselected", "選択してください"),
            ("0", "▼選択"),
            ("x", "Please select"),
            ("-1", "---"),
        ] {
            let field = list("x-variant", &[(value, text), ("1", "赤")]);
            assert!(!field.filled && field.options[0].0.is_empty(), "{text}");
        }
        assert!(!list("address-level1", &[("0", "都道府県"), ("13", "東京都")]).filled);
    }

    #[test]
    fn prompts_are_read_in_every_language() {
        for text in [
            "--- Please Select ---",
            "--- Bitte wählen ---",
            " --- Selecione --- ",
            "Seleccione",
            "- Seleccionar -",
            "-- Sélectionnez --",
            "Choisissez",
            "-- Selezionare --",
            "Selezionare...",
            "Maak een keuze",
            "-- Kies --",
            "選択してください",
            "请选择",
            "請選擇",
            "선택하세요",
            "선택",
        ] {
            let field = list("x-variant", &[("FALSE", text), ("1", "a")]);
            assert!(!field.filled && field.options[0].0.is_empty(), "{text}");
        }
    }

    #[test]
    fn a_first_entry_that_is_a_choice_stays_one() {
        for (purpose, value, text) in [
            ("x-variant", "0", "赤"),
            ("x-delivery-time", "0", "指定なし"),
            ("x-quantity", "1", "1"),
            ("x-shipping-method", "std", "Standard delivery"),
        ] {
            let field = list(purpose, &[(value, text), ("9", "9")]);
            assert!(field.filled && field.value == value, "{text}");
        }
    }
}
