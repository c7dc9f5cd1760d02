//! Pure functions on text: cleaning what comes from a store, folding names for search, counting.

use std::borrow::Cow;

/// What stands in for a character that must not reach a terminal.
const REPLACEMENT: char = '\u{FFFD}';

/// Whether a character could move the cursor, reverse or hide text, or speak to the terminal: C0, DEL, C1, the
/// bidirectional controls, zero-width and other invisible format characters, line and paragraph separators.
pub fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}'
            | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Text made safe to show: every unsafe character becomes U+FFFD, so that nothing vanishes unseen.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_unsafe) {
        Cow::Owned(text.chars().map(|c| if is_unsafe(c) { REPLACEMENT } else { c }).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// A name as search and sorting see it: without regard to case.
pub fn fold(name: &str) -> String {
    name.to_lowercase()
}

/// `1 user`, `2 users`: a count with its noun, whose plural takes an s.
pub fn count(n: u64, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_speaks_to_a_terminal_is_replaced_and_the_rest_is_left() {
        assert_eq!(clean("a\u{1b}[2J\u{202e}b\u{200b}\u{9b}\u{7f}"), "a\u{fffd}[2J\u{fffd}b\u{fffd}\u{fffd}\u{fffd}");
        assert!(matches!(clean("Zoë Ångström 世界 👋"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!([count(0, "user"), count(1, "user"), count(2, "user")], ["0 users", "1 user", "2 users"]);
    }
}
