//! The first screen: the store, the score, the time to buy, the three things to
//! fix first, and what could not be measured.

use super::charts;
use super::findings::{impact, picture, source_chips};
use super::published::{FIGURES, work};
use super::seen::{Seen, device, on_device, pairs, place_words, runs_line};
use super::text::{both, each, host_of, join, link, same, say, time, with_code, word, word_or};
use crate::model::device::Device;
use crate::model::journey::{Goal, KEY_MS};
use crate::model::plan::Language;
use crate::model::report::{JourneyReport, OutcomeReport};
use crate::render::figures::{percent, points};
use crate::render::findings::ranked;
use crate::report::phrases;
use crate::rulebook::texts::Both;
use maud::{Markup, html};

/// How many rules are told on the first screen.
const FIRST: usize = 3;
/// Width to height of a card's picture.
const CARD: f64 = 1.35;
/// Reasons for not judging that are open.
const REASONS: usize = 6;
/// What was not judged for one reason, before the rest is folded.
const TITLES: usize = 4;

/// The first screen.
pub fn first(seen: &Seen<'_>) -> Markup {
    let report = seen.handover.en;
    html! {
        section.first #summary {
            @if seen.paper() { h2.summary-title { (word("html.summary")) } } @else { (cover(seen)) }
            @if report.order_guard.orders_placed > 0 {
                p.warning role="alert" { (word("guard.orders")) }
            }
            @if !seen.paper() { (note(seen)) }
            div.headline {
                (score(seen))
                (time_to_buy(seen))
            }
            // The headline leaves half a sheet of paper free.
            @if seen.paper() { (not_measured(seen)) (fix_first(seen)) }
            @else { (fix_first(seen)) (not_measured(seen)) }
        }
    }
}

/// The first page on paper.
pub fn title_page(seen: &Seen<'_>) -> Markup {
    html! {
        section.title-page {
            @if let Some(logo) = &seen.handover.brand.logo {
                img.logo src=(logo) alt=(seen.handover.brand.author.as_deref().unwrap_or_default());
            }
            (cover(seen))
            (note(seen))
        }
    }
}

fn note(seen: &Seen<'_>) -> Markup {
    html! { @if let Some(note) = seen.handover.brand.note() { div.note { (note) } } }
}

fn cover(seen: &Seen<'_>) -> Markup {
    let handover = seen.handover;
    let report = handover.en;
    let host = host_of(&report.target.url);
    let conditions = &report.run.conditions;
    let throttles: Vec<Both> = conditions
        .throttles
        .iter()
        .map(|throttle| {
            let preset = word_or("preset", &throttle.preset);
            say(
                "throttle",
                &[("device", device(throttle.device)), ("preset", preset)],
            )
        })
        .collect();
    let browser = match conditions.browser.as_str() {
        "" => word("no-browser"),
        product => same(product),
    };
    html! {
        div.cover {
            @if let Some(client) = &handover.brand.client {
                p.client { (say("html.for", &[("client", same(client))])) }
            }
            h1 {
                span.question { (word("html.question")) }
                " "
                span.host { (host) }
            }
            dl.facts {
                div { dt { (word("html.store")) } dd { (link(&report.target.url, &host)) } }
                div { dt { (word("html.when")) } dd { (date(&report.run.started_at)) } }
                div { dt { (word("html.how")) } dd { (join(&[&throttles[..], &[browser]].concat())) } }
                @if let Some(platform) = &report.target.platform {
                    div { dt { (word("html.platform")) } dd { (same(&platform.name)) } }
                }
                @if let Some(author) = &handover.brand.author {
                    div { dt { (word("html.author")) } dd { (same(author)) } }
                }
            }
        }
    }
}

/// `2026-11-22T04:56:52Z` as a date with its time.
pub fn date(rfc3339: &str) -> Both {
    let part = |range: std::ops::Range<usize>| rfc3339.get(range).unwrap_or_default().to_owned();
    let number = |text: String| text.trim_start_matches('0').to_owned();
    let (month, day) = (number(part(5..7)), number(part(8..10)));
    if month.is_empty() || day.is_empty() {
        return same(rfc3339);
    }
    say(
        "html.date",
        &[
            ("year", same(part(0..4))),
            ("month", word_or("html.month", &month)),
            ("day", same(day)),
            ("time", same(part(11..16))),
        ],
    )
}

