//! What published effects would be worth to this store: an estimate, labelled as
//! one, with its formula and its sources. Effects overlap and are never added up.

use super::published::{Effect, FIGURES};
use super::seen::Seen;
use super::text::{same, say, word};
use crate::rulebook::texts::Both;
use maud::{Markup, html};

/// The store's own figures, given by the user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Visits a month.
    pub visits: f64,
    /// Orders a visit, in percent.
    pub conversion_pct: f64,
    /// Average value of an order, in the store's currency.
    pub order_value: f64,
}

impl Estimate {
    /// Orders a month.
    pub fn orders(&self) -> f64 {
        self.visits * self.conversion_pct / 100.0
    }

    /// Sales a month.
    pub fn sales(&self) -> f64 {
        self.orders() * self.order_value
    }

    /// More sales a month with a conversion rate changed by this many percent of itself.
    pub fn gain(&self, relative_pct: f64) -> f64 {
        self.sales() * relative_pct / 100.0
    }
}

/// The part of the page; only where the user gave figures.
pub fn estimate(seen: &Seen<'_>) -> Option<Markup> {
    let given = seen.handover.estimate?;
    let unmet = |rule: &String| {
        let outcome = seen.outcome(rule);
        outcome.is_some_and(|(en, _)| matches!(en.verdict.as_str(), "fail" | "graded"))
    };
    let apply: Vec<&Effect> = FIGURES
        .effect
        .iter()
        .filter(|effect| effect.rules.iter().any(unmet))
        .collect();
    let values = [
        ("visits", grouped(given.visits)),
        ("conversion", same(given.conversion_pct.to_string())),
        ("value", grouped(given.order_value)),
        ("orders", grouped(given.orders())),
        ("sales", grouped(given.sales())),
    ];
    Some(html! {
        p.disclaimer { (word("html.estimate-warning")) }
        p { (say("html.estimate-base", &values)) }
        @if apply.is_empty() { p.quiet { (word("html.estimate-none")) } }
        @else {
            table.estimate {
                thead { tr {
                    th scope="col" { (word("html.effect")) }
                    th.num scope="col" { (word("html.effect-range")) }
                    th.num scope="col" { (word("html.effect-sales")) }
                    th scope="col" { (word("html.sources")) }
                } }
                tbody { @for effect in apply {
                    tr {
                        th scope="row" { (word(&format!("html.effect.{}", effect.id))) }
                        td.num { (effect.low_pct) "–" (effect.high_pct) " %" }
                        td.num { (grouped(given.gain(effect.low_pct))) " – " (grouped(given.gain(effect.high_pct))) }
                        td { @for code in &effect.sources { a.source href={ "#source-" (code) } { "[" (code) "]" } " " } }
                    }
                } }
            }
        }
        p.quiet { (word("html.estimate-formula")) }
    })
}

/// A figure with its thousands apart; whole numbers from 100 on.
fn grouped(value: f64) -> Both {
    if !value.is_finite() {
        return same("–");
    }
    let text = if value < 100.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.0}")
    };
    let (whole, rest) = text
        .split_once('.')
        .map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let mut out = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if !rest.is_empty() && rest != "0" {
        out.push('.');
        out.push_str(rest);
    }
    same(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gain_is_sales_times_the_relative_change() {
        let given = Estimate {
            visits: 40_000.0,
            conversion_pct: 2.0,
            order_value: 50.0,
        };
        assert_eq!((given.orders(), given.sales()), (800.0, 40_000.0));
        assert_eq!(given.gain(8.4), 3_360.0);
        assert_eq!(grouped(given.sales()).en, "40,000");
        assert_eq!(grouped(2.5).en, "2.5");
    }
}
