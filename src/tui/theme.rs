//! Styles by role. Colour is never the only signal: everything important has a sign or a word too.

use ratatui::style::{Color, Modifier, Style};

use crate::config::ThemeChoice;

/// What a text means, which gives it its style.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Meaning {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Over, or of no effect.
    Dim,
    /// It stands out.
    Accent,
    /// It is as it should be.
    Ok,
    /// It waits for somebody.
    Pending,
    /// Something should be done about it soon.
    Warning,
    /// It failed.
    Danger,
}

/// A style for each role on the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Normal text.
    pub text: Style,
    /// Less important text.
    pub dim: Style,
    /// What should be seen first: titles, the current screen, keys.
    pub accent: Style,
    /// The current row or button.
    pub selection: Style,
    /// Lines and frames.
    pub line: Style,
    /// The frame of the focused element.
    pub focus: Style,
    /// The inside of a field.
    pub field: Style,
    /// Column titles.
    pub heading: Style,
    /// Success.
    pub ok: Style,
    /// What waits for somebody.
    pub pending: Style,
    /// A warning.
    pub warning: Style,
    /// A failure, or an operation that can't be undone.
    pub danger: Style,
    /// A permanent notice across the screen.
    pub notice: Style,
}

impl Theme {
    /// The style of a text that means this.
    pub const fn style(&self, meaning: Meaning) -> Style {
        match meaning {
            Meaning::Plain => self.text,
            Meaning::Dim => self.dim,
            Meaning::Accent => self.accent,
            Meaning::Ok => self.ok,
            Meaning::Pending => self.pending,
            Meaning::Warning => self.warning,
            Meaning::Danger => self.danger,
        }
    }

    /// Returns the chosen theme; `lookup` reads the environment.
    pub fn choose(choice: ThemeChoice, lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| lookup(name).filter(|value| !value.is_empty());
        match choice {
            ThemeChoice::Dark => Self::dark(),
            ThemeChoice::Light => Self::light(),
            ThemeChoice::HighContrast => Self::high_contrast(),
            ThemeChoice::Mono => Self::mono(),
            ThemeChoice::Auto if set("NO_COLOR").is_some() || set("TERM").as_deref() == Some("dumb") => Self::mono(),
            // Set by some terminals to "foreground;background" in the numbers of the 16 colours.
            ThemeChoice::Auto => match set("COLORFGBG").and_then(|value| value.rsplit(';').next()?.parse::<u8>().ok()) {
                Some(7 | 9..=15) => Self::light(),
                _ => Self::dark(),
            },
        }
    }

    /// The theme for dark terminals.
    pub fn dark() -> Self {
        let fg = |colour: u8| Style::new().fg(Color::Indexed(colour));
        Self {
            text: Style::new(),
            dim: fg(245),
            accent: fg(80).add_modifier(Modifier::BOLD),
            selection: fg(231).bg(Color::Indexed(24)),
            line: fg(238),
            focus: fg(80),
            // Both colours are set because the terminal may be light; the underline separates adjacent fields.
            field: fg(254).bg(Color::Indexed(236)).add_modifier(Modifier::UNDERLINED),
            heading: fg(250).add_modifier(Modifier::BOLD),
            ok: fg(114),
            pending: fg(221),
            warning: fg(221),
            danger: fg(210).add_modifier(Modifier::BOLD),
            notice: fg(16).bg(Color::Indexed(221)),
        }
    }

    /// The theme for light terminals.
    pub fn light() -> Self {
        let fg = |colour: u8| Style::new().fg(Color::Indexed(colour));
        Self {
            text: Style::new(),
            dim: fg(241),
            accent: fg(25).add_modifier(Modifier::BOLD),
            selection: fg(16).bg(Color::Indexed(153)),
            line: fg(250),
            focus: fg(25),
            field: fg(16).bg(Color::Indexed(254)).add_modifier(Modifier::UNDERLINED),
            heading: fg(236).add_modifier(Modifier::BOLD),
            ok: fg(22),
            pending: fg(94),
            warning: fg(94),
            danger: fg(124).add_modifier(Modifier::BOLD),
            notice: fg(16).bg(Color::Indexed(222)),
        }
    }

    /// The theme with strong contrasts, from the 16 colours that users can configure in every terminal.
    pub fn high_contrast() -> Self {
        let fg = |colour: Color| Style::new().fg(colour).add_modifier(Modifier::BOLD);
        Self {
            // White would be invisible on a light terminal.
            text: Style::new().fg(Color::White).bg(Color::Black),
            dim: Style::new().fg(Color::White),
            accent: fg(Color::Yellow),
            selection: fg(Color::Black).bg(Color::Yellow),
            line: Style::new().fg(Color::White),
            focus: fg(Color::Yellow),
            field: Style::new().add_modifier(Modifier::UNDERLINED),
            heading: fg(Color::White).add_modifier(Modifier::UNDERLINED),
            ok: fg(Color::LightGreen),
            pending: fg(Color::LightYellow),
            warning: fg(Color::LightYellow),
            danger: fg(Color::LightRed),
            notice: fg(Color::Black).bg(Color::White),
        }
    }

    /// The theme without colours. With NO_COLOR, crossterm drops every style with a colour, and the selection would be
    /// invisible.
    pub fn mono() -> Self {
        let with = |modifier: Modifier| Style::new().add_modifier(modifier);
        Self {
            text: Style::new(),
            dim: with(Modifier::DIM),
            accent: with(Modifier::BOLD),
            selection: with(Modifier::REVERSED),
            line: with(Modifier::DIM),
            focus: with(Modifier::BOLD),
            field: with(Modifier::UNDERLINED),
            heading: with(Modifier::BOLD),
            ok: Style::new(),
            pending: with(Modifier::BOLD),
            warning: with(Modifier::BOLD),
            danger: with(Modifier::BOLD),
            notice: with(Modifier::REVERSED),
        }
    }
}
