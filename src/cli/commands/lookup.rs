//! The users, names and times that arguments name.

use crate::cli::args::shared::{OneUser, OptionalUser, UserAndName};
use crate::cli::context::Context;
use crate::cli::operator::OperatorService;
use crate::error::{CommandError, Error, Result};
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
