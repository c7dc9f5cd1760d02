//! Lenient base64 and seeding from text as CPython implements them, since Kozmoai's keys and tokens depend on both.

use rand_mt::Mt;
use sha2::{Digest, Sha512};

use crate::secret::Zeroizing;

/// Why Python would reject a text as base64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base64Error {
    /// One character more than a multiple of four.
    Surplus,
    /// Padding is missing.
    Padding,
}

/// `base64.urlsafe_b64decode`: accepts both alphabets, ignores other characters, and stops at the first complete padding
/// (`binascii.a2b_base64` without strict mode).
pub(super) fn urlsafe_b64decode(text: &[u8]) -> Result<Zeroizing<Vec<u8>>, Base64Error> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len() / 4 * 3 + 3));
    let (mut place, mut pads, mut rest) = (0_u8, 0_u8, 0_u8);
    for &character in text {
        if character == b'=' {
            // Early padding is ignored, like any other foreign character.
            if place >= 2 {
                pads += 1;
                if place + pads >= 4 {
                    return Ok(bytes);
                }
            }
            continue;
        }
        let Some(value) = sextet(character) else { continue };
        pads = 0;
        match place {
            0 => rest = value,
            1 => {
                bytes.push(rest << 2 | value >> 4);
                rest = value & 0x0f;
            }
            2 => {
                bytes.push(rest << 4 | value >> 2);
                rest = value & 0x03;
            }
            _ => bytes.push(rest << 6 | value),
        }
        place = (place + 1) % 4;
    }
    match place {
        0 => Ok(bytes),
        1 => Err(Base64Error::Surplus),
        _ => Err(Base64Error::Padding),
    }
}

const fn sextet(character: u8) -> Option<u8> {
    match character {
        b'A'..=b'Z' => Some(character - b'A'),
        b'a'..=b'z' => Some(character - b'a' + 26),
        b'0'..=b'9' => Some(character - b'0' + 52),
        b'-' | b'+' => Some(62),
        b'_' | b'/' => Some(63),
        _ => None,
    }
}

/// `random.seed(text)` (version 2), then `random.getrandbits(8)` 32 times. The text and its SHA-512 form a big-endian
/// integer, whose 32-bit words, least significant first, seed the Mersenne Twister.
pub(super) fn random_bytes_seeded_with(text: &str) -> Zeroizing<[u8; 32]> {
    let mut seed = Zeroizing::new(text.as_bytes().to_vec());
    seed.extend_from_slice(&Sha512::digest(text.as_bytes()));
    let mut words: Zeroizing<Vec<u32>> =
        Zeroizing::new(seed.rchunks(4).map(|word| word.iter().fold(0, |number, byte| number << 8 | u32::from(*byte))).collect());
    while words.len() > 1 && words.last() == Some(&0) {
        words.pop();
    }
    let mut twister = Mt::new_with_key(words.iter().copied());
    let mut bytes = Zeroizing::new([0; 32]);
    for byte in bytes.iter_mut() {
        *byte = twister.next_u32().to_be_bytes()[0];
    }
    bytes
}
