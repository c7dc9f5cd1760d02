//! Users and all that is theirs, copied from one store into another of whatever engine.
//!
//! ```text
//! 1  hold      no rotation of either store meanwhile
//! 2  check     one key for both, and nobody who would come is there already
//! 3  copy      read as of one moment, taken in as one act
//! 4  compare   both are read again, and every record is held against the other, field by field
//! ```
//!
//! Values cross as they are kept, under the same key. What the other store can't keep stays behind and is told of: argon2
//! hashes and hashes of API keys have no place in Kozmoai's own database. Flows, messages, files and audit logs are not
//! copied.

mod compare;
mod keys;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use self::compare::Comparison;
use super::audit::unanchored;
use super::rotation::{Progress, Stage, Watch};
use super::{Notices, Service, SystemClock};
use crate::config::{Origin, Settings, Sourced};
use crate::crypto::password;
use crate::error::{CopyError, Error, Result};
use crate::fs::place;
use crate::model::user::PasswordHash;
use crate::model::{
    Actor, ApiKeyId, AuditAction, AuditEntry, Folder, FolderId, KeptKey, StoreUrl, User, UserFilter, UserOrder, UserSort,
};
use crate::store::{self, Marks, Person, Seek, Store, Whom};
use crate::text;

/// How many users are looked up at a time.
const WINDOW: usize = 500;
/// How many are named who are there already.
const NAMED: usize = 20;

/// How many records of each sort.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the sorts of records")]
pub struct Records {
    pub users: u64,
    pub folders: u64,
    pub variables: u64,
    pub api_keys: u64,
    pub store_keys: u64,
}

impl Records {
    fn add(&mut self, person: &Person) {
        self.users += 1;
        self.folders += person.folders.len() as u64;
        self.variables += person.vault.variables.len() as u64;
        self.api_keys += person.vault.api_keys.len() as u64;
        self.store_keys += u64::from(person.vault.store_api_key.is_some());
    }

    /// All of them.
    pub const fn total(&self) -> u64 {
        self.users + self.folders + self.variables + self.api_keys + self.store_keys
    }

    fn in_words(&self) -> String {
        let parts = [
            (self.users, "user"),
            (self.folders, "folder"),
            (self.variables, "variable"),
            (self.api_keys, "API key"),
            (self.store_keys, "store key"),
        ];
        parts.map(|(count, what)| text::count(count, what)).join(", ")
    }
}

/// An API key that the other store can't keep.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LostKey {
    /// Names the key.
    pub id: ApiKeyId,
    /// Whose it is.
    pub user: String,
    /// What its owner calls it.
    pub name: Option<String>,
}

/// What stays behind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Behind {
    /// The users whose passwords do; they need new ones.
    pub passwords: Vec<String>,
    /// The API keys.
    pub api_keys: Vec<LostKey>,
    /// What belongs to nobody who exists.
    pub ownerless: Vec<String>,
    /// How many folders lay in none of their own user's, and lie in none now.
    pub nestings: u64,
}

/// What a copy did.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The store copied from; its address shows no password.
    pub from: String,
    /// The store copied into.
    pub to: String,
    /// What is there now that was not.
    pub records: Records,
    /// What could not come along.
    pub behind: Behind,
    /// How many records were compared.
    pub compared: u64,
    /// Set if nobody can sign in and administer there: a superuser who would need no more than a password, if there is one.
    pub locked_out: Option<Option<String>>,
    /// What to say if the store copied from has no event of it.
    pub unrecorded: Option<String>,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What else people should know.
    pub notices: Vec<String>,
}

/// Copies everything from the store at one address into that at the other. An embedded store that is not there is made.
///
/// # Errors
/// As [`Service::copy_into`]; `Conflict` for a store and itself.
pub fn copy(settings: &Settings, actor: &Actor, from: &StoreUrl, to: &StoreUrl, watch: Watch<'_>) -> Result<Copied> {
    let (from, to) = (absolute(from)?, absolute(to)?);
    if place(&from).is_some_and(|place| Some(place) == self::place(&to)) {
        return Err(same_store());
    }
    let notices = Notices::default();
    let service = |store: Box<dyn Store>, url: &StoreUrl| {
        let store_url = Sourced { value: url.clone(), origin: Origin::Flag("store copy") };
        Service::new(store, Arc::new(Settings { store: store_url, ..settings.clone() }), Box::new(SystemClock))
            .with_notices(notices.clone())
    };
    let source = service(store::open_existing(&from)?, &from);
    let (copied, in_new) =
        store::open_or_make(&to, |store, is_new| source.copy_into(actor, &service(store, &to), is_new, watch))?;
    if let Some(recorded) = in_new {
        // Not before the new store is in its place: until then it may be thrown away, and must leave no anchor.
        match store::open_existing(&to) {
            Ok(store) => service(store, &to).follow_up(&[recorded]),
            Err(error) => notices.add(unanchored(&error)),
        }
    }
    Ok(Copied { notices: notices.take(), ..copied })
}

