//! The mouse: what it does, and the areas that can be clicked.
//!
//! Whatever draws something that can be clicked remembers its areas in a [`Hits`], so that only what was drawn can be clicked.

use std::cell::{Cell, RefCell};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Position, Rect};

/// The rows that one turn of the wheel scrolls.
const WHEEL: isize = 3;

/// The key that a click stands for on what opens something.
pub const ENTER: KeyEvent = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);

/// What the mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// The left button is pressed.
    Click,
    /// The wheel is turned by this many rows; positive is down.
    Wheel(isize),
}

/// What the mouse does, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pointer {
    /// Where.
    pub at: Position,
    /// What.
    pub gesture: Gesture,
}

impl Pointer {
    /// Reads an event; none for those that the console does not use. With Shift, the mouse belongs to the terminal.
    pub fn of(event: MouseEvent) -> Option<Self> {
        let gesture = match event.kind {
            _ if event.modifiers.contains(KeyModifiers::SHIFT) => return None,
            MouseEventKind::Down(MouseButton::Left) => Gesture::Click,
            MouseEventKind::ScrollDown => Gesture::Wheel(WHEEL),
            MouseEventKind::ScrollUp => Gesture::Wheel(-WHEEL),
            MouseEventKind::Down(MouseButton::Right | MouseButton::Middle)
            | MouseEventKind::Up(_)
            | MouseEventKind::Drag(_)
            | MouseEventKind::Moved
            | MouseEventKind::ScrollLeft
            | MouseEventKind::ScrollRight => return None,
        };
        Some(Self { at: Position { x: event.column, y: event.row }, gesture })
    }
}

/// The areas of the last drawing, each with what is there.
#[derive(Clone, Debug)]
pub struct Hits<T> {
    within: Cell<Rect>,
    areas: RefCell<Vec<(Rect, T)>>,
}

impl<T> Default for Hits<T> {
    fn default() -> Self {
        Self { within: Cell::default(), areas: RefCell::default() }
    }
}

impl<T: Clone> Hits<T> {
    /// Forgets the areas of the last drawing; those of this one are within `area`.
    pub fn begin(&self, area: Rect) {
        self.within.set(area);
        self.areas.borrow_mut().clear();
    }

    /// Adds an area, in front of the others.
    pub fn add(&self, area: Rect, target: T) {
        self.areas.borrow_mut().push((area.intersection(self.within.get()), target));
    }

    /// What is at a position.
    pub fn at(&self, at: Position) -> Option<T> {
        let areas = self.areas.borrow();
        areas.iter().rev().find(|(area, _)| area.contains(at)).map(|(_, target)| target.clone())
    }

    /// What was clicked, if anything was.
    pub fn clicked(&self, pointer: Pointer) -> Option<T> {
        self.at(pointer.at).filter(|_| pointer.gesture == Gesture::Click)
    }

    /// The rows by which the wheel was turned here, if it was.
    pub fn scrolled(&self, pointer: Pointer) -> Option<isize> {
        match pointer.gesture {
            Gesture::Wheel(rows) if self.within.get().contains(pointer.at) => Some(rows),
            Gesture::Wheel(_) | Gesture::Click => None,
        }
    }
}
