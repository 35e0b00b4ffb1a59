//! Whether a store takes what people type: the page's answer and the server's, joined into one.
//!
//! A field whose plainest text was refused says nothing about others: the store may
//! refuse the made-up postcode and not its hyphen. A page that keeps a text without
//! ever checking it has not said yes; only sending it tells.

use crate::model::probed::{
    Entry, FieldAt, Outcome, Probed, Put, Said, Sent, Submit, SubmitKind, Variant,
};
use crate::model::verdict::{Finding, Judgement};
use crate::rules::Seen;
use crate::rules::facts::complaints::{Layer, is_own};
use crate::rules::facts::probes::{Tried, asked, tried, untyped};
use crate::rules::facts::reach::bare;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// What became of one text in one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate<'a> {
    /// Kept, or converted to another spelling of the same; what came back, where it was seen.
    Taken {
        /// What the server gave back.
        stored: Option<&'a str>,
    },
    /// Cut to this.
    Cut(&'a str),
    /// Changed to this, which is something else.
    Changed(&'a str),
    /// Called wrong.
    Refused {
        /// By whom.
        by: Layer,
        /// In these words; empty where there were none.
        says: &'a str,
    },
    /// Nobody said; the code of the sentence that says why.
    Open(&'static str),
}

/// A text in a field, with what became of it.
#[derive(Debug, Clone, Copy)]
pub struct Trial<'a> {
    /// The text.
    pub tried: Tried<'a>,
    /// What became of it.
    pub fate: Fate<'a>,
}

impl Trial<'_> {
    fn message(&self) -> Option<&'static str> {
        match self.fate {
            Fate::Cut(_) => Some("cut"),
            Fate::Changed(_) => Some("changed"),
            Fate::Refused { says: "", .. } => Some("refused-mute"),
            Fate::Refused { .. } => Some("refused"),
            Fate::Taken { .. } | Fate::Open(_) => None,
        }
    }

    /// The finding, unless it was taken or nobody said: under `cut`, `changed`, `refused` (with
    /// `{says}`) or `refused-mute`, each with `{field}`, `{typed}`, `{held}` and `{layer}`.
    pub fn finding(&self, seen: &Seen<'_>) -> Option<Finding> {
        let finding = self.tried.says(seen, self.message()?);
        Some(match self.fate {
            Fate::Refused { by, says } => finding.with("says", says).with("layer", by.word()),
            // What came back may have been read off another place than the field.
            Fate::Cut(to) | Fate::Changed(to) => finding
                .with("kept", to)
                .likely_if(to != self.tried.entry.held),
            Fate::Taken { .. } | Fate::Open(_) => finding,
        })
    }
}

/// Texts of these kinds in fields of these purposes, with what became of each.
pub fn trials<'a>(seen: &Seen<'a>, purposes: &[&str], variants: &[Variant]) -> Vec<Trial<'a>> {
    let tried = tried(seen, purposes, variants).into_iter();
    tried
        .map(|tried| Trial {
            tried,
            fate: fate(tried.run, tried.entry),
        })
        .collect()
}

/// What became of one text of a run.
pub fn fate<'a>(run: &'a Probed, entry: &'a Entry) -> Fate<'a> {
    if !control_held(run, &entry.field) {
        return Fate::Open("probe-control-failed");
    }
    match entry.outcome {
        Outcome::Unknown => Fate::Open("probe-control-failed"),
        Outcome::Truncated => Fate::Cut(&entry.held),
        Outcome::Altered => Fate::Changed(&entry.held),
        Outcome::Rejected => refused_by_page(entry),
        Outcome::NoClientVerdict => match by_server(run, entry) {
            Some(fate) => fate,
            // The store gets the same text as with the plainest spelling.
            None if is_the_control(run, entry) => Fate::Taken { stored: None },
            None => Fate::Open("probe-no-verdict"),
        },
        Outcome::Accepted | Outcome::Normalised => {
            by_server(run, entry).unwrap_or(Fate::Taken { stored: None })
        }
    }
}

