//! `kozmoai users`, except for flags, deletions, transfers and files.

use serde_json::json;

use super::{lookup, user_deletion, user_files, user_flags, user_transfer};
use crate::cli::args::shared::{DryRunArgs, OneUser};
use crate::cli::args::users::{Activate, Add, List, Passwd, Rename, UserList, Users};
use crate::cli::context::Context;
use crate::cli::lists::users;
use crate::cli::render::{Output, merged, stdout, time, with_changed, yes_or_no};
use crate::error::{CommandError, Remedy, Result};
use crate::model::user::check_username;
use crate::model::{StatusFilter, User, UserFilter, UserOrder};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{FlagChange, NewUser, UserDetails, WantedUser};

pub(crate) fn run(context: &Context<'_>, verb: &Users) -> Result<()> {
    match verb {
        Users::List(args) => list(context, args),
        Users::Show(user) => show(context, user),
        Users::Add(args) => add(context, args),
        Users::Activate(args) if args.pending => user_flags::activate_pending(context, args.confirm),
        Users::Activate(Activate { names, id, needed, .. }) => {
            let users = UserList { names: names.clone(), id: id.clone(), needed: *needed };
            user_flags::change(context, &users, FlagChange::Activate, DryRunArgs::default())
        }
        Users::Deactivate(args) => user_flags::change(context, &args.users, FlagChange::Deactivate, args.plan),
        Users::Promote(users) => user_flags::change(context, users, FlagChange::Promote, DryRunArgs::default()),
        Users::Demote(users) => user_flags::change(context, users, FlagChange::Demote, DryRunArgs::default()),
        Users::Passwd(args) => passwd(context, args),
        Users::Transfer(args) => user_transfer::run(context, args),
        Users::Rename(args) => rename(context, args),
        Users::Delete(args) => user_deletion::run(context, args),
        Users::Export(args) => user_files::export(context, args),
        Users::Import(args) => user_files::import(context, args),
    }
}

fn list(context: &Context<'_>, args: &List) -> Result<()> {
    let request = context.list_request(users::list(), &args.list)?;
    let service = context.service()?;
    let statuses = [
        (args.active, StatusFilter::Active),
        (args.inactive, StatusFilter::Inactive),
        (args.pending, StatusFilter::Pending),
        (args.deactivated, StatusFilter::Deactivated),
    ];
    let status = statuses.into_iter().find_map(|(is_wanted, status)| is_wanted.then_some(status));
    let filter = UserFilter { search: args.search.clone(), status, superuser: args.superuser.then_some(true) };
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
            ("Password", if user.password.is_set() { "set" } else { "none (set one with `users passwd`)" }.to_owned()),
            ("Store API key", if store_api_key { "set" } else { "none" }.to_owned()),
            ("Owns", owned.to_string()),
        ])
    };
    context.output.show(document, text)
}

fn add(context: &Context<'_>, args: &Add) -> Result<()> {
    check_username(&args.name)?;
    let service = context.creating_service()?;
    if args.needed.if_needed {
        let wanted = WantedUser { username: &args.name, active: args.active, superuser: args.superuser };
        if let Some(user) = service.admin()?.existing_user(wanted)? {
            return report_existing(context, &user);
        }
    }
    let (password, is_generated) = context.prompt().new_password(&service, &args.name, &args.password)?;
    let new = NewUser { username: args.name.clone(), password, active: args.active.then_some(true), superuser: args.superuser };
    let user = service.admin()?.create_user(&new)?;
    lookup::warn_of_look_alikes(context, &service, &user.username)?;
    let done = format!("Created user \"{}\" ({})", user.username, user.status().title());
    report_with_password(context.output, &user, is_generated.then_some(&new.password), &done)
}

/// Reports that a user exists already, as asked for.
pub(super) fn report_existing(context: &Context<'_>, user: &User) -> Result<()> {
    let name = &user.username;
    context
        .output
        .result(&with_changed(&user.public(), false), &format!("User \"{name}\" already exists ({})", user.status().title()))?;
    context.output.note(&format!("The password of \"{name}\" was not set."));
    Ok(())
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
    context.output.result(&with_changed(&renamed.public(), true), &format!("Renamed user \"{}\" to \"{name}\"", user.username))
}

/// Reports a change with a generated password, if there is one, which is printed only once, on standard output.
fn report_with_password(output: &Output, user: &User, password: Option<&Secret>, done: &str) -> Result<()> {
    let Some(password) = password else {
        return output.result(&with_changed(&user.public(), true), done);
    };
    let shown = output.show(
        || merged(&user.public(), json!({"changed": true, "password": password.expose_secret()})),
        || {
            output.note(done);
            output.line(password.expose_secret())
        },
    );
    let remedy = Remedy::GeneratePassword { user_id: user.id.to_string() };
    shown.map_err(|error| stdout::lost(&error, done.to_owned(), "the generated password", remedy))
}
