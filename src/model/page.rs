//! One address as the crawl found it, with the facts that rules ask for, parsed once.

use crate::model::asked::Answer;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a page is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PageKind {
    /// The front page.
    Home,
    /// A list of products: category, collection, brand.
    Listing,
    /// One product.
    Product,
    /// The cart.
    Cart,
    /// Any page of the checkout.
    Checkout,
    /// Search results, or a page whose purpose is to search.
    Search,
    /// Login, registration, account pages.
    Account,
    /// How to reach the store.
    Contact,
    /// Delivery costs and times.
    Shipping,
    /// Returns, refunds, withdrawal.
    Returns,
    /// Privacy policy.
    Privacy,
    /// Imprint, terms, 特定商取引法に基づく表記.
    Legal,
    /// Questions and answers, help.
    Faq,
    /// Who runs the store.
    About,
    /// None of these.
    Other,
}

/// One URL as crawled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// The address that was asked for.
    pub url: String,
    /// The address that answered in the end.
    pub final_url: String,
    /// HTTP status of the last answer; `None` when nothing answered.
    pub status: Option<u16>,
    /// Redirects on the way, in order. Where several addresses lead here, the longest way: then the
    /// first of them is not `url`.
    pub hops: Vec<Hop>,
    /// Response headers, names in lower case. `set-cookie` values are reduced to name and attributes.
    pub headers: Vec<(String, String)>,
    /// Decoded body size, in bytes; `truncated` tells that reading stopped there.
    pub body_bytes: usize,
    /// Whether the body was longer than the limit.
    pub truncated: bool,
    /// Time from the request to the last byte, in milliseconds.
    pub fetch_ms: u64,
    /// Whether JavaScript filled the page and a browser rendered it.
    pub rendered: bool,
    /// How the page was found.
    pub source: PageSource,
    /// Whether a sitemap lists it, however it was found.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_sitemap: bool,
    /// Number of links from the home page; 0 is the home page itself.
    pub depth: u32,
    /// What the page is for.
    pub kind: PageKind,
    /// How sure the classification is, 0 to 1.
    pub kind_certainty: f32,
    /// Why the page could not be read, in the words of the network.
    pub problem: Option<String>,
    /// What the page says; `None` where it is no HTML or was not read.
    pub facts: Option<PageFacts>,
}

/// How the crawl came to know an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageSource {
    /// The address that the user gave.
    Start,
    /// A link on a crawled page.
    Link,
    /// A sitemap.
    Sitemap,
    /// An address that cartwalk made up to see how a missing page is answered.
    MadeUp,
}

/// One redirect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hop {
    /// Where the request went.
    pub url: String,
    /// The redirect's status, 301 to 308.
    pub status: u16,
}

/// What an HTML page says, as owned values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageFacts {
    /// `<title>`.
    pub title: String,
    /// `lang` of the document, as written.
    pub lang: Option<String>,
    /// Language of the visible text (BCP 47 primary tag) as detected.
    pub text_language: Option<String>,
    /// `<meta name="description">`.
    pub description: Option<String>,
    /// Absolute canonical address.
    pub canonical: Option<String>,
    /// `<meta name="robots">`, lower case.
    pub meta_robots: Option<String>,
    /// `<meta name="viewport">`.
    pub meta_viewport: Option<String>,
    /// `<meta name="generator">`.
    pub generator: Option<String>,
    /// Open Graph and Twitter card properties.
    pub social_meta: Vec<(String, String)>,
    /// Signs of an app in the head, `(name, content)`: `apple-itunes-app`, `google-play-app`, and
    /// `al:*` and `twitter:app:*` properties.
    #[serde(default)]
    pub app_meta: Vec<(String, String)>,
    /// Links, in document order, at most 2,000.
    pub links: Vec<Link>,
    /// `(level, text)` of h1 to h6.
    pub headings: Vec<(u8, String)>,
    /// Visible text with line breaks between blocks, at most 60,000 characters.
    pub text: String,
    /// Visible text of the footer, at most 10,000 characters.
    pub footer_text: String,
    /// Forms and their fields.
    pub forms: Vec<StaticForm>,
    /// Pictures.
    pub images: Vec<StaticImage>,
    /// Top-level structured data items, graph references resolved: JSON-LD as written, microdata and RDFa as the same shape.
    pub structured: Vec<Value>,
    /// JSON-LD blocks that could not be parsed, with the reason.
    pub structured_errors: Vec<String>,
    /// Absolute addresses of external scripts.
    pub scripts: Vec<String>,
    /// Absolute addresses of frames.
    pub frames: Vec<String>,
    /// Prices in the visible text, in order, at most 200.
    pub prices: Vec<PriceText>,
    /// Telephone numbers, E.164 where the country is known.
    pub phones: Vec<PhoneText>,
    /// E-mail addresses, from text and `mailto:`.
    pub emails: Vec<String>,
    /// Texts that read like a postal address.
    pub addresses: Vec<String>,
    /// Whether an input or form lets one search the store.
    pub has_search: bool,
    /// Whether the visible text is so short beside its scripts that JavaScript must fill the page.
    pub needs_javascript: bool,
    /// What rules of the user's own asked of this page.
    #[serde(default)]
    pub answers: Vec<Answer>,
}

