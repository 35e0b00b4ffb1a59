//! The end of a run: the report in every format that was asked for, to stdout, a
//! folder or a file; and `cartwalk report`, which writes saved evidence out again.

use crate::browser::PrintOptions;
use crate::command::compare::Held;
use crate::command::console::Console;
use crate::command::folder::{self, Folder, screenshots};
use crate::command::formats::{self, Form};
use crate::command::{folder::EVIDENCE, folder::REPORT, har, ruling, stages};
use crate::config::resolve::{self, BrandPlan, Output};
use crate::config::{Origin, Written};
use crate::exit::{Exit, Failure};
use crate::model::evidence::Evidence;
use crate::model::gates::Gates;
use crate::model::plan::{BrowserPlan, Language};
use crate::model::report::Report;
use crate::render::annotations::annotations;
use crate::render::gitlab::gitlab;
use crate::render::html::{Base, Brand, Handover, Medium, Pictures, base_pictures, tried_pictures};
use crate::render::junit::junit;
use crate::render::sarif::sarif;
use crate::render::{TableOptions, csv, html, json, markdown, pdf, table};
use crate::rulebook::Rulebook;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Largest logo.
const LOGO_BYTES: u64 = 500_000;

/// What is to be written, and how it reads.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// The language that comes first.
    pub language: Language,
    /// The formats.
    pub outputs: Vec<Output>,
    /// What stands on the hand-over.
    pub brand: BrandPlan,
    /// The browser that prints.
    pub browser: BrowserPlan,
}

impl Wanted {
    /// From settings without a store.
    ///
    /// # Errors
    /// Settings of the hand-over that do not go together.
    pub fn of(written: &Written) -> Result<Wanted, Failure> {
        Ok(Wanted {
            language: resolve::language(written),
            outputs: resolve::outputs(written),
            brand: resolve::brand(written)?,
            browser: resolve::browser(written),
        })
    }
}

/// Writes saved evidence out again: into its own folder, another, or one file.
///
/// # Errors
/// Damaged evidence, settings that do not go together, a disk that is full.
pub fn report(
    dir: &Path,
    book: &Rulebook,
    written: &Written,
    console: Console,
) -> Result<Exit, Failure> {
    let mut evidence = folder::load(dir)?;
    ruling::name_markets(&mut evidence, book);
    let mut wanted = Wanted::of(written)?;
    let from = Folder::at(dir);
    let held = Held::read(resolve::baseline(written).as_ref(), Gates::default())?;
    let given = |key: &str| {
        let entry = written.0.get(key)?;
        let is_given = !matches!(entry.origin, Origin::Default);
        is_given.then(|| entry.words.first().cloned()).flatten()
    };
    let place = given("output").map(PathBuf::from);
    let Some(file) = place.as_deref().filter(|place| formats::is_file(place)) else {
        let to = Folder::create(place.as_deref().unwrap_or(dir))?;
        let (_, compared) = conclude(&evidence, book, &wanted, &held, &from, &to, console)?;
        requests(&evidence, written, &to)?;
        return compared.map(|()| Exit::Fine);
    };
    let asked = given("format").map(|_| wanted.outputs.as_slice());
    let form = formats::of_file(file, asked)?;
    wanted.outputs = vec![form.output()];
    let (set, compared) = Set::of(&evidence, book, &wanted, &from, &held)?;
    folder::write_file(file, &set.written(form)?)?;
    console.note(&format!("{}", file.display()));
    if let Some(beside) = file.parent() {
        requests(&evidence, written, &Folder::at(beside))?;
    }
    compared.map(|()| Exit::Fine)
}

/// The requests of each journey, where they are asked for.
fn requests(evidence: &Evidence, written: &Written, to: &Folder) -> Result<(), Failure> {
    match resolve::switch(written, "har") {
        true => har::save(evidence, to),
        false => Ok(()),
    }
}

