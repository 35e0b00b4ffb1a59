//! Puts the questions of the user's own rules to the screen that is open.
//!
//! A question never ends a walk: what goes wrong is kept beside the missing answer.

use crate::browser::{BrowserError, Visit};
use crate::model::asked::{Answer, Asked};
use serde_json::{Value, json};
use std::time::Duration;

/// Longest time for one script; a page must not be held up by a rule.
pub const SCRIPT_LIMIT: Duration = Duration::from_secs(2);

/// Elements that each selector finds, or `null` where the browser cannot read it.
const COUNT: &str = "function (selectors) {
  return selectors.map((selector) => {
    try { return document.querySelectorAll(selector).length; } catch (_) { return null; }
  });
}";

/// Asks the top document of the open screen.
pub fn ask(visit: &mut Visit, asked: &Asked) -> Vec<Answer> {
    let mut answers = Vec::new();
    if !asked.selectors.is_empty() {
        let counted = visit.call(0, COUNT, &[json!(asked.selectors)]);
        let problem = counted.as_ref().err().map(told);
        let counts = counted.unwrap_or_default();
        for (index, selector) in asked.selectors.iter().enumerate() {
            let value = counts[index].as_f64();
            answers.push(Answer {
                key: selector.clone(),
                value,
                problem: match value {
                    Some(_) => None,
                    None => Some(
                        problem
                            .clone()
                            .unwrap_or_else(|| "the browser cannot read the selector".into()),
                    ),
                },
            });
        }
    }
    for (key, script) in &asked.scripts {
        answers.push(answer(key, visit.run_foreign(script, SCRIPT_LIMIT)));
    }
    answers
}

/// `true`, `false` and numbers are answers; everything else says what it is.
pub fn answer(key: &str, returned: Result<Value, BrowserError>) -> Answer {
    let (value, problem) = match &returned {
        Ok(Value::Bool(met)) => (Some(f64::from(u8::from(*met))), None),
        Ok(Value::Number(number)) => (number.as_f64(), None),
        Ok(Value::Null) => (None, Some("it returned nothing".to_owned())),
        Ok(Value::String(_)) => (None, Some("it returned a text".to_owned())),
        Ok(Value::Array(_) | Value::Object(_)) => (None, Some("it returned an object".to_owned())),
        Err(error) => (None, Some(told(error))),
    };
    Answer {
        key: key.to_owned(),
        value,
        problem,
    }
}

/// One line: a stack says nothing to whoever reads a report.
fn told(error: &BrowserError) -> String {
    let text = error.to_string();
    text.lines()
        .next()
        .unwrap_or_default()
        .chars()
        .take(300)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_truth_and_numbers_are_answers() {
        assert_eq!(answer("k", Ok(json!(true))).value, Some(1.0));
        assert_eq!(answer("k", Ok(json!(2.5))).value, Some(2.5));
        for odd in [json!(null), json!("12"), json!([1]), json!({})] {
            let answer = answer("k", Ok(odd));
            assert!(answer.value.is_none() && answer.problem.is_some());
        }
    }
}
