//! Autocomplete tokens and names that were copied from field to field: `name` on the name, the street and
//! the town.
//!
//! A token is a page's own word for a field and outweighs any one other source. Where the same token stands
//! on fields of one form that say different things, it was not written for each of them. A password's token
//! on a field that shows what is typed mostly only keeps the browser from filling it.

use crate::fields::evidence::{self, Setting};
use crate::fields::words::{self, Lang, Reading};
use crate::fields::{Vote, sums};
use crate::model::look::{Field, LabelSource};
use std::collections::{BTreeMap, BTreeSet};

/// What a copied token still counts: less than a label.
const COPIED: f64 = 0.3;
/// What the other sources must sum up to, to say something: a name that is just the word, or a label.
const SAID: f64 = 0.6;

/// Lowers the weight of tokens and names that fields say different things under.
pub(super) fn weigh(fields: &[Field], settings: &mut [Setting]) {
    copied(fields, settings);
    copied_names(fields, settings);
    copied_ids(fields, settings);
    for (field, setting) in fields.iter().zip(settings) {
        let secret = evidence::token_of(field).filter(|token| {
            matches!(
                token.as_str(),
                "new-password" | "current-password" | "one-time-code"
            )
        });
        if let (Some(token), "text" | "tel" | "number" | "email" | "search" | "textarea") =
            (secret, field.kind.as_str())
            && said_without_token(field, *setting).is_some_and(|said| !means(&token, &said))
        {
            setting.token_weight = COPIED;
        }
    }
}

/// The same token on fields of one form that say different things.
fn copied(fields: &[Field], settings: &mut [Setting]) {
    let mut alike: BTreeMap<(u32, Option<u32>, String), Vec<usize>> = BTreeMap::new();
    for (at, field) in fields.iter().enumerate() {
        if let (Some(written), Some(_), false) = (
            &field.autocomplete,
            evidence::token_of(field),
            is_choice(field),
        ) {
            let key = (field.frame, field.form, written.to_lowercase());
            alike.entry(key).or_default().push(at);
        }
    }
    for members in alike.into_values().filter(|members| members.len() > 1) {
        let said: Vec<Option<String>> = members
            .iter()
            .map(|at| said_without_token(&fields[*at], settings[*at]))
            .collect();
        let token = evidence::token_of(&fields[members[0]]).unwrap_or_default();
        let mut others: Vec<&String> = said
            .iter()
            .flatten()
            .filter(|purpose| !means(&token, purpose))
            .collect();
        let agree = said.iter().flatten().count() > others.len();
        others.sort();
        others.dedup();
        if others.len() < 2 && !agree {
            continue;
        }
        for (at, said) in members.iter().zip(&said) {
            if said.as_ref().is_some_and(|purpose| !means(&token, purpose)) {
                settings[*at].token_weight = COPIED;
            }
        }
    }
}

/// One `name` on three fields and more of a form that each have words of their own tells of none of them.
fn copied_names(fields: &[Field], settings: &mut [Setting]) {
    let mut alike: BTreeMap<(u32, Option<u32>, &str), Vec<usize>> = BTreeMap::new();
    for (at, field) in fields.iter().enumerate() {
        if !field.name.is_empty() && !field.name.ends_with(']') && !is_choice(field) {
            let key = (field.frame, field.form, field.name.as_str());
            alike.entry(key).or_default().push(at);
        }
    }
    for members in alike.into_values() {
        let own: BTreeSet<&str> = members
            .iter()
            .map(|at| own_words(&fields[*at]))
            .filter(|words| !words.is_empty())
            .collect();
        if members.len() >= 3 && own.len() == members.len() {
            for at in members {
                settings[at].name_weight = COPIED;
            }
        }
    }
}

/// One `id` on several fields of a form was copied from one of them.
fn copied_ids(fields: &[Field], settings: &mut [Setting]) {
    let mut alike: BTreeMap<(u32, Option<u32>, &str), Vec<usize>> = BTreeMap::new();
    for (at, field) in fields.iter().enumerate() {
        if !field.id.is_empty() && !is_choice(field) {
            let key = (field.frame, field.form, field.id.as_str());
            alike.entry(key).or_default().push(at);
        }
    }
    for at in alike.into_values().filter(|m| m.len() >= 2).flatten() {
        settings[at].id_weight = COPIED;
    }
}

