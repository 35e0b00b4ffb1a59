//! Each way of delivery must say what it costs and when it arrives.

use crate::model::journey::{Goal, Step};
use crate::model::look::{Field, Look};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::lexicon::{Intent, Lexicon};
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeliveryOptionsWithDateAndPrice {
    /// Lines below an option's name that still belong to it.
    pub lines_below: usize,
}

static AMOUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)[¥￥$€£]\s*\d|\d[\d.,]*\s*(?:円|€|£|usd|eur|gbp|jpy|kr\b|zł)|\b(?:free|gratis|kostenlos|gratuit[eo]?)\b|無料")
        .expect("is a regular expression")
});

impl Rule for DeliveryOptionsWithDateAndPrice {
    const ID: &'static str = "delivery-options-with-date-and-price";
    const NEEDS: &'static [Need] = &[Need::Checkout];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if seen.steps_for(Goal::Shipping).next().is_none() {
            // Seen to its end, the checkout has one way of delivery, or none.
            return match seen.steps_for(Goal::Review).next().is_some() {
                true => Judgement::not_applicable("no-delivery-choice"),
                false => Judgement::unknown("no-shipping-step"),
            };
        }
        let mut judged = 0;
        let mut complete = 0;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Shipping) {
            for (name, words, selector) in self.options(step) {
                judged += 1;
                let (priced, dated) = (AMOUNT.is_match(&words), has("day-range", &words));
                complete += usize::from(priced && dated);
                let message = match (priced, dated) {
                    (true, true) => continue,
                    (true, false) => "date",
                    (false, true) => "price",
                    (false, false) => "both",
                };
                let mut place = Place::step(journey, step);
                place.selector = selector;
                findings.push(Finding::says(message, place).with("option", name));
            }
        }
        match (judged, complete) {
            (0, _) => Judgement::unknown("no-delivery-options"),
            (_, 0) => Judgement::fail(findings),
            // A step that shows one good option beside a bad one does not meet the criterion.
            (_, _) => Judgement::by(findings),
        }
    }
}

impl DeliveryOptionsWithDateAndPrice {
    /// Name, words that belong to it, and selector of each option of the screen.
    fn options(&self, step: &Step) -> Vec<(String, String, Option<String>)> {
        let look = step.settled();
        let from_select = look
            .fields
            .iter()
            .filter(|field| field.purpose == "x-shipping-method" && !field.options.is_empty());
        let mut options: Vec<(String, String, Option<String>)> = from_select
            .flat_map(|field| field.options.iter().map(move |(_, text)| (field, text)))
            .filter(|(_, text)| has("shipping-word", text) || AMOUNT.is_match(text))
            .map(|(field, text)| (text.clone(), text.clone(), Some(field.selector.clone())))
            .collect();
        let radios: Vec<&Field> = look
            .fields
            .iter()
            .filter(|field| is_option(field))
            .collect();
        let names: Vec<&str> = radios.iter().map(|field| name_of(field)).collect();
        options.extend(radios.iter().map(|field| {
            let below = self.below(look, name_of(field), &names);
            let words = [&field.label, &field.text_after, &field.description, &below]
                .map(String::as_str)
                .join("\n");
            (
                name_of(field).to_owned(),
                words,
                Some(field.selector.clone()),
            )
        }));
        if options.is_empty() {
            // One button each: what stands around it is the option.
            options.extend(
                look.controls
                    .iter()
                    .filter(|c| c.visible && choosing(&c.name) && AMOUNT.is_match(&c.around))
                    .map(|c| (c.around.clone(), c.around.clone(), Some(c.selector.clone()))),
            );
        }
        if options.is_empty() {
            let mut lines = look.text.lines().map(str::trim);
            let single = lines.find(|line| {
                has("shipping-word", line) && AMOUNT.is_match(line) && line.chars().count() < 120
            });
            options.extend(single.map(|line| {
                (
                    line.to_owned(),
                    format!("{line}\n{}", self.below(look, line, &[])),
                    None,
                )
            }));
        }
        options
    }

