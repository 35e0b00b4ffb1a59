//! The brush behind the store's pictures: spans of flat colour, turned bodies, slabs, and the things made of them.

use image::RgbImage;

/// Light from the upper left, in seven flat tones from edge to edge of a round body.
const TONES: [(f64, f64); 7] = [
    (-0.78, 0.90),
    (-0.45, 1.0),
    (-0.12, 1.08),
    (0.28, 1.0),
    (0.58, 0.92),
    (0.82, 0.83),
    (1.0, 0.74),
];

/// A picture in the making.
pub struct Canvas {
    /// What is painted so far.
    pub pixels: RgbImage,
    /// Where the object's frame stands: centre x, floor y, size; in shares of the canvas.
    frame: (f64, f64, f64),
}

impl Canvas {
    /// An empty canvas of this size in pixels.
    pub fn new(width: u32, height: u32) -> Self {
        Canvas {
            pixels: RgbImage::new(width, height),
            frame: (0.5, 0.8, 1.0),
        }
    }

    /// Colours one row between two pixel columns.
    fn span(&mut self, y: i64, from: f64, to: f64, colour: [u8; 3]) {
        let (width, height) = self.pixels.dimensions();
        if y < 0 || y >= i64::from(height) || to <= from {
            return;
        }
        let from = (from.round().max(0.0) as usize).min(width as usize);
        let to = (to.round().max(0.0) as usize).min(width as usize);
        let row = y as usize * width as usize * 3;
        if from < to {
            let bytes: &mut [u8] = &mut self.pixels;
            for pixel in bytes[row + from * 3..row + to * 3].chunks_exact_mut(3) {
                pixel.copy_from_slice(&colour);
            }
        }
    }

    /// A wall, a table and a low sun, tinted by a colour.
    pub fn room(&mut self, accent: [u8; 3]) {
        let (width, height) = self.pixels.dimensions();
        let (w, h) = (f64::from(width), f64::from(height));
        let wall = mix([246, 241, 232], accent, 0.10);
        for y in 0..i64::from(height) {
            let tone = if (y as f64) < h * 0.70 {
                wall
            } else {
                mix([226, 215, 199], accent, 0.12)
            };
            self.span(y, 0.0, w, tone);
        }
        let sun = mix(wall, [255, 255, 255], 0.45);
        self.disc((w * 0.70, h * 0.34), (h * 0.25, h * 0.25), sun);
    }

    /// An ellipse in pixels, cut off at the table's edge when it is part of the wall.
    fn disc(&mut self, centre: (f64, f64), radius: (f64, f64), colour: [u8; 3]) {
        for y in (centre.1 - radius.1) as i64..=(centre.1 + radius.1) as i64 {
            let v = (y as f64 - centre.1) / radius.1;
            let half = radius.0 * (1.0 - v * v).max(0.0).sqrt();
            self.span(y, centre.0 - half, centre.0 + half, colour);
        }
    }

