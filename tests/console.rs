//! The whole console on a test backend, with a real service on a real database and a fixed clock; effects are carried out at once.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "console/adoption.rs"]
mod adoption;
#[path = "console/audit.rs"]
mod audit;
#[path = "console/background.rs"]
mod background;
#[path = "console/backups.rs"]
mod backups;
#[path = "console/beside.rs"]
mod beside;
#[path = "console/changes.rs"]
mod changes;
#[path = "console/clipboard.rs"]
mod clipboard;
#[path = "support/clock.rs"]
mod clock;
#[path = "console/dialogs.rs"]
mod dialogs;
#[path = "console/env.rs"]
mod env;
#[path = "support/failing.rs"]
mod failing;
#[path = "console/forms.rs"]
mod forms;
#[path = "console/frame.rs"]
mod frame;
#[path = "console/guard.rs"]
mod guard;
#[path = "console/help.rs"]
mod help;
#[path = "console/key_screens.rs"]
mod key_screens;
#[path = "console/lists.rs"]
mod lists;
#[path = "console/many_users.rs"]
mod many_users;
#[path = "console/mouse.rs"]
mod mouse;
#[path = "console/overlays.rs"]
mod overlays;
#[path = "console/overview.rs"]
mod overview;
#[path = "console/palette.rs"]
mod palette;
#[path = "console/passwords.rs"]
mod passwords;
#[path = "console/pictures.rs"]
mod pictures;
#[path = "console/rotation.rs"]
mod rotation;
#[path = "console/saved.rs"]
mod saved;
#[path = "console/screens.rs"]
mod screens;
#[path = "console/secret_key.rs"]
mod secret_key;
#[path = "console/secrets.rs"]
mod secrets;
#[path = "console/sessions.rs"]
mod sessions;
#[path = "console/theme.rs"]
mod theme;
#[path = "support/thorough.rs"]
mod thorough;
#[path = "console/transfers.rs"]
mod transfers;
#[path = "console/usernames.rs"]
mod usernames;
#[path = "console/users.rs"]
mod users;
#[path = "console/widgets/mod.rs"]
mod widgets;
