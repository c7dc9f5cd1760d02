//! What every screen does. The app routes messages to the current one, and carries out what it requests.

mod context;
mod env;
pub mod prelude;

use crossterm::event::KeyEvent;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

pub use self::context::{Context, News, Request, Target, Tone};
pub use self::env::{AppInfo, Env, Reason, Session, Task};
use super::action::ActionTable;
use super::effect::{Job, Slot};
use super::route::Route;
use super::theme::Theme;
use super::widgets::list::Move;
use super::widgets::pointer::{Gesture, Pointer};
use crate::error::Error;
use crate::model::{Timestamp, User};
use crate::service::progress::Progress;

/// The context in which a screen handles something.
pub type ContextOf<'a, S> = Context<'a, <S as Screen>::Job, <S as Screen>::Choice>;

/// How a screen looks.
pub trait View {
    /// Draws it and returns the position of the cursor.
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position>;

    /// When it changes next with time; none if it does not.
    fn next_tick(&self, _now: Timestamp) -> Option<Timestamp> {
        None
    }

    /// Whether it says how long ago something was, which is drawn again every minute.
    fn has_relative_times(&self) -> bool {
        false
    }

    /// The keys that the footer names before the actions.
    fn step_keys(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The keys that the footer shows instead of the actions while an input has the focus, the most important ones first.
    fn typing_keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        None
    }
}

/// A screen: it holds its data, and handles what happens on it. It knows no other screen.
pub trait Screen: View + Sized {
    /// The ids of its actions.
    type Action: ActionTable;
    /// What the user chooses in its overlays.
    type Choice: Clone + 'static;
    /// Its jobs.
    type Job: Job;

    /// Its route.
    const ROUTE: Route;
    /// The screens that offer its actions.
    const OFFERED_ON: &'static [Route] = &[Self::ROUTE];

    /// Creates it without data, for the signed-in user.
    fn new(env: &Env) -> Self;

    /// Prepares it for being opened from another screen.
    fn enter(&mut self, _env: &Env) {}

    /// Ends what only makes sense while it is shown, before another screen is opened.
    fn leave(&mut self, _cx: &mut ContextOf<'_, Self>) {}

    /// Requests its data, whenever it is opened or refreshed.
    fn load(&mut self, cx: &mut ContextOf<'_, Self>);

    /// Why an action is disabled, as a clause; none if it is enabled.
    fn disabled(&self, action: Self::Action, env: &Env) -> Option<Reason>;

    /// Carries out an action, which is enabled.
    fn act(&mut self, action: Self::Action, cx: &mut ContextOf<'_, Self>);

    /// Carries out what was chosen in an overlay.
    fn choose(&mut self, choice: Self::Choice, cx: &mut ContextOf<'_, Self>);

    /// Handles the reply to a job.
    fn reply(&mut self, reply: <Self::Job as Job>::Reply, cx: &mut ContextOf<'_, Self>);

    /// Handles the failure of a job. Returns the error if the screen does not show it itself.
    fn fail(&mut self, _slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        Some(error)
    }

    /// Handles a key that comes before those of the table, such as one for an input; false if it has no such meaning.
    fn key(&mut self, _key: KeyEvent, _cx: &mut ContextOf<'_, Self>) -> bool {
        false
    }

    /// Handles pasted text.
    fn paste(&mut self, _text: &str, _cx: &mut ContextOf<'_, Self>) {}

    /// Handles the mouse; returns the key that a click stands for, such as Enter on what opens.
    fn point(&mut self, pointer: Pointer, cx: &mut ContextOf<'_, Self>) -> Option<KeyEvent> {
        if let Gesture::Wheel(rows) = pointer.gesture {
            self.go(Move::By(rows), cx);
        }
        None
    }

    /// Moves through its rows or its text.
    fn go(&mut self, _by: Move, _cx: &mut ContextOf<'_, Self>) {}

    /// Handles Esc: clears a selection or a filter; it never quits.
    fn back(&mut self, _cx: &mut ContextOf<'_, Self>) {}

    /// Shows only what belongs to this user.
    fn show_user(&mut self, _user: &User, _cx: &mut ContextOf<'_, Self>) {}

    /// Shows this, if it is something of this screen.
    fn show(&mut self, _target: Target, _cx: &mut ContextOf<'_, Self>) {}

    /// Requests what has become due: what is shown beside the current row, which may be another one now, or a sign-in that had to
    /// wait.
    fn follow(&mut self, _cx: &mut ContextOf<'_, Self>) {}

    /// Hears of what happened on another screen.
    fn hear(&mut self, _news: &News) {}

    /// Takes the progress of its task, or of a part of its data.
    fn progress(&mut self, _progress: Progress, _now: Timestamp) {}

    /// Shows that its task is being cancelled.
    fn cancelling(&mut self) {}

    /// Handles the passing of time; true if anything changed.
    fn tick(&mut self, _now: Timestamp) -> bool {
        false
    }
}
