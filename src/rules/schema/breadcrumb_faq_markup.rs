//! Breadcrumbs and questions for machines must be well-formed where they exist.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::schema::{list, of_type, text};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreadcrumbFaqMarkup {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for BreadcrumbFaqMarkup {
    const ID: &'static str = "breadcrumb-faq-markup";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut any = false;
        let mut findings = Vec::new();
        for view in seen.views() {
            for trail in of_type(&view.structured, &["BreadcrumbList"]) {
                any = true;
                if !trail_is_whole(trail) {
                    findings.push(Finding::says("breadcrumb", view.place.clone()));
                }
            }
            for page in of_type(&view.structured, &["FAQPage"]) {
                any = true;
                if !questions_are_whole(page) {
                    findings.push(Finding::says("faq", view.place.clone()));
                }
            }
        }
        if !any {
            return Judgement::not_applicable("no-such-markup");
        }
        findings.truncate(self.max_findings);
        Judgement::by(findings)
    }
}

fn trail_is_whole(trail: &Value) -> bool {
    let items = list(trail, "itemListElement");
    let named = |item: &Value| {
        let inner = item.get("item").and_then(|inner| text(inner, "name"));
        text(item, "name").or(inner).is_some()
    };
    !items.is_empty()
        && items
            .iter()
            .all(|item| text(item, "position").is_some() && named(item))
}

fn questions_are_whole(page: &Value) -> bool {
    let questions = list(page, "mainEntity");
    let answered = |question: &&Value| {
        let answers = list(question, "acceptedAnswer");
        text(question, "name").is_some() && answers.iter().any(|a| text(a, "text").is_some())
    };
    !questions.is_empty() && questions.iter().all(answered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};
    use serde_json::json;

    fn page(markup: Value) -> Verdict {
        let made = Made::store().page(PageKind::Listing, "/mugs", |facts| {
            facts.structured = vec![markup]
        });
        verdict::<BreadcrumbFaqMarkup>(made)
    }

    #[test]
    fn whole_markup_passes_and_torn_markup_fails() {
        let whole = json!({"@type": "BreadcrumbList", "itemListElement": [
            {"@type": "ListItem", "position": 1, "item": {"@id": "/", "name": "Home"}}]});
        assert_eq!(page(whole), Verdict::Pass);
        let torn = json!({"@type": "FAQPage", "mainEntity": [{"@type": "Question", "name": "?"}]});
        assert_eq!(page(torn), Verdict::Fail);
        assert_eq!(page(json!({})), Verdict::NotApplicable("no-such-markup"));
    }
}
