//! Text in UTF-16 with a byte order mark, as Excel and PowerShell write it.

use zeroize::Zeroizing;

/// The bytes are not UTF-16, although they begin with its byte order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf16;

/// Decodes text that begins with a byte order mark of UTF-16; none without one. It may contain secrets, so it is wiped when dropped.
///
/// # Errors
/// [`NotUtf16`].
pub fn decoded(bytes: &[u8]) -> Result<Option<Zeroizing<String>>, NotUtf16> {
    let (read, rest): (fn([u8; 2]) -> u16, _) = match bytes {
        [0xff, 0xfe, rest @ ..] => (u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => (u16::from_be_bytes, rest),
        _ => return Ok(None),
    };
    let (pairs, odd) = rest.as_chunks::<2>();
    // A unit has three bytes at most in UTF-8, so the text never grows.
    let mut text = Zeroizing::new(String::with_capacity(3 * pairs.len()));
    for c in char::decode_utf16(pairs.iter().copied().map(read)) {
        text.push(c.map_err(|_| NotUtf16)?);
    }
    if odd.is_empty() { Ok(Some(text)) } else { Err(NotUtf16) }
}
