//! `kozmoai users activate`, `deactivate`, `promote` and `demote`.

use serde_json::json;

use super::lookup;
use crate::cli::args::shared::{ConfirmArgs, DryRunArgs};
use crate::cli::args::users::UserList;
use crate::cli::context::Context;
use crate::cli::render::{merged, with_dry_run};
use crate::cli::signals::Interruption;
use crate::error::Result;
use crate::model::User;
use crate::service::{ChangedUser, FlagChange};
use crate::text;

/// Changes a flag of users, all or nothing.
pub(crate) fn change(context: &Context<'_>, list: &UserList, change: FlagChange, plan: DryRunArgs) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let Some(service) = context.service_to_change(plan)? else { return lookup::no_such_users(list) };
    let found = lookup::users(&service, list)?;
    let admin = service.admin()?;
    let (mut done, mut to_do) = (Vec::new(), Vec::new());
    for user in found {
        let is_done = list.needed.if_needed && admin.is_done_for(change, &user)?;
        if is_done { &mut done } else { &mut to_do }.push(user);
    }
    let changed = if plan.dry_run { admin.plan_flag_change(&to_do, change)? } else { admin.change_flag(&to_do, change)? };
    let json = |user: &User, revoked: u64, is_changed: bool| {
        merged(&user.public(), json!({"revoked_api_keys": revoked, "changed": is_changed}))
    };
    let output = context.output;
    output.show(
        || {
            let changed_users = changed.iter().map(|one| json(&one.user, one.revoked_api_keys, true));
            let users: Vec<_> = changed_users.chain(done.iter().map(|user| json(user, 0, false))).collect();
            with_dry_run(json!({"changed": !changed.is_empty(), "users": users}), plan.dry_run)
        },
        || {
            changed.iter().try_for_each(|one| output.sentence(&sentence(one, change, plan)))?;
            let already = change.already();
            done.iter().try_for_each(|user| output.sentence(&format!("User \"{}\" is {already}", user.username)))
        },
    )
}

fn sentence(one: &ChangedUser, change: FlagChange, plan: DryRunArgs) -> String {
    let (name, revoked) = (&one.user.username, text::count(one.revoked_api_keys, "API key"));
    let was_inactive = !one.before.is_active;
    match (change, plan.dry_run) {
        (FlagChange::Deactivate, false) if was_inactive => format!("User \"{name}\" was already inactive; {revoked} revoked"),
        (FlagChange::Deactivate, true) if was_inactive => {
            format!("User \"{name}\" is already inactive; would revoke {revoked}")
        }
        (FlagChange::Activate, false) => format!("Activated user \"{name}\""),
        (FlagChange::Activate, true) => format!("Would activate user \"{name}\""),
        (FlagChange::Deactivate, false) => format!("Deactivated user \"{name}\"; {revoked} revoked"),
        (FlagChange::Deactivate, true) => format!("Would deactivate user \"{name}\" and revoke {revoked}"),
        (FlagChange::Promote, false) => format!("Granted superuser to \"{name}\""),
        (FlagChange::Promote, true) => format!("Would grant superuser to \"{name}\""),
        (FlagChange::Demote, false) => format!("Revoked superuser from \"{name}\""),
        (FlagChange::Demote, true) => format!("Would revoke superuser from \"{name}\""),
    }
}

/// The number of names that the question before an approval shows.
const NAMED: usize = 10;

/// Activates everybody who is pending approval.
pub(crate) fn activate_pending(context: &Context<'_>, args: ConfirmArgs) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let service = context.service()?;
    let confirm = |pending: &[User]| context.prompt().confirm(args, &approval_question(pending));
    let activated = service.admin()?.activate_pending(confirm)?;
    let json = |one: &ChangedUser| json!(one.user.public());
    let output = context.output;
    output.show(
        || json!({"changed": !activated.is_empty(), "users": activated.iter().map(json).collect::<Vec<_>>()}),
        || {
            if activated.is_empty() {
                output.note("No users are pending approval");
            }
            activated.iter().try_for_each(|one| output.sentence(&format!("Activated user \"{}\"", one.user.username)))
        },
    )
}

fn approval_question(pending: &[User]) -> String {
    let name = |user: &User| {
        let superuser = if user.is_superuser { " (superuser)" } else { "" };
        format!("\"{}\"{superuser}", user.username)
    };
    // Superusers first, so that none is among those who are only counted.
    let (superusers, regular): (Vec<&User>, Vec<&User>) = pending.iter().partition(|user| user.is_superuser);
    let shown = NAMED.max(superusers.len());
    let names: Vec<String> = superusers.into_iter().chain(regular).take(shown).map(name).collect();
    let users = text::count(pending.len() as u64, "user");
    format!("{users} pending approval: {}. Activate all?", text::some_of(&names, pending.len()))
}
