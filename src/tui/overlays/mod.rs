//! What lies over a screen: one stack, the top of which gets every key first.

pub mod confirm;
pub mod facts;
pub mod forms;
pub mod help;
pub mod menu;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::confirm::{Confirm, TypeName};
use self::facts::Facts;
use self::forms::FormOverlay;
use self::help::Help;
use self::menu::Menu;
use super::action::Id;
use super::effect::Job;
use super::theme::Theme;
use crate::model::{Timestamp, User, UserSort};

/// What follows when an overlay was answered.
#[derive(Clone, Debug)]
pub enum Next {
    /// Carry out an act.
    Job(Job),
    /// Carry out an action of the table.
    Action(Id),
    /// Sort the users.
    Sort(UserSort),
    /// Filter the users by Active and Superuser.
    Filter(Option<bool>, Option<bool>),
    /// Filter the audit log by a user's name; none shows everything.
    FilterEvents(Option<String>),
    /// Show everyone's again.
    Everyones,
    /// Set this user's store API key.
    StoreKey(Box<User>),
    /// Ask whether this user's store API key is to be taken away.
    AskToClear(Box<User>),
    /// Hand a secret that is shown to the clipboard.
    Copy(crate::secret::Secret),
    /// Ask where this new key is to be written.
    WriteKey(crate::secret::Secret),
    /// Begin long work.
    Long(Job),
    /// Ask the long work to end.
    End,
    /// Leave the program.
    Quit,
}

/// What a key did to an overlay.
#[derive(Debug)]
pub enum Event {
    /// It was taken.
    Taken,
    /// The overlay closes.
    Close,
    /// The overlay closes, and this follows.
    CloseAnd(Next),
    /// The overlay waits for this to be carried out.
    Wait(Job),
    /// The overlay stays, and this follows.
    Stay(Next),
}

/// An overlay.
#[derive(Debug)]
pub enum Overlay {
    /// A question to be answered with yes or no.
    Confirm(Confirm),
    /// A question to be answered with a name.
    TypeName(TypeName),
    /// A form.
    Form(FormOverlay),
    /// What works here.
    Help(Help),
    /// A choice of lines, narrowed by typing.
    Menu(Menu),
    /// Something to be read.
    Facts(Facts),
}

impl Overlay {
    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Event {
        match self {
            Self::Confirm(confirm) => confirm.key(key),
            Self::TypeName(typing) => typing.key(key),
            Self::Form(form) => form.key(key),
            Self::Help(help) => help.key(key),
            Self::Menu(menu) => menu.key(key),
            Self::Facts(facts) => facts.key(key),
        }
    }

    /// Time went by; false for what goes by itself and has been there long enough.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        match self {
            Self::Facts(facts) => facts.tick(now),
            _ => true,
        }
    }

    /// Whether it changes as time goes by.
    pub const fn passes(&self) -> bool {
        matches!(self, Self::Facts(facts) if facts.passes())
    }

    /// Whether it asks if long work is to end.
    pub const fn asks_to_end(&self) -> bool {
        matches!(self, Self::Confirm(confirm) if confirm.asks_to_end())
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match self {
            Self::TypeName(typing) => typing.paste(text),
            Self::Form(form) => form.paste(text),
            Self::Menu(menu) => menu.paste(text),
            Self::Confirm(_) | Self::Help(_) | Self::Facts(_) => {}
        }
    }

    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        match self {
            Self::Confirm(confirm) => confirm.draw(buffer, area, theme),
            Self::TypeName(typing) => typing.draw(buffer, area, theme),
            Self::Form(form) => form.draw(buffer, area, theme),
            Self::Help(help) => help.draw(buffer, area, theme),
            Self::Menu(menu) => menu.draw(buffer, area, theme),
            Self::Facts(facts) => facts.draw(buffer, area, theme),
        }
    }
}
