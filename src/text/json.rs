//! JSON that can be shown: every control, bidirectional and invisible character in a string is written as an escape, which
//! parsers read back as the character it stands for.

use std::fmt::Write;

use serde::Serialize;
use zeroize::Zeroizing;

/// A value on one line. The text is wiped when it is dropped, for it may hold secrets.
///
/// # Errors
/// Those of the value's own serialization.
pub fn line(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string(value).map(|text| escaped(Zeroizing::new(text)))
}

/// A value over several lines, indented. The text is wiped when it is dropped.
///
/// # Errors
/// As [`line()`].
pub fn pretty(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string_pretty(value).map(|text| escaped(Zeroizing::new(text)))
}

/// serde_json escapes C0 inside strings, so a control character that is left is a line's end of the form; all other unsafe
/// characters can only stand inside strings.
fn escaped(text: Zeroizing<String>) -> Zeroizing<String> {
    let escape = |c: char, out: &mut String| match c {
        '\n' => out.push(c),
        c => {
            for unit in c.encode_utf16(&mut [0; 2]) {
                // Writing into a String does not fail.
                let _infallible = write!(out, "\\u{unit:04x}");
            }
        }
    };
    if super::has_unsafe(&text) { Zeroizing::new(super::replaced(&text, escape)) } else { text }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn unsafe_characters_are_escaped() {
        let text = line(&["\u{1b}]0;x\u{7}", "\u{9b}31m\u{7f}", "\u{202e}", "\u{e0101}", "é 世 👋"]).unwrap();
        assert_eq!(*text, r#"["\u001b]0;x\u0007","\u009b31m\u007f","\u202e","\udb40\udd01","é 世 👋"]"#);
        assert_eq!(*pretty(&["\u{200b}"]).unwrap(), "[\n  \"\\u200b\"\n]");
    }

    proptest! {
        #[test]
        fn escaped_text_reads_back(value in any::<String>()) {
            for text in [line(&value).unwrap(), pretty(&value).unwrap()] {
                prop_assert!(!crate::text::has_unsafe(&text));
                prop_assert_eq!(&serde_json::from_str::<String>(&text).unwrap(), &value);
            }
        }
    }
}
