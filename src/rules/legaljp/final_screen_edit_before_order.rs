//! On the last screen the shopper can correct quantity, address and payment before ordering.
//!
//! Links to change, a way back, or the open fields themselves count. That they work
//! is not tried here. A wallet's data is changed with the wallet.

use crate::model::journey::{Goal, Step};
use crate::model::look::Control;
use crate::model::page::Region;
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::{is_for, is_personal};
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `final-screen-edit-before-order`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalScreenEditBeforeOrder {}

const EDIT: Words = &[
    "変更", "修正", "編集", "訂正", "edit", "change", "modify", "update",
];
const BACK: Words = &[
    "戻る",
    "もどる",
    "前の画面",
    "入力画面",
    "入力内容を修正",
    "内容を変更",
    "注文内容を変更",
    "修正する",
    "back",
    "go back",
    "previous",
];
const PARTS: &[(&str, Goal, Words)] = &[
    (
        "quantity",
        Goal::Cart,
        &[
            "数量",
            "商品",
            "カート",
            "注文内容",
            "cart",
            "basket",
            "items",
            "quantity",
        ],
    ),
    (
        "address",
        Goal::Address,
        &[
            "届け先",
            "お届け先",
            "住所",
            "配送先",
            "お客様情報",
            "ご注文者",
            "address",
            "shipping",
            "delivery",
        ],
    ),
    (
        "payment",
        Goal::Payment,
        &["支払", "お支払い", "決済", "カード", "payment"],
    ),
];

impl Rule for FinalScreenEditBeforeOrder {
    const ID: &'static str = "final-screen-edit-before-order";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut worst = 1.0_f64;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Review) {
            let earlier = |goal: Goal| {
                journey
                    .steps
                    .iter()
                    .find(|s| s.serves(goal) && bare(&s.url) != bare(&step.url))
            };
            let lacking: Vec<&str> = PARTS
                .iter()
                .filter(|(part, goal, words)| {
                    !can_change(step, part, earlier(*goal).map(|s| s.url.as_str()), words)
                })
                .map(|(part, _, _)| *part)
                .collect();
            worst = worst.min(1.0 - lacking.len() as f64 / PARTS.len() as f64);
            let wallet = mentions(
                &fold(&step.settled().text),
                &["amazon pay", "楽天ペイ", "paypal", "apple pay", "paypay"],
            );
            findings.extend(lacking.iter().map(|part| {
                let place = Place::step(journey, step);
                Finding::at(place)
                    .with("part", format!("@final.part-{part}"))
                    .likely_if(wallet || lacking.len() < PARTS.len())
            }));
        }
        let mut told = Vec::new();
        findings.retain(|finding: &Finding| {
            let fresh = !told.contains(&finding.args);
            told.push(finding.args.clone());
            fresh
        });
        Judgement::graded(worst, findings)
    }
}

fn can_change(step: &Step, part: &str, earlier: Option<&str>, words: Words) -> bool {
    let look = step.settled();
    let open = look
        .fields
        .iter()
        .filter(|f| f.visible && !f.readonly && !f.disabled)
        .any(|f| match part {
            "quantity" => is_for(f, &["x-quantity"]),
            "address" => is_personal(f),
            _ => is_for(f, &["x-payment-method", "cc-number", "cc-exp", "cc-csc"]),
        });
    let content = |c: &&Control| {
        c.visible && c.enabled && !matches!(c.region, Some(Region::Footer | Region::Nav))
    };
    open || look.controls.iter().filter(content).any(|c| {
        let name = fold(&c.name);
        let around = fold(&c.around);
        let leads = c
            .href
            .as_deref()
            .zip(earlier)
            .is_some_and(|(href, url)| bare(href) == bare(url));
        let header = c.region == Some(Region::Header);
        let edits = mentions(&name, EDIT) && (mentions(&name, words) || mentions(&around, words));
        // A general way back reaches every part.
        (leads && (!header || part == "quantity")) || !header && (edits || mentions(&name, BACK))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, button, field, verdict};

    fn with(controls: Vec<Control>) -> Verdict {
        verdict::<FinalScreenEditBeforeOrder>(
            Made::store()
                .market(Market::Jp)
                .look(Goal::Review, |l| l.controls = controls),
        )
    }

    #[test]
    fn links_for_each_part_or_one_way_back_pass() {
        let each = vec![
            anchor("数量を変更", "/a"),
            anchor("お届け先を変更", "/b"),
            anchor("お支払い方法を変更", "/c"),
        ];
        assert_eq!(with(each), Verdict::Pass);
        assert_eq!(with(vec![button("入力画面に戻る")]), Verdict::Pass);
    }

    #[test]
    fn some_parts_are_graded_and_none_fails() {
        let Verdict::Graded(grade) = with(vec![anchor("お届け先を変更", "/b")]) else {
            panic!("one part of three is graded");
        };
        assert!((grade - 1.0 / 3.0).abs() < 0.01);
        assert_eq!(with(vec![button("注文を確定する")]), Verdict::Fail);
    }

    #[test]
    fn open_fields_on_one_page_can_be_corrected_in_place() {
        let made = Made::store().market(Market::Jp).look(Goal::Review, |l| {
            l.fields = vec![
                field("x-quantity", "数量"),
                field("street-address", "住所"),
                field("x-payment-method", "支払方法"),
            ];
        });
        assert_eq!(verdict::<FinalScreenEditBeforeOrder>(made), Verdict::Pass);
    }
}
