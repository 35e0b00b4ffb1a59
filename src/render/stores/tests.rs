//! Stores side by side as a client reads them, and as a hostile store would have them.

use super::html::{Look, html};
use super::{Benchmark, csv::csv, table::table};
use crate::model::plan::Language;
use crate::model::report::Report;
use crate::render::TableOptions;
use crate::render::clean::is_dangerous;
use crate::render::html::{Brand, Medium};
use crate::render::staged::{CORPUS, Stage};
use crate::rulebook::Rulebook;
use scraper::{Html, Selector};
use unicode_width::UnicodeWidthStr;

const BOTH: [Language; 2] = [Language::En, Language::Ja];

/// A store that was walked to its end, with this many fields and milliseconds.
fn store(host: &str, fields: u32, typed_ms: f64, language: Language) -> (Option<String>, Report) {
    let mut report = Stage::new().report(language);
    report.target.url = format!("https://{host}/");
    let walk = &mut report.journeys[0];
    walk.ended.kind = "reached".to_owned();
    walk.totals.fields_shown = fields;
    report.time_to_buy.devices = vec![crate::model::report::DeviceTime {
        device: walk.device,
        typed_ms,
        autofill_ms: typed_ms / 2.0,
        wait_ms: 1_000.0,
    }];
    (None, report)
}

fn stopped(host: &str) -> (Option<String>, Report) {
    let (_, mut report) = store(host, 3, 0.0, Language::Ja);
    report.journeys[0].ended.kind = "stuck".to_owned();
    report.time_to_buy.devices.clear();
    (None, report)
}

fn page(benchmark: &Benchmark<'_>, language: Language) -> String {
    let look = Look {
        brand: &Brand::default(),
        language,
        medium: Medium::Screen,
        pages: None,
    };
    html(benchmark, look)
}

fn best(row: &str, benchmark: &Benchmark<'_>) -> Vec<bool> {
    let mut rows = benchmark.parts.iter().flat_map(|part| &part.rows);
    let row = rows.find(|one| one.code == row).unwrap();
    row.cells.iter().map(|cell| cell.best).collect()
}

#[test]
fn the_best_of_a_row_is_marked_and_a_walk_that_stopped_has_no_figure() {
    let reports = [
        store("a.example", 9, 60_000.0, Language::En),
        store("b.example", 12, 45_000.0, Language::En),
        stopped("c.example"),
    ];
    let benchmark = Benchmark::of(&reports, Rulebook::embedded());
    assert_eq!(best("fields", &benchmark), [true, false, false]);
    assert_eq!(best("typed", &benchmark), [false, true, false]);
    // Where all are alike none is best.
    assert_eq!(best("keystrokes", &benchmark), [false, false, false]);
    let told: Vec<&str> = benchmark.caveats.iter().map(|it| it.en.as_str()).collect();
    assert_eq!(
        told,
        ["c.example: no walk reached the last screen, so it has no time to buy."]
    );
    let sheet = csv(&benchmark, Language::En);
    assert!(
        sheet.contains("\r\ncheckout,fields,mobile,Fields,9,12,\r\n"),
        "{sheet}"
    );
    assert!(
        sheet.contains("time,typed,mobile,Time to buy,60000,45000,\r\n"),
        "{sheet}"
    );
}

#[test]
fn every_language_and_format_is_complete_whatever_language_the_reports_have() {
    let reports = [
        store("a.example", 9, 60_000.0, Language::Ja),
        store("a.example", 12, 45_000.0, Language::En),
    ];
    let benchmark = Benchmark::of(&reports, Rulebook::embedded());
    assert_eq!(benchmark.stores[1].name, "a.example (2)");
    for language in BOTH {
        let shown = table(&benchmark, language, &TableOptions::default());
        let wide = shown.lines().find(|line| line.width() > 80);
        assert!(wide.is_none(), "{wide:?}");
        let page = page(&benchmark, language);
        for text in [&shown, &page, &csv(&benchmark, language)] {
            let missing = text
                .find('⟦')
                .map(|at| &text[at..(at + 60).min(text.len())]);
            assert_eq!(missing, None);
        }
        assert!(shown.contains("a.example (2)"));
        // Titles are in the language that is asked for, not in the reports'.
        let title = Rulebook::embedded()
            .text("reviews-on-product-page", language)
            .unwrap();
        let title: String = title.title.chars().take(8).collect();
        assert!(shown.contains(&title), "{title}");
    }
}

#[test]
fn what_was_not_alike_is_said_before_any_figure() {
    let mut reports = [
        store("a.example", 9, 60_000.0, Language::En),
        store("b.example", 9, 60_000.0, Language::En),
    ];
    reports[1].1.run.conditions.consent = "accept".to_owned();
    reports[1].1.run.rulebook = "0".repeat(16);
    let benchmark = Benchmark::of(&reports, Rulebook::embedded());
    let shown = table(&benchmark, Language::En, &TableOptions::default());
    let caveat = shown.find("Not alike: Consent banners.").unwrap();
    assert!(shown.contains("Not alike: Rules.") && caveat < shown.find("Time to buy").unwrap());
}

#[test]
fn a_store_cannot_break_out_of_the_benchmark() {
    for hostile in CORPUS {
        let mut reports = [
            (
                Some(hostile.to_owned()),
                Stage::hostile(hostile).report(Language::En),
            ),
            stopped("b.example"),
        ];
        reports[0].1.tool.version = hostile.to_owned();
        reports[0].1.run.conditions.browser = hostile.to_owned();
        reports[0].1.score.groups[0].id = hostile.to_owned();
        reports[0].1.outcomes[0].group = "trust".to_owned();
        reports[0].1.outcomes[0].rule = hostile.to_owned();
        reports[0].1.outcomes[0].verdict = hostile.to_owned();
        let benchmark = Benchmark::of(&reports, Rulebook::embedded());
        let written = page(&benchmark, Language::En);
        let texts = [
            table(&benchmark, Language::En, &TableOptions::default()),
            csv(&benchmark, Language::En).replace("\r\n", "\n"),
            written.clone(),
        ];
        for text in texts {
            let text = text.trim_start_matches('\u{feff}');
            let wrong = text.chars().find(|c| *c != '\n' && is_dangerous(*c));
            assert_eq!(wrong, None, "{hostile:?}");
        }
        crate::render::html::is_harmless(&written);
        let document = Html::parse_document(&written);
        let scripts = Selector::parse("script").unwrap();
        assert_eq!(document.select(&scripts).count(), 1, "{hostile:?}");
    }
}

#[test]
fn every_part_is_one_whose_page_the_printed_contents_look_up() {
    let reports = [
        store("a.example", 9, 60_000.0, Language::En),
        store("b.example", 12, 45_000.0, Language::En),
    ];
    let benchmark = Benchmark::of(&reports, Rulebook::embedded());
    let parts: Vec<&str> = benchmark.parts.iter().map(|part| part.id).collect();
    assert!(parts.len() > 3 && parts.contains(&"stores-conditions"));
    let mut known = super::PARTS.into_iter();
    // The same order: each part stands behind the one before it.
    assert!(
        parts.iter().all(|part| known.any(|one| one == *part)),
        "{parts:?}"
    );
}
