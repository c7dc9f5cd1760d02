//! `kozmoai store-key`.

use super::lookup;
use crate::cli::args::api_keys::{SetStoreKey, StoreKey};
use crate::cli::context::{Context, operator};
use crate::error::Result;
use crate::model::User;
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &StoreKey) -> Result<()> {
    let service = context.service()?;
    match verb {
        StoreKey::Set(SetStoreKey { user, value }) => {
            let owner = lookup::user(&service, user)?;
            context.warn_of_weak_key(&service);
            let key = context.prompt().value("Kozmoai Store API key: ", "Kozmoai Store API key", value)?;
            service.set_store_key(&operator(), &owner, &key)?;
            print_report(context, &owner, true)
        }
        StoreKey::Clear(user) => {
            let owner = lookup::user(&service, user)?;
            service.clear_store_key(&operator(), &owner)?;
            print_report(context, &owner, false)
        }
    }
}

fn print_report(context: &Context<'_>, owner: &User, is_set: bool) -> Result<()> {
    if context.output.json {
        return context.output.document(&serde_json::json!({"user": owner.username, "store_api_key": is_set}));
    }
    let done = if is_set { "Set" } else { "Cleared" };
    context.output.line(&text::clean(&format!("{done} the Kozmoai Store API key of \"{}\"", owner.username)))
}
