//! A store that looks abandoned loses trust: an old year in the footer, a sale that ended, old news.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::dates::dates;
use crate::rules::facts::has;
use crate::rules::{Need, Rule, Seen};
use regex::Regex;
use serde::Deserialize;
use std::sync::LazyLock;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentFreshness {
    /// Age of the newest dated item on the home page that is still fresh, in days. Ours.
    pub max_age_days: i64,
    /// Dated items from which the home page is taken to carry news.
    pub min_dates: usize,
    /// Days of a new year during which last year's footer is forgiven.
    pub new_year_grace_days: i64,
}

/// The year or years behind a copyright mark.
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:©|\(c\)|copyright|&copy;)[^\n\d]{0,40}((?:19|20)\d\d)(?:\s*[-–—~〜]\s*((?:19|20)\d\d))?")
        .expect("is a regular expression")
});

impl Rule for ContentFreshness {
    const ID: &'static str = "content-freshness";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let Some(today) = seen.today() else {
            return Judgement::unknown("not-measured");
        };
        let mut findings = Vec::new();
        let mut dated = self.footer_year(seen, today, &mut findings);
        let campaigns = ended_campaigns(seen, today, &mut findings);
        dated |= campaigns;
        for (page, facts) in seen.pages_of(PageKind::Home) {
            let past: Vec<i64> = dates(&facts.text)
                .into_iter()
                .filter(|day| *day <= today)
                .collect();
            if past.len() < self.min_dates {
                continue;
            }
            dated = true;
            let age = today - past.into_iter().max().unwrap_or(today);
            if age > self.max_age_days {
                // A date may stand for something else than news.
                findings.push(
                    Finding::says("old", Place::page(page))
                        .with("days", age)
                        .likely(),
                );
            }
        }
        if !dated {
            return Judgement::not_applicable("no-dates");
        }
        Judgement::by(findings)
    }
}

impl ContentFreshness {
    fn footer_year(&self, seen: &Seen<'_>, today: i64, findings: &mut Vec<Finding>) -> bool {
        let latest = |text: &str| {
            let years = COPYRIGHT.captures_iter(text).filter_map(|found| {
                let last = found.get(2).or_else(|| found.get(1))?;
                last.as_str().parse::<i32>().ok()
            });
            years.max()
        };
        let home_first = seen.pages_of(PageKind::Home).chain(seen.pages());
        let mut found = home_first.filter_map(|(page, facts)| {
            let shown = latest(&facts.footer_text).or_else(|| latest(&facts.text))?;
            Some((Place::page(page), shown))
        });
        let walked = seen.steps().filter_map(|(journey, step)| {
            Some((Place::step(journey, step), latest(&step.look.text)?))
        });
        let Some((place, shown)) = found.next().or_else(|| walked.into_iter().next()) else {
            return false;
        };
        let forgiven = seen
            .evidence
            .started_at
            .get(..4)
            .and_then(|year| year.parse::<i64>().ok());
        let new_year = forgiven.and_then(|year| crate::rules::facts::days_from_civil(year, 1, 1));
        let grace = new_year.is_some_and(|first| today - first < self.new_year_grace_days);
        let wanted = seen.year().unwrap_or(shown) - i32::from(grace);
        if shown < wanted {
            findings.push(Finding::says("footer", place).with("year", shown));
        }
        true
    }
}

/// Lines that announce a campaign with an end: whether there were any, and those whose end is past.
fn ended_campaigns(seen: &Seen<'_>, today: i64, findings: &mut Vec<Finding>) -> bool {
    let mut any = false;
    for (page, facts) in seen.pages() {
        if !matches!(
            page.kind,
            PageKind::Home | PageKind::Listing | PageKind::Product
        ) {
            continue;
        }
        for line in facts.text.lines().filter(|line| line.len() < 400) {
            if !(has("campaign-word", line) && has("campaign-end", line)) {
                continue;
            }
            let Some(end) = dates(line).into_iter().max() else {
                continue;
            };
            any = true;
            if end < today && findings.len() < 10 {
                findings.push(
                    Finding::says("ended", Place::page(page))
                        .with("line", line.trim())
                        .likely(),
                );
            }
        }
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn home(text: &str, footer: &str) -> Made {
        Made::store().page(PageKind::Home, "/", |facts| {
            facts.text = text.to_owned();
            facts.footer_text = footer.to_owned();
        })
    }

    #[test]
    fn this_years_footer_passes_and_an_old_one_fails() {
        assert_eq!(
            verdict::<ContentFreshness>(home("", "© 2012–2026 Mugs")),
            Verdict::Pass
        );
        let old = judge::<ContentFreshness>(home("", "Copyright (c) Mugs 2022"));
        assert_eq!(
            (old.verdict, old.findings[0].message),
            (Verdict::Fail, "footer")
        );
    }

    #[test]
    fn last_years_footer_is_forgiven_in_january() {
        let january =
            home("", "© 2026 Mugs").with(|e| e.started_at = "2027-01-10T00:00:00Z".to_owned());
        assert_eq!(verdict::<ContentFreshness>(january), Verdict::Pass);
    }

    #[test]
    fn a_sale_that_ended_fails_and_one_that_runs_passes() {
        let ended = home("夏のセール 令和8年8月31日まで", "");
        assert_eq!(
            judge::<ContentFreshness>(ended).findings[0].message,
            "ended"
        );
        let runs = home("Winter sale ends 31 December 2026", "");
        assert_eq!(verdict::<ContentFreshness>(runs), Verdict::Pass);
    }

    #[test]
    fn a_store_without_dates_is_not_judged() {
        let none = verdict::<ContentFreshness>(home("Mugs", "Terms"));
        assert_eq!(none, Verdict::NotApplicable("no-dates"));
    }
}
