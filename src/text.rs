//! Pure functions on text: cleaning for display, folding names for search, plurals.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

pub mod csv;
pub mod json;
pub mod utf16;

/// Characters that could move the cursor, reverse or hide text, or that are invisible: controls (C0, DEL, C1), format
/// characters, Default_Ignorable_Code_Point, line and paragraph separators, noncharacters, and characters that Unicode counts
/// as visible although they are drawn as nothing or as a blank. Excluded are format characters that are drawn (Arabic and
/// Kaithi number signs), and spaces.
const UNSAFE: &str = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\x{2800}\x{FFFC}\x{13441}\x{13442}\x{16FE4}\x{1D159}&&[^\x{600}-\x{605}\x{6DD}\x{70F}\x{890}\x{891}\x{8E2}\x{110BD}\x{110CD}]]";

#[expect(clippy::expect_used, reason = "the pattern is a constant, and the tests compile it")]
static UNSAFE_CHARACTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(UNSAFE).expect("the pattern is valid"));

/// What decoders put in place of a character that they cannot decode: text that contains it was damaged before.
pub const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// The characters that end a line.
pub const LINE_ENDS: [char; 4] = ['\n', '\r', '\u{2028}', '\u{2029}'];

/// Whether a character must not be printed as it is, nor be part of a new name.
pub fn is_unsafe(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_control() } else { UNSAFE_CHARACTER.is_match(c.encode_utf8(&mut [0; 4])) }
}

/// Whether text contains such a character.
pub fn has_unsafe(text: &str) -> bool {
    // Most text is ASCII, which is faster to check than to match.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    !is_plain && UNSAFE_CHARACTER.is_match(text)
}

/// Makes text safe to display: every unsafe character becomes its code point in angle brackets, as in `<U+202E>`, so that
/// names that look the same can be distinguished.
pub fn clean(text: &str) -> Cow<'_, str> {
    if has_unsafe(text) { Cow::Owned(replaced(text, |c, out| out.push_str(&marked(c)))) } else { Cow::Borrowed(text) }
}

/// Makes text safe to display, but keeps newlines.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    if has_unsafe(text) {
        Cow::Owned(replaced(text, |c, out| if c == '\n' { out.push(c) } else { out.push_str(&marked(c)) }))
    } else {
        Cow::Borrowed(text)
    }
}

fn marked(c: char) -> String {
    format!("<U+{:04X}>", u32::from(c))
}

/// Replaces each unsafe character by what `replace` writes.
fn replaced(text: &str, replace: impl Fn(char, &mut String)) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut end = 0;
    for found in UNSAFE_CHARACTER.find_iter(text) {
        out.push_str(&text[end..found.start()]);
        found.as_str().chars().for_each(|c| replace(c, &mut out));
        end = found.end();
    }
    out.push_str(&text[end..]);
    out
}

/// Folds the case of a name, for sorting.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// Folds a name to its appearance: ignores case, Unicode composition and invisible characters. Names with the same likeness
/// look (almost) the same; searches and hints compare it.
pub fn likeness(name: &str) -> String {
    if name.is_ascii() {
        return name.chars().filter(|c| !c.is_ascii_control()).map(|c| c.to_ascii_lowercase()).collect();
    }
    // Upper case first because of ß and ſ; normalised twice because case mappings break the normal form.
    let folded: String = name.chars().filter(|c| !is_unsafe(*c)).nfkc().collect::<String>().to_uppercase().to_lowercase();
    folded.nfkc().collect()
}

/// Returns the distinct Unicode normal forms of a name.
pub fn forms(name: &str) -> Vec<String> {
    let mut forms: Vec<String> =
        vec![name.to_owned(), name.nfc().collect(), name.nfd().collect(), name.nfkc().collect(), name.nfkd().collect()];
    forms.sort();
    forms.dedup();
    forms
}

/// A search in names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    folded: String,
    likeness: String,
}

impl Search {
    /// Creates a search for a text; none for an empty one, which matches every name.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self { folded: fold(text), likeness: likeness(text) })
    }

    /// Returns the text with its case folded.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// Returns the likeness of the text; empty if it is invisible.
    pub fn likeness(&self) -> &str {
        &self.likeness
    }

    /// Whether a name contains the text, or looks as if it did.
    pub fn finds(&self, name: &str) -> bool {
        fold(name).contains(&self.folded) || (!self.likeness.is_empty() && likeness(name).contains(&self.likeness))
    }
}

