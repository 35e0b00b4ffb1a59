//! What a product page shows of its reviews.
//!
//! Only what a shopper sees counts; a rating in structured data alone does not.
//! A page whose review widget has not drawn anything yet is not judged.

use crate::model::page::PageKind;
use crate::model::verdict::Place;
use crate::rules::Seen;
use crate::rules::facts::vendors::{REVIEWS, is_of};
use crate::rules::facts::words::{Words, fold, mentions};
use crate::rules::facts::{days_from_civil, reach::product_key, schema};
use crate::rules::view::View;
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// Reviews of one product as shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewSigns {
    /// Average rating, in stars.
    pub rating: Option<f64>,
    /// Number of reviews.
    pub count: Option<u32>,
    /// The page says that there are none yet.
    pub none_yet: bool,
    /// A review widget is loaded, but draws nothing that could be read.
    pub waiting: bool,
    /// Words on how reviews are checked, or a mark for buyers.
    pub verified: bool,
    /// An answer of the store under a review.
    pub replied: bool,
    /// Day of the newest review, since 1970.
    pub newest_day: Option<i64>,
}

impl ReviewSigns {
    /// Whether a rating with reviews stands there.
    pub fn has_block(&self) -> bool {
        !self.none_yet && self.rating.is_some() && self.count != Some(0)
    }
}

const NONE_YET: Words = &[
    "no reviews",
    "no customer reviews",
    "not yet reviewed",
    "no ratings",
    "unrated",
    "not yet rated",
    "not rated yet",
    "be the first to review",
    "be the first to write",
    "write the first review",
    "0 reviews",
    "(0 reviews)",
    "レビューはありません",
    "レビューはまだ",
    "お客様の声はまだ",
    "コメントはまだ",
    "レビューがありません",
    "まだレビュー",
    "最初のレビュー",
    "レビュー(0)",
    "レビュー0件",
    "レビュー 0件",
    "0件のレビュー",
    "口コミはまだ",
    "口コミはありません",
    "noch keine bewertungen",
    "keine bewertungen",
    "erste bewertung",
    "aucun avis",
    "premier avis",
    "sin opiniones",
    "sin reseñas",
    "nessuna recensione",
    "nog geen beoordelingen",
    "nog geen reviews",
];
const VERIFIED: Words = &[
    "verified buyer",
    "verified buyers",
    "verified purchase",
    "verified purchases",
    "verified customer",
    "verified customers",
    "verified review",
    "verified reviews",
    "confirmed purchase",
    "only customers who",
    "only buyers",
    "who bought this",
    "who have bought",
    "who purchased",
    "購入者のみ",
    "購入者限定",
    "購入者",
    "購入済み",
    "ご購入された方",
    "購入されたお客様",
    "verifizierter kauf",
    "verifizierter käufer",
    "verifizierte bewertung",
    "achat vérifié",
    "acheteur vérifié",
    "avis vérifié",
    "avis vérifiés",
    "compra verificada",
    "comprador verificado",
    "acquisto verificato",
    "acquirente verificato",
    "geverifieerde aankoop",
    "geverifieerde koper",
    "how we check reviews",
    "how we verify",
    "reviews are checked",
    "レビューの確認方法",
];
const REPLY: Words = &[
    "reply from",
    "response from",
    "replied:",
    "our reply",
    "our response",
    "store reply",
    "shop reply",
    "owner's reply",
    "owner response",
    "seller response",
    "merchant reply",
    "ショップからの返信",
    "店舗からの返信",
    "当店からの返信",
    "ショップからのコメント",
    "店舗からのコメント",
    "店長からの返信",
    "ストアからの返信",
    "返信:",
    "スタッフからの返信",
    "antwort von",
    "antwort der",
    "antwort des",
    "antwort vom",
    "kommentar des shops",
    "antwort des händlers",
    "unsere antwort",
    "réponse de",
    "réponse du",
    "respuesta del",
    "risposta del",
    "antwoord van",
    "resposta d",
    "商家回复",
    "商家回覆",
    "卖家回复",
    "店主回复",
    "판매자 답변",
    "관리자 답변",
    "respuesta de",
    "risposta di",
    "reactie van",
];

static RATING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"([0-5](?:[.,]\d{1,2})?)\s*(?:/|out of|von|sur|de|su|van|点\s*/)\s*5\b|[★⭐☆]\s*([0-5](?:[.,]\d{1,2})?)(?:[^\d.,]|$)|([0-5][.,]\d{1,2})\s*[★⭐]|(?:評価|平均|総合|\b(?:rated|rating|average))\s*[:：]?\s*([0-5](?:[.,]\d{1,2})?)(?:[^\d.,]|$)|(★{1,5}☆{0,4})")
        .expect("the pattern is fixed")
});
static COUNT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(\d[\d,]*)\s*(?:件の?)?\s*(?:customer |verified |product )?(?:レビュー|口コミ|クチコミ|reviews?\b|ratings?\b|bewertung(?:en)?\b|avis\b|opiniones\b|reseñas\b|recensioni\b|beoordelingen\b)|(?:レビュー|口コミ|クチコミ|お客様の声|reviews?|ratings?|bewertungen|avis|opiniones|reseñas|recensioni|beoordelingen)\s*[(:：（]?\s*(?:全)?(\d[\d,]*)\s*(?:件|\)|）)|based on (\d[\d,]*)")
        .expect("the pattern is fixed")
});
static DAY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(20\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
        .expect("the pattern is fixed")
});

