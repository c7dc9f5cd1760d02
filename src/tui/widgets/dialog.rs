//! Centred frames, and rows of buttons.

use ratatui::buffer::Buffer;
use ratatui::layout::{Margin, Rect};
use ratatui::widgets::{Block, BorderType, Clear, Widget};

use super::paint::{draw_str, width};
use crate::tui::theme::Theme;

/// Draws a frame of this size in the middle of an area, smaller if it does not fit. Returns its inside.
pub fn frame(buffer: &mut Buffer, area: Rect, theme: &Theme, title: &str, columns: u16, rows: u16, danger: bool) -> Rect {
    let (columns, rows) = (columns.saturating_add(4).min(area.width), rows.saturating_add(2).min(area.height));
    let place =
        Rect { x: area.x + (area.width - columns) / 2, y: area.y + (area.height - rows) / 2, width: columns, height: rows };
    let style = if danger { theme.danger } else { theme.focus };
    Clear.render(place, buffer);
    Block::bordered().border_type(BorderType::Rounded).style(theme.text).border_style(style).render(place, buffer);
    if place.width > 4 {
        let inner = Rect { x: place.x + 2, width: place.width - 4, ..place };
        draw_str(buffer, inner, inner.x, place.y, &format!(" {title} "), style);
    }
    place.inner(Margin::new(2, 1))
}

/// Draws right-aligned buttons. The focused one has angle brackets as well as another colour. Returns their areas.
pub fn buttons(buffer: &mut Buffer, area: Rect, theme: &Theme, y: u16, labels: &[&str], focused: Option<usize>) -> Vec<Rect> {
    let columns: usize = labels.iter().map(|label| width(label) + 4).sum::<usize>() + labels.len().saturating_sub(1);
    let mut x = area.right().saturating_sub(u16::try_from(columns).unwrap_or(area.width)).max(area.x);
    let mut areas = Vec::new();
    for (place, label) in labels.iter().enumerate() {
        let (text, style) = if focused == Some(place) {
            (format!("‹ {label} ›"), theme.selection)
        } else {
            (format!("  {label}  "), theme.text)
        };
        let end = draw_str(buffer, area, x, y, &text, style);
        areas.push(Rect { x, y, width: end - x, height: 1 });
        x = end + 1;
    }
    areas
}
