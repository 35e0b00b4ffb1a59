//! Asks the store's search as people do: a title, a slip, the other kana, nonsense.

use super::bench::Bench;
use super::queries::{self, NONSENSE, folded};
use crate::journey::find::PRODUCT;
use crate::journey::goods::{score_listing, score_product};
use crate::journey::pilot::{key_of, plain};
use crate::journey::screen::path_of;
use crate::journey::search::search_field;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::journey::Goal;
use crate::model::look::{Control, Look};
use crate::model::page::{PageKind, Region};
use crate::model::probed::{SearchKind, Searched};
use crate::rulebook::lexicon::Topic;
use std::collections::BTreeSet;

/// Titles that a full run asks for.
const TITLES: usize = 10;
/// Words of several titles that a full run asks in several spellings.
const WORDS: usize = 4;

/// A product whose title is known.
struct Known {
    title: String,
    url: String,
}

/// Tries the search in a fresh profile.
pub fn try_out(bench: &mut Bench<'_>) {
    let options = bench.options();
    let outcome = bench.traveller(&options).and_then(|mut traveller| {
        let done = ask_all(bench, &mut traveller);
        bench.part(traveller);
        done
    });
    if let Err(halt) = outcome {
        bench.halted("search", &halt);
        bench.halted("search-variants", &halt);
        bench.halted("search-nonsense", &halt);
    }
}

fn ask_all(bench: &mut Bench<'_>, traveller: &mut Traveller<'_>) -> Result<(), Halt> {
    traveller.open_home()?;
    super::urgency::read(bench, &mut traveller.visit)?;
    if traveller.show_search()?.is_none() {
        for what in ["search", "search-variants", "search-nonsense"] {
            bench.skip(what, "no-field");
        }
        return Ok(());
    }
    let (home, _) = traveller.glance()?;
    let known = titles(bench);
    if known.is_empty() {
        bench.skip("search", "step-not-reached");
        bench.skip("search-variants", "step-not-reached");
    }
    let exact = if bench.full() { TITLES } else { 1 };
    for product in known.iter().take(exact) {
        if !bench.may("search", traveller.store_ms()) {
            break;
        }
        ask(
            bench,
            traveller,
            &home,
            SearchKind::Exact,
            &product.title,
            product,
        )?;
    }
    let words = if bench.full() { WORDS } else { 1 };
    let mut asked = BTreeSet::new();
    let spelled = known
        .iter()
        .filter_map(|p| Some((queries::word(&p.title)?, p)));
    let spelled: Vec<_> = spelled
        .filter(|(word, _)| asked.insert(word.clone()))
        .take(words)
        .collect();
    if spelled.is_empty() && !known.is_empty() {
        bench.skip("search-variants", "no-field");
    }
    for (word, product) in spelled {
        if !bench.may("search-variants", traveller.store_ms()) {
            break;
        }
        ask_spellings(bench, traveller, &home, &word, product)?;
    }
    if bench.may("search-nonsense", traveller.store_ms()) {
        let nobody = Known {
            title: String::new(),
            url: String::new(),
        };
        ask(
            bench,
            traveller,
            &home,
            SearchKind::Nonsense,
            NONSENSE,
            &nobody,
        )?;
    }
    Ok(())
}

/// Asks for a word in other spellings, and as it is spelled where one of them brings nothing: the
/// control, without which a miss says nothing.
fn ask_spellings(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    home: &Look,
    word: &str,
    product: &Known,
) -> Result<(), Halt> {
    let most = if bench.full() { usize::MAX } else { 1 };
    let mut missed = false;
    for (kind, text) in queries::variants(word).into_iter().take(most) {
        if !bench.may("search-variants", traveller.store_ms()) {
            break;
        }
        ask(bench, traveller, home, kind, &text, product)?;
        missed |= bench.seen.searches.last().is_some_and(|s| !s.relevant);
    }
    if missed && bench.may("search-variants", traveller.store_ms()) {
        ask(bench, traveller, home, SearchKind::Word, word, product)?;
    }
    Ok(())
}

/// Products with their titles: the walked one first, then the crawl's, spread evenly.
fn titles(bench: &Bench<'_>) -> Vec<Known> {
    let mut list = Vec::new();
    if let Some(step) = bench.walked_step(Goal::Product)
        && let Some(title) = title_of(&step.look.headings)
    {
        list.push(Known {
            title,
            url: plain(&step.url),
        });
    }
    let pages = bench.around.site.iter().flat_map(|site| &site.pages);
    let mut crawled: Vec<Known> = pages
        .filter(|page| {
            page.kind == PageKind::Product && page.kind_certainty >= 0.8 && page.status == Some(200)
        })
        .filter_map(|page| {
            let title = title_of(&page.facts.as_ref()?.headings)?;
            let url = plain(&page.final_url);
            Some(Known { title, url })
        })
        .collect();
    crawled.sort_by(|a, b| a.url.cmp(&b.url));
    let every = (crawled.len() / TITLES).max(1);
    list.extend(crawled.into_iter().step_by(every));
    let mut seen = BTreeSet::new();
    list.retain(|known| seen.insert(folded(&known.title)));
    list.truncate(TITLES);
    list
}

