//! What makes a walk heavy, by name: its largest files, and the hosts that its pages called.

use super::loaded::{kind, requests};
use super::seen::{Seen, step_anchor};
use super::text::{bytes, cut, host_of, path_of, same, say, time, word};
use crate::model::device::Device;
use crate::model::journey::Request;
use crate::model::report::StepReport;
use maud::{Markup, html};
use std::collections::{BTreeMap, BTreeSet};

/// Files shown.
const FILES: usize = 10;
/// A file of less is not worth a word, in bytes over the network.
const LIGHT: u64 = 10_000;
/// Hosts shown.
const HOSTS: usize = 20;

/// One address over the whole walk.
struct File<'a> {
    request: &'a Request,
    first: u32,
    times: u32,
    bytes: u64,
}

/// The files that took most bytes over the network, all loads of one address together.
pub fn files(seen: &Seen<'_>, on: Device) -> Markup {
    let mut known: BTreeMap<&str, File<'_>> = BTreeMap::new();
    for (step, request) in requests(seen, on).filter(|(_, one)| !one.cached && one.bytes > 0) {
        let file = known.entry(&request.url).or_insert(File {
            request,
            first: step.index,
            times: 0,
            bytes: 0,
        });
        file.times += 1;
        file.bytes = file.bytes.saturating_add(request.bytes);
    }
    let mut files: Vec<File<'_>> = known.into_values().collect();
    files.retain(|file| file.bytes >= LIGHT);
    files.sort_by_key(|file| std::cmp::Reverse(file.bytes));
    if files.is_empty() {
        return html! {};
    }
    html! {
        (listed(seen, "html.files", &[
            ("html.address", false),
            ("html.type", false),
            ("html.files-first", false),
            ("html.files-times", true),
            ("column.bytes", true),
        ], html! { @for file in files.iter().take(FILES) { (row(seen, on, file)) } }))
    }
}

/// A table of these columns, of which some hold numbers, under its name.
fn listed(seen: &Seen<'_>, name: &str, columns: &[(&str, bool)], rows: Markup) -> Markup {
    let table = html! {
        table.heavy {
            thead { tr { @for (column, is_number) in columns { @if *is_number { th.num scope="col" { (word(column)) } } @else { th scope="col" { (word(column)) } } } } }
            tbody { (rows) }
        }
    };
    html! {
        h4 { (word(name)) }
        (seen.sideways(name, table))
    }
}

fn row(seen: &Seen<'_>, on: Device, file: &File<'_>) -> Markup {
    let request = file.request;
    let shown = match request.third_party {
        true => format!("{}{}", host_of(&request.url), path_of(&request.url)),
        false => path_of(&request.url),
    };
    html! {
        tr {
            th scope="row" { (cut(&shown, 72)) }
            td { (word(&format!("html.file.{}", kind(request)))) @if request.third_party { " · " (word("html.third-party")) } }
            td { (screen(seen, on, file.first)) }
            td.num { (file.times) }
            td.num { (bytes(file.bytes)) }
        }
    }
}

fn screen(seen: &Seen<'_>, on: Device, index: u32) -> Markup {
    let goal = seen.reported(on, index).map(|step| seen.goal(step.goal));
    let number = same((index + 1).to_string());
    html! {
        @match goal {
            Some(goal) => a href={ "#" (step_anchor(on, index)) } { (say("html.step-named", &[("step", number), ("goal", goal)])) },
            None => (number),
        }
    }
}

#[derive(Default)]
struct Host {
    foreign: bool,
    requests: u32,
    bytes: u64,
    steps: BTreeSet<u32>,
    busy_ms: f64,
}