    /// Puts a thing on the table: `(middle, floor, size)` in shares of the canvas.
    pub fn place(&mut self, shape: &str, colour: [u8; 3], frame: (f64, f64, f64)) {
        self.frame = frame;
        let dark = shade(colour, 0.6);
        let light = mix(colour, [255, 255, 255], 0.55);
        let cream = [240, 229, 208];
        let wood = [190, 146, 96];
        match shape {
            "mug" => {
                self.shadow(0.26);
                self.ring((0.24, 0.26), (0.13, 0.13), 0.035, shade(colour, 0.85));
                self.lathe(
                    &[(0.44, 0.21), (0.10, 0.21), (0.02, 0.17), (0.0, 0.16)],
                    colour,
                );
                self.lathe(&[(0.44, 0.21), (0.37, 0.21)], light);
                self.mouth(0.44, 0.21, dark);
            }
            "plate" => {
                self.shadow(0.36);
                self.flat((0.0, 0.045), (0.40, 0.115), shade(colour, 0.78));
                self.flat((0.0, 0.075), (0.40, 0.115), colour);
                self.flat((0.0, 0.075), (0.29, 0.075), shade(colour, 0.93));
                self.flat((0.0, 0.065), (0.26, 0.06), light);
            }
            "bowl" => {
                self.shadow(0.24);
                self.lathe(
                    &[
                        (0.30, 0.37),
                        (0.16, 0.31),
                        (0.05, 0.17),
                        (0.02, 0.13),
                        (0.0, 0.13),
                    ],
                    colour,
                );
                self.mouth(0.30, 0.37, dark);
                self.flat((0.02, 0.29), (0.30, 0.055), shade(colour, 0.72));
            }
            "vase" => {
                self.shadow(0.20);
                for (x, top, lean) in [(-0.01, 0.82, -0.10), (0.01, 0.86, 0.02), (0.02, 0.78, 0.13)]
                {
                    self.stem((x, 0.5), (x + lean, top), [104, 124, 88]);
                    self.flat((x + lean, top), (0.036, 0.05), [216, 150, 120]);
                }
                self.lathe(
                    &[
                        (0.54, 0.055),
                        (0.44, 0.05),
                        (0.34, 0.09),
                        (0.18, 0.19),
                        (0.06, 0.15),
                        (0.0, 0.11),
                    ],
                    colour,
                );
                self.mouth(0.54, 0.055, dark);
            }
            "throw" => {
                self.shadow(0.36);
                for (level, tone) in [(0.0, 0.82), (0.11, 0.92), (0.22, 1.0), (0.33, 1.07)] {
                    self.slab(
                        (-0.34, level),
                        (0.34, level + 0.105),
                        0.05,
                        shade(colour, tone),
                    );
                    self.slab((0.06, level), (0.10, level + 0.105), 0.0, cream);
                    self.slab((0.14, level), (0.16, level + 0.105), 0.0, cream);
                }
            }
            "cushion" => {
                self.shadow(0.34);
                self.pillow((0.0, 0.30), 0.33, shade(colour, 0.86));
                self.pillow((-0.012, 0.31), 0.305, colour);
                for x in [-0.20, -0.1, 0.0, 0.1, 0.2] {
                    self.slab((x - 0.004, 0.07), (x + 0.004, 0.54), 0.0, light);
                }
            }
            "towel" => {
                self.slab((-0.38, 0.70), (0.38, 0.725), 0.012, wood);
                self.slab((-0.20, 0.08), (0.20, 0.735), 0.008, cream);
                self.slab((0.13, 0.08), (0.20, 0.735), 0.0, shade(cream, 0.94));
                for (y, thick) in [
                    (0.13, 0.03),
                    (0.18, 0.012),
                    (0.21, 0.012),
                    (0.25, 0.03),
                    (0.6, 0.012),
                    (0.64, 0.03),
                ] {
                    self.slab((-0.20, y), (0.20, y + thick), 0.0, colour);
                }
            }
            "apron" => {
                self.stem((-0.12, 0.62), (-0.06, 0.80), dark);
                self.stem((0.12, 0.62), (0.06, 0.80), dark);
                self.lathe(
                    &[(0.66, 0.13), (0.52, 0.15), (0.42, 0.25), (0.02, 0.28)],
                    colour,
                );
                self.slab((-0.17, 0.16), (0.17, 0.34), 0.015, shade(colour, 1.18));
                self.slab((-0.004, 0.16), (0.004, 0.34), 0.0, shade(colour, 0.85));
                self.slab((-0.25, 0.415), (0.25, 0.435), 0.0, shade(colour, 0.7));
            }
            "candle" => {
                self.shadow(0.17);
                self.flat(
                    (0.0, 0.63),
                    (0.10, 0.13),
                    mix([246, 241, 232], [255, 214, 120], 0.35),
                );
                self.flat((0.0, 0.61), (0.026, 0.065), [248, 178, 72]);
                self.flat((0.0, 0.59), (0.012, 0.03), [255, 240, 190]);
                self.stem((0.0, 0.5), (0.0, 0.56), [70, 60, 52]);
                self.lathe(&[(0.50, 0.12), (0.0, 0.12)], colour);
                self.mouth(0.50, 0.12, light);
            }
            "board" => {
                self.shadow(0.24);
                self.slab((-0.20, 0.0), (0.20, 0.56), 0.05, shade(colour, 0.82));
                self.slab((-0.215, 0.008), (0.185, 0.568), 0.05, colour);
                self.slab((-0.065, 0.55), (0.035, 0.76), 0.05, colour);
                for (x, thick) in [
                    (-0.15, 0.006),
                    (-0.09, 0.004),
                    (-0.02, 0.008),
                    (0.06, 0.004),
                    (0.12, 0.006),
                ] {
                    self.slab((x, 0.03), (x + thick, 0.54), 0.0, shade(colour, 0.9));
                }
                self.flat((-0.015, 0.70), (0.022, 0.022), [232, 224, 210]);
            }
            "lamp" => {
                self.shadow(0.22);
                self.lathe(
                    &[
                        (0.40, 0.03),
                        (0.32, 0.045),
                        (0.18, 0.17),
                        (0.06, 0.15),
                        (0.0, 0.10),
                    ],
                    colour,
                );
                self.lathe(&[(0.80, 0.16), (0.40, 0.29)], cream);
                self.flat((0.0, 0.40), (0.29, 0.02), [255, 236, 190]);
            }
            "teapot" => {
                self.shadow(0.28);
                self.ring((-0.29, 0.24), (0.11, 0.13), 0.04, shade(colour, 0.9));
                for step in 0..40 {
                    let t = f64::from(step) / 40.0;
                    self.flat(
                        (0.22 + t * 0.17, 0.18 + t * t * 0.22),
                        (0.055 - t * 0.028, 0.045 - t * 0.02),
                        shade(colour, 0.86),
                    );
                }
                self.lathe(
                    &[
                        (0.40, 0.12),
                        (0.34, 0.22),
                        (0.20, 0.28),
                        (0.06, 0.21),
                        (0.0, 0.16),
                    ],
                    colour,
                );
                self.lathe(
                    &[(0.45, 0.03), (0.43, 0.10), (0.40, 0.125)],
                    shade(colour, 1.15),
                );
                self.flat((0.0, 0.475), (0.035, 0.035), wood);
            }
            "seal" => {
                self.flat((0.0, 0.34), (0.36, 0.36), colour);
                self.flat((0.0, 0.34), (0.31, 0.31), cream);
                self.flat((0.0, 0.34), (0.28, 0.28), colour);
                for step in 0..60 {
                    let t = f64::from(step) / 60.0;
                    let (x, y) = if t < 0.35 {
                        (-0.14 + t * 0.34, 0.34 - t * 0.4)
                    } else {
                        (-0.02 + (t - 0.35) * 0.28, 0.2 + (t - 0.35) * 0.48)
                    };
                    self.flat((x, y), (0.03, 0.03), cream);
                }
            }
            _ => {}
        }
    }

