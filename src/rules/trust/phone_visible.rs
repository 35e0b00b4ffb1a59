//! A telephone number with hours is on every page or one tap away, and can be dialled from a phone.
//!
//! Fax numbers and a template's examples do not count.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::{phones, tells_hours};
use crate::rules::facts::reach::{one_tap, unread};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `phone-visible`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneVisible {
    /// Share of the pages that must have it within one tap, in percent.
    pub min_near_pct: f64,
}

impl Rule for PhoneVisible {
    const ID: &'static str = "phone-visible";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let speaks_of_store = |kind: PageKind| {
            !matches!(
                kind,
                PageKind::Product | PageKind::Listing | PageKind::Search
            )
        };
        let reach = one_tap(seen, |page, facts| {
            // A number on a product page alone may be part of the description.
            !phones(facts).is_empty()
                && (speaks_of_store(page.kind) || facts.phones.iter().any(|p| p.linked))
        });
        if reach.near == 0 {
            let finding =
                Finding::says("none", Place::url(&seen.evidence.target)).with("pages", reach.pages);
            return Judgement::fail(vec![finding.likely_if(unread(seen, words("to-identity")))]);
        }
        let with_phone = || seen.pages().filter(|(_, facts)| !phones(facts).is_empty());
        let place = with_phone().next().map_or_else(
            || Place::url(&seen.evidence.target),
            |(page, _)| Place::page(page),
        );
        let mut findings = Vec::new();
        if reach.near_pct() < self.min_near_pct {
            let far = Place::url(reach.far.as_deref().unwrap_or(&seen.evidence.target));
            findings.push(
                Finding::says("far", far)
                    .with("near", reach.near)
                    .with("pages", reach.pages),
            );
        }
        // The footer repeats on every page: a few pages are enough to find the hours.
        if !with_phone()
            .take(40)
            .any(|(_, facts)| tells_hours(&fold(&facts.text)))
        {
            findings.push(Finding::says("hours", place.clone()));
        }
        if !with_phone().any(|(_, facts)| facts.phones.iter().any(|phone| phone.linked)) {
            findings.push(Finding::says("unlinked", place));
        }
        Judgement::by(findings)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PageFacts, PhoneText};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn phone(facts: &mut PageFacts, text: &str, linked: bool) {
        facts.phones = vec![PhoneText {
            text: text.into(),
            e164: None,
            linked,
        }];
    }

    #[test]
    fn number_hours_and_a_link_pass() {
        let made = Made::store()
            .page(PageKind::Home, "/", |f| {
                f.links = vec![link("Contact", "/contact")]
            })
            .page(PageKind::Contact, "/contact", |f| {
                phone(f, "0117 496 0123", true);
                f.text = "Call 0117 496 0123, Mon-Fri 9am-5pm".into();
            });
        assert_eq!(verdict::<PhoneVisible>(made), Verdict::Pass);
    }

    #[test]
    fn what_is_missing_beside_the_number_is_named() {
        let made = Made::store().page(PageKind::Contact, "/contact", |f| {
            phone(f, "03-5555-1200", false);
            f.text = "電話 03-5555-1200".into();
        });
        let told: Vec<_> = judge::<PhoneVisible>(made)
            .findings
            .iter()
            .map(|f| f.message)
            .collect();
        assert_eq!(told, ["hours", "unlinked"]);
    }

    #[test]
    fn a_fax_number_and_an_example_are_no_telephone() {
        for text in ["FAX 03-5555-1201", "Call 123-456-7890"] {
            let made = Made::store().page(PageKind::Contact, "/contact", |f| {
                phone(f, text.split_once(' ').map_or(text, |(_, n)| n), false);
                f.text = text.into();
            });
            assert_eq!(
                judge::<PhoneVisible>(made).findings[0].message,
                "none",
                "{text}"
            );
        }
    }
}
