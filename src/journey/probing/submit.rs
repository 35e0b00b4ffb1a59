//! Sends a step as it should not be sent, and reads what the store makes of it.

use super::enter::native;
use super::filled::Round;
use super::page;
use crate::browser::{Mark, SettleOptions, Taps};
use crate::journey::SETTLE_CAP;
use crate::journey::effort;
use crate::journey::guard;
use crate::journey::look as looking;
use crate::journey::screen::Screen;
use crate::journey::shape::{complains, moved_on};
use crate::journey::touch;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Look, Rect};
use crate::model::page::Region;
use crate::model::probed::{Changed, Put, Said, Sent, Submit, SubmitKind, Tie};
use crate::rulebook::lexicon::{Lexicon, Topic};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// Between the two taps of an impatient shopper (rule catalogue, section M).
const BETWEEN_TAPS: Duration = Duration::from_millis(400);
/// When a control is asked between two taps whether it is at work, in milliseconds after the first.
const REST_BETWEEN_TAPS_MS: u64 = 300;
/// How long two taps are watched, in milliseconds: a busy page feels them late.
const TAPS_WATCHED_MS: u64 = 5_000;
/// Latency that is added while a button is tapped twice, in milliseconds.
const SLOW_TAP_MS: f64 = 1_100.0;
/// How long a complaint may take to appear, and the focus to move, once the page is quiet.
const REST_MS: u32 = 300;

/// One sending.
pub struct Sending<'a> {
    /// Why.
    pub kind: SubmitKind,
    /// Index of the screen.
    pub screen_index: u32,
    /// What the step is.
    pub goal: Goal,
    /// The screen right before, with what its fields hold.
    pub look: &'a Look,
    /// What it is.
    pub screen: &'a Screen,
    /// The button.
    pub control: &'a Control,
    /// What differs from a form filled as it should be.
    pub put: Vec<Put>,
    /// Texts that stood on the page before anything was put in.
    pub before: page::Texts,
    /// The field in which Enter is pressed instead of a tap on the button.
    pub enter: Option<u32>,
}

