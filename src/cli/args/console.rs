//! `kozmoai run`.

use clap::{Args, ValueEnum};

#[derive(Clone, Debug, Default, Args)]
#[command(after_help = "\
Examples:
  kozmoai run
  kozmoai run --env-file .env --theme light
  kozmoai run --read-only")]
pub(crate) struct Run {
    /// Open read-only
    #[arg(long)]
    pub(crate) read_only: bool,
    /// Enable the mouse; selecting text then needs Shift
    #[arg(long)]
    pub(crate) mouse: bool,
    /// Colour theme
    #[arg(long, value_name = "THEME")]
    pub(crate) theme: Option<Theme>,
}

/// The console's theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Theme {
    /// From the terminal's environment
    Auto,
    /// For dark terminals
    Dark,
    /// For light terminals
    Light,
    /// High contrast
    HighContrast,
    /// No colours
    Mono,
}
