//! Secrets: windows of them, every encrypted value, and the rewrite of all.

use super::prelude::*;

/// How many values are processed at a time: enough for all cores, few enough for little memory.
const VALUES: usize = 4_096;
/// The secrets of how many users are read at a time.
const USERS: usize = 64;

impl SecretStore for Embedded {
    fn secrets_part(&self, user: UserId, part: SecretsPart<'_>) -> Result<UserSecrets> {
        let secrets = self.read()?.record(keys::secrets(user))?.unwrap_or_default();
        Ok(part.take_from(secrets))
    }

    fn api_key_owner(&self, id: ApiKeyId) -> Result<Option<UserId>> {
        let db = self.read()?;
        let mut next = all(&db);
        while let Some((user, secrets)) = next()? {
            if secrets.api_keys.iter().any(|key| key.id == id) {
                return Ok(Some(user));
            }
        }
        Ok(None)
    }

    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        secrets_after(&*self.read()?, after, limit)
    }

    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        // The greatest key of secrets is that of the greatest id.
        let end = before
            .map_or_else(|| Bound::Included(keys::secrets(UserId(Uuid::max()))), |user| Bound::Excluded(keys::secrets(user)));
        let rows = self.read()?.range((Bound::Included(keys::SECRETS.to_vec()), end)).rev().take(limit);
        let mut secrets: Vec<_> = rows.take_while(is_secrets).map(secrets_of_row).collect::<Result<_>>()?;
        secrets.reverse();
        Ok(secrets)
    }

    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        self.read()?.record(keys::KEY_BINDING)
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        values(&*self.read()?, visit)
    }

    fn secret_owners(&self, places: &[SecretLocation]) -> Result<Vec<Option<SecretOwner>>> {
        owners(&*self.read()?, places)
    }

    fn rewrite(&self, work: &mut dyn Rewrite, options: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        self.replace(options.before, |db, fresh| rewrite(db, fresh, work, options)).map(|()| Vec::new())
    }

    /// No other process has the database open, and in this one `rewrite` excludes everything else.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        Ok(Box::new(()))
    }

    fn preflight(&self) -> Result<()> {
        self.require_writable()?;
        swap::preflight(&self.lock)
    }

    /// Nothing is encrypted here outside the inventory.
    fn unknown_tokens(&self, _decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        Ok(UnknownTokens::default())
    }
}

/// Some users' secrets, in the order of the ids.
pub(super) fn secrets_after(db: &Db, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    let start = after.map_or_else(|| Bound::Included(keys::SECRETS.to_vec()), |user| Bound::Excluded(keys::secrets(user)));
    let rows = db.range((start, Bound::Unbounded)).take(limit);
    rows.take_while(is_secrets).map(secrets_of_row).collect()
}

fn is_secrets(row: &Row) -> bool {
    row.as_ref().map_or(true, |(key, _)| key.starts_with(keys::SECRETS))
}

fn secrets_of_row(row: Row) -> Result<(UserId, UserSecrets)> {
    let (key, value) = row?;
    let id = key.get(keys::SECRETS.len()..).and_then(|id| Uuid::from_slice(id).ok()).ok_or_else(damaged)?;
    Ok((UserId(id), decode(&value)?))
}

/// The secrets of all users, one by one.
fn all(db: &Db) -> impl FnMut() -> Result<Option<(UserId, UserSecrets)>> {
    let mut rows = db.scan_prefix(keys::SECRETS);
    move || rows.next().map(secrets_of_row).transpose()
}

/// Shows every value to `visit`, some at a time.
pub(super) fn values(db: &Db, visit: ValueVisitor<'_>) -> Result<()> {
    show(all(db), visit)
}

