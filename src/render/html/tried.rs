//! What was typed into the forms, how they were sent and left, and what the store
//! made of it, word for word.

use super::findings::{frame, shown, view, view_box};
use super::seen::{Seen, Told, device};
use super::text::{cut, path_of, same, say, time, with_code, word, word_or};
use crate::model::device::Device;
use crate::model::evidence::Evidence;
use crate::model::journey::Goal;
use crate::model::look::Rect;
use crate::model::probed::{
    Changed, Entry, FieldAt, NotRun, Outcome, Probed, Put, Return, Said, Sent, Submit, SubmitKind,
    Variant,
};
use crate::render::clean::plain;
use crate::rulebook::texts::Both;
use crate::rules::facts::probes::reason;
use crate::rules::facts::tolerance::{Fate, fate};
use crate::rules::{self, Need};
use maud::{Markup, html};
use std::collections::BTreeMap;

/// Pictures of tries in one report, at most: all pictures share their size.
const PICTURES: usize = 12;
/// Longest text of a store or a shopper that is shown.
const TEXT: usize = 140;

/// The names of the pictures of tries that a report shows: what went wrong on the page first, then what
/// was sent.
pub fn pictures(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let entries = evidence.probed.iter().flat_map(|run| &run.entries);
    let submits = evidence.probed.iter().flat_map(|run| &run.submits);
    let entries = entries.filter_map(|entry| entry.picture.as_deref());
    let submits = submits.filter_map(|submit| submit.picture.as_deref());
    entries.chain(submits).take(PICTURES)
}

/// The part of the page; `None` where nothing was tried.
pub fn tried(seen: &Seen<'_>) -> Option<Markup> {
    let did = |run: &&Probed| !run.entries.is_empty() || !run.submits.is_empty();
    let runs: Vec<&Probed> = seen.handover.evidence.probed.iter().filter(did).collect();
    if runs.is_empty() {
        return None;
    }
    Some(html! {
        h3 { (word("html.tried")) }
        p.lead { (word("html.tried-lead")) }
        @for (index, run) in runs.iter().enumerate() {
            details.sub.big open[index == 0 || seen.paper()] {
                summary { (say("html.tried-of", &[
                    ("device", device(run.device)),
                    ("texts", same(run.entries.len().to_string())),
                    ("sendings", same(run.submits.len().to_string())),
                ])) }
                @if !run.entries.is_empty() { (entries(seen, run)) }
                @if !run.submits.is_empty() { (submits(seen, run)) }
                @if run.returns.iter().any(|back| !seen.paper() || went_badly(back)) { (returns(seen, run)) }
                @if !run.not_run.is_empty() && !seen.paper() { (not_run(seen, run)) }
            }
        }
    })
}

/// How a try is to be read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Good,
    Bad,
    Open,
}

impl Mark {
    fn class(self) -> &'static str {
        match self {
            Mark::Good => "went well",
            Mark::Bad => "went badly",
            Mark::Open => "went open",
        }
    }
}

/// What kind of text it is. One kind of try is another text in each field, so some are named
/// by what was typed.
fn kind_of(entry: &Entry) -> Both {
    let typed = entry.typed.trim();
    let is_kanji =
        |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c) || ('\u{F900}'..='\u{FAFF}').contains(&c);
    match entry.variant {
        Variant::Canonical if entry.mends => word("html.variant.mended"),
        Variant::Spaces if !typed.contains(' ') => word("html.variant.no-spaces"),
        Variant::OneLetter if typed.chars().count() > 1 => word("html.variant.small-letters"),
        Variant::VariantKanji if !typed.contains(is_kanji) => word("html.variant.accent"),
        variant => word_or("html.variant", &variant.name()),
    }
}

/// What came of a text, as a key below `html.went`, with the store's words where it had some.
fn went<'a>(run: &'a Probed, entry: &'a Entry) -> (Mark, &'static str, &'a str) {
    let said = entry.said.iter().find(|said| said.error);
    let said = said.map_or("", |said| said.text.as_str());
    match entry.variant {
        Variant::Autofilled if entry.by.as_deref() == Some("none") && entry.held.is_empty() => {
            (Mark::Bad, "left-out", "")
        }
        Variant::Wrong | Variant::WrongOtherwise => match entry.outcome {
            Outcome::Rejected => (Mark::Good, "noticed", said),
            _ => (Mark::Open, "unnoticed", said),
        },
        Variant::Canonical => match entry.outcome {
            Outcome::Rejected if !entry.mends => (Mark::Bad, "refused", said),
            Outcome::Truncated => (Mark::Bad, "cut", said),
            Outcome::Altered => (Mark::Bad, "changed", said),
            Outcome::Unknown | Outcome::Rejected => (Mark::Open, "open", said),
            _ => (Mark::Good, "taken", said),
        },
        Variant::OtherCode | Variant::UnknownCode => (Mark::Open, "watched", said),
        _ => match fate(run, entry) {
            Fate::Taken { .. } => (Mark::Good, "taken", ""),
            Fate::Cut(_) => (Mark::Bad, "cut", said),
            Fate::Changed(_) => (Mark::Bad, "changed", said),
            Fate::Refused { says, .. } => (Mark::Bad, "refused", says),
            Fate::Open(_) => (Mark::Open, "open", said),
        },
    }
}

