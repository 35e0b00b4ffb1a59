//! Hosts by which outside services give themselves away: chat, reviews,
//! surveys, payment frames, analytics and advertising, social networks.
//!
//! A host stands for itself and its subdomains. An entry with a slash also
//! needs that beginning of the path.

use crate::model::page::Link;
use crate::rules::facts::words::{Words, fold, mentions};
use url::Url;

/// Live chat and chat bots.
pub const CHAT: &[&str] = &[
    "intercom.io",
    "intercomcdn.com",
    "zdassets.com/ekr",
    "zopim.com",
    "static.zdassets.com",
    "tawk.to",
    "crisp.chat",
    "livechatinc.com",
    "livechat.com",
    "olark.com",
    "drift.com",
    "driftt.com",
    "tidio.co",
    "tidiochat.com",
    "gorgias.chat",
    "gorgias.io",
    "freshchat.com",
    "wchat.freshchat.com",
    "smartsupp.com",
    "smartsuppchat.com",
    "userlike.com",
    "userlike-cdn-widgets.s3-eu-west-1.amazonaws.com",
    "chatra.io",
    "jivosite.com",
    "jivo.ru",
    "purechat.com",
    "snapengage.com",
    "kayako.com",
    "liveperson.net",
    "lpsnmedia.net",
    "helpscout.net",
    "beacon-v2.helpscout.net",
    "chaport.com",
    "re-amaze.com",
    "reamaze.com",
    "hs-scripts.com",
    "usemessages.com",
    "channel.io",
    "zendesk.com/embeddable",
    "kustomerapp.com",
    "gladly.com",
    "ada.support",
    "chatplus.jp",
    "chamo-chat.com",
    "sincloud.jp",
    "zeals.co.jp",
    "hitobo.io",
    "chatdealer.jp",
    "support-widget.userlocal.jp",
    "mobi-agent.com",
    "sinclo.jp",
    "karakuri.ai",
    "cdn.qualva.com",
    "tayori.com",
    "sobot.com",
    "trengo.eu",
    "dixa.io",
    "salesforceliveagent.com",
    "chatbase.co",
    "widget.manychat.com",
    "connect.facebook.net/customerchat",
];

/// Review widgets.
pub const REVIEWS: &[&str] = &[
    "yotpo.com",
    "judge.me",
    "trustpilot.com",
    "bazaarvoice.com",
    "stamped.io",
    "loox.io",
    "okendo.io",
    "reviews.io",
    "reviews.co.uk",
    "feefo.com",
    "powerreviews.com",
    "trustedshops.com",
    "ekomi.de",
    "ekomi.com",
    "junip.co",
    "reevoo.com",
    "turnto.com",
    "shopvote.de",
    "kiyoh.com",
    "webwinkelkeur.nl",
    "u-komi.com",
    "revico.jp",
    "revi-co.jp",
    "zeta.net",
    "letro.jp",
    "visumo.asia",
];

/// Surveys, feedback buttons and NPS tools.
pub const SURVEYS: &[&str] = &[
    "delighted.com",
    "qualtrics.com",
    "medallia.com",
    "kampyle.com",
    "survicate.com",
    "surveymonkey.com",
    "surveymonkey.net",
    "typeform.com",
    "usabilla.com",
    "satismeter.com",
    "wootric.com",
    "askNicely.com",
    "asknice.ly",
    "promoter.io",
    "refiner.io",
    "mopinion.com",
    "opinionlab.com",
    "foreseeresults.com",
    "verint-cdn.com",
    "questant.jp",
    "creativesurvey.com",
    "questionpro.com",
    "formlets.com",
    "zonka.co",
    "emotion-tech.net",
    "nps.emotion-tech.co.jp",
    "sprig.com",
    "pendo.io",
    "feedbackify.com",
    "getfeedback.com",
    "hotjar.com/surveys",
    "survey.hotjar.com",
    "forms.gle",
    "docs.google.com/forms",
];

