//! The fields of a form for a person: what each asks for and how sure that is.

use crate::model::report::FieldReport;
use crate::render::table::{WIDTH, cut, ruled};
use comfy_table::{Cell, Row};

/// One line a field. Fields that are not shown are named as such.
pub fn fields(fields: &[FieldReport], colour: bool) -> String {
    if fields.is_empty() {
        return "no field found\n".to_owned();
    }
    let header = ["Field", "Label", "Type", "Purpose", "Sure", "Must"];
    let rows = fields.iter().map(|field| {
        let kind = if field.visible {
            field.kind.clone()
        } else {
            format!("{} (hidden)", field.kind)
        };
        let label = if field.label.trim().is_empty() {
            "–"
        } else {
            &field.label
        };
        let mut row = Row::from(vec![
            Cell::new(cut(&field.selector, WIDTH)),
            Cell::new(cut(label, WIDTH)),
            Cell::new(cut(&kind, 16)),
            Cell::new(cut(&field.purpose, 24)),
            Cell::new(format!("{:.0} %", field.certainty * 100.0)),
            Cell::new(if field.required { "yes" } else { "" }),
        ]);
        row.max_height(1);
        row
    });
    format!(
        "{}\n",
        ruled(header.map(str::to_owned).to_vec(), rows, &[4], colour)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::plan::Language;
    use crate::report::made;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn a_hostile_label_stays_inside_its_column() {
        let report = made::report(Language::En);
        let shown = fields(&report.journeys[0].steps[2].fields, false);
        assert!(shown.contains("email"), "{shown}");
        assert!(!shown.contains(['\x1b', '\u{202e}']));
        assert!(shown.lines().all(|line| line.width() <= WIDTH), "{shown}");
    }
}
