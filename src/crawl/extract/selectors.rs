//! Counts what the selectors of the user's own rules find on a page that is parsed already.

use crate::model::asked::Answer;
use scraper::{Html, Selector};

/// One answer a selector. A selector that cannot be read has no value; the ruleset was checked
/// when it was loaded, so this is for callers that skip the check.
pub fn count(document: &Html, selectors: &[String]) -> Vec<Answer> {
    let one = |text: &String| {
        let parsed = Selector::parse(text).map_err(|error| error.to_string());
        let counted = parsed.map(|selector| document.select(&selector).count() as f64);
        Answer {
            key: text.clone(),
            value: counted.as_ref().ok().copied(),
            problem: counted.err(),
        }
    };
    selectors.iter().map(one).collect()
}
