//! Where the panes are: in one column or two, framed where there is room, the worst first where there is little.

use std::cmp::Reverse;

use ratatui::layout::Size;
use ratatui::widgets::{Block, BorderType, Widget};

use super::pane::{Jump, MOST_LINES, Pane, PaneId};
use crate::tui::parts::concern;
use crate::tui::screen::prelude::*;

/// The width from which there are two columns.
const TWO_COLUMNS: u16 = 100;
/// The height from which panes of a single column have frames.
const FRAMED: u16 = 30;
/// The height from which a blank line separates panes without frames.
const SPACED: u16 = 14;

/// A row that can be acted on.
#[derive(Debug)]
pub(super) struct Stop {
    /// Its pane, and its number among the stops of that.
    pub(super) id: (PaneId, usize),
    /// Where Enter leads.
    pub(super) jump: Jump,
    /// Whether it is in the right column.
    pub(super) is_right: bool,
    /// Its lines.
    area: Rect,
    /// The lines that are shown with it: the title above the first stop of a pane, and what follows until the next one.
    shown: (u16, u16),
}

impl Stop {
    /// Its visible lines if `area` shows the page from line `top` on.
    pub(super) fn place(&self, area: Rect, top: u16) -> Option<Rect> {
        let (from, to) = (self.area.top().max(top), self.area.bottom().min(top + area.height));
        let place =
            Rect { x: area.x + self.area.x, y: area.y + from.saturating_sub(top), height: to.checked_sub(from)?, ..self.area };
        Some(place.intersection(area))
    }
}

/// A pane in its place.
#[derive(Debug)]
struct Placed {
    pane: Pane,
    area: Rect,
    inner: Rect,
}

/// All panes in their places, on a page as high as they need.
#[derive(Debug)]
pub(super) struct Layout {
    placed: Vec<Placed>,
    /// The rows that can be acted on, in the order of the page: the left column first.
    pub(super) stops: Vec<Stop>,
    page: Rect,
    /// The visible lines.
    room: u16,
    is_framed: bool,
}

impl Layout {
    /// Places the panes.
    pub(super) fn new(panes: Vec<Pane>, size: Size) -> Self {
        let is_wide = size.width >= TWO_COLUMNS;
        let is_framed = is_wide || size.height >= FRAMED;
        // The last column is the scroll bar's.
        let room = size.width.saturating_sub(1);
        let (mut left, mut right): (Vec<Pane>, Vec<Pane>) = panes.into_iter().partition(|pane| !(is_wide && pane.id.is_right()));
        let width = if is_wide { room / 2 } else { room };
        let mut layout = Self { placed: Vec::new(), stops: Vec::new(), page: Rect::default(), room: size.height, is_framed };
        for (panes, x) in [(&mut left, 0), (&mut right, width)] {
            let place = Rect { x, y: 0, width, height: size.height };
            let chrome = layout.chrome(size.height);
            let needed: u16 = panes.iter().map(|pane| pane.height(layout.inner(place).width) + chrome).sum();
            if needed > size.height {
                panes.sort_by_key(|pane| (Reverse(pane.level), pane.rows.len()));
            }
            layout.place(std::mem::take(panes), place, size.height);
        }
        layout
    }

    /// The lines of a pane besides its rows.
    const fn chrome(&self, height: u16) -> u16 {
        if self.is_framed || height >= SPACED { 2 } else { 1 }
    }

    /// The inside of a pane.
    const fn inner(&self, area: Rect) -> Rect {
        let margin = if self.is_framed { 2 } else { 1 };
        Rect { x: area.x + margin, y: area.y + 1, width: area.width.saturating_sub(2 * margin), height: area.height }
    }

    fn place(&mut self, panes: Vec<Pane>, column: Rect, height: u16) {
        let mut y = 0;
        for pane in panes {
            let columns = self.inner(column).width;
            let inner = Rect { height: pane.height(columns), ..self.inner(Rect { y, ..column }) };
            let area = Rect { y, height: inner.height + self.chrome(height), ..column };
            self.find_stops(&pane, area, inner, column.x > 0);
            y = area.bottom();
            self.page = self.page.union(area);
            self.placed.push(Placed { pane, area, inner });
        }
    }

    fn find_stops(&mut self, pane: &Pane, area: Rect, inner: Rect, is_right: bool) {
        let (mut y, mut number, first) = (inner.y, 0, self.stops.len());
        for row in &pane.rows {
            let height = row.height(inner.width);
            if let Some(jump) = &row.jump {
                let from = if number == 0 { area.y } else { y };
                let row = Rect { y, height, ..inner };
                let shown = (from, area.bottom());
                if let Some(before) = self.stops[first..].last_mut() {
                    before.shown.1 = y;
                }
                self.stops.push(Stop { id: (pane.id, number), jump: jump.clone(), is_right, area: row, shown });
                number += 1;
            }
            y += height;
        }
    }

    /// The number of the current stop, whose id is remembered; the first one until another one is chosen.
    pub(super) fn current(&self, id: Option<(PaneId, usize)>) -> Option<usize> {
        let near = id.and_then(|(pane, number)| self.stops.iter().rposition(|stop| stop.id.0 == pane && stop.id.1 <= number));
        near.or((!self.stops.is_empty()).then_some(0))
    }

