//! What makes the timings of a run doubtful: a slow machine, a busy one.

use crate::model::evidence::Evidence;
use crate::model::plan::Language;
use crate::report::phrases::say;

/// Rounds of the benchmark in a millisecond below which a machine is slow: about a third of
/// what a current server core does, so that the browser itself becomes the bottleneck (*ours*).
const SLOW: f64 = 60.0;

/// Change of the machine's speed during a run from which it was busy with something else.
pub const BUSY: f64 = 0.15;

/// The doubts, as sentences.
pub fn doubts(evidence: &Evidence, language: Language) -> Vec<String> {
    let mut doubts = Vec::new();
    let first = evidence.conditions.host_speed;
    if first > 0.0 && first < SLOW {
        let values = [
            ("speed", format!("{first:.0}")),
            ("least", format!("{SLOW:.0}")),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        doubts.push(say(language, "doubt.slow", &values));
    }
    let speeds = evidence.runs.iter().map(|run| run.host_speed);
    let speeds: Vec<f64> = speeds.chain([first]).filter(|speed| *speed > 0.0).collect();
    let least = speeds.iter().copied().reduce(f64::min).unwrap_or_default();
    let most = speeds.iter().copied().reduce(f64::max).unwrap_or_default();
    if least < most * (1.0 - BUSY) {
        let values = [
            ("least", format!("{least:.0}")),
            ("most", format!("{most:.0}")),
        ];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        doubts.push(say(language, "doubt.busy", &values));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Made;

    fn told(speed: f64) -> Vec<String> {
        let made = Made::store().with(|evidence| evidence.conditions.host_speed = speed);
        doubts(&made.evidence(), Language::En)
    }

    #[test]
    fn a_slow_machine_is_told_and_a_usual_one_is_not() {
        assert!(told(40.0)[0].contains("slow"), "{:?}", told(40.0));
        assert!(told(200.0).is_empty());
    }
}
