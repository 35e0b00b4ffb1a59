//! Nothing lies over the page in the first seconds of a first visit, consent and legal gates aside.
//!
//! A layer that came before the time is a fault whatever it offers; one that cannot
//! be closed with one tap, or only by a tiny target, is named as that too.

use crate::model::probed::{LayerSeen, Probed};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::facts::shop::{not_tried, place, runs};
use crate::rules::facts::words::short;
use crate::rules::perf::timing::seconds;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `interstitial-on-arrival`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InterstitialOnArrival {
    /// Until then no layer may come, in milliseconds from the start of the navigation.
    pub quiet_ms: f64,
    /// Share of the screen from which it counts, 0 to 1.
    pub min_cover: f64,
    /// Least width and height of what closes it, in CSS pixels.
    pub min_target_px: f64,
}

impl Rule for InterstitialOnArrival {
    const ID: &'static str = "interstitial-on-arrival";
    const NEEDS: &'static [Need] = &[];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let mut watched = false;
        let mut findings = Vec::new();
        for (run, shop) in runs(seen) {
            for arrival in &shop.arrivals {
                watched |= arrival.watched_ms >= self.quiet_ms;
                let layers = arrival.layers.iter().filter(|l| self.counts(l));
                findings.extend(layers.flat_map(|l| self.faults(run, &arrival.url, l)));
            }
        }
        if !watched && findings.is_empty() {
            return not_tried(seen, "arrival");
        }
        Judgement::by(findings)
    }
}

impl InterstitialOnArrival {
    fn counts(&self, layer: &LayerSeen) -> bool {
        layer.kind == "promotion" && layer.cover >= self.min_cover && layer.at_ms < self.quiet_ms
    }

    fn faults(&self, run: &Probed, url: &str, layer: &LayerSeen) -> Vec<Finding> {
        let says = |message| Finding::says(message, place(run, url, &layer.selector));
        let came = says("early")
            .with("after", seconds(layer.at_ms))
            .with("cover", format!("{:.0}", layer.cover * 100.0))
            .with("text", short(&layer.text, 80));
        let mut faults = vec![came];
        if layer.close.is_empty() && layer.close_px.is_none() {
            faults.push(says("no-close").likely());
        } else if layer.closed == Some(false) {
            faults.push(says("stays").with("name", &layer.close).likely());
        }
        let small = layer
            .close_px
            .filter(|(w, h)| w.min(*h) < self.min_target_px - 0.5);
        if let Some((w, h)) = small {
            let size = format!("{w:.0} × {h:.0}");
            faults.push(
                says("small")
                    .with("size", size)
                    .with("min", self.min_target_px),
            );
        }
        faults
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::probed::Arrival;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, shop_run, verdict};

    fn made(layers: Vec<LayerSeen>) -> Made {
        let arrival = Arrival {
            url: "https://shop.example/".to_owned(),
            watched_ms: 10_200.0,
            layers,
        };
        Made::store().with(|evidence| {
            evidence
                .probed
                .push(shop_run(|p| p.shop.arrivals = vec![arrival]))
        })
    }

    fn layer(kind: &str, at_ms: f64) -> LayerSeen {
        LayerSeen {
            kind: kind.to_owned(),
            at_ms,
            cover: 0.8,
            close: "Close".to_owned(),
            close_px: Some((16.0, 16.0)),
            closed: Some(true),
            ..LayerSeen::default()
        }
    }

    #[test]
    fn consent_and_age_gates_do_not_count() {
        let made = made(vec![layer("consent", 300.0), layer("age", 300.0)]);
        assert_eq!(verdict::<InterstitialOnArrival>(made), Verdict::Pass);
    }

    #[test]
    fn a_promotion_within_ten_seconds_fails_with_its_tiny_target() {
        let judged = judge::<InterstitialOnArrival>(made(vec![layer("promotion", 2_100.0)]));
        let said: Vec<&str> = judged.findings.iter().map(|f| f.message).collect();
        assert_eq!(
            (judged.verdict, said),
            (Verdict::Fail, vec!["early", "small"])
        );
    }

    #[test]
    fn a_page_that_was_not_watched_for_long_enough_is_unknown() {
        let brief = made(Vec::new()).with(|e| e.probed[0].shop.arrivals[0].watched_ms = 4_000.0);
        assert_eq!(
            verdict::<InterstitialOnArrival>(brief),
            Verdict::Unknown("probe-failed")
        );
    }
}
