//! What changed since the baseline: the score, then screen by screen with both pictures
//! side by side, then what belongs to no screen, then the clocks.

use super::findings::{frame, shown};
use super::first::date;
use super::seen::{Seen, boxes, device, on_device};
use super::text::{both, cut, each, join, link, path_of, same, say, with_code, word};
use crate::compare::align::{named, walk_on};
use crate::compare::tell::{step_word, without_place};
use crate::model::comparison::{
    Change, Comparison, FactChange, FindingChange, StepName, TimingChange,
};
use crate::model::device::Device;
use crate::model::evidence::Evidence;
use crate::model::look::Rect;
use crate::model::plan::Language;
use crate::model::report::{Report, StepReport};
use crate::render::comparison::{counts, figure, result, score, what};
use crate::render::figures::whole;
use crate::rulebook::texts::Both;
use maud::{Markup, html};

/// Screens that are shown with pictures.
const PICTURED: usize = 8;
/// Changes of one list before the rest is folded.
const LISTED: usize = 12;

/// Places of one rule before the rest is folded.
const PLACES: usize = 3;

/// The other side of a comparison.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a> {
    /// The older report.
    pub report: &'a Report,
    /// What it rests on, where that was kept: it knows where elements stood.
    pub evidence: Option<&'a Evidence>,
}

/// A change in both languages.
#[derive(Clone, Copy)]
enum Told<'a> {
    Finding(&'a FindingChange, &'a FindingChange),
    Fact(&'a FactChange, &'a FactChange),
}

/// A screen by its device and name.
type Screen = (Device, StepName);

/// The older screenshots that the page shows, by the names of their blobs.
pub fn pictures(base: &Report, head: &Report) -> Vec<String> {
    let Some(comparison) = &head.comparison else {
        return Vec::new();
    };
    let shown = screens(comparison, base, head).into_iter();
    shown
        .take(PICTURED)
        .filter_map(|screen| step_of(base, &screen)?.screenshot.clone())
        .collect()
}

/// The part of the page.
pub fn changes(seen: &Seen<'_>) -> Option<Markup> {
    let (en, ja) = (seen.handover.en, seen.handover.ja);
    let (comparison, other) = (en.comparison.as_ref()?, ja.comparison.as_ref()?);
    let findings = comparison.findings.iter().zip(&other.findings);
    let facts = comparison.facts.iter().zip(&other.facts);
    let told: Vec<Told<'_>> = facts
        .map(|(en, ja)| Told::Fact(en, ja))
        .chain(findings.map(|(en, ja)| Told::Finding(en, ja)))
        .collect();
    let base = seen.handover.base;
    let screens = base.map(|base| screens(comparison, base.report, en));
    let screens = screens.unwrap_or_default();
    let at = |told: &Told<'_>| {
        base.and_then(|base| screen_of(*told, base.report, en))
            .and_then(|screen| screens.iter().position(|known| *known == screen))
    };
    let of = |index: Option<usize>| -> Vec<Told<'_>> {
        told.iter()
            .filter(|told| at(told) == index)
            .copied()
            .collect()
    };
    let elsewhere = of(None);
    Some(html! {
        p.change-result { b { (each(|language| result(match language {
            Language::En => comparison,
            Language::Ja => other,
        }, language))) } }
        (sides(comparison))
        (caveats(comparison, other))
        (scores(comparison, other))
        @for (index, screen) in screens.iter().enumerate() {
            section.change-screen {
                h3 { (screen_name(screen)) }
                @if let (Some(base), true) = (base, index < PICTURED) { (pair(seen, base, screen)) }
                (list(seen, &of(Some(index)), true))
            }
        }
        @if !elsewhere.is_empty() {
            h3 { (word(if screens.is_empty() { "html.changes-list" } else { "html.changes-elsewhere" })) }
            (list(seen, &elsewhere, false))
        }
        @if told.is_empty() { p { (word("compare.nothing")) } }
        (timings(comparison))
        p.quiet { (each(|language| counts(comparison, language))) }
    })
}

