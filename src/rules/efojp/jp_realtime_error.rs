//! A mistake is told at once, beside the field, in Japanese, with an example of the right form.

use crate::model::plan::Market;
use crate::model::probed::{Said, Tie};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{tried, untyped};
use crate::rules::facts::validation::{Checked, WRONG, checked};
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-realtime-error`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpRealtimeError {
    /// Share of the checked fields that must tell, in percent.
    min_pct: f64,
    /// Time from leaving the field to the message, in milliseconds.
    within_ms: f64,
    /// How far a message may stand from its field, in CSS pixels.
    max_distance_px: f64,
}

impl Rule for JpRealtimeError {
    const ID: &'static str = "jp-realtime-error";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let fields = checked(seen);
        if fields.is_empty() {
            return match tried(seen, &[], WRONG).is_empty() {
                true => Judgement::unknown(untyped(seen, WRONG)),
                false => Judgement::not_applicable("nothing-refused"),
            };
        }
        let findings: Vec<Finding> = fields
            .iter()
            .filter_map(|field| self.fault(seen, field))
            .collect();
        let good = fields.len() - findings.len();
        match good as f64 * 100.0 >= self.min_pct * fields.len() as f64 {
            true => Judgement::pass(),
            false => Judgement::fail(once(findings)),
        }
    }
}

impl JpRealtimeError {
    fn fault(&self, seen: &Seen<'_>, field: &Checked<'_>) -> Option<Finding> {
        let Some(said) = field.inline.filter(|said| said.after_ms <= self.within_ms) else {
            return Some(field.first.says(seen, "silent").with("says", ""));
        };
        let message = match said {
            said if !self.is_near(said) => "far",
            said if seen.speaks("ja") && !is_japanese(&said.text) => "foreign",
            said if !has_example(&said.text) => "no-example",
            _ => return None,
        };
        Some(field.first.says(seen, message).with("says", &said.text))
    }

    fn is_near(&self, said: &Said) -> bool {
        match said.distance_px {
            Some(px) => px <= self.max_distance_px,
            None => matches!(said.tie, Tie::Near | Tie::Linked),
        }
    }
}

fn is_japanese(text: &str) -> bool {
    let mut letters = text.chars();
    letters.any(|c| ('ぁ'..='ヿ').contains(&c) || ('\u{4e00}'..='\u{9fff}').contains(&c))
}

/// Whether an example or a figure shows the right form.
fn has_example(text: &str) -> bool {
    let folded = fold(text);
    folded.contains('例') || folded.chars().any(|c| c.is_ascii_digit() || c == '@')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome, Variant};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, wrong};
    use crate::rules::testing::{Made, field, judge};

    fn with(one: Entry) -> Judgement {
        let made = Made::store().market(Market::Jp).look(Goal::Address, |l| {
            l.lang = Some("ja".into());
            l.fields = vec![field("tel", "電話番号")];
        });
        judge::<JpRealtimeError>(made.probed(|run| run.entries = vec![one]))
    }

    fn says(text: &str) -> Entry {
        wrong("tel", Variant::Wrong, "12", text)
    }

    #[test]
    fn near_in_japanese_with_an_example_passes() {
        let good = says("電話番号の桁が足りません(例:03-1234-5678)。");
        assert_eq!(with(good).verdict, Verdict::Pass);
    }

    #[test]
    fn each_lack_is_named() {
        let message = |one| with(one).findings[0].message;
        assert_eq!(message(says("Too short, 10 digits")), "foreign");
        assert_eq!(message(says("正しく入力してください")), "no-example");
        let mut far = says("桁が足りません(例:03-1234-5678)");
        far.said[0].distance_px = Some(600.0);
        assert_eq!(message(far), "far");
        // A red border or an icon without words is no message.
        let border = Entry {
            aria_invalid: true,
            ..entry("tel", Variant::Wrong, "12", Outcome::Rejected)
        };
        assert_eq!(message(border), "silent");
    }
}
