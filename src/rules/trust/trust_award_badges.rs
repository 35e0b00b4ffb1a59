//! Signs of trust stand on home, product or payment: seals, awards, marks of payment. A seal that links to its issuer must lead somewhere.
//!
//! Pictures are known by their `alt`, their file's name or the link around them; a
//! picture without any of these cannot be recognised.

use crate::model::journey::Goal;
use crate::model::page::{Link, Page, PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::external_status;
use crate::rules::facts::vendors::is_of;
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `trust-award-badges`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrustAwardBadges {}

/// Sites that issue seals and show whom they sealed.
const ISSUERS: &[&str] = &[
    "trustedshops.com",
    "trustedshops.de",
    "trustedshops.fr",
    "trustedshops.co.uk",
    "trustedshops.eu",
    "bbb.org",
    "privacymark.jp",
    "jadma.or.jp",
    "jadma.org",
    "norton.com",
    "websecurity.digicert.com",
    "seal.digicert.com",
    "trustsealinfo.websecurity.norton.com",
    "mcafeesecure.com",
    "trustwave.com",
    "seal.globalsign.com",
    "sealinfo.websecurity.symantec.com",
    "sectigo.com",
    "trustlogo.com",
    "ehi-siegel.de",
    "safer-shopping.de",
    "guetezeichen.at",
    "thuiswinkel.org",
    "webwinkelkeur.nl",
    "becommerce.be",
    "fianet.com",
    "avis-verifies.com",
    "ekomi.de",
    "trustpilot.com",
    "isms.jp",
    "bcorporation.net",
    "fairtrade.org.uk",
    "fsc.org",
];
const MARKS: Words = &[
    "trusted shops",
    "trustedshops",
    "trusted shop",
    "norton",
    "mcafee",
    "verisign",
    "digicert",
    "geotrust",
    "globalsign",
    "comodo",
    "sectigo",
    "trustpilot",
    "ekomi",
    "bbb",
    "accredited business",
    "ssl",
    "secure checkout",
    "secure payment",
    "secure payments",
    "pci dss",
    "tüv",
    "gütesiegel",
    "käuferschutz",
    "thuiswinkel",
    "webwinkelkeur",
    "trust badge",
    "trust seal",
    "trust-badge",
    "trust-badges",
    "badge",
    "seal",
    "award",
    "awards",
    "award winner",
    "winner",
    "best shop",
    "certified",
    "certification",
    "certificate",
    "b corp",
    "fairtrade",
    "fair trade",
    "fsc",
    "organic",
    "money-back guarantee",
    "guarantee",
    "プライバシーマーク",
    "pマーク",
    "プライバシーマーク制度",
    "jadma",
    "通販マーク",
    "isms",
    "受賞",
    "認証",
    "認定",
    "グッドデザイン",
    "モンドセレクション",
    "有機jas",
    "ショップ・オブ・ザ・イヤー",
    "ショップオブザイヤー",
    "優良店",
    "3dセキュア",
    "3-dセキュア",
    "安心マーク",
    "visa",
    "mastercard",
    "american express",
    "amex",
    "jcb",
    "diners",
    "discover",
    "maestro",
    "paypal",
    "apple pay",
    "google pay",
    "amazon pay",
    "klarna",
    "paypay",
    "楽天ペイ",
    "クレジットカード",
    "payment methods",
    "payment icons",
    "zahlungsarten",
    "moyens de paiement",
];

impl Rule for TrustAwardBadges {
    const ID: &'static str = "trust-award-badges";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut badge = false;
        let mut unchecked = false;
        let mut broken = Vec::new();
        for (page, facts) in shown_on(seen) {
            badge |= facts
                .images
                .iter()
                .any(|image| is_mark(image.alt.as_deref(), &image.src));
            for link in seals(facts) {
                match external_status(seen, &link.url) {
                    Some(404 | 410) => broken
                        .push(Finding::says("broken", Place::page(page)).with("url", &link.url)),
                    Some(_) => badge = true,
                    None => unchecked = true,
                }
            }
        }
        let goals = [Goal::Home, Goal::Product, Goal::Payment, Goal::Review];
        for (_, step) in seen
            .steps()
            .filter(|(_, step)| goals.iter().any(|goal| step.serves(*goal)))
        {
            let mut images = step.settled().images.iter();
            badge |= images.any(|image| is_mark(image.alt.as_deref(), &image.src));
        }
        broken.dedup_by(|a, b| a.args == b.args);
        match (broken.is_empty(), badge, unchecked) {
            (false, _, _) => Judgement::fail(broken),
            (true, true, false) => Judgement::pass(),
            (true, _, true) => Judgement::unknown("links-not-checked"),
            (true, false, false) => {
                let place = Place::url(&seen.evidence.target);
                let finding = Finding::says("none", place).with("pages", seen.pages_read());
                // Drawings inside the HTML and pictures without `alt` are not recognised.
                Judgement::fail(vec![finding.likely()])
            }
        }
    }
}

