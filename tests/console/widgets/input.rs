//! Inputs: text and secrets.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use kozmoai::model::user_secrets::VALUE_MAX;
use kozmoai::secret::ExposeSecret;
use kozmoai::tui::widgets::input::{SecretInput, TextInput};
use proptest::prelude::*;

fn press(input: &mut TextInput, code: KeyCode, modifiers: KeyModifiers) {
    input.key(KeyEvent::new(code, modifiers));
}

#[test]
fn text_is_edited_by_graphemes_and_words() {
    let mut input = TextInput::with("Zoë A\u{30a}ngström");
    press(&mut input, KeyCode::Left, KeyModifiers::CONTROL);
    assert_eq!(input.before_cursor(), "Zoë ");
    press(&mut input, KeyCode::Delete, KeyModifiers::NONE);
    assert_eq!(input.value(), "Zoë ngström");
    press(&mut input, KeyCode::Char('w'), KeyModifiers::CONTROL);
    assert_eq!(input.value(), "ngström");
    input.insert("pas\u{1b}te\nsecond line");
    assert_eq!(input.value(), "pastengström");
}

#[test]
fn secret_is_masked() {
    let mut input = SecretInput::default();
    assert!(input.insert("pä ss\nrest"));
    assert_eq!((input.dots().as_str(), input.secret().expose_secret()), ("•••••", "pä ss"));
    assert_eq!(format!("{input:?}"), "SecretInput");
    input.clear();
    assert!(input.is_empty());
}

#[test]
fn secret_is_limited_in_length() {
    let mut input = SecretInput::multiline();
    assert!(input.insert(&"x".repeat(VALUE_MAX)) && !input.insert("y"));
    assert_eq!((input.secret().expose_secret().len(), input.max_length()), (VALUE_MAX, VALUE_MAX));
    assert_eq!(input.dots().chars().count(), 1024, "more than any terminal has columns");
}

#[test]
fn multiline_secret_keeps_its_lines() {
    for pasted in ["one\n\ntwo\n", "one\r\rtwo\r", "one\r\n\r\ntwo\r\n", "one\n\ntwo"] {
        let mut input = SecretInput::multiline();
        assert!(input.insert(pasted));
        assert_eq!(input.secret().expose_secret(), "one\n\ntwo", "{pasted:?}");
    }
}

/// A simple model: the characters, and an index among them.
#[derive(Default)]
struct Model {
    line: Vec<char>,
    at: usize,
}

impl Model {
    fn press(&mut self, code: KeyCode) {
        match code {
            KeyCode::Left => self.at = self.at.saturating_sub(1),
            KeyCode::Right => self.at = (self.at + 1).min(self.line.len()),
            KeyCode::Home => self.at = 0,
            KeyCode::End => self.at = self.line.len(),
            KeyCode::Backspace if self.at > 0 => {
                self.at -= 1;
                self.line.remove(self.at);
            }
            KeyCode::Delete if self.at < self.line.len() => {
                self.line.remove(self.at);
            }
            KeyCode::Char(c) => {
                self.line.insert(self.at, c);
                self.at += 1;
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn text_input_agrees_with_a_simple_model(keys in prop::collection::vec(prop_oneof![
        Just(KeyCode::Left), Just(KeyCode::Right), Just(KeyCode::Home), Just(KeyCode::End), Just(KeyCode::Backspace),
        Just(KeyCode::Delete), prop::char::range('a', 'z').prop_map(KeyCode::Char), Just(KeyCode::Char('世'))], 0..80)) {
        let (mut input, mut model) = (TextInput::default(), Model::default());
        for code in keys {
            press(&mut input, code, KeyModifiers::NONE);
            model.press(code);
            prop_assert_eq!(input.value(), model.line.iter().collect::<String>());
            prop_assert_eq!(input.before_cursor().chars().count(), model.at);
        }
    }

    #[test]
    fn cursor_is_always_between_characters(keys in prop::collection::vec((0_usize..10, any::<bool>(), any::<char>()), 0..60)) {
        let mut input = TextInput::default();
        for (code, control, c) in keys {
            let code = [KeyCode::Left, KeyCode::Right, KeyCode::Home, KeyCode::End, KeyCode::Backspace, KeyCode::Delete,
                KeyCode::Char('w'), KeyCode::Char('u'), KeyCode::Char(c), KeyCode::Char('é')][code];
            press(&mut input, code, if control { KeyModifiers::CONTROL } else { KeyModifiers::NONE });
            prop_assert!(input.value().is_char_boundary(input.before_cursor().len()));
        }
    }
}
