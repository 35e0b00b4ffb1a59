//! The photographs of the demo store: calm drawings, made by code and served as WebP.
//!
//! A drawing is painted as horizontal spans of flat colour at twice the largest
//! size and scaled down, which smooths its edges and keeps files small. Nothing
//! is random, so the same picture always has the same bytes. Finished files are
//! kept for the whole process, because tests start many stores.

use super::canvas::Canvas;
use image::codecs::{png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, ImageEncoder, RgbImage, imageops};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Widths in pixels that the store offers, so that a screen finds one of at most twice its need.
pub const WIDTHS: [u32; 9] = [112, 168, 240, 360, 480, 640, 720, 960, 1200];

/// The format that a picture is asked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lossless WebP, what the store serves.
    Webp,
    /// PNG, what a careless store serves.
    Png,
}

/// Something to draw.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// `mug`, `plate`, …; an unknown shape draws the bare table.
    pub shape: String,
    /// Main colour.
    pub colour: [u8; 3],
    /// Height divided by width, in percent.
    pub aspect_pct: u32,
}

/// The finished file of a subject at a width, at most 1,200 pixels wide.
pub fn picture(subject: &Subject, width: u32, format: Format) -> Arc<Vec<u8>> {
    type Shelf = Mutex<HashMap<(Subject, u32, Format), Arc<Vec<u8>>>>;
    static SHELF: OnceLock<Shelf> = OnceLock::new();
    let width = width.clamp(16, 1200);
    let key = (subject.clone(), width, format);
    let shelf = SHELF.get_or_init(Shelf::default);
    if let Some(found) = shelf
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(&key)
    {
        return Arc::clone(found);
    }
    let made = Arc::new(encode(&paint(subject, width), format));
    shelf
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(key, Arc::clone(&made));
    made
}

fn encode(picture: &RgbImage, format: Format) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    let done = match format {
        Format::Webp => WebPEncoder::new_lossless(&mut bytes).write_image(
            picture,
            width,
            height,
            ExtendedColorType::Rgb8,
        ),
        Format::Png => {
            PngEncoder::new(&mut bytes).write_image(picture, width, height, ExtendedColorType::Rgb8)
        }
    };
    done.expect("writing to memory a picture of a size that both formats allow");
    bytes
}

fn paint(subject: &Subject, width: u32) -> RgbImage {
    let height = width * subject.aspect_pct / 100;
    let mut canvas = Canvas::new(width * 2, height * 2);
    canvas.room(subject.colour);
    if subject.shape == "still-life" {
        let scale = f64::from(subject.aspect_pct) / 100.0;
        for (shape, colour, x, size) in [
            ("vase", [108, 128, 156], 0.60, 0.92),
            ("lamp", [148, 96, 72], 0.86, 1.0),
            ("bowl", [182, 104, 76], 0.70, 0.62),
            ("mug", [92, 122, 108], 0.50, 0.52),
            ("candle", [226, 178, 92], 0.77, 0.5),
        ] {
            // A narrow, phone-shaped hero leaves less room to the left.
            let x = if scale > 0.6 { (x - 0.42) * 1.6 } else { x };
            canvas.place(shape, colour, (x, 0.80, size * 0.80));
        }
    } else {
        let shape = subject.shape.clone();
        // Tall things step back a little, so that nothing is cut off at the top.
        let size = if matches!(shape.as_str(), "vase" | "lamp" | "apron" | "towel") {
            0.84
        } else {
            1.0
        };
        canvas.place(&shape, subject.colour, (0.5, 0.80, size));
    }
    imageops::thumbnail(&canvas.pixels, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_small_has_the_size_that_was_asked_and_never_changes() {
        let subject = Subject {
            shape: "mug".into(),
            colour: [92, 122, 108],
            aspect_pct: 100,
        };
        let bytes = encode(&paint(&subject, 360), Format::Webp);
        let read = image::load_from_memory(&bytes).unwrap();
        assert_eq!((read.width(), read.height()), (360, 360));
        assert!(bytes.len() < 20_000, "{} bytes", bytes.len());
        assert_eq!(bytes, *picture(&subject, 360, Format::Webp));
    }
}
