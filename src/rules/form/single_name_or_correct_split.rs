//! The name is one field, or family and given name with their tokens in the order of the country.
//!
//! Japanese invoices and parcels need both parts; there the family name comes first.

use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{
    Asked, autocomplete_name, in_checkout, is_required, is_typed, once,
};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `single-name-or-correct-split`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SingleNameOrCorrectSplit {
    /// Most name fields in one form.
    pub max_fields: usize,
}

const PARTS: &[&str] = &[
    "name",
    "family-name",
    "given-name",
    "additional-name",
    "honorific-prefix",
    "honorific-suffix",
];

impl Rule for SingleNameOrCorrectSplit {
    const ID: &'static str = "single-name-or-correct-split";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut groups: BTreeMap<_, Vec<Asked<'_>>> = BTreeMap::new();
        let parts = in_checkout(seen).filter(|asked| PARTS.contains(&asked.field.purpose.as_str()));
        // A Dutch name has its "van der" in a box of its own.
        let infix = |asked: &Asked<'_>| {
            seen.speaks("nl")
                && asked.field.purpose == "additional-name"
                && !is_required(asked.field)
        };
        for asked in parts.filter(|asked| is_typed(asked.field) && !infix(asked)) {
            // A billing name beside the delivery name is a group of its own.
            let written = asked.field.autocomplete.as_deref().unwrap_or_default();
            let billing =
                written.contains("billing") || asked.field.name.to_lowercase().contains("billing");
            let key = (
                asked.journey.device,
                asked.step.index,
                asked.field.form,
                billing,
            );
            groups.entry(key).or_default().push(asked);
        }
        if groups.is_empty() {
            return Judgement::not_applicable("no-name-field");
        }
        let family_first =
            seen.speaks("ja") || seen.speaks("zh") || seen.speaks("ko") || seen.speaks("hu");
        let given_first = ["en", "de", "fr", "es", "it", "nl", "pt"]
            .iter()
            .any(|language| seen.speaks(language));
        let findings = groups
            .values()
            .flat_map(|fields| self.faults(fields, family_first, given_first));
        Judgement::by(once(findings.collect()))
    }
}

impl SingleNameOrCorrectSplit {
    fn faults(
        &self,
        fields: &[Asked<'_>],
        family_first: bool,
        given_first: bool,
    ) -> Vec<crate::model::verdict::Finding> {
        let at = |purpose: &str| {
            fields
                .iter()
                .position(|asked| asked.field.purpose == purpose)
        };
        let mut found = Vec::new();
        if fields.len() > self.max_fields {
            found.push(
                fields[self.max_fields]
                    .says("many")
                    .with("count", fields.len()),
            );
        }
        let (Some(family), Some(given)) = (at("family-name"), at("given-name")) else {
            return found;
        };
        if family_first && given < family {
            found.push(fields[given].says("order"));
        }
        if given_first && family < given {
            found.push(fields[family].says("family-first"));
        }
        for part in [family, given] {
            let field = fields[part].field;
            let token = autocomplete_name(field.autocomplete.as_deref().unwrap_or_default());
            if token != field.purpose {
                found.push(fields[part].says("token").with("wanted", &field.purpose));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(language: &str, fields: &[(&str, Option<&str>)]) -> Made {
        let fields = fields.iter().map(|(purpose, token)| {
            let mut one = field(purpose, purpose);
            one.autocomplete = token.map(str::to_owned);
            one
        });
        let fields = fields.collect::<Vec<_>>();
        Made::store().look(Goal::Address, |look| {
            look.lang = Some(language.into());
            look.fields = fields;
        })
    }

    #[test]
    fn one_field_or_a_split_with_tokens_passes() {
        assert_eq!(
            verdict::<SingleNameOrCorrectSplit>(with("en", &[("name", None)])),
            Verdict::Pass
        );
        let split = with(
            "ja",
            &[
                ("family-name", Some("family-name")),
                ("given-name", Some("given-name")),
            ],
        );
        assert_eq!(verdict::<SingleNameOrCorrectSplit>(split), Verdict::Pass);
    }

    #[test]
    fn a_split_without_tokens_or_in_the_wrong_order_fails() {
        let bare = judge::<SingleNameOrCorrectSplit>(with(
            "en",
            &[("given-name", None), ("family-name", None)],
        ));
        assert_eq!(bare.findings.len(), 2);
        let order = judge::<SingleNameOrCorrectSplit>(with(
            "ja",
            &[
                ("given-name", Some("given-name")),
                ("family-name", Some("family-name")),
            ],
        ));
        assert_eq!(order.findings[0].message, "order");
    }

    #[test]
    fn kana_fields_are_not_counted() {
        let made = with("ja", &[("name", Some("name")), ("x-kana-name", None)]);
        assert_eq!(verdict::<SingleNameOrCorrectSplit>(made), Verdict::Pass);
    }
}