/// Whether a text contains the characters of another one in this order, with any others in between.
pub fn has_scattered(text: &str, wanted: &str) -> bool {
    let mut characters = text.chars();
    wanted.chars().all(|wanted| characters.any(|c| c == wanted))
}

/// Returns the names that look the same as another name in the list, but differ.
pub fn look_alikes<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    // Names in ASCII are unambiguous.
    for name in names.filter(|name| !name.is_ascii()) {
        seen.entry((likeness(name), capitals(name))).or_default().push(name);
    }
    seen.into_values().filter(|names| names.iter().any(|name| *name != names[0])).flatten().collect()
}

/// Returns the pattern of upper-case characters, because names that differ in case can be distinguished.
fn capitals(name: &str) -> String {
    name.nfkc().filter(|c| !is_unsafe(*c)).map(|c| if c.is_uppercase() { 'A' } else { 'a' }).collect()
}

/// Returns the warning about a name that looks like another user's.
pub fn look_alike(name: &str, other: &str) -> String {
    format!("The name looks like that of the user \"{}\": {}.", clean(other), difference(name, other))
}

/// Describes how two names that look the same differ, with their code points.
pub fn difference(name: &str, other: &str) -> String {
    format!("{} is not {}", code_points(name), code_points(other))
}

/// Writes the non-ASCII characters of a name as code points: `caf<U+00E9>`.
pub fn code_points(name: &str) -> String {
    name.chars().fold(String::new(), |mut out, c| {
        if matches!(c, ' '..='~') {
            out.push(c);
        } else {
            out.push_str(&marked(c));
        }
        out
    })
}

/// A number of bytes in the largest unit that fits: `812 bytes`, `1.4 MiB`.
pub fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(|| count(bytes, "byte"), |(unit, name)| format!("{:.1} {name}", bytes as f64 / *unit as f64))
}

/// A number with separated thousands.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Formats a count with a noun whose plural ends in s: `1 user`, `2,000 users`.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{} {noun}s", grouped(n)) }
}

/// Names separated by commas, and how many more there are.
pub fn some_of(names: &[String], all: usize) -> String {
    let more = all.saturating_sub(names.len());
    let more = if more > 0 { format!(" and {} more", grouped(more as u64)) } else { String::new() };
    format!("{}{more}", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unsafe_characters_are_marked() {
        assert_eq!(clean("a\u{1b}[2J\u{202e}b\u{200b}\u{9b}\u{7f}"), "a<U+001B>[2J<U+202E>b<U+200B><U+009B><U+007F>");
        assert_eq!(clean_lines("a\u{1b}\nb\r\n"), "a<U+001B>\nb<U+000D>\n");
        for c in "\u{fe0f}\u{e0101}\u{2800}\u{1d173}\u{115f}\u{1160}\u{3164}\u{ffa0}\u{ad}\u{34f}\u{61c}\u{180e}\u{2066}\u{e0041}"
            .chars()
        {
            assert!(is_unsafe(c) && has_unsafe(&c.to_string()), "{}", marked(c));
        }
    }

    #[test]
    fn visible_text_and_spaces_stay() {
        for text in ["Zoë Ångström 世界 👋", "a b\u{a0}c\u{3000}d", "\u{600}\u{6dd}", "ไทย हिन्दी עברית العربية"]
        {
            assert!(matches!(clean(text), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn similar_names_have_same_likeness() {
        for (one, other) in [
            ("café", "cafe\u{301}"),
            ("Anna", "anna"),
            ("ﬁn", "fin"),
            ("straße", "STRASSE"),
            ("a\u{a0}b", "a b"),
            ("ad\u{200b}min", "admin"),
        ] {
            assert_eq!(likeness(one), likeness(other), "{one} {other}");
        }
        assert_ne!(likeness("cafe"), likeness("café"));
        assert_eq!(code_points("café"), "caf<U+00E9>");
        assert_eq!(code_points("cafe\u{301}"), "cafe<U+0301>");
    }

    #[test]
    fn count_agrees_with_noun() {
        assert_eq!([0, 1, 2, 2_000].map(|n| count(n, "user")), ["0 users", "1 user", "2 users", "2,000 users"]);
    }
}
