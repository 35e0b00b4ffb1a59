//! Records what a visit looks like and what the browser does, where somebody asked for it: pictures
//! of the screen while it changes, and a Chromium trace.
//!
//! Both cost the browser time, so neither is on unless asked for, and both are bounded: pictures in
//! number and bytes, the trace by the browser's own buffer, which keeps what came first.

use super::error::BrowserError;
use super::types::{Mark, Shot};
use super::visit::Visit;
use super::wire::ask;
use base64::Engine;
use headless_chrome::protocol::cdp::{IO, Page, Tracing};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// What a trace may fill of the browser's memory, in kilobytes.
const TRACE_KB: u32 = 100_000;
/// Largest trace that is read: its events take more room as JSON than in the buffer.
const MAX_TRACE_BYTES: usize = 200_000_000;
/// Longest time to hand a trace over.
const TRACE_LIMIT: Duration = Duration::from_secs(60);
/// Read at once, in bytes.
const CHUNK: u32 = 4_000_000;
/// What DevTools records for its Performance panel, less the processor profile.
const CATEGORIES: [&str; 10] = [
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "disabled-by-default-devtools.timeline.stack",
    "blink.console",
    "blink.user_timing",
    "latencyInfo",
    "loading",
    "toplevel",
    "v8.execute",
];

/// Pictures that are held until they are asked for.
const MAX_HELD: usize = 240;
/// Bytes of pictures, in base64, that are held.
const MAX_HELD_BYTES: usize = 16_000_000;
/// Pictures of one screen that are handed out.
const MAX_SHOTS: usize = 12;
/// Widest and highest picture, in pixels: enough to tell what is there.
const PICTURE_PX: (u32, u32) = (412, 824);

/// The pictures that came and were not asked for yet.
#[derive(Default)]
pub(super) struct Film {
    /// Wall seconds, and the picture in base64; spread evenly over all that came.
    frames: Vec<(f64, String)>,
    bytes: usize,
    /// Only every so many-th picture is kept, as a power of two; 0 for each.
    thinned: u32,
    came: u64,
    latest: Option<(f64, String)>,
}

impl Film {
    /// Keeps a picture. When there are too many, every second one goes, and of those that follow
    /// every second one does, too: what remains covers the whole time evenly.
    pub fn keep(&mut self, at: f64, picture: &str) {
        let same = |(_, last): &(f64, String)| last == picture;
        if picture.len() > MAX_HELD_BYTES || self.latest.as_ref().is_some_and(same) {
            return;
        }
        self.latest = Some((at, picture.to_owned()));
        self.came += 1;
        if !(self.came - 1).is_multiple_of(1 << self.thinned.min(32)) {
            return;
        }
        while !self.frames.is_empty()
            && (self.frames.len() >= MAX_HELD || self.bytes + picture.len() > MAX_HELD_BYTES)
        {
            let alone = self.frames.len() == 1;
            let mut nth = 0;
            self.frames.retain(|_| {
                nth += 1;
                nth % 2 == 1 && !alone
            });
            self.bytes = self.frames.iter().map(|(_, held)| held.len()).sum();
            self.thinned += 1;
        }
        self.bytes += picture.len();
        self.frames.push((at, picture.to_owned()));
    }

    /// Takes what came since a wall second, at most [`MAX_SHOTS`], the first and the last among them.
    fn take(&mut self, since: f64) -> Vec<(f64, String)> {
        let Film {
            mut frames, latest, ..
        } = std::mem::take(self);
        let last = frames.last().map(|(at, _)| *at);
        frames.extend(latest.filter(|(at, _)| Some(*at) != last));
        frames.retain(|(at, _)| *at >= since);
        let (Some((first, _)), Some((last, _))) = (frames.first(), frames.last()) else {
            return frames;
        };
        if frames.len() <= MAX_SHOTS {
            return frames;
        }
        // Spread over the time, not over the pictures: a blinking cursor makes most of them.
        let slot = (last - first) / (MAX_SHOTS - 1) as f64;
        let shown_at = |moment: f64| frames.partition_point(|(at, _)| *at <= moment).max(1) - 1;
        let moments = (0..MAX_SHOTS - 1).map(|nth| shown_at(first + slot * nth as f64));
        let mut chosen: Vec<usize> = moments.chain([frames.len() - 1]).collect();
        chosen.dedup();
        chosen
            .into_iter()
            .filter_map(|at| frames.get(at).cloned())
            .collect()
    }
}

impl Visit {
    /// Has the browser send pictures of the page whenever it changes.
    ///
    /// # Errors
    /// When the page or the browser is lost, or does not know the call.
    pub fn start_film(&mut self) -> Result<(), BrowserError> {
        self.send(ask::<Page::StartScreencast>(json!({
            "format": "jpeg",
            "quality": 60,
            "maxWidth": PICTURE_PX.0,
            "maxHeight": PICTURE_PX.1,
            "everyNthFrame": 1,
        })))
        .map(drop)
    }