/// Whether the field holds what it held of the plainest text: a page that groups while one types makes
/// one spelling of all.
fn is_the_control(run: &Probed, entry: &Entry) -> bool {
    let shown = entry.held != "•••" && !entry.held.is_empty();
    shown && controls(run, &entry.field).any(|control| control.held == entry.held)
}

fn controls<'a>(run: &'a Probed, field: &'a FieldAt) -> impl Iterator<Item = &'a Entry> {
    run.entries.iter().filter(|entry| {
        entry.variant == Variant::Canonical
            && entry.field.screen == field.screen
            && entry.field.selector == field.selector
    })
}

/// Whether the plainest text was tried in the field and stood.
fn control_held(run: &Probed, field: &FieldAt) -> bool {
    controls(run, field).any(|control| {
        matches!(
            control.outcome,
            Outcome::Accepted | Outcome::Normalised | Outcome::NoClientVerdict
        )
    })
}

fn refused_by_page(entry: &Entry) -> Fate<'_> {
    let own = entry.said.iter().find(|said| is_own(said));
    let any = own.or(entry.said.iter().find(|said| said.error));
    Fate::Refused {
        by: if own.is_none() && !entry.valid && !entry.aria_invalid {
            Layer::Browser
        } else {
            Layer::Page
        },
        says: any.map_or("", |said| said.text.trim()),
    }
}

/// What sending the text told; `None` where it was not sent, or the answer was about another field.
fn by_server<'a>(run: &'a Probed, entry: &Entry) -> Option<Fate<'a>> {
    let sent = run.submits.iter().filter(|submit| {
        submit.kind == SubmitKind::Tolerance && submit.screen == entry.field.screen
    });
    let mut answers = sent.filter_map(|submit| {
        let put = submit.put.iter().find(|put| {
            put.field.selector == entry.field.selector
                && put.variant == entry.variant
                && put.typed == entry.typed
        })?;
        if submit.sent == Sent::MovedOn {
            return Some(stored(put));
        }
        let by = Layer::of(submit.sent)?;
        let says = refusal(submit, put)?;
        Some(Fate::Refused { by, says })
    });
    answers.next()
}

/// The words of a refusal that is about this field; empty where it had none, `None` where it is
/// about another field, or nobody knows about which.
fn refusal<'a>(submit: &'a Submit, put: &Put) -> Option<&'a str> {
    let field = put.field.selector.as_str();
    let about = |said: &&Said| said.error && said.field.as_deref() == Some(field);
    if let Some(said) = submit.errors.iter().find(about) {
        return Some(said.text.trim());
    }
    let alone = submit.put.len() == 1;
    let first = submit.errors.first().filter(|_| alone);
    let words = first.map_or("", |said| said.text.trim());
    // Which field comes first is a guess from the page's shape, and no word against one where the words
    // speak of others.
    let others = submit
        .errors
        .iter()
        .any(|said| said.error && said.field.is_some());
    let marked = submit.invalid.iter().any(|selector| selector == field)
        || submit.first_wrong.as_deref() == Some(field) && !others;
    // What is marked elsewhere, or said of another field, has its reason there.
    let elsewhere = !submit.invalid.is_empty()
        || submit.first_wrong.is_some()
        || submit.errors.iter().any(|said| said.field.is_some());
    (marked || first.is_some() && !elsewhere).then_some(words)
}

fn stored(put: &Put) -> Fate<'_> {
    let Some(stored) = put.stored.as_deref() else {
        return Fate::Taken { stored: None };
    };
    // A summary that is cut for display tells nothing about what is kept.
    let abridged = stored.ends_with('…') || stored.ends_with("...");
    let (typed, kept) = (essence(&put.typed), essence(stored));
    let end = |text: &str| -> String {
        let digits = text.chars().rev().filter(char::is_ascii_digit);
        digits.take(7).collect()
    };
    // A country's code takes the place of the leading zero.
    let abroad = put.field.purpose.starts_with("tel") && end(&typed) == end(&kept);
    match kept {
        kept if kept.is_empty() || abridged || typed == "•••" => Fate::Taken { stored: None },
        kept if kept.contains(&typed) || abroad => Fate::Taken {
            stored: Some(stored),
        },
        kept if typed.starts_with(&kept) => Fate::Cut(stored),
        _ => Fate::Changed(stored),
    }
}

