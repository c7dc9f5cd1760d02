//! Rust source as words, `::` and single characters: without comments, and without the content of literals.

/// A part of source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// A name, a keyword or a number.
    Word(String),
    /// `::`
    PathSeparator,
    /// Any other character.
    Mark(char),
}

impl Token {
    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self, Self::Word(own) if own == word)
    }

    pub(crate) fn is_mark(&self, mark: char) -> bool {
        *self == Self::Mark(mark)
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::PathSeparator | Self::Mark(_) => None,
        }
    }
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Splits source text into tokens.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(length) = comment(rest).or_else(|| literal(rest)) {
            rest = &rest[length..];
        } else if is_word_character(c) {
            let length = rest.find(|c| !is_word_character(c)).unwrap_or(rest.len());
            found.push(Token::Word(rest[..length].to_owned()));
            rest = &rest[length..];
        } else if let Some(after) = rest.strip_prefix("::") {
            found.push(Token::PathSeparator);
            rest = after;
        } else {
            if !c.is_whitespace() {
                found.push(Token::Mark(c));
            }
            rest = &rest[c.len_utf8()..];
        }
    }
    found
}

/// Returns the length of a comment at the start.
fn comment(text: &str) -> Option<usize> {
    if text.starts_with("//") {
        return Some(text.find('\n').unwrap_or(text.len()));
    }
    if !text.starts_with("/*") {
        return None;
    }
    let (mut at, mut depth) = (0, 0);
    loop {
        let rest = &text.as_bytes()[at..];
        match rest {
            [b'/', b'*', ..] => (at, depth) = (at + 2, depth + 1),
            [b'*', b'/', ..] => (at, depth) = (at + 2, depth - 1),
            [] => return Some(at),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// Returns the length of a string or a character at the start, or of a lifetime's quote.
fn literal(text: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        let rest = text.strip_prefix(prefix).unwrap_or_default();
        rest.starts_with('"') || (prefix.ends_with('r') && rest.trim_start_matches('#').starts_with('"'))
    });
    if let Some(prefix) = prefix {
        let rest = &text[prefix.len()..];
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        let body = prefix.len() + hashes + 1;
        return Some(if prefix.ends_with('r') {
            let end = format!("\"{}", "#".repeat(hashes));
            text[body..].find(&end).map_or(text.len(), |at| body + at + end.len())
        } else {
            body + closing(&text[body..], '"')
        });
    }
    let quoted = text.strip_prefix("b'").or_else(|| text.strip_prefix('\''))?;
    let opening = text.len() - quoted.len();
    let is_character = quoted.starts_with('\\') || quoted.chars().nth(1) == Some('\'');
    Some(if is_character { opening + closing(quoted, '\'') } else { opening })
}

/// Returns the length up to and including the first quote that is not escaped.
fn closing(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    let end = text.char_indices().find(|(_, c)| {
        let ends = *c == quote && !is_escaped;
        is_escaped = *c == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |(at, _)| at + 1)
}

#[test]
fn comments_and_literals_are_left_out() {
    let text = r##"
        //! crate::a
        /* crate::b /* nested */ crate::c */
        use x::y; // crate::d
        let s = "crate::e \" crate::f"; let r = r#"crate::g " crate::h"#; let c = ['"', '\'', 'x']; fn f<'a>(b: &'a str) {}
    "##;
    let words: Vec<_> = tokens(text).iter().filter_map(Token::word).map(str::to_owned).collect();
    assert_eq!(words, ["use", "x", "y", "let", "s", "let", "r", "let", "c", "fn", "f", "a", "b", "a", "str"]);
}
