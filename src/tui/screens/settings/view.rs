//! Drawing the settings and the findings of the doctor.

use super::{Doctor, SettingsScreen};
use crate::config::ShownSetting;
use crate::service::doctor::{Finding, Severity};
use crate::tui::screen::prelude::*;

/// The maximum number of lines about the current setting.
const MOST_BELOW: usize = 6;

impl View for SettingsScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _env: &Env<'_>) -> Option<Position> {
        match &self.doctor {
            Doctor::Closed => self.draw_table(buffer, area, theme),
            Doctor::Running => {
                draw_str(buffer, area, area.x + 2, area.y, "Doctor", theme.accent);
                draw_str(buffer, area, area.x + 2, area.y + 2, "Checking database, key, settings and files …", theme.dim);
            }
            Doctor::Found(at, findings) => {
                let x = draw_str(buffer, area, area.x + 2, area.y, "Doctor", theme.accent);
                draw_str(buffer, area, x, area.y, &format!(" · {} · {}", verdict(findings), exact_time(Some(*at))), theme.dim);
                let body = Rect {
                    x: area.x + 2,
                    y: area.y + 2,
                    width: area.width.saturating_sub(3),
                    height: area.height.saturating_sub(2),
                };
                described(findings, theme).draw(buffer, body.intersection(area), theme, &self.scroll);
            }
        }
        None
    }
}

impl SettingsScreen {
    /// Draws the table, and the description of the current setting below it.
    fn draw_table(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        let settings = &self.rows;
        let names = settings.iter().map(|row| width(row.name)).max().unwrap_or(0);
        let indent = u16::try_from(names).unwrap_or(0) + 4;
        let wide = area.width >= 100;
        let columns = usize::from(area.width.saturating_sub(3));
        let value_columns = if wide { area.width.saturating_sub(indent) / 2 } else { area.width.saturating_sub(indent) };
        // The source has a column of its own if there is room; a truncated value is repeated in full.
        let about = |row: &ShownSetting| {
            let value = row.value.as_deref().filter(|value| width(value) > usize::from(value_columns.saturating_sub(2)));
            let value = value.map(|value| format!("{value}\n")).unwrap_or_default();
            let origin = if wide { String::new() } else { format!("\nSource: {}.", row.origin) };
            wrap(&format!("{value}{}{origin}", row.about), columns)
        };
        let below = settings.iter().map(|row| about(row).len()).max().unwrap_or(0).min(MOST_BELOW);
        let below = u16::try_from(below).unwrap_or(0).min(area.height / 2);
        let body = Rect { height: area.height.saturating_sub(below + 1), ..area };
        let room = usize::from(body.height.saturating_sub(1));
        draw_str(buffer, body, body.x + 2, body.y, "Setting", theme.heading);
        draw_str(buffer, body, body.x + indent, body.y, "Value", theme.heading);
        if wide {
            draw_str(buffer, body, body.x + indent + value_columns, body.y, "Source", theme.heading);
        }
        let place = format!("{} of {}", self.chosen + 1, settings.len());
        draw_right(buffer, Rect { height: 1, width: body.width.saturating_sub(1), ..body }, body.y, &place, theme.dim);
        let top = self.chosen.saturating_sub(room.saturating_sub(1));
        for (line, (place, row)) in settings.iter().enumerate().skip(top).take(room).enumerate() {
            let y = body.y + 1 + u16::try_from(line).unwrap_or(u16::MAX);
            let chosen = place == self.chosen;
            let style = if chosen { theme.selection } else { theme.text };
            if chosen {
                buffer.set_style(Rect { y, height: 1, ..body }, style);
                draw_str(buffer, body, body.x, y, "›", style);
            }
            let names = Rect { width: indent.saturating_sub(1).min(body.width), ..body };
            draw_str(buffer, names, body.x + 2, y, row.name, style);
            let values = Rect { x: body.x + indent, width: value_columns.saturating_sub(2), ..body }.intersection(body);
            draw_str(buffer, values, values.x, y, row.value.as_deref().unwrap_or("–"), style);
            if wide {
                draw_str(buffer, body, body.x + indent + value_columns, y, &row.origin.to_string(), style);
            }
        }
        if let Some(row) = settings.get(self.chosen) {
            let foot = Rect {
                x: area.x + 2,
                y: area.bottom().saturating_sub(below),
                width: area.width.saturating_sub(3),
                height: below,
            };
            draw_lines(buffer, foot.intersection(area), &about(row), theme.dim);
        }
    }
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
