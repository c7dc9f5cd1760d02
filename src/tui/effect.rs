//! The effects of the console and how they are carried out: jobs run on background threads, and each is answered by a message
//! with its ticket. The reply to an outdated query is dropped.

use std::path::PathBuf;

use crate::config::{Shown, secret_file};
use crate::error::{CommandError, Error, Result, SecretError, UserError};
use crate::fs::{input, private};
use crate::model::{Actor, ApiKeyId, AuditEvent, AuditFilter, Cursor, Page, User, UserFilter, UserId, UserOrder, moment};
use crate::secret::{Secret, Zeroizing};
use crate::service::adoption::Adoption;
use crate::service::api_keys::ApiKeyOrder;
use crate::service::backup::{BackupFacts, Destination};
use crate::service::credentials::Credential;
use crate::service::doctor::Finding;
use crate::service::keys::KeyCheck;
use crate::service::keys::KeyState;
use crate::service::ownership::Transferred;
use crate::service::progress::Watch;
use crate::service::rotation::{Report, Request};
use crate::service::transfer::Format;
use crate::service::variable_files::VariableImport;
use crate::service::variables::{Revealed, VariableKey};
use crate::service::{ApiKeyRow, NewValue, VariableFilter, VariableRow};
use crate::service::{Edit, FlagChange, NewUser, Refusal, Service, Switched, UserDetails, Verification, keys};

/// The number of credentials listed; `kozmoai key credentials` lists all.
const CREDENTIALS_SHOWN: usize = 500;

/// A kind of job. Of the queries of a kind, only the newest is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The users list.
    Users,
    /// The details of a user.
    Details,
    /// The variables list.
    Variables,
    /// The API keys list.
    ApiKeys,
    /// The audit list.
    Audit,
    /// The state of the secret key.
    Key,
    /// The settings.
    Settings,
    /// The findings of the doctor.
    Doctor,
    /// A long-running task on all secrets. One runs at a time; it reports progress, can be cancelled, and is always answered.
    Long,
    /// The signed-in user.
    Me,
    /// Changes: all of them are answered.
    Act,
}

/// Ties a reply to its job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// The kind.
    pub slot: Slot,
    /// Its number within the kind.
    pub generation: u64,
}

/// Something to do outside the console's state.
#[derive(Clone, Debug)]
pub enum Effect {
    /// A job for a background thread, and the actor; none before a sign-in.
    Run(Ticket, Option<Actor>, Box<Job>),
    /// Copy a secret to the clipboard.
    Copy(Secret),
    /// Clear the clipboard.
    ClearClipboard,
    /// Cancel the long-running task.
    End,
    /// Suspend the program (Ctrl-Z).
    Suspend,
    /// Quit the program.
    Quit,
}

/// The owner of a variable or an API key.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A known user.
    User(Box<User>),
    /// The user with this name, still to be looked up.
    Named(String),
}

impl Owner {
    fn find(self, service: &Service, actor: &Actor) -> Result<User> {
        match self {
            Self::User(user) => Ok(*user),
            Self::Named(name) => service.user_named(actor, &name),
        }
    }
}

/// The keys and options of a rotation.
#[derive(Clone, Debug, Default)]
pub struct RotationOptions {
    /// The file with the new key; without one, a key is generated.
    pub new_key_file: Option<PathBuf>,
    /// Files with additional keys for decryption.
    pub old_key_files: Vec<PathBuf>,
    /// Write the new key to the files that the previous one came from.
    pub update_sources: bool,
    /// Leave values that cannot be decrypted unchanged.
    pub allow_unreadable: bool,
    /// Accept a new key that is derived from a short passphrase.
    pub allow_weak_key: bool,
    /// Rotate while other clients use the database.
    pub online: bool,
}

