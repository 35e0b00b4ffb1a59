//! Fields whose purpose has a token in the HTML standard carry that token, so that browsers fill them.
//!
//! There is no token for Japanese phonetic names: kana fields are exempt. A token is
//! itself a strong sign of what a field asks for, so a wrong one is also looked for by
//! what label and attributes say without it.

use crate::fields::classify;
use crate::model::autofill::AUTOFILL_NAMES;
use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, autocomplete_name, in_checkout, is_tick, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `autocomplete-tokens-correct`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AutocompleteTokensCorrect {
    /// Share of the fields that must be right, in percent.
    pub min_right_pct: f64,
    /// From which certainty of the purpose on a wrong token is sure, 0 to 1.
    pub sure_from: f32,
}

/// Tokens that do the same work for a shopper: purpose, and what may stand for it.
const STAND_INS: &[(&str, &[&str])] = &[
    ("street-address", &["address-line1"]),
    ("address-line1", &["street-address"]),
    ("address-line2", &["address-line3"]),
    ("country", &["country-name"]),
    ("country-name", &["country"]),
    ("tel", &["tel-national"]),
    ("tel-national", &["tel"]),
    ("tel-local-prefix", &["tel-local", "tel-area-code"]),
    ("tel-local-suffix", &["tel-local"]),
    ("tel-local", &["tel-local-prefix", "tel-local-suffix"]),
    ("tel-area-code", &["tel-national"]),
    ("email", &["username"]),
    ("username", &["email"]),
    ("address-level2", &["address-level3"]),
    ("address-level3", &["address-level2"]),
    ("cc-name", &["cc-given-name", "cc-family-name"]),
    ("x-email-confirm", &["email"]),
    ("x-password-confirm", &["new-password"]),
];

impl Rule for AutocompleteTokensCorrect {
    const ID: &'static str = "autocomplete-tokens-correct";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let known: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|a| !is_tick(a.field) && AUTOFILL_NAMES.contains(&a.field.purpose.as_str()))
            // A list made of boxes takes no token; the control behind it, where there is one, does.
            .filter(|a| matches!(a.field.tag.as_str(), "input" | "select" | "textarea"))
            .collect();
        if known.is_empty() {
            return Judgement::not_applicable("no-known-field");
        }
        let mut wrong = Vec::new();
        let mut missing = Vec::new();
        let mut worded = Worded::default();
        for asked in &known {
            let token = autocomplete_name(asked.field.autocomplete.as_deref().unwrap_or_default());
            let purpose = asked.field.purpose.as_str();
            if token == purpose || stands_in(purpose, &token) {
                let words = worded.purpose(seen, asked, self.sure_from);
                if let Some(said) = words.filter(|said| belies(said, &token)) {
                    let finding = asked.says("wrong").with("token", &token);
                    wrong.push(finding.with("wanted", said).likely());
                }
                continue;
            }
            if AUTOFILL_NAMES.contains(&token.as_str()) {
                let unsure = asked.field.purpose_certainty < self.sure_from;
                let finding = asked
                    .says("wrong")
                    .with("token", &token)
                    .with("wanted", purpose);
                wrong.push(finding.likely_if(unsure));
            } else {
                missing.push(asked.says("missing").with("wanted", purpose));
            }
        }
        let right = known.len() - missing.len();
        let enough = right as f64 * 100.0 >= self.min_right_pct * known.len() as f64;
        if wrong.is_empty() && enough {
            return Judgement::pass();
        }
        wrong.extend(missing);
        Judgement::fail(once(wrong))
    }
}

/// What the fields of each screen ask for by everything but their tokens, read once a screen.
#[derive(Default)]
struct Worded<'a>(BTreeMap<(&'a str, u32), Vec<Field>>);

impl<'a> Worded<'a> {
    /// The purpose by the words alone, where they are sure.
    fn purpose(&mut self, seen: &Seen<'_>, asked: &Asked<'a>, sure_from: f32) -> Option<String> {
        let key = (asked.journey.device.name(), asked.step.index);
        let fields = self.0.entry(key).or_insert_with(|| {
            let mut fields = asked.step.settled().fields.clone();
            for field in &mut fields {
                field.autocomplete = None;
            }
            classify(&mut fields, seen.language());
            fields
        });
        let same = |f: &&Field| f.frame == asked.field.frame && f.selector == asked.field.selector;
        let field = fields.iter().find(same)?;
        let sure = field.purpose_certainty >= sure_from;
        sure.then(|| field.purpose.clone())
    }
}

