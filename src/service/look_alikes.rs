//! Usernames that look like another one, and suggestions for names that do not exist.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Admin, Service};
use crate::error::{Problem, Remedy, Result, ServerError};
use crate::model::user::PasswordHash;
use crate::model::{Cursor, User, UserFilter, UserId, UserOrder};
use crate::text;

/// The similarity from which a name is suggested, from 0 to 1.
const SIMILAR: f64 = 0.8;
/// How many names before and after an unknown one are compared.
const NEIGHBOURS: usize = 20;

impl Admin<'_> {
    /// Other usernames that look like this one: they differ only in case or in Unicode composition.
    ///
    /// # Errors
    /// `Store`.
    pub fn look_alikes(&self, username: &str) -> Result<Vec<String>> {
        let wanted = text::likeness(username);
        let mut found = BTreeSet::new();
        // Sorted by name, they are neighbours of one of the forms of this name.
        for form in text::forms(username) {
            let neighbours = match self.neighbours(&form) {
                // The encoding of the database lacks this form, so no name has it.
                Err(error) if matches!(error.problem(), Problem::Server(ServerError::NotEncodable { .. })) => continue,
                neighbours => neighbours?,
            };
            found.extend(neighbours.into_iter().filter(|name| name != username && text::likeness(name) == wanted));
        }
        Ok(found.into_iter().collect())
    }

    /// The names to suggest for an unknown one: those that look like it, else the most similar one with its look-alikes.
    pub(super) fn suggestion_for(&self, username: &str) -> Result<Option<Remedy>> {
        let nearest = match self.look_alikes(username)?.into_iter().next() {
            None => self.nearest_name(username)?,
            look_alike => look_alike,
        };
        let Some(name) = nearest else { return Ok(None) };
        let mut names = self.look_alikes(&name)?;
        names.insert(0, name);
        Ok(Some(did_you_mean(&names, username)))
    }

    /// The most similar name among the neighbours of an unknown one.
    fn nearest_name(&self, username: &str) -> Result<Option<String>> {
        let wanted = text::fold(username);
        let similarity = |name: &str| strsim::jaro_winkler(&wanted, &text::fold(name));
        let nearest = self.neighbours(username)?.into_iter().max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        Ok(nearest.filter(|name| similarity(name) >= SIMILAR))
    }
}

impl Service {
    /// The names before and after a name.
    fn neighbours(&self, username: &str) -> Result<Vec<String>> {
        let row = User { id: UserId(Uuid::nil()), ..self.new_user(username, PasswordHash::none(), false, false) };
        let (filter, order) = (UserFilter::default(), UserOrder::default());
        let mut users = self.store.users(&filter, order, &Cursor::Before(row.clone()), NEIGHBOURS)?;
        users.extend(self.store.users(&filter, order, &Cursor::After(row), NEIGHBOURS)?);
        Ok(users.into_iter().map(|user| user.username).collect())
    }
}

/// The suggestion for an unknown name, with differences that cannot be seen spelled out.
pub(super) fn did_you_mean(known: &[String], given: &str) -> Remedy {
    let [known] = known else {
        let mut names: Vec<String> = known.iter().map(|name| text::code_points(name)).collect();
        names.sort_unstable();
        return Remedy::DidYouMeanOneOf { names };
    };
    let look_same = text::fold(known) != text::fold(given) && text::likeness(known) == text::likeness(given);
    Remedy::DidYouMean { name: known.clone(), difference: look_same.then(|| text::difference(known, given)) }
}
