//! Measures the field classifier on whole pages, as the browser shows them.
//!
//! Each field says in `data-is` what it asks; more words are alternatives, and `none` is every
//! answer that is no autocomplete token. `dev-b/`, `applications/` (forms as widely used
//! applications name and order their fields), `sites/` (forms of travel, insurance, banks, offices,
//! schools and charities, `unknown` where a field asks nothing of ours) and `ordinary/` (everyday forms of
//! orders, accounts, cards and contacts in 14 languages) may be worked with; of `held-out-b/` only the
//! share is looked at, never which fields were told wrong.

use crate::visitor::{guest, options};
use cartwalk::journey::look::look;
use cartwalk::model::device::Device;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A field of a page: where, what it is, what it was taken for, how surely.
struct Told {
    place: String,
    is: String,
    taken_for: String,
    certainty: f32,
}

impl Told {
    fn is_right(&self) -> bool {
        self.is.split_whitespace().any(|word| match word {
            "none" => self.taken_for == "unknown" || self.taken_for.starts_with("x-"),
            purpose => self.taken_for == purpose,
        })
    }
}

fn pages(folder: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/fields")
        .join(folder);
    let mut files: Vec<_> = std::fs::read_dir(path)
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    files
}

fn read(folder: &str) -> Vec<Told> {
    const IS: &str = "function (selectors) { return selectors.map((s) => document.querySelector(s)?.getAttribute('data-is') ?? ''); }";
    let mut visit = guest(&options(Device::Desktop));
    let mut told = Vec::new();
    for page in pages(folder) {
        let url = format!("file://{}", page.display());
        visit.goto(&url, Duration::from_secs(20)).unwrap();
        let seen = look(&mut visit).unwrap();
        let selectors: Vec<&str> = seen.fields.iter().map(|f| f.selector.as_str()).collect();
        let is: Vec<String> =
            serde_json::from_value(visit.call(0, IS, &[json!(selectors)]).unwrap()).unwrap();
        let name = page.file_stem().unwrap_or_default().to_string_lossy();
        for (field, is) in seen.fields.iter().zip(is).filter(|(_, is)| !is.is_empty()) {
            told.push(Told {
                place: format!("{name} {}", field.selector),
                is,
                taken_for: field.purpose.clone(),
                certainty: field.purpose_certainty,
            });
        }
    }
    told
}

fn share<'a>(told: impl Iterator<Item = &'a Told>) -> f64 {
    let (mut right, mut all) = (0, 0);
    for one in told {
        all += 1;
        right += usize::from(one.is_right());
    }
    right as f64 / f64::from(all.max(1))
}

#[test]
fn fields_of_whole_pages_are_told_right_and_surely_only_when_they_are() {
    let mut dev = read("dev-b");
    dev.extend(read("applications"));
    dev.extend(read("sites"));
    dev.extend(read("ordinary"));
    let held_out = read("held-out-b");
    let (on_dev, on_held_out) = (share(dev.iter()), share(held_out.iter()));
    let sure = share(
        dev.iter()
            .chain(&held_out)
            .filter(|told| told.certainty >= 0.9),
    );
    eprintln!(
        "fields: dev-b, applications, sites and ordinary {:.1} % of {}, held-out-b {:.1} % of {}, of the sure ones {:.1} %",
        on_dev * 100.0,
        dev.len(),
        on_held_out * 100.0,
        held_out.len(),
        sure * 100.0
    );
    let wrong: Vec<String> = dev
        .iter()
        .filter(|told| !told.is_right())
        .map(|told| {
            format!(
                "{} is {}, taken for {}",
                told.place, told.is, told.taken_for
            )
        })
        .collect();
    assert!(on_dev >= 0.985, "{on_dev}:\n{}", wrong.join("\n"));
    assert!(on_held_out >= 0.935, "{on_held_out}");
    assert!(sure >= 0.98, "{sure}");
}