fn score(seen: &Seen<'_>) -> Markup {
    let score = &seen.handover.en.score;
    let groups = score.groups.iter().zip(&seen.handover.ja.score.groups);
    html! {
        div.score role="group" aria-labelledby="h-score" {
            h2.small #h-score { (word("html.score")) }
            @match score.total {
                Some(total) => {
                    p.total { span.number { (points(total)) } span.of { " / 100" } }
                    p.quiet { (say("html.coverage", &[("share", same(percent(score.coverage_pct)))])) }
                }
                None => p.total.none { (word("score.none")) }
            }
            table.groups {
                caption.unseen { (word("heading.scores")) }
                thead.unseen { tr {
                    th scope="col" { (word("column.group")) }
                    th scope="col" { (word("html.chart")) }
                    th scope="col" { (word("column.score")) }
                } }
                tbody {
                    @for (en, ja) in groups.filter(|(en, _)| en.score.is_some()) {
                        tr {
                            th scope="row" { a href={ "#group-" (en.id) } { (both(&en.title, &ja.title)) } }
                            td.graph { (charts::bar(en.score.unwrap_or_default() / 100.0, "fill")) }
                            td.num { (points(en.score.unwrap_or_default())) }
                        }
                    }
                }
            }
        }
    }
}

/// The parts of a time to buy, in milliseconds: waiting, typing, and the rest of
/// what a shopper does.
struct Parts {
    waiting: f64,
    typing: f64,
    choosing: f64,
}

impl Parts {
    fn of(journey: &JourneyReport) -> Parts {
        let totals = &journey.totals;
        let typing = (f64::from(totals.keystrokes) * KEY_MS).min(totals.effort_ms);
        Parts {
            waiting: totals.wait_ms,
            typing,
            choosing: totals.effort_ms - typing,
        }
    }

    fn sum(&self) -> f64 {
        self.waiting + self.typing + self.choosing
    }
}

fn time_to_buy(seen: &Seen<'_>) -> Markup {
    let walks = seen
        .handover
        .en
        .journeys
        .iter()
        .zip(&seen.handover.ja.journeys);
    let walks: Vec<_> = walks.filter(|(en, _)| !en.steps.is_empty()).collect();
    let most = walks.iter().map(|(en, _)| Parts::of(en).sum());
    let most = most.fold(0.0, f64::max);
    html! {
        div.ttb role="group" aria-labelledby="h-ttb" {
            h2.small #h-ttb { (word("html.time-to-buy")) }
            @if walks.is_empty() { p.quiet { (word("html.not-measured")) } }
            @for (en, ja) in &walks {
                @let parts = Parts::of(en);
                div.walk {
                    p.walk-name {
                        span { (on_device(en.device)) }
                        span.walk-total {
                            @if en.ended.kind != "reached" { (word("html.at-least")) " " }
                            (time(parts.sum()))
                        }
                    }
                    (charts::stacked(
                        &[(parts.waiting, "waiting"), (parts.typing, "typing"), (parts.choosing, "choosing")],
                        most,
                    ))
                    p.ended.is-bad[en.ended.kind != "reached"] { (both(&en.ended.message, &ja.ended.message)) }
                    @if let Some(runs) = runs_line("html.runs-waited", en) { p.quiet { (runs) } }
                }
            }
            @if !walks.is_empty() {
                (parts_table(&walks))
                (averages(&walks))
                p.quiet { (word("html.ttb-model")) }
            }
        }
    }
}

fn parts_table(walks: &[(&JourneyReport, &JourneyReport)]) -> Markup {
    let parts: Vec<Parts> = walks.iter().map(|(en, _)| Parts::of(en)).collect();
    let rows = ["waiting", "typing", "choosing"];
    html! {
        table.parts {
            caption.unseen { (word("html.time-to-buy")) }
            thead { tr {
                td {}
                @for (walk, _) in walks { th.num scope="col" { (on_device(walk.device)) } }
            } }
            tbody {
                @for (row, name) in rows.into_iter().enumerate() {
                    tr {
                        th scope="row" { span class={ "key " (name) } {} (word(&format!("html.part.{name}"))) }
                        @for parts in &parts { td.num { (time([parts.waiting, parts.typing, parts.choosing][row])) } }
                    }
                }
            }
        }
    }
}

