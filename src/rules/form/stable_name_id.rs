//! A field has the same name and id on every visit, or browsers cannot remember what belongs there.
//!
//! The walks on the phone and on the desktop are two clean visits. Only names that differ in a part
//! with digits count, so that a layout's own `email-mobile` is no finding.

use crate::model::device::Device;
use crate::model::look::Field;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{Asked, in_checkout, is_typed, once};
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `stable-name-id`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StableNameId {}

type Key = (String, u32, String, String);

impl Rule for StableNameId {
    const ID: &'static str = "stable-name-id";
    const NEEDS: &'static [Need] = &[
        Need::Device(Device::Mobile),
        Need::Device(Device::Desktop),
        Need::CheckoutField,
    ];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut visits: [BTreeMap<Key, Vec<Asked<'_>>>; 2] = Default::default();
        for asked in in_checkout(seen).filter(|a| is_typed(a.field) || a.field.tag == "select") {
            let visit = usize::from(asked.journey.device == Device::Desktop);
            visits[visit].entry(key(&asked)).or_default().push(asked);
        }
        let [phone, desktop] = visits;
        let mut pairs = 0;
        let mut findings = Vec::new();
        for (key, one) in &phone {
            // The same words twice on a screen cannot be told apart.
            let ([one], Some([other])) = (one.as_slice(), desktop.get(key).map(Vec::as_slice))
            else {
                continue;
            };
            pairs += 1;
            for (what, first, second) in attributes(one.field, other.field) {
                if is_unstable(first, second) {
                    let finding = one.says(what).with("first", first).with("second", second);
                    findings.push(finding.likely());
                }
            }
        }
        match pairs {
            0 => Judgement::unknown("no-field-twice"),
            _ => Judgement::by(once(findings)),
        }
    }
}

fn key(asked: &Asked<'_>) -> Key {
    let field = asked.field;
    let url = bare(&asked.step.url).to_owned();
    (url, field.frame, field.purpose.clone(), fold(&field.label))
}

fn attributes<'f>(one: &'f Field, other: &'f Field) -> [(&'static str, &'f str, &'f str); 2] {
    [("name", &one.name, &other.name), ("id", &one.id, &other.id)]
}

/// Whether two names are one pattern with another number or code in it.
fn is_unstable(one: &str, other: &str) -> bool {
    let parts = |name: &str| -> Vec<String> {
        let split = name.split(|c: char| !c.is_alphanumeric());
        split.map(str::to_owned).collect()
    };
    let (one, other) = (parts(one), parts(other));
    let coded = |part: &str| part.chars().any(|c| c.is_ascii_digit());
    let alike = one.len() == other.len()
        && one
            .iter()
            .zip(&other)
            .all(|(a, b)| a == b || coded(a) && coded(b));
    alike && one != other
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn twice(ids: [&str; 2]) -> Made {
        let devices = [Device::Mobile, Device::Desktop];
        let visits = devices.into_iter().zip(ids);
        visits.fold(Made::store(), |made, (device, id)| {
            let mut one = field("email", "E-mail");
            (one.id, one.selector) = (id.to_owned(), format!("#{id}"));
            made.step_on(device, Goal::Address, |s| s.look.fields = vec![one])
        })
    }

    #[test]
    fn the_same_id_passes_and_a_new_code_each_time_is_likely_a_fault() {
        assert_eq!(verdict::<StableNameId>(twice(["mail"; 2])), Verdict::Pass);
        let judged = judge::<StableNameId>(twice(["mail-8f31", "mail-c204"]));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].message, "id");
    }

    #[test]
    fn a_layout_may_have_fields_of_its_own() {
        let made = twice(["email-mobile", "email-desktop"]);
        assert_eq!(verdict::<StableNameId>(made), Verdict::Pass);
    }

    #[test]
    fn fields_that_were_met_once_say_nothing() {
        let made = twice(["mail"; 2]).with(|evidence| {
            evidence.journeys[1].steps[0].look.fields[0].label = "Telephone".into();
        });
        assert_eq!(
            verdict::<StableNameId>(made),
            Verdict::Unknown("no-field-twice")
        );
    }
}
