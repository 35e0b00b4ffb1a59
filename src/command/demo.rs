//! `cartwalk demo`: the built-in store, audited or served.

use crate::cli::{Demo, Global};
use crate::command::audit::audit;
use crate::command::console::Console;
use crate::command::{interrupt, ruling, settings, stages};
use crate::config::{Written, resolve};
use crate::demo::flaws;
use crate::exit::{Exit, Failure};
use std::thread;
use std::time::Duration;

/// Runs the command.
///
/// # Errors
/// An unknown flaw, a port that is taken, and everything that an audit may end with.
pub fn run(
    demo: &Demo,
    global: &Global,
    written: Written,
    console: Console,
) -> Result<Exit, Failure> {
    if demo.list_flaws {
        let ids: String = flaws()
            .iter()
            .map(|flaw| format!("{}\n", flaw.id))
            .collect();
        console.print(&ids)?;
        return Ok(Exit::Fine);
    }
    let store = stages::demo_store(resolve::language(&written), &demo.flaw, demo.port)?;
    if demo.serve {
        let stop = interrupt::listen(console);
        console.print(&format!("{}\n", store.url()))?;
        console.note("Ctrl-C ends it");
        while !stop.requested() {
            thread::sleep(Duration::from_millis(50));
        }
        return Ok(Exit::Fine);
    }
    let mut settled = resolve::resolve(settings::for_own_store(written, store.url())?)?;
    ruling::apply(&mut settled, global)?;
    let left = audit(&settled, console);
    match store.orders() {
        0 => left,
        orders => Err(Failure {
            exit: Exit::OrderSeen,
            message: format!("the demo store received {orders} orders"),
            help: "this is a defect of cartwalk: please report it".to_owned(),
        }),
    }
}
