//! Small stores, one for each shape that real ones come in, and walks through them.

mod front;
mod finding;
pub mod till;
