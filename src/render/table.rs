//! The report for a person at a terminal, 80 columns wide.
//!
//! It reads without colour, and wide East Asian characters keep their columns.
//! Every text that a store could have written goes through [`plain`].

use crate::model::journey::{ActionTaken, Goal};
use crate::model::plan::Language;
use crate::model::report::{JourneyReport, Report};
use crate::render::clean::plain;
use crate::render::comparison;
use crate::render::figures::{bytes, percent, points, runs as runs_of, time_in};
use crate::render::{findings, waivers};
use crate::report::journeys::goal_word;
use crate::report::phrases;
use crate::rulebook::Rulebook;
use anstyle::{AnsiColor, Style};
use comfy_table::{
    Attribute, Cell, CellAlignment, ContentArrangement, LineStyle, Row, Table, TableStyle,
};
use std::fmt::Write;
use textwrap::{Options, WordSeparator, WordSplitter};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The widest line.
pub const WIDTH: usize = 80;

/// Stands for a space where a cell is cut at its edge rather than after a word: half of a
/// Japanese product's name would go with its last word.
const KEPT_TOGETHER: &str = "\u{a0}";

/// Three lines: above and below the header, and at the end.
const RULED: TableStyle = {
    let line = LineStyle::none().fill('─').junction('─');
    TableStyle::new()
        .top_border(line)
        .header_separator(line)
        .bottom_border(line)
};

/// How the table is shown.
#[derive(Debug, Clone, Copy, Default)]
pub struct TableOptions<'a> {
    /// Whether escape sequences for colour are written.
    pub colour: bool,
    /// The folder that holds the files, to be named at the end.
    pub folder: Option<&'a str>,
}

/// Writes the report out.
pub fn table(report: &Report, options: &TableOptions<'_>) -> String {
    let page = Page {
        language: report.run.language,
        colour: options.colour,
    };
    let mut out = String::new();
    head(&mut out, report, page);
    for journey in &report.journeys {
        walk(&mut out, journey, page);
    }
    if report
        .score
        .groups
        .iter()
        .any(|group| group.score.is_some())
    {
        scores(&mut out, report, page);
    }
    if report.score.total.is_some() {
        findings::most_important(&mut out, report, page);
    }
    waivers::waivers(&mut out, report, page);
    if let Some(compared) = &report.comparison {
        comparison::section(&mut out, compared, page);
    }
    comparison::gates(&mut out, &report.gates, page);
    total(&mut out, report, page);
    if let Some(folder) = options.folder {
        out.push('\n');
        page.paragraph(
            &mut out,
            &page.say("heading.files", &[("folder", folder)]),
            "",
        );
    }
    out
}

/// The language and the paint of one output.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    pub(crate) language: Language,
    pub(crate) colour: bool,
}

impl Page {
    pub(crate) fn say(self, key: &str, values: &[(&str, &str)]) -> String {
        phrases::say(self.language, key, values)
    }

    pub(crate) fn paint(self, text: &str, style: Style) -> String {
        match self.colour {
            true => format!("{style}{text}{style:#}"),
            false => text.to_owned(),
        }
    }

    pub(crate) fn heading(self, out: &mut String, text: &str) {
        let _ = writeln!(out, "\n{}", self.paint(&plain(text), Style::new().bold()));
    }

    /// One paragraph, broken into lines that fit, all behind `indent`.
    pub(crate) fn paragraph(self, out: &mut String, text: &str, indent: &str) {
        for line in wrap(text, indent, indent) {
            let _ = writeln!(out, "{line}");
        }
    }
}

