//! What a page made of a text: step 3 of the protocol. Pure.

use crate::model::probed::{Outcome, Variant};
use unicode_normalization::UnicodeNormalization;

/// What was seen after a field was left.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// What kind of text.
    pub variant: Variant,
    /// What was typed.
    pub typed: &'a str,
    /// What the field holds.
    pub held: &'a str,
    /// Whether the page, or the browser for it, calls it wrong.
    pub called_wrong: bool,
    /// Whether this field was seen to call something wrong.
    pub checks: bool,
}

/// The outcome.
pub fn outcome(seen: Seen<'_>) -> Outcome {
    let Seen { typed, held, .. } = seen;
    // What was cut may be called wrong because of it: the cut comes first.
    let cut = is_cut(typed, held) && seen.variant != Variant::ExpiryLong;
    if cut && seen.variant != Variant::WholeIntoFirst {
        return Outcome::Truncated;
    }
    if seen.called_wrong {
        return Outcome::Rejected;
    }
    if held == typed {
        return if seen.checks {
            Outcome::Accepted
        } else {
            Outcome::NoClientVerdict
        };
    }
    // In a name every sign counts; in a number only the digits do.
    let same = match seen.variant {
        Variant::Apostrophe
        | Variant::Accent
        | Variant::SurrogatePair
        | Variant::VariantKanji
        | Variant::SeveralWords => held.trim() == typed.trim(),
        Variant::International => is_same_line(typed, held),
        Variant::ExpiryLong => {
            let short = |text: &str| folded(text).replacen("20", "", 1);
            short(held) == short(typed) || folded(held) == short(typed)
        }
        _ => folded(held) == folded(typed),
    };
    if same && !held.is_empty() {
        return Outcome::Normalised;
    }
    Outcome::Altered
}

/// Whether a number with a country's code is still one: with its plus, or as it is dialled at home.
fn is_same_line(typed: &str, held: &str) -> bool {
    let (abroad, now) = (folded(typed), folded(held));
    let international = held.trim_start().starts_with(['+', '＋']) || now.starts_with("00");
    let at_home = now.strip_prefix('0').filter(|rest| !rest.starts_with('0'));
    international && abroad == now.trim_start_matches('0')
        || at_home.is_some_and(|rest| rest.len() >= 8 && abroad.ends_with(rest))
}

/// Whether the end of what was typed is missing.
fn is_cut(typed: &str, held: &str) -> bool {
    if held.is_empty() {
        return false;
    }
    let starts = typed.starts_with(held) && !typed[held.len()..].trim().is_empty();
    let (whole, part) = (folded(typed), folded(held));
    // Separators that a mask takes away are no loss.
    starts && whole != part
        || whole.len() > part.len() && whole.starts_with(&part) && !part.is_empty()
}

/// The same text in any spelling: narrow, small, katakana, without separators and country code.
fn folded(text: &str) -> String {
    let plain: String = text
        .nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(|c| match c {
            'ぁ'..='ゖ' => char::from_u32(u32::from(c) + 0x60).unwrap_or(c),
            other => other,
        })
        .collect();
    plain.replace('ー', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(typed: &str, held: &str) -> Outcome {
        outcome(Seen {
            variant: Variant::Hyphens,
            typed,
            held,
            called_wrong: false,
            checks: true,
        })
    }

    #[test]
    fn a_hyphen_that_costs_a_digit_is_a_cut_and_one_that_goes_is_not() {
        assert_eq!(of("100-0001", "100-000"), Outcome::Truncated);
        assert_eq!(of("100-0001", "1000001"), Outcome::Normalised);
        assert_eq!(of("100-0001", "100-0001"), Outcome::Accepted);
        assert_eq!(of("１００－０００１", "100-0001"), Outcome::Normalised);
        assert_eq!(of("100ー0001", "100-0001"), Outcome::Normalised);
        assert_eq!(of("やまだ", "ヤマダ"), Outcome::Normalised);
        assert_eq!(of("ﾔﾏﾀﾞ", "ヤマダ"), Outcome::Normalised);
        assert_eq!(of(" Anna ", "Anna"), Outcome::Normalised);
        assert_eq!(
            of("4242 4242 4242 4242", "4242 4242 4242 424"),
            Outcome::Truncated
        );
        assert_eq!(of("José", "Jos"), Outcome::Truncated);
        assert_eq!(of("〒100-0001", ""), Outcome::Altered);
    }

    #[test]
    fn a_number_from_abroad_needs_its_plus_or_is_dialled_at_home() {
        let seen = |held| Seen {
            variant: Variant::International,
            typed: "+44 20-7946-0123",
            held,
            called_wrong: false,
            checks: true,
        };
        assert_eq!(outcome(seen("+442079460123")), Outcome::Normalised);
        assert_eq!(outcome(seen("020 7946 0123")), Outcome::Normalised);
        assert_eq!(outcome(seen("44207 9460123")), Outcome::Altered);
    }

    #[test]
    fn a_year_may_lose_its_century() {
        let seen = |held| Seen {
            variant: Variant::ExpiryLong,
            typed: "12 / 2030",
            held,
            called_wrong: false,
            checks: true,
        };
        assert_eq!(outcome(seen("12 / 30")), Outcome::Normalised);
        assert_eq!(outcome(seen("12/2030")), Outcome::Normalised);
        assert_eq!(outcome(seen("12 / 20")), Outcome::Altered);
    }

    #[test]
    fn a_name_that_loses_a_sign_is_altered() {
        let seen = Seen {
            variant: Variant::Apostrophe,
            typed: "O'Brien",
            held: "OBrien",
            called_wrong: false,
            checks: true,
        };
        assert_eq!(outcome(seen), Outcome::Altered);
    }

    #[test]
    fn kept_without_a_check_is_no_verdict() {
        let seen = Seen {
            variant: Variant::Hyphens,
            typed: "100-0001",
            held: "100-0001",
            called_wrong: false,
            checks: false,
        };
        assert_eq!(outcome(seen), Outcome::NoClientVerdict);
        assert_eq!(
            outcome(Seen {
                called_wrong: true,
                ..seen
            }),
            Outcome::Rejected
        );
    }
}
