//! Mutations of inputs, as data: proptest generates them, and reduces those that fail to the few that matter.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Bytes and words that parsers treat in a special way.
const WORDS: [&[u8]; 28] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"'",
    b"\\",
    b"=",
    b"#",
    b"${",
    b"}",
    b":-",
    b"://",
    b"@",
    b"%",
    b"%00",
    b"?",
    b"&",
    b",",
    b";",
    b"sep=",
    b"export ",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xf0\x9f\x94\x91",
    b"null",
    b"[]",
    b"-1",
    b"gAAAAA",
];

/// Numbers at the limits of their types.
const NUMBERS: [u64; 10] = [0, 1, 0x7f, 0xff, 0xffff, 0x3fff_ffff, 0x4000_0000, 0x7fff_ffff, 0xffff_ffff, u64::MAX];

/// A change of an input. Places are relative to its length.
#[derive(Clone, Debug)]
enum Mutation {
    /// Inverts a bit.
    Flip(Index, u8),
    /// Replaces a byte.
    Set(Index, u8),
    /// Writes a number over what is there, the most significant byte first or last.
    Number { at: Index, number: u64, width: usize, is_little_endian: bool },
    /// Inserts a word.
    Insert(Index, &'static [u8]),
    /// Removes some bytes.
    Remove(Index, usize),
    /// Removes everything from there on.
    Truncate(Index),
    /// Copies some bytes to another place.
    Copy { from: Index, to: Index, length: usize },
    /// Continues as another input does.
    Splice { at: Index, other: Index, from: Index },
}

/// How an input is made from those that are known.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    input: Index,
    mutations: Vec<Mutation>,
}

/// Any script of a few mutations.
pub(crate) fn scripts() -> impl Strategy<Value = Script> {
    let index = any::<Index>;
    let mutation = prop_oneof![
        4 => (index(), 0..8_u8).prop_map(|(at, bit)| Mutation::Flip(at, bit)),
        4 => (index(), any::<u8>()).prop_map(|(at, byte)| Mutation::Set(at, byte)),
        2 => (index(), select(&NUMBERS[..]), select(&[1_usize, 2, 4, 8][..]), any::<bool>())
            .prop_map(|(at, number, width, is_little_endian)| Mutation::Number { at, number, width, is_little_endian }),
        4 => (index(), select(&WORDS[..])).prop_map(|(at, word)| Mutation::Insert(at, word)),
        2 => (index(), 1..40_usize).prop_map(|(at, length)| Mutation::Remove(at, length)),
        1 => index().prop_map(Mutation::Truncate),
        2 => (index(), index(), 1..40_usize).prop_map(|(from, to, length)| Mutation::Copy { from, to, length }),
        1 => (index(), index(), index()).prop_map(|(at, other, from)| Mutation::Splice { at, other, from }),
    ];
    (index(), vec(mutation, 1..6)).prop_map(|(input, mutations)| Script { input, mutations })
}

impl Script {
    /// The input that it makes from the known ones.
    pub(crate) fn apply(&self, known: &[Vec<u8>]) -> Vec<u8> {
        let mut input = self.input.get(known).clone();
        for mutation in &self.mutations {
            mutation.apply(&mut input, known);
        }
        input
    }
}

impl Mutation {
    fn apply(&self, input: &mut Vec<u8>, known: &[Vec<u8>]) {
        // The end is a place too.
        let place = |index: &Index| index.index(input.len() + 1);
        let range = |at: usize, length: usize| at..(at + length).min(input.len());
        match self {
            Self::Flip(at, bit) => {
                let at = place(at);
                input.get_mut(at).into_iter().for_each(|byte| *byte ^= 1 << bit);
            }
            Self::Set(at, new) => {
                let at = place(at);
                input.get_mut(at).into_iter().for_each(|byte| *byte = *new);
            }
            Self::Number { at, number, width, is_little_endian } => {
                let range = range(place(at), *width);
                let bytes = if *is_little_endian { number.to_le_bytes() } else { big_endian(*number, *width) };
                let length = range.len();
                input[range].copy_from_slice(&bytes[..length]);
            }
            Self::Insert(at, word) => {
                let at = place(at);
                input.splice(at..at, word.iter().copied());
            }
            Self::Remove(at, length) => {
                let range = range(place(at), *length);
                input.drain(range);
            }
            Self::Truncate(at) => {
                let at = place(at);
                input.truncate(at);
            }
            Self::Copy { from, to, length } => {
                let (range, to) = (range(place(from), *length), place(to));
                let copy = input[range].to_vec();
                input.splice(to..to, copy);
            }
            Self::Splice { at, other, from } => {
                let (at, other) = (place(at), other.get(known));
                input.truncate(at);
                input.extend_from_slice(&other[from.index(other.len() + 1)..]);
            }
        }
    }
}

/// The last bytes of a number, the most significant one first.
fn big_endian(number: u64, width: usize) -> [u8; 8] {
    let mut bytes = number.to_be_bytes();
    bytes.rotate_left(8 - width);
    bytes
}
