//! One step in full: the marked screenshot, its findings, clocks, fields, what was
//! typed and what came of it, prices, and the requests.

use super::findings::{frame, shown};
use super::seen::{Seen, Told, deed, device, step_anchor};
use super::text::{
    bytes, cut, link, path_of, same, say, time, time_or_dash, with_code, word, word_or,
};
use super::waterfall;
use crate::model::device::Device;
use crate::model::journey::{Filled, Step};
use crate::model::look::Rect;
use crate::model::report::{FieldReport, Load, StepReport};
use crate::rulebook::texts::Both;
use maud::{Markup, html};

/// Boxes on one screenshot; more hide what they mark.
const MARKS: usize = 12;
const MESSAGES: usize = 20;
const PRICES: usize = 12;
const SCRIPTS: usize = 5;
const INTERACTIONS: usize = 5;
const TIMINGS: usize = 6;

/// A numbered box on a screenshot and the findings that it stands for.
pub struct Mark<'a> {
    /// The box in CSS pixels.
    pub rect: Rect,
    /// What was found there.
    pub told: Vec<Told<'a>>,
}

/// The boxes of a step. Findings of one element share a box.
pub fn marks<'a>(seen: &Seen<'a>, on: Device, step: &StepReport) -> Vec<Mark<'a>> {
    let mut marks: Vec<Mark<'a>> = Vec::new();
    for told in seen.at(on, step.index) {
        let selector = told.en.place.selector.as_deref();
        let rect = selector.and_then(|selector| seen.box_of(on, step.index, selector));
        let Some(rect) = rect else { continue };
        let known = marks.iter().position(|mark| mark.rect == rect);
        match known {
            Some(at) => marks[at].told.push(*told),
            None if marks.len() < MARKS => marks.push(Mark {
                rect,
                told: vec![*told],
            }),
            None => {}
        }
    }
    marks
}

/// The details of a step.
pub fn details(seen: &Seen<'_>, on: Device, report: &StepReport) -> Markup {
    let marks = marks(seen, on, report);
    let step = seen.step(on, report.index);
    html! {
        details.step id=(step_anchor(on, report.index)) open[seen.paper()] {
            summary {
                span.step-number { (report.index + 1) }
                span.step-name { (seen.goal(report.goal)) }
                span.step-deed { (deed(&report.action)) }
                span.step-wait { (time_or_dash(report.clock.usable_ms)) }
            }
            div.step-body {
                div.step-picture { (marked(seen, on, report, &marks)) }
                div.step-facts {
                    p.place { (link(&report.url, &cut(&path_of(&report.url), 90))) }
                    (here(seen, on, report, &marks))
                    (clocks(report))
                    @if !seen.paper() {
                        (prices(report))
                        @if let Some(step) = step { (acts(step)) }
                    }
                }
                @if !seen.paper() { div.step-wide {
                    (fields(seen, report, step))
                    @if let Some(step) = step { (messages(step)) (waterfall::requests(seen, step)) (console(step)) }
                } }
            }
        }
    }
}

fn marked(seen: &Seen<'_>, on: Device, report: &StepReport, marks: &[Mark<'_>]) -> Markup {
    let picture = report
        .screenshot
        .as_deref()
        .and_then(|name| seen.handover.pictures.get(name));
    let Some((number, picture)) = picture else {
        return html! { p.quiet { (word("html.no-screenshot")) } };
    };
    let (wide, _) = on.viewport_px();
    let width = seen
        .step(on, report.index)
        .map_or(f64::from(wide), |step| step.look.viewport.0.max(1.0));
    let size = width / 24.0;
    let name = say(
        "html.picture-of",
        &[
            ("device", device(on)),
            ("step", same((report.index + 1).to_string())),
            ("goal", seen.goal(report.goal)),
        ],
    );
    html! {
        svg.screen viewBox=(format!("0 0 {width:.0} {:.0}", width / picture.ratio)) role="img"
            aria-label=(name.get(seen.handover.language)) data-en=(name.en) data-ja=(name.ja) {
            (shown(number, width))
            @for (index, mark) in marks.iter().enumerate() {
                (frame(mark.rect, width / 190.0))
                @let (x, y) = (badge(mark.rect.x, size, width), badge(mark.rect.y, size, width / picture.ratio));
                circle.badge cx=(format!("{x:.1}")) cy=(format!("{y:.1}")) r=(format!("{:.1}", size * 0.62)) {}
                text.badge-number x=(format!("{x:.1}")) y=(format!("{:.1}", y + size * 0.26)) font-size=(format!("{:.1}", size * 0.75)) text-anchor="middle" { (index + 1) }
            }
        }
    }
}

/// Keeps a badge inside the picture.
fn badge(at: f64, size: f64, most: f64) -> f64 {
    at.clamp(size * 0.7, (most - size * 0.7).max(size * 0.7))
}

