//! Figures as people read them: times, sizes, shares.

use crate::model::plan::Language;
use crate::model::report::JourneyReport;
use crate::report::phrases;

/// Milliseconds: `340 ms`, `1.2 s`, `2 min 05 s`.
pub fn time(ms: f64) -> String {
    if !ms.is_finite() || ms < 0.0 {
        return "–".to_owned();
    }
    if ms < 999.5 {
        return format!("{ms:.0} ms");
    }
    if ms < 59_950.0 {
        return format!("{:.1} s", ms / 1000.0);
    }
    let seconds = (ms / 1000.0).round();
    format!(
        "{:.0} min {:02.0} s",
        (seconds / 60.0).floor(),
        seconds % 60.0
    )
}

/// Bytes, decimal: `310 B`, `12 kB`, `1.2 MB`, `3.4 GB`.
pub fn bytes(count: u64) -> String {
    let count = count as f64;
    if count < 999.5 {
        format!("{count:.0} B")
    } else if count < 999_500.0 {
        format!("{:.0} kB", count / 1e3)
    } else if count < 999_950_000.0 {
        format!("{:.1} MB", count / 1e6)
    } else {
        format!("{:.1} GB", count / 1e9)
    }
}

/// A time in the words of a report's language: `1.2 s`, `1.2 秒`, `1 分 05 秒`.
pub fn time_in(language: Language, ms: f64) -> String {
    let figure = time(ms);
    let words: Vec<String> = figure
        .split(' ')
        .map(|word| phrases::find(language, &format!("unit.{word}"), &[]))
        .zip(figure.split(' '))
        .map(|(unit, word)| unit.unwrap_or_else(|| word.to_owned()))
        .collect();
    words.join(" ")
}

/// Points of a hundred, whole. A full hundred is only for a full hundred: 99.9 is 99.
pub fn whole(score: f64) -> f64 {
    let rounded = score.round();
    if rounded >= 100.0 && score < 100.0 {
        return 99.0;
    }
    rounded
}

/// Points of a hundred as they are written.
pub fn points(score: f64) -> String {
    format!("{:.0}", whole(score))
}

/// A share in percent.
pub fn percent(share: f64) -> String {
    format!("{} %", points(share))
}

/// How often a walk was repeated, and the least, middle and greatest of its waits, by name;
/// `None` for a single walk.
pub fn runs(walk: &JourneyReport, language: Language) -> Option<[(&'static str, String); 7]> {
    let waits = walk.measures.iter().find(|one| one.metric == "wait_ms")?;
    let runs = &walk.runs;
    (runs.measured > 1).then(|| {
        [
            ("measured", runs.measured.to_string()),
            ("warm_up", runs.warm_up.to_string()),
            ("astray", runs.astray.to_string()),
            ("told", runs.told.to_string()),
            ("median", time_in(language, waits.median)),
            ("min", time_in(language, waits.min)),
            ("max", time_in(language, waits.max)),
        ]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_is_never_rounded_up_to() {
        let written = [99.94, 99.4, 61.5, 100.0, 0.0].map(points);
        assert_eq!(written, ["99", "99", "62", "100", "0"]);
    }

    #[test]
    fn times_change_their_unit_where_they_round() {
        let shown: Vec<String> = [0.0, 999.4, 999.5, 59_949.0, 59_951.0, 125_000.0, f64::NAN]
            .map(time)
            .to_vec();
        assert_eq!(
            shown,
            [
                "0 ms",
                "999 ms",
                "1.0 s",
                "59.9 s",
                "1 min 00 s",
                "2 min 05 s",
                "–"
            ]
        );
    }

    #[test]
    fn times_speak_the_language_of_the_report() {
        let shown = [340.0, 1_200.0, 65_000.0].map(|ms| time_in(Language::Ja, ms));
        assert_eq!(shown, ["340 ミリ秒", "1.2 秒", "1 分 05 秒"]);
        assert_eq!(time_in(Language::En, 65_000.0), time(65_000.0));
    }

    #[test]
    fn sizes_change_their_unit_where_they_round() {
        let shown: Vec<String> = [999, 1_000, 999_499, 1_234_567].map(bytes).to_vec();
        assert_eq!(shown, ["999 B", "1 kB", "999 kB", "1.2 MB"]);
    }
}
