//! The whole console on a test backend, with a real service on a real database and a fixed clock; effects are carried out at once.

mod adoption;
mod audit;
mod background;
mod backups;
mod beside;
mod changes;
mod clipboard;
mod dialogs;
mod env;
mod forms;
mod frame;
mod guard;
mod help;
mod key_screens;
mod lists;
mod many_users;
mod mouse;
mod overlays;
mod overview;
mod palette;
mod passwords;
mod pictures;
mod rotation;
mod saved;
mod screens;
mod secret_key;
mod secrets;
mod sessions;
mod theme;
mod transfers;
mod usernames;
mod users;
mod widgets;

use crate::support::{clock, failing, thorough};
