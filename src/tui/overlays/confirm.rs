//! Questions before a change. The default is the harmless answer, and the key that opened a question never answers it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::text;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::{buttons, frame};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::paint::{draw_lines, draw_str, rows, truncate, wrap};
use crate::tui::widgets::pointer::{ENTER, Hits, Pointer};
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
    /// What has to be typed to confirm it, if anything has to be.
    typed: Option<Typed>,
    /// The label of the button that confirms it.
    yes: &'static str,
    focus: Focus,
    danger: bool,
    /// What can be clicked.
    hits: Hits<Focus>,
    /// Whether it asks about the running task.
    pub(super) is_about_task: bool,
}

/// What has to be typed.
#[derive(Clone, Debug)]
struct Typed {
    expected: String,
    input: TextInput,
    is_wrong: bool,
}

/// What has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    /// The input, where something has to be typed.
    Input,
    /// The button that cancels.
    Cancel,
    /// The button that confirms.
    Yes,
}

impl Confirm {
    /// Creates a question; `yes` labels the confirming button.
    pub fn new(title: impl Into<String>, text: impl Into<String>, yes: &'static str) -> Self {
        Self {
            title: title.into(),
            text: text.into(),
            list: Vec::new(),
            scroll: Scroll::default(),
            typed: None,
            yes,
            focus: Focus::Cancel,
            danger: false,
            hits: Hits::default(),
            is_about_task: false,
        }
    }

    /// Has this name typed before it is confirmed, without its characters that can't be typed; "yes" if none can.
    #[must_use]
    pub fn typing(self, name: impl AsRef<str>) -> Self {
        let words = typed_words(name.as_ref());
        let expected = if words.is_empty() { "yes".to_owned() } else { words };
        let typed = Some(Typed { expected, input: TextInput::default(), is_wrong: false });
        Self { typed, focus: Focus::Input, ..self }.dangerous()
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
        if let Some(typed) = self.typed.as_mut().filter(|_| self.focus == Focus::Input) {
            typed.is_wrong = false;
            typed.input.insert(text);
        }
    }

    pub(super) fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let keys = match (&self.typed, self.focus) {
            (None, _) => [("y", self.yes), ("esc", "Cancel"), ("tab", "Other button")],
            (Some(_), Focus::Cancel) => [("enter", "Cancel"), ("esc", "Cancel"), ("tab", "Next")],
            (Some(_), Focus::Input | Focus::Yes) => [("enter", self.yes), ("esc", "Cancel"), ("tab", "Next")],
        };
        let scroll = self.scroll.is_needed().then_some(("↑ ↓", "Scroll"));
        keys.into_iter().chain(scroll).collect()
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, confirmed: &T) -> Event<T> {
        if !self.list.is_empty() && self.focus != Focus::Input && self.scroll.key(key.code) {
            return Event::Handled;
        }
        match (key.code, self.focus) {
            (KeyCode::Esc, _) | (KeyCode::Enter, Focus::Cancel) => return Event::Close,
            (KeyCode::Enter, Focus::Input | Focus::Yes) => return self.confirm(confirmed),
            (KeyCode::Tab, _) => self.focus = self.next(),
            (KeyCode::BackTab, Focus::Cancel) => self.focus = if self.typed.is_some() { Focus::Input } else { Focus::Yes },
            (KeyCode::BackTab | KeyCode::Left | KeyCode::Right, Focus::Yes) => self.focus = Focus::Cancel,
            (KeyCode::BackTab, Focus::Input) | (KeyCode::Left | KeyCode::Right, Focus::Cancel) => self.focus = Focus::Yes,
            (_, Focus::Input) => {
                if let Some(typed) = &mut self.typed {
                    typed.is_wrong = false;
                    typed.input.key(key);
                }
            }
            (KeyCode::Char('y'), _) if self.typed.is_none() => return self.confirm(confirmed),
            (KeyCode::Char('n' | 'q'), _) if self.typed.is_none() => return Event::Close,
            _ => {}
        }
        Event::Handled
    }

    /// What has the focus after Tab.
    const fn next(&self) -> Focus {
        match self.focus {
            Focus::Input => Focus::Cancel,
            Focus::Cancel => Focus::Yes,
            Focus::Yes if self.typed.is_some() => Focus::Input,
            Focus::Yes => Focus::Cancel,
        }
    }

    /// Confirms it, unless something else was typed than has to be.
    fn confirm<T: Clone>(&mut self, confirmed: &T) -> Event<T> {
        match &mut self.typed {
            Some(typed) if typed_words(typed.input.value()) != typed.expected => {
                (typed.is_wrong, self.focus) = (true, Focus::Input);
                Event::Handled
            }
            Some(_) | None => Event::CloseAnd(confirmed.clone()),
        }
    }

    /// Handles the mouse: a click on a button is the focus and Enter.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, confirmed: &T) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.scroll.scroll_by(rows);
        }
        let Some(clicked) = self.hits.clicked(pointer) else { return Event::Handled };
        self.focus = clicked;
        if clicked == Focus::Input { Event::Handled } else { self.key(ENTER, confirmed) }
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let mut lines = wrap(&self.text, columns.into());
        let mut below = 2;
        if let Some(Typed { expected, .. }) = &self.typed {
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
        let cursor = self.draw_input(buffer, Rect { y: body.bottom(), height: 1, ..inner }.intersection(inner), theme);
        let bottom = inner.bottom().saturating_sub(1);
        let yes = if self.typed.is_some() { self.yes.to_owned() } else { format!("{} (y)", self.yes) };
        let focused = match self.focus {
            Focus::Input => None,
            Focus::Cancel => Some(0),
            Focus::Yes => Some(1),
        };
        let areas = buttons(buffer, inner, theme, bottom, &["Cancel", &yes], focused);
        areas.into_iter().zip([Focus::Cancel, Focus::Yes]).for_each(|(area, button)| self.hits.add(area, button));
        cursor
    }

    /// Draws the input, if there is one, and below it that something else was typed. Returns the position of the cursor.
    fn draw_input(&self, buffer: &mut Buffer, field: Rect, theme: &Theme) -> Option<Position> {
        let Typed { input, is_wrong, .. } = self.typed.as_ref()?;
        self.hits.add(field, Focus::Input);
        if *is_wrong {
            let below = Rect { y: field.y + 1, ..field };
            draw_str(buffer, below, below.x, below.y, "Does not match.", theme.danger);
        }
        let cursor = input.draw(buffer, field, theme.field);
        Some(cursor).filter(|_| self.focus == Focus::Input)
    }

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
