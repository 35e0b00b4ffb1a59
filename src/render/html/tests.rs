//! What a reader, a browser and a hostile store meet on the page.

use super::published::FIGURES;
use super::{Estimate, Handover, Medium, Pictures, SECTIONS, html, policy};
use crate::compare::compare;
use crate::model::look::Rect;
use crate::model::page::Region;
use crate::model::plan::Language;
use crate::model::probed::{Outcome, Probed, Sent, SubmitKind, Variant, Way};
use crate::render::staged::{CORPUS, Stage};
use crate::rulebook::Rulebook;
use crate::rules::judge;
use crate::rules::testing::field;
use crate::rules::testing::probed::{back, entry, run, submit, wrong};
use image::{DynamicImage, ImageFormat};
use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;
use std::io::Cursor;
use std::time::{Duration, Instant};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn text(page: &Html, selector: &str) -> String {
    all(page, selector)
        .iter()
        .flat_map(|it| it.text())
        .collect()
}

/// Nothing on the page runs, loads or leads anywhere that it should not.
pub(crate) fn is_harmless(page: &str) {
    let page = Html::parse_document(page);
    assert!(
        all(
            &page,
            "link, iframe, frame, object, embed, base, form, audio, video, source, foreignObject"
        )
        .is_empty()
    );
    assert_eq!(all(&page, "style").len(), 1);
    assert!(all(&page, "script").len() <= 1);
    for element in all(&page, "*") {
        let name = element.value().name();
        for (key, value) in element.value().attrs() {
            let told = format!("<{name} {key}={value:?}>");
            assert!(
                !key.starts_with("on") && key != "style" && key != "srcset",
                "{told}"
            );
            match (name, key) {
                (_, "src") | ("image", "href") => {
                    assert!(value.starts_with("data:image/"), "{told}")
                }
                ("a", "href") => assert!(
                    value.starts_with('#')
                        || value.starts_with("https://")
                        || value.starts_with("http://"),
                    "{told}"
                ),
                ("use", "href") => assert!(value.starts_with("#p"), "{told}"),
                (_, "href") => panic!("{told}"),
                _ => {}
            }
        }
    }
}

#[test]
fn a_store_cannot_break_out_of_any_place_on_the_page() {
    for hostile in CORPUS {
        for medium in [Medium::Screen, Medium::Paper] {
            let mut stage = Stage::hostile(hostile);
            stage.medium = medium;
            let page = stage.page();
            is_harmless(&page);
            let wrong = |c: char| c != '\n' && crate::render::clean::is_dangerous(c);
            let found = page.char_indices().find(|(_, c)| wrong(*c));
            let near = |at: usize| page[..at].chars().rev().take(80).collect::<String>();
            assert_eq!(
                found.map(|(at, _)| near(at)),
                None,
                "backwards, before the character"
            );
        }
    }
}

#[test]
fn the_policy_names_exactly_the_style_and_the_script_of_the_page() {
    let mut stage = Stage::new();
    stage.brand.accent = Some("#b3261e".to_owned());
    let page = Html::parse_document(&stage.page());
    let policy = all(&page, "meta[http-equiv]")[0].attr("content").unwrap();
    for part in ["style", "script"] {
        let hash = policy::source(&text(&page, part));
        assert!(policy.contains(&format!("{part}-src '{hash}'")), "{policy}");
    }
    assert!(policy.starts_with("default-src 'none'; img-src data:;"));
    assert!(!policy.contains("unsafe"));
    let style = text(&page, "style");
    assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("//"));
}

#[test]
fn both_languages_say_everything() {
    for (medium, estimate) in [
        (Medium::Screen, None),
        (
            Medium::Paper,
            Some(Estimate {
                visits: 1e4,
                conversion_pct: 2.0,
                order_value: 50.0,
            }),
        ),
    ] {
        let mut stage = Stage::new();
        stage.medium = medium;
        stage.estimate = estimate;
        let effects = FIGURES.effect.iter().flat_map(|effect| &effect.rules);
        let named: BTreeSet<&String> = effects.collect();
        let fails: Vec<usize> = (0..stage.outcomes.len())
            .filter(|at| named.contains(&stage.outcomes[*at].rule))
            .collect();
        for at in fails {
            stage.fail(at, 1, "x");
        }
        let page = stage.page();
        assert!(
            !page.contains('⟦'),
            "a phrase is missing: {:?}",
            page.find('⟦').map(|at| &page[at..at + 60])
        );
        let page = Html::parse_document(&page);
        let (en, ja) = (all(&page, ".en"), all(&page, ".ja"));
        assert!(en.len() > 100 && en.len() == ja.len());
        let empty = |it: &ElementRef<'_>| it.text().all(|text| text.trim().is_empty());
        assert!(!en.iter().chain(&ja).any(empty));
        for element in all(&page, "[data-en], [data-ja]") {
            let value = element.value();
            assert!(
                value.attr("data-en").is_some_and(|it| !it.is_empty()),
                "{value:?}"
            );
            assert!(
                value.attr("data-ja").is_some_and(|it| !it.is_empty()),
                "{value:?}"
            );
        }
    }
}

