//! The commands: one file each where they are more than a few lines.
//!
//! Only this module prints, and only [`stages`] joins the stages.

pub mod audit;
pub mod baseline;
pub mod ci;
pub mod compare;
pub mod console;
pub mod demo;
pub mod doctor;
pub mod ending;
pub mod folder;
pub mod formats;
pub mod gate;
pub mod handover;
pub mod har;
pub mod host;
pub mod init;
pub mod interrupt;
pub mod rendering;
pub mod rules;
pub mod ruling;
pub mod runs;
pub mod schema;
pub mod settings;
pub mod stages;
pub mod stores;
pub mod story;
pub mod walk;

use crate::cli::{Cli, Command, Global};
use crate::command::console::Console;
use crate::config::{Settled, Written, print, resolve};
use crate::exit::{Exit, Failure};
use clap::{CommandFactory, Parser};
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

/// Runs the program: reads the command line, does what it says, tells how it went.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(said) => {
            let _ = said.print();
            return if said.use_stderr() {
                Exit::Usage.into()
            } else {
                Exit::Fine.into()
            };
        }
    };
    let console = Console::new(&cli.global);
    log(cli.global.verbose, console);
    match run(&cli, console) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            console.explain(&failure);
            failure.exit.into()
        }
    }
}

fn run(cli: &Cli, console: Console) -> Result<Exit, Failure> {
    let global = &cli.global;
    match &cli.command {
        Command::Audit(command) => {
            let written = settings::gather(global, &command.flags)?;
            settled(written, global, command.print_config, console, audit::audit)
        }
        Command::Collect(command) => {
            let written = settings::gather(global, &command.flags)?;
            settled(
                written,
                global,
                command.print_config,
                console,
                audit::collect,
            )
        }
        Command::Judge(command) => {
            let written = settings::gather(global, &command.flags)?;
            audit::judge(
                &command.dir,
                &written,
                &ruling::rulebook(global, &written)?,
                console,
            )
        }
        Command::Report(command) => {
            let written = settings::gather(global, &command.flags)?;
            let rulebook = ruling::rulebook(global, &written)?;
            handover::report(&command.dir, &rulebook, &written, console)
        }
        Command::Walk(command) => {
            let written = settings::gather(global, &command.flags)?;
            settled(written, global, false, console, |settled, console| {
                walk::walk(command, settled, console)
            })
        }
        Command::Form(command) => {
            walk::form(command, &settings::gather(global, &command.flags)?, console)
        }
        Command::Demo(command) => {
            let written = settings::gather(global, &command.flags)?;
            demo::run(command, global, written, console)
        }
        Command::Doctor(command) => {
            doctor::run(&settings::gather(global, &command.flags)?, console)
        }
        Command::Rules(command) => rules::run(command, global, console),
        Command::Compare(command) => {
            let written = settings::gather(global, &command.flags)?;
            compare::run(command, &written, console)
        }
        Command::CompareStores(command) => {
            let written = settings::gather(global, &command.flags)?;
            stores::run(command, &written, console)
        }
        Command::Ci(command) => {
            let written = ci::defaults(settings::gather(global, &command.flags)?)?;
            settled(written, global, command.print_config, console, ci::run)
        }
        Command::Baseline(command) => baseline::run(command, console),
        Command::Init(command) => init::run(command, console),
        Command::Schema { what } => printed(&schema::schema(*what), console),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "cartwalk", &mut script);
            printed(&String::from_utf8_lossy(&script), console)
        }
    }
}

/// Settles the settings and goes on, or only shows them.
fn settled(
    written: Written,
    global: &Global,
    only_print: bool,
    console: Console,
    then: impl FnOnce(&Settled, Console) -> Result<Exit, Failure>,
) -> Result<Exit, Failure> {
    if only_print {
        return printed(&print::print(&written), console);
    }
    let mut settled = resolve(written)?;
    ruling::apply(&mut settled, global)?;
    then(&settled, console)
}

fn printed(text: &str, console: Console) -> Result<Exit, Failure> {
    console.print(text)?;
    Ok(Exit::Fine)
}

/// `-v` shows what cartwalk does, `-vv` everything that it knows.
fn log(verbose: u8, console: Console) {
    let filter = match verbose {
        0 => return,
        1 => "cartwalk=info",
        _ => "cartwalk=trace",
    };
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_ansi(console.error_colour)
        .with_writer(std::io::stderr);
    let _ = subscriber.try_init();
}
