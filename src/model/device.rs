//! The two screens that a shopper may hold, and the line that connects them.
//!
//! The figures are those of the project's method: 412×823 at 1.75 with touch,
//! 1350×940 at 1; throttling is applied through the browser, never simulated.

use clap::ValueEnum;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which screen a journey was walked on.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    JsonSchema,
    ValueEnum,
)]
#[serde(rename_all = "kebab-case")]
pub enum Device {
    /// A phone: touch, 412×823 CSS pixels at 1.75.
    Mobile,
    /// A desktop computer: mouse, 1350×940 CSS pixels at 1.
    Desktop,
}

impl Device {
    /// Width and height of the viewport, in CSS pixels.
    pub fn viewport_px(self) -> (u32, u32) {
        match self {
            Device::Mobile => (412, 823),
            Device::Desktop => (1350, 940),
        }
    }

    /// Device pixels for one CSS pixel.
    pub fn scale(self) -> f64 {
        match self {
            Device::Mobile => 1.75,
            Device::Desktop => 1.0,
        }
    }

    /// `mobile` or `desktop`, as written on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Device::Mobile => "mobile",
            Device::Desktop => "desktop",
        }
    }
}

/// A named set of network and processor limits, applied through the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Throttle {
    /// 562.5 ms a request, 1474.56 / 675 Kbps, processor 4× slower.
    #[value(name = "mobile-slow-4g")]
    MobileSlow4g,
    /// 1125 ms a request, 630 / 630 Kbps, processor 4× slower.
    #[value(name = "mobile-3g")]
    Mobile3g,
    /// 40 ms a request, 10240 / 10240 Kbps, processor as it is.
    #[value(name = "desktop-10mbps")]
    Desktop10mbps,
    /// Nothing is slowed down.
    None,
}

/// The effective limits of a [`Throttle`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ThrottleValues {
    /// Added to every request, in milliseconds.
    pub latency_ms: f64,
    /// Bytes a second towards the browser; -1 is no limit.
    pub down_bytes_per_s: f64,
    /// Bytes a second from the browser; -1 is no limit.
    pub up_bytes_per_s: f64,
    /// How many times slower the processor is made.
    pub cpu_slowdown: f64,
}

impl Throttle {
    /// The figures as the browser receives them.
    pub fn values(self) -> ThrottleValues {
        let of = |latency_ms, down_bytes_per_s, up_bytes_per_s, cpu_slowdown| ThrottleValues {
            latency_ms,
            down_bytes_per_s,
            up_bytes_per_s,
            cpu_slowdown,
        };
        match self {
            Throttle::MobileSlow4g => of(562.5, 188_743.0, 86_400.0, 4.0),
            Throttle::Mobile3g => of(1125.0, 80_640.0, 80_640.0, 4.0),
            Throttle::Desktop10mbps => of(40.0, 1_310_720.0, 1_310_720.0, 1.0),
            Throttle::None => of(0.0, -1.0, -1.0, 1.0),
        }
    }

    /// The preset's name, as written on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Throttle::MobileSlow4g => "mobile-slow-4g",
            Throttle::Mobile3g => "mobile-3g",
            Throttle::Desktop10mbps => "desktop-10mbps",
            Throttle::None => "none",
        }
    }

    /// What a device gets when nothing was asked for.
    pub fn default_for(device: Device) -> Throttle {
        match device {
            Device::Mobile => Throttle::MobileSlow4g,
            Device::Desktop => Throttle::Desktop10mbps,
        }
    }
}
