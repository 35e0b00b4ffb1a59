//! Small stores, one for each shape that real ones come in, and walks through them.

mod adding;
mod finding;
mod front;
mod leaving;
pub mod till;
mod ways;
