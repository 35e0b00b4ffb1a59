//! The mail field offers well-known domains, or asks back when one of them is misspelt.
//!
//! The browser's own list of earlier entries is none of the store's doing.

use crate::model::plan::Market;
use crate::model::probed::{Outcome, Variant};
use crate::model::verdict::Judgement;
use crate::rules::facts::probes::{Tried, asked, tried, untyped};
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `jp-email-domain-suggest`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct JpEmailDomainSuggest {}

const VARIANTS: &[Variant] = &[Variant::DomainSlip, Variant::DomainStart];

/// Domains that a suggestion would name.
const DOMAINS: &[&str] = &[
    "gmail.com",
    "yahoo.co.jp",
    "docomo.ne.jp",
    "ezweb.ne.jp",
    "au.com",
    "softbank.ne.jp",
    "i.softbank.jp",
    "icloud.com",
    "outlook.jp",
    "outlook.com",
    "hotmail.co.jp",
];

impl Rule for JpEmailDomainSuggest {
    const ID: &'static str = "jp-email-domain-suggest";
    const NEEDS: &'static [Need] = &[Need::Probes, Need::CheckoutField];
    const MARKETS: &'static [Market] = &[Market::Jp];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        if !asked(seen, &["email"]) {
            return Judgement::not_applicable("no-mail-field");
        }
        let mut tried = tried(seen, &["email"], VARIANTS);
        tried.retain(|one| one.entry.outcome != Outcome::Unknown);
        if tried.iter().any(suggests) {
            return Judgement::pass();
        }
        let untried = VARIANTS
            .iter()
            .find(|variant| !tried.iter().any(|one| one.entry.variant == **variant));
        match (untried, tried.first()) {
            (Some(variant), _) => Judgement::unknown(untyped(seen, &[*variant])),
            (None, Some(slip)) => Judgement::fail(vec![slip.says(seen, "message")]),
            (None, None) => Judgement::unknown(untyped(seen, VARIANTS)),
        }
    }
}

fn suggests(one: &Tried<'_>) -> bool {
    let entry = one.entry;
    let said = entry.said.iter().chain(&entry.early);
    let texts = said
        .map(|said| &said.text)
        .chain(&entry.offered)
        .map(|text| fold(text));
    texts.into_iter().any(|text| {
        let mut named = DOMAINS.iter().filter(|domain| text.contains(**domain));
        named.any(|domain| !fold(&entry.typed).contains(domain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::Entry;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::probed::{entry, said_at};
    use crate::rules::testing::{Made, field, verdict};

    fn with(change: impl FnOnce(&mut Vec<Entry>)) -> Verdict {
        let made = Made::store().market(Market::Jp);
        let made = made.look(Goal::Address, |l| l.fields = vec![field("email", "メール")]);
        verdict::<JpEmailDomainSuggest>(made.probed(|run| {
            let typed = |variant, text| entry("email", variant, text, Outcome::Accepted);
            run.entries = vec![
                typed(Variant::DomainSlip, "taro@gmial.com"),
                typed(Variant::DomainStart, "taro@g"),
            ];
            change(&mut run.entries);
        }))
    }

    #[test]
    fn a_list_or_a_question_is_enough() {
        assert_eq!(with(|_| ()), Verdict::Fail);
        let list = with(|entries| entries[1].offered = vec!["taro@gmail.com".into()]);
        assert_eq!(list, Verdict::Pass);
        let asks = with(|entries| {
            entries[0].said = vec![said_at("email", "もしかして taro@gmail.com ですか?")];
        });
        assert_eq!(asks, Verdict::Pass);
    }

    #[test]
    fn any_other_message_is_none_and_half_a_try_is_unknown() {
        let other = with(|entries| {
            entries[0].said = vec![said_at("email", "確認メールをお送りします")];
        });
        assert_eq!(other, Verdict::Fail);
        let half = with(|entries| entries.truncate(1));
        assert_eq!(half, Verdict::Unknown("probe-not-tried"));
    }
}
