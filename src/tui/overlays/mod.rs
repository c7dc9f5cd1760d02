//! Overlays: a stack above the screen, whose topmost one gets every key first.

pub mod confirm;
pub mod details;
pub mod forms;
pub mod help;
pub mod menu;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::confirm::{Confirm, TypeToConfirm};
use self::details::DetailsOverlay;
use self::forms::FormOverlay;
use self::help::Help;
use self::menu::Menu;
use super::action::Id;
use super::effect::Job;
use super::theme::Theme;
use crate::model::{Timestamp, User, UserSort};

/// What follows after an overlay.
#[derive(Clone, Debug)]
pub enum Next {
    /// Carry out a change.
    Job(Job),
    /// Carry out an action of the table.
    Action(Id),
    /// Sort the users.
    Sort(UserSort),
    /// Filter the users by Active and Superuser.
    Filter(Option<bool>, Option<bool>),
    /// Filter the audit log by username; none shows all users.
    FilterEvents(Option<String>),
    /// Clear the filter by owner.
    ClearOwner,
    /// Set this user's Kozmoai Store API key.
    StoreKey(Box<User>),
    /// Ask whether to clear this user's Kozmoai Store API key.
    AskToClear(Box<User>),
    /// Copy the shown secret to the clipboard.
    Copy(crate::secret::Secret),
    /// Ask where to write this new key.
    WriteKey(crate::secret::Secret),
    /// Start a long-running task.
    Long(Job),
    /// Cancel the long-running task.
    End,
    /// Quit the program.
    Quit,
}

/// The effect of a key on an overlay.
#[derive(Debug)]
pub enum Event {
    /// It was handled.
    Handled,
    /// The overlay closes.
    Close,
    /// The overlay closes, and this follows.
    CloseAnd(Next),
    /// The overlay waits for the reply to this job.
    Wait(Job),
    /// The overlay stays, and this follows.
    Stay(Next),
}

/// An overlay.
#[derive(Debug)]
pub enum Overlay {
    /// A yes-or-no question.
    Confirm(Confirm),
    /// A question that is confirmed by typing a name.
    TypeToConfirm(TypeToConfirm),
    /// A form.
    Form(FormOverlay),
    /// The keyboard shortcuts.
    Help(Help),
    /// A list to choose from, filtered by typing.
    Menu(Menu),
    /// Names and values, or a secret.
    Details(DetailsOverlay),
}

impl Overlay {
    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Event {
        match self {
            Self::Confirm(confirm) => confirm.key(key),
            Self::TypeToConfirm(typing) => typing.key(key),
            Self::Form(form) => form.key(key),
            Self::Help(help) => help.key(key),
            Self::Menu(menu) => menu.key(key),
            Self::Details(details) => details.key(key),
        }
    }

    /// Handles the passing of time; false once the overlay's time is up.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        match self {
            Self::Details(details) => details.tick(now),
            _ => true,
        }
    }

    /// Whether it changes with time.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Details(details) if details.passes())
    }

    /// Whether it asks to cancel the long-running task.
    pub const fn asks_to_end(&self) -> bool {
        matches!(self, Self::Confirm(confirm) if confirm.asks_to_end())
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::TypeToConfirm(typing) => typing.paste(text),
            Self::Form(form) => form.paste(text),
            Self::Menu(menu) => menu.paste(text),
            Self::Confirm(_) | Self::Help(_) | Self::Details(_) => {}
        }
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        match self {
            Self::Confirm(confirm) => confirm.draw(buffer, area, theme),
            Self::TypeToConfirm(typing) => typing.draw(buffer, area, theme),
            Self::Form(form) => form.draw(buffer, area, theme),
            Self::Help(help) => help.draw(buffer, area, theme),
            Self::Menu(menu) => menu.draw(buffer, area, theme),
            Self::Details(details) => details.draw(buffer, area, theme),
        }
    }
}