/// Reviews of up to `max` products: a browser's sight of a product comes before the crawl's.
pub fn sample<'s>(seen: &'s Seen<'_>, max: usize) -> Vec<(Place, ReviewSigns, &'s View<'s>)> {
    let views = seen.views_of(PageKind::Product);
    let mut met = BTreeSet::new();
    let (walked, crawled): (Vec<&View<'_>>, Vec<&View<'_>>) =
        views.into_iter().partition(|view| view.step.is_some());
    walked
        .into_iter()
        .chain(crawled)
        .filter(|view| view.facts.is_none_or(|facts| !facts.needs_javascript))
        .filter(|view| met.insert(product_key(&view.place.url)))
        .take(max)
        .map(|view| (view.place.clone(), signs(view), view))
        .collect()
}

/// Whether a number begins a scale to choose from, such as "1 2 3 4 5": nobody's rating.
fn is_scale(value: &str, behind: &str) -> bool {
    let Ok(first) = value.parse::<u32>() else {
        return false;
    };
    let mut next = behind.split_whitespace().map(str::parse::<u32>);
    let steps: Vec<u32> = next.by_ref().map_while(Result::ok).take(2).collect();
    let up = steps == [first + 1, first + 2];
    up || first > 2 && steps == [first - 1, first - 2]
}

/// What one page shows.
pub fn signs(view: &View<'_>) -> ReviewSigns {
    let text = fold(view.text);
    let count = COUNT.captures_iter(&text).find_map(|found| {
        let digits = found.iter().skip(1).flatten().next()?;
        digits.as_str().replace(',', "").parse().ok()
    });
    let rating = RATING.captures_iter(&text).find_map(|found| {
        let value = found.iter().skip(1).flatten().next()?;
        let (value, behind) = (value.as_str(), &text[value.end()..]);
        if is_scale(value, behind) {
            return None;
        }
        let stars = value.chars().filter(|c| *c == '★').count();
        match stars {
            0 => value.replace(',', ".").parse().ok(),
            stars => Some(stars as f64),
        }
    });
    let none_yet = count.unwrap_or_default() == 0 && mentions(&text, NONE_YET);
    let scripts = view.facts.map_or(&[][..], |facts| &facts.scripts);
    let widget = scripts.iter().any(|url| is_of(url, REVIEWS));
    ReviewSigns {
        rating,
        count,
        none_yet,
        waiting: widget && rating.is_none() && !none_yet,
        verified: mentions(&text, VERIFIED),
        replied: mentions(&text, REPLY),
        newest_day: newest(view, &text, count),
    }
}

fn newest(view: &View<'_>, text: &str, count: Option<u32>) -> Option<i64> {
    let marked = schema::of_type(&view.structured, &["Review"]);
    let told: Vec<String> = marked
        .iter()
        .filter_map(|item| schema::text(item, "datePublished"))
        .collect();
    let marked_day = told.iter().filter_map(|date| day(date)).max();
    marked_day.or_else(|| {
        // Without reviews, a date on the page belongs to something else.
        count.filter(|n| *n > 0)?;
        DAY.find_iter(text)
            .filter_map(|found| day(found.as_str()))
            .max()
    })
}

fn day(text: &str) -> Option<i64> {
    let found = DAY.captures(text)?;
    let part = |at: usize| found.get(at).and_then(|m| m.as_str().parse::<i64>().ok());
    days_from_civil(part(1)?, part(2)?, part(3)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Made;

    fn of(text: &str) -> ReviewSigns {
        let evidence = Made::store()
            .page(PageKind::Product, "/mug", |f| f.text = text.into())
            .evidence();
        let seen = Seen::new(&evidence);
        sample(&seen, 10).remove(0).1
    }

    #[test]
    fn ratings_and_counts_are_read_in_several_ways() {
        for (text, rating, count) in [
            ("4.5 out of 5\n12 reviews", 4.5, 12),
            ("★4.3（28件のレビュー）", 4.3, 28),
            ("★★★★☆ レビュー(1,024)", 4.0, 1024),
            ("Rated 4.8 / 5 based on 37 ratings", 4.8, 37),
            ("4,7 von 5 Sternen – 9 Bewertungen", 4.7, 9),
        ] {
            let signs = of(text);
            assert_eq!(
                (signs.rating, signs.count),
                (Some(rating), Some(count)),
                "{text}"
            );
            assert!(signs.has_block());
        }
    }

    #[test]
    fn an_empty_section_is_no_review() {
        assert!(!of("Customer reviews\nNo reviews yet. Be the first to review").has_block());
        assert!(!of("レビュー(0件)\nこの商品のレビューはまだありません").has_block());
        assert!(!of("Blue mug, 5 cm").has_block());
        // A scale to rate by is nobody's rating.
        for text in [
            "Currently unrated\n1\n2\n3\n4\n5",
            "Reviews\nYour rating:\n5\n4\n3\n2\n1",
            "Integrated 2-way lock",
        ] {
            assert!(!of(text).has_block(), "{text}");
        }
        assert!(of("Average rating:\n4\n12 reviews").has_block());
    }

    #[test]
    fn the_newest_date_counts_only_beside_reviews() {
        assert_eq!(
            of("4.5 / 5\n3 reviews\n2026-10-01\n2025-01-01").newest_day,
            days_from_civil(2026, 10, 1)
        );
        assert_eq!(of("Sale until 2026-10-01").newest_day, None);
    }
}