/// A text with its blanks at both ends, and wide ones anywhere, made visible.
fn visible(text: &str) -> String {
    let inner = text.trim_matches(' ');
    let before = text.len() - text.trim_start_matches(' ').len();
    let after = if inner.is_empty() {
        0
    } else {
        text.len() - before - inner.len()
    };
    let marked = format!("{}{inner}{}", "␣".repeat(before), "␣".repeat(after));
    cut(&marked.replace('\u{3000}', "⬚"), TEXT)
}

fn table(seen: &Seen<'_>, title: &str, columns: &[&str], body: &Markup) -> Markup {
    html! {
        h4 { (word(title)) }
        (seen.sideways(title, html! {
            table.tried {
                thead { tr { @for column in columns { th scope="col" { (word(column)) } } } }
                (body)
            }
        }))
    }
}

/// The texts field by field; on paper only what went badly.
fn entries(seen: &Seen<'_>, run: &Probed) -> Markup {
    let mut fields: Vec<(&Entry, Vec<&Entry>)> = Vec::new();
    for entry in &run.entries {
        if seen.paper() && went(run, entry).0 != Mark::Bad {
            continue;
        }
        let own = |known: &&mut (&Entry, Vec<&Entry>)| {
            known.0.field.selector == entry.field.selector
                && known.0.field.screen == entry.field.screen
        };
        match fields.iter_mut().find(own) {
            Some((_, all)) => all.push(entry),
            None => fields.push((entry, vec![entry])),
        }
    }
    let body = html! {
        @for (first, all) in &fields {
            tbody {
                @for (index, entry) in all.iter().enumerate() {
                    @let (mark, key, said) = went(run, entry);
                    tr {
                        @if index == 0 {
                            th scope="rowgroup" rowspan=(all.len()) {
                                (cut(name_of(&first.field), 60))
                                div.quiet { (cut(&path_of(&first.field.url), 60)) }
                            }
                        }
                        td { (kind_of(entry)) @if entry.by.as_deref() == Some("simulated") { " " span.quiet { (word("html.simulated")) } } div { code { (visible(&entry.typed)) } } }
                        td { @if entry.held == entry.typed { span.quiet { (word("html.held")) } } @else if entry.held.is_empty() { span.quiet { (word("html.empty")) } } @else { code { (visible(&entry.held)) } }
                            @for change in entry.changed.iter().take(3) { div.quiet { (changed(seen, run, change)) } } }
                        td { (words_said(said, entry.said.iter().find(|one| one.text == said))) @if !entry.early.is_empty() { div.quiet { (word("html.early")) } } }
                        td { span class=(mark.class()) { (word(&format!("html.went.{key}"))) } }
                    }
                }
            }
        }
    };
    let columns = [
        "html.label",
        "html.typed",
        "html.field-held",
        "html.store-said",
        "html.came-of-it",
    ];
    html! {
        @if !fields.is_empty() { (table(seen, "html.tried-texts", &columns, &body)) }
        (shots(seen, run))
    }
}

fn name_of(field: &FieldAt) -> &str {
    if field.label.trim().is_empty() {
        &field.purpose
    } else {
        &field.label
    }
}

/// Another field that changed, by the label that it has in the walk on the same device.
fn changed(seen: &Seen<'_>, run: &Probed, change: &Changed) -> Both {
    let steps = seen.walk(run.device).map_or(&[][..], |walk| &walk.steps);
    let mut fields = steps.iter().flat_map(|step| &step.look.fields);
    let label = fields
        .find(|it| it.selector == change.selector && !it.label.trim().is_empty())
        .map(|it| it.label.as_str());
    let name = match label {
        Some(label) => label,
        None if change.purpose.is_empty() => &change.selector,
        None => &change.purpose,
    };
    say(
        "html.changed-too",
        &[
            ("field", same(cut(name, 40))),
            ("after", same(visible(&change.after))),
        ],
    )
}

/// What the store said, and when.
fn words_said(text: &str, said: Option<&Said>) -> Markup {
    html! {
        @if text.is_empty() { span.quiet { "–" } }
        @else {
            q { (cut(text, TEXT)) }
            @if let Some(said) = said.filter(|said| said.after_ms > 0.0) { " " span.quiet { (time(said.after_ms)) } }
        }
    }
}

