//! Gives every page, frame, worker and popup the same screen, line, language
//! and scripts before it runs its first line.

use super::types::VisitOptions;
use super::wire::{Command, ask};
use crate::model::device::{Device, ThrottleValues};
use crate::session::{Cookie, Session};
use headless_chrome::protocol::cdp::{
    Emulation, Fetch, Inspector, Log, Network, Page, Runtime, Target,
};
use serde_json::{Value, json};

/// What a session talks to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SessionKind {
    /// The visit's page.
    Page,
    /// A frame that lives in another process.
    Frame,
    /// A window that the page opened.
    Popup,
    /// A dedicated, shared or service worker.
    Worker,
    /// Something that we only let run.
    Other,
}

impl SessionKind {
    /// From the protocol's target type.
    pub fn of(target: &str) -> SessionKind {
        match target {
            "page" => SessionKind::Popup,
            "iframe" => SessionKind::Frame,
            "worker" | "shared_worker" | "service_worker" => SessionKind::Worker,
            _ => SessionKind::Other,
        }
    }
}

/// What every session of one visit gets.
#[derive(Debug, Clone)]
pub(super) struct Equipment {
    pub device: Device,
    pub values: ThrottleValues,
    pub user_agent: String,
    pub accept_language: Option<String>,
    pub store_domain: String,
    pub init_scripts: Vec<String>,
    /// Major version of the browser.
    pub version: String,
    pub session: Session,
}

impl Equipment {
    pub fn new(options: &VisitOptions, own_user_agent: &str) -> Equipment {
        let version = own_user_agent
            .split("Chrome/")
            .nth(1)
            .and_then(|rest| rest.split('.').next())
            .unwrap_or("140")
            .to_owned();
        let user_agent = options.user_agent.clone().unwrap_or_else(|| {
            match options.device {
                // Chromium's own, without the word that sets headless apart:
                // stores serve another page to it, which no shopper sees.
                Device::Desktop => own_user_agent.replace("HeadlessChrome", "Chrome"),
                // Chrome on Android gives no more than this since version 110.
                Device::Mobile => format!(
                    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Mobile Safari/537.36"
                ),
            }
        });
        Equipment {
            device: options.device,
            values: options.throttle.values(),
            user_agent,
            accept_language: options.accept_language.clone(),
            store_domain: options.store_domain.clone(),
            init_scripts: options
                .init_scripts
                .iter()
                .cloned()
                .chain(options.session.storage_script())
                .collect(),
            version,
            session: options.session.clone(),
        }
    }

    /// The commands for a new session of this kind, in order.
    pub fn commands(&self, kind: SessionKind, offline: bool, guarded: bool) -> Vec<Command> {
        let mut list = Vec::new();
        match kind {
            SessionKind::Page => {
                list.extend(self.document_domains());
                list.push(ask::<Emulation::SetDeviceMetricsOverride>(self.screen()));
                let touch = self.device == Device::Mobile;
                list.push(ask::<Emulation::SetTouchEmulationEnabled>(
                    json!({ "enabled": touch, "maxTouchPoints": if touch { 5 } else { 1 } }),
                ));
                // A phone's lie over the page and fade away some time after it appeared: two pictures of
                // the same screen would differ. They take no room, so nothing else changes.
                if touch {
                    list.push(ask::<Emulation::SetScrollbarsHidden>(
                        json!({ "hidden": true }),
                    ));
                }
                list.push(ask::<Emulation::SetFocusEmulationEnabled>(
                    json!({ "enabled": true }),
                ));
                list.push(ask::<Page::SetPrerenderingAllowed>(
                    json!({ "isAllowed": false }),
                ));
                list.push(ask::<Runtime::AddBinding>(
                    json!({ "name": super::BINDING, "executionContextName": super::OUR_WORLD }),
                ));
                for source in [super::OBSERVER_JS, &super::vitals::script()] {
                    list.push(ask::<Page::AddScriptToEvaluateOnNewDocument>(
                        json!({ "source": source, "worldName": super::OUR_WORLD }),
                    ));
                }
                list.extend(self.language());
                list.extend(self.limits(kind, offline));
                list.push(auto_attach());
            }
            SessionKind::Frame => {
                list.extend(self.document_domains());
                list.extend(self.language());
                list.extend(self.limits(kind, offline));
                list.push(auto_attach());
            }
            SessionKind::Popup => {
                list.push(ask::<Page::Enable>(json!({})));
                list.extend(self.limits(kind, offline));
                list.push(intercept());
                return list;
            }
            SessionKind::Worker => {
                list.push(ask::<Network::Enable>(json!({})));
                list.extend(self.language());
                list.extend(self.limits(kind, offline));
                list.push(auto_attach());
            }
            SessionKind::Other => return list,
        }
        if guarded || self.session.has_headers() {
            list.push(intercept());
        }
        list
    }

    /// Puts the user's cookies into the context before its first page.
    pub fn cookies(&self) -> Option<Command> {
        let store = self.session.store()?;
        let cookies: Vec<Value> = self
            .session
            .cookies()
            .iter()
            .map(|cookie| cookie_param(cookie, store.as_str()))
            .collect();
        (!cookies.is_empty()).then(|| ask::<Network::SetCookies>(json!({ "cookies": cookies })))
    }

