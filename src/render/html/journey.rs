//! The journey as a filmstrip: one column a step, and behind each its details.

use super::findings::{frame, shown};
use super::seen::{Seen, deed, device, on_device, step_anchor};
use super::step;
use super::text::{both, bytes, cut, each, same, say, time, time_or_dash, with_code, word};
use crate::model::device::Device;
use crate::model::journey::Goal;
use crate::model::look::Rect;
use crate::model::report::{JourneyReport, StepReport};
use crate::render::clean::plain;
use crate::report::phrases;
use crate::rulebook::texts::Both;
use crate::rules::facts::money;
use maud::{Markup, html};

/// The part of the page.
pub fn journey(seen: &Seen<'_>) -> Option<Markup> {
    let walks = &seen.handover.en.journeys;
    if walks.iter().all(|walk| walk.steps.is_empty()) {
        return None;
    }
    let walks = walks.iter().zip(&seen.handover.ja.journeys);
    Some(html! {
        p.lead { (word("html.journey-lead")) }
        @for (en, ja) in walks.filter(|(en, _)| !en.steps.is_empty()) {
            section.device-walk aria-labelledby={ "walk-" (en.device.name()) } {
                h3 id={ "walk-" (en.device.name()) } { (on_device(en.device)) }
                p.ended.is-bad[en.ended.kind != "reached"] { (both(&en.ended.message, &ja.ended.message)) }
                (sums(en))
                (strip(seen, en))
                div.steps {
                    @for step in &en.steps { (step::details(seen, en.device, step)) }
                }
            }
        }
    })
}

fn sums(walk: &JourneyReport) -> Markup {
    let totals = &walk.totals;
    let entries = [
        ("html.screens", same(totals.steps.to_string())),
        ("html.fields", same(totals.fields_shown.to_string())),
        ("html.required", same(totals.fields_required.to_string())),
        ("html.keystrokes", same(totals.keystrokes.to_string())),
        ("html.taps", same(totals.taps.to_string())),
        ("html.waiting", time(totals.wait_ms)),
        ("html.requests", same(totals.requests.to_string())),
        ("column.bytes", bytes(totals.bytes)),
    ];
    html! {
        dl.sums { @for (key, value) in entries { div { dt { (word(key)) } dd { (value) } } } }
    }
}

fn strip(seen: &Seen<'_>, walk: &JourneyReport) -> Markup {
    let name = say("html.strip", &[("device", device(walk.device))]);
    html! {
        div.strip tabindex="0" role="group" aria-label=(name.get(seen.handover.language)) data-en=(name.en) data-ja=(name.ja) {
            ol class={ "film " (walk.device.name()) } {
                @for step in &walk.steps { li { (column(seen, walk.device, step)) } }
            }
        }
    }
}

fn column(seen: &Seen<'_>, on: Device, step: &StepReport) -> Markup {
    let effort = &step.effort;
    let asks = effort.fields_shown + effort.other_elements > 0;
    let found = seen.at(on, step.index).len();
    let slow = step.clock.usable_ms.is_some_and(|ms| ms > 3_000.0);
    html! {
        a.frame-link href={ "#" (step_anchor(on, step.index)) } {
            span.thumb { (thumbnail(seen, on, step)) }
            span.film-title { b { (step.index + 1) } " " span.film-name { (seen.goal(step.goal)) } }
            span.film-deed { (deed(&step.action)) }
        }
        dl.film-facts {
            div { dt { (word("column.waited")) } dd.is-slow[slow] { (time_or_dash(step.clock.usable_ms)) } }
            div { dt { (word("html.effort")) } dd { (time(effort.effort_ms)) } }
            @if asks {
                div { dt { (word("html.fields")) } dd { (effort.fields_shown) @if effort.fields_required > 0 { span.quiet { " " (say("html.required-of", &[("count", same(effort.fields_required.to_string()))])) } } } }
                @if effort.other_elements > 0 { div { dt { (word("html.choices")) } dd { (effort.other_elements) } } }
            }
            @if effort.keystrokes > 0 { div { dt { (word("html.keystrokes")) } dd { (effort.keystrokes) } } }
            @for (name, price) in prices(seen, on, step) { div.price { dt { (word(name)) } dd { (price) } } }
            @if found > 0 { div.found-here { dt { (word("html.findings")) } dd { (found) } } }
        }
        @if let Some(problem) = &step.problem { p.problem { (word("html.problem")) " " (with_code(&reason(seen, problem))) } }
    }
}

/// Why a screen was the last, in words, or else its code.
fn reason(seen: &Seen<'_>, code: &str) -> Both {
    each(|language| {
        let known = phrases::find(language, &format!("reason.{code}"), &[]);
        plain(&known.unwrap_or_else(|| seen.handover.book.reason(code, language)))
    })
}

/// What a screen says that the shopper will pay: the price of the product, and from the cart on
/// the total and the delivery. What stands on the first screen too is the site's own (a banner
/// with a limit for free delivery), and before a product is chosen none is the shopper's.
fn prices(seen: &Seen<'_>, on: Device, step: &StepReport) -> Vec<(&'static str, String)> {
    if step.goal < Goal::Product {
        return Vec::new();
    }
    let total = money::total(&step.prices).filter(|_| step.goal >= Goal::Cart);
    let delivery = total.and_then(|_| money::delivery(&step.prices));
    let of = |goal: Goal| {
        let walks = &seen.handover.en.journeys;
        let walk = walks.iter().find(|walk| walk.device == on);
        let found = walk.and_then(|walk| walk.steps.iter().find(|step| step.goal == goal));
        found.map_or(&[][..], |step| step.prices.as_slice())
    };
    let everywhere = seen.reported(on, 0).map_or(&[][..], |first| &first.prices);
    let own = || money::product(&step.prices, everywhere, of(Goal::Cart));
    let first = match total {
        Some(total) => Some(("html.price.total", total)),
        None => own().map(|price| ("html.price", price)),
    };
    first
        .into_iter()
        .chain(delivery.map(|price| ("html.price.delivery", price)))
        .map(|(name, price)| (name, cut(&price.text, 24)))
        .collect()
}

fn thumbnail(seen: &Seen<'_>, on: Device, step: &StepReport) -> Markup {
    let (wide, high) = on.viewport_px();
    let (wide, high) = (f64::from(wide), f64::from(high));
    let picture = step
        .screenshot
        .as_deref()
        .and_then(|name| seen.handover.pictures.get(name));
    let boxes: Vec<Rect> = super::step::marks(seen, on, step)
        .iter()
        .map(|mark| mark.rect)
        .collect();
    let width = seen
        .step(on, step.index)
        .map_or(wide, |step| step.look.viewport.0.max(1.0));
    html! {
        svg viewBox=(format!("0 0 {width:.0} {:.0}", width * high / wide)) aria-hidden="true" focusable="false" {
            @match picture {
                Some((number, _)) => {
                    (shown(number, width))
                    @for rect in boxes { (frame(rect, width / 110.0)) }
                }
                None => rect.no-picture width="100%" height="100%" {},
            }
        }
    }
}
