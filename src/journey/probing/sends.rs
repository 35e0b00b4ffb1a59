//! A filled screen, sent as it should not be: with one field wrong or empty, with spellings that only
//! the server can judge, without a line.

use super::budget;
use super::filled::{
    After, Round, come_back, has_time, is_aside, restore, send_and_restore, send_by, wishes,
};
use super::found::reopened;
use super::submit::Sending;
use super::texts::{By, Try};
use super::{Prober, page};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::probed::{Outcome, ProbeLevel, Sent, SubmitKind, Variant};

/// Sendings with one field wrong in a quick run.
const QUICK_WRONG: usize = 1;
/// Sendings with variants that only the server can judge, in a quick and in a full run.
const QUICK_ROUNDS: usize = 2;
const FULL_ROUNDS: usize = 9;
/// The test number that providers decline.
const DECLINED: &str = "4000000000000002";
/// Sendings at most until a store that names one mistake at a time has named them all.
const TOGETHER: usize = 6;

/// Sends with one field wrong at a time. `false` when the screen is gone.
pub fn one_wrong(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let most = if prober.level == ProbeLevel::Full {
        12
    } else {
        QUICK_WRONG
    };
    let mut list: Vec<(String, Try)> = Vec::new();
    for (selector, purpose, tries) in wishes(traveller, round, prober.level) {
        if purpose == "cc-number" {
            let declined = Try {
                variant: Variant::WrongOtherwise,
                text: DECLINED.into(),
                by: By::Keys,
                reading: String::new(),
            };
            list.push((selector.clone(), declined));
        }
        list.extend(
            tries
                .wrong
                .into_iter()
                .map(|wrong| (selector.clone(), wrong)),
        );
    }
    // The same field twice tells whether messages differ; another one tells of another check.
    list.truncate(match prober.level {
        ProbeLevel::Full => most,
        // With the payment on the screen the number that no bank takes comes first.
        _ if round.screen.takes_payment => most,
        _ => most * 2,
    });
    let mut refused_by_tap = false;
    let mut entered = false;
    for one in list {
        if !has_time(traveller, prober, "one-wrong", 1_000) {
            return Ok(true);
        }
        let kind = if one.1.text == DECLINED {
            SubmitKind::Declined
        } else {
            SubmitKind::OneWrong
        };
        let one = [one];
        // What the button refuses once tells what Enter should do: the same.
        let by_enter = refused_by_tap
            && !entered
            && kind == SubmitKind::OneWrong
            && !round.screen.takes_payment;
        entered |= by_enter;
        if by_enter {
            match send_by(traveller, prober, round, kind, &one, true)? {
                After::Gone => return Ok(false),
                After::Stands(sent, _) if is_refusal(sent) => continue,
                After::Stands(Sent::Disabled, _) => {
                    prober.leave_out("enter", "no-button", traveller.goal.name())
                }
                After::Stands(..) => {}
            }
        }
        match send_and_restore(traveller, prober, round, kind, &one)? {
            After::Gone => return Ok(false),
            After::Stands(sent, _) => refused_by_tap |= is_refusal(sent),
        }
    }
    if !entered {
        prober.leave_out("enter", "nothing-refused", traveller.goal.name());
    }
    Ok(true)
}

fn is_refusal(sent: Sent) -> bool {
    matches!(
        sent,
        Sent::RefusedByBrowser | Sent::RefusedByPage | Sent::RefusedByServer
    )
}

/// Sends while there is no line, where a script of the page does the sending: otherwise the browser
/// itself says so. `false` when the screen is gone.
pub fn without_line(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let sent = || {
        prober
            .probed
            .submits
            .iter()
            .filter(|s| s.screen == round.index)
    };
    let by_document = sent().any(|s| s.by_script == Some(false));
    if by_document || !sent().any(|s| s.by_script == Some(true)) {
        let why = if by_document { "document" } else { "no-button" };
        prober.leave_out("offline", why, traveller.goal.name());
        return Ok(true);
    }
    if !has_time(traveller, prober, "offline", 2_500) || !round.refresh(traveller)? {
        return Ok(true);
    }
    let texts = page::texts(&mut traveller.visit, &round.look)?;
    let before = round.look.clone();
    let sending = Sending::of(round, SubmitKind::Offline, texts);
    prober.spend(budget::SENDING * 3);
    let Some(done) = traveller.send_step(sending)? else {
        prober.leave_out("offline", "no-button", traveller.goal.name());
        return Ok(true);
    };
    let moved = done.submit.sent == Sent::MovedOn;
    prober.probed.submits.push(done.submit);
    if moved && !come_back(traveller, &round.control, &before, &done.after)? {
        return Ok(false);
    }
    if !restore(traveller, round, &before, &[])? {
        return Ok(false);
    }
    if round.control.enabled {
        return Ok(true);
    }
    // A script that waits for an answer that never came lets its button sleep for good.
    Ok(reopened(traveller, &before)?.is_some() && restore(traveller, round, &before, &[])?)
}

