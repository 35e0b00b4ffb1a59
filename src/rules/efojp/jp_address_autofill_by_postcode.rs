//! A postcode fills in prefecture and town, rightly, and moves the shopper on.
//!
//! Whether a corrected postcode wipes what was typed is `jp-address-lookup-not-destructive`.

use crate::model::plan::Market;
use crate::model::probed::{Changed, Outcome, Variant};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::{in_checkout, once};
use crate::rules::facts::probes::{Tried, asked, tried, untyped};
use crate::rules::facts::tolerance::essence;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-address-autofill-by-postcode`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpAddressAutofillByPostcode {
    /// What is left of the rule when the address comes but the focus stays, 0 to 1.
    unmoved_grade: f64,
}

const REGION: &str = "address-level1";
const TOWN: &str = "address-level2";
const DERIVED: &[&str] = &[
    REGION,
    TOWN,
    "address-level3",
    "street-address",
    "address-line1",
];
/// Names of a button that looks the address up.
const LOOKUP: Words = &[
    "住所検索",
    "住所を検索",
    "住所自動入力",
    "住所を自動入力",
    "郵便番号検索",
    "郵便番号から",
    "住所を入力",
    "住所取得",
];

impl Rule for JpAddressAutofillByPostcode {
    const ID: &'static str = "jp-address-autofill-by-postcode";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, &["postal-code"]) || !asks_for_an_address(seen) {
            return Judgement::not_applicable("no-address-to-fill");
        }
        let codes = &["postal-code", "x-postal-code-2"];
        let mut typed = tried(seen, codes, &[Variant::Canonical]);
        typed.retain(|one| !matches!(one.entry.outcome, Outcome::Rejected | Outcome::Unknown));
        if typed.is_empty() {
            return Judgement::unknown(untyped(seen, &[Variant::Canonical]));
        }
        let filling = |one: &&Tried<'_>| !filled(one).is_empty();
        let Some(best) = typed.iter().find(filling) else {
            if has_button(seen) {
                // The probe types and leaves; whether a button fills was not tried.
                return Judgement::unknown("lookup-by-button");
            }
            return Judgement::fail(vec![typed[0].says(seen, "nothing")]);
        };
        if let Some(wrong) = wrong(seen, best) {
            return Judgement::fail(vec![wrong]);
        }
        let stays = typed.iter().filter(filling).filter(|one| {
            let field = one.entry.field.selector.as_str();
            one.entry.focus_after.as_deref() == Some(field)
        });
        let findings = once(stays.map(|one| one.says(seen, "focus")).collect());
        match findings.is_empty() {
            true => Judgement::pass(),
            false => Judgement::graded(self.unmoved_grade, findings),
        }
    }
}

fn asks_for_an_address(seen: &Seen<'_>) -> bool {
    let mut fields = in_checkout(seen).map(|asked| asked.field.purpose.as_str());
    fields.any(|purpose| [REGION, TOWN].contains(&purpose))
}

fn has_button(seen: &Seen<'_>) -> bool {
    let mut controls = seen
        .checkout_steps()
        .flat_map(|(_, step)| &step.settled().controls);
    controls.any(|control| control.visible && mentions(&fold(&control.name), LOOKUP))
}

/// Parts of the address that came by themselves.
fn filled<'a>(one: &Tried<'a>) -> Vec<&'a Changed> {
    let changed = one.entry.changed.iter();
    changed
        .filter(|field| DERIVED.contains(&field.purpose.as_str()) && !field.after.is_empty())
        .collect()
}

/// A part that is not what the walk's persona typed for the same postcode.
fn wrong(seen: &Seen<'_>, one: &Tried<'_>) -> Option<Finding> {
    let walked = || seen.checkout_steps().flat_map(|(_, step)| &step.filled);
    let same_code = walked().any(|filled| {
        filled.purpose == "postal-code" && essence(&filled.typed) == essence(&one.entry.typed)
    });
    if !same_code {
        return None;
    }
    filled(one).into_iter().find_map(|part| {
        let wanted = walked().find(|filled| {
            [REGION, TOWN].contains(&part.purpose.as_str()) && filled.purpose == part.purpose
        })?;
        let (wanted, got) = (essence(&wanted.typed), essence(&part.after));
        // A list may hold codes instead of names: those cannot be compared.
        let coded = got.chars().all(|c| c.is_ascii_alphanumeric());
        (!coded && !wanted.contains(&got) && !got.contains(&wanted)).then(|| {
            one.says(seen, "wrong")
                .with("filled", &part.after)
                .with("wanted", wanted)
                .likely()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::{Filled, Goal};
    use crate::model::probed::Entry;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, button, field, judge};

    fn with(button_name: &str, change: impl FnOnce(&mut Entry)) -> Judgement {
        let made = Made::store()
            .market(Market::Jp)
            .step(Goal::Address, |step| {
                step.look.fields = vec![
                    field("postal-code", "郵便番号"),
                    field(REGION, "都道府県"),
                    field(TOWN, "市区町村"),
                ];
                step.look.controls = vec![button(button_name)];
                let typed = |purpose: &str, text: &str| Filled {
                    selector: format!("#{purpose}"),
                    purpose: purpose.to_owned(),
                    typed: text.to_owned(),
                    held: text.to_owned(),
                    keystrokes: 3,
                    corrected_after: None,
                };
                step.filled = vec![typed("postal-code", "1000001"), typed(REGION, "東京都")];
            });
        judge::<JpAddressAutofillByPostcode>(made.probed(|run| {
            let mut one = entry(
                "postal-code",
                Variant::Canonical,
                "100-0001",
                Outcome::Accepted,
            );
            one.focus_after = Some("#address-line1".into());
            one.changed = vec![Changed {
                selector: "#address-level1".into(),
                purpose: REGION.into(),
                before: String::new(),
                after: "東京都".into(),
            }];
            change(&mut one);
            run.entries = vec![one];
        }))
    }

    #[test]
    fn the_right_address_and_the_focus_moved_on_passes() {
        assert_eq!(with("次へ", |_| ()).verdict, Verdict::Pass);
        let stays = with("次へ", |one| {
            one.focus_after = Some("#postal-code".into())
        });
        assert!(matches!(stays.verdict, Verdict::Graded(_)));
    }

    #[test]
    fn nothing_or_another_prefecture_fails() {
        let nothing = with("次へ", |one| one.changed.clear());
        assert_eq!(nothing.findings[0].message, "nothing");
        let wrong = with("次へ", |one| one.changed[0].after = "大阪府".into());
        assert_eq!(wrong.findings[0].message, "wrong");
        let coded = with("次へ", |one| one.changed[0].after = "13".into());
        assert_eq!(coded.verdict, Verdict::Pass);
    }

    #[test]
    fn a_button_that_nobody_pressed_is_unknown() {
        let judged = with("住所検索", |one| one.changed.clear());
        assert_eq!(judged.verdict, Verdict::Unknown("lookup-by-button"));
    }
}
