//! The second fence: while it stands, no request leaves the browser unasked.
//! That includes GET: some stores order by a link.
//!
//! It fails closed: a request that the policy cannot judge, because it panics
//! or the body cannot be read, is not waved through by us.

use super::equip::SessionKind;
use super::types::{GuardPolicy, PausedRequest};
use super::watch::Watch;
use super::wire::ask;
use base64::Engine;
use headless_chrome::protocol::cdp::Fetch;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};

const MAX_BODY_BYTES: usize = 64 * 1024;
const MAX_BLOCKED: usize = 500;

/// Answers a `Fetch.*` event.
pub(super) fn paused(watch: &Watch, session: &str, method: &str, params: &Value) {
    if method != "Fetch.requestPaused" {
        return;
    }
    let id = params["requestId"].as_str().unwrap_or_default();
    let request = &params["request"];
    let verb = request["method"]
        .as_str()
        .unwrap_or("GET")
        .to_ascii_uppercase();
    let url = request["url"].as_str().unwrap_or_default();
    let kind = params["resourceType"]
        .as_str()
        .unwrap_or("other")
        .to_ascii_lowercase();
    let harmless = matches!(verb.as_str(), "GET" | "HEAD" | "OPTIONS");
    let policy = watch.seen().guard.clone();

    let popup = watch.kind_of(session) == SessionKind::Popup && kind == "document";
    let allowed = match &policy {
        _ if popup => false,
        None => true,
        Some(policy) => {
            let seen = watch.seen();
            let frame = seen.frame(params["frameId"].as_str().unwrap_or_default());
            let is_top = frame.is_some_and(|frame| frame.parent.is_none());
            let frame_url = frame.map(|frame| frame.url.clone()).unwrap_or_default();
            drop(seen);
            let paused = PausedRequest {
                method: verb.clone(),
                url: url.to_owned(),
                kind: kind.clone(),
                frame_url,
                is_top,
                body: body_of(request),
            };
            decide(policy, &paused)
        }
    };
    if allowed {
        let mut go_on = json!({ "requestId": id });
        if let Some(headers) = with_own_headers(watch, request, url) {
            go_on["headers"] = headers;
        }
        watch
            .wire
            .tell(Some(session), ask::<Fetch::ContinueRequest>(go_on));
        return;
    }
    // A document that is given up leaves the page as it was; one that is blocked, an error page. A page
    // that was still being read when it sent itself on would stay half read for good.
    let whole = watch
        .seen()
        .commits
        .last()
        .is_none_or(|commit| commit.ready.is_some());
    let reason = if kind == "document" && !popup && whole {
        "Aborted"
    } else {
        "BlockedByClient"
    };
    watch.wire.tell(
        Some(session),
        ask::<Fetch::FailRequest>(json!({ "requestId": id, "errorReason": reason })),
    );
    if !(popup && harmless) && policy.is_some() {
        let mut seen = watch.seen();
        if seen.blocked.len() < MAX_BLOCKED {
            let bare = url.split(['?', '#']).next().unwrap_or(url);
            seen.blocked.push((
                verb,
                bare.chars().take(2_000).collect(),
                format!("guard: {kind}"),
            ));
        }
    }
    if popup {
        watch.popup_goes_to(session, url);
    }
}

/// The request's headers with those that the user handed over for the store.
fn with_own_headers(watch: &Watch, request: &Value, url: &str) -> Option<Value> {
    let session = &watch.equipment.session;
    if !session.has_headers() {
        return None;
    }
    let own = session.headers_for(&url::Url::parse(url).ok()?);
    if own.is_empty() {
        return None;
    }
    let kept = request["headers"].as_object()?.iter().filter(|(name, _)| {
        own.iter()
            .all(|(added, _)| !added.eq_ignore_ascii_case(name))
    });
    let entry = |name: &str, value: &str| json!({ "name": name, "value": value });
    let headers: Vec<Value> = kept
        .map(|(name, value)| entry(name, value.as_str().unwrap_or_default()))
        .chain(own.iter().map(|(name, value)| entry(name, value)))
        .collect();
    Some(headers.into())
}

fn decide(policy: &GuardPolicy, request: &PausedRequest) -> bool {
    catch_unwind(AssertUnwindSafe(|| (policy.0)(request))).unwrap_or(false)
}

fn body_of(request: &Value) -> Option<String> {
    if let Some(text) = request["postData"].as_str() {
        return Some(text.chars().take(MAX_BODY_BYTES).collect());
    }
    let mut body = Vec::new();
    for part in request["postDataEntries"].as_array()? {
        let part = part["bytes"].as_str()?;
        body.extend(
            base64::engine::general_purpose::STANDARD
                .decode(part)
                .ok()?,
        );
        if body.len() > MAX_BODY_BYTES {
            body.truncate(MAX_BODY_BYTES);
            break;
        }
    }
    Some(String::from_utf8_lossy(&body).into_owned())
}
