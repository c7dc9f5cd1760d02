//! Users and what they own. Windows and counts are read from the indexes only.

use super::prelude::*;

impl UserStore for Embedded {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.read()?.record(keys::user(id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        let db = self.read()?;
        let Some(entry) = db.get(keys::name(username))? else { return Ok(None) };
        let entry = Entry::from_bytes(&entry).ok_or_else(damaged)?;
        db.required(keys::user(entry.id)).map(Some)
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        let db = self.read()?;
        window(&db, filter, order, cursor, limit)?.into_iter().map(|id| db.required(keys::user(id))).collect()
    }

    fn usernames(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let db = self.read()?;
        let names = db.scan_prefix([keys::NAMES, text::fold(prefix).as_bytes()].concat()).map(|row| {
            let (key, _) = row?;
            let name = key.split(|byte| *byte == 0).nth(1).unwrap_or_default();
            String::from_utf8(name.to_vec()).map_err(|_| damaged())
        });
        names.filter(|name| name.as_ref().map_or(true, |name| name.starts_with(prefix))).take(limit).collect()
    }

    fn usernames_scattered(&self, text: &str, limit: usize) -> Result<Vec<String>> {
        let (db, wanted) = (self.read()?, text::fold(text));
        let mut names = Vec::new();
        for row in db.scan_prefix(keys::NAMES) {
            let (key, _) = row?;
            let mut parts = key[keys::NAMES.len()..].split(|byte| *byte == 0);
            let (folded, name) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
            if std::str::from_utf8(folded).is_ok_and(|folded| text::has_scattered(folded, &wanted)) {
                names.push(String::from_utf8(name.to_vec()).map_err(|_| damaged())?);
            }
            if names.len() >= limit {
                break;
            }
        }
        Ok(names)
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        let db = self.read()?;
        if filter.search.is_none() {
            return Ok(db.required::<Counts>(keys::COUNTS)?.with(filter.status, filter.superuser));
        }
        let index = index_for(filter, UserSort::Username);
        let admits = admission(index, filter);
        db.scan_prefix(index.prefix()).try_fold(0, |count, row| Ok(count + u64::from(admits(row)?.is_some())))
    }

    fn count_users_before(&self, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64> {
        let db = self.read()?;
        let index = index_for(filter, order.sort);
        let (start, end) = (Bound::Included(index.prefix()), Bound::Excluded(past(&index.prefix())));
        let at = Bound::Excluded(index.key(user));
        let admits = admission(index, filter);
        let before = db.range::<Vec<u8>>(if order.descending { (at, end) } else { (start, at) });
        before.into_iter().try_fold(0, |count, row| Ok(count + u64::from(admits(row)?.is_some())))
    }

    fn user_counts(&self) -> Result<UserCounts> {
        let counts: Counts = self.read()?.required(keys::COUNTS)?;
        let number = |status| counts.with(Some(status), None);
        Ok(UserCounts {
            pending: number(StatusFilter::Pending),
            deactivated: number(StatusFilter::Deactivated),
            active: number(StatusFilter::Active),
            active_superusers: counts.with(Some(StatusFilter::Active), Some(true)),
        })
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        let rows = self.read()?.scan_prefix(keys::folders(user));
        let mut folders: Vec<Folder> = rows.map(|row| decode(&row?.1)).collect::<Result<_>>()?;
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(folders)
    }

    fn usage(&self, user: UserId) -> Result<Usage> {
        let (folders, secrets) = (self.folders(user)?.len() as u64, self.secrets(user)?);
        let (variables, api_keys) = (secrets.variables.len() as u64, secrets.api_keys.len() as u64);
        Ok(Usage { folders, variables, api_keys, ..Usage::default() })
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        self.read()?.record(keys::failures(self.id(), username))
    }

    fn export_users(&self, scope: Scope, visit: UserVisitor<'_>) -> Result<()> {
        let db = self.read()?;
        match scope {
            Scope::All => bulk_users::export_all(&db, visit),
            Scope::WithSecrets => bulk_users::export_with_secrets(&db, visit),
        }
    }

    fn import_users(&self, guard: KeyGuard<'_>, source: ImportSource<'_>) -> Result<()> {
        self.replace(guard.before, |db, fresh| bulk_users::import(db, fresh, guard.after, source))
    }
}

/// The index to read for a list in this order. By name, a filter on a flag or the status needs only that part of the index.
fn index_for(filter: &UserFilter, sort: UserSort) -> Index {
    match (sort, filter.status, filter.superuser) {
        (UserSort::Username, Some(StatusFilter::Pending), _) => Index::only_status(UserStatus::Pending),
        (UserSort::Username, Some(StatusFilter::Deactivated), _) => Index::only_status(UserStatus::Deactivated),
        (UserSort::Username, _, Some(flag)) => Index::only(UserSort::Superuser, flag),
        (UserSort::Username, Some(StatusFilter::Active), None) => Index::only(UserSort::Active, true),
        (UserSort::Username, Some(StatusFilter::Inactive), None) => Index::only(UserSort::Active, false),
        (sort, ..) => Index::by(sort),
    }
}

/// The ids of a window, in the order of the list.
fn window(db: &Db, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<UserId>> {
    if limit == 0 {
        return Ok(Vec::new());
    }
    let index = index_for(filter, order.sort);
    let (start, end) = (Bound::Included(index.prefix()), Bound::Excluded(past(&index.prefix())));
    let is_forward = cursor.is_backward() == order.descending;
    let (range, mut skip) = match cursor {
        Cursor::Offset(offset) => ((start, end), *offset),
        Cursor::Last => ((start, end), 0),
        Cursor::From(user) | Cursor::After(user) | Cursor::Before(user) => {
            let bound = if matches!(cursor, Cursor::From(_)) { Bound::Included } else { Bound::Excluded };
            let from = bound(index.key(user));
            (if is_forward { (from, end) } else { (start, from) }, 0)
        }
    };
    let rows = db.range::<Vec<u8>>(range);
    let rows: Box<dyn Iterator<Item = Row>> = if is_forward { Box::new(rows) } else { Box::new(rows.rev()) };
    let admits = admission(index, filter);
    let mut ids = Vec::with_capacity(limit.min(1024));
    for row in rows {
        if let Some(entry) = admits(row)? {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            ids.push(entry.id);
            if ids.len() == limit {
                break;
            }
        }
    }
    if cursor.is_backward() {
        ids.reverse();
    }
    Ok(ids)
}

/// Returns the entry of a row that passes the filter. Every index except that of ids contains names and flags.
fn admission(index: Index, filter: &UserFilter) -> impl Fn(Row) -> Result<Option<Entry>> {
    let search = filter.search.as_deref().and_then(text::Search::new);
    let finder = search.as_ref().map(|search| memchr::memmem::Finder::new(search.folded().as_bytes()).into_owned());
    let holds = move |name: &[u8]| {
        let (Some(search), Some(finder)) = (&search, &finder) else { return true };
        finder.find(name).is_some() || std::str::from_utf8(name).is_ok_and(|name| search.finds(name))
    };
    let (status, superuser) = (filter.status, filter.superuser);
    move |row| {
        let (key, value) = row?;
        let (entry, holds) = match index.folded_name(&key) {
            Some(name) => {
                let entry = Entry::from_bytes(&value).ok_or_else(damaged)?;
                (entry, holds(name))
            }
            None => {
                let user: User = decode(&value)?;
                let name = text::fold(&user.username);
                (Entry::of(&user), holds(name.as_bytes()))
            }
        };
        let passes =
            holds && status.is_none_or(|wish| wish.admits(entry.status)) && superuser.is_none_or(|wish| wish == entry.superuser);
        Ok(passes.then_some(entry))
    }
}

/// The first key after those that begin with a prefix.
fn past(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    if let Some(last) = end.last_mut() {
        // Prefixes end in a letter or a flag, never in 0xff.
        *last += 1;
    }
    end
}
