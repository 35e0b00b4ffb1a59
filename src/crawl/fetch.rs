//! Asks for one address, politely and within limits. The only file that names reqwest.
//!
//! Redirects are followed by hand, so each one is evidence. Requests run on a
//! small runtime of their own, so a wait ends at once when somebody asks to stop.

use crate::crawl::CrawlError;
use crate::crawl::decode;
use crate::crawl::pace::{Pace, back_off};
use crate::crawl::problem::{chain, problem};
use crate::model::page::Hop;
use crate::model::plan::CrawlPlan;
use crate::model::seams::Stop;
use crate::session::Session;
use reqwest::cookie::Jar;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, HeaderMap};
use reqwest::{Client, Method, redirect};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};
use tokio::runtime::{Builder, Runtime};
use url::{Host, Url};

/// Redirects followed for one address.
const HOPS: usize = 10;
/// Tries for one address.
const TRIES: u32 = 4;
/// Waiting for busy servers in the whole crawl.
const WAITING: Duration = Duration::from_secs(90);
/// How often a wait looks up whether it should end.
const TICK: Duration = Duration::from_millis(50);

/// What is expected behind an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Want {
    /// A page: bodies that are no text are not read.
    Page,
    /// A file for the crawl itself, of at most so many bytes.
    File(usize),
    /// Only the status.
    Status,
}

/// What an address answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The address that answered in the end.
    pub url: Url,
    /// Redirects on the way.
    pub hops: Vec<Hop>,
    /// The last status; `None` when nothing answered.
    pub status: Option<u16>,
    /// Headers of the last answer, secrets taken out.
    pub headers: Vec<(String, String)>,
    /// The body, content coding undone.
    pub body: Vec<u8>,
    /// Whether the body was longer than the limit.
    pub truncated: bool,
    /// Time of the requests, waiting between tries not included.
    pub took: Duration,
    /// Why there is no answer, or only a part of it: a code (`dns`, `refused`, `tls`, `timeout`,
    /// `reset`, `network`, `body`, `redirect-loop`, `redirect-limit`, `redirect-broken`,
    /// `redirect-refused`, `deadline`, `stopped`), a colon, details.
    pub problem: Option<String>,
}

impl Answer {
    /// A header's value, by its lower-case name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The media type in lower case, without parameters.
    pub fn media_type(&self) -> String {
        let whole = self.header("content-type").unwrap_or_default();
        whole
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }
}

/// Sends the requests of one crawl.
pub struct Fetcher {
    client: Client,
    session: Session,
    /// Ended without waiting for requests that still hang.
    runtime: Option<Runtime>,
    pace: Pace,
    page_timeout: Duration,
    max_body_bytes: usize,
    ends: Instant,
    stop: Stop,
    waited_ms: AtomicU64,
}

impl Drop for Fetcher {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// A cookie jar with the user's cookies in it.
fn jar(session: &Session, store: &Url) -> Arc<Jar> {
    let jar = Jar::default();
    for (cookie, at) in session.set_cookie_lines(store) {
        jar.add_cookie_str(&cookie, &at);
    }
    Arc::new(jar)
}

struct Part {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
    truncated: bool,
    problem: Option<String>,
}

impl Fetcher {
    /// Sets up the client of one crawl, with a cookie jar of its own.
    pub fn new(
        plan: &CrawlPlan,
        session: &Session,
        target: &Url,
        stop: &Stop,
    ) -> Result<Fetcher, CrawlError> {
        // A second crawl in the process finds the provider installed already.
        let _installed_before = rustls::crypto::ring::default_provider().install_default();
        let mut builder = Client::builder()
            .user_agent(plan.user_agent.as_str())
            .redirect(redirect::Policy::none())
            .referer(false)
            .cookie_provider(jar(session, target))
            .connect_timeout(plan.page_timeout.min(Duration::from_secs(15)))
            .pool_max_idle_per_host(plan.concurrency.max(1));
        if is_loopback(target) {
            builder = builder.no_proxy();
        }
        let client = builder
            .build()
            .map_err(|error| CrawlError::Client(chain(&error)))?;
        let runtime = Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .thread_name("crawl-io")
            .build()
            .map_err(|error| CrawlError::Client(error.to_string()))?;
        Ok(Fetcher {
            client,
            session: session.clone(),
            runtime: Some(runtime),
            pace: Pace::new(plan.pace, plan.pace_here),
            page_timeout: plan.page_timeout,
            max_body_bytes: plan.max_body_bytes,
            ends: Instant::now() + plan.deadline,
            stop: stop.clone(),
            waited_ms: AtomicU64::new(0),
        })
    }

    /// Why the crawl should end now: somebody asked, or its time is over.
    pub fn over(&self) -> Option<&'static str> {
        if self.stop.requested() {
            Some("stopped")
        } else if Instant::now() >= self.ends {
            Some("deadline")
        } else {
            None
        }
    }

