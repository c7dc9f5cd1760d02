//! The actions on the settings.

use crate::tui::screen::prelude::*;

actions! {
    Examine "Check database, key, settings and files" ["d"] "Doctor" .superuser() .command("doctor");
}
