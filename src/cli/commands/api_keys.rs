//! `kozmoai api-keys`.

use serde_json::{Value, json};

use super::lookup;
use crate::cli::args::api_keys::{ApiKeys, CreateApiKey};
use crate::cli::args::shared::OptionalUser;
use crate::cli::context::Context;
use crate::cli::operator::collect;
use crate::cli::render::{stdout, time, yes_or_no};
use crate::error::{CommandError, Remedy, Result};
use crate::model::{self, ApiKeyId};
use crate::secret::ExposeSecret;
use crate::service::ApiKeyRow;

pub(crate) fn run(context: &Context<'_>, verb: ApiKeys) -> Result<()> {
    match verb {
        ApiKeys::List(user) => list(context, &user),
        ApiKeys::Create(args) => create(context, &args),
        ApiKeys::Revoke { id } => revoke(context, &id),
    }
}

fn list(context: &Context<'_>, user: &OptionalUser) -> Result<()> {
    let service = context.service()?;
    let owner = lookup::optional_user(&service, user)?;
    let rows = collect(|visit| service.reader(owner.as_ref())?.each_api_key(visit))?;
    let columns = (["ID", "USER", "NAME", "KEY", "VALID", "CREATED", "LAST USED", "USES", "EXPIRES"], "No API keys");
    let cells = |row: &ApiKeyRow| {
        [
            // First, because `api-keys revoke` needs it.
            row.key.id.to_string(),
            row.owner.username.clone(),
            row.key.name.clone().unwrap_or_default(),
            row.masked(),
            yes_or_no(row.works()),
            time(Some(row.key.created_at)),
            time(row.key.last_used_at),
            row.key.total_uses.to_string(),
            time(row.key.expires_at),
        ]
    };
    context.output.list(&rows, |row| json(row, &row.masked()), columns, cells)
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
        || json(&row, key.expose_secret()),
        || {
            context.output.note(&format!("{done}, shown only once:"));
            context.output.line(key.expose_secret())
        },
    );
    let remedy = Remedy::ReplaceApiKey { id: row.key.id.to_string() };
    shown.map_err(|error| stdout::lost(&error, done, "the key itself", remedy))
}

fn revoke(context: &Context<'_>, id: &str) -> Result<()> {
    let id: ApiKeyId = id.parse().map_err(|_| CommandError::IdInvalid { id: id.to_owned(), of: "api-keys" })?;
    let row = context.service()?.owner_of_api_key(id)?.revoke_api_key(id)?;
    let name = row.key.name.clone().unwrap_or_else(|| row.masked());
    let done = format!("Revoked API key \"{name}\" of \"{}\"", row.owner.username);
    context.output.result(&json(&row, &row.masked()), &done)
}

/// An API key as Kozmoai returns it, with its owner.
fn json(row: &ApiKeyRow, api_key: &str) -> Value {
    let key = &row.key;
    json!({
        "id": key.id,
        "user": row.owner.username,
        "name": key.name,
        "api_key": api_key,
        "created_at": key.created_at,
        "last_used_at": key.last_used_at,
        "total_uses": key.total_uses,
        "is_active": key.is_active,
        "expires_at": key.expires_at,
    })
}
