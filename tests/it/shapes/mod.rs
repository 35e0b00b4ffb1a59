//! Small stores, one for each shape that real ones come in, and walks through them.

mod account;
mod adding;
mod fences;
mod finding;
mod forms;
mod front;
mod japanese;
mod leaving;
mod lookups;
mod oldstyle;
mod onepage;
mod paths;
mod probing;
mod random;
mod refusals;
mod session;
mod software;
mod templates;
pub mod till;
mod uncommon;
mod unsaid;
mod ways;
