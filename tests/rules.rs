//! The service layer: the start, sign-in, users, passwords, the last superuser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "rules/acts.rs"]
mod acts;
#[path = "rules/bench.rs"]
mod bench;
#[path = "rules/cases.rs"]
mod cases;
#[path = "support/clock.rs"]
mod clock;
#[path = "support/failing.rs"]
mod failing;
#[path = "rules/failures.rs"]
mod failures;
#[path = "rules/passwords.rs"]
mod passwords;
#[path = "rules/sign_in.rs"]
mod sign_in;
#[path = "rules/start.rs"]
mod start;
#[path = "rules/superusers.rs"]
mod superusers;
#[path = "rules/users.rs"]
mod users;
