//! What most files of the backends use: paths and files of the system, errors, the model, and the traits of the store.

pub(super) use std::collections::{BTreeMap, BTreeSet};
pub(super) use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
pub(super) use std::io::{self, Read, Write};
pub(super) use std::ops::{Bound, ControlFlow};
pub(super) use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt};
pub(super) use std::path::{Path, PathBuf};
pub(super) use std::sync::atomic::{AtomicBool, Ordering};
pub(super) use std::sync::mpsc::{channel, sync_channel};
pub(super) use std::sync::{Arc, Mutex, PoisonError};
pub(super) use std::time::{Duration, Instant};

pub(super) use rustix::fs::{Access, AtFlags, CWD, Mode, OFlags, accessat};
pub(super) use rustix::io::Errno;
pub(super) use rustix::process::geteuid;
pub(super) use serde::{Deserialize, Serialize};
pub(super) use sha2::{Digest, Sha256};
pub(super) use uuid::Uuid;

pub(super) use crate::error::{
    ChangeError, DamageError, Distrust, Error, FileError, Problem, RestoreError, Result, StoreError, StoreRemedy, UserError,
};
pub(super) use crate::fs::account::{self, Account, Impersonation};
pub(super) use crate::fs::paths::{self, folder_of, with_suffix};
pub(super) use crate::fs::recovery_file::{self, BareName};
pub(super) use crate::fs::trust::Trust;
pub(super) use crate::fs::{durable, impersonation, incomplete, input, lock, mounts, private};
pub(super) use crate::model::audit::Hash;
pub(super) use crate::model::postgres_url::Host;
pub(super) use crate::model::user::PasswordHash;
pub(super) use crate::model::{
    Actor, ActorView, ApiKey, ApiKeyId, ApiKeyStorage, AuditAction, AuditEntry, AuditEntryView, AuditEvent, AuditFilter,
    AuditHead, AuditLink, AuditState, Capabilities, Cursor, EncryptedValue, Folder, FolderId, KeyBinding, PasswordStorage,
    PostgresUrl, RecordText, Residue, SecretLocation, SignInFailures, StatusFilter, StoreUrl, StoredApiKey, Timestamp, User,
    UserCounts, UserFilter, UserId, UserOrder, UserSecrets, UserSort, UserStatus, Variable, VariableId, VariableType,
};
pub(super) use crate::store::audit::{AuditStore, LINKS, LinkVisitor};
pub(super) use crate::store::backup_part;
pub(super) use crate::store::files::{self, LocalFiles, file_failed};
pub(super) use crate::store::maintenance::{BackupVisitor, MaintenanceStore, Purpose};
pub(super) use crate::store::pipeline::{Work, pipeline};
pub(super) use crate::store::secrets::{
    KeyGuard, Rewrite, RewriteOptions, SecretOwner, SecretStore, SecretsPart, UnknownTokens, ValueVisitor,
};
pub(super) use crate::store::transaction::{Batch, Change, CommitOutcome, Prepared, TransactionStore, refuse_nul};
pub(super) use crate::store::users::{Flow, ImportSource, Scope, Usage, UserRecord, UserStore, UserVisitor};
pub(super) use crate::{panics, text, threads};
