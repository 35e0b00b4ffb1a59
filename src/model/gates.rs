//! What a report must keep to for exit code 0.

use crate::model::device::Device;
use crate::model::journey::Goal;
use clap::ValueEnum;

/// All gates of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gates {
    /// Least scores: of a group, or `None` for the total.
    pub least_scores: Vec<(Option<String>, u8)>,
    /// What fails the run; `None` where nobody said.
    pub fail_on: Option<Vec<FailOn>>,
    /// Budgets.
    pub budgets: Vec<Budget>,
}

/// What fails a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Nothing: the gates are told and do not fail the run.
    None,
    /// The same, by its older name.
    Never,
    /// A critical rule fails.
    Critical,
    /// A serious or critical rule fails.
    Serious,
    /// A critical finding that the baseline does not have.
    NewCritical,
    /// A serious or critical finding that the baseline does not have.
    NewSerious,
    /// A fact or finding that got worse since the baseline.
    Regressions,
    /// A timing that got slower beyond chance.
    Timings,
    /// A budget.
    Budget,
}

/// The most of something.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// As written.
    pub text: String,
    /// The device; `None` for each.
    pub device: Option<Device>,
    /// The screen; `None` for the whole walk.
    pub step: Option<Goal>,
    /// What.
    pub metric: Metric,
    /// The most, in the metric's unit.
    pub most: f64,
}

/// What a budget limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Metric {
    /// Screens from cart to last.
    Steps,
    /// Text fields shown.
    Fields,
    /// Of these, required ones.
    FieldsRequired,
    /// Checkboxes, radio groups and selects.
    OtherElements,
    /// Keystrokes.
    Keystrokes,
    /// Taps.
    Taps,
    /// Choices.
    Choices,
    /// Waits and effort together.
    TimeToBuy,
    /// Waits.
    Wait,
    /// Predicted effort.
    Effort,
    /// Bytes over the network.
    Bytes,
    /// Requests.
    Requests,
    /// Domains other than the store's.
    ThirdParties,
    /// First byte after the input.
    Response,
    /// First visual change after the input.
    Feedback,
    /// The step clock.
    Usable,
    /// Time to first byte.
    Ttfb,
    /// First contentful paint.
    Fcp,
    /// Largest contentful paint.
    Lcp,
    /// Cumulative layout shift.
    Cls,
    /// Slowest interaction.
    Inp,
    /// Total blocking time.
    Tbt,
}

/// How a metric's value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A whole number.
    Count,
    /// Milliseconds; written with a unit.
    Time,
    /// Bytes; written with a unit.
    Bytes,
    /// A plain decimal.
    Ratio,
}

impl Metric {
    /// The unit.
    pub fn unit(self) -> Unit {
        match self {
            Metric::Steps
            | Metric::Fields
            | Metric::FieldsRequired
            | Metric::OtherElements
            | Metric::Keystrokes
            | Metric::Taps
            | Metric::Choices
            | Metric::Requests
            | Metric::ThirdParties => Unit::Count,
            Metric::TimeToBuy
            | Metric::Wait
            | Metric::Effort
            | Metric::Response
            | Metric::Feedback
            | Metric::Usable
            | Metric::Ttfb
            | Metric::Fcp
            | Metric::Lcp
            | Metric::Inp
            | Metric::Tbt => Unit::Time,
            Metric::Bytes => Unit::Bytes,
            Metric::Cls => Unit::Ratio,
        }
    }

    /// Its name in a report's measures, where it varies from run to run.
    pub fn measure(self) -> Option<&'static str> {
        match self {
            Metric::TimeToBuy => Some("time_to_buy_ms"),
            Metric::Wait => Some("wait_ms"),
            Metric::Bytes => Some("bytes"),
            Metric::Requests => Some("requests"),
            Metric::Response => Some("response_ms"),
            Metric::Feedback => Some("feedback_ms"),
            Metric::Usable => Some("usable_ms"),
            Metric::Ttfb => Some("ttfb_ms"),
            Metric::Fcp => Some("fcp_ms"),
            Metric::Lcp => Some("lcp_ms"),
            Metric::Cls => Some("cls"),
            Metric::Inp => Some("inp_ms"),
            Metric::Tbt => Some("tbt_ms"),
            Metric::Steps
            | Metric::Fields
            | Metric::FieldsRequired
            | Metric::OtherElements
            | Metric::Keystrokes
            | Metric::Taps
            | Metric::Choices
            | Metric::Effort
            | Metric::ThirdParties => None,
        }
    }
}
