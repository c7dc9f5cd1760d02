//! The parts that screens and overlays are made of. They know the theme and text, and nothing of what the program does.

pub mod dialog;
pub mod form;
pub mod input;
pub mod list;
pub mod meter;
pub mod paint;
pub mod scroll;
pub mod search;
pub mod table;
pub mod text;
