//! Search engines should see products, and not carts and checkouts.

use crate::model::journey::Goal;
use crate::model::page::{Page, PageKind};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::kind_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;
use texting_robots::Robot;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotsBlocksCommerce {
    /// The search engine's name, as robots.txt would address it.
    pub agent: String,
}

impl Rule for RobotsBlocksCommerce {
    const ID: &'static str = "robots-blocks-commerce";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let robots = seen
            .evidence
            .site
            .as_ref()
            .and_then(|site| site.robots.as_ref());
        let robot = robots
            .filter(|robots| robots.status == 200)
            .and_then(|robots| Robot::new(&self.agent, robots.text.as_bytes()).ok());
        let allowed = |url: &str| robot.as_ref().is_none_or(|robot| robot.allowed(url));
        let mut findings: BTreeMap<&str, Finding> = BTreeMap::new();
        let mut add = |finding: Finding, word: &'static str| {
            findings.entry(word).or_insert(finding.with("page", word));
        };
        let mut judged = 0;
        for (page, _) in seen.pages() {
            let word = kind_word(page.kind);
            match page.kind {
                PageKind::Product | PageKind::Listing => {
                    judged += 1;
                    if !allowed(&page.final_url)
                        || (page.kind == PageKind::Product && noindex(page))
                    {
                        // A copy for testing is rightly closed to search engines.
                        let finding = Finding::says("closed", Place::page(page));
                        add(finding.likely_if(seen.is_loopback()), word);
                    }
                }
                PageKind::Cart | PageKind::Checkout | PageKind::Account => {
                    judged += 1;
                    if allowed(&page.final_url) && !noindex(page) {
                        add(Finding::says("open", Place::page(page)), word);
                    }
                }
                PageKind::Home
                | PageKind::Search
                | PageKind::Contact
                | PageKind::Shipping
                | PageKind::Returns
                | PageKind::Privacy
                | PageKind::Legal
                | PageKind::Faq
                | PageKind::About
                | PageKind::Other => {}
            }
        }
        judged += goods_of_the_walk(seen, &allowed, &mut add);
        judged += self.cart_of_the_walk(seen, &allowed, &mut add);
        if judged == 0 {
            return Judgement::unknown("no-product-page");
        }
        let only_account = findings
            .keys()
            .all(|word| *word == kind_word(PageKind::Account));
        let findings: Vec<Finding> = findings.into_values().collect();
        if !findings.is_empty() && only_account {
            return Judgement::graded(0.7, findings);
        }
        Judgement::by(findings)
    }
}

/// A product and a list that the crawl was kept from, and the walk was not.
fn goods_of_the_walk(
    seen: &Seen<'_>,
    allowed: &impl Fn(&str) -> bool,
    add: &mut impl FnMut(Finding, &'static str),
) -> usize {
    let mut judged = 0;
    for (goal, kind) in [
        (Goal::Product, PageKind::Product),
        (Goal::Listing, PageKind::Listing),
    ] {
        let walked = seen.steps().find(|(_, step)| step.goal == goal);
        let Some((journey, step)) = walked else {
            continue;
        };
        if seen.pages_of(kind).next().is_some() || step.url.is_empty() {
            continue;
        }
        judged += 1;
        if !allowed(&step.url) {
            let finding = Finding::says("closed", Place::step(journey, step));
            add(finding.likely_if(seen.is_loopback()), kind_word(kind));
        }
    }
    judged
}

impl RobotsBlocksCommerce {
    /// A cart that the crawl did not fetch: robots.txt and its response header can tell.
    fn cart_of_the_walk(
        &self,
        seen: &Seen<'_>,
        allowed: &impl Fn(&str) -> bool,
        add: &mut impl FnMut(Finding, &'static str),
    ) -> usize {
        if seen.pages_of(PageKind::Cart).next().is_some() {
            return 0;
        }
        let Some((journey, step)) = seen.steps_for(Goal::Cart).next() else {
            return 0;
        };
        let documents = step
            .requests
            .iter()
            .filter(|request| request.kind == "document");
        let mut headers = documents.flat_map(|request| &request.headers);
        let told = headers.any(|(name, value)| name == "x-robots-tag" && value.contains("noindex"));
        if allowed(&step.url) && !told {
            // The page's own robots meta was not read, so this is no certainty.
            let finding = Finding::says("open", Place::step(journey, step)).likely();
            add(finding, kind_word(PageKind::Cart));
        }
        1
    }
}

fn noindex(page: &Page) -> bool {
    let meta = page
        .facts
        .as_ref()
        .and_then(|facts| facts.meta_robots.as_deref());
    let header = page.headers.iter().find(|(name, _)| name == "x-robots-tag");
    let told = [meta, header.map(|(_, value)| value.as_str())];
    told.into_iter().flatten().any(|value| {
        let value = value.to_lowercase();
        value.contains("noindex") || value.trim() == "none"
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::RobotsTxt;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn shop(robots: &str, cart_meta: Option<&str>) -> Made {
        let made = Made::store()
            .page(PageKind::Product, "/mugs/blue", |_| {})
            .page(PageKind::Cart, "/cart", |facts| {
                facts.meta_robots = cart_meta.map(str::to_owned);
            });
        let text = robots.to_owned();
        made.site(|site| site.robots = Some(RobotsTxt { status: 200, text }))
    }

    #[test]
    fn a_closed_cart_and_open_products_pass() {
        let by_robots = shop("User-agent: *\nDisallow: /cart\n", None);
        assert_eq!(verdict::<RobotsBlocksCommerce>(by_robots), Verdict::Pass);
        let by_meta = shop("", Some("noindex, follow"));
        assert_eq!(verdict::<RobotsBlocksCommerce>(by_meta), Verdict::Pass);
    }

    #[test]
    fn an_open_cart_and_closed_products_fail() {
        let judged = judge::<RobotsBlocksCommerce>(shop("User-agent: *\nDisallow: /mugs/\n", None));
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(messages, ["open", "closed"]);
    }

    #[test]
    fn a_store_that_is_closed_as_a_whole_is_judged_by_the_walk() {
        let closed = |robots: &str| {
            let text = robots.to_owned();
            Made::store()
                .page(PageKind::Home, "/", |_| {})
                .step(Goal::Product, |step| {
                    step.url = "https://shop.example/mugs/blue".to_owned();
                })
                .site(|site| site.robots = Some(RobotsTxt { status: 200, text }))
        };
        let judged = judge::<RobotsBlocksCommerce>(closed("User-agent: *\nDisallow: /\n"));
        assert_eq!(
            (judged.verdict, judged.findings[0].message),
            (Verdict::Fail, "closed")
        );
        let open = closed("User-agent: *\nDisallow: /cart\n");
        assert_eq!(verdict::<RobotsBlocksCommerce>(open), Verdict::Pass);
    }
}
