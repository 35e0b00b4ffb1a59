//! The `cartwalk` command. Everything happens in the library.

fn main() {}