/// Frames and pages of payment service providers that take card data in place of the store.
pub const PAYMENT: &[&str] = &[
    "stripe.com",
    "stripe.network",
    "paypal.com",
    "paypalobjects.com",
    "braintreegateway.com",
    "braintree-api.com",
    "adyen.com",
    "checkout.com",
    "klarna.com",
    "klarnacdn.net",
    "mollie.com",
    "worldpay.com",
    "squareup.com",
    "squarecdn.com",
    "squareupsandbox.com",
    "authorize.net",
    "cybersource.com",
    "sagepay.com",
    "opayo.co.uk",
    "opayo.eu.elavon.com",
    "global-e.com",
    "shopifycs.com",
    "checkout.pci.shopifyinc.com",
    "deposit.shopifycs.com",
    "amazonpay.com",
    "payments.amazon.com",
    "payments.amazon.co.jp",
    "pay.google.com",
    "affirm.com",
    "afterpay.com",
    "datatrans.com",
    "computop-paygate.com",
    "saferpay.com",
    "payone.com",
    "ogone.com",
    "ingenico.com",
    "payengine.de",
    "gmo-pg.com",
    "mul-pay.jp",
    "static.mul-pay.jp",
    "sbpayment.jp",
    "sps-system.com",
    "veritrans.co.jp",
    "pay.veritrans.co.jp",
    "paygent.co.jp",
    "pay.jp",
    "komoju.com",
    "paydesign.jp",
    "zeus.co.jp",
    "linkpt.cardservice.co.jp",
    "cardservice.co.jp",
    "epsilon.jp",
    "credit.j-payment.co.jp",
    "robotpayment.co.jp",
    "telecomcredit.co.jp",
    "univapay.com",
    "fincode.jp",
    "paidy.com",
    "np-atobarai.jp",
    "atone.be",
    "3dsecure.io",
    "recurly.com",
    "spreedly.com",
    "bluesnap.com",
    "nuvei.com",
    "2checkout.com",
    "payu.com",
    "razorpay.com",
    "mercadopago.com",
    "paytrail.com",
    "nets.eu",
    "swedbankpay.com",
    "sumup.com",
    "redsys.es",
    "sermepa.es",
    "systempay.fr",
    "payplug.com",
    "lyra.com",
    "paybox.com",
    "nexi.it",
];

/// Web analytics, session replay and advertising: what needs consent before it may store or send.
pub const TRACKERS: &[&str] = &[
    "google-analytics.com",
    "analytics.google.com",
    "doubleclick.net",
    "googleadservices.com",
    "googlesyndication.com",
    "google.com/pagead",
    "google.com/ads",
    "google.com/ccm",
    "connect.facebook.net",
    "facebook.com/tr",
    "bat.bing.com",
    "clarity.ms",
    "hotjar.com",
    "hotjar.io",
    "fullstory.com",
    "mouseflow.com",
    "crazyegg.com",
    "luckyorange.com",
    "inspectlet.com",
    "criteo.com",
    "criteo.net",
    "adroll.com",
    "taboola.com",
    "outbrain.com",
    "analytics.tiktok.com",
    "analytics-ipv6.tiktokw.us",
    "ct.pinterest.com",
    "s.pinimg.com/ct",
    "ads-twitter.com",
    "analytics.twitter.com",
    "t.co/i/adsct",
    "tr.snapchat.com",
    "sc-static.net",
    "px.ads.linkedin.com",
    "snap.licdn.com",
    "redditstatic.com/ads",
    "klaviyo.com",
    "segment.com",
    "segment.io",
    "mixpanel.com",
    "amplitude.com",
    "heapanalytics.com",
    "omtrdc.net",
    "demdex.net",
    "2o7.net",
    "adobedc.net",
    "quantserve.com",
    "scorecardresearch.com",
    "rubiconproject.com",
    "pubmatic.com",
    "adnxs.com",
    "amazon-adsystem.com",
    "ptengine.jp",
    "ptengine.com",
    "karte.io",
    "rtoaster.jp",
    "userlocal.jp",
    "im-apps.net",
    "yjtag.jp",
    "yimg.jp/images/listing",
    "b.yjtag.jp",
    "ladsp.com",
    "logly.co.jp",
    "popin.cc",
    "gsspcln.jp",
    "fout.jp",
    "socdm.com",
    "tr.line.me",
    "line-scdn.net/n/line_tag",
    "mc.yandex.ru",
    "matomo.cloud",
    "chartbeat.net",
    "nr-data.net",
    "optimizely.com",
    "vwo.com",
    "visualwebsiteoptimizer.com",
    "abtasty.com",
    "zenaps.com",
    "awin1.com",
    "dwin1.com",
    "impactradius-event.com",
    "attentivemobile.com",
];

