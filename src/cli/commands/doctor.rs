//! `kozmoai doctor`.

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::operator::operator;
use crate::error::{CommandError, Error, Kind, Result};
use crate::service::doctor::{Finding, Severity, examine};

pub(crate) fn run(context: &Context<'_>) -> Result<()> {
    let findings = examine(&context.settings()?, &operator());
    let json = |f: &Finding| json!({"about": f.area, "level": f.severity.name(), "what": f.message, "cure": f.fix});
    context.output.show(
        || findings.iter().map(json).collect::<Vec<_>>(),
        || findings.iter().try_for_each(|finding| print(context, finding)),
    )?;
    let problems: Vec<&Finding> = findings.iter().filter(|finding| finding.severity == Severity::Problem).collect();
    let Some(first) = problems.first() else { return Ok(()) };
    let kind = first.kind.unwrap_or(Kind::Unexpected);
    Err(Error::from(CommandError::ProblemsFound { count: problems.len() }).of_kind(kind))
}

fn print(context: &Context<'_>, finding: &Finding) -> Result<()> {
    let output = context.output;
    output.sentence(&format!("{:8} {:9} {}", finding.severity.name(), finding.area, finding.message))?;
    finding.fix.iter().try_for_each(|fix| output.sentence(&format!("{:18} {fix}", "")))
}
