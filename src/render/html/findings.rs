//! Every finding, by group and rule: what was seen, why it matters, how to mend
//! it, each with a name that a ticket can link to, and filters over all.

use super::charts;
use super::checked;
use super::published::{Work, work};
use super::seen::{Seen, Told, device, pairs, place_words, step_anchor, verdict};
use super::text::{both, cut, link, path_of, same, say, with_code, word};
use super::tried;
use crate::model::device::Device;
use crate::model::look::Rect;
use crate::model::report::{FindingReport, OutcomeReport};
use crate::model::verdict::{Certainty, Severity};
use crate::render::figures::points;
use crate::render::findings::ranked;
use crate::rulebook::texts::Both;
use maud::{Markup, html};
use std::collections::BTreeSet;

/// Findings of a rule that are shown before "and more".
const SHOWN: usize = 6;
/// Findings of a rule that are shown with a picture.
const PICTURED: usize = 3;
/// Fixes of one rule that are listed: one differs from the next by a name.
const FIXES: usize = 8;
/// Findings from which on those that are off the screen are drawn only when they come into view.
/// Below it all are drawn at once, so that a picture of the whole page shows them.
const MANY: usize = 600;
/// Space around an element that is cut out of a screenshot, in CSS pixels.
const AROUND_PX: f64 = 48.0;

/// The part of the page.
pub fn findings(seen: &Seen<'_>) -> Option<Markup> {
    let unmet: Vec<_> = seen
        .outcomes()
        .filter(|(en, _)| !en.findings.is_empty())
        .collect();
    if seen.handover.en.score.total.is_none() && unmet.is_empty() {
        return None;
    }
    let groups = seen
        .handover
        .en
        .score
        .groups
        .iter()
        .zip(&seen.handover.ja.score.groups);
    let many = unmet.iter().map(|(en, _)| en.findings.len()).sum::<usize>() >= MANY;
    // Groups with nothing to mend come last, a line each.
    let (unclean, clean): (Vec<_>, Vec<_>) =
        groups.partition(|(group, _)| unmet.iter().any(|(rule, _)| rule.group == group.id));
    Some(html! {
        (ranking(seen))
        @if !unmet.is_empty() { (filters(seen, &unmet)) }
        p.empty #no-finding hidden { (word("html.filter-none")) }
        @for (en, ja) in unclean.into_iter().chain(clean) {
            @let rules: Vec<_> = unmet.iter().filter(|(rule, _)| rule.group == en.id).collect();
            section.group.is-clean[rules.is_empty()].is-long[many] id={ "group-" (en.id) } data-group=(en.id) {
                h3.group-title {
                    (both(&en.title, &ja.title))
                    span.group-score { @match en.score { Some(score) => (points(score)), None => "–" } }
                }
                @if rules.is_empty() { p.quiet.clean {
                    (word(if en.score.is_some() { "html.group-clean" } else { "html.group-none" }))
                } }
                @for (rule, rule_ja) in rules { (article(seen, rule, rule_ja)) }
                (checked::checked(seen, &en.id))
            }
        }
    })
}

/// What winning a rule back is worth, in points of the total.
pub fn impact(outcome: &OutcomeReport) -> Both {
    say(
        "html.worth",
        &[("points", same(format!("{:.1}", outcome.points_lost)))],
    )
}

/// "Fix first": impact against work, as a table.
fn ranking(seen: &Seen<'_>) -> Markup {
    let ranked = ranked(seen.handover.en);
    let most = ranked
        .iter()
        .map(|rule| rule.points_lost)
        .fold(0.0, f64::max);
    let row = |place: usize, en: &OutcomeReport| {
        let title = seen
            .outcome(&en.rule)
            .map_or_else(|| same(&en.title), |(en, ja)| both(&en.title, &ja.title));
        let work = work(&en.rule);
        html! {
            tr {
                td.num { (place + 1) }
                th scope="row" { a href={ "#" (en.rule) } { (title) } }
                td { span class={ "severity " (en.severity.name()) } { (word(&format!("severity.{}", en.severity.name()))) } }
                td.graph { (charts::bar(en.points_lost / most.max(0.1), "fill")) }
                td.num { (format!("{:.1}", en.points_lost)) }
                td.nowrap { (charts::dots(dots(work))) " " (word(&format!("html.work-short.{}", work.name()))) }
            }
        }
    };
    const FIRST: usize = 10;
    html! {
        @if !ranked.is_empty() {
            h3 { (word("html.ranking")) }
            p.quiet { (word("html.ranking-how")) }
            div.scroll tabindex="0" role="group" aria-label=(word("html.ranking").get(seen.handover.language))
                data-en=(word("html.ranking").en) data-ja=(word("html.ranking").ja) {
                table.ranking {
                    caption.unseen { (word("html.ranking")) }
                    thead { tr {
                        th scope="col" { "#" }
                        th scope="col" { (word("html.what")) }
                        th scope="col" { (word("html.severity")) }
                        th.num scope="col" colspan="2" { (word("html.points")) }
                        th scope="col" { (word("html.work")) }
                    } }
                    tbody { @for (place, rule) in ranked.iter().enumerate().take(FIRST) { (row(place, rule)) } }
                    @if ranked.len() > FIRST {
                        tbody #ranking-rest { @for (place, rule) in ranked.iter().enumerate().skip(FIRST) { (row(place, rule)) } }
                    }
                }
            }
            @if ranked.len() > FIRST && !seen.paper() {
                p { button.plain.needs-script type="button" data-shows="ranking-rest" aria-expanded="true" aria-controls="ranking-rest" {
                    (say("html.ranking-all", &[("count", same(ranked.len().to_string()))]))
                } }
            }
        }
    }
}