/// Screens and fields against published averages.
fn averages(walks: &[(&JourneyReport, &JourneyReport)]) -> Markup {
    let average = &FIGURES.average;
    let screens: Vec<f64> = walks
        .iter()
        .map(|(walk, _)| f64::from(walk.totals.steps))
        .collect();
    let fields: Vec<f64> = walks
        .iter()
        .map(|(walk, _)| f64::from(walk.totals.fields_shown))
        .collect();
    html! {
        div.averages {
            @for (name, values, mean) in [("screens", screens, average.screens), ("fields", fields, average.fields)] {
                @let most = values.iter().copied().fold(mean, f64::max) * 1.15;
                div.average {
                    h3.small { (word(&format!("html.{name}"))) }
                    @for ((walk, _), value) in walks.iter().zip(&values) {
                        p.average-row {
                            span { (on_device(walk.device)) }
                            @if walk.ended.kind == "reached" {
                                (charts::against(*value, mean, most))
                                b { (format!("{value:.0}")) }
                            } @else {
                                span.quiet { (say("html.so-far", &[("count", same(format!("{value:.0}")))])) }
                            }
                        }
                    }
                    p.quiet { (say("html.average", &[("average", same(mean.to_string()))])) " " a href={ "#source-" (average.source) } { "[" (average.source) "]" } }
                }
            }
        }
    }
}

fn fix_first(seen: &Seen<'_>) -> Markup {
    let ranked = ranked(seen.handover.en);
    html! {
        div.fix-first {
            h2 { (word("html.fix-first")) }
            @if ranked.is_empty() {
                p.lead { (word(if seen.handover.en.score.total.is_some() { "findings.none" } else { "html.nothing-judged" })) }
            }
            @if !ranked.is_empty() { ol.cards {
                @for en in ranked.iter().take(FIRST) {
                    @if let Some((_, ja)) = seen.outcome(&en.rule) { li { (card(seen, en, ja)) } }
                }
            } }
            @if ranked.len() > FIRST && seen.handover.brand.shows("findings") {
                p.more { a href="#findings" { (say("html.all-findings", &[("count", same(ranked.len().to_string()))])) } }
            }
        }
    }
}

fn card(seen: &Seen<'_>, en: &OutcomeReport, ja: &OutcomeReport) -> Markup {
    let told = pairs(en, ja);
    // One with a box on a picture tells most; then one with any picture.
    let best = told
        .iter()
        .rev()
        .max_by_key(|told| {
            (
                super::findings::picture_worth(seen, told.en),
                told.en.place.device == Some(Device::Mobile),
            )
        })
        .copied();
    let work = work(&en.rule);
    html! {
        article.card {
            @if let Some(told) = best {
                @match picture(seen, told, CARD) {
                    Some(picture) => (picture),
                    None => (orientation(seen, &en.group)),
                }
            }
            div.card-body {
                p.tags {
                    span class={ "severity " (en.severity.name()) } { (word(&format!("severity.{}", en.severity.name()))) }
                    span.tag { (impact(en)) }
                    span.tag { (word(&format!("html.work.{}", work.name()))) }
                }
                @let title = both(&en.title, &ja.title);
                h3 { a href={ "#" (en.rule) } {
                    @match best { Some(told) => (with_code(&told.message())), None => (title) }
                } }
                p.quiet { (say("html.goal", &[("title", title)])) }
                @if let Some(told) = best {
                    @if let Some(place) = place_words(seen, told.en) {
                        p.quiet { (place) @if told.rule.findings.len() > 1 { (more_places(told.rule.findings.len() - 1)) } }
                    }
                }
                @if let Some((why, why_ja)) = seen.texts(&en.rule) {
                    p.why { b { (word("html.cost")) } " " (with_code(&both(&why.why, &why_ja.why))) " " (source_chips(seen, &en.rule)) }
                }
                @if let Some(told) = best {
                    p.fix { b { (word("html.fix")) } " " (with_code(&told.fix())) }
                }
            }
        }
    }
}