impl Service {
    /// Copies every user with all that is theirs into another store, which is the settings' own one of `to`. What was
    /// copied stays when it is found to differ afterwards, unless the store `is_new` and thrown away then. For a new store
    /// comes the event to follow up on, once the store is in its place.
    ///
    /// # Errors
    /// `Conflict`: the same store, somebody of the same name or id is there, or someone changed the key meanwhile; `Key`:
    /// the stores are under different keys; `Resumable`: a rotation is unfinished; `Interrupted`, `NotAllowed`, `Store`;
    /// nothing was changed. `Unexpected`: they differ after all. `Resumable`: the comparison did not come to its end.
    pub fn copy_into(&self, actor: &Actor, to: &Self, is_new: bool, watch: Watch<'_>) -> Result<(Copied, Option<AuditEntry>)> {
        let begin = Instant::now();
        self.require_superuser(actor)?;
        to.refuse_read_only()?;
        self.refuse_sealed_api_keys()?;
        to.refuse_sealed_api_keys()?;
        let (source, target) = (&*self.store, &*to.store);
        let [from_url, to_url] = [self, to].map(|service| service.settings().store.value.to_string());
        if !is_new && is_on_server(source) && is_on_server(target) && source.identity()? == target.identity()? {
            return Err(same_store());
        }
        // A source that can't be written is not rotated meanwhile, at least not from here; the comparison would tell.
        let source_lock = if source.read_only().is_none() { Some(source.lock_rotation()?) } else { None };
        let _alone = (source_lock, target.lock_rotation()?);
        self.refuse_waiting_rotation()?;
        to.refuse_waiting_rotation()?;
        let (before, after) = keys::agreed(self, to)?;
        refuse_those_there(source, target)?;
        to.weakness().into_iter().for_each(|weakness| to.notify(weakness));
        let total = source.count_users(&UserFilter::default())?;
        let ownerless = source.ownerless()?;
        // Who takes secrets out leaves a trace, as with an export.
        let unrecorded = self.record_read(self.entry(actor, AuditAction::StoreCopied, None, Some(format!("into {to_url}"))))?;

        let (mut records, mut behind, mut recorded) = (Records::default(), Behind::default(), None);
        let told = |watch: &mut dyn FnMut(Progress) -> bool, stage, done| {
            let goes_on = watch(Progress { stage, done, total: Some(total) });
            if goes_on { Ok(()) } else { Err(CopyError::Interrupted.into()) }
        };
        target.take_in(Marks { before: before.as_ref(), after: after.as_ref() }, &mut |put| {
            (records, behind) = (Records::default(), Behind::default());
            source.everyone(Whom::All, &mut |people| {
                people.iter().try_for_each(refuse_costly_hash)?;
                let people: Vec<Person> = people.into_iter().map(|person| to.adapted(person, &mut behind)).collect();
                people.iter().for_each(|person| records.add(person));
                put(people)?;
                told(watch, Stage::Copying, records.users).map(ControlFlow::Continue)
            })?;
            let detail = format!("{} from {from_url}", records.in_words());
            let entry = to.entry(actor, AuditAction::StoreCopied, None, Some(detail));
            recorded = Some(entry.clone());
            Ok(entry)
        })?;
        behind.ownerless = ownerless;
        if !is_new {
            to.follow_up(recorded.take().as_slice());
        }
        let mut told = |done| watch(Progress { stage: Stage::Comparing, done, total: Some(total) });
        let mut compared = Comparison::of(self, to, &mut told).map_err(|error| not_compared(error, is_new))?;
        if let Some(refused) = compared.refused(records.users, is_new) {
            return Err(refused);
        }
        let copied = Copied {
            from: from_url,
            to: to_url,
            records,
            behind,
            compared: compared.records.total(),
            locked_out: (!compared.is_administered).then_some(compared.waiting),
            unrecorded,
            seconds: begin.elapsed().as_secs_f64(),
            notices: Vec::new(),
        };
        Ok((copied, recorded))
    }

    /// A user of another store as this one can keep them.
    fn adapted(&self, mut person: Person, behind: &mut Behind) -> Person {
        let user = &mut person.user;
        if user.password.as_str().is_some_and(|hash| !password::can_be_kept(self.scheme(), hash)) {
            behind.passwords.push(user.username.clone());
            user.password = PasswordHash::none();
        }
        let vault = &mut person.vault;
        if self.keeps_plain_keys() {
            vault.api_keys.retain(|key| {
                let is_plain = matches!(key.kept, KeptKey::Plain(_));
                if !is_plain {
                    behind.api_keys.push(LostKey { id: key.id, user: user.username.clone(), name: key.name.clone() });
                }
                is_plain
            });
        } else {
            vault.api_keys.iter_mut().for_each(|key| key.kept = KeptKey::Hash(key.kept.hash()));
        }
        vault.sort();
        behind.nestings += unnest(&mut person.folders);
        person
    }
}