fn dots(work: Work) -> u8 {
    match work {
        Work::Small => 1,
        Work::Medium => 2,
        Work::Large => 3,
    }
}

fn filters(seen: &Seen<'_>, unmet: &[(&OutcomeReport, &OutcomeReport)]) -> Markup {
    let groups = seen
        .handover
        .en
        .score
        .groups
        .iter()
        .zip(&seen.handover.ja.score.groups);
    let groups: Vec<(String, Both)> = groups
        .filter(|(en, _)| unmet.iter().any(|(rule, _)| rule.group == en.id))
        .map(|(en, ja)| (en.id.clone(), both(&en.title, &ja.title)))
        .collect();
    let severities = [
        Severity::Critical,
        Severity::Serious,
        Severity::Moderate,
        Severity::Minor,
    ];
    let severities = severities.map(|it| {
        (
            it.name().to_owned(),
            word(&format!("severity.{}", it.name())),
        )
    });
    let devices = [Device::Mobile, Device::Desktop].map(|it| (it.name().to_owned(), device(it)));
    let goals: BTreeSet<_> = unmet
        .iter()
        .flat_map(|(rule, _)| &rule.findings)
        .filter_map(|finding| {
            Some(
                seen.reported(finding.place.device?, finding.place.step?)?
                    .goal,
            )
        })
        .collect();
    let goals: Vec<(String, Both)> = goals
        .iter()
        .map(|goal| (goal.name().to_owned(), seen.goal(*goal)))
        .collect();
    let certainties = ["sure", "likely"].map(|it| (it.to_owned(), word(&format!("html.{it}"))));
    html! {
        div.filters.needs-script role="search" aria-label=(word("html.filter").get(seen.handover.language))
            data-en=(word("html.filter").en) data-ja=(word("html.filter").ja) {
            (select(seen, "group", &groups))
            (select(seen, "severity", &severities))
            (select(seen, "device", &devices))
            (select(seen, "step", &goals))
            (select(seen, "certainty", &certainties))
            label.find { span { (word("html.filter-text")) } input type="search" id="filter-text" autocomplete="off"; }
            button.plain type="button" id="filter-reset" { (word("html.filter-reset")) }
            p.count role="status" { b id="filter-count" {} " " (word("html.filter-count")) }
        }
    }
}

fn select(seen: &Seen<'_>, name: &str, options: &[(String, Both)]) -> Markup {
    let language = seen.handover.language;
    let all = word("html.filter-all");
    html! {
        label { span { (word(&format!("html.filter-{name}"))) }
            select data-filter=(name) {
                option value="" data-en=(all.en) data-ja=(all.ja) { (all.get(language)) }
                @for (value, shown) in options {
                    option value=(value) data-en=(shown.en) data-ja=(shown.ja) { (shown.get(language)) }
                }
            }
        }
    }
}

