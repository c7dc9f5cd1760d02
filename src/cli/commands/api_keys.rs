//! `kozmoai api-keys`.

use super::lookup;
use crate::cli::args::api_keys::{ApiKeys, CreateApiKey, RevokeApiKey};
use crate::cli::args::list::ListOfUser;
use crate::cli::context::Context;
use crate::cli::lists::api_keys::{self, json};
use crate::cli::render::{stdout, with_changed};
use crate::error::{CommandError, Problem, Remedy, Result, SecretError};
use crate::model::{self, ApiKeyId};
use crate::secret::ExposeSecret;
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &ApiKeys) -> Result<()> {
    match verb {
        ApiKeys::List(args) => list(context, args),
        ApiKeys::Create(args) => create(context, args),
        ApiKeys::Revoke(args) => revoke(context, args),
    }
}

fn list(context: &Context<'_>, args: &ListOfUser) -> Result<()> {
    let request = context.list_request(api_keys::list(), &args.list)?;
    let service = context.service()?;
    let owner = lookup::optional_user(&service, &args.user)?;
    let reader = service.reader(owner.as_ref())?;
    request.print(&mut api_keys::source(&reader))
}

fn create(context: &Context<'_>, args: &CreateApiKey) -> Result<()> {
    stdout::require_writable("the new API key")?;
    let service = context.service()?;
    context.warn_of_weak_key(&service);
    let (owner, name) = lookup::user_and_name(&service, &args.key)?;
    let expiry = |text| model::time::parse_future(service.now(), text).ok_or_else(|| lookup::invalid_time(text, "--expires"));
    let expires_at = args.expires.as_deref().map(expiry).transpose()?;
    let (row, key) = service.owner(&owner)?.create_api_key(&name, expires_at)?;
    if !owner.is_active {
        context.output.warning(&format!("User \"{}\" is inactive, but Kozmoai accepts the key nevertheless.", owner.username));
    }
    let done = format!("Created API key \"{name}\" of \"{}\"", owner.username);
    let shown = context.output.show(
        || with_changed(&json(&row, key.expose_secret()), true),
        || {
            context.output.note(&format!("{done}, shown only once:"));
            context.output.line(key.expose_secret())
        },
    );
    let remedy = Remedy::ReplaceApiKey { id: row.key.id.to_string() };
    shown.map_err(|error| stdout::lost(&error, done, "the key itself", remedy))
}

fn revoke(context: &Context<'_>, args: &RevokeApiKey) -> Result<()> {
    let id: ApiKeyId = args.id.parse().map_err(|_| CommandError::IdInvalid { id: args.id.clone(), of: "api-keys" })?;
    let service = context.service()?;
    let planned = match service.owner_of_api_key(id).and_then(|owner| owner.plan_revocation(id)) {
        Err(error) if args.needed.if_needed && matches!(error.problem(), Problem::Secrets(SecretError::ApiKeyRevoked { .. })) => {
            context.output.note(&error.to_string());
            None
        }
        planned => lookup::unless_absent(context, args.needed, planned)?,
    };
    let Some(planned) = planned else {
        return context.output.show(|| serde_json::json!({"changed": false, "id": id}), || Ok(()));
    };
    let name = planned.key.name.clone().unwrap_or_else(|| planned.masked());
    let (owner, uses) = (&planned.owner.username, text::count(planned.key.total_uses, "use"));
    let question = format!("Revoke API key \"{name}\" of \"{owner}\" permanently? It has {uses} so far.");
    context.prompt().confirm(args.confirm, &question)?;
    let row = service.owner_of_api_key(id)?.revoke_api_key(id)?;
    let document = with_changed(&json(&row, &row.masked()), true);
    context.output.result(&document, &format!("Revoked API key \"{name}\" of \"{owner}\""))
}
