//! Rules whose verdict rests on clocks. Their findings may come and go by
//! chance, so they are shown and never count as a regression: the timings are
//! compared by statistics instead.

/// Their ids.
pub const CLOCKED: [&str; 9] = [
    "add-to-cart-feedback",
    "cls-per-step",
    "fcp-per-step",
    "image-optimised",
    "inp-flow-interactions",
    "lcp-per-step",
    "step-transition-time",
    "total-flow-time",
    "ttfb-document",
];

/// Whether a rule is one of them.
pub fn is_clocked(rule: &str) -> bool {
    CLOCKED.contains(&rule)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn every_rule_that_reads_a_clock_is_listed_and_no_other() {
        let clocks = ["clock.", ".clock", "vitals", "fetch_ms", "usable_ms("];
        let mut reading = Vec::new();
        for group in fs::read_dir("src/rules").unwrap().flatten() {
            let Ok(files) = fs::read_dir(group.path()) else {
                continue;
            };
            for file in files.flatten() {
                let text = fs::read_to_string(file.path()).unwrap();
                let code = text.split("#[cfg(test)]").next().unwrap_or_default();
                let id = text.split("const ID: &'static str = \"").nth(1);
                if let Some(id) = id.and_then(|rest| rest.split('"').next())
                    && clocks.iter().any(|word| code.contains(word))
                {
                    reading.push(id.to_owned());
                }
            }
        }
        reading.sort();
        assert_eq!(reading, CLOCKED);
    }
}
