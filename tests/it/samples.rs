//! The committed samples: what a reader of the repository sees is what cartwalk writes.

use crate::cli::{cartwalk, folder};
use std::fs;
use std::path::{Path, PathBuf};

const HELP: &str = "run `scripts/sample_reports --render` and commit sample_reports/";

fn samples() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_reports")
}

/// Every file below a folder, by its path in it.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path.strip_prefix(folder).unwrap().to_owned()),
            }
        }
    }
    found.sort();
    found
}

/// Holds the sample's page, which has both languages, byte for byte; its requests too, where they are asked for.
fn holds_page(name: &str, more: &[&str]) {
    let dir = folder();
    let from = samples().join(name);
    cartwalk(dir.path())
        .arg("report")
        .arg(&from)
        .args(["-o", "new.html"])
        .args(more)
        .assert()
        .success();
    let mut written = vec![("new.html".to_owned(), "report.html".to_owned())];
    if more.contains(&"--har") {
        let requests = "journey-mobile.har".to_owned();
        written.push((requests.clone(), requests));
    }
    for (new, old) in written {
        let same = fs::read(dir.path().join(new)).unwrap() == fs::read(from.join(&old)).unwrap();
        assert!(same, "{name}/{old}: {HELP}");
    }
}

/// Writes one sample again, and holds it to the committed files byte for byte.
fn holds(name: &str, language: &str, more: &[&str]) {
    let dir = folder();
    let from = samples().join(name);
    let run = |args: &[&str]| {
        cartwalk(dir.path())
            .arg("report")
            .arg(&from)
            .args(["--lang", language])
            .args(args)
            .args(more)
            .assert()
            .success();
    };
    run(&[
        "--format",
        "json,csv,markdown,junit,sarif,gitlab",
        "-o",
        "new",
    ]);
    run(&["-o", "new/table.txt"]);
    run(&["--format", "annotations", "-o", "new/annotations.txt"]);
    let (new, old) = (dir.path().join("new"), from.join(language));
    assert_eq!(files(&new), files(&old), "{name}/{language}: {HELP}");
    for file in files(&new) {
        let same = fs::read(new.join(&file)).unwrap() == fs::read(old.join(&file)).unwrap();
        assert!(same, "{name}/{language}/{}: {HELP}", file.display());
    }
}

#[test]
fn the_samples_of_single_stores_are_what_cartwalk_writes() {
    let perfect = samples().join("demo-perfect");
    let [base, told] = ["report.json", "en/report.json"].map(|name| fs::read(perfect.join(name)));
    assert!(base.unwrap() == told.unwrap(), "{HELP}");
    let perfect = perfect.to_str().unwrap();
    holds_page("demo-perfect", &[]);
    holds_page("demo-flawed", &["--baseline", perfect, "--har"]);
    if samples().join("oscar").exists() {
        holds_page("oscar", &[]);
    }
    for language in ["en", "ja"] {
        holds("demo-perfect", language, &[]);
        holds("demo-flawed", language, &["--baseline", perfect]);
        if samples().join("oscar").exists() {
            holds("oscar", language, &[]);
        }
    }
}

#[test]
fn the_sample_of_several_stores_is_what_cartwalk_writes() {
    let named = [
        ("Fennel & Hearth", "demo-perfect"),
        ("With seven flaws", "demo-flawed"),
        ("Oscar", "oscar"),
    ];
    let there = named
        .iter()
        .filter(|(_, folder)| samples().join(folder).exists());
    let reports: Vec<String> = there
        .map(|(name, folder)| format!("{name}={}", samples().join(folder).join("en").display()))
        .collect();
    let written = |arguments: &[&str]| {
        let dir = folder();
        cartwalk(dir.path())
            .arg("compare-stores")
            .args(&reports)
            .args(arguments)
            .assert()
            .success();
        let file = files(dir.path()).remove(0);
        fs::read(dir.path().join(file)).unwrap()
    };
    let holds = |place: &str, arguments: &[&str]| {
        let old = fs::read(samples().join("stores").join(place)).unwrap();
        assert!(written(arguments) == old, "stores/{place}: {HELP}");
    };
    holds("stores.html", &["-o", "new.html"]);
    for language in ["en", "ja"] {
        let said = ["--lang", language, "-o"];
        holds(
            &format!("{language}/stores.csv"),
            &[&said[..], &["new.csv"]].concat(),
        );
        holds(
            &format!("{language}/table.txt"),
            &[&said[..], &["new.txt"]].concat(),
        );
    }
}

#[test]
fn the_samples_are_small_enough_to_be_cloned() {
    let sizes = files(&samples());
    let sizes = sizes
        .iter()
        .map(|file| fs::metadata(samples().join(file)).unwrap().len());
    let total: u64 = sizes.sum();
    assert!(total < 18_000_000, "{total} bytes");
}

#[test]
fn the_printed_samples_are_tagged_whole_and_in_their_language() {
    for language in ["en", "ja"] {
        let name = format!("demo-flawed/report.{language}.pdf");
        let help = format!("{name}: {HELP}");
        let print = fs::read(samples().join(&name)).expect(&help);
        let has = |words: &str| print.windows(words.len()).any(|at| at == words.as_bytes());
        assert!(print.starts_with(b"%PDF-"), "{help}");
        assert!(
            print.trim_ascii_end().ends_with(b"%%EOF"),
            "{name} is cut off"
        );
        assert!(
            has("/StructTreeRoot") && has("/MarkInfo"),
            "{name}: no tags"
        );
        assert!(has(&format!("/Lang ({language})")), "{name}: no language");
        assert!(print.len() < 5_000_000, "{name} is {} bytes", print.len());
    }
}
