//! Shoppers can reach the store in at least three ways, from any page within two taps.
//!
//! Telephone, mail, form, chat, messengers, direct messages on a social network and
//! a call-back count once each; `#` links and the shop software's own profiles do not.

use crate::model::page::{PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::body::chat;
use crate::rules::facts::contact::phones;
use crate::rules::facts::vendors::{messenger, profile_network};
use crate::rules::facts::words::{fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `contact-channels-3plus`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactChannels3plus {
    /// Distinct channels.
    pub min_channels: usize,
    /// Taps from the home page within which a channel must be found.
    pub max_taps: u32,
}

impl Rule for ContactChannels3plus {
    const ID: &'static str = "contact-channels-3plus";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut channels: BTreeSet<&'static str> = BTreeSet::new();
        let mut contact_skipped = seen.pages_of(PageKind::Contact).next().is_none();
        let near = |depth: u32| depth <= self.max_taps;
        for (page, facts) in seen.pages().filter(|(page, _)| near(page.depth)) {
            contact_skipped &= page.kind != PageKind::Contact;
            // What stands on a product's page belongs to the product, unless it is linked.
            let phone = phones(facts)
                .iter()
                .any(|phone| phone.linked || page.kind != PageKind::Product);
            if phone {
                channels.insert("phone");
            }
            if !facts.emails.is_empty() && page.kind != PageKind::Product {
                channels.insert("mail");
            }
            if page.kind == PageKind::Contact && has_message_form(facts) {
                channels.insert("form");
            }
            for link in &facts.links {
                if let Some(name) = messenger(&link.url) {
                    channels.insert(name);
                } else if matches!(
                    profile_network(&link.url),
                    Some("Facebook" | "Instagram" | "X")
                ) {
                    channels.insert("direct message");
                }
                let text = fold(&link.text);
                if text.chars().count() < 40
                    && mentions(
                        &text,
                        &[
                            "call back",
                            "callback",
                            "request a call",
                            "rückruf",
                            "折り返し電話",
                            "折返し電話",
                        ],
                    )
                {
                    channels.insert("call-back");
                }
            }
        }
        if chat(seen).is_some() {
            channels.insert("chat");
        }
        if channels.len() >= self.min_channels {
            return Judgement::pass();
        }
        let finding = Finding::at(Place::url(&seen.evidence.target))
            .with("count", channels.len())
            .with("pages", seen.pages_read());
        let linked_form = contact_skipped && crate::rules::facts::reach::unread(seen, CONTACT);
        Judgement::fail(vec![finding.likely_if(linked_form)])
    }
}

const CONTACT: &[&str] = &[
    "contact",
    "contact us",
    "get in touch",
    "help",
    "support",
    "お問い合わせ",
    "お問合せ",
    "ヘルプ",
    "サポート",
    "kontakt",
    "contacto",
    "contatti",
    "nous contacter",
];

/// A form in which one can write something: a text area, or a mail field that is posted with more than itself.
fn has_message_form(facts: &PageFacts) -> bool {
    facts.forms.iter().any(|form| {
        let kinds = |kind: &str| form.inputs.iter().any(|(k, _, _)| k == kind);
        let typed = form
            .inputs
            .iter()
            .filter(|(k, _, _)| !["hidden", "submit", "button", "search"].contains(&k.as_str()))
            .count();
        kinds("textarea") || (form.method == "post" && kinds("email") && typed >= 3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::{PhoneText, StaticForm};
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn phone(facts: &mut PageFacts) {
        facts.phones = vec![PhoneText {
            text: "0117 496 0123".into(),
            e164: None,
            linked: true,
        }];
    }

    #[test]
    fn phone_mail_and_form_are_three() {
        let made = Made::store().page(PageKind::Contact, "/contact", |f| {
            phone(f);
            f.emails = vec!["hello@shop.example".into()];
            f.forms = vec![StaticForm {
                action: String::new(),
                method: "post".into(),
                inputs: vec![("textarea".into(), "m".into(), "Message".into())],
                buttons: vec![],
            }];
        });
        assert_eq!(verdict::<ContactChannels3plus>(made), Verdict::Pass);
    }

    #[test]
    fn hash_links_and_the_vendors_profile_do_not_count() {
        let made = Made::store().page(PageKind::Contact, "/", |f| {
            phone(f);
            f.emails = vec!["hello@shop.example".into()];
            f.links = vec![
                link("Facebook", "/#"),
                link("Instagram", "https://www.instagram.com/shopify"),
            ];
        });
        let judged = judge::<ContactChannels3plus>(made);
        assert_eq!(judged.findings[0].args[0].1, "2");
    }

    #[test]
    fn a_channel_three_taps_away_is_too_far() {
        let made = Made::store().page(PageKind::Contact, "/", phone).with(|e| {
            if let Some(site) = &mut e.site {
                site.pages[0].depth = 3;
            }
        });
        assert_eq!(
            judge::<ContactChannels3plus>(made).findings[0].args[0].1,
            "0"
        );
    }
}
