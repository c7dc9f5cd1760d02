//! Styles by role. Colour is never the only signal: everything important has a sign or a word too.
//!
//! What is written without a background of its own is adapted to that of the terminal, as far as it is known, so that everything
//! can be read: the contrast is at least 4.5, which a test computes.

pub mod colour;
mod look;

use ratatui::style::{Color, Modifier, Style};

use self::colour::{Depth, Rgb};
pub use self::look::Look;

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

/// The lightest background of the usual dark ones, for terminals that do not tell theirs.
const ASSUMED_DARK: Rgb = Rgb(0x1e, 0x1e, 0x1e);
/// The darkest background of the usual light ones.
const ASSUMED_LIGHT: Rgb = Rgb(0xee, 0xe8, 0xd5);

/// The colours of a theme of 16.
#[derive(Clone, Copy)]
struct SixteenColours {
    dim: Color,
    accent: Color,
    heading: Color,
    ok: Color,
    warning: Color,
    danger: Color,
}

/// One of the 240 fixed colours.
const fn fixed(index: u8, depth: Depth) -> Color {
    let Rgb(r, g, b) = Rgb::of_index(index);
    if matches!(depth, Depth::True) { Color::Rgb(r, g, b) } else { Color::Indexed(index) }
}

/// A text with a background of its own.
const fn pair(text: u8, behind: u8, depth: Depth) -> Style {
    Style::new().fg(fixed(text, depth)).bg(fixed(behind, depth))
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

    /// The theme for dark terminals of which no more is known.
    pub fn dark() -> Self {
        Self::dark_on(ASSUMED_DARK, Depth::Indexed)
    }

    /// The theme for light terminals of which no more is known.
    pub fn light() -> Self {
        Self::light_on(ASSUMED_LIGHT, Depth::Indexed)
    }

    /// The theme for a dark background.
    pub fn dark_on(background: Rgb, depth: Depth) -> Self {
        if depth == Depth::Sixteen {
            return Self::sixteen(SixteenColours {
                dim: Color::Gray,
                accent: Color::LightCyan,
                heading: Color::White,
                ok: Color::LightGreen,
                warning: Color::LightYellow,
                danger: Color::LightRed,
            });
        }
        let fg = |index: u8| Style::new().fg(Rgb::of_index(index).readable_on(background, depth));
        let pair = |text: u8, behind: u8| pair(text, behind, depth);
        Self {
            text: Style::new(),
            dim: fg(245),
            accent: fg(80).add_modifier(Modifier::BOLD),
            selection: pair(231, 24),
            line: fg(238),
            focus: fg(80),
            // Both colours are set because the terminal may be light; the underline separates adjacent fields.
            field: pair(254, 236).add_modifier(Modifier::UNDERLINED),
            heading: fg(250).add_modifier(Modifier::BOLD),
            ok: fg(114),
            pending: fg(221),
            warning: fg(221),
            danger: fg(210).add_modifier(Modifier::BOLD),
            notice: pair(16, 221),
        }
    }

    /// The theme for a light background.
    pub fn light_on(background: Rgb, depth: Depth) -> Self {
        if depth == Depth::Sixteen {
            // Green and yellow can't be read on white.
            return Self::sixteen(SixteenColours {
                dim: Color::Black,
                accent: Color::Blue,
                heading: Color::Black,
                ok: Color::Black,
                warning: Color::Black,
                danger: Color::Red,
            });
        }
        let fg = |index: u8| Style::new().fg(Rgb::of_index(index).readable_on(background, depth));
        let pair = |text: u8, behind: u8| pair(text, behind, depth);
        Self {
            text: Style::new(),
            dim: fg(241),
            accent: fg(25).add_modifier(Modifier::BOLD),
            selection: pair(16, 153),
            line: fg(250),
            focus: fg(25),
            field: pair(16, 254).add_modifier(Modifier::UNDERLINED),
            heading: fg(236).add_modifier(Modifier::BOLD),
            ok: fg(22),
            pending: fg(94),
            warning: fg(94),
            danger: fg(124).add_modifier(Modifier::BOLD),
            notice: pair(16, 222),
        }
    }

    /// A theme of the 16 colours, whose shades the terminal decides; the selection is reversed, so that it can always be read.
    fn sixteen(colours: SixteenColours) -> Self {
        let fg = |colour: Color| Style::new().fg(colour);
        let with = |modifier: Modifier| Style::new().add_modifier(modifier);
        let SixteenColours { dim, accent, heading, ok, warning, danger } = colours;
        Self {
            text: Style::new(),
            dim: fg(dim),
            accent: fg(accent).add_modifier(Modifier::BOLD),
            selection: with(Modifier::REVERSED),
            line: fg(dim),
            focus: fg(accent),
            field: with(Modifier::UNDERLINED),
            heading: fg(heading).add_modifier(Modifier::BOLD),
            ok: fg(ok),
            pending: fg(warning).add_modifier(Modifier::BOLD),
            warning: fg(warning).add_modifier(Modifier::BOLD),
            danger: fg(danger).add_modifier(Modifier::BOLD),
            notice: with(Modifier::REVERSED),
        }
    }

    /// The theme with strong contrasts, on a background of its own.
    pub fn high_contrast() -> Self {
        Self::high_contrast_in(Depth::Indexed)
    }

    /// The same, for a terminal that shows so many colours.
    pub fn high_contrast_in(depth: Depth) -> Self {
        let colour = |index: u8, named: Color| match depth {
            Depth::True | Depth::Indexed => fixed(index, depth),
            Depth::Sixteen => named,
        };
        let (white, black) = (colour(231, Color::White), colour(16, Color::Black));
        let (yellow, light_yellow) = (colour(226, Color::LightYellow), colour(228, Color::LightYellow));
        let (green, red) = (colour(120, Color::LightGreen), colour(217, Color::LightRed));
        let fg = |colour: Color| Style::new().fg(colour).add_modifier(Modifier::BOLD);
        Self {
            // White would be invisible on a light terminal.
            text: Style::new().fg(white).bg(black),
            dim: Style::new().fg(white),
            accent: fg(yellow),
            selection: fg(black).bg(yellow),
            line: Style::new().fg(white),
            focus: fg(yellow),
            field: Style::new().add_modifier(Modifier::UNDERLINED),
            heading: fg(white).add_modifier(Modifier::UNDERLINED),
            ok: fg(green),
            pending: fg(light_yellow),
            warning: fg(light_yellow),
            danger: fg(red),
            notice: fg(black).bg(white),
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
