//! The building blocks of screens on their own.

mod form;
mod input;
mod list;
mod table;
mod text;
mod time;
