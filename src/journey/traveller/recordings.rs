//! Keeps what was asked for beside the evidence: a trace of the browser, pictures of each screen
//! while it appears. They never decide anything; a recording that fails is told and the walk goes on.

use super::Traveller;
use crate::browser::{BrowserError, Mark, Shot};
use crate::model::journey::Journey;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;

impl Traveller<'_> {
    /// Starts what was asked for, and takes away what an earlier run recorded.
    pub(in crate::journey) fn start_recordings(&mut self) {
        let wanted = self.around.plan.journey.recordings;
        if wanted.trace {
            self.around.blobs.renew(&self.trace_name());
            let started = self.visit.start_trace();
            self.lose_unless("trace", started);
        }
        if wanted.film {
            self.around.blobs.renew(&self.film_folder());
            let started = self.visit.start_film();
            self.lose_unless("filmstrip", started);
        }
    }

    /// Takes the pictures of the screen that was just reached.
    pub(super) fn keep_film(&mut self, mark: &Mark) {
        if self.around.plan.journey.recordings.film {
            let shots = self.visit.film(mark);
            let step = self.steps.len();
            self.film.extend(shots.into_iter().map(|shot| (step, shot)));
        }
    }

    /// Ends the trace and writes it.
    pub(in crate::journey) fn end_trace(&mut self) {
        if !self.around.plan.journey.recordings.trace {
            return;
        }
        match self.visit.end_trace() {
            Ok(trace) => {
                // A page may echo what the user handed over.
                let trace = self
                    .around
                    .plan
                    .session
                    .mask(&String::from_utf8_lossy(&trace));
                let packed = gzip(trace.as_bytes());
                self.around.blobs.keep(&self.trace_name(), &packed);
            }
            failed @ Err(_) => self.lose_unless("trace", failed),
        }
    }

    /// Writes the pictures, named by step, screen and milliseconds.
    pub(super) fn save_film(&mut self, journey: &Journey) {
        let folder = self.film_folder();
        for (step, Shot { at_ms, jpeg }) in std::mem::take(&mut self.film) {
            let Some(screen) = journey.steps.get(step) else {
                continue;
            };
            let name = format!(
                "{folder}/{:02}-{}-{at_ms:05.0}ms.jpg",
                step + 1,
                screen.goal.name()
            );
            if !self.around.blobs.keep(&name, &jpeg) {
                return;
            }
        }
    }

    fn trace_name(&self) -> String {
        format!("trace-{}.json.gz", self.device.name())
    }

    fn film_folder(&self) -> String {
        format!("filmstrip-{}", self.device.name())
    }

    fn lose_unless<T>(&self, what: &str, done: Result<T, BrowserError>) {
        if let Err(error) = done {
            self.around.blobs.lose(&format!("{what}: {error}"));
        }
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer
        .write_all(bytes)
        .and_then(|()| packer.finish())
        .expect("a vector takes every byte")
}
