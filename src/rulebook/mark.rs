//! A name for the rules in force, so that reports judged by other rules are not compared.

use crate::rulebook::Rulebook;
use sha2::{Digest, Sha256};

impl Rulebook {
    /// 16 hexadecimal digits over everything that can change a verdict or the
    /// score: rules, weights, severities, thresholds, groups. Sentences do not count.
    pub fn mark(&self) -> String {
        let mut sum = Sha256::new();
        for (id, group) in &self.groups {
            sum.update(format!("{id}\0{}\0", group.weight));
        }
        for (id, rule) in self.rules.iter().filter(|(_, rule)| rule.enabled) {
            let severity = rule.severity.name();
            let thresholds = &rule.thresholds;
            sum.update(format!(
                "{id}\0{}\0{severity}\0{}\0{thresholds}\0",
                rule.group, rule.weight
            ));
        }
        let bytes = sum.finalize();
        bytes
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_or_a_weight_changes_the_name_and_a_sentence_does_not() {
        let book = Rulebook::embedded();
        let mut other = book.clone();
        let rule = other.rules.values_mut().next().expect("there are rules");
        rule.en.title = "Something else".to_owned();
        assert_eq!(other.mark(), book.mark());
        let rule = other.rules.values_mut().next().expect("there are rules");
        rule.weight += 1.0;
        assert_ne!(other.mark(), book.mark());
        assert_eq!(book.mark().len(), 16);
    }
}