/// Whether a token asks for something of another family than the words do. Within a family
/// (`address-line1` for a street, `given-name` for one of two name boxes) labels are too vague to tell.
fn belies(words: &str, token: &str) -> bool {
    match (family(words), family(token)) {
        (Some(words), Some(token)) => words != token,
        (None, _) | (_, None) => false,
    }
}

fn family(purpose: &str) -> Option<&'static str> {
    Some(match purpose {
        "name" | "family-name" | "given-name" | "additional-name" => "name",
        "nickname" => "nickname",
        "email" | "username" | "x-email-confirm" => "email",
        "street-address" | "address-line1" | "address-line2" | "address-line3" => "street",
        "address-level1" => "region",
        "address-level2" | "address-level3" | "address-level4" => "town",
        "postal-code" => "postal-code",
        "country" | "country-name" => "country",
        "organization" | "organization-title" => "organization",
        _ if purpose == "tel" || purpose.starts_with("tel-") => "tel",
        _ if purpose.starts_with("cc-") => "card",
        _ => return None,
    })
}

fn stands_in(purpose: &str, token: &str) -> bool {
    STAND_INS
        .iter()
        .any(|(p, tokens)| *p == purpose && tokens.contains(&token))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(fields: &[(&str, Option<&str>)]) -> Made {
        let fields = fields.iter().map(|(purpose, token)| {
            let mut one = field(purpose, purpose);
            one.autocomplete = token.map(str::to_owned);
            one
        });
        let fields = fields.collect::<Vec<_>>();
        Made::store().look(Goal::Address, |look| look.fields = fields)
    }

    #[test]
    fn a_token_that_the_label_belies_is_wrong_although_it_names_the_purpose() {
        let made = |label: &str, token: &str| {
            let mut one = field(token, label);
            one.autocomplete = Some(format!("shipping {token}"));
            (one.id, one.name) = (String::new(), "q1".to_owned());
            verdict::<AutocompleteTokensCorrect>(
                Made::store().look(Goal::Address, |look| look.fields = vec![one]),
            )
        };
        assert_eq!(made("姓", "family-name"), Verdict::Pass);
        assert_eq!(made("姓", "nickname"), Verdict::Fail);
        assert_eq!(made("市区町村", "address-line2"), Verdict::Fail);
        assert_eq!(made("Address", "address-line1"), Verdict::Pass);
        assert_eq!(made("Number or so", "postal-code"), Verdict::Pass);
    }

    #[test]
    fn prefixes_and_stand_ins_are_right() {
        let made = with(&[
            ("email", Some("section-a shipping email")),
            ("street-address", Some("shipping address-line1")),
        ]);
        assert_eq!(verdict::<AutocompleteTokensCorrect>(made), Verdict::Pass);
    }

    #[test]
    fn a_wrong_token_fails_even_among_many_right_ones() {
        let mut fields = vec![("email", Some("email")); 20];
        fields.push(("family-name", Some("given-name")));
        let judged = judge::<AutocompleteTokensCorrect>(with(&fields));
        assert_eq!(
            (judged.verdict, judged.findings[0].message),
            (Verdict::Fail, "wrong")
        );
    }

    #[test]
    fn kana_fields_are_exempt_and_a_doubtful_purpose_is_only_likely() {
        let made = with(&[("email", Some("email")), ("x-kana-family-name", None)]);
        assert_eq!(verdict::<AutocompleteTokensCorrect>(made), Verdict::Pass);
        let made = with(&[("email", Some("tel"))])
            .with(|e| e.journeys[0].steps[0].look.fields[0].purpose_certainty = 0.4);
        assert_eq!(
            judge::<AutocompleteTokensCorrect>(made).findings[0].certainty,
            Certainty::Likely
        );
    }
}
