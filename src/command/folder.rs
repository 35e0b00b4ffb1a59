//! The folder of one run: `report.json`, `evidence.json` and `blobs/`.
//!
//! A file is written beside its place and moved there when it is whole, so that
//! a run that is cut off leaves the files of the run before.

use crate::exit::Failure;
use crate::model::evidence::{EVIDENCE_SCHEMA_VERSION, Evidence};
use crate::model::seams::Blobs;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tempfile::NamedTempFile;

/// File of the report.
pub const REPORT: &str = "report.json";
/// File of the evidence.
pub const EVIDENCE: &str = "evidence.json";
/// File of the way through the store.
pub const PATH: &str = "path.json";
/// File of a recipe to complete, where a journey got stuck.
pub const RECIPE: &str = "recipe.toml";
/// Folder of the pictures.
pub const BLOBS: &str = "blobs";

/// A folder that results are written to.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    lost: Mutex<Option<String>>,
    unrecorded: Mutex<Option<String>>,
}

impl Folder {
    /// Makes the folder where it is missing.
    ///
    /// # Errors
    /// A file stands in its place, or it may not be written.
    pub fn create(path: &Path) -> Result<Folder, Failure> {
        if path.exists() && !path.is_dir() {
            return Err(Failure::usage(
                format!("the output `{}` is a file", path.display()),
                "name a folder with --output, or move the file away",
            ));
        }
        fs::create_dir_all(path.join(BLOBS))
            .and_then(|()| NamedTempFile::new_in(path).map(drop))
            .map_err(|error| cannot_write(path, &error))?;
        Ok(Folder {
            path: path.to_owned(),
            lost: Mutex::default(),
            unrecorded: Mutex::default(),
        })
    }

    /// A folder to read from; nothing is made.
    pub fn at(path: &Path) -> Folder {
        Folder {
            path: path.to_owned(),
            lost: Mutex::default(),
            unrecorded: Mutex::default(),
        }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the evidence, then takes away pictures of earlier runs.
    ///
    /// # Errors
    /// The disk is full or may not be written.
    pub fn save(&self, evidence: &Evidence) -> Result<(), Failure> {
        let place = self.path.join(EVIDENCE);
        put(&place, |out| {
            serde_json::to_writer(&mut *out, evidence).map_err(io::Error::from)
        })
        .map_err(|error| cannot_write(&place, &error))?;
        self.sweep(evidence);
        Ok(())
    }

    /// Writes the report.
    ///
    /// # Errors
    /// The disk is full or may not be written.
    pub fn save_report(&self, text: &str) -> Result<(), Failure> {
        self.save_as(REPORT, text.as_bytes())
    }

    /// Writes a file of this name.
    ///
    /// # Errors
    /// The disk is full or may not be written.
    pub fn save_as(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        write_file(&self.path.join(name), bytes)
    }

    /// The pictures of these names, each once, as far as they are there.
    pub fn blobs<'a>(&self, names: impl Iterator<Item = &'a str>) -> Vec<(String, Vec<u8>)> {
        let names: BTreeSet<&str> = names.collect();
        names
            .into_iter()
            .filter(|name| is_blob_name(name))
            .filter_map(|name| {
                let bytes = fs::read(self.path.join(BLOBS).join(name)).ok()?;
                Some((name.to_owned(), bytes))
            })
            .collect()
    }

    /// Writes a file of this run, or takes away that of an earlier one.
    ///
    /// # Errors
    /// The disk is full or may not be written.
    pub fn save_or_remove(&self, name: &str, text: Option<&str>) -> Result<(), Failure> {
        let place = self.path.join(name);
        match text {
            Some(text) => put(&place, |out| out.write_all(text.as_bytes()))
                .map_err(|error| cannot_write(&place, &error)),
            None => {
                let _absent_is_fine = fs::remove_file(&place);
                Ok(())
            }
        }
    }

    /// Writes another text file.
    ///
    /// # Errors
    /// The disk is full or may not be written.
    pub fn save_text(&self, name: &str, text: &str) -> Result<(), Failure> {
        put_file(&self.path.join(name), text.as_bytes())
    }

    /// Why the first picture that could not be kept was lost.
    pub fn lost(&self) -> Option<String> {
        self.lost.lock().ok().and_then(|lost| lost.clone())
    }

    /// Why the first recording that could not be made or kept is missing.
    pub fn unrecorded(&self) -> Option<String> {
        self.unrecorded.lock().ok().and_then(|lost| lost.clone())
    }

