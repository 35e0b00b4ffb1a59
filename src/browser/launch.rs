//! Finds and starts Chromium, and sees to it that nothing of it stays behind.
//!
//! A keeper thread starts the process and waits for its end, however that
//! comes, and then removes what is left of the process group and the temporary
//! profile. On Linux the kernel kills the browser when that thread dies with
//! us, so not even a SIGKILL of cartwalk leaves a browser.

use super::error::BrowserError;
use super::wire::lock;
use crate::model::plan::BrowserPlan;
use headless_chrome::browser::{DEFAULT_ARGS, default_executable};
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A healthy browser needs a second; one that needs more than this never comes.
const LAUNCH_LIMIT: Duration = Duration::from_secs(20);

/// Profile folders are named after the process that owns them.
const PROFILE_PREFIX: &str = "cartwalk-profile-";

/// Names under which a browser is installed, best first.
const NAMES: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "chromium-headless-shell",
    "chrome-headless-shell",
];

/// Places outside of `PATH`.
const PLACES: [&str; 5] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "/opt/google/chrome/chrome",
    "/snap/bin/chromium",
];

/// Flags of the crate's list that would show another store than shoppers see,
/// or that we give in our own wording.
const UNWANTED: [&str; 3] = [
    "--disable-popup-blocking",
    "--enable-features",
    "--disable-features",
];

/// Quiet on a closed network, and no page that is loaded before it is asked for:
/// a page brought back or prepared in advance has no load to measure.
const OURS: [&str; 14] = [
    "--disable-component-update",
    "--disable-quic",
    "--no-default-browser-check",
    "--no-service-autorun",
    "--disable-search-engine-choice-screen",
    "--disable-field-trial-config",
    "--disable-back-forward-cache",
    "--disable-domain-reliability",
    "--mute-audio",
    "--disable-features=Translate,OptimizationHints,MediaRouter,HttpsUpgrades,Prerender2,InterestFeedContentSuggestions,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
    "--no-pings",
    "--disable-lazy-frame-throttling",
    "--remote-debugging-port=0",
    "--window-size=1350,1080",
];

/// A browser process of our own with its profile folder.
pub(super) struct Process {
    pub endpoint: String,
    pub profile: PathBuf,
    pid: u32,
    alive: Arc<Mutex<Option<u32>>>,
    keeper: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts a browser and waits until it listens.
    pub fn start(plan: &BrowserPlan) -> Result<Process, BrowserError> {
        let program = find_chrome(plan.chrome.as_deref())?;
        let shown = program.display().to_string();
        let failed = |reason: String| BrowserError::Launch {
            program: shown.clone(),
            reason,
        };
        sweep(&std::env::temp_dir());
        let profile = tempfile::Builder::new()
            .prefix(&format!("{PROFILE_PREFIX}{}-", std::process::id()))
            .tempdir()
            .map_err(|error| failed(format!("no temporary folder for its profile: {error}")))?;
        let folder = profile.path().to_path_buf();
        let command = command(&program, &folder, plan.headed);
        let alive = Arc::new(Mutex::new(None));
        let (sender, news) = channel();
        let keeper = {
            let alive = Arc::clone(&alive);
            thread::Builder::new()
                .name("cartwalk-keeper".to_owned())
                .spawn(move || keep(command, profile, &alive, &sender))
                .map_err(|error| failed(error.to_string()))?
        };
        let mut process = Process {
            endpoint: String::new(),
            profile: folder,
            pid: 0,
            alive,
            keeper: Some(keeper),
        };
        // From here on dropping `process` cleans up.
        let deadline = Instant::now() + LAUNCH_LIMIT;
        let mut log = Arc::default();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            match news.recv_timeout(left) {
                Ok(News::Spawned { pid, log: lines }) => {
                    process.pid = pid;
                    log = lines;
                }
                Ok(News::Listening(endpoint)) => {
                    process.endpoint = endpoint;
                    return Ok(process);
                }
                Ok(News::NotSpawned(reason)) => return Err(failed(reason)),
                Ok(News::Ended(how)) => {
                    wait_for_last_words(&news);
                    return Err(failed(format!("{how}{}", last_words(&log))));
                }
                Ok(News::Silent) => {}
                Err(RecvTimeoutError::Timeout) => {
                    return Err(failed(format!(
                        "it did not listen within {} s{}",
                        LAUNCH_LIMIT.as_secs(),
                        last_words(&log)
                    )));
                }
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(failed("its keeper ended".to_owned()));
                }
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.pid
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(pid) = *lock(&self.alive) {
            kill_group(pid);
        }
        if let Some(keeper) = self.keeper.take() {
            let _ = keeper.join();
        }
    }
}

