//! What most files of the backends use: paths and files of the system, errors, the model, and the traits of the store.

pub(super) use std::collections::{BTreeMap, BTreeSet};
pub(super) use std::fs::{self, DirBuilder, File, OpenOptions};
pub(super) use std::io::{self, Read, Write};
pub(super) use std::ops::ControlFlow;
pub(super) use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
pub(super) use std::path::{Path, PathBuf};
pub(super) use std::time::{Duration, Instant};

pub(super) use serde::{Deserialize, Serialize};
pub(super) use uuid::Uuid;

pub(super) use crate::error::{ChangeError, DamageError, Error, RestoreError, Result, StoreError};
pub(super) use crate::fs::account::{self, Account};
pub(super) use crate::fs::paths::{self, folder_of, with_suffix};
pub(super) use crate::fs::{durable, impersonation, mounts, private};
pub(super) use crate::model::{
    ApiKey, ApiKeyId, AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Capabilities, Cursor,
    EncryptedValue, Folder, FolderId, KeyBinding, PostgresUrl, Residue, SecretLocation, SignInFailures, StatusFilter, StoreUrl,
    StoredApiKey, Timestamp, User, UserFilter, UserId, UserOrder, UserSecrets, UserSort, Variable, VariableId, VariableType,
};
pub(super) use crate::store::audit::AuditStore;
pub(super) use crate::store::files::{self, LocalFiles, file_failed};
pub(super) use crate::store::maintenance::{BackupVisitor, MaintenanceStore};
pub(super) use crate::store::secrets::{
    KeyGuard, Rewrite, RewriteOptions, SecretOwner, SecretStore, UnknownTokens, ValueVisitor,
};
pub(super) use crate::store::transaction::{Batch, Change, CommitOutcome, Prepared, TransactionStore, refuse_nul};
pub(super) use crate::store::users::{Flow, ImportSource, Scope, Usage, UserRecord, UserStore, UserVisitor};
pub(super) use crate::{panics, text, threads};
