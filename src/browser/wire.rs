//! The line to the browser: one WebSocket, one thread that reads it.
//!
//! Sessions are flat: every frame and worker talks over this one socket with
//! its own session id. Reads block, nothing polls, and every call has a
//! deadline. A late answer, an unknown event or a value that we do not know
//! never ends the connection; only the socket's end does.

use super::error::BrowserError;
use headless_chrome::protocol::cdp::types::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tungstenite::protocol::{Role, WebSocketConfig};
use tungstenite::{Message, WebSocket};

/// Largest message that is read. A page can make the browser send as much as it likes.
const MAX_MESSAGE_BYTES: usize = 256 << 20;
/// A browser that does not take our bytes for this long is stopped or gone.
const WRITE_TIMEOUT: Duration = Duration::from_secs(10);

/// A call with its parameters, checked against the generated protocol types.
#[derive(Debug, Clone)]
pub(super) struct Command {
    pub method: &'static str,
    pub params: Value,
}

/// Makes a [`Command`] of the protocol's method `M`.
pub(super) fn ask<M: Method + Serialize + DeserializeOwned>(params: Value) -> Command {
    debug_assert_eq!(unknown_keys::<M>(&params), None, "{}", M::NAME);
    Command {
        method: M::NAME,
        params,
    }
}

/// The generated types ignore a misspelt optional key; a test run must not.
fn unknown_keys<M: Serialize + DeserializeOwned>(params: &Value) -> Option<String> {
    let typed: M = match serde_json::from_value(params.clone()) {
        Ok(typed) => typed,
        Err(error) => return Some(error.to_string()),
    };
    let back = serde_json::to_value(typed).ok()?;
    let (given, back) = (params.as_object()?, back.as_object()?);
    given.keys().find(|key| !back.contains_key(*key)).cloned()
}

/// Hears what the browser tells about some sessions. Runs on the reading
/// thread: it may send, but must never wait for an answer.
pub(super) trait Listener: Send + Sync {
    fn event(&self, session: Option<&str>, method: &str, params: &Value);
    fn closed(&self, reason: &str);
}

type Answer = Result<Value, BrowserError>;

struct Pending {
    session: Option<String>,
    method: &'static str,
    caller: SyncSender<Answer>,
}

#[derive(Default)]
struct Desk {
    pending: HashMap<u64, Pending>,
    listeners: HashMap<String, Arc<dyn Listener>>,
    closed: Option<String>,
}

/// The connection. Shared by the browser and its visits.
pub(super) struct Wire {
    writer: Mutex<WebSocket<Half>>,
    socket: TcpStream,
    desk: Mutex<Desk>,
    next: AtomicU64,
    reader: Mutex<Option<JoinHandle<()>>>,
}

/// A call under way.
pub(super) struct Call<'a> {
    wire: &'a Wire,
    id: u64,
    method: &'static str,
    /// The beginning of the function that is called, where one is: for the trace.
    function: Option<String>,
    began: Instant,
    answer: Receiver<Answer>,
}

impl Call<'_> {
    /// Waits for the answer, at most so long.
    pub fn wait(self, limit: Duration) -> Answer {
        let answer = self.answer.recv_timeout(limit);
        tracing::trace!(
            method = self.method,
            function = self.function.as_deref().unwrap_or_default(),
            ms = self.began.elapsed().as_millis(),
        );
        match answer {
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => {
                self.wire.desk().pending.remove(&self.id);
                Err(BrowserError::timeout(self.method, limit))
            }
            Err(RecvTimeoutError::Disconnected) => Err(self.wire.closed_error()),
        }
    }
}

impl Wire {
    /// Connects to a `ws://` address and starts to read.
    pub fn connect(endpoint: &str, limit: Duration) -> Result<Arc<Wire>, BrowserError> {
        let failed = |reason: String| BrowserError::Launch {
            program: endpoint.to_owned(),
            reason,
        };
        let socket = dial(endpoint, limit).map_err(|error| failed(error.to_string()))?;
        let half = || {
            socket
                .try_clone()
                .map(Half)
                .map_err(|error| failed(error.to_string()))
        };
        let config = WebSocketConfig::default()
            .max_message_size(Some(MAX_MESSAGE_BYTES))
            .max_frame_size(Some(MAX_MESSAGE_BYTES));
        let (incoming, _) =
            tungstenite::client::client_with_config(endpoint, half()?, Some(config))
                .map_err(|error| failed(error.to_string()))?;
        // The handshake had a deadline; from here on reads block.
        socket
            .set_read_timeout(None)
            .map_err(|error| failed(error.to_string()))?;
        let writer = WebSocket::from_raw_socket(half()?, Role::Client, Some(config));
        let wire = Arc::new(Wire {
            writer: Mutex::new(writer),
            socket,
            desk: Mutex::default(),
            next: AtomicU64::new(1),
            reader: Mutex::new(None),
        });
        let reading = Arc::clone(&wire);
        let reader = thread::Builder::new()
            .name("cartwalk-wire".to_owned())
            .spawn(move || reading.read(incoming))
            .map_err(|error| failed(error.to_string()))?;
        *lock(&wire.reader) = Some(reader);
        Ok(wire)
    }

