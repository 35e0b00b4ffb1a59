//! What the probe runs tried, as rules ask for it: by the field's purpose and by what was put in.
//!
//! A probe run is a walk of its own. Where the measured walk saw the same field, a
//! finding is placed on that walk's screen, so that a report can show its picture.

use crate::model::probed::{Entry, FieldAt, Probed, Return, Submit, SubmitKind, Variant};
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::Seen;
use crate::rules::facts::fields::{called, in_checkout, is_typed};
use crate::rules::facts::reach::bare;
use crate::rules::facts::words::fold;

/// Below it a field's purpose is a guess, and so is what its answers say about it; the same
/// limit as in `autocomplete-tokens-correct`.
const SURE_PURPOSE: f32 = 0.8;

/// Purposes of names in letters.
pub const NAMES: &[&str] = &["name", "family-name", "given-name", "additional-name"];
/// Purposes of phonetic names.
pub const KANA: &[&str] = &["x-kana-name", "x-kana-family-name", "x-kana-given-name"];
/// Purposes of street, block and building.
pub const STREET: &[&str] = &[
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
];
/// Purposes of a telephone number in one box.
pub const PHONE: &[&str] = &["tel", "tel-national"];
/// Purposes that only one box of several has.
pub const SPLIT: &[&str] = &[
    "x-postal-code-2",
    "tel-area-code",
    "tel-local",
    "tel-local-prefix",
    "tel-local-suffix",
];

/// One text in one field, and the run that typed it.
#[derive(Debug, Clone, Copy)]
pub struct Tried<'a> {
    /// The run.
    pub run: &'a Probed,
    /// The text and what came of it.
    pub entry: &'a Entry,
}

impl Tried<'_> {
    /// Where the field is.
    pub fn place(&self, seen: &Seen<'_>) -> Place {
        let field = &self.entry.field;
        place(seen, self.run, &field.url, Some(&field.selector))
    }

    /// A finding at the field with `{field}`, `{typed}` and `{held}`.
    pub fn says(&self, seen: &Seen<'_>, message: &'static str) -> Finding {
        let entry = self.entry;
        Finding::says(message, self.place(seen))
            .with("field", name(&entry.field))
            .with("typed", &entry.typed)
            .with("held", &entry.held)
            .likely_if(entry.field.certainty < SURE_PURPOSE)
    }
}

/// Texts of these kinds in fields of these purposes; an empty list stands for all.
pub fn tried<'a>(seen: &Seen<'a>, purposes: &[&str], variants: &[Variant]) -> Vec<Tried<'a>> {
    let runs = seen.evidence.probed.iter();
    runs.flat_map(|run| run.entries.iter().map(move |entry| Tried { run, entry }))
        .filter(|tried| {
            let entry = tried.entry;
            (purposes.is_empty() || purposes.contains(&entry.field.purpose.as_str()))
                && (variants.is_empty() || variants.contains(&entry.variant))
        })
        .collect()
}

/// Presses of these kinds, with the run that pressed.
pub fn submits<'a>(seen: &Seen<'a>, kinds: &[SubmitKind]) -> Vec<(&'a Probed, &'a Submit)> {
    let runs = seen.evidence.probed.iter();
    runs.flat_map(|run| run.submits.iter().map(move |submit| (run, submit)))
        .filter(|(_, submit)| kinds.contains(&submit.kind))
        .collect()
}

/// Ways back, with the run that took them.
pub fn returns<'a>(seen: &Seen<'a>) -> Vec<(&'a Probed, &'a Return)> {
    let runs = seen.evidence.probed.iter();
    runs.flat_map(|run| run.returns.iter().map(move |back| (run, back)))
        .collect()
}

/// Whether a field that one types into is asked for in the checkout, by either walk.
pub fn asked(seen: &Seen<'_>, purposes: &[&str]) -> bool {
    in_checkout(seen)
        .any(|asked| is_typed(asked.field) && purposes.contains(&asked.field.purpose.as_str()))
        || !tried(seen, purposes, &[]).is_empty()
}

