//! `kozmoai users`, except for transfers and files.

use serde::Serialize;

use super::lookup;
use super::{ownership, transfer};
use crate::cli::args::shared::OneUser;
use crate::cli::args::users::{Add, Delete, List, Passwd, Rename, Sort, UserList, Users};
use crate::cli::context::{Context, operator};
use crate::cli::render::stdout;
use crate::error::{CommandError, Remedy, Result};
use crate::model::user::{PublicUser, check_username};
use crate::model::{Cursor, Timestamp, User, UserFilter, UserId, UserOrder, UserSort};
use crate::secret::{ExposeSecret, Secret};
use crate::service::{FlagChange, NewUser, Service, Usage, UserDetails};
use crate::text;

/// A user as `users show --json` prints one.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    user: PublicUser<'a>,
    #[serde(flatten)]
    owned: &'a Usage,
    store_api_key: bool,
}

/// A user as `users delete --json` prints one.
#[derive(Serialize)]
struct Deleted<'a> {
    id: UserId,
    username: &'a str,
    #[serde(flatten)]
    owned: &'a Usage,
}

pub(crate) fn run(context: &Context<'_>, verb: Users) -> Result<()> {
    match verb {
        Users::List(args) => list(context, args),
        Users::Show(user) => show(context, &user),
        Users::Add(args) => add(context, args),
        Users::Activate(users) => switch(context, &users, FlagChange::Activate),
        Users::Deactivate(users) => switch(context, &users, FlagChange::Deactivate),
        Users::Promote(users) => switch(context, &users, FlagChange::Promote),
        Users::Demote(users) => switch(context, &users, FlagChange::Demote),
        Users::Passwd(args) => passwd(context, &args),
        Users::Transfer(args) => ownership::run(context, &args),
        Users::Rename(args) => rename(context, &args),
        Users::Delete(args) => delete(context, &args),
        Users::Export(args) => transfer::export(context, &args),
        Users::Import(args) => transfer::import(context, &args),
    }
}

fn list(context: &Context<'_>, args: List) -> Result<()> {
    let service = context.service()?;
    let active = if args.active { Some(true) } else { args.inactive.then_some(false) };
    let filter = UserFilter { search: args.search, active, superuser: args.superuser.then_some(true) };
    let order = UserOrder { sort: sort(args.sort), descending: args.desc };
    let page = service.users(&operator(), &filter, order, &Cursor::Offset(args.offset), args.limit)?;
    if context.output.json {
        let users: Vec<_> = page.rows.iter().map(User::public).collect();
        return context.output.document(&serde_json::json!({"total_count": page.total, "users": users}));
    }
    let shown = page.rows.len() as u64;
    let twins = text::twins(page.rows.iter().map(|user| user.username.as_str()));
    let rows = page.rows.iter().map(|user| {
        let name = user.username.as_str();
        [
            if twins.contains(name) { format!("{name} = {}", text::code_points(name)) } else { name.to_owned() },
            yes_or_no(user.is_active),
            yes_or_no(user.is_superuser),
            time(Some(user.create_at)),
            time(user.last_login_at),
            user.id.to_string(),
        ]
    });
    context.output.table(["USERNAME", "ACTIVE", "SUPERUSER", "CREATED", "LAST SIGN-IN", "ID"], rows, "No users match")?;
    if let Some(total) = page.total.filter(|total| (1..*total).contains(&shown)) {
        context.output.note(&format!("Showing {shown} of {}: see --limit and --offset.", text::count(total, "user")));
    }
    Ok(())
}

fn show(context: &Context<'_>, user: &OneUser) -> Result<()> {
    let service = context.service()?;
    let id = lookup::user(&service, user)?.id;
    let details = service.user_details(&operator(), id)?;
    if context.output.json {
        let UserDetails { user, owned, store_api_key } = &details;
        return context.output.document(&Shown { user: user.public(), owned, store_api_key: *store_api_key });
    }
    let user = details.user;
    context.output.facts(&[
        ("Username", user.username),
        ("ID", user.id.to_string()),
        ("Active", yes_or_no(user.is_active)),
        ("Superuser", yes_or_no(user.is_superuser)),
        ("Created", time(Some(user.create_at))),
        ("Updated", time(Some(user.updated_at))),
        ("Last sign-in", time(user.last_login_at)),
        ("Password", if user.password.as_str().is_some() { "set" } else { "none (set one with `users passwd`)" }.to_owned()),
        ("Store API key", if details.store_api_key { "set" } else { "none" }.to_owned()),
        ("Owns", details.owned.to_string()),
    ])
}

fn add(context: &Context<'_>, args: Add) -> Result<()> {
    check_username(&args.name)?;
    let service = context.creating_service()?;
    let (password, is_generated) = context.prompt().new_password(&service, &args.name, &args.password)?;
    let new = NewUser { username: args.name, password, active: args.active.then_some(true), superuser: args.superuser };
    let user = service.create_user(&operator(), &new)?;
    warn_of_look_alikes(context, &service, &user.username)?;
    let state = if user.is_active { "active" } else { "pending approval" };
    let done = format!("Created user \"{}\" ({state})", user.username);
    context.report_with_password(&user, is_generated.then_some(&new.password), &done)
}

