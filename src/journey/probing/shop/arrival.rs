//! Watches a first visit: what lies over the page before the shopper has seen it.

use super::bench::Bench;
use super::search::cut;
use crate::browser::{BrowserError, SettleOptions, Visit};
use crate::journey::guard;
use crate::journey::look;
use crate::journey::touch;
use crate::model::look::{Control, Layer, Look};
use crate::model::probed::{Arrival, LayerSeen};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};
use std::time::{Duration, Instant};

/// How long a page is watched.
const WATCH: Duration = Duration::from_secs(10);
/// Longest wait for the page.
const LOADING: Duration = Duration::from_secs(15);
/// Share of the screen from which a layer is one (catalogue).
const COVER: f64 = 0.3;
/// Layers that are kept.
const LAYERS: usize = 6;

/// Notes in the page, every half second, which layers cover so much of the screen, and when each
/// came. It reads only, and ends by itself.
const WATCHER: &str = "function (cover, until) {
  globalThis.cartwalkLayers = [];
  const read = () => {
    if (performance.now() > until) { clearInterval(timer); return; }
    for (const layer of globalThis.cartwalk.look().layers) {
      const seen = globalThis.cartwalkLayers;
      if (layer.cover >= cover && seen.length < 12 && !seen.some((s) => s.selector === layer.selector)) {
        seen.push({ selector: layer.selector, at: performance.now() });
      }
    }
  };
  const timer = setInterval(read, 500);
  read();
}";
const WATCHED: &str =
    "function () { return { seen: globalThis.cartwalkLayers || [], now: performance.now() }; }";

/// A page that is being watched.
pub struct Watched {
    visit: Visit,
    url: String,
    since: Instant,
}

/// Opens the home page in a fresh profile, scrolls a little, and leaves it to itself.
pub fn open(bench: &mut Bench<'_>) -> Option<Watched> {
    let url = bench.around.plan.target.to_string();
    let options = bench.options();
    let opened = bench.visit(&options).and_then(|mut visit| {
        let since = Instant::now();
        let mark = visit.mark();
        visit.goto(&url, LOADING)?;
        let settle = SettleOptions {
            cap: LOADING,
            ..SettleOptions::default()
        };
        let settled = visit.settle(&mark, &settle)?;
        bench.waited(settled.clock.usable_ms.unwrap_or_default());
        super::urgency::read(bench, &mut visit)?;
        let until = WATCH.as_secs_f64() * 1_000.0;
        visit.call(0, WATCHER, &[COVER.into(), until.into()])?;
        visit.scroll_by(0.0, 300.0)?;
        Ok(Watched { visit, url, since })
    });
    if opened.is_err() {
        bench.skip("arrival", "step-not-reached");
    }
    opened.ok()
}

/// Comes back to the page when its time is over, and tries to close what lies over it.
pub fn close(watched: Option<Watched>, bench: &mut Bench<'_>) {
    let Some(mut watched) = watched else { return };
    if let Some(left) = WATCH.checked_sub(watched.since.elapsed())
        && let Ok(ms) = u32::try_from(left.as_millis())
        && touch::pause(&mut watched.visit, ms).is_err()
    {
        bench.skip("arrival", "control-failed");
        return;
    }
    match read(&mut watched) {
        Ok(arrival) => bench.seen.arrivals.push(arrival),
        Err(_) => bench.skip("arrival", "control-failed"),
    }
}

fn read(watched: &mut Watched) -> Result<Arrival, BrowserError> {
    let visit = &mut watched.visit;
    let told = visit.call(0, WATCHED, &[])?;
    let came = |selector: &str| {
        let seen = told["seen"].as_array()?;
        let layer = seen.iter().find(|s| s["selector"] == selector)?;
        layer["at"].as_f64()
    };
    let look = look::look(visit)?;
    let lexicon = Lexicon::embedded();
    let mut layers = Vec::new();
    for layer in look.layers.iter().filter(|l| l.cover >= COVER).take(LAYERS) {
        // One that came after the watch is not part of the arrival.
        let Some(at_ms) = came(&layer.selector) else {
            continue;
        };
        let mut seen = describe(layer, &look, at_ms, lexicon);
        if seen.kind == "promotion"
            && let Some(close) = closer(layer, &look, lexicon)
        {
            seen.close = cut(&close.name, 60);
            seen.close_px = Some((close.rect.w, close.rect.h));
            seen.closed = try_close(visit, close, &layer.selector)?;
        }
        layers.push(seen);
    }
    Ok(Arrival {
        url: watched.url.clone(),
        watched_ms: told["now"].as_f64().unwrap_or_default(),
        layers,
    })
}

