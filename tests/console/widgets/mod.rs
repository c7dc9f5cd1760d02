//! The building blocks of screens on their own.

mod form;
mod input;
mod list;
mod selection;
mod table;
mod text;
mod time;
