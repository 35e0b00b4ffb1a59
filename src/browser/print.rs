//! Prints a page of our own to PDF with the browser that is there anyway.

use super::error::BrowserError;
use super::types::{SettleOptions, VisitOptions};
use super::wire::ask;
use super::{Browser, Visit};
use crate::model::device::{Device, Throttle};
use base64::Engine;
use headless_chrome::protocol::cdp::Page;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// How a page is put on paper.
#[derive(Debug, Clone, PartialEq)]
pub struct PrintOptions {
    /// Width and height of the paper, in inches.
    pub paper_in: (f64, f64),
    /// HTML above each page.
    pub header: String,
    /// HTML below each page, where an element of class `pageNumber` receives the number.
    pub footer: String,
}

impl Browser {
    /// Prints an HTML file. The page gets no line: what is printed stands in the file.
    ///
    /// # Errors
    /// The file does not open, or the browser does not print in time.
    pub fn print(
        &self,
        page: &Path,
        options: &PrintOptions,
        limit: Duration,
    ) -> Result<Vec<u8>, BrowserError> {
        let refused = |message: String| BrowserError::Protocol {
            method: "Page.navigate".to_owned(),
            message,
        };
        let url = url::Url::from_file_path(page)
            .map_err(|()| refused(format!("`{}` is no full path", page.display())))?;
        let mut visit = self.visit(&VisitOptions {
            device: Device::Desktop,
            throttle: Throttle::None,
            user_agent: None,
            accept_language: None,
            call_timeout: limit,
            store_domain: String::new(),
            init_scripts: Vec::new(),
            session: crate::session::Session::default(),
        })?;
        let mark = visit.mark();
        let navigation = visit.goto(url.as_str(), limit)?;
        if let Some(failure) = navigation.failure {
            return Err(refused(failure));
        }
        // The document is there before all of it is read and its pictures are decoded.
        visit.settle(&mark, &SettleOptions::default())?;
        visit.print(options)
    }
}

impl Visit {
    fn print(&self, options: &PrintOptions) -> Result<Vec<u8>, BrowserError> {
        let answer = self.send(ask::<Page::PrintToPDF>(json!({
            "printBackground": true,
            "displayHeaderFooter": true,
            "headerTemplate": options.header,
            "footerTemplate": options.footer,
            "paperWidth": options.paper_in.0,
            "paperHeight": options.paper_in.1,
            "marginTop": 0.7,
            "marginBottom": 0.8,
            "marginLeft": 0.65,
            "marginRight": 0.65,
            "generateTaggedPDF": true,
            "generateDocumentOutline": true,
        })))?;
        let data = answer["data"].as_str().unwrap_or_default();
        base64::engine::general_purpose::STANDARD
            .decode(data)
            .map_err(|error| BrowserError::Protocol {
                method: "Page.printToPDF".to_owned(),
                message: error.to_string(),
            })
    }
}
