//! The pages on which a store asks people to register or log in.

use crate::model::journey::Goal;
use crate::model::page::{PageKind, SkipReason};
use crate::model::verdict::Judgement;
use crate::rules::Seen;
use crate::rules::facts::has;
use crate::rules::view::View;

/// Account pages and the checkout's entrance, as far as they hold a password field.
pub fn account_views<'s, 'a>(seen: &'s Seen<'a>) -> Vec<&'s View<'a>> {
    let all = seen.views().iter();
    all.filter(|view| {
        let page = view.kind == PageKind::Account
            && view.facts.is_some_and(|facts| {
                facts
                    .forms
                    .iter()
                    .any(|form| form.inputs.iter().any(|(kind, _, _)| kind == "password"))
            });
        let entrance = view.step.is_some_and(|step| {
            let asks = step
                .look
                .fields
                .iter()
                .any(|field| field.visible && field.kind == "password");
            asks && (step.goal == Goal::Checkout || step.goal == Goal::Address)
        });
        page || entrance
    })
    .collect()
}

/// Why no account page was seen: robots.txt may keep the crawl away from them.
pub fn none_seen(seen: &Seen<'_>, absent: &'static str) -> Judgement {
    let site = seen.evidence.site.iter();
    let mut skipped = site.flat_map(|site| &site.skipped);
    let kept_away = |(url, why): &(String, SkipReason)| {
        *why == SkipReason::Robots && has("account-address", url)
    };
    match skipped.any(kept_away) {
        true => Judgement::unknown("account-by-robots"),
        false => Judgement::not_applicable(absent),
    }
}

/// Of these, pages on which one registers or is invited to.
pub fn registration_views<'s, 'a>(seen: &'s Seen<'a>) -> Vec<&'s View<'a>> {
    let mut views = account_views(seen);
    views.retain(|view| has("register-word", view.text) || has("register-word", view.title));
    views
}
