//! Tables: aligned columns, cut to the width of the terminal.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::tone::Tone;
use crate::text;

/// The columns between two cells.
const GAP: usize = 2;
/// No cell is cut to less than this, unless it is the only one.
const LEAST: usize = 8;
/// Stands for what was cut off.
const ELLIPSIS: &str = "…";

/// A cell: text that is safe to print, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
    /// Whether its beginning is cut, because its end says more.
    cuts_start: bool,
}

impl Cell {
    /// A cell with any text, which is cleaned.
    pub(crate) fn new(text: &str, tone: Tone) -> Self {
        Self { text: text::clean(text).into_owned(), tone, cuts_start: false }
    }

    /// The path of a file, whose beginning is cut.
    pub(crate) fn path(path: &str) -> Self {
        Self { cuts_start: true, ..Self::from(path) }
    }

    /// The whole text.
    pub(crate) fn shown(&self, is_coloured: bool) -> String {
        if is_coloured { self.tone.paint(&self.text) } else { self.text.clone() }
    }

    fn cut(&self, columns: usize) -> String {
        cut(&self.text, columns, self.cuts_start)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::new(text, Tone::Plain)
    }
}

/// The lines of a table, without blanks at their ends, and how many columns did not fit into `width`.
pub(crate) fn lines(header: &[&str], rows: &[Vec<Cell>], width: Option<usize>, is_coloured: bool) -> (Vec<String>, usize) {
    let header: Vec<Cell> = header.iter().map(|title| Cell::new(title, Tone::Heading)).collect();
    let mut widths: Vec<usize> = header.iter().map(|cell| columns_of(&cell.text)).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(columns_of(&cell.text));
        }
    }
    let all = widths.len();
    if let Some(width) = width {
        fit(&mut widths, width);
    }
    let lines = std::iter::once(&header).chain(rows).map(|row| line(row, &widths, is_coloured)).collect();
    (lines, all - widths.len())
}

/// Shrinks the widest columns until they fit, and drops columns at the end that cannot fit.
fn fit(widths: &mut Vec<usize>, room: usize) {
    let total = |widths: &[usize], most: usize| {
        let cells: usize = widths.iter().map(|width| (*width).min(most)).sum();
        cells + GAP * widths.len().saturating_sub(1)
    };
    if total(widths, usize::MAX) <= room {
        return;
    }
    while widths.len() > 1 && total(widths, LEAST) > room {
        widths.pop();
    }
    let most = (0..=room).rev().find(|most| total(widths, *most) <= room).unwrap_or(0);
    let mut left = room.saturating_sub(total(widths, most));
    for width in widths.iter_mut().filter(|width| **width > most) {
        let more = left.min(1);
        left -= more;
        *width = most + more;
    }
}

fn line(row: &[Cell], widths: &[usize], is_coloured: bool) -> String {
    let mut line = String::new();
    let mut blanks = 0;
    for (cell, width) in row.iter().zip(widths) {
        let shown = cell.cut(*width);
        let columns = columns_of(&shown);
        if columns > 0 {
            line.extend(std::iter::repeat_n(' ', blanks));
            blanks = 0;
            line.push_str(&if is_coloured { cell.tone.paint(&shown) } else { shown });
        }
        blanks += width - columns + GAP;
    }
    line
}

/// The display width of cleaned text.
fn columns_of(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.graphemes(true).map(UnicodeWidthStr::width).sum() }
}

/// The text, cut to a number of columns.
fn cut(text: &str, columns: usize, cuts_start: bool) -> String {
    if columns_of(text) <= columns {
        return text.to_owned();
    }
    let Some(room) = columns.checked_sub(1) else { return String::new() };
    let mut used = 0;
    let fits = |cluster: &&str| {
        used += cluster.width();
        used <= room
    };
    if cuts_start {
        let mut kept: Vec<&str> = text.graphemes(true).rev().take_while(fits).collect();
        kept.reverse();
        format!("{ELLIPSIS}{}", kept.concat())
    } else {
        let kept: String = text.graphemes(true).take_while(fits).collect();
        format!("{}{ELLIPSIS}", kept.trim_end())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(cells: &[&str]) -> Vec<Cell> {
        cells.iter().map(|text| Cell::from(*text)).collect()
    }

    #[test]
    fn columns_are_aligned() {
        let rows = [row(&["anna", "", "x"]), row(&["世界", "active", ""])];
        let (lines, omitted) = lines(&["NAME", "STATUS", "ID"], &rows, None, false);
        assert_eq!(lines, ["NAME  STATUS  ID", "anna          x", "世界  active"]);
        assert_eq!(omitted, 0);
    }

    #[test]
    fn widest_columns_shrink_first() {
        let rows = [row(&["a-name-of-thirty-characters-ab", "active", "a-name-of-thirty-characters-ab"])];
        let (lines, omitted) = lines(&["NAME", "STATUS", "OTHER"], &rows, Some(41), false);
        assert_eq!(lines[1], "a-name-of-thirt…  active  a-name-of-thir…");
        assert_eq!((columns_of(&lines[1]), omitted), (41, 0));
    }

    #[test]
    fn paths_keep_their_end() {
        let rows = [vec![Cell::path("/srv/kozmoai/backups/kozmoai-1.backup")]];
        assert_eq!(lines(&["FILE"], &rows, Some(18), false).0[1], "…/kozmoai-1.backup".to_owned());
    }

    #[test]
    fn colours_take_no_room() {
        let rows = [vec![Cell::new("pending", Tone::Pending), Cell::from("x")]];
        assert_eq!(lines(&["STATUS", "ID"], &rows, Some(11), true).0[1], "\u{1b}[33mpending\u{1b}[0m  x");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec(any::<String>(), 5), 0..6),
            width in 1_usize..120,
        ) {
            let rows: Vec<Vec<Cell>> = rows.iter().map(|cells| cells.iter().map(|text| Cell::from(text.as_str())).collect()).collect();
            let (lines, omitted) = lines(&["USERNAME", "STATUS", "SUPERUSER", "CREATED", "ID"], &rows, Some(width), false);
            prop_assert_eq!(lines.len(), rows.len() + 1);
            prop_assert!(omitted < 5);
            for line in lines {
                prop_assert!(columns_of(&line) <= width && line.width() <= width, "{line:?} is wider than {width}");
            }
        }

        #[test]
        fn long_names_are_cut(name in "[a-zé世👋]{0,60}", width in 1_usize..40) {
            let shown = cut(&name, width, false);
            prop_assert!(columns_of(&shown) <= width);
            prop_assert!(shown == name || shown.ends_with(ELLIPSIS));
        }
    }
}
