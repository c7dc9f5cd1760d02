//! Colours, what can be read on what, and what a terminal can show of them.

use ratatui::style::Color;

/// The contrast that text needs, as WCAG 2 counts it (level AA).
pub const READABLE: f64 = 4.5;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// How many colours a terminal shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Any colour.
    True,
    /// The 256 colours of xterm.
    Indexed,
    /// The 16 colours that every terminal defines in its own way.
    Sixteen,
}

impl Depth {
    /// Reads it from the environment.
    pub fn of(lookup: &dyn Fn(&str) -> Option<String>) -> Self {
        if matches!(lookup("COLORTERM").as_deref(), Some("truecolor" | "24bit")) {
            return Self::True;
        }
        match lookup("TERM").as_deref() {
            Some(term) if term == "linux" || term == "ansi" || term.starts_with("vt") || term.ends_with("-16color") => {
                Self::Sixteen
            }
            _ => Self::Indexed,
        }
    }
}

impl Rgb {
    /// Black.
    pub const BLACK: Self = Self(0, 0, 0);
    /// White.
    pub const WHITE: Self = Self(255, 255, 255);

    /// One of the 240 colours of xterm that are the same in every terminal; those below 16 are not, and are black here.
    pub const fn of_index(index: u8) -> Self {
        const fn step(number: u8) -> u8 {
            if number == 0 { 0 } else { 55 + 40 * number }
        }
        match index {
            0..=15 => Self::BLACK,
            16..=231 => {
                let number = index - 16;
                Self(step(number / 36), step(number / 6 % 6), step(number % 6))
            }
            232..=255 => {
                let grey = 8 + 10 * (index - 232);
                Self(grey, grey, grey)
            }
        }
    }

    /// The relative luminance, from 0 to 1.
    pub fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// The contrast of two colours, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        if one > two { one / two } else { two / one }
    }

    /// Whether white can be read better on it than black.
    pub fn is_dark(self) -> bool {
        self.contrast(Self::WHITE) > self.contrast(Self::BLACK)
    }

    /// The colour as it can be read on this background, in what the terminal shows.
    pub fn readable_on(self, background: Self, depth: Depth) -> Color {
        match depth {
            Depth::True => {
                let Self(r, g, b) = self.moved_away(background);
                Color::Rgb(r, g, b)
            }
            Depth::Indexed | Depth::Sixteen => Color::Indexed(self.nearest_index(background)),
        }
    }

    /// Moved towards white or black, until it can be read.
    fn moved_away(self, background: Self) -> Self {
        const STEPS: u16 = 32;
        let end = if background.is_dark() { Self::WHITE } else { Self::BLACK };
        let moved = |step: u16| {
            let channel = |from: u8, to: u8| {
                let mixed = (u16::from(from) * (STEPS - step) + u16::from(to) * step) / STEPS;
                u8::try_from(mixed).unwrap_or(to)
            };
            Self(channel(self.0, end.0), channel(self.1, end.1), channel(self.2, end.2))
        };
        // White or black can be read on any colour.
        (0..STEPS).map(moved).find(|colour| colour.contrast(background) >= READABLE).unwrap_or(end)
    }

    /// The most similar of the 240 fixed colours that can be read on a background.
    fn nearest_index(self, background: Self) -> u8 {
        let aim = self.moved_away(background);
        let distance = |index: u8| {
            let Self(r, g, b) = Self::of_index(index);
            let square = |one: u8, two: u8| u32::from(one.abs_diff(two)).pow(2);
            square(r, aim.0) + square(g, aim.1) + square(b, aim.2)
        };
        let readable = (16..=255).filter(|index| Self::of_index(*index).contrast(background) >= READABLE);
        readable.min_by_key(|index| distance(*index)).unwrap_or(if background.is_dark() { 231 } else { 16 })
    }
}
