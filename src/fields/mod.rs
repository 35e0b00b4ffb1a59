//! stub
use crate::model::look::Field;
/// stub
pub fn classify(fields: &mut [Field], _lang: Option<&str>) {
    for f in fields {
        let k = format!("{} {} {}", f.name, f.id, f.label).to_lowercase();
        let p = [
            ("country", "country"),
            ("options", "x-guest"),
            ("password", "current-password"),
            ("username", "email"),
            ("email", "email"),
            ("first_name", "given-name"),
            ("last_name", "family-name"),
            ("line1", "address-line1"),
            ("line2", "address-line2"),
            ("line4", "address-level2"),
            ("state", "address-level1"),
            ("postcode", "postal-code"),
            ("phone", "tel"),
            ("id_number", "cc-number"),
            ("expiry_month_0", "cc-exp-month"),
            ("expiry_month_1", "cc-exp-year"),
            ("ccv", "cc-csc"),
            ("quantity", "x-quantity"),
            ("full_name", "name"),
            ("q", "x-search"),
        ]
        .iter()
        .find(|(w, _)| k.contains(w))
        .map_or("unknown", |(_, p)| p);
        f.purpose = p.into();
    }
}
