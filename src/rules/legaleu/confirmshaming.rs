//! Saying no is worded neutrally: no "No thanks, I prefer to pay full price".
//!
//! Only known phrases are recognised, in layers and beside them; a finding is likely.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::words::{Words, fold, mentions, short};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// Thresholds of `confirmshaming`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confirmshaming {}

const DECLINE: Words = &[
    "no thanks",
    "no, thanks",
    "no thank you",
    "not now",
    "maybe later",
    "decline",
    "reject",
    "skip",
    "いいえ",
    "結構です",
    "不要",
    "後で",
    "閉じる",
    "拒否",
    "nein",
    "ablehnen",
    "non merci",
    "refuser",
    "no gracias",
    "rechazar",
    "no grazie",
    "rifiuta",
    "nee",
    "weigeren",
    "no,",
];
static SHAMING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\bno\b.{0,12}\bi (?:don'?t|do not|hate|prefer|would rather|'d rather|like paying|am not|'m not|don'?t like|will pay|'ll pay|already)|i(?:'d| would) rather pay|i (?:don'?t|do not) (?:like|want|need|care for|care about) (?:to save|saving|savings|discounts?|free|money|good|great|deals?)|i (?:prefer|like|love) (?:to pay|paying) (?:full|more)|(?:いいえ|いや|結構です).{0,12}(?:お得|割引|節約|安く|特典|健康|きれい).{0,10}(?:いりません|要りません|不要|必要ありません|興味がありません|なくていい|逃します)|(?:いいえ|いや|結構です).{0,12}(?:損を|定価で|高くても|高い値段で|チャンスを逃).{0,12}(?:かまいません|構いません|よい|いいです|買い|購入し|払い|ます)|nein.{0,12}ich (?:möchte|will|mag) (?:nicht|kein|lieber|den vollen)|non.{0,12}je (?:ne veux pas|préfère payer)|no.{0,12}(?:prefiero pagar|no quiero ahorrar)|no.{0,12}(?:preferisco pagare|non voglio risparmiare)|nee.{0,12}ik (?:betaal liever|wil geen korting)")
        .expect("the pattern is fixed")
});

impl Rule for Confirmshaming {
    const ID: &'static str = "confirmshaming";
    const NEEDS: &'static [Need] = &[Need::Journey];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut declines = false;
        let mut findings = Vec::new();
        for (journey, step) in seen.steps() {
            // As found: what the pilot closed is gone from the later look.
            let controls = step
                .look
                .controls
                .iter()
                .map(|c| (c.selector.as_str(), c.name.as_str()));
            let closed = step
                .acts
                .iter()
                .map(|act| (act.selector.as_str(), act.target.as_str()));
            for (selector, name) in controls
                .chain(closed)
                .filter(|(_, name)| name.chars().count() < 160)
            {
                let text = fold(name);
                // "Skip to content" is a link for keyboards, and declines nothing.
                declines |= mentions(&text, DECLINE) && !text.starts_with("skip to");
                if SHAMING.is_match(&text) {
                    declines = true;
                    let place = Place::step(journey, step).element(selector);
                    findings.push(Finding::at(place).with("text", short(name, 120)).likely());
                }
            }
        }
        if !declines {
            return Judgement::not_applicable("nothing-to-decline");
        }
        Judgement::by(once(findings))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, verdict};

    fn with(name: &str) -> Verdict {
        verdict::<Confirmshaming>(
            Made::store().look(Goal::Home, |l| l.controls = vec![button(name)]),
        )
    }

    #[test]
    fn neutral_words_pass() {
        for name in ["No thanks", "Reject all", "いいえ", "Nein danke"] {
            assert_eq!(with(name), Verdict::Pass, "{name}");
        }
    }

    #[test]
    fn shaming_words_fail() {
        for name in [
            "No thanks, I don't like saving money",
            "No, I’d rather pay full price",
            "いいえ、お得な割引はいりません",
            "Nein, ich möchte nicht sparen",
        ] {
            assert_eq!(with(name), Verdict::Fail, "{name}");
        }
    }

    #[test]
    fn a_store_without_layers_gives_no_occasion() {
        assert_eq!(
            with("Add to cart"),
            Verdict::NotApplicable("nothing-to-decline")
        );
    }
}
