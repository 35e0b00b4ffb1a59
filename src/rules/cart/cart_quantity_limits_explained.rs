//! A quantity that cannot be had is answered in words, put right, and leaves the cart as it is.
//!
//! Full probes type -1, 9999 and letters. A store that takes 9999 has no limit to explain, and a
//! field that takes no minus or letters explains itself. The browser's own bubble is never
//! specific (clarified criteria). Nought is a removal, which `cart-edit-inline` judges.

use crate::model::probed::{CartAct, CartTurn, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::cart::cart_edit_inline::end;
use crate::rules::facts::complaints::is_generic;
use crate::rules::facts::has;
use crate::rules::facts::shop::{not_tried, place, quoted, runs, why_not};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// What is typed that no store sells; 0 is left out, as it takes the line out.
const TYPED: [&str; 3] = ["-1", "9999", "abc"];

/// Thresholds of `cart-quantity-limits-explained`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CartQuantityLimitsExplained {}

impl Rule for CartQuantityLimitsExplained {
    const ID: &'static str = "cart-quantity-limits-explained";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut turns: Vec<(&Probed, &CartTurn)> = Vec::new();
        for (run, shop) in runs(seen) {
            let texts = shop.cart.iter().filter(|t| t.act == CartAct::Text);
            turns.extend(
                texts
                    .filter(|t| TYPED.contains(&t.typed.as_str()))
                    .map(|turn| (run, turn)),
            );
        }
        let mut answers: Vec<Answer> = turns.iter().map(|(run, turn)| answer(run, turn)).collect();
        for (at, (run, turn)) in turns.iter().enumerate() {
            // Words that stood there from the text before are nothing new to the probe.
            let label = &turn.control;
            let mut texts = run.shop.cart.iter().take_while(|other| *other != *turn);
            let stood = texts.any(|t| own_words(t).iter().any(|line| explains(line, label)));
            if let Answer::Fault(finding) = &mut answers[at]
                && finding.message == "silent"
                && stood
            {
                *finding = finding.clone().likely();
            }
        }
        let faults = answers.iter().filter_map(|answer| match answer {
            Answer::Fault(finding) => Some(finding.clone()),
            Answer::Explained | Answer::NoLimit | Answer::Unread => None,
        });
        let faults: Vec<Finding> = faults.collect();
        if !faults.is_empty() {
            return Judgement::fail(faults);
        }
        if turns.is_empty() && why_not(seen, "cart-text") == "probe-no-field" {
            return Judgement::not_applicable("no-quantity-text");
        }
        let all = TYPED
            .iter()
            .all(|text| turns.iter().any(|(_, turn)| turn.typed == *text));
        if !all {
            return not_tried(seen, "cart-text");
        }
        if answers.iter().any(|a| matches!(a, Answer::Unread)) {
            return Judgement::unknown("quantity-not-read");
        }
        match answers.iter().any(|a| matches!(a, Answer::Explained)) {
            true => Judgement::pass(),
            false => Judgement::not_applicable("no-quantity-limit"),
        }
    }
}

/// What a store made of a text.
enum Answer {
    /// It said what can be had, and the cart holds that.
    Explained,
    /// The text was taken as it is, or never got into the field.
    NoLimit,
    /// The cart shows no quantity afterwards.
    Unread,
    /// It did not.
    Fault(Finding),
}

