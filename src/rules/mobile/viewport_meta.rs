//! Every page tells the phone to use its own width, and lets the shopper zoom.
//!
//! A viewport that a script adds counts: where the browser saw one, its absence
//! in the HTML is only a likely finding.

use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::judgement::kind_word;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Thresholds of `viewport-meta`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ViewportMeta {
    /// Smallest `maximum-scale` that still counts as zoom (WCAG 1.4.4 asks for 200 %).
    pub min_maximum_scale: f64,
}

impl Rule for ViewportMeta {
    const ID: &'static str = "viewport-meta";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let rendered = seen
            .steps()
            .any(|(_, step)| step.look.layout.meta_viewport.is_some());
        // One finding a template and fault: 500 product pages share one line of HTML.
        let mut found: BTreeMap<(String, &'static str), Finding> = BTreeMap::new();
        for (page, facts) in seen.pages() {
            let written = facts.meta_viewport.as_deref();
            if let Some(message) = self.fault(written) {
                let finding = Finding::says(message, Place::page(page))
                    .with("kind", kind_word(page.kind))
                    .with("written", written.unwrap_or_default())
                    .likely_if(written.is_none() && rendered);
                let key = (kind_word(page.kind).to_owned(), message);
                found.entry(key).or_insert(finding);
            }
        }
        for (journey, step) in seen.steps() {
            let written = step.look.layout.meta_viewport.as_deref();
            let fault = written.and_then(|text| self.fault(Some(text)));
            if let Some(message) = fault {
                let word = format!("@goal.{}", step.goal.name());
                let finding = Finding::says(message, Place::step(journey, step))
                    .with("kind", &word)
                    .with("written", written.unwrap_or_default());
                let same = word.replace("@goal.", "@page.");
                if !found.contains_key(&(same, message)) {
                    found.entry((word, message)).or_insert(finding);
                }
            }
        }
        Judgement::by(found.into_values().collect())
    }
}

impl ViewportMeta {
    fn fault(&self, written: Option<&str>) -> Option<&'static str> {
        let Some(written) = written else {
            return Some("none");
        };
        let parts: BTreeMap<String, String> = written
            .split([',', ';'])
            .filter_map(|part| part.split_once('='))
            .map(|(k, v)| (k.trim().to_lowercase(), v.trim().to_lowercase()))
            .collect();
        let get = |key: &str| parts.get(key).map(String::as_str);
        if get("width") != Some("device-width") && get("initial-scale").is_none() {
            return Some("width");
        }
        let locked = matches!(get("user-scalable"), Some("no" | "0" | "false"));
        let scale = get("maximum-scale").and_then(|v| v.parse::<f64>().ok());
        (locked || scale.is_some_and(|s| s < self.min_maximum_scale)).then_some("zoom")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::page::PageKind;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, verdict};

    fn with(written: Option<&str>) -> Made {
        Made::store().page(PageKind::Home, "/", |f| {
            f.meta_viewport = written.map(str::to_owned)
        })
    }

    #[test]
    fn the_usual_line_passes() {
        assert_eq!(
            verdict::<ViewportMeta>(with(Some("width=device-width, initial-scale=1"))),
            Verdict::Pass
        );
        assert_eq!(
            verdict::<ViewportMeta>(with(Some("width=device-width; maximum-scale=5"))),
            Verdict::Pass
        );
    }

    #[test]
    fn missing_fixed_and_locked_viewports_fail() {
        for (written, message) in [
            (None, "none"),
            (Some("width=1024"), "width"),
            (Some("width=device-width, user-scalable=no"), "zoom"),
            (Some("width=device-width, maximum-scale=1.0"), "zoom"),
        ] {
            let judged = judge::<ViewportMeta>(with(written));
            assert_eq!(judged.findings.first().map(|f| f.message), Some(message));
        }
    }

    #[test]
    fn a_viewport_that_a_script_adds_makes_its_absence_only_likely() {
        let made = with(None).look(Goal::Home, |l| {
            l.layout.meta_viewport = Some("width=device-width".into());
        });
        assert_eq!(
            judge::<ViewportMeta>(made).findings[0].certainty,
            Certainty::Likely
        );
    }
}