/// Reports to stdout and into a folder; the screen comes first, since a disk may be full.
/// A baseline that does not fit takes nothing from the report, and is told behind it.
///
/// # Errors
/// A logo that cannot be read, a disk that is full, a browser that does not print.
pub fn conclude(
    evidence: &Evidence,
    book: &Rulebook,
    wanted: &Wanted,
    held: &Held,
    from: &Folder,
    to: &Folder,
    console: Console,
) -> Result<(Report, Result<(), Failure>), Failure> {
    let (set, compared) = Set::of(evidence, book, wanted, from, held)?;
    let text = json(set.report());
    let asks = |output| wanted.outputs.contains(&output);
    let mut saved = to.save_report(&text);
    let mut files = vec![REPORT];
    let forms = wanted
        .outputs
        .iter()
        .flat_map(|output| formats::of(*output));
    for (form, name) in forms.filter(|(_, name)| *name != REPORT) {
        if saved.is_ok() {
            saved = set
                .written(*form)
                .and_then(|bytes| to.save_as(name, &bytes));
            files.insert(files.len() - 1, name);
        }
    }
    let place = to.path().display().to_string();
    if asks(Output::Table) {
        if to.path().join(EVIDENCE).exists() {
            files.push("evidence.json");
            files.push("blobs/");
        }
        let listed = format!("{place} ({})", files.join(", "));
        let folder = saved.is_ok().then_some(listed.as_str());
        console.print(&table(
            set.report(),
            &TableOptions {
                colour: console.colour,
                folder,
            },
        ))?;
    }
    // Workflow commands count only where they are printed; among them JSON would be none.
    if asks(Output::Annotations) {
        console.print(&annotations(set.report()))?;
    } else if asks(Output::Json) && !asks(Output::Table) {
        console.print(&text)?;
    }
    let only_files = ![Output::Table, Output::Json, Output::Annotations]
        .into_iter()
        .any(asks);
    if only_files && saved.is_ok() {
        for name in files.iter().filter(|name| **name != REPORT) {
            console.print(&format!("{}\n", to.path().join(name).display()))?;
        }
    }
    saved.map(|()| (set.into_report(), compared))
}

/// The report in both languages with everything that its formats need.
struct Set<'a> {
    evidence: &'a Evidence,
    book: &'a Rulebook,
    wanted: &'a Wanted,
    en: Report,
    ja: Report,
    base: Option<&'a Report>,
    base_evidence: Option<Evidence>,
    brand: Brand,
    pictures: Pictures,
}

impl<'a> Set<'a> {
    /// Compared with the baseline and held to the gates, in both languages; behind it, what
    /// kept it from being compared.
    fn of(
        evidence: &'a Evidence,
        book: &'a Rulebook,
        wanted: &'a Wanted,
        from: &Folder,
        held: &'a Held,
    ) -> Result<(Set<'a>, Result<(), Failure>), Failure> {
        let (mut en, mut ja) = stages::reports(evidence, book);
        let compared = held.hold(&mut en);
        let compared = compared.and(held.hold(&mut ja));
        let base_evidence = held.evidence();
        if let Some(base_evidence) = &base_evidence {
            let (base_en, base_ja) = stages::reports(base_evidence, book);
            translate(&mut en, &base_en);
            translate(&mut ja, &base_ja);
        }
        let pictured = wanted
            .outputs
            .iter()
            .any(|output| matches!(output, Output::Html | Output::Pdf));
        let base = held.baseline.as_ref().map(|(base, _)| base);
        let pictures = match pictured {
            true => pictures(evidence, &en, base, from, held),
            false => Pictures::default(),
        };
        let logo = wanted.brand.logo.as_deref().map(logo).transpose()?;
        let set = Set {
            evidence,
            book,
            wanted,
            en,
            ja,
            base,
            base_evidence,
            brand: Brand {
                logo,
                ..wanted.brand.brand.clone()
            },
            pictures,
        };
        Ok((set, compared))
    }

    fn report(&self) -> &Report {
        match self.wanted.language {
            Language::En => &self.en,
            Language::Ja => &self.ja,
        }
    }

    fn into_report(self) -> Report {
        match self.wanted.language {
            Language::En => self.en,
            Language::Ja => self.ja,
        }
    }