/// Sends with one field empty at a time. `false` when the screen is gone.
pub fn one_empty(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let list: Vec<String> = round
        .look
        .fields
        .iter()
        .filter(|f| {
            let typed = matches!(f.kind.as_str(), "text" | "email" | "tel" | "textarea");
            f.visible && f.filled && typed && !is_aside(f)
        })
        .map(|f| f.selector.clone())
        .take(14)
        .collect();
    for selector in list {
        if !has_time(traveller, prober, "one-empty", 1_000) {
            return Ok(true);
        }
        let empty = Try {
            variant: Variant::Emptied,
            text: String::new(),
            by: By::Keys,
            reading: String::new(),
        };
        let set = [(selector, empty)];
        let after = send_and_restore(traveller, prober, round, SubmitKind::OneEmpty, &set)?;
        if matches!(after, After::Gone) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sends with spellings that nothing on the page judged, several fields at a time. `false` when the
/// screen is gone.
pub fn tolerance(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
) -> Result<bool, Halt> {
    let wanted = wishes(traveller, round, prober.level);
    let rounds = match prober.level {
        ProbeLevel::Full => FULL_ROUNDS,
        // A screen with a field or two has little to tell.
        _ if wanted.len() < 3 => 1,
        _ => QUICK_ROUNDS,
    };
    for n in 0..rounds {
        let set: Vec<(String, Try)> = wanted
            .iter()
            .filter_map(|(selector, purpose, tries)| {
                let open = |t: &&Try| is_for_the_server(t) && !judged(prober, purpose, t);
                let text = tries.variants.iter().filter(open).nth(n)?;
                Some((selector.clone(), text.clone()))
            })
            .collect();
        if set.is_empty() {
            return Ok(true);
        }
        if !together(traveller, prober, round, set)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Sends several fields with a variant each; those that the store blames are told apart, and the
/// others are sent again without them. `false` when the screen is gone.
fn together(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    round: &mut Round,
    mut set: Vec<(String, Try)>,
) -> Result<bool, Halt> {
    for _ in 0..TOGETHER {
        if set.is_empty() || !has_time(traveller, prober, "tolerance", 1_500) {
            return Ok(true);
        }
        let kind = SubmitKind::Tolerance;
        match send_and_restore(traveller, prober, round, kind, &set)? {
            After::Gone => return Ok(false),
            After::Stands(Sent::MovedOn, _) => return Ok(true),
            After::Stands(_, blamed) if blamed.is_empty() => {
                // Nobody is named: each by itself tells who it was.
                let Some(one) = set.pop().filter(|_| !set.is_empty()) else {
                    return Ok(true);
                };
                let after = send_and_restore(traveller, prober, round, kind, &[one])?;
                if matches!(after, After::Gone) {
                    return Ok(false);
                }
            }
            After::Stands(_, blamed) => set.retain(|(selector, _)| !blamed.contains(selector)),
        }
    }
    Ok(true)
}

/// Whether a text is one that a server judges, rather than the page while one types.
fn is_for_the_server(text: &Try) -> bool {
    text.by == By::Keys
        && !matches!(
            text.variant,
            Variant::DomainStart | Variant::DomainSlip | Variant::Long | Variant::WholeIntoFirst
        )
}

/// Whether the page itself judged this text already.
fn judged(prober: &Prober, purpose: &str, text: &Try) -> bool {
    prober.probed.entries.iter().any(|e| {
        e.field.purpose == purpose
            && e.typed == text.text
            && !matches!(
                e.outcome,
                Outcome::NoClientVerdict
                    | Outcome::Unknown
                    | Outcome::Accepted
                    | Outcome::Normalised
            )
    })
}