/// The first heading of the first level, where it is as long as titles are.
pub fn title_of(headings: &[(u8, String)]) -> Option<String> {
    let (_, text) = headings.iter().find(|(level, _)| *level == 1)?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (3..=90).contains(&text.chars().count()).then_some(text)
}

fn ask(
    bench: &mut Bench<'_>,
    traveller: &mut Traveller<'_>,
    home: &Look,
    kind: SearchKind,
    query: &str,
    product: &Known,
) -> Result<(), Halt> {
    let mut field = traveller.show_search()?;
    if field.is_none() {
        traveller.open_url(&home.url)?;
        field = traveller.show_search()?;
    }
    let Some(field) = field else {
        bench.skip(turn(kind), "no-field");
        return Ok(());
    };
    let Some((_, settled)) = traveller.search_for(&field, query)? else {
        bench.skip(turn(kind), "control-failed");
        return Ok(());
    };
    let inp_ms = traveller
        .visit
        .vitals()
        .inp_ms
        .filter(|_| !settled.navigated);
    let (look, screen) = traveller.see_until(2, |t, look, screen| {
        screen.wall.is_some()
            || t.lexicon.says(&look.text, Topic::NoResults)
            || !hits(t, look).is_empty()
            || plain(&look.url) == product.url
    })?;
    if let Some((wall, _)) = screen.wall
        && wall != "error-page"
    {
        bench.skip(turn(kind), "control-failed");
        return Ok(());
    }
    let hits = hits(traveller, &look);
    let redirected = kind != SearchKind::Nonsense
        && (plain(&look.url) == product.url
            || screen.goals.contains(&Goal::Product)
                && title_of(&look.headings).is_some_and(|t| folded(&t) == folded(&product.title)));
    let same = |(key, name): &(String, String)| {
        *key == product.url || folded(name) == folded(&product.title)
    };
    let says_none = traveller.lexicon.says(&look.text, Topic::NoResults);
    let meant = queries::word(&product.title).unwrap_or_else(|| product.title.clone());
    // Beside "nothing was found" products are recommendations, unless the page says what it
    // searched for instead.
    let results: &[(String, String)] = match says_none && !corrected(&look, &hits, &meant, query) {
        true => &[],
        false => &hits,
    };
    let frame = frame(home, &look);
    let rank = results
        .iter()
        .filter(|hit| same(hit) || !frame.contains(&hit.0))
        .position(|hit| !product.title.is_empty() && same(hit));
    let called = |(_, name): &(String, String)| folded(name).contains(&folded(&meant));
    let suggestions = suggestions(traveller, &look, query);
    let searched = Searched {
        kind,
        query: query.to_owned(),
        title: product.title.clone(),
        product: product.url.clone(),
        url: look.url.clone(),
        status: traveller.status,
        selector: field.selector.clone(),
        redirected,
        rank: rank.and_then(|at| u32::try_from(at + 1).ok()),
        hit_count: u32::try_from(hits.len()).unwrap_or(u32::MAX),
        relevant: redirected || rank.is_some() || !meant.is_empty() && results.iter().any(called),
        hits: hits
            .iter()
            .take(12)
            .map(|(_, name)| cut(name, 80))
            .collect(),
        says_none,
        query_shown: folded(&look.text).contains(&folded(query))
            || search_field(&look).is_some_and(|f| folded(&f.value) == folded(query)),
        suggestions,
        contact: look.controls.iter().any(|c| leads_to_people(traveller, c)),
        own_text: own_text(&look, home),
        took_ms: settled.clock.usable_ms,
        inp_ms,
    };
    bench.seen.searches.push(searched);
    Ok(())
}

/// Whether a page says that it looked for another spelling: a line, no product's name, with the
/// word that was meant.
fn corrected(look: &Look, hits: &[(String, String)], meant: &str, query: &str) -> bool {
    let (meant, query) = (folded(meant), folded(query));
    let names: BTreeSet<String> = hits.iter().map(|(_, name)| folded(name)).collect();
    let says = |line: &str| {
        let line = folded(line);
        // The line that repeats what was typed says nothing about another spelling.
        line.contains(&meant)
            && !line.contains(&query)
            && !names.iter().any(|name| name.contains(&line))
    };
    !meant.is_empty() && look.text.lines().any(says)
}

/// The name of a search among what was not run.
fn turn(kind: SearchKind) -> &'static str {
    match kind {
        SearchKind::Exact => "search",
        SearchKind::Nonsense => "search-nonsense",
        SearchKind::Word
        | SearchKind::Typo
        | SearchKind::OtherKana
        | SearchKind::HalfKana
        | SearchKind::FullWidth => "search-variants",
    }
}

/// Whether a control stands in the content, or in a layer that a search may open over it.
fn in_content(control: &Control) -> bool {
    control.visible && matches!(control.region, Some(Region::Main | Region::Dialog) | None)
}

