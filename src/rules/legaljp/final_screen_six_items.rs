//! The last screen names quantity, price, payment, delivery and cancellation, and a limit of the offer if there is one (特商法12条の6).
//!
//! The law allows a clear link for some items: a link in the content counts; one in
//! the footer alone makes the finding likely. A heading without an answer tells nothing,
//! nor does a link to the terms of sale.

use crate::model::journey::{Goal, Step};
use crate::model::page::{PageKind, Region};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::is_for;
use crate::rules::facts::has;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// Thresholds of `final-screen-six-items`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinalScreenSixItems {}

const QUANTITY: Words = &[
    "数量",
    "個数",
    "点数",
    "分量",
    "お届け回数",
    "qty",
    "quantity",
    "セット内容",
    "内容量",
];
const TOTAL: Words = &[
    "合計",
    "総額",
    "お支払い金額",
    "お支払金額",
    "ご請求金額",
    "請求金額",
    "お支払い総額",
    "total",
];
const PAYMENT: Words = &[
    "支払方法",
    "支払い方法",
    "お支払い",
    "決済方法",
    "クレジットカード",
    "代金引換",
    "銀行振込",
    "コンビニ",
    "後払い",
    "paypay",
    "payment",
];
const PAYMENT_TIME: Words = &[
    "引き落とし",
    "引落",
    "決済時",
    "注文時",
    "購入時",
    "申込時",
    "注文確定時",
    "商品到着時",
    "商品到着後",
    "お届け時",
    "前払い",
    "後払い",
    "先払い",
    "発送時",
    "出荷時",
    "代金引換",
    "代引",
    "以内にお支払い",
    "支払期限",
    "お支払い期限",
];
/// Words on the delivery that name no day by themselves: one must stand with them.
const DELIVERY: Words = &[
    "お届け",
    "配達",
    "配送",
    "発送",
    "出荷",
    "引渡",
    "引き渡し",
    "到着",
    "delivery date",
    "estimated delivery",
    "arrives",
];
const CANCEL: Words = &[
    "キャンセル",
    "返品",
    "返金",
    "解約",
    "撤回",
    "解除",
    "クーリング",
    "cancel",
    "return policy",
];
const LIMITED: Words = &[
    "申込期間",
    "お申込み期間",
    "申込期限",
    "受付期間",
    "販売期間",
    "期間限定販売",
    "受付終了",
    "販売終了日",
];
/// A clear link under these words may stand for an item on the screen.
const LAW: Words = &["特定商取引法", "特商法", "ご利用ガイド", "ご利用案内"];
const PAYMENT_LINK: Words = &[
    "お支払いについて",
    "お支払い方法について",
    "支払時期",
    "お支払い時期",
];
const DELIVERY_LINK: Words = &[
    "配送について",
    "お届けについて",
    "お届け日について",
    "発送について",
];
const GUIDE_LINK: Words = &[
    "特定商取引法",
    "特定商取引法に基づく表記",
    "特商法",
    "返品",
    "キャンセル",
    "ご利用ガイド",
    "利用規約",
    "お支払いについて",
    "配送について",
    "送料",
];

/// What tells the time of delivery without naming a day.
const AT_ONCE: Words = &["ダウンロード", "即時", "直ちに", "お届け後すぐ", "営業日"];

/// "支払時期" with something behind it: the bare heading tells no time.
static TIME_TOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"支払い?(?:の)?時期\s*[:：はが]\s*\S{2,}").expect("the pattern is fixed")
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[×x✕]\s*\d|\d+\s*(?:点|個|枚|本|袋|箱|セット|冊|着|足|台)")
        .expect("the pattern is fixed")
});

impl Rule for FinalScreenSixItems {
    const ID: &'static str = "final-screen-six-items";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let limited = seen
            .views_of(PageKind::Product)
            .iter()
            .any(|view| view.step.is_some() && mentions(&fold(view.text), LIMITED));
        let mut findings = Vec::new();
        for (journey, step) in seen.steps_for(Goal::Review) {
            let look = step.settled();
            if look.text.trim().is_empty() {
                return Judgement::unknown("screen-without-text");
            }
            let footer = links(step).any(|(footer, name)| footer && mentions(&name, GUIDE_LINK));
            for item in lacking(step, limited) {
                let finding =
                    Finding::at(Place::step(journey, step)).with("item", format!("@final.{item}"));
                findings.push(finding.likely_if(footer));
            }
        }
        // The same item on another device is the same gap.
        findings.dedup_by(|a, b| a.args == b.args);
        let mut told = Vec::new();
        findings.retain(|finding| {
            let fresh = !told.contains(&finding.args);
            told.push(finding.args.clone());
            fresh
        });
        Judgement::by(findings)
    }
}