fn article(seen: &Seen<'_>, en: &OutcomeReport, ja: &OutcomeReport) -> Markup {
    let told = pairs(en, ja);
    let texts = seen.texts(&en.rule);
    let work = work(&en.rule);
    let fixes: Vec<Both> = distinct(told.iter().map(Told::fix).filter(|fix| !fix.en.is_empty()));
    html! {
        article.rule id=(en.rule) data-severity=(en.severity.name()) {
            header {
                p.tags {
                    span class={ "severity " (en.severity.name()) } { (word(&format!("severity.{}", en.severity.name()))) }
                    span class={ "verdict " (en.verdict) } { (verdict(&en.verdict)) @if let (Some(grade), "graded") = (en.grade, en.verdict.as_str()) { " " (format!("{:.0} %", grade * 100.0)) } }
                    @if en.points_lost > 0.0 { span.tag { (impact(en)) } }
                    span.tag { (word(&format!("html.work.{}", work.name()))) }
                }
                h4 { span.rule-title { (both(&en.title, &ja.title)) } " " a.anchor href={ "#" (en.rule) } { span.unseen { (word("html.link-to")) } "#" } }
            }
            div.reasons {
                @if let Some((en, ja)) = texts {
                    p.why { b { (word("html.why")) } " " (with_code(&both(&en.why, &ja.why))) " " (source_chips(seen, &told[0].rule.rule)) }
                }
                @match fixes.as_slice() {
                    [] => {},
                    [fix] => p.fix { b { (word("html.fix")) } " " (with_code(fix)) },
                    several => div.fix {
                        b { (word("html.fix")) }
                        ul {
                            @for fix in several.iter().take(FIXES) { li { (with_code(fix)) } }
                            @if several.len() > FIXES { li.quiet { (say("html.more", &[("count", same((several.len() - FIXES).to_string()))])) } }
                        }
                    },
                }
            }
            ul.found {
                @for (index, told) in told.iter().take(SHOWN).enumerate() { (item(seen, *told, index < PICTURED)) }
            }
            @if told.len() > SHOWN && seen.paper() {
                p.quiet { (say("html.more-in-html", &[("count", same((told.len() - SHOWN).to_string()))])) }
            } @else if told.len() > SHOWN {
                details {
                    summary { (say("html.more", &[("count", same((told.len() - SHOWN).to_string()))])) }
                    ul.found { @for told in told.iter().skip(SHOWN) { (item(seen, *told, false)) } }
                }
            }
            p.rule-id {
                code { (en.rule) } " "
                button.plain.copy.needs-script type="button" data-copy { (word("html.copy")) }
                span.copied.quiet role="status" { span hidden { (word("html.copied")) } }
            }
        }
    }
}

fn distinct(texts: impl Iterator<Item = Both>) -> Vec<Both> {
    let mut kept: Vec<Both> = Vec::new();
    for text in texts {
        if !kept.contains(&text) {
            kept.push(text);
        }
    }
    kept
}

fn item(seen: &Seen<'_>, told: Told<'_>, pictured: bool) -> Markup {
    let place = &told.en.place;
    let goal = place
        .device
        .zip(place.step)
        .and_then(|(device, step)| seen.reported(device, step));
    let anchor = seen.anchor(told.en);
    let marked = pictured && picture_worth(seen, told.en) == 2;
    let shot = pictured
        .then(|| tried::picture_of(seen, told, 1.6))
        .flatten();
    let shot = shot.or_else(|| marked.then(|| picture(seen, told, 1.6)).flatten());
    html! {
        li.item id=(anchor) data-device=[place.device.map(Device::name)] data-step=[goal.map(|step| step.goal.name())]
            data-certainty=(match told.en.certainty { Certainty::Sure => "sure", Certainty::Likely => "likely" }) {
            @if let Some(shot) = shot { (shot) }
            div {
                p.message { (with_code(&told.message()))
                    @if told.en.certainty == Certainty::Likely { " " span.tag.likely { (word("finding.likely")) } }
                    @if let Some(waived) = &told.en.waived { " " span.tag { (say("finding.waived", &[("reason", same(&waived.reason))])) } }
                }
                p.place {
                    @if let Some(words) = place_words(seen, told.en) {
                        @match (place.device, place.step) {
                            (Some(device), Some(step)) => a href={ "#" (step_anchor(device, step)) } { (words) },
                            _ => (words),
                        }
                        " · "
                    }
                    @if !place.url.is_empty() { (link(&place.url, &cut(&path_of(&place.url), 90))) }
                    @if let Some(selector) = &place.selector { " " code { (cut(selector, 120)) } }
                    " " a.anchor href={ "#" (anchor) } { span.unseen { (word("html.link-to")) } "#" }
                }
            }
        }
    }
}

/// The sources of a rule as links to the list at the end.
pub fn source_chips(seen: &Seen<'_>, rule: &str) -> Markup {
    let codes = seen
        .handover
        .book
        .rule(rule)
        .map(|rule| rule.evidence.as_slice())
        .unwrap_or_default();
    html! {
        @for code in codes.iter().filter(|code| !code.starts_with("S0")) {
            @if let Some(source) = seen.handover.book.evidence.get(code) {
                @let year = source.year.map(|year| format!(" {year}")).unwrap_or_default();
                " " a.source href={ "#source-" (code) } { "[" (code) (year) "]" }
            }
        }
    }
}

