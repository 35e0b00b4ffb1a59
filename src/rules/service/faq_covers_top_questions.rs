//! FAQ and guide pages answer what shoppers ask most: eight topics.
//!
//! A topic on any guide page counts; menus and footers do not.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::body;
use crate::rules::facts::policy::{QUESTIONS, missing};
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::{fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `faq-covers-top-questions`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaqCoversTopQuestions {
    /// Topics that must be answered, of eight.
    pub min_topics: usize,
}

impl Rule for FaqCoversTopQuestions {
    const ID: &'static str = "faq-covers-top-questions";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let kinds = [PageKind::Faq, PageKind::Shipping, PageKind::Returns];
        let pages: Vec<_> = seen
            .pages()
            .filter(|(page, facts)| {
                let guide = page.kind == PageKind::Other
                    && mentions(&fold(&facts.title), words("to-guide"));
                kinds.contains(&page.kind) || guide
            })
            .take(60)
            .collect();
        let Some((first, _)) = pages.first() else {
            if unread(seen, words("to-faq")) {
                return Judgement::unknown(why_unread(seen, "faq-not-read"));
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target))
                .with("topic", "@question.all");
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        // A contact page answers one topic by being there.
        let has_contact = seen.pages_of(PageKind::Contact).next().is_some();
        let texts: Vec<String> = pages.iter().map(|(_, facts)| body(facts)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut lacking = missing(QUESTIONS, &texts);
        lacking.retain(|topic| !(has_contact && *topic == "contact"));
        if QUESTIONS.len() - lacking.len() >= self.min_topics {
            return Judgement::pass();
        }
        let findings = lacking.iter().map(|topic| {
            let finding = Finding::says("missing", Place::page(first));
            // The question may be put in other words than those that are known.
            finding
                .with("topic", format!("@question.{topic}"))
                .with("pages", pages.len())
                .likely()
        });
        Judgement::fail(findings.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    #[test]
    fn six_topics_pass_wherever_they_stand() {
        let made = Made::store()
            .page(PageKind::Faq, "/faq", |f| f.text = "お支払い方法は?\nキャンセルできますか\nパスワードを忘れた\n領収書はもらえますか".into())
            .page(PageKind::Shipping, "/shipping", |f| f.text = "送料は600円です。いつ届きますか".into());
        assert_eq!(verdict::<FaqCoversTopQuestions>(made), Verdict::Pass);
    }

    #[test]
    fn missing_topics_are_named_and_menus_do_not_count() {
        let made = Made::store().page(PageKind::Faq, "/faq", |f| {
            f.text = "How long does delivery take?\nReturns\nContact us".into();
            f.footer_text = "Returns\nContact us".into();
        });
        let judged = judge::<FaqCoversTopQuestions>(made);
        let told: Vec<_> = judged
            .findings
            .iter()
            .map(|f| f.args[0].1.as_str())
            .collect();
        assert!(
            told.contains(&"@question.returns") && told.contains(&"@question.contact"),
            "{told:?}"
        );
    }
}
