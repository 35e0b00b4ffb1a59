//! A Japanese form asks for the family name first, and for no honorific.
//!
//! An English version of the form may do as English forms do.

use crate::model::journey::Step;
use crate::model::look::Field;
use crate::model::plan::Market;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_for, is_typed, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-name-order-and-honorific`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpNameOrderAndHonorific {}

impl Rule for JpNameOrderAndHonorific {
    const ID: &'static str = "jp-name-order-and-honorific";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !seen.speaks("ja") {
            return Judgement::not_applicable("form-not-japanese");
        }
        let names: Vec<Asked<'_>> = in_checkout(seen)
            .filter(|asked| {
                let parts = ["name", "family-name", "given-name", "honorific-prefix"];
                parts.contains(&asked.field.purpose.as_str())
            })
            .collect();
        if names.is_empty() {
            return Judgement::not_applicable("no-name-field");
        }
        let findings = names.iter().filter_map(|asked| {
            if is_for(asked.field, &["honorific-prefix"]) {
                return Some(asked.says("honorific"));
            }
            let given = asked.field.purpose == "given-name" && is_typed(asked.field);
            (given && family_follows(asked.step, asked.field)).then(|| asked.says("order"))
        });
        Judgement::by(once(findings.collect()))
    }
}

/// Whether the family name of the same form is asked for only after a given name, and not before.
fn family_follows(step: &Step, given: &Field) -> bool {
    let fields = &step.settled().fields;
    let Some(at) = fields.iter().position(|f| f.selector == given.selector) else {
        return false;
    };
    let family = |f: &Field| {
        let same = f.frame == given.frame && f.form == given.form;
        f.visible && same && f.purpose == "family-name" && is_typed(f)
    };
    fields.get(at + 1).is_some_and(family) && !fields[..at].last().is_some_and(family)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn form(purposes: &[&str], language: &str) -> Made {
        let fields = purposes.iter().map(|p| field(p, "お名前")).collect();
        let language = language.to_owned();
        Made::store()
            .market(Market::Jp)
            .look(Goal::Address, |look| {
                look.fields = fields;
                look.lang = Some(language);
            })
    }

    #[test]
    fn family_then_given_and_one_field_pass() {
        for purposes in [&["family-name", "given-name"][..], &["name"]] {
            assert_eq!(
                verdict::<JpNameOrderAndHonorific>(form(purposes, "ja")),
                Verdict::Pass
            );
        }
    }

    #[test]
    fn the_other_order_and_an_honorific_are_told_apart() {
        let first = |made: Made| judge::<JpNameOrderAndHonorific>(made).findings[0].message;
        assert_eq!(first(form(&["given-name", "family-name"], "ja")), "order");
        let honorific = form(&["honorific-prefix", "family-name", "given-name"], "ja");
        assert_eq!(first(honorific), "honorific");
    }

    #[test]
    fn an_english_form_is_left_alone() {
        assert_eq!(
            verdict::<JpNameOrderAndHonorific>(form(&["given-name", "family-name"], "en")),
            Verdict::NotApplicable("form-not-japanese")
        );
    }
}
