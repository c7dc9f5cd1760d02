//! The building blocks of screens and overlays. They know the theme and text, but nothing about users or secrets.

pub mod dialog;
pub mod form;
pub mod input;
pub mod key_hints;
pub mod list;
pub mod list_head;
pub mod list_pointer;
pub mod matching;
pub mod paint;
pub mod pointer;
pub mod progress_meter;
pub mod row;
pub mod scroll;
pub mod search;
pub mod selection;
pub mod table;
pub mod text;
pub mod time;