/// The products that a page lists, `(address, name)`, in document order, each once.
fn hits(traveller: &Traveller<'_>, look: &Look) -> Vec<(String, String)> {
    let mut list: Vec<(String, String)> = Vec::new();
    for control in look.controls.iter().filter(|c| in_content(c)) {
        let scored = score_product(control, look, &traveller.known, traveller.lexicon);
        if scored.is_none_or(|(score, _)| score < PRODUCT) {
            continue;
        }
        let key = key_of(control);
        match list.iter_mut().find(|(known, _)| *known == key) {
            Some((_, name)) if name.trim().is_empty() => *name = control.name.clone(),
            Some(_) => {}
            None => list.push((key, control.name.clone())),
        }
    }
    list
}

/// Links that stand at the same place of the home page: a menu in a side column is no result, whatever
/// the crawl took its pages for.
fn frame(home: &Look, look: &Look) -> BTreeSet<String> {
    let at_home: BTreeSet<(&str, Option<&str>)> = home
        .controls
        .iter()
        .map(|c| (c.selector.as_str(), c.href.as_deref()))
        .collect();
    let menus = look.controls.iter().filter(|c| {
        c.href.is_some() && at_home.contains(&(c.selector.as_str(), c.href.as_deref()))
    });
    menus.map(key_of).collect()
}

/// Ways on that the content offers: products, lists, the same search in other words.
fn suggestions(traveller: &Traveller<'_>, look: &Look, query: &str) -> Vec<String> {
    let again = |c: &Control| {
        let href = c.href.as_deref().unwrap_or_default();
        path_of(href) == path_of(&look.url)
            && href.contains('?')
            && !c.name.is_empty()
            && !folded(href).contains(&folded(query))
    };
    let way_on = |c: &&Control| {
        let (known, lexicon) = (&traveller.known, traveller.lexicon);
        score_product(c, look, known, lexicon).is_some_and(|(score, _)| score >= PRODUCT)
            || score_listing(c, look, known, lexicon).is_some_and(|(score, _)| score >= 1.3)
            || again(c)
    };
    let links = look
        .controls
        .iter()
        .filter(|c| in_content(c) && c.href.is_some());
    let mut names: Vec<String> = links.filter(way_on).map(|c| cut(&c.name, 60)).collect();
    names.dedup();
    names.truncate(12);
    names
}

/// Whether a link of the content leads to somebody who can be asked.
fn leads_to_people(traveller: &Traveller<'_>, control: &Control) -> bool {
    const PATHS: [&str; 7] = [
        "contact", "kontakt", "contacto", "contatti", "inquiry", "toiawase", "support",
    ];
    let Some(href) = control.href.as_deref().filter(|_| in_content(control)) else {
        return false;
    };
    let path = path_of(href).to_lowercase();
    href.starts_with("mailto:")
        || href.starts_with("tel:")
        || traveller.known.kind_of(href) == Some(PageKind::Contact)
        || PATHS.iter().any(|word| path.contains(word))
}

/// Characters of the lines that the home page does not have.
fn own_text(look: &Look, home: &Look) -> u32 {
    let common: BTreeSet<&str> = home.text.lines().map(str::trim).collect();
    let own = look.text.lines().map(str::trim);
    let count: usize = own
        .filter(|line| !common.contains(line))
        .map(|line| line.chars().count())
        .sum();
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// At most so many characters of a text on one line.
pub fn cut(text: &str, most: usize) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    flat.chars().take(most).collect()
}

/// The words that one look has and another has not, as lines: what a page said to an act.
pub fn new_lines(before: &Look, after: &Look) -> Vec<String> {
    let old: BTreeSet<&str> = before.text.lines().map(str::trim).collect();
    let shown = before.messages.iter().map(|m| m.text.trim());
    let old: BTreeSet<&str> = old.into_iter().chain(shown).collect();
    let messages = after.messages.iter().map(|m| m.text.trim());
    let lines = messages.chain(after.text.lines().map(str::trim));
    let mut fresh: Vec<String> = Vec::new();
    for line in lines.filter(|line| !line.is_empty() && !old.contains(line)) {
        let line = cut(line, 200);
        if !fresh.iter().any(|known| known.contains(&line)) && fresh.len() < 12 {
            fresh.push(line);
        }
    }
    fresh
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_at_the_same_place_of_the_home_page_is_no_result() {
        let link = |selector: &str, href: &str| Control {
            selector: selector.to_owned(),
            href: Some(format!("https://shop.example{href}")),
            ..Control::default()
        };
        let with = |controls: Vec<Control>| Look {
            controls,
            ..Look::default()
        };
        let home = with(vec![
            link("#side a:nth-child(1)", "/list.php?category_id=1"),
            link("#new a:nth-child(1)", "/detail.php?product_id=1"),
        ]);
        let found = with(vec![
            link("#side a:nth-child(1)", "/list.php?category_id=1"),
            link("#results a:nth-child(1)", "/detail.php?product_id=1"),
        ]);
        let menus = frame(&home, &found);
        assert!(menus.contains(&key_of(&found.controls[0])));
        assert!(!menus.contains(&key_of(&found.controls[1])));
    }
}