    fn sweep(&self, evidence: &Evidence) {
        let named: BTreeSet<&str> = pictures(evidence).collect();
        let entries = fs::read_dir(self.path.join(BLOBS))
            .into_iter()
            .flatten()
            .flatten();
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if is_blob_name(name) && !named.contains(name) {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

impl Blobs for Folder {
    fn put(&self, bytes: &[u8], ending: &str) -> Option<String> {
        let name = format!("{}.{ending}", sha256(bytes));
        let place = self.path.join(BLOBS).join(&name);
        if place.exists() {
            return Some(name);
        }
        match put(&place, |out| out.write_all(bytes)) {
            Ok(()) => Some(name),
            Err(error) => {
                if let Ok(mut lost) = self.lost.lock() {
                    lost.get_or_insert_with(|| error.to_string());
                }
                None
            }
        }
    }

    fn renew(&self, name: &str) {
        let place = self.path.join(name);
        let pictures = fs::read_dir(&place).into_iter().flatten().flatten();
        for old in pictures.map(|entry| entry.path()) {
            if old.extension().is_some_and(|ending| ending == "jpg") {
                let _absent_is_fine = fs::remove_file(old);
            }
        }
        // A folder with something else in it stays.
        let _absent_is_fine = fs::remove_file(&place).or_else(|_| fs::remove_dir(&place));
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> bool {
        match put_file(&self.path.join(name), bytes) {
            Ok(()) => true,
            Err(failure) => {
                self.lose(&failure.message);
                false
            }
        }
    }

    fn add(&self, name: &str, bytes: &[u8]) -> bool {
        let place = self.path.join(name);
        let opened = OpenOptions::new().create(true).append(true).open(place);
        match opened.and_then(|mut file| file.write_all(bytes)) {
            Ok(()) => true,
            Err(error) => {
                self.lose(&error.to_string());
                false
            }
        }
    }

    fn lose(&self, why: &str) {
        if let Ok(mut lost) = self.unrecorded.lock() {
            lost.get_or_insert_with(|| why.to_owned());
        }
    }
}

/// Writes a file whole, or leaves what was there.
///
/// # Errors
/// The disk is full or may not be written.
pub fn write_file(place: &Path, bytes: &[u8]) -> Result<(), Failure> {
    put(place, |out| out.write_all(bytes)).map_err(|error| cannot_write(place, &error))
}

/// Reads the evidence of a folder.
///
/// # Errors
/// There is none, it is damaged, or a newer cartwalk wrote it.
pub fn load(folder: &Path) -> Result<Evidence, Failure> {
    let place = folder.join(EVIDENCE);
    let text = fs::read(&place).map_err(|error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Failure::usage(
            format!("`{}` holds no {EVIDENCE}", folder.display()),
            "name a folder that `cartwalk audit` or `cartwalk collect` wrote",
        ),
        _ => Failure::usage(
            format!("cannot read `{}`: {error}", place.display()),
            "check that the file may be read",
        ),
    })?;
    let damaged = |why: String| {
        Failure::usage(
            format!("the evidence in `{}` is damaged: {why}", folder.display()),
            "collect it again with `cartwalk collect URL`, or take an undamaged copy",
        )
    };
    let version = Version::read(&text).map_err(|error| damaged(error.to_string()))?;
    if version > EVIDENCE_SCHEMA_VERSION {
        return Err(Failure::usage(
            format!(
                "the evidence in `{}` has schema version {version}, and this cartwalk reads up to {EVIDENCE_SCHEMA_VERSION}",
                folder.display()
            ),
            "update cartwalk, or collect the evidence again",
        ));
    }
    let evidence: Evidence =
        serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
    for name in pictures(&evidence) {
        check(folder, name).map_err(damaged)?;
    }
    Ok(evidence)
}

/// A picture may be missing (evidence is often passed on without them), but
/// one that is there must be the one that was taken.
fn check(folder: &Path, name: &str) -> Result<(), String> {
    if !is_blob_name(name) {
        return Err(format!("`{name}` is no name of a picture"));
    }
    let Ok(bytes) = fs::read(folder.join(BLOBS).join(name)) else {
        return Ok(());
    };
    match name.starts_with(&sha256(&bytes)) {
        true => Ok(()),
        false => Err(format!(
            "the picture {BLOBS}/{name} is not the one that was taken"
        )),
    }
}

struct Version;

impl Version {
    fn read(text: &[u8]) -> Result<u32, serde_json::Error> {
        #[derive(serde::Deserialize)]
        struct Only {
            schema_version: u32,
        }
        serde_json::from_slice::<Only>(text).map(|only| only.schema_version)
    }
}

/// The names of the screenshots of all steps.
pub fn screenshots(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let steps = evidence.journeys.iter().flat_map(|journey| &journey.steps);
    steps.filter_map(|step| step.screenshot.as_deref())
}

fn pictures(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let tried = evidence.probed.iter().flat_map(|run| {
        let entries = run.entries.iter().map(|entry| &entry.picture);
        let submits = run.submits.iter().map(|submit| &submit.picture);
        let returns = run.returns.iter().map(|back| &back.picture);
        entries.chain(submits).chain(returns).flatten()
    });
    screenshots(evidence).chain(tried.map(String::as_str))
}

fn is_blob_name(name: &str) -> bool {
    let Some((sum, ending)) = name.split_once('.') else {
        return false;
    };
    sum.len() == 64
        && sum.bytes().all(|b| b.is_ascii_hexdigit())
        && (1..=5).contains(&ending.len())
        && ending.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn put(
    place: &Path,
    write: impl FnOnce(&mut BufWriter<&mut NamedTempFile>) -> io::Result<()>,
) -> io::Result<()> {
    let folder = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".cartwalk-");
    // A temporary file is private by default; results are as readable as any other file.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    let mut out = BufWriter::new(&mut file);
    write(&mut out)?;
    out.flush()?;
    drop(out);
    file.persist(place).map_err(|error| error.error)?;
    Ok(())
}

/// Writes one file whole or not at all; its folder is made where it is missing.
///
/// # Errors
/// The disk is full or may not be written.
pub fn put_file(place: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let folder = place
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    folder
        .map_or(Ok(()), fs::create_dir_all)
        .and_then(|()| put(place, |out| out.write_all(bytes)))
        .map_err(|error| cannot_write(place, &error))
}

fn cannot_write(place: &Path, error: &io::Error) -> Failure {
    let message = format!("cannot write `{}`: {error}", place.display());
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            Failure::not_measured(
                message,
                "make room on the disk, or name another folder with --output",
            )
        }
        _ => Failure::usage(message, "name a folder that may be written with --output"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exit::Exit;
    use crate::report::made;

    fn saved() -> (tempfile::TempDir, Folder, Evidence) {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::create(dir.path()).unwrap();
        let mut evidence = made::evidence();
        evidence.journeys[0].steps[0].screenshot = folder.put(b"a picture", "png");
        folder.save(&evidence).unwrap();
        (dir, folder, evidence)
    }

    #[test]
    fn evidence_comes_back_as_it_was_saved() {
        let (dir, _, evidence) = saved();
        assert_eq!(load(dir.path()).unwrap(), evidence);
    }

    #[test]
    fn pictures_of_an_earlier_run_go_and_other_files_stay() {
        let (dir, folder, evidence) = saved();
        let stale = folder.put(b"an old picture", "png").unwrap();
        fs::write(dir.path().join(BLOBS).join("notes.txt"), "mine").unwrap();
        folder.save(&evidence).unwrap();
        assert!(!dir.path().join(BLOBS).join(stale).exists());
        assert!(dir.path().join(BLOBS).join("notes.txt").exists());
        assert!(load(dir.path()).is_ok());
    }

    #[test]
    fn a_picture_that_was_changed_is_noticed_and_a_missing_one_is_not_needed() {
        let (dir, _, evidence) = saved();
        let name = evidence.journeys[0].steps[0].screenshot.clone().unwrap();
        let place = dir.path().join(BLOBS).join(name);
        fs::write(&place, "another").unwrap();
        assert!(
            load(dir.path())
                .unwrap_err()
                .message
                .contains("not the one that was taken")
        );
        fs::remove_file(&place).unwrap();
        assert!(load(dir.path()).is_ok());
    }

    #[test]
    fn evidence_of_a_newer_schema_is_refused_with_both_versions() {
        let (dir, _, _) = saved();
        let place = dir.path().join(EVIDENCE);
        fs::write(&place, "{\"schema_version\": 99, \"new\": true}").unwrap();
        let failure = load(dir.path()).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.message.contains("99") && failure.message.contains("up to 1"));
    }

    #[test]
    fn a_name_that_leaves_the_folder_is_damage() {
        let (dir, folder, mut evidence) = saved();
        evidence.journeys[0].steps[0].screenshot = Some("../../etc/passwd".into());
        folder.save(&evidence).unwrap();
        assert!(
            load(dir.path())
                .unwrap_err()
                .message
                .contains("no name of a picture")
        );
    }

    #[test]
    fn recordings_of_an_earlier_run_go_and_other_files_beside_them_stay() {
        let (dir, folder, _) = saved();
        assert!(folder.keep("filmstrip-mobile/01-home-00010ms.jpg", b"a picture"));
        fs::write(dir.path().join("filmstrip-mobile/notes.txt"), "mine").unwrap();
        assert!(folder.keep("trace-mobile.json.gz", b"a trace"));
        folder.renew("filmstrip-mobile");
        folder.renew("trace-mobile.json.gz");
        folder.renew("trace-desktop.json.gz");
        assert!(!dir.path().join("trace-mobile.json.gz").exists());
        let left: Vec<_> = fs::read_dir(dir.path().join("filmstrip-mobile"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        assert_eq!(left, ["notes.txt"]);
        assert_eq!(folder.unrecorded(), None);
        // A file stands where the folder would be.
        fs::write(dir.path().join("filmstrip-desktop"), "mine").unwrap();
        assert!(!folder.keep("filmstrip-desktop/01-home-00010ms.jpg", b"a picture"));
        assert!(folder.unrecorded().unwrap().contains("filmstrip-desktop"));
    }

    #[test]
    fn no_temporary_file_is_left() {
        let (dir, _, _) = saved();
        let names: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().file_name())
            .collect();
        assert!(
            names
                .iter()
                .all(|name| !name.to_string_lossy().starts_with('.')),
            "{names:?}"
        );
    }
}
