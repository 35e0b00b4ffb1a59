//! Tells whether a review is still to come, by where a control stands among the
//! numbered headings of an accordion.
//!
//! A row of steps above a page says nothing of which one is open. An accordion
//! does: its open part stands between its own heading and the next one, and what
//! is still to come stands below.

use crate::model::look::{Control, Look};
use crate::rulebook::lexicon::{Intent, Lexicon, Topic};

/// Lines of a page that are read.
const LINES: usize = 600;
/// Numbered headings from which on they are taken for the steps of a checkout.
const STEPS: usize = 3;

/// Whether a control stands in an open part of an accordion, and a numbered heading below it
/// names the review.
pub(super) fn is_before_a_review(control: &Control, look: &Look, lexicon: &Lexicon) -> bool {
    let lines: Vec<&str> = look.text.lines().map(str::trim).take(LINES).collect();
    let steps = numbered_headings(&lines, look);
    let Some(review) = steps
        .iter()
        .position(|(_, name)| names_review(name, lexicon))
    else {
        return false;
    };
    if steps.len() < STEPS || review == 0 {
        return false;
    }
    let (first, last) = (steps[0].0, steps[review].0);
    let name = control.name.trim();
    let mut places = (0..lines.len()).filter(|i| lines[*i] == name).peekable();
    !name.is_empty() && places.peek().is_some() && places.all(|i| first < i && i < last)
}

/// The headings of a page that are numbered one after the other: line and words of each.
fn numbered_headings<'l>(lines: &[&'l str], look: &Look) -> Vec<(usize, &'l str)> {
    let is_heading = |text: &str| {
        look.headings
            .iter()
            .any(|(_, heading)| heading.trim() == text)
    };
    let mut steps: Vec<(usize, &str)> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let Ok(number) = line[..line.len() - rest.len()].parse::<usize>() else {
            continue;
        };
        let own = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let name = if own.is_empty() {
            lines.get(at + 1).copied().unwrap_or_default()
        } else {
            own
        };
        if number == steps.len() + 1 && (is_heading(name) || is_heading(line)) {
            steps.push((at, name));
        }
    }
    steps
}

fn names_review(name: &str, lexicon: &Lexicon) -> bool {
    lexicon.says(name, Topic::ReviewStep) || lexicon.strength(name, Intent::Review) >= 0.6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accordion(open: usize, says: &str) -> Look {
        let names = [
            "Billing address",
            "Shipping method",
            "Payment information",
            "Confirm order",
        ];
        let mut text = String::from("Checkout\n");
        for (i, name) in names.iter().enumerate() {
            text += &format!("{}\n{name}\n", i + 1);
            if i == open {
                text += &format!("Some words\n{says}\n");
            }
        }
        Look {
            text: text + "Footer",
            headings: names.iter().map(|n| (2, (*n).to_owned())).collect(),
            ..Look::default()
        }
    }

    fn before(open: usize, says: &str) -> bool {
        let control = Control {
            name: "Continue".into(),
            ..Control::default()
        };
        is_before_a_review(&control, &accordion(open, says), Lexicon::embedded())
    }

    #[test]
    fn a_review_below_the_open_part_is_still_to_come() {
        assert!(before(2, "Continue"));
        assert!(!before(3, "Continue"), "the review itself is open");
        assert!(!before(2, "Pay"), "the control is not in the open part");
    }

    #[test]
    fn a_row_of_steps_above_a_page_says_nothing_of_what_is_to_come() {
        let look = Look {
            text: "1 Address\n2 Payment\n3 Review\nYour order\nContinue".into(),
            headings: ["1 Address", "2 Payment", "3 Review"]
                .map(|h| (2, h.into()))
                .to_vec(),
            ..Look::default()
        };
        let control = Control {
            name: "Continue".into(),
            ..Control::default()
        };
        assert!(!is_before_a_review(&control, &look, Lexicon::embedded()));
    }
}