/// Links from seals to their issuers, on the pages where signs of trust are looked for.
pub fn seal_links<'a>(seen: &Seen<'a>) -> Vec<&'a Link> {
    shown_on(seen)
        .into_iter()
        .flat_map(|(_, facts)| seals(facts))
        .collect()
}

fn shown_on<'a>(seen: &Seen<'a>) -> Vec<(&'a Page, &'a PageFacts)> {
    let kinds = [
        PageKind::Home,
        PageKind::Product,
        PageKind::Cart,
        PageKind::Checkout,
    ];
    let pages = kinds.map(|kind| seen.pages_of(kind).take(20));
    pages.into_iter().flatten().collect()
}

fn seals(facts: &PageFacts) -> impl Iterator<Item = &Link> {
    facts.links.iter().filter(|link| is_of(&link.url, ISSUERS))
}

fn is_mark(alt: Option<&str>, src: &str) -> bool {
    let file = src.rsplit('/').next().unwrap_or_default();
    let file = file
        .split('?')
        .next()
        .unwrap_or_default()
        .replace(['-', '_', '.', '+'], " ");
    mentions(&fold(alt.unwrap_or_default()), MARKS) || mentions(&fold(&file), MARKS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::StaticImage;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn image(alt: &str, src: &str) -> StaticImage {
        StaticImage {
            src: src.into(),
            alt: Some(alt.into()),
            sized: true,
            loading: None,
            responsive: false,
        }
    }

    fn home(alt: &str, src: &str) -> Made {
        Made::store().page(PageKind::Home, "/", |f| f.images = vec![image(alt, src)])
    }

    #[test]
    fn payment_marks_and_seals_pass_by_alt_or_file_name() {
        assert_eq!(
            verdict::<TrustAwardBadges>(home("VISA", "/a.svg")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<TrustAwardBadges>(home("", "/img/trusted-shops.png")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<TrustAwardBadges>(home("プライバシーマーク", "/p.png")),
            Verdict::Pass
        );
    }

    #[test]
    fn a_decorative_picture_is_no_badge() {
        assert_eq!(
            verdict::<TrustAwardBadges>(home("Blue mug", "/mug.jpg")),
            Verdict::Fail
        );
    }

    #[test]
    fn a_seal_that_leads_nowhere_fails_and_an_unchecked_one_is_unknown() {
        let url = "https://www.trustedshops.de/bewertung/info_X.html";
        let made = |status| {
            Made::store()
                .page(PageKind::Home, "/", |f| f.links = vec![link("Seal", url)])
                .site(|s| s.checked_external = vec![(url.to_owned(), status)])
        };
        assert_eq!(
            judge::<TrustAwardBadges>(made(Some(404))).findings[0].message,
            "broken"
        );
        assert_eq!(verdict::<TrustAwardBadges>(made(Some(200))), Verdict::Pass);
        assert_eq!(
            verdict::<TrustAwardBadges>(made(None)),
            Verdict::Unknown("links-not-checked")
        );
    }
}