/// Warns of other users whose names look like this one.
fn warn_of_look_alikes(context: &Context<'_>, service: &Service, name: &str) -> Result<()> {
    service.look_alikes(name)?.iter().for_each(|other| context.output.warning(&text::look_alike(name, other)));
    Ok(())
}

fn passwd(context: &Context<'_>, args: &Passwd) -> Result<()> {
    if let Some(file) = &args.file {
        return ownership::passwords(context, file);
    }
    let service = context.service()?;
    let user = lookup::user(&service, &OneUser { name: args.name.clone(), id: args.id.clone() })?;
    let (password, is_generated) = context.prompt().new_password(&service, &user.username, &args.password)?;
    let user = service.set_password(&operator(), &user, &password)?;
    context.report_with_password(&user, is_generated.then_some(&password), &format!("Set the password of \"{}\"", user.username))
}

fn rename(context: &Context<'_>, args: &Rename) -> Result<()> {
    let service = context.service()?;
    let (user, name) = match (&args.id, args.names.as_slice()) {
        (Some(id), [name]) => (lookup::user_by_id(&service, id)?, name),
        (None, [old, name]) => (service.user_named(&operator(), old)?, name),
        _ => return Err(CommandError::ArgumentMissing { argument: "a new name" }.into()),
    };
    let renamed = service.rename_user(&operator(), &user, name)?;
    warn_of_look_alikes(context, &service, name)?;
    context.report(&[renamed], &format!("Renamed user \"{}\" to \"{name}\"", user.username))
}

fn delete(context: &Context<'_>, args: &Delete) -> Result<()> {
    let service = context.service()?;
    let user = lookup::user(&service, &args.user)?;
    let details = service.user_details(&operator(), user.id)?;
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
    let deleted = service.delete_users(&operator(), &[user])?;
    if context.output.json {
        let deleted: Vec<_> = deleted
            .iter()
            .map(|UserDetails { user, owned, .. }| Deleted { id: user.id, username: &user.username, owned })
            .collect();
        return context.output.document(&serde_json::json!({"deleted": deleted}));
    }
    deleted.iter().try_for_each(|deleted| {
        context.output.line(&format!("Deleted user \"{}\" with {}", text::clean(&deleted.user.username), deleted.owned))
    })
}

fn switch(context: &Context<'_>, users: &UserList, switch: FlagChange) -> Result<()> {
    let service = context.service()?;
    let named = users.names.iter().map(|name| service.user_named(&operator(), name));
    let found: Vec<User> = named.chain(users.id.iter().map(|id| lookup::user_by_id(&service, id))).collect::<Result<_>>()?;
    let switched = service.switch_users(&operator(), &found, switch)?;
    if context.output.json {
        let rows: Vec<_> = switched
            .iter()
            .map(|one| {
                let mut row = serde_json::json!(one.user.public());
                row["revoked_api_keys"] = one.revoked_api_keys.into();
                row
            })
            .collect();
        return context.output.document(&serde_json::json!({"users": rows}));
    }
    switched.iter().try_for_each(|one| {
        let name = text::clean(&one.user.username);
        context.output.line(&match switch {
            FlagChange::Activate => format!("Activated user \"{name}\""),
            FlagChange::Deactivate => {
                format!("Deactivated user \"{name}\"; {} revoked", text::count(one.revoked_api_keys, "API key"))
            }
            FlagChange::Promote => format!("Granted superuser to \"{name}\""),
            FlagChange::Demote => format!("Revoked superuser from \"{name}\""),
        })
    })
}

impl Context<'_> {
    fn report(&self, users: &[User], sentence: &str) -> Result<()> {
        if self.output.json {
            let users: Vec<_> = users.iter().map(User::public).collect();
            return if let [user] = users.as_slice() { self.output.document(user) } else { self.output.document(&users) };
        }
        self.output.line(&text::clean(sentence))
    }

    /// The same, with a generated password, which is printed only once, on standard output.
    fn report_with_password(&self, user: &User, password: Option<&Secret>, sentence: &str) -> Result<()> {
        let Some(password) = password else { return self.report(std::slice::from_ref(user), sentence) };
        let shown = if self.output.json {
            let mut document = serde_json::json!(user.public());
            document["password"] = password.expose_secret().into();
            self.output.document(&document)
        } else {
            self.output.note(sentence);
            self.output.line(password.expose_secret())
        };
        let remedy = Remedy::GeneratePassword { user_id: user.id.to_string() };
        shown.map_err(|error| stdout::lost(&error, sentence.to_owned(), "the generated password", remedy))
    }
}

const fn sort(sort: Sort) -> UserSort {
    match sort {
        Sort::Id => UserSort::Id,
        Sort::Username => UserSort::Username,
        Sort::IsActive => UserSort::Active,
        Sort::IsSuperuser => UserSort::Superuser,
        Sort::CreateAt => UserSort::Created,
        Sort::UpdatedAt => UserSort::Updated,
        Sort::LastLoginAt => UserSort::LastSignIn,
    }
}

pub(crate) fn yes_or_no(flag: bool) -> String {
    if flag { "yes" } else { "no" }.to_owned()
}

pub(crate) fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}
