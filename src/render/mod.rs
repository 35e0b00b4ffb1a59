//! Outputs: pure functions from a report to text.

pub mod address;
pub mod annotations;
pub mod clean;
pub mod comparison;
pub mod comparison_markdown;
pub mod csv;
pub mod fields;
pub mod figures;
pub mod findings;
pub mod gitlab;
pub mod har;
#[cfg(test)]
mod hostile_tests;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod markdown_text;
pub mod pdf;
pub mod sarif;
#[cfg(test)]
mod staged;
pub mod stores;
pub mod table;
#[cfg(test)]
mod tests;
mod waivers;

pub use comparison::comparison;
pub use comparison_markdown::comparison_markdown;
pub use fields::fields;
pub use html::html;
pub use json::json;
pub use markdown::markdown;
pub use table::{TableOptions, table};
