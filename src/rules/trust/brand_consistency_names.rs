//! The store is one company everywhere: name, telephone and address agree between titles, footer, structured data and legal page.
//!
//! A trade name may differ from the company's name in the register, so only names
//! that claim to be the shop's are compared, and a difference is `likely`.

use crate::model::page::{PageFacts, PageKind, Region};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::contact::{COMPANY, is_placeholder_phone, phones};
use crate::rules::facts::reach::bare;
use crate::rules::facts::schema;
use crate::rules::facts::words::{fold, short};
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Thresholds of `brand-consistency-names`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BrandConsistencyNames {
    /// Likeness from which on two names are one, 0 to 1 (Jaro–Winkler).
    pub min_likeness: f64,
}

/// Reads a name from a page.
type NameReader<'r> = &'r dyn Fn(&PageFacts) -> Option<String>;

/// A name that the store gives itself.
struct Named {
    source: &'static str,
    name: String,
    place: Place,
}

impl Rule for BrandConsistencyNames {
    const ID: &'static str = "brand-consistency-names";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let names = names(seen);
        let mut findings = Vec::new();
        if let Some((first, others)) = names.split_first() {
            let differing = others
                .iter()
                .filter(|other| !self.alike(&first.name, &other.name));
            findings.extend(differing.map(|other| {
                Finding::says("name", other.place.clone())
                    .with("source", other.source)
                    .with("name", short(&other.name, 60))
                    .with("first_source", first.source)
                    .with("first", short(&first.name, 60))
                    .likely()
            }));
        }
        let (compared_phone, phone) = phone_conflict(seen);
        let (compared_code, code) = postcode_conflict(seen);
        findings.extend(phone);
        findings.extend(code);
        if names.len() < 2 && !compared_phone && !compared_code {
            return Judgement::not_applicable("one-name");
        }
        Judgement::by(findings)
    }
}

impl BrandConsistencyNames {
    fn alike(&self, a: &str, b: &str) -> bool {
        let (a, b) = (core(a), core(b));
        a.is_empty()
            || b.is_empty()
            || a.contains(&b)
            || b.contains(&a)
            || strsim::jaro_winkler(&a, &b) >= self.min_likeness
    }
}

/// A name without legal form, spaces and signs.
fn core(name: &str) -> String {
    let folded = fold(name);
    let forms = [
        "株式会社",
        "有限会社",
        "合同会社",
        "(株)",
        "(有)",
        "co., ltd.",
        "co.,ltd.",
        "co. ltd",
        "limited",
        "ltd",
        "inc",
        "llc",
        "gmbh",
        "s.r.l.",
        "s.a.s.",
        "b.v.",
        "s.l.",
        "公式オンラインストア",
        "公式オンラインショップ",
        "オンラインストア",
        "オンラインショップ",
        "公式通販",
        "公式",
        "online store",
        "online shop",
        "official",
        "www.",
        "https://",
    ];
    let bare = forms
        .iter()
        .fold(folded, |text, form| text.replace(form, " "));
    let bare = bare.split(".com").next().unwrap_or_default().to_owned();
    bare.replace('&', "and")
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn names(seen: &Seen<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    let target = || Place::url(&seen.evidence.target);
    if let Some(name) = title_brand(seen) {
        found.push(Named {
            source: "@name.title",
            name,
            place: target(),
        });
    }
    let first = |read: NameReader<'_>| {
        seen.pages()
            .take(60)
            .find_map(|(page, facts)| read(facts).map(|name| (Place::page(page), name)))
    };
    let home = bare(&seen.evidence.target).to_owned();
    let sources: [(&'static str, NameReader<'_>); 4] = [
        ("@name.logo", &|facts| logo(facts, &home)),
        ("@name.card", &|facts| {
            facts
                .social_meta
                .iter()
                .find(|(key, _)| key == "og:site_name")
                .map(|(_, name)| name.clone())
        }),
        ("@name.data", &|facts| {
            schema::of_type(&facts.structured, COMPANY)
                .iter()
                .find_map(|item| schema::text(item, "name"))
        }),
        ("@name.footer", &|facts| copyright(&facts.footer_text)),
    ];
    for (source, read) in sources {
        if let Some((place, name)) = first(read).filter(|(_, name)| !name.trim().is_empty()) {
            found.push(Named {
                source,
                name,
                place,
            });
        }
    }
    found
}

