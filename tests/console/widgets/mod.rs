//! The building blocks of screens on their own.

mod input;
mod list;
mod table;
mod text;
