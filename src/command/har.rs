//! `--har`: writes the requests of each journey beside the report.

use crate::command::folder::Folder;
use crate::exit::Failure;
use crate::model::evidence::Evidence;
use crate::render::har::har;
use crate::render::json;

/// One file a journey, `journey-mobile.har`.
///
/// # Errors
/// The disk is full or may not be written.
pub fn save(evidence: &Evidence, folder: &Folder) -> Result<(), Failure> {
    for walk in &evidence.journeys {
        let name = format!("journey-{}.har", walk.device.name());
        folder.save_text(&name, &json(&har(evidence, walk)))?;
    }
    Ok(())
}