/// Profiles on social networks: `(host, network)`.
pub const NETWORKS: &[(&str, &str)] = &[
    ("instagram.com", "Instagram"),
    ("twitter.com", "X"),
    ("x.com", "X"),
    ("facebook.com", "Facebook"),
    ("fb.com", "Facebook"),
    ("fb.me", "Facebook"),
    ("line.me", "LINE"),
    ("lin.ee", "LINE"),
    ("pinterest.com", "Pinterest"),
    ("pinterest.jp", "Pinterest"),
    ("pinterest.co.uk", "Pinterest"),
    ("pinterest.de", "Pinterest"),
    ("pinterest.fr", "Pinterest"),
    ("pin.it", "Pinterest"),
    ("tiktok.com", "TikTok"),
    ("youtube.com", "YouTube"),
    ("youtu.be", "YouTube"),
    ("linkedin.com", "LinkedIn"),
    ("threads.net", "Threads"),
    ("threads.com", "Threads"),
    ("bsky.app", "Bluesky"),
    ("note.com", "note"),
    ("xing.com", "XING"),
];

/// Makers of shop software; a profile of theirs left in a template is not the store's own.
const SOFTWARE_VENDORS: &[&str] = &[
    "shopify",
    "woocommerce",
    "wordpress",
    "magento",
    "adobecommerce",
    "prestashop",
    "opencart",
    "bigcommerce",
    "squarespace",
    "wix",
    "wixcom",
    "weebly",
    "shopware",
    "shopwareag",
    "evershop",
    "evershopcommerce",
    "medusajs",
    "saleorcommerce",
    "saleor",
    "djangooscar",
    "django_oscar",
    "sylius",
    "bagisto",
    "bagistoshop",
    "webkul",
    "nopcommerce",
    "spree",
    "spreecommerce",
    "solidus",
    "vendure",
    "vendure_io",
    "ecwid",
    "eccube",
    "ec_cube",
    "eccubejp",
    "makeshop",
    "colorme",
    "colormeshop",
    "base_ec",
    "thebase_in",
    "stores_jp",
    "futureshop",
    "ebisumart",
    "automattic",
    "elementor",
    "themeforest",
    "envato",
    "colorlib",
    "bootstrap",
    "getbootstrap",
    "w3layouts",
    "example",
    "username",
    "yourname",
    "yourpage",
    "yourprofile",
    "yourstore",
    "youraccount",
    "profile",
    "page",
    "user",
    "sharer",
    "home",
    "login",
];

/// Whether an address belongs to one of the hosts.
pub fn is_of(address: &str, hosts: &[&str]) -> bool {
    let Ok(url) = Url::parse(address) else {
        return false;
    };
    let Some(host) = url.host_str() else {
        return false;
    };
    hosts.iter().any(|entry| {
        let (domain, path) = entry.split_once('/').unwrap_or((entry, ""));
        under_any_case(host, domain)
            && (path.is_empty() || url.path().trim_start_matches('/').starts_with(path))
    })
}

/// Whether a host is a domain or lies under it.
pub fn under(host: &str, domain: &str) -> bool {
    host == domain
        || host
            .strip_suffix(domain)
            .is_some_and(|rest| rest.ends_with('.'))
}

/// The same, where a domain may be written in capitals.
fn under_any_case(host: &str, domain: &str) -> bool {
    let Some(at) = host.len().checked_sub(domain.len()) else {
        return false;
    };
    let (rest, end) = host.as_bytes().split_at(at);
    end.eq_ignore_ascii_case(domain.as_bytes()) && (rest.is_empty() || rest.ends_with(b"."))
}

/// The network of a link to a store's own profile; `None` for share buttons, posts, `#` links, the
/// network's front page and the shop software's own profile.
pub fn profile_network(address: &str) -> Option<&'static str> {
    let url = Url::parse(address).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let host = url.host_str()?;
    let (_, network) = *NETWORKS.iter().find(|(domain, _)| under(host, domain))?;
    let segments: Vec<String> = url
        .path_segments()
        .map(|s| s.filter(|p| !p.is_empty()).map(str::to_lowercase).collect())
        .unwrap_or_default();
    let first = segments.first()?.as_str();
    let shares = [
        "sharer",
        "sharer.php",
        "share",
        "share.php",
        "intent",
        "dialog",
        "pin",
        "hashtag",
        "search",
        "explore",
        "watch",
        "embed",
        "plugins",
        "tr",
        "r",
        "sharearticle",
        "sharing",
        "p",
        "reel",
        "policies",
        "privacy",
        "legal",
        "help",
        "about",
        "terms",
        "settings",
        "groups",
        "developers",
        "ads",
        "business",
        "login",
        "home",
    ];
    let line_share = network == "LINE" && (first == "r" || host.starts_with("social-plugins"));
    // `line.me/R/ti/p/@name` adds a friend; `line.me/R/msg/…` and `/R/share` pass something on.
    let line_friend = network == "LINE" && segments.iter().any(|s| s == "ti");
    if !line_friend && (line_share || shares.contains(&first)) {
        return None;
    }
    if segments.iter().any(|s| s == "status") {
        return None;
    }
    let handle = match (network, first) {
        ("YouTube", "channel" | "user" | "c") | ("LinkedIn", "company" | "in" | "school") => {
            segments.get(1).map(String::as_str)?
        }
        ("Facebook", "pages" | "people" | "pg") => segments.get(1).map(String::as_str)?,
        _ => first,
    };
    let bare: String = handle
        .trim_start_matches('@')
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    (!bare.is_empty() && !SOFTWARE_VENDORS.contains(&bare.as_str())).then_some(network)
}

