//! Charts as inline SVG. Each stands beside the same numbers in words or in a
//! table, so a screen reader skips it without losing anything. Sizes are
//! attributes: the page's policy allows no inline style.

use maud::{Markup, html};

/// Width of every chart's coordinate system.
const WIDE: f64 = 1_000.0;

/// One bar, filled to a share of 0 to 1.
pub fn bar(share: f64, class: &str) -> Markup {
    let share = share.clamp(0.0, 1.0);
    html! {
        svg.chart.bar viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.track width="1000" height="10" {}
            rect class=(class) width=(at(share * WIDE)) height="10" {}
        }
    }
}

/// Segments behind one another, each `(value, class)`; `most` is the value of the whole width.
pub fn stacked(segments: &[(f64, &str)], most: f64) -> Markup {
    let scale = if most > 0.0 { WIDE / most } else { 0.0 };
    let mut left = 0.0;
    let placed: Vec<(f64, f64, &str)> = segments
        .iter()
        .map(|(value, class)| {
            let from = left;
            left += value.max(0.0) * scale;
            (from, left - from, *class)
        })
        .collect();
    html! {
        svg.chart.stacked viewBox="0 0 1000 40" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (from, width, class) in placed {
                rect class=(class) x=(at(from)) width=(at(width)) height="40" {}
            }
        }
    }
}

/// A bar with a mark at a value to compare with.
pub fn against(value: f64, average: f64, most: f64) -> Markup {
    let scale = if most > 0.0 { WIDE / most } else { 0.0 };
    html! {
        svg.chart.against viewBox="0 0 1000 24" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect.track y="7" width="1000" height="10" {}
            rect.fill y="7" width=(at((value * scale).min(WIDE))) height="10" {}
            rect.mark x=(at((average * scale).min(WIDE - 9.0))) width="9" height="24" {}
        }
    }
}

/// One request on the time axis: waiting and receiving from `start` on.
pub fn span(start: f64, length: f64, most: f64, class: &str) -> Markup {
    let scale = if most > 0.0 { WIDE / most } else { 0.0 };
    let from = (start * scale).clamp(0.0, WIDE - 4.0);
    let width = (length * scale).clamp(4.0, WIDE - from);
    html! {
        svg.chart.span viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class=(class) x=(at(from)) width=(at(width)) height="10" {}
        }
    }
}

/// Three dots, some of them filled.
pub fn dots(filled: u8) -> Markup {
    html! {
        svg.chart.dots viewBox="0 0 40 10" width="40" height="10" aria-hidden="true" focusable="false" {
            @for index in 0..3_u8 {
                circle class=(if index < filled { "fill" } else { "track" }) cx=(6 + 13 * u32::from(index)) cy="5" r="4" {}
            }
        }
    }
}

fn at(value: f64) -> String {
    format!("{value:.1}")
}
