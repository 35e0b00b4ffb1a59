//! What a complaint that stands while one text after another is tried says of the next text.

use crate::model::probed::{Entry, Outcome, Said, Variant};

/// What a field was told last, and whether its page takes that away by itself.
#[derive(Debug, Default)]
pub(super) struct Complaint {
    said: Vec<Said>,
    goes: bool,
    /// The control itself was refused when nothing had gone before: a second mail address, say, while
    /// the first is empty.
    of_control: bool,
}

impl Complaint {
    /// A complaint that stands unchanged after another text is no news to the page's watch. On a page
    /// that takes it away once all is right it means that this text is refused as well; so it does
    /// where already the control was refused. Elsewhere it says nothing.
    pub(super) fn follow(&mut self, entry: &mut Entry) {
        let stands = entry.mends && entry.mended_ms.is_none() && entry.said.is_empty();
        let silent = matches!(
            entry.outcome,
            Outcome::Accepted | Outcome::NoClientVerdict | Outcome::Normalised
        );
        self.goes |= entry.mends && entry.mended_ms.is_some();
        let control = entry.variant == Variant::Canonical;
        self.of_control |= control && entry.outcome == Outcome::Rejected && !entry.mends;
        let known = self.of_control || self.goes && !control;
        if stands && silent && known && !self.said.is_empty() {
            entry.outcome = Outcome::Rejected;
            entry.said.clone_from(&self.said);
        }
        if entry.outcome == Outcome::Rejected && !entry.said.is_empty() {
            self.said.clone_from(&entry.said);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::probed::{entry, wrong};

    fn standing(variant: Variant) -> Entry {
        Entry {
            mends: true,
            ..entry("tel", variant, "01 99", Outcome::Accepted)
        }
    }

    fn outcomes(goes: bool) -> Vec<Outcome> {
        let mut complaint = Complaint::default();
        let mut told = wrong("tel", Variant::Wrong, "12", "Ten digits, please.");
        let mut right = standing(Variant::Canonical);
        right.mended_ms = goes.then_some(20.0);
        let mut spaced = standing(Variant::Spaces);
        for entry in [&mut told, &mut right, &mut spaced] {
            complaint.follow(entry);
        }
        assert_eq!(spaced.said.is_empty(), !goes);
        vec![told.outcome, right.outcome, spaced.outcome]
    }

    #[test]
    fn a_complaint_that_goes_when_all_is_right_and_stands_here_refuses() {
        assert_eq!(
            outcomes(true),
            [Outcome::Rejected, Outcome::Accepted, Outcome::Rejected]
        );
    }

    #[test]
    fn a_control_that_was_refused_from_the_start_puts_nothing_right() {
        let mut complaint = Complaint::default();
        let mut first = wrong("tel", Variant::Canonical, "a@b.example", "Not the same.");
        let mut again = standing(Variant::Canonical);
        complaint.follow(&mut first);
        complaint.follow(&mut again);
        assert_eq!(again.outcome, Outcome::Rejected);
    }

    #[test]
    fn a_complaint_that_never_goes_tells_nothing_of_the_next_text() {
        assert_eq!(
            outcomes(false),
            [Outcome::Rejected, Outcome::Accepted, Outcome::Accepted]
        );
    }
}
