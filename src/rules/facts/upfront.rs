//! What was added between the price that was shown first and the total at the end.

use crate::crawl::extract::prices;
use crate::model::journey::{Goal, Journey, Step};
use crate::model::page::PriceText;
use crate::rules::facts::has;
use crate::rules::facts::money::{is_delivery, same, total};

/// The way of a price through one walk.
pub struct Additions<'a> {
    /// Screen with the first price.
    pub first: &'a Step,
    /// The first price.
    pub start: &'a PriceText,
    /// Last screen with a total.
    pub last: &'a Step,
    /// That total.
    pub end: &'a PriceText,
    /// What is left of the difference when delivery, and what `lawful` names, is taken off.
    pub rest: f64,
    /// The row that is as large as the rest, where one is.
    pub row: Option<&'a PriceText>,
}

/// How many of the prices behind the title may be the product's: was, now, with tax, without.
const FIRST: usize = 3;

/// Compares the price on the product's page with the last total of a walk with one piece; `None`
/// where one of them was not read.
pub fn additions<'a>(
    journey: &'a Journey,
    lawful: impl Fn(&PriceText) -> bool,
) -> Option<Additions<'a>> {
    let first = journey
        .steps
        .iter()
        .find(|step| step.serves(Goal::Product))?;
    let later = journey
        .steps
        .iter()
        .filter(|s| s.index > first.index && s.goal.in_checkout());
    let (last, end) = later
        .filter_map(|s| Some((s, total(s.prices())?)))
        .next_back()?;
    let raised = journey
        .steps
        .iter()
        .flat_map(|s| &s.acts)
        .any(|a| a.kind == "raise-quantity");
    if raised {
        return None;
    }
    let walked = journey.steps.iter().filter(|s| s.index > first.index);
    let rows: Vec<&PriceText> = walked
        .flat_map(|s| s.look.prices.iter().chain(s.prices()))
        .collect();
    // A cart may show other products; the checkout shows what is ordered.
    let checkout = journey
        .steps
        .iter()
        .filter(|s| s.index > first.index && s.goal.in_checkout());
    let ordered: Vec<&PriceText> = checkout.flat_map(Step::prices).collect();
    let starts = starts(first, &ordered);
    let allowed = |row: &&&PriceText| has("shipping-word", &row.context) || lawful(row);
    let mut free: Vec<f64> = rows.iter().filter(allowed).map(|row| row.amount).collect();
    free.push(0.0);
    free.sort_by(f64::total_cmp);
    free.dedup();
    free.truncate(30);
    let rest = |start: &PriceText| -> f64 {
        let rise = end.amount - start.amount;
        let pairs = free.iter().flat_map(|a| free.iter().map(move |b| (*a, *b)));
        let exact = pairs
            .clone()
            .any(|(a, b)| same(rise, a) || a != b && same(rise, a + b));
        if exact || rise <= 0.011 {
            return 0.0;
        }
        // The delivery that was chosen is on the last screen; elsewhere others were on offer.
        let chosen: f64 = last
            .prices()
            .iter()
            .filter(|p| has("shipping-word", &p.context) && p.amount < rise)
            .map(|p| p.amount)
            .fold(0.0, f64::max);
        rise - chosen
    };
    let start = starts.first().copied()?;
    let rest = rest(start);
    let is_rest =
        |p: &&PriceText| rest > 0.011 && same(p.amount, rest) && !has("total-word", &p.context);
    Some(Additions {
        first,
        start,
        last,
        end,
        rest,
        row: last.prices().iter().find(is_rest),
    })
}

/// What may be the product's price, likeliest first: of the first prices behind its title those that
/// are met again in the checkout; delivery and its limits left out.
fn starts<'a>(first: &'a Step, checkout: &[&PriceText]) -> Vec<&'a PriceText> {
    let own = |p: &&&PriceText| !is_delivery(p) && !has("shipping-free", &p.context);
    let all = behind_title(first);
    let all: Vec<&PriceText> = all.iter().filter(own).take(FIRST).copied().collect();
    let again = |p: &&&PriceText| checkout.iter().any(|row| same(row.amount, p.amount));
    let met: Vec<&PriceText> = all.iter().filter(again).copied().collect();
    match met.is_empty() {
        true => all.into_iter().take(1).collect(),
        false => met,
    }
}

/// The prices that follow the product's title, else all of the page.
fn behind_title(step: &Step) -> Vec<&PriceText> {
    let look = &step.look;
    let title = look.headings.iter().find(|(level, _)| *level == 1);
    let at = title.and_then(|(_, title)| look.text.find(title.trim()));
    let before = at.map_or(0, |at| prices::find(&look.text[..at]).len());
    look.prices.iter().skip(before).take(4 * FIRST).collect()
}
