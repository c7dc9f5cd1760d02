//! The start of the console: the superuser of the settings, the default superuser, the first run, a missing key.
//!
//! Kozmoai deletes any superuser named `kozmoai` that never signed in, and gives its default superuser a well-known
//! password. Here the default superuser has no password, which also distinguishes it from other accounts: only it is ever
//! retired.

use super::{Admin, Service, keys};
use crate::config::Origin;
use crate::error::{Error, Kind, Remedy, Result, UserError};
use crate::model::user::{PasswordHash, check_username};
use crate::model::{AuditAction, StatusFilter, User, UserFilter};
use crate::secret::Secret;
use crate::store::{Batch, Change, Usage};

/// The name of the default superuser, as in Kozmoai.
pub const DEFAULT_SUPERUSER: &str = "kozmoai";

/// How the console begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FirstScreen {
    /// KOZMOAI_AUTO_LOGIN is on: the default superuser is signed in.
    AutoLogin(Box<User>),
    /// There is no active superuser: create the first one.
    FirstRun,
    /// The sign-in screen.
    SignIn,
}

/// The result of the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Startup {
    /// The first screen.
    pub entry: FirstScreen,
    /// Messages for the user: a superuser created, a key generated, the default superuser retired, warnings about settings.
    pub notices: Vec<String>,
}

impl Service {
    /// Starts the console; repeating it changes nothing.
    ///
    /// # Errors
    /// `Conflict`: the user of the settings, or of auto login, is not a superuser; `SignIn`: `Incorrect superuser
    /// credentials`; `Usage`: the superuser of the settings has no password, or one against the policy; `Store`.
    pub fn start(&self) -> Result<Startup> {
        let mut notices = self.settings().warnings.clone();
        self.provide_secret_key(&mut notices)?;
        notices.extend(self.weakness());
        if self.settings().auto_login.value {
            let entry = if let Some(user) = self.default_superuser()? {
                FirstScreen::AutoLogin(Box::new(user))
            } else {
                notices.push(format!(
                    "Auto login is on, but its user \"{DEFAULT_SUPERUSER}\" does not exist and can't be created here: sign in with another account."
                ));
                FirstScreen::SignIn
            };
            return Ok(Startup { entry, notices });
        }
        self.provide_superuser(&mut notices)?;
        self.retire_default_superuser(&mut notices)?;
        let entry = if self.has_active_superuser()? { FirstScreen::SignIn } else { FirstScreen::FirstRun };
        Ok(Startup { entry, notices })
    }

    /// Creates the first superuser.
    ///
    /// # Errors
    /// `Conflict` if an active superuser exists; `Usage`: name or password against the policy; `Store`.
    pub fn create_first_superuser(&self, username: &str, password: &Secret) -> Result<User> {
        if self.has_active_superuser()? {
            return Err(UserError::SuperuserExists.into());
        }
        self.system().insert_user(username, password, true, true)
    }

    pub(super) fn has_active_superuser(&self) -> Result<bool> {
        let filter = UserFilter { status: Some(StatusFilter::Active), superuser: Some(true), ..UserFilter::default() };
        Ok(self.store.count_users(&filter)? > 0)
    }

    /// Generates a secret key at the first start, as Kozmoai does.
    fn provide_secret_key(&self, notices: &mut Vec<String>) -> Result<()> {
        let unfinished = match self.rotation_status() {
            // Users can still be administered; operations that need a key report the error.
            Err(error) if error.kind() == Kind::Store => {
                notices.push(format!("{error} {}", error.next_step().unwrap_or_default()));
                return Ok(());
            }
            unfinished => unfinished?,
        };
        if let Some(rotation) = unfinished {
            let what = if rotation.phase.keeps_keys() {
                "keeps the previous key for other clients: resume it once every Kozmoai server has the new one"
            } else if self.is_read_only() {
                "was interrupted; it can be resumed or rolled back in a console that is not read-only"
            } else {
                "was interrupted: resume it or roll it back"
            };
            notices.push(format!("The rotation of the secret key that began at {:.0} {what}.", rotation.started_at));
            return Ok(());
        }
        if self.settings().secret_key.value.is_some() || self.is_read_only() {
            // Users can still be administered with another key than the database's.
            let trouble = self.key_trouble().filter(|error| error.kind() != Kind::Store);
            // A read-only console can't carry out a remedy.
            notices.extend(trouble.map(|error| if self.is_read_only() { error.to_string() } else { error.in_console() }));
            return Ok(());
        }
        if let Some(binding) = self.store.key_binding()? {
            notices.push(self.missing_key(Some(binding)).in_console());
            return Ok(());
        }
        let generated = keys::generate_key_file(&self.settings())?;
        self.activate_key(&generated.key, &[&generated.path], Origin::SecretKeyFile(generated.path.clone()));
        let detail = Some(format!("{} into {}", generated.fingerprint, generated.path.display()));
        self.commit(Vec::new(), vec![self.entry(&crate::model::Actor::System, AuditAction::SecretKeyGenerated, None, detail)])?;
        notices.push(format!(
            "No secret key was set, so one was generated into {}. Several instances must share one key: set KOZMOAI_SECRET_KEY for all.",
            generated.path.display()
        ));
        Ok(())
    }

