//! Contrast of two colours as WCAG defines it.

/// The contrast ratio of two computed colours (`rgb(…)`, `rgba(…)`), 1 to 21; `None` where
/// one cannot be read or is see-through.
pub fn contrast(one: &str, other: &str) -> Option<f64> {
    let (a, b) = (luminance(one)?, luminance(other)?);
    let (light, dark) = if a > b { (a, b) } else { (b, a) };
    Some((light + 0.05) / (dark + 0.05))
}

/// Relative luminance, <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>.
fn luminance(colour: &str) -> Option<f64> {
    let inner = colour.trim().strip_suffix(')')?.split_once('(')?.1;
    let parts: Vec<f64> = inner
        .split([',', ' ', '/'])
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    if parts.get(3).is_some_and(|alpha| *alpha < 0.99) {
        return None;
    }
    let channel = |value: f64| {
        let share = value / 255.0;
        if share <= 0.04045 {
            share / 12.92
        } else {
            ((share + 0.055) / 1.055).powf(2.4)
        }
    };
    let [r, g, b] = [parts.first()?, parts.get(1)?, parts.get(2)?].map(|value| channel(*value));
    Some(0.2126 * r + 0.7152 * g + 0.0722 * b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn black_on_white_is_21_to_1_and_glass_is_unknown() {
        let ratio = contrast("rgb(0, 0, 0)", "rgba(255,255,255,1)").expect("both are opaque");
        assert!((ratio - 21.0).abs() < 1e-9);
        assert_eq!(contrast("rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"), None);
    }
}
