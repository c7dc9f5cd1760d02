//! The service layer: the start, sign-in, users, passwords, the last superuser.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "service/audit_lists.rs"]
mod audit_lists;
#[path = "service/cases.rs"]
mod cases;
#[path = "support/clock.rs"]
mod clock;
#[path = "service/env.rs"]
mod env;
#[path = "support/failing.rs"]
mod failing;
#[path = "service/failures.rs"]
mod failures;
#[path = "service/first_pages.rs"]
mod first_pages;
#[path = "service/imports.rs"]
mod imports;
#[path = "service/operations.rs"]
mod operations;
#[path = "service/overview.rs"]
mod overview;
#[path = "service/overview_parts.rs"]
mod overview_parts;
#[path = "service/passwords.rs"]
mod passwords;
#[path = "service/selection.rs"]
mod selection;
#[path = "support/postgres.rs"]
mod server;
#[path = "service/sign_in.rs"]
mod sign_in;
#[path = "support/skipped.rs"]
mod skipped;
#[path = "service/start.rs"]
mod start;
#[path = "service/superusers.rs"]
mod superusers;
#[path = "service/users.rs"]
mod users;
