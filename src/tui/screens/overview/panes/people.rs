//! Users by status, pending approvals, and failed sign-ins.

use std::collections::BTreeSet;

use super::super::data::Data;
use super::super::pane::{Jump, Pane, PaneId, Row};
use super::part::shown;
use crate::model::UserStatus;
use crate::service::doctor::{FixedBy, Severity};
use crate::service::overview::Concern;
use crate::tui::parts::concern;
use crate::tui::screen::prelude::*;

/// The users by status.
pub(super) fn users(data: &Data, theme: &Theme) -> Pane {
    let mut pane = Pane::new(PaneId::Users, "Users");
    let Some(counts) = shown(&data.counts, &mut pane, theme) else { return pane };
    let shares = [
        (UserStatus::Active, "█", theme.ok, FixedBy::Users),
        (UserStatus::Pending, "▒", theme.pending, FixedBy::PendingUsers),
        (UserStatus::Deactivated, "░", theme.dim, FixedBy::Users),
    ];
    pane.push(Row::bar(shares.iter().map(|(status, sign, style, _)| (counts.of(*status), *sign, *style)).collect()));
    let row = |sign, number, name, style, by| Row::new(sign, style, format!("{} {name}", grouped(number)), theme.text).fix(by);
    for (status, sign, style, by) in shares {
        pane.push(row(sign, counts.of(status), status.title(), style, by));
    }
    let title = if counts.active_superusers == 1 { "active superuser" } else { "active superusers" };
    pane.push(row("★", counts.active_superusers, title, theme.accent, FixedBy::Users));
    pane
}

/// The users pending approval, the oldest first.
pub(super) fn pending(data: &Data, selected: &BTreeSet<UserId>, theme: &Theme, now: Timestamp) -> Pane {
    let mut pane = Pane::new(PaneId::Pending, "Pending approvals");
    let Some(page) = shown(&data.pending, &mut pane, theme) else { return pane };
    let total = page.total.unwrap_or(page.rows.len() as u64);
    if total == 0 {
        pane.push(Row::new("✓", theme.ok, "No pending approvals", theme.dim).fix(FixedBy::PendingUsers));
        return pane;
    }
    pane.raise(Some(Severity::Notice));
    pane.title = format!("Pending approvals · {}", grouped(total));
    for user in &page.rows {
        let sign = if selected.contains(&user.id) { "✓" } else { "·" };
        let star = if user.is_superuser { " ★ superuser" } else { "" };
        let name = format!("{}{star}", text::clean(&user.username));
        let created = Some(user.create_at);
        let since = format!("since {} · {}", short_time(created), relative_time(created, now));
        pane.push(Row::new(sign, theme.accent, name, theme.text).aside(since, theme.dim).jump(Jump::Pending(user.id)));
    }
    let more = total.saturating_sub(page.rows.len() as u64);
    if more > 0 {
        let rest = format!("and {} more", grouped(more));
        pane.push(Row::new("…", theme.dim, rest, theme.dim).aside("A approves all", theme.dim).fix(FixedBy::PendingUsers));
    }
    pane
}

/// The failed sign-ins of the last 24 hours.
pub(super) fn sign_ins(data: &Data, theme: &Theme, now: Timestamp) -> Pane {
    let mut pane = Pane::new(PaneId::SignIns, "Failed sign-ins · 24 h");
    let Some(failed) = shown(&data.sign_ins, &mut pane, theme) else { return pane };
    if failed.total == 0 {
        pane.push(Row::new("✓", theme.ok, "No failed sign-ins", theme.dim).fix(FixedBy::FailedSignIns));
        return pane;
    }
    let failures = Concern::FailedSignIns { count: failed.total, is_cut: failed.cut.is_some() };
    let level = failures.level();
    let style = concern::style(level, theme);
    pane.concern(level, failures.to_string(), FixedBy::FailedSignIns, theme);
    pane.push(Row::hours(failed.hours, style));
    for name in &failed.names {
        let last = format!("{} · {}", grouped(name.count), relative_time(Some(name.last), now));
        let row = Row::new("·", theme.dim, text::clean(&name.username), theme.text).aside(last, theme.dim);
        pane.push(row.fix(FixedBy::FailedSignIns));
    }
    if failed.more_names > 0 {
        let more = format!("and {}", count(failed.more_names, "other user"));
        pane.push(Row::new("…", theme.dim, more, theme.dim).fix(FixedBy::FailedSignIns));
    }
    if failed.unknown_names > 0 {
        let row = Row::new(concern::sign(Severity::Notice), theme.dim, "Names that do not exist", theme.dim);
        pane.push(row.aside(grouped(failed.unknown_names), theme.dim).fix(FixedBy::FailedSignIns));
    }
    pane
}
