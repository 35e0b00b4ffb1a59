//! The home page should tell machines who runs the store.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::schema::{list, of_type};
use crate::rules::schema::markup::ORGANISATION;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use serde_json::Value;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrganizationMarkup {}

/// What is asked for; a telephone number or e-mail address does for a contact point.
const PARTS: [(&str, &[&str]); 6] = [
    ("name", &["name", "legalName"]),
    ("url", &["url"]),
    ("logo", &["logo", "image"]),
    ("address", &["address", "location"]),
    ("contactPoint", &["contactPoint", "telephone", "email"]),
    ("sameAs", &["sameAs"]),
];

impl Rule for OrganizationMarkup {
    const ID: &'static str = "organization-markup";
    const NEEDS: &'static [Need] = &[Need::Home];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let views = seen.views_of(PageKind::Home);
        let found = views
            .iter()
            .flat_map(|view| of_type(&view.structured, &ORGANISATION));
        let lacking = |item: &Value| -> Vec<&str> {
            let there = |names: &[&str]| names.iter().any(|name| !list(item, name).is_empty());
            PARTS
                .iter()
                .filter(|(_, names)| !there(names))
                .map(|(part, _)| *part)
                .collect()
        };
        let best = found.map(lacking).min_by_key(Vec::len);
        let Some(place) = views.first().map(|view| view.place.clone()) else {
            return Judgement::unknown("no-home-page");
        };
        match best {
            None => Judgement::fail(vec![Finding::says("none", place)]),
            Some(missing) if missing.is_empty() => Judgement::pass(),
            Some(missing) => {
                let grade = 1.0 - missing.len() as f64 / PARTS.len() as f64;
                let finding = Finding::says("incomplete", place);
                Judgement::graded(grade, vec![finding.with("missing", missing.join(", "))])
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};
    use serde_json::json;

    fn home(markup: Value) -> Verdict {
        let made = Made::store().page(PageKind::Home, "/", |facts| facts.structured = vec![markup]);
        verdict::<OrganizationMarkup>(made)
    }

    #[test]
    fn a_complete_store_of_any_type_passes() {
        let store = json!({"@type": "OnlineStore", "name": "Mugs", "url": "/", "logo": "/l.png",
            "address": {}, "telephone": "+81 3", "sameAs": ["https://example.com"]});
        assert_eq!(home(store), Verdict::Pass);
    }

    #[test]
    fn half_is_graded_and_none_fails() {
        let half = json!({"@type": "Organization", "name": "Mugs", "url": "/", "logo": "/l.png"});
        assert_eq!(home(half), Verdict::Graded(0.5));
        assert_eq!(home(json!({"@type": "WebSite"})), Verdict::Fail);
    }
}