fn screen_name((on, step): &Screen) -> Both {
    join(&[on_device(*on), each(|language| step_word(step, language))])
}

/// Screens on which something changed, in the order of the newer walk.
fn screens(comparison: &Comparison, base: &Report, head: &Report) -> Vec<Screen> {
    let findings = comparison
        .findings
        .iter()
        .map(|one| Told::Finding(one, one));
    let facts = comparison.facts.iter().map(|one| Told::Fact(one, one));
    let mut screens: Vec<Screen> = Vec::new();
    for screen in findings
        .chain(facts)
        .filter_map(|told| screen_of(told, base, head))
    {
        if !screens.contains(&screen) {
            screens.push(screen);
        }
    }
    screens.sort_by_key(|screen| {
        let index = step_of(head, screen).or_else(|| step_of(base, screen));
        (screen.0, index.map_or(u32::MAX, |step| step.index))
    });
    screens
}

/// What is gone stood on a screen of the older walk; everything else is on one of the newer.
fn screen_of(told: Told<'_>, base: &Report, head: &Report) -> Option<Screen> {
    match told {
        Told::Fact(fact, _) => Some((fact.device?, fact.step.clone()?)),
        Told::Finding(one, _) => {
            let (on, index) = one.place.device.zip(one.place.step)?;
            let side = if one.head_places > 0 { head } else { base };
            let steps = named(walk_on(side, on)?);
            let (name, _) = steps.into_iter().find(|(_, step)| step.index == index)?;
            Some((on, name))
        }
    }
}

fn step_of<'a>(report: &'a Report, (on, name): &Screen) -> Option<&'a StepReport> {
    let steps = named(walk_on(report, *on)?);
    steps
        .into_iter()
        .find(|(known, _)| known == name)
        .map(|(_, step)| step)
}

fn sides(comparison: &Comparison) -> Markup {
    html! {
        dl.facts {
            @for (key, side) in [("compare.base", &comparison.base), ("compare.head", &comparison.head)] {
                div {
                    dt { (word(key)) }
                    dd { (join(&[date(&side.started_at), say("html.runs", &[("count", same(side.runs.to_string()))])])) }
                }
            }
        }
    }
}

fn caveats(comparison: &Comparison, other: &Comparison) -> Markup {
    let mut told: Vec<(Both, Both)> = Vec::new();
    for (en, ja) in comparison.not_comparable.iter().zip(&other.not_comparable) {
        let one = (both(&en.message, &ja.message), both(&en.help, &ja.help));
        if !told.contains(&one) {
            told.push(one);
        }
    }
    html! {
        @if !told.is_empty() {
            h3 { (word("compare.heading.not-comparable")) }
            ul.plain-list { @for (message, help) in told {
                li { (message) " " span.quiet { (with_code(&say("compare.help", &[("help", help)]))) } }
            } }
        }
    }
}

/// The total, and the groups that moved.
fn scores(comparison: &Comparison, other: &Comparison) -> Markup {
    let rows: Vec<_> = comparison
        .scores
        .iter()
        .zip(&other.scores)
        .filter(|(one, _)| one.group.is_none() || score(one.base) != score(one.head))
        .collect();
    html! {
        @if !rows.is_empty() {
            h3 { (word("heading.scores")) }
            table.change-scores {
                thead { tr {
                    th scope="col" { (word("column.group")) }
                    th.num scope="col" { (word("compare.column.before")) }
                    th.num scope="col" { (word("compare.column.now")) }
                    th.num scope="col" { (word("compare.column.change")) }
                } }
                tbody { @for (en, ja) in rows {
                    tr {
                        th scope="row" { (both(&en.title, &ja.title)) }
                        td.num { (score(en.base)) }
                        td.num { (score(en.head)) }
                        td.num { (moved(en.base, en.head)) }
                    }
                } }
            }
        }
    }
}

fn moved(base: Option<f64>, head: Option<f64>) -> Markup {
    let difference = base.zip(head).map(|(base, head)| whole(head) - whole(base));
    html! {
        @match difference {
            Some(more) if more > 0.0 => span.change.better { (format!("+{more:.0}")) },
            Some(less) if less < 0.0 => span.change.worse { (format!("−{:.0}", less.abs())) },
            Some(_) => "0",
            None => "–",
        }
    }
}

