//! The contact page says when somebody is there, or within which time an answer comes.
//!
//! A time needs an upper bound and a word for replies: days until dispatch are none.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::{reply_time, tells_hours};
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `response-time-promise`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTimePromise {}

impl Rule for ResponseTimePromise {
    const ID: &'static str = "response-time-promise";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let kinds = [PageKind::Contact, PageKind::Faq];
        let pages: Vec<_> = seen
            .pages()
            .filter(|(page, _)| kinds.contains(&page.kind))
            .take(40)
            .collect();
        let Some((first, _)) = pages.first() else {
            if unread(seen, words("to-contact")) {
                return Judgement::unknown(why_unread(seen, "contact-not-read"));
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target));
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        let told = pages.iter().any(|(page, facts)| {
            let text = fold(&facts.text);
            reply_time(&text).is_some() || page.kind == PageKind::Contact && tells_hours(&text)
        });
        Judgement::by(if told {
            vec![]
        } else {
            // A promise in other words than those that are known is not read.
            vec![Finding::says("untold", Place::page(first)).likely()]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn with(text: &str) -> Verdict {
        verdict::<ResponseTimePromise>(
            Made::store().page(PageKind::Contact, "/contact", |f| f.text = text.into()),
        )
    }

    #[test]
    fn a_bound_or_hours_pass() {
        assert_eq!(with("2営業日以内にご返信いたします"), Verdict::Pass);
        assert_eq!(with("We answer within one working day."), Verdict::Pass);
        assert_eq!(with("受付時間 平日10:00〜17:00"), Verdict::Pass);
    }

    #[test]
    fn open_ended_phrases_and_dispatch_days_do_not() {
        assert_eq!(with("順次ご返信いたします"), Verdict::Fail);
        assert_eq!(with("We will reply as soon as possible"), Verdict::Fail);
        assert_eq!(with("3営業日以内に発送します"), Verdict::Fail);
    }

    #[test]
    fn a_store_without_contact_page_fails_with_the_pages_named() {
        let made = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(
            judge::<ResponseTimePromise>(made).findings[0].message,
            "none"
        );
    }
}
