//! Outputs: pure functions from a report to text.

pub mod clean;
pub mod json;
pub mod table;

pub use json::json;
pub use table::{TableOptions, table};