impl RotationOptions {
    /// The request for the service, with the keys read from their files.
    fn request(self) -> Result<Request> {
        Ok(Request {
            new_key: self.new_key_file.as_deref().map(secret_file::line_of_file).transpose()?,
            old_keys: self.old_key_files.iter().map(|path| secret_file::line_of_file(path)).collect::<Result<_>>()?,
            backup: Destination::default(),
            keep_old_key: None,
            allow_unreadable: self.allow_unreadable,
            allow_weak_key: self.allow_weak_key,
            update_sources: self.update_sources,
            online: self.online,
        })
    }
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    SignIn { username: String, password: Secret },
    Unlock { password: Secret },
    SignOut,
    FirstSuperuser { username: String, password: Secret },
    Me(UserId),
    Users { filter: UserFilter, order: UserOrder, cursor: Cursor<User>, limit: usize },
    Details(UserId),
    Audit { filter: AuditFilter, cursor: Cursor<u64>, limit: usize },
    Verify,
    Create(NewUser),
    Edit { user: User, edit: Edit },
    FlagChange { users: Vec<User>, switch: FlagChange },
    SetPassword { user: User, password: Secret },
    ChangeOwnPassword { current: Secret, password: Secret },
    Delete(Vec<User>),
    PlanTransfer { from: User, to: String },
    Transfer { from: Box<User>, to: Box<User> },
    Export { filter: UserFilter, path: PathBuf },
    GeneratePassword,
    FindUser(String),
    Variables { filter: VariableFilter, cursor: Cursor<(UserId, VariableKey)>, limit: usize },
    SetVariable { owner: Owner, new: NewValue },
    RevealVariable { owner: User, name: String, copy: bool },
    DeleteVariable { owner: User, name: String },
    ExportVariables { owner: Option<User>, reveal: bool, path: PathBuf },
    ImportVariables { owner: Owner, path: PathBuf },
    ApiKeys { owner: Option<UserId>, cursor: Cursor<(UserId, ApiKeyOrder)>, limit: usize },
    CreateApiKey { owner: Owner, name: String, expires: String },
    RevokeApiKey(ApiKeyId),
    SetStoreKey { owner: User, key: Secret },
    ClearStoreKey(User),
    KeyState,
    AdoptKey,
    NewKey,
    WriteKey { path: PathBuf, key: Secret },
    BackUp(PathBuf),
    Settings,
    Examine,
    Credentials,
    CheckKeys,
    PlanRotation(RotationOptions),
    Rotate(Box<Request>),
    ResumeRotation,
    RollBackRotation,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    SignedIn(Result<User, Refusal>),
    Unlocked(Result<User, Refusal>),
    SignedOut,
    Me(User),
    Users { cursor: Cursor<User>, page: Page<User> },
    Details(UserDetails),
    Audit { cursor: Cursor<u64>, page: Page<AuditEvent> },
    Verified(Verification),
    Created { user: User, look_alikes: Vec<String> },
    Edited { before: User, after: User, look_alikes: Vec<String> },
    Switched { switch: FlagChange, users: Vec<Switched> },
    PasswordSet(User),
    Deleted(Vec<UserDetails>),
    TransferPlanned { from: User, to: User, plan: Transferred },
    Transferred { from: User, to: User, done: Transferred },
    Exported { path: PathBuf, users: u64 },
    PasswordGenerated(Secret),
    Found(User),
    Variables { cursor: Cursor<(UserId, VariableKey)>, window: Page<VariableRow>, trouble: Option<String> },
    VariableSet { row: VariableRow, is_new: bool },
    Revealed { revealed: Revealed, copy: bool },
    VariableDeleted(String),
    VariablesExported { path: PathBuf, variables: u64 },
    VariablesImported(VariableImport),
    ApiKeys { cursor: Cursor<(UserId, ApiKeyOrder)>, window: Page<ApiKeyRow> },
    ApiKeyCreated { row: ApiKeyRow, key: Secret },
    ApiKeyRevoked(ApiKeyRow),
    StoreKeySet { owner: User, set: bool },
    KeyState(KeyState),
    KeyGenerated { key: Secret, fingerprint: String },
    KeyWritten(PathBuf),
    KeyAdopted(Adoption),
    BackedUp { path: PathBuf, facts: BackupFacts },
    Settings(Vec<Shown>),
    Examined(Vec<Finding>),
    Credentials { shown: Vec<Credential>, total: u64 },
    KeysChecked(KeyCheck),
    Planned { request: Box<Request>, report: Report },
    Rotated(Report),
}

