//! Finds many phrases in a text in one pass, at word boundaries.
//!
//! A phrase is written as plain words. `=` in front: only when nothing else
//! stands around it. `*` between words: up to a few other words.

use super::normal::{MONEY, is_boundary, is_unspaced, normalise};
use aho_corasick::AhoCorasick;
use std::ops::Range;

/// Longest gap that `*` may stand for, in bytes.
const WIDEST_GAP: usize = 48;

/// A set of phrases, each for a key.
#[derive(Debug)]
pub struct Phrases<K> {
    entries: Vec<Entry<K>>,
    finder: AhoCorasick,
}

#[derive(Debug)]
struct Entry<K> {
    key: K,
    written: String,
    first: String,
    rest: Vec<String>,
    alone: bool,
}

/// A phrase that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit<'a, K> {
    /// What the phrase stands for.
    pub key: K,
    /// Where it stands, in bytes of the normalised text.
    pub span: Range<usize>,
    /// The phrase as the lexicon has it.
    pub phrase: &'a str,
    /// Whether the phrase counts only when nothing else stands around it.
    pub alone: bool,
}

impl<K: Copy> Phrases<K> {
    /// Builds the finder; phrases that normalise to nothing are left out.
    pub fn new<'p>(phrases: impl IntoIterator<Item = (K, &'p str)>) -> Self {
        let mut entries = Vec::new();
        for (key, written) in phrases {
            let (alone, body) = match written.strip_prefix('=') {
                Some(body) => (true, body),
                None => (false, written),
            };
            let mut pieces = body.split(" * ").map(normalise).filter(|p| !p.is_empty());
            let Some(first) = pieces.next() else { continue };
            entries.push(Entry {
                key,
                written: body.to_owned(),
                first,
                rest: pieces.collect(),
                alone,
            });
        }
        let finder = AhoCorasick::new(entries.iter().map(|e| e.first.as_str()))
            .expect("some thousand short phrases fit the automaton");
        Self { entries, finder }
    }

    /// Every phrase in an already normalised text, overlapping ones included.
    pub fn hits<'a, 't>(
        &'a self,
        text: &'t str,
    ) -> impl Iterator<Item = Hit<'a, K>> + use<'a, 't, K> {
        self.finder
            .find_overlapping_iter(text)
            .filter_map(move |found| {
                let entry = &self.entries[found.pattern().as_usize()];
                if !stands_free(text, &found.range()) {
                    return None;
                }
                let mut end = found.end();
                for piece in &entry.rest {
                    end = follow(text, end, piece)?;
                }
                Some(Hit {
                    key: entry.key,
                    span: found.start()..end,
                    phrase: &entry.written,
                    alone: entry.alone,
                })
            })
    }
}

/// End of the next free-standing occurrence of `piece` within the gap.
fn follow(text: &str, from: usize, piece: &str) -> Option<usize> {
    let tail = text.get(from..)?;
    tail.match_indices(piece)
        .take_while(|(at, _)| *at <= WIDEST_GAP)
        .map(|(at, _)| from + at..from + at + piece.len())
        .find(|range| stands_free(text, range))
        .map(|range| range.end)
}

fn stands_free(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let inside = &text[range.clone()];
    let after = text[range.end..].chars().next();
    is_boundary(before, inside.chars().next()) && is_boundary(inside.chars().next_back(), after)
}

/// How much of a text a phrase is, 0 to 1, when words that carry no meaning are not counted.
///
/// A character of an unspaced script counts twice: it says about as much as two letters.
pub fn coverage(text: &str, span: &Range<usize>, fillers: &[String]) -> f64 {
    let inside = weight(&text[span.clone()]);
    let outside = weight(&without_fillers(&text[..span.start], fillers))
        + weight(&without_fillers(&text[span.end..], fillers));
    if inside + outside == 0.0 {
        // Signs and numbers weigh nothing: "×" or "18+" is all there is, or it is nothing.
        f64::from(u8::from(*span == (0..text.len())))
    } else {
        inside / (inside + outside)
    }
}

fn weight(text: &str) -> f64 {
    text.chars()
        .map(|c| match c {
            MONEY => 0.0,
            _ if c.is_numeric() => 0.0,
            _ if is_unspaced(c) => 2.0,
            _ if c.is_alphabetic() => 1.0,
            _ => 0.0,
        })
        .sum()
}

fn without_fillers(text: &str, fillers: &[String]) -> String {
    let mut out = text.to_owned();
    for filler in fillers {
        if !out.contains(filler.as_str()) {
            continue;
        }
        let mut kept = String::with_capacity(out.len());
        let mut from = 0;
        for (at, _) in out.match_indices(filler.as_str()) {
            let range = at..at + filler.len();
            if at >= from && stands_free(&out, &range) {
                kept.push_str(&out[from..at]);
                kept.push(' ');
                from = range.end;
            }
        }
        kept.push_str(&out[from..]);
        out = kept;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whole_and_unspaced_scripts_anywhere() {
        let phrases = Phrases::new([
            (1, "pay"),
            (2, "注文する"),
            (3, "add * to cart"),
            (4, "=buy"),
        ]);
        let keys = |text: &str| {
            phrases
                .hits(&normalise(text))
                .map(|h| h.key)
                .collect::<Vec<_>>()
        };
        assert_eq!(keys("Pay now"), [1]);
        assert!(keys("PayPal payment").is_empty());
        assert_eq!(keys("この内容で注文する"), [2]);
        assert_eq!(keys("Add 2 items to cart"), [3]);
        assert!(keys("add to a cartoon").is_empty());
    }

    #[test]
    fn other_words_lower_the_coverage_and_fillers_do_not() {
        let fillers = vec!["your".to_owned()];
        assert_eq!(coverage("place order", &(0..11), &fillers), 1.0);
        assert_eq!(coverage("your place order ¤", &(5..16), &fillers), 1.0);
        assert!(coverage("how we place order forms", &(7..18), &fillers) < 0.6);
    }

    #[test]
    fn a_sign_counts_when_it_stands_alone() {
        assert_eq!(coverage("×", &(0..2), &[]), 1.0);
        assert_eq!(coverage("+ 2", &(0..1), &[]), 0.0);
        assert!(coverage("× cart", &(0..2), &[]) < 0.01);
    }
}
