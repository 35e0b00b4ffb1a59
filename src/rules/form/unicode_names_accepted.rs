//! Real names are taken: variant kanji, letters beyond the basic plane, apostrophes, accents, one letter.
//!
//! A store that cannot print a letter on its labels may refuse it, if it says why and
//! what to write instead.

use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::{NAMES, asked};
use crate::rules::facts::tolerance::{Fate, Trial, Wanted, findings, open, trials};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `unicode-names-accepted`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnicodeNamesAccepted {}

const VARIANTS: &[Variant] = &[
    Variant::VariantKanji,
    Variant::SurrogatePair,
    Variant::Apostrophe,
    Variant::Accent,
    Variant::SeveralWords,
    Variant::OneLetter,
];

/// Words of a reason, or of a way out.
const EXCUSED: Words = &[
    "送り状",
    "伝票",
    "印字",
    "代わりに",
    "代替",
    "常用漢字",
    "新字体",
    "ひらがなまたはカタカナで",
    "label",
    "instead",
    "print",
];

impl Rule for UnicodeNamesAccepted {
    const ID: &'static str = "unicode-names-accepted";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, NAMES) {
            return Judgement::not_applicable("no-name-field");
        }
        let mut trials = trials(seen, NAMES, VARIANTS);
        let tried = !trials.is_empty();
        trials.retain(|trial| !excused(trial));
        let findings = findings(seen, &trials);
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        if trials.is_empty() && tried {
            return Judgement::pass();
        }
        let wanted = Wanted {
            fields: NAMES,
            variants: VARIANTS,
            first: &[],
            absent: "no-name-field",
        };
        match open(seen, &trials, &wanted) {
            Some(why) => Judgement::unknown(why),
            None => Judgement::pass(),
        }
    }
}

fn excused(trial: &Trial<'_>) -> bool {
    matches!(trial.fate, Fate::Refused { says, .. } if mentions(&fold(says), EXCUSED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{pair, said_at};
    use crate::rules::testing::{self, Made, field};

    fn with(outcome: Outcome, says: &str) -> Verdict {
        let made = Made::store().look(Goal::Address, |l| {
            l.fields = vec![field("family-name", "姓")]
        });
        let mut entries = pair("family-name", Variant::SurrogatePair, "𠮷田", outcome);
        if !says.is_empty() {
            entries[1].said = vec![said_at("family-name", says)];
        }
        testing::verdict::<UnicodeNamesAccepted>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn names_must_be_taken() {
        assert_eq!(with(Outcome::Accepted, ""), Verdict::Pass);
        assert_eq!(
            with(Outcome::Rejected, "使用できない文字です"),
            Verdict::Fail
        );
        assert_eq!(with(Outcome::Altered, ""), Verdict::Fail);
    }

    #[test]
    fn a_reason_with_a_way_out_is_enough() {
        let says = "送り状に印字できません。「吉田」のように入力してください。";
        assert_eq!(with(Outcome::Rejected, says), Verdict::Pass);
    }

    #[test]
    fn a_page_that_never_checks_has_not_said_yes() {
        let verdict = with(Outcome::NoClientVerdict, "");
        assert_eq!(verdict, Verdict::Unknown("probe-no-verdict"));
    }
}
