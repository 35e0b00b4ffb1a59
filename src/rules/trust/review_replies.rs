//! The store answers reviews: at least one reply is seen, or its policy on replies.
//!
//! A store whose reviews need no answer may have none: a miss is only likely.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::reviews::sample;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `review-replies`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewReplies {
    /// Products that are looked at.
    pub sample: usize,
}

impl Rule for ReviewReplies {
    const ID: &'static str = "review-replies";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = sample(seen, self.sample);
        let reviewed: Vec<_> = products
            .iter()
            .filter(|(_, signs, _)| signs.has_block())
            .collect();
        let Some((place, _, _)) = reviewed.first() else {
            let waiting = products.iter().any(|(_, signs, _)| signs.waiting);
            return match waiting {
                true => Judgement::unknown("reviews-not-drawn"),
                false => Judgement::not_applicable("no-reviews"),
            };
        };
        let replied = reviewed.iter().any(|(_, signs, _)| signs.replied);
        let finding = Finding::at(place.clone())
            .with("products", reviewed.len())
            .likely();
        Judgement::by(if replied { vec![] } else { vec![finding] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn with(text: &str) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| f.text = text.into())
    }

    #[test]
    fn a_reply_under_a_review_passes() {
        assert_eq!(
            verdict::<ReviewReplies>(with("4.5 / 5\n12 reviews\nReply from Kissa: thank you")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<ReviewReplies>(with("★4.5 12件のレビュー\nショップからの返信")),
            Verdict::Pass
        );
    }

    #[test]
    fn no_reply_is_only_likely_a_fault() {
        let judged = judge::<ReviewReplies>(with("4.5 / 5\n12 reviews"));
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
        assert_eq!(
            verdict::<ReviewReplies>(with("Mug")),
            Verdict::NotApplicable("no-reviews")
        );
    }
}
