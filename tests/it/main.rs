//! Tests through the real binary.

mod cli;
