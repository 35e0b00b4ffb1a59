//! Speed: the clocks and vitals of every step, rated by the published limits, with what the
//! measured runs spread over, and what was loaded.

use super::seen::{Seen, on_device, runs_line, step_anchor};
use super::text::{bytes, each, same, say, time, word};
use super::{heavy, loaded};
use crate::model::report::{JourneyReport, Measure, StepReport};
use crate::rulebook::texts::Both;
use maud::{Markup, html};

/// Good and poor limits of the vitals (web.dev, field data at the 75th percentile).
const LCP_MS: (f64, f64) = (2_500.0, 4_000.0);
const INP_MS: (f64, f64) = (200.0, 500.0);
const CLS: (f64, f64) = (0.1, 0.25);
const TTFB_MS: (f64, f64) = (800.0, 1_800.0);

/// The part of the page.
pub fn speed(seen: &Seen<'_>) -> Option<Markup> {
    let walks: Vec<_> = seen
        .handover
        .en
        .journeys
        .iter()
        .filter(|walk| !walk.steps.is_empty())
        .collect();
    if walks.is_empty() {
        return None;
    }
    let alone = walks.iter().all(|walk| walk.runs.measured <= 1);
    let spread = if alone {
        "html.speed-one"
    } else {
        "html.speed-spread"
    };
    Some(html! {
        p.lead { (word("html.speed-lead")) }
        @for walk in walks {
            h3 { (on_device(walk.device)) }
            @if let Some(runs) = runs_line("runs.line", walk) { p.quiet { (runs) } }
            (table(seen, walk))
            (loaded::loaded(seen, walk.device))
            (heavy::files(seen, walk.device))
            (heavy::hosts(seen, walk.device))
        }
        p.quiet { (word("html.speed-limits")) " " a href="#source-W2" { "[W2]" } " " (word(spread)) }
    })
}

fn table(seen: &Seen<'_>, walk: &JourneyReport) -> Markup {
    html! {
        (seen.sideways("html.speed", html! {
            table.speed {
                thead { tr {
                    th scope="col" { (word("column.step")) }
                    th.num scope="col" { (word("html.clock.usable")) }
                    th.num scope="col" { (word("html.clock.feedback")) }
                    th.num scope="col" { abbr title="Time to First Byte" { "TTFB" } }
                    th.num scope="col" { abbr title="Largest Contentful Paint" { "LCP" } }
                    th.num scope="col" { abbr title="Interaction to Next Paint" { "INP" } }
                    th.num scope="col" { abbr title="Cumulative Layout Shift" { "CLS" } }
                    th.num scope="col" { abbr title="Total Blocking Time" { "TBT" } }
                    th.num scope="col" { (word("html.requests")) }
                    th.num scope="col" { (word("column.bytes")) }
                } }
                tbody { @for step in &walk.steps { (row(seen, walk, step)) } }
            }
        }))
    }
}

fn row(seen: &Seen<'_>, walk: &JourneyReport, step: &StepReport) -> Markup {
    let (clock, vitals) = (&step.clock, &step.vitals);
    let cell = |metric, told, limits| cell(walk, step, metric, told, limits);
    html! {
        tr {
            th scope="row" { a href={ "#" (step_anchor(walk.device, step.index)) } { (say("html.step-named", &[("step", same((step.index + 1).to_string())), ("goal", seen.goal(step.goal))])) } }
            (cell("usable_ms", clock.usable_ms, None))
            (cell("feedback_ms", clock.feedback_ms, None))
            (cell("ttfb_ms", vitals.ttfb_ms, Some(TTFB_MS)))
            (cell("lcp_ms", vitals.lcp_ms, Some(LCP_MS)))
            (cell("inp_ms", vitals.inp_ms, Some(INP_MS)))
            (cell("cls", vitals.cls, Some(CLS)))
            (cell("tbt_ms", vitals.tbt_ms, None))
            (cell("requests", Some(f64::from(step.requests)), None))
            (cell("bytes", Some(step.bytes as f64), None))
        }
    }
}

/// A number: the median of the runs and what they spread over, or what the one walk gave.
fn cell(
    walk: &JourneyReport,
    step: &StepReport,
    metric: &str,
    told: Option<f64>,
    limits: Option<(f64, f64)>,
) -> Markup {
    let repeated = walk.runs.measured > 1;
    let measures = step.measures.iter().filter(|_| repeated);
    let measure = measures.into_iter().find(|one| one.metric == metric);
    let value = if repeated {
        measure.map(|one| one.median)
    } else {
        told
    };
    html! {
        td.num { @match value {
            Some(value) => {
                @if let Some(limits) = limits { (rating(value, limits)) }
                (figure(metric, value))
                @if let Some(spread) = measure.and_then(|it| spread(it, walk.runs.measured)) { span.spread { (spread) } }
            },
            None => "–",
        } }
    }
}

