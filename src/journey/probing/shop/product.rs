//! The product page by itself and by a campaign's link, each in a fresh profile.

use super::bench::Bench;
use super::options;
use super::search::{cut, title_of};
use crate::crawl::extract::prices;
use crate::journey::pilot::plain;
use crate::journey::screen::{self, Screen};
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::Look;
use crate::model::page::{PageKind, PriceText};
use crate::model::probed::DeepLink;
use crate::rulebook::lexicon::{Intent, Topic};
use url::Url;

/// What social networks and campaigns add to a link.
const CAMPAIGN: [(&str, &str); 4] = [
    ("utm_source", "instagram"),
    ("utm_medium", "social"),
    ("utm_campaign", "cartwalk"),
    ("fbclid", "IwAR0cartwalk"),
];
/// Further products that a full run opens for their options.
const OTHERS: usize = 5;
/// What the browser inside a network's app adds to its name.
const IN_APP: &str = " Instagram 309.0.0.0.0 Android";

/// Opens the product of the measured walk by a campaign's link and puts it into the cart, as
/// shoppers from a social network do. Gives the traveller back where the cart is filled.
pub fn open_by_campaign<'a>(bench: &mut Bench<'a>) -> Option<Traveller<'a>> {
    let url = product_of(bench)?;
    if !bench.may("deep-link", 0) {
        return None;
    }
    let mut options = bench.options();
    let own = bench.walked.user_agent.clone();
    if options.user_agent.is_none() && !own.is_empty() {
        options.user_agent = Some(own + IN_APP);
    }
    let mut traveller = match bench.traveller(&options) {
        Ok(traveller) => traveller,
        Err(halt) => {
            bench.halted("deep-link", &halt);
            return None;
        }
    };
    match follow_link(bench, &mut traveller, &url) {
        Ok(true) => return Some(traveller),
        Ok(false) => {}
        Err(halt) => bench.halted("deep-link", &halt),
    }
    bench.part(traveller);
    None
}

/// The product's plain address; where the walk reached none, that is noted.
fn product_of(bench: &mut Bench<'_>) -> Option<String> {
    let Some(step) = bench.walked_step(Goal::Product) else {
        for what in ["options", "deep-link", "urgency"] {
            bench.skip(what, "step-not-reached");
        }
        return None;
    };
    Some(plain(&step.url))
}

/// Whether the product went into the cart.
fn follow_link(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    url: &str,
) -> Result<bool, Halt> {
    let Ok(mut address) = Url::parse(url) else {
        bench.skip("deep-link", "step-not-reached");
        return Ok(false);
    };
    address.query_pairs_mut().extend_pairs(CAMPAIGN);
    let (look, screen) = arrive(bench, traveller, address.as_str())?;
    let mut link = landed(traveller, url, address.as_str(), &look, &screen);
    if let Some(step) = bench.walked_step(Goal::Product) {
        let title = title_of(&step.look.headings);
        link.title_kept = title.is_some_and(|t| title_of(&look.headings) == Some(t));
        link.price_before = price_of(&step.look);
    }
    let mut added = None;
    if link.page == "product" {
        traveller.product_url = Some(look.url.clone());
        let outcome = traveller.add_here();
        added = outcome.as_ref().ok().copied();
        link.added = added;
        bench.seen.links.push(link);
        outcome?;
    } else {
        bench.seen.links.push(link);
    }
    Ok(added == Some(true))
}

/// Opens the product by its own address, and tries its options; a full run looks for a product
/// with options among the crawl's where this one has none.
pub fn open_plainly(bench: &mut Bench<'_>) {
    let Some(url) = product_of(bench) else { return };
    let mut products = vec![url];
    if bench.full() {
        let pages = bench.around.site.iter().flat_map(|site| &site.pages);
        let sure = pages.filter(|p| p.kind == PageKind::Product && p.kind_certainty >= 0.8);
        let mut others: Vec<String> = sure.map(|p| plain(&p.final_url)).collect();
        others.retain(|other| !products.contains(other));
        others.sort();
        others.dedup();
        // Spread over the shelves: neighbours in the alphabet are often variants of one another.
        let every = (others.len() / OTHERS).max(1);
        products.extend(others.into_iter().step_by(every).take(OTHERS));
    }
    for url in products {
        if !bench.may("options", 0) {
            return;
        }
        let options = bench.options();
        let outcome = bench.traveller(&options).and_then(|mut traveller| {
            let done = arrive(bench, &mut traveller, &url)
                .and_then(|(look, _)| options::try_out(bench, &mut traveller, &look));
            bench.part(traveller);
            done
        });
        if let Err(halt) = outcome {
            bench.halted("options", &halt);
        }
        if bench
            .seen
            .options
            .iter()
            .any(|tried| !tried.groups.is_empty())
        {
            return;
        }
    }
}

/// Opens an address, reads what presses shoppers there, and looks until it can be bought.
fn arrive(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    url: &str,
) -> Result<(Look, Screen), Halt> {
    traveller.open_url(url)?;
    super::urgency::read(bench, &mut traveller.visit)?;
    traveller.see_until(3, |t, look, screen| {
        screen.wall.is_some() || screen::add_control(look, t.lexicon).is_some()
    })
}

fn landed(
    traveller: &Traveller<'_>,
    product: &str,
    opened: &str,
    look: &Look,
    screen: &Screen,
) -> DeepLink {
    let home = plain(traveller.around.plan.target.as_str());
    let here = plain(&look.url);
    let (wall, login) = match &screen.wall {
        Some((code, _)) => (
            (*code).to_owned(),
            matches!(*code, "account-required" | "login"),
        ),
        None => (String::new(), false),
    };
    let page = if login {
        "login"
    } else if !wall.is_empty() {
        "wall"
    } else if here == home && here != product {
        "home"
    } else if screen::path_of(&here) == screen::path_of(product)
        || screen::add_control(look, traveller.lexicon).is_some()
    {
        "product"
    } else {
        "other"
    };
    DeepLink {
        product: product.to_owned(),
        opened: opened.to_owned(),
        landed: look.url.clone(),
        status: traveller.status,
        page: page.to_owned(),
        wall,
        price: price_of(look),
        ..DeepLink::default()
    }
}

/// The first price behind the product's title.
pub fn price_of(look: &Look) -> Option<PriceText> {
    let title = title_of(&look.headings)?;
    let lines: Vec<&str> = look.text.lines().collect();
    let at = lines.iter().position(|line| cut(line, 100) == title)?;
    let end = (at + 60).min(lines.len());
    prices::find(&lines[at..end].join("\n")).into_iter().next()
}

/// Whether words ask for a choice.
pub fn asks_for_choice(traveller: &Traveller<'_>, text: &str) -> bool {
    traveller.lexicon.says(text, Topic::OptionMissing)
        || traveller.lexicon.strength(text, Intent::Choose) >= 0.5
}
