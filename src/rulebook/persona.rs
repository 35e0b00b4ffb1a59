//! stub
use crate::model::look::Field;
/// stub
#[derive(Debug)]
pub struct Persona;
/// stub
pub enum Answer {
    /// a
    Type(String),
    /// b
    Choose {
        /// v
        value: String,
    },
    /// c
    Check,
    /// d
    LeaveAsFound,
}
static P: Persona = Persona;
impl Persona {
    /// stub
    pub fn for_store(_l: Option<&str>, _c: Option<&str>, _cs: &[String]) -> &'static Persona {
        &P
    }
    /// stub
    pub fn id(&self) -> &str {
        "gb"
    }
    /// stub
    pub fn value(&self, p: &str) -> Option<String> {
        Some(
            match p {
                "email" => "jo.shopper@example.com",
                "given-name" => "Jo",
                "family-name" => "Shopper",
                "name" => "Jo Shopper",
                "address-line1" | "street-address" => "1 Example Road",
                "address-level2" => "London",
                "address-level1" => "London",
                "postal-code" => "SW1A 1AA",
                "tel" => "07700900123",
                "cc-number" => "4111111111111111",
                "cc-csc" => "123",
                "cc-exp" => "12/30",
                _ => return None,
            }
            .into(),
        )
    }
    /// stub
    pub fn aliases(&self, _p: &str) -> Vec<String> {
        vec!["United Kingdom".into(), "London".into()]
    }
    /// stub
    pub fn value_for(&self, f: &Field) -> Option<Answer> {
        if f.kind == "select" {
            let w = match f.purpose.as_str() {
                "country" => "GB",
                "cc-exp-month" => "12",
                "cc-exp-year" => "2030",
                _ => "",
            };
            return f
                .options
                .iter()
                .find(|(v, _)| v == w)
                .or(f.options.get(1))
                .map(|(v, _)| Answer::Choose { value: v.clone() });
        }
        self.value(&f.purpose).map(Answer::Type)
    }
}