/// Everybody that the pages called: how often, on how many screens, how much was loaded and how
/// long its scripts ran. Nothing where the store is the only one.
pub fn hosts(seen: &Seen<'_>, on: Device) -> Markup {
    let mut known: BTreeMap<String, Host> = BTreeMap::new();
    for (step, request) in requests(seen, on) {
        let host = known.entry(host_of(&request.url)).or_default();
        host.foreign |= request.third_party;
        host.requests += 1;
        host.bytes = host.bytes.saturating_add(request.bytes);
        host.steps.insert(step.index);
    }
    let walk = seen
        .handover
        .en
        .journeys
        .iter()
        .find(|walk| walk.device == on);
    let steps = walk.map_or(&[][..], |walk| walk.steps.as_slice());
    for script in steps
        .iter()
        .flat_map(|step: &StepReport| &step.load.scripts)
    {
        if let Some(host) = known.get_mut(&host_of(&script.url)) {
            host.busy_ms += script.ms;
        }
    }
    if known.len() < 2 {
        return html! {};
    }
    let mut hosts: Vec<(String, Host)> = known.into_iter().collect();
    hosts.sort_by_key(|(_, host)| std::cmp::Reverse((host.bytes, host.requests)));
    let is_busy = hosts.iter().any(|(_, host)| host.busy_ms > 0.0);
    let mut columns = vec![
        ("html.host", false),
        ("html.whose", false),
        ("html.hosts-screens", true),
        ("html.requests", true),
        ("column.bytes", true),
    ];
    if is_busy {
        columns.push(("html.hosts-busy", true));
    }
    html! {
        (listed(seen, "html.hosts", &columns, html! { @for (name, host) in hosts.iter().take(HOSTS) {
            tr {
                th scope="row" { (cut(name, 72)) }
                td { (word(if host.foreign { "html.third-party" } else { "html.own" })) }
                td.num { (host.steps.len()) }
                td.num { (host.requests) }
                td.num { (bytes(host.bytes)) }
                @if is_busy { td.num { @if host.busy_ms > 0.0 { (time(host.busy_ms)) } @else { "–" } } }
            }
        } }))
        @if hosts.len() > HOSTS { p.quiet { (say("html.more", &[("count", same((hosts.len() - HOSTS).to_string()))])) } }
    }
}

#[cfg(test)]
mod tests {
    use crate::render::staged::Stage;
    use crate::rules::testing::request;
    use scraper::{Html, Selector};

    /// The texts of the cells of the tables that follow one another in the part on speed.
    fn rows(page: &str) -> Vec<Vec<String>> {
        let page = Html::parse_document(page);
        let [rows, cells] =
            ["#speed table.heavy tbody tr", "th, td"].map(|it| Selector::parse(it).unwrap());
        let row = |row: scraper::ElementRef<'_>| {
            let english = |cell: scraper::ElementRef<'_>| {
                let span = Selector::parse("span.en").unwrap();
                let told = cell.select(&span).next().unwrap_or(cell);
                told.text().collect::<String>()
            };
            row.select(&cells).map(english).collect()
        };
        page.select(&rows).map(row).collect()
    }

    #[test]
    fn the_heaviest_files_and_every_host_are_named_with_their_sums() {
        let mut stage = Stage::clean();
        for (step, index) in stage.evidence.journeys[0].steps.iter_mut().zip(0..) {
            let mut own = request("script", "/app.js");
            own.bytes = 200_000;
            let mut small = request("image", "/dot.gif");
            small.bytes = 900;
            let mut again = request("font", "/text.woff2");
            (again.bytes, again.cached) = (90_000, index > 0);
            let mut foreign = request("script", "/t.js");
            foreign.url = "https://tags.example/t.js".to_owned();
            (foreign.bytes, foreign.third_party) = (30_000, true);
            step.requests = vec![own, small, again];
            if index == 1 {
                step.requests.push(foreign);
            }
            step.request_count = step.requests.len() as u32;
        }
        let told = rows(&stage.page());
        let told: Vec<Vec<&str>> = told
            .iter()
            .map(|row| row.iter().map(String::as_str).collect())
            .collect();
        assert_eq!(told[0][0], "/app.js");
        assert_eq!(told[0][3..], ["3", "600\u{a0}kB"]);
        // What a cache gave is no load.
        assert_eq!(told[1][0], "/text.woff2");
        assert_eq!(told[1][3..], ["1", "90\u{a0}kB"]);
        assert_eq!(told[2][0], "tags.example/t.js");
        assert_eq!(told[3][1..3], ["the store's own", "3"]);
        assert_eq!(
            told[4],
            ["tags.example", "third party", "1", "1", "30\u{a0}kB"]
        );
        assert_eq!(told.len(), 5);
    }

    #[test]
    fn no_sum_is_told_where_not_every_request_was_kept() {
        let mut stage = Stage::clean();
        let step = &mut stage.evidence.journeys[0].steps[0];
        step.requests = vec![request("script", "/app.js")];
        step.requests[0].bytes = 200_000;
        step.request_count = 2;
        assert!(rows(&stage.page()).is_empty());
    }
}
