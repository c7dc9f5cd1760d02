//! `kozmoai doctor`.

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::operator::operator;
use crate::cli::render::{Output, Tone};
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Result};
use crate::service::doctor::{Area, Finding, Severity, examine, grouped, worst};
use crate::text;

pub(crate) fn run(context: &Context<'_>, is_strict: bool) -> Result<()> {
    context.end_on_signal(Interruption::Reading)?;
    let areas = grouped(examine(&context.settings_without_warnings()?, &operator(), context.reporter()));
    let findings = || areas.iter().flat_map(|area| &area.findings);
    context.output.show(
        || json!({"worst": worst(findings()).name(), "findings": findings().map(finding_json).collect::<Vec<_>>()}),
        || print(context.output, &areas),
    )?;
    let count = |severity| findings().filter(|finding| finding.severity == severity).count();
    match (count(Severity::Problem), count(Severity::Warning)) {
        (0, count) if is_strict && count > 0 => Err(CommandError::WarningsFound { count }.into()),
        (0, _) => Ok(()),
        (count, _) => Err(CommandError::ProblemsFound { count }.into()),
    }
}

fn finding_json(finding: &Finding) -> Value {
    json!({"level": finding.severity.name(), "area": finding.area, "message": finding.message, "fix": finding.fix})
}

/// Prints the areas, each with its findings and their fixes. With `--quiet`, only what is wrong.
fn print(output: &Output, areas: &[Area]) -> Result<()> {
    let mut is_first = true;
    for area in areas {
        let shown = |finding: &&Finding| !output.is_quiet() || finding.severity > Severity::Ok;
        let findings: Vec<&Finding> = area.findings.iter().filter(shown).collect();
        if findings.is_empty() {
            continue;
        }
        if !std::mem::replace(&mut is_first, false) {
            output.line("")?;
        }
        output.line(&output.painted(area.name, Tone::Heading))?;
        for finding in findings {
            let level = output.painted(&format!("{:7}", finding.severity.name()), tone(finding.severity));
            output.line(&format!("  {level}  {}", text::clean(&finding.message)))?;
            finding.fix.iter().try_for_each(|fix| output.line(&format!("{:11}{}", "", text::clean(fix))))?;
        }
    }
    Ok(())
}

const fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Ok => Tone::Ok,
        Severity::Notice | Severity::Warning => Tone::Pending,
        Severity::Problem => Tone::Danger,
    }
}