/// Removes profiles whose owner was killed before it could.
fn sweep(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let owner = name
            .to_str()
            .and_then(|name| name.strip_prefix(PROFILE_PREFIX))
            .and_then(|rest| rest.split_once('-'))
            .and_then(|(pid, _)| pid.parse().ok());
        if let Some(pid) = owner
            && !process_lives(pid)
        {
            tracing::debug!(?name, "removing the profile of a run that was killed");
            remove(&entry.path());
        }
    }
}

/// Finds the browser: the named one, or the first under the usual names.
pub(super) fn find_chrome(named: Option<&Path>) -> Result<PathBuf, BrowserError> {
    let mut tried = Vec::new();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut on_path = |name: &str| -> Option<PathBuf> {
        tried.push(name.to_owned());
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| is_program(file))
    };
    if let Some(named) = named {
        if is_program(named) {
            return Ok(named.to_path_buf());
        }
        let bare = named.components().count() == 1;
        let name = named.to_string_lossy().into_owned();
        if bare && let Some(found) = on_path(&name) {
            return Ok(found);
        }
        return Err(BrowserError::NotFound { tried: name });
    }
    for name in NAMES {
        if let Some(found) = on_path(name) {
            return Ok(found);
        }
    }
    for place in PLACES {
        if is_program(Path::new(place)) {
            return Ok(PathBuf::from(place));
        }
        tried.push(place.to_owned());
    }
    default_executable().map_err(|_| BrowserError::NotFound {
        tried: tried.join(", "),
    })
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}

fn command(program: &Path, profile: &Path, headed: bool) -> Command {
    let mut command = Command::new(program);
    command.args(
        DEFAULT_ARGS
            .iter()
            .filter(|flag| !UNWANTED.iter().any(|unwanted| flag.starts_with(unwanted))),
    );
    command.args(OURS);
    command.arg(format!("--user-data-dir={}", profile.display()));
    // What the browser puts into the folder for temporary files goes with its
    // profile. The path of a socket there may have 104 characters.
    if profile.as_os_str().len() < 55 {
        command.env("TMPDIR", profile);
    }
    if !headed {
        command.args(["--headless=new", "--disable-gpu"]);
    }
    if is_root() {
        tracing::warn!("running as root: Chromium is started with --no-sandbox");
        command.arg("--no-sandbox");
    }
    command
        .arg("about:blank")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .process_group(0);
    die_with_us(&mut command);
    command
}

#[expect(unsafe_code, reason = "geteuid takes nothing and cannot fail")]
fn is_root() -> bool {
    // SAFETY: no arguments, no memory touched.
    unsafe { libc::geteuid() == 0 }
}

#[expect(unsafe_code, reason = "a signal to a process group that we created")]
fn kill_group(pid: u32) {
    let Ok(group) = libc::pid_t::try_from(pid) else {
        return;
    };
    // SAFETY: killpg touches no memory. The group is the child's own, made at
    // its start, and the keeper forgets the number once the child is reaped.
    unsafe { libc::killpg(group, libc::SIGKILL) };
}

/// Whether any process of the group still runs. One that has ended and that nobody has asked
/// after counts as gone: in a container whose first process is no init, that state lasts.
fn group_lives(pid: u32) -> bool {
    group_exists(pid) && group_runs(pid).unwrap_or(true)
}

#[expect(unsafe_code, reason = "signal 0 only asks whether the group exists")]
fn group_exists(pid: u32) -> bool {
    let Ok(group) = libc::pid_t::try_from(pid) else {
        return false;
    };
    // SAFETY: as in `kill_group`; signal 0 does nothing.
    unsafe { libc::killpg(group, 0) == 0 }
}

/// The same by the system's list of processes; nothing where there is no `/proc`.
fn group_runs(pid: u32) -> Option<bool> {
    let entries = std::fs::read_dir("/proc").ok()?;
    let mut states = entries
        .flatten()
        .filter_map(|entry| std::fs::read_to_string(entry.path().join("stat")).ok())
        .filter_map(|stat| state_and_group(&stat))
        .peekable();
    states.peek()?;
    Some(states.any(|(state, group)| group == pid && !matches!(state, 'Z' | 'X')))
}

/// State and process group out of a line of `/proc/PID/stat` (proc(5)): the two stand after the
/// program's name, which is in brackets and may hold anything.
fn state_and_group(stat: &str) -> Option<(char, u32)> {
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let group = fields.nth(1)?.parse().ok()?;
    Some((state, group))
}

/// Whether a process exists, ours to signal or not.
#[expect(unsafe_code, reason = "signal 0 only asks whether the process exists")]
fn process_lives(pid: libc::pid_t) -> bool {
    // SAFETY: touches no memory; signal 0 does nothing.
    let found = unsafe { libc::kill(pid, 0) } == 0;
    found || std::io::Error::last_os_error().raw_os_error() != Some(libc::ESRCH)
}

