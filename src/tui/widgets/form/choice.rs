//! One of a few options, chosen with the arrow keys or its first letter.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::theme::Theme;
use crate::tui::widgets::paint::{draw_str, width};

/// A choice between options.
#[derive(Debug)]
pub(super) struct Choice {
    options: &'static [&'static str],
    chosen: usize,
}

impl Choice {
    /// The options, of which this one is chosen.
    pub(super) const fn new(options: &'static [&'static str], chosen: usize) -> Self {
        Self { options, chosen }
    }

    /// The place of the chosen option.
    pub(super) const fn chosen(&self) -> usize {
        self.chosen
    }

    /// Handles a key; false if it has no meaning here.
    pub(super) fn key(&mut self, code: KeyCode) -> bool {
        let number = self.options.len().max(1);
        match code {
            KeyCode::Right | KeyCode::Char(' ') => self.chosen = (self.chosen + 1) % number,
            KeyCode::Left => self.chosen = (self.chosen + number - 1) % number,
            KeyCode::Char(typed) => {
                let begins = |option: &&str| option.chars().next().is_some_and(|first| first.eq_ignore_ascii_case(&typed));
                let Some(chosen) = self.options.iter().position(begins) else { return false };
                self.chosen = chosen;
            }
            _ => return false,
        }
        true
    }

    /// Draws all options into a line, or where there is little room the chosen one between arrows.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, is_focused: bool) {
        let of_chosen = if is_focused { theme.selection } else { theme.text };
        let needed: usize = self.options.iter().map(|option| width(option) + 6).sum();
        if needed > usize::from(area.width) + 2 {
            let chosen = self.options.get(self.chosen).copied().unwrap_or_default();
            draw_str(buffer, area, area.x, area.y, &format!("‹ {chosen} ›"), of_chosen);
            return;
        }
        let mut x = area.x;
        for (place, option) in self.options.iter().enumerate() {
            let (sign, style) = if place == self.chosen { ("(•)", of_chosen) } else { ("( )", theme.dim) };
            x = draw_str(buffer, area, x, area.y, &format!("{sign} {option}"), style) + 2;
        }
    }
}
