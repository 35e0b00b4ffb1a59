//! Fields whose purpose has a token in the HTML standard carry that token, so that browsers fill them.
//!
//! There is no token for Japanese phonetic names: kana fields are exempt.

use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{
    AUTOFILL_NAMES, Asked, autocomplete_name, in_checkout, is_tick, once,
};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

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
            .collect();
        if known.is_empty() {
            return Judgement::not_applicable("no-known-field");
        }
        let mut wrong = Vec::new();
        let mut missing = Vec::new();
        for asked in &known {
            let token = autocomplete_name(asked.field.autocomplete.as_deref().unwrap_or_default());
            let purpose = asked.field.purpose.as_str();
            if token == purpose || stands_in(purpose, &token) {
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
