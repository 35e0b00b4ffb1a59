//! The store links to what others wrote about it: an article on somebody else's site.
//!
//! Own releases and release wires do not count. A publisher that answers a program
//! with 403 (a paywall, a bot check) counts as there; logos without a link do not.

use crate::model::page::{Link, Page, PageFacts, PageKind, Region};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::external_status;
use crate::rules::facts::vendors::{NETWORKS, PAYMENT, REVIEWS, is_of};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use url::Url;

/// Thresholds of `press-coverage-external`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PressCoverageExternal {}

const PRESS: Words = &[
    "press",
    "in the press",
    "in the media",
    "as seen in",
    "as featured in",
    "featured in",
    "media coverage",
    "press coverage",
    "media",
    "in the news",
    "メディア掲載",
    "メディア紹介",
    "メディア情報",
    "掲載実績",
    "掲載情報",
    "掲載メディア",
    "雑誌掲載",
    "テレビで紹介",
    "紹介されました",
    "掲載されました",
    "bekannt aus",
    "presse",
    "presseberichte",
    "pressestimmen",
    "ils parlent de nous",
    "on parle de nous",
    "revue de presse",
    "prensa",
    "en los medios",
    "dicono di noi",
    "rassegna stampa",
    "parlano di noi",
    "stampa",
    "in de media",
    "in de pers",
    "pers",
    "na mídia",
    "na imprensa",
    "media parlano",
    "媒体报道",
    "媒體報導",
    "언론보도",
    "언론에",
];
const WIRES: &[&str] = &[
    "prtimes.jp",
    "atpress.ne.jp",
    "value-press.com",
    "dreamnews.jp",
    "prnewswire.com",
    "businesswire.com",
    "globenewswire.com",
    "newswire.com",
    "prweb.com",
    "einpresswire.com",
    "presseportal.de",
    "openpr.de",
    "kyodonewsprwire.jp",
    "prwire.com.au",
];
const OTHERS: &[&str] = &[
    "apps.apple.com",
    "play.google.com",
    "google.com",
    "maps.app.goo.gl",
    "amazon.com",
    "amazon.co.jp",
    "amazon.co.uk",
    "amazon.de",
    "rakuten.co.jp",
    "rakuten.ne.jp",
    "shopping.yahoo.co.jp",
    "ebay.com",
    "etsy.com",
    "shopify.com",
    "wordpress.org",
    "cloudflare.com",
    "whatsapp.com",
    "wa.me",
    "m.me",
    "ec.europa.eu",
    "w3.org",
    "schema.org",
];

impl Rule for PressCoverageExternal {
    const ID: &'static str = "press-coverage-external";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut dead = Vec::new();
        let mut unchecked = false;
        let mut titled = false;
        for (page, facts) in seen.pages() {
            let whole = about_press(page, facts);
            titled |= whole;
            let of_press = |link: &&Link| whole || introduced(page, facts, link);
            let articles = facts.links.iter().filter(of_press);
            for link in articles.filter(|link| is_article(seen, link)) {
                match external_status(seen, &link.url) {
                    Some(404 | 410) => {
                        dead.push(Finding::says("dead", Place::page(page)).with("url", &link.url));
                    }
                    // A paywall or a bot check is an answer of somebody who is there.
                    Some(_) => return Judgement::pass(),
                    None => unchecked = true,
                }
            }
        }
        if unchecked {
            return Judgement::unknown("links-not-checked");
        }
        if dead.is_empty() {
            let place = Place::url(&seen.evidence.target);
            let message = if titled { "unlinked" } else { "none" };
            let finding = Finding::says(message, place).with("pages", seen.pages_read());
            // A heading in other words than those that are known is not read.
            dead.push(finding.likely());
        }
        Judgement::fail(dead)
    }
}

/// Whether the sentence that holds the link speaks of the press ("In the media: …").
fn introduced(page: &Page, facts: &PageFacts, link: &Link) -> bool {
    let kinds = [PageKind::Home, PageKind::About];
    let text = link.text.trim();
    kinds.contains(&page.kind)
        && text.chars().count() >= 4
        && facts.text.lines().any(|line| {
            line.chars().count() < 200 && line.contains(text) && mentions(&fold(line), PRESS)
        })
}

