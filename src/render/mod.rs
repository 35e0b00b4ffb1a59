//! Outputs: pure functions from a report to text.

pub mod clean;
pub mod fields;
pub mod figures;
pub mod findings;
pub mod html;
pub mod json;
pub mod pdf;
pub mod table;
#[cfg(test)]
mod tests;
mod waivers;

pub use fields::fields;
pub use html::html;
pub use json::json;
pub use table::{TableOptions, table};
