//! A small shop inside the binary, to try cartwalk on and to prove its rules.
//!
//! It is served on loopback by a thread of its own and stops when the handle is
//! dropped. As it stands it passes every rule; each flaw spoils one thing.
//! It has one fake neighbour on a second port, which plays everything that a
//! real store gets from elsewhere: card fields, press, the issuer of its seal.

mod basket;
mod canvas;
mod catalog;
mod checkout;
mod checks;
mod dates;
mod files;
mod flaws;
mod forms;
mod jsonld;
mod pages;
mod partner;
mod pictures;
mod review;
mod search;
mod server;
mod service;
mod shop;
mod texts;
mod visit;

pub use flaws::{Flaw, flaws};

use crate::model::plan::Language;
use std::collections::BTreeSet;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread::JoinHandle;
use std::time::Duration;
use thiserror::Error;
use tokio::sync::oneshot;

/// A running demo store; it stops when this is dropped.
#[derive(Debug)]
pub struct DemoStore {
    url: String,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// How the demo store is to be.
#[derive(Debug, Clone)]
pub struct DemoOptions {
    /// What the store speaks. English is a British shop, Japanese a Japanese one.
    pub language: Language,
    /// Ids of flaws, see [`flaws`].
    pub flaws: BTreeSet<String>,
    /// Port on 127.0.0.1; 0 takes any free one.
    pub port: u16,
    /// Extra wait before each answer, in milliseconds.
    pub latency_ms: u64,
}

/// Why the demo store did not start.
#[derive(Debug, Error)]
pub enum DemoError {
    /// There is no such flaw.
    #[error("unknown flaw `{id}`\nhelp: {help}")]
    UnknownFlaw {
        /// What was asked for.
        id: String,
        /// What might be meant.
        help: String,
    },
    /// The flaw's rule does not apply to a store in this language.
    #[error(
        "flaw `{id}` has no meaning in a store that speaks `{language}`\nhelp: choose the other language"
    )]
    OtherLanguage {
        /// The flaw.
        id: String,
        /// Tag of the language.
        language: &'static str,
    },
    /// The port cannot be used.
    #[error(
        "cannot listen on 127.0.0.1:{port}: {reason}\nhelp: choose another port, or 0 for any free one"
    )]
    Port {
        /// The port that was asked for.
        port: u16,
        /// What the system says.
        reason: String,
    },
    /// The system gives no thread or no event loop.
    #[error("cannot run the demo store: {0}")]
    System(#[from] std::io::Error),
}

impl DemoStore {
    /// Starts a store; it answers as soon as this returns.
    pub fn start(options: DemoOptions) -> Result<DemoStore, DemoError> {
        for id in &options.flaws {
            let Some(flaw) = flaws().iter().find(|flaw| flaw.id == id) else {
                let help = flaws::closest(id).map_or_else(
                    || "see the list of flaws".to_string(),
                    |near| format!("did you mean `{near}`?"),
                );
                return Err(DemoError::UnknownFlaw {
                    id: id.clone(),
                    help,
                });
            };
            if !flaw.languages.contains(&options.language) {
                return Err(DemoError::OtherLanguage {
                    id: id.clone(),
                    language: options.language.tag(),
                });
            }
        }
        let store = listen(options.port)?;
        let partner = listen(0)?;
        let url = format!("http://127.0.0.1:{}", store.local_addr()?.port());
        // Another host name as well as another port, so that nothing can take it for the store itself.
        let partner_url = format!("http://localhost:{}", partner.local_addr()?.port());
        let shop = Arc::new(shop::Shop::new(
            options.language,
            options.flaws,
            (url.clone(), partner_url),
            options.latency_ms,
        ));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("demo-store")
            .enable_all()
            .build()?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("demo-store".into())
            .spawn(move || {
                runtime.spawn(serve(store, server::routes(Arc::clone(&shop))));
                runtime.spawn(serve(partner, partner::routes(shop)));
                // An error means that the handle is gone, which is the wish to stop as well.
                let _ = runtime.block_on(stopped);
                runtime.shutdown_timeout(Duration::from_millis(200));
            })?;
        Ok(DemoStore {
            url: format!("{url}/"),
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Address of the home page.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Orders placed so far, in all demo stores of this process.
    pub fn orders(&self) -> u64 {
        shop::ORDERS.load(Ordering::SeqCst)
    }
}

impl Drop for DemoStore {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn listen(port: u16) -> Result<TcpListener, DemoError> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| DemoError::Port {
            port,
            reason: error.to_string(),
        })?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

async fn serve(listener: TcpListener, routes: axum::Router) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        tracing::error!("the demo store's socket is gone");
        return;
    };
    if let Err(error) = axum::serve(listener, routes).await {
        tracing::error!(%error, "the demo store stopped serving");
    }
}

#[cfg(test)]
mod tests;
