//! Reads countdowns, crowds and last pieces off a page, each in a clean profile.

use super::bench::Bench;
use super::search::cut;
use crate::browser::{BrowserError, Visit};
use crate::journey::look;
use crate::journey::touch;
use crate::model::probed::{TimerSeen, UrgencyRead};
use crate::rulebook::lexicon::{Lexicon, Topic};
use regex::Regex;
use std::sync::LazyLock;
use std::time::Instant;

/// How long a timer is watched for whether it runs, in milliseconds.
const WATCH_MS: u32 = 1_300;
/// Longest timer, in seconds: four weeks.
const LONGEST_S: f64 = 28.0 * 86_400.0;

static CLOCK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:(\d{1,3})\s*[:：]\s*)?(\d{1,2})\s*[:：]\s*(\d{2})\b").expect("a fixed pattern")
});
/// Units as shops of many languages write them, by their first letters.
static UNITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:(\d{1,3})\s*(?:d(?:ays?)?|tage?n?|jours?|j|d[ií]as?|giorni|dag(?:en)?|日|天|일)\b?\W{0,3})?(?:(\d{1,3})\s*(?:h(?:ours?|rs?)?|std\.?|stunden?|heures?|horas?|ore|uur|u|時間|小时|小時|시간)\b?\W{0,3})?(\d{1,3})\s*(?:m(?:in(?:ute[ns]?|utos?|uti|uten)?)?\.?|分(?:钟|鐘)?|분)\b?\W{0,3}(\d{1,2})\s*(?:s(?:ec(?:onde?[sn]?|s)?|ek\.?|ekunden?|egundos?|econdi)?|秒|초)").expect("a fixed pattern")
});

/// Reads what is shown now; a page without any of it costs one look.
pub fn read(bench: &mut Bench<'_>, visit: &mut Visit) -> Result<(), BrowserError> {
    let first = look::look(visit)?;
    let claims = claims(&first.text);
    let before = timers(&first.text);
    let mut running = Vec::new();
    let mut at_ms = bench.at_ms();
    if !before.is_empty() {
        let since = Instant::now();
        touch::pause(visit, WATCH_MS)?;
        at_ms = bench.at_ms();
        let later = look::look(visit)?;
        let passed = since.elapsed().as_secs_f64();
        running = timers(&later.text);
        running.retain(|now| runs(&before, now, passed));
        running.truncate(5);
    }
    if bench.seen.urgency.len() < 12 {
        bench.seen.urgency.push(UrgencyRead {
            url: crate::journey::pilot::plain(&first.url),
            at_ms,
            timers: running,
            claims,
        });
    }
    Ok(())
}

/// Whether a timer has lost about as much as has passed since one like it was read.
fn runs(before: &[TimerSeen], now: &TimerSeen, passed_s: f64) -> bool {
    before.iter().any(|then| {
        let lost = then.left_s - now.left_s;
        words(&then.text) == words(&now.text) && lost >= 0.9 && lost <= passed_s + 2.0
    })
}

/// A line without its figures.
fn words(line: &str) -> String {
    line.chars().filter(|c| c.is_alphabetic()).collect()
}

/// What looks like time left, line by line; clocks that stand apart in the page are one.
fn timers(text: &str) -> Vec<TimerSeen> {
    let mut found = Vec::new();
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    for at in 0..lines.len() {
        // Figures and colons that are elements of their own come as short lines.
        let alone = lines[at].chars().count() <= 3 && lines[at].chars().any(|c| c.is_ascii_digit());
        let end = if alone {
            (at + 8).min(lines.len())
        } else {
            at + 1
        };
        let joined = lines[at..end].join(" ");
        if !alone && joined.chars().count() > 200 {
            continue;
        }
        if let Some(left_s) = left(&joined).filter(|left| *left > 0.0 && *left <= LONGEST_S) {
            found.push(TimerSeen {
                text: cut(&joined, 120),
                left_s,
            });
        }
        if found.len() >= 40 {
            break;
        }
    }
    found
}

fn left(line: &str) -> Option<f64> {
    let number = |part: Option<regex::Match<'_>>| part.and_then(|m| m.as_str().parse::<f64>().ok());
    if let Some(units) = UNITS.captures(line) {
        let days = number(units.get(1)).unwrap_or(0.0);
        let hours = number(units.get(2)).unwrap_or(0.0);
        let minutes = number(units.get(3))?;
        return Some(days * 86_400.0 + hours * 3_600.0 + minutes * 60.0 + number(units.get(4))?);
    }
    let clock = CLOCK.captures(line)?;
    let first = number(clock.get(1)).unwrap_or(0.0);
    Some(first * 3_600.0 + number(clock.get(2))? * 60.0 + number(clock.get(3))?)
}

fn claims(text: &str) -> Vec<String> {
    let lexicon = Lexicon::embedded();
    let presses = |line: &&str| {
        line.chars().count() <= 200
            && line.chars().any(|c| c.is_numeric())
            && (lexicon.says(line, Topic::Crowd) || lexicon.says(line, Topic::LowStock))
    };
    let mut found: Vec<String> = text.lines().filter(presses).map(|l| cut(l, 160)).collect();
    found.dedup();
    found.truncate(5);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_left_is_read_in_the_ways_that_shops_write_it() {
        assert_eq!(left("Offer ends in 09:59"), Some(599.0));
        assert_eq!(left("Ends in 1:02:03"), Some(3723.0));
        assert_eq!(left("セール終了まで あと 2日3時間4分5秒"), Some(183_845.0));
        assert_eq!(left("Noch 3 Std. 4 Min. 5 Sek."), Some(11_045.0));
        assert_eq!(left("2h 13m 05s"), Some(7_985.0));
        assert_eq!(left("Nothing here"), None);
    }

    #[test]
    fn opening_hours_do_not_run_and_a_countdown_does() {
        let seen = |text: &str| timers(text);
        let hours = seen("Mon to Fri 9:00");
        assert!(!runs(&hours, &hours[0], 1.3));
        let before = seen("Offer ends in 09:59");
        assert!(runs(&before, &seen("Offer ends in 09:58")[0], 1.3));
        assert!(!runs(&before, &seen("Offer ends in 04:58")[0], 1.3));
        let apart = seen("02\n:\n13\n:\n05\nHurry");
        assert!((apart[0].left_s - 7_985.0).abs() < 1.0);
    }

    #[test]
    fn crowds_and_last_pieces_are_kept_as_they_are_written() {
        let found =
            claims("23 people are looking at this shop right now.\n8人が閲覧中\nOnly 3 left\nMugs");
        assert_eq!(found.len(), 3);
    }
}
