//! The wait after too many failed attempts to sign in or to unlock the console, after which it goes on by itself.

use jiff::SignedDuration;

use crate::service::SignInRefusal;

/// What is shown for the rest of the wait.
pub fn waiting(left: SignedDuration) -> String {
    format!("{} That happens by itself; Esc stops waiting.", SignInRefusal::LockedOut(left))
}
