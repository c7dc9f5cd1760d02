//! A service on a real embedded database that tests can inspect, with a clock that they set.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use jiff::SignedDuration;
use kozmoai::config::{Overrides, Settings};
use kozmoai::error::{Error, Kind, Result};
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{
    Actor, ApiKey, ApiKeyId, AuditEvent, Cursor, Folder, FolderId, StoreUrl, User, UserFilter, UserId, UserOrder, UserSecrets,
};
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use kozmoai::service::session::actor_of;
use kozmoai::store::{self, Batch, Change, CommitOutcome, Store};
use uuid::Uuid;

use super::clock::TestClock;
use super::failing::{Failing, Fuse};

/// The password of all users who have one.
pub(crate) const PASSWORD: &str = "four unrelated words";
/// A usable key.
pub(crate) const KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";

/// A database, its clock and a service.
pub(crate) struct TestEnv {
    pub(crate) service: Service,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: TestClock,
    folder: tempfile::TempDir,
}

impl TestEnv {
    /// An empty database, with a key and without auto login.
    pub(crate) fn new() -> Self {
        Self::with(&[])
    }

    /// The same with more settings, named without KOZMOAI_.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        Self::open(tempfile::tempdir().unwrap(), TestClock::at("2026-11-24T09:30:00Z"), settings)
    }

    /// The same database after a restart, with these additional settings.
    pub(crate) fn reopened(self, settings: &[(&str, &str)]) -> Self {
        let Self { service, store, clock, folder } = self;
        drop((service, store));
        Self::open(folder, clock, settings)
    }

    fn open(folder: tempfile::TempDir, clock: TestClock, settings: &[(&str, &str)]) -> Self {
        let store: Arc<dyn Store> = Arc::from(store::open(&StoreUrl::Embedded(folder.path().join("store"))).unwrap());
        let environment = [("AUTO_LOGIN", "false"), ("SECRET_KEY", KEY)].into_iter().chain(settings.iter().copied());
        let service = service(&store, Fuse::at(-1, false), &clock, &folder.path().join("config"), environment);
        Self { service, store, clock, folder }
    }

    /// Another service on the same database, with only these settings.
    pub(crate) fn under(&self, config_dir: &str, settings: &[(&str, &str)]) -> Service {
        service(&self.store, Fuse::at(-1, false), &self.clock, &self.folder.path().join(config_dir), settings.iter().copied())
    }

    /// Another service on the same database, which fails where the fuse says.
    pub(crate) fn failing(&self, fuse: Fuse) -> Service {
        let settings = [("AUTO_LOGIN", "false"), ("SECRET_KEY", KEY)].into_iter();
        service(&self.store, fuse, &self.clock, &self.folder.path().join("config"), settings)
    }

    /// The path of the secret_key file of such a service.
    pub(crate) fn key_file(&self, config_dir: &str) -> std::path::PathBuf {
        self.folder.path().join(config_dir).join("secret_key")
    }

    /// Adds a user whose password is [`PASSWORD`]; the hash is computed only once.
    pub(crate) fn add(&self, username: &str, is_active: bool, is_superuser: bool) -> User {
        static HASH: OnceLock<String> = OnceLock::new();
        let hash = HASH.get_or_init(|| {
            let bench = Self::new();
            bench.service.create_first_superuser("someone", &Secret::from(PASSWORD)).unwrap();
            bench.user("someone").password.as_str().unwrap().to_owned()
        });
        self.insert(User { password: PasswordHash::new(hash.as_str()), ..user(username, is_active, is_superuser) })
    }

    /// Inserts a user with the default folder, bypassing the service.
    pub(crate) fn insert(&self, user: User) -> User {
        let folder = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
        self.put(vec![Change::InsertUser(user.clone()), Change::InsertFolder(folder)]);
        user
    }

    /// Changes the database, bypassing the service.
    pub(crate) fn put(&self, changes: Vec<Change>) {
        let batch = Batch { changes, audit: Vec::new(), keep_a_superuser: false };
        assert_eq!(self.store.commit(&batch).unwrap(), CommitOutcome::Done);
    }

    /// Gives a user this many valid API keys.
    pub(crate) fn give_api_keys(&self, user: &User, count: usize) {
        let key = |n| ApiKey {
            id: ApiKeyId(Uuid::new_v4()),
            name: None,
            kept: kozmoai::model::user_secrets::StoredApiKey::Hash(format!("{n:064}")),
            prefix: "sk-abc".to_owned(),
            created_at: self.service.now(),
            last_used_at: None,
            total_uses: 0,
            is_active: true,
            expires_at: None,
        };
        let before = self.store.secrets(user.id).unwrap();
        let after = UserSecrets { api_keys: (0..count).map(key).collect(), ..before.clone() };
        self.put(vec![Change::UpdateSecrets { user: user.id, before, after }]);
    }

    /// The present state of a user.
    #[track_caller]
    pub(crate) fn user(&self, username: &str) -> User {
        self.store.user_by_name(username).unwrap().unwrap()
    }

    /// All users by name.
    pub(crate) fn export_users(&self) -> BTreeMap<String, User> {
        let users = self.store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, usize::MAX).unwrap();
        users.into_iter().map(|user| (user.username.clone(), user)).collect()
    }

    /// The actor for this user.
    pub(crate) fn as_user(&self, username: &str) -> Actor {
        actor_of(&self.user(username))
    }

    /// Advances the clock.
    pub(crate) fn wait(&self, seconds: i64) {
        self.clock.advance(SignedDuration::from_secs(seconds));
    }

    /// The events that an operation recorded: the name of each one and its detail.
    pub(crate) fn recorded<T>(&self, act: impl FnOnce() -> T) -> (T, Vec<String>) {
        let before = self.store.audit_head().unwrap().seq;
        let done = act();
        let events = self.store.audit_from(&kozmoai::model::AuditFilter::default(), before + 1, 1_000).unwrap();
        let described = |event: AuditEvent| {
            let detail = event.entry.detail.map(|detail| format!(": {detail}")).unwrap_or_default();
            format!("{} {}{detail}", event.entry.action.name(), event.entry.target_name.unwrap_or_default()).trim_end().to_owned()
        };
        (done, events.into_iter().map(described).collect())
    }

    /// Asserts that an operation is refused with this kind and these words, and changes nothing.
    #[track_caller]
    pub(crate) fn refuses<T: std::fmt::Debug>(&self, kind: Kind, words: &str, act: impl FnOnce() -> Result<T>) {
        let before = self.export_users();
        let (result, recorded) = self.recorded(act);
        let error = result.unwrap_err();
        assert_eq!((error.kind(), self.export_users(), recorded), (kind, before, Vec::new()), "{error}");
        assert!(error.message().contains(words), "{words:?} is not in {error}");
    }
}

