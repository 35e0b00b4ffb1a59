//! The return policy, told to machines, and the same as on the returns page.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::{has, schema};
use crate::rules::schema::markup::{missing_parts, of_offer_or_organisation};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnPolicyMarkup {}

impl Rule for ReturnPolicyMarkup {
    const ID: &'static str = "return-policy-markup";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let values = of_offer_or_organisation(seen, "hasMerchantReturnPolicy");
        let views = seen.views_of(PageKind::Product);
        let Some(view) = views.first() else {
            return Judgement::unknown("no-product-page");
        };
        if values.is_empty() {
            return Judgement::fail(vec![Finding::says("none", view.place.clone())]);
        }
        let mut parts: Vec<(&'static str, &[&str])> = vec![
            ("applicableCountry", &["applicableCountry", "@id"]),
            ("returnPolicyCategory", &["returnPolicyCategory", "@id"]),
        ];
        // Days, fees and method have no meaning where nothing can be returned.
        let refused = |value: &Value| {
            schema::text(value, "returnPolicyCategory")
                .is_some_and(|text| text.ends_with("NotPermitted"))
        };
        if !values.iter().any(refused) {
            parts.push(("merchantReturnDays", &["merchantReturnDays", "@id"]));
            parts.push((
                "returnFees",
                &["returnFees", "customerRemorseReturnFees", "@id"],
            ));
            parts.push(("returnMethod", &["returnMethod", "@id"]));
        }
        let missing = missing_parts(&values, &parts);
        let mut findings = Vec::new();
        if !missing.is_empty() {
            let finding = Finding::says("incomplete", view.place.clone());
            findings.push(finding.with("missing", missing.join(", ")));
        }
        let mut grade = 1.0 - missing.len() as f64 / parts.len() as f64;
        if let Some(finding) = contradicts(seen, &values) {
            grade = grade.min(0.5);
            findings.push(finding);
        }
        Judgement::graded(grade, findings)
    }
}

/// A number of days that the returns page does not name, where it names any.
fn contradicts(seen: &Seen<'_>, values: &[Value]) -> Option<Finding> {
    let marked = values
        .iter()
        .find_map(|value| schema::number(value, "merchantReturnDays"))?;
    let (page, facts) = seen.pages_of(PageKind::Returns).next()?;
    let text: String = facts.text.nfkc().collect();
    let days: Vec<&str> = text.lines().filter(|line| has("days", line)).collect();
    if days.is_empty() {
        return None;
    }
    let marked = format!("{marked:.0}");
    let named = days.iter().any(|line| {
        line.split(|c: char| !c.is_ascii_digit())
            .any(|number| number == marked)
    });
    (!named).then(|| {
        Finding::says("differs", Place::page(page))
            .with("days", marked)
            .likely()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};
    use serde_json::json;

    fn shop(policy: Value, page: &str) -> Made {
        let markup = json!({"@type": "Product", "offers": {"hasMerchantReturnPolicy": policy}});
        Made::store()
            .page(PageKind::Product, "/mugs/a", |facts| {
                facts.structured = vec![markup]
            })
            .page(PageKind::Returns, "/returns", |facts| {
                facts.text = page.to_owned()
            })
    }

    fn complete() -> Value {
        json!({"applicableCountry": "JP", "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": 8, "returnFees": "FreeReturn", "returnMethod": "ReturnByMail"})
    }

    #[test]
    fn a_complete_policy_that_the_page_confirms_passes() {
        assert_eq!(
            verdict::<ReturnPolicyMarkup>(shop(complete(), "商品到着後８日以内")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<ReturnPolicyMarkup>(shop(complete(), "返品について")),
            Verdict::Pass
        );
    }

    #[test]
    fn other_days_on_the_page_are_told() {
        let judged = judge::<ReturnPolicyMarkup>(shop(complete(), "within 30 days"));
        assert_eq!(
            (judged.verdict, judged.findings[0].message),
            (Verdict::Graded(0.5), "differs")
        );
    }

    #[test]
    fn no_policy_fails_and_a_refusal_needs_no_days() {
        assert_eq!(
            verdict::<ReturnPolicyMarkup>(shop(Value::Null, "")),
            Verdict::Fail
        );
        let refusal = json!({"applicableCountry": "JP", "returnPolicyCategory": "MerchantReturnNotPermitted"});
        assert_eq!(
            verdict::<ReturnPolicyMarkup>(shop(refusal, "")),
            Verdict::Pass
        );
    }
}
