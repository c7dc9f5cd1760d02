//! `kozmoai users transfer`.

use serde_json::{Value, json};

use crate::cli::args::users::Transfer;
use crate::cli::context::Context;
use crate::cli::render::with_dry_run;
use crate::cli::signals::Interruption;
use crate::error::{Result, UserError};
use crate::service::ownership::{RenamedKind, TransferReport};

/// Transfers what one user owns to another.
pub(crate) fn run(context: &Context<'_>, args: &Transfer) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let Some(service) = context.service_to_change(args.plan)? else {
        return Err(UserError::UserNotFound { username: args.from.clone() }.into());
    };
    let [from, to] = [&args.from, &args.to].map(|name| service.admin()?.user_named(name));
    let (from, to) = (from?, to?);
    let plan = service.admin()?.transfer_ownership(&from, &to, true)?;
    let (from_name, to_name) = (&from.username, &to.username);
    if !args.plan.dry_run && plan.is_any() {
        context.prompt().confirm(args.confirm, &format!("Transfer {plan} of \"{from_name}\" to \"{to_name}\"?"))?;
    }
    let done = if args.plan.dry_run { plan } else { service.admin()?.transfer_ownership(&from, &to, false)? };
    for renamed in done.renamed.iter().filter(|renamed| renamed.kind == RenamedKind::Variable) {
        context.output.warning(&format!(
            "Variable \"{0}\" of \"{from_name}\" is renamed to \"{1}\", because \"{to_name}\" already has \"{0}\": flows that use \"{0}\" read that one.",
            renamed.from, renamed.to
        ));
    }
    let output = context.output;
    output.show(
        || with_dry_run(json(&done), args.plan.dry_run),
        || {
            let verb = if args.plan.dry_run { "Would transfer" } else { "Transferred" };
            if done.is_any() {
                output.sentence(&format!("{verb} {done} of \"{from_name}\" to \"{to_name}\""))?;
            } else {
                output.sentence(&format!("\"{from_name}\" owns nothing to transfer"))?;
            }
            for one in &done.renamed {
                output.sentence(&format!("  renamed {}: {} -> {}", one.kind.name(), one.from, one.to))?;
            }
            done.files_left.iter().try_for_each(|file| output.sentence(&format!("  file left: {file}")))
        },
    )
}

fn json(done: &TransferReport) -> Value {
    let renamed = done.renamed.iter().map(|one| json!({"kind": one.kind.name(), "from": one.from, "to": one.to}));
    json!({
        "changed": done.is_any(),
        "flows": done.flows,
        "folders": done.folders,
        "variables": done.variables,
        "files_left": done.files_left.len(),
        "files": done.files_left,
        "renamed": renamed.collect::<Vec<_>>(),
    })
}
