//! The details of a user.

use crate::service::UserDetails;
use crate::tui::screen::prelude::*;

/// The details as names and values.
pub(super) fn facts(details: &UserDetails) -> Vec<(String, String)> {
    let user = &details.user;
    let yes = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let facts = [
        ("Username", user.username.clone()),
        ("ID", user.id.to_string()),
        ("Active", yes(user.is_active)),
        ("Superuser", yes(user.is_superuser)),
        ("Created", exact_time(Some(user.create_at))),
        ("Updated", exact_time(Some(user.updated_at))),
        ("Last sign-in", exact_time(user.last_login_at)),
        ("Password", if user.password.as_str().is_some() { "set" } else { "none" }.to_owned()),
        ("Store API key", if details.store_api_key { "set" } else { "none" }.to_owned()),
        ("Owns", details.owned.to_string()),
    ];
    facts.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