impl<'a> Sending<'a> {
    /// A tap on the button of a screen as it stands, with nothing changed on purpose.
    pub fn of(round: &'a Round, kind: SubmitKind, before: page::Texts) -> Sending<'a> {
        Sending {
            kind,
            screen_index: round.index,
            goal: round.goal,
            look: &round.look,
            screen: &round.screen,
            control: &round.control,
            put: Vec::new(),
            before,
            enter: None,
        }
    }
}

/// What came of a sending.
pub struct Done {
    /// The record.
    pub submit: Submit,
    /// The screen that came.
    pub after: Look,
    /// What it is.
    pub then: Screen,
    /// Dialogs of the browser that came with it.
    pub questions: usize,
}

impl Traveller<'_> {
    /// Sends; gives the record, and the screen that came. `None` when it could not be pressed.
    pub(super) fn send_step(&mut self, sending: Sending<'_>) -> Result<Option<Done>, Halt> {
        let Sending {
            look,
            screen,
            control,
            ..
        } = sending;
        if guard::may_press(control, screen, self.lexicon).is_err() {
            return Ok(None);
        }
        let held = page::held_in(look);
        let bubble = page::held_back(&mut self.visit, control.handle)?;
        self.visit.dialogs();
        let mark = self.visit.mark();
        let mut kind = sending.kind;
        let (busy, navigated) = match sending.kind {
            SubmitKind::DoubleTap => match self.tap_twice(look, screen, control)? {
                Some((Some(busy), navigated)) => (busy, navigated),
                Some((None, navigated)) => {
                    // One tap is a plain sending.
                    kind = SubmitKind::Tolerance;
                    (false, navigated)
                }
                None => return Ok(None),
            },
            SubmitKind::Offline => {
                let pressed = self.press_offline(&sending)?;
                let Some(navigated) = pressed else {
                    return Ok(None);
                };
                (false, navigated)
            }
            _ if let Some(field) = sending.enter => {
                let Some(navigated) = self.enter_in(&sending, field)? else {
                    return Ok(None);
                };
                (false, navigated)
            }
            _ => {
                let Some(pressed) = self.press_once(look, screen, control.handle, false)? else {
                    return Ok(None);
                };
                (false, pressed.settled.navigated)
            }
        };
        // A document that came instead was waited for; what a script has to say may take a moment.
        if !navigated {
            match touch::pause(&mut self.visit, REST_MS) {
                Err(error) if error.page_moved_on() => {}
                other => other?,
            }
        }
        let traffic = self.visit.traffic(&mark);
        let changing = traffic
            .requests
            .iter()
            .filter(|r| !r.third_party && matches!(r.kind.as_str(), "document" | "xhr" | "fetch"))
            .filter(|r| !matches!(r.method.as_str(), "GET" | "HEAD" | "OPTIONS"));
        let by_script = changing.clone().next().map(|r| r.kind != "document");
        let requests = changing.count();
        // The browser's bubble takes the focus to its field; nothing else happens then.
        let mut seen = page::after_submit(&mut self.visit, &sending.before)?;
        for said in &mut seen.said {
            said.hear(self.lexicon);
        }
        let dialogs = self.visit.dialogs();
        let (after, then) = self.see()?;
        let moved = moved_on(look, &after, navigated);
        let complains = complains(look, &after)
            || !seen.invalid.is_empty()
            || seen.said.iter().any(page::SaidSeen::is_error);
        let sent = if moved {
            Sent::MovedOn
        } else if kind == SubmitKind::Offline && complains {
            // No server heard of it.
            Sent::RefusedByPage
        } else if bubble.is_some() && requests == 0 {
            Sent::RefusedByBrowser
        } else if navigated || requests > 0 && complains {
            Sent::RefusedByServer
        } else if complains || !dialogs.is_empty() {
            Sent::RefusedByPage
        } else {
            Sent::Nothing
        };
        let mut errors: Vec<Said> = Vec::new();
        if sent != Sent::MovedOn {
            let put = sending.put.iter().map(|put| put.field.selector.as_str());
            let touched: Vec<&str> = put.collect();
            let said = seen.said.iter().map(|s| s.told(look, &touched));
            errors.extend(said.filter(|s| s.error));
            errors.extend(dialogs.iter().map(|d| Said {
                text: d.text.chars().take(300).collect(),
                tie: Tie::Dialog,
                live: true,
                error: true,
                ..Said::default()
            }));
            if sent == Sent::RefusedByBrowser
                && let Some(bubble) = seen.native.take().or(bubble)
            {
                errors.push(native(&bubble.text, &bubble.field));
            }
        }
        let first_wrong = seen
            .first
            .take()
            .or_else(|| errors.iter().find_map(|e| e.field.clone()));
        let picture = (sent != Sent::MovedOn).then(|| self.picture()).flatten();
        let in_view = |rect: &Rect| rect.y >= 0.0 && rect.y + rect.h <= after.viewport.1;
        let field = first_wrong.as_ref().and_then(|selector| {
            let mut shown = after.fields.iter().filter(|f| f.visible);
            shown.find(|f| f.selector == *selector).map(|f| f.rect)
        });
        // Where the field is out of sight, the words are shown.
        let first_box = field.filter(in_view).or_else(|| {
            let words = errors.iter().map(|said| said.selector.as_str());
            let mut messages = words.filter_map(|selector| {
                let mut all = after.messages.iter();
                all.find(|message| message.selector == selector)
            });
            messages.find_map(|message| Some(message.rect).filter(in_view))
        });
        let lost = if sent == Sent::MovedOn {
            Vec::new()
        } else {
            lost(&held, &after, &sending.put)
        };
        let unfilled = unanswered(look);
        // Enter that does something else than the button is no sending like the others.
        if sending.enter.is_some() && matches!(sent, Sent::MovedOn | Sent::Nothing) {
            kind = SubmitKind::Enter;
        }
        let submit = Submit {
            kind,
            by_enter: sending.enter.is_some(),
            led_to: (sent == Sent::MovedOn).then(|| after.url.clone()),
            screen: sending.screen_index,
            goal: sending.goal,
            url: look.url.clone(),
            control: control.name.clone(),
            selector: control.selector.clone(),
            put: sending.put,
            sent,
            errors,
            unfilled,
            beside: String::new(),
            focus: seen.focus,
            first_wrong,
            first_wrong_in_view: seen.in_view,
            invalid: seen.invalid,
            lost,
            requests: u32::try_from(requests).unwrap_or(u32::MAX),
            by_script,
            status: traffic.document_status,
            busy,
            help: (sending.kind == SubmitKind::Declined && sent != Sent::MovedOn)
                .then(|| ways_to_a_person(&after, self.lexicon)),
            rect: picture.as_ref().and(first_box),
            picture,
        };
        Ok(Some(Done {
            submit,
            after,
            then,
            questions: dialogs.len(),
        }))
    }

    /// Taps a button twice on a slow line: whether it said that it is at work in between, and whether
    /// the page left.
    fn tap_twice(
        &mut self,
        look: &Look,
        screen: &Screen,
        control: &Control,
    ) -> Result<Option<(Option<bool>, bool)>, Halt> {
        self.check_limits()?;
        let Some(place) = looking::locate(&mut self.visit, control.handle)? else {
            return Ok(None);
        };
        if !place.visible || !place.enabled || place.covered_by.is_some() {
            return Ok(None);
        }
        self.around
            .progress
            .note(&format!("{} twice", control.name));
        let url = look.url.clone();
        looking::guard_taps(
            &mut self.visit,
            control.handle,
            REST_BETWEEN_TAPS_MS,
            TAPS_WATCHED_MS,
        )?;
        self.visit.slow_down(SLOW_TAP_MS)?;
        let mark = self.visit.mark();
        self.fence.press(control, screen, self.lexicon);
        let tapped = self.visit.tap_twice(place.point, BETWEEN_TAPS);
        let answered = self.await_answer(&mark);
        self.visit.slow_down(0.0)?;
        let settled = self.visit.settle(&mark, &settle_options());
        self.fence.close();
        self.collect_blocked();
        let taps = self.visit.taps_told(tapped?);
        answered?;
        let settled = settled?;
        self.note_wait(&settled);
        self.waited_ms += SLOW_TAP_MS * 2.2;
        let navigated = settled.navigated || self.visit.url()? != url;
        Ok(Some((twice(taps), navigated)))
    }

