//! The requests of a journey as HAR 1.2, one page a step.
//!
//! The evidence keeps what a report needs, not a full recording: at most 400
//! requests a step, no bodies, chosen headers, one duration a request. What is
//! not known is written as the format says (-1, or empty), and a step with more
//! requests says so in its comment. Steps follow each other without the pilot's
//! own thinking, so the times of day are relative.
//! <http://www.softwareishard.com/blog/har-12-spec/>

use crate::model::evidence::Evidence;
use crate::model::journey::{Journey, Request, Step};
use serde::Serialize;
use std::time::{Duration, SystemTime};
use url::Url;

/// The whole file.
#[derive(Debug, Serialize)]
pub struct Har {
    log: Log,
}

#[derive(Debug, Serialize)]
struct Log {
    version: &'static str,
    creator: Creator,
    browser: Creator,
    pages: Vec<Page>,
    entries: Vec<Entry>,
    comment: String,
}

#[derive(Debug, Serialize)]
struct Creator {
    name: String,
    version: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    started_date_time: String,
    id: String,
    title: String,
    page_timings: PageTimings,
    comment: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PageTimings {
    on_content_load: f64,
    on_load: f64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    pageref: String,
    started_date_time: String,
    time: f64,
    request: Asked,
    response: Answered,
    cache: Empty,
    timings: Timings,
}

#[derive(Debug, Serialize)]
struct Empty {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    method: String,
    url: String,
    http_version: String,
    cookies: Vec<Pair>,
    headers: Vec<Pair>,
    query_string: Vec<Pair>,
    headers_size: i64,
    body_size: i64,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answered {
    status: u16,
    status_text: String,
    http_version: String,
    cookies: Vec<Pair>,
    headers: Vec<Pair>,
    content: Content,
    #[serde(rename = "redirectURL")]
    redirect_url: String,
    headers_size: i64,
    body_size: i64,
    #[serde(rename = "_transferSize")]
    transfer_size: u64,
    comment: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    size: i64,
    mime_type: String,
}

#[derive(Debug, Serialize)]
struct Pair {
    name: String,
    value: String,
}

#[derive(Debug, Serialize)]
struct Timings {
    blocked: f64,
    dns: f64,
    connect: f64,
    send: f64,
    wait: f64,
    receive: f64,
    ssl: f64,
}

/// The file of one journey.
pub fn har(evidence: &Evidence, walk: &Journey) -> Har {
    let began = humantime::parse_rfc3339(&evidence.started_at).unwrap_or(SystemTime::UNIX_EPOCH);
    let (mut pages, mut entries) = (Vec::new(), Vec::new());
    let mut offset_ms = 0.0;
    for step in &walk.steps {
        let id = format!("step_{}", step.index + 1);
        pages.push(page(step, &id, began, offset_ms));
        let requests = step.requests.iter();
        entries.extend(requests.map(|request| entry(request, &id, began, offset_ms)));
        offset_ms += length_ms(step);
    }
    let (name, version) = product(&evidence.conditions.browser);
    Har {
        log: Log {
            version: "1.2",
            creator: Creator {
                name: "cartwalk".to_owned(),
                version: evidence.tool_version.clone(),
            },
            browser: Creator { name, version },
            pages,
            entries,
            comment: format!(
                "{} on {} with {}",
                evidence.target,
                walk.device.name(),
                walk.throttle
            ),
        },
    }
}

/// Until the last thing of the step that is known.
fn length_ms(step: &Step) -> f64 {
    let ends = step
        .requests
        .iter()
        .map(|request| known(request.start_ms) + known(request.duration_ms.unwrap_or_default()));
    ends.fold(known(step.clock.usable_ms.unwrap_or_default()), f64::max)
}

fn page(step: &Step, id: &str, began: SystemTime, offset_ms: f64) -> Page {
    let left_out = (step.request_count as usize).saturating_sub(step.requests.len());
    Page {
        started_date_time: time(began, offset_ms),
        id: id.to_owned(),
        title: format!("{}: {}", step.goal.name(), step.url),
        page_timings: PageTimings {
            on_content_load: -1.0,
            on_load: step.clock.usable_ms.map_or(-1.0, known),
        },
        comment: match left_out {
            0 => "onLoad is the step clock's `usable`".to_owned(),
            count => {
                format!("onLoad is the step clock's `usable`; {count} more requests were not kept")
            }
        },
    }
}

fn entry(request: &Request, page: &str, began: SystemTime, offset_ms: f64) -> Entry {
    let pair = |name: &str, value: &str| Pair {
        name: name.to_owned(),
        value: value.to_owned(),
    };
    let query = Url::parse(&request.url).map(|url| {
        let pairs = url.query_pairs();
        pairs.map(|(name, value)| pair(&name, &value)).collect()
    });
    let took = known(request.duration_ms.unwrap_or_default());
    let size = i64::try_from(request.bytes).unwrap_or(i64::MAX);
    Entry {
        pageref: page.to_owned(),
        started_date_time: time(began, offset_ms + known(request.start_ms)),
        time: took,
        request: Asked {
            method: request.method.clone(),
            // Addresses outside ASCII are written in their encoded form.
            url: Url::parse(&request.url).map_or_else(|_| "about:invalid".to_owned(), String::from),
            http_version: String::new(),
            cookies: Vec::new(),
            headers: Vec::new(),
            query_string: query.unwrap_or_default(),
            headers_size: -1,
            body_size: -1,
        },
        response: Answered {
            status: request.status.unwrap_or_default(),
            status_text: String::new(),
            http_version: String::new(),
            cookies: Vec::new(),
            headers: request
                .headers
                .iter()
                .map(|(name, value)| pair(name, value))
                .collect(),
            content: Content {
                size,
                mime_type: request.mime.clone(),
            },
            redirect_url: String::new(),
            headers_size: -1,
            body_size: -1,
            transfer_size: request.bytes,
            comment: request.failure.clone().unwrap_or_default(),
        },
        cache: Empty {},
        timings: Timings {
            blocked: -1.0,
            dns: -1.0,
            connect: -1.0,
            send: 0.0,
            wait: took,
            receive: 0.0,
            ssl: -1.0,
        },
    }
}

fn known(ms: f64) -> f64 {
    if ms.is_finite() { ms.max(0.0) } else { 0.0 }
}

fn time(began: SystemTime, offset_ms: f64) -> String {
    // A day is longer than any walk; a broken clock must not overflow the date.
    let offset = Duration::from_secs_f64(known(offset_ms).min(86_400_000.0) / 1000.0);
    humantime::format_rfc3339_millis(began + offset).to_string()
}

/// `Chrome/156.0.8078.79` as name and version.
fn product(browser: &str) -> (String, String) {
    let (name, version) = browser.split_once('/').unwrap_or((browser, ""));
    (name.to_owned(), version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::made;
    use crate::rules::testing::request;
    use serde_json::Value;

    /// The published schema (har-schema 2.0.0, ISC), its files put into one.
    fn validator() -> jsonschema::Validator {
        let text = std::fs::read_to_string("tests/data/har/har-1.2.schema.json").unwrap();
        jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
    }

    fn problems(har: &Value) -> Vec<String> {
        validator()
            .iter_errors(har)
            .map(|error| error.to_string())
            .collect()
    }

    #[test]
    fn the_file_is_valid_by_the_published_schema_with_one_page_a_step() {
        let mut evidence = made::evidence();
        let mut failed = request("script", "https://cdn.example/a.js?x=1&y=日本");
        failed.status = None;
        failed.failure = Some("net::ERR_FAILED".into());
        failed.duration_ms = Some(f64::NAN);
        evidence.journeys[0].steps[1].requests = vec![request("document", "/"), failed];
        evidence.journeys[0].steps[1].request_count = 9;
        let har = serde_json::to_value(har(&evidence, &evidence.journeys[0])).unwrap();
        assert_eq!(problems(&har), Vec::<String>::new());
        let log = &har["log"];
        assert_eq!(
            log["pages"].as_array().unwrap().len(),
            evidence.journeys[0].steps.len()
        );
        assert_eq!(log["entries"][1]["pageref"], "step_2");
        assert!(
            log["pages"][1]["comment"]
                .as_str()
                .unwrap()
                .contains("7 more requests")
        );
        let mut broken = har.clone();
        broken["log"]["entries"][0]["time"] = "soon".into();
        assert!(!problems(&broken).is_empty());
    }
}