/// A text without width, kind of kana, case and separators: two spellings of the same have the same.
pub fn essence(text: &str) -> String {
    let folded = text.nfkc().flat_map(char::to_lowercase);
    let kana = folded.map(|c| match c {
        'ぁ'..='ゖ' => char::from_u32(c as u32 + 0x60).unwrap_or(c),
        other => other,
    });
    // U+30FC is a letter in kana and a dash between digits; it tells no two spellings apart here.
    kana.filter(|c| c.is_alphanumeric() && *c != 'ー' || matches!(c, '@' | '.' | '+' | '•'))
        .collect()
}

/// What must be taken, where.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// Purposes of the fields.
    pub fields: &'a [&'a str],
    /// What must be taken.
    pub variants: &'a [Variant],
    /// Of these, what must have been tried before it may be called a pass.
    pub first: &'a [Variant],
    /// The reason where no such field is asked for.
    pub absent: &'static str,
}

/// Judges one demand: a text that was cut, changed or refused fails it.
pub fn judge(seen: &Seen<'_>, wanted: &Wanted<'_>) -> Judgement {
    if !asked(seen, wanted.fields) {
        return Judgement::not_applicable(wanted.absent);
    }
    let trials = trials(seen, wanted.fields, wanted.variants);
    let findings = findings(seen, &trials);
    if !findings.is_empty() {
        return Judgement::fail(findings);
    }
    match open(seen, &trials, wanted) {
        Some(why) => Judgement::unknown(why),
        None => Judgement::pass(),
    }
}

/// One finding a field and kind of fault, with all texts that met it.
pub fn findings(seen: &Seen<'_>, trials: &[Trial<'_>]) -> Vec<Finding> {
    let mut groups: Vec<(_, Vec<&Trial<'_>>)> = Vec::new();
    for trial in trials {
        let Some(message) = trial.message() else {
            continue;
        };
        let field = &trial.tried.entry.field;
        let key = (bare(&field.url), field.selector.as_str(), message);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.push(trial),
            None => groups.push((key, vec![trial])),
        }
    }
    let told = groups.iter().filter_map(|(_, group)| {
        let mut finding = group.first()?.finding(seen)?;
        let mut typed: Vec<&str> = Vec::new();
        for trial in group {
            let text = trial.tried.entry.typed.as_str();
            if !typed.contains(&text) {
                typed.push(text);
            }
        }
        if typed.len() > 1 && !matches!(finding.message, "cut" | "changed") {
            finding.args.retain(|(name, _)| *name != "typed");
            finding = finding.with("typed", typed.join(" / "));
        }
        Some(finding)
    });
    told.collect()
}

