//! Telephone and postcode are asked in one box; or the boxes pass on what is typed and pasted.

use crate::model::plan::Market;
use crate::model::probed::{Entry, Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{PHONE, SPLIT, asked, tried, untyped};
use crate::rules::facts::tolerance::essence;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-split-fields-flow`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpSplitFieldsFlow {}

const VARIANTS: &[Variant] = &[Variant::WholeIntoFirst, Variant::Pasted];
/// The first box of a number.
const FIRST: &[&str] = &["postal-code", "tel-area-code", "tel"];

impl Rule for JpSplitFieldsFlow {
    const ID: &'static str = "jp-split-fields-flow";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, SPLIT) {
            return match asked(seen, &["postal-code"]) || asked(seen, PHONE) {
                true => Judgement::pass(),
                false => Judgement::not_applicable("no-digit-field"),
            };
        }
        let mut whole = tried(seen, FIRST, VARIANTS);
        whole.retain(|one| one.entry.outcome != Outcome::Unknown);
        let typed = whole
            .iter()
            .any(|one| one.entry.variant == Variant::WholeIntoFirst);
        let stuck = whole.iter().filter(|one| !is_spread(one.entry));
        let findings = stuck.map(|one| {
            one.says(
                seen,
                match one.entry.variant == Variant::Pasted {
                    true => "pasted",
                    false => "typed",
                },
            )
        });
        let findings = once(findings.collect());
        match (findings.is_empty(), typed) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::unknown(untyped(seen, &[Variant::WholeIntoFirst])),
        }
    }
}

/// Whether first box and following ones together hold the whole number.
fn is_spread(entry: &Entry) -> bool {
    let rest: String = entry
        .changed
        .iter()
        .filter(|field| SPLIT.contains(&field.purpose.as_str()))
        .map(|field| field.after.as_str())
        .collect();
    let (rest, held) = (essence(&rest), essence(&entry.held));
    !rest.is_empty() && format!("{held}{rest}") == essence(&entry.typed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Changed;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, judge};

    fn with(fields: &[&str], tries: &[(Variant, &[&str])]) -> Judgement {
        let made = Made::store().market(Market::Jp).look(Goal::Address, |l| {
            l.fields = fields
                .iter()
                .map(|purpose| field(purpose, "電話"))
                .collect();
        });
        judge::<JpSplitFieldsFlow>(made.probed(|run| {
            let made = tries.iter().map(|(variant, rest)| Entry {
                held: "03".into(),
                changed: rest
                    .iter()
                    .zip(["tel-local-prefix", "tel-local-suffix"])
                    .map(|(after, purpose)| Changed {
                        selector: format!("#{purpose}"),
                        purpose: purpose.to_owned(),
                        before: String::new(),
                        after: (*after).to_owned(),
                    })
                    .collect(),
                ..entry("tel-area-code", *variant, "0312345678", Outcome::Truncated)
            });
            run.entries = made.collect();
        }))
    }

    const BOXES: &[&str] = &["tel-area-code", "tel-local-prefix", "tel-local-suffix"];

    #[test]
    fn one_box_passes() {
        assert_eq!(with(&["tel"], &[]).verdict, Verdict::Pass);
    }

    #[test]
    fn boxes_must_pass_on_what_is_typed_and_pasted() {
        let spread: &[&str] = &["1234", "5678"];
        let both = [(Variant::WholeIntoFirst, spread), (Variant::Pasted, spread)];
        assert_eq!(with(BOXES, &both).verdict, Verdict::Pass);
        let typed = with(BOXES, &[(Variant::WholeIntoFirst, &[])]);
        assert_eq!(typed.findings[0].message, "typed");
        // A box that swallows the whole number has passed nothing on.
        let whole = with(BOXES, &[(Variant::WholeIntoFirst, &["", ""])]);
        assert_eq!(whole.verdict, Verdict::Fail);
        let pasted = [(Variant::WholeIntoFirst, spread), (Variant::Pasted, &[])];
        assert_eq!(with(BOXES, &pasted).findings[0].message, "pasted");
        assert_eq!(
            with(BOXES, &[]).verdict,
            Verdict::Unknown("probe-not-tried")
        );
    }
}
