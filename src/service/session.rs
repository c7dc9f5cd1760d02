//! Signing in and out.

use super::Service;
use crate::error::Result;
use crate::model::{Actor, User};
use crate::secret::Secret;
use jiff::SignedDuration;

/// Why a sign-in was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// `Incorrect username or password`
    Incorrect,
    /// `Waiting for approval`
    WaitingForApproval,
    /// `Inactive user`
    Inactive,
    /// Too many failures: try again after this long.
    LockedOut(SignedDuration),
}

impl Service {
    /// Signs someone in: records it, makes the default folder if missing, hashes anew a weak password hash. Refusals
    /// are recorded and make the next attempt under that name wait. Unknown and known names cost the same time.
    ///
    /// The outer error is a failure of the store, the inner one a refusal.
    pub fn sign_in(&self, _username: &str, _password: &Secret) -> Result<std::result::Result<User, Refusal>> {
        todo!()
    }

    /// Records that someone signed out.
    pub fn sign_out(&self, _actor: &Actor) -> Result<()> {
        todo!()
    }

    /// Checks the password of someone who is signed in, to unlock an idle console. Waits and records as `sign_in` does.
    pub fn unlock(&self, _actor: &Actor, _password: &Secret) -> Result<std::result::Result<User, Refusal>> {
        todo!()
    }
}
