//! Where is my order? Buyers can look it up by themselves, or are told how, without an account.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::body;
use crate::rules::facts::reach::{bare, shut_out};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::mentions;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `order-tracking-self-service`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderTrackingSelfService {}

impl Rule for OrderTrackingSelfService {
    const ID: &'static str = "order-tracking-self-service";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut behind_login = None;
        let texts = seen.link_texts().iter();
        let tracking: BTreeSet<&str> = texts
            .filter(|(text, folded)| {
                text.chars().count() < 50 && mentions(folded, words("to-tracking"))
            })
            .map(|(text, _)| *text)
            .collect();
        for (page, facts) in seen.pages().filter(|_| !tracking.is_empty()) {
            let links = facts.links.iter();
            for link in links.filter(|link| tracking.contains(link.text.as_str())) {
                if leads_to_login(seen, &link.url) {
                    behind_login.get_or_insert_with(|| Place::page(page));
                } else {
                    return Judgement::pass();
                }
            }
        }
        let guides = [
            PageKind::Faq,
            PageKind::Shipping,
            PageKind::Legal,
            PageKind::Contact,
            PageKind::Other,
        ];
        let told = seen
            .pages()
            .filter(|(page, _)| guides.contains(&page.kind))
            .take(80)
            .any(|(_, facts)| mentions(&body(facts), words("tracking-told")));
        if told {
            return Judgement::pass();
        }
        let finding = match behind_login {
            Some(place) => Finding::says("login", place),
            None => Finding::says("none", Place::url(&seen.evidence.target)),
        };
        let finding = finding.with("pages", seen.pages_read());
        Judgement::fail(vec![finding.likely_if(shut_out(seen))])
    }
}

/// Whether the link's address, or the page behind it, is a login.
fn leads_to_login(seen: &Seen<'_>, url: &str) -> bool {
    let login = |url: &str| {
        let path = bare(url).to_lowercase();
        [
            "login", "signin", "sign-in", "log-in", "/account", "mypage", "/member",
        ]
        .iter()
        .any(|part| path.contains(part))
    };
    let behind = seen.pages().find(|(page, _)| bare(&page.url) == bare(url));
    match behind {
        Some((page, facts)) => {
            let asks_password = facts
                .forms
                .iter()
                .any(|form| form.inputs.iter().any(|(kind, _, _)| kind == "password"));
            asks_password && (login(&page.final_url) || page.kind == PageKind::Account)
        }
        None => login(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn home(text: &str, path: &str) -> Made {
        Made::store().page(PageKind::Home, "/", |f| f.links = vec![link(text, path)])
    }

    #[test]
    fn a_link_without_login_or_an_instruction_passes() {
        assert_eq!(
            verdict::<OrderTrackingSelfService>(home("Track your order", "/track")),
            Verdict::Pass
        );
        let told = Made::store().page(PageKind::Shipping, "/s", |f| {
            f.text = "発送時に送り状番号をメールでお知らせします".into()
        });
        assert_eq!(verdict::<OrderTrackingSelfService>(told), Verdict::Pass);
    }

    #[test]
    fn only_behind_a_login_or_nowhere_fails() {
        assert_eq!(
            judge::<OrderTrackingSelfService>(home("ご注文照会", "/mypage/orders")).findings[0]
                .message,
            "login"
        );
        assert_eq!(
            judge::<OrderTrackingSelfService>(home("Mugs", "/mugs")).findings[0].message,
            "none"
        );
    }
}