/// The findings of a step: those with a box by its number, then the others.
fn here(seen: &Seen<'_>, on: Device, report: &StepReport, marks: &[Mark<'_>]) -> Markup {
    let all = seen.at(on, report.index);
    let is_marked = |told: &Told<'_>| {
        let of_mark = |mark: &Mark<'_>| mark.told.iter().any(|it| std::ptr::eq(it.en, told.en));
        marks.iter().any(of_mark)
    };
    let others: Vec<_> = all.iter().filter(|told| !is_marked(told)).collect();
    let line = |told: &Told<'_>| html! { a href={ "#" (seen.anchor(told.en)) } { (with_code(&told.message())) } };
    html! {
        @if all.is_empty() { p.quiet { (word("html.nothing-here")) } }
        @if !marks.is_empty() {
            h4 { (word("html.marked")) }
            ol.marks { @for (index, mark) in marks.iter().enumerate() {
                li { span.badge-text aria-hidden="true" { (index + 1) } div { @for told in &mark.told { p { (line(told)) } } } }
            } }
        }
        @if !others.is_empty() {
            h4 { (word(if marks.is_empty() { "html.found-here" } else { "html.not-in-picture" })) }
            ul.plain-list {
                @for told in others.iter().take(8) { li { (line(told)) } }
                @if others.len() > 8 { li.quiet { (say("html.more", &[("count", same((others.len() - 8).to_string()))])) } }
            }
        }
    }
}

fn clocks(report: &StepReport) -> Markup {
    let (clock, vitals, effort) = (&report.clock, &report.vitals, &report.effort);
    let number =
        |value: Option<f64>| value.map_or_else(|| same("–"), |value| same(format!("{value:.3}")));
    let mut rows: Vec<(&str, Both)> = vec![
        ("html.clock.response", time_or_dash(clock.response_ms)),
        ("html.clock.feedback", time_or_dash(clock.feedback_ms)),
        ("html.clock.usable", time_or_dash(clock.usable_ms)),
        ("html.clock.effort", time(effort.effort_ms)),
        ("html.clock.autofill", time(effort.effort_autofill_ms)),
        ("html.keystrokes", same(effort.keystrokes.to_string())),
        ("html.taps", same(effort.taps.to_string())),
        ("html.vital.lcp", time_or_dash(vitals.lcp_ms)),
        ("html.vital.inp", time_or_dash(vitals.inp_ms)),
        ("html.vital.cls", number(vitals.cls)),
        ("html.requests", same(report.requests.to_string())),
        ("column.bytes", bytes(report.bytes)),
    ];
    rows.extend(loaded(&report.load));
    rows.retain(|(_, value)| value.en != "–");
    html! {
        h4 { (word("html.clocks")) }
        dl.sums { @for (key, value) in rows { div { dt { (word(key)) } dd { (value) } } } }
        @if let (Some(_), Some(element)) = (vitals.lcp_ms, &vitals.lcp_element) {
            p.place { (word("html.lcp-element")) " " code { (cut(element, 160)) } }
        }
        @if !report.load.interactions.is_empty() {
            h4 { (word("html.load.interactions")) }
            ul.plain-list { @for one in report.load.interactions.iter().take(INTERACTIONS) {
                li { (time(one.ms)) " " (word(if one.kind == "key" { "html.load.key" } else { "html.load.press" })) " " code { (cut(&one.target, 60)) } }
            } }
        }
        @if !report.load.scripts.is_empty() {
            h4 { (word("html.load.scripts")) }
            ul.plain-list { @for script in report.load.scripts.iter().take(SCRIPTS) {
                li { (time(script.ms)) " " code { (cut(&script.url, 100)) } @if script.third_party { " " span.quiet { (word("html.load.outside")) } } }
            } }
        }
    }
}

/// What the step loaded; what is nothing is left out.
fn loaded(load: &Load) -> Vec<(&'static str, Both)> {
    let some = |count: u32| match count {
        0 => same("–"),
        count => same(count.to_string()),
    };
    let timings = load.server_timing.iter().take(TIMINGS).map(|one| {
        let text = if one.description.is_empty() {
            &one.name
        } else {
            &one.description
        };
        let ms = one.duration_ms.map(|ms| format!(" {ms:.0} ms"));
        format!("{}{}", cut(text, 40), ms.unwrap_or_default())
    });
    let timings: Vec<String> = timings.collect();
    vec![
        ("html.load.cache", some(load.cache_hits)),
        ("html.load.soft", some(load.soft_navigations)),
        (
            "html.load.elements",
            some(load.dom_elements.unwrap_or_default()),
        ),
        (
            "html.load.server",
            same(if timings.is_empty() {
                "–".to_owned()
            } else {
                timings.join(", ")
            }),
        ),
    ]
}

