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
