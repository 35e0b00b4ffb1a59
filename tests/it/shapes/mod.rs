//! Small stores, one for each shape that real ones come in, and walks through them.

mod adding;
mod front;
mod leaving;
mod finding;
pub mod till;
mod ways;
