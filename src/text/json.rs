//! JSON that is safe to display: control, bidirectional and invisible characters in strings are escaped.

use std::fmt::Write;

use serde::Serialize;
use zeroize::Zeroizing;

/// Serializes a value on one line. The text may contain secrets, so it is wiped when dropped.
///
/// # Errors
/// The error of the value's serialization.
pub fn line(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string(value).map(|text| escaped(Zeroizing::new(text)))
}

/// Serializes a value on several indented lines. The text is wiped when dropped.
///
/// # Errors
/// As [`line()`].
pub fn pretty(value: &(impl Serialize + ?Sized)) -> serde_json::Result<Zeroizing<String>> {
    serde_json::to_string_pretty(value).map(|text| escaped(Zeroizing::new(text)))
}

/// serde_json escapes C0 characters inside strings, so a remaining newline is formatting; all other unsafe characters are inside
/// strings.
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