/// Networks that anybody may host under any name, so that no list of hosts can know them.
const SELF_HOSTED: Words = &[
    "mastodon",
    "pixelfed",
    "peertube",
    "misskey",
    "friendica",
    "lemmy",
];

/// The network of a link on a page to a store's own profile: by its address, or, where the link says
/// `rel="me"`, by the name of a network that anybody may host.
pub fn linked_profile(link: &Link) -> Option<&'static str> {
    if link.internal {
        return None;
    }
    profile_network(&link.url).or_else(|| {
        let own = link.rel.split_whitespace().any(|word| word == "me");
        let web = link.url.starts_with("http://") || link.url.starts_with("https://");
        let text = fold(&link.text);
        let named = SELF_HOSTED.iter().find(|name| mentions(&text, &[name]));
        named.copied().filter(|_| own && web)
    })
}

/// A messenger in which a shopper can write to the store, by link.
pub fn messenger(address: &str) -> Option<&'static str> {
    const MESSENGERS: &[(&str, &str)] = &[
        ("m.me", "Messenger"),
        ("wa.me", "WhatsApp"),
        ("api.whatsapp.com", "WhatsApp"),
        ("ig.me", "Instagram DM"),
        ("t.me", "Telegram"),
        ("lin.ee", "LINE"),
        ("line.me", "LINE"),
        ("page.line.me", "LINE"),
        ("liff.line.me", "LINE"),
    ];
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?;
    let (_, name) = *MESSENGERS.iter().find(|(domain, _)| under(host, domain))?;
    let path = url.path().to_lowercase();
    if url.path().trim_matches('/').is_empty() && url.query().is_none() {
        return None;
    }
    let shares =
        path.starts_with("/share") || path.starts_with("/r/msg") || path.starts_with("/r/share");
    let plugin = host.starts_with("social-plugins") || host.starts_with("access.");
    // `wa.me/?text=…` without a number shares a page; it reaches nobody at the store.
    let whatsapp_share = name == "WhatsApp"
        && path.trim_matches('/').chars().all(|c| !c.is_ascii_digit())
        && !url.query().unwrap_or_default().contains("phone=");
    (!shares && !plugin && !whatsapp_share).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_stands_for_its_subdomains_only() {
        assert!(is_of("https://widget.intercom.io/widget/x", CHAT));
        assert!(!is_of("https://notintercom.io/", CHAT));
        assert!(is_of("https://www.facebook.com/tr?id=1", TRACKERS));
        assert!(!is_of("https://www.facebook.com/shop", TRACKERS));
    }

    #[test]
    fn share_buttons_hash_links_and_vendor_profiles_are_no_profiles() {
        for address in [
            "https://www.facebook.com/sharer/sharer.php?u=x",
            "https://twitter.com/intent/tweet",
            "https://x.com/",
            "https://shop.example/#",
            "https://www.instagram.com/shopify",
            "https://www.pinterest.com/pin/create/button/",
            "https://social-plugins.line.me/lineit/share",
        ] {
            assert_eq!(profile_network(address), None, "{address}");
        }
        assert_eq!(
            profile_network("https://www.instagram.com/kissa.mugs/"),
            Some("Instagram")
        );
        assert_eq!(
            profile_network("https://www.youtube.com/@kissa"),
            Some("YouTube")
        );
        assert_eq!(
            profile_network("https://line.me/R/ti/p/@kissa"),
            Some("LINE")
        );
        assert_eq!(
            profile_network("https://www.linkedin.com/company/kissa"),
            Some("LinkedIn")
        );
    }

    #[test]
    fn a_messenger_link_must_lead_to_somebody() {
        assert_eq!(messenger("https://wa.me/?text=look"), None);
        assert_eq!(messenger("https://wa.me/441632960000"), Some("WhatsApp"));
        assert_eq!(messenger("https://m.me/kissa"), Some("Messenger"));
        assert_eq!(messenger("https://lin.ee/abc"), Some("LINE"));
        assert_eq!(messenger("https://line.me/R/msg/text/?x"), None);
    }
}
