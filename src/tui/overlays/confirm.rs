//! Questions before a change. The default is the harmless answer, and the key that opened a question never answers it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::{buttons, frame};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::paint::{draw_lines, draw_str, wrap};

/// The preferred width of a question.
const COLUMNS: u16 = 56;

/// A yes-or-no question.
#[derive(Debug)]
pub struct Confirm {
    title: String,
    text: String,
    yes: &'static str,
    on_yes: bool,
    danger: bool,
    /// Whether it asks about the running task.
    pub(super) is_about_task: bool,
}

impl Confirm {
    /// Creates a question; `yes` labels the confirming button.
    pub fn new(title: impl Into<String>, text: impl Into<String>, yes: &'static str) -> Self {
        Self { title: title.into(), text: text.into(), yes, on_yes: false, danger: false, is_about_task: false }
    }

    /// Marks the change as one that can't be undone.
    #[must_use]
    pub fn dangerous(self) -> Self {
        Self { danger: true, ..self }
    }

    /// Closes the question when the running task ends.
    #[must_use]
    pub fn about_task(self) -> Self {
        Self { is_about_task: true, ..self }
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, yes: &T) -> Event<T> {
        match key.code {
            KeyCode::Esc | KeyCode::Char('n' | 'q') => Event::Close,
            KeyCode::Char('y') => Event::CloseAnd(yes.clone()),
            KeyCode::Enter if self.on_yes => Event::CloseAnd(yes.clone()),
            KeyCode::Enter => Event::Close,
            KeyCode::Left | KeyCode::Right | KeyCode::Tab | KeyCode::BackTab => {
                self.on_yes = !self.on_yes;
                Event::Handled
            }
            _ => Event::Handled,
        }
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let lines = wrap(&self.text, columns.into());
        let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
        let inner = frame(buffer, area, theme, &self.title, columns, rows, self.danger);
        draw_lines(buffer, Rect { height: inner.height.saturating_sub(2), ..inner }, &lines, theme.text);
        let bottom = inner.bottom().saturating_sub(1);
        let yes = format!("{} (y)", self.yes);
        buttons(buffer, inner, theme, bottom, &["Cancel", &yes], Some(usize::from(self.on_yes)));
        None
    }
}

/// A question that is confirmed by typing a name.
#[derive(Debug)]
pub struct TypeToConfirm {
    title: String,
    text: String,
    expected: String,
    input: TextInput,
    is_wrong: bool,
}

impl TypeToConfirm {
    /// Creates a question that only `expected` confirms, without its characters that can't be typed; "yes" if none can.
    pub fn new(title: impl Into<String>, text: impl Into<String>, expected: impl AsRef<str>) -> Self {
        let typed = typeable(expected.as_ref());
        let words: Vec<&str> = typed.split_whitespace().collect();
        let expected = if words.is_empty() { "yes".to_owned() } else { words.join(" ") };
        Self { title: title.into(), text: text.into(), expected, input: TextInput::default(), is_wrong: false }
    }

    fn is_answered(&self) -> bool {
        typeable(self.input.value()).split_whitespace().eq(self.expected.split_whitespace())
    }

    pub(super) fn paste(&mut self, text: &str) {
        self.input.insert(text);
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, confirmed: &T) -> Event<T> {
        match key.code {
            KeyCode::Esc => return Event::Close,
            KeyCode::Enter if self.is_answered() => return Event::CloseAnd(confirmed.clone()),
            KeyCode::Enter => self.is_wrong = true,
            _ => {
                self.is_wrong = false;
                self.input.key(key);
            }
        }
        Event::Handled
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let mut lines = wrap(&self.text, columns.into());
        lines.push(String::new());
        lines.extend(wrap(&format!("Type \"{}\" to confirm; Esc cancels.", self.expected), columns.into()));
        let rows = u16::try_from(lines.len() + 3).unwrap_or(u16::MAX);
        let inner = frame(buffer, area, theme, &self.title, columns, rows, true);
        draw_lines(buffer, Rect { height: inner.height.saturating_sub(3), ..inner }, &lines, theme.text);
        let field = Rect { y: inner.bottom().saturating_sub(2), height: inner.height.min(1), ..inner };
        let cursor = self.input.draw(buffer, field, theme.field);
        if self.is_wrong {
            draw_str(buffer, inner, inner.x, inner.bottom().saturating_sub(1), "Does not match.", theme.danger);
        }
        Some(cursor)
    }
}

/// The name without characters that can't be typed.
fn typeable(name: &str) -> String {
    name.chars().filter(|c| !text::is_unsafe(*c)).collect()
}