/// Lines of at most [`WIDTH`] columns; East Asian text breaks between characters.
pub(crate) fn wrap(text: &str, first: &str, rest: &str) -> Vec<String> {
    let options = Options::new(WIDTH)
        .initial_indent(first)
        .subsequent_indent(rest)
        .word_separator(WordSeparator::UnicodeBreakProperties)
        .word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(&plain(text), options)
        .into_iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

/// The text cut to a number of columns, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let text = plain(text);
    if text.width() <= columns {
        return text;
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += c.width().unwrap_or_default();
        used < columns
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    kept
}

fn head(out: &mut String, report: &Report, page: Page) {
    let url = cut(&report.target.url, WIDTH - 20);
    let title = page.say("title", &[("version", &report.tool.version), ("url", &url)]);
    let _ = writeln!(out, "{}", page.paint(&plain(&title), Style::new().bold()));
    let conditions = &report.run.conditions;
    let separator = page.say("list-separator", &[]);
    let throttles: Vec<String> = conditions
        .throttles
        .iter()
        .map(|t| {
            let device = page.say(&format!("device.{}", t.device.name()), &[]);
            let preset = phrases::find(page.language, &format!("preset.{}", t.preset), &[]);
            let preset = preset.unwrap_or_else(|| t.preset.clone());
            page.say("throttle", &[("device", &device), ("preset", &preset)])
        })
        .collect();
    let browser = match conditions.browser.as_str() {
        "" => page.say("no-browser", &[]),
        product => product.to_owned(),
    };
    let line = page.say(
        "conditions",
        &[
            ("time", &report.run.started_at),
            (
                "took",
                &time_in(page.language, report.run.duration_ms as f64),
            ),
            ("browser", &browser),
            ("throttles", &throttles.join(&separator)),
        ],
    );
    page.paragraph(out, &line, "");
    if let Some(platform) = &report.target.platform {
        page.paragraph(out, &page.say("platform", &[("name", &platform.name)]), "");
    }
    for what in &report.run.missing {
        page.paragraph(out, &page.say("missing", &[("what", what)]), "");
    }
    for what in &report.run.doubts {
        page.paragraph(out, &page.say("doubt", &[("what", what)]), "");
    }
    if report.order_guard.orders_placed > 0 {
        let warning = wrap(&page.say("guard.orders", &[]), "", "").join("\n");
        let _ = writeln!(
            out,
            "{}",
            page.paint(&warning, AnsiColor::Red.on_default().bold())
        );
    }
}

fn walk(out: &mut String, journey: &JourneyReport, page: Page) {
    let device = page.say(&format!("device.{}", journey.device.name()), &[]);
    page.heading(out, &page.say("heading.journey", &[("device", &device)]));
    if !journey.steps.is_empty() {
        let _ = writeln!(out, "{}", steps(journey, page));
    }
    if let Some(change) = &journey.path_change {
        let step = (change.step + 1).to_string();
        let none = page.say("path-ended", &[]);
        let or_none = |text: &str| match text {
            "" => none.clone(),
            text => text.to_owned(),
        };
        let (expected, found) = (or_none(&change.expected), or_none(&change.found));
        let values = [
            ("step", step.as_str()),
            ("expected", &expected),
            ("found", &found),
        ];
        page.paragraph(out, &page.say("path-changed", &values), "");
    }
    page.paragraph(out, &journey.ended.message, "");
    let totals = &journey.totals;
    if totals.steps > 0 {
        let counted = [
            ("steps", totals.steps.to_string()),
            ("shown", totals.fields_shown.to_string()),
            ("required", totals.fields_required.to_string()),
            ("other", totals.other_elements.to_string()),
        ];
        page.paragraph(out, &page.say("totals.screens", &borrowed(&counted)), "");
    }
    if !journey.steps.is_empty() {
        let clocked = [
            ("total", time_in(page.language, totals.time_to_buy_ms)),
            ("wait", time_in(page.language, totals.wait_ms)),
            ("effort", time_in(page.language, totals.effort_ms)),
            ("keys", totals.keystrokes.to_string()),
            ("taps", totals.taps.to_string()),
            ("requests", totals.requests.to_string()),
            ("bytes", bytes(totals.bytes)),
        ];
        page.paragraph(out, &page.say("totals.time", &borrowed(&clocked)), "");
    }
    runs(out, journey, page);
}

/// How often it was walked, and how much the waits differ.
fn runs(out: &mut String, journey: &JourneyReport, page: Page) {
    let Some(values) = runs_of(journey, page.language) else {
        return;
    };
    page.paragraph(out, &page.say("runs.line", &borrowed(&values)), "");
}

pub(crate) fn borrowed<'a>(values: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect()
}

fn steps(journey: &JourneyReport, page: Page) -> String {
    let mut header = vec!["#".to_owned()];
    for column in ["step", "action", "waited", "fields", "keys", "bytes"] {
        header.push(page.say(&format!("column.{column}"), &[]));
    }
    let rows = journey.steps.iter().map(|step| {
        let asks = step.effort.fields_shown + step.effort.keystrokes > 0;
        let if_any = |count: u32| {
            if asks {
                count.to_string()
            } else {
                "–".to_owned()
            }
        };
        let mut row = Row::from(vec![
            Cell::new(step.index + 1),
            Cell::new(screen(step.goal, page)),
            Cell::new(cut(&deed(&step.action, page), WIDTH).replace(' ', KEPT_TOGETHER)),
            Cell::new(
                step.clock
                    .usable_ms
                    .map_or_else(|| "–".to_owned(), |ms| time_in(page.language, ms)),
            ),
            Cell::new(if_any(step.effort.fields_shown)),
            Cell::new(if_any(step.effort.keystrokes)),
            Cell::new(bytes(step.bytes)),
        ]);
        row.max_height(1);
        row
    });
    ruled(header, rows, &[0, 3, 4, 5, 6], page.colour)
}

