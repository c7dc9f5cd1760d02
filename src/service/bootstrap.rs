//! The start of the console: the superuser of the settings, the default superuser, the first run, a missing key.
//!
//! Kozmoai removes a superuser named `kozmoai` that never signed in, whoever made it, and gives its default superuser a
//! password that everyone knows. Here the default superuser has no password at all, which also tells it from every other
//! account: only it is ever retired.

use super::{Owned, Service, keys};
use crate::config::Origin;
use crate::crypto::password::{self, Verdict};
use crate::error::{Kind, Remedy, Result, UserError};
use crate::model::user::{PasswordHash, check_username};
use crate::model::{Actor, AuditAction, User, UserFilter};
use crate::secret::Secret;
use crate::store::Change;

/// The name of the default superuser, as Kozmoai has it.
pub const DEFAULT_SUPERUSER: &str = "kozmoai";

/// How the console begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// KOZMOAI_AUTO_LOGIN is on: as the default superuser.
    AutoLogin(Box<User>),
    /// No active superuser: make the first.
    FirstRun,
    /// Sign in.
    SignIn,
}

/// What the start did and how the console begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// Where to begin.
    pub entry: Entry,
    /// What people should know: a superuser made, a key generated, a default superuser retired, slips in settings.
    pub notices: Vec<String>,
}

impl Service {
    /// Carries out the start. A second start finds nothing left to do.
    ///
    /// # Errors
    /// `Conflict`: `User with superuser credentials exists but is not a superuser.`, or the default superuser's name is
    /// someone else's; `SignIn`: `Incorrect superuser credentials`; `Usage`: a superuser to be made without a password,
    /// or with one against the policy; `Store`.
    pub fn start(&self) -> Result<Start> {
        let mut notices = self.settings().warnings.clone();
        self.provide_secret_key(&mut notices)?;
        notices.extend(self.weakness());
        if self.settings().auto_login.value {
            let user = self.default_superuser()?;
            return Ok(Start { entry: Entry::AutoLogin(Box::new(user)), notices });
        }
        self.provide_superuser(&mut notices)?;
        self.retire_default_superuser(&mut notices)?;
        let entry = if self.has_active_superuser()? { Entry::SignIn } else { Entry::FirstRun };
        Ok(Start { entry, notices })
    }

    /// Makes the first superuser, and only the first.
    ///
    /// # Errors
    /// `Conflict` if there is an active superuser already; `Usage`: name or password against the policy; `Store`.
    pub fn create_first_superuser(&self, username: &str, password: &Secret) -> Result<User> {
        if self.has_active_superuser()? {
            return Err(UserError::SuperuserExists.into());
        }
        self.make_superuser(&Actor::System, username, password)
    }

    /// Makes a superuser for `kozmoai superuser`.
    ///
    /// # Errors
    /// `NotAllowed` when KOZMOAI_ENABLE_SUPERUSER_CLI is off; `Conflict` when the name is taken, saying how to promote it
    /// or set its password; `Usage`, `Store`.
    pub fn create_superuser(&self, actor: &Actor, username: &str, password: &Secret) -> Result<User> {
        self.require_superuser_command()?;
        self.check_superuser_name(username)?;
        self.make_superuser(actor, username, password)
    }

    /// Whether a superuser of this name could be made, to be asked before a password is.
    ///
    /// # Errors
    /// `Conflict`, saying how to promote the user of that name or set its password; `Usage`, `Store`.
    pub fn check_superuser_name(&self, username: &str) -> Result<()> {
        check_username(username)?;
        match self.store.user_by_name(username)? {
            None => Ok(()),
            Some(user) => {
                let (error, username) = (super::name_taken(username), username.to_owned());
                Err(if user.is_superuser {
                    error.hint(Remedy::SetPasswordOf { username })
                } else {
                    error.hint(Remedy::PromoteUser { username })
                })
            }
        }
    }