/// A link as written on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// Absolute address, fragment kept.
    pub url: String,
    /// Accessible text: text, `aria-label`, `alt` of pictures inside, `title`.
    pub text: String,
    /// `rel`, lower case.
    pub rel: String,
    /// Where on the page it stands.
    pub region: Region,
    /// Whether it stays on the store's registrable domain.
    pub internal: bool,
}

/// The part of a page in which something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Region {
    /// Header or banner.
    Header,
    /// A navigation block outside the header.
    Nav,
    /// The content.
    Main,
    /// A side column.
    Aside,
    /// A dialog, drawer or other layer above the page.
    Dialog,
    /// The footer.
    Footer,
}

impl Region {
    /// Whether something stands in what a page is about, and not in its frame of header, navigation and
    /// footer; what stands in no named part counts.
    pub fn is_content(region: Option<Region>) -> bool {
        !matches!(region, Some(Region::Header | Region::Footer | Region::Nav))
    }
}

/// A form as written in the HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticForm {
    /// Absolute address that it sends to.
    pub action: String,
    /// `get` or `post`.
    pub method: String,
    /// `(type, name, label or placeholder)` of its inputs.
    pub inputs: Vec<(String, String, String)>,
    /// Texts of its buttons.
    pub buttons: Vec<String>,
}

/// A picture as written in the HTML.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaticImage {
    /// Absolute address; `data:` for a drawing in the page (`<svg>`).
    pub src: String,
    /// `alt`, the name of a drawing; `None` where the attribute is missing.
    pub alt: Option<String>,
    /// Whether `width` and `height` are both given.
    pub sized: bool,
    /// `loading`.
    pub loading: Option<String>,
    /// Whether `srcset` or a `<picture>` source exists.
    pub responsive: bool,
}

/// A price as read from text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceText {
    /// As written.
    pub text: String,
    /// The amount in the currency's main unit.
    pub amount: f64,
    /// ISO 4217 code where symbol or code names one.
    pub currency: Option<String>,
    /// Words on the same line or just before it.
    pub context: String,
}

/// A telephone number as read from text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneText {
    /// As written.
    pub text: String,
    /// E.164, where it is a valid number of a known country.
    pub e164: Option<String>,
    /// Whether it stands in a `tel:` link.
    pub linked: bool,
}

/// What the crawl found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteMap {
    /// Crawled pages; the start page comes first, the rest in the order of their addresses.
    pub pages: Vec<Page>,
    /// robots.txt: status and text (at most 500 kB); `None` when nothing answered.
    pub robots: Option<RobotsTxt>,
    /// Sitemap files that were read.
    pub sitemaps: Vec<SitemapFile>,
    /// Internal addresses that were seen but not fetched, and why.
    pub skipped: Vec<(String, SkipReason)>,
    /// Same-store links that were checked for their status without being crawled: `(url, status)`.
    pub checked_links: Vec<(String, Option<u16>)>,
    /// Links to other sites (profiles, app stores, press, seals) that were checked for their
    /// status: `(url as written, status)`; `None` when nothing answered.
    #[serde(default)]
    pub checked_external: Vec<(String, Option<u16>)>,
    /// The pages of a large crawl that are not among `pages`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond: Option<Beyond>,
    /// Duration of the crawl in milliseconds.
    pub crawl_ms: u64,
    /// Why the crawl ended early, in one sentence, if it did.
    pub problem: Option<String>,
}

/// Pages beyond the first 1,000: they were read and classified, and written down one by one in
/// `pages.jsonl` beside the evidence, without their facts. Those that are broken are among
/// [`SiteMap::pages`] as well, at most 2,000 of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beyond {
    /// How many there are.
    pub pages: u64,
    /// How many of them are not among [`SiteMap::pages`].
    pub only_in_file: u64,
    /// How many there are of each kind.
    pub kinds: BTreeMap<PageKind, u64>,
    /// Whether some could not be written down.
    pub lost: bool,
}

/// robots.txt as answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RobotsTxt {
    /// HTTP status.
    pub status: u16,
    /// The text, empty unless the status is 200.
    pub text: String,
}

/// A sitemap as answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitemapFile {
    /// Its address.
    pub url: String,
    /// HTTP status; `None` when nothing answered.
    pub status: Option<u16>,
    /// How many addresses it lists.
    pub urls: usize,
    /// How many of the pages it lists are on other hosts, which are not read.
    #[serde(default)]
    pub elsewhere: usize,
    /// The newest `lastmod`, as written.
    pub newest: Option<String>,
}

/// Why an address was not fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// robots.txt forbids it.
    Robots,
    /// The user's patterns leave it out.
    Pattern,
    /// The page limit was reached.
    Limit,
    /// The time limit was reached.
    Deadline,
    /// Following it could change something (logout, remove, add).
    Unsafe,
}
