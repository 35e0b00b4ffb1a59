//! What the demo store tells machines: products, offers, delivery, returns, the company, answers.

use super::catalog::{Product, Review};
use super::shop::Shop;
use serde_json::{Value, json};

/// A value as text for a `<script>`: nothing in it can end the element.
pub fn script_text(value: &Value) -> String {
    value
        .to_string()
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
}

/// The product with its offer, rating and reviews.
pub fn product(
    shop: &Shop,
    product: &Product,
    reviews: &[(&Review, String)],
    average: &str,
) -> Value {
    let store = shop.store();
    let mut offer = json!({
        "@type": "Offer", "url": format!("{}/p/{}", shop.origin, product.slug),
        "price": shop.decimal(if shop.flaw("schema-matches-visible") { product.price * 9 / 10 } else { product.price }),
        "priceCurrency": store.currency,
        "availability": "https://schema.org/InStock", "itemCondition": "https://schema.org/NewCondition",
        "seller": { "@type": "Organization", "name": store.company }
    });
    if shop.flaw("product-offer-valid") {
        offer["availability"] = json!("yes");
        offer
            .as_object_mut()
            .expect("made as an object")
            .remove("priceCurrency");
    }
    if !shop.flaw("shipping-details-markup") {
        let options = shop.deliveries(0);
        offer["shippingDetails"] = json!({
            "@type": "OfferShippingDetails",
            "shippingRate": { "@type": "MonetaryAmount", "value": shop.decimal(options[0].price), "currency": store.currency },
            "shippingDestination": { "@type": "DefinedRegion", "addressCountry": store.country },
            "deliveryTime": { "@type": "ShippingDeliveryTime",
                "handlingTime": { "@type": "QuantitativeValue", "minValue": 0, "maxValue": 1, "unitCode": "DAY" },
                "transitTime": { "@type": "QuantitativeValue", "minValue": 2, "maxValue": 3, "unitCode": "DAY" } }
        });
    }
    if !shop.flaw("return-policy-markup") {
        let fees = shop.say(
            "https://schema.org/FreeReturn",
            "https://schema.org/ReturnFeesCustomerResponsibility",
        );
        offer["hasMerchantReturnPolicy"] = json!({
            "@type": "MerchantReturnPolicy", "applicableCountry": store.country,
            "returnPolicyCountry": store.country,
            "returnPolicyCategory": "https://schema.org/MerchantReturnFiniteReturnWindow",
            "merchantReturnDays": 30, "returnMethod": "https://schema.org/ReturnByMail",
            "returnFees": fees, "refundType": "https://schema.org/FullRefund"
        });
    }
    let mut item = json!({
        "@context": "https://schema.org", "@type": "Product",
        "name": product.name, "description": product.lead,
        "image": [format!("{}/img/{}-960.webp", shop.origin, product.slug)], "offers": offer
    });
    if !shop.flaw("shopping-feed-ready") {
        item["sku"] = json!(product.slug);
        item["gtin13"] = json!(product.gtin);
        item["brand"] = json!({ "@type": "Brand", "name": store.name });
    }
    if !reviews.is_empty() {
        item["aggregateRating"] = json!({ "@type": "AggregateRating", "ratingValue": average, "reviewCount": reviews.len(), "bestRating": "5" });
        item["review"] = reviews
            .iter()
            .map(|(review, date)| json!({
                "@type": "Review", "author": { "@type": "Person", "name": review.by }, "datePublished": date,
                "name": review.title, "reviewBody": review.text,
                "reviewRating": { "@type": "Rating", "ratingValue": review.stars, "bestRating": 5 }
            }))
            .collect();
    }
    item
}

/// The company and the site, for the home page.
pub fn organization(shop: &Shop) -> Value {
    let store = shop.store();
    let mut profiles = vec![
        format!("{}/mastodon/@shop", shop.partner),
        format!("{}/pixelfed/shop", shop.partner),
    ];
    if shop.flaw("social-profiles-linked-and-alive") || shop.flaw("contact-channels-3plus") {
        profiles.clear();
    }
    json!({
        "@context": "https://schema.org", "@type": "OnlineStore",
        "name": store.name, "legalName": store.company, "url": format!("{}/", shop.origin),
        "logo": format!("{}/img/seal-480.webp", shop.origin), "email": store.email, "telephone": store.tel,
        "address": { "@type": "PostalAddress", "streetAddress": store.street, "addressLocality": store.city,
            "addressRegion": store.region, "postalCode": store.postcode, "addressCountry": store.country },
        "contactPoint": { "@type": "ContactPoint", "contactType": "customer service", "telephone": store.tel,
            "email": store.email, "availableLanguage": [shop.language.tag()] },
        "sameAs": profiles
    })
}

/// The site and its search.
pub fn website(shop: &Shop) -> Value {
    json!({
        "@context": "https://schema.org", "@type": "WebSite", "name": shop.store().name, "url": format!("{}/", shop.origin),
        "potentialAction": { "@type": "SearchAction", "query-input": "required name=q",
            "target": { "@type": "EntryPoint", "urlTemplate": format!("{}/search?q={{q}}", shop.origin) } }
    })
}

/// The way from the home page: `(name, path)`.
pub fn breadcrumbs(shop: &Shop, trail: &[(&str, String)]) -> Value {
    let home = (shop.say("Home", "ホーム"), "/".to_string());
    let items: Vec<Value> = std::iter::once(&home)
        .chain(trail)
        .enumerate()
        .map(|(at, (name, path))| {
            let item = format!("{}{path}", shop.origin);
            if shop.flaw("breadcrumb-faq-markup") {
                return json!({ "@type": "ListItem", "item": item });
            }
            json!({ "@type": "ListItem", "position": at + 1, "name": name, "item": item })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items })
}

/// Questions and answers: `(question, answer)`.
pub fn faq(entries: &[(String, String)]) -> Value {
    let items: Vec<Value> = entries
        .iter()
        .map(|(question, answer)| {
            json!({
                "@type": "Question", "name": question,
                "acceptedAnswer": { "@type": "Answer", "text": answer }
            })
        })
        .collect();
    json!({ "@context": "https://schema.org", "@type": "FAQPage", "mainEntity": items })
}
