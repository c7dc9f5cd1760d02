//! Windows and counts of users, read from the indexes only.

use std::ops::Bound;

use super::engine::{Db, Row, unreadable};
use super::keys::{self, Entry, Index};
use super::records;
use crate::error::Result;
use crate::model::{Cursor, User, UserFilter, UserId, UserOrder, UserSort};
use crate::text;

/// The index to read for a list in this order. By name, a filter on a flag needs only the part of the index with that flag.
pub(super) fn index_for(filter: &UserFilter, sort: UserSort) -> Index {
    match (sort, filter.active, filter.superuser) {
        (UserSort::Username, _, Some(flag)) => Index::only(UserSort::Superuser, flag),
        (UserSort::Username, Some(flag), None) => Index::only(UserSort::Active, flag),
        (sort, ..) => Index::by(sort),
    }
}

/// The ids of a window, and whether they are in the order of the list or reversed.
pub(super) fn window(
    db: &Db,
    index: Index,
    filter: &UserFilter,
    order: UserOrder,
    cursor: &Cursor<User>,
    limit: usize,
) -> Result<(Vec<UserId>, bool)> {
    let prefix = index.prefix();
    let end = past(&prefix);
    let (all, mut skip, in_order) = match cursor {
        Cursor::Offset(offset) => ((Bound::Included(prefix), Bound::Excluded(end)), *offset, true),
        Cursor::Last => ((Bound::Included(prefix), Bound::Excluded(end)), 0, false),
        Cursor::From(user) | Cursor::After(user) | Cursor::Before(user) => {
            let key = index.key(user);
            let in_order = !cursor.is_backward();
            let bound = if matches!(cursor, Cursor::From(_)) { Bound::Included } else { Bound::Excluded };
            let forward = in_order != order.descending;
            let range = if forward { (bound(key), Bound::Excluded(end)) } else { (Bound::Included(prefix), bound(key)) };
            (range, 0, in_order)
        }
    };
    let admits = admission(index, filter);
    let mut ids = Vec::with_capacity(limit.min(1024));
    let mut take = |row: Row| -> Result<bool> {
        let (key, value) = row.map_err(unreadable)?;
        if let Some(entry) = admits(&key, &value)? {
            if skip > 0 {
                skip -= 1;
            } else {
                ids.push(entry.id);
            }
        }
        Ok(ids.len() < limit)
    };
    let rows = db.range::<Vec<u8>>(all);
    if limit > 0 {
        if in_order != order.descending {
            for row in rows {
                if !take(row)? {
                    break;
                }
            }
        } else {
            for row in rows.rev() {
                if !take(row)? {
                    break;
                }
            }
        }
    }
    Ok((ids, in_order))
}

/// The number of users who pass a filter; reads the whole index.
pub(super) fn count(db: &Db, index: Index, filter: &UserFilter) -> Result<u64> {
    let admits = admission(index, filter);
    let mut count = 0;
    for row in db.scan_prefix(index.prefix()) {
        let (key, value) = row.map_err(unreadable)?;
        count += u64::from(admits(&key, &value)?.is_some());
    }
    Ok(count)
}

/// Returns the entry of a row that passes the filter. Every index except that of ids contains names and flags.
fn admission(index: Index, filter: &UserFilter) -> impl Fn(&[u8], &[u8]) -> Result<Option<Entry>> {
    let search = filter.search.as_deref().and_then(text::Search::new);
    let finder = search.as_ref().map(|search| memchr::memmem::Finder::new(search.folded().as_bytes()).into_owned());
    let holds = move |name: &[u8]| {
        let (Some(search), Some(finder)) = (&search, &finder) else { return true };
        finder.find(name).is_some() || std::str::from_utf8(name).is_ok_and(|name| search.finds(name))
    };
    let (active, superuser) = (filter.active, filter.superuser);
    move |key, value| {
        let (entry, holds) = match index.folded_name(key) {
            Some(name) => {
                let entry = Entry::from_bytes(value).ok_or_else(records::damaged)?;
                (entry, holds(name))
            }
            None => {
                let user: User = records::decode(value)?;
                let name = text::fold(&user.username);
                (Entry::of(&user), holds(name.as_bytes()))
            }
        };
        let passes =
            holds && active.is_none_or(|wish| wish == entry.active) && superuser.is_none_or(|wish| wish == entry.superuser);
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

/// The records of failed sign-ins, with their keys.
pub(super) fn failures(db: &Db) -> impl Iterator<Item = Result<(sled::IVec, crate::model::SignInFailures)>> + use<> {
    db.scan_prefix(keys::FAILURES).map(|row| {
        let (key, value) = row.map_err(unreadable)?;
        Ok((key, records::decode(&value)?))
    })
}
