//! What cartwalk knows and does not see: words, rules, texts, personas, hints. All of it is data under `rulesets/`.

pub mod lexicon;
pub mod mark;
pub mod pack;
pub mod persona;
pub mod platform;
pub mod ruleset;
pub mod texts;

pub use ruleset::{Rulebook, RulesetError};