fn describe(layer: &Layer, look: &Look, at_ms: f64, lexicon: &Lexicon) -> LayerSeen {
    let controls = look
        .controls
        .iter()
        .filter(|c| layer.controls.contains(&c.handle));
    let consents = controls.clone().any(|c| {
        [
            Intent::AcceptConsent,
            Intent::RejectConsent,
            Intent::ConsentSettings,
        ]
        .into_iter()
        .any(|intent| lexicon.strength(&c.name, intent) >= 0.9)
    });
    let kind = if lexicon.says(&layer.text, Topic::AgeGate) {
        "age"
    } else if lexicon.says(&layer.text, Topic::Cookies) && consents {
        "consent"
    } else if lexicon.says(&layer.text, Topic::RegionGate) {
        "region"
    } else {
        "promotion"
    };
    LayerSeen {
        selector: layer.selector.clone(),
        text: cut(&layer.text, 300),
        at_ms,
        cover: layer.cover,
        kind: kind.to_owned(),
        ..LayerSeen::default()
    }
}

/// The control that closes a layer: by its words, else the smallest that says nothing, in a corner.
fn closer<'l>(layer: &Layer, look: &'l Look, lexicon: &Lexicon) -> Option<&'l Control> {
    let inside = || {
        look.controls
            .iter()
            .filter(|c| layer.controls.contains(&c.handle) && c.visible && c.enabled)
    };
    let named = inside()
        .map(|c| (lexicon.strength(&guard::words_of(c), Intent::Close), c))
        .filter(|(strength, _)| *strength >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, c)| c);
    named.or_else(|| {
        inside()
            .filter(|c| c.href.is_none() && c.name.chars().count() <= 2 && c.rect.w <= 60.0)
            .min_by(|a, b| a.rect.y.total_cmp(&b.rect.y))
    })
}

fn try_close(
    visit: &mut Visit,
    close: &Control,
    selector: &str,
) -> Result<Option<bool>, BrowserError> {
    let cap = Duration::from_secs(4);
    if touch::press(visit, close.handle, Some(&close.name), cap)?.is_err() {
        return Ok(None);
    }
    let after = look::look(visit)?;
    let there = after
        .layers
        .iter()
        .any(|l| l.selector == selector && l.cover >= COVER);
    Ok(Some(!there))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look_with(text: &str, buttons: &[(&str, f64)]) -> (Look, Layer) {
        let controls = buttons
            .iter()
            .zip(1..)
            .map(|((name, size), handle)| Control {
                handle,
                tag: "button".into(),
                role: "button".into(),
                name: (*name).to_owned(),
                visible: true,
                enabled: true,
                rect: crate::model::look::Rect {
                    x: 0.0,
                    y: 0.0,
                    w: *size,
                    h: *size,
                },
                ..Control::default()
            });
        let look = Look {
            controls: controls.collect(),
            ..Look::default()
        };
        let layer = Layer {
            text: text.to_owned(),
            cover: 0.8,
            controls: look.controls.iter().map(|c| c.handle).collect(),
            ..Layer::default()
        };
        (look, layer)
    }

    #[test]
    fn consent_and_age_gates_are_told_from_promotions() {
        let kind = |text: &str, button: &str| {
            let (look, layer) = look_with(text, &[(button, 40.0)]);
            describe(&layer, &look, 0.0, Lexicon::embedded()).kind
        };
        assert_eq!(
            kind("We use cookies to improve your visit", "Accept all"),
            "consent"
        );
        assert_eq!(kind("20歳以上ですか", "はい"), "age");
        assert_eq!(
            kind("10% off your first order! Join our newsletter", "Subscribe"),
            "promotion"
        );
    }

    #[test]
    fn what_closes_a_layer_is_found_by_words_or_by_its_sign() {
        let (look, layer) = look_with("News", &[("Subscribe", 120.0), ("No thanks", 90.0)]);
        let found = closer(&layer, &look, Lexicon::embedded());
        assert_eq!(found.map(|c| c.name.as_str()), Some("No thanks"));
        let (look, layer) = look_with("News", &[("Subscribe", 120.0), ("", 16.0)]);
        let found = closer(&layer, &look, Lexicon::embedded());
        assert_eq!(found.map(|c| c.rect.w), Some(16.0));
    }
}