pub(crate) fn service<'a>(
    store: &Arc<dyn Store>,
    fuse: Fuse,
    clock: &TestClock,
    config_dir: &std::path::Path,
    settings: impl Iterator<Item = (&'a str, &'a str)>,
) -> Service {
    let environment = settings.map(|(name, value)| (format!("KOZMOAI_{name}"), value.to_owned())).collect();
    let overrides = Overrides { config_dir: Some(config_dir.to_owned()), ..Overrides::default() };
    let settings = Settings::load_from(&overrides, &environment, std::path::Path::new("/nowhere")).unwrap();
    Service::new(Box::new(Failing { inner: Arc::clone(store), fuse }), Arc::new(settings), Box::new(clock.clone()))
}

/// A user without a password.
pub(crate) fn user(username: &str, is_active: bool, is_superuser: bool) -> User {
    let at = "2026-01-01T00:00:00Z".parse().unwrap();
    User {
        id: UserId(Uuid::new_v4()),
        username: username.to_owned(),
        password: PasswordHash::none(),
        profile_image: None,
        is_active,
        was_deactivated: false,
        is_superuser,
        create_at: at,
        updated_at: at,
        last_login_at: None,
    }
}

/// The operator, who runs commands.
pub(crate) fn operator() -> Actor {
    Actor::Operator("tester".to_owned())
}

/// An error's kind and message, to be compared.
pub(crate) fn kind_and_message(error: &Error) -> (Kind, String) {
    (error.kind(), error.message().to_owned())
}
