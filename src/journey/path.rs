//! The way through a store, written down so that it can be walked again: what was
//! pressed on each screen, in several spellings, and what was expected behind it.
//!
//! A path comes from a journey, from a recipe that a person wrote, or from a
//! recording of the Chrome DevTools Recorder. It is walked as a list of hints:
//! the pilot still verifies each press, and where the path no longer holds it
//! finds the way anew and [`Path::changed`] tells where it turned off.

use crate::journey::hints::{Hint, Source};
use crate::model::device::Device;
use crate::model::journey::{Ended, Goal, Journey, PathChange, Step};
use crate::model::look::Control;
use serde::{Deserialize, Serialize};

mod recording;

/// Version of the file.
const VERSION: u32 = 1;
/// Larger files are no paths.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Ways through one store.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathFile {
    /// Version of this file, 1.
    pub version: u32,
    /// The store's address.
    pub store: String,
    /// One way for each device that was walked.
    pub paths: Vec<Path>,
}

/// One way through a store.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Path {
    /// The device that it was walked on; `None`: any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<Device>,
    /// Its screens, in order.
    pub steps: Vec<PathStep>,
    /// Whether a person wrote or recorded it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_hand: bool,
}

/// One screen and the way to it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PathStep {
    /// What the screen is; `None` where a recording does not tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<Goal>,
    /// CSS selectors of what is pressed, most lasting first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub selectors: Vec<String>,
    /// Its accessible name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Path of the address that it leads to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub leads_to: Option<String>,
    /// Path of the screen's own address, expected behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expect: Option<String>,
}

/// Why a path cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// Neither a path, nor a recipe, nor a recording.
    #[error(
        "it is neither a path.json, nor a recipe (TOML), nor a recording of the Chrome DevTools Recorder: {0}"
    )]
    Shape(String),
    /// Written by a newer cartwalk.
    #[error("it has version {0}, and this cartwalk reads up to {VERSION}")]
    Newer(u32),
    /// Nothing in it leads anywhere.
    #[error("it holds no step")]
    Empty,
    /// Larger than any real one.
    #[error("it is larger than {} MB", MOST_BYTES / 1024 / 1024)]
    Size,
}

impl PathFile {
    /// The ways of journeys that got through.
    pub fn of(store: &str, journeys: &[Journey]) -> PathFile {
        let through = |j: &&Journey| matches!(j.ended, Ended::Reached { .. });
        PathFile {
            version: VERSION,
            store: store.to_owned(),
            paths: journeys.iter().filter(through).map(Path::of).collect(),
        }
    }

    /// Reads a path, a recipe or a recording.
    ///
    /// # Errors
    /// Text that is none of them, or a path of a newer version.
    pub fn parse(text: &str) -> Result<PathFile, PathError> {
        if text.len() > MOST_BYTES {
            return Err(PathError::Size);
        }
        let file = if text.trim_start().starts_with('{') {
            let value: serde_json::Value =
                serde_json::from_str(text).map_err(|e| PathError::Shape(e.to_string()))?;
            if let Some(path) = recording::read(&value) {
                PathFile {
                    version: VERSION,
                    store: String::new(),
                    paths: vec![path],
                }
            } else {
                let version = value["version"].as_u64().unwrap_or_default();
                let version = u32::try_from(version).unwrap_or(u32::MAX);
                if version > VERSION {
                    return Err(PathError::Newer(version));
                }
                serde_json::from_value(value).map_err(|e| PathError::Shape(e.to_string()))?
            }
        } else {
            recipe(text)?
        };
        if file.paths.iter().all(|p| p.steps.is_empty()) {
            return Err(PathError::Empty);
        }
        Ok(file)
    }

    /// The way for a device: its own, or one for any.
    pub fn for_device(&self, device: Device) -> Option<&Path> {
        let own = self.paths.iter().find(|p| p.device == Some(device));
        own.or_else(|| self.paths.iter().find(|p| p.device.is_none()))
    }
}

/// A recipe: `[[step]]` tables with `goal` and `press`.
fn recipe(text: &str) -> Result<PathFile, PathError> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Recipe {
        #[serde(default)]
        step: Vec<RecipeStep>,
    }
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct RecipeStep {
        goal: Option<Goal>,
        #[serde(default)]
        press: Vec<String>,
        leads_to: Option<String>,
    }
    let recipe: Recipe = toml::from_str(text).map_err(|e| PathError::Shape(e.to_string()))?;
    let steps = recipe.step.into_iter().map(|step| {
        let mut out = PathStep {
            goal: step.goal,
            leads_to: step.leads_to,
            ..PathStep::default()
        };
        for target in step.press {
            match target.strip_prefix("text=") {
                Some(name) => out.name = Some(name.to_owned()),
                None => out.selectors.push(target),
            }
        }
        out
    });
    Ok(PathFile {
        version: VERSION,
        store: String::new(),
        paths: vec![Path {
            device: None,
            steps: steps.collect(),
            by_hand: true,
        }],
    })
}

impl Path {
    /// The way that a journey took.
    pub fn of(journey: &Journey) -> Path {
        let mut before: Option<&Step> = None;
        let steps = journey.steps.iter().map(|step| {
            let made = PathStep::of(step, before);
            before = Some(step);
            made
        });
        Path {
            device: Some(journey.device),
            steps: steps.collect(),
            by_hand: false,
        }
    }