    /// How long the crawl may still take.
    pub fn left(&self) -> Duration {
        self.ends.saturating_duration_since(Instant::now())
    }

    /// Obeys a host's `Crawl-delay`.
    pub fn slow_down(&self, url: &Url, delay: Duration) {
        self.pace.slow_down(&host_key(url), delay, Instant::now());
    }

    /// Gets an address. `may_follow` decides about each redirect.
    pub fn get(&self, url: &Url, want: Want, may_follow: &dyn Fn(&Url) -> bool) -> Answer {
        self.ask(Method::GET, url, want, may_follow)
    }

    /// The status of an address: by HEAD, and by GET where a server does not like HEAD.
    pub fn status(&self, url: &Url, may_follow: &dyn Fn(&Url) -> bool) -> Option<u16> {
        let head = self.ask(Method::HEAD, url, Want::Status, may_follow);
        match head.status {
            Some(status) if status < 400 || status == 410 => Some(status),
            Some(_) | None if self.over().is_some() => head.status,
            Some(_) | None => {
                let get = self.ask(Method::GET, url, Want::Status, may_follow);
                get.status.or(head.status)
            }
        }
    }

    fn ask(
        &self,
        method: Method,
        url: &Url,
        want: Want,
        may_follow: &dyn Fn(&Url) -> bool,
    ) -> Answer {
        let mut tries = 0;
        loop {
            tries += 1;
            let answer = self.follow(&method, url, want, may_follow);
            let busy = matches!(answer.status, Some(429 | 502 | 503 | 504));
            let broken = answer.status.is_none()
                && answer
                    .problem
                    .as_deref()
                    .is_some_and(|p| p.starts_with("reset"));
            let most = match (want, busy) {
                // A link check is worth one more try, no more.
                (Want::Status, true) => 2,
                (Want::Status, false) => 1,
                (Want::Page | Want::File(_), true) => TRIES,
                (Want::Page | Want::File(_), false) => 2,
            };
            if !(busy || broken) || tries >= most {
                return answer;
            }
            let wait = back_off(tries, answer.header("retry-after"), SystemTime::now());
            let wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
            let before = self.waited_ms.fetch_add(wait_ms, Ordering::SeqCst);
            if Duration::from_millis(before.saturating_add(wait_ms)) > WAITING
                || wait >= self.left()
            {
                return answer;
            }
            let now = Instant::now();
            if answer.status == Some(429) {
                self.pace.hold(&host_key(&answer.url), now + wait, now);
            }
            if !self.sleep_until(now + wait) {
                return answer;
            }
        }
    }

    fn follow(
        &self,
        method: &Method,
        start: &Url,
        want: Want,
        may_follow: &dyn Fn(&Url) -> bool,
    ) -> Answer {
        let mut answer = Answer {
            url: start.clone(),
            hops: Vec::new(),
            status: None,
            headers: Vec::new(),
            body: Vec::new(),
            truncated: false,
            took: Duration::ZERO,
            problem: None,
        };
        answer.url.set_fragment(None);
        loop {
            let turn = self.pace.reserve(&host_key(&answer.url), Instant::now());
            if !self.sleep_until(turn) {
                answer.problem = Some(format!("{}: not asked", self.over().unwrap_or("deadline")));
                return answer;
            }
            let began = Instant::now();
            let room = self.page_timeout.saturating_sub(answer.took);
            let part = self.send(method, &answer.url, want, room);
            answer.took += began.elapsed();
            let part = match part {
                Ok(part) => part,
                Err(problem) => {
                    answer.status = None;
                    answer.problem = Some(problem);
                    return answer;
                }
            };
            answer.status = Some(part.status);
            answer.headers = public_headers(&part.headers);
            answer.body = part.body;
            answer.truncated = part.truncated;
            answer.problem = part.problem;
            if !matches!(part.status, 301 | 302 | 303 | 307 | 308) {
                return answer;
            }
            let Some(location) = part.headers.get("location") else {
                return answer;
            };
            // Servers send Latin-1 and UTF-8 unescaped; `Url` escapes it.
            let location = String::from_utf8_lossy(location.as_bytes());
            let next = answer
                .url
                .join(location.trim())
                .ok()
                .filter(|next| matches!(next.scheme(), "http" | "https"));
            let problem = match &next {
                None => Some(format!(
                    "redirect-broken: {}",
                    location.chars().take(200).collect::<String>()
                )),
                // A page may send its visitor on and back once, to set a cookie.
                Some(next)
                    if answer
                        .hops
                        .iter()
                        .filter(|h| h.url == next.as_str())
                        .count()
                        >= 2 =>
                {
                    Some(format!("redirect-loop: {next}"))
                }
                Some(_) if answer.hops.len() >= HOPS => {
                    Some(format!("redirect-limit: more than {HOPS} redirects"))
                }
                Some(next) if !may_follow(next) => Some(format!("redirect-refused: {next}")),
                Some(_) => None,
            };
            answer.hops.push(Hop {
                url: answer.url.to_string(),
                status: part.status,
            });
            match (problem, next) {
                (None, Some(mut next)) => {
                    next.set_fragment(None);
                    answer.url = next;
                }
                (problem, _) => {
                    answer.problem = problem;
                    return answer;
                }
            }
        }
    }

