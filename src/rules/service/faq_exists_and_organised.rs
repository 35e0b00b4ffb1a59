//! There is a broad words("to-faq") in groups, two taps from the home page.
//!
//! Questions are counted over all words("to-faq") pages, in headings, lines that end with a
//! question mark, and structured data. Whether answers unfold cannot be seen in HTML.

use crate::model::page::{PageFacts, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::reach::{unread, why_unread};
use crate::rules::facts::word_list::words;
use crate::rules::facts::words::fold;
use crate::rules::facts::{body::body, schema};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeSet;

/// Thresholds of `faq-exists-and-organised`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaqExistsAndOrganised {
    /// Questions over all pages.
    pub min_questions: usize,
    /// Groups.
    pub min_groups: usize,
    /// Taps from the home page.
    pub max_taps: u32,
}

impl Rule for FaqExistsAndOrganised {
    const ID: &'static str = "faq-exists-and-organised";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let pages: Vec<_> = seen.pages_of(PageKind::Faq).collect();
        let Some((first, _)) = pages.first() else {
            // A help centre on a subdomain may not have been crawled.
            if unread(seen, words("to-faq")) {
                return Judgement::unknown(why_unread(seen, "faq-not-read"));
            }
            let finding = Finding::says("none", Place::url(&seen.evidence.target));
            return Judgement::fail(vec![finding.with("pages", seen.pages_read())]);
        };
        let questions: BTreeSet<String> = pages
            .iter()
            .flat_map(|(_, facts)| questions(facts))
            .collect();
        let groups: usize = pages
            .iter()
            .map(|(_, facts)| groups(facts))
            .sum::<usize>()
            .max(pages.len());
        let taps = pages
            .iter()
            .map(|(page, _)| page.depth)
            .min()
            .unwrap_or_default();
        let place = || Place::page(first);
        let mut findings = Vec::new();
        if questions.len() < self.min_questions {
            findings.push(
                Finding::says("few", place())
                    .with("count", questions.len())
                    .with("needed", self.min_questions),
            );
        }
        if groups < self.min_groups {
            findings.push(
                Finding::says("ungrouped", place())
                    .with("count", groups)
                    .with("needed", self.min_groups)
                    .likely(),
            );
        }
        if taps > self.max_taps {
            findings.push(Finding::says("far", place()).with("taps", taps));
        }
        Judgement::by(findings)
    }
}

fn questions(facts: &PageFacts) -> Vec<String> {
    let marked = schema::of_type(&facts.structured, &["Question"]);
    let told = marked
        .iter()
        .filter_map(|item| schema::text(item, "name"))
        .map(|name| fold(&name));
    let asks = |line: &str| {
        let length = line.chars().count();
        let ends = line.ends_with('?')
            || line.ends_with("ですか")
            || line.ends_with("ますか")
            || line.ends_with("たい。");
        let starts = line.starts_with("q.")
            || line.starts_with("q:")
            || line.starts_with("q ")
            || line.starts_with("q1")
            || line.starts_with("問");
        (4..160).contains(&length) && (ends || starts)
    };
    let text = body(facts);
    let written: Vec<String> = text
        .lines()
        .filter(|line| asks(line))
        .map(str::to_owned)
        .collect();
    told.chain(written).collect()
}

/// Headings that are no questions, under the page's own title; or anchors to parts of the page.
fn groups(facts: &PageFacts) -> usize {
    let in_footer = |text: &str| {
        let mut lines = facts.footer_text.lines();
        lines.any(|line| line.trim() == text.trim())
    };
    let headings = facts.headings.iter().filter(|(level, text)| {
        // Every page has the same headings in its footer.
        if in_footer(text) {
            return false;
        }
        let text = fold(text);
        (2..=4).contains(level)
            && !text.ends_with(['?', '。'])
            && !text.ends_with("ですか")
            && !text.ends_with("ますか")
            && !text.starts_with('q')
    });
    let anchors = facts.links.iter().filter(|link| {
        let here = link
            .url
            .split_once('#')
            .is_some_and(|(_, part)| part.len() > 1);
        here && link.internal
            && link.region == crate::model::page::Region::Main
            && !fold(&link.text).ends_with('?')
    });
    headings.count().max(anchors.count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, link, verdict};

    fn faq(facts: &mut PageFacts, questions: usize, groups: usize) {
        facts.headings = (0..groups).map(|n| (2, format!("Group {n}"))).collect();
        facts.text = (0..questions)
            .map(|n| format!("How does thing number {n} work?\nWell.\n"))
            .collect();
    }

    #[test]
    fn ten_questions_in_three_groups_pass() {
        let made = Made::store().page(PageKind::Faq, "/faq", |f| faq(f, 10, 3));
        assert_eq!(verdict::<FaqExistsAndOrganised>(made), Verdict::Pass);
    }

    #[test]
    fn few_questions_without_groups_are_told() {
        let judged =
            judge::<FaqExistsAndOrganised>(
                Made::store().page(PageKind::Faq, "/faq", |f| faq(f, 3, 0)),
            );
        let told: Vec<_> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(told, ["few", "ungrouped"]);
    }

    #[test]
    fn a_help_centre_elsewhere_is_unknown_and_none_at_all_fails() {
        let elsewhere = Made::store().page(PageKind::Home, "/", |f| {
            let mut help = link("Help centre", "https://help.shop.example/");
            help.region = crate::model::page::Region::Footer;
            f.links = vec![help];
        });
        assert_eq!(
            verdict::<FaqExistsAndOrganised>(elsewhere),
            Verdict::Unknown("faq-not-read")
        );
        let none = Made::store().page(PageKind::Home, "/", |_| ());
        assert_eq!(
            judge::<FaqExistsAndOrganised>(none).findings[0].message,
            "none"
        );
    }
}
