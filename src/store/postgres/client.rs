//! The client of the database driver, whose panics are contained.

use postgres::Client;

use super::access::Access;
use super::errors;
use crate::error::Result;
use crate::panics;

/// The client of a connection. It panics if its runtime gets an error from the system; those panics are contained.
pub(super) struct ContainedClient {
    /// None once the connection is closed.
    pub(super) client: Option<Client>,
}

impl ContainedClient {
    /// Calls the driver.
    pub(super) fn work<'a, T>(
        &'a mut self,
        access: &Access,
        work: impl FnOnce(&'a mut Client) -> Result<T, postgres::Error>,
    ) -> Result<Result<T, postgres::Error>> {
        let client = self.client.as_mut().ok_or_else(|| errors::broken(&access.url))?;
        panics::contain(|| work(client)).map_err(|panic| errors::broken(&access.url).because(panic))
    }
}

impl Drop for ContainedClient {
    fn drop(&mut self) {
        let client = self.client.take();
        // Failures while closing do not matter.
        let _ended = panics::contain(|| drop(client));
    }
}