#[cfg(target_os = "linux")]
#[expect(unsafe_code, reason = "only way to run code in the child before exec")]
fn die_with_us(command: &mut Command) {
    let parent = std::process::id();
    // SAFETY: the closure runs between fork and exec and makes only
    // async-signal-safe system calls: prctl, getppid.
    unsafe {
        command.pre_exec(move || {
            if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL) != 0 {
                return Err(std::io::Error::last_os_error());
            }
            // We may have died between fork and prctl.
            if u32::try_from(libc::getppid()) != Ok(parent) {
                return Err(std::io::Error::from_raw_os_error(libc::ESRCH));
            }
            Ok(())
        });
    }
}

#[cfg(not(target_os = "linux"))]
fn die_with_us(_command: &mut Command) {}

type Log = Arc<Mutex<VecDeque<String>>>;

enum News {
    Spawned {
        pid: u32,
        log: Log,
    },
    NotSpawned(String),
    Listening(String),
    /// Its standard error ended.
    Silent,
    Ended(String),
}

/// Runs on the keeper's thread for as long as the browser lives.
fn keep(mut command: Command, profile: TempDir, alive: &Mutex<Option<u32>>, news: &Sender<News>) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            let _ = news.send(News::NotSpawned(error.to_string()));
            return;
        }
    };
    let pid = child.id();
    *lock(alive) = Some(pid);
    let log = Log::default();
    let _ = news.send(News::Spawned {
        pid,
        log: Arc::clone(&log),
    });
    if let Some(stderr) = child.stderr.take() {
        let news = news.clone();
        // Never joined: a helper that left the group may hold the pipe open.
        let _ = thread::Builder::new()
            .name("cartwalk-stderr".to_owned())
            .spawn(move || listen(stderr, &log, &news));
    }
    let how = match child.wait() {
        Ok(status) => format!("it ended with {status}"),
        Err(error) => format!("it was lost: {error}"),
    };
    *lock(alive) = None;
    let _ = news.send(News::Ended(how));
    kill_group(pid);
    for _ in 0..100 {
        if !group_lives(pid) {
            break;
        }
        thread::sleep(Duration::from_millis(10));
    }
    remove(profile.path());
    drop(profile);
}

/// Removes a profile, for a second at the most: helpers of a killed browser may write to it for a
/// moment longer.
fn remove(profile: &Path) {
    for _ in 0..40 {
        match std::fs::remove_dir_all(profile) {
            Ok(()) => break,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => break,
            Err(_) => thread::sleep(Duration::from_millis(25)),
        }
    }
}

/// Reads standard error to its end, so that the browser never blocks on it.
fn listen(stderr: ChildStderr, log: &Log, news: &Sender<News>) {
    let mut reader = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        match reader.by_ref().take(8192).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => break,
            Ok(_) => {}
        }
        let text = String::from_utf8_lossy(&line).trim().to_owned();
        if let Some(endpoint) = text.strip_prefix("DevTools listening on ") {
            let _ = news.send(News::Listening(endpoint.to_owned()));
        } else if !text.is_empty() {
            tracing::trace!(target: "cartwalk::chromium", "{text}");
            let mut log = lock(log);
            if log.len() == 20 {
                log.pop_front();
            }
            log.push_back(text);
        }
    }
    let _ = news.send(News::Silent);
}

fn wait_for_last_words(news: &Receiver<News>) {
    let deadline = Instant::now() + Duration::from_millis(500);
    while let Ok(news) = news.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        if matches!(news, News::Silent) {
            break;
        }
    }
}

fn last_words(log: &Log) -> String {
    let log = lock(log);
    if log.is_empty() {
        return String::new();
    }
    let lines: Vec<&str> = log.iter().rev().take(4).map(String::as_str).collect();
    let said: String = lines
        .into_iter()
        .rev()
        .collect::<Vec<_>>()
        .join(" | ")
        .chars()
        .take(800)
        .collect();
    format!("; it said: {said}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn state_and_group_are_found_behind_any_name() {
        let line = "26124 (a) R 1 2 (b)) Z 1 26120 26124 0 -1 4228108";
        assert_eq!(state_and_group(line), Some(('Z', 26_120)));
        assert_eq!(state_and_group("26124 (chromium"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_group_whose_last_process_has_ended_is_gone_though_nobody_reaped_it() {
        let mut child = Command::new("sleep")
            .arg("60")
            .process_group(0)
            .spawn()
            .unwrap();
        assert!(group_lives(child.id()));
        child.kill().unwrap();
        let ended = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            !group_lives(child.id())
        });
        child.wait().unwrap();
        assert!(ended);
    }
}
