//! Refusing cookies is as easy as accepting them: in the same layer, as large.
//!
//! Judged where consent is a duty. What the buttons open is not followed.

use crate::model::journey::Journey;
use crate::model::journey::Step;
use crate::model::look::{Control, Layer};
use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::fields::once;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `consent-reject-as-easy`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentRejectAsEasy {
    /// How much of the accepting button's area the refusing one must have, 0 to 1.
    min_area: f64,
    /// What is left of the rule when refusing is there but smaller, 0 to 1.
    smaller_grade: f64,
}

const COOKIES: Words = &[
    "cookie",
    "cookies",
    "クッキー",
    "tracking",
    "トラッキング",
    "consent",
];
const ACCEPT: Words = &[
    "accept",
    "accept all",
    "allow",
    "allow all",
    "agree",
    "i agree",
    "got it",
    "ok",
    "okay",
    "同意する",
    "同意します",
    "すべて同意",
    "すべて許可",
    "許可する",
    "承諾する",
    "akzeptieren",
    "alle akzeptieren",
    "zustimmen",
    "tout accepter",
    "accepter",
    "aceptar",
    "aceptar todo",
    "accetta",
    "accetta tutti",
    "accepteren",
    "alles accepteren",
    "aceitar",
];
const REJECT: Words = &[
    "reject",
    "reject all",
    "decline",
    "decline all",
    "deny",
    "refuse",
    "necessary only",
    "only necessary",
    "essential only",
    "only essential",
    "strictly necessary",
    "without accepting",
    "do not accept",
    "don't accept",
    "no thanks",
    "拒否",
    "拒否する",
    "同意しない",
    "許可しない",
    "必要なもの",
    "必須のみ",
    "必要最低限",
    "ablehnen",
    "alle ablehnen",
    "nur notwendige",
    "nur erforderliche",
    "tout refuser",
    "refuser",
    "continuer sans accepter",
    "rechazar",
    "rifiuta",
    "weigeren",
    "alleen noodzakelijke",
    "rejeitar",
];

impl Rule for ConsentRejectAsEasy {
    const ID: &'static str = "consent-reject-as-easy";
    const NEEDS: &'static [Need] = &[Need::Journey];
    const MARKETS: &'static [Market] = &[Market::Eu, Market::Uk];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut banners = 0;
        let (mut missing, mut smaller) = (Vec::new(), Vec::new());
        for (journey, step) in seen.steps() {
            for layer in &step.look.layers {
                let Some((accept, reject)) = choice(step, layer) else {
                    continue;
                };
                banners += 1;
                match reject {
                    None => missing.push(tell("missing", journey, step, accept, "")),
                    Some(reject) if area(reject) < self.min_area * area(accept) => {
                        smaller.push(tell("smaller", journey, step, accept, &reject.name));
                    }
                    Some(_) => {}
                }
            }
        }
        match (missing.is_empty(), smaller.is_empty()) {
            (false, _) => Judgement::fail(once(missing)),
            (true, false) => Judgement::graded(self.smaller_grade, once(smaller)),
            (true, true) if banners > 0 => Judgement::pass(),
            (true, true) => Judgement::not_applicable("no-consent-banner"),
        }
    }
}

/// The accepting control of a layer about cookies, and the refusing one where there is one.
fn choice<'a>(step: &'a Step, layer: &Layer) -> Option<(&'a Control, Option<&'a Control>)> {
    if !mentions(&fold(&layer.text), COOKIES) {
        return None;
    }
    let controls: Vec<&Control> = step
        .look
        .controls
        .iter()
        .filter(|control| control.visible && layer.controls.contains(&control.handle))
        .collect();
    // "Do not accept" holds the word "accept".
    let refuses = |control: &&&Control| mentions(&fold(&control.name), REJECT);
    let reject = controls.iter().find(refuses).copied();
    let accept = controls
        .iter()
        .find(|control| mentions(&fold(&control.name), ACCEPT) && !refuses(control))?;
    Some((accept, reject))
}

fn area(control: &Control) -> f64 {
    control.rect.w * control.rect.h
}

fn tell(
    message: &'static str,
    journey: &Journey,
    step: &Step,
    accept: &Control,
    reject: &str,
) -> Finding {
    let place = Place::step(journey, step).element(&accept.selector);
    Finding::says(message, place)
        .with("accept", &accept.name)
        .with("reject", reject)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, button, judge, rect};

    fn with(market: Market, names: &[(&str, f64)]) -> Judgement {
        let made = Made::store().market(market).look(Goal::Home, |look| {
            for (handle, (name, width)) in names.iter().enumerate() {
                let mut control = button(name);
                control.handle = handle as u32;
                control.rect = rect(0.0, 0.0, *width, 40.0);
                look.controls.push(control);
            }
            look.layers = vec![Layer {
                text: "We use cookies.".into(),
                controls: (0..names.len() as u32).collect(),
                ..Layer::default()
            }];
        });
        judge::<ConsentRejectAsEasy>(made)
    }

    #[test]
    fn refusing_beside_accepting_passes() {
        let both = with(Market::Eu, &[("Accept all", 120.0), ("Reject all", 110.0)]);
        assert_eq!(both.verdict, Verdict::Pass);
        let german = with(
            Market::Eu,
            &[("Alle akzeptieren", 120.0), ("Ablehnen", 110.0)],
        );
        assert_eq!(german.verdict, Verdict::Pass);
    }

    #[test]
    fn settings_alone_fail_and_a_small_link_is_half() {
        let settings = with(Market::Uk, &[("Accept all", 120.0), ("Settings", 110.0)]);
        assert_eq!(settings.verdict, Verdict::Fail);
        let small = with(Market::Eu, &[("Accept", 120.0), ("Do not accept", 30.0)]);
        assert!(matches!(small.verdict, Verdict::Graded(_)));
    }

    #[test]
    fn no_banner_and_other_markets_give_no_occasion() {
        let none = with(Market::Eu, &[("Close", 40.0)]).verdict;
        assert_eq!(none, Verdict::NotApplicable("no-consent-banner"));
        let japan = with(Market::Jp, &[("Accept all", 120.0)]).verdict;
        assert_eq!(japan, Verdict::NotApplicable("market"));
    }
}
