//! Drawing text where it fits: cleaned, cut by display width, never beyond its place.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::text;

/// How wide a text is drawn, in columns.
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(|cluster| cluster.width().min(2)).sum()
}

/// A text cut to a width, with an ellipsis where something is missing.
pub fn fit(value: &str, columns: usize) -> String {
    let value = text::clean(value);
    if width(&value) <= columns {
        return value.into_owned();
    }
    let (mut out, mut used) = (String::new(), 0);
    for cluster in value.graphemes(true) {
        let wide = cluster.width().min(2);
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

/// Draws a text at a place, cut at the right end of `area`; gives the column after it.
pub fn put(buffer: &mut Buffer, area: Rect, x: u16, y: u16, value: &str, style: Style) -> u16 {
    if y < area.top() || y >= area.bottom() || x >= area.right() || x < area.left() {
        return x;
    }
    let room = usize::from(area.right() - x);
    buffer.set_stringn(x, y, fit(value, room), room, style).0
}

/// The same, ending at the right end of `area`; gives the column where it begins.
pub fn put_right(buffer: &mut Buffer, area: Rect, y: u16, value: &str, style: Style) -> u16 {
    let fitted = fit(value, usize::from(area.width));
    let x = area.right().saturating_sub(u16::try_from(width(&fitted)).unwrap_or(area.width)).max(area.left());
    put(buffer, area, x, y, &fitted, style);
    x
}

/// Words in lines of at most `columns`; a word longer than that is cut.
pub fn wrap(value: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in value.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && width(&line) + 1 + width(word) > columns {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&fit(word, columns));
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_missing_is_told_and_wide_characters_count_twice() {
        assert_eq!(fit("kozmoai", 7), "kozmoai");
        assert_eq!(fit("kozmoai", 4), "koz…");
        assert_eq!(fit("世界地図", 5), "世界…");
        assert_eq!(fit("a\u{1b}[2J", 9), "a\u{fffd}[2J");
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    }

    proptest! {
        #[test]
        fn nothing_is_wider_than_its_place(value in "\\PC{0,40}", columns in 0_usize..30) {
            prop_assert!(width(&fit(&value, columns)) <= columns);
        }
    }
}
