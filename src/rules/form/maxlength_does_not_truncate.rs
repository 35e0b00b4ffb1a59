//! Nothing that real people type is cut without a word.
//!
//! Masks of cards, passwords and the boxes of a split number are left out.

use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::{SPLIT, tried, untyped};
use crate::rules::facts::tolerance::{Fate, Trial, findings, trials};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `maxlength-does-not-truncate`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaxlengthDoesNotTruncate {}

/// The plainest text, and those that are longer.
const LONGER: &[Variant] = &[
    // Where even that one is cut, nobody gets through.
    Variant::Canonical,
    Variant::Long,
    Variant::Hyphens,
    Variant::Spaces,
    Variant::PostMark,
    Variant::FullWidthHyphens,
    Variant::International,
    Variant::SeveralWords,
    Variant::HalfWidthMix,
];

impl Rule for MaxlengthDoesNotTruncate {
    const ID: &'static str = "maxlength-does-not-truncate";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut trials = trials(seen, &[], LONGER);
        trials.retain(concerns);
        let cut: Vec<Trial<'_>> = trials
            .iter()
            .copied()
            .filter(|trial| matches!(trial.fate, Fate::Cut(_)) && !warned(trial))
            .collect();
        let findings: Vec<_> = findings(seen, &cut)
            .into_iter()
            .map(|finding| {
                let limit = limit(&cut, finding.place.selector.as_deref());
                finding.with("limit", limit)
            })
            .collect();
        let long = tried(seen, &[], &[Variant::Long]);
        match (findings.is_empty(), long.is_empty()) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::unknown(untyped(seen, &[Variant::Long])),
            (true, false) => Judgement::pass(),
        }
    }
}

fn concerns(trial: &Trial<'_>) -> bool {
    let field = &trial.tried.entry.field;
    let purpose = field.purpose.as_str();
    !purpose.starts_with("cc-")
        && !purpose.contains("password")
        && field.kind != "password"
        && !SPLIT.contains(&purpose)
}

/// Whether the page said that it cuts.
fn warned(trial: &Trial<'_>) -> bool {
    let entry = trial.tried.entry;
    let said = entry.said.iter().chain(&entry.early);
    said.into_iter().any(|said| !said.text.trim().is_empty())
}

fn limit(cut: &[Trial<'_>], selector: Option<&str>) -> String {
    let mut fields = cut.iter().map(|trial| &trial.tried.entry.field);
    let field = fields.find(|field| Some(field.selector.as_str()) == selector);
    field
        .and_then(|field| field.maxlength)
        .map_or("–".to_owned(), |limit| limit.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{Entry, Outcome};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, said_at};
    use crate::rules::testing::{self, Made, field};

    fn with(purpose: &str, change: impl FnOnce(&mut Entry)) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        testing::judge::<MaxlengthDoesNotTruncate>(made.probed(|run| {
            let mut cut = entry(purpose, Variant::Hyphens, "100-0001", Outcome::Truncated);
            cut.held = "100-000".into();
            cut.field.maxlength = Some(7);
            change(&mut cut);
            run.entries = vec![
                entry(purpose, Variant::Canonical, "1000001", Outcome::Accepted),
                cut,
                entry("address-line1", Variant::Long, "long", Outcome::Accepted),
            ];
        }))
    }

    #[test]
    fn a_silent_cut_fails_with_what_was_typed_and_held() {
        let judged = with("postal-code", |_| ());
        assert_eq!(judged.verdict, Verdict::Fail);
        let args = &judged.findings[0].args;
        for given in [("typed", "100-0001"), ("kept", "100-000"), ("limit", "7")] {
            assert!(args.contains(&(given.0, given.1.to_owned())), "{args:?}");
        }
    }

    #[test]
    fn masks_of_cards_boxes_of_a_split_number_and_a_warning_are_fine() {
        assert_eq!(with("cc-number", |_| ()).verdict, Verdict::Pass);
        assert_eq!(with("tel-area-code", |_| ()).verdict, Verdict::Pass);
        let warned = with("postal-code", |cut| {
            cut.said = vec![said_at("postal-code", "7文字までです")];
        });
        assert_eq!(warned.verdict, Verdict::Pass);
    }

    #[test]
    fn without_a_long_text_there_is_no_pass() {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        let verdict = testing::verdict::<MaxlengthDoesNotTruncate>(made.probed(|_| ()));
        assert_eq!(verdict, Verdict::Unknown("probe-not-tried"));
    }
}
