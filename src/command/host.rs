//! The machine that measures: how fast it is, how much memory it has.

use sha2::{Digest, Sha256};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// Rounds of a fixed piece of work (SHA-256 of one kilobyte) in a millisecond: the best
/// of many short runs, which is what the machine can do when nobody else wants it.
/// Two figures compare only within one build of cartwalk.
pub fn speed() -> f64 {
    figures().last().copied().unwrap_or_default()
}

/// The same as it is right now: the median of the runs, lower on a busy machine.
pub fn speed_now() -> f64 {
    figures()[RUNS / 2]
}

const RUNS: usize = 25;

/// So many short runs, slowest first.
fn figures() -> Vec<f64> {
    let mut figures: Vec<f64> = (0..RUNS)
        .map(|_| one_run(Duration::from_millis(4)))
        .collect();
    figures.sort_by(f64::total_cmp);
    figures
        .iter()
        .map(|figure| (figure * 10.0).round() / 10.0)
        .collect()
}

fn one_run(length: Duration) -> f64 {
    let block = [0xa5_u8; 1024];
    let started = Instant::now();
    let mut rounds = 0_u32;
    while started.elapsed() < length {
        black_box(Sha256::digest(black_box(block)));
        rounds += 1;
    }
    f64::from(rounds) / started.elapsed().as_secs_f64() / 1000.0
}

/// Operating system and processor architecture.
pub fn platform() -> String {
    format!("{} {}", std::env::consts::OS, std::env::consts::ARCH)
}

/// Processor cores that this program may use.
pub fn cores() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(u32::MAX))
}

/// Memory that can still be used, in bytes, where the system tells.
pub fn memory_bytes() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/meminfo").ok()?;
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Whether this program runs as root, under which Chromium refuses its sandbox.
pub fn is_root() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:"));
    uid.and_then(|ids| ids.split_whitespace().nth(1)) == Some("0")
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_clock_speed_is_a_positive_figure() {
        let (best, now) = (super::speed(), super::speed_now());
        assert!(best > 1.0 && now > 0.1, "{best} {now}");
    }
}
