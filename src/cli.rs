//! The command line: what may be typed, and its help.
//!
//! Settings shared with `cartwalk.toml` and the environment are not declared
//! here but made from [`crate::config::settings::SETTINGS`].

use crate::config::flags::{Flags, Scope};
use crate::config::resolve::Format;
use crate::config::settings::Group;
use crate::model::journey::Goal;
use crate::model::plan::Language;
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  cartwalk audit https://store.example
  cartwalk audit store.example --device mobile --throttle none --lang ja
  cartwalk judge cartwalk-report --format json
  cartwalk report cartwalk-report --lang ja -o report.pdf
  cartwalk demo --flaw guest-checkout-available
  cartwalk compare old-report cartwalk-report
  cartwalk compare-stores ours theirs -o stores.html
  cartwalk ci https://store.example --budget fields=12
  cartwalk doctor https://store.example

Exit codes:
  0  fine
  1  a gate failed: --fail-under, --fail-on, --budget, a regression
  2  wrong usage or configuration
  3  could not measure: unreachable, no browser, deadline, full disk
  4  the journey was blocked or got stuck
  5  an order may have been placed

Settings come from flags, then CARTWALK_* variables, then cartwalk.toml, then
defaults; `--print-config` shows each value and where it comes from.";

/// Walks a store from its home page to the last screen before the order, like a shopper, and
/// says what stops people from buying. It never places an order.
#[derive(Debug, Parser)]
#[command(name = "cartwalk", version, after_help = EXAMPLES, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Say nothing but the result
    #[arg(
        long,
        short,
        global = true,
        conflicts_with = "verbose",
        help_heading = "Everywhere"
    )]
    pub quiet: bool,
    /// Say more; twice for everything
    #[arg(long, short, global = true, action = ArgAction::Count, help_heading = "Everywhere")]
    pub verbose: u8,
    /// When to use colour: auto, always or never (NO_COLOR is honoured)
    #[arg(long, global = true, value_enum, hide_possible_values = true, value_name = "WHEN", default_value_t = Colour::Auto, help_heading = "Everywhere")]
    pub color: Colour,
    /// Configuration file instead of ./cartwalk.toml
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub config: Option<PathBuf>,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Crawl, walk, judge and report
    Audit(Audit),
    /// Crawl and walk; save the evidence without judging it
    Collect(Collect),
    /// Judge saved evidence; no browser, no network
    Judge(Judge),
    /// Write saved evidence out again, in another format or language
    Report(Report),
    /// Walk only, and tell each decision on the way
    Walk(Walk),
    /// List the fields of one page or HTML file, with what each asks for
    Form(Form),
    /// Audit the built-in demo store, or serve it
    Demo(Demo),
    /// Check what an audit needs on this machine
    Doctor(Doctor),
    /// List, explain, test and write rules
    #[command(subcommand)]
    Rules(Rules),
    /// Compare two reports of a store: findings, facts, timings
    Compare(Compare),
    /// Put reports of several stores side by side: time to buy, checkout, scores, trust, prices
    CompareStores(CompareStores),
    /// The whole job of a CI system: audit, compare with the baseline, gates, summary
    Ci(Ci),
    /// Take or show the report that later runs are compared with
    #[command(subcommand)]
    Baseline(Baseline),
    /// Write a commented cartwalk.toml and a workflow file
    Init(Init),
    /// Print a JSON Schema: of report.json, a comparison, a ruleset, or cartwalk.toml
    Schema {
        /// Which: report, comparison, ruleset or config
        #[arg(value_enum, hide_possible_values = true, default_value_t = SchemaOf::Report)]
        what: SchemaOf,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

macro_rules! scopes {
    ($($(#[$doc:meta])* $name:ident: $($group:ident),+;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;
        impl Scope for $name {
            const GROUPS: &'static [Group] = &[$(Group::$group),+];
        }
    )+};
}

scopes! {
    /// Settings of `audit`.
    AuditScope: Target, Output, Recording, Report, Brand, Rules, Gates, Comparison, Baseline, Screens, Crawl, Browser, Journey, Session;
    /// Settings of `collect`.
    CollectScope: Target, Output, Recording, Rules, Screens, Crawl, Browser, Journey, Session;
    /// Settings of `judge`.
    JudgeScope: Output, Report, Brand, Rules, Gates, Comparison, Baseline, Browser;
    /// Settings of `report`.
    ReportScope: Output, Report, Brand, Rules, Comparison, Baseline, Browser;
    /// Settings of `compare`.
    CompareScope: Comparison, Gates;
    /// Settings of `compare-stores`.
    CompareStoresScope: Brand, Browser;
    /// Settings of `walk`.
    WalkScope: Target, Screens, Browser, Journey, Session;
    /// Settings of `form`.
    FormScope: Screens, Browser, Session;
    /// Settings of `demo`.
    DemoScope: Output, Recording, Report, Brand, Rules, Gates, Comparison, Baseline, Screens, Crawl, Browser, Journey;
    /// Settings of `rules`.
    RulesScope: Rules;
    /// Settings of `doctor`.
    DoctorScope: Target, Browser, Session;
}

/// `cartwalk audit`.
#[derive(Debug, Args)]
pub struct Audit {
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<AuditScope>,
    /// Print the effective value of every setting with its origin, and stop
    #[arg(long, help_heading = "Everywhere")]
    pub print_config: bool,
}

/// `cartwalk collect`.
#[derive(Debug, Args)]
pub struct Collect {
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<CollectScope>,
    /// Print the effective value of every setting with its origin, and stop
    #[arg(long, help_heading = "Everywhere")]
    pub print_config: bool,
}

/// `cartwalk judge`.
#[derive(Debug, Args)]
pub struct Judge {
    /// Folder with evidence.json, as audit and collect write it
    pub dir: PathBuf,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<JudgeScope>,
}

/// `cartwalk report`.
#[derive(Debug, Args)]
pub struct Report {
    /// Folder with evidence.json, as audit and collect write it
    pub dir: PathBuf,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<ReportScope>,
}

/// `cartwalk walk`.
#[derive(Debug, Args)]
pub struct Walk {
    /// Open the first screens by the addresses of their links, tell what would be done on each, and
    /// press, type and choose nothing
    #[arg(long, conflicts_with = "pause_at")]
    pub plan: bool,
    /// Stop before this step: home, listing, product, added, cart, checkout, address, shipping, payment
    /// or review. With --headed on a terminal it waits for Enter there, and goes on
    #[arg(long, value_name = "STEP", value_parser = step)]
    pub pause_at: Option<Goal>,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<WalkScope>,
}

fn step(text: &str) -> Result<Goal, String> {
    Goal::ALL
        .into_iter()
        .find(|goal| goal.name() == text)
        .ok_or_else(|| {
            let names: Vec<&str> = Goal::ALL.into_iter().map(Goal::name).collect();
            format!("a step is one of {}", names.join(", "))
        })
}

/// `cartwalk form`.
#[derive(Debug, Args)]
pub struct Form {
    /// Address of a page, or an HTML file
    #[arg(value_name = "URL|FILE")]
    pub what: String,
    /// What is printed: table or json
    #[arg(long, value_enum, hide_possible_values = true, value_name = "FORMAT", default_value_t = Format::Table)]
    pub format: Format,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<FormScope>,
}

/// `cartwalk compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// The older report: report.json or its folder
    #[arg(value_name = "BASE")]
    pub base: PathBuf,
    /// The newer report: report.json or its folder
    #[arg(value_name = "HEAD")]
    pub head: PathBuf,
    /// What is printed: table, json or markdown
    #[arg(long, value_enum, hide_possible_values = true, value_name = "FORMAT", default_value_t = ComparisonFormat::Table)]
    pub format: ComparisonFormat,
    /// Language: en or ja; without it, the newer report's
    #[arg(long, value_enum, hide_possible_values = true, value_name = "LANG")]
    pub lang: Option<Language>,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<CompareScope>,
}

/// `cartwalk compare-stores`.
#[derive(Debug, Args)]
pub struct CompareStores {
    /// Reports to put side by side, two to eight: report.json or its folder, with NAME= before it
    /// for a name other than the store's host
    #[arg(value_name = "[NAME=]REPORT", required = true, num_args = 2..)]
    pub reports: Vec<PathBuf>,
    /// What is written: table, html, pdf or csv; may be given more than once
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_delimiter = ',',
        value_name = "FORMAT"
    )]
    pub format: Vec<StoresFormat>,
    /// Folder for stores.html, stores.pdf and stores.csv, or one file; without it, here
    #[arg(long, short, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// Language: en or ja; without it, the first report's
    #[arg(long, value_enum, hide_possible_values = true, value_name = "LANG")]
    pub lang: Option<Language>,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<CompareStoresScope>,
}