fn figure(metric: &str, value: f64) -> Both {
    match metric {
        "cls" => same(format!("{value:.3}")),
        "requests" => same(format!("{value:.0}")),
        "bytes" => bytes(value as u64),
        _ => time(value),
    }
}

/// From the least to the greatest where they differ, and of how many runs where not all of them
/// had the number; nothing else.
fn spread(measure: &Measure, runs: u32) -> Option<Both> {
    let [least, most] = [measure.min, measure.max].map(|value| figure(&measure.metric, value));
    let few = match measure.n == runs {
        true => String::new(),
        false => format!("n = {}", measure.n),
    };
    if least == most && few.is_empty() {
        return None;
    }
    Some(each(|language| {
        let range = match least == most {
            true => String::new(),
            false => range(least.get(language), most.get(language)),
        };
        let parts = [range.as_str(), few.as_str()];
        let told: Vec<&str> = parts.into_iter().filter(|it| !it.is_empty()).collect();
        told.join(", ")
    }))
}

/// `294–457 ms`, `830 ms–1.2 s`: a unit that both have stands once.
fn range(least: &str, most: &str) -> String {
    let units = [least, most].map(|it| it.split_once('\u{a0}'));
    match units {
        [Some((number, one)), Some((_, other))] if one == other && !one.contains('\u{a0}') => {
            format!("{number}–{most}")
        }
        _ => format!("{least}–{most}"),
    }
}

/// A mark for good, middling or poor, and the word for who does not see it.
fn rating(value: f64, (good, poor): (f64, f64)) -> Markup {
    let name = if value <= good {
        "good"
    } else if value <= poor {
        "middling"
    } else {
        "poor"
    };
    html! { span class={ "rating " (name) } { span.unseen { (word(&format!("html.rating.{name}"))) " " } } }
}

#[cfg(test)]
mod tests {
    use crate::model::evidence::{RunRecord, RunStep};
    use crate::render::staged::Stage;
    use scraper::{Html, Selector};

    fn text(page: &str, selector: &str) -> String {
        let page = Html::parse_document(page);
        let found = page.select(&Selector::parse(selector).unwrap()).next();
        found.map_or_else(String::new, |it| it.text().collect())
    }

    #[test]
    fn repeated_runs_are_told_as_a_median_with_their_spread() {
        let mut stage = Stage::clean();
        let walk = &stage.evidence.journeys[0];
        let runs = [
            (1, 2_000.0, Some(0.1)),
            (2, 1_234.5, None),
            (3, 1_000.0, Some(0.3)),
        ];
        let runs = runs.map(|(number, usable, cls)| {
            let mut steps: Vec<RunStep> = walk.steps.iter().map(RunStep::of).collect();
            steps[1].clock.usable_ms = Some(usable);
            steps[1].vitals.cls = cls;
            RunRecord {
                device: walk.device,
                number,
                told: number == 2,
                ended: walk.ended.clone(),
                host_speed: 200.0,
                steps,
            }
        });
        stage.evidence.runs = runs.to_vec();
        let page = stage.page();
        assert_eq!(
            text(&page, ".speed tbody tr:nth-child(2) td:nth-child(2) .en"),
            "1.2\u{a0}s"
        );
        assert_eq!(
            text(
                &page,
                ".speed tbody tr:nth-child(2) td:nth-child(2) .spread .en"
            ),
            "1.0–2.0\u{a0}s"
        );
        // Fewer runs than were counted had this number.
        assert_eq!(
            text(
                &page,
                ".speed tbody tr:nth-child(2) td:nth-child(7) .spread"
            ),
            "0.100–0.300, n = 2"
        );
        assert!(text(&page, "#speed").contains("3 runs counted"));
        assert!(text(&page, "#speed").contains("the least and the greatest"));
        assert!(!text(&page, "#speed").contains("n = 1"));
        assert!(text(&page, ".ttb").contains("Waiting in 3 runs"));
    }

    #[test]
    fn a_single_walk_claims_no_spread() {
        let page = Stage::clean().page();
        assert!(text(&page, "#speed").contains("n = 1"));
        assert_eq!(text(&page, ".spread"), "");
        assert!(!text(&page, ".ttb").contains("runs:"));
    }
}
