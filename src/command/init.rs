//! `cartwalk init`: a commented `cartwalk.toml` and a workflow file to start from.

use crate::cli::Init;
use crate::command::console::Console;
use crate::command::folder;
use crate::config::file::FILE_NAME;
use crate::config::target;
use crate::exit::{Exit, Failure};
use std::path::Path;

/// The workflow file.
pub const WORKFLOW: &str = ".github/workflows/cartwalk.yml";

const CONFIG_TEXT: &str = include_str!("init/cartwalk.toml");
const WORKFLOW_TEXT: &str = include_str!("init/workflow.yml");

/// Writes both files. Files that are there stay, unless `--force` is given.
///
/// # Errors
/// An address that is none, a file in the way, a folder that may not be written.
pub fn run(init: &Init, console: Console) -> Result<Exit, Failure> {
    let url = match &init.url {
        Some(typed) => target::parse(typed)?.to_string(),
        None => "https://store.example/".to_owned(),
    };
    let files = [
        (FILE_NAME, config(&url)),
        (WORKFLOW, WORKFLOW_TEXT.to_owned()),
    ];
    for (name, _) in &files {
        if !init.force && Path::new(name).exists() {
            return Err(Failure::usage(
                format!("`{name}` is there already"),
                "move it away, or overwrite it with --force",
            ));
        }
    }
    for (name, text) in &files {
        folder::put_file(Path::new(name), text.as_bytes())?;
        console.print(&format!("{name}\n"))?;
    }
    console.note("next: `cartwalk ci`, then `cartwalk baseline update`, and commit both files with .cartwalk/baseline.json");
    Ok(Exit::Fine)
}

/// The configuration for a store.
pub fn config(url: &str) -> String {
    CONFIG_TEXT.replace(
        "\"https://store.example/\"",
        &toml::Value::String(url.to_owned()).to_string(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Written, file, resolve};

    fn settle(text: &str) -> crate::config::Settled {
        let file = file::parse(text, Path::new("cartwalk.toml")).unwrap();
        resolve(Written::defaults().overlay(file)).unwrap()
    }

    #[test]
    fn the_configuration_can_be_read_and_names_the_store() {
        assert_eq!(
            settle(&config("https://my.example/shop"))
                .plan
                .target
                .as_str(),
            "https://my.example/shop"
        );
    }

    #[test]
    fn every_line_that_is_commented_out_is_a_valid_setting() {
        let opened: String = CONFIG_TEXT
            .lines()
            .map(|line| match line.strip_prefix("#: ") {
                Some(setting) => format!("{setting}\n"),
                None => format!("{line}\n"),
            })
            .collect();
        let settled = settle(&opened);
        assert!(!settled.gates.budgets.is_empty() && settled.gates.fail_on.is_some());
    }

    #[test]
    fn the_workflow_runs_the_command_that_exists() {
        assert!(WORKFLOW_TEXT.contains("run: cartwalk ci"));
        assert!(WORKFLOW_TEXT.contains("cartwalk doctor"));
    }
}
