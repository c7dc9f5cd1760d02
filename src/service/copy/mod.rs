//! Copies users with all their data from one database into another, whatever their backends.
//!
//! ```text
//! 1  lock      no rotation of either database meanwhile
//! 2  check     both have the same key, and no user exists in both
//! 3  copy      a consistent snapshot, in one transaction
//! 4  compare   both are read again and compared field by field
//! ```
//!
//! Values stay encrypted with the same key. What the target cannot store is left behind and reported: Kozmoai's own database
//! has no argon2 hashes and no hashes of API keys. Flows, messages, files and audit logs are not copied.

mod administration;
mod compare;
mod keys;
mod names;
mod records;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

pub use self::records::{NotCopied, Records, SkippedApiKey};

use self::administration::Administration;
use self::compare::Comparison;
use self::names::Names;
use super::audit::unanchored;
use super::progress::{Progress, Stage, Watch};
use super::{Admin, Notices, Service, SystemClock, reserved};
use crate::config::{Origin, Settings, WithOrigin};
use crate::crypto::password;
use crate::error::{CopyError, Error, Result};
use crate::fs::paths;
use crate::model::folder;
use crate::model::user::PasswordHash;
use crate::model::{
    Actor, ApiKeyStorage, AuditAction, AuditEntry, Cursor, StoreUrl, StoredApiKey, User, UserFilter, UserOrder, UserSort,
};
use crate::store::{self, KeyGuard, Scope, Store, UserRecord};

/// How many users are read at a time.
const WINDOW: usize = 500;
/// How many existing users are listed.
const NAMED: usize = 20;

/// The result of a copy.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The source database, without its password.
    pub from: String,
    /// The target database.
    pub to: String,
    /// The records that were copied.
    pub records: Records,
    /// What was not copied.
    pub not_copied: NotCopied,
    /// The number of records compared.
    pub compared: u64,
    /// Set if the target has no active superuser with a password: the active superuser without one, if there is one.
    pub locked_out: Option<Option<String>>,
    /// The note that the source database could not record it, if so.
    pub unrecorded: Option<String>,
    /// The duration in seconds.
    pub seconds: f64,
    /// Messages for the user.
    pub notices: Vec<String>,
}

/// Copies one database into another. An embedded target is created if it does not exist.
///
/// # Errors
/// As [`Admin::copy_into`]; `Conflict` if both are the same.
pub fn copy(settings: &Settings, actor: &Actor, from: &StoreUrl, to: &StoreUrl, watch: Watch<'_>) -> Result<Copied> {
    copy_or_plan(settings, actor, from, to, Extent::Copy, watch)
}

/// Returns what [`copy`] would, and changes nothing: everything is copied and rolled back.
///
/// # Errors
/// Those of [`copy`].
pub fn plan(settings: &Settings, actor: &Actor, from: &StoreUrl, to: &StoreUrl, watch: Watch<'_>) -> Result<Copied> {
    store::without_new_folders(to, || copy_or_plan(settings, actor, from, to, Extent::Plan, watch))
}

/// How far a copy goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    Copy,
    /// It is rolled back.
    Plan,
}

fn copy_or_plan(
    settings: &Settings,
    actor: &Actor,
    from: &StoreUrl,
    to: &StoreUrl,
    extent: Extent,
    watch: Watch<'_>,
) -> Result<Copied> {
    let (from, to) = (absolute(from)?, absolute(to)?);
    if place(&from).is_some_and(|place| Some(place) == self::place(&to)) {
        return Err(same_store());
    }
    reserved::refuse_config_dir(settings, &to)?;
    let notices = Notices::default();
    let service = |store: Box<dyn Store>, url: &StoreUrl| {
        let store_url = WithOrigin { value: url.clone(), origin: Origin::Flag("store copy") };
        Service::new(store, Arc::new(Settings { store: store_url, ..settings.clone() }), Box::new(SystemClock))
            .with_notices(notices.clone())
    };
    let source = service(store::open_existing(&from)?, &from);
    let mut planned = None;
    let done = store::open_or_create(&to, |store, is_new| {
        let done = source.admin(actor)?.copy_or_plan_into(&service(store, &to), is_new, extent, watch)?;
        if extent == Extent::Plan {
            planned = Some(done.0);
            // A new database is discarded.
            return Err(rolled_back());
        }
        Ok(done)
    });
    if let Some(copied) = planned {
        return Ok(Copied { notices: notices.take(), ..copied });
    }
    let (copied, in_new) = done?;
    if let Some(recorded) = in_new {
        // Until the new database is in its place it may be discarded, and must not leave an anchor.
        match store::open_existing(&to) {
            Ok(store) => service(store, &to).follow_up(&[recorded]),
            Err(error) => notices.add(unanchored(&error)),
        }
    }
    Ok(Copied { notices: notices.take(), ..copied })
}

