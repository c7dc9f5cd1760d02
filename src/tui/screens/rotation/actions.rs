//! The actions on an interrupted rotation, in the wizard and on the secret key screen.

use crate::tui::screen::prelude::*;

actions! {
    Resume "Resume interrupted rotation" ["e"] "" .superuser() .changes() .command("rotate status, rotate resume");
    RollBack "Roll back rotation" ["x"] "" .superuser() .changes() .command("rotate rollback");
}

/// What is chosen in an overlay.
#[derive(Clone, Copy, Debug)]
pub enum Choice {
    /// Resume the interrupted rotation.
    Resume,
    /// Roll it back.
    RollBack,
    /// Interrupt the running one.
    Interrupt,
}
