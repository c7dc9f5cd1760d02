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

/// The title of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Title {
    text: &'static str,
    is_whole: bool,
}

impl Title {
    /// The title of a column that may be cut, or omitted if there is no room.
    pub(crate) const fn new(text: &'static str) -> Self {
        Self { text, is_whole: false }
    }

    /// The title of a column that is useless when cut, such as IDs, and is always shown whole.
    pub(crate) const fn whole(text: &'static str) -> Self {
        Self { text, is_whole: true }
    }
}

/// The lines of a table, without blanks at their ends, and how many columns did not fit into `width`. They are wider only if the
/// columns that are shown whole are.
pub(crate) fn lines(titles: &[Title], rows: &[Vec<Cell>], width: Option<usize>, is_coloured: bool) -> (Vec<String>, usize) {
    let header: Vec<Cell> = titles.iter().map(|title| Cell::new(title.text, Tone::Heading)).collect();
    let mut columns: Vec<Column> =
        titles.iter().map(|title| Column { width: columns_of(title.text), is_whole: title.is_whole, is_shown: true }).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.width = column.width.max(columns_of(&cell.text));
        }
    }
    if let Some(width) = width {
        fit(&mut columns, width);
    }
    let lines = std::iter::once(&header).chain(rows).map(|row| line(row, &columns, is_coloured)).collect();
    (lines, columns.iter().filter(|column| !column.is_shown).count())
}

/// The extent of a column.
struct Column {
    width: usize,
    is_whole: bool,
    is_shown: bool,
}

/// Shrinks the widest columns until they fit, and omits columns from the end that cannot fit.
fn fit(columns: &mut [Column], room: usize) {
    let total = |columns: &[Column], most: usize| {
        let shown = columns.iter().filter(|column| column.is_shown);
        let widths = shown.map(|column| if column.is_whole { column.width } else { column.width.min(most) });
        widths.map(|width| width + GAP).sum::<usize>().saturating_sub(GAP)
    };
    if total(columns, usize::MAX) <= room {
        return;
    }
    let mut shown = columns.len();
    while shown > 1
        && total(columns, LEAST) > room
        && let Some(last) = columns.iter_mut().rfind(|column| column.is_shown && !column.is_whole)
    {
        last.is_shown = false;
        shown -= 1;
    }
    let most = (0..=room).rev().find(|most| total(columns, *most) <= room).unwrap_or(0);
    let mut left = room.saturating_sub(total(columns, most));
    for column in columns.iter_mut().filter(|column| column.is_shown && !column.is_whole && column.width > most) {
        let more = left.min(1);
        left -= more;
        column.width = most + more;
    }
}

fn line(row: &[Cell], columns: &[Column], is_coloured: bool) -> String {
    let mut line = String::new();
    let mut blanks = 0;
    for (cell, column) in row.iter().zip(columns).filter(|(_, column)| column.is_shown) {
        let shown = cell.cut(column.width);
        let used = columns_of(&shown);
        if used > 0 {
            line.extend(std::iter::repeat_n(' ', blanks));
            blanks = 0;
            line.push_str(&if is_coloured { cell.tone.paint(&shown) } else { shown });
        }
        blanks += column.width - used + GAP;
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
        let (lines, omitted) = lines(&["NAME", "STATUS", "ID"].map(Title::new), &rows, None, false);
        assert_eq!(lines, ["NAME  STATUS  ID", "anna          x", "世界  active"]);
        assert_eq!(omitted, 0);
    }

    #[test]
    fn widest_columns_shrink_first() {
        let rows = [row(&["a-name-of-thirty-characters-ab", "active", "a-name-of-thirty-characters-ab"])];
        let (lines, omitted) = lines(&["NAME", "STATUS", "OTHER"].map(Title::new), &rows, Some(41), false);
        assert_eq!(lines[1], "a-name-of-thirt…  active  a-name-of-thir…");
        assert_eq!((columns_of(&lines[1]), omitted), (41, 0));
    }

    #[test]
    fn paths_keep_their_end() {
        let rows = [vec![Cell::path("/srv/kozmoai/backups/kozmoai-1.backup")]];
        assert_eq!(lines(&["FILE"].map(Title::new), &rows, Some(18), false).0[1], "…/kozmoai-1.backup".to_owned());
    }

    #[test]
    fn other_columns_give_way_to_whole_ones() {
        let rows = [row(&["a-name-of-thirty-characters-ab", "active", "0123456789"])];
        let titles = [Title::new("NAME"), Title::new("STATUS"), Title::whole("ID")];
        let second = |width| {
            let (lines, omitted) = lines(&titles, &rows, Some(width), false);
            (lines[1].clone(), omitted)
        };
        assert_eq!(second(30), ("a-name-of…  active  0123456789".to_owned(), 0));
        assert_eq!(second(22), ("a-name-of…  0123456789".to_owned(), 1));
        assert_eq!(second(12), ("0123456789".to_owned(), 2));
        assert_eq!(second(4), ("0123456789".to_owned(), 2));
    }

    #[test]
    fn colours_take_no_room() {
        let rows = [vec![Cell::new("pending", Tone::Pending), Cell::from("x")]];
        assert_eq!(lines(&["STATUS", "ID"].map(Title::new), &rows, Some(11), true).0[1], "\u{1b}[33mpending\u{1b}[0m  x");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec(any::<String>(), 5), 0..6),
            width in 1_usize..120,
        ) {
            let rows: Vec<Vec<Cell>> = rows.iter().map(|cells| cells.iter().map(|text| Cell::from(text.as_str())).collect()).collect();
            let (lines, omitted) = lines(&["USERNAME", "STATUS", "SUPERUSER", "CREATED", "ID"].map(Title::new), &rows, Some(width), false);
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
