//! Pure functions on text: cleaning what comes from a store, folding names for search, counting.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

pub mod json;

/// Characters that could move the cursor, reverse or hide text, or that nobody sees: controls (C0, DEL, C1), format
/// characters, Default_Ignorable_Code_Point, line and paragraph separators, noncharacters, and signs that are drawn as
/// nothing or as a blank although Unicode counts them as visible. Signs that Unicode classes as format characters but
/// that are drawn (Arabic and Kaithi number signs) are no such characters, and spaces stay what they are.
const UNSAFE: &str = r"[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\x{2800}\x{FFFC}\x{13441}\x{13442}\x{16FE4}\x{1D159}&&[^\x{600}-\x{605}\x{6DD}\x{70F}\x{890}\x{891}\x{8E2}\x{110BD}\x{110CD}]]";

#[expect(clippy::expect_used, reason = "the pattern is a constant, and the tests compile it")]
static UNSAFE_CHARACTER: LazyLock<Regex> = LazyLock::new(|| Regex::new(UNSAFE).expect("the pattern is valid"));

/// Whether a character must not reach a terminal as it is, nor be part of a new name.
pub fn is_unsafe(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_control() } else { UNSAFE_CHARACTER.is_match(c.encode_utf8(&mut [0; 4])) }
}

/// Whether text holds such a character.
pub fn has_unsafe(text: &str) -> bool {
    // Most text is plain, and a look at its bytes is quicker than any pattern.
    let is_plain = text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    !is_plain && UNSAFE_CHARACTER.is_match(text)
}

/// Text made safe to show: every unsafe character becomes its code point in angle brackets, as in `<U+202E>`, so that
/// nothing vanishes unseen and two names that look the same can be told apart.
pub fn clean(text: &str) -> Cow<'_, str> {
    if has_unsafe(text) { Cow::Owned(replaced(text, |c, out| out.push_str(&marked(c)))) } else { Cow::Borrowed(text) }
}

/// The same, line by line.
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

/// Text in which `replace` writes something else for each unsafe character.
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

/// A name as sorting sees it: without regard to case.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// A name as people see it: without regard to case and to how Unicode composes its characters, and without what nobody
/// sees. Names with one likeness look the same or nearly so; search and hints compare it.
pub fn likeness(name: &str) -> String {
    if name.is_ascii() {
        return name.chars().filter(|c| !c.is_ascii_control()).map(|c| c.to_ascii_lowercase()).collect();
    }
    // Upper case first, for ß and ſ; twice normalised, for case mappings leave the normal form.
    let folded: String = name.chars().filter(|c| !is_unsafe(*c)).nfkc().collect::<String>().to_uppercase().to_lowercase();
    folded.nfkc().collect()
}

/// The forms that Unicode gives a name, each once: composed and decomposed, with and without compatibility characters.
pub fn forms(name: &str) -> Vec<String> {
    let mut forms: Vec<String> =
        vec![name.to_owned(), name.nfc().collect(), name.nfd().collect(), name.nfkc().collect(), name.nfkd().collect()];
    forms.sort();
    forms.dedup();
    forms
}

/// What is searched for in names.
#[derive(Clone, Debug)]
pub struct Search {
    folded: String,
    likeness: String,
}

impl Search {
    /// A search for a text; none for an empty one, which every name holds.
    pub fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self { folded: fold(text), likeness: likeness(text) })
    }

    /// The text without regard to case.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The text as people see it; empty if they see nothing.
    pub fn likeness(&self) -> &str {
        &self.likeness
    }

    /// Whether a name holds the text, or looks as if it did.
    pub fn finds(&self, name: &str) -> bool {
        fold(name).contains(&self.folded) || (!self.likeness.is_empty() && likeness(name).contains(&self.likeness))
    }
}

/// The names of a list that can't be told apart by looking at them, though they are not the same.
pub fn twins<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen: BTreeMap<(String, String), Vec<&str>> = BTreeMap::new();
    // Names of ASCII alone show what they are.
    for name in names.filter(|name| !name.is_ascii()) {
        seen.entry((likeness(name), capitals(name))).or_default().push(name);
    }
    seen.into_values().filter(|names| names.iter().any(|name| *name != names[0])).flatten().collect()
}

/// Which characters of a name are upper case, for names that differ in that are told apart.
fn capitals(name: &str) -> String {
    name.nfkc().filter(|c| !is_unsafe(*c)).map(|c| if c.is_uppercase() { 'A' } else { 'a' }).collect()
}

/// What is said of a name that looks like another user's.
pub fn look_alike(name: &str, other: &str) -> String {
    format!("The name looks like that of the user \"{}\": {}.", clean(other), difference(name, other))
}

/// How a name differs from one that looks like it: both with their code points.
pub fn difference(name: &str, other: &str) -> String {
    format!("{} is not {}", code_points(name), code_points(other))
}

/// The characters of a name that are not ASCII as code points, which tells names apart that look the same:
/// `caf<U+00E9>`.
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

/// `1 user`, `2 users`: a count with its noun, whose plural takes an s.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
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
    fn names_that_look_the_same_have_one_likeness() {
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
    fn a_count_agrees_with_its_noun() {
        assert_eq!([count(0, "user"), count(1, "user"), count(2, "user")], ["0 users", "1 user", "2 users"]);
    }
}
