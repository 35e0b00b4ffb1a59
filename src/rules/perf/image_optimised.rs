//! Product pictures should be as large as shown, in a modern format, with their place reserved.

use crate::model::journey::{Goal, Journey, Step};
use crate::model::look::ImageSeen;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// See the ruleset for texts and weight.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImageOptimised {
    /// Natural pixels for one pixel of the screen.
    pub max_ratio: f64,
    /// Pictures that are shown smaller than this are left out, in CSS pixels.
    pub min_shown_px: f64,
    /// Share of pictures with a fault from which the rule fails, in percent. Ours.
    pub fail_pct: f64,
}

impl Rule for ImageOptimised {
    const ID: &'static str = "image-optimised";
    const NEEDS: &'static [Need] = &[Need::Step(Goal::Product)];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let screens = seen
            .steps_for(Goal::Listing)
            .chain(seen.steps_for(Goal::Product));
        let mut findings: BTreeMap<(&'static str, u32, &str), (Finding, usize)> = BTreeMap::new();
        let (mut judged, mut faulty) = (0_usize, 0_usize);
        for (journey, step) in screens {
            for image in step.look.images.iter().filter(|image| self.counts(image)) {
                judged += 1;
                let faults = self.faults(journey, step, image);
                faulty += usize::from(!faults.is_empty());
                for (message, finding) in faults {
                    let key = (message, step.index, journey.device.name());
                    findings.entry(key).or_insert((finding, 0)).1 += 1;
                }
            }
        }
        if judged == 0 {
            return Judgement::unknown("no-pictures");
        }
        let findings = findings
            .into_values()
            .map(|(finding, count)| finding.with("count", count));
        let findings: Vec<Finding> = findings.take(12).collect();
        let share = faulty as f64 / judged as f64;
        if share * 100.0 >= self.fail_pct {
            return Judgement::fail(findings);
        }
        Judgement::graded(1.0 - share, findings)
    }
}

impl ImageOptimised {
    fn counts(&self, image: &ImageSeen) -> bool {
        let vector = image
            .src
            .split('?')
            .next()
            .is_some_and(|path| path.ends_with(".svg"));
        let loaded = image.natural.0 > 1;
        loaded && !vector && !image.src.starts_with("data:") && image.rect.w >= self.min_shown_px
    }

    fn faults(
        &self,
        journey: &Journey,
        step: &Step,
        image: &ImageSeen,
    ) -> Vec<(&'static str, Finding)> {
        let shown_px = image.rect.w * journey.device.scale();
        let largest = step.vitals.lcp_element.as_deref() == Some(image.selector.as_str());
        let checks = [
            (
                "large",
                f64::from(image.natural.0) > shown_px * self.max_ratio,
            ),
            ("format", old_format(step, image)),
            ("unsized", !image.sized),
            ("lazy", largest && image.lazy),
        ];
        let wrong = checks.into_iter().filter(|(_, wrong)| *wrong);
        wrong
            .map(|(message, _)| {
                let place = Place::step(journey, step).element(&image.selector);
                (
                    message,
                    Finding::says(message, place).with("src", &image.src),
                )
            })
            .collect()
    }
}

/// The answer's type decides; the address's ending only where no answer was recorded.
fn old_format(step: &Step, image: &ImageSeen) -> bool {
    let answer = step
        .requests
        .iter()
        .find(|request| request.url == image.src);
    if let Some(mime) = answer
        .map(|request| request.mime.as_str())
        .filter(|mime| !mime.is_empty())
    {
        return matches!(
            mime,
            "image/jpeg" | "image/jpg" | "image/png" | "image/gif" | "image/bmp"
        );
    }
    let path = image
        .src
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".bmp"]
        .iter()
        .any(|ending| path.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, rect, verdict};

    fn picture(change: impl FnOnce(&mut ImageSeen)) -> Made {
        let mut image = ImageSeen {
            src: "https://shop.example/mug.webp".to_owned(),
            selector: "#photo".to_owned(),
            natural: (800, 800),
            rect: rect(0.0, 0.0, 400.0, 400.0),
            sized: true,
            ..ImageSeen::default()
        };
        change(&mut image);
        Made::store().step(Goal::Product, |step| {
            step.vitals.lcp_element = Some("#photo".to_owned());
            step.look.images.push(image);
        })
    }

    #[test]
    fn a_fitting_modern_picture_passes() {
        assert_eq!(verdict::<ImageOptimised>(picture(|_| {})), Verdict::Pass);
    }

    #[test]
    fn each_fault_is_named() {
        let messages = |made| {
            judge::<ImageOptimised>(made)
                .findings
                .iter()
                .map(|f| f.message)
                .collect::<Vec<_>>()
        };
        assert_eq!(messages(picture(|i| i.natural = (3000, 3000))), ["large"]);
        assert_eq!(
            messages(picture(
                |i| i.src = "https://shop.example/mug.jpg?v=2".to_owned()
            )),
            ["format"]
        );
        assert_eq!(messages(picture(|i| i.sized = false)), ["unsized"]);
        assert_eq!(messages(picture(|i| i.lazy = true)), ["lazy"]);
    }

    #[test]
    fn icons_and_drawings_are_left_out() {
        let icon = picture(|image| image.rect.w = 24.0);
        assert_eq!(
            verdict::<ImageOptimised>(icon),
            Verdict::Unknown("no-pictures")
        );
    }
}
