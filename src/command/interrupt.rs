//! Ctrl-C: the first one asks every stage to stop and keeps what was collected,
//! the second one ends the program at once.

use crate::command::console::Console;
use crate::model::seams::Stop;

/// The shell's code for a program that an interrupt ended: 128 + SIGINT.
const KILLED: i32 = 130;

/// A stop that Ctrl-C requests.
pub fn listen(console: Console) -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    let heard = ctrlc::set_handler(move || {
        if asked.requested() {
            end_at_once();
        }
        asked.request();
        console.note("stopping; what was collected is kept (Ctrl-C again ends at once)");
    });
    if let Err(error) = heard {
        console.note(&format!("Ctrl-C will not be answered: {error}"));
    }
    stop
}

#[expect(
    clippy::exit,
    reason = "the user asked twice; the browser notices that its parent is gone"
)]
fn end_at_once() {
    std::process::exit(KILLED);
}
