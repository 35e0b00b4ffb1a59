//! The last button names ordering or buying as the act: 注文を確定する, 購入する. Neither 送信 nor 〜ページへ.

use crate::model::journey::Goal;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::final_screen::order_button;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `final-button-wording-jp`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalButtonWordingJp {}

const ACT: Words = &[
    "注文",
    "購入",
    "買う",
    "申し込む",
    "申込む",
    "申込みを確定",
    "お申込み",
    "place order",
    "place your order",
    "order now",
    "buy now",
    "buy",
    "purchase",
];
const NAVIGATION: Words = &[
    "ページへ",
    "画面へ",
    "画面に進む",
    "手続きへ",
    "手続へ",
    "手続きに進む",
    "手続きする",
    "へ進む",
    "に進む",
    "次へ",
    "内容を確認",
    "内容の確認",
    "確認する",
    "確認画面",
    "情報を入力",
    "履歴",
    "continue",
    "next",
    "review",
];
const OTHER_ACT: Words = &[
    "送信",
    "登録",
    "確認",
    "決定",
    "完了",
    "ok",
    "submit",
    "send",
    "進む",
    "続ける",
    "はい",
];

/// What a button's words do.
enum Wording {
    Orders,
    Elsewhere,
    Unclear,
}

impl Rule for FinalButtonWordingJp {
    const ID: &'static str = "final-button-wording-jp";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut findings = Vec::new();
        let mut judged = false;
        for (journey, step) in seen.steps_for(Goal::Review) {
            let Some(button) = order_button(journey, step) else {
                continue;
            };
            judged = true;
            let finding = Finding::at(Place::step(journey, step).element(&button.selector))
                .with("name", short(&button.name, 60));
            match wording(&button.name) {
                Wording::Orders => {}
                Wording::Elsewhere => findings.push(finding),
                // An icon without a name, or words that are in no list.
                Wording::Unclear => findings.push(finding.likely()),
            }
        }
        if !judged {
            return Judgement::unknown("no-order-button");
        }
        Judgement::by(once(findings))
    }
}

fn wording(name: &str) -> Wording {
    let name = fold(name);
    if mentions(&name, NAVIGATION) {
        return Wording::Elsewhere;
    }
    if mentions(&name, ACT) {
        return Wording::Orders;
    }
    match mentions(&name, OTHER_ACT) {
        true => Wording::Elsewhere,
        false => Wording::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, button, judge, verdict};

    fn with(name: &str) -> Made {
        Made::store().market(Market::Jp).step(Goal::Review, |s| {
            let mut one = button(name);
            one.kind = "submit".into();
            s.look.controls = vec![one];
        })
    }

    #[test]
    fn words_that_order_pass() {
        for name in [
            "注文する",
            "注文を確定する",
            "購入する",
            "ご注文を確定する",
            "この内容で注文する",
            "Place order",
        ] {
            assert_eq!(
                verdict::<FinalButtonWordingJp>(with(name)),
                Verdict::Pass,
                "{name}"
            );
        }
    }

    #[test]
    fn sending_and_navigating_do_not() {
        for name in [
            "送信",
            "次へ",
            "登録する",
            "ご注文完了ページへ",
            "購入手続きへ",
            "注文内容を確認する",
        ] {
            let judged = judge::<FinalButtonWordingJp>(with(name));
            assert_eq!(
                (judged.verdict, judged.findings[0].certainty),
                (Verdict::Fail, Certainty::Sure),
                "{name}"
            );
        }
    }

    #[test]
    fn words_of_no_list_are_likely_and_no_button_is_unknown() {
        assert_eq!(
            judge::<FinalButtonWordingJp>(with("確定する")).findings[0].certainty,
            Certainty::Likely
        );
        let none = Made::store().market(Market::Jp).look(Goal::Review, |_| ());
        assert_eq!(
            verdict::<FinalButtonWordingJp>(none),
            Verdict::Unknown("no-order-button")
        );
    }
}