#[test]
fn the_language_that_was_asked_for_comes_first() {
    let mut stage = Stage::new();
    stage.language = Language::Ja;
    let page = Html::parse_document(&stage.page());
    assert_eq!(all(&page, "html")[0].attr("lang"), Some("ja"));
    assert!(text(&page, "title").contains("購入体験"));
}

#[test]
fn every_name_is_unique_and_every_link_within_the_page_leads_somewhere() {
    let mut stage = Stage::new();
    stage.fail(0, 20, "x");
    stage.fail(1, 2, "y");
    let page = stage.page();
    let page = Html::parse_document(&page);
    let mut known = BTreeSet::new();
    for element in all(&page, "[id]") {
        let id = element.attr("id").unwrap();
        assert!(known.insert(id.to_owned()), "{id} stands twice");
    }
    for link in all(&page, "a[href^='#']") {
        let to = &link.attr("href").unwrap()[1..];
        assert!(known.contains(to), "#{to} leads nowhere");
    }
    let report = stage.report(Language::En);
    let first = &report.outcomes[0];
    let anchor = format!("{}-{}", first.rule, first.findings[0].fingerprint);
    assert!(known.contains(&anchor), "{anchor}");
}

#[test]
fn sections_that_are_left_out_are_neither_on_the_page_nor_in_its_contents() {
    let mut stage = Stage::new();
    stage.brand.leave_out = vec!["site".to_owned(), "method".to_owned()];
    let page = Html::parse_document(&stage.page());
    let parts: Vec<_> = all(&page, "section.part")
        .iter()
        .map(|it| it.attr("id").unwrap().to_owned())
        .collect();
    assert!(
        parts.contains(&"journey".to_owned())
            && parts.iter().all(|id| SECTIONS.contains(&id.as_str()))
    );
    for id in ["site", "method"] {
        assert!(!parts.iter().any(|part| part == id));
        assert!(all(&page, &format!("a[href='#{id}']")).is_empty());
    }
}

#[test]
fn a_run_without_a_journey_says_so_and_invents_no_figure() {
    let mut stage = Stage::new();
    stage.evidence.journeys.clear();
    stage.outcomes = judge(&stage.evidence, Rulebook::embedded());
    let page = Html::parse_document(&stage.page());
    assert!(text(&page, ".ttb").contains("Not measured"));
    assert!(all(&page, ".stacked, #journey, #speed").is_empty());
}

#[test]
fn an_element_is_marked_where_it_stands_and_never_outside_the_picture() {
    let mut stage = Stage::clean();
    let step = &mut stage.evidence.journeys[0].steps[2];
    step.screenshot = Some("a.webp".to_owned());
    step.look.viewport = (412.0, 823.0);
    for (name, y) in [("#inside", 100.0), ("#below", 2_000.0)] {
        let mut made = field("email", name);
        made.selector = name.to_owned();
        made.region = Some(Region::Main);
        made.visible = true;
        made.rect = Rect {
            x: 20.0,
            y,
            w: 300.0,
            h: 40.0,
        };
        step.look.fields.push(made);
    }
    for (rule, selector) in [(0, "#inside"), (1, "#below")] {
        stage.fail(rule, 1, selector);
        stage.outcomes[rule].findings[0].place.step = Some(2);
    }
    let mut picture = Vec::new();
    DynamicImage::new_rgb8(412, 823)
        .write_to(&mut Cursor::new(&mut picture), ImageFormat::WebP)
        .unwrap();
    let pictures = Pictures::of(vec![("a.webp".to_owned(), picture)]);
    let page = stage.page_with(&pictures);
    let page = Html::parse_document(&page);
    assert_eq!(all(&page, "image").len(), 1);
    assert_eq!(all(&page, "svg.screen .badge").len(), 1);
    assert!(text(&page, ".marks").contains("#inside"));
    assert!(!text(&page, ".marks").contains("#below"));
    let frame = all(&page, "svg.screen rect.frame")[0];
    let x: f64 = frame.attr("x").unwrap().parse().unwrap();
    assert!((x - 20.0).abs() < 5.0, "{x}");
}

