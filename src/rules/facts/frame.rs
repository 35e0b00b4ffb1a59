//! What a page says by itself, without the frame that the home page has too.
//!
//! "Free delivery from £50" in a banner tells nothing of this order's delivery,
//! and "Delivery" in the footer's menu nothing of the way that was chosen.

use crate::model::page::PageKind;
use crate::rules::Seen;
use crate::rules::facts::words::fold;
use std::collections::HashSet;

/// The lines of a text that do not stand on the home page beside the same neighbour. One line alone may
/// be the same by chance: "Delivery" heads a block here and names a page there.
pub fn own_text(seen: &Seen<'_>, text: &str) -> String {
    let frame: HashSet<(String, String)> = seen
        .views_of(PageKind::Home)
        .into_iter()
        .flat_map(|view| pairs(&lines(view.text)))
        .collect();
    let kept: Vec<&str> = text.lines().filter(|l| !l.trim().is_empty()).collect();
    let folded = lines(text);
    let framed: Vec<bool> = pairs(&folded)
        .iter()
        .map(|pair| frame.contains(pair))
        .collect();
    let in_frame = |at: usize| {
        let before = at > 0 && framed[at - 1];
        before || framed.get(at).copied().unwrap_or(false)
    };
    let own = kept
        .iter()
        .enumerate()
        .filter(|(at, _)| !in_frame(*at))
        .map(|(_, line)| *line);
    own.collect::<Vec<_>>().join("\n")
}

fn lines(text: &str) -> Vec<String> {
    let written = text.lines().filter(|line| !line.trim().is_empty());
    written.map(fold).collect()
}

fn pairs(lines: &[String]) -> Vec<(String, String)> {
    lines
        .windows(2)
        .map(|pair| (pair[0].clone(), pair[1].clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Made;

    fn own(home: &str, text: &str) -> String {
        let made = Made::store().page(PageKind::Home, "/", |f| f.text = home.into());
        own_text(&Seen::new(&made.evidence()), text)
    }

    #[test]
    fn banner_and_footer_are_left_out() {
        let home = "Free delivery from £50\nMill Shop\nWelcome\nDelivery\nReturns";
        let review = "Free delivery from £50\nMill Shop\nYour order\nFlour\nDelivery\nReturns";
        assert_eq!(own(home, review), "Your order\nFlour");
    }

    #[test]
    fn a_line_among_other_neighbours_is_the_pages_own() {
        let home = "Welcome\nDelivery\nReturns";
        let review = "Your order\nDelivery\n£3.90\n\nTotal";
        assert_eq!(own(home, review), "Your order\nDelivery\n£3.90\nTotal");
        assert_eq!(own("", "One"), "One");
    }
}
