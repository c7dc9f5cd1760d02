//! The service on behalf of the operator: the account of the operating system that runs the command.

use std::ops::Deref;

use crate::error::Result;
use crate::fs::account;
use crate::model::{Actor, ApiKeyId, User};
use crate::service::{Admin, Owner, Reader, Service};

/// The service, whose handles are the operator's.
pub(crate) struct OperatorService {
    service: Service,
    operator: Actor,
}

impl From<Service> for OperatorService {
    fn from(service: Service) -> Self {
        Self { service, operator: operator() }
    }
}

impl Deref for OperatorService {
    type Target = Service;

    fn deref(&self) -> &Service {
        &self.service
    }
}

impl OperatorService {
    pub(crate) fn admin(&self) -> Result<Admin<'_>> {
        self.service.admin(&self.operator)
    }

    pub(crate) fn owner(&self, user: &User) -> Result<Owner<'_>> {
        self.service.owner(&self.operator, user)
    }

    pub(crate) fn owner_of_api_key(&self, id: ApiKeyId) -> Result<Owner<'_>> {
        self.service.owner_of_api_key(&self.operator, id)
    }

    /// The reader of one user's secrets, or of all users'.
    pub(crate) fn reader(&self, owner: Option<&User>) -> Result<Reader<'_>> {
        self.service.reader(&self.operator, owner)
    }
}

/// The actor of the commands.
pub(crate) fn operator() -> Actor {
    Actor::Operator(account::name_of(rustix::process::getuid().as_raw()))
}
