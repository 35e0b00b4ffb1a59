//! scaffold
pub mod address;
pub mod classify;
pub mod extract;
pub mod words;
