//! Leaves a form by the store's own logo, and counts what asks to stay.

use super::Prober;
use super::found::reopened;
use crate::journey::pilot;
use crate::journey::screen::Screen;
use crate::journey::traveller::{Halt, Traveller};
use crate::model::look::{Control, Look};
use crate::model::page::Region;
use crate::model::probed::{Filling, Leaving};

/// Leaves by the logo and comes back; what was typed may be lost by it. `None` where no logo leads home.
pub fn leave_by_logo(
    traveller: &mut Traveller<'_>,
    prober: &mut Prober,
    look: &Look,
    screen: &Screen,
    index: u32,
    filling: Filling,
) -> Result<Option<Look>, Halt> {
    let home = traveller.around.plan.target.clone();
    let Some(logo) = logo(look, &home) else {
        prober.leave_out("leaving", "no-logo", traveller.goal.name());
        return Ok(None);
    };
    traveller.visit.dialogs();
    let Some(_pressed) = traveller.press_once(look, screen, logo.handle, false)? else {
        prober.leave_out("leaving", "no-logo", traveller.goal.name());
        return Ok(None);
    };
    let asked = traveller.visit.dialogs();
    let mut words: Vec<String> = asked
        .iter()
        .filter(|d| d.kind != "beforeunload" && !d.text.is_empty())
        .map(|d| d.text.chars().take(300).collect())
        .collect();
    let mut questions = asked.len();
    let (after, _) = traveller.see()?;
    // A layer of the page's own that asks, instead of the browser.
    if pilot::plain(&after.url) == pilot::plain(&look.url) {
        let fresh = after.layers.iter().find(|l| {
            (l.dialog || l.modal) && !look.layers.iter().any(|b| b.selector == l.selector)
        });
        if let Some(layer) = fresh {
            questions += 1;
            words.push(layer.text.chars().take(300).collect());
        }
    }
    prober.probed.leavings.push(Leaving {
        screen: index,
        url: look.url.clone(),
        filling,
        questions: u32::try_from(questions).unwrap_or(u32::MAX),
        words,
    });
    reopened(traveller, look)
}

/// The link in the header that leads home: the logo comes first.
fn logo<'a>(look: &'a Look, home: &url::Url) -> Option<&'a Control> {
    let leads_home = |c: &&Control| {
        let Some(to) = c
            .href
            .as_deref()
            .and_then(|href| url::Url::parse(href).ok())
        else {
            return false;
        };
        to.host_str() == home.host_str()
            && to.path().trim_end_matches('/').matches('/').count() <= 1
            && (to.path() == home.path() || to.path() == "/")
    };
    let usable = |c: &&Control| c.visible && c.enabled && !c.covered;
    let links = || look.controls.iter().filter(usable).filter(leads_home);
    links()
        .find(|c| matches!(c.region, Some(Region::Header | Region::Nav)))
        .or_else(|| links().next())
}