/// How several stores are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoresFormat {
    /// For people at a terminal.
    Table,
    /// For a browser.
    Html,
    /// For paper.
    Pdf,
    /// For a spreadsheet.
    Csv,
}

/// How a comparison is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ComparisonFormat {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For comments and summaries.
    Markdown,
}

/// `cartwalk ci`.
#[derive(Debug, Args)]
pub struct Ci {
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<AuditScope>,
    /// Print the effective value of every setting with its origin, and stop
    #[arg(long, help_heading = "Everywhere")]
    pub print_config: bool,
}

/// `cartwalk baseline`.
#[derive(Debug, Subcommand)]
pub enum Baseline {
    /// Make a report the baseline of later runs
    Update {
        /// The report: report.json or its folder
        #[arg(value_name = "REPORT", default_value = "cartwalk-report")]
        from: PathBuf,
        /// Where the baseline is kept
        #[arg(long, value_name = "FILE", default_value = crate::command::baseline::USUAL)]
        to: PathBuf,
    },
    /// Show what the baseline is
    Show {
        /// The baseline
        #[arg(value_name = "FILE", default_value = crate::command::baseline::USUAL)]
        file: PathBuf,
    },
}

/// `cartwalk init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The store's address, to be written into cartwalk.toml
    #[arg(value_name = "URL")]
    pub url: Option<String>,
    /// Overwrite files that are there
    #[arg(long)]
    pub force: bool,
}