fn prices(report: &StepReport) -> Markup {
    html! {
        @if !report.prices.is_empty() {
            h4 { (word("html.prices")) }
            ul.plain-list.prices {
                @for price in report.prices.iter().take(PRICES) { li { b { (cut(&price.text, 30)) } " " span.quiet { (cut(price.context.trim_matches([' ', ',', '.', '、', '。']), 60)) } } }
                @if report.prices.len() > PRICES { li.quiet { (say("html.more", &[("count", same((report.prices.len() - PRICES).to_string()))])) } }
            }
        }
    }
}

fn acts(step: &Step) -> Markup {
    html! {
        @if !step.acts.is_empty() {
            h4 { (word("html.acts")) }
            ul.plain-list { @for act in step.acts.iter().take(12) {
                li { (word_or("html.act", &act.kind)) ": " (cut(&act.target, 80)) " " span.quiet { (word_or("html.changed", &act.changed)) ", " (time(act.took_ms)) } }
            } }
        }
    }
}

/// The fields that a shopper sees, with what was typed and what the field then held.
fn fields(seen: &Seen<'_>, report: &StepReport, step: Option<&Step>) -> Markup {
    let visible: Vec<&FieldReport> = report.fields.iter().filter(|field| field.visible).collect();
    let filled = |field: &FieldReport| -> Option<&Filled> {
        step?
            .filled
            .iter()
            .rev()
            .find(|filled| filled.selector == field.selector)
    };
    html! {
        @if !visible.is_empty() {
            h4 { (word("html.fields-here")) }
            (seen.sideways("html.fields-here", html! {
                table.fields {
                    thead { tr {
                        th scope="col" { (word("html.label")) }
                        th scope="col" { (word("html.purpose")) }
                        th scope="col" { (word("html.required")) }
                        th scope="col" { "autocomplete" }
                        th scope="col" { (word("html.keyboard")) }
                        th scope="col" { (word("html.typed")) }
                        th scope="col" { (word("html.happened")) }
                    } }
                    tbody { @for field in visible {
                        tr {
                            th scope="row" { @if field.label.trim().is_empty() { span.bad { (word("html.no-label")) } } @else { (cut(&field.label, 60)) } }
                            td { code { (same(&field.purpose)) } }
                            td { (word(if field.required { "html.yes" } else { "html.no" })) }
                            td { @match field.autocomplete.as_deref().filter(|it| !it.is_empty()) { Some(token) => code { (cut(token, 40)) }, None => span.quiet { "–" } } }
                            td { (keyboard(field)) }
                            @match filled(field) {
                                Some(filled) => { td { (cut(&filled.typed, 60)) } td { (happened(filled)) } },
                                None => { td { span.quiet { "–" } } td {} },
                            }
                        }
                    } }
                }
            }))
        }
    }
}

/// The keyboard that a phone shows for a field.
pub fn keyboard(field: &FieldReport) -> Both {
    let mode = field
        .inputmode
        .as_deref()
        .map(str::trim)
        .filter(|mode| !mode.is_empty());
    let keys = match (mode, field.kind.as_str()) {
        (
            _,
            "select" | "radio" | "checkbox" | "combobox" | "listbox" | "button" | "file" | "range"
            | "color",
        ) => "none",
        (Some(mode @ ("numeric" | "decimal" | "tel" | "email" | "url" | "search" | "none")), _) => {
            mode
        }
        (_, "tel") => "tel",
        (_, "email") => "email",
        (_, "number") => "decimal",
        (_, "url") => "url",
        (_, "search") => "search",
        (_, "date" | "month" | "time" | "week" | "datetime-local") => "picker",
        _ => "text",
    };
    word_or("html.keys", keys)
}

fn happened(filled: &Filled) -> Markup {
    html! {
        @if let Some(message) = &filled.corrected_after {
            span.bad { (say("html.corrected", &[("message", same(cut(message, 120)))])) }
        } @else if filled.held == filled.typed { (word("html.held")) }
        @else if filled.held.is_empty() { span.quiet { "–" } }
        @else { (say("html.held-other", &[("held", same(cut(&filled.held, 60)))])) }
    }
}

/// What the page said once it was filled in.
fn messages(step: &Step) -> Markup {
    let said: Vec<_> = step
        .settled()
        .messages
        .iter()
        .filter(|message| !message.text.trim().is_empty())
        .collect();
    html! {
        @if !said.is_empty() {
            h4 { (word("html.messages")) }
            ul.plain-list { @for message in said.iter().take(MESSAGES) {
                li.bad[message.error] { (cut(&message.text, 200)) }
            } }
        }
    }
}

fn console(step: &Step) -> Markup {
    html! {
        @if !step.console.is_empty() {
            details.sub open[false] {
                summary { (say("html.console", &[("count", same(step.console.len().to_string()))])) }
                ul.plain-list { @for line in step.console.iter().take(MESSAGES) {
                    li { code { (same(&line.level)) } " " (cut(&line.text, 240)) }
                } }
            }
        }
    }
}
