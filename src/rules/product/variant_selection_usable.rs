//! Without a choice the page says which option is missing; with one it shows what is chosen.
//!
//! A page that only links to its variants gives no occasion, nor does one on which
//! the store has chosen beforehand, as far as the message goes.

use crate::model::probed::{OptionsTried, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::facts::shop::{not_tried, place, quoted, runs};
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `variant-selection-usable`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VariantSelectionUsable {}

impl Rule for VariantSelectionUsable {
    const ID: &'static str = "variant-selection-usable";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let runs = runs(seen);
        let tried = runs
            .iter()
            .flat_map(|(run, shop)| shop.options.iter().map(|o| (*run, o)));
        let tried: Vec<(&Probed, &OptionsTried)> = tried.collect();
        if tried.is_empty() {
            return not_tried(seen, "options");
        }
        let with: Vec<_> = tried
            .into_iter()
            .filter(|(_, o)| !o.groups.is_empty())
            .collect();
        if with.is_empty() {
            return Judgement::not_applicable("no-variants");
        }
        if with
            .iter()
            .all(|(_, o)| o.pressed.is_empty() && !o.asleep && o.values.is_empty())
        {
            return Judgement::unknown("probe-failed");
        }
        Judgement::by(with.iter().flat_map(|(run, o)| faults(run, o)).collect())
    }
}

fn faults(run: &Probed, options: &OptionsTried) -> Vec<Finding> {
    let says = |message, selector: &str| {
        let finding = Finding::says(message, place(run, &options.url, selector));
        finding.with("options", options.groups.join(", "))
    };
    let mut faults = Vec::new();
    let asked = !options.pressed.is_empty() || options.asleep;
    if asked && !options.preset && !options.went_in && !options.native {
        let named = options.said.iter().any(|line| names(line, &options.groups));
        if options.said.is_empty() {
            faults.push(says("silent", ""));
        } else if !named {
            faults.push(
                says("generic", "")
                    .with("said", quoted(&options.said))
                    .likely_if(options.asleep),
            );
        }
    }
    let unmarked = options
        .values
        .iter()
        .find(|value| value.marked == Some(false));
    if let Some(value) = unmarked {
        faults.push(
            says("unmarked", &value.selector)
                .with("value", &value.name)
                .likely(),
        );
    }
    faults
}

/// Whether a message asks for a choice and names what is to be chosen.
fn names(line: &str, groups: &[String]) -> bool {
    let folded = fold(line);
    let group = groups
        .iter()
        .any(|group| !group.is_empty() && folded.contains(&fold(group)));
    group && {
        let lexicon = Lexicon::embedded();
        [Topic::OptionMissing, Topic::RequiredError, Topic::Error]
            .into_iter()
            .any(|topic| lexicon.says(line, topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::ValueTried;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn made(change: impl FnOnce(&mut OptionsTried)) -> Made {
        let mut options = OptionsTried {
            groups: vec!["Colour".to_owned()],
            pressed: "Add to basket".to_owned(),
            said: vec!["Please select a colour".to_owned()],
            ..OptionsTried::default()
        };
        change(&mut options);
        Made::store().with(|evidence| {
            evidence
                .probed
                .push(shop_run(|p| p.shop.options = vec![options]))
        })
    }

    #[test]
    fn a_message_that_names_the_option_passes() {
        assert_eq!(
            verdict::<VariantSelectionUsable>(made(|_| ())),
            Verdict::Pass
        );
    }

    #[test]
    fn silence_a_generic_message_and_an_unmarked_choice_fail() {
        let said = |change: fn(&mut OptionsTried)| {
            let judged = judge::<VariantSelectionUsable>(made(change));
            judged
                .findings
                .iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
                .join(" ")
        };
        assert_eq!(said(|o| o.said.clear()), "silent");
        assert_eq!(
            said(|o| o.said = vec!["Please select variant options".into()]),
            "generic"
        );
        let unmarked = |o: &mut OptionsTried| {
            o.values = vec![ValueTried {
                marked: Some(false),
                ..ValueTried::default()
            }];
        };
        assert_eq!(said(unmarked), "unmarked");
    }

    #[test]
    fn the_browsers_own_bubble_and_a_choice_made_beforehand_are_no_faults() {
        let native = made(|o| {
            o.said.clear();
            o.native = true;
        });
        assert_eq!(verdict::<VariantSelectionUsable>(native), Verdict::Pass);
        let preset = made(|o| {
            o.said.clear();
            o.preset = true;
            o.values = vec![ValueTried {
                marked: Some(true),
                ..ValueTried::default()
            }];
        });
        assert_eq!(verdict::<VariantSelectionUsable>(preset), Verdict::Pass);
    }

    #[test]
    fn a_product_without_options_gives_no_occasion() {
        let plain = made(|o| o.groups.clear());
        assert_eq!(
            verdict::<VariantSelectionUsable>(plain),
            Verdict::NotApplicable("no-variants")
        );
    }
}
