//! Settings: what was typed, where it was typed, and what it means.
//!
//! One table ([`settings::SETTINGS`]) names every setting. The flags, the
//! environment variables, the keys of `cartwalk.toml` and `--print-config` are
//! all made from it. Flags win over the environment, the environment over the
//! file, the file over the defaults; every value remembers where it came from.

pub mod budget;
pub mod environment;
pub mod file;
pub mod flags;
pub mod gates;
pub mod kind;
pub mod print;
pub mod resolve;
pub mod settings;
pub mod target;
pub mod written;

pub use resolve::{Settled, resolve};
pub use written::{Origin, Written};
