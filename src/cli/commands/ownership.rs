//! `kozmoai users transfer` and `kozmoai users passwd --file`.

use std::path::Path;

use super::transfer;
use crate::cli::args::users::Transfer;
use crate::cli::context::{Context, operator};
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Result};
use crate::service::ownership::{RenamedKind, Transferred};
use crate::text;

/// Transfers what one user owns to another.
pub(crate) fn run(context: &Context<'_>, args: &Transfer) -> Result<()> {
    let service = context.service()?;
    let [from, to] = [&args.from, &args.to].map(|name| service.user_named(&operator(), name));
    let (from, to) = (from?, to?);
    let plan = service.transfer_ownership(&operator(), &from, &to, true)?;
    let (from_name, to_name) = (text::clean(&from.username), text::clean(&to.username));
    if !args.dry_run && !args.yes && plan.is_any() {
        let question = format!("Transfer {plan} of \"{from_name}\" to \"{to_name}\"? [y/N] ");
        let answer = context.prompt().line(&question, "confirmation", "--yes")?;
        if !matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Err(CommandError::NotConfirmed.into());
        }
    }
    let done = if args.dry_run { plan } else { service.transfer_ownership(&operator(), &from, &to, false)? };
    for renamed in done.renamed.iter().filter(|renamed| renamed.kind == RenamedKind::Variable) {
        context.output.warning(&format!(
            "Variable \"{0}\" of \"{from_name}\" is renamed to \"{1}\", because \"{to_name}\" already has \"{0}\": flows that use \"{0}\" read that one.",
            renamed.from, renamed.to
        ));
    }
    if context.output.json {
        return context.output.document(&document(args, &done));
    }
    let verb = if args.dry_run { "Would transfer" } else { "Transferred" };
    if done.is_any() {
        context.output.line(&format!("{verb} {done} of \"{from_name}\" to \"{to_name}\""))?;
    } else {
        context.output.line(&format!("\"{from_name}\" owns nothing to transfer"))?;
    }
    for one in &done.renamed {
        let line = format!("  renamed {}: {} -> {}", one.kind.name(), one.from, one.to);
        context.output.line(&text::clean(&line))?;
    }
    for file in &done.files_left {
        context.output.line(&format!("  file left: {}", text::clean(file)))?;
    }
    Ok(())
}

fn document(args: &Transfer, done: &Transferred) -> serde_json::Value {
    let renamed: Vec<_> =
        done.renamed.iter().map(|one| serde_json::json!({"kind": one.kind.name(), "from": one.from, "to": one.to})).collect();
    let mut document = serde_json::json!({
        "changed": done.is_any(),
        "flows": done.flows,
        "folders": done.folders,
        "variables": done.variables,
        "files_left": done.files_left.len(),
        "files": done.files_left,
        "renamed": renamed,
    });
    if args.dry_run {
        document["dry_run"] = true.into();
    }
    document
}

/// Sets the passwords in a file, all or nothing.
pub(crate) fn passwords(context: &Context<'_>, file: &Path) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let mut input = transfer::input(context, file)?;
    let service = context.service()?;
    let report = service.set_passwords(&operator(), &mut *input)?;
    let refused = report.refused();
    if context.output.json {
        let lines: Vec<_> = report
            .lines
            .iter()
            .map(|line| {
                let error = line.result.as_ref().err().map(ToString::to_string);
                serde_json::json!({"line": line.line, "username": line.username, "ok": error.is_none(), "error": error})
            })
            .collect();
        context.output.document(&serde_json::json!({"changed": !report.users.is_empty(), "lines": lines}))?;
    } else {
        for line in report.lines.iter().filter(|line| refused == 0 || line.result.is_err()) {
            let verdict = line.result.as_ref().err().map_or_else(|| "password set".to_owned(), ToString::to_string);
            context.output.line(&format!("{}  {}", text::clean(&line.username), text::clean(&verdict)))?;
        }
    }
    transfer::refuse("line", refused, report.lines.len())
}
