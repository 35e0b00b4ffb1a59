//! Enter that settles a conversion of the input method does not send the form.

use crate::model::plan::Market;
use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{tried, untyped};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-ime-enter-safe`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpImeEnterSafe {}

impl Rule for JpImeEnterSafe {
    const ID: &'static str = "jp-ime-enter-safe";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let composed = tried(seen, &[], &[Variant::Composed]);
        let sent = composed.iter().filter(|one| one.entry.submitted);
        let findings = once(sent.map(|one| one.says(seen, "message")).collect());
        let settled = composed
            .iter()
            .any(|one| one.entry.outcome != Outcome::Unknown);
        match (findings.is_empty(), settled) {
            (false, _) => Judgement::fail(findings),
            (true, true) => Judgement::pass(),
            (true, false) => Judgement::unknown(untyped(seen, &[Variant::Composed])),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, verdict};

    fn with(entries: Vec<Entry>) -> Verdict {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field("name", "お名前")]);
        verdict::<JpImeEnterSafe>(made.probed(|run| run.entries = entries))
    }

    #[test]
    fn a_form_that_goes_off_while_one_converts_fails() {
        let composed = |submitted| Entry {
            submitted,
            ..entry("name", Variant::Composed, "山田", Outcome::Accepted)
        };
        assert_eq!(with(vec![composed(false)]), Verdict::Pass);
        assert_eq!(with(vec![composed(true)]), Verdict::Fail);
        assert_eq!(with(vec![]), Verdict::Unknown("probe-not-tried"));
    }
}
