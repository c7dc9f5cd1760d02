//! Overlays: a stack above the screen, whose topmost one gets every key first. What the user chooses in an overlay is of a type
//! of whoever opened it.

pub mod confirm;
pub mod details;
pub mod event;
pub mod form;
pub mod help;
pub mod menu;
pub mod palette;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::confirm::Confirm;
use self::details::DetailsOverlay;
use self::event::Event;
use self::form::{FormOverlay, Submitted};
use self::help::HelpOverlay;
use self::menu::Menu;
use self::palette::Palette;
use super::theme::Theme;
use super::widgets::form::Form;
use super::widgets::pointer::Pointer;
use crate::model::Timestamp;

/// An overlay.
#[derive(Debug)]
pub enum Overlay<T> {
    /// A question, and what its confirmation means.
    Confirm(Confirm, T),
    /// A form.
    Form(FormOverlay<T>),
    /// A list to choose from, and what each item means.
    Menu(Menu, Vec<T>),
    /// The command palette, and what each entry means.
    Palette(Palette, Vec<T>),
    /// The keyboard shortcuts, and what each means that is an action.
    Help(HelpOverlay, Vec<Option<T>>),
    /// Names and values, or a secret; and what writing the secret to a file means, where that is offered.
    Details(DetailsOverlay, Option<T>),
}

impl<T: Clone + 'static> Overlay<T> {
    /// Replaces the choices.
    pub fn map<U: 'static>(self, choice: impl Fn(T) -> U + Copy + 'static) -> Overlay<U> {
        match self {
            Self::Confirm(confirm, yes) => Overlay::Confirm(confirm, choice(yes)),
            Self::Form(form) => Overlay::Form(form.map(choice)),
            Self::Menu(menu, items) => Overlay::Menu(menu, items.into_iter().map(choice).collect()),
            Self::Palette(palette, entries) => Overlay::Palette(palette, entries.into_iter().map(choice).collect()),
            Self::Help(help, choices) => Overlay::Help(help, choices.into_iter().map(|chosen| chosen.map(choice)).collect()),
            Self::Details(details, write) => Overlay::Details(details, write.map(choice)),
        }
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Event<T> {
        match self {
            Self::Confirm(confirm, yes) => confirm.key(key, yes),
            Self::Form(form) => form.key(key),
            Self::Menu(menu, choices) => menu.key(key, choices),
            Self::Palette(palette, choices) => palette.key(key, choices),
            Self::Help(help, _) => help.key(key),
            Self::Details(details, write) => details.key(key, write.as_ref()),
        }
    }

    /// Handles the mouse.
    pub fn point(&mut self, pointer: Pointer) -> Event<T> {
        match self {
            Self::Confirm(confirm, yes) => confirm.point(pointer, yes),
            Self::Form(form) => form.point(pointer),
            Self::Menu(menu, choices) => menu.point(pointer, choices),
            Self::Palette(palette, choices) => palette.point(pointer, choices),
            Self::Help(help, choices) => help.point(pointer, choices),
            Self::Details(details, write) => details.point(pointer, write.as_ref()),
        }
    }

    /// Handles the passing of time; false once the overlay's time is up.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        match self {
            Self::Details(details, _) => details.tick(now),
            Self::Confirm(..) | Self::Form(_) | Self::Menu(..) | Self::Palette(..) | Self::Help(..) => true,
        }
    }

    /// Whether it changes with time.
    pub const fn is_timed(&self) -> bool {
        matches!(self, Self::Details(details, _) if details.is_timed())
    }

    /// Whether it asks about the running task, and so is pointless once that has ended.
    pub const fn is_about_task(&self) -> bool {
        matches!(self, Self::Confirm(confirm, _) if confirm.is_about_task)
    }

    /// The form, if this is one.
    pub const fn form(&mut self) -> Option<&mut Form<Submitted<T>>> {
        if let Self::Form(FormOverlay { form, .. }) = self { Some(form) } else { None }
    }

    /// The form that was submitted and is not answered yet, if this is one.
    pub fn waiting_form(&mut self) -> Option<&mut Form<Submitted<T>>> {
        self.form().filter(|form| form.is_busy())
    }

    /// The form that waits for a generated password, if this is one.
    pub fn generating_form(&mut self) -> Option<&mut Form<Submitted<T>>> {
        self.form().filter(|form| form.is_generating())
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::Confirm(confirm, _) => confirm.paste(text),
            Self::Form(form) => form.paste(text),
            Self::Menu(menu, _) => menu.paste(text),
            Self::Palette(palette, _) => palette.paste(text),
            Self::Help(..) | Self::Details(..) => {}
        }
    }

    /// What is pressed in it, the most important keys first.
    pub fn keys(&self) -> Vec<(&'static str, &'static str)> {
        match self {
            Self::Confirm(confirm, _) => confirm.keys(),
            Self::Form(form) => form.keys(),
            Self::Menu(..) | Self::Palette(..) => vec![("enter", "Choose"), ("esc", "Close"), ("↑ ↓", "Move")],
            Self::Help(help, _) => help.keys(),
            Self::Details(details, write) => details.keys(write.is_some()),
        }
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        match self {
            Self::Confirm(confirm, _) => confirm.draw(buffer, area, theme),
            Self::Form(form) => form.draw(buffer, area, theme),
            Self::Menu(menu, _) => menu.draw(buffer, area, theme),
            Self::Palette(palette, _) => palette.draw(buffer, area, theme),
            Self::Help(help, _) => help.draw(buffer, area, theme),
            Self::Details(details, _) => details.draw(buffer, area, theme),
        }
    }
}
