//! Pictures on product pages have a text alternative, and it is not a file name.
//!
//! An empty alternative is right for what only decorates. The largest picture of a product
//! is no decoration: where it alone is large and has an empty one, that is told as likely.

use crate::model::journey::Goal;
use crate::model::look::ImageSeen;
use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::words::short;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `images-alt-product`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImagesAltProduct {
    /// Share of pictures with an alternative, in per cent.
    pub min_share_pct: f64,
    /// Width and height from which a picture is taken for the product's, in CSS pixels.
    pub main_px: f64,
    /// Findings listed at most.
    pub max_findings: usize,
}

const ENDINGS: [&str; 9] = [
    ".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".bmp", ".heic",
];
const CAMERAS: [&str; 6] = ["img_", "dsc_", "dscf", "dscn", "img-", "pict"];

impl Rule for ImagesAltProduct {
    const ID: &'static str = "images-alt-product";
    const NEEDS: &'static [Need] = &[Need::Product];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // The picture of a product stands on several pages: each counts once.
        let mut pictures: BTreeMap<&str, (Option<&str>, Place)> = BTreeMap::new();
        for (page, facts) in seen.pages_of(PageKind::Product) {
            for image in facts.images.iter().filter(|i| !i.src.starts_with("data:")) {
                let alt = image.alt.as_deref();
                let met = pictures.entry(&image.src);
                met.or_insert_with(|| (alt, Place::page(page)));
            }
        }
        let steps = || seen.steps_for(Goal::Product);
        for (journey, step) in steps() {
            for image in step.look.images.iter().filter(|i| !i.src.is_empty()) {
                let place = || Place::step(journey, step).element(&image.selector);
                let met = pictures.entry(&image.src);
                met.or_insert_with(|| (image.alt.as_deref(), place()));
            }
        }
        if pictures.is_empty() {
            return Judgement::not_applicable("no-pictures");
        }
        let bad = pictures.iter().filter_map(|(src, (alt, place))| {
            let message = match alt {
                None => "missing",
                Some(alt) if is_file_name(alt) => "file",
                Some(_) => return None,
            };
            let finding = Finding::says(message, place.clone())
                .with("picture", short(src.rsplit('/').next().unwrap_or(src), 80))
                .with("alt", alt.unwrap_or_default());
            Some(finding)
        });
        let mut findings: Vec<Finding> = bad.collect();
        let named_pct = 100.0 * (1.0 - findings.len() as f64 / pictures.len() as f64);
        let mut grade = match named_pct >= self.min_share_pct {
            true => 1.0,
            false => named_pct / 100.0 * 0.9,
        };
        findings.truncate(self.max_findings);
        let empty = steps().filter_map(|(journey, step)| {
            let main = self.nameless_main(&step.look.images)?;
            let place = Place::step(journey, step).element(&main.selector);
            Some(Finding::says("empty", place).likely())
        });
        let empty: Vec<Finding> = empty.collect();
        if !empty.is_empty() {
            grade = f64::min(grade, 0.5);
        }
        findings.extend(empty);
        Judgement::graded(grade, findings)
    }
}

impl ImagesAltProduct {
    /// The largest picture, where it has an empty alternative and no other large one has words.
    fn nameless_main<'i>(&self, images: &'i [ImageSeen]) -> Option<&'i ImageSeen> {
        let large = |i: &&ImageSeen| i.rect.w >= self.main_px && i.rect.h >= self.main_px;
        let area = |i: &ImageSeen| i.rect.w * i.rect.h;
        let mut all = images.iter().filter(large);
        let worded = |i: &ImageSeen| i.alt.as_deref().is_some_and(|alt| !alt.trim().is_empty());
        if all.any(worded) {
            return None;
        }
        let main = images.iter().filter(large);
        let main = main.max_by(|a, b| area(a).total_cmp(&area(b)))?;
        main.alt.is_some().then_some(main)
    }
}

/// Whether an alternative is what a camera or a server called the file.
fn is_file_name(alt: &str) -> bool {
    let alt = alt.trim().to_lowercase();
    let one_word = !alt.contains(char::is_whitespace);
    let camera = CAMERAS.iter().any(|start| alt.starts_with(start))
        && alt.chars().any(|c| c.is_ascii_digit());
    one_word && (ENDINGS.iter().any(|end| alt.ends_with(end)) || camera)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::StaticImage;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, rect, verdict};

    fn product(alts: &[Option<&str>]) -> Made {
        Made::store().page(PageKind::Product, "/mug", |f| {
            let image = |(at, alt): (usize, &Option<&str>)| StaticImage {
                src: format!("https://shop.example/img/{at}.webp"),
                alt: alt.map(str::to_owned),
                sized: true,
                loading: None,
                responsive: false,
            };
            f.images = alts.iter().enumerate().map(image).collect();
        })
    }

    #[test]
    fn words_and_empty_alternatives_of_decorations_pass() {
        let made = product(&[Some("Stoneware mug"), Some(""), Some("Mug 2.5 l")]);
        assert_eq!(verdict::<ImagesAltProduct>(made), Verdict::Pass);
    }

    #[test]
    fn missing_ones_and_file_names_are_told_apart() {
        let made = product(&[Some("Mug"), None, Some("IMG_2041"), Some("mug-blue-2.jpg")]);
        let judged = judge::<ImagesAltProduct>(made);
        let messages: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(messages, ["missing", "file", "file"]);
        assert!(matches!(judged.verdict, Verdict::Graded(grade) if grade < 0.5));
    }

    #[test]
    fn one_in_twenty_may_lack_it() {
        let mut alts = vec![Some("Mug"); 19];
        alts.push(None);
        assert_eq!(verdict::<ImagesAltProduct>(product(&alts)), Verdict::Pass);
    }

    #[test]
    fn the_only_large_picture_is_no_decoration() {
        let shown = |alts: &[&'static str]| {
            let images = alts.iter().enumerate().map(|(at, alt)| ImageSeen {
                src: format!("https://shop.example/{at}.webp"),
                alt: Some((*alt).to_owned()),
                rect: rect(0.0, 0.0, 380.0, 380.0),
                ..ImageSeen::default()
            });
            let images = images.collect();
            verdict::<ImagesAltProduct>(
                Made::store().look(Goal::Product, |look| look.images = images),
            )
        };
        assert_eq!(shown(&[""]), Verdict::Graded(0.5));
        assert_eq!(shown(&["", "Mug"]), Verdict::Pass);
    }
}
