//! The chat offers a person.
//!
//! Nothing is ever written into a chat, so how fast it answers is not known: only what
//! it shows once it is open can speak for it. A chat that shows no way to a person there
//! may still offer one after a question, and is unknown.

use crate::model::verdict::Judgement;
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::facts::body::chat;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `chat-answers-and-hands-off`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChatAnswersAndHandsOff {}

impl Rule for ChatAnswersAndHandsOff {
    const ID: &'static str = "chat-answers-and-hands-off";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let opened = seen.journeys().filter_map(|journey| journey.chat.as_ref());
        let opened: Vec<_> = opened.filter(|chat| chat.opened_ms.is_some()).collect();
        let lexicon = Lexicon::embedded();
        if opened
            .iter()
            .any(|chat| lexicon.says(&chat.text, Topic::PersonInChat))
        {
            return Judgement::pass();
        }
        match (opened.is_empty(), chat(seen).is_some()) {
            (false, _) => Judgement::unknown("chat-not-asked"),
            (true, true) => Judgement::unknown("chat-not-opened"),
            (true, false) => Judgement::not_applicable("no-chat"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{ChatTried, Goal};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn made(text: &str) -> Made {
        let chat = ChatTried {
            opened_ms: Some(300.0),
            text: text.to_owned(),
            ..ChatTried::default()
        };
        Made::store()
            .look(Goal::Home, |_| ())
            .with(|evidence| evidence.journeys[0].chat = Some(chat))
    }

    #[test]
    fn a_chat_that_offers_a_person_passes() {
        for text in ["Hello! Talk to a person", "こんにちは。スタッフと話す"] {
            assert_eq!(verdict::<ChatAnswersAndHandsOff>(made(text)), Verdict::Pass);
        }
    }

    #[test]
    fn a_chat_that_was_not_asked_is_unknown_and_none_gives_no_occasion() {
        assert_eq!(
            verdict::<ChatAnswersAndHandsOff>(made("Hello! Ask me anything.")),
            Verdict::Unknown("chat-not-asked")
        );
        let none = Made::store().look(Goal::Home, |_| ());
        assert_eq!(
            verdict::<ChatAnswersAndHandsOff>(none),
            Verdict::NotApplicable("no-chat")
        );
    }
}