/// Carries out a job; blocks until it is done. A long-running task reports its progress to `watch`, and is cancelled when that
/// returns false.
///
/// # Errors
/// Those of the service; `NotAllowed` if the job needs a signed-in user and there is none.
pub fn perform(service: &Service, actor: Option<&Actor>, job: Job, watch: Watch<'_>) -> Result<Reply> {
    // Without this check, a job without an actor would run with the operator's rights.
    let actor = || actor.ok_or(UserError::NotSignedIn);
    Ok(match job {
        Job::SignIn { username, password } => Reply::SignedIn(service.sign_in(&username, &password)?),
        Job::FirstSuperuser { username, password } => {
            service.create_first_superuser(&username, &password)?;
            Reply::SignedIn(service.sign_in(&username, &password)?)
        }
        Job::Unlock { password } => Reply::Unlocked(service.unlock(actor()?, &password)?),
        Job::SignOut => {
            service.sign_out(actor()?)?;
            Reply::SignedOut
        }
        Job::Me(id) => Reply::Me(service.user(actor()?, id)?),
        Job::Users { filter, order, cursor, limit } => {
            let page = service.users(actor()?, &filter, order, &cursor, limit)?;
            Reply::Users { cursor, page }
        }
        Job::Details(id) => Reply::Details(service.user_details(actor()?, id)?),
        Job::Audit { filter, cursor, limit } => {
            let page = service.audit(actor()?, &filter, &cursor, limit)?;
            Reply::Audit { cursor, page }
        }
        Job::Verify => {
            let found = service.verify_audit(actor()?, &mut |_, _| true)?;
            if matches!(found, Verification::Whole { .. }) {
                service.anchor_audit(actor()?)?;
            }
            Reply::Verified(found)
        }
        Job::Create(new) => {
            let user = service.create_user(actor()?, &new)?;
            Reply::Created { look_alikes: service.look_alikes(&user.username)?, user }
        }
        Job::Edit { user, edit } => {
            let after = service.edit_user(actor()?, &user, &edit)?;
            let is_renamed = after.username != user.username;
            let look_alikes = if is_renamed { service.look_alikes(&after.username)? } else { Vec::new() };
            Reply::Edited { before: user, after, look_alikes }
        }
        Job::FlagChange { users, switch } => Reply::Switched { switch, users: service.switch_users(actor()?, &users, switch)? },
        Job::SetPassword { user, password } => Reply::PasswordSet(service.set_password(actor()?, &user, &password)?),
        Job::ChangeOwnPassword { current, password } => {
            Reply::PasswordSet(service.change_own_password(actor()?, &current, &password)?)
        }
        Job::Delete(users) => Reply::Deleted(service.delete_users(actor()?, &users)?),
        Job::PlanTransfer { from, to } => {
            let to = service.user_named(actor()?, &to)?;
            let plan = service.transfer_ownership(actor()?, &from, &to, true)?;
            Reply::TransferPlanned { from, to, plan }
        }
        Job::Transfer { from, to } => {
            let done = service.transfer_ownership(actor()?, &from, &to, false)?;
            Reply::Transferred { from: *from, to: *to, done }
        }
        Job::Export { filter, path } => {
            let json = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json"));
            let format = if json { Format::Json } else { Format::Csv };
            let mut written = Vec::new();
            let users = service.export_users(actor()?, &filter, format, false, &mut written)?;
            private::create(&path, &written)?;
            Reply::Exported { path, users }
        }
        Job::GeneratePassword => Reply::PasswordGenerated(keys::generate_password()?),
        Job::FindUser(name) => Reply::Found(service.user_named(actor()?, &name)?),
        Job::Variables { filter, cursor, limit } => {
            let window = service.variables(actor()?, &filter, &cursor, limit)?;
            let trouble = service.key_trouble().map(|error| error.to_string());
            Reply::Variables { cursor, window, trouble }
        }
        Job::SetVariable { owner, new } => {
            let owner = owner.find(service, actor()?)?;
            let (row, is_new) = service.set_variable(actor()?, &owner, &new)?;
            Reply::VariableSet { row, is_new }
        }
        Job::RevealVariable { owner, name, copy } => {
            Reply::Revealed { revealed: service.reveal_variable(actor()?, &owner, &name)?, copy }
        }
        Job::DeleteVariable { owner, name } => {
            service.delete_variable(actor()?, &owner, &name)?;
            Reply::VariableDeleted(name)
        }
        Job::ExportVariables { owner, reveal, path } => {
            let mut written = Zeroizing::new(Vec::new());
            let variables = service.export_variables(actor()?, owner.as_ref(), reveal, &mut *written)?;
            private::create(&path, &written)?;
            Reply::VariablesExported { path, variables }
        }
        Job::ImportVariables { owner, path } => {
            let owner = owner.find(service, actor()?)?;
            let mut file = input::open(&path).map_err(|error| {
                Error::from(CommandError::InputUnreadable { path: path.display().to_string() }).because(error)
            })?;
            Reply::VariablesImported(service.import_variables(actor()?, &owner, &mut file, false)?)
        }
        Job::ApiKeys { owner, cursor, limit } => {
            let window = service.api_keys(actor()?, owner, &cursor, limit)?;
            Reply::ApiKeys { cursor, window }
        }
        Job::CreateApiKey { owner, name, expires } => {
            let owner = owner.find(service, actor()?)?;
            let end = Some(expires.trim()).filter(|text| !text.is_empty()).map(|text| {
                moment::after(service.now(), text).ok_or_else(|| SecretError::ExpiryInvalid { text: text.to_owned() })
            });
            let (row, key) = service.create_api_key(actor()?, &owner, &name, end.transpose()?)?;
            Reply::ApiKeyCreated { row, key }
        }
        Job::RevokeApiKey(id) => Reply::ApiKeyRevoked(service.revoke_api_key(actor()?, id)?),
        Job::SetStoreKey { owner, key } => {
            service.set_store_key(actor()?, &owner, &key)?;
            Reply::StoreKeySet { owner, set: true }
        }
        Job::ClearStoreKey(owner) => {
            service.clear_store_key(actor()?, &owner)?;
            Reply::StoreKeySet { owner, set: false }
        }
        Job::KeyState => Reply::KeyState(service.key_state(actor()?)?),
        Job::AdoptKey => Reply::KeyAdopted(service.adopt_key(actor()?, true, watch)?),
        Job::NewKey => {
            let (key, fingerprint) = service.new_key(actor()?)?;
            Reply::KeyGenerated { key, fingerprint }
        }
        Job::WriteKey { path, key } => {
            service.write_new_key(actor()?, &path, &key)?;
            Reply::KeyWritten(path)
        }
        Job::BackUp(path) => Reply::BackedUp { facts: service.back_up(actor()?, &path, &|| false)?, path },
        Job::Settings => {
            service.require_superuser(actor()?)?;
            Reply::Settings(service.settings().shown())
        }
        Job::Examine => Reply::Examined(service.examine(actor()?)?),
        Job::Credentials => {
            let (mut shown, mut total) = (Vec::new(), 0);
            service.each_credential(actor()?, &mut |credential| {
                total += 1;
                if shown.len() < CREDENTIALS_SHOWN {
                    shown.push(credential);
                }
                Ok(())
            })?;
            Reply::Credentials { shown, total }
        }
        Job::CheckKeys => Reply::KeysChecked(service.check_keys(actor()?, watch)?),
        Job::PlanRotation(options) => {
            let request = Box::new(options.request()?);
            let report = service.plan_rotation(actor()?, &request, watch)?;
            Reply::Planned { request, report }
        }
        Job::Rotate(request) => Reply::Rotated(service.rotate(actor()?, &request, watch)?),
        Job::ResumeRotation => Reply::Rotated(service.resume_rotation(actor()?, watch)?),
        Job::RollBackRotation => Reply::Rotated(service.roll_back_rotation(actor()?, watch)?),
    })
}
