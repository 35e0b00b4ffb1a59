//! Another postcode changes prefecture and town, and leaves block and building as they were typed.
//!
//! Stores that keep town and block in one field must write it anew: there the block must
//! still be in it.

use crate::model::plan::Market;
use crate::model::probed::{Changed, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{STREET, name_at, place, tried, untyped};
use crate::rules::facts::tolerance::essence;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-address-lookup-not-destructive`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpAddressLookupNotDestructive {}

impl Rule for JpAddressLookupNotDestructive {
    const ID: &'static str = "jp-address-lookup-not-destructive";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let codes = &["postal-code", "x-postal-code-2"];
        let other = tried(seen, codes, &[Variant::OtherCode]);
        if other.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::OtherCode]));
        }
        let any = tried(seen, codes, &[Variant::OtherCode, Variant::Canonical]);
        if any.iter().all(|one| one.entry.changed.is_empty()) {
            return Judgement::not_applicable("no-lookup");
        }
        let findings = other.iter().flat_map(|one| {
            let wiped = one.entry.changed.iter().filter(|field| is_wiped(field));
            wiped.map(move |field| {
                let url = &one.entry.field.url;
                let place = place(seen, one.run, url, Some(&field.selector));
                crate::model::verdict::Finding::at(place)
                    .with("field", name_at(seen, &field.selector))
                    .with("before", &field.before)
                    .with("after", &field.after)
                    .with("typed", &one.entry.typed)
            })
        });
        Judgement::by(once(findings.collect()))
    }
}

/// Whether what was typed is no longer in it: the whole, or at least the block's numbers.
fn is_wiped(field: &Changed) -> bool {
    if !STREET.contains(&field.purpose.as_str()) || field.before.is_empty() {
        return false;
    }
    let (before, after) = (essence(&field.before), essence(&field.after));
    let block: String = before.chars().skip_while(|c| !c.is_ascii_digit()).collect();
    let kept = after.contains(&before) || !block.is_empty() && after.contains(&block);
    !kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Outcome;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field, verdict};

    fn with(purpose: &str, before: &str, after: &str) -> Verdict {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field(purpose, "欄")]);
        verdict::<JpAddressLookupNotDestructive>(made.probed(|run| {
            let mut one = entry(
                "postal-code",
                Variant::OtherCode,
                "150-0001",
                Outcome::Accepted,
            );
            one.changed = vec![Changed {
                selector: format!("#{purpose}"),
                purpose: purpose.to_owned(),
                before: before.to_owned(),
                after: after.to_owned(),
            }];
            run.entries = vec![one];
        }))
    }

    #[test]
    fn block_and_building_must_stay() {
        assert_eq!(with("address-line1", "1-2-3", ""), Verdict::Fail);
        assert_eq!(with("address-line2", "青空ビル", ""), Verdict::Fail);
        assert_eq!(with("address-level2", "千代田区", "渋谷区"), Verdict::Pass);
    }

    #[test]
    fn a_field_for_town_and_block_may_be_written_anew() {
        let kept = with("address-line1", "千代田1-2-3", "神宮前1-2-3");
        assert_eq!(kept, Verdict::Pass);
        assert_eq!(
            with("address-line1", "千代田1-2-3", "神宮前"),
            Verdict::Fail
        );
    }
}