fn lacking(step: &Step, limited: bool) -> Vec<&'static str> {
    let look = step.settled();
    // What a footer's menu is called tells nothing of this order.
    let frame: Vec<String> = links(step).filter(|(f, _)| *f).map(|(_, n)| n).collect();
    let text = fold(&look.text);
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let kept: Vec<&str> = lines
        .into_iter()
        .filter(|l| !frame.iter().any(|n| n == l))
        .collect();
    let text = kept.join("\n");
    let linked = |words: Words| {
        links(step)
            .any(|(footer, name)| !footer && (mentions(&name, words) || mentions(&name, LAW)))
    };
    let boxes = look.fields.iter().any(|f| is_for(f, &["x-quantity"]));
    let payment_field = look
        .fields
        .iter()
        .any(|f| is_for(f, &["x-payment-method", "cc-number"]));
    let method = mentions(&text, PAYMENT) || payment_field;
    let delivery_field = look.fields.iter().any(|f| is_for(f, &["x-delivery-date"]));
    [
        (
            "quantity",
            mentions(&text, QUANTITY) || COUNTED.is_match(&text) || boxes,
        ),
        ("price", mentions(&text, TOTAL) && !look.prices.is_empty()),
        (
            "payment",
            method
                && (mentions(&text, PAYMENT_TIME)
                    || TIME_TOLD.is_match(&text)
                    || linked(PAYMENT_LINK)),
        ),
        (
            "delivery",
            delivery_told(&kept) || delivery_field || linked(DELIVERY_LINK),
        ),
        ("period", !limited || mentions(&text, LIMITED)),
        ("cancel", mentions(&text, CANCEL) || linked(CANCEL)),
    ]
    .into_iter()
    .filter(|(_, there)| !there)
    .map(|(item, _)| item)
    .collect()
}

/// Whether a time of delivery stands with words on the delivery: on the line, or on the next two.
fn delivery_told(lines: &[&str]) -> bool {
    let told = |line: &str| has("day-range", line) || mentions(line, AT_ONCE);
    let about = |line: &&str| mentions(line, DELIVERY) && !mentions(line, CANCEL);
    lines.iter().enumerate().any(|(at, line)| {
        let near = lines.iter().skip(at).take(3);
        about(line) && near.filter(|l| !mentions(l, CANCEL)).any(|l| told(l))
    })
}

/// Folded names of the links on a screen, and whether each stands in its frame.
fn links(step: &Step) -> impl Iterator<Item = (bool, String)> {
    let shown = step
        .settled()
        .controls
        .iter()
        .filter(|c| c.visible && c.href.is_some());
    shown.map(|c| {
        let frame = matches!(
            c.region,
            Some(Region::Footer | Region::Header | Region::Nav)
        );
        (frame, fold(&c.name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Certainty;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, judge, price, verdict};

    const FULL: &str = "青いマグ 数量 2\n合計 5,400円（送料込・税込）\nお支払い方法 クレジットカード（ご注文時に決済）\nお届け予定日 11月25日\nキャンセル・返品は商品到着後7日以内";

    fn with(text: &str) -> Made {
        Made::store().market(Market::Jp).look(Goal::Review, |l| {
            l.text = text.into();
            l.prices = vec![price(5400.0, "JPY", "合計")];
        })
    }

    #[test]
    fn all_items_pass_and_synonyms_count() {
        assert_eq!(verdict::<FinalScreenSixItems>(with(FULL)), Verdict::Pass);
        assert_eq!(
            verdict::<FinalScreenSixItems>(with(
                &FULL
                    .replace("数量 2", "× 2")
                    .replace("お届け予定日", "発送予定")
            )),
            Verdict::Pass
        );
    }

    #[test]
    fn the_failing_item_is_named() {
        let judged = judge::<FinalScreenSixItems>(with(
            &FULL.replace("キャンセル・返品は商品到着後7日以内", ""),
        ));
        assert_eq!(judged.findings[0].args[0].1, "@final.cancel");
    }

    #[test]
    fn a_clear_link_is_allowed_and_a_footer_link_makes_it_likely() {
        let bare = FULL.replace("キャンセル・返品は商品到着後7日以内", "");
        let linked = |region| {
            with(&bare).with(|e| {
                let mut link = anchor("返品・交換について", "/returns");
                link.region = Some(region);
                e.journeys[0].steps[0].look.controls = vec![link];
            })
        };
        assert_eq!(
            verdict::<FinalScreenSixItems>(linked(Region::Main)),
            Verdict::Pass
        );
        assert_eq!(
            judge::<FinalScreenSixItems>(linked(Region::Footer)).findings[0].certainty,
            Certainty::Likely
        );
    }

    #[test]
    fn a_limit_is_asked_only_where_the_offer_is_limited() {
        let limited = with(FULL).look(Goal::Product, |l| l.text = "販売期間：11月30日まで".into());
        assert_eq!(
            judge::<FinalScreenSixItems>(limited).findings[0].args[0].1,
            "@final.period"
        );
    }
}
