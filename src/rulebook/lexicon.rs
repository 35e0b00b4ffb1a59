//! The words that shops use, by language: what a control does, what a page is for, what a field asks.
//!
//! The data is in `rulesets/lexicon/*.toml`, one file a language, built into the
//! binary. All languages are searched at once: shops mix them, and a wrong guess
//! of the language must not hide a button that orders.

pub(crate) mod normal;
pub(crate) mod phrases;
mod topic;

pub use normal::{MONEY, is_unspaced, normalise};
pub use phrases::{Hit, Phrases};
pub use topic::Topic;

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What pressing a control would do, as far as its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Intent {
    /// Puts the product into the cart.
    AddToCart,
    /// Starts buying this product at once, on a product page.
    BuyNow,
    /// Shows the cart.
    ViewCart,
    /// Goes from the cart to the checkout.
    Checkout,
    /// Goes on to the next step: continue, next, save and continue, use this address.
    Continue,
    /// Goes on to the last screen before the order: review order, 確認画面へ.
    Review,
    /// Orders or pays: the control that is never pressed.
    PlaceOrder,
    /// Goes on without an account.
    Guest,
    /// Logs in.
    Login,
    /// Makes an account.
    Register,
    /// Pays or goes on through a wallet: PayPal, Apple Pay, Amazon Pay, 楽天ペイ.
    Wallet,
    /// Agrees to cookies.
    AcceptConsent,
    /// Refuses cookies.
    RejectConsent,
    /// Opens the settings of cookies.
    ConsentSettings,
    /// Saves the settings of cookies.
    SaveConsent,
    /// Closes a layer, says no thanks, later.
    Close,
    /// Confirms one's age.
    ConfirmAge,
    /// Confirms a country, language or shop.
    ConfirmRegion,
    /// Goes back to shopping or to the step before.
    Back,
    /// Takes something away, empties, cancels.
    Remove,
    /// Changes something: edit, change, update.
    Edit,
    /// Applies a code.
    ApplyCode,
    /// Searches.
    Search,
    /// Opens a menu.
    Menu,
    /// Chooses this one: select, choose, deliver to this address, ship here.
    Choose,
    /// Looks an address up by its postcode.
    AddressLookup,
    /// Opens a form for an address that is not known yet: add new address, 新增地址.
    NewAddress,
    /// Subscribes to a newsletter or messages.
    Subscribe,
    /// Agrees to terms.
    AcceptTerms,
    /// Adds to a wish list, compares, shares.
    Aside,
    /// Ends the session.
    Logout,
    /// Loads more of a list.
    LoadMore,
}

/// All words of all languages, ready to be searched.
#[derive(Debug)]
pub struct Lexicon {
    controls: Phrases<Option<Intent>>,
    /// The same phrases without the articles inside them, for words that are written with others.
    bare_controls: Phrases<Option<Intent>>,
    articles: BTreeSet<String>,
    topics: Phrases<Topic>,
    field_words: Vec<FieldWord>,
    fillers: Vec<String>,
    languages: Vec<String>,
}

/// A word by which shops ask for something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldWord {
    /// What it asks for.
    pub purpose: String,
    /// The word or phrase.
    pub phrase: String,
    /// Primary tags of the languages that use it so.
    pub languages: Vec<String>,
}

/// One language as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    language: String,
    /// Words that carry no meaning of their own around a phrase.
    fillers: Vec<String>,
    /// Articles and the like, which shops put between the words of a phrase or leave out.
    #[serde(default)]
    articles: Vec<String>,
    /// Phrases that hold the words of an intent and mean something else.
    nothing: Vec<String>,
    controls: BTreeMap<Intent, Vec<String>>,
    #[serde(default)]
    fields: BTreeMap<String, Vec<String>>,
    words: BTreeMap<Topic, Vec<String>>,
}

/// The languages that come with cartwalk.
const EMBEDDED: [(&str, &str); 10] = [
    ("en", include_str!("../../rulesets/lexicon/en.toml")),
    ("ja", include_str!("../../rulesets/lexicon/ja.toml")),
    ("de", include_str!("../../rulesets/lexicon/de.toml")),
    ("fr", include_str!("../../rulesets/lexicon/fr.toml")),
    ("es", include_str!("../../rulesets/lexicon/es.toml")),
    ("it", include_str!("../../rulesets/lexicon/it.toml")),
    ("nl", include_str!("../../rulesets/lexicon/nl.toml")),
    ("pt", include_str!("../../rulesets/lexicon/pt.toml")),
    ("zh", include_str!("../../rulesets/lexicon/zh.toml")),
    ("ko", include_str!("../../rulesets/lexicon/ko.toml")),
];

