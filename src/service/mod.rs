//! The rules. Both faces call this and nothing beneath it: what may happen is decided here, once.

pub mod audit;
pub mod bootstrap;
pub mod keys;
pub mod session;
pub mod transfer;
pub mod users;

use std::sync::Arc;

use crate::config::Settings;
use crate::error::Result;
use crate::model::{Actor, Timestamp};
use crate::store::Store;

pub use crate::store::{Owned, Seek};
pub use audit::Verification;
pub use bootstrap::Start;
pub use session::Refusal;
pub use users::{NewUser, UserDetails, UserPage};

/// What tells the time; tests hand in their own. Times are cut to microseconds, as Kozmoai's databases keep them.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The core: a store, the settings, a clock.
pub struct Service {
    #[expect(dead_code, reason = "used by the rules")]
    store: Box<dyn Store>,
    settings: Arc<Settings>,
    #[expect(dead_code, reason = "used by the rules")]
    clock: Box<dyn Clock>,
}

impl Service {
    /// Opens the store that the settings name, making an embedded one that is not there yet.
    ///
    /// # Errors
    /// `Store`: locked by another process (named), damaged, of a newer version, unreachable.
    pub fn open(_settings: Arc<Settings>) -> Result<Self> {
        todo!()
    }

    /// A core on a store and a clock that were handed in.
    pub fn new(store: Box<dyn Store>, settings: Arc<Settings>, clock: Box<dyn Clock>) -> Self {
        Self { store, settings, clock }
    }

    /// The settings in force.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Refuses anyone but the operator, the system and active superusers, as the store knows them now.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn require_superuser(&self, _actor: &Actor) -> Result<()> {
        todo!()
    }
}
