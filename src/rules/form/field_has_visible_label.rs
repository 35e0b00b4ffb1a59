//! Every field on the way has a name that assistive software reads and a label that stays on the screen.
//!
//! A column heading over a quantity box counts when it is programmatically tied;
//! `aria-label` alone gives a name but nothing to see.

use crate::model::look::LabelSource;
use crate::model::verdict::Judgement;
use crate::rules::facts::fields::{in_flow, once};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `field-has-visible-label`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldHasVisibleLabel {}

impl Rule for FieldHasVisibleLabel {
    const ID: &'static str = "field-has-visible-label";
    const NEEDS: &'static [Need] = &[Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let findings = in_flow(seen).filter_map(|asked| {
            let field = asked.field;
            if field.label.trim().is_empty() || field.label_source == LabelSource::None {
                return Some(asked.says("nameless"));
            }
            (!field.label_visible).then(|| asked.says("hidden"))
        });
        Judgement::by(once(findings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn with(change: impl Fn(&mut crate::model::look::Field)) -> Made {
        let mut one = field("email", "E-mail");
        change(&mut one);
        Made::store().look(Goal::Address, |look| look.fields = vec![one])
    }

    #[test]
    fn a_label_above_the_field_passes() {
        assert_eq!(verdict::<FieldHasVisibleLabel>(with(|_| ())), Verdict::Pass);
    }

    #[test]
    fn no_name_and_no_visible_label_are_two_findings() {
        let nameless = judge::<FieldHasVisibleLabel>(with(|f| {
            f.label.clear();
            f.label_source = LabelSource::None;
        }));
        assert_eq!(nameless.findings[0].message, "nameless");
        let hidden = judge::<FieldHasVisibleLabel>(with(|f| {
            f.label_source = LabelSource::AriaLabel;
            f.label_visible = false;
        }));
        assert_eq!(hidden.findings[0].message, "hidden");
    }

    #[test]
    fn the_search_box_with_its_icon_is_left_out() {
        let mut search = field("x-search", "");
        search.label_visible = false;
        let made = Made::store().look(Goal::Address, |look| {
            look.fields = vec![field("email", "E-mail"), search];
        });
        assert_eq!(verdict::<FieldHasVisibleLabel>(made), Verdict::Pass);
    }
}
