//! The service layer: the start, sign-in, users, passwords, the last superuser.

mod audit_lists;
mod cases;
mod env;
mod failures;
mod first_pages;
mod imports;
mod operations;
mod overview;
mod overview_parts;
mod passwords;
mod selection;
mod sign_in;
mod start;
mod superusers;
mod users;

use crate::support::{clock, failing, server};
