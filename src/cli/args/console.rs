//! `kozmoai run`.

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

use crate::config::ThemeChoice;

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
    pub(crate) theme: Option<ThemeChoice>,
}

impl ValueEnum for ThemeChoice {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Auto, Self::Dark, Self::Light, Self::HighContrast, Self::Mono]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name());
        Some(match self {
            Self::Auto => value.help("By the terminal's background"),
            Self::Dark => value.help("For dark terminals"),
            Self::Light => value.help("For light terminals"),
            Self::HighContrast => value.help("High contrast"),
            Self::Mono => value.help("No colours (also: none)").alias("none"),
        })
    }
}