fn answer(run: &Probed, turn: &CartTurn) -> Answer {
    let says = |message| {
        Finding::says(message, place(run, &turn.before.url, &turn.selector))
            .with("typed", &turn.typed)
    };
    if let Some(status) = turn.status.filter(|status| *status >= 400) {
        return Answer::Fault(says("error-page").with("status", status));
    }
    let now = end(turn);
    if now.empty {
        return match turn.before.empty {
            true => Answer::Unread,
            false => Answer::Fault(says("emptied")),
        };
    }
    let words = own_words(turn);
    if words.iter().any(|line| explains(line, &turn.control)) {
        return Answer::Explained;
    }
    let digits = turn.typed != "9999";
    if digits && turn.held.as_ref().is_some_and(|held| *held != turn.typed) {
        // The field itself takes no such sign; the shopper sees that nothing was typed.
        return Answer::NoLimit;
    }
    let Some(quantity) = now.quantity.as_deref().map(str::trim) else {
        return Answer::Unread;
    };
    let reckoned = now.prices != turn.before.prices;
    let stays = quantity == turn.typed;
    match turn.typed.as_str() {
        "9999" if stays && reckoned => return Answer::NoLimit,
        "-1" if stays && reckoned => return Answer::Fault(says("accepted")),
        _ => {}
    }
    if words.is_empty() {
        let silent = says("silent").with("quantity", quantity);
        // A script that puts the value right while one types may say so where no probe looked.
        let changed_early = turn.held.as_ref().is_some_and(|held| *held != turn.typed);
        return Answer::Fault(if changed_early {
            silent.likely()
        } else {
            silent
        });
    }
    Answer::Fault(says("generic").with("said", quoted(&words)).likely())
}

/// New lines that are more than what a new sum changes: figures, amounts, what is missing for a perk.
fn own_words(turn: &CartTurn) -> Vec<String> {
    let lexicon = Lexicon::embedded();
    let perks = &end(turn).perks;
    let figures = |line: &str| {
        line.chars().filter(|c| c.is_alphabetic()).count() < 3
            || line.chars().any(|c| c.is_ascii_digit())
                && !has("quantity-range", line)
                && !lexicon.says(line, Topic::QuantityLimit)
                && !lexicon.says(line, Topic::Error)
    };
    let lines = turn.said.iter();
    lines
        .filter(|line| !figures(line) && !perks.contains(line))
        .cloned()
        .collect()
}

