//! The binding of a database to its active key.

use serde::{Deserialize, Serialize};

/// The active key of a database, recorded so that another key is never mistaken for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyBinding {
    /// The key's fingerprint.
    pub fingerprint: String,
    /// The origin of the key when it was first used here.
    pub origin: String,
}