    /// Pixel position of a point in the object's frame: x from its middle, y up from its floor.
    fn at(&self, x: f64, y: f64) -> (f64, f64) {
        let (w, h) = (
            f64::from(self.pixels.width()),
            f64::from(self.pixels.height()),
        );
        let unit = h.min(w) * self.frame.2;
        (w * self.frame.0 + x * unit, h * self.frame.1 - y * unit)
    }

    fn unit(&self) -> f64 {
        f64::from(self.pixels.height().min(self.pixels.width())) * self.frame.2
    }

    fn shadow(&mut self, radius: f64) {
        let (x, y) = self.at(radius * 0.25, 0.0);
        let unit = self.unit();
        self.disc(
            (x, y),
            (radius * unit * 1.12, radius * unit * 0.2),
            [206, 193, 175],
        );
    }

    fn flat(&mut self, centre: (f64, f64), radius: (f64, f64), colour: [u8; 3]) {
        let at = self.at(centre.0, centre.1);
        let unit = self.unit();
        self.disc(at, (radius.0 * unit, radius.1 * unit), colour);
    }

    fn mouth(&mut self, y: f64, radius: f64, inside: [u8; 3]) {
        self.flat((0.0, y), (radius, radius * 0.18), shade(inside, 1.5));
        self.flat((0.0, y - 0.006), (radius * 0.93, radius * 0.145), inside);
    }

