//! The hand-over on paper: what stands around the page that the browser prints.

use crate::model::plan::Language;
use crate::model::report::Report;
use crate::render::html::SECTIONS;
use crate::render::html::text::host_of;
use crate::render::stores::PARTS;
use crate::report::phrases::say;
use lopdf::Document;
use maud::html;
use std::collections::BTreeMap;

/// Millimetres in an inch.
const INCH_MM: f64 = 25.4;

/// The page on which each part begins.
pub type Pages = BTreeMap<String, u32>;

/// Width and height of the paper, in inches.
pub fn paper_in(letter: bool) -> (f64, f64) {
    match letter {
        true => (8.5, 11.0),
        false => (210.0 / INCH_MM, 297.0 / INCH_MM),
    }
}

/// What stands below each page: what it is, and the number of the page.
///
/// The browser sets it outside the page's own style and policy, and fills the
/// elements of these two classes.
pub fn footer(report: &Report) -> String {
    let host = host_of(&report.target.url);
    footer_titled("html.title", &[("host", &host)], report.run.language)
}

/// The same with the title of another page.
pub fn footer_titled(key: &str, values: &[(&str, &str)], language: Language) -> String {
    let title = say(language, key, values);
    html! {
        div lang=(language.tag()) style="font: 7.5px 'Helvetica Neue', Arial, 'Noto Sans CJK JP', sans-serif; color: #55616d; width: 100%; margin: 0 16mm; display: flex; justify-content: space-between" {
            span { (title) }
            span { span.pageNumber {} " / " span.totalPages {} }
        }
    }
    .into_string()
}

/// On which page each part begins, read from the outline of a printed report;
/// empty where it cannot be read.
pub fn pages(pdf: &[u8], language: Language) -> Pages {
    let Ok(toc) = Document::load_mem(pdf).and_then(|document| document.get_toc()) else {
        return BTreeMap::new();
    };
    let mut pages = BTreeMap::new();
    for id in ["summary"].into_iter().chain(SECTIONS).chain(PARTS) {
        let title = say(language, &format!("html.{id}"), &[]);
        // A heading that was moved to the next page may stand twice in its entry.
        let found = toc.toc.iter().find(|entry| {
            let written = entry.title.trim();
            written == title || written == format!("{title}{title}")
        });
        if let Some(entry) = found {
            pages.insert(id.to_owned(), u32::try_from(entry.page).unwrap_or_default());
        }
    }
    pages
}

/// Nothing stands above a page.
pub fn header() -> String {
    "<span></span>".to_owned()
}
