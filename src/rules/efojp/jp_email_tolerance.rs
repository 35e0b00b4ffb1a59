//! A mail address is taken with a plus, in wide letters, with a blank behind it; an old carrier's odd one too.
//!
//! Carriers once gave out addresses that no standard allows. A store may refuse them, if
//! it says what is wrong with it.

use crate::model::plan::Market;
use crate::model::probed::Variant;
use crate::model::verdict::Judgement;
use crate::rules::facts::complaints::is_generic;
use crate::rules::facts::probes::{asked, name};
use crate::rules::facts::tolerance::{Fate, Trial, Wanted, findings, open, trials};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-email-tolerance`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpEmailTolerance {}

const FIELD: &[&str] = &["email"];
const VARIANTS: &[Variant] = &[
    Variant::PlusTag,
    Variant::FullWidth,
    Variant::Blanks,
    Variant::LegacyCarrier,
];

impl Rule for JpEmailTolerance {
    const ID: &'static str = "jp-email-tolerance";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, FIELD) {
            return Judgement::not_applicable("no-mail-field");
        }
        let trials = trials(seen, FIELD, VARIANTS);
        let counted: Vec<Trial<'_>> = trials.iter().copied().filter(|t| !excused(t)).collect();
        let findings = findings(seen, &counted);
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        let wanted = Wanted {
            fields: FIELD,
            variants: VARIANTS,
            first: &[Variant::PlusTag],
            absent: "no-mail-field",
        };
        match open(seen, &trials, &wanted) {
            Some(why) => Judgement::unknown(why),
            None => Judgement::pass(),
        }
    }
}

/// Whether an odd address was refused in words that say why.
fn excused(trial: &Trial<'_>) -> bool {
    let entry = trial.tried.entry;
    let specific = |says: &str| !says.is_empty() && !is_generic(says, name(&entry.field));
    entry.variant == Variant::LegacyCarrier
        && matches!(trial.fate, Fate::Refused { says, .. } if specific(says))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, pair, said_at};
    use crate::rules::testing::{self, Made, field};

    fn with(variant: Variant, outcome: Outcome, says: &str) -> Verdict {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field("email", "メール")]);
        testing::verdict::<JpEmailTolerance>(made.probed(|run| {
            run.entries = pair("email", Variant::PlusTag, "a+b@c.jp", Outcome::Accepted);
            let mut one = entry("email", variant, "odd", outcome);
            if !says.is_empty() {
                one.said = vec![said_at("email", says)];
            }
            run.entries.push(one);
        }))
    }

    #[test]
    fn plus_wide_letters_and_blanks_must_be_taken() {
        assert_eq!(
            with(Variant::FullWidth, Outcome::Normalised, ""),
            Verdict::Pass
        );
        assert_eq!(
            with(Variant::FullWidth, Outcome::Rejected, "全角です"),
            Verdict::Fail
        );
        assert_eq!(with(Variant::PlusTag, Outcome::Rejected, ""), Verdict::Fail);
    }

    #[test]
    fn an_odd_old_address_may_be_refused_with_a_reason() {
        let says = "@の前にドットを続けて入力できません";
        let legacy = |says| with(Variant::LegacyCarrier, Outcome::Rejected, says);
        assert_eq!(legacy(says), Verdict::Pass);
        assert_eq!(legacy("正しく入力してください"), Verdict::Fail);
    }
}
