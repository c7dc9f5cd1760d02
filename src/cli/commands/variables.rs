//! `kozmoai variables`.

use serde_json::json;

use super::{input_file, lookup};
use crate::cli::args::list::ListOfUser;
use crate::cli::args::variables::{DeleteVariable, ExportVariables, GetVariable, ImportVariables, SetVariable, Variables};
use crate::cli::context::Context;
use crate::cli::lists::variables::{self, json as variable_json};
use crate::cli::render::import::{self, Outcome};
use crate::cli::render::{merged, stdout, with_changed};
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Result};
use crate::model::Cursor;
use crate::secret::ExposeSecret;
use crate::service::{Service, VariableEdit};
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &Variables) -> Result<()> {
    match verb {
        Variables::List(args) => list(context, args),
        Variables::Set(args) => set(context, args),
        Variables::Get(args) => get(context, args),
        Variables::Delete(args) => delete(context, args),
        Variables::Import(args) => import_file(context, args),
        Variables::Export(args) => export(context, args),
    }
}

fn list(context: &Context<'_>, args: &ListOfUser) -> Result<()> {
    let request = context.list_request(variables::list(), &args.list)?;
    let service = context.service()?;
    let owner = lookup::optional_user(&service, &args.user)?;
    let reader = service.reader(owner.as_ref())?;
    if !reader.variables(None, &Cursor::FIRST, 1)?.rows.is_empty() {
        warn_of_key_trouble(context, &service);
    }
    request.print(&mut variables::source(&reader))
}

fn set(context: &Context<'_>, args: &SetVariable) -> Result<()> {
    let service = context.service()?;
    let (owner, name) = lookup::user_and_name(&service, &args.variable)?;
    context.warn_of_weak_key(&service);
    let value = Some(context.prompt().value("Value: ", "value", &args.value)?);
    let fields = || args.default_field.iter().filter(|field| !field.is_empty()).cloned().collect();
    let default_fields = (!args.default_field.is_empty()).then(fields);
    let (row, is_new) = service.owner(&owner)?.set_variable(&VariableEdit {
        name,
        value,
        kind: args.kind,
        default_fields,
        must_be_new: false,
    })?;
    let done = if is_new { "Created" } else { "Changed" };
    context
        .output
        .result(&with_changed(&variable_json(&row), true), &format!("{done} variable \"{}\" of \"{}\"", row.name, owner.username))
}

fn get(context: &Context<'_>, args: &GetVariable) -> Result<()> {
    if !args.reveal {
        return Err(CommandError::RevealRequired.into());
    }
    let service = context.service()?;
    let (owner, name) = lookup::user_and_name(&service, &args.variable)?;
    let revealed = service.owner(&owner)?.reveal_variable(&name)?;
    if revealed.in_plain_text {
        context.output.warning("The value is stored as plaintext: set it again to encrypt it.");
    }
    context.output.warnings(&revealed.unrecorded);
    let value = revealed.value.expose_secret();
    context.output.show(|| merged(&variable_json(&revealed.variable), json!({"value": value})), || context.output.verbatim(value))
}

fn delete(context: &Context<'_>, args: &DeleteVariable) -> Result<()> {
    let service = context.service()?;
    let find = || {
        let (owner, name) = lookup::user_and_name(&service, &args.variable)?;
        let kind = service.owner(&owner)?.plan_variable_deletion(&name)?;
        Ok((owner, name, kind))
    };
    let Some((owner, name, kind)) = lookup::unless_absent(context, args.needed, find())? else {
        return context.output.show(|| json!({"changed": false, "deleted": null}), || Ok(()));
    };
    let username = &owner.username;
    context.prompt().confirm(args.confirm, &format!("Delete the {} variable \"{name}\" of \"{username}\"?", kind.name()))?;
    service.owner(&owner)?.delete_variable(&name)?;
    context.output.result(
        &json!({"changed": true, "deleted": {"user": username, "name": name}}),
        &format!("Deleted variable \"{name}\" of \"{username}\""),
    )
}

fn import_file(context: &Context<'_>, args: &ImportVariables) -> Result<()> {
    let (user, file) = match (args.names.as_slice(), &args.id) {
        ([file], Some(_)) => (None, file),
        ([user, file], None) => (Some(user.to_string_lossy()), file),
        _ => return Err(CommandError::ArgumentMissing { argument: "a file" }.into()),
    };
    context.end_on_signal(Interruption::Change)?;
    let mut input = input_file::open(context, file)?;
    let service = context.service()?;
    context.warn_of_weak_key(&service);
    let owner = match (&args.id, user) {
        (Some(id), _) => lookup::user_by_id(&service, id)?,
        (None, user) => service.admin()?.user_named(&user.unwrap_or_default())?,
    };
    let report = service.owner(&owner)?.import_variables(&mut *input, args.plan.dry_run)?;
    let outcome = Outcome { noun: "variable", is_done: report.done, is_dry_run: args.plan.dry_run, refused: report.refused() };
    import::report(
        context.output,
        outcome,
        &report.rows,
        |row| row.result.is_err(),
        |row| {
            let replaced = row.result.as_ref().ok();
            let error = row.result.as_ref().err().map(ToString::to_string);
            json!({"row": row.row, "name": row.name, "ok": error.is_none(), "replaced": replaced, "error": error})
        },
        |row| {
            let verdict = match &row.result {
                Ok(true) if report.done => "replaced".to_owned(),
                Ok(false) if report.done => "created".to_owned(),
                Ok(true) => "valid, replaces the present one".to_owned(),
                Ok(false) => "valid".to_owned(),
                Err(error) => error.to_string(),
            };
            (row.row, &row.name, verdict)
        },
    )
}

fn export(context: &Context<'_>, args: &ExportVariables) -> Result<()> {
    context.end_on_signal(Interruption::Reading)?;
    let service = context.service()?;
    let owner = lookup::optional_user(&service, &args.user)?;
    let written = stdout::record("the export", |out| service.reader(owner.as_ref())?.export_variables(args.reveal, out));
    if args.reveal && written.as_ref().is_ok_and(|written| *written > 0) {
        context.output.warning("The export contains plaintext secrets: protect it accordingly.");
    }
    let written = written?;
    context.warn_of_unrecorded(&service);
    if !args.reveal && written > 0 {
        warn_of_key_trouble(context, &service);
    }
    context.output.note(&format!("Exported {}", text::count(written, "variable")));
    Ok(())
}

/// Warns if no value can be decrypted.
fn warn_of_key_trouble(context: &Context<'_>, service: &Service) {
    if let Some(trouble) = service.key_trouble() {
        context.output.warning(&trouble.to_string());
    }
}