/// Whether a line tells what can be had, rather than only that something is wrong.
fn explains(line: &str, label: &str) -> bool {
    let lexicon = Lexicon::embedded();
    let topics = [Topic::QuantityLimit, Topic::LowStock, Topic::SoldOut];
    let names = topics.iter().any(|topic| lexicon.says(line, *topic));
    has("quantity-range", line) || names && !is_generic(line, label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::CartSeen;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, not_run, price, shop_run};

    /// A text that the store answers with these lines, while the cart holds this quantity.
    fn turn(typed: &str, quantity: &str, total: f64, said: &[&str]) -> CartTurn {
        let cart = |quantity: &str, total: f64| CartSeen {
            quantity: Some(quantity.to_owned()),
            prices: vec![price(total, "GBP", "Total")],
            ..CartSeen::default()
        };
        CartTurn {
            act: CartAct::Text,
            typed: typed.to_owned(),
            held: Some(typed.to_owned()),
            control: "Quantity".to_owned(),
            before: cart("1", 10.0),
            after: cart(quantity, total),
            said: said.iter().map(|line| (*line).to_owned()).collect(),
            ..CartTurn::default()
        }
    }

    fn judged(turns: Vec<CartTurn>) -> Judgement {
        judge::<CartQuantityLimitsExplained>(Made::store().with(|evidence| {
            evidence.probed.push(shop_run(|run| run.shop.cart = turns));
        }))
    }

    fn told() -> Vec<CartTurn> {
        vec![
            turn("-1", "1", 10.0, &["Vul een aantal van 1 tot 25 in."]),
            turn("9999", "20", 200.0, &["At most 20 pieces.", "£200.00"]),
            turn("abc", "1", 10.0, &["Enter a whole number."]),
        ]
    }

    #[test]
    fn words_that_stood_there_already_make_silence_likely() {
        let mut turns = told();
        turns.insert(
            0,
            turn("0", "1", 10.0, &["Vul een aantal van 1 tot 25 in."]),
        );
        turns[1].said.clear();
        let fault = judged(turns);
        assert_eq!(fault.findings[0].message, "silent");
        assert_eq!(fault.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn limits_that_are_told_pass_in_each_language() {
        assert_eq!(judged(told()).verdict, Verdict::Pass);
        for line in [
            "一商品につき20点までのため、数量を20にしました。",
            "在庫が不足しています。",
            "Es sind nur noch 5 Stück verfügbar.",
            "La quantité maximale est de 10.",
            "Solo quedan 3 unidades disponibles.",
            "Ne sono disponibili al massimo 5.",
            "Maximaal 5 per klant.",
            "Quantidade máxima: 10.",
            "We only have 3 of Earl Grey in stock, so we changed the quantity to 3.",
            "Von diesem Artikel haben wir 14 Stück auf Lager. Die Menge wurde angepasst.",
            "La quantité a été ramenée à 3.",
            "最多可购买10件。",
            "최대 10개까지 구매할 수 있습니다.",
        ] {
            let mut turns = told();
            turns[1].said = vec![line.to_owned()];
            assert_eq!(judged(turns).verdict, Verdict::Pass, "{line}");
        }
    }

    #[test]
    fn a_quantity_that_is_changed_without_a_word_fails() {
        let mut turns = told();
        turns.swap(0, 1);
        let perk = "Delivery is free for this basket.";
        turns[0].said = vec![
            "£200.00".to_owned(),
            "Total £200.00".to_owned(),
            perk.to_owned(),
        ];
        turns[0].after.perks = vec![perk.to_owned()];
        let silent = judged(turns.clone());
        assert_eq!(silent.findings[0].message, "silent");
        assert_eq!(silent.findings[0].certainty, Certainty::Sure);
        // The field put it right while it was typed.
        turns[0].held = Some("20".to_owned());
        assert_eq!(judged(turns).findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn words_that_name_no_limit_are_likely_too_little() {
        for said in ["Please enter a valid quantity.", "Something went wrong."] {
            let mut turns = told();
            turns[1] = turn("9999", "1", 10.0, &[said]);
            let generic = judged(turns);
            assert_eq!(generic.findings[0].message, "generic", "{said}");
            assert_eq!(generic.findings[0].certainty, Certainty::Likely);
        }
    }

    #[test]
    fn an_emptied_cart_an_error_page_and_less_than_none_fail_whatever_is_said() {
        let with = |change: fn(&mut CartTurn)| {
            let mut turns = told();
            change(&mut turns[0]);
            judged(turns).findings[0].message
        };
        assert_eq!(with(|turn| turn.after.empty = true), "emptied");
        assert_eq!(with(|turn| turn.status = Some(500)), "error-page");
        let accepted = with(|at| *at = turn("-1", "-1", -10.0, &["Total £-10.00"]));
        assert_eq!(accepted, "accepted");
    }

    #[test]
    fn a_store_that_sells_9999_and_a_field_that_takes_digits_only_have_nothing_to_explain() {
        let mut turns = vec![
            turn("-1", "1", 10.0, &[]),
            turn("9999", "9999", 99_990.0, &["£99,990.00"]),
            turn("abc", "1", 10.0, &[]),
        ];
        turns[0].held = Some("1".to_owned());
        turns[2].held = Some(String::new());
        let verdict = judged(turns.clone()).verdict;
        assert_eq!(verdict, Verdict::NotApplicable("no-quantity-limit"));
        // The figure that was typed still stands there, but nothing was reckoned.
        turns[1].after.prices = turns[1].before.prices.clone();
        assert_eq!(judged(turns).findings[0].message, "silent");
    }

    #[test]
    fn what_was_not_tried_or_read_is_unknown() {
        let mut unread = told();
        unread[2].said.clear();
        unread[2].after.quantity = None;
        let verdict = judged(unread).verdict;
        assert_eq!(verdict, Verdict::Unknown("quantity-not-read"));
        let without = |turns: Vec<CartTurn>, why: &str| {
            let made = Made::store().with(|evidence| {
                let run = shop_run(|run| {
                    run.shop.cart = turns;
                    run.not_run = vec![not_run("cart-text", why)];
                });
                evidence.probed.push(run);
            });
            judge::<CartQuantityLimitsExplained>(made).verdict
        };
        let some = told().into_iter().take(2).collect();
        assert_eq!(without(some, "budget"), Verdict::Unknown("probe-budget"));
        assert_eq!(without(vec![], "level"), Verdict::Unknown("probe-level"));
        let none = without(vec![], "no-field");
        assert_eq!(none, Verdict::NotApplicable("no-quantity-text"));
    }
}
