//! The `cartwalk` command. Everything happens in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    cartwalk::command::main()
}
