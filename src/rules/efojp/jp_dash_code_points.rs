//! Whatever dash a keyboard gives, it is taken for a hyphen.
//!
//! A dozen characters look alike; in kana, U+30FC is a letter, so phonetic names are left out.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::tolerance::{Fate, Trial, Wanted, judge, trials};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-dash-code-points`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpDashCodePoints {}

const FIELDS: &[&str] = &[
    "postal-code",
    "tel",
    "tel-national",
    "street-address",
    "address-line1",
];
const VARIANTS: &[Variant] = &[
    Variant::LongVowelDash,
    Variant::MinusSign,
    Variant::OtherDash,
];

impl Rule for JpDashCodePoints {
    const ID: &'static str = "jp-dash-code-points";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let trials = trials(seen, FIELDS, VARIANTS);
        let wanted = Wanted {
            fields: FIELDS,
            variants: VARIANTS,
            first: &[],
            absent: "no-digit-field",
        };
        let judged = judge(seen, &wanted);
        let findings = judged.findings.into_iter();
        let findings: Vec<Finding> = findings.map(|one| with_dashes(one, &trials)).collect();
        Judgement {
            findings,
            verdict: judged.verdict,
        }
    }
}

/// The finding with the code points that its field did not take.
fn with_dashes(finding: Finding, trials: &[Trial<'_>]) -> Finding {
    let of_field = trials.iter().filter(|trial| {
        let field = &trial.tried.entry.field;
        finding.place.selector.as_deref() == Some(field.selector.as_str())
            && !matches!(trial.fate, Fate::Taken { .. } | Fate::Open(_))
    });
    let mut points: Vec<String> = Vec::new();
    for trial in of_field {
        let dashes = trial.tried.entry.typed.chars().filter(|c| is_dash(*c));
        for point in dashes.map(|c| format!("U+{:04X}", c as u32)) {
            if !points.contains(&point) {
                points.push(point);
            }
        }
    }
    finding.with("dashes", points.join(", "))
}

fn is_dash(c: char) -> bool {
    !c.is_alphanumeric() && !c.is_whitespace() || matches!(c, 'ー' | 'ｰ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, pair};
    use crate::rules::testing::{self, Made, field};

    fn with(purpose: &str, second: Outcome) -> Judgement {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field(purpose, "欄")]);
        let typed = "100ー0001";
        let mut entries = pair(purpose, Variant::LongVowelDash, typed, Outcome::Normalised);
        let dash = Variant::OtherDash;
        entries.push(entry(purpose, dash, "100\u{2500}0001", second));
        entries.push(entry(purpose, dash, "100\u{2010}0001", second));
        testing::judge::<JpDashCodePoints>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn each_dash_that_is_not_taken_is_named_once() {
        assert_eq!(
            with("postal-code", Outcome::Normalised).verdict,
            Verdict::Pass
        );
        let judged = with("postal-code", Outcome::Rejected);
        assert_eq!(judged.findings.len(), 1);
        let args = &judged.findings[0].args;
        assert!(
            args.contains(&("dashes", "U+2500, U+2010".into())),
            "{args:?}"
        );
    }

    #[test]
    fn in_kana_the_long_vowel_is_a_letter() {
        let verdict = with("x-kana-name", Outcome::Rejected).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-digit-field"));
    }
}
