//! A name that is typed with an input method brings its reading along.
//!
//! Pasting and autofill cannot give a reading; only typing is judged.

use crate::model::plan::Market;
use crate::model::probed::{Changed, Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{KANA, NAMES, Tried, asked, tried, untyped};
use crate::rules::facts::tolerance::essence;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-furigana-auto`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpFuriganaAuto {}

impl Rule for JpFuriganaAuto {
    const ID: &'static str = "jp-furigana-auto";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, KANA) {
            return Judgement::not_applicable("no-kana-field");
        }
        let mut composed = tried(seen, NAMES, &[Variant::Composed]);
        composed.retain(|one| one.entry.outcome != Outcome::Unknown);
        if composed.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::Composed]));
        }
        let findings = composed.iter().filter_map(|one| match reading(one) {
            None => Some(one.says(seen, "nothing")),
            Some(field) => (!is_kana(&field.after))
                .then(|| one.says(seen, "wrong").with("filled", &field.after)),
        });
        Judgement::by(once(findings.collect()))
    }
}

fn reading<'a>(one: &Tried<'a>) -> Option<&'a Changed> {
    let mut changed = one.entry.changed.iter();
    changed.find(|field| KANA.contains(&field.purpose.as_str()) && !field.after.is_empty())
}

fn is_kana(text: &str) -> bool {
    essence(text).chars().all(|c| ('ァ'..='ヺ').contains(&c)) && !essence(text).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, judge};

    fn with(kana: &str, after: Option<&str>) -> Judgement {
        let made = Made::store().market(Market::Jp).look(Goal::Address, |l| {
            l.fields = vec![field("family-name", "姓"), field(kana, "セイ")];
        });
        judge::<JpFuriganaAuto>(made.probed(|run| {
            let mut one = entry("family-name", Variant::Composed, "山田", Outcome::Accepted);
            one.changed = after
                .map(|after| Changed {
                    selector: format!("#{kana}"),
                    purpose: kana.to_owned(),
                    before: String::new(),
                    after: after.to_owned(),
                })
                .into_iter()
                .collect();
            run.entries = vec![one];
        }))
    }

    #[test]
    fn the_reading_must_come_along() {
        assert_eq!(
            with("x-kana-family-name", Some("ヤマダ")).verdict,
            Verdict::Pass
        );
        assert_eq!(
            with("x-kana-family-name", Some("やまだ")).verdict,
            Verdict::Pass
        );
        let nothing = with("x-kana-family-name", None);
        assert_eq!(nothing.findings[0].message, "nothing");
        let wrong = with("x-kana-family-name", Some("山田"));
        assert_eq!(wrong.findings[0].message, "wrong");
    }

    #[test]
    fn a_form_without_readings_gives_no_occasion() {
        let verdict = with("tel", None).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-kana-field"));
    }
}
