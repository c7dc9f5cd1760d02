//! The effect of a key on an overlay.

use crate::secret::Secret;

/// The effect of a key on an overlay; `T` is the choice that the user makes in it.
#[derive(Debug)]
pub enum Event<T> {
    /// It was handled.
    Handled,
    /// The overlay closes.
    Close,
    /// The overlay closes, and this was chosen.
    CloseAnd(T),
    /// This was chosen, and the overlay waits for the result.
    Wait(T),
    /// This was chosen, and the overlay stays.
    Stay(T),
    /// Copy this secret to the clipboard.
    Copy(Secret),
    /// Generate a password for the form.
    GeneratePassword,
}

impl<T: Clone> Event<T> {
    /// Chooses an entry of a list, unless something disables it, which is then the error.
    pub(super) fn of_entry(disabled: Option<&str>, choice: Option<&T>, error: &mut Option<String>) -> Self {
        match (disabled, choice) {
            (None, Some(choice)) => return Self::CloseAnd(choice.clone()),
            (why, _) => *error = why.map(str::to_owned),
        }
        Self::Handled
    }
}