/// The pictures of what went badly on the page, with the field marked.
fn shots(seen: &Seen<'_>, run: &Probed) -> Markup {
    let entries = run.entries.iter().filter_map(|entry| {
        let picture = picture(seen, run.device, entry.picture.as_deref()?, entry.rect, 1.5)?;
        let caption = say(
            "html.shot-of",
            &[
                ("field", same(cut(name_of(&entry.field), 40))),
                ("typed", same(visible(&entry.typed))),
            ],
        );
        Some((picture, caption))
    });
    let submits = run.submits.iter().filter_map(|submit| {
        let picture = picture(
            seen,
            run.device,
            submit.picture.as_deref()?,
            submit.rect,
            1.5,
        )?;
        let caption = match submit.put.first() {
            Some(put) => say(
                "html.shot-of-sending",
                &[
                    ("sending", deed(submit)),
                    ("typed", same(visible(&put.typed))),
                ],
            ),
            None => deed(submit),
        };
        Some((picture, caption))
    });
    let shown: Vec<(Markup, Both)> = entries.chain(submits).take(PICTURES).collect();
    html! {
        @if !shown.is_empty() {
            div.shots { @for (picture, caption) in shown { figure { (picture) figcaption { (caption) } } } }
        }
    }
}

/// Part of a picture of a try, with the field marked where it lies in it.
fn picture(
    seen: &Seen<'_>,
    on: Device,
    name: &str,
    rect: Option<Rect>,
    ratio: f64,
) -> Option<Markup> {
    let (number, picture) = seen.handover.pictures.get(name)?;
    let (width, _) = seen.walk(on)?.steps.first()?.look.viewport;
    if width <= 0.0 {
        return None;
    }
    let height = width / picture.ratio;
    let rect = rect.filter(|r| {
        r.x >= 0.0
            && r.y >= 0.0
            && r.w >= 4.0
            && r.h >= 4.0
            && r.x + r.w <= width
            && r.y + r.h <= height
    });
    let part = view(rect, width, height, ratio);
    let name = word("html.shot-of-try");
    Some(html! {
        div.shot {
            svg viewBox=(view_box(part)) role="img" aria-label=(seen.words("html.shot-of-try")) data-en=(name.en) data-ja=(name.ja) {
                (shown(number, width))
                @if let Some(rect) = rect { (frame(rect, part.w / 130.0)) }
            }
        }
    })
}

/// The picture of the try that a finding rests on: its rule judges tries, and the field is the same.
pub fn picture_of(seen: &Seen<'_>, told: Told<'_>, ratio: f64) -> Option<Markup> {
    let judges =
        |rule: &rules::Registered| rule.id == told.rule.rule && rule.needs.contains(&Need::Probes);
    let place = &told.en.place;
    let (on, selector) = (place.device?, place.selector.as_deref()?);
    if !rules::all().iter().any(judges) {
        return None;
    }
    let run = seen
        .handover
        .evidence
        .probed
        .iter()
        .find(|run| run.device == on)?;
    let typed = |text: &str| !text.trim().is_empty() && told.en.message.contains(text.trim());
    let own = run.entries.iter().filter(|e| e.field.selector == selector);
    let entry = own
        .filter(|e| e.picture.is_some())
        .find(|e| typed(&e.typed));
    let submit = || {
        let about = |s: &&Submit| {
            s.first_wrong.as_deref() == Some(selector)
                || s.put
                    .iter()
                    .any(|put| put.field.selector == selector && typed(&put.typed))
        };
        run.submits
            .iter()
            .filter(|s| s.picture.is_some())
            .find(about)
    };
    match entry {
        Some(entry) => picture(seen, on, entry.picture.as_deref()?, entry.rect, ratio),
        None => {
            let submit = submit()?;
            picture(seen, on, submit.picture.as_deref()?, submit.rect, ratio)
        }
    }
}

/// What was sent.
fn deed(submit: &Submit) -> Both {
    if submit.by_enter {
        return word("html.sending.enter");
    }
    let kind = serde_json::to_value(submit.kind).unwrap_or_default();
    word_or("html.sending", kind.as_str().unwrap_or_default())
}

fn submits(seen: &Seen<'_>, run: &Probed) -> Markup {
    let body = html! {
        tbody { @for submit in &run.submits {
            @let (mark, key) = sent(submit);
            tr {
                th scope="row" { (deed(submit)) div.quiet { (seen.goal(submit.goal)) " · " (cut(&submit.control, 40)) } }
                td { @if submit.put.is_empty() { span.quiet { "–" } } @for put in submit.put.iter().take(12) { div { (put_in(put)) } } }
                td {
                    @if submit.errors.is_empty() { span.quiet { "–" } }
                    @for said in submit.errors.iter().take(6) { div { (words_said(&said.text, None)) } }
                }
                td {
                    span class=(mark.class()) { (word(&format!("html.sent.{key}"))) }
                    @if !submit.lost.is_empty() { div { span class=(Mark::Bad.class()) { (say("html.lost", &[("count", same(submit.lost.len().to_string()))])) } } }
                    @if submit.kind == SubmitKind::DoubleTap { div.quiet { (say("html.sent-requests", &[("count", same(submit.requests.to_string()))])) } }
                }
            }
        } }
    };
    let columns = [
        "html.sending-of",
        "html.put-in",
        "html.store-said",
        "html.came-of-it",
    ];
    table(seen, "html.tried-sendings", &columns, &body)
}