impl Admin<'_> {
    /// Copies every user with all their data into the database of `to`. If the comparison finds differences, the copy stays
    /// unless the database `is_new`, which is discarded then. For a new database the audit event is returned, to be followed up
    /// once the database is in its place.
    ///
    /// # Errors
    /// `Conflict`: the same database, users of the same name or id exist, or the key was changed meanwhile; `Key`: the keys
    /// differ; `Resumable`: a rotation was interrupted; `Interrupted`, `Store`; nothing was changed.
    /// `Unexpected`: the databases differ after the copy. `Resumable`: the comparison was not completed.
    pub fn copy_into(&self, to: &Service, is_new: bool, watch: Watch<'_>) -> Result<(Copied, Option<AuditEntry>)> {
        self.copy_or_plan_into(to, is_new, Extent::Copy, watch)
    }

    fn copy_or_plan_into<'a>(
        &'a self,
        to: &'a Service,
        is_new: bool,
        extent: Extent,
        watch: Watch<'_>,
    ) -> Result<(Copied, Option<AuditEntry>)> {
        let begin = Instant::now();
        to.refuse_read_only()?;
        self.refuse_sealed_api_keys()?;
        to.refuse_sealed_api_keys()?;
        let (source, target) = (&*self.store, &*to.store);
        let [from_url, to_url] = [self, to].map(|service| service.settings().store.value.to_string());
        if !is_new
            && let (Some(from), Some(to)) = (source.place()?, target.place()?)
            && from == to
        {
            return Err(same_store());
        }
        // A read-only source can't be rotated from here; the comparison finds changes by others.
        let lock = |store: &'a dyn Store| if extent == Extent::Plan { store.lock_plan() } else { store.lock_rotation() };
        let _locks = (source.read_only().is_none().then(|| lock(source)).transpose()?, lock(target)?);
        self.refuse_pending_rotation()?;
        to.refuse_pending_rotation()?;
        let (before, after) = keys::agreed(self, to)?;
        refuse_existing(source, target)?;
        to.weakness().into_iter().for_each(|weakness| to.notify(weakness));
        let total = source.count_users(&UserFilter::default())?;
        let ownerless = source.ownerless()?;
        // The source records that its secrets were read, as for an export.
        let unrecorded = match extent {
            Extent::Copy => self.record_read(self.entry(AuditAction::StoreCopied, None, Some(format!("into {to_url}"))))?,
            Extent::Plan => self.unrecorded(),
        };

        let target_admin = to.system();
        let existing = Names::of(&target_admin)?;
        let mut names = Names::default();
        let (mut records, mut not_copied, mut recorded) = (Records::default(), NotCopied::default(), None);
        let report = |watch: Watch<'_>, stage, done| {
            let continues = watch(Progress { stage, done, total: Some(total) });
            if continues { Ok(()) } else { Err(CopyError::Interrupted.into()) }
        };
        let (mut administration, mut is_rolled_back) = (Administration::of(target)?, false);
        let imported = target.import_users(KeyGuard { before: before.as_ref(), after: after.as_ref() }, &mut |put| {
            (records, not_copied, names) = (Records::default(), NotCopied::default(), existing.clone());
            source.export_users(Scope::All, &mut |people| {
                people.iter().try_for_each(refuse_costly_hash)?;
                let people: Vec<UserRecord> = people.into_iter().map(|person| to.adapted(person, &mut not_copied)).collect();
                for person in &people {
                    records.add(person);
                    names.add(&person.user.username);
                    administration.add(&person.user);
                }
                put(people)?;
                report(watch, Stage::Copying, records.users).map(ControlFlow::Continue)
            })?;
            if extent == Extent::Plan {
                is_rolled_back = true;
                return Err(rolled_back());
            }
            let detail = format!("{} from {from_url}", records.in_words());
            let entry = to.entry(&self.actor, AuditAction::StoreCopied, None, Some(detail));
            recorded = Some(entry.clone());
            Ok(entry)
        });
        if !is_rolled_back {
            imported?;
        }
        not_copied.ownerless = ownerless;
        let copied = |records: Records, compared, locked_out| Copied {
            from: from_url.clone(),
            to: to_url.clone(),
            records,
            not_copied: not_copied.clone(),
            compared,
            locked_out,
            unrecorded: unrecorded.clone(),
            seconds: begin.elapsed().as_secs_f64(),
            notices: Vec::new(),
        };
        if is_rolled_back {
            // The copied names are only in the source again.
            names.warnings(&[self, &target_admin])?.into_iter().for_each(|warning| to.notify(warning));
            let compared = records.total();
            return Ok((copied(records, compared, administration.locked_out()), None));
        }
        if !is_new {
            to.follow_up(recorded.take().as_slice());
        }
        let mut progress = |done| watch(Progress { stage: Stage::Comparing, done, total: Some(total) });
        let mut compared = Comparison::of(self, to, &mut progress).map_err(|error| not_compared(error, is_new))?;
        if let Some(error) = compared.error(records.users, is_new) {
            return Err(error);
        }
        names.warnings(&[&target_admin])?.into_iter().for_each(|warning| to.notify(warning));
        let locked_out = (!compared.is_administered).then_some(compared.without_password.take());
        Ok((copied(records, compared.records.total(), locked_out), recorded))
    }
}