    /// Refuses where the command `kozmoai superuser` is switched off.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn require_superuser_command(&self) -> Result<()> {
        require_superuser_command(&self.settings())
    }

    fn make_superuser(&self, actor: &Actor, username: &str, password: &Secret) -> Result<User> {
        check_username(username)?;
        self.check_password(username, password)?;
        let user = self.fresh_user(username, PasswordHash::new(password::hash(self.scheme(), password)?), true, true);
        let (changes, entry) = self.creation(actor, &user);
        self.commit(changes.into(), vec![entry])?;
        Ok(user)
    }

    pub(super) fn has_active_superuser(&self) -> Result<bool> {
        let filter = UserFilter { active: Some(true), superuser: Some(true), ..UserFilter::default() };
        Ok(self.store.count_users(&filter)? > 0)
    }

    /// A key is made at the first start, as Kozmoai does it, so that secrets can be kept from then on.
    fn provide_secret_key(&self, notices: &mut Vec<String>) -> Result<()> {
        let unfinished = match self.unfinished_rotation() {
            // Users can be administered all the same, and whatever needs a key says why it is refused.
            Err(error) if error.kind() == Kind::Store => {
                notices.push(format!("{error} {}", error.next_step().unwrap_or_default()));
                return Ok(());
            }
            unfinished => unfinished?,
        };
        if let Some(rotation) = unfinished {
            let what = if rotation.waits {
                "keeps the old key for others: resume it once every Kozmoai has the new one"
            } else {
                "is unfinished: resume it or roll it back"
            };
            notices.push(format!("A rotation of the secret key that began at {:.0} {what}.", rotation.started_at));
            return Ok(());
        }
        if self.settings().secret_key.value.is_some() || self.is_read_only() {
            return Ok(());
        }
        if let Some(mark) = self.store.key_mark()? {
            notices.push(format!(
                "No secret key is set, but the store's secrets are under the key {} (from {}): set that one, or adopt another on the secret key screen.",
                mark.fingerprint, mark.origin
            ));
            return Ok(());
        }
        let made = keys::generate_key_file(&self.settings())?;
        self.put_in_force(&made.key, &[&made.path], Origin::SecretKeyFile(made.path.clone()));
        let detail = Some(format!("{} into {}", made.fingerprint, made.path.display()));
        self.commit(Vec::new(), vec![self.entry(&Actor::System, AuditAction::SecretKeyGenerated, None, detail)])?;
        notices.push(format!(
            "No secret key was set, so one was generated into {}. Several instances must share one: set KOZMOAI_SECRET_KEY for all.",
            made.path.display()
        ));
        Ok(())
    }

    fn default_superuser(&self) -> Result<User> {
        match self.store.user_by_name(DEFAULT_SUPERUSER)? {
            Some(user) if user.is_active_superuser() => Ok(user),
            Some(_) => Err(UserError::AutoLoginUserUnfit { username: DEFAULT_SUPERUSER.to_owned() }.into()),
            None => {
                let user = self.fresh_user(DEFAULT_SUPERUSER, PasswordHash::none(), true, true);
                let (changes, entry) = self.creation(&Actor::System, &user);
                self.commit(changes.into(), vec![entry])?;
                Ok(user)
            }
        }
    }

    fn provide_superuser(&self, notices: &mut Vec<String>) -> Result<()> {
        let settings = self.settings();
        let Some(name) = settings.superuser.value.as_deref() else { return Ok(()) };
        let password = settings.superuser_password.value.as_ref();
        let needed = || password.ok_or_else(|| UserError::SuperuserPasswordMissing { username: name.to_owned() });
        let Some(user) = self.store.user_by_name(name)? else {
            let made = self.make_superuser(&Actor::System, name, needed()?);
            made.map_err(|error| {
                error.hint(
                    "KOZMOAI_SUPERUSER and KOZMOAI_SUPERUSER_PASSWORD define the user that is created at the start: fix them.",
                )
            })?;
            notices.push(format!("The superuser {name} of the settings was made."));
            return Ok(());
        };
        if made_for_auto_login(&user) && !self.is_read_only() {
            // Retired, it would be missed at the next start.
            self.replace_password(&Actor::System, &user, needed()?)?;
            notices.push(format!("The default superuser {name} got the password of the settings, and stays."));
            return Ok(());
        }
        if user.is_superuser {
            if !user.is_active {
                notices.push(format!("The superuser {name} of the settings exists but is inactive."));
            }
            return Ok(());
        }
        let stored = user.password.as_str();
        let matches = password.map(|password| password::verify(self.scheme(), password, stored)).transpose()?;
        let username = name.to_owned();
        Err(if matches.is_some_and(|verdict| verdict != Verdict::Wrong) {
            UserError::SuperuserIsRegularUser { username }
        } else {
            UserError::SuperuserPasswordWrong { username }
        }
        .into())
    }

    /// The default superuser goes when auto login does, unless someone, or the settings, gave it a password. What it owns is not lost: an
    /// account that keeps something stays, inactive.
    fn retire_default_superuser(&self, notices: &mut Vec<String>) -> Result<()> {
        let Some(user) = self.store.user_by_name(DEFAULT_SUPERUSER)? else { return Ok(()) };
        if !made_for_auto_login(&user) || self.is_read_only() {
            return Ok(());
        }
        let owned = self.store.owned(user.id)?;
        let little = owned == Owned { folders: owned.folders.min(1), ..Owned::default() };
        let (change, detail) = if little && self.store.vault(user.id)?.is_empty() {
            (Change::DeleteUser(user.clone()), "removed")
        } else {
            let after = User { is_active: false, is_superuser: false, updated_at: self.now(), ..user.clone() };
            (Change::UpdateUser { before: user.clone(), after }, "made inactive, for it owns something")
        };
        let entry = self.entry(&Actor::System, AuditAction::DefaultSuperuserRetired, Some(&user), Some(detail.to_owned()));
        // It has no password, so it is no way in: the last superuser may go, and the first run follows.
        self.commit_without_superuser(vec![change], vec![entry])?;
        notices.push(format!("The default superuser {DEFAULT_SUPERUSER} was {detail}: auto login is off."));
        Ok(())
    }
}

/// Whether this is the default superuser as auto login makes it: nobody gave it a password or signed in as it.
fn made_for_auto_login(user: &User) -> bool {
    user.username == DEFAULT_SUPERUSER
        && user.password.as_str().is_none()
        && user.last_login_at.is_none()
        && user.is_active_superuser()
}

/// Refuses where the command `kozmoai superuser` is switched off.
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
