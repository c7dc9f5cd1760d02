//! What a store remembers of the key that its values are under.

use serde::{Deserialize, Serialize};

/// Names the key in force in a store, so that another one is never taken for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMark {
    /// The key's fingerprint.
    pub fingerprint: String,
    /// Where the key came from when it was first used here.
    pub origin: String,
}
