//! Keeps the books of a visit's requests, from the browser's own timestamps.

use crate::model::journey::Request;
use serde_json::Value;
use std::collections::HashMap;

/// Requests kept for one visit. A page that polls for hours must not eat the memory.
const MAX_ENTRIES: usize = 20_000;
const MAX_URL_CHARS: usize = 2_000;

/// Response headers that rules ask for.
const HEADERS: [&str; 18] = [
    "age",
    "alt-svc",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-security-policy",
    "content-type",
    "etag",
    "expires",
    "last-modified",
    "permissions-policy",
    "referrer-policy",
    "server-timing",
    "strict-transport-security",
    "vary",
    "x-content-type-options",
    "x-frame-options",
];

/// Hosts of analytics, advertising, monitoring and chat: their requests are no
/// reason to call a page busy. Matched with their subdomains.
const BACKGROUND_HOSTS: [&str; 44] = [
    "adsrvr.org",
    "amplitude.com",
    "analytics.google.com",
    "analytics.tiktok.com",
    "bat.bing.com",
    "browser-intake-datadoghq.com",
    "bugsnag.com",
    "clarity.ms",
    "cloudflareinsights.com",
    "connect.facebook.net",
    "contentsquare.net",
    "crisp.chat",
    "criteo.com",
    "criteo.net",
    "ct.pinterest.com",
    "doubleclick.net",
    "drift.com",
    "facebook.com",
    "fullstory.com",
    "google-analytics.com",
    "googleadservices.com",
    "googlesyndication.com",
    "googletagmanager.com",
    "heapanalytics.com",
    "hotjar.com",
    "hotjar.io",
    "im-apps.net",
    "intercom.io",
    "klaviyo.com",
    "logrocket.io",
    "mixpanel.com",
    "mouseflow.com",
    "nr-data.net",
    "omtrdc.net",
    "rlcdn.com",
    "rollbar.com",
    "segment.io",
    "sentry.io",
    "snapchat.com",
    "statcounter.com",
    "taboola.com",
    "tawk.to",
    "yjtag.jp",
    "zopim.com",
];

/// One request with what is known of it. Times are the browser's monotonic
/// clock, in seconds.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    pub id: String,
    pub session: String,
    pub loader: String,
    pub frame: String,
    pub url: String,
    pub method: String,
    pub kind: String,
    pub start: f64,
    pub response: Option<f64>,
    /// When anything of its answer came last.
    pub heard: Option<f64>,
    pub end: Option<f64>,
    pub status: Option<u16>,
    pub mime: String,
    pub bytes: u64,
    pub cached: bool,
    pub failure: Option<String>,
    pub headers: Vec<(String, String)>,
    /// WebSocket, EventSource, film, beacon, or a known background host.
    pub background: bool,
    /// Same method and path as an earlier request: polling.
    pub repeated: bool,
    /// Start of the first request of its chain of redirects.
    pub chain_start: f64,
}

impl Entry {
    /// When an answer without an end was heard of last: a script that only looks at the status
    /// never reads the body, and the browser then never says that it is over.
    pub fn unread_since(&self) -> Option<f64> {
        self.heard
            .filter(|_| self.end.is_none() && matches!(self.kind.as_str(), "xhr" | "fetch"))
    }

    /// Whether this asks for a document of that frame.
    pub fn is_document_of(&self, frame: &str) -> bool {
        self.kind == "document" && self.frame == frame
    }
}

#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub entries: Vec<Entry>,
    open: HashMap<String, usize>,
    seen_paths: HashMap<String, u32>,
    /// Latest time that any event told.
    now: f64,
    /// Requests that were not kept any more.
    pub dropped: u32,
}

impl Ledger {
    /// Books a `Network.*` event.
    pub fn book(&mut self, session: &str, method: &str, params: &Value) {
        if let Some(at) = params["timestamp"].as_f64() {
            self.now = self.now.max(at);
        }
        match method {
            "Network.requestWillBeSent" => self.sent(session, params),
            "Network.requestServedFromCache" => self.on(params, |entry| entry.cached = true),
            "Network.responseReceived" => self.on(params, |entry| {
                entry.response = params["timestamp"].as_f64();
                entry.heard = entry.response;
                entry.answered(&params["response"]);
                if let Some(kind) = params["type"].as_str() {
                    entry.kind = kind.to_ascii_lowercase();
                }
            }),
            "Network.dataReceived" => self.on(params, |entry| {
                entry.bytes += params["encodedDataLength"].as_u64().unwrap_or(0);
                entry.heard = params["timestamp"].as_f64().or(entry.heard);
            }),
            "Network.loadingFinished" => {
                self.on(params, |entry| {
                    entry.end = params["timestamp"].as_f64();
                    if let Some(all) = params["encodedDataLength"].as_f64()
                        && all > 0.0
                    {
                        entry.bytes = all as u64;
                    }
                });
                self.open.remove(id_of(params));
            }
            "Network.loadingFailed" => {
                self.on(params, |entry| {
                    entry.end = params["timestamp"].as_f64();
                    let reason = params["errorText"].as_str().unwrap_or("failed");
                    let blocked = params["blockedReason"].as_str();
                    entry.failure = Some(blocked.map_or_else(
                        || reason.to_owned(),
                        |blocked| format!("{reason} ({blocked})"),
                    ));
                });
                self.open.remove(id_of(params));
            }
            _ => {}
        }
    }