    /// Sends and waits for the answer.
    pub fn call(&self, session: Option<&str>, command: Command, limit: Duration) -> Answer {
        self.start(session, command)?.wait(limit)
    }

    /// Sends; the answer is waited for later.
    pub fn start(&self, session: Option<&str>, command: Command) -> Result<Call<'_>, BrowserError> {
        let (sender, answer) = sync_channel(1);
        let method = command.method;
        let function = tracing::enabled!(tracing::Level::TRACE)
            .then(|| command.params["functionDeclaration"].as_str())
            .flatten()
            .map(|text| text.chars().take(90).collect());
        let began = Instant::now();
        let id = self.post(session, command, Some(sender))?;
        Ok(Call {
            wire: self,
            id,
            method,
            function,
            began,
            answer,
        })
    }

    /// Sends; nobody waits for the answer.
    pub fn tell(&self, session: Option<&str>, command: Command) {
        let _ = self.post(session, command, None);
    }

    fn post(
        &self,
        session: Option<&str>,
        command: Command,
        caller: Option<SyncSender<Answer>>,
    ) -> Result<u64, BrowserError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let mut message = json!({ "id": id, "method": command.method, "params": command.params });
        if let Some(session) = session {
            message["sessionId"] = session.into();
        }
        {
            let mut desk = self.desk();
            if let Some(reason) = &desk.closed {
                return Err(BrowserError::Closed {
                    reason: reason.clone(),
                });
            }
            if let Some(caller) = caller {
                desk.pending.insert(
                    id,
                    Pending {
                        session: session.map(str::to_owned),
                        method: command.method,
                        caller,
                    },
                );
            }
        }
        let sent = lock(&self.writer).send(Message::text(message.to_string()));
        if let Err(error) = sent {
            self.desk().pending.remove(&id);
            return Err(BrowserError::Closed {
                reason: error.to_string(),
            });
        }
        Ok(id)
    }

    /// Events of this session go to this listener from now on.
    pub fn listen(&self, session: &str, listener: Arc<dyn Listener>) {
        self.desk().listeners.insert(session.to_owned(), listener);
    }

    /// A child session is heard by whoever hears its parent.
    pub fn adopt(&self, child: &str, parent: &str) {
        let mut desk = self.desk();
        if let Some(listener) = desk.listeners.get(parent).cloned() {
            desk.listeners.insert(child.to_owned(), listener);
        }
    }

    /// Nobody hears this session any more; calls under way in it end with the error.
    pub fn forget(&self, session: &str, error: &BrowserError) {
        self.desk().listeners.remove(session);
        self.fail_session(session, error);
    }

    /// Ends the calls that are under way in a session: it will never answer them.
    pub fn fail_session(&self, session: &str, error: &BrowserError) {
        let lost: Vec<Pending> = {
            let mut desk = self.desk();
            let ids: Vec<u64> = desk
                .pending
                .iter()
                .filter(|(_, pending)| pending.session.as_deref() == Some(session))
                .map(|(id, _)| *id)
                .collect();
            ids.iter()
                .filter_map(|id| desk.pending.remove(id))
                .collect()
        };
        for pending in lost {
            pending.answer(Err(error.clone()));
        }
    }

    /// Whether the connection has ended, and why.
    pub fn closed(&self) -> Option<String> {
        self.desk().closed.clone()
    }

    /// Ends the connection and the reading thread.
    pub fn close(&self) {
        let _ = self.socket.shutdown(Shutdown::Both);
        let reader = lock(&self.reader).take();
        if let Some(reader) = reader
            && reader.thread().id() != thread::current().id()
        {
            let _ = reader.join();
        }
    }

    fn closed_error(&self) -> BrowserError {
        BrowserError::Closed {
            reason: self.closed().unwrap_or_else(|| "no answer".to_owned()),
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        lock(&self.desk)
    }

    fn read(&self, mut incoming: WebSocket<Half>) {
        let reason = loop {
            match incoming.read() {
                Ok(Message::Text(text)) => match serde_json::from_str::<Value>(text.as_str()) {
                    Ok(message) => self.deliver(message),
                    Err(error) => tracing::debug!(%error, "unreadable message from the browser"),
                },
                Ok(Message::Close(_)) => break "it closed the connection".to_owned(),
                Ok(_) => {}
                Err(error) => break error.to_string(),
            }
        };
        tracing::debug!(reason, "connection to the browser ended");
        let (pending, mut listeners) = {
            let mut desk = self.desk();
            desk.closed = Some(reason.clone());
            (
                std::mem::take(&mut desk.pending),
                std::mem::take(&mut desk.listeners),
            )
        };
        let error = BrowserError::Closed {
            reason: reason.clone(),
        };
        for (_, pending) in pending {
            pending.answer(Err(error.clone()));
        }
        for (_, listener) in listeners.drain() {
            listener.closed(&reason);
        }
    }

    fn deliver(&self, mut message: Value) {
        if let Some(id) = message.get("id").and_then(Value::as_u64) {
            let Some(pending) = self.desk().pending.remove(&id) else {
                return;
            };
            let answer = match message.get("error") {
                Some(error) => Err(BrowserError::Protocol {
                    method: pending.method.to_owned(),
                    message: error["message"].as_str().unwrap_or("no reason").to_owned(),
                }),
                None => Ok(message["result"].take()),
            };
            pending.answer(answer);
            return;
        }
        let Some(method) = message.get("method").and_then(Value::as_str) else {
            return;
        };
        let session = message.get("sessionId").and_then(Value::as_str);
        let hearers: Vec<Arc<dyn Listener>> = {
            let desk = self.desk();
            match session {
                Some(session) => desk.listeners.get(session).cloned().into_iter().collect(),
                None => {
                    // A word from the browser itself: every visit hears it once.
                    let mut all: Vec<Arc<dyn Listener>> = Vec::new();
                    for listener in desk.listeners.values() {
                        if !all.iter().any(|known| Arc::ptr_eq(known, listener)) {
                            all.push(Arc::clone(listener));
                        }
                    }
                    all
                }
            }
        };
        for hearer in hearers {
            hearer.event(session, method, &message["params"]);
        }
    }
}

