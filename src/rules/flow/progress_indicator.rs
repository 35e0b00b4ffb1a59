//! On a checkout of several screens, each should say how far one is.
//!
//! A numbered or named list counts; which entry is marked cannot be seen in every
//! store's page, so findings are likely.

use crate::model::journey::{Ended, Goal, Journey, Step};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::facts::has;
use crate::rules::judgement::goal_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgressIndicator {
    /// Names of steps that must stand together to be taken for a list of them.
    pub min_names: usize,
}

impl Rule for ProgressIndicator {
    const ID: &'static str = "progress-indicator";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut screens: Vec<(&Journey, &Step)> = Vec::new();
        for journey in seen.journeys() {
            let own = personal_screens(journey);
            // A row of steps tells that more screens come where the walk had to stop before them.
            let more_to_come = || {
                matches!(journey.ended, Ended::Reached { goal } if goal < Goal::Review)
                    && own
                        .iter()
                        .any(|step| self.leads_to_a_review(&step.look.text))
            };
            if own.len() > 1 || more_to_come() {
                screens.extend(own.into_iter().map(|step| (journey, step)));
            }
        }
        if screens.is_empty() {
            return Judgement::not_applicable("single-screen");
        }
        let without = screens.iter().filter(|(_, step)| !self.shown(step));
        let findings = without.map(|(journey, step)| {
            let finding = Finding::at(Place::step(journey, step));
            finding.with("step", goal_word(step.goal)).likely()
        });
        let findings: Vec<Finding> = findings.collect();
        match findings.len() == screens.len() {
            true => Judgement::fail(findings),
            false => {
                Judgement::graded(1.0 - findings.len() as f64 / screens.len() as f64, findings)
            }
        }
    }
}

/// From the first screen with personal data to the last, one for each address.
fn personal_screens(journey: &Journey) -> Vec<&Step> {
    let path = |step: &Step| {
        step.url
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let mut screens: Vec<&Step> = Vec::new();
    for step in journey
        .steps
        .iter()
        .filter(|step| step.goal >= Goal::Address)
    {
        if screens
            .last()
            .is_none_or(|last| path(last) != path(step) || last.look.headings != step.look.headings)
        {
            screens.push(step);
        }
    }
    screens
}

/// How many headings are numbered one after the other from 1, as the blocks of a checkout are that open one
/// after the other.
fn numbered(headings: &[(u8, String)]) -> usize {
    let number = |text: &str| -> Option<usize> {
        let digits: String = text
            .trim()
            .chars()
            .take_while(char::is_ascii_digit)
            .collect();
        let behind = text.trim()[digits.len()..].trim_start_matches(['.', ')', ':', ' ']);
        let named = behind.chars().next().is_some_and(char::is_alphabetic);
        digits.parse().ok().filter(|_| named && digits.len() == 1)
    };
    let mut next = 1;
    for (_, text) in headings {
        next += usize::from(number(text) == Some(next));
    }
    next - 1
}

impl ProgressIndicator {
    /// Whether names of steps stand one below the other and the last is the review: the headings of one
    /// long form stand apart, and none of them is.
    fn leads_to_a_review(&self, text: &str) -> bool {
        let lexicon = Lexicon::embedded();
        let mut run = 0;
        text.lines()
            .map(str::trim)
            .filter(|l| !l.is_empty())
            .any(|line| {
                run = if is_step(line) { run + 1 } else { 0 };
                run >= self.min_names && lexicon.says(line, Topic::ReviewStep)
            })
    }

    fn shown(&self, step: &Step) -> bool {
        let look = &step.look;
        if has("step-count", &look.text) || numbered(&look.headings) >= self.min_names {
            return true;
        }
        let lines: Vec<&str> = look
            .text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .collect();
        let mut run = 0;
        let mut strange = 0;
        for line in lines {
            // A list may put number and name on lines of their own.
            let number = line.chars().count() <= 3 && line.chars().any(|c| c.is_ascii_digit());
            // One step in between may have a name that no list knows ("Gift wrapping").
            let short = line.chars().count() <= 16 && !line.chars().any(|c| c.is_ascii_digit());
            match is_step(line) {
                true => {
                    run += 1;
                    strange = 0;
                }
                false if number => {}
                false if short && run > 0 && strange == 0 => strange = 1,
                false => (run, strange) = (0, 0),
            }
            if run >= self.min_names {
                return true;
            }
        }
        let words = [
            "progress",
            "stepper",
            "checkout-steps",
            "checkout-nav",
            "wizard",
            "breadcrumb",
        ];
        let marked = look.controls.iter().filter(|control| {
            let hints = control.hints.to_lowercase();
            control.visible
                && words.iter().any(|word| hints.contains(word))
                && is_step(&control.name)
        });
        marked.count() >= 2
    }
}

/// Whether a line is the name of one step, or of two that a screen takes together
/// ("Shipping & Payment").
fn is_step(line: &str) -> bool {
    if has("step-name", line) {
        return true;
    }
    let line = line.replace(" and ", "&").replace(" und ", "&");
    let parts: Vec<&str> = line.split(['&', '/', '・', '＆', '+']).collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|part| has("step-name", part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn walk(texts: &[&str]) -> Verdict {
        let goals = [Goal::Address, Goal::Shipping, Goal::Payment];
        let made = texts
            .iter()
            .zip(goals)
            .fold(Made::store(), |made, (text, goal)| {
                made.look(goal, |look| look.text = (*text).to_owned())
            });
        verdict::<ProgressIndicator>(made)
    }

    #[test]
    fn a_list_or_a_count_on_every_screen_passes() {
        let list = "1. Shipping address\n2. Shipping method\n3. Payment\n4. Review";
        assert_eq!(walk(&[list, list]), Verdict::Pass);
        assert_eq!(
            walk(&["カート\nお客様情報\nお支払い方法\n確認\n完了", "STEP 2 / 4"]),
            Verdict::Pass
        );
    }

    #[test]
    fn a_row_of_steps_tells_of_screens_that_the_walk_stopped_before() {
        assert_eq!(walk(&["Ship/Bill\nPayment\nConfirmation"]), Verdict::Pass);
        let one_form = "Shipping address\nBilling address\nPayment method\nSubmit";
        assert_eq!(walk(&[one_form]), Verdict::NotApplicable("single-screen"));
    }

    #[test]
    fn a_step_may_name_two_things() {
        let list = "1. Addresses\n2. Shipping & Payment\n3. Confirmation";
        assert_eq!(walk(&[list, list]), Verdict::Pass);
        let ja = "お客様情報\nお届け・お支払い方法\nご注文内容の確認";
        assert_eq!(walk(&[ja, ja]), Verdict::Pass);
        let zh = "购物车\n收货信息\n支付方式\n确认订单";
        assert_eq!(walk(&[zh, zh]), Verdict::Pass);
    }

    #[test]
    fn none_fails_and_some_are_graded() {
        assert_eq!(walk(&["Your name", "Your card"]), Verdict::Fail);
        assert_eq!(walk(&["Step 1 of 2", "Your card"]), Verdict::Graded(0.5));
    }

    #[test]
    fn a_checkout_on_one_screen_is_not_judged() {
        assert_eq!(
            walk(&["Your name"]),
            Verdict::NotApplicable("single-screen")
        );
    }
}