    /// A turned body: `(height, radius)` from top to floor, rounded between, its floor curved.
    fn lathe(&mut self, profile: &[(f64, f64)], colour: [u8; 3]) {
        for (index, pair) in profile.windows(2).enumerate() {
            let (top, bottom) = (self.at(0.0, pair[0].0), self.at(0.0, pair[1].0));
            let before = profile[index.saturating_sub(1)].1;
            let after = profile.get(index + 2).map_or(pair[1].1, |point| point.1);
            for y in top.1 as i64..=bottom.1 as i64 {
                let t = ((y as f64 - top.1) / (bottom.1 - top.1).max(1.0)).clamp(0.0, 1.0);
                let radius = curve([before, pair[0].1, pair[1].1, after], t);
                self.round_row(y, top.0, radius * self.unit(), colour);
            }
        }
        let Some(&(floor, radius)) = profile.last() else {
            return;
        };
        let (x, y0) = self.at(0.0, floor);
        let (wide, deep) = (radius * self.unit(), radius * self.unit() * 0.16);
        for y in y0 as i64..=(y0 + deep) as i64 {
            let v = (y as f64 - y0) / deep;
            self.round_row(y, x, wide * (1.0 - v * v).max(0.0).sqrt(), colour);
        }
    }

    fn round_row(&mut self, y: i64, x: f64, radius: f64, colour: [u8; 3]) {
        let mut from = -1.0;
        for (to, tone) in TONES {
            self.span(y, x + from * radius, x + to * radius, shade(colour, tone));
            from = to;
        }
    }

    fn ring(&mut self, centre: (f64, f64), radius: (f64, f64), thick: f64, colour: [u8; 3]) {
        for step in 0..220 {
            let turn = f64::from(step) / 220.0 * std::f64::consts::TAU;
            self.flat(
                (
                    centre.0 + radius.0 * turn.cos(),
                    centre.1 + radius.1 * turn.sin(),
                ),
                (thick, thick),
                colour,
            );
        }
    }

    fn stem(&mut self, from: (f64, f64), to: (f64, f64), colour: [u8; 3]) {
        for step in 0..=80 {
            let t = f64::from(step) / 80.0;
            self.flat(
                (from.0 + (to.0 - from.0) * t, from.1 + (to.1 - from.1) * t),
                (0.007, 0.007),
                colour,
            );
        }
    }

    /// A rectangle with round corners, from lower left to upper right.
    fn slab(&mut self, low: (f64, f64), high: (f64, f64), corner: f64, colour: [u8; 3]) {
        let (left, bottom) = self.at(low.0, low.1);
        let (right, top) = self.at(high.0, high.1);
        let corner = corner * self.unit();
        for y in top as i64..=bottom as i64 {
            let inside = (y as f64 - top).min(bottom - y as f64).max(0.0);
            let cut = if inside < corner {
                corner
                    - (corner * corner - (corner - inside).powi(2))
                        .max(0.0)
                        .sqrt()
            } else {
                0.0
            };
            self.span(y, left + cut, right - cut, colour);
        }
    }

    /// A square with bulging sides.
    fn pillow(&mut self, centre: (f64, f64), radius: f64, colour: [u8; 3]) {
        let (x, middle) = self.at(centre.0, centre.1);
        let radius = radius * self.unit();
        for y in (middle - radius) as i64..=(middle + radius) as i64 {
            let v = ((y as f64 - middle) / radius).abs();
            let half = radius * (1.0 - v.powi(7)).max(0.0).powf(1.0 / 7.0) * (0.94 + 0.06 * v * v);
            self.round_row(y, x, half, colour);
        }
    }
}

/// Catmull–Rom between the two middle values.
fn curve(p: [f64; 4], t: f64) -> f64 {
    let (slope_in, slope_out) = ((p[2] - p[0]) / 2.0, (p[3] - p[1]) / 2.0);
    let (t2, t3) = (t * t, t * t * t);
    (2.0 * t3 - 3.0 * t2 + 1.0) * p[1]
        + (t3 - 2.0 * t2 + t) * slope_in
        + (3.0 * t2 - 2.0 * t3) * p[2]
        + (t3 - t2) * slope_out
}

fn shade(colour: [u8; 3], factor: f64) -> [u8; 3] {
    colour.map(|part| (f64::from(part) * factor).clamp(0.0, 255.0) as u8)
}

fn mix(a: [u8; 3], b: [u8; 3], share: f64) -> [u8; 3] {
    [0, 1, 2].map(|i| (f64::from(a[i]) * (1.0 - share) + f64::from(b[i]) * share) as u8)
}