#[test]
fn what_was_tried_is_told_with_the_stores_words_and_a_picture_of_the_field() {
    let mut refused = wrong(
        "postal-code",
        Variant::FullWidth,
        "１００",
        "Half width only",
    );
    refused.picture = Some("t.webp".to_owned());
    refused.rect = Some(Rect {
        x: 20.0,
        y: 200.0,
        w: 300.0,
        h: 40.0,
    });
    let mut stage = Stage::clean();
    let control = entry(
        "postal-code",
        Variant::Canonical,
        "1000001",
        Outcome::Accepted,
    );
    stage.evidence.probed.push(Probed {
        entries: vec![control, refused],
        submits: vec![submit(SubmitKind::DoubleTap, Sent::MovedOn)],
        returns: vec![back(Way::Back)],
        ..run()
    });
    let own = |outcome: &crate::rules::Outcome| outcome.rule == "jp-postcode-hyphen-tolerance";
    let rule = stage.outcomes.iter().position(own).unwrap();
    stage.fail(rule, 1, "#postal-code");
    let told = &mut stage.outcomes[rule].findings[0];
    told.message = "refused";
    told.place.step = None;
    told.args = ["field", "typed", "says", "layer", "held"]
        .map(|name| (name, "１００".to_owned()))
        .to_vec();
    let mut picture = Vec::new();
    DynamicImage::new_rgb8(412, 823)
        .write_to(&mut Cursor::new(&mut picture), ImageFormat::WebP)
        .unwrap();
    stage.evidence.journeys[0].steps[0].look.viewport = (412.0, 823.0);
    let pictures = Pictures::of(vec![("t.webp".to_owned(), picture)]);
    let names: Vec<&str> = super::tried_pictures(&stage.evidence).collect();
    assert_eq!(names, ["t.webp"]);
    let page = stage.page_with(&pictures);
    assert!(!page.contains('⟦'));
    is_harmless(&page);
    let page = Html::parse_document(&page);
    let rows = text(&page, "#forms table.tried");
    for words in ["１００", "Half width only", "refused", "went on", "taken"] {
        assert!(rows.contains(words), "{words}: {rows}");
    }
    assert_eq!(all(&page, "#forms .shots rect.frame").len(), 1);
    // The finding shows the same picture.
    assert_eq!(
        all(&page, "#jp-postcode-hyphen-tolerance .shot rect.frame").len(),
        1
    );
}

