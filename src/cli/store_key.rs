//! `kozmoai store-key`.

use super::args::{SetStoreKey, StoreKey};
use super::users::find;
use super::{Context, operator};
use crate::error::Result;
use crate::model::User;
use crate::text;

pub(super) fn run(context: &Context<'_>, verb: &StoreKey) -> Result<()> {
    let service = context.service()?;
    match verb {
        StoreKey::Set(SetStoreKey { user, value }) => {
            let owner = find(&service, user)?;
            context.warn_of_weak_key(&service);
            let key = context.prompt().value("Store API key: ", "Store API key", value)?;
            service.set_store_key(&operator(), &owner, &key)?;
            tell(context, &owner, true)
        }
        StoreKey::Clear(user) => {
            let owner = find(&service, user)?;
            service.clear_store_key(&operator(), &owner)?;
            tell(context, &owner, false)
        }
    }
}

fn tell(context: &Context<'_>, owner: &User, set: bool) -> Result<()> {
    if context.output.json {
        return context.output.document(&serde_json::json!({"user": owner.username, "store_api_key": set}));
    }
    let done = if set { "was set" } else { "was taken away" };
    context.output.line(&text::clean(&format!("The store API key of {} {done}.", owner.username)))
}
