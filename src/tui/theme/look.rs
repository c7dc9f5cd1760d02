//! Choosing a theme: by what was asked for, and by what the terminal shows.

use super::colour::{Depth, Rgb};
use super::{ASSUMED_DARK, ASSUMED_LIGHT, Theme};
use crate::config::ThemeChoice;

/// The kinds of themes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Dark,
    Light,
    HighContrast,
    Mono,
}

/// What the terminal shows, and which theme the user asked for.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// The kind, unless the background decides.
    kind: Option<Kind>,
    /// The kind where the terminal does not tell its background.
    otherwise: Kind,
    depth: Depth,
    /// Whether the terminal may be asked; some print the question, or never answer.
    may_ask: bool,
}

impl Look {
    /// Reads the environment by `lookup`.
    pub fn new(choice: ThemeChoice, lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        let term = set("TERM");
        let is_dumb = term.as_deref() == Some("dumb");
        let kind = match choice {
            ThemeChoice::Dark => Some(Kind::Dark),
            ThemeChoice::Light => Some(Kind::Light),
            ThemeChoice::HighContrast => Some(Kind::HighContrast),
            ThemeChoice::Mono => Some(Kind::Mono),
            ThemeChoice::Auto if set("NO_COLOR").is_some() || is_dumb => Some(Kind::Mono),
            ThemeChoice::Auto => None,
        };
        // Set by some terminals to "foreground;background" in the numbers of the 16 colours.
        let otherwise = match set("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok()) {
            Some(7 | 9..=15) => Kind::Light,
            _ => Kind::Dark,
        };
        let may_ask = match term.as_deref() {
            None | Some("dumb" | "linux" | "screen" | "Eterm") => false,
            Some(term) => !term.starts_with("screen."),
        };
        Self { kind, otherwise, depth: Depth::of(&set), may_ask }
    }

    /// Whether the background of the terminal matters, and it may be asked for it.
    pub const fn asks(&self) -> bool {
        self.may_ask && !matches!(self.kind, Some(Kind::HighContrast | Kind::Mono))
    }

    /// The theme for this background.
    pub fn theme(&self, background: Option<Rgb>) -> Theme {
        let of_background = background.map(|colour| if colour.is_dark() { Kind::Dark } else { Kind::Light });
        match self.kind.or(of_background).unwrap_or(self.otherwise) {
            Kind::Dark => Theme::dark_on(background.unwrap_or(ASSUMED_DARK), self.depth),
            Kind::Light => Theme::light_on(background.unwrap_or(ASSUMED_LIGHT), self.depth),
            Kind::HighContrast => Theme::high_contrast_in(self.depth),
            Kind::Mono => Theme::mono(),
        }
    }
}
