//! What can be clicked around the screen.

use std::mem::Discriminant;

use crossterm::event::KeyEvent;

use super::registry::ActionId;
use crate::service::doctor::FixedBy;
use crate::service::overview::Concern;
use crate::tui::route::Route;

/// What is shown: the screen, the number of overlays, and whether the lock is in front of them.
pub(super) type Layers = (Route, usize, bool);

/// What can be clicked around the screen.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The title of a screen.
    Tab(Route),
    /// What needs attention, and where it is fixed.
    Concern(Discriminant<Concern>, FixedBy),
    /// The key of an action.
    Action(ActionId),
    /// A key of what has the focus, in the last line.
    Key(KeyEvent),
    /// The message at the bottom.
    Message,
}