    fn html(&self, medium: Medium, pages: Option<&BTreeMap<String, u32>>) -> String {
        html(&Handover {
            en: &self.en,
            ja: &self.ja,
            evidence: self.evidence,
            base: self.base.map(|report| Base {
                report,
                evidence: self.base_evidence.as_ref(),
            }),
            book: self.book,
            pictures: &self.pictures,
            brand: &self.brand,
            language: self.wanted.language,
            medium,
            pages,
            estimate: self.wanted.brand.estimate,
        })
    }

    fn written(&self, form: Form) -> Result<Vec<u8>, Failure> {
        let report = self.report();
        let text = match form {
            Form::Table => table(report, &TableOptions::default()),
            Form::Json => json(report),
            Form::Html => self.html(Medium::Screen, None),
            Form::Pdf => return self.pdf(),
            Form::Findings => csv::findings(report),
            Form::Fields => csv::fields(report),
            Form::Steps => csv::steps(report),
            Form::Markdown => markdown(report),
            Form::Annotations => annotations(report),
            Form::Junit => junit(report),
            Form::Sarif => sarif(report, self.book),
            Form::Gitlab => gitlab(report),
        };
        Ok(text.into_bytes())
    }

    fn pdf(&self) -> Result<Vec<u8>, Failure> {
        let options = PrintOptions {
            paper_in: pdf::paper_in(self.wanted.brand.letter),
            header: pdf::header(),
            footer: pdf::footer(self.report()),
        };
        stages::print(
            &|pages| self.html(Medium::Paper, pages),
            self.wanted.language,
            &self.wanted.browser,
            &options,
        )
    }
}

/// What is gone is only told by the older report, in the language that it was written in:
/// where its evidence was kept, the words of this report's language take their place.
fn translate(report: &mut Report, base: &Report) {
    let Some(comparison) = &mut report.comparison else {
        return;
    };
    for gone in comparison
        .findings
        .iter_mut()
        .filter(|one| one.head_places == 0)
    {
        let rule = base
            .outcomes
            .iter()
            .find(|outcome| outcome.rule == gone.rule);
        let findings = rule.iter().flat_map(|outcome| &outcome.findings);
        let mut alike = findings.filter(|one| one.fingerprint == gone.fingerprint);
        if let Some(known) = alike.find(|one| one.place == gone.place) {
            gone.message.clone_from(&known.message);
        }
    }
}

/// The screenshots of this run, and of the baseline where something changed.
fn pictures(
    evidence: &Evidence,
    report: &Report,
    base: Option<&Report>,
    from: &Folder,
    held: &Held,
) -> Pictures {
    let mut blobs = from.blobs(screenshots(evidence).chain(tried_pictures(evidence)));
    if let Some((base, folder)) = base.zip(held.folder.as_deref()) {
        let names = base_pictures(base, report);
        let older = Folder::at(folder).blobs(names.iter().map(String::as_str));
        blobs.extend(older);
    }
    blobs.sort();
    blobs.dedup();
    Pictures::of(blobs)
}

/// The logo as a `data:` address.
///
/// # Errors
/// It cannot be read, is too large, or is no picture.
pub fn logo(file: &Path) -> Result<String, Failure> {
    let refused = |why: &str| {
        Failure::usage(
            format!("the logo `{}` {why}", file.display()),
            "name a PNG, JPEG, WebP or SVG file of at most 500 kB",
        )
    };
    let size = fs::metadata(file).map_err(|error| refused(&format!("cannot be read: {error}")))?;
    if size.len() > LOGO_BYTES {
        return Err(refused("is too large"));
    }
    let bytes = fs::read(file).map_err(|error| refused(&format!("cannot be read: {error}")))?;
    let mime = match image::guess_format(&bytes) {
        Ok(image::ImageFormat::Png) => "image/png",
        Ok(image::ImageFormat::Jpeg) => "image/jpeg",
        Ok(image::ImageFormat::WebP) => "image/webp",
        // In an <img>, an SVG neither runs scripts nor loads anything.
        _ if String::from_utf8_lossy(&bytes).contains("<svg") => "image/svg+xml",
        _ => return Err(refused("is no picture that a page can show")),
    };
    Ok(format!("data:{mime};base64,{}", STANDARD.encode(bytes)))
}
