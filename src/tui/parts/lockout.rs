//! The wait after too many failed attempts to sign in or to unlock the console, after which it goes on by itself.

use jiff::SignedDuration;

use crate::service::SignInRefusal;

/// The key that ends the wait, the only one that is answered meanwhile.
pub const STOP: (&str, &str) = ("esc", "Stop waiting");

/// What is shown for the rest of the wait.
pub fn waiting(left: SignedDuration) -> String {
    format!("{} That happens by itself; Esc stops waiting.", SignInRefusal::LockedOut(left))
}