/// Why it cannot be called a pass yet.
pub fn open(seen: &Seen<'_>, trials: &[Trial<'_>], wanted: &Wanted<'_>) -> Option<&'static str> {
    let missing = |variant: &&Variant| {
        let mut variants = trials.iter().map(|trial| trial.tried.entry.variant);
        !variants.any(|tried| tried == **variant)
    };
    if trials.is_empty() {
        return Some(untyped(seen, wanted.variants));
    }
    if let Some(missing) = wanted.first.iter().find(missing) {
        return Some(untyped(seen, &[*missing]));
    }
    // Settled on one device is settled: the other need not repeat it.
    let mut settled: BTreeMap<(&str, Variant, &str), Option<&'static str>> = BTreeMap::new();
    for trial in trials {
        let entry = trial.tried.entry;
        let key = (
            entry.field.purpose.as_str(),
            entry.variant,
            entry.typed.as_str(),
        );
        let why = match trial.fate {
            Fate::Open(why) => Some(why),
            Fate::Taken { .. } | Fate::Cut(_) | Fate::Changed(_) | Fate::Refused { .. } => None,
        };
        let known = settled.entry(key).or_insert(why);
        *known = known.and(why);
    }
    settled.into_values().flatten().next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Made;
    use crate::rules::testing::probed::{entry, put, said_at, submit};

    /// The fate of a telephone number with hyphens that the page did not judge.
    fn sent(change: impl FnOnce(&mut crate::model::probed::Submit)) -> Option<Fate<'static>> {
        let made = Made::store().probed(|run| {
            run.entries = vec![
                entry("tel", Variant::Canonical, "0312345678", Outcome::Accepted),
                entry(
                    "tel",
                    Variant::Hyphens,
                    "03-1234-5678",
                    Outcome::NoClientVerdict,
                ),
            ];
            let mut one = submit(SubmitKind::Tolerance, Sent::MovedOn);
            one.put = vec![put("tel", Variant::Hyphens, "03-1234-5678")];
            change(&mut one);
            run.submits = vec![one];
        });
        let evidence = Box::leak(Box::new(made.evidence()));
        let trials = trials(&Seen::new(evidence), &["tel"], &[Variant::Hyphens]);
        trials.first().map(|trial| trial.fate)
    }

    #[test]
    fn what_the_page_did_not_judge_the_server_does() {
        assert_eq!(sent(|_| ()), Some(Fate::Taken { stored: None }));
        let kept = sent(|one| one.put[0].stored = Some("0312345678".into()));
        assert_eq!(
            kept,
            Some(Fate::Taken {
                stored: Some("0312345678")
            })
        );
        let cut = sent(|one| one.put[0].stored = Some("03-1234-56".into()));
        assert_eq!(cut, Some(Fate::Cut("03-1234-56")));
        let abroad = sent(|one| one.put[0].stored = Some("+81 3 1234 5678".into()));
        assert!(matches!(abroad, Some(Fate::Taken { .. })), "{abroad:?}");
        let other = sent(|one| one.put[0].stored = Some("99".into()));
        assert_eq!(other, Some(Fate::Changed("99")));
    }

    #[test]
    fn a_refusal_counts_for_the_field_that_it_is_about() {
        let refused = sent(|one| {
            one.sent = Sent::RefusedByServer;
            one.errors = vec![said_at("tel", "数字のみで入力してください")];
        });
        let by = Layer::Server;
        let says = "数字のみで入力してください";
        assert_eq!(refused, Some(Fate::Refused { by, says }));
        let another = sent(|one| {
            one.sent = Sent::RefusedByServer;
            one.put.push(put("email", Variant::Blanks, " a@b.c "));
            one.errors = vec![said_at("email", "wrong")];
        });
        assert_eq!(another, Some(Fate::Open("probe-no-verdict")));
        let unfilled = sent(|one| {
            one.sent = Sent::RefusedByPage;
            one.first_wrong = Some("#address-line2".into());
        });
        assert_eq!(unfilled, Some(Fate::Open("probe-no-verdict")));
        let shape = sent(|one| {
            one.sent = Sent::RefusedByServer;
            one.put
                .push(put("x-kana-name", Variant::Hiragana, "やまだ"));
            one.first_wrong = Some("#tel".into());
            one.errors = vec![said_at("x-kana-name", "カタカナで入力してください")];
        });
        assert_eq!(shape, Some(Fate::Open("probe-no-verdict")));
        let marked = sent(|one| {
            one.sent = Sent::RefusedByPage;
            one.invalid = vec!["#tel".into()];
        });
        let by = Layer::Page;
        assert_eq!(marked, Some(Fate::Refused { by, says: "" }));
    }

    #[test]
    fn a_field_whose_control_failed_says_nothing() {
        let made = Made::store().probed(|run| {
            run.entries = vec![
                entry("tel", Variant::Canonical, "0312345678", Outcome::Rejected),
                entry("tel", Variant::Hyphens, "03-1234-5678", Outcome::Rejected),
            ];
        });
        let evidence = made.evidence();
        let seen = Seen::new(&evidence);
        let fate = trials(&seen, &["tel"], &[Variant::Hyphens])[0].fate;
        assert_eq!(fate, Fate::Open("probe-control-failed"));
    }

    #[test]
    fn spellings_of_the_same_have_the_same_essence() {
        assert_eq!(essence("１００－０００１"), essence("〒100-0001"));
        assert_eq!(essence("100ー0001"), essence("1000001"));
        assert_eq!(essence("ﾔﾏﾀﾞ"), essence("やまだ"));
        assert_ne!(essence("a@b.jp"), essence("ab.jp"));
    }
}
