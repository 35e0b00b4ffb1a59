//! What a person sees: widths, colour, and a store that tries to break out.

use crate::model::plan::Language;
use crate::render::table::WIDTH;
use crate::render::{TableOptions, json, table};
use crate::report::made;
use unicode_width::UnicodeWidthStr;

const BOTH: [Language; 2] = [Language::En, Language::Ja];

#[test]
fn no_line_is_wider_than_eighty_columns() {
    for language in BOTH {
        let shown = table(
            &made::report(language),
            &TableOptions {
                colour: false,
                folder: Some("/a/folder"),
            },
        );
        for line in shown.lines() {
            assert!(line.width() <= WIDTH, "{} columns: {line}", line.width());
        }
    }
}

#[test]
fn rows_of_wide_characters_end_in_the_same_column_as_all_others() {
    for language in BOTH {
        let shown = table(&made::report(language), &TableOptions::default());
        let mut rule = None;
        for line in shown.lines() {
            if line.starts_with(['─', '═']) {
                rule = Some(line.width());
            } else if let Some(width) = rule.filter(|_| line.starts_with(' ')) {
                assert_eq!(line.width(), width - 1, "{line}");
            } else {
                rule = None;
            }
        }
    }
}

#[test]
fn every_phrase_that_the_table_needs_exists() {
    for language in BOTH {
        let shown = table(
            &made::report(language),
            &TableOptions {
                colour: false,
                folder: Some("x"),
            },
        );
        assert!(!shown.contains('⟦'), "{shown}");
    }
}

#[test]
fn a_store_can_write_neither_escape_sequences_nor_direction_overrides() {
    for language in BOTH {
        let report = made::report(language);
        let shown = table(&report, &TableOptions::default());
        let wrong = |c: char| c != '\n' && crate::render::clean::is_dangerous(c);
        assert!(!shown.contains(wrong), "{shown:?}");
        assert!(shown.contains("gpj.exe"));
        assert!(!json(&report).contains(wrong));
    }
}

#[test]
fn colour_is_ours_alone_and_only_on_request() {
    let report = made::report(Language::En);
    let colour = table(
        &report,
        &TableOptions {
            colour: true,
            folder: None,
        },
    );
    assert!(colour.contains("\x1b[1m"));
    assert!(!colour.contains("\x1b[2J"));
}

#[test]
fn the_finding_says_where_and_the_ending_is_a_sentence() {
    let shown = table(&made::report(Language::En), &TableOptions::default());
    assert!(shown.contains("Where: mobile, step 3"), "{shown}");
    assert!(
        shown.contains("It got stuck: the payment step was not found."),
        "{shown}"
    );
}
