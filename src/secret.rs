//! Secrets: masked when printed, wiped from memory when dropped.
//!
//! The type is from `secrecy`, which is small and maintained, and whose `expose_secret` is easy to search for.

use std::io::{self, Read};

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use subtle::ConstantTimeEq;

pub use secrecy::{ExposeSecret, SecretString as Secret};
pub use zeroize::{Zeroize, Zeroizing};

/// Whether two secrets are equal, in constant time.
pub fn same(left: &Secret, right: &Secret) -> bool {
    left.expose_secret().as_bytes().ct_eq(right.expose_secret().as_bytes()).into()
}

/// Appends text to a secret. A buffer that has to grow moves, so the old one is wiped.
pub fn append(secret: &mut Zeroizing<String>, text: &str) {
    let length = secret.len() + text.len();
    if length > secret.capacity() {
        let mut larger = Zeroizing::new(String::with_capacity(length * 2));
        larger.push_str(secret);
        *secret = larger;
    }
    secret.push_str(text);
}

/// Reads everything, or as many bytes as the limit, into a buffer that has room for `expected` bytes and is wiped where it has to
/// grow.
///
/// # Errors
/// The error of the source.
pub fn read(source: impl Read, expected: usize, limit: u64) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut source = source.take(limit);
    // With room for noticing the end.
    let mut bytes = Zeroizing::new(vec![0; expected + 1]);
    let mut length = 0;
    loop {
        if length == bytes.len() {
            let mut larger = Zeroizing::new(vec![0; length * 2]);
            larger[..length].copy_from_slice(&bytes);
            bytes = larger;
        }
        match source.read(&mut bytes[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(length);
    Ok(bytes)
}

/// Deserializes a secret in JSON, for `deserialize_with`: serde_json's own buffer for a text with escapes is not wiped.
///
/// # Errors
/// The deserializer's, if it is neither a string nor null.
pub fn from_json<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Secret>, D::Error> {
    let Some(raw) = Option::<&RawValue>::deserialize(deserializer)? else { return Ok(None) };
    let text = unescaped(raw.get()).ok_or_else(|| D::Error::custom("a secret must be a string"))?;
    Ok(Some(Secret::from(text.as_str())))
}

/// Returns the text of a valid JSON string; none for another value, or half a surrogate pair.
fn unescaped(json: &str) -> Option<Zeroizing<String>> {
    let mut rest = json.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = Zeroizing::new(String::with_capacity(rest.len()));
    while let Some((before, after)) = rest.split_once('\\') {
        text.push_str(before);
        let escape = after.chars().next()?;
        rest = &after[escape.len_utf8()..];
        text.push(match escape {
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => code_point(&mut rest)?,
            _ => escape,
        });
    }
    text.push_str(rest);
    Some(text)
}

/// Reads the digits after `\u`, and a second escape if they are half of a pair.
fn code_point(rest: &mut &str) -> Option<char> {
    let unit = |text: &str| u16::from_str_radix(text.get(..4)?, 16).ok();
    let first = unit(rest)?;
    *rest = &rest[4..];
    if let Some(c) = char::from_u32(first.into()) {
        return Some(c);
    }
    let second = unit(rest.strip_prefix("\\u")?)?;
    *rest = &rest[6..];
    char::decode_utf16([first, second]).next()?.ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn buffer_grows_to_the_limit() {
        let content = vec![7; 1000];
        for (expected, limit, length) in [(1000, 2000, 1000), (0, 2000, 1000), (3, 1000, 1000), (0, 999, 999), (0, 0, 0)] {
            assert_eq!(**read(content.as_slice(), expected, limit).unwrap(), content[..length], "{expected} {limit}");
        }
    }

    #[test]
    fn escapes_are_those_of_json() {
        for (json, text) in [
            (r#""\ud83d\ude00\u00E9\/""#, Some("😀é/")),
            (r#""\"\\\b\f\n\r\t""#, Some("\"\\\u{8}\u{c}\n\r\t")),
            (r#""\ud83d""#, None),
            (r#""\ud83dx""#, None),
            (r#""\ude00\ud83d""#, None),
            ("12", None),
            ("[]", None),
        ] {
            assert_eq!(unescaped(json).as_ref().map(|text| text.as_str()), text, "{json}");
        }
    }

    proptest! {
        #[test]
        fn secrets_read_back_from_json(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            let read = unescaped(&json).unwrap();
            prop_assert_eq!(read.as_str(), text);
        }
    }
}