/// Why none of these was tried, as the code of a sentence; by [`Variant::name`] or a submit's.
pub fn untried(seen: &Seen<'_>, whats: &[String]) -> &'static str {
    let not_run = || seen.evidence.probed.iter().flat_map(|run| &run.not_run);
    let own = not_run().find(|gap| whats.contains(&gap.what));
    own.map_or("probe-not-tried", |gap| reason(&gap.why))
}

/// [`untried`] for kinds of text.
pub fn untyped(seen: &Seen<'_>, variants: &[Variant]) -> &'static str {
    let names: Vec<String> = variants.iter().map(|variant| variant.name()).collect();
    match untried(seen, &names) {
        // Where a whole field or screen was left out, its texts are not named one by one.
        "probe-not-tried" => untried(seen, &["entries".to_owned(), "variants".to_owned()]),
        why => why,
    }
}

/// [`untried`] for presses.
pub fn unsent(seen: &Seen<'_>, kinds: &[SubmitKind]) -> &'static str {
    let names = kinds
        .iter()
        .filter_map(|kind| serde_json::to_value(kind).ok());
    let names: Vec<String> = names
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    untried(seen, &names)
}

/// The verdict where nothing was refused: nothing to judge where forms were sent wrongly and taken,
/// unknown where a form that a shopper fills was left unsent, whatever else was pressed.
pub fn nothing_refused(seen: &Seen<'_>, kinds: &[SubmitKind]) -> Judgement {
    if submits(seen, kinds).is_empty() {
        return Judgement::unknown(unsent(seen, kinds));
    }
    match unsent(seen, kinds) {
        why @ ("probe-orders" | "probe-lost-the-step" | "probe-budget") => Judgement::unknown(why),
        _ => Judgement::not_applicable("nothing-refused"),
    }
}

/// The code of the words for why something was not tried; evidence of other versions may know more reasons.
pub fn reason(why: &str) -> &'static str {
    match why {
        "budget" => "probe-budget",
        "not-own-store" => "probe-not-own-store",
        "level" => "probe-level",
        "too-fast" => "probe-too-fast",
        "order-next" => "probe-order-next",
        "no-field" => "probe-no-field",
        "no-button" => "probe-no-button",
        "no-logo" => "probe-no-logo",
        "no-cart" => "probe-no-cart",
        "orders" => "probe-orders",
        "document" => "probe-document",
        "nothing-refused" => "probe-nothing-refused",
        "step-not-reached" => "probe-step-not-reached",
        "control-failed" => "probe-control-failed",
        "lost-the-step" => "probe-lost-the-step",
        _ => "probe-not-tried",
    }
}

/// What a shopper would call the field, without its mark for required or optional.
pub fn name(field: &FieldAt) -> &str {
    let texts = [&field.label, &field.purpose, &field.selector];
    let mut named = texts.into_iter().map(|text| unmarked(text));
    named.find(|text| !text.is_empty()).unwrap_or("?")
}

/// A label without the mark before or behind it.
pub fn unmarked(label: &str) -> &str {
    let (opening, closing) = (
        ['(', '（', '[', '【', '※', ' '],
        [')', '）', ']', '】', ' '],
    );
    let outer = label.trim_matches(|c: char| c.is_whitespace() || c == '*' || c == '＊');
    for mark in [
        "必須", "任意", "required", "optional", "Required", "Optional",
    ] {
        // Only the mark's own brackets go: those of the name stay.
        let behind = outer.trim_end_matches(closing).strip_suffix(mark);
        let behind = behind.map(|rest| rest.trim_end_matches(opening).trim_end());
        let before = outer.trim_start_matches(opening).strip_prefix(mark);
        let before = before.map(|rest| rest.trim_start_matches(closing).trim_start());
        if let Some(rest) = behind.or(before).filter(|rest| !rest.is_empty()) {
            return rest;
        }
    }
    outer
}

/// What a shopper would call the field behind a selector; the selector where nobody saw it.
pub fn name_at(seen: &Seen<'_>, selector: &str) -> String {
    let mut walked = in_checkout(seen).filter(|asked| asked.field.selector == selector);
    if let Some(asked) = walked.next() {
        return unmarked(called(asked.field)).to_owned();
    }
    let typed = tried(seen, &[], &[]);
    let mut fields = typed.iter().map(|tried| &tried.entry.field);
    let typed = fields.find(|field| field.selector == selector).map(name);
    typed.unwrap_or(selector).to_owned()
}

/// A name without its mark and without the example in brackets behind it: "Town (e.g. York)*".
fn plain_name(text: &str) -> &str {
    let name = unmarked(text);
    let name = name.split(['(', '（']).next().unwrap_or(name);
    name.trim_matches(|c: char| !c.is_alphanumeric())
}

/// Everything that a shopper may call the field behind a selector, folded: its label, the word beside its
/// own box, its placeholder, and what a group of boxes is called together ("name": "family", "given").
pub fn names_at(seen: &Seen<'_>, selector: &str) -> Vec<String> {
    let mut names = vec![name_at(seen, selector)];
    let walked = in_checkout(seen).find(|asked| asked.field.selector == selector);
    if let Some(asked) = walked {
        let field = asked.field;
        let more = [
            &field.text_before,
            &field.placeholder,
            &field.group_label,
            &field.table_header,
        ];
        // What stands behind a box is the next one's name where this one has a label.
        let behind = field.label.trim().is_empty().then_some(&field.text_after);
        names.extend(more.into_iter().chain(behind).map(|text| text.to_owned()));
    }
    let mut folded: Vec<String> = names.iter().map(|name| fold(plain_name(name))).collect();
    // A longer text is a hint, and stands in no message as it is.
    folded.retain(|name| name.chars().any(char::is_alphabetic) && name.chars().count() <= 24);
    folded.dedup();
    folded
}

/// Where a probe stood: on the screen of the measured walk that shows the same element, else that
/// has the same address, else only an address.
pub fn place(seen: &Seen<'_>, run: &Probed, url: &str, selector: Option<&str>) -> Place {
    let same = seen
        .steps()
        .filter(|(journey, step)| journey.device == run.device && bare(&step.url) == bare(url));
    let steps: Vec<_> = same.collect();
    let shows = steps.iter().find(|(_, step)| {
        let looks = [Some(&step.look), step.look_after.as_ref()];
        looks.into_iter().flatten().any(|look| {
            selector.is_some_and(|selector| {
                look.fields.iter().any(|field| field.selector == selector)
                    || look.controls.iter().any(|c| c.selector == selector)
            })
        })
    });
    let base = match shows.or(steps.first()) {
        Some((journey, step)) => Place::step(journey, step),
        None => Place {
            device: Some(run.device),
            ..Place::url(url)
        },
    };
    match selector {
        Some(selector) => base.element(selector),
        None => base,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::journey::Goal;
    use crate::model::probed::{NotRun, Outcome};
    use crate::rules::testing::probed::entry;
    use crate::rules::testing::{Made, field};

    #[test]
    fn a_probe_is_placed_on_the_screen_that_was_measured() {
        let made = Made::store()
            .look(Goal::Cart, |_| ())
            .look(Goal::Address, |l| l.fields = vec![field("tel", "Phone")])
            .probed(|run| {
                run.entries = vec![entry("tel", Variant::Hyphens, "03-1234", Outcome::Accepted)];
            });
        let evidence = made.evidence();
        let seen = Seen::new(&evidence);
        let place = tried(&seen, &["tel"], &[])[0].place(&seen);
        assert_eq!(
            (place.step, place.selector.as_deref()),
            (Some(1), Some("#tel"))
        );
    }

    #[test]
    fn a_mark_is_no_part_of_the_name() {
        for label in [
            "電話番号必須",
            "電話番号（任意）",
            "【必須】電話番号",
            "電話番号 *",
        ] {
            assert_eq!(unmarked(label), "電話番号");
        }
        assert_eq!(unmarked("Telephone (optional)"), "Telephone");
        assert_eq!(unmarked("セイ(フリガナ)任意"), "セイ(フリガナ)");
        assert_eq!(unmarked("必須"), "必須");
    }

    #[test]
    fn what_was_not_tried_says_why() {
        let evidence = Made::store().probed(|run| {
            run.not_run = vec![NotRun {
                what: "one-empty".into(),
                why: "budget".into(),
                about: String::new(),
            }];
        });
        let evidence = evidence.evidence();
        let seen = Seen::new(&evidence);
        assert_eq!(unsent(&seen, &[SubmitKind::OneEmpty]), "probe-budget");
        assert_eq!(untyped(&seen, &[Variant::Hyphens]), "probe-not-tried");
    }
}
