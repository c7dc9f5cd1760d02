//! The pane beside a list in a wide terminal: details of the current row.
//!
//! ```text
//!   Users                     3 of 60,001 │ carol
//!   Username ▲   Status                   │
//! › carol        Pending approval         │ Status        Pending approval
//!   dave         Active                   │ Last sign-in  never
//! ```

use crate::model::AuditEvent;
use crate::service::overview::NewestEvents;
use crate::tui::screen::prelude::*;

/// The width of a list from which there is a pane beside it.
const WIDE: u16 = 140;
/// The width of the pane; half of what is beyond the least width is added.
const LEAST: u16 = 50;
/// The greatest width of the pane.
const MOST: u16 = 72;

/// Divides the area of a list where it is wide enough: the list, and the pane.
pub fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        return (area, None);
    }
    let columns = (LEAST + (area.width - WIDE) / 2).min(MOST);
    let list = Rect { width: area.width - columns, ..area };
    (list, Some(Rect { x: list.right(), width: columns, ..area }))
}

/// The last line of a pane that does not fit, beside a list.
pub const ENTER_SHOWS_ALL: &str = "… Enter shows all";

/// Draws a pane with a title; it is empty without a row. `more` is the last line of one that does not fit.
pub fn draw(buffer: &mut Buffer, pane: Rect, theme: &Theme, shown: Option<(&str, Text)>, more: &str) {
    for y in pane.y..pane.bottom() {
        draw_str(buffer, pane, pane.x, y, "│", theme.line);
    }
    let Some((title, words)) = shown else { return };
    let inner = Rect { x: pane.x + 2, width: pane.width.saturating_sub(3), ..pane };
    draw_str(buffer, inner, inner.x, inner.y, &text::clean(title), theme.accent);
    let body = below_head(inner);
    let is_long = words.height(body.width) > body.height;
    let body = Rect { height: body.height.saturating_sub(u16::from(is_long)), ..body };
    words.draw_body(buffer, body, theme, &Scroll::default());
    if is_long {
        draw_str(buffer, inner, inner.x, body.bottom(), more, theme.dim);
    }
}

/// Writes events, the newest first.
pub fn write_events(text: &mut Text, events: &NewestEvents, theme: &Theme, now: Timestamp) {
    if events.rows.is_empty() {
        let none = events.cut.map_or_else(|| "none".to_owned(), |cut| format!("none since {}", exact_time(Some(cut))));
        text.paragraph(none, theme.dim);
    }
    for AuditEvent { entry, .. } in &events.rows {
        let what = format!("{} by {}", entry.action.name(), text::clean(&entry.actor.to_string()));
        text.styled_fact(relative_time(Some(entry.at), now), theme.text, what, theme.dim);
    }
}

/// Draws the pane of a row by its details, of which the first is its name.
pub fn draw_facts(buffer: &mut Buffer, pane: Rect, theme: &Theme, facts: &[(&str, String)]) {
    let shown = facts.split_first().map(|((_, title), facts)| {
        let mut words = Text::default();
        facts.iter().for_each(|(name, value)| words.fact(*name, text::clean(value), theme.text));
        (title.as_str(), words)
    });
    draw(buffer, pane, theme, shown, ENTER_SHOWS_ALL);
}
