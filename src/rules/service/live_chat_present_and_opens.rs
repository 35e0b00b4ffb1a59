//! The store offers a live chat: it opens within seconds, with room to write or the hours of service, and lies over nothing that matters.
//!
//! The walk opens it and writes nothing. A chat that is there but could not be tried
//! gives `unknown`; none anywhere is a fail. Where consent was not given, the chat
//! may have been held back: then it is likely.

use crate::model::journey::{ChatTried, Journey};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::chat;
use crate::rules::facts::words::fold;
use crate::rules::perf::timing::{line_ms, seconds};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// Thresholds of `live-chat-present-and-opens`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveChatPresentAndOpens {
    /// From the press until the chat is open, in milliseconds.
    pub max_ms: f64,
}

impl Rule for LiveChatPresentAndOpens {
    const ID: &'static str = "live-chat-present-and-opens";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let tried = seen
            .journeys()
            .filter_map(|journey| Some((journey, journey.chat.as_ref()?)));
        let tried: Vec<(&Journey, &ChatTried)> = tried.collect();
        if !tried.is_empty() {
            let findings = tried.into_iter().flat_map(|(j, chat)| self.faults(j, chat));
            return Judgement::by(findings.collect());
        }
        if chat(seen).is_some() {
            return Judgement::unknown("chat-not-opened");
        }
        let refused = seen
            .steps()
            .any(|(_, step)| step.acts.iter().any(|act| act.kind == "reject-consent"));
        let banner = refused
            || seen.evidence.conditions.consent == "none"
                && seen.steps().any(|(_, step)| {
                    step.look
                        .layers
                        .iter()
                        .any(|layer| layer.text.to_lowercase().contains("cookie"))
                });
        let finding =
            Finding::at(Place::url(&seen.evidence.target)).with("pages", seen.views().len());
        Judgement::fail(vec![finding.likely_if(banner)])
    }
}

impl LiveChatPresentAndOpens {
    fn faults(&self, journey: &Journey, chat: &ChatTried) -> Vec<Finding> {
        let says = |message| {
            let mut place = Place::url(&chat.url).element(&chat.selector);
            place.device = Some(journey.device);
            Finding::says(message, place).with("name", &chat.name)
        };
        let Some(took) = chat.opened_ms else {
            return vec![says("closed").likely()];
        };
        let mut faults = Vec::new();
        if took - line_ms(journey, 1.0) > self.max_ms {
            let late = says("slow").with("took", seconds(took));
            faults.push(late.with("max", seconds(self.max_ms)).likely());
        }
        if !chat.has_input && !HOURS.is_match(&fold(&chat.text)) {
            faults.push(says("mute").likely());
        }
        if chat.covers_buy {
            faults.push(says("covers"));
        }
        faults
    }
}

/// Times of day, as hours of service are written.
static HOURS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\d{1,2}[:：.]\d{2}|\d{1,2} ?(?:am|pm|uhr|時)|24/7|24時間")
        .expect("a fixed pattern")
});

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{Act, Goal};
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, button, judge, request, verdict};

    #[test]
    fn a_chat_that_was_not_opened_is_unknown() {
        let script = Made::store().step(Goal::Home, |s| {
            s.requests = vec![request("script", "https://widget.intercom.io/widget/x")]
        });
        assert_eq!(
            verdict::<LiveChatPresentAndOpens>(script),
            Verdict::Unknown("chat-not-opened")
        );
        let named = Made::store().look(Goal::Home, |l| l.controls = vec![button("チャットで相談")]);
        assert_eq!(
            verdict::<LiveChatPresentAndOpens>(named),
            Verdict::Unknown("chat-not-opened")
        );
    }

    #[test]
    fn a_chat_that_opens_soon_to_write_or_tells_its_hours_passes() {
        let with = |change: fn(&mut ChatTried)| {
            let mut chat = ChatTried {
                opened_ms: Some(700.0),
                has_input: true,
                ..ChatTried::default()
            };
            change(&mut chat);
            let made = Made::store().look(Goal::Home, |_| ());
            let judged = judge::<LiveChatPresentAndOpens>(
                made.with(move |evidence| evidence.journeys[0].chat = Some(chat)),
            );
            let said: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
            said.join(" ")
        };
        assert_eq!(with(|_| ()), "");
        let hours = |chat: &mut ChatTried| {
            chat.has_input = false;
            chat.text = "We answer 9:00–17:30".into();
        };
        assert_eq!(with(hours), "");
        assert_eq!(with(|chat| chat.has_input = false), "mute");
        assert_eq!(with(|chat| chat.opened_ms = None), "closed");
        assert_eq!(with(|chat| chat.opened_ms = Some(4_000.0)), "slow");
        assert_eq!(with(|chat| chat.covers_buy = true), "covers");
    }

    #[test]
    fn none_anywhere_fails_and_is_only_likely_when_consent_was_refused() {
        let none = judge::<LiveChatPresentAndOpens>(Made::store().look(Goal::Home, |_| ()));
        assert_eq!(
            (none.verdict, none.findings[0].certainty),
            (Verdict::Fail, Certainty::Sure)
        );
        let refused = Made::store().step(Goal::Home, |s| {
            s.acts = vec![Act {
                kind: "reject-consent".into(),
                target: String::new(),
                selector: String::new(),
                changed: String::new(),
                took_ms: 0.0,
            }];
        });
        assert_eq!(
            judge::<LiveChatPresentAndOpens>(refused).findings[0].certainty,
            Certainty::Likely
        );
    }
}