    /// The lines that follow an option's name on the screen, up to the next option.
    fn below(&self, look: &Look, name: &str, others: &[&str]) -> String {
        if name.is_empty() {
            return String::new();
        }
        let mut lines = look.text.lines().skip_while(|line| !line.contains(name));
        let first = lines.next().unwrap_or_default();
        let own = lines.take_while(|line| {
            !others
                .iter()
                .any(|other| *other != name && !other.is_empty() && line.contains(other))
        });
        own.take(self.lines_below)
            .fold(first.to_owned(), |words, line| format!("{words}\n{line}"))
    }
}

/// Whether a button's words choose what stands beside it.
fn choosing(name: &str) -> bool {
    Lexicon::embedded().strength(name, Intent::Choose) >= 0.5
}

/// What an option is called: by its label, else by the words behind it.
fn name_of(field: &Field) -> &str {
    let texts = [&field.label, &field.text_after];
    let mut names = texts.into_iter().map(|text| first_line(text));
    names.find(|name| !name.is_empty()).unwrap_or_default()
}

fn first_line(label: &str) -> &str {
    label
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

fn is_option(field: &Field) -> bool {
    let about = [
        &field.label,
        &field.group_label,
        &field.section,
        &field.name,
        &field.id,
    ];
    let delivery = field.purpose == "x-shipping-method"
        || (matches!(field.purpose.as_str(), "" | "unknown")
            && about.into_iter().any(|word| has("shipping-word", word)));
    field.kind == "radio" && (field.visible || field.proxy.is_some()) && delivery
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, verdict};

    fn choosing(labels: &[&str], text: &str) -> Made {
        let text = text.to_owned();
        Made::store().look(Goal::Shipping, |look| {
            look.text = text;
            for label in labels {
                look.fields.push(Field {
                    kind: "radio".to_owned(),
                    ..field("x-shipping-method", label)
                });
            }
        })
    }

    #[test]
    fn price_and_date_in_the_label_or_below_it_pass() {
        let labels = [
            "Standard delivery £3.99, 3 to 5 working days",
            "宅配便 550円 翌日お届け",
        ];
        assert_eq!(
            verdict::<DeliveryOptionsWithDateAndPrice>(choosing(&labels, "")),
            Verdict::Pass
        );
        let below = choosing(
            &["Standard", "Express"],
            "Standard\n$5.00\n3-5 days\nExpress\n$12.50\nTomorrow",
        );
        assert_eq!(
            verdict::<DeliveryOptionsWithDateAndPrice>(below),
            Verdict::Pass
        );
    }

    #[test]
    fn an_option_without_a_date_fails_even_beside_one_with() {
        let judged = judge::<DeliveryOptionsWithDateAndPrice>(choosing(
            &["Standard delivery $5.00", "Express $12 in 2 days"],
            "",
        ));
        assert_eq!(
            (judged.verdict, judged.findings[0].message),
            (Verdict::Fail, "date")
        );
    }

    #[test]
    fn a_checkout_without_a_choice_is_not_judged_and_one_not_walked_is_unknown() {
        let walked =
            |goal| verdict::<DeliveryOptionsWithDateAndPrice>(Made::store().look(goal, |_| ()));
        assert_eq!(
            walked(Goal::Review),
            Verdict::NotApplicable("no-delivery-choice")
        );
        assert_eq!(walked(Goal::Address), Verdict::Unknown("no-shipping-step"));
    }

    #[test]
    fn a_single_way_of_delivery_is_read_from_the_text() {
        let one = choosing(&[], "Shipping: $5.00\nArrives in 3 days");
        assert_eq!(
            verdict::<DeliveryOptionsWithDateAndPrice>(one),
            Verdict::Pass
        );
        let none = verdict::<DeliveryOptionsWithDateAndPrice>(choosing(&[], "Hello"));
        assert_eq!(none, Verdict::Unknown("no-delivery-options"));
    }
}
