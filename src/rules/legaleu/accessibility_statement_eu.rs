//! A store that sells to the EU tells how accessible it is, on a page that its pages link to.
//!
//! Since 28 June 2025 the European Accessibility Act asks for it. Micro-enterprises that offer
//! services are exempt, which a program cannot see: a miss is likely, not sure.

use crate::model::plan::Market;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::has;
use crate::rules::view::View;
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `accessibility-statement-eu`: none.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessibilityStatementEu {}

impl Rule for AccessibilityStatementEu {
    const ID: &'static str = "accessibility-statement-eu";
    const NEEDS: &'static [Need] = &[Need::Home];
    const MARKETS: &'static [Market] = &[Market::Eu];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        // Links that a script has yet to write are not missing.
        if seen.views().iter().all(|view| view.facts.is_none()) {
            return Judgement::unknown("no-home-page");
        }
        if seen.views().iter().any(tells) {
            return Judgement::pass();
        }
        let (home, _) = match seen.pages_of(crate::model::page::PageKind::Home).next() {
            Some(home) => home,
            None => return Judgement::unknown("no-home-page"),
        };
        let finding = Finding::at(Place::page(home)).with("pages", seen.pages_read());
        Judgement::fail(vec![finding.likely()])
    }
}

/// A link to the statement, or the page itself. Buttons that change the page's look are none.
fn tells(view: &View<'_>) -> bool {
    let about = |text: &str| has("accessibility-word", text);
    let linked = view
        .links
        .iter()
        .any(|link| !link.url.is_empty() && !link.url.contains('#') && about(link.text));
    linked || about(view.title) || view.headings.iter().any(|(_, text)| about(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::page::PageKind;
    use crate::model::verdict::{Certainty, Verdict};
    use crate::rules::testing::{Made, judge, link, verdict};

    fn home(text: &str, path: &str) -> Made {
        let made = Made::store().market(Market::Eu);
        made.page(PageKind::Home, "/", |f| f.links = vec![link(text, path)])
    }

    #[test]
    fn a_link_in_the_stores_language_passes() {
        for text in [
            "Accessibility statement",
            "Barrierefreiheit",
            "Accessibilité : partiellement conforme",
            "Declaración de accesibilidad",
            "Toegankelijkheidsverklaring",
        ] {
            assert_eq!(
                verdict::<AccessibilityStatementEu>(home(text, "/a11y")),
                Verdict::Pass,
                "{text}"
            );
        }
    }

    #[test]
    fn nothing_found_is_likely_and_a_menu_for_large_letters_is_no_statement() {
        let judged = judge::<AccessibilityStatementEu>(home("Terms", "/terms"));
        assert_eq!(judged.verdict, Verdict::Fail);
        assert_eq!(judged.findings[0].certainty, Certainty::Likely);
        let menu = home("Open the accessibility menu", "/#a11y");
        assert_eq!(verdict::<AccessibilityStatementEu>(menu), Verdict::Fail);
    }
}