    /// The latest entry with this request id.
    pub fn latest(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.id == id)
    }

    /// Ends what a frame's earlier documents still had under way.
    pub fn abandon_but(&mut self, frame: &str, loader: &str, at: f64) {
        self.abandon(at, |entry| entry.frame == frame && entry.loader != loader);
    }

    /// Ends what a frame had under way that was taken out of the page.
    pub fn abandon_frame(&mut self, frame: &str) {
        self.abandon(self.now, |entry| entry.frame == frame);
    }

    /// Ends what a frame or worker had under way whose process is gone: its
    /// last events will never come.
    pub fn abandon_session(&mut self, session: &str) {
        self.abandon(self.now, |entry| entry.session == session);
    }

    fn abandon(&mut self, at: f64, gone: impl Fn(&Entry) -> bool) {
        let entries = &mut self.entries;
        self.open.retain(|_, index| {
            let Some(entry) = entries.get_mut(*index) else {
                return false;
            };
            if gone(entry) {
                entry.end = Some(at.max(entry.start));
            }
            entry.end.is_none()
        });
    }

    fn sent(&mut self, session: &str, params: &Value) {
        let id = id_of(params).to_owned();
        let at = params["timestamp"].as_f64().unwrap_or_default();
        let mut chain_start = at;
        if params["redirectResponse"].is_object() {
            if let Some(index) = self.open.remove(&id)
                && let Some(entry) = self.entries.get_mut(index)
            {
                entry.answered(&params["redirectResponse"]);
                entry.response = Some(at);
                entry.end = Some(at);
                entry.bytes = params["redirectResponse"]["encodedDataLength"]
                    .as_f64()
                    .unwrap_or_default() as u64;
                chain_start = entry.chain_start;
            }
        } else if self.open.contains_key(&id) {
            // A frame of another process reports what its parent reported already.
            return;
        }
        let request = &params["request"];
        let url = request["url"].as_str().unwrap_or_default();
        if url.starts_with("data:") || url.starts_with("blob:") || url.starts_with("about:") {
            return;
        }
        if self.entries.len() >= MAX_ENTRIES {
            self.dropped += 1;
            return;
        }
        let method = request["method"].as_str().unwrap_or("GET");
        let kind = params["type"]
            .as_str()
            .unwrap_or("other")
            .to_ascii_lowercase();
        let path = format!("{method} {}", url.split(['?', '#']).next().unwrap_or(url));
        let times = self.seen_paths.entry(path).or_default();
        *times += 1;
        let entry = Entry {
            session: session.to_owned(),
            loader: params["loaderId"].as_str().unwrap_or_default().to_owned(),
            frame: params["frameId"].as_str().unwrap_or_default().to_owned(),
            url: url.chars().take(MAX_URL_CHARS).collect(),
            method: method.to_owned(),
            background: matches!(
                kind.as_str(),
                "websocket" | "eventsource" | "media" | "ping" | "cspviolationreport" | "preflight"
            ) || is_background_host(url),
            repeated: *times > 1,
            kind,
            start: at,
            chain_start,
            id: id.clone(),
            ..Entry::default()
        };
        self.open.insert(id, self.entries.len());
        self.entries.push(entry);
    }

    fn on(&mut self, params: &Value, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self
            .open
            .get(id_of(params))
            .and_then(|index| self.entries.get_mut(*index))
        {
            change(entry);
        }
    }
}

impl Entry {
    fn answered(&mut self, response: &Value) {
        self.status = response["status"]
            .as_u64()
            .and_then(|code| code.try_into().ok());
        self.mime = response["mimeType"].as_str().unwrap_or_default().to_owned();
        if ["fromDiskCache", "fromPrefetchCache", "fromServiceWorker"]
            .iter()
            .any(|key| response[key].as_bool() == Some(true))
        {
            self.cached = true;
        }
        if self.mime == "text/event-stream" {
            self.background = true;
        }
        if let Some(headers) = response["headers"].as_object() {
            self.headers = headers
                .iter()
                .filter_map(|(name, value)| {
                    let name = name.to_ascii_lowercase();
                    HEADERS.contains(&name.as_str()).then(|| {
                        (
                            name,
                            value
                                .as_str()
                                .unwrap_or_default()
                                .chars()
                                .take(600)
                                .collect(),
                        )
                    })
                })
                .collect();
        }
    }

    /// The entry as evidence, counted from `zero` (seconds).
    pub fn to_request(&self, zero: f64, store_domain: &str) -> Request {
        Request {
            url: self.url.clone(),
            method: self.method.clone(),
            kind: self.kind.clone(),
            status: self.status,
            bytes: if self.cached { 0 } else { self.bytes },
            start_ms: ms((self.start - zero).max(0.0)),
            duration_ms: self.end.map(|end| ms(end - self.start).max(0.0)),
            mime: self.mime.clone(),
            third_party: !same_site(&self.url, store_domain),
            cached: self.cached,
            personal: Vec::new(),
            failure: self.failure.clone(),
            headers: self.headers.clone(),
        }
    }
}

/// Seconds to milliseconds, to a hundredth: the browser's clock is no finer.
pub(super) fn ms(seconds: f64) -> f64 {
    (seconds * 100_000.0).round() / 100.0
}

/// Whether an address belongs to the store: the same registrable domain, or
/// the same host where it has none (an address of digits, `localhost`).
pub(super) fn same_site(url: &str, store_domain: &str) -> bool {
    let Some(host) = url::Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
    else {
        return false;
    };
    site(&host) == site(store_domain)
}

fn site(host: &str) -> &str {
    let host = host.trim_matches(['[', ']']);
    if host.parse::<std::net::IpAddr>().is_ok() {
        return host;
    }
    psl::domain_str(host).unwrap_or(host)
}

fn is_background_host(url: &str) -> bool {
    let Some(host) = url::Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
    else {
        return false;
    };
    BACKGROUND_HOSTS.iter().any(|known| {
        host.strip_suffix(known)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    })
}

fn id_of(params: &Value) -> &str {
    params["requestId"].as_str().unwrap_or_default()
}
