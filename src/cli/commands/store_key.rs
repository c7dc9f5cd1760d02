//! `kozmoai store-key`.

use serde_json::{Value, json};

use super::lookup;
use crate::cli::args::api_keys::{ClearStoreKey, SetStoreKey, StoreKey};
use crate::cli::context::Context;
use crate::error::Result;
use crate::model::User;

pub(crate) fn run(context: &Context<'_>, verb: &StoreKey) -> Result<()> {
    match verb {
        StoreKey::Set(args) => set(context, args),
        StoreKey::Clear(args) => clear(context, args),
    }
}

fn set(context: &Context<'_>, args: &SetStoreKey) -> Result<()> {
    let service = context.service()?;
    let owner = lookup::user(&service, &args.user)?;
    context.warn_of_weak_key(&service);
    let key = context.prompt().value("Kozmoai Store API key: ", "Kozmoai Store API key", &args.value)?;
    service.owner(&owner)?.set_store_key(&key)?;
    let done = format!("Set the Kozmoai Store API key of \"{}\"", owner.username);
    context.output.result(&json(&owner.username, true, true), &done)
}

fn clear(context: &Context<'_>, args: &ClearStoreKey) -> Result<()> {
    let service = context.service()?;
    let find = || -> Result<User> {
        let owner = lookup::user(&service, &args.user)?;
        service.owner(&owner)?.plan_store_key_clearing()?;
        Ok(owner)
    };
    let Some(owner) = lookup::unless_absent(context, args.needed, find())? else {
        let named = args.user.name.as_deref().or(args.user.id.as_deref()).unwrap_or_default();
        return context.output.show(|| json(named, false, false), || Ok(()));
    };
    let name = &owner.username;
    context.prompt().confirm(args.confirm, &format!("Clear the Kozmoai Store API key of \"{name}\"?"))?;
    service.owner(&owner)?.clear_store_key()?;
    context.output.result(&json(name, false, true), &format!("Cleared the Kozmoai Store API key of \"{name}\""))
}

fn json(user: &str, is_set: bool, is_changed: bool) -> Value {
    json!({"changed": is_changed, "user": user, "store_api_key": is_set})
}