/// The fields with an `aria-label` that was copied from another field of the form: each has words beside it
/// that clearly ask something else. ("Username" from the documentation of a widespread library.)
pub(super) fn copied_labels(fields: &[Field], lang: Option<&str>) -> Vec<usize> {
    let lang = Lang::of(lang);
    let clearly = |text: &str| -> Option<&'static str> {
        words::said(text, lang, Reading::Label)
            .into_iter()
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0))
            .filter(|(_, (score, _))| *score >= SAID)
            .map(|(purpose, _)| purpose)
    };
    let mut alike: BTreeMap<(u32, Option<u32>, &str), Vec<usize>> = BTreeMap::new();
    for (at, field) in fields.iter().enumerate() {
        if field.label_source == LabelSource::AriaLabel && !is_choice(field) {
            let key = (field.frame, field.form, field.label.as_str());
            alike.entry(key).or_default().push(at);
        }
    }
    alike
        .into_iter()
        .filter(|(_, members)| members.len() >= 2)
        .filter(|((_, _, label), members)| {
            let labelled = clearly(label);
            let beside: BTreeSet<&str> = members
                .iter()
                .filter_map(|at| {
                    let field = &fields[*at];
                    [&field.table_header, &field.text_before, &field.placeholder]
                        .into_iter()
                        .find_map(|text| clearly(text))
                        .filter(|said| labelled != Some(said))
                })
                .collect();
            beside.len() == members.len()
        })
        .flat_map(|(_, members)| members)
        .collect()
}

/// The first words that stand at a field.
fn own_words(field: &Field) -> &str {
    [
        &field.label,
        &field.table_header,
        &field.text_before,
        &field.placeholder,
    ]
    .into_iter()
    .map(|text| text.trim())
    .find(|text| !text.is_empty())
    .unwrap_or_default()
}

fn is_choice(field: &Field) -> bool {
    matches!(field.kind.as_str(), "radio" | "checkbox" | "switch")
}

/// What everything but the token says, where it says anything clearly.
fn said_without_token(field: &Field, setting: Setting) -> Option<String> {
    let votes: Vec<Vote> = evidence::votes(field, setting)
        .into_iter()
        .filter(|vote| vote.because != "autocomplete")
        .collect();
    sums(&votes)
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(_, score)| *score >= SAID)
        .map(|(purpose, _)| purpose)
}

/// Whether a token may stand on a field that words say this of: a confirmation has the token of the first.
fn means(token: &str, said: &str) -> bool {
    const ALIKE: [&[&str]; 8] = [
        &["street-address", "address-line1"],
        &["country", "country-name"],
        &["new-password", "x-password-confirm", "current-password"],
        &["email", "x-email-confirm", "username"],
        &["username", "tel"],
        &[
            "tel",
            "tel-national",
            "tel-local",
            "tel-area-code",
            "tel-local-prefix",
            "tel-local-suffix",
        ],
        &["postal-code", "x-postal-code-2"],
        &["cc-name", "name"],
    ];
    token == said
        || ALIKE
            .iter()
            .any(|group| group.contains(&token) && group.contains(&said))
}

#[cfg(test)]
mod tests {
    use crate::fields::classify;
    use crate::model::look::{Field, LabelSource};

    /// What fields with these labels ask for, all with the same token.
    fn asked(token: &str, labels: [&str; 3]) -> Vec<String> {
        let mut fields = labels.map(|label| Field {
            kind: "text".into(),
            label: label.into(),
            label_source: LabelSource::For,
            autocomplete: Some(token.into()),
            visible: true,
            form: Some(0),
            ..Field::default()
        });
        classify(&mut fields, Some("en"));
        fields.map(|field| field.purpose).to_vec()
    }

    #[test]
    fn a_token_that_was_copied_to_every_field_is_not_believed() {
        assert_eq!(
            asked("name", ["Full name", "City", "Postcode"]),
            ["name", "address-level2", "postal-code"]
        );
        assert_eq!(
            asked("email", ["Company", "Phone", "Subject"]),
            ["organization", "tel", "x-subject"]
        );
    }

    #[test]
    fn one_name_on_every_field_of_a_form_tells_of_none() {
        let mut fields = ["Tracking", "Courier firm", "Recipient"].map(|label| Field {
            kind: "text".into(),
            name: "username".into(),
            label: label.into(),
            label_source: LabelSource::For,
            visible: true,
            form: Some(0),
            ..Field::default()
        });
        classify(&mut fields, Some("en"));
        assert!(fields.iter().all(|field| field.purpose != "username"));
        assert_eq!(fields[2].purpose, "name");
    }

    #[test]
    fn a_password_s_token_keeps_no_street_from_being_one() {
        assert_eq!(
            asked("new-password", ["Street address", "Town", "New password"]),
            ["street-address", "address-level2", "new-password"]
        );
    }

    #[test]
    fn a_token_that_says_more_than_a_label_is_believed() {
        assert_eq!(
            asked("postal-code", ["Home", "Office", "Weekend house"]),
            ["postal-code", "postal-code", "postal-code"]
        );
    }
}
