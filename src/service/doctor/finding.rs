//! Findings: problems and risks, each with a fix.

use std::cmp::Reverse;

use crate::error::{Error, Result};

/// How much something matters, the least first. A finding of doctor is no notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// No problem.
    Ok,
    /// Someone waits for it.
    Notice,
    /// It works, but is a risk.
    Warning,
    /// It does not work, or a secret is at risk.
    Problem,
}

impl Severity {
    /// The name in output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
    }
}

/// Where something is fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FixedBy {
    /// By approving users.
    PendingUsers,
    /// In the list of users.
    Users,
    /// In the list of variables.
    Variables,
    /// By setting, checking or adopting a secret key.
    Key,
    /// By a rotation: starting, resuming or completing one.
    Rotation,
    /// In the list of backups.
    Backups,
    /// In the audit log.
    Audit,
    /// In the audit log, among the failed sign-ins.
    FailedSignIns,
    /// In the settings and where they come from: environment, .env files, options.
    Settings,
    /// By changing owners and permissions of files, outside of this program.
    Files,
    /// By stopping other clients of the database.
    Clients,
    /// At the database or its server.
    Database,
    /// In the application itself, since the database is of a newer generation.
    Application,
    /// As the findings of doctor say.
    Doctor,
}

impl FixedBy {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::PendingUsers,
        Self::Users,
        Self::Variables,
        Self::Key,
        Self::Rotation,
        Self::Backups,
        Self::Audit,
        Self::FailedSignIns,
        Self::Settings,
        Self::Files,
        Self::Clients,
        Self::Database,
        Self::Application,
        Self::Doctor,
    ];

    /// The command that shows or fixes it; none for what this program cannot change.
    pub const fn command(self) -> Option<&'static str> {
        Some(match self {
            Self::PendingUsers => "kozmoai users activate --pending",
            Self::Users => "kozmoai users list",
            Self::Variables => "kozmoai variables list",
            Self::Key => "kozmoai key check",
            Self::Rotation => "kozmoai rotate",
            Self::Backups => "kozmoai backups list",
            Self::Audit => "kozmoai audit verify",
            Self::FailedSignIns => "kozmoai audit --failed",
            Self::Settings => "kozmoai config",
            Self::Doctor => "kozmoai doctor",
            Self::Files | Self::Clients | Self::Database | Self::Application => return None,
        })
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The area: `key`, `store`, `settings`, `files`, `rotation`, `kozmoai`.
    pub area: &'static str,
    /// The severity.
    pub severity: Severity,
    /// The message.
    pub message: String,
    /// The fix; none if nothing is wrong.
    pub fix: Option<String>,
    /// Where it is fixed; none if nothing is wrong.
    pub fixed_by: Option<FixedBy>,
}

/// An area with its findings, worst first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Its name.
    pub name: &'static str,
    /// Its findings.
    pub findings: Vec<Finding>,
}

/// Groups findings by area: the area with the worst finding first, and in each the worst first.
pub fn grouped(findings: Vec<Finding>) -> Vec<Area> {
    let mut areas: Vec<Area> = Vec::new();
    for finding in findings {
        match areas.iter_mut().find(|area| area.name == finding.area) {
            Some(area) => area.findings.push(finding),
            None => areas.push(Area { name: finding.area, findings: vec![finding] }),
        }
    }
    for area in &mut areas {
        area.findings.sort_by_key(|finding| Reverse(finding.severity));
    }
    areas.sort_by_key(|area| Reverse(worst(&area.findings)));
    areas
}

/// The worst severity of findings.
pub fn worst<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Severity {
    findings.into_iter().map(|finding| finding.severity).max().unwrap_or(Severity::Ok)
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub(super) fn ok(&mut self, area: &'static str, message: impl Into<String>) {
        let (severity, message) = (Severity::Ok, message.into());
        self.0.push(Finding { area, severity, message, fix: None, fixed_by: None });
    }

    pub(super) fn warn(&mut self, area: &'static str, by: FixedBy, message: impl Into<String>, fix: impl Into<String>) {
        let (severity, message, fix) = (Severity::Warning, message.into(), Some(fix.into()));
        self.0.push(Finding { area, severity, message, fix, fixed_by: Some(by) });
    }

    /// Runs a check; its failure is a finding too.
    pub(super) fn check(&mut self, area: &'static str, by: FixedBy, check: impl FnOnce(&mut Self) -> Result<()>) {
        if let Err(error) = check(self) {
            self.problem(area, by, &error);
        }
    }

    pub(super) fn problem(&mut self, area: &'static str, by: FixedBy, error: &Error) {
        let (severity, message, fix) = (Severity::Problem, error.to_string(), error.next_step());
        self.0.push(Finding { area, severity, message, fix, fixed_by: Some(by) });
    }

    /// The findings, worst first.
    pub(super) fn worst_first(mut self) -> Vec<Finding> {
        self.0.sort_by_key(|finding| Reverse(finding.severity));
        self.0
    }
}
