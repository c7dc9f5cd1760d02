//! `kozmoai users delete`.

use serde_json::json;

use super::lookup;
use crate::cli::args::users::Delete;
use crate::cli::context::Context;
use crate::cli::prompt;
use crate::cli::render::{merged, with_dry_run};
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Result};
use crate::service::UserDetails;
use crate::text;

/// The number of names that the question shows.
const NAMED: usize = 10;

/// Deletes users with all their data, all or nothing.
pub(crate) fn run(context: &Context<'_>, args: &Delete) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let Some(service) = context.service_to_change(args.plan)? else {
        lookup::no_users(context, &args.users)?;
        return report(context, args, &[]);
    };
    let users = lookup::present_users(context, &service, &args.users)?;
    let planned = service.admin()?.plan_deletion(&users)?;
    confirm(context, args, &planned)?;
    let deleted = if args.plan.dry_run { planned } else { service.admin()?.delete_users(&users)? };
    report(context, args, &deleted)
}

/// Requires the username, or the number of several users, unless a flag confirms.
fn confirm(context: &Context<'_>, args: &Delete, planned: &[UserDetails]) -> Result<()> {
    let (word, flags) = match planned {
        [] => return Ok(()),
        [one] => (one.user.username.clone(), "--yes or --confirm"),
        several => (several.len().to_string(), prompt::YES),
    };
    let confirmation = match &args.confirm {
        Some(_) if planned.len() > 1 => return Err(CommandError::ConfirmationForSeveral.into()),
        Some(name) => name.clone(),
        None if args.answer.yes || args.plan.dry_run => return Ok(()),
        None => context.prompt().typed_confirmation(&question(planned), &word, flags)?,
    };
    match planned {
        _ if confirmation == word => Ok(()),
        [one] => Err(CommandError::ConfirmationWrong { username: one.user.username.clone() }.into()),
        _ => Err(CommandError::NotConfirmed.into()),
    }
}

fn question(planned: &[UserDetails]) -> String {
    let owned = UserDetails::all_owned(planned);
    let names: Vec<String> = planned.iter().take(NAMED).map(|one| format!("\"{}\"", one.user.username)).collect();
    if let [name] = names.as_slice() {
        return format!("Delete user {name}? {owned} go with it.");
    }
    let users = text::count(planned.len() as u64, "user");
    format!("Delete {users} ({})? {owned} go with them.", text::some_of(&names, planned.len()))
}

fn report(context: &Context<'_>, args: &Delete, deleted: &[UserDetails]) -> Result<()> {
    let json =
        |UserDetails { user, owned, .. }: &UserDetails| merged(&json!({"id": user.id, "username": user.username}), json!(owned));
    let verb = if args.plan.dry_run { "Would delete" } else { "Deleted" };
    context.output.show(
        || {
            let users: Vec<_> = deleted.iter().map(json).collect();
            with_dry_run(json!({"changed": !deleted.is_empty(), "deleted": users}), args.plan.dry_run)
        },
        || {
            deleted.iter().try_for_each(|UserDetails { user, owned, .. }| {
                context.output.sentence(&format!("{verb} user \"{}\" with {owned}", user.username))
            })
        },
    )
}
