//! A card number is taken with blanks, and shown in the groups that stand on the card.

use crate::model::journey::Goal;
use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::{Finding, Judgement, Verdict};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{Tried, tried};
use crate::rules::facts::tolerance::{self, Wanted};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `card-number-spaces-and-grouping`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardNumberSpacesAndGrouping {}

const FIELD: &[&str] = &["cc-number"];

impl Rule for CardNumberSpacesAndGrouping {
    const ID: &'static str = "card-number-spaces-and-grouping";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::Step(Goal::Payment)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let wanted = Wanted {
            fields: FIELD,
            variants: &[Variant::Spaces, Variant::Hyphens, Variant::Amex],
            first: &[Variant::Spaces],
            absent: "no-card-field",
        };
        let judged = tolerance::judge(seen, &wanted);
        if matches!(judged.verdict, Verdict::Fail | Verdict::NotApplicable(_)) {
            return judged;
        }
        // Groups are seen without anything being sent.
        let shown = tried(seen, FIELD, &[Variant::Canonical, Variant::Amex]);
        let stood =
            |one: &&Tried<'_>| !matches!(one.entry.outcome, Outcome::Unknown | Outcome::Rejected);
        let shown = shown.iter().filter(stood);
        let findings = shown.filter_map(|one| ungrouped(seen, one));
        let findings = once(findings.collect());
        match findings.is_empty() {
            true => judged,
            false => Judgement::fail(findings),
        }
    }
}

fn ungrouped(seen: &Seen<'_>, one: &Tried<'_>) -> Option<Finding> {
    let held = &one.entry.held;
    let groups: Vec<usize> = held
        .split(|c: char| !c.is_ascii_digit())
        .map(str::len)
        .filter(|length| *length > 0)
        .collect();
    // A masked number cannot be read, and a shorter one is another fault.
    let whole = groups.iter().sum::<usize>() >= 13;
    let grouped: &[usize] = match one.entry.variant == Variant::Amex {
        true => &[4, 6, 5],
        false => &[4, 4, 4, 4],
    };
    (whole && groups != grouped).then(|| one.says(seen, "ungrouped"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::Entry;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, judge};

    const PLAIN: &str = "4242424242424242";
    const SPACED: &str = "4242 4242 4242 4242";

    fn with(held: &str, spaces: Outcome) -> Judgement {
        let made = Made::store().look(Goal::Payment, |_| ());
        judge::<CardNumberSpacesAndGrouping>(made.probed(|run| {
            run.entries = vec![
                Entry {
                    held: held.into(),
                    ..entry("cc-number", Variant::Canonical, PLAIN, Outcome::Normalised)
                },
                entry("cc-number", Variant::Spaces, SPACED, spaces),
            ];
        }))
    }

    #[test]
    fn taken_and_grouped_passes() {
        assert_eq!(with(SPACED, Outcome::Accepted).verdict, Verdict::Pass);
    }

    #[test]
    fn refused_or_ungrouped_fails_and_a_masked_number_is_not_read() {
        assert_eq!(with(SPACED, Outcome::Rejected).verdict, Verdict::Fail);
        let judged = with(PLAIN, Outcome::Accepted);
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].message, "ungrouped");
        let unsent = with(PLAIN, Outcome::NoClientVerdict);
        assert_eq!(unsent.findings[0].message, "ungrouped");
        assert_eq!(with("•••", Outcome::Accepted).verdict, Verdict::Pass);
    }

    #[test]
    fn what_the_field_shows_as_the_plain_number_was_taken_as_well() {
        assert_eq!(
            with(SPACED, Outcome::NoClientVerdict).verdict,
            Verdict::Pass
        );
        let open = with("•••", Outcome::NoClientVerdict).verdict;
        assert_eq!(open, Verdict::Unknown("probe-no-verdict"));
    }

    #[test]
    fn american_express_has_groups_of_its_own() {
        let made = Made::store().look(Goal::Payment, |_| ());
        let judged = judge::<CardNumberSpacesAndGrouping>(made.probed(|run| {
            let amex = |held: &str| Entry {
                held: held.into(),
                ..entry(
                    "cc-number",
                    Variant::Amex,
                    "378282246310005",
                    Outcome::Normalised,
                )
            };
            run.entries = vec![
                Entry {
                    held: SPACED.into(),
                    ..entry("cc-number", Variant::Canonical, PLAIN, Outcome::Normalised)
                },
                entry("cc-number", Variant::Spaces, SPACED, Outcome::Accepted),
                amex("3782 822463 10005"),
            ];
        }));
        assert_eq!(judged.verdict, Verdict::Pass);
    }

    #[test]
    fn without_a_card_field_there_is_no_occasion() {
        let made = Made::store().look(Goal::Payment, |_| ()).probed(|_| ());
        let judged = judge::<CardNumberSpacesAndGrouping>(made);
        assert_eq!(judged.verdict, Verdict::NotApplicable("no-card-field"));
    }
}
