//! `kozmoai store-key`.

use serde_json::json;

use super::lookup;
use crate::cli::args::api_keys::{SetStoreKey, StoreKey};
use crate::cli::context::Context;
use crate::error::Result;

pub(crate) fn run(context: &Context<'_>, verb: &StoreKey) -> Result<()> {
    let service = context.service()?;
    let (owner, is_set) = match verb {
        StoreKey::Set(SetStoreKey { user, value }) => {
            let owner = lookup::user(&service, user)?;
            context.warn_of_weak_key(&service);
            let key = context.prompt().value("Kozmoai Store API key: ", "Kozmoai Store API key", value)?;
            service.owner(&owner)?.set_store_key(&key)?;
            (owner, true)
        }
        StoreKey::Clear(user) => {
            let owner = lookup::user(&service, user)?;
            service.owner(&owner)?.clear_store_key()?;
            (owner, false)
        }
    };
    let done = if is_set { "Set" } else { "Cleared" };
    context.output.result(
        &json!({"user": owner.username, "store_api_key": is_set}),
        &format!("{done} the Kozmoai Store API key of \"{}\"", owner.username),
    )
}
