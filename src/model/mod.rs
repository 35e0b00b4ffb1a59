//! The plain data that the stages hand to each other: what was asked, what was
//! seen, what it means.
//!
//! Nothing here does I/O, reads a clock or knows a browser. Every type that is
//! written to `evidence.json` refuses unknown keys, so a damaged or newer file
//! is noticed instead of half read.

pub mod asked;
pub mod autofill;
pub mod comparison;
pub mod device;
pub mod evidence;
pub mod gates;
pub mod journey;
pub mod look;
pub mod page;
pub mod plan;
pub mod probed;
pub mod report;
pub mod seams;
pub mod verdict;