/// Which schema is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// Of report.json.
    Report,
    /// Of a comparison.
    Comparison,
    /// Of a ruleset, with rules of one's own.
    Ruleset,
    /// Of `cartwalk.toml`.
    Config,
}

/// `cartwalk demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Switch on a flaw, named by the rule that it trips; may be given more than once
    #[arg(long, value_name = "ID")]
    pub flaw: Vec<String>,
    /// List the flaws, one a line
    #[arg(long, conflicts_with_all = ["flaw", "serve"])]
    pub list_flaws: bool,
    /// Serve the store to look around, until Ctrl-C
    #[arg(long)]
    pub serve: bool,
    /// Port on 127.0.0.1 for --serve; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    pub port: u16,
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<DemoScope>,
}

/// `cartwalk doctor`.
#[derive(Debug, Args)]
pub struct Doctor {
    /// Its settings.
    #[command(flatten)]
    pub flags: Flags<DoctorScope>,
}

/// `cartwalk rules`.
#[derive(Debug, Subcommand)]
pub enum Rules {
    /// List every rule
    List {
        /// What is printed: table or json
        #[arg(long, value_enum, hide_possible_values = true, value_name = "FORMAT", default_value_t = Format::Table)]
        format: Format,
        /// Show the sentences that asked for this tool, and the rules that answer each
        #[arg(long)]
        source: bool,
        /// Language of the titles
        #[command(flatten)]
        lang: Lang,
        /// By which rules.
        #[command(flatten)]
        flags: Flags<RulesScope>,
    },
    /// Show one rule: what, why, how it is tested, how to fix
    Show {
        /// Rule id
        id: String,
        /// Language of the texts
        #[command(flatten)]
        lang: Lang,
        /// By which rules.
        #[command(flatten)]
        flags: Flags<RulesScope>,
    },
    /// Show the effective values of one rule, and where each comes from
    Explain {
        /// Rule id
        id: String,
        /// By which rules.
        #[command(flatten)]
        flags: Flags<RulesScope>,
    },
    /// Run the good and bad examples of a file of your own rules
    Test {
        /// The ruleset file
        file: PathBuf,
        /// Run scripts on their HTML examples, in a browser
        #[arg(long)]
        allow_scripts: bool,
        /// Chromium or Chrome to start for scripts; without it, the usual names are tried
        #[arg(long, value_name = "PATH")]
        chrome: Option<PathBuf>,
    },
    /// Write a new rule to fill in: acme/size-chart for your own, a plain name for a built-in one
    New {
        /// Rule id
        id: String,
        /// Of your own rule: selector, text, header, metric or script
        #[arg(
            long,
            value_enum,
            hide_possible_values = true,
            value_name = "KIND",
            default_value = "selector"
        )]
        kind: crate::rulebook::own::Kind,
        /// Of a built-in rule that the catalogue does not list: its group
        #[arg(long, value_name = "GROUP")]
        group: Option<String>,
        /// Folder to write to; for a built-in rule, cartwalk's sources
        #[arg(long, value_name = "DIR", default_value = ".")]
        dir: PathBuf,
    },
    /// Print the catalogue, one section a rule, as Markdown
    Catalogue {
        /// Language of the texts
        #[command(flatten)]
        lang: Lang,
    },
}

/// The language of what is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Lang {
    /// Language of the texts: en or ja
    #[arg(
        long,
        value_enum,
        hide_possible_values = true,
        value_name = "LANG",
        default_value = "en"
    )]
    pub lang: crate::model::plan::Language,
}