impl Pending {
    fn answer(self, answer: Answer) {
        // The caller may have given up; then nobody is there to hear.
        drop(self.caller.send(answer));
    }
}

/// A lock that outlives a panic of another holder: what it guards stays usable.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn dial(endpoint: &str, limit: Duration) -> io::Result<TcpStream> {
    let invalid = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, what.to_owned());
    let url = url::Url::parse(endpoint).map_err(|error| invalid(&error.to_string()))?;
    let host = url
        .host_str()
        .ok_or_else(|| invalid("the address has no host"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let host = host.trim_matches(['[', ']']);
    let mut last = invalid("the host has no address");
    for address in (host, port).to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, limit) {
            Ok(socket) => {
                socket.set_nodelay(true)?;
                socket.set_read_timeout(Some(limit))?;
                socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
                return Ok(socket);
            }
            Err(error) => last = error,
        }
    }
    Err(last)
}

/// One direction of the socket. `tungstenite` hands over whole WebSocket
/// frames, and each is written in one go, so that the reader's replies to a
/// ping cannot land in the middle of a frame of the writer.
struct Half(TcpStream);

impl Read for Half {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

impl Write for Half {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write_all(buffer)?;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Asks a running browser for its WebSocket address (`/json/version`).
pub(super) fn discover(address: &str, limit: Duration) -> Result<String, BrowserError> {
    let failed = |reason: String| BrowserError::Launch {
        program: address.to_owned(),
        reason,
    };
    let url = url::Url::parse(address).map_err(|error| failed(error.to_string()))?;
    match url.scheme() {
        "ws" => return Ok(address.to_owned()),
        "http" => {}
        other => {
            return Err(failed(format!(
                "{other}: is not supported, use http: or ws:"
            )));
        }
    }
    let read = || -> io::Result<String> {
        let mut socket = dial(address, limit)?;
        let host = url.host_str().unwrap_or("127.0.0.1");
        let port = url.port_or_known_default().unwrap_or(80);
        write!(
            socket,
            "GET /json/version HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
        )?;
        let mut answer = Vec::new();
        let mut chunk = [0_u8; 4096];
        // The browser keeps the connection open: read until the JSON is whole.
        while answer.len() < 64 * 1024 {
            let count = socket.read(&mut chunk)?;
            answer.extend_from_slice(&chunk[..count]);
            if count == 0 || answer.trim_ascii_end().ends_with(b"}") {
                break;
            }
        }
        Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    let answer = read().map_err(|error| failed(error.to_string()))?;
    let body = answer
        .find('{')
        .and_then(|start| serde_json::from_str::<Value>(answer[start..].trim_end()).ok());
    body.as_ref()
        .and_then(|body| body["webSocketDebuggerUrl"].as_str())
        .map(str::to_owned)
        .ok_or_else(|| failed("it is no debugging address of a browser".to_owned()))
}