/// The screen before and now, where both pictures are there, each with the boxes of what
/// is only on it.
fn pair(seen: &Seen<'_>, base: Base<'_>, screen: &Screen) -> Markup {
    let sides = step_of(base.report, screen).zip(step_of(seen.handover.en, screen));
    let known = |step: &StepReport| {
        let name = step.screenshot.as_deref()?;
        seen.handover.pictures.get(name)
    };
    let pictures = sides.and_then(|(was, is)| known(was).zip(known(is)));
    let (Some((was, is)), Some((before, now))) = (sides, pictures) else {
        return html! {};
    };
    let comparison = seen.handover.en.comparison.iter();
    let findings: Vec<&FindingChange> = comparison
        .flat_map(|comparison| &comparison.findings)
        .filter(|one| one.place.device == Some(screen.0))
        .collect();
    let marked = |evidence: &Evidence, step: &StepReport, gone: bool| -> Vec<Rect> {
        let on_it = findings
            .iter()
            .filter(|one| (one.head_places == 0) == gone && one.place.step == Some(step.index));
        let walk = evidence
            .journeys
            .iter()
            .find(|walk| walk.device == screen.0);
        let look = walk.and_then(|walk| walk.steps.iter().find(|one| one.index == step.index));
        let Some(look) = look.map(|step| &step.look) else {
            return Vec::new();
        };
        let known = boxes(look);
        let rects = on_it.filter_map(|one| known.get(one.place.selector.as_deref()?).copied());
        rects
            .filter(|rect| rect.y + rect.h / 2.0 < look.viewport.1)
            .take(6)
            .collect()
    };
    let old = base.evidence.map(|evidence| marked(evidence, was, true));
    let new = marked(seen.handover.evidence, is, false);
    html! {
        div class={ "pair " (screen.0.name()) } {
            (side("compare.base", screen, before, &old.unwrap_or_default(), seen))
            (side("compare.head", screen, now, &new, seen))
        }
    }
}

fn side(
    key: &str,
    screen: &Screen,
    (number, picture): (usize, &super::pictures::Picture),
    marks: &[Rect],
    seen: &Seen<'_>,
) -> Markup {
    let width = f64::from(screen.0.viewport_px().0);
    let name = join(&[word(key), screen_name(screen)]);
    html! {
        figure {
            figcaption.small { (word(key)) }
            svg.screen viewBox=(format!("0 0 {width:.0} {:.0}", width / picture.ratio)) role="img"
                aria-label=(name.get(seen.handover.language)) data-en=(name.en) data-ja=(name.ja) {
                (shown(number, width))
                @for rect in marks { (frame(*rect, width / 190.0)) }
            }
        }
    }
}

/// Facts one by one, findings by their rule: twelve places of one mistake are one entry. `here` where
/// the place stands above the list already.
fn list(seen: &Seen<'_>, told: &[Told<'_>], here: bool) -> Markup {
    let mut entries: Vec<Vec<Told<'_>>> = Vec::new();
    for one in told {
        let known = entries.iter_mut().find(|entry| is_alike(entry[0], *one));
        match known {
            Some(entry) => entry.push(*one),
            None => entries.push(vec![*one]),
        }
    }
    html! {
        ul.changes { @for entry in entries.iter().take(LISTED) { (item(seen, entry, here)) } }
        @if entries.len() > LISTED {
            details.sub open[seen.paper()] {
                summary { (say("html.more", &[("count", same((entries.len() - LISTED).to_string()))])) }
                ul.changes { @for entry in entries.iter().skip(LISTED) { (item(seen, entry, here)) } }
            }
        }
    }
}

fn is_alike(one: Told<'_>, other: Told<'_>) -> bool {
    match (one, other) {
        (Told::Finding(one, _), Told::Finding(other, _)) => {
            (&one.rule, one.change) == (&other.rule, other.change)
        }
        _ => false,
    }
}