impl Service {
    /// A user of another database as this one can store it.
    fn adapted(&self, mut person: UserRecord, not_copied: &mut NotCopied) -> UserRecord {
        let user = &mut person.user;
        if user.password.as_str().is_some_and(|hash| !password::can_be_stored(self.scheme(), hash)) {
            not_copied.passwords.push(user.username.clone());
            user.password = PasswordHash::none();
        }
        let secrets = &mut person.secrets;
        match self.capabilities().api_keys {
            ApiKeyStorage::Hashed => {
                secrets.api_keys.iter_mut().for_each(|key| key.kept = StoredApiKey::Hash(key.kept.hash()));
            }
            ApiKeyStorage::Plaintext | ApiKeyStorage::Encrypted => secrets.api_keys.retain(|key| {
                let is_plain = matches!(key.kept, StoredApiKey::Plain(_));
                if !is_plain {
                    not_copied.api_keys.push(SkippedApiKey { id: key.id, user: user.username.clone(), name: key.name.clone() });
                }
                is_plain
            }),
        }
        secrets.sort();
        not_copied.nestings += folder::sort_by_parent(&mut person.folders);
        person
    }
}

/// Refuses a user whose password hash is too costly to verify.
fn refuse_costly_hash(person: &UserRecord) -> Result<()> {
    let user = &person.user;
    if !user.password.as_str().is_some_and(password::is_too_costly) {
        return Ok(());
    }
    let (username, id) = (user.username.clone(), user.id.to_string());
    Err(CopyError::CostlyHash { username, id, reason: password::too_costly() }.into())
}

/// Refuses if a user exists in both databases. The users of the smaller one are looked up in the other one.
fn refuse_existing(from: &dyn Store, to: &dyn Store) -> Result<()> {
    let everyone = UserFilter::default();
    let (some, others) = if from.count_users(&everyone)? < to.count_users(&everyone)? { (from, to) } else { (to, from) };
    let (mut count, mut named, mut cursor) = (0, Vec::new(), Cursor::FIRST);
    let order = UserOrder { sort: UserSort::Id, descending: false };
    loop {
        let users = some.users(&everyone, order, &cursor, WINDOW)?;
        let Some(last) = users.last() else { break };
        cursor = Cursor::After(last.clone());
        for user in users {
            let User { id, username, .. } = &user;
            let clash = if others.user_by_name(username)?.is_some() {
                "same name"
            } else if others.user(*id)?.is_some() {
                "same id"
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

/// What ends a transaction that was only planned; the plan is the result.
fn rolled_back() -> Error {
    CopyError::Interrupted.into()
}

fn same_store() -> Error {
    CopyError::SameDatabase.into()
}

/// The error of a comparison that failed or was interrupted.
fn not_compared(error: Error, is_new: bool) -> Error {
    if is_new {
        return error.hint("The new database was discarded: copy again.");
    }
    Error::from(CopyError::NotCompared).wrapping(error)
}

/// The address, independent of the working directory.
fn absolute(url: &StoreUrl) -> Result<StoreUrl> {
    Ok(match url.path() {
        Some(path) => url.with_path(paths::absolute(path)?),
        None => url.clone(),
    })
}

/// The path of a database on this machine, if it exists.
fn place(url: &StoreUrl) -> Option<PathBuf> {
    url.path()?.canonicalize().ok()
}
