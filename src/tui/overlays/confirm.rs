//! Questions before a change. The default is the harmless answer, and the key that opened a question never answers it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::{buttons, frame};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::paint::{draw_lines, draw_str, rows, truncate, wrap};
use crate::tui::widgets::pointer::{Hits, Pointer};
use crate::tui::widgets::scroll::Scroll;

/// The preferred width of a question.
const COLUMNS: u16 = 56;

/// A question.
#[derive(Clone, Debug)]
pub struct Confirm {
    title: String,
    text: String,
    /// Lines below the text, which scroll, each with whether it is highlighted.
    list: Vec<(String, bool)>,
    scroll: Scroll,
    answer: Answer,
    danger: bool,
    /// The buttons by their numbers, where they can be clicked.
    hits: Hits<usize>,
    /// Whether it asks about the running task.
    pub(super) is_about_task: bool,
}

/// How a question is confirmed.
#[derive(Clone, Debug)]
enum Answer {
    /// By a button with this label, beside one that cancels.
    Button { label: &'static str, is_focused: bool },
    /// By typing a name.
    Typed { expected: String, input: TextInput, is_wrong: bool },
}

impl Confirm {
    /// Creates a question; `yes` labels the confirming button.
    pub fn new(title: impl Into<String>, text: impl Into<String>, yes: &'static str) -> Self {
        let answer = Answer::Button { label: yes, is_focused: false };
        let (list, scroll) = (Vec::new(), Scroll::default());
        let hits = Hits::default();
        Self { title: title.into(), text: text.into(), list, scroll, answer, danger: false, hits, is_about_task: false }
    }

    /// Creates a question that only the typed `name` confirms, without its characters that can't be typed; "yes" if none can.
    pub fn by_name(title: impl Into<String>, text: impl Into<String>, name: impl AsRef<str>) -> Self {
        let words = typed_words(name.as_ref());
        let expected = if words.is_empty() { "yes".to_owned() } else { words };
        let answer = Answer::Typed { expected, input: TextInput::default(), is_wrong: false };
        Self { answer, ..Self::new(title, text, "") }.dangerous()
    }

    /// Shows these lines below the text, each with whether it is highlighted; they scroll.
    #[must_use]
    pub fn with_list(self, list: Vec<(String, bool)>) -> Self {
        Self { list, ..self }
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

    pub(super) fn paste(&mut self, text: &str) {
        if let Answer::Typed { input, .. } = &mut self.answer {
            input.insert(text);
        }
    }

    pub(super) fn keys(&self) -> Vec<(&'static str, &'static str)> {
        match self.answer {
            Answer::Button { label, .. } => {
                let scroll = (!self.list.is_empty()).then_some(("↑ ↓", "Scroll"));
                [("y", label), ("esc", "Cancel"), ("tab", "Other button")].into_iter().chain(scroll).collect()
            }
            Answer::Typed { .. } => vec![("enter", "Confirm"), ("esc", "Cancel")],
        }
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, confirmed: &T) -> Event<T> {
        if !self.list.is_empty() && matches!(self.answer, Answer::Button { .. }) && self.scroll.key(key.code) {
            return Event::Handled;
        }
        match (&mut self.answer, key.code) {
            (_, KeyCode::Esc) => return Event::Close,
            (Answer::Button { is_focused: true, .. }, KeyCode::Enter) | (Answer::Button { .. }, KeyCode::Char('y')) => {
                return Event::CloseAnd(confirmed.clone());
            }
            (Answer::Button { .. }, KeyCode::Enter | KeyCode::Char('n' | 'q')) => return Event::Close,
            (Answer::Button { is_focused, .. }, KeyCode::Left | KeyCode::Right | KeyCode::Tab | KeyCode::BackTab) => {
                *is_focused = !*is_focused;
            }
            (Answer::Button { .. }, _) => {}
            (Answer::Typed { expected, input, is_wrong }, KeyCode::Enter) => {
                if typed_words(input.value()) == *expected {
                    return Event::CloseAnd(confirmed.clone());
                }
                *is_wrong = true;
            }
            (Answer::Typed { input, is_wrong, .. }, _) => {
                *is_wrong = false;
                input.key(key);
            }
        }
        Event::Handled
    }

    /// Handles the mouse: a click on a button is the focus and Enter.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, confirmed: &T) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.scroll.scroll_by(rows);
        }
        match (&mut self.answer, self.hits.clicked(pointer)) {
            (Answer::Button { is_focused, .. }, Some(button)) => {
                *is_focused = button > 0;
                self.key(KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE), confirmed)
            }
            (Answer::Button { .. } | Answer::Typed { .. }, _) => Event::Handled,
        }
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let mut lines = wrap(&self.text, columns.into());
        let mut below = 2;
        if let Answer::Typed { expected, .. } = &self.answer {
            lines.push(String::new());
            lines.extend(wrap(&format!("Type \"{expected}\" to confirm; Esc cancels."), columns.into()));
            below = 3;
        }
        let height = rows(lines.len() + self.list.len()).saturating_add(below);
        let inner = frame(buffer, area, theme, &self.title, columns, height, self.danger);
        self.hits.begin(inner);
        let body = Rect { height: inner.height.saturating_sub(below), ..inner };
        draw_lines(buffer, body, &lines, theme.text);
        let text = rows(lines.len()).min(body.height);
        self.draw_list(buffer, Rect { y: body.y + text, height: body.height - text, ..body }, inner, theme);
        let bottom = inner.bottom().saturating_sub(1);
        match &self.answer {
            Answer::Button { label, is_focused } => {
                let yes = format!("{label} (y)");
                let areas = buttons(buffer, inner, theme, bottom, &["Cancel", &yes], Some(usize::from(*is_focused)));
                areas.into_iter().zip(0..).for_each(|(area, button)| self.hits.add(area, button));
                None
            }
            Answer::Typed { input, is_wrong, .. } => {
                if *is_wrong {
                    draw_str(buffer, inner, inner.x, bottom, "Does not match.", theme.danger);
                }
                let field = Rect { y: inner.bottom().saturating_sub(2), height: inner.height.min(1), ..inner };
                Some(input.draw(buffer, field, theme.field))
            }
        }
    }
}

impl Confirm {
    /// Draws the visible lines of the list, and at the bottom of the question that there are more.
    fn draw_list(&self, buffer: &mut Buffer, area: Rect, inner: Rect, theme: &Theme) {
        let top = self.scroll.top(self.list.len(), area.height.into());
        for (y, (line, is_highlighted)) in (area.y..area.bottom()).zip(self.list.iter().skip(top)) {
            let style = if *is_highlighted { theme.warning } else { theme.text };
            draw_str(buffer, area, area.x, y, &truncate(line, area.width.into()), style);
        }
        if self.scroll.is_needed() {
            draw_str(buffer, inner, inner.x, inner.bottom().saturating_sub(1), "↑ ↓ More", theme.dim);
        }
    }
}

/// The words of a name without characters that can't be typed.
fn typed_words(name: &str) -> String {
    let typeable: String = name.chars().filter(|c| !text::is_unsafe(*c)).collect();
    typeable.split_whitespace().collect::<Vec<_>>().join(" ")
}
