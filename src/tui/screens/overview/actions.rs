//! The actions on what needs attention.

use crate::tui::screen::prelude::*;

actions! {
    Fix "Go to where it is fixed" ["enter"] "Fix" .superuser();
}
