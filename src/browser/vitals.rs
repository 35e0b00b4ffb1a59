//! Web vitals by the vendored `web-vitals` library, which runs in our own
//! isolated world: the page neither sees nor disturbs it.

use super::visit::Visit;
use crate::browser::ledger::ms;
use crate::model::journey::Vitals;

const LIBRARY: &str = include_str!("../probe/vendor/web-vitals/web-vitals.attribution.iife.js");
const KEEPER: &str = include_str!("js/vitals.js");
const READ: &str = include_str!("js/read_vitals.js");

/// The script for every new top document.
pub(super) fn script() -> String {
    format!("if (window === window.top) {{\n{LIBRARY}\n{KEEPER}\n}}")
}

impl Visit {
    /// Vitals of the document that is shown, as far as they are known. LCP ends
    /// at the first input, so ask before it, and again later for INP and CLS.
    pub fn vitals(&mut self) -> Vitals {
        self.vitals_after(2)
    }

    /// The same of a page that was at rest for some frames: all it has to tell was handed over.
    pub fn vitals_at_rest(&mut self) -> Vitals {
        self.vitals_after(0)
    }

    fn vitals_after(&mut self, frames: u32) -> Vitals {
        let told = self.call(0, READ, &[frames.into()]).unwrap_or_default();
        let number = |key: &str| {
            told[key]
                .as_f64()
                .map(|value| (value * 10.0).round() / 10.0)
        };
        let seen = self.watch.seen();
        let ttfb_ms = seen.frame(&self.watch.top).and_then(|top| {
            // The document's request carries its loader's id.
            let document = seen.ledger.latest(&top.loader)?;
            Some(ms(document.response? - document.chain_start))
        });
        Vitals {
            lcp_ms: number("lcp"),
            fcp_ms: number("fcp"),
            cls: told["cls"]
                .as_f64()
                .map(|value| (value * 10_000.0).round() / 10_000.0),
            inp_ms: number("inp"),
            ttfb_ms,
            tbt_ms: (told["observed"].as_bool() == Some(true))
                .then(|| number("blocking"))
                .flatten(),
            lcp_element: told["lcpElement"]
                .as_str()
                .filter(|selector| !selector.is_empty())
                .map(|selector| selector.chars().take(500).collect()),
        }
    }
}
