//! The administered records as plain data, with pure rules: no I/O, clock or randomness.

pub mod audit;
pub mod audit_sink;
pub mod capabilities;
pub mod folder;
pub mod id;
pub mod key_binding;
pub mod page;
pub mod postgres_options;
pub mod postgres_url;
pub mod sign_in;
pub mod store_url;
pub mod time;
pub mod user;
pub mod user_secrets;
pub mod user_status;

pub use audit::{
    Actor, ActorView, AuditAction, AuditEntry, AuditEntryView, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditOutcome,
    AuditState, RecordText,
};
pub use audit_sink::AuditSink;
pub use capabilities::{ApiKeyStorage, Capabilities, PasswordStorage, Residue};
pub use folder::Folder;
pub use id::{ApiKeyId, FolderId, UserId, VariableId};
pub use jiff::Timestamp;
pub use key_binding::KeyBinding;
pub use page::{Cursor, Order, Page};
pub use postgres_url::PostgresUrl;
pub use sign_in::SignInFailures;
pub use store_url::StoreUrl;
pub use user::{User, UserFilter, UserOrder, UserSort};
pub use user_secrets::{ApiKey, EncryptedValue, SecretLocation, StoredApiKey, UserSecrets, Variable, VariableType};
pub use user_status::{StatusFilter, UserCounts, UserStatus};
