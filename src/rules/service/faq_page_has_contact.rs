//! Whoever does not find the answer sees on the same page how to ask: two of telephone, mail and chat.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::phones;
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::vendors::{CHAT, is_of};
use crate::rules::facts::word_list::words;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `faq-page-has-contact`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaqPageHasContact {
    /// Ways to ask on the page, of three.
    pub min_ways: usize,
}

impl Rule for FaqPageHasContact {
    const ID: &'static str = "faq-page-has-contact";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let pages: Vec<_> = seen.pages_of(PageKind::Faq).collect();
        let Some((first, _)) = pages.first() else {
            return match unread(seen, words("to-faq")) {
                true => Judgement::unknown(why_unread(seen, "faq-not-read")),
                false => Judgement::not_applicable("no-faq"),
            };
        };
        let ways = |(_, facts): &(_, &crate::model::page::PageFacts)| {
            let mut addresses = facts.scripts.iter().chain(&facts.frames);
            let chat = addresses.any(|url| is_of(url, CHAT));
            [!phones(facts).is_empty(), !facts.emails.is_empty(), chat]
                .into_iter()
                .filter(|way| *way)
                .count()
        };
        let best = pages.iter().map(ways).max().unwrap_or_default();
        let finding = Finding::at(Place::page(first)).with("count", best);
        // A chat that a tag manager loads is not seen in the HTML.
        let hidden_chat =
            best + 1 == self.min_ways && crate::rules::facts::body::chat(seen).is_some();
        Judgement::by(if best >= self.min_ways {
            vec![]
        } else {
            vec![finding.likely_if(hidden_chat)]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PhoneText;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn with(phone: bool, mail: bool) -> Verdict {
        verdict::<FaqPageHasContact>(Made::store().page(PageKind::Faq, "/faq", |f| {
            if phone {
                f.phones = vec![PhoneText {
                    text: "0117 496 0123".into(),
                    e164: None,
                    linked: true,
                }];
            }
            if mail {
                f.emails = vec!["hello@shop.example".into()];
            }
        }))
    }

    #[test]
    fn two_ways_pass_and_one_fails() {
        assert_eq!(with(true, true), Verdict::Pass);
        assert_eq!(with(true, false), Verdict::Fail);
    }

    #[test]
    fn without_a_faq_there_is_no_occasion() {
        let made = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(
            verdict::<FaqPageHasContact>(made),
            Verdict::NotApplicable("no-faq")
        );
    }
}
