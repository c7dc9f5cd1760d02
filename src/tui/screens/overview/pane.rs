//! A pane: a title, and rows, of which some can be acted on.

use crate::service::doctor::{FixedBy, Severity};
use crate::tui::parts::concern;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::paint::{rows, truncate};
use ratatui::text::Span;
use ratatui::widgets::{Sparkline, Widget};

/// The columns before a text, for its sign.
const SIGN: u16 = 2;
/// The maximum number of lines of a row.
pub(super) const MOST_LINES: u16 = 3;
/// The width beyond which rows do not grow that have something at their ends, so that it stays near; longer texts do.
const MOST_COLUMNS: u16 = 66;
/// The columns that a text gets before what is at the end of its first line.
const LEAST_COLUMNS: usize = 20;
/// The rows of a sparkline.
const SPARK_ROWS: u16 = 2;
/// The number of hours of a sparkline.
const HOURS: usize = 24;

/// Which pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PaneId {
    Steps,
    Users,
    Pending,
    SignIns,
    Key,
    Backup,
    Database,
    Findings,
}

impl PaneId {
    /// Whether it is on the right of two columns.
    pub(super) const fn is_right(self) -> bool {
        match self {
            Self::Steps | Self::Users | Self::Pending | Self::SignIns => false,
            Self::Key | Self::Backup | Self::Database | Self::Findings => true,
        }
    }
}

/// Where Enter leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    /// To where something is fixed.
    Fix(FixedBy),
    /// To a screen.
    Go(Route),
    /// To a user who is pending approval.
    Pending(UserId),
    /// To what a user of this name has on a screen.
    Owner { username: String, route: Route },
}

/// A share of a bar: its amount, the sign of its columns, and their style.
pub(super) type Share = (u64, &'static str, Style);

/// What a row shows.
#[derive(Debug)]
enum Content {
    /// A sign, a text that is wrapped, and what is at the end of its first line.
    Text { sign: Span<'static>, text: Span<'static>, aside: Span<'static> },
    /// A bar of shares.
    Bar(Vec<Share>),
    /// A number for each hour.
    Hours([u64; HOURS], Style),
}

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    content: Content,
    /// Where Enter leads, if the row can be acted on.
    pub(super) jump: Option<Jump>,
}

impl Row {
    /// A text behind a sign.
    pub(super) fn new(sign: &'static str, sign_style: Style, text: impl Into<String>, style: Style) -> Self {
        let (sign, text) = (Span::styled(sign, sign_style), Span::styled(text.into(), style));
        Self { content: Content::Text { sign, text, aside: Span::default() }, jump: None }
    }

    /// A text without a sign.
    pub(super) fn plain(text: impl Into<String>, style: Style) -> Self {
        Self::new("", style, text, style)
    }

    /// A bar of shares.
    pub(super) fn bar(shares: Vec<Share>) -> Self {
        Self { content: Content::Bar(shares), jump: None }
    }

    /// A sparkline.
    pub(super) const fn hours(hours: [u64; HOURS], style: Style) -> Self {
        Self { content: Content::Hours(hours, style), jump: None }
    }

    /// Adds a text at the end of the first line.
    pub(super) fn aside(mut self, value: impl Into<String>, style: Style) -> Self {
        if let Content::Text { aside, .. } = &mut self.content {
            *aside = Span::styled(value.into(), style);
        }
        self
    }

    /// Makes it a row that can be acted on.
    pub(super) fn jump(self, jump: Jump) -> Self {
        Self { jump: Some(jump), ..self }
    }

    /// Makes it a row that leads to where something is fixed.
    pub(super) fn fix(self, by: FixedBy) -> Self {
        self.jump(Jump::Fix(by))
    }

    /// The columns of a row in which its end is near its text.
    fn near(text: &str, aside: &str, columns: u16) -> u16 {
        let needed = rows(width(text) + width(aside) + 2) + SIGN;
        columns.min(needed.max(MOST_COLUMNS))
    }

    /// The lines of its text at a width, and what is at the end of the first one: of its parts only the last, or nothing, where
    /// the text needs the room.
    fn lines<'a>(text: &str, aside: &'a str, columns: u16) -> (Vec<String>, &'a str) {
        let columns = if aside.is_empty() { columns } else { Self::near(text, aside, columns) };
        let room = usize::from(columns.saturating_sub(SIGN));
        let beside = |aside: &str| if aside.is_empty() { 0 } else { width(aside) + 2 };
        let last = aside.rsplit(" · ").next().unwrap_or(aside);
        let needed = width(text).min(LEAST_COLUMNS);
        let aside = [aside, last].into_iter().find(|aside| room.saturating_sub(beside(aside)) >= needed).unwrap_or("");
        let room = room.saturating_sub(beside(aside)).max(1);
        let mut lines = wrap(text, room);
        let most = usize::from(MOST_LINES);
        if lines.len() > most {
            let rest = lines.split_off(most - 1).join(" ");
            lines.push(truncate(&rest, room));
        }
        (lines, aside)
    }

    /// Its height at a width.
    pub(super) fn height(&self, columns: u16) -> u16 {
        match &self.content {
            Content::Text { text, aside, .. } => rows(Self::lines(&text.content, &aside.content, columns).0.len()).max(1),
            Content::Bar(_) => 1,
            Content::Hours(..) => SPARK_ROWS + 1,
        }
    }

    /// Draws it.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let area = area.intersection(buffer.area);
        let near = Rect { width: area.width.min(MOST_COLUMNS), ..area };
        match &self.content {
            Content::Text { sign, text, aside } => {
                draw_str(buffer, area, area.x, area.y, &sign.content, sign.style);
                let body = Rect { x: area.x.saturating_add(SIGN), width: area.width.saturating_sub(SIGN), ..area };
                let (lines, end) = Self::lines(&text.content, &aside.content, area.width);
                for (line, y) in lines.iter().zip(area.y..area.bottom()) {
                    draw_str(buffer, body, body.x, y, line, text.style);
                }
                let near = Rect { width: Self::near(&text.content, &aside.content, area.width), ..area };
                draw_right(buffer, near, area.y, end, aside.style);
            }
            Content::Bar(shares) => {
                let mut x = area.x;
                for ((_, sign, style), columns) in shares.iter().zip(columns_of(shares, near.width)) {
                    x = draw_str(buffer, near, x, area.y, &sign.repeat(columns.into()), *style);
                }
            }
            Content::Hours(hours, style) => {
                let scale = (usize::from(area.width) / HOURS).clamp(1, 2);
                let data: Vec<u64> = hours.iter().flat_map(|hour| std::iter::repeat_n(*hour, scale)).collect();
                let columns = rows(data.len()).min(area.width);
                let place = Rect { width: columns, height: SPARK_ROWS, ..area }.intersection(area);
                Sparkline::default().data(&data).style(*style).render(place, buffer);
                let below = area.y + SPARK_ROWS;
                draw_str(buffer, area, area.x, below, "24 h ago", theme.dim);
                draw_right(buffer, Rect { width: columns, ..area }, below, "now", theme.dim);
            }
        }
    }
}

