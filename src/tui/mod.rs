//! The full-screen console.

pub mod action;
pub mod app;
pub mod clipboard;
pub mod effect;
pub mod overlays;
pub mod route;
pub mod screens;
pub mod theme;
pub mod widgets;

use crate::error::Result;
use crate::service::Service;

/// Which colours to use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the terminal's environment suggests.
    #[default]
    Auto,
    /// For dark terminals.
    Dark,
    /// For light terminals.
    Light,
    /// Strong contrasts.
    HighContrast,
    /// No colours at all.
    Mono,
}

/// How the console is opened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Take the mouse.
    pub mouse: bool,
    /// The colours.
    pub theme: ThemeChoice,
}

/// Opens the console and stays until it is left.
pub fn run(_service: Service, _options: &Options) -> Result<()> {
    Ok(())
}
