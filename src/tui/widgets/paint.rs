//! Drawing text: cleaned, truncated by display width, never outside its area.

use std::borrow::Cow;

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use textwrap::{Options, WordSeparator, WordSplitter, WrapAlgorithm};
use unicode_segmentation::UnicodeSegmentation;

use crate::text;

/// The display width of a text, in columns.
pub fn width(value: &str) -> usize {
    text::clean(value).graphemes(true).map(columns_of).sum()
}

/// The display width of a grapheme cluster of cleaned text, measured as ratatui does.
fn columns_of(cluster: &str) -> usize {
    usize::from(cluster.cell_width())
}

/// A number of rows or columns as the terminal counts them.
pub fn rows(number: usize) -> u16 {
    u16::try_from(number).unwrap_or(u16::MAX)
}

/// Truncates a text to a width, with an ellipsis.
pub fn truncate(value: &str, columns: usize) -> String {
    let value = text::clean(value);
    if width(&value) <= columns {
        return value.into_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for cluster in value.graphemes(true) {
        let wide = columns_of(cluster);
        if used + wide + 1 > columns {
            break;
        }
        out.push_str(cluster);
        used += wide;
    }
    if columns > 0 {
        out.push('…');
    }
    out
}

/// The part of a screen below its head line and the blank line after that.
pub fn below_head(area: Rect) -> Rect {
    Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area }
}

/// The same, with the margins of a text.
pub fn text_body(area: Rect) -> Rect {
    Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..below_head(area) }.intersection(area)
}

/// Draws a text, truncated at the right edge of `area`. Returns the column after it.
pub fn draw_str(buffer: &mut Buffer, area: Rect, x: u16, y: u16, value: &str, style: Style) -> u16 {
    if y < area.top() || y >= area.bottom() || x >= area.right() || x < area.left() {
        return x;
    }
    let room = usize::from(area.right() - x);
    buffer.set_stringn(x, y, truncate(value, room), room, style).0
}

/// Draws a right-aligned text. Returns the column where it begins.
pub fn draw_right(buffer: &mut Buffer, area: Rect, y: u16, value: &str, style: Style) -> u16 {
    let fitted = truncate(value, usize::from(area.width));
    let x = area.right().saturating_sub(u16::try_from(width(&fitted)).unwrap_or(area.width)).max(area.left());
    draw_str(buffer, area, x, y, &fitted, style);
    x
}

/// Draws lines; if not all of them fit, the last visible one ends with an ellipsis.
pub fn draw_lines(buffer: &mut Buffer, area: Rect, lines: &[String], style: Style) {
    let room = usize::from(area.height);
    for (place, (line, y)) in lines.iter().zip(area.y..area.bottom()).enumerate() {
        let more = place + 1 == room && lines.len() > room;
        let line = if more { &with_more(line, area.width.into()) } else { line };
        draw_str(buffer, area, area.x, y, line, style);
    }
}

/// A line that tells by an ellipsis that there are more.
pub fn with_more(line: &str, columns: usize) -> String {
    truncate(&format!("{line} …"), columns)
}

/// The lines that fit into so many rows: the beginning and, after an ellipsis, the end, where a message names the next step.
pub fn fit(mut lines: Vec<String>, rows: u16, columns: usize) -> Vec<String> {
    let rows = usize::from(rows);
    if lines.len() > rows {
        let head = (rows / 4).max(1).min(rows);
        lines.drain(head..lines.len() - (rows - head));
        if let Some(last) = lines[..head].last_mut() {
            *last = with_more(last, columns);
        }
    }
    lines
}

/// A bar of this width, of which a part is done.
pub fn bar(done: f64, columns: usize) -> String {
    let filled = ((done.clamp(0.0, 1.0) * columns as f64) as usize).min(columns);
    format!("{}{}", "█".repeat(filled), "░".repeat(columns - filled))
}

/// Draws an input, scrolled so that the cursor is visible. Returns the position of the cursor.
pub fn draw_field(buffer: &mut Buffer, area: Rect, before: &str, after: &str, style: Style) -> Position {
    let area = Rect { height: area.height.min(1), ..area }.intersection(buffer.area);
    if area.is_empty() {
        return area.as_position();
    }
    buffer.set_style(area, style);
    let (before, after) = (text::clean(before), text::clean(after));
    let room = usize::from(area.width);
    let mut used = 0;
    let start = before.grapheme_indices(true).rev().map_while(|(at, cluster)| {
        used += columns_of(cluster);
        (used < room).then_some(at)
    });
    let before = &before[start.last().unwrap_or(before.len())..];
    let x = buffer.set_stringn(area.x, area.y, before, room, style).0;
    buffer.set_stringn(x, area.y, after, usize::from(area.right().saturating_sub(x)), style);
    Position { x, y: area.y }
}

/// Wraps words into lines of at most `columns`. A longer word, such as a path, continues on the next line.
pub fn wrap(value: &str, columns: usize) -> Vec<String> {
    let options = Options::new(columns)
        .wrap_algorithm(WrapAlgorithm::FirstFit)
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let words = |line: &str| text::clean(line).split_whitespace().collect::<Vec<_>>().join(" ");
    let wrapped = |line: &str| textwrap::wrap(&words(line), &options).into_iter().map(Cow::into_owned).collect::<Vec<_>>();
    value.split('\n').flat_map(wrapped).collect()
}

/// Splits a text into lines of at most `columns` and keeps all blanks, because the text may be a secret.
pub fn hard_wrap(value: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for line in value.split('\n') {
        let (mut chunk, mut used) = (String::new(), 0);
        for cluster in text::clean(line.strip_suffix('\r').unwrap_or(line)).graphemes(true) {
            if used > 0 && used + columns_of(cluster) > columns {
                lines.push(std::mem::take(&mut chunk));
                used = 0;
            }
            chunk.push_str(cluster);
            used += columns_of(cluster);
        }
        lines.push(chunk);
    }
    lines
}
