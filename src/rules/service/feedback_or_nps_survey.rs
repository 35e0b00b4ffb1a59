//! The store asks for feedback: a survey, a feedback button, or the question how likely one would recommend it.
//!
//! Surveys that are sent by mail only cannot be seen: a miss is likely, not sure.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::vendors::{SURVEYS, is_of};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `feedback-or-nps-survey`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeedbackOrNpsSurvey {}

const LINK: Words = &[
    "survey",
    "feedback",
    "give feedback",
    "share your feedback",
    "tell us what you think",
    "rate us",
    "アンケート",
    "ご意見",
    "ご要望",
    "フィードバック",
    "お客様アンケート",
    "umfrage",
    "ihre meinung",
    "enquête",
    "votre avis",
    "donnez votre avis",
    "encuesta",
    "sondaggio",
    "la tua opinione",
    "enquête invullen",
    "geef je mening",
];
const QUESTION: Words = &[
    "how likely are you to recommend",
    "would you recommend us",
    "recommend us to a friend",
    "友人や同僚に",
    "友人や家族にすすめ",
    "おすすめする可能性",
    "勧める可能性",
    "wie wahrscheinlich ist es",
    "quelle est la probabilité que vous",
    "qué probabilidad hay",
    "quanto è probabile che",
    "hoe waarschijnlijk is het",
];

impl Rule for FeedbackOrNpsSurvey {
    const ID: &'static str = "feedback-or-nps-survey";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let crawled = seen.pages().any(|(_, facts)| {
            let mut addresses = facts.scripts.iter().chain(&facts.frames);
            addresses.any(|url| is_of(url, SURVEYS))
                || facts.links.iter().any(|link| is_of(&link.url, SURVEYS))
        });
        let named =
            |(text, folded): &(&str, String)| text.chars().count() < 60 && mentions(folded, LINK);
        let crawled = crawled || seen.link_texts().iter().any(named);
        let walked = seen.steps().any(|(_, step)| {
            let look = step.settled();
            let controls = || look.controls.iter().filter(|control| control.visible);
            step.requests
                .iter()
                .any(|request| is_of(&request.url, SURVEYS))
                || controls().any(|c| c.name.chars().count() < 60 && mentions(&fold(&c.name), LINK))
                || mentions(&fold(&look.text), QUESTION)
        });
        let finding = Finding::at(Place::url(&seen.evidence.target))
            .with("pages", seen.pages_read())
            .likely();
        Judgement::by(if crawled || walked {
            vec![]
        } else {
            vec![finding]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, link, verdict};

    #[test]
    fn a_link_or_a_survey_tool_passes() {
        let made = Made::store().page(PageKind::Home, "/", |f| {
            f.links = vec![link("お客様アンケート", "/survey")]
        });
        assert_eq!(verdict::<FeedbackOrNpsSurvey>(made), Verdict::Pass);
        let tool = Made::store().page(PageKind::Home, "/", |f| {
            f.scripts = vec!["https://cdn.delighted.com/x.js".into()]
        });
        assert_eq!(verdict::<FeedbackOrNpsSurvey>(tool), Verdict::Pass);
    }

    #[test]
    fn none_seen_is_only_likely_because_mails_are_not_seen() {
        let judged = judge::<FeedbackOrNpsSurvey>(Made::store().page(PageKind::Home, "/", |_| ()));
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
    }
}