/// The screen's name; long ones are cut, since the column is narrow.
fn screen(goal: Goal, page: Page) -> String {
    cut(goal_word(goal, Rulebook::embedded(), page.language), 14)
}

fn deed(action: &ActionTaken, page: Page) -> String {
    let target = match url::Url::parse(&action.target) {
        Ok(url) if url.has_host() => url[url::Position::BeforePath..].to_owned(),
        _ => action.target.clone(),
    };
    if action.verb == "open" && target == "/" {
        return page.say("verb.open-home", &[]);
    }
    let known = phrases::find(
        page.language,
        &format!("verb.{}", action.verb),
        &[("target", &target)],
    );
    known.unwrap_or_else(|| format!("{} {target}", action.verb))
}

/// A table of at most [`WIDTH`] columns between three lines; `right` names the columns of figures.
pub(crate) fn ruled(
    header: Vec<String>,
    rows: impl Iterator<Item = Row>,
    right: &[usize],
    colour: bool,
) -> String {
    let mut table = Table::new();
    table.load_style(RULED).force_no_tty();
    if colour {
        table.enforce_styling();
    }
    let columns = header.len();
    table.set_header(
        header
            .into_iter()
            .map(|text| Cell::new(text).add_attribute(Attribute::Bold)),
    );
    table.add_rows(rows);
    table.set_truncation_indicator("…");
    table.set_width(u16::try_from(WIDTH).expect("80 fits"));
    table.set_content_arrangement(ContentArrangement::Dynamic);
    for index in right.iter().filter(|index| **index < columns) {
        if let Some(column) = table.column_mut(*index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
        .lines()
        .map(|line| line.trim_end().replace(KEPT_TOGETHER, " "))
        .collect::<Vec<_>>()
        .join("\n")
}

fn scores(out: &mut String, report: &Report, page: Page) {
    page.heading(out, &page.say("heading.scores", &[]));
    let names =
        ["group", "score", "coverage"].map(|column| page.say(&format!("column.{column}"), &[]));
    let [group, score, coverage] = names;
    let rows = report.score.groups.iter().map(|group| {
        Row::from(vec![
            Cell::new(cut(&group.title, 34)),
            Cell::new(group.score.map_or_else(String::new, bar)),
            Cell::new(group.score.map_or_else(|| "–".to_owned(), points)),
            Cell::new(match group.score {
                None if group.coverage_pct == 0.0 => "–".to_owned(),
                _ => percent(group.coverage_pct),
            }),
        ])
    });
    let table = ruled(
        vec![group, String::new(), score, coverage],
        rows,
        &[2, 3],
        page.colour,
    );
    let _ = writeln!(out, "{table}");
}

/// Ten blocks for a hundred points.
fn bar(score: f64) -> String {
    let full = (score / 10.0).round().clamp(0.0, 10.0) as usize;
    format!("{}{}", "█".repeat(full), "░".repeat(10 - full))
}

fn total(out: &mut String, report: &Report, page: Page) {
    let text = match report.score.total {
        Some(total) => {
            let values = [
                ("score", points(total)),
                ("coverage", percent(report.score.coverage_pct)),
            ];
            page.say("score.total", &borrowed(&values))
        }
        None => page.say("score.none", &[]),
    };
    out.push('\n');
    let _ = writeln!(
        out,
        "{}",
        page.paint(&wrap(&text, "", "").join("\n"), Style::new().bold())
    );
    headline(out, report, page);
    let unknown = report
        .outcomes
        .iter()
        .filter(|outcome| outcome.verdict == "unknown")
        .count();
    if unknown > 0 {
        page.paragraph(
            out,
            &page.say("findings.unknown", &[("count", &unknown.to_string())]),
            "",
        );
    }
}

/// The time to buy beside the score, and how it is counted.
fn headline(out: &mut String, report: &Report, page: Page) {
    if report.journeys.is_empty() {
        return;
    }
    let time = &report.time_to_buy;
    if time.devices.is_empty() {
        return page.paragraph(out, &page.say("heading.time-to-buy.none", &[]), "");
    }
    for one in &time.devices {
        let device = page.say(&format!("device.{}", one.device.name()), &[]);
        let values = [
            ("device", device),
            ("typed", time_in(page.language, one.typed_ms)),
            ("autofill", time_in(page.language, one.autofill_ms)),
        ];
        let line = page.say("heading.time-to-buy", &borrowed(&values));
        let line = wrap(&line, "", "").join("\n");
        let _ = writeln!(out, "{}", page.paint(&line, Style::new().bold()));
    }
    page.paragraph(out, &time.counting_rule, "");
}