/// Words of the header's first link to the home page: the logo.
fn logo(facts: &PageFacts, home: &str) -> Option<String> {
    let header = facts
        .links
        .iter()
        .filter(|link| link.region == Region::Header);
    let mut leads_home = header.filter(|link| bare(&link.url) == home && !link.url.contains('#'));
    let words = leads_home.next()?.text.clone();
    let generic = [
        "home",
        "logo",
        "top",
        "shop",
        "store",
        "ホーム",
        "トップ",
        "トップページ",
        "startseite",
        "accueil",
        "inicio",
        "go to",
        "back to",
    ];
    let bits = words
        .split(['|', '/', '／', '–', '—', '｜', ':'])
        .map(str::trim);
    let named = bits.filter(|bit| {
        let bare: String = fold(bit).replace("logo", "").trim().to_owned();
        bare.chars().count() > 1
            && !generic.iter().any(|word| {
                bare == *word || bare.starts_with("go to") || bare.starts_with("back to")
            })
    });
    named.map(str::to_owned).next()
}

/// The part that most titles share: "Blue mug | Kissa".
fn title_brand(seen: &Seen<'_>) -> Option<String> {
    static SEPARATOR: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"\s+(?:[|/\-–—·»:]|::)\s+|[｜|／]").expect("the pattern is fixed")
    });
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut pages = 0;
    for (_, facts) in seen.pages() {
        pages += 1;
        let parts: Vec<&str> = SEPARATOR.split(&facts.title).collect();
        let ends: BTreeSet<&str> = [parts.first(), parts.last()]
            .into_iter()
            .flatten()
            .copied()
            .collect();
        for part in ends
            .into_iter()
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            *counts.entry(part.to_owned()).or_default() += 1;
        }
    }
    let (name, count) = counts.into_iter().max_by_key(|(_, count)| *count)?;
    (pages >= 3 && count >= 2 && count * 2 >= pages).then_some(name)
}

/// "© 2026 Kissa Ltd. All rights reserved".
fn copyright(footer: &str) -> Option<String> {
    static LINE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)(?:©|\(c\)|copyright)\s*(?:copyright|©|\(c\))?\s*(?:(?:19|20)\d\d)?(?:\s*[-–—]\s*(?:(?:19|20)\d\d)?)?\s*,?\s*(?:by\s+)?([^\n|©]{2,60})")
            .expect("the pattern is fixed")
    });
    let found = LINE.captures(footer)?.get(1)?.as_str();
    let lower = found.to_lowercase();
    let end = [
        "all rights",
        "alle rechte",
        "tous droits",
        "powered by",
        "todos los",
        "tutti i diritti",
        "alle rechten",
        ". ",
        "inc.",
    ]
    .iter()
    .filter_map(|stop| lower.find(stop))
    .min()
    .filter(|end| found.is_char_boundary(*end))
    .unwrap_or(found.len());
    let name = found[..end].trim().trim_end_matches(['.', ',']).trim();
    let years_only = name.chars().all(|c| !c.is_alphabetic());
    (!years_only && name.chars().count() >= 2).then(|| name.to_owned())
}

/// Whether structured data and pages name entirely different telephone numbers.
fn phone_conflict(seen: &Seen<'_>) -> (bool, Option<Finding>) {
    let tail = |text: &str| -> String {
        let digits: Vec<char> = fold(text).chars().filter(char::is_ascii_digit).collect();
        digits.iter().rev().take(8).rev().collect()
    };
    let shown: BTreeSet<String> = seen
        .pages()
        .filter(|(page, _)| page.kind != PageKind::Product)
        .flat_map(|(_, facts)| phones(facts))
        .map(|phone| tail(&phone.text))
        .collect();
    let marked = seen.pages().find_map(|(page, facts)| {
        let items = schema::of_type(&facts.structured, COMPANY);
        let phone = items
            .iter()
            .find_map(|item| schema::text(item, "telephone"))?;
        (!is_placeholder_phone(&phone)).then_some((page, phone))
    });
    let Some((page, phone)) = marked.filter(|_| !shown.is_empty()) else {
        return (false, None);
    };
    let differs = !shown.contains(&tail(&phone));
    (
        true,
        differs.then(|| {
            Finding::says("phone", Place::page(page))
                .with("phone", phone)
                .likely()
        }),
    )
}

