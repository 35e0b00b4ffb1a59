//! What cartwalk knows and does not see: words, rules, texts, personas, hints. All of it is data under `rulesets/`.

mod identity;
mod lay;
pub mod lexicon;
pub mod mark;
pub mod own;
pub mod own_check;
pub mod pack;
pub mod persona;
pub mod place;
pub mod platform;
pub mod profile;
pub mod ruleset;
pub mod source;
pub mod texts;
pub mod waiver;
pub mod written;

pub use ruleset::{Rulebook, RulesetError};
