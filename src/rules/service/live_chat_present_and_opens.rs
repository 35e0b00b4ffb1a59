//! The store offers a live chat. Whether it opens and answers is not tried on a plain walk.
//!
//! So a chat that is there gives `unknown`, not a pass; none anywhere is a fail.
//! Where consent was not given, the chat may have been held back: then it is likely.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::chat;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `live-chat-present-and-opens`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LiveChatPresentAndOpens {}

impl Rule for LiveChatPresentAndOpens {
    const ID: &'static str = "live-chat-present-and-opens";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
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
