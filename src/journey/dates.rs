//! Tickets and services: a day and a time are chosen on the page before anything can be booked.

use crate::journey::find;
use crate::journey::screen::Screen;
use crate::journey::swatches::swatch_rows;
use crate::journey::touch::Pressed;
use crate::journey::traveller::{Halt, Traveller};
use crate::journey::unmarked::has_chosen;
use crate::model::journey::Act;
use crate::model::look::{Control, Look, Rect};
use crate::model::page::Region;
use crate::rulebook::lexicon::{Lexicon, Topic};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Rows that are chosen from on one page: a month, a day, a time, a place.
const ROWS: usize = 4;
/// Days of a row that are tried until one of them answers.
const DAYS: usize = 4;

/// The day of a month, or a time of the day.
static DAY_OR_TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(\d{1,2}|(\d{1,2}[:.h]\d{2}|\d{1,2}時(\d{2}分)?)\s*(am|pm|uhr)?.{0,14})$")
        .expect("a fixed pattern")
});
/// A number of tickets that is still nought.
static NONE_YET: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(^|[^\d.,])0($|[^\d.,])").expect("a fixed pattern"));

impl Traveller<'_> {
    /// Chooses a day and a time where a page that sells nothing yet shows them in rows, until it does
    /// sell; the page as it is then.
    pub(super) fn choose_dates(
        &mut self,
        mut look: Look,
        mut screen: Screen,
    ) -> Result<(Look, Screen), Halt> {
        let mut tried = BTreeSet::new();
        for _ in 0..ROWS {
            let rows = dates(&look, self.lexicon);
            let Some((_, days)) = rows.into_iter().find(|(row, _)| tried.insert(row.clone()))
            else {
                break;
            };
            for day in days.into_iter().take(DAYS) {
                let pressed = self.press(&look, &screen, day.handle)?;
                let (after, now) = self.see()?;
                let opened = pressed.as_ref().is_some_and(Pressed::changed)
                    || after.controls.iter().filter(|c| c.visible).count()
                        != look.controls.iter().filter(|c| c.visible).count();
                self.act(Act {
                    kind: "choose-option".into(),
                    target: day.name.clone(),
                    selector: day.selector.clone(),
                    changed: if opened { "chosen" } else { "nothing" }.into(),
                    took_ms: pressed
                        .and_then(|p| p.settled.clock.usable_ms)
                        .unwrap_or_default(),
                });
                if opened {
                    (look, screen) = (after, now);
                    break;
                }
            }
            if find::sells(self, &look, &screen) {
                break;
            }
        }
        Ok((look, screen))
    }
}

/// Rows of days or times, top to bottom.
fn dates(look: &Look, lexicon: &Lexicon) -> Vec<(String, Vec<Control>)> {
    let lowest = look.controls.iter().filter(|c| c.visible).map(|c| c.rect.y);
    let below = Control {
        handle: u32::MAX,
        rect: Rect {
            y: lowest.fold(0.0, f64::max) + 1.0,
            ..Rect::default()
        },
        ..Control::default()
    };
    swatch_rows(look, &below, lexicon)
        .into_iter()
        .filter(|(_, members)| members.len() >= 2)
        .filter(|(_, members)| members.iter().all(|c| DAY_OR_TIME.is_match(c.name.trim())))
        .map(|(row, members)| (row, members.into_iter().cloned().collect()))
        .collect()
}

/// A day of a calendar that stands open in the content and of which none is chosen: one in the middle, which
/// is neither too soon nor in another month. Fewer than a week of numbers is no calendar.
pub(super) fn calendar_day(look: &Look) -> Option<&Control> {
    let day = |c: &&Control| {
        c.visible
            && c.enabled
            && c.href.is_none()
            && Region::is_content(c.region)
            && matches!(
                c.role.as_str(),
                "generic" | "button" | "gridcell" | "option"
            )
            && c.kind != "submit"
            && c.name.trim().len() <= 2
            && c.name
                .trim()
                .parse::<u8>()
                .is_ok_and(|n| (1..=31).contains(&n))
    };
    let days: Vec<&Control> = look.controls.iter().filter(day).collect();
    let names: BTreeSet<&str> = days.iter().map(|c| c.name.trim()).collect();
    (names.len() >= 7 && !has_chosen(&days))
        .then(|| days.get(days.len() / 2).copied())
        .flatten()
}

/// The "+" beside the first thing of which there are none yet.
pub(super) fn one_more(look: &Look, lexicon: &Lexicon) -> Option<u32> {
    plus_beside_none(look, lexicon).map(|c| c.handle).next()
}

/// Each "+" beside a thing of which there are none yet.
pub(super) fn plus_beside_none<'l>(
    look: &'l Look,
    lexicon: &Lexicon,
) -> impl Iterator<Item = &'l Control> {
    look.controls
        .iter()
        .filter(|c| c.visible && c.enabled && matches!(c.region, Some(Region::Main) | None))
        .filter(|c| matches!(c.name.trim(), "+" | "＋") || lexicon.says(&c.name, Topic::QuantityUp))
        .filter(|c| NONE_YET.is_match(&c.around))
}

/// Whether the number beside a "+" is still nought.
pub(super) fn has_none(look: &Look, selector: &str) -> bool {
    look.controls
        .iter()
        .find(|c| c.selector == selector)
        .is_some_and(|c| NONE_YET.is_match(&c.around))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(numbers: std::ops::RangeInclusive<u32>, chosen: Option<u32>) -> Look {
        let day = |n: u32| Control {
            handle: n,
            name: n.to_string(),
            tag: "span".into(),
            role: "generic".into(),
            hints: if chosen == Some(n) {
                "day selected"
            } else {
                "day"
            }
            .into(),
            visible: true,
            enabled: true,
            ..Control::default()
        };
        Look {
            controls: numbers.map(day).collect(),
            ..Look::default()
        }
    }

    #[test]
    fn a_day_of_an_open_calendar_is_found_until_one_is_chosen() {
        assert_eq!(
            calendar_day(&days(3..=30, None)).map(|c| c.handle),
            Some(17)
        );
        assert!(calendar_day(&days(3..=30, Some(9))).is_none());
        assert!(calendar_day(&days(1..=5, None)).is_none());
    }
}