    /// The user of auto login; none where it can't be created, but others can sign in.
    fn default_superuser(&self) -> Result<Option<User>> {
        match self.store.user_by_name(DEFAULT_SUPERUSER)? {
            Some(user) if user.is_active_superuser() => Ok(Some(user)),
            Some(_) => Err(UserError::AutoLoginUserUnfit { username: DEFAULT_SUPERUSER.to_owned() }.into()),
            None if self.is_read_only() && self.has_active_superuser()? => Ok(None),
            None => {
                let user = self.new_user(DEFAULT_SUPERUSER, PasswordHash::none(), true, true);
                let (changes, entry) = self.system().creation(&user);
                self.commit(changes.into(), vec![entry])?;
                Ok(Some(user))
            }
        }
    }

    fn provide_superuser(&self, notices: &mut Vec<String>) -> Result<()> {
        let settings = self.settings();
        let Some(name) = settings.superuser.value.as_deref() else { return Ok(()) };
        let password = settings.superuser_password.value.as_ref();
        let required_password = || password.ok_or_else(|| UserError::SuperuserPasswordMissing { username: name.to_owned() });
        let Some(user) = self.store.user_by_name(name)? else {
            let created = self.system().insert_user(name, required_password()?, true, true);
            created.map_err(|error| {
                error.hint(
                    "KOZMOAI_SUPERUSER and KOZMOAI_SUPERUSER_PASSWORD define the user that is created at the start: fix them.",
                )
            })?;
            notices.push(format!("Created the superuser \"{name}\" of the settings."));
            return Ok(());
        };
        if is_for_auto_login(&user) && !self.is_read_only() {
            // If it were retired, the next start would create it again.
            self.system().set_password(&user, required_password()?)?;
            notices.push(format!("The default superuser \"{name}\" now has the password of the settings."));
            return Ok(());
        }
        if user.is_superuser {
            if !user.is_active {
                notices.push(format!("The superuser \"{name}\" of the settings exists but is inactive."));
            }
            return Ok(());
        }
        let matches = password.map(|password| self.is_password_of(&user, password)).transpose()?;
        let username = name.to_owned();
        Err(if matches == Some(true) {
            UserError::SuperuserIsRegularUser { username }
        } else {
            UserError::SuperuserPasswordWrong { username }
        }
        .into())
    }

    /// Retires the default superuser once auto login is off, unless it was given a password. An account that owns something is
    /// deactivated instead of deleted.
    fn retire_default_superuser(&self, notices: &mut Vec<String>) -> Result<()> {
        let Some(user) = self.store.user_by_name(DEFAULT_SUPERUSER)? else { return Ok(()) };
        if !is_for_auto_login(&user) || self.is_read_only() {
            return Ok(());
        }
        let owned = self.store.usage(user.id)?;
        let has_only_a_folder = owned == Usage { folders: owned.folders.min(1), ..Usage::default() };
        let (change, detail) = if has_only_a_folder && self.store.secrets(user.id)?.is_empty() {
            (Change::DeleteUser(user.clone()), "deleted")
        } else {
            let after = User { is_superuser: false, updated_at: self.now(), ..user.clone().with_active(false) };
            (Change::UpdateUser { before: user.clone(), after }, "deactivated, since it owns something")
        };
        let entry = self.system().entry(AuditAction::DefaultSuperuserRetired, Some(&user), Some(detail.to_owned()));
        // Nobody can sign in with it, since it has no password: the last superuser may go, and the first run follows.
        self.commit_batch(&Batch { keep_a_superuser: false, ..Batch::new(vec![change], vec![entry]) })?;
        notices.push(format!("The default superuser \"{DEFAULT_SUPERUSER}\" was {detail}: auto login is off."));
        Ok(())
    }
}

impl Admin<'_> {
    /// Creates a superuser for `kozmoai superuser`.
    ///
    /// # Errors
    /// `NotAllowed` if KOZMOAI_ENABLE_SUPERUSER_CLI is off; `Conflict` if the name is taken; `Usage`, `Store`.
    pub fn create_superuser(&self, username: &str, password: &Secret) -> Result<User> {
        require_superuser_command(&self.settings())?;
        self.check_superuser_name(username)?;
        self.insert_user(username, password, true, true)
    }

    /// Checks whether a superuser of this name can be created, before a password is asked for.
    ///
    /// # Errors
    /// `Conflict`: the name is taken; `Usage`, `Store`.
    pub fn check_superuser_name(&self, username: &str) -> Result<()> {
        check_username(username)?;
        let Some(user) = self.store.user_by_name(username)? else { return Ok(()) };
        let username = username.to_owned();
        let error = Error::from(UserError::UsernameTaken { username: username.clone() });
        Err(error.hint(if user.is_superuser { Remedy::SetPasswordOf { username } } else { Remedy::PromoteUser { username } }))
    }
}

/// Whether this is the default superuser as auto login creates it: without a password, never signed in.
fn is_for_auto_login(user: &User) -> bool {
    user.username == DEFAULT_SUPERUSER
        && user.password.as_str().is_none()
        && user.last_login_at.is_none()
        && user.is_active_superuser()
}

/// Refuses if the command `kozmoai superuser` is switched off.
///
/// # Errors
/// `NotAllowed`.
pub fn require_superuser_command(settings: &crate::config::Settings) -> Result<()> {
    let setting = &settings.enable_superuser_cli;
    if setting.value {
        return Ok(());
    }
    Err(UserError::SuperuserCommandOff { origin: setting.origin.to_string() }.into())
}