    /// Waits for what two taps on a slow line set off: a request and its redirect at least, a document
    /// until it is there.
    fn await_answer(&mut self, since: &Mark) -> Result<(), Halt> {
        let began = Instant::now();
        let least = Duration::from_secs_f64(SLOW_TAP_MS * 2.2 / 1_000.0);
        loop {
            // Asking the page lets the browser's events in; a page that is leaving does not answer.
            match touch::pause(&mut self.visit, 100) {
                Err(error) if error.page_moved_on() => {}
                other => other?,
            }
            self.check_limits()?;
            let traffic = self.visit.traffic(since);
            let mut documents = traffic.requests.iter().filter(|r| r.kind == "document");
            let open = documents.any(|r| r.status.is_none() && r.failure.is_none());
            let waited = began.elapsed();
            if waited > SETTLE_CAP || waited > least && !open {
                return Ok(());
            }
        }
    }
}

/// Whether the button said between two taps that it is at work. `None` when there was nothing to tap
/// twice: the store was faster than an impatient shopper, or the button reads otherwise by then and may
/// order.
fn twice(taps: Taps) -> Option<bool> {
    let Taps {
        made,
        busy,
        same,
        held_back,
    } = taps;
    match held_back {
        Some(false) if made => Some(busy.unwrap_or(false)),
        // A button that sleeps lets no tap be felt: it took only one.
        None if made && busy == Some(true) && same == Some(true) => Some(true),
        _ => None,
    }
}

/// Selectors of the questions that must be answered and were not; the radios of a group ask one.
pub(super) fn unanswered(look: &Look) -> Vec<String> {
    let mut groups: BTreeSet<(u32, Option<u32>, &str)> = BTreeSet::new();
    for f in look.fields.iter().filter(|f| f.filled && f.kind == "radio") {
        groups.insert((f.frame, f.form, &f.group));
    }
    look.fields
        .iter()
        .filter(|f| f.visible && !f.disabled && !f.filled && effort::is_required(f))
        .filter(|f| {
            f.kind != "radio" || f.group.is_empty() || groups.insert((f.frame, f.form, &f.group))
        })
        .map(|f| f.selector.clone())
        .collect()
}

/// Names of visible ways to reach a person, outside closed menus.
fn ways_to_a_person(look: &Look, lexicon: &Lexicon) -> Vec<String> {
    let leads = |c: &&Control| {
        let href = c.href.as_deref().unwrap_or_default().to_lowercase();
        href.starts_with("tel:")
            || href.starts_with("mailto:")
            || href.contains("contact")
            || href.contains("inquiry")
            || lexicon.says(&c.name, Topic::Chat)
    };
    // A footer's links are on every page and far from the trouble.
    let shown = look
        .controls
        .iter()
        .filter(|c| c.visible && c.enabled && c.region != Some(Region::Footer));
    let mut names: Vec<String> = shown
        .filter(leads)
        .map(|c| c.name.chars().take(80).collect())
        .collect();
    names.dedup();
    names.truncate(12);
    names
}

pub(super) fn settle_options() -> SettleOptions {
    SettleOptions {
        cap: SETTLE_CAP,
        ..SettleOptions::default()
    }
}

type Held = std::collections::BTreeMap<String, (String, String, String)>;

/// Fields that no longer hold what they held; those that were changed on purpose are left out.
pub fn lost(held: &Held, after: &Look, put: &[Put]) -> Vec<Changed> {
    let now = page::held_in(after);
    held.iter()
        .filter(|(_, (selector, _, value))| {
            !value.is_empty() && !put.iter().any(|p| p.field.selector == *selector)
        })
        .filter_map(|(key, (selector, purpose, before))| {
            let after = now
                .get(key)
                .map(|(_, _, value)| value.clone())
                .unwrap_or_default();
            // A number that comes back masked was kept.
            let kept = match page::is_of_card(purpose) {
                true => !after.is_empty(),
                false => same(before, &after),
            };
            (!kept).then(|| Changed {
                selector: selector.clone(),
                purpose: purpose.clone(),
                before: before.clone(),
                after,
            })
        })
        .take(30)
        .collect()
}

/// Whether two values are the same to a shopper: stores group numbers and trim blanks.
pub fn same(before: &str, after: &str) -> bool {
    let plain = |text: &str| -> String {
        use unicode_normalization::UnicodeNormalization;
        let letters = text.nfkc().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    plain(before) == plain(after)
}