/// Whether the footer and the legal page name different postcodes (Japan).
fn postcode_conflict(seen: &Seen<'_>) -> (bool, Option<Finding>) {
    static CODE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"〒?\s*(\d{3})-?(\d{4})\s*(?:東京|北海|大阪|京都|.{2,3}県)")
            .expect("the pattern is fixed")
    });
    let codes = |text: &str| -> BTreeSet<String> {
        CODE.captures_iter(&fold(text))
            .map(|c| format!("{}{}", &c[1], &c[2]))
            .collect()
    };
    let footer = seen
        .pages_of(PageKind::Home)
        .map(|(_, facts)| codes(&facts.footer_text))
        .find(|c| !c.is_empty());
    let legal = seen.pages_of(PageKind::Legal).find_map(|(page, facts)| {
        let body = facts.text.replace(facts.footer_text.as_str(), "");
        Some((page, codes(&body))).filter(|(_, found)| !found.is_empty())
    });
    let (Some(footer), Some((page, legal))) = (footer, legal) else {
        return (false, None);
    };
    let differs = footer.is_disjoint(&legal);
    (
        true,
        differs.then(|| Finding::says("address", Place::page(page)).likely()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn store(footer: &str) -> Made {
        ["/", "/a", "/b"].iter().fold(Made::store(), |made, path| {
            made.page(PageKind::Other, path, |f| {
                f.title = format!("Page {path} | Clay & Co");
                f.footer_text = footer.into();
            })
        })
    }

    #[test]
    fn one_name_everywhere_passes_with_or_without_its_legal_form() {
        assert_eq!(
            verdict::<BrandConsistencyNames>(store("© 2026 Clay and Co Ltd. All rights reserved")),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<BrandConsistencyNames>(store("Copyright © 2020-2026 clay&co")),
            Verdict::Pass
        );
    }

    #[test]
    fn a_leftover_name_in_the_footer_is_likely_a_fault() {
        let judged = judge::<BrandConsistencyNames>(store("© 2025 Evershop. All Rights Reserved."));
        assert_eq!(
            (judged.verdict, judged.findings[0].certainty),
            (Verdict::Fail, Certainty::Likely)
        );
        assert!(
            judged.findings[0]
                .args
                .iter()
                .any(|(_, value)| value == "Evershop")
        );
    }

    #[test]
    fn the_logo_names_the_store_where_titles_do_not() {
        let made = Made::store().page(PageKind::Home, "/", |f| {
            f.footer_text = "© 2022 Evershop. All Rights Reserved.".into();
            let mut home = crate::rules::testing::link("Clay & Co – home", "/");
            home.region = Region::Header;
            f.links = vec![home];
        });
        assert_eq!(verdict::<BrandConsistencyNames>(made), Verdict::Fail);
    }

    #[test]
    fn a_logo_that_names_the_page_too_is_still_the_name() {
        let titles = ["/", "/a", "/b"].iter().fold(Made::store(), |made, path| {
            made.page(PageKind::Home, path, |f| {
                f.title = format!("Kissa / Page {path}");
                let mut home = crate::rules::testing::link("Kissa/TOP page", "/");
                home.region = Region::Header;
                f.links = vec![home];
                f.footer_text = "© 2026 Kissa".into();
            })
        });
        assert_eq!(verdict::<BrandConsistencyNames>(titles), Verdict::Pass);
    }

    #[test]
    fn structured_data_with_another_number_is_told() {
        let made = store("").page(PageKind::Contact, "/c", |f| {
            f.title = "Contact | Clay & Co".into();
            f.phones = vec![crate::model::page::PhoneText {
                text: "03-5555-1200".into(),
                e164: None,
                linked: true,
            }];
            f.structured =
                vec![serde_json::json!({"@type": "Organization", "telephone": "+81-6-4444-3300"})];
        });
        assert_eq!(
            judge::<BrandConsistencyNames>(made).findings[0].message,
            "phone"
        );
    }

    #[test]
    fn a_single_name_cannot_contradict_itself() {
        assert_eq!(
            verdict::<BrandConsistencyNames>(store("")),
            Verdict::NotApplicable("one-name")
        );
    }
}