    fn document_domains(&self) -> Vec<Command> {
        let mut list = vec![
            ask::<Page::Enable>(json!({})),
            ask::<Page::SetLifecycleEventsEnabled>(json!({ "enabled": true })),
            ask::<Network::Enable>(json!({ "maxPostDataSize": 65_536 })),
            ask::<Inspector::Enable>(json!({})),
            ask::<Log::Enable>(json!({})),
            ask::<Runtime::Enable>(json!({})),
        ];
        for source in &self.init_scripts {
            list.push(ask::<Page::AddScriptToEvaluateOnNewDocument>(
                json!({ "source": source }),
            ));
        }
        list
    }

    /// The line's and the processor's limits.
    pub fn limits(&self, kind: SessionKind, offline: bool) -> Vec<Command> {
        let mut list = vec![ask::<Network::EmulateNetworkConditions>(json!({
            "offline": offline,
            "latency": self.values.latency_ms,
            "downloadThroughput": self.values.down_bytes_per_s,
            "uploadThroughput": self.values.up_bytes_per_s,
        }))];
        // Frames of another process need it apart; a worker shares its page's.
        if self.values.cpu_slowdown > 1.0 && matches!(kind, SessionKind::Page | SessionKind::Frame)
        {
            list.push(Equipment::processor(self.values.cpu_slowdown));
        }
        list
    }

    /// The processor so many times slower than it is.
    pub fn processor(rate: f64) -> Command {
        ask::<Emulation::SetCPUThrottlingRate>(json!({ "rate": rate }))
    }

    /// The line with more latency than it has, in milliseconds.
    pub fn slowed(&self, added_ms: f64) -> Vec<Command> {
        vec![ask::<Network::EmulateNetworkConditions>(json!({
            "offline": false,
            "latency": self.values.latency_ms + added_ms,
            "downloadThroughput": self.values.down_bytes_per_s,
            "uploadThroughput": self.values.up_bytes_per_s,
        }))]
    }

    fn language(&self) -> Vec<Command> {
        let mut identity = json!({
            "userAgent": self.user_agent,
            "userAgentMetadata": self.hints(),
        });
        if let Some(language) = &self.accept_language {
            // The browser puts its own weights behind the tags.
            let tags: Vec<&str> = language
                .split(',')
                .filter_map(|item| item.split(';').next())
                .map(str::trim)
                .filter(|tag| !tag.is_empty())
                .collect();
            identity["acceptLanguage"] = tags.join(",").into();
        }
        let mut list = vec![ask::<Emulation::SetUserAgentOverride>(identity)];
        let first = self
            .accept_language
            .as_deref()
            .and_then(|list| list.split([',', ';']).next())
            .map(str::trim)
            .filter(|tag| !tag.is_empty() && *tag != "*");
        if let Some(locale) = first {
            list.push(ask::<Emulation::SetLocaleOverride>(
                json!({ "locale": locale }),
            ));
        }
        list
    }

    /// Client hints that agree with the `User-Agent`.
    fn hints(&self) -> Value {
        let brands = json!([
            { "brand": "Chromium", "version": self.version },
            { "brand": "Not?A_Brand", "version": "24" },
        ]);
        let (platform, version, architecture, mobile) = match self.device {
            Device::Mobile => ("Android", "14.0.0", "", true),
            Device::Desktop if cfg!(target_os = "macos") => ("macOS", "15.0.0", "arm", false),
            Device::Desktop => ("Linux", "", "x86", false),
        };
        json!({
            "brands": brands,
            "fullVersionList": [
                { "brand": "Chromium", "version": format!("{}.0.0.0", self.version) },
                { "brand": "Not?A_Brand", "version": "24.0.0.0" },
            ],
            "platform": platform,
            "platformVersion": version,
            "architecture": architecture,
            "model": "",
            "mobile": mobile,
        })
    }

    /// The window at another width than the device's own.
    pub fn screen_at(&self, width: Option<u32>) -> Command {
        let mut screen = self.screen();
        if let Some(width) = width {
            screen["width"] = json!(width);
            screen["screenWidth"] = json!(width);
        }
        ask::<Emulation::SetDeviceMetricsOverride>(screen)
    }

    fn screen(&self) -> Value {
        let (width, height) = self.device.viewport_px();
        let mobile = self.device == Device::Mobile;
        json!({
            "width": width,
            "height": height,
            "screenWidth": width,
            "screenHeight": height,
            "deviceScaleFactor": self.device.scale(),
            "mobile": mobile,
            "screenOrientation": if mobile {
                json!({ "type": "portraitPrimary", "angle": 0 })
            } else {
                json!({ "type": "landscapePrimary", "angle": 0 })
            },
        })
    }
}

/// A cookie as the protocol takes it; one without a domain belongs to the store's address.
fn cookie_param(cookie: &Cookie, store: &str) -> Value {
    let mut param = json!({
        "name": cookie.name,
        "value": cookie.value,
        "path": cookie.path,
        "secure": cookie.secure,
        "httpOnly": cookie.http_only,
    });
    match &cookie.domain {
        Some(domain) => param["domain"] = json!(domain),
        None => param["url"] = json!(store),
    }
    if let Some(same_site) = &cookie.same_site {
        param["sameSite"] = json!(same_site);
    }
    param
}

/// Pauses every request for the guard's word.
pub(super) fn intercept() -> Command {
    ask::<Fetch::Enable>(json!({
        "patterns": [{ "urlPattern": "*", "requestStage": "Request" }],
    }))
}

/// New frames, workers and popups wait for us before they run.
pub(super) fn auto_attach() -> Command {
    ask::<Target::SetAutoAttach>(json!({
        "autoAttach": true,
        "waitForDebuggerOnStart": true,
        "flatten": true,
    }))
}
