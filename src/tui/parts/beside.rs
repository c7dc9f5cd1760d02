//! The pane beside a list or a page in a wide terminal: details of the current row, or what happened before.
//!
//! ```text
//!   Users                     3 of 60,001 │ carol
//!   Username ▲   Status                   │
//! › carol        Pending approval         │ Status        Pending approval
//!   dave         Active                   │ Last sign-in  never
//! ```

use std::cell::{Cell as Shared, RefCell};

use crate::model::AuditEvent;
use crate::service::overview::NewestEvents;
use crate::tui::screen::prelude::*;

/// The width of a list from which there is a pane beside it.
const WIDE: u16 = 140;
/// The width of the pane; half of what is beyond the least width is added.
const LEAST: u16 = 50;
/// The greatest width of the pane.
const MOST: u16 = 72;

/// The last line of a pane that does not fit, beside a list.
pub const ENTER_SHOWS_ALL: &str = "… Enter shows all";

/// The pane beside a list or a page.
#[derive(Debug, Default)]
pub struct Pane {
    /// Whether there was room for it in the last drawing.
    is_shown: Shared<bool>,
    /// What it was about then; it begins at the top of anything else.
    title: RefCell<String>,
    scroll: Scroll,
    hits: Hits<()>,
}

impl Pane {
    /// Whether there was room for it in the last drawing.
    pub const fn is_shown(&self) -> bool {
        self.is_shown.get()
    }

    /// Handles the mouse: the wheel scrolls the pane below it. True if it did.
    pub fn point(&self, pointer: Pointer) -> bool {
        let rows = self.hits.scrolled(pointer);
        rows.inspect(|rows| self.scroll.scroll_by(*rows)).is_some()
    }

    /// Draws it with a title, if there is room; it is empty without a row. `more` is the last line if not everything fits. Returns
    /// what is left for the list or the page.
    pub fn draw<T: AsRef<str>>(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        more: &str,
        shown: impl FnOnce() -> Option<(T, Text)>,
    ) -> Rect {
        let (rest, pane) = split(area);
        self.is_shown.set(pane.is_some());
        self.hits.begin(pane.unwrap_or_default());
        let Some(pane) = pane else { return rest };
        for y in pane.y..pane.bottom() {
            draw_str(buffer, pane, pane.x, y, "│", theme.line);
        }
        let Some((title, words)) = shown() else { return rest };
        let title = text::clean(title.as_ref());
        if *self.title.borrow() != title {
            self.scroll.restart();
            self.title.replace(title.clone().into_owned());
        }
        let inner = Rect { x: pane.x + 2, width: pane.width.saturating_sub(3), ..pane };
        draw_str(buffer, inner, inner.x, inner.y, &title, theme.accent);
        let body = below_head(inner);
        let is_long = words.height(body.width) > body.height;
        let body = Rect { height: body.height.saturating_sub(u16::from(is_long)), ..body };
        words.draw_body(buffer, body, theme, &self.scroll);
        if is_long {
            draw_str(buffer, inner, inner.x, body.bottom(), more, theme.dim);
        }
        rest
    }

    /// Draws the details of a row, of which the first is its name. Returns what is left for the list.
    pub fn draw_facts(
        &self,
        buffer: &mut Buffer,
        area: Rect,
        theme: &Theme,
        facts: impl FnOnce() -> Option<Vec<(&'static str, String)>>,
    ) -> Rect {
        self.draw(buffer, area, theme, ENTER_SHOWS_ALL, || {
            let mut facts = facts()?.into_iter();
            let (_, title) = facts.next()?;
            let mut words = Text::default();
            facts.for_each(|(name, value)| words.fact(name, text::clean(&value), theme.text));
            Some((title, words))
        })
    }
}

/// Divides an area where it is wide enough: the list, and the pane.
fn split(area: Rect) -> (Rect, Option<Rect>) {
    if area.width < WIDE {
        return (area, None);
    }
    let columns = (LEAST + (area.width - WIDE) / 2).min(MOST);
    let list = Rect { width: area.width - columns, ..area };
    (list, Some(Rect { x: list.right(), width: columns, ..area }))
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
