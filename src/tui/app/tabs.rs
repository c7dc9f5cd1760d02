//! The titles of the screens at every width, and switching between them.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::{Tabs, Widget};

use super::App;
use super::places::Place;
use crate::tui::route::Route;
use crate::tui::widgets::paint::{rows, width};

impl App {
    /// The screens that the user may open, with their numbers.
    fn tabs(&self) -> Vec<(usize, Route)> {
        Route::TABS.into_iter().enumerate().filter(|(_, route)| route.admits(self.user())).collect()
    }

    /// Goes to the screen that is so many to the right; after the last one comes the first.
    pub(super) fn go_to_tab(&mut self, by: isize) {
        let tabs = self.tabs();
        let current = tabs.iter().position(|(_, route)| *route == self.route.tab()).unwrap_or(0);
        let next = (current + tabs.len()).checked_add_signed(by).unwrap_or(0) % tabs.len().max(1);
        if let Some((_, route)) = tabs.get(next) {
            self.go(*route);
        }
    }

    /// Draws the longest titles that fit, or the current one with its neighbours.
    pub(super) fn draw_tabs(&self, buffer: &mut Buffer, line: Rect) {
        let tabs = self.tabs();
        let current = tabs.iter().position(|(_, route)| *route == self.route.tab()).unwrap_or(0);
        let titled = |title: fn(Route) -> &'static str, end: &str| -> Vec<String> {
            tabs.iter().map(|(number, route)| format!(" {number} {}{end}", title(*route))).collect()
        };
        let lengths = [
            titled(Route::title, " "),
            titled(|route| route.short_titles()[0], " "),
            titled(|route| route.short_titles()[1], ""),
        ];
        let room = usize::from(line.width);
        let mut fitting = lengths.into_iter().filter(|titles| titles.iter().map(|title| width(title)).sum::<usize>() <= room);
        let (titles, shown) =
            fitting.next().map_or_else(|| neighbours(&titled(Route::title, " "), current, room), |titles| (titles, current));
        let mut x = line.x;
        for (place, title) in titles.iter().enumerate() {
            // The signs of what is left out lead to the nearest of them.
            let tab = (place + current).checked_sub(shown).and_then(|number| tabs.get(number));
            let area = Rect { x, width: rows(width(title)), ..line };
            if let Some((_, route)) = tab {
                self.hits.add(area, Place::Tab(*route));
            }
            x = area.right();
        }
        let (text, selected) = (self.theme.text, self.theme.selection);
        Tabs::new(titles).style(text).highlight_style(selected).padding("", "").divider("").select(shown).render(line, buffer);
    }
}

/// The current title with as many next to it as there is room for, between signs for those that are left out. Returns the
/// place of the current one among them.
fn neighbours(titles: &[String], current: usize, room: usize) -> (Vec<String>, usize) {
    let (mut from, mut to) = (current, current + 1);
    let fits = |from: usize, to: usize| titles[from..to].iter().map(|title| width(title)).sum::<usize>() + 2 <= room;
    loop {
        // First the next one, then the previous one.
        let grown = [(from, to + 1), (from.wrapping_sub(1), to)];
        let grown = grown.into_iter().find(|(from, to)| from < to && *to <= titles.len() && fits(*from, *to));
        let Some(grown) = grown else { break };
        (from, to) = grown;
    }
    let sign = |sign: &str, is_left_out: bool| if is_left_out { sign } else { " " }.to_owned();
    let before = sign("‹", from > 0);
    let after = sign("›", to < titles.len());
    let shown = std::iter::once(before).chain(titles[from..to].iter().cloned()).chain(std::iter::once(after));
    (shown.collect(), current - from + 1)
}
