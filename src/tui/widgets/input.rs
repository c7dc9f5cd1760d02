//! Text inputs: visible text, and secrets.
//!
//! Ready-made text areas keep their text in yank and undo buffers, which is no place for a secret.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

use super::paint::draw_field;
use crate::model::user_secrets::VALUE_MAX;
use crate::secret::{Secret, Zeroize, Zeroizing};

/// The maximum length of an input, in bytes.
const MAX_LENGTH: usize = 1024;
/// The maximum length of a secret of several lines.
const MAX_LENGTH_MULTILINE: usize = VALUE_MAX;
/// The maximum number of dots drawn, more than any terminal has columns.
const MAX_DOTS: usize = 1024;
/// The mask of a character of a secret.
const DOT: &str = "•";

/// A line of visible text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextInput {
    value: String,
    /// In bytes, always between two grapheme clusters.
    cursor: usize,
}

impl TextInput {
    /// Creates an input with an initial text.
    pub fn with(value: &str) -> Self {
        Self { value: value.to_owned(), cursor: value.len() }
    }

    /// The text.
    pub fn value(&self) -> &str {
        &self.value
    }

    /// The text before the cursor.
    pub fn before_cursor(&self) -> &str {
        &self.value[..self.cursor]
    }

    /// Inserts the first line of typed or pasted text, without control characters. Invisible characters are kept, so that the
    /// validation of names can reject them.
    pub fn insert(&mut self, text: &str) {
        let line: String = text.chars().take_while(|c| !matches!(c, '\n' | '\r')).filter(|c| !c.is_control()).collect();
        if self.value.len() + line.len() <= MAX_LENGTH {
            self.value.insert_str(self.cursor, &line);
            self.cursor += line.len();
        }
    }

    /// Handles a key; false if it has no meaning here.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            KeyCode::Char('a') if control => self.cursor = 0,
            KeyCode::Char('e') if control => self.cursor = self.value.len(),
            KeyCode::Char('u') if control => {
                self.value.drain(..self.cursor);
                self.cursor = 0;
            }
            KeyCode::Char('k') if control => self.value.truncate(self.cursor),
            KeyCode::Char('w') if control => self.delete_to(self.word_left()),
            // Some terminals send these for Backspace, and for Alt with an arrow key.
            KeyCode::Char('h') if control => self.delete_to(self.left()),
            KeyCode::Char('b') if alt => self.cursor = self.word_left(),
            KeyCode::Char('f') if alt => self.cursor = self.word_right(),
            KeyCode::Backspace if alt || control => self.delete_to(self.word_left()),
            KeyCode::Char(c) if !control && !alt => self.insert(c.encode_utf8(&mut [0; 4])),
            KeyCode::Backspace => self.delete_to(self.left()),
            KeyCode::Delete => {
                let end = self.right();
                self.value.drain(self.cursor..end);
            }
            KeyCode::Left if control || alt => self.cursor = self.word_left(),
            KeyCode::Right if control || alt => self.cursor = self.word_right(),
            KeyCode::Left => self.cursor = self.left(),
            KeyCode::Right => self.cursor = self.right(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.value.len(),
            _ => return false,
        }
        true
    }

    /// Draws it into a line and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, style: Style) -> Position {
        draw_field(buffer, area, self.before_cursor(), &self.value[self.cursor..], style)
    }

    fn left(&self) -> usize {
        self.before_cursor().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        self.cursor + self.value[self.cursor..].graphemes(true).next().map_or(0, str::len)
    }

    fn word_left(&self) -> usize {
        self.before_cursor().unicode_word_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn word_right(&self) -> usize {
        let rest = &self.value[self.cursor..];
        rest.unicode_word_indices().next().map_or(self.value.len(), |(at, word)| self.cursor + at + word.len())
    }

    fn delete_to(&mut self, start: usize) {
        self.value.drain(start..self.cursor);
        self.cursor = start;
    }
}

/// A secret. Its memory never moves while it grows, so that no copies remain.
pub struct SecretInput {
    value: Zeroizing<String>,
    /// Whether the line breaks of pasted text are kept.
    multiline: bool,
}

impl Default for SecretInput {
    fn default() -> Self {
        Self { value: Zeroizing::new(String::with_capacity(MAX_LENGTH)), multiline: false }
    }
}

impl fmt::Debug for SecretInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretInput")
    }
}

impl SecretInput {
    /// Creates an input that keeps the lines of pasted text.
    pub fn multiline() -> Self {
        Self { value: Zeroizing::new(String::with_capacity(MAX_LENGTH_MULTILINE)), multiline: true }
    }

    /// A dot for each character, up to a maximum.
    pub fn dots(&self) -> String {
        DOT.repeat(self.value.chars().take(MAX_DOTS).count())
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.value.is_empty()
    }

    /// The characters and the lines of one that keeps its lines; none if it is empty.
    pub fn extent(&self) -> Option<(u64, u64)> {
        let is_shown = self.multiline && !self.value.is_empty();
        is_shown.then(|| (self.value.chars().count() as u64, self.value.split('\n').count() as u64))
    }

    /// A copy of the secret.
    pub fn secret(&self) -> Secret {
        Secret::from(self.value.as_str())
    }

    /// Clears and wipes it.
    pub fn clear(&mut self) {
        self.value.zeroize();
        let max_length = self.max_length();
        self.value.reserve(max_length);
    }

    /// The maximum length, in bytes.
    pub const fn max_length(&self) -> usize {
        if self.multiline { MAX_LENGTH_MULTILINE } else { MAX_LENGTH }
    }

    /// Appends typed or pasted text: its first line, or everything but one trailing newline. Terminals paste newlines as carriage
    /// returns. False if it would be too long; then nothing is appended.
    #[must_use]
    pub fn insert(&mut self, text: &str) -> bool {
        let text = if self.multiline {
            let text = text.strip_suffix('\n').unwrap_or(text);
            text.strip_suffix('\r').unwrap_or(text)
        } else {
            text.split(['\n', '\r']).next().unwrap_or_default()
        };
        let fits = self.value.len() + text.len() <= self.max_length();
        if fits {
            let mut previous = ' ';
            for c in text.chars() {
                match c {
                    '\n' if previous == '\r' => {}
                    '\r' => self.value.push('\n'),
                    c => self.value.push(c),
                }
                previous = c;
            }
        }
        fits
    }

    /// Handles a key; false if it has no meaning here. The cursor stays at the end, because moving it by words would reveal
    /// where they are.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u' | 'w') if control => self.clear(),
            KeyCode::Char(c) if !control && !key.modifiers.contains(KeyModifiers::ALT) => {
                return self.insert(c.encode_utf8(&mut [0; 4]));
            }
            // Some terminals send Ctrl-H for Backspace.
            code if code == KeyCode::Backspace || (control && code == KeyCode::Char('h')) => _ = self.value.pop(),
            _ => return false,
        }
        true
    }

    /// Draws its dots into a line and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, style: Style) -> Position {
        draw_field(buffer, area, &self.dots(), "", style)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn secret_never_moves_in_memory(multiline in any::<bool>(), pieces in prop::collection::vec("(?s).{0,200}", 0..20)) {
            let mut input = if multiline { SecretInput::multiline() } else { SecretInput::default() };
            let place = input.value.as_ptr();
            for piece in pieces {
                let _fits = input.insert(&piece);
                prop_assert_eq!(input.value.as_ptr(), place);
            }
            input.clear();
            prop_assert_eq!((input.value.as_ptr(), input.is_empty()), (place, true));
        }
    }
}
