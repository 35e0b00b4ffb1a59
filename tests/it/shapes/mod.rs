//! Small stores, one for each shape that real ones come in, and walks through them.

mod account;
mod adding;
mod finding;
mod forms;
mod front;
mod japanese;
mod leaving;
mod onepage;
pub mod till;
mod ways;
