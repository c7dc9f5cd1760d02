//! Keys that a text names, such as `Enter Continue · Esc Back`, and where they can be clicked.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::paint::{rows, width};
use super::pointer::{Hits, Pointer};

/// The keys in a text, where they were drawn last.
#[derive(Clone, Debug, Default)]
pub struct KeyHints {
    hits: Hits<KeyCode>,
}

impl KeyHints {
    /// Finds these labels of keys among what was drawn into an area.
    pub fn find(&self, buffer: &Buffer, area: Rect, keys: &[(&str, KeyCode)]) {
        let area = area.intersection(buffer.area);
        self.hits.begin(area);
        let line = |y| (area.left()..area.right()).map(|x| buffer[(x, y)].symbol()).collect::<String>();
        let lines: Vec<String> = (area.top()..area.bottom()).map(|y| line(y).trim_end().to_owned()).collect();
        for (label, code) in keys {
            label_areas(area, &lines, label).into_iter().for_each(|place| self.hits.add(place, *code));
        }
    }

    /// The key that was clicked, if one was.
    pub fn clicked(&self, pointer: Pointer) -> Option<KeyEvent> {
        self.hits.clicked(pointer).map(|code| KeyEvent::new(code, KeyModifiers::NONE))
    }
}

/// Where a label is in wrapped lines, which may divide it at its blanks.
pub fn label_areas(area: Rect, lines: &[String], label: &str) -> Vec<Rect> {
    let Some(from) = lines.join(" ").find(label) else { return Vec::new() };
    let (mut start, mut areas) = (0, Vec::new());
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        let before = from.saturating_sub(start).min(line.len());
        let end = (from + label.len()).saturating_sub(start).min(line.len());
        if before < end {
            let x = area.x.saturating_add(rows(width(&line[..before])));
            areas.push(Rect { x, y, width: rows(width(&line[before..end])), height: 1 });
        }
        start += line.len() + 1;
    }
    areas
}
