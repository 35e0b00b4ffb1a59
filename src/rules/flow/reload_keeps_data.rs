//! A reload of a form that is half typed keeps most of it.
//!
//! Some browsers give back by themselves what was typed; Chromium, in which this is tried, does not, and
//! most shoppers use it or one like it.

use crate::model::probed::{Changed, Probed, Return, Way};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::fields::once;
use crate::rules::facts::probes::{name_at, place, returns, untried};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `reload-keeps-data`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReloadKeepsData {
    /// Share of the filled fields that must hold their value afterwards, in percent.
    min_kept_pct: f64,
}

impl Rule for ReloadKeepsData {
    const ID: &'static str = "reload-keeps-data";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut ways = returns(seen);
        ways.retain(|(_, back)| back.way == Way::Reload && back.held > 0);
        // Another screen cannot be compared.
        ways.retain(|(_, back)| back.same_screen);
        if ways.is_empty() {
            return Judgement::unknown(untried(seen, &["reload".to_owned()]));
        }
        let bad = ways.iter().filter(|(_, back)| self.loses(back));
        let findings = bad.flat_map(|(run, back)| {
            let lost = back.lost.iter();
            lost.map(|field| says(seen, run, back, field))
        });
        Judgement::by(once(findings.collect()))
    }
}

impl ReloadKeepsData {
    fn loses(&self, back: &Return) -> bool {
        let held = f64::from(back.held);
        let kept = held - back.lost.len() as f64;
        kept / held * 100.0 < self.min_kept_pct
    }
}

fn says(seen: &Seen<'_>, run: &Probed, back: &Return, field: &Changed) -> Finding {
    let message = match field.after.is_empty() {
        true => "emptied",
        false => "changed",
    };
    Finding::says(message, place(seen, run, &back.url, Some(&field.selector)))
        .with("field", name_at(seen, &field.selector))
        .with("before", &field.before)
        .with("after", &field.after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::back;
    use crate::rules::testing::{Made, field, judge, not_run};

    fn with(ways: Vec<Return>) -> Judgement {
        let made = Made::store().look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")]);
        judge::<ReloadKeepsData>(made.probed(|run| {
            run.returns = ways;
            run.not_run = vec![not_run("reload", "level")];
        }))
    }

    fn reload(lost: usize) -> Return {
        let gone = |n: usize| Changed {
            selector: if n == 0 {
                "#tel".to_owned()
            } else {
                format!("#f{n}")
            },
            purpose: "tel".into(),
            before: "0312345678".into(),
            after: String::new(),
        };
        Return {
            lost: (0..lost).map(gone).collect(),
            ..back(Way::Reload)
        }
    }

    #[test]
    fn four_fields_of_five_are_enough_and_three_are_not() {
        assert_eq!(with(vec![reload(0)]).verdict, Verdict::Pass);
        assert_eq!(with(vec![reload(1)]).verdict, Verdict::Pass);
        let judged = with(vec![reload(2)]);
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings.len(), 2);
        let args = &judged.findings[0].args;
        assert!(args.contains(&("field", "Phone".to_owned())), "{args:?}");
    }

    #[test]
    fn without_a_reload_there_is_no_verdict() {
        let other = with(vec![back(Way::Back)]).verdict;
        assert_eq!(other, Verdict::Unknown("probe-level"));
        let elsewhere = Return {
            same_screen: false,
            ..reload(5)
        };
        assert!(matches!(with(vec![elsewhere]).verdict, Verdict::Unknown(_)));
    }
}