/// Brings folders into an order in which each comes after the one it lies in. What lies in none of these, or at last in
/// itself, lies in none at all from then on. Gives how many did.
fn unnest(folders: &mut Vec<Folder>) -> u64 {
    let own: BTreeSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
    let (mut placed, mut left, mut count) = (BTreeSet::new(), std::mem::take(folders), 0);
    left.sort_by_key(|folder| folder.id);
    let mut take_out = |folder: &mut Folder| {
        folder.parent_id = None;
        count += 1;
    };
    left.iter_mut().filter(|folder| folder.parent_id.is_some_and(|parent| !own.contains(&parent))).for_each(&mut take_out);
    while !left.is_empty() {
        let fits = |folder: &Folder| folder.parent_id.is_none_or(|parent| placed.contains(&parent));
        let (fitting, others): (Vec<_>, Vec<_>) = left.into_iter().partition(fits);
        left = others;
        if fitting.is_empty() {
            left.first_mut().into_iter().for_each(&mut take_out);
        }
        placed.extend(fitting.iter().map(|folder| folder.id));
        folders.extend(fitting);
    }
    count
}

/// Refuses a user whose password hash no sign-in computes.
fn refuse_costly_hash(person: &Person) -> Result<()> {
    let user = &person.user;
    if !user.password.as_str().is_some_and(password::is_too_costly) {
        return Ok(());
    }
    let (username, id) = (user.username.clone(), user.id.to_string());
    Err(CopyError::CostlyHash { username, id, reason: password::too_costly() }.into())
}

/// Refuses when somebody who would come is there already. The smaller store is gone through, the other one asked.
fn refuse_those_there(from: &dyn Store, to: &dyn Store) -> Result<()> {
    let everyone = UserFilter::default();
    let (some, others) = if from.count_users(&everyone)? < to.count_users(&everyone)? { (from, to) } else { (to, from) };
    let (mut count, mut named, mut seek) = (0, Vec::new(), Seek::Offset(0));
    let order = UserOrder { sort: UserSort::Id, descending: false };
    loop {
        let users = some.users(&everyone, order, &seek, WINDOW)?;
        let Some(last) = users.last() else { break };
        seek = Seek::After(Box::new(last.clone()));
        for user in users {
            let User { id, username, .. } = &user;
            let clash = if others.user_by_name(username)?.is_some() {
                "the same name"
            } else if others.user(*id)?.is_some() {
                "the same id"
            } else {
                continue;
            };
            count += 1;
            if named.len() < NAMED {
                named.push(format!("{username}: {clash}"));
            }
        }
    }
    if count == 0 {
        return Ok(());
    }
    Err(Error::from(CopyError::UsersExist { count }).details(named))
}

fn same_store() -> Error {
    CopyError::SameDatabase.into()
}

/// What is said of a comparison that failed or was interrupted; none was kept of a new store.
fn not_compared(error: Error, is_new: bool) -> Error {
    if is_new {
        return error.hint("The new database was discarded: copy again.");
    }
    Error::from(CopyError::NotCompared).wrapping(error)
}

/// Two addresses may lead to one database of a server; only that itself tells.
fn is_on_server(store: &dyn Store) -> bool {
    matches!(store.url(), StoreUrl::Postgres(_))
}

/// The address whatever the working folder is.
fn absolute(url: &StoreUrl) -> Result<StoreUrl> {
    Ok(match url {
        StoreUrl::Embedded(path) => StoreUrl::Embedded(place::absolute(path)?),
        StoreUrl::Sqlite(path) => StoreUrl::Sqlite(place::absolute(path)?),
        StoreUrl::Postgres(_) => url.clone(),
    })
}

/// Where on this machine a store lies, if it is there.
fn place(url: &StoreUrl) -> Option<PathBuf> {
    match url {
        StoreUrl::Embedded(path) | StoreUrl::Sqlite(path) => path.canonicalize().ok(),
        StoreUrl::Postgres(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::UserId;
    use uuid::Uuid;

    #[test]
    fn folders_come_after_those_they_lie_in_whatever_their_ids_and_even_in_a_circle() {
        let id = |number| FolderId(Uuid::from_u128(number));
        let folder = |number, parent: Option<u128>| Folder {
            parent_id: parent.map(id),
            ..Folder::default_of(UserId(Uuid::nil()), id(number))
        };
        let order = |mut folders: Vec<Folder>| {
            let count = unnest(&mut folders);
            (folders.into_iter().map(|f| (f.id.0.as_u128(), f.parent_id.map(|p| p.0.as_u128()))).collect::<Vec<_>>(), count)
        };
        let chain = vec![folder(1, Some(2)), folder(2, Some(3)), folder(3, None)];
        assert_eq!(order(chain), (vec![(3, None), (2, Some(3)), (1, Some(2))], 0));
        let elsewhere = vec![folder(1, Some(2)), folder(2, Some(9))];
        assert_eq!(order(elsewhere), (vec![(2, None), (1, Some(2))], 1));
        let circle = vec![folder(1, Some(2)), folder(2, Some(1)), folder(3, Some(3))];
        assert_eq!(order(circle), (vec![(1, None), (2, Some(1)), (3, None)], 2));
    }
}
