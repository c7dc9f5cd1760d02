//! `kozmoai users`, except for transfers and files.

use serde_json::json;

use super::{lookup, user_files, user_transfer};
use crate::cli::args::shared::OneUser;
use crate::cli::args::users::{Activate, Add, Delete, List, Passwd, Rename, UserList, Users};
use crate::cli::context::Context;
use crate::cli::lists::users;
use crate::cli::render::{Output, merged, stdout, time, yes_or_no};
use crate::error::{CommandError, Remedy, Result};
use crate::model::user::check_username;
use crate::model::{StatusFilter, User, UserFilter, UserOrder};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{ChangedUser, FlagChange, NewUser, UserDetails};
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: Users) -> Result<()> {
    match verb {
        Users::List(args) => list(context, args),
        Users::Show(user) => show(context, &user),
        Users::Add(args) => add(context, args),
        Users::Activate(args) if args.pending => activate_pending(context, args.yes),
        Users::Activate(Activate { names, id, .. }) => change_flag(context, &UserList { names, id }, FlagChange::Activate),
        Users::Deactivate(users) => change_flag(context, &users, FlagChange::Deactivate),
        Users::Promote(users) => change_flag(context, &users, FlagChange::Promote),
        Users::Demote(users) => change_flag(context, &users, FlagChange::Demote),
        Users::Passwd(args) => passwd(context, &args),
        Users::Transfer(args) => user_transfer::run(context, &args),
        Users::Rename(args) => rename(context, &args),
        Users::Delete(args) => delete(context, &args),
        Users::Export(args) => user_files::export(context, &args),
        Users::Import(args) => user_files::import(context, &args),
    }
}

fn list(context: &Context<'_>, args: List) -> Result<()> {
    let request = users::list().request(context.output, &args.list)?;
    let service = context.service()?;
    let statuses = [
        (args.active, StatusFilter::Active),
        (args.inactive, StatusFilter::Inactive),
        (args.pending, StatusFilter::Pending),
        (args.deactivated, StatusFilter::Deactivated),
    ];
    let status = statuses.into_iter().find_map(|(is_wanted, status)| is_wanted.then_some(status));
    let filter = UserFilter { search: args.search, status, superuser: args.superuser.then_some(true) };
    let order = UserOrder { sort: args.sort, descending: args.desc };
    request.print(&mut users::Users { service: &service, filter, order })
}

fn show(context: &Context<'_>, user: &OneUser) -> Result<()> {
    let service = context.service()?;
    let id = lookup::user(&service, user)?.id;
    let UserDetails { user, owned, store_api_key } = service.admin()?.user_details(id)?;
    let document = || merged(&merged(&user.public(), json!(owned)), json!({"store_api_key": store_api_key}));
    let text = || {
        context.output.facts(&[
            ("Username", user.username.clone()),
            ("ID", user.id.to_string()),
            ("Status", user.status().title().to_owned()),
            ("Superuser", yes_or_no(user.is_superuser)),
            ("Created", time(Some(user.create_at))),
            ("Updated", time(Some(user.updated_at))),
            ("Last sign-in", time(user.last_login_at)),
            ("Password", if user.password.as_str().is_some() { "set" } else { "none (set one with `users passwd`)" }.to_owned()),
            ("Store API key", if store_api_key { "set" } else { "none" }.to_owned()),
            ("Owns", owned.to_string()),
        ])
    };
    context.output.show(document, text)
}

fn add(context: &Context<'_>, args: Add) -> Result<()> {
    check_username(&args.name)?;
    let service = context.creating_service()?;
    let (password, is_generated) = context.prompt().new_password(&service, &args.name, &args.password)?;
    let new = NewUser { username: args.name, password, active: args.active.then_some(true), superuser: args.superuser };
    let user = service.admin()?.create_user(&new)?;
    lookup::warn_of_look_alikes(context, &service, &user.username)?;
    let done = format!("Created user \"{}\" ({})", user.username, user.status().title());
    report_with_password(context.output, &user, is_generated.then_some(&new.password), &done)
}

fn passwd(context: &Context<'_>, args: &Passwd) -> Result<()> {
    if let Some(file) = &args.file {
        return user_files::set_passwords(context, file);
    }
    let service = context.service()?;
    let user = lookup::user(&service, &OneUser { name: args.name.clone(), id: args.id.clone() })?;
    let (password, is_generated) = context.prompt().new_password(&service, &user.username, &args.password)?;
    let user = service.admin()?.set_password(&user, &password)?;
    report_with_password(
        context.output,
        &user,
        is_generated.then_some(&password),
        &format!("Set the password of \"{}\"", user.username),
    )
}