    /// The way as hints for the pilot.
    pub fn hints(&self) -> Vec<Hint> {
        let source = if self.by_hand {
            Source::Recipe
        } else {
            Source::Path
        };
        self.steps
            .iter()
            .filter(|s| !s.selectors.is_empty() || s.name.is_some() || s.leads_to.is_some())
            .map(|step| Hint {
                goal: step.goal,
                selectors: step.selectors.clone(),
                name: step.name.clone(),
                leads_to: step.leads_to.clone(),
                source: source.clone(),
            })
            .collect()
    }

    /// Where a journey turned off this path; `None` where it kept to it.
    pub fn changed(&self, journey: &Journey) -> Option<PathChange> {
        if self.by_hand {
            return None;
        }
        let walked = Path::of(journey);
        for (index, expected) in self.steps.iter().enumerate() {
            let found = walked.steps.get(index);
            let same = found.is_some_and(|found| {
                found.goal == expected.goal
                    && (found.expect == expected.expect
                        || found.expect.as_deref().map(shape)
                            == expected.expect.as_deref().map(shape))
            });
            if !same {
                return Some(PathChange {
                    step: u32::try_from(index).unwrap_or(u32::MAX),
                    expected: expected.told(),
                    found: found.map_or_else(String::new, PathStep::told),
                });
            }
        }
        let more = walked.steps.get(self.steps.len())?;
        Some(PathChange {
            step: u32::try_from(self.steps.len()).unwrap_or(u32::MAX),
            expected: String::new(),
            found: more.told(),
        })
    }
}

/// An address's path without what differs from visit to visit: numbers and long codes.
fn shape(path: &str) -> String {
    let plain = |part: &str| {
        let digits = part.chars().filter(char::is_ascii_digit).count();
        digits > 0 && (digits == part.len() || part.len() >= 16)
    };
    path.split('/')
        .map(|part| if plain(part) { "#" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

impl PathStep {
    fn of(step: &Step, before: Option<&Step>) -> PathStep {
        let expect = url::Url::parse(&step.url).ok().map(|u| u.path().to_owned());
        let mut made = PathStep {
            goal: Some(step.goal),
            expect,
            ..PathStep::default()
        };
        if !matches!(step.action.verb.as_str(), "press" | "submit") {
            return made;
        }
        let selector = step.action.selector.as_deref().unwrap_or_default();
        let looks = before
            .into_iter()
            .flat_map(|b| b.look_after.iter().chain([&b.look]));
        let control = looks
            .flat_map(|l| &l.controls)
            .find(|c| c.selector == selector && c.name == step.action.target);
        made.name = Some(step.action.target.clone()).filter(|n| !n.trim().is_empty());
        if let Some(control) = control {
            made.selectors = lasting(control);
            made.leads_to = leads_to(control);
        }
        if !selector.is_empty() && !made.selectors.iter().any(|s| s == selector) {
            made.selectors.push(selector.to_owned());
        }
        made
    }

    fn told(&self) -> String {
        let goal = self.goal.map_or("", |g| g.name());
        format!("{goal} {}", self.expect.as_deref().unwrap_or_default())
            .trim()
            .to_owned()
    }
}

fn leads_to(control: &Control) -> Option<String> {
    let href = control.href.as_deref()?;
    let url = url::Url::parse(href).ok()?;
    let goes = matches!(url.scheme(), "http" | "https") && !href.ends_with('#');
    goes.then(|| url.path().to_owned())
}

/// Selectors that survive a new build of the page, most lasting first.
fn lasting(control: &Control) -> Vec<String> {
    let mut out = Vec::new();
    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
    if !control.attr_name.is_empty() {
        out.push(format!(
            "{}[name=\"{}\"]",
            control.tag,
            quoted(&control.attr_name)
        ));
    }
    if let Some(path) = leads_to(control).filter(|p| p.len() > 1) {
        out.push(format!("a[href*=\"{}\"]", quoted(&path)));
    }
    out
}

/// A recipe to complete by hand, for a journey that got stuck: the way so far, and what was
/// considered for the next step.
pub fn stub(journey: &Journey) -> String {
    let mut out = String::from(
        "# The way that was found, and the candidates for the next step. Name what is to be\n# pressed (CSS selectors, or text=NAME), and run: cartwalk walk URL --path recipe.toml\n",
    );
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    for step in &Path::of(journey).steps {
        let name = step.name.iter().map(|n| format!("text={n}"));
        let press: Vec<String> = step.selectors.iter().cloned().chain(name).collect();
        if press.is_empty() {
            continue;
        }
        let press: Vec<String> = press.iter().map(|p| text(p)).collect();
        let goal = step.goal.map_or("", |g| g.name());
        out.push_str(&format!(
            "\n[[step]]\ngoal = \"{goal}\"\npress = [{}]\n",
            press.join(", ")
        ));
    }
    let (Ended::Stuck { goal, .. } | Ended::Refused { goal, .. } | Ended::Died { goal, .. }) =
        &journey.ended
    else {
        return out;
    };
    out.push_str(&format!(
        "\n# Stuck here.\n[[step]]\ngoal = \"{}\"\npress = []\n",
        goal.name()
    ));
    let last = journey.steps.last().and_then(|s| s.decisions.last());
    for candidate in last.into_iter().flat_map(|d| &d.considered) {
        out.push_str(&format!(
            "# {:.2}  {}  {}\n",
            candidate.score,
            text(&candidate.selector),
            text(&candidate.name)
        ));
    }
    out
}
