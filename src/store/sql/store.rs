//! The traits of the store, implemented for every driver.

use super::prelude::*;

impl<D: Driver> UserStore for D {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.read(Length::Short, |db| users::by_id(db, id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        self.read(Length::Short, |db| users::by_name(db, username))
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        if limit == 0 {
            Ok(Vec::new())
        } else {
            self.read(Length::Short, |db| user_list::window(db, filter, order, cursor, limit))
        }
    }

    fn usernames(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.read(Length::Short, |db| user_list::names(db, prefix, limit))
    }

    fn usernames_scattered(&self, text: &str, limit: usize) -> Result<Vec<String>> {
        self.read(Length::Short, |db| user_list::scattered_names(db, text, limit))
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        self.read(Length::Short, |db| user_list::count(db, filter))
    }

    fn count_users_before(&self, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64> {
        self.read(Length::Short, |db| user_list::count_before(db, filter, order, user))
    }

    fn user_counts(&self) -> Result<UserCounts> {
        self.read(Length::Short, user_list::counts)
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        self.read(Length::Short, |db| users::folders(db, user))
    }

    fn usage(&self, user: UserId) -> Result<Usage> {
        self.read(Length::Short, |db| users::usage(db, self.layout(), user))
    }

    fn flows(&self, user: UserId) -> Result<Vec<Flow>> {
        self.read(Length::Short, |db| users::flows(db, self.layout(), user))
    }

    fn files(&self, user: UserId) -> Result<Vec<String>> {
        self.read(Length::Short, |db| users::files(db, self.layout(), user))
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        Ok(self.read_admin(Length::Short, |db| admin_db::failures(db, username))?.flatten())
    }

    fn export_users(&self, scope: Scope, visit: UserVisitor<'_>) -> Result<()> {
        self.read(Length::Bulk, |db| {
            let queries = bulk_users::queries(db)?;
            db.merge_cursors(&queries.each_ref().map(String::as_str), &mut |next| bulk_users::each(next, scope, visit))
        })
    }

    fn examine_users(&self, visit: &mut dyn FnMut(&User) -> Result<()>) -> Result<()> {
        self.read(Length::Bulk, |db| bulk_users::examine(db, visit))
    }

    fn import_users(&self, binding: KeyGuard<'_>, source: ImportSource<'_>) -> Result<()> {
        let source: ImportSource<'_> = &mut |sink| {
            // The source of the import must not be read with the rights of this database's owner.
            let _rights = account::as_root();
            source(sink)
        };
        let layout = self.layout();
        let import =
            &mut |db: &mut dyn Executor, state: &AdminState| bulk_users::import_users(db, layout, state, binding, source);
        require_done(&self.transact(Length::Bulk, import)?)
    }
}

impl<D: Driver> SecretStore for D {
    fn secrets_part(&self, user: UserId, part: SecretsPart<'_>) -> Result<UserSecrets> {
        self.read(Length::Short, |db| secrets::of(db, user, part))
    }

    fn api_key_owner(&self, id: ApiKeyId) -> Result<Option<UserId>> {
        self.read(Length::Short, |db| secrets::api_key_owner(db, id))
    }

    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.read(Length::Short, |db| secrets::window(db, after, limit))
    }

    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.read(Length::Short, |db| secrets::window_before(db, before, limit))
    }

    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        Ok(self.read_admin(Length::Short, AdminState::read)?.flatten().and_then(|state| state.binding))
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.read(Length::Bulk, |db| rewrite::values(db, self.layout(), visit))
    }

    fn secret_owners(&self, places: &[SecretLocation]) -> Result<Vec<Option<SecretOwner>>> {
        self.read(Length::Short, |db| places.iter().map(|place| secrets::owner(db, *place)).collect())
    }

    fn rewrite(&self, work: &mut dyn Rewrite, options: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        let mut changed = Vec::new();
        let outcome = self.transact_rewrite(&mut |db, state| {
            let changes;
            (changes, changed) = rewrite::rewrite(db, self.layout(), state, work, options)?;
            Ok(Prepared::Ready(changes))
        })?;
        require_done(&outcome)?;
        Ok(changed)
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        self.lock()
    }

    fn lock_plan(&self) -> Result<Box<dyn Send + '_>> {
        self.lock_to_plan()
    }

    fn preflight(&self) -> Result<()> {
        self.check_rewrite()
    }

    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        self.read(Length::Bulk, |db| unknown_tokens::find(db, self.layout(), decrypts))
    }

    fn ownerless(&self) -> Result<Vec<String>> {
        self.read(Length::Short, users::ownerless)
    }
}

impl<D: Driver> AuditStore for D {
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.read_admin(Length::Short, |db| admin_db::newest(db, filter, before, limit))?.unwrap_or_default())
    }

    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.read_admin(Length::Short, |db| admin_db::from(db, filter, from, limit))?.unwrap_or_default())
    }

    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        Ok(self.read_admin(Length::Short, |db| admin_db::links(db, after, limit))?.unwrap_or_default())
    }

    fn each_audit_link(&self, after: Option<u64>, visit: LinkVisitor<'_>) -> Result<ControlFlow<()>> {
        let flow = self.read_admin(Length::Bulk, |db| admin_db::each_link(db, after, visit))?;
        Ok(flow.unwrap_or(ControlFlow::Continue(())))
    }

    fn audit_state(&self) -> Result<AuditState> {
        let state = self.read_admin(Length::Short, AdminState::read)?.flatten();
        let known = |state: AdminState| AuditState { identity: Some(state.id.to_string()), head: state.head, high_water_mark: 0 };
        Ok(state.map_or_else(AuditState::default, known))
    }

    fn audit_head(&self) -> Result<AuditHead> {
        Ok(self.read_admin(Length::Short, AdminState::read)?.flatten().map_or_else(AuditHead::default, |state| state.head))
    }
}

impl<D: Driver> TransactionStore for D {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.transact(Length::Short, &mut |db, state| commit::apply_batch(db, self.layout(), state, batch))
    }

    fn rehearse(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.roll_back(Length::Short, &mut |db, state| commit::apply_batch(db, self.layout(), state, batch))
    }
}

/// Only another key binding makes bulk work refuse its transaction.
fn require_done(outcome: &CommitOutcome) -> Result<()> {
    if *outcome == CommitOutcome::Done { Ok(()) } else { Err(ChangeError::KeyChanged.into()) }
}

/// See [`MaintenanceStore::identity`](crate::store::maintenance::MaintenanceStore::identity).
pub(in crate::store) fn identity(driver: &impl Driver) -> Result<String> {
    let state = || Ok::<_, Error>(driver.read_admin(Length::Short, AdminState::read)?.flatten());
    if let Some(state) = state()? {
        return Ok(state.id.to_string());
    }
    // An empty transaction creates the administration data.
    let nothing = Batch { changes: Vec::new(), audit: Vec::new(), keep_a_superuser: true };
    let _done = driver.commit(&nothing)?;
    state()?.map(|state| state.id.to_string()).ok_or_else(damaged)
}