fn put_in(put: &Put) -> Markup {
    html! {
        (cut(name_of(&put.field), 40)) ": "
        @if put.typed.is_empty() { span.quiet { (word("html.empty")) } } @else { code { (visible(&put.typed)) } }
        @if let Some(stored) = put.stored.as_deref().filter(|stored| *stored != put.typed) { " → " code { (visible(stored)) } }
    }
}

/// How a sending is to be read, as a key below `html.sent`.
fn sent(submit: &Submit) -> (Mark, &'static str) {
    let wanted = matches!(submit.kind, SubmitKind::Tolerance | SubmitKind::DoubleTap);
    let refused = if wanted { Mark::Bad } else { Mark::Good };
    match submit.sent {
        Sent::MovedOn => (if wanted { Mark::Good } else { Mark::Open }, "moved-on"),
        Sent::RefusedByBrowser => (refused, "by-browser"),
        Sent::RefusedByPage => (refused, "by-page"),
        Sent::RefusedByServer => (refused, "by-server"),
        Sent::Nothing => (Mark::Open, "nothing"),
        Sent::Disabled => (Mark::Open, "disabled"),
    }
}

/// Whether going back cost the shopper anything.
fn went_badly(back: &Return) -> bool {
    back.resubmit || !back.lost.is_empty()
}

fn returns(seen: &Seen<'_>, run: &Probed) -> Markup {
    let way = |back: &Return| {
        let name = serde_json::to_value(back.way).unwrap_or_default();
        word_or("html.way", name.as_str().unwrap_or_default())
    };
    let body = html! {
        tbody { @for back in &run.returns {
            tr {
                th scope="row" { (way(back)) div.quiet { (seen.goal(back.goal)) @if !back.control.is_empty() { " · " (cut(&back.control, 40)) } } }
                td { @if back.resubmit { span class=(Mark::Bad.class()) { (word("html.resubmit")) } }
                    @else if !back.same_screen { span class=(Mark::Open.class()) { (word("html.other-screen")) } }
                    @else if back.lost.is_empty() { span class=(Mark::Good.class()) { (say("html.kept", &[("count", same(back.held.to_string()))])) } }
                    @else { span class=(Mark::Bad.class()) { (say("html.lost", &[("count", same(back.lost.len().to_string()))])) } }
                    @for one in back.lost.iter().take(6) { div.quiet { (changed(seen, run, one)) } } }
            }
        } }
    };
    let columns = ["html.way-back", "html.came-of-it"];
    table(seen, "html.tried-returns", &columns, &body)
}

/// What was not tried, by reason.
fn not_run(seen: &Seen<'_>, run: &Probed) -> Markup {
    let mut reasons: BTreeMap<&str, Vec<&NotRun>> = BTreeMap::new();
    for left in &run.not_run {
        reasons.entry(&left.why).or_default().push(left);
    }
    let why = |code: &str| {
        let told = |language| seen.handover.book.reason(reason(code), language);
        super::text::each(|language| plain(&told(language)))
    };
    html! {
        h4 { (word("html.not-tried")) }
        dl.not-tried { @for (code, left) in reasons {
            div {
                dt { (with_code(&why(code))) }
                dd { @for (index, one) in left.iter().take(24).enumerate() {
                    @if index > 0 { ", " }
                    (word_or("html.variant", &one.what)) @if !one.about.is_empty() { " (" (about(seen, one)) ")" }
                } @if left.len() > 24 { ", …" } }
            }
        } }
    }
}

/// What a try that was left out would have been about: a screen, or a field by its label.
fn about(seen: &Seen<'_>, left: &NotRun) -> Both {
    let goal = serde_json::from_value::<Goal>(left.about.clone().into()).ok();
    if let Some(goal) = goal {
        return seen.goal(goal);
    }
    let fields = seen
        .handover
        .en
        .journeys
        .iter()
        .flat_map(|walk| &walk.steps);
    let mut fields = fields.flat_map(|step| &step.fields);
    let named = fields.find(|field| field.purpose == left.about && !field.label.trim().is_empty());
    same(named.map_or_else(|| cut(&left.about, 40), |field| cut(&field.label, 40)))
}