    /// The pictures of the page since a mark, at most 12 spread over the time; those before it are
    /// dropped.
    pub fn film(&mut self, since: &Mark) -> Vec<Shot> {
        let zero = since.browser_s + self.clock.wall_offset_s;
        let frames = self.watch.seen().film.take(zero);
        frames
            .into_iter()
            .filter_map(|(at, picture)| {
                let jpeg = base64::engine::general_purpose::STANDARD.decode(picture);
                Some(Shot {
                    at_ms: (at - zero) * 1_000.0,
                    jpeg: jpeg.ok()?,
                })
            })
            .collect()
    }

    /// Begins to record a trace of the whole browser.
    ///
    /// # Errors
    /// When the browser is lost, or records one already.
    pub fn start_trace(&mut self) -> Result<(), BrowserError> {
        self.watch.seen().trace = None;
        let command = ask::<Tracing::Start>(json!({
            "transferMode": "ReturnAsStream",
            "streamFormat": "json",
            "traceConfig": {
                "recordMode": "recordUntilFull",
                "traceBufferSizeInKb": TRACE_KB,
                "includedCategories": CATEGORIES,
                "excludedCategories": ["*"],
            },
        }));
        self.watch.wire.call(None, command, self.limit).map(drop)
    }

    /// Ends the trace and hands it over, as the JSON that Chrome DevTools and Perfetto open.
    ///
    /// # Errors
    /// When the browser is lost, does not hand it over in time, or it is larger than 200 MB.
    pub fn end_trace(&mut self) -> Result<Vec<u8>, BrowserError> {
        let ends = Instant::now() + TRACE_LIMIT;
        self.watch
            .wire
            .call(None, ask::<Tracing::End>(json!({})), self.limit)?;
        let handle = self
            .watch
            .wait_until(ends, |seen| seen.trace.take())?
            .ok_or_else(|| BrowserError::timeout("the trace", TRACE_LIMIT))?;
        let read = self.read_stream(&handle, ends);
        self.watch
            .wire
            .tell(None, ask::<IO::Close>(json!({ "handle": handle })));
        read
    }

    fn read_stream(&self, handle: &str, ends: Instant) -> Result<Vec<u8>, BrowserError> {
        let refused = |message: &str| BrowserError::Protocol {
            method: "IO.read".to_owned(),
            message: message.to_owned(),
        };
        let mut read = Vec::new();
        while Instant::now() < ends {
            let command = ask::<IO::Read>(json!({ "handle": handle, "size": CHUNK }));
            let answer = self.watch.wire.call(None, command, self.limit)?;
            let data = answer["data"].as_str().unwrap_or_default();
            if answer["base64Encoded"].as_bool() == Some(true) {
                let engine = base64::engine::general_purpose::STANDARD;
                let bytes = engine.decode(data);
                read.extend(bytes.map_err(|error| refused(&error.to_string()))?);
            } else {
                read.extend_from_slice(data.as_bytes());
            }
            if read.len() > MAX_TRACE_BYTES {
                return Err(refused("the trace is larger than 200 MB"));
            }
            if answer["eof"].as_bool() == Some(true) {
                return Ok(read);
            }
        }
        Err(BrowserError::timeout("the trace", TRACE_LIMIT))
    }
}

/// A picture as the browser sends it: wall seconds, base64, and the number that it wants back.
pub(super) fn frame(params: &Value) -> Option<(f64, &str, u64)> {
    Some((
        params["metadata"]["timestamp"].as_f64()?,
        params["data"].as_str()?,
        params["sessionId"].as_u64()?,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_film_keeps_its_beginning_and_end_and_few_pictures() {
        let mut film = Film::default();
        for at in 0..5_000 {
            film.keep(f64::from(at), &format!("picture {at}"));
        }
        assert!(film.frames.len() <= MAX_HELD);
        let taken = film.take(0.0);
        assert!((8..=MAX_SHOTS).contains(&taken.len()), "{}", taken.len());
        assert_eq!(taken.first().map(|(at, _)| *at), Some(0.0));
        assert_eq!(taken.last().map(|(at, _)| *at), Some(4_999.0));
        assert!(taken.is_sorted_by(|a, b| a.0 < b.0));
        assert!(film.take(0.0).is_empty(), "what was taken is gone");
    }

    #[test]
    fn large_pictures_do_not_fill_the_memory_and_equal_ones_count_once() {
        let mut film = Film::default();
        for at in 0..100 {
            film.keep(f64::from(at), &format!("{at}{}", "x".repeat(1_000_000)));
            film.keep(
                f64::from(at) + 0.5,
                &format!("{at}{}", "x".repeat(1_000_000)),
            );
            assert!(film.bytes <= MAX_HELD_BYTES);
        }
        assert!(film.frames.iter().all(|(at, _)| at.fract() == 0.0));
        film.keep(101.0, &"x".repeat(MAX_HELD_BYTES + 1));
        assert!(film.frames.iter().all(|(at, _)| *at < 101.0));
        assert!(film.take(98.0).len() <= 2, "what was before is dropped");
    }
}
