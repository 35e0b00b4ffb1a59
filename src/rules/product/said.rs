//! Whether something is said on product pages: one template serves them all, so the
//! share of pages that say it is the grade.

use crate::model::verdict::{Finding, Judgement};
use crate::rules::Seen;
use crate::rules::view::View;

/// What one page says.
pub enum Said {
    /// It is there.
    Yes,
    /// It is there in part.
    Half(Finding),
    /// It was not found.
    No(Finding),
}

/// Looks at each product page and grades by the share that says it.
pub fn judge_said(
    seen: &Seen<'_>,
    max_findings: usize,
    look: impl Fn(&View<'_>) -> Said,
) -> Judgement {
    let views = seen.product_views();
    let mut sum = 0.0;
    let mut findings = Vec::new();
    for view in &views {
        match look(view) {
            Said::Yes => sum += 1.0,
            Said::Half(finding) => {
                sum += 0.5;
                findings.push(finding);
            }
            Said::No(finding) => findings.push(finding),
        }
    }
    if views.is_empty() {
        return Judgement::unknown("no-product-page");
    }
    findings.truncate(max_findings);
    Judgement::graded(sum / views.len() as f64, findings)
}
