//! Small stores, one for each shape that real ones come in, and walks through them.

mod account;
mod forms;
mod japanese;
mod onepage;
pub mod till;
