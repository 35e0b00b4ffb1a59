//! Scans an open screen with the vendored `axe-core`, in our own isolated world.
//!
//! It runs between two clocks: after a screen was measured, and before the next
//! press. What the processor is busy with meanwhile is taken out of the screen's
//! blocking time, and the limit on the processor is lifted for it.

use crate::browser::{BrowserError, Visit};
use crate::model::journey::Scan;
use serde_json::{Value, json};

const LIBRARY: &str = include_str!("../probe/vendor/axe-core/axe.min.js");

/// What is asked of axe-core: the success criteria of WCAG 2.2, levels A and AA, that no probe of our own
/// reads. Those that are read have rules of their own: contrast, names of controls and fields,
/// `autocomplete`, zoom, size of targets, and the page's title.
pub const ASKED: &[&str] = &[
    "area-alt",
    "aria-allowed-attr",
    "aria-conditional-attr",
    "aria-deprecated-role",
    "aria-hidden-body",
    "aria-hidden-focus",
    "aria-meter-name",
    "aria-progressbar-name",
    "aria-prohibited-attr",
    "aria-required-attr",
    "aria-required-children",
    "aria-required-parent",
    "aria-roles",
    "aria-tab-name",
    "aria-tooltip-name",
    "aria-valid-attr",
    "aria-valid-attr-value",
    "avoid-inline-spacing",
    "blink",
    "bypass",
    "definition-list",
    "dlitem",
    "duplicate-id-aria",
    "form-field-multiple-labels",
    "frame-focusable-content",
    "frame-title",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "link-in-text-block",
    "list",
    "listitem",
    "marquee",
    "meta-refresh",
    "nested-interactive",
    "no-autoplay-audio",
    "object-alt",
    "role-img-alt",
    "scrollable-region-focusable",
    "server-side-image-map",
    "summary-name",
    "svg-img-alt",
    "td-headers-attr",
    "valid-lang",
    "video-caption",
];

/// Beyond so many elements a screen is not scanned: it would take tens of seconds.
const MOST_ELEMENTS: u32 = 8_000;

const IS_THERE: &str = "function () { return typeof globalThis.axe === 'object'; }";

const RUN: &str = "async function (rules, most) {
  if (document.querySelectorAll('*').length > most) return null;
  const began = performance.now();
  const result = await axe.run(document, {
    runOnly: { type: 'rule', values: rules },
    resultTypes: ['violations'],
    iframes: false,
    elementRef: false,
  });
  globalThis.__cartwalk?.ours?.push([began, performance.now()]);
  return {
    version: axe.version,
    violations: result.violations.map(({ id, nodes }) => ({
      rule: id,
      count: nodes.length,
      // A target within shadow trees is a list of selectors; the page's own comes first.
      selectors: nodes.slice(0, 10).map(({ target }) => target.flat().join(' ').slice(0, 500)),
    })),
  };
}";

/// Scans the top document; `None` where it cannot be scanned, which the journey outlives.
pub fn scan(visit: &mut Visit) -> Option<Scan> {
    let scanned = visit.at_full_speed(run);
    match scanned {
        Ok(Value::Null) => None,
        Ok(value) => serde_json::from_value(value).ok(),
        Err(error) => {
            tracing::debug!(%error, "a screen was not scanned");
            None
        }
    }
}

fn run(visit: &mut Visit) -> Result<Value, BrowserError> {
    if visit.call(0, IS_THERE, &[])? != Value::Bool(true) {
        let install = format!(
            "function () {{ const began = performance.now();\n{LIBRARY}\n;globalThis.__cartwalk?.ours?.push([began, performance.now()]); }}"
        );
        visit.call(0, &install, &[])?;
    }
    visit.call(0, RUN, &[json!(ASKED), json!(MOST_ELEMENTS)])
}