    /// The stop in the other column that is nearest to this one.
    pub(super) fn beside(&self, current: usize) -> Option<&Stop> {
        let here = self.stops.get(current)?;
        self.stops.iter().filter(|stop| stop.is_right != here.is_right).min_by_key(|stop| stop.area.y.abs_diff(here.area.y))
    }

    /// The stop that stays visible if the page is scrolled, the nearest to this one, and the first line that is then shown; none
    /// if nothing is left to scroll.
    pub(super) fn scrolled(&self, top: u16, rows: isize, current: usize) -> Option<(usize, u16)> {
        let wanted = usize::from(top).saturating_add_signed(rows);
        let wanted = u16::try_from(wanted).unwrap_or(u16::MAX).min(self.page.height.saturating_sub(self.room));
        let is_right = self.stops.get(current)?.is_right;
        let shown = self.stops.iter().enumerate().map(|(place, stop)| (place, stop, self.top(wanted, Some(place))));
        shown
            .filter(|(.., shown)| if rows > 0 { *shown > top } else { *shown < top })
            .min_by_key(|(place, stop, shown)| (shown.abs_diff(wanted), stop.is_right != is_right, place.abs_diff(current)))
            .map(|(place, _, shown)| (place, shown))
    }

    /// The stop so many further in the column at `x`; from the other column, the nearest one there.
    pub(super) fn moved_at(&self, x: u16, rows: isize, current: usize) -> usize {
        let right = self.placed.iter().map(|placed| placed.area.x).max().unwrap_or(0);
        let is_right = right > 0 && x >= right;
        let column: Vec<usize> = (0..self.stops.len()).filter(|place| self.stops[*place].is_right == is_right).collect();
        match column.iter().position(|place| *place == current) {
            Some(place) => column[place.saturating_add_signed(rows).min(column.len() - 1)],
            None => {
                self.beside(current).and_then(|near| self.stops.iter().position(|stop| stop.id == near.id)).unwrap_or(current)
            }
        }
    }

    /// The first line to show, so that the current stop is visible.
    fn top(&self, top: u16, current: Option<usize>) -> u16 {
        let room = self.room;
        let Some(stop) = current.and_then(|current| self.stops.get(current)) else { return 0 };
        let (from, to) = stop.shown;
        let top = top.max(to.saturating_sub(room)).min(from).max(stop.area.bottom().saturating_sub(room));
        top.min(self.page.height.saturating_sub(room))
    }

    /// Draws what fits and a row more at both ends, from the first line that keeps the current stop visible. Returns that line.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, current: Option<usize>, top: u16) -> u16 {
        let top = self.top(top, current);
        let from = top.saturating_sub(MOST_LINES);
        let drawn = Rect { y: from, height: top - from + area.height + MOST_LINES, ..self.page }.intersection(self.page);
        let mut page = Buffer::empty(drawn);
        page.set_style(drawn, theme.text);
        for placed in self.placed.iter().filter(|placed| placed.area.intersects(drawn)) {
            self.draw_pane(&mut page, placed, theme);
        }
        if let Some(stop) = current.and_then(|current| self.stops.get(current)) {
            page.set_style(stop.area.intersection(drawn), theme.selection);
        }
        for y in 0..area.height.min(self.page.height.saturating_sub(top)) {
            for x in 0..area.width.min(self.page.width) {
                buffer[(area.x + x, area.y + y)] = page[(x, top + y)].clone();
            }
        }
        let place = Rect { x: area.right().saturating_sub(1), width: area.width.min(1), ..area };
        draw_scroll_bar(buffer, place, theme, self.page.height, top);
        top
    }

    fn draw_pane(&self, page: &mut Buffer, placed: &Placed, theme: &Theme) {
        let Placed { pane, area, inner } = placed;
        let title = pane.level.map_or_else(|| pane.title.clone(), |level| format!("{} {}", concern::sign(level), pane.title));
        let style = pane.level.map_or(theme.heading, |level| concern::style(level, theme));
        if self.is_framed {
            Block::bordered().border_type(BorderType::Rounded).border_style(theme.line).render(*area, page);
            let head = Rect { x: area.x + 2, width: area.width.saturating_sub(4), ..*area };
            draw_str(page, head.intersection(page.area), head.x, area.y, &format!(" {title} "), style);
        } else {
            draw_str(page, area.intersection(page.area), area.x + 1, area.y, &title, style);
        }
        let mut y = inner.y;
        for row in &pane.rows {
            let height = row.height(inner.width);
            // Those that are cut off are beyond what is shown.
            if y >= page.area.y && y + height <= page.area.bottom() {
                row.draw(page, Rect { y, height, ..*inner }, theme);
            }
            y += height;
        }
    }
}

/// Draws a scroll bar beside a page that does not fit.
fn draw_scroll_bar(buffer: &mut Buffer, place: Rect, theme: &Theme, lines: u16, top: u16) {
    let room = place.height;
    if lines <= room || place.is_empty() {
        return;
    }
    let size = (u32::from(room) * u32::from(room) / u32::from(lines)).max(1);
    let size = u16::try_from(size).unwrap_or(room).min(room);
    let free = u32::from(room - size) * u32::from(top) / u32::from(lines - room);
    let from = place.y + u16::try_from(free).unwrap_or(0);
    for y in from..(from + size).min(place.bottom()) {
        draw_str(buffer, place, place.x, y, "█", theme.line);
    }
}