/// Words for fields alone, of languages that have no lexicon of their own yet.
const MORE_FIELDS: &str = include_str!("../../rulesets/lexicon/more-fields.toml");

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    Lexicon::read(&EMBEDDED).expect("the built-in lexicons are checked by a test")
});

impl Lexicon {
    /// The lexicon that comes with cartwalk.
    pub fn embedded() -> &'static Self {
        &LEXICON
    }

    /// Reads `(name, TOML)` pairs.
    ///
    /// # Errors
    /// Names the file and what is wrong in it.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, String> {
        let mut written = Vec::new();
        for (name, text) in files {
            let one: Written = toml::from_str(text).map_err(|e| format!("lexicon {name}: {e}"))?;
            written.push(one);
        }
        let controls = || {
            written.iter().flat_map(|w| {
                let nothing = w.nothing.iter().map(|p| (None, p.as_str()));
                let some = w
                    .controls
                    .iter()
                    .flat_map(|(intent, list)| list.iter().map(|p| (Some(*intent), p.as_str())));
                nothing.chain(some)
            })
        };
        let articles: BTreeSet<String> = written
            .iter()
            .flat_map(|w| w.articles.iter().map(|a| normalise(a)))
            .collect();
        let bare: Vec<(Option<Intent>, String)> = controls()
            .map(|(intent, phrase)| (intent, without_articles(phrase, &articles)))
            .collect();
        let topics = written.iter().flat_map(|w| {
            w.words
                .iter()
                .flat_map(|(topic, list)| list.iter().map(|p| (*topic, p.as_str())))
        });
        let more: BTreeMap<String, BTreeMap<String, Vec<String>>> =
            toml::from_str(MORE_FIELDS).map_err(|e| format!("lexicon more-fields: {e}"))?;
        let by_language = written
            .iter()
            .map(|w| (&w.language, &w.fields))
            .chain(&more);
        let mut uses: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for (language, fields) in by_language {
            for (purpose, list) in fields {
                for phrase in list {
                    uses.entry((purpose.clone(), phrase.clone()))
                        .or_default()
                        .push(language.clone());
                }
            }
        }
        let field_words = uses
            .into_iter()
            .map(|((purpose, phrase), languages)| FieldWord {
                purpose,
                phrase,
                languages,
            })
            .collect();
        let mut fillers: Vec<String> = written
            .iter()
            .flat_map(|w| w.fillers.iter().map(|f| normalise(f)))
            .filter(|f| !f.is_empty())
            .collect();
        fillers.sort_by_key(|f| std::cmp::Reverse(f.len()));
        fillers.dedup();
        Ok(Self {
            controls: Phrases::new(controls()),
            bare_controls: Phrases::new(bare.iter().map(|(i, p)| (*i, p.as_str()))),
            articles,
            topics: Phrases::new(topics),
            field_words,
            fillers,
            languages: written.iter().map(|w| w.language.clone()).collect(),
        })
    }

    /// What a control with these words may do, strongest first.
    ///
    /// 1.0: the words are the phrase and nothing else; less, the more other
    /// words stand around it. A phrase inside a longer one of another intent
    /// does not count ("checkout" in "guest checkout"), but an order hides
    /// behind neither a wallet nor an agreement. An article inside the words or
    /// the phrase makes no difference ("conferma la spedizione").
    pub fn intents(&self, text: &str) -> Vec<(Intent, f64)> {
        let text = normalise(text);
        let mut best = BTreeMap::new();
        self.note_intents(&text, &self.controls, &mut best);
        if text.len() <= LONGEST_NAME {
            let bare = without_articles(&text, &self.articles);
            if bare != text {
                self.note_intents(&bare, &self.bare_controls, &mut best);
            }
        }
        let mut list: Vec<_> = best.into_iter().collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1));
        list
    }

    /// Raises each intent to how strongly a normalised text has it by these phrases.
    fn note_intents(
        &self,
        text: &str,
        phrases: &Phrases<Option<Intent>>,
        best: &mut BTreeMap<Intent, f64>,
    ) {
        let hits: Vec<(Hit<'_, Option<Intent>>, f64)> = phrases
            .hits(text)
            .map(|hit| {
                let share = phrases::coverage(text, &hit.span, &self.fillers);
                (hit, share)
            })
            .filter(|(hit, share)| !hit.alone || *share > 0.999)
            .collect();
        for (hit, share) in &hits {
            let Some(intent) = hit.key else { continue };
            if hits.iter().any(|(other, _)| swallows(other, hit)) {
                continue;
            }
            let score = if *share > 0.999 {
                1.0
            } else {
                0.15 + 0.8 * share
            };
            let slot = best.entry(intent).or_insert(0.0);
            *slot = slot.max(score);
        }
    }

    /// How strongly these words have this intent, 0 when not at all.
    pub fn strength(&self, text: &str, intent: Intent) -> f64 {
        self.intents(text)
            .into_iter()
            .find(|(found, _)| *found == intent)
            .map_or(0.0, |(_, score)| score)
    }

    /// Whether a text asks to choose, as the first entry of a list may, or holds nothing but strokes and arrows.
    pub fn is_prompt(&self, text: &str) -> bool {
        !normalise(text).chars().any(char::is_alphanumeric)
            || self.says(text, Topic::OptionMissing)
            || self.strength(text, Intent::Choose) >= 0.5
    }

    /// Whether a text speaks of a topic.
    pub fn says(&self, text: &str, topic: Topic) -> bool {
        self.find(text, topic).is_some()
    }

    /// The longest phrase of a topic that a text holds, as the lexicon has it.
    pub fn find(&self, text: &str, topic: Topic) -> Option<&str> {
        let text = normalise(text);
        self.topics
            .hits(&text)
            .filter(|hit| hit.key == topic && (!hit.alone || hit.span == (0..text.len())))
            .map(|hit| hit.phrase)
            .max_by_key(|phrase| phrase.len())
    }

    /// Every topic that a text speaks of, with its longest phrase.
    pub fn topics(&self, text: &str) -> BTreeMap<Topic, &str> {
        let text = normalise(text);
        let mut found: BTreeMap<Topic, &str> = BTreeMap::new();
        for hit in self.topics.hits(&text) {
            if hit.alone && hit.span != (0..text.len()) {
                continue;
            }
            let slot = found.entry(hit.key).or_insert(hit.phrase);
            if hit.phrase.len() > slot.len() {
                *slot = hit.phrase;
            }
        }
        found
    }

    /// Words by which shops ask for something, with their languages.
    pub fn field_words(&self) -> &[FieldWord] {
        &self.field_words
    }

    /// The languages that are known, as primary tags.
    pub fn languages(&self) -> &[String] {
        &self.languages
    }
}

