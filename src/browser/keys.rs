//! Which key makes which character, on a US keyboard.

/// A key as the browser wants it described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub key: String,
    pub code: String,
    pub windows_code: u32,
    /// What it types; empty for keys that type nothing.
    pub text: String,
    pub shift: bool,
}

/// The key that types an ASCII character.
pub(super) fn for_char(character: char) -> Option<Key> {
    let key = |code: String, windows_code: u32, shift: bool| Key {
        key: character.to_string(),
        code,
        windows_code,
        text: character.to_string(),
        shift,
    };
    if character.is_ascii_alphabetic() {
        let upper = character.to_ascii_uppercase();
        return Some(key(
            format!("Key{upper}"),
            u32::from(upper),
            character.is_ascii_uppercase(),
        ));
    }
    if character.is_ascii_digit() {
        return Some(key(
            format!("Digit{character}"),
            u32::from(character),
            false,
        ));
    }
    let shifted = ")!@#$%^&*(";
    if let Some(digit) = shifted.find(character) {
        let digit = u32::try_from(digit).ok()?;
        return Some(key(format!("Digit{digit}"), u32::from('0') + digit, true));
    }
    let (code, windows_code, shift) = match character {
        ' ' => ("Space", 32, false),
        '-' => ("Minus", 189, false),
        '_' => ("Minus", 189, true),
        '=' => ("Equal", 187, false),
        '+' => ("Equal", 187, true),
        '[' => ("BracketLeft", 219, false),
        '{' => ("BracketLeft", 219, true),
        ']' => ("BracketRight", 221, false),
        '}' => ("BracketRight", 221, true),
        '\\' => ("Backslash", 220, false),
        '|' => ("Backslash", 220, true),
        ';' => ("Semicolon", 186, false),
        ':' => ("Semicolon", 186, true),
        '\'' => ("Quote", 222, false),
        '"' => ("Quote", 222, true),
        ',' => ("Comma", 188, false),
        '<' => ("Comma", 188, true),
        '.' => ("Period", 190, false),
        '>' => ("Period", 190, true),
        '/' => ("Slash", 191, false),
        '?' => ("Slash", 191, true),
        '`' => ("Backquote", 192, false),
        '~' => ("Backquote", 192, true),
        _ => return None,
    };
    Some(key(code.to_owned(), windows_code, shift))
}

/// A key by its name (`Enter`, `ArrowDown`, `a`), with its modifiers as the
/// protocol's bits (`Control+a`, `Shift+Tab`).
pub(super) fn named(name: &str) -> Option<(Key, u32)> {
    let mut modifiers = 0;
    let mut rest = name;
    // A plus sign may be the key itself.
    while let Some((modifier, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
        modifiers |= match modifier {
            "Alt" => 1,
            "Control" | "Ctrl" => 2,
            "Meta" => 4,
            "Shift" => 8,
            _ => return None,
        };
        rest = tail;
    }
    let (windows_code, text) = match rest {
        "Enter" => (13, "\r"),
        "Tab" => (9, ""),
        "Escape" => (27, ""),
        "Backspace" => (8, ""),
        "Delete" => (46, ""),
        "ArrowLeft" => (37, ""),
        "ArrowUp" => (38, ""),
        "ArrowRight" => (39, ""),
        "ArrowDown" => (40, ""),
        "End" => (35, ""),
        "Home" => (36, ""),
        "PageUp" => (33, ""),
        "PageDown" => (34, ""),
        "Space" => return for_char(' ').map(|key| (key, modifiers)),
        _ => {
            let mut characters = rest.chars();
            let (Some(character), None) = (characters.next(), characters.next()) else {
                return None;
            };
            let mut key = for_char(character)?;
            if modifiers & 0b0111 != 0 {
                key.text.clear();
            }
            return Some((key, modifiers));
        }
    };
    let key = Key {
        key: rest.to_owned(),
        code: rest.to_owned(),
        windows_code,
        text: text.to_owned(),
        shift: false,
    };
    Some((key, modifiers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_printable_ascii_character_has_a_key() {
        for character in ' '..='~' {
            let key = for_char(character).unwrap();
            assert_eq!(key.text, character.to_string());
        }
    }

    #[test]
    fn modifiers_are_read_and_a_plus_sign_is_a_key() {
        assert_eq!(named("Control+a").unwrap().1, 2);
        assert_eq!(named("Control+a").unwrap().0.text, "");
        assert_eq!(named("Control+Shift+Tab").unwrap().1, 10);
        assert_eq!(named("+").unwrap().0.code, "Equal");
        assert!(named("Nonsense").is_none());
    }
}
