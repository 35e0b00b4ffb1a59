//! When an order arrives should be said on the product page, as a day or a range of days.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::goods::nothing_is_sent;
use crate::rules::facts::{has, lines_with};
use crate::rules::product::said::{Said, judge_said};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryEstimateOnProductPage {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for DeliveryEstimateOnProductPage {
    const ID: &'static str = "delivery-estimate-on-product-page";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if nothing_is_sent(seen) {
            return Judgement::not_applicable("nothing-is-sent");
        }
        judge_said(seen, self.max_findings, |view| {
            let text = seen.text_above_footer(view);
            match names_a_day(&text) {
                true => Said::Yes,
                false => Said::No(Finding::at(view.place.clone())),
            }
        })
    }
}

/// A line about delivery with a day in it or in the line that follows. A line about
/// returns ("within 30 days of delivery") says nothing about arrival, and a customer's "it arrived in
/// two days" is no promise.
fn names_a_day(text: &str) -> bool {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let told = |line: &str| has("returns-word", line) || has("arrived", line);
    let about = |line: &str| has("delivery-words", line) && !told(line);
    let here = lines_with("day-range", text).any(about);
    let next = lines.windows(2).any(|pair| {
        let short = pair[0].chars().count() < 40 && pair[1].chars().count() < 60;
        short && about(pair[0]) && has("day-range", pair[1]) && !told(pair[1])
    });
    here || next
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, verdict};

    fn product(text: &str) -> Verdict {
        let text = text.to_owned();
        verdict::<DeliveryEstimateOnProductPage>(
            Made::store().look(Goal::Product, |l| l.text = text),
        )
    }

    #[test]
    fn a_day_or_a_range_passes() {
        for text in [
            "Ships within 2 days",
            "お届け予定：11月25日",
            "発送目安\n2〜3営業日",
            "Lieferung in 3-5 Werktagen",
            "Lieferung bis 25.11. möglich",
            "Get it by Tuesday",
        ] {
            assert_eq!(product(text), Verdict::Pass, "{text}");
        }
    }

    #[test]
    fn vague_words_and_return_periods_fail() {
        for text in [
            "後日発送いたします",
            "Fast delivery",
            "Returns within 30 days of delivery",
            "A mug, 30 days old",
            "Delivery £3.95, free from £50.00. All delivery options",
            "It arrived in two days, wrapped in paper only.",
            "翌日に届きました。",
        ] {
            assert_eq!(product(text), Verdict::Fail, "{text}");
        }
    }
}