/// Longest text, in bytes, that may be what a control is called; articles matter in no longer one.
const LONGEST_NAME: usize = 120;

/// A phrase without the articles that stand between its first and its last word; one with a
/// gap (`*`) is left as it is.
fn without_articles(phrase: &str, articles: &BTreeSet<String>) -> String {
    let words: Vec<&str> = phrase.split(' ').collect();
    if words.len() < 2 || words.contains(&"*") {
        return phrase.to_owned();
    }
    let inner = 1..words.len() - 1;
    let is_kept = |at: usize| !inner.contains(&at) || !articles.contains(words[at]);
    let kept = words.iter().enumerate().filter(|(at, _)| is_kept(*at));
    kept.map(|(at, word)| match at {
        0 => word,
        _ => elided(word, articles),
    })
    .collect::<Vec<_>>()
    .join(" ")
}

/// A word without the article that it is joined to by an apostrophe: "l'ordine".
fn elided<'w>(word: &'w str, articles: &BTreeSet<String>) -> &'w str {
    match word.split_once('\'') {
        Some((article, rest)) if rest.len() >= 3 && articles.contains(article) => rest,
        _ => word,
    }
}

/// Whether `other` is a longer phrase of another intent around `hit`.
fn swallows(other: &Hit<'_, Option<Intent>>, hit: &Hit<'_, Option<Intent>>) -> bool {
    let longer = other.span.start <= hit.span.start
        && hit.span.end <= other.span.end
        && other.span.len() > hit.span.len();
    let shelters = hit.key == Some(Intent::PlaceOrder)
        && matches!(
            other.key,
            Some(Intent::Wallet | Intent::BuyNow | Intent::AcceptTerms | Intent::Subscribe)
        );
    longer && other.key != hit.key && !shelters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_lexicons_can_be_read() {
        Lexicon::read(&EMBEDDED).unwrap();
    }

    /// A control of the corpus: its words, what they are, what they are not.
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        text: String,
        #[serde(default)]
        is: Vec<Intent>,
        #[serde(default)]
        not: Vec<Intent>,
    }

    fn corpus() -> BTreeMap<String, Vec<Sample>> {
        toml::from_str(include_str!("../../tests/data/lexicon/corpus.toml")).unwrap()
    }

    #[test]
    fn every_language_has_words_for_every_intent_and_topic() {
        let read = |(_, text): &(&str, &str)| toml::from_str::<Written>(text).unwrap();
        let english = read(&EMBEDDED[0]);
        for one in EMBEDDED.iter().map(read) {
            let language = &one.language;
            assert!(
                one.controls.keys().eq(english.controls.keys()),
                "{language}"
            );
            assert!(one.words.keys().eq(english.words.keys()), "{language}");
            let lists = one.controls.values().chain(one.words.values());
            assert!(lists.clone().all(|list| !list.is_empty()), "{language}");
        }
    }

    #[test]
    fn controls_of_real_shops_are_taken_for_what_they_are() {
        let lexicon = Lexicon::embedded();
        let corpus = corpus();
        let mut wrong = Vec::new();
        for (language, samples) in &corpus {
            for sample in samples {
                let found = lexicon.intents(&sample.text);
                let missed = sample
                    .is
                    .iter()
                    .any(|i| lexicon.strength(&sample.text, *i) < 0.5);
                let mistaken = sample
                    .not
                    .iter()
                    .any(|i| lexicon.strength(&sample.text, *i) > 0.0);
                if missed || mistaken || (sample.is.is_empty() && sample.not.is_empty()) {
                    wrong.push(format!("{language} {:?}: {found:?}", sample.text));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn an_article_inside_the_words_makes_no_difference() {
        let lexicon = Lexicon::embedded();
        for text in [
            "Conferma la spedizione",
            "Conferma i tuoi dati",
            "Conferma l'indirizzo",
        ] {
            assert!(lexicon.strength(text, Intent::Continue) >= 0.5, "{text}");
        }
        for text in [
            "Conferma il mio ordine",
            "Place the order",
            "Confirmar tu compra",
        ] {
            assert!(lexicon.strength(text, Intent::PlaceOrder) >= 0.5, "{text}");
        }
        // What means nothing with an article means nothing without.
        assert!(lexicon.strength("how to place an order", Intent::PlaceOrder) < 0.1);
    }

    #[test]
    fn the_corpus_speaks_every_language() {
        let corpus = corpus();
        for language in Lexicon::embedded().languages() {
            let samples = corpus.get(language).map_or(0, Vec::len);
            assert!(samples >= 15, "{language} has {samples}");
        }
    }

    #[test]
    fn an_order_is_told_from_its_near_misses() {
        let lexicon = Lexicon::embedded();
        for text in [
            "Place order",
            "Pay £12.34",
            "BUY NOW",
            "ご注文を確定する",
            "購入する",
            "この内容で注文する",
        ] {
            assert!(
                lexicon.strength(text, Intent::PlaceOrder) > 0.5,
                "{text}: {:?}",
                lexicon.intents(text)
            );
        }
        for text in [
            "Continue to payment",
            "Review order",
            "Proceed to checkout",
            "Order summary",
            "My orders",
            "Track order",
            "ご注文手続きへ",
            "確認画面へ",
            "注文内容を確認する",
            "購入手続きへ",
            "お支払い方法を選択する",
            "注文履歴",
        ] {
            assert_eq!(
                lexicon.strength(text, Intent::PlaceOrder),
                0.0,
                "{text}: {:?}",
                lexicon.intents(text)
            );
        }
    }
}
