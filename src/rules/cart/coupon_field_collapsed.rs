//! The coupon's field is folded away until somebody asks for it, and a wrong code is answered in words.
//!
//! Whether it is open is read off the walk's own screens, cart and checkout; the answer
//! to a wrong code needs a probe. A store without such a field gives no occasion.

use crate::model::journey::Goal;
use crate::model::look::Field;
use crate::model::page::Region;
use crate::model::probed::{CouponTried, Probed};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rulebook::lexicon::{Lexicon, Topic};
use crate::rules::facts::fields::{called, is_tick};
use crate::rules::facts::shop::{not_tried, place, quoted, runs, why_not};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `coupon-field-collapsed`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CouponFieldCollapsed {}

impl Rule for CouponFieldCollapsed {
    const ID: &'static str = "coupon-field-collapsed";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Cart)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let screens = seen
            .steps()
            .filter(|(_, step)| step.serves(Goal::Cart) || step.goal.in_checkout());
        let mut findings: Vec<Finding> = screens
            .filter_map(|(journey, step)| {
                let field = step
                    .look
                    .fields
                    .iter()
                    .find(|f| is_coupon(f) && f.visible)?;
                let at = Place::step(journey, step).element(&field.selector);
                Some(Finding::says("open", at).with("label", called(field)))
            })
            .collect();
        findings.dedup_by(|a, b| {
            a.place.selector == b.place.selector && a.place.device == b.place.device
        });
        let runs = runs(seen);
        let tried = runs
            .iter()
            .filter_map(|(run, shop)| Some((*run, shop.coupon.as_ref()?)));
        let tried: Vec<(&Probed, &CouponTried)> = tried.collect();
        findings.extend(
            tried
                .iter()
                .filter_map(|(run, coupon)| answer_fault(run, coupon)),
        );
        if !findings.is_empty() {
            return Judgement::fail(findings);
        }
        if !tried.is_empty() {
            return Judgement::pass();
        }
        match why_not(seen, "coupon") {
            "probe-no-field" => Judgement::not_applicable("no-coupon-field"),
            _ => not_tried(seen, "coupon"),
        }
    }
}

fn is_coupon(field: &Field) -> bool {
    // A box to tick that unfolds the field is no field for a code.
    field.purpose == "x-coupon"
        && !is_tick(field)
        && !matches!(field.region, Some(Region::Header | Region::Footer))
}

fn answer_fault(run: &Probed, coupon: &CouponTried) -> Option<Finding> {
    let says = |message| {
        Finding::says(message, place(run, &coupon.url, &coupon.selector)).with("code", &coupon.code)
    };
    if let Some(status) = coupon.status.filter(|status| *status >= 400) {
        return Some(says("broken").with("status", status));
    }
    if !coupon.kept {
        return Some(says("lost").likely());
    }
    if coupon.applied || is_specific(coupon) {
        return None;
    }
    match coupon.said.is_empty() {
        true => Some(says("silent")),
        false => Some(says("generic").with("said", quoted(&coupon.said)).likely()),
    }
}

/// Whether an answer speaks of the code: by its letters, or by a word for coupons beside one for errors.
fn is_specific(coupon: &CouponTried) -> bool {
    let lexicon = Lexicon::embedded();
    coupon.said.iter().any(|line| {
        let names = line.contains(&coupon.code) || lexicon.says(line, Topic::Coupon);
        let wrong = lexicon.says(line, Topic::Error)
            || lexicon.says(line, Topic::NotFound)
            || lexicon.says(line, Topic::NoResults);
        line.contains(&coupon.code) || names && wrong
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, field, judge, shop_run, verdict};

    fn made(open: bool, said: &[&str]) -> Made {
        let coupon = CouponTried {
            code: "CARTWALK404".to_owned(),
            said: said.iter().map(|line| (*line).to_owned()).collect(),
            kept: true,
            ..CouponTried::default()
        };
        Made::store()
            .look(Goal::Cart, |look| {
                if open {
                    look.fields.push(field("x-coupon", "Voucher code"));
                }
            })
            .with(|evidence| {
                evidence
                    .probed
                    .push(shop_run(|p| p.shop.coupon = Some(coupon)))
            })
    }

    fn said(made: Made) -> Vec<&'static str> {
        let judged = judge::<CouponFieldCollapsed>(made);
        judged.findings.iter().map(|f| f.message).collect()
    }

    #[test]
    fn a_folded_field_with_a_specific_answer_passes() {
        let known = ["No voucher found with code 'CARTWALK404'"];
        assert_eq!(
            verdict::<CouponFieldCollapsed>(made(false, &known)),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<CouponFieldCollapsed>(made(false, &["Invalid coupon"])),
            Verdict::Pass
        );
    }

    #[test]
    fn an_open_field_and_a_silent_or_generic_answer_fail() {
        assert_eq!(said(made(true, &["Invalid coupon"])), ["open"]);
        assert_eq!(said(made(false, &[])), ["silent"]);
        assert_eq!(said(made(false, &["Something went wrong"])), ["generic"]);
    }

    #[test]
    fn a_box_to_tick_that_unfolds_the_field_is_no_open_field() {
        let made = made(false, &["Invalid coupon"]).with(|evidence| {
            let cart = &mut evidence.journeys[0].steps[0].look;
            let mut tick = field("x-coupon", "I have a voucher");
            tick.kind = "checkbox".into();
            cart.fields.push(tick);
        });
        assert_eq!(verdict::<CouponFieldCollapsed>(made), Verdict::Pass);
    }

    #[test]
    fn a_store_without_a_field_gives_no_occasion() {
        let none = Made::store().look(Goal::Cart, |_| ()).with(|evidence| {
            evidence.probed.push(shop_run(|p| {
                p.not_run = vec![crate::rules::testing::not_run("coupon", "no-field")];
            }))
        });
        assert_eq!(
            verdict::<CouponFieldCollapsed>(none),
            Verdict::NotApplicable("no-coupon-field")
        );
    }
}
