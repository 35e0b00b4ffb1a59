//! Radios that are called "option" and no more ask for the delivery where their texts name ways to
//! deliver: the word that developers write there says nothing of what is chosen.

use crate::fields::evidence::LEAST;
use crate::fields::words::{self, Lang, Reading};
use crate::model::look::Field;
use std::collections::BTreeMap;

const VARIANT: &str = "x-variant";
const DELIVERY: &str = "x-shipping-method";

/// Moves the votes of one group of radios from a variant to the delivery where what stands beside one
/// of them names a way to deliver, and nothing beside any of them a variant.
pub(super) fn named_beside(group: &[&Field], lang: Lang, votes: &mut BTreeMap<String, f64>) {
    let says = |field: &Field, purpose: &str| {
        [&field.label, &field.text_after]
            .into_iter()
            .filter(|text| !text.trim().is_empty())
            .filter_map(|text| {
                words::said(text, lang, Reading::Label)
                    .get(purpose)
                    .copied()
            })
            .any(|(score, _)| score >= LEAST)
    };
    let any = |purpose: &str| group.iter().any(|field| says(field, purpose));
    if votes.contains_key(VARIANT) && any(DELIVERY) && !any(VARIANT) {
        let moved = votes.remove(VARIANT).unwrap_or_default();
        *votes.entry(DELIVERY.to_owned()).or_default() += moved.max(LEAST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fields::classify;

    /// What the radios of one group called "option" ask for, with these texts beside them.
    fn asked(texts: [&str; 2]) -> String {
        let mut radios = texts.map(|text| Field {
            kind: "radio".into(),
            name: "option".into(),
            group: "option".into(),
            table_header: "option".into(),
            text_after: text.into(),
            visible: true,
            ..Field::default()
        });
        classify(&mut radios, Some("en"));
        assert_eq!(radios[0].purpose, radios[1].purpose);
        radios[0].purpose.clone()
    }

    #[test]
    fn an_option_that_a_courier_brings_is_a_way_to_deliver() {
        assert_eq!(asked(["Courier, 3 days", "Pick-up at the shop"]), DELIVERY);
        assert_eq!(asked(["Standard delivery", "Express delivery"]), DELIVERY);
        assert_eq!(asked(["Blue", "White"]), VARIANT);
    }
}
