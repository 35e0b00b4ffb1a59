//! A server on loopback whose every answer a test decides.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use url::Url;

/// What a route does with its connection.
pub type Route = Arc<dyn Fn(&str, &mut TcpStream) + Send + Sync>;

/// A server on loopback that remembers what it was asked.
pub struct Server {
    pub port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    ended: Arc<AtomicBool>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _woken = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Server {
    pub fn start(route: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ended = Arc::new(AtomicBool::new(false));
        let route: Route = Arc::new(route);
        let (log, over) = (asked.clone(), ended.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::SeqCst) {
                    return;
                }
                let (Ok(mut stream), route, log) = (stream, route.clone(), log.clone()) else {
                    continue;
                };
                std::thread::spawn(move || {
                    let Some((method, path)) = request(&mut stream) else {
                        return;
                    };
                    log.lock().unwrap().push(format!("{method} {path}"));
                    route(&path, &mut stream);
                });
            }
        });
        Server { port, asked, ended }
    }

    /// A server of fixed answers by path; everything else is 404.
    pub fn of(pages: &[(&str, String)]) -> Server {
        let pages: HashMap<String, String> = pages
            .iter()
            .map(|(p, a)| (p.to_string(), a.clone()))
            .collect();
        Server::start(move |path, stream| {
            let answer = pages
                .get(path)
                .cloned()
                .unwrap_or_else(|| status("404 Not Found", "<h1>Not found</h1>"));
            let _sent = stream.write_all(answer.as_bytes());
        })
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.port)).unwrap()
    }

    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

pub fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut head = Vec::new();
    let mut byte = [0_u8; 1];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 20_000 {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
        // A TLS handshake: what a plain server says to it.
        if head == [0x16] {
            let _sent = stream.write_all(&answer("400 Bad Request", "", b""));
            return None;
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let mut words = head.split_whitespace();
    Some((words.next()?.to_string(), words.next()?.to_string()))
}

pub fn answer(line: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {line}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

pub fn status(line: &str, html: &str) -> String {
    String::from_utf8(answer(
        line,
        "content-type: text/html; charset=utf-8\r\n",
        html.as_bytes(),
    ))
    .unwrap()
}

pub fn page(html: &str) -> String {
    status("200 OK", html)
}

pub fn redirect(to: &str) -> String {
    String::from_utf8(answer("302 Found", &format!("location: {to}\r\n"), b"")).unwrap()
}