/// How much a picture tells of a finding: 2 with its element, 1 its screen, 0 there is none.
pub fn picture_worth(seen: &Seen<'_>, finding: &FindingReport) -> u8 {
    let Some((device, step)) = finding.place.device.zip(finding.place.step) else {
        return 0;
    };
    let name = seen
        .reported(device, step)
        .and_then(|step| step.screenshot.as_deref());
    if name
        .and_then(|name| seen.handover.pictures.get(name))
        .is_none()
    {
        return 0;
    }
    let selector = finding.place.selector.as_deref();
    match selector.and_then(|selector| seen.box_of(device, step, selector)) {
        Some(_) => 2,
        None => 1,
    }
}

/// The part of the screenshot around a finding's element, which is marked; the part
/// below the header where it has none.
pub fn picture(seen: &Seen<'_>, told: Told<'_>, ratio: f64) -> Option<Markup> {
    let place = &told.en.place;
    let (on, index) = place.device.zip(place.step)?;
    let selector = place.selector.as_deref();
    let rect = selector.and_then(|selector| seen.box_of(on, index, selector));
    cut_out(seen, on, index, rect, ratio)
}

/// A part of a screen, with nothing marked.
pub fn screen(seen: &Seen<'_>, on: Device, index: u32, ratio: f64) -> Option<Markup> {
    cut_out(seen, on, index, None, ratio)
}

fn cut_out(
    seen: &Seen<'_>,
    on: Device,
    index: u32,
    rect: Option<Rect>,
    ratio: f64,
) -> Option<Markup> {
    let step = seen.step(on, index)?;
    let (number, picture) = seen.handover.pictures.get(step.screenshot.as_deref()?)?;
    let (width, _) = step.look.viewport;
    if width <= 0.0 {
        return None;
    }
    let height = width / picture.ratio;
    let view = view(rect, width, height, ratio);
    let goal = seen.goal(step.goal);
    let name = say(
        "html.picture-of",
        &[
            ("device", device(on)),
            ("step", same((index + 1).to_string())),
            ("goal", goal),
        ],
    );
    Some(html! {
        a.shot href={ "#" (step_anchor(on, index)) } {
            svg viewBox=(view_box(view)) role="img" aria-label=(name.get(seen.handover.language)) data-en=(name.en) data-ja=(name.ja) {
                (shown(number, width))
                @if let Some(rect) = rect { (frame(rect, view.w / 130.0)) }
            }
        }
    })
}

/// The whole picture at this width in CSS pixels.
pub fn shown(number: usize, width: f64) -> Markup {
    html! { use href={ "#p" (number) } transform=(format!("scale({:.5})", width / 1_000.0)) {} }
}

/// A box around an element, with a light edge so that it is seen on any ground.
pub fn frame(rect: Rect, weight: f64) -> Markup {
    let gap = weight;
    let at = |value: f64| format!("{value:.1}");
    let (x, y, w, h) = (
        at(rect.x - gap),
        at(rect.y - gap),
        at(rect.w + 2.0 * gap),
        at(rect.h + 2.0 * gap),
    );
    html! {
        rect.halo x=(x) y=(y) width=(w) height=(h) rx=(at(weight * 2.0)) stroke-width=(at(weight * 2.6)) {}
        rect.frame x=(x) y=(y) width=(w) height=(h) rx=(at(weight * 2.0)) stroke-width=(at(weight * 1.3)) {}
    }
}

/// A `viewBox`.
pub fn view_box(view: Rect) -> String {
    format!("{:.1} {:.1} {:.1} {:.1}", view.x, view.y, view.w, view.h)
}

/// What is cut out of a picture: the element with some space around it, in the given shape.
pub fn view(rect: Option<Rect>, width: f64, height: f64, ratio: f64) -> Rect {
    let most_w = width.min(height * ratio);
    let Some(rect) = rect else {
        // Below the header, which is the same on every screen.
        let h = most_w / ratio;
        return Rect {
            x: 0.0,
            y: (height - h).max(0.0) * 0.3,
            w: most_w,
            h,
        };
    };
    let wanted = (rect.w + 2.0 * AROUND_PX)
        .max((rect.h + 2.0 * AROUND_PX) * ratio)
        .max(300.0);
    let w = wanted.min(most_w);
    let h = w / ratio;
    Rect {
        x: (rect.x + rect.w / 2.0 - w / 2.0).clamp(0.0, (width - w).max(0.0)),
        y: (rect.y + rect.h / 2.0 - h / 2.0).clamp(0.0, (height - h).max(0.0)),
        w,
        h,
    }
}
