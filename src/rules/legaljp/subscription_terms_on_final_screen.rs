//! Whoever orders a subscription reads on the last screen how often, at what price, when it is charged, how it ends, and whom to ask (特商法12条の6).
//!
//! Only a walk that bought a subscription is concerned: its words stand in the content
//! of the last screen, or of the cart.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `subscription-terms-on-final-screen`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionTermsOnFinalScreen {}

/// Words of a line of an order that is a subscription; an offer of one in a menu says less.
const BOUGHT: Words = &[
    "定期購入",
    "定期便",
    "定期コース",
    "定期お届け",
    "お届け周期",
    "お届けサイクル",
    "定期回数",
    "サブスクリプション",
    "2回目以降",
];
const ROUNDS: Words = &[
    "回で終了",
    "回数",
    "回目まで",
    "自動更新",
    "自動継続",
    "無期限",
    "期間の定め",
    "継続してお届け",
    "解約されるまで",
    "解約するまで",
    "解約のお申し出",
];
const EACH: Words = &[
    "2回目以降",
    "二回目以降",
    "2回目",
    "各回",
    "毎回",
    "1回あたり",
    "初回",
];
const CHARGED: Words = &[
    "引き落とし",
    "引落",
    "請求日",
    "決済日",
    "決済時期",
    "支払時期",
    "お支払い時期",
    "都度決済",
    "発送時に決済",
    "発送時にお支払い",
    "毎月",
    "ごとに",
    "ヶ月毎",
    "か月ごと",
    "周期",
];
const ENDED: Words = &["解約", "休止", "停止", "退会"];
const ASKED: Words = &[
    "お問い合わせ",
    "お問合せ",
    "電話",
    "tel",
    "メール",
    "マイページ",
];

impl Rule for SubscriptionTermsOnFinalScreen {
    const ID: &'static str = "subscription-terms-on-final-screen";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Review)];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut bought = false;
        let mut findings = Vec::new();
        for journey in seen.journeys() {
            let Some(last) = journey.steps.iter().rfind(|step| step.serves(Goal::Review)) else {
                continue;
            };
            if !buys_subscription(seen, journey, last) {
                continue;
            }
            bought = true;
            let text = content(seen, last);
            let lacks = |(_, words): &(&'static str, Words)| !mentions(&text, words);
            let items: [(&'static str, Words); 5] = [
                ("rounds", ROUNDS),
                ("each", EACH),
                ("charged", CHARGED),
                ("ended", ENDED),
                ("asked", ASKED),
            ];
            let missing = items.iter().filter(|item| lacks(item));
            findings.extend(
                missing.map(|(key, _)| Finding::says(key, Place::step(journey, last)).likely()),
            );
        }
        if !bought {
            return Judgement::not_applicable("no-subscription-bought");
        }
        Judgement::by(findings)
    }
}

fn buys_subscription(seen: &Seen<'_>, journey: &Journey, last: &Step) -> bool {
    let cart = journey.steps.iter().find(|step| step.serves(Goal::Cart));
    let screens = cart.into_iter().chain([last]);
    screens.into_iter().any(|step| {
        let text = content(seen, step);
        let short = text.lines().filter(|line| line.chars().count() <= 60);
        short
            .into_iter()
            .any(|line| mentions(line, BOUGHT) && !line.contains('?'))
    })
}

/// The folded text of a screen without the lines of links, which menus are made of.
fn content(seen: &Seen<'_>, step: &Step) -> String {
    let look = step.settled();
    let footers: Vec<String> = seen
        .pages()
        .flat_map(|(_, facts)| facts.footer_text.lines())
        .map(|line| line.trim().to_owned())
        .collect();
    let link = |line: &str| {
        look.controls
            .iter()
            .any(|c| c.href.is_some() && c.name.trim() == line)
            || footers.iter().any(|footer| footer == line)
    };
    let lines = look.text.lines().map(str::trim).filter(|line| !link(line));
    fold(&lines.collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, judge, verdict};

    fn made(text: &str) -> Made {
        Made::store()
            .market(Market::Jp)
            .look(Goal::Review, |look| look.text = text.to_owned())
    }

    const WHOLE: &str = "定期コース お茶\n無期限(解約のお申し出があるまで継続)\n初回 980円、2回目以降 1,980円\n毎月5日に決済\n解約は次回発送の7日前まで\nお問い合わせ 03-0000-0000";

    #[test]
    fn all_items_on_the_last_screen_pass() {
        assert_eq!(
            verdict::<SubscriptionTermsOnFinalScreen>(made(WHOLE)),
            Verdict::Pass
        );
    }

    #[test]
    fn each_missing_item_is_named() {
        let judged = judge::<SubscriptionTermsOnFinalScreen>(made("定期コース お茶\n初回 980円"));
        let said: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(said, ["rounds", "charged", "ended", "asked"]);
    }

    #[test]
    fn a_one_off_order_is_not_concerned_even_beside_a_link_to_subscriptions() {
        let once = made("お茶 980円\n定期便").with(|evidence| {
            let look = &mut evidence.journeys[0].steps[0].look;
            look.controls.push(anchor("定期便", "/subscription"));
        });
        assert_eq!(
            verdict::<SubscriptionTermsOnFinalScreen>(once),
            Verdict::NotApplicable("no-subscription-bought")
        );
    }
}
