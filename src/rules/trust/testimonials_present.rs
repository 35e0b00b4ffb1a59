//! Customers speak for the store: a block of voices with at least two of them, on the home page, about page or a page of its own.
//!
//! Reviews of single products are not testimonials, nor is a heading over pictures.

use crate::model::page::PageKind;
use crate::model::verdict::{Finding, Judgement, Place};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::{Need, Rule, Seen};
use serde::Deserialize;

/// Thresholds of `testimonials-present`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestimonialsPresent {
    /// Voices that a block must have.
    pub min_voices: usize,
    /// Lines after the heading that are read.
    pub lines: usize,
}

const HEADING: Words = &[
    "testimonials",
    "testimonial",
    "what our customers say",
    "what customers say",
    "what people say",
    "what people are saying",
    "customer stories",
    "customer voices",
    "our customers say",
    "loved by",
    "happy customers",
    "words from our customers",
    "お客様の声",
    "お客さまの声",
    "ご愛用者",
    "愛用者の声",
    "ユーザーの声",
    "利用者の声",
    "ご利用者の声",
    "お客様から",
    "kundenstimmen",
    "das sagen unsere kunden",
    "was unsere kunden sagen",
    "témoignages",
    "ce que disent nos clients",
    "testimonios",
    "lo que dicen nuestros clientes",
    "testimonianze",
    "dicono di noi",
    "cosa dicono i nostri clienti",
    "klantervaringen",
    "wat klanten zeggen",
];

impl Rule for TestimonialsPresent {
    const ID: &'static str = "testimonials-present";
    const NEEDS: &'static [Need] = &[Need::Site];

    fn judge(&self, seen: &Seen<'_>) -> Judgement {
        let kinds = [PageKind::Home, PageKind::About, PageKind::Other];
        let mut titled = None;
        for kind in kinds {
            for (page, facts) in seen.pages_of(kind).take(100) {
                let voices = self.voices(&fold(&facts.text));
                match voices {
                    Some(count) if count >= self.min_voices => return Judgement::pass(),
                    Some(_) if titled.is_none() => titled = Some(Place::page(page)),
                    Some(_) | None => {}
                }
            }
        }
        let finding = match titled {
            // The voices may be drawn as pictures or by a script.
            Some(place) => Finding::says("few", place).likely(),
            // A heading in other words than those that are known is not read.
            None => Finding::says("none", Place::url(&seen.evidence.target)).likely(),
        };
        Judgement::fail(vec![finding.with("pages", seen.pages_read())])
    }
}

impl TestimonialsPresent {
    /// How many voices follow a heading; `None` without a heading.
    fn voices(&self, folded: &str) -> Option<usize> {
        let lines: Vec<&str> = folded.lines().collect();
        let headings = (0..lines.len())
            .filter(|&at| lines[at].chars().count() < 60 && mentions(lines[at], HEADING));
        headings
            .map(|at| {
                lines[at + 1..(at + 1 + self.lines).min(lines.len())]
                    .iter()
                    .filter(|line| is_voice(line))
                    .count()
            })
            .max()
    }
}

/// A line that is quoted or signed.
fn is_voice(line: &str) -> bool {
    let long = line.chars().count() >= 12;
    let quoted = line.starts_with(['"', '「', '『', '“', '„', '«', '\'']) && long;
    let signed = line.starts_with("- ") || line.starts_with("-") && line.chars().count() > 3;
    let japanese = line.ends_with("様")
        || line.ends_with("さん")
        || line.contains("代 女性")
        || line.contains("代 男性")
        || line.contains("代女性")
        || line.contains("代男性")
        || line.contains("代・女性")
        || line.contains("代・男性");
    quoted || (signed && line.chars().count() < 60) || (japanese && line.chars().count() < 40)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::verdict::Verdict;
    use crate::rules::testing::{Made, judge, verdict};

    fn with(text: &str) -> Made {
        Made::store().page(PageKind::Home, "/", |f| f.text = text.into())
    }

    #[test]
    fn a_heading_with_two_voices_passes() {
        let en = "What our customers say\n“I use this mug every single day.”\n— Ann, Bristol\n“A lovely present.”";
        assert_eq!(verdict::<TestimonialsPresent>(with(en)), Verdict::Pass);
        let ja = "お客様の声\n「毎日使っています。とても気に入りました。」\n東京都 30代女性\n「贈り物に喜ばれました。また買います。」";
        assert_eq!(verdict::<TestimonialsPresent>(with(ja)), Verdict::Pass);
    }

    #[test]
    fn a_heading_alone_and_product_reviews_are_not_enough() {
        assert_eq!(
            judge::<TestimonialsPresent>(with("お客様の声\nもっと見る")).findings[0].message,
            "few"
        );
        let reviews = Made::store().page(PageKind::Product, "/mug", |f| {
            f.text = "Customer reviews\n“Nice mug, I like it.”".into()
        });
        assert_eq!(
            judge::<TestimonialsPresent>(reviews).findings[0].message,
            "none"
        );
    }
}
