//! Where reviews are shown to consumers in the EU or the UK, the store tells whether and how it
//! makes sure that they come from buyers.
//!
//! A badge such as “verified purchase” is a claim and not the statement; it satisfies
//! `review-authenticity-statement`. It may be said in other words, or by a review service on
//! pages of its own: a miss is only likely.

use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::has;
use crate::rules::facts::reviews::sample;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `review-verification-statement`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewVerificationStatement {
    /// Products that are looked at.
    pub sample: usize,
}

impl Rule for ReviewVerificationStatement {
    const ID: &'static str = "review-verification-statement";
    const NEEDS: &'static [Need] = &[Need::Product];
    const MARKETS: &'static [Market] = &[Market::Eu, Market::Uk];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let products = sample(seen, self.sample);
        let Some((place, _, _)) = products.iter().find(|(_, signs, _)| signs.has_block()) else {
            let waiting = products.iter().any(|(_, signs, _)| signs.waiting);
            return match waiting {
                true => Judgement::unknown("reviews-not-drawn"),
                false => Judgement::not_applicable("no-reviews"),
            };
        };
        let told = seen.views().iter().any(|view| {
            let linked = view.links.iter().any(|link| has("review-check", link.text));
            linked || has("review-check", view.text)
        });
        if told {
            return Judgement::pass();
        }
        let finding = Finding::at(place.clone()).with("pages", seen.views().len());
        // Said in other words, or by the service that draws the reviews.
        Judgement::fail(vec![finding.likely()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    const RATED: &str = "4.5 / 5\n12 reviews";

    fn with(text: &str, script: Option<&str>) -> Made {
        Made::store()
            .market(Market::Eu)
            .page(PageKind::Product, "/mug", |f| {
                f.text = text.into();
                f.scripts = script.map(str::to_owned).into_iter().collect();
            })
    }

    #[test]
    fn a_sentence_on_how_reviews_are_checked_passes() {
        for said in [
            "Only customers who bought the product can write a review.",
            "How we verify reviews",
            "We do not check whether reviews come from buyers.",
            "Wir prüfen die Echtheit der Bewertungen anhand der Bestellnummer.",
            "Les avis ne sont pas vérifiés.",
            "Comprobamos que las opiniones proceden de clientes",
            "レビューは購入者のみ投稿できます",
        ] {
            let made = with(&format!("{RATED}\n{said}"), None);
            assert_eq!(
                verdict::<ReviewVerificationStatement>(made),
                Verdict::Pass,
                "{said}"
            );
        }
    }

    #[test]
    fn a_badge_alone_likely_fails() {
        let badge = format!("{RATED}\nAnna\nVerified purchase");
        let judged = judge::<ReviewVerificationStatement>(with(&badge, None));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
    }

    #[test]
    fn without_reviews_and_elsewhere_it_does_not_apply() {
        let none = Verdict::NotApplicable("no-reviews");
        assert_eq!(
            verdict::<ReviewVerificationStatement>(with("A mug", None)),
            none
        );
        let mut evidence = with(RATED, None).evidence();
        evidence.markets = vec![Market::Jp];
        let made = Made::store().with(|e| *e = evidence);
        assert_eq!(
            verdict::<ReviewVerificationStatement>(made),
            Verdict::NotApplicable("market")
        );
    }
}
