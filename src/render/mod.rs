//! Outputs: pure functions from a report to text.

pub mod clean;
pub mod comparison;
pub mod comparison_markdown;
pub mod fields;
pub mod figures;
pub mod findings;
pub mod har;
pub mod html;
pub mod json;
pub mod pdf;
pub mod table;
#[cfg(test)]
mod tests;

pub use comparison::comparison;
pub use comparison_markdown::{comparison_markdown, summary_markdown};
pub use fields::fields;
pub use html::html;
pub use json::json;
pub use table::{TableOptions, table};
