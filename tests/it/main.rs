//! Tests of cartwalk from outside, in one binary.

#[cfg(test)]
mod crawl;
