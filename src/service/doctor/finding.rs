//! Findings: problems and risks, each with a fix.

use crate::error::{Error, Kind, Result};

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No problem.
    Ok,
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
            Self::Warning => "warning",
            Self::Problem => "problem",
        }
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
    /// The kind of a problem.
    pub kind: Option<Kind>,
}

/// The findings so far.
#[derive(Default)]
pub(super) struct Findings(pub(super) Vec<Finding>);

impl Findings {
    pub(super) fn ok(&mut self, area: &'static str, message: impl Into<String>) {
        self.0.push(Finding { area, severity: Severity::Ok, message: message.into(), fix: None, kind: None });
    }

    pub(super) fn warn(&mut self, area: &'static str, message: impl Into<String>, fix: impl Into<String>) {
        self.0.push(Finding { area, severity: Severity::Warning, message: message.into(), fix: Some(fix.into()), kind: None });
    }

    /// Runs a check; its failure is a finding too.
    pub(super) fn check(&mut self, area: &'static str, check: impl FnOnce(&mut Self) -> Result<()>) {
        if let Err(error) = check(self) {
            self.problem(area, &error);
        }
    }

    pub(super) fn problem(&mut self, area: &'static str, error: &Error) {
        let fix = error.next_step();
        self.0.push(Finding { area, severity: Severity::Problem, message: error.to_string(), fix, kind: Some(error.kind()) });
    }
}
