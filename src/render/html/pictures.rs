//! Screenshots as `data:` addresses, small enough to be mailed, each embedded once.
//!
//! A picture is shown in many places: whole, cut to an element, with boxes on it.
//! It stands in the page once and every place refers to it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageFormat, ImageReader, Limits};
use std::collections::BTreeMap;
use std::io::Cursor;

/// What all pictures together may take, before they are written as base64 (4 for 3).
const ALL_BYTES: usize = 3_000_000;
/// A WebP of at most this size is taken as it is.
const ONE_BYTES: usize = 220_000;
/// Longest side of a picture that has to be written again, in pixels.
const SIDE_PX: u32 = 1_000;
const MAX_SIDE_PX: u32 = 8_000;

/// One picture, ready to be embedded.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width over height.
    pub ratio: f64,
    mime: &'static str,
    bytes: Vec<u8>,
}

/// The pictures of a report by the name of their blob.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pictures(BTreeMap<String, Picture>);

impl Pictures {
    /// Makes pictures of blobs. What is no picture is left out.
    pub fn of(blobs: Vec<(String, Vec<u8>)>) -> Pictures {
        let share = ALL_BYTES / blobs.len().max(1);
        let made = blobs.into_iter().filter_map(|(name, bytes)| {
            let picture = fit(bytes, share.min(ONE_BYTES))?;
            Some((name, picture))
        });
        Pictures(made.collect())
    }

    /// One picture with its place among all.
    pub fn get(&self, name: &str) -> Option<(usize, &Picture)> {
        let index = self.0.keys().position(|known| known == name)?;
        Some((index, &self.0[name]))
    }

    /// All of them in the order of their places.
    pub fn all(&self) -> impl Iterator<Item = &Picture> {
        self.0.values()
    }
}

impl Picture {
    /// As a `data:` address.
    pub fn address(&self) -> String {
        format!("data:{};base64,{}", self.mime, STANDARD.encode(&self.bytes))
    }
}

/// A WebP that is small enough stays as it is; anything else is scaled and
/// written again, smaller and smaller until it fits.
fn fit(bytes: Vec<u8>, most: usize) -> Option<Picture> {
    let format = image::guess_format(&bytes).ok()?;
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_SIDE_PX);
    limits.max_image_height = Some(MAX_SIDE_PX);
    reader.limits(limits);
    if format == ImageFormat::WebP && bytes.len() <= most {
        let (width, height) = reader.into_dimensions().ok()?;
        let ratio = f64::from(width) / f64::from(height.max(1));
        return Some(Picture {
            ratio,
            mime: "image/webp",
            bytes,
        });
    }
    let picture = reader.decode().ok()?;
    let ratio = f64::from(picture.width()) / f64::from(picture.height().max(1));
    let mut smallest = None;
    for (side, quality) in [(SIDE_PX, 72), (SIDE_PX * 3 / 4, 62), (SIDE_PX / 2, 50)] {
        let written = jpeg(&picture, side, quality)?;
        let fits = written.len() <= most;
        smallest = Some(written);
        if fits {
            break;
        }
    }
    Some(Picture {
        ratio,
        mime: "image/jpeg",
        bytes: smallest?,
    })
}

fn jpeg(picture: &DynamicImage, side: u32, quality: u8) -> Option<Vec<u8>> {
    let scaled = if picture.width().max(picture.height()) > side {
        picture.resize(side, side, FilterType::Triangle)
    } else {
        picture.clone()
    };
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    scaled.to_rgb8().write_with_encoder(encoder).ok()?;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn noise(width: u32, height: u32) -> Vec<u8> {
        let mut state = 7_u32;
        let picture = RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let [a, b, c, _] = state.to_le_bytes();
            Rgb([a, b, c])
        });
        let mut bytes = Vec::new();
        let picture = DynamicImage::ImageRgb8(picture);
        picture
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .unwrap();
        bytes
    }

    #[test]
    fn the_worst_pictures_of_two_devices_stay_small_together() {
        let mut blobs: Vec<(String, Vec<u8>)> = Vec::new();
        for index in 0..4 {
            blobs.push((format!("d{index}"), noise(1_350, 940)));
            blobs.push((format!("m{index}"), noise(412, 823)));
        }
        let most = blobs.len() * ONE_BYTES;
        let pictures = Pictures::of(blobs);
        let total: usize = pictures.all().map(|picture| picture.bytes.len()).sum();
        assert!(total <= most.min(ALL_BYTES), "{total} bytes");
        assert!((pictures.get("d0").unwrap().1.ratio - 1_350.0 / 940.0).abs() < 0.01);
    }

    #[test]
    fn what_is_no_picture_is_left_out() {
        let pictures = Pictures::of(vec![("x".into(), b"<svg onload=alert(1)>".to_vec())]);
        assert!(pictures.get("x").is_none());
    }
}
