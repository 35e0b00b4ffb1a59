//! A product page shows where it stands: a trail of links that leads up to its category.
//!
//! Only the trail is judged. Whether Back brings the list's place and filters back would need
//! a walk of its own.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::Look;
use crate::model::page::Region;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::fold;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `breadcrumb-and-back`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BreadcrumbAndBack {
    /// Lines from the home page's name to the product's, at most, in a trail written line by line.
    pub max_lines: usize,
}

impl Rule for BreadcrumbAndBack {
    const ID: &'static str = "breadcrumb-and-back";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let without: Vec<_> = seen
            .steps_for(Goal::Product)
            .filter(|(journey, step)| !self.shown(journey, step))
            .collect();
        // A trail that is there is one, whichever way the walk came.
        let listing = seen.steps_for(Goal::Listing).next();
        if !without.is_empty() && listing.is_none() {
            return Judgement::not_applicable("no-category");
        }
        let findings = without.into_iter().map(|(journey, step)| {
            // A trail may be drawn in a way that was not understood.
            Finding::at(Place::step(journey, step)).likely()
        });
        Judgement::by(findings.collect())
    }
}

impl BreadcrumbAndBack {
    fn shown(&self, journey: &Journey, step: &Step) -> bool {
        let look = &step.look;
        // An element that is called so itself, or a link in one that is.
        let called = ["crumb", "topicpath", "topic-path", "topic_path", "pankuzu"];
        let named = look.controls.iter().any(|control| {
            let hints = control.hints.to_lowercase();
            control.visible && called.iter().any(|word| hints.contains(word))
        });
        named || leads_up(journey, look) || has("trail", &look.text) || self.written(look)
    }

    /// A trail written line by line: home, what lies between, the product, and then its heading.
    fn written(&self, look: &Look) -> bool {
        let title = look.headings.iter().find(|(level, _)| *level == 1);
        let Some(title) = title.map(|(_, text)| fold(text)) else {
            return false;
        };
        let text = fold(&look.text);
        let in_one = |line: &str| {
            let rest = line.strip_suffix(title.as_str()).map(str::trim_end);
            let mut words = rest.unwrap_or_default().split_whitespace();
            words.next().is_some_and(|first| has("home-name", first)) && words.count() <= 8
        };
        if text.lines().any(in_one) {
            return true;
        }
        let lines: Vec<&str> = text.lines().collect();
        let homes = (0..lines.len()).filter(|&at| has("home-name", lines[at]));
        homes.into_iter().any(|at| {
            let trail = &lines[at + 1..(at + 2 + self.max_lines).min(lines.len())];
            if trail.iter().filter(|line| **line == title).count() >= 2 {
                return true;
            }
            // Other products may stand between the trail and the heading.
            let Some(end) = trail.iter().position(|line| **line == title) else {
                return false;
            };
            let again = lines[at + 2 + end..].contains(&title.as_str());
            again && trail[..end].iter().all(|line| in_trail(look, line))
        })
    }
}

/// Whether a line is the name of a link that stands in no header, footer or menu.
fn in_trail(look: &Look, line: &str) -> bool {
    let aside = |region: Option<Region>| matches!(region, Some(Region::Header | Region::Footer));
    let mut links = look
        .controls
        .iter()
        .filter(|c| c.visible && c.href.is_some());
    links.any(|c| !aside(c.region) && fold(&c.name) == line)
}

/// A link in the content to the list that the walk came through.
fn leads_up(journey: &Journey, look: &Look) -> bool {
    let lists = || {
        journey
            .steps
            .iter()
            .filter(|step| step.serves(Goal::Listing))
    };
    let aside = |region: Option<Region>| {
        matches!(region, Some(Region::Header | Region::Nav | Region::Footer))
    };
    look.controls.iter().any(|control| {
        let href = control.href.as_deref().map(bare);
        control.visible
            && !aside(control.region)
            && href.is_some_and(|href| lists().any(|step| bare(&step.url) == href))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::look::Control;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, anchor, verdict};

    fn product(change: impl FnOnce(&mut Look)) -> Verdict {
        let made = Made::store()
            .step(Goal::Listing, |step| {
                step.url = "https://shop.example/c/mugs".to_owned();
            })
            .look(Goal::Product, |look| {
                look.headings.push((1, "Blue mug".to_owned()));
                change(look);
            });
        verdict::<BreadcrumbAndBack>(made)
    }

    #[test]
    fn a_trail_in_any_dress_passes() {
        let called = |look: &mut Look| {
            look.controls.push(Control {
                region: Some(Region::Nav),
                hints: "woocommerce-breadcrumb".to_owned(),
                ..anchor("Home", "/")
            });
        };
        assert_eq!(product(called), Verdict::Pass);
        let link = |look: &mut Look| {
            look.controls.push(Control {
                region: Some(Region::Main),
                ..anchor("Mugs", "/c/mugs/?page=1")
            });
        };
        assert_eq!(product(link), Verdict::Pass);
        for text in [
            "You are here: Home > Mugs > Blue mug",
            "ホーム > 食器 > マグカップ",
            "首页 / 杯子 / 蓝色马克杯",
            "Home\nMugs\nBlue mug\nBlue mug\n£12.50",
            "Home Mugs & cups Blue mug\nBlue mug\n£12.50",
        ] {
            assert_eq!(
                product(|look| look.text = text.to_owned()),
                Verdict::Pass,
                "{text}"
            );
        }
    }

    #[test]
    fn other_products_may_stand_between_the_trail_and_the_heading() {
        let text = |between: &str| {
            format!(
                "Home\n{between}\nBlue mug\nGoes well with\nJug\n£9\nBowl\n£7\nTray\n£4\nBlue mug\n£12.50"
            )
        };
        let with = |between: &str, region| {
            product(|look| {
                look.text = text(between);
                look.controls.push(Control {
                    region: Some(region),
                    ..anchor("Mugs", "/other")
                });
            })
        };
        assert_eq!(with("Mugs", Region::Nav), Verdict::Pass);
        assert_eq!(with("Mugs", Region::Header), Verdict::Fail);
        assert_eq!(with("Free delivery", Region::Nav), Verdict::Fail);
    }

    #[test]
    fn a_menu_is_no_trail() {
        let menu = |look: &mut Look| {
            look.text = "Home\nMugs\nPlates\nBlue mug\n£12.50\nIn stock".to_owned();
            look.controls.push(Control {
                region: Some(Region::Nav),
                ..anchor("Mugs", "/c/mugs")
            });
        };
        assert_eq!(product(menu), Verdict::Fail);
    }

    #[test]
    fn a_store_without_categories_needs_none() {
        let made = Made::store().look(Goal::Product, |_| ());
        assert_eq!(
            verdict::<BreadcrumbAndBack>(made),
            Verdict::NotApplicable("no-category")
        );
        let trail = Made::store().look(Goal::Product, |look| {
            look.text = "You are here: Home > Mugs > Blue mug".to_owned();
        });
        assert_eq!(verdict::<BreadcrumbAndBack>(trail), Verdict::Pass);
    }
}
