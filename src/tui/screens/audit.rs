//! The audit log, newest first.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::exact_moment;
use crate::model::{AuditEvent, AuditFilter, Cursor, Page};
use crate::service::Verification;
use crate::text;
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::{List, Move, Need, Row, WINDOW};
use crate::tui::widgets::paint::draw_str;
use crate::tui::widgets::table::Column;

const COLUMNS: &[Column] = &[
    Column { title: "Action", columns: 23, most: 30, shown_from: 0 },
    Column { title: "User", columns: 11, most: 24, shown_from: 0 },
    Column { title: "By", columns: 14, most: 24, shown_from: 78 },
    Column { title: "Time (UTC)", columns: 19, most: 19, shown_from: 56 },
    Column { title: "Details", columns: 30, most: 120, shown_from: 112 },
];

impl Row for AuditEvent {
    type Id = u64;
    fn id(&self) -> u64 {
        self.seq
    }
}

/// The audit screen.
#[derive(Debug, Default)]
pub struct AuditScreen {
    /// The events.
    pub list: List<AuditEvent>,
    filter: AuditFilter,
    verdict: Option<String>,
}

impl AuditScreen {
    /// The user that the events are filtered by.
    pub fn filtered_by(&self) -> Option<&str> {
        self.filter.user.as_deref()
    }

    /// Filters by user; none shows all events.
    pub fn filter(&mut self, user: Option<String>) -> Job {
        self.filter.user = user;
        self.reload()
    }

    /// Reloads the newest events.
    pub fn reload(&mut self) -> Job {
        self.ask(Cursor::FIRST)
    }

    /// Moves; returns the job that reads further events.
    pub fn go(&mut self, by: Move) -> Option<Job> {
        match self.list.go(by) {
            Need::After(event) => Some(self.ask(Cursor::After(event.seq))),
            Need::Before(event) => Some(self.ask(Cursor::Before(event.seq))),
            // Once the rows in between are read, the oldest event is at most one window away.
            Need::Last => {
                self.list.go(Move::By(isize::MAX));
                self.list.rows().last().map(|event| self.ask(Cursor::After(event.seq)))
            }
            Need::First => Some(self.reload()),
            Need::Nothing => None,
        }
    }

    fn ask(&self, cursor: Cursor<u64>) -> Job {
        Job::Audit { filter: self.filter.clone(), cursor, limit: WINDOW }
    }

    /// Takes the events that were read.
    pub fn take(&mut self, cursor: &Cursor<u64>, page: Page<AuditEvent>) {
        let Page { rows, total } = page;
        match cursor {
            Cursor::Offset(first) => self.list.replace(*first, rows, total, WINDOW),
            Cursor::From(_) => self.list.replace(self.list.first(), rows, total, WINDOW),
            Cursor::Last => self.list.replace_with_last(rows, total),
            Cursor::After(_) => self.list.append(rows, WINDOW),
            Cursor::Before(_) => self.list.prepend(rows, WINDOW),
        }
    }

    /// Takes the result of a verification. Returns it as a sentence, and whether it is good.
    pub fn take_verdict(&mut self, found: &Verification) -> (String, bool) {
        let (sentence, good) = match found {
            Verification::Whole { events, .. } => {
                (format!("Verified the audit log: {}, intact", text::count(*events, "event")), true)
            }
            Verification::Broken { at, reason, report } => {
                let more = report.fault_count.saturating_sub(1);
                let more = if more > 0 { format!(" There are {more} more: see `kozmoai audit verify`.") } else { String::new() };
                (format!("The audit log is broken at event {at}: {reason}.{more}"), false)
            }
            Verification::Stopped => ("The verification was cancelled.".to_owned(), false),
        };
        self.verdict = Some(if good { "verified".to_owned() } else { "BROKEN".to_owned() });
        (sentence, good)
    }

    /// The details of the current event.
    pub fn details(&self) -> Option<Vec<(String, String)>> {
        let event = self.list.chosen()?;
        let entry = &event.entry;
        let facts = [
            ("Number", event.seq.to_string()),
            ("Time", exact_moment(Some(entry.at))),
            ("Action", entry.action.name().to_owned()),
            ("By", entry.actor.to_string()),
            ("User", entry.target_name.clone().unwrap_or_else(|| "–".to_owned())),
            ("User ID", entry.target.map_or_else(|| "–".to_owned(), |id| id.to_string())),
            ("Details", entry.detail.clone().unwrap_or_else(|| "–".to_owned())),
            ("Hash", event.hash.to_string()),
            ("Previous hash", event.previous.to_string()),
        ];
        Some(facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let x = draw_str(buffer, area, area.x + 2, area.y, "Audit log", theme.accent);
        let filter = self.filter.user.as_deref().map(|user| format!(" · by or about {user}")).unwrap_or_default();
        let verdict = self.verdict.as_deref().map(|verdict| format!(" · {verdict}")).unwrap_or_default();
        draw_str(buffer, area, x, area.y, &format!("{filter}{verdict}"), theme.dim);
        let body = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        self.list.draw(buffer, body, theme, COLUMNS, None, "No matching events.", |event| {
            let entry = &event.entry;
            vec![
                entry.action.name().to_owned(),
                entry.target_name.clone().unwrap_or_else(|| "–".to_owned()),
                entry.actor.to_string(),
                entry.at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
                entry.detail.clone().unwrap_or_default(),
            ]
        });
    }
}