fn item(seen: &Seen<'_>, entry: &[Told<'_>], here: bool) -> Markup {
    match entry[0] {
        Told::Fact(en, ja) => html! {
            li { (tag(en.change)) p { (with_code(&if here {
                both(without_place(en, Language::En), without_place(ja, Language::Ja))
            } else {
                both(&en.message, &ja.message)
            })) } }
        },
        Told::Finding(en, ja) => html! {
            li {
                (tag(en.change))
                div {
                    p {
                        b { (title(seen, en, ja)) } " "
                        span class={ "severity " (en.severity.name()) } { (word(&format!("severity.{}", en.severity.name()))) }
                        @for note in notes(en) { " " span.tag { (note) } }
                    }
                    @for told in entry.iter().take(PLACES) { (place(*told)) }
                    @if entry.len() > PLACES {
                        details open[seen.paper()] {
                            summary.quiet { (say("html.more", &[("count", same((entry.len() - PLACES).to_string()))])) }
                            @for told in entry.iter().skip(PLACES) { (place(*told)) }
                        }
                    }
                }
            }
        },
    }
}

/// What was found at one place, and where.
fn place(told: Told<'_>) -> Markup {
    let Told::Finding(en, ja) = told else {
        return html! {};
    };
    html! {
        @if !en.message.is_empty() { p { (with_code(&both(&en.message, &ja.message))) } }
        p.place {
            @if let Some(on) = en.place.device { (device(on)) " · " }
            @if !en.place.url.is_empty() { (link(&en.place.url, &cut(&path_of(&en.place.url), 90))) }
            @if let Some(selector) = &en.place.selector { " " code { (cut(selector, 120)) } }
        }
    }
}

fn tag(change: Change) -> Markup {
    html! { span class={ "change " (change.name()) } { (word(&format!("change.{}", change.name()))) } }
}

/// The rule's title, which leads to its findings where the page tells them.
fn title(seen: &Seen<'_>, en: &FindingChange, ja: &FindingChange) -> Markup {
    let told = seen
        .outcome(&en.rule)
        .is_some_and(|(rule, _)| !rule.findings.is_empty());
    let title = say("html.goal", &[("title", both(&en.title, &ja.title))]);
    html! {
        @if told && seen.handover.brand.shows("findings") { a href={ "#" (en.rule) } { (title) } } @else { (title) }
    }
}

fn notes(one: &FindingChange) -> Vec<Both> {
    let mut notes = Vec::new();
    if matches!(one.change, Change::Worse | Change::Better) {
        let places = [
            ("base", same(one.base_places.to_string())),
            ("head", same(one.head_places.to_string())),
        ];
        notes.push(say("compare.places", &places));
    }
    if one.change == Change::NotMeasured {
        notes.push(word("compare.not-judged"));
    }
    if one.clocked {
        notes.push(word("compare.clocked"));
    }
    notes
}

/// Clocks that changed beyond chance.
fn timings(comparison: &Comparison) -> Markup {
    let changed = |one: &&TimingChange| matches!(one.change, Change::Worse | Change::Better);
    let rows: Vec<&TimingChange> = comparison.timings.iter().filter(changed).collect();
    html! {
        @if !rows.is_empty() {
            h3 { (word("compare.heading.timings")) }
            div.scroll tabindex="0" role="group" aria-labelledby="h-changes" {
                table.change-timings {
                    thead { tr {
                        @for column in ["change", "what"] { th scope="col" { (word(&format!("compare.column.{column}"))) } }
                        @for column in ["before", "now", "p"] { th.num scope="col" { (word(&format!("compare.column.{column}"))) } }
                    } }
                    tbody { @for one in rows { tr {
                        td { (tag(one.change)) }
                        th scope="row" { (each(|language| what(one, language))) }
                        td.num { (each(|language| figure(&one.base, language))) }
                        td.num { (each(|language| figure(&one.head, language))) }
                        td.num { @match one.p_holm { Some(p) => (format!("{p:.3}")), None => "–" } }
                    } } }
                }
            }
        }
    }
}
