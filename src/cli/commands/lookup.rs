//! The users, names and times that arguments name.

use std::collections::BTreeSet;

use crate::cli::args::shared::{IfNeededArgs, OneUser, OptionalUser, UserAndName};
use crate::cli::args::users::UserList;
use crate::cli::context::Context;
use crate::cli::operator::OperatorService;
use crate::error::{CommandError, Error, Kind, Result, UserError};
use crate::model::{User, UserId};
use crate::text;

/// The user with the ID in a text.
pub(crate) fn user_by_id(service: &OperatorService, text: &str) -> Result<User> {
    let id: UserId = text.parse().map_err(|_| CommandError::IdInvalid { id: text.to_owned(), of: "users" })?;
    service.admin()?.user(id)
}

/// The user with an ID or a name.
pub(crate) fn user(service: &OperatorService, user: &OneUser) -> Result<User> {
    named_user(service, user.id.as_deref(), user.name.as_deref())?.ok_or_else(|| CommandError::UserMissing.into())
}

/// The user, if one is named.
pub(crate) fn optional_user(service: &OperatorService, user: &OptionalUser) -> Result<Option<User>> {
    named_user(service, user.id.as_deref(), user.name.as_deref())
}

fn named_user(service: &OperatorService, id: Option<&str>, name: Option<&str>) -> Result<Option<User>> {
    match (id, name) {
        (Some(id), _) => user_by_id(service, id).map(Some),
        (None, Some(name)) => service.admin()?.user_named(name).map(Some),
        (None, None) => Ok(None),
    }
}

/// The users, by name or ID, each once.
pub(crate) fn users(service: &OperatorService, list: &UserList) -> Result<Vec<User>> {
    let found = each_user(service, list).collect::<Result<Vec<_>>>()?;
    Ok(without_duplicates(found))
}

/// The same without those who do not exist, if that is `needed` only; they are noted.
pub(crate) fn present_users(context: &Context<'_>, service: &OperatorService, list: &UserList) -> Result<Vec<User>> {
    let found = each_user(service, list).filter_map(|user| unless_absent(context, list.needed, user).transpose());
    Ok(without_duplicates(found.collect::<Result<Vec<_>>>()?))
}

/// Reports that the users do not exist, since there is no database.
pub(crate) fn no_users(context: &Context<'_>, list: &UserList) -> Result<()> {
    let named = list.names.iter().map(|name| UserError::UserNotFound { username: name.clone() });
    let mut all = named.chain(list.id.iter().map(|id| UserError::UserIdNotFound { id: id.clone() }));
    all.try_for_each(|error| unless_absent::<()>(context, list.needed, Err(error.into())).map(drop))
}

/// The error of users who do not exist, since there is no database.
pub(crate) fn no_such_users(list: &UserList) -> Result<()> {
    let id = || list.id.first().map(|id| UserError::UserIdNotFound { id: id.clone() });
    let first = list.names.first().map(|name| UserError::UserNotFound { username: name.clone() }).or_else(id);
    first.map_or(Ok(()), |error| Err(error.into()))
}

/// What was found; none, with a note, if it is absent and `--if-needed` accepts that.
pub(crate) fn unless_absent<T>(context: &Context<'_>, needed: IfNeededArgs, found: Result<T>) -> Result<Option<T>> {
    match found {
        Err(error) if needed.if_needed && error.kind() == Kind::NotFound => {
            context.output.note(&error.to_string());
            Ok(None)
        }
        found => found.map(Some),
    }
}

fn each_user<'a>(service: &'a OperatorService, list: &'a UserList) -> impl Iterator<Item = Result<User>> + 'a {
    let named = list.names.iter().map(|name| service.admin()?.user_named(name));
    named.chain(list.id.iter().map(|id| user_by_id(service, id)))
}

fn without_duplicates(mut users: Vec<User>) -> Vec<User> {
    let mut seen = BTreeSet::new();
    users.retain(|user| seen.insert(user.id));
    users
}

/// The user, and the name of a variable or an API key.
pub(crate) fn user_and_name(service: &OperatorService, args: &UserAndName) -> Result<(User, String)> {
    match (&args.id, args.names.as_slice()) {
        (Some(id), [name]) => Ok((user_by_id(service, id)?, name.clone())),
        (None, [user, name]) => Ok((service.admin()?.user_named(user)?, name.clone())),
        _ => Err(CommandError::ArgumentMissing { argument: "a name" }.into()),
    }
}

/// Warns of other users whose names look like this one.
pub(crate) fn warn_of_look_alikes(context: &Context<'_>, service: &OperatorService, name: &str) -> Result<()> {
    service.admin()?.look_alikes(name)?.iter().for_each(|other| context.output.warning(&text::look_alike(name, other)));
    Ok(())
}

/// The error of a flag whose value is not a time.
pub(crate) fn invalid_time(text: &str, flag: &'static str) -> Error {
    CommandError::TimeInvalid { time: text.to_owned(), flag }.into()
}
