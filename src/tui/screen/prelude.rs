//! What the files of every screen need.

pub use std::convert::Infallible;
pub use std::path::PathBuf;

pub use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
pub use ratatui::buffer::Buffer;
pub use ratatui::layout::{Position, Rect};
pub use ratatui::style::Style;

pub use super::context::{Context, News, Request, Target};
pub use super::env::{Env, Reason, Task};
pub use super::{Screen, View};
pub use crate::error::{Error, Field, Result};
pub use crate::model::{Cursor, Page, Timestamp, User, UserId};
pub use crate::secret::{ExposeSecret, Secret};
pub use crate::text::{self, count, grouped};
pub(crate) use crate::tui::action::actions;
pub use crate::tui::effect::{Job as RunJob, JobContext, Slot, Work};
pub use crate::tui::overlays::Overlay;
pub use crate::tui::overlays::confirm::Confirm;
pub use crate::tui::overlays::details::DetailsOverlay;
pub use crate::tui::overlays::form::{CREATE, FormOverlay, SAVE, Submitted};
pub use crate::tui::overlays::menu::{Item, Menu};
pub use crate::tui::route::Route;
pub use crate::tui::theme::{Meaning, Theme};
pub use crate::tui::widgets::form::{Form, FormEvent, FormField};
pub use crate::tui::widgets::key_hints::KeyHints;
pub use crate::tui::widgets::list::{List, Move, Query, Row, WINDOW};
pub use crate::tui::widgets::list_head::ListHead;
pub use crate::tui::widgets::list_pointer::Pointed;
pub use crate::tui::widgets::paint::{below_head, draw_lines, draw_right, draw_str, fit, text_body, width, wrap};
pub use crate::tui::widgets::pointer::{ENTER, Gesture, Hits, Pointer};
pub use crate::tui::widgets::scroll::Scroll;
pub use crate::tui::widgets::table::{Cell, Column, TableView, hidden_order};
pub use crate::tui::widgets::text::Text;
pub use crate::tui::widgets::time::{TIME_ZONE, dated_time, exact_time, relative_time, short_length, short_time};
