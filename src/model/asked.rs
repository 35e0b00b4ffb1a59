//! What rules of the user's own ask of a page while it is open, and what it answered.

use serde::{Deserialize, Serialize};

/// Questions to put to pages and screens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// CSS selectors: how many elements each finds, on crawled pages and on screens.
    pub selectors: Vec<String>,
    /// Scripts with the key of their answer: what each returns, on screens only.
    pub scripts: Vec<(String, String)>,
}

/// One answer, kept in the evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The selector, or `script:` and a hash of the script.
    pub key: String,
    /// How many elements; what the script returned, 1 for `true` and 0 for `false`.
    pub value: Option<f64>,
    /// Why there is no value, in the words of the browser.
    pub problem: Option<String>,
}
