//! Drawing the settings and the findings of the doctor.

use super::{Doctor, SettingsScreen};
use ratatui::layout::{Constraint, Layout};
use ratatui::widgets::{Clear, Widget};

use crate::config::ShownSetting;
use crate::service::doctor::{Finding, Severity};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::paint::rows;

/// The maximum number of lines about the current setting.
const MOST_BELOW: usize = 6;

impl View for SettingsScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env) -> Option<Position> {
        match &self.doctor {
            Doctor::Closed => self.draw_table(buffer, area, theme),
            Doctor::Running => {
                draw_str(buffer, area, area.x + 2, area.y, "Doctor", theme.accent);
                draw_str(buffer, area, area.x + 2, area.y + 2, "Checking database, key, settings and files …", theme.dim);
            }
            Doctor::Found(at, findings) => {
                let x = draw_str(buffer, area, area.x + 2, area.y, "Doctor", theme.accent);
                draw_str(buffer, area, x, area.y, &format!(" · {} · {}", verdict(findings), exact_time(Some(*at))), theme.dim);
                described(findings, theme).draw(buffer, text_body(area), theme, &self.scroll);
            }
        }
        None
    }
}

impl SettingsScreen {
    /// Draws the table, and the description of the current setting below it.
    fn draw_table(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let settings = self.list.rows();
        let name = rows(settings.iter().map(|row| width(row.name)).max().unwrap_or(0));
        let room = area.width.saturating_sub(name + 4);
        let wide = area.width >= 100;
        let value = if wide { room / 2 } else { room }.saturating_sub(2);
        // The source has a column of its own if there is room; a truncated value is repeated in full.
        let about = |row: &ShownSetting| {
            let value = row.value.as_deref().filter(|text| width(text) > usize::from(value));
            let value = value.map(|value| format!("{value}\n")).unwrap_or_default();
            let origin = if wide { String::new() } else { format!("\nSource: {}.", row.origin) };
            wrap(&format!("{value}{}{origin}", row.about), area.width.saturating_sub(3).into())
        };
        let below = settings.iter().map(|row| about(row).len()).max().unwrap_or(0).min(MOST_BELOW);
        let below = rows(below).min(area.height / 2);
        let [body, _, foot] =
            Layout::vertical([Constraint::Fill(1), Constraint::Length(1), Constraint::Length(below)]).areas(area);
        let columns = [
            Column { title: "Setting", min: name, max: name, shown_from: 0, cell: |row: &ShownSetting, ()| row.name.into() },
            Column { title: "Value", min: value, max: value, shown_from: 0, cell: |row, ()| shown(row).into() },
            Column { title: "Source", min: room, max: room, shown_from: 100, cell: |row, ()| row.origin.to_string().into() },
        ];
        let columns = columns.iter().collect();
        self.list.draw(buffer, body, theme, &TableView { columns, context: (), sorted: None, empty: "" });
        if let Some(row) = self.list.current() {
            let place = format!("{} of {}", self.list.position(), settings.len());
            let line = Rect { width: body.width.saturating_sub(1), height: 1, ..body };
            let start = line.right().saturating_sub(rows(width(&place)));
            // The line has the titles of the columns too, whose style must not shine through.
            Clear.render(Rect { x: start, width: line.right() - start, ..line }.intersection(line), buffer);
            draw_right(buffer, line, line.y, &place, theme.text.patch(theme.dim));
            let foot = Rect { x: area.x + 2, width: area.width.saturating_sub(3), ..foot };
            draw_lines(buffer, foot.intersection(area), &about(row), theme.dim);
        }
    }
}

fn shown(row: &ShownSetting) -> String {
    row.value.clone().unwrap_or_else(|| "–".to_owned())
}

/// The number of problems and warnings.
fn verdict(findings: &[Finding]) -> String {
    let of = |level| findings.iter().filter(|finding| finding.severity == level).count() as u64;
    match (of(Severity::Problem), of(Severity::Warning)) {
        (0, 0) => "no problems".to_owned(),
        (0, warnings) => count(warnings, "warning"),
        (problems, 0) => count(problems, "problem"),
        (problems, warnings) => format!("{}, {}", count(problems, "problem"), count(warnings, "warning")),
    }
}

/// The findings with their fixes, the worst first.
fn described(findings: &[Finding], theme: &Theme) -> Text {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let mut text = Text::default();
    for finding in sorted {
        let (sign, style) = match finding.severity {
            Severity::Ok => ("✓", theme.text),
            Severity::Notice => ("●", theme.warning),
            Severity::Warning => ("!", theme.warning),
            Severity::Problem => ("✗", theme.danger),
        };
        text.fact(format!("{sign} {}", finding.area), finding.message.clone(), style);
        if let Some(cure) = &finding.fix {
            text.fact("", cure.clone(), theme.dim);
        }
    }
    text
}
