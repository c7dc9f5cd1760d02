//! A form over the screen.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::form::{Form, FormEvent};
use crate::tui::widgets::pointer::{Gesture, Pointer};

/// The buttons of a form that changes something.
pub const SAVE: [&str; 2] = ["Cancel", "Save"];
/// The buttons of a form that creates something.
pub const CREATE: [&str; 2] = ["Cancel", "Create"];
/// The preferred width.
const COLUMNS: u16 = 60;

/// What a submitted form does with its choice.
#[derive(Debug)]
pub enum Submitted<T> {
    /// It waits for the result.
    Wait(T),
    /// It closes.
    Close(T),
}

/// A form over the screen.
#[derive(Debug)]
pub struct FormOverlay<T> {
    title: String,
    /// The form.
    pub form: Form<Submitted<T>>,
    /// Whether closing it loses no more than a word.
    is_small: bool,
    /// Whether Esc was pressed once and the form asks whether to discard changes.
    is_leaving: bool,
}

impl<T: 'static> FormOverlay<T> {
    /// Shows a form, whose value is a choice; it waits for the result of that.
    pub fn new(title: impl Into<String>, form: Form<T>) -> Self {
        Self::submitting(title, form.map(Submitted::Wait))
    }

    /// Shows a form that also says whether it waits for the result of the choice.
    pub fn submitting(title: impl Into<String>, form: Form<Submitted<T>>) -> Self {
        Self { title: title.into(), form, is_small: false, is_leaving: false }
    }

    /// Closes the form without a question, because no more than a word would be lost.
    #[must_use]
    pub fn small(self) -> Self {
        Self { is_small: true, ..self }
    }

    /// Replaces the choices.
    pub fn map<U: 'static>(self, choice: impl Fn(T) -> U + Copy + 'static) -> FormOverlay<U> {
        let form = self.form.map(move |submitted| match submitted {
            Submitted::Wait(chosen) => Submitted::Wait(choice(chosen)),
            Submitted::Close(chosen) => Submitted::Close(choice(chosen)),
        });
        FormOverlay { title: self.title, form, is_small: self.is_small, is_leaving: self.is_leaving }
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Event<T> {
        let has_asked = std::mem::take(&mut self.is_leaving);
        if has_asked {
            self.form.clear_error();
            // The key answers the question, and is no part of what is typed.
            return if key.code == KeyCode::Esc { Event::Close } else { Event::Handled };
        }
        if self.form.asks_for_password(key) {
            return Event::GeneratePassword;
        }
        match self.form.key(key) {
            FormEvent::Ignored | FormEvent::Edited => Event::Handled,
            FormEvent::Cancel if key.code == KeyCode::Esc && self.would_lose_input() => {
                self.is_leaving = true;
                self.form.ask("Discard changes? Esc discards, any other key keeps editing.");
                Event::Handled
            }
            FormEvent::Cancel => Event::Close,
            FormEvent::Submit => self.submit(),
        }
    }

    /// Handles the mouse.
    pub fn point(&mut self, pointer: Pointer) -> Event<T> {
        if pointer.gesture == Gesture::Click && std::mem::take(&mut self.is_leaving) {
            self.form.clear_error();
        }
        self.form.point(pointer).map_or(Event::Handled, |key| self.key(key))
    }

    /// Submits what was entered, unless something is wrong with it.
    pub fn submit(&mut self) -> Event<T> {
        match self.form.value() {
            None => Event::Handled,
            Some(Submitted::Close(choice)) => Event::CloseAnd(choice),
            Some(Submitted::Wait(choice)) => {
                self.form.set_busy(true);
                Event::Wait(choice)
            }
        }
    }

    /// Handles pasted text. After the question whether to discard changes, it only keeps the form open.
    pub fn paste(&mut self, text: &str) {
        if std::mem::take(&mut self.is_leaving) {
            self.form.clear_error();
        } else {
            self.form.paste(text);
        }
    }

    /// What is pressed in it.
    pub fn keys(&self) -> Vec<(&'static str, &'static str)> {
        if self.is_leaving { vec![("esc", "Discard"), ("any key", "Keep editing")] } else { self.form.keys() }
    }

    /// Whether closing the form would lose more than a word.
    const fn would_lose_input(&self) -> bool {
        self.form.is_dirty() && !self.form.is_busy() && !self.is_small
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let inner = frame(buffer, area, theme, &self.title, columns, self.form.height(columns), false);
        self.form.draw(buffer, inner, theme)
    }
}