fn rename(context: &Context<'_>, args: &Rename) -> Result<()> {
    let service = context.service()?;
    let (user, name) = match (&args.id, args.names.as_slice()) {
        (Some(id), [name]) => (lookup::user_by_id(&service, id)?, name),
        (None, [old, name]) => (service.admin()?.user_named(old)?, name),
        _ => return Err(CommandError::ArgumentMissing { argument: "a new name" }.into()),
    };
    let renamed = service.admin()?.rename_user(&user, name)?;
    lookup::warn_of_look_alikes(context, &service, name)?;
    context.output.result(&renamed.public(), &format!("Renamed user \"{}\" to \"{name}\"", user.username))
}

fn delete(context: &Context<'_>, args: &Delete) -> Result<()> {
    let service = context.service()?;
    let user = lookup::user(&service, &args.user)?;
    let details = service.admin()?.user_details(user.id)?;
    let confirmation = match &args.confirm {
        Some(name) => name.clone(),
        None => {
            let question = format!(
                "Deleting \"{0}\" also deletes {1}.\nType \"{0}\" to confirm: ",
                text::clean(&user.username),
                details.owned
            );
            context.prompt().line(
                &question,
                &format!("confirmation to delete \"{}\", with {}", user.username, details.owned),
                "--confirm",
            )?
        }
    };
    if confirmation != user.username {
        return Err(CommandError::ConfirmationWrong { username: user.username }.into());
    }
    let deleted = service.admin()?.delete_users(&[user])?;
    let json =
        |UserDetails { user, owned, .. }: &UserDetails| merged(&json!({"id": user.id, "username": user.username}), json!(owned));
    context.output.show(
        || json!({"deleted": deleted.iter().map(json).collect::<Vec<_>>()}),
        || {
            deleted.iter().try_for_each(|UserDetails { user, owned, .. }| {
                context.output.sentence(&format!("Deleted user \"{}\" with {owned}", user.username))
            })
        },
    )
}

fn change_flag(context: &Context<'_>, users: &UserList, change: FlagChange) -> Result<()> {
    let service = context.service()?;
    let named = users.names.iter().map(|name| service.admin()?.user_named(name));
    let found: Vec<User> = named.chain(users.id.iter().map(|id| lookup::user_by_id(&service, id))).collect::<Result<_>>()?;
    let changed = service.admin()?.change_flag(&found, change)?;
    let json = |one: &ChangedUser| merged(&one.user.public(), json!({"revoked_api_keys": one.revoked_api_keys}));
    let print = |one: &ChangedUser| {
        let name = &one.user.username;
        context.output.sentence(&match change {
            FlagChange::Activate => format!("Activated user \"{name}\""),
            FlagChange::Deactivate => {
                format!("Deactivated user \"{name}\"; {} revoked", text::count(one.revoked_api_keys, "API key"))
            }
            FlagChange::Promote => format!("Granted superuser to \"{name}\""),
            FlagChange::Demote => format!("Revoked superuser from \"{name}\""),
        })
    };
    context.output.show(|| json!({"users": changed.iter().map(json).collect::<Vec<_>>()}), || changed.iter().try_for_each(print))
}

/// The number of names that the question before an approval shows.
const NAMED: usize = 10;

fn activate_pending(context: &Context<'_>, is_confirmed: bool) -> Result<()> {
    let service = context.service()?;
    let activated = service
        .admin()?
        .activate_pending(|pending| if is_confirmed { Ok(()) } else { context.prompt().confirm(&approval_question(pending)) })?;
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
    let more = pending.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let users = text::count(pending.len() as u64, "user");
    format!("{users} pending approval: {}{more}. Activate all?", names.join(", "))
}

/// Reports a change with a generated password, if there is one, which is printed only once, on standard output.
fn report_with_password(output: &Output, user: &User, password: Option<&Secret>, done: &str) -> Result<()> {
    let Some(password) = password else { return output.result(&user.public(), done) };
    let shown = output.show(
        || merged(&user.public(), json!({"password": password.expose_secret()})),
        || {
            output.note(done);
            output.line(password.expose_secret())
        },
    );
    let remedy = Remedy::GeneratePassword { user_id: user.id.to_string() };
    shown.map_err(|error| stdout::lost(&error, done.to_owned(), "the generated password", remedy))
}