/// Shows every value in the secrets that `read` finds to `visit`, some at a time.
pub(super) fn show(read: impl FnMut() -> Result<Option<(UserId, UserSecrets)>>, visit: ValueVisitor<'_>) -> Result<()> {
    let mut show = |mut secrets: Window| {
        for some in take_values(&mut secrets).chunks(VALUES) {
            if visit(some)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    };
    each(read, &mut show, |()| Ok(()))
}

/// The owners of values. Those of variables are found by reading secrets until all are found.
fn owners(db: &Db, places: &[SecretLocation]) -> Result<Vec<Option<SecretOwner>>> {
    let variables = places.iter().filter(|place| matches!(place, SecretLocation::Variable(_)));
    let mut missing: BTreeSet<Uuid> = variables.map(|place| place.id()).collect();
    let mut found = BTreeMap::new();
    if !missing.is_empty() {
        let mut search = |users: Window| {
            for (user, secrets) in users {
                let wanted = secrets.variables.into_iter().filter(|variable| missing.remove(&variable.id.0));
                found.extend(wanted.map(|variable| (variable.id.0, (user, variable.name))));
            }
            Ok(if missing.is_empty() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        };
        each(all(db), &mut search, |()| Ok(()))?;
    }
    let owner = |place: &SecretLocation| {
        let (id, variable) = match place {
            SecretLocation::Variable(id) => match found.remove(&id.0) {
                Some((user, name)) => (user, Some(name)),
                None => return Ok(None),
            },
            SecretLocation::StoreKey(user) => (*user, None),
        };
        let user: Option<User> = db.record(keys::user(id))?;
        Ok(user.map(|user| SecretOwner { user: id, username: user.username, variable }))
    };
    places.iter().map(owner).collect()
}

/// Writes a fresh database: the present one, with every value changed.
fn rewrite(db: &Db, fresh: &Path, work: &mut dyn Rewrite, options: &RewriteOptions<'_>) -> Result<()> {
    let write = |writer: &mut Writer<'_>| {
        let mut others = 0;
        for row in db.iter() {
            let (key, value) = row?;
            if !key.starts_with(keys::SECRETS) {
                writer.row(key, value)?;
                others += 1;
            }
        }
        // These replace rows that were just written; what follows is in order again.
        writer.event(db.required(keys::HEAD)?, options.audit.clone())?;
        writer.record(keys::KEY_BINDING, options.after)?;
        writer.flush()?;
        change_values(db, writer, work)?;
        Ok((others, work))
    };
    write_and_verify(fresh, write, |fresh, (others, work)| {
        values(fresh, &mut |some| work.verify(some).map(ControlFlow::Continue))?;
        if fresh.count(&[])? < others + db.count(keys::SECRETS)? {
            return Err(damaged());
        }
        work.before_commit()
    })
}

/// Writes all secrets, changed.
fn change_values(db: &Db, writer: &mut Writer<'_>, work: &mut dyn Rewrite) -> Result<()> {
    let mut change = |mut secrets: Window| {
        let mut values = take_values(&mut secrets);
        values.chunks_mut(VALUES).try_for_each(|some| work.change(some))?;
        put_values(&mut secrets, values);
        Ok(ControlFlow::Continue(secrets))
    };
    each(all(db), &mut change, |secrets| {
        secrets.iter().try_for_each(|(user, secrets)| writer.record(keys::secrets(*user), secrets))
    })
}

/// The secrets of some users.
type Window = Vec<(UserId, UserSecrets)>;

/// Gives the secrets that `read` finds to `work`, those of some users at a time and until it has seen enough, and the results to
/// `store`.
fn each<D: Send>(
    mut read: impl FnMut() -> Result<Option<(UserId, UserSecrets)>>,
    work: &mut (dyn FnMut(Window) -> Result<ControlFlow<(), D>> + Send),
    mut store: impl FnMut(D) -> Result<()>,
) -> Result<()> {
    let window = |_: &mut ()| {
        let mut window = Window::new();
        while window.len() < USERS
            && let Some(secrets) = read()?
        {
            window.push(secrets);
        }
        Ok((!window.is_empty()).then_some(window))
    };
    pipeline(&mut (), window, work, |_, result| store(result)).map(drop)
}

fn take_values(users: &mut [(UserId, UserSecrets)]) -> Vec<EncryptedValue> {
    let values = users.iter_mut().flat_map(|(user, secrets)| secrets.values_mut(*user));
    values.map(|(place, text)| EncryptedValue { place, text: std::mem::take(text) }).collect()
}

fn put_values(users: &mut [(UserId, UserSecrets)], values: Vec<EncryptedValue>) {
    let places = users.iter_mut().flat_map(|(user, secrets)| secrets.values_mut(*user));
    places.zip(values).for_each(|((_, text), value)| *text = value.text);
}