/// A page about press, or a home or about page with such a heading.
fn about_press(page: &Page, facts: &PageFacts) -> bool {
    let short = |text: &str| text.chars().count() < 60 && mentions(&fold(text), PRESS);
    let headed = facts.headings.iter().any(|(_, text)| short(text));
    match page.kind {
        PageKind::Home | PageKind::About => headed,
        PageKind::Other => {
            let path = Url::parse(&page.final_url)
                .map(|url| url.path().to_lowercase())
                .unwrap_or_default();
            let named = path
                .split(['/', '-', '_', '.'])
                .any(|part| ["press", "media", "presse", "prensa", "stampa"].contains(&part));
            named || headed || short(&facts.title)
        }
        PageKind::Listing
        | PageKind::Product
        | PageKind::Cart
        | PageKind::Checkout
        | PageKind::Search
        | PageKind::Account
        | PageKind::Contact
        | PageKind::Shipping
        | PageKind::Returns
        | PageKind::Privacy
        | PageKind::Legal
        | PageKind::Faq => false,
    }
}

/// A link in the content to an article on a site of others.
/// Links to articles on other sites, from pages about the press.
pub fn articles<'a>(seen: &Seen<'a>) -> Vec<&'a Link> {
    seen.pages()
        .filter(|(page, facts)| about_press(page, facts))
        .flat_map(|(_, facts)| facts.links.iter().filter(|link| is_article(seen, link)))
        .collect()
}

fn is_article(seen: &Seen<'_>, link: &Link) -> bool {
    let Ok(url) = Url::parse(&link.url) else {
        return false;
    };
    let deep = url.path().trim_matches('/').len() > 1 || url.query().is_some();
    let networks: Vec<&str> = NETWORKS.iter().map(|(host, _)| *host).collect();
    matches!(url.scheme(), "http" | "https")
        && link.region == Region::Main
        && !link.internal
        && !seen.is_own(&link.url)
        && deep
        && ![WIRES, OTHERS, PAYMENT, REVIEWS, networks.as_slice()]
            .iter()
            .any(|hosts| is_of(&link.url, hosts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn with(url: &str, status: Option<u16>) -> Made {
        Made::store()
            .page(PageKind::Home, "/", |f| {
                f.headings = vec![(2, "As seen in".into())];
                f.links = vec![link("Our mugs", url)];
            })
            .site(|s| {
                s.checked_external = status
                    .map(|s| (url.to_owned(), Some(s)))
                    .into_iter()
                    .collect()
            })
    }

    #[test]
    fn an_article_that_answers_passes_and_a_paywall_is_an_answer() {
        for status in [200, 403] {
            let made = with("https://news.example.org/2026/mugs", Some(status));
            assert_eq!(verdict::<PressCoverageExternal>(made), Verdict::Pass);
        }
    }

    #[test]
    fn wires_profiles_dead_articles_and_bare_logos_do_not_count() {
        let message = |made| judge::<PressCoverageExternal>(made).findings[0].message;
        assert_eq!(
            message(with("https://prtimes.jp/main/html/1", Some(200))),
            "unlinked"
        );
        assert_eq!(
            message(with("https://www.instagram.com/kissa", Some(200))),
            "unlinked"
        );
        assert_eq!(
            message(with("https://news.example.org/2026/mugs", Some(404))),
            "dead"
        );
        let bare = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(message(bare), "none");
    }

    #[test]
    fn a_sentence_may_introduce_the_article() {
        let url = "https://journal.example.org/hibou";
        let told = |text: &str| {
            let text = text.to_owned();
            verdict::<PressCoverageExternal>(
                Made::store()
                    .page(PageKind::About, "/about", |f| {
                        f.text = text;
                        f.links = vec![link("Les jouets du Hibou", url)];
                    })
                    .site(|s| s.checked_external = [(url.to_owned(), Some(200))].into()),
            )
        };
        assert_eq!(
            told("Ils parlent de nous : Les jouets du Hibou"),
            Verdict::Pass
        );
        assert_eq!(told("Voir aussi : Les jouets du Hibou"), Verdict::Fail);
    }

    #[test]
    fn an_article_that_nobody_checked_is_unknown() {
        let made = with("https://news.example.org/2026/mugs", None);
        assert_eq!(
            verdict::<PressCoverageExternal>(made),
            Verdict::Unknown("links-not-checked")
        );
    }
}
