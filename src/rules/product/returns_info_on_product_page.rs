//! Return terms should be within reach of the button, and name a number of days.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::{has, lines_with};
use crate::rules::product::said::{Said, judge_said};
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use url::Url;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReturnsInfoOnProductPage {
    /// Findings listed at most.
    pub max_findings: usize,
}

impl Rule for ReturnsInfoOnProductPage {
    const ID: &'static str = "returns-info-on-product-page";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        judge_said(seen, self.max_findings, |view| look_for(seen, view))
    }
}

fn look_for(seen: &Seen<'_>, view: &View<'_>) -> Said {
    let text = seen.text_above_footer(view);
    let place = || view.place.clone();
    if lines_with("returns-word", &text).any(|line| has("days", line)) {
        return Said::Yes;
    }
    let linked = view
        .content_links()
        .find(|link| !link.url.is_empty() && has("returns-word", link.text));
    let Some(link) = linked else {
        return match lines_with("returns-word", &text).next() {
            Some(line) => Said::Half(
                Finding::says("no-days", place())
                    .with("words", line.trim())
                    .likely(),
            ),
            None => Said::No(Finding::says("none", place())),
        };
    };
    let plain = |url: &str| url.split('#').next().unwrap_or(url).to_owned();
    let same_page = plain(link.url) == plain(&view.place.url) && Url::parse(link.url).is_ok();
    let target = seen
        .all_pages()
        .find(|page| plain(&page.url) == plain(link.url));
    let Some(page) = target.filter(|_| !same_page) else {
        // A target that was not crawled gets the benefit of the doubt.
        return Said::Yes;
    };
    if page.status != Some(200) {
        let status = page
            .status
            .map_or_else(|| "–".to_owned(), |status| status.to_string());
        return Said::Half(
            Finding::says("dead", place())
                .with("url", link.url)
                .with("status", status),
        );
    }
    let days = page
        .facts
        .as_ref()
        .is_none_or(|facts| has("days", &facts.text));
    match days {
        true => Said::Yes,
        false => Said::Half(
            Finding::says("no-days", place())
                .with("words", link.text)
                .likely(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::PageKind;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, judge, verdict};

    fn linked(terms: &str) -> Made {
        let terms = terms.to_owned();
        Made::store()
            .page(PageKind::Returns, "/returns", |facts| facts.text = terms)
            .look(Goal::Product, |look| {
                look.controls.push(anchor("返品・交換について", "/returns"))
            })
    }

    #[test]
    fn a_link_to_terms_with_days_or_the_days_themselves_pass() {
        assert_eq!(
            verdict::<ReturnsInfoOnProductPage>(linked("商品到着後8日以内")),
            Verdict::Pass
        );
        let said = Made::store().look(Goal::Product, |l| {
            l.text = "Free returns within 30 days".to_owned()
        });
        assert_eq!(verdict::<ReturnsInfoOnProductPage>(said), Verdict::Pass);
    }

    #[test]
    fn terms_without_days_count_half_and_none_fail() {
        let vague = judge::<ReturnsInfoOnProductPage>(linked("ご相談ください"));
        assert_eq!(
            (vague.verdict, vague.findings[0].message),
            (Verdict::Graded(0.5), "no-days")
        );
        let none = Made::store().look(Goal::Product, |l| l.text = "A mug".to_owned());
        assert_eq!(verdict::<ReturnsInfoOnProductPage>(none), Verdict::Fail);
    }

    #[test]
    fn the_footer_alone_does_not_count() {
        let made = Made::store()
            .page(PageKind::Home, "/", |facts| {
                facts.footer_text = "Returns within 30 days".to_owned()
            })
            .look(Goal::Product, |look| {
                look.text = "A mug\nReturns within 30 days".to_owned()
            });
        assert_eq!(verdict::<ReturnsInfoOnProductPage>(made), Verdict::Fail);
    }
}
