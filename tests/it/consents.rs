//! The banners of widely used consent managers, as they stand in a page: which of their buttons
//! the pilot would press.
//!
//! Each page in `tests/data/consent` names in `data-reject` the button that refuses and in
//! `data-accept` the one that agrees.

use crate::visitor::{guest, options};
use cartwalk::journey::clear::clear_the_way;
use cartwalk::journey::look::look;
use cartwalk::model::device::Device;
use cartwalk::model::plan::Consent;
use cartwalk::rulebook::lexicon::Lexicon;
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

#[test]
fn the_banners_of_known_consent_managers_are_refused_and_accepted() {
    const WANTED: &str =
        "function (name) { return document.documentElement.getAttribute(name) ?? ''; }";
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/consent");
    let mut wrong = Vec::new();
    let mut pages = 0;
    for device in [Device::Mobile, Device::Desktop] {
        let mut visit = guest(&options(device));
        for file in std::fs::read_dir(&folder).unwrap() {
            let path = file.unwrap().path();
            let url = format!("file://{}", path.display());
            visit.goto(&url, Duration::from_secs(20)).unwrap();
            let seen = look(&mut visit).unwrap();
            pages += 1;
            for (wish, attribute) in [
                (Consent::Reject, "data-reject"),
                (Consent::Accept, "data-accept"),
            ] {
                let wanted = visit.call(0, WANTED, &[attribute.into()]).unwrap();
                let step = clear_the_way(&seen, wish, &BTreeSet::new(), Lexicon::embedded(), false);
                let kind = if wish == Consent::Reject {
                    "reject-consent"
                } else {
                    "accept-consent"
                };
                if !step
                    .as_ref()
                    .is_some_and(|s| s.kind == kind && Some(s.name.as_str()) == wanted.as_str())
                {
                    let name = path.file_stem().unwrap_or_default().to_string_lossy();
                    wrong.push(format!(
                        "{name} {device:?} {wish:?}: {wanted} is wanted, {step:?}"
                    ));
                }
            }
            let left = clear_the_way(
                &seen,
                Consent::None,
                &BTreeSet::new(),
                Lexicon::embedded(),
                false,
            );
            if left.is_some() {
                wrong.push(format!("{url}: left alone is wanted, {left:?}"));
            }
        }
    }
    assert!(pages >= 40, "{pages}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