#[test]
fn everything_that_is_tried_has_a_name_in_both_languages() {
    fn names<T: schemars::JsonSchema>() -> Vec<String> {
        let schema = schemars::schema_for!(T).to_value();
        let one = |value: &serde_json::Value| value["const"].as_str().map(str::to_owned);
        schema["oneOf"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(one)
            .collect()
    }
    let lists = [
        ("html.variant", names::<Variant>()),
        ("html.sending", names::<SubmitKind>()),
        ("html.way", names::<Way>()),
    ];
    for (prefix, names) in lists {
        assert!(names.len() > 3, "{prefix}");
        for name in names {
            for language in [Language::En, Language::Ja] {
                let found =
                    crate::report::phrases::find(language, &format!("{prefix}.{name}"), &[]);
                assert!(found.is_some(), "{prefix}.{name}");
            }
        }
    }
}

#[test]
fn a_thousand_findings_are_written_in_a_moment_and_stay_small() {
    let mut stage = Stage::clean();
    for rule in 0..20 {
        stage.fail(rule, 50, "https://shop.example/some/product");
    }
    let (en, ja) = (stage.report(Language::En), stage.report(Language::Ja));
    let began = Instant::now();
    let page = html(&Handover {
        en: &en,
        ja: &ja,
        evidence: &stage.evidence,
        base: None,
        book: Rulebook::embedded(),
        pictures: &Pictures::default(),
        brand: &stage.brand,
        language: Language::En,
        medium: Medium::Screen,
        pages: None,
        estimate: None,
    });
    assert!(
        began.elapsed() < Duration::from_secs(2),
        "{:?}",
        began.elapsed()
    );
    assert!(page.len() < 1_500_000, "{} bytes", page.len());
    let page = Html::parse_document(&page);
    assert_eq!(all(&page, "li.item").len(), 1_000);
    assert!(!all(&page, ".is-long article").is_empty());
}

#[test]
fn some_hundred_findings_are_all_drawn_at_once() {
    let mut stage = Stage::clean();
    for rule in 0..4 {
        stage.fail(rule, 50, "https://shop.example/some/product");
    }
    let page = Html::parse_document(&stage.page());
    assert_eq!(all(&page, "li.item").len(), 200);
    assert!(all(&page, ".is-long").is_empty());
}

#[test]
fn paper_is_open_and_runs_nothing() {
    let mut stage = Stage::new();
    stage.medium = Medium::Paper;
    let page = Html::parse_document(&stage.page());
    assert!(all(&page, "script").is_empty());
    assert!(all(&page, "details.step:not([open])").is_empty());
    assert_eq!(all(&page, ".title-page h1").len(), 1);
}

/// A run held against an older one: a rule came, one went, and both have pictures.
#[test]
fn what_changed_is_told_screen_by_screen_with_both_pictures() {
    let pictured = |name: &str, rule: usize, began: &str| {
        let mut stage = Stage::clean();
        stage.evidence.started_at = began.to_owned();
        let step = &mut stage.evidence.journeys[0].steps[2];
        step.screenshot = Some(name.to_owned());
        let mut made = field("email", "#email");
        made.selector = "#email".to_owned();
        made.visible = true;
        made.rect = Rect {
            x: 20.0,
            y: 90.0,
            w: 300.0,
            h: 40.0,
        };
        step.look.viewport = (412.0, 823.0);
        step.look.fields.push(made);
        stage.fail(rule, 1, "#email");
        stage.outcomes[rule].findings[0].place.step = Some(2);
        stage
    };
    let old = pictured("a.webp", 0, "2026-11-20T09:00:00Z");
    let new = pictured("b.webp", 1, "2026-11-21T09:00:00Z");
    let base = old.report(Language::En);
    let [en, ja] = [Language::En, Language::Ja].map(|language| {
        let mut report = new.report(language);
        report.comparison = Some(compare(&base, &report, language));
        report
    });
    let names = super::base_pictures(&base, &en);
    assert_eq!(names, ["a.webp"]);
    let picture = |shade: u8| {
        let mut bytes = Cursor::new(Vec::new());
        let plain = image::RgbImage::from_pixel(412, 823, image::Rgb([shade; 3]));
        DynamicImage::ImageRgb8(plain)
            .write_to(&mut bytes, ImageFormat::WebP)
            .unwrap();
        bytes.into_inner()
    };
    let pictures = Pictures::of(vec![
        ("a.webp".to_owned(), picture(90)),
        ("b.webp".to_owned(), picture(200)),
    ]);
    let page = |base: Option<super::Base<'_>>| {
        html(&Handover {
            en: &en,
            ja: &ja,
            evidence: &new.evidence,
            base,
            book: Rulebook::embedded(),
            pictures: &pictures,
            brand: &new.brand,
            language: Language::En,
            medium: Medium::Screen,
            pages: None,
            estimate: None,
        })
    };
    let whole = page(Some(super::Base {
        report: &base,
        evidence: Some(&old.evidence),
    }));
    assert!(!whole.contains('⟦'));
    is_harmless(&whole);
    let whole = Html::parse_document(&whole);
    assert_eq!(all(&whole, "#changes .pair figure").len(), 2);
    // What is gone is marked on the older picture, what is new on the newer one.
    assert_eq!(all(&whole, "#changes .pair rect.frame").len(), 2);
    let tags: Vec<String> = all(&whole, "#changes .change-screen .changes .change")
        .iter()
        .map(|it| it.attr("class").unwrap().to_owned())
        .collect();
    assert_eq!(tags, ["change new", "change fixed"]);
    // Without the older walk the changes are still told, without pictures.
    let bare = Html::parse_document(&page(None));
    assert!(all(&bare, "#changes .pair").is_empty());
    assert_eq!(all(&bare, "#changes .changes > li").len(), 2);
}
