//! The two ends of a terminal: results to stdout, progress and errors to stderr.

use crate::cli::{Colour, Global};
use crate::exit::Failure;
use crate::model::plan::Language;
use crate::model::seams::Progress;
use crate::render::clean::plain;
use crate::render::figures::time_in;
use crate::render::table::cut;
use crate::report::phrases;
use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{self, IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What the user wants to hear.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// Nothing but the result.
    pub quiet: bool,
    /// Whether stdout takes colour.
    pub colour: bool,
    /// Whether stderr takes colour.
    pub error_colour: bool,
}

impl Console {
    /// Reads the flags, the terminal and `NO_COLOR` (<https://no-color.org>).
    pub fn new(global: &Global) -> Console {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let wanted = |terminal: bool| match global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !unwanted,
        };
        Console {
            quiet: global.quiet,
            colour: wanted(io::stdout().is_terminal()),
            error_colour: wanted(io::stderr().is_terminal()),
        }
    }

    /// Prints a result. A reader that went away (`| head`) is no error.
    ///
    /// # Errors
    /// Stdout cannot be written for another reason, such as a full disk.
    pub fn print(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::not_measured(
                format!("cannot write to stdout: {error}"),
                "give the output another place",
            )),
            _ => Ok(()),
        }
    }

    /// Says something on stderr, unless it should be quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            let _ = writeln!(io::stderr(), "{}", plain(text));
        }
    }

    /// Says why a command failed and what to do.
    pub fn explain(&self, failure: &Failure) {
        let (error, help) = match self.error_colour {
            true => (AnsiColor::Red.on_default().bold(), Style::new().bold()),
            false => (Style::new(), Style::new()),
        };
        let mut out = io::stderr().lock();
        let _ = writeln!(out, "{error}error:{error:#} {}", plain(&failure.message));
        let _ = writeln!(out, "{help}help:{help:#} {}", plain(&failure.help));
    }

    /// A progress display that fits: nothing, plain lines, or a spinner, in the language of the report.
    pub fn progress(&self, language: Language) -> Display {
        let shown = match (self.quiet, io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, false) => Shown::Lines,
            (false, true) => Shown::Spinner(spinner()),
        };
        Display {
            shown,
            language,
            started: Instant::now(),
            phase: Mutex::default(),
        }
    }
}

fn spinner() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    let style = ProgressStyle::with_template("{spinner} {elapsed:>4} {prefix:.bold} {wide_msg}");
    bar.set_style(style.expect("a test builds the template"));
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// Shows how far a run is; gone without a trace when dropped.
#[derive(Debug)]
pub struct Display {
    shown: Shown,
    language: Language,
    started: Instant,
    phase: Mutex<String>,
}

#[derive(Debug)]
enum Shown {
    Nothing,
    Lines,
    Spinner(ProgressBar),
}

impl Display {
    fn line(&self, text: &str) {
        let elapsed = time_in(self.language, self.started.elapsed().as_millis() as f64);
        let _ = writeln!(io::stderr(), "{elapsed:>8}  {}", cut(text, 160));
    }
}

impl Progress for Display {
    fn phase(&self, name: &str) {
        let name = &phase_in(self.language, name);
        if let Ok(mut phase) = self.phase.lock() {
            name.clone_into(&mut phase);
        }
        match &self.shown {
            Shown::Nothing => {}
            Shown::Lines => self.line(name),
            Shown::Spinner(bar) => {
                bar.set_prefix(plain(name));
                bar.set_message("");
            }
        }
    }

    fn note(&self, text: &str) {
        match &self.shown {
            Shown::Nothing => {}
            Shown::Lines => {
                let phase = self
                    .phase
                    .lock()
                    .map(|phase| phase.clone())
                    .unwrap_or_default();
                self.line(&format!("{phase}: {text}"));
            }
            Shown::Spinner(bar) => bar.set_message(plain(text)),
        }
    }
}

/// A phase as the language calls it; one without words there keeps its name.
fn phase_in(language: Language, name: &str) -> String {
    let key = format!("phase.{}", name.replace(' ', "-"));
    phrases::find(language, &key, &[]).unwrap_or_else(|| name.to_owned())
}

impl Drop for Display {
    fn drop(&mut self) {
        if let Shown::Spinner(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Device;

    #[test]
    fn each_phase_is_told_in_the_language_of_the_run() {
        let walks =
            [Device::Mobile, Device::Desktop].map(|device| format!("journey {}", device.name()));
        let phases = ["crawl", "browser", "page", &walks[0], &walks[1]];
        for phase in phases {
            let japanese = phase_in(Language::Ja, phase);
            assert!(!japanese.is_ascii(), "{phase}: {japanese}");
        }
        assert_eq!(phase_in(Language::En, "crawl"), "crawl");
        assert_eq!(phase_in(Language::Ja, "unheard-of"), "unheard-of");
    }

    #[test]
    fn the_spinner_can_be_built() {
        super::spinner().finish_and_clear();
    }
}