    fn send(&self, method: &Method, url: &Url, want: Want, room: Duration) -> Result<Part, String> {
        let Some(runtime) = &self.runtime else {
            return Err("stopped: the crawl is over".to_string());
        };
        let ends = Instant::now() + room;
        runtime.block_on(async {
            let exchange = self.exchange(method, url, want);
            let mut exchange = std::pin::pin!(exchange);
            loop {
                if let Ok(done) = tokio::time::timeout(TICK, exchange.as_mut()).await {
                    return done;
                }
                if let Some(reason) = self.over() {
                    return Err(format!("{reason}: while waiting for an answer"));
                }
                if Instant::now() >= ends {
                    return Err(format!(
                        "timeout: no complete answer within {} ms",
                        self.page_timeout.as_millis()
                    ));
                }
            }
        })
    }

    async fn exchange(&self, method: &Method, url: &Url, want: Want) -> Result<Part, String> {
        let accept = match want {
            Want::Page => "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            Want::File(_) | Want::Status => "*/*",
        };
        let mut request = self
            .client
            .request(method.clone(), url.clone())
            .header(ACCEPT, accept)
            .header(ACCEPT_ENCODING, decode::ACCEPTED);
        for (name, value) in self.session.headers_for(url) {
            request = request.header(name, value);
        }
        let mut response = request
            .send()
            .await
            .map_err(|error| problem(&error, error.is_timeout()))?;
        let mut part = Part {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
            truncated: false,
            problem: None,
        };
        let limit = match want {
            Want::Status => 0,
            Want::File(limit) => limit,
            Want::Page if is_text(&part.headers) => self.max_body_bytes,
            Want::Page => 0,
        };
        if limit == 0 || *method == Method::HEAD {
            return Ok(part);
        }
        let mut raw: Vec<u8> = Vec::new();
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => {
                    let room = limit - raw.len();
                    raw.extend_from_slice(&chunk[..chunk.len().min(room)]);
                    if chunk.len() > room {
                        part.truncated = true;
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    part.problem = Some(format!("body: {}", chain(&error)));
                    break;
                }
            }
        }
        let coding = part
            .headers
            .get("content-encoding")
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .unwrap_or_default();
        let (body, over, problem) = decode::inflate(raw, &coding, limit);
        part.body = body;
        // A body that was cut cannot be decoded to its end, which is no fault of the store.
        if !part.truncated {
            part.problem = part.problem.or(problem);
        }
        part.truncated |= over;
        Ok(part)
    }

    /// Sleeps in small pieces; false when the crawl should end instead.
    fn sleep_until(&self, moment: Instant) -> bool {
        loop {
            if self.over().is_some() {
                return false;
            }
            let left = moment.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return true;
            }
            std::thread::sleep(left.min(TICK));
        }
    }
}

fn host_key(url: &Url) -> String {
    format!(
        "{}:{}",
        url.host_str().unwrap_or_default(),
        url.port_or_known_default().unwrap_or(0)
    )
}

/// Whether a host is this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn is_text(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get("content-type") else {
        return true;
    };
    let kind = String::from_utf8_lossy(kind.as_bytes()).to_ascii_lowercase();
    ["text/", "html", "xml", "json"]
        .iter()
        .any(|word| kind.contains(word))
}

/// Header names in lower case. The values of cookies are secrets: only their
/// names and attributes are kept.
fn public_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .take(200)
        .map(|(name, value)| {
            let value: String = String::from_utf8_lossy(value.as_bytes())
                .chars()
                .take(4_000)
                .collect();
            let value = if name == "set-cookie" {
                without_value(&value)
            } else {
                value
            };
            (name.as_str().to_ascii_lowercase(), value)
        })
        .collect()
}

fn without_value(cookie: &str) -> String {
    let (pair, attributes) = cookie.split_once(';').unwrap_or((cookie, ""));
    let name = pair.split('=').next().unwrap_or_default().trim();
    let attributes = attributes.trim();
    if attributes.is_empty() {
        name.to_string()
    } else {
        format!("{name}; {attributes}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_of_cookies_are_not_kept() {
        assert_eq!(
            without_value("sid=s3cret=; Path=/; HttpOnly"),
            "sid; Path=/; HttpOnly"
        );
        assert_eq!(without_value("sid=s3cret"), "sid");
    }
}
