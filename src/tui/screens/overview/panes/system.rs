//! The last backup, the database, and what doctor finds.

use super::super::data::Data;
use super::super::pane::{Pane, PaneId, Row};
use super::part::shown;
use crate::service::doctor::{FixedBy, Severity};
use crate::service::overview::BackupPlace;
use crate::tui::screen::prelude::*;

/// The last backup.
pub(super) fn backup(data: &Data, theme: &Theme, now: Timestamp) -> Pane {
    let mut pane = Pane::new(PaneId::Backup, "Last backup");
    let Some(known) = shown(&data.backup, &mut pane, theme) else { return pane };
    let Some(last) = &known.last else {
        let text = known.cut.map_or_else(
            || "No backup".to_owned(),
            |cut| format!("No backup since {}; what is older is not known", short_time(Some(cut))),
        );
        pane.concern(Severity::Notice, text, FixedBy::Backups, theme);
        return pane;
    };
    let (sign, style, verdict) =
        if last.is_verified { ("✓", theme.ok, "verified") } else { ("▲", theme.warning, "not verified") };
    let text = format!("{} · {verdict}", short_time(Some(last.at)));
    pane.push(Row::new(sign, style, text, theme.text).aside(relative_time(Some(last.at), now), theme.dim).fix(FixedBy::Backups));
    match &last.place {
        BackupPlace::File(path) => pane.push(Row::plain(path.display().to_string(), theme.dim)),
        BackupPlace::MissingFile(path) => {
            pane.concern(Severity::Warning, format!("{} is not there now", path.display()), FixedBy::Backups, theme);
        }
        BackupPlace::StandardOutput => pane.push(Row::plain("Written to standard output", theme.dim)),
    }
    pane
}

/// The database, and who else uses it.
pub(super) fn database(data: &Data, theme: &Theme) -> Pane {
    let mut pane = Pane::new(PaneId::Database, "Database");
    let Some(database) = shown(&data.database, &mut pane, theme) else { return pane };
    // Some backends name themselves.
    let version = database.version.strip_prefix(database.engine).unwrap_or(&database.version).trim();
    let name = format!("{} {version}", database.engine);
    pane.push(Row::new("·", theme.dim, name.trim(), theme.text).aside(&database.short, theme.dim).fix(FixedBy::Settings));
    if database.is_newer_generation {
        pane.push(Row::plain("Of a newer generation of Kozmoai", theme.dim));
    }
    match &database.not_writable {
        Some(why) => pane.concern(Severity::Warning, format!("Read-only: {why}"), FixedBy::Database, theme),
        None if database.is_read_only => pane.push(Row::plain("Read-only, as requested", theme.dim)),
        None => {}
    }
    if database.auto_login {
        pane.concern(Severity::Warning, "Auto login: anyone here is a superuser", FixedBy::Settings, theme);
    }
    match (data.clients.get(), data.clients.error()) {
        (Some(Some(clients)), _) => {
            pane.push(Row::new("●", theme.accent, format!("In use by {clients}"), theme.text).fix(FixedBy::Clients));
        }
        (Some(None), _) => pane.push(Row::plain("No other clients", theme.dim)),
        (None, Some(error)) => pane.push(Row::new("●", theme.warning, error, theme.warning).fix(FixedBy::Clients)),
        (None, None) => pane.push(Row::plain("…", theme.dim)),
    }
    pane
}

/// What doctor finds, worst first.
pub(super) fn findings(data: &Data, theme: &Theme) -> Pane {
    let mut pane = Pane::new(PaneId::Findings, "Findings");
    let (Some(_), Some(findings)) = (shown(&data.findings, &mut pane, theme), data.findings()) else { return pane };
    for (finding, by) in findings {
        pane.concern(finding.severity, finding.message.clone(), by, theme);
    }
    if pane.rows.is_empty() {
        pane.push(Row::new("✓", theme.ok, "Nothing found", theme.dim).fix(FixedBy::Doctor));
    }
    pane
}