/// The columns of each share: proportional, and at least one for what is not zero.
fn columns_of(shares: &[Share], room: u16) -> Vec<u16> {
    let total: u64 = shares.iter().map(|(amount, ..)| amount).sum();
    if total == 0 || room == 0 {
        return vec![0; shares.len()];
    }
    let part = |amount: u64| {
        let columns = amount as f64 * f64::from(room) / total as f64;
        u16::from(amount > 0).max(columns as u16)
    };
    let mut columns: Vec<u16> = shares.iter().map(|(amount, ..)| part(*amount)).collect();
    // The greatest share takes what rounding left or took too much.
    let used: u16 = columns.iter().sum();
    if let Some(greatest) = columns.iter_mut().max() {
        *greatest = (*greatest + room).saturating_sub(used);
    }
    columns
}

/// A pane.
#[derive(Debug)]
pub(super) struct Pane {
    /// Which one.
    pub(super) id: PaneId,
    /// Its title.
    pub(super) title: String,
    /// How much what it shows matters.
    pub(super) level: Option<Severity>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

impl Pane {
    /// A pane without rows.
    pub(super) fn new(id: PaneId, title: impl Into<String>) -> Self {
        Self { id, title: title.into(), level: None, rows: Vec::new() }
    }

    /// Adds a row.
    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a row that matters this much, with its sign and style, which leads to where it is fixed.
    pub(super) fn concern(&mut self, level: Severity, text: impl Into<String>, by: FixedBy, theme: &Theme) {
        self.raise(Some(level));
        let style = concern::style(level, theme);
        self.push(Row::new(concern::sign(level), style, text, style).fix(by));
    }

    /// Notes that it matters at least this much.
    pub(super) fn raise(&mut self, level: Option<Severity>) {
        self.level = self.level.max(level);
    }

    /// The height of its rows at a width.
    pub(super) fn height(&self, columns: u16) -> u16 {
        self.rows.iter().map(|row| row.height(columns)).fold(0, u16::saturating_add)
    }
}