/// What the crawl found has no picture: the screen that it concerns most is shown,
/// and said to be for orientation only.
fn orientation(seen: &Seen<'_>, group: &str) -> Markup {
    let goal = match group {
        "product" | "schema" => Goal::Product,
        "cart" => Goal::Cart,
        "flow" | "form" | "efojp" | "security" => Goal::Address,
        _ => Goal::Home,
    };
    let walk = seen.handover.en.journeys.first();
    let step = walk.and_then(|walk| {
        let of_goal = walk.steps.iter().find(|step| step.goal == goal);
        Some((walk.device, of_goal.or(walk.steps.first())?))
    });
    let picture =
        step.and_then(|(device, step)| super::findings::screen(seen, device, step.index, CARD));
    html! {
        @match (picture, step) {
            (Some(picture), Some((_, step))) => figure {
                (picture)
                figcaption.quiet { (say("html.orientation", &[("goal", seen.goal(step.goal))])) }
            },
            _ => p.no-picture { span { (word("html.no-picture")) } },
        }
    }
}

fn more_places(count: usize) -> Both {
    each(|language: Language| {
        let separator = phrases::say(language, "list-separator", &[]);
        let more = phrases::say(language, "html.more", &[("count", &count.to_string())]);
        format!("{separator}{more}")
    })
}

fn not_measured(seen: &Seen<'_>) -> Markup {
    let run = seen
        .handover
        .en
        .run
        .missing
        .iter()
        .zip(&seen.handover.ja.run.missing);
    let unknown: Vec<_> = seen
        .outcomes()
        .filter(|(en, _)| en.verdict == "unknown")
        .collect();
    let stopped = seen
        .handover
        .en
        .journeys
        .iter()
        .zip(&seen.handover.ja.journeys);
    let stopped =
        stopped.filter(|(en, _)| en.ended.kind != "reached" && en.ended.goal != Goal::Review);
    let reasons = by_reason(&unknown);
    let open = if seen.paper() { usize::MAX } else { REASONS };
    let nothing = unknown.is_empty() && seen.handover.en.run.missing.is_empty();
    html! {
        div.not-measured {
            h2 { (word("html.not-measured-title")) }
            @if nothing { p.quiet { (word("html.all-measured")) } }
            ul {
                @for (en, ja) in run { li { (say("missing", &[("what", both(en, ja))])) } }
                @for (en, ja) in stopped { li { b { (on_device(en.device)) } " " (both(&en.ended.message, &ja.ended.message)) } }
                @for reason in reasons.iter().take(open) { (reason_line(seen, reason)) }
            }
            @if reasons.len() > open {
                details {
                    summary { (say("html.more-unknown", &[("count", same((reasons.len() - open).to_string()))])) }
                    ul { @for reason in reasons.iter().skip(open) { (reason_line(seen, reason)) } }
                }
            }
        }
    }
}

/// Why something was not judged, and the titles of what was not.
type Unjudged = (Both, Vec<Both>);

/// What was not judged by the reason why, which is what a reader can act on; the reason
/// that keeps most from being judged first.
fn by_reason(unknown: &[(&OutcomeReport, &OutcomeReport)]) -> Vec<Unjudged> {
    let reason = |outcome: &OutcomeReport| outcome.reason.clone().unwrap_or_default();
    let mut reasons: Vec<Unjudged> = Vec::new();
    for (en, ja) in unknown {
        let why = both(&reason(en), &reason(ja));
        let title = both(&en.title, &ja.title);
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, titles)) => titles.push(title),
            None => reasons.push((why, vec![title])),
        }
    }
    reasons.sort_by_key(|(_, titles)| std::cmp::Reverse(titles.len()));
    reasons
}

fn reason_line(seen: &Seen<'_>, (why, titles): &Unjudged) -> Markup {
    let (first, rest) = titles.split_at(TITLES.min(titles.len()));
    let more = say("html.more", &[("count", same(rest.len().to_string()))]);
    html! {
        li {
            b { (with_code(why)) } " "
            span.quiet { (say("html.unjudged", &[("titles", titles_of(first))])) }
            @if !rest.is_empty() && seen.paper() { span.quiet { " (" (more) ")" } }
            @else if !rest.is_empty() {
                " " details { summary.quiet { (more) } p.quiet { (titles_of(rest)) } }
            }
        }
    }
}

/// Titles in a row; they have commas of their own.
fn titles_of(titles: &[Both]) -> Both {
    each(|language| {
        let separator = phrases::say(language, "html.titles-separator", &[]);
        let titles: Vec<&str> = titles.iter().map(|title| title.get(language)).collect();
        titles.join(&separator)
    })
}
