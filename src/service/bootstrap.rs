//! The start of the console: the superuser of the settings, the default superuser, the first run, a missing key.

use super::Service;
use crate::error::Result;
use crate::model::User;
use crate::secret::Secret;

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
    /// Carries out the start.
    ///
    /// # Errors
    /// `Conflict`: `User with superuser credentials exists but is not a superuser.`; `SignIn`:
    /// `Incorrect superuser credentials`; `Usage`: a superuser without a password, or one against the policy.
    pub fn start(&self) -> Result<Start> {
        todo!()
    }

    /// Makes the first superuser, and only the first. # Errors `Conflict` if there is an active superuser already.
    pub fn create_first_superuser(&self, _username: &str, _password: &Secret) -> Result<User> {
        todo!()
    }

    /// Makes a superuser for `kozmoai superuser`. # Errors `NotAllowed` when KOZMOAI_ENABLE_SUPERUSER_CLI is off;
    /// `Conflict` when the name is taken, saying how to promote it or set its password.
    pub fn create_superuser(&self, _actor: &crate::model::Actor, _username: &str, _password: &Secret) -> Result<User> {
        todo!()
    }
}
