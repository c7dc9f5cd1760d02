//! What helps against an error. The console says it with its own keys and labels (`tui/remedies.rs`); as text it names
//! commands and flags.

use std::fmt;
use std::path::PathBuf;

use super::StoreRemedy;

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Choose a name that is not taken.
    ChooseOtherName {
        /// The name that is taken.
        taken: String,
    },
    /// Choose a better password.
    ChooseOtherPassword,
    /// A similar name exists.
    DidYouMean {
        /// The name that exists.
        name: String,
        /// How the two differ, where they look the same.
        difference: Option<String>,
    },
    /// Several names exist that look like the given one.
    DidYouMeanOneOf {
        /// The names, with code points for characters that look the same.
        names: Vec<String>,
    },
    /// Look whether the disk fails.
    CheckDisk,
    /// Free memory, or raise its limit.
    FreeMemory,
    /// Close files: the whole system has too many open.
    CloseFiles,
    /// Raise the limit of open files.
    RaiseFileLimit,
    /// Raise the limit of file sizes.
    RaiseFileSizeLimit,
    /// See whether a rotation was interrupted.
    SeeRotationStatus,
    /// List the users.
    ListUsers,
    /// List the variables.
    ListVariables,
    /// List the API keys.
    ListApiKeys,
    /// Grant superuser to a user who exists.
    PromoteUser {
        /// The name.
        username: String,
    },
    /// Set the password of a user who exists.
    SetPasswordOf {
        /// The name.
        username: String,
    },
    /// Create or promote another superuser.
    CreateOtherSuperuser,
    /// Sign in as a superuser.
    SignInAsSuperuser,
    /// Sign in as another superuser than this one.
    SignInAsOther,
    /// Ask a superuser for activation.
    AskForActivation,
    /// Ask a superuser to create or promote the user.
    AskForSuperuser,
    /// Look at the present state, then repeat.
    Reload,
    /// Give a value with the new type.
    GiveValueWithType,
    /// Leave the expiry out, and revoke the key by hand.
    RevokeInstead,
    /// See which key decrypts which value.
    CheckKeys,
    /// Generate a secret key and set it.
    GenerateKey,
    /// Set a key as `keygen` generates it.
    UseGeneratedKey,
    /// Set the key that the values are encrypted with, or adopt the active one.
    SetDatabaseKey,
    /// Rotate: the database's key is a fallback key.
    RotateToActiveKey,
    /// Add the missing keys to the fallbacks, or adopt the active key all the same.
    AddKeysOrAdopt,
    /// Give the database's key as a previous one, or adopt another one first.
    GiveDatabaseKey,
    /// Give the missing keys as previous ones, or skip what cannot be decrypted.
    GiveOldKeys,
    /// Use a strong key, or allow a weak one.
    AllowWeakKey,
    /// Give a new key, or let key files be updated.
    GiveNewKeyOrUpdateKeyFiles,
    /// Give a new key without updating key files, and set it by hand.
    GiveNewKeyAndSetIt,
    /// Fix the key file, or set the new key by hand.
    WriteKeyYourself,
    /// Fix the configuration directory, or name another one.
    NameOtherConfigDir,
    /// Fix the directory of the backup, or name another one.
    NameBackupDir,
    /// Mount the configuration directory, name another one, or give a key.
    PersistConfigDir,
    /// Mount the key file, or give a key.
    PersistKeyFile,
    /// Stop the Kozmoai server.
    StopServer,
    /// Stop the Kozmoai server, or rotate while it runs.
    StopServerOrGoOnline,
    /// Stop the Kozmoai server: the interrupted rotation was not begun online.
    StopServerToResume,
    /// Resume the interrupted rotation, or roll it back.
    ResumeOrRollBack {
        /// What must be done before.
        first: Option<Box<Self>>,
    },
    /// Resume the interrupted rotation again.
    ResumeRotation,
    /// Roll the interrupted rotation back, since some values cannot be decrypted.
    RollBackRotation,
    /// Resume the rotation once every Kozmoai server has its key.
    ResumeOnceRestarted,
    /// Replace or move the journal.
    RecoverJournal {
        /// What must be done before.
        first: Option<Box<Self>>,
    },
    /// Use the database that the interrupted rotation is of.
    NameDatabase,
    /// Name the file that contains the rotation's key.
    NameKeyFile {
        /// The file, where it is known.
        path: Option<PathBuf>,
    },
    /// Repeat it with the active key of now.
    StartAgain,
    /// See the help.
    SeeHelp,
    /// Use the plain commands, which need no terminal.
    UseCommands,
    /// Give the user by name or by ID, and an argument beside it.
    UserByNameOrId {
        /// The argument, with its article.
        argument: &'static str,
    },
    /// List what has such an ID.
    ListIds {
        /// The command, which is also the plural.
        of: &'static str,
    },
    /// Write a time in one of the accepted forms.
    WriteTime {
        /// Whether it may be in the past.
        is_past: bool,
    },
    /// Write a database address in one of the accepted forms.
    WriteAddress,
    /// Say which format the file has.
    GiveFormat,
    /// Say which backups to delete.
    GivePruneLimit,
    /// Name a file, or use a pipe.
    UseFileOrPipe,
    /// Name a file, or standard output.
    UseFileOrStdout,
    /// Give what is missing with flags.
    GiveFlags {
        /// The flags.
        flags: &'static str,
    },
    /// Set the terminal to UTF-8, or give the answer with flags.
    UseUtf8 {
        /// The flags, if there are any.
        flags: Option<&'static str>,
    },
    /// Ask for the value to be revealed.
    GiveReveal,
    /// Fix the rows or lines listed above.
    FixRows {
        /// What they are: "row" or "line".
        what: &'static str,
    },
    /// Add the missing keys as fallback keys.
    AddFallbackKeys {
        /// Whether the active key can be adopted instead.
        can_adopt: bool,
    },
    /// Restart the Kozmoai server, then resume the rotation.
    RestartAndResume,
    /// Compare the audit log with a copy, or accept it.
    CompareAuditLog,
    /// Accept the audit log, if the restore recorded in it is the reason.
    AcceptAfterRestore {
        /// The event that records the restore.
        event: u64,
    },
    /// Another setting has a similar name.
    DidYouMeanSetting {
        /// Its name.
        name: &'static str,
    },
    /// Raise the limits of processes and open files.
    RaiseLimits,
    /// Redirect standard output to something that can be written.
    RedirectOutput,
    /// Run it again, into a file or a pipe that is read to its end.
    RepeatIntoFile,
    /// The change was made: look before repeating it.
    LookBeforeRepeating,
    /// Revoke an API key that was lost, and create another one.
    ReplaceApiKey {
        /// Its ID.
        id: String,
    },
    /// Generate another password.
    GeneratePassword {
        /// The user's ID.
        user_id: String,
    },
    /// Generate another secret key: the lost one is not in use.
    GenerateOtherKey,
    /// Find the process that encrypts with another key.
    FindOtherKeyWriter,
    /// Restore the backup into a database of its kind, then copy that.
    RestoreThenCopy,
    /// Examine the database.
    RunDoctor,
    /// Open the console without `--read-only`.
    ReopenWritable,
    /// Rotate one of two databases to the key of the other one.
    RotateToSameKey,
    /// Set the password of a user in the source database of a copy.
    SetPasswordAtSource {
        /// The user's id.
        id: String,
    },
    /// Rename or delete the users that exist in both databases of a copy.
    RenameBeforeCopy,
    /// Name the columns of a CSV file, and what separates them.
    NameColumns,
    /// Compare a file with an export.
    CompareExport,
    /// Write a list of users as an export does.
    WriteUserList,
    /// Join JSON lines to a list.
    JoinJsonLines,
    /// Export as JSON.
    ExportAsJson,
    /// Verify the audit log.
    VerifyAudit,
    /// Verify the audit log, and accept it where it is valid.
    VerifyOrAcceptAudit,
    /// Compare the audit log with a copy, and accept it where it is valid.
    CompareAndAcceptAudit,
    /// Turn auto login off, or make its user an active superuser.
    PrepareAutoLogin {
        /// The user.
        username: String,
    },
    /// Grant superuser to the user of the settings, or name another one there.
    PromoteOrNameOther {
        /// The user.
        username: String,
    },
    /// Add the keys of values that cannot be decrypted to the fallback keys.
    AddMissingKeys,
    /// Name a regular file, or the file that a link leads to.
    NameFile,
    /// Create the directory first.
    CreateFolder,
    /// Name another database, or move the file that has the name of its lock.
    MoveLockFile,
    /// Name the configuration directory.
    NameConfigDir,
    /// Put nothing but the secret into the file.
    GiveSecretAlone,
    /// Name a path that a file of another account named.
    NamePathYourself {
        /// The flag or the variable.
        option: String,
    },
    /// Do something else first, or name the .env file on the command line.
    OrGiveEnvFile {
        /// The other remedy, if there is one.
        first: Option<Box<Self>>,
    },
    /// Raise the limit of threads.
    RaiseThreadLimit,
    /// Run the program as the account that owns the files.
    RunAs {
        /// The account.
        account: String,
    },
    /// Report a bug.
    ReportCrash,
    /// Look at the disk, then let the program examine the database.
    ExamineDatabase,
    /// Run the console in a terminal, or use the commands.
    RunInTerminal,
    /// What helps a database.
    Store(StoreRemedy),
    /// A sentence for all front ends.
    Text(String),
}

impl fmt::Display for Remedy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChooseOtherName { taken } => write!(f, "\"{taken}\" already exists: choose another name."),
            Self::ChooseOtherPassword => {
                f.write_str("Choose another password; a few unrelated words are easy to remember and hard to guess.")
            }
            Self::DidYouMean { name, difference: None } => write!(f, "Did you mean \"{name}\"?"),
            Self::DidYouMean { name, difference: Some(difference) } => {
                write!(f, "Did you mean \"{name}\"? They only look the same: {difference}.")
            }
            Self::DidYouMeanOneOf { names } => write!(f, "Did you mean one of these, which look alike: {}?", names.join(", ")),
            Self::CheckDisk => f.write_str("Look at the disk and the system's log: it may be failing."),
            Self::FreeMemory => f.write_str("Free memory, or raise its limit (`ulimit -v`), then try again."),
            Self::CloseFiles => f.write_str("The whole system has too many open files: close some, then try again."),
            Self::RaiseFileSizeLimit => f.write_str("Raise the limit of file sizes (`ulimit -f`), then try again."),
            Self::SeeRotationStatus => f.write_str("`kozmoai rotate status` shows whether a rotation has to be resumed."),
            Self::RaiseFileLimit => f.write_str("Raise the limit of open files (`ulimit -n`), then try again."),
            Self::ListUsers => f.write_str("List them with `kozmoai users list`."),
            Self::ListVariables => f.write_str("List them with `kozmoai variables list`."),
            Self::ListApiKeys => f.write_str("List them with `kozmoai api-keys list`."),
            Self::PromoteUser { username } => write!(f, "Grant superuser with `kozmoai users promote {username}`."),
            Self::SetPasswordOf { username } => {
                write!(f, "\"{username}\" is already a superuser: set the password with `kozmoai users passwd {username}`.")
            }
            Self::CreateOtherSuperuser => f.write_str("Create or promote another superuser first."),
            Self::SignInAsSuperuser => f.write_str("Ask a superuser, or sign in as one."),
            Self::SignInAsOther => f.write_str("Sign in as another superuser to do that."),
            Self::AskForActivation => f.write_str("Ask a superuser to activate your account."),
            Self::AskForSuperuser => f.write_str("Ask a superuser to create or promote a user in the console."),
            Self::Reload => f.write_str("Look at it again, then repeat what is still needed."),
            Self::GiveValueWithType => f.write_str("Give a new value with the new type."),
            Self::RevokeInstead => f.write_str("Leave the expiry out, and revoke the key when it is no longer needed."),
            Self::CheckKeys => {
                f.write_str("`kozmoai key check` shows which key decrypts which value; setting the value again replaces it.")
            }
            Self::GenerateKey => {
                f.write_str("`kozmoai keygen --write .env` generates one; kozmoai and the Kozmoai server must use the same key.")
            }
            Self::UseGeneratedKey => {
                f.write_str("A key is 43 URL-safe base64 characters; `kozmoai keygen` generates one.")
            }
            Self::SetDatabaseKey => f.write_str(
                "Set the key that the values are encrypted with; `kozmoai key check` shows which key decrypts which value. \
                 If it is lost, `kozmoai key adopt` makes the active key the database's.",
            ),
            Self::RotateToActiveKey => f.write_str(
                "The database's key is among the fallback keys: `kozmoai rotate` re-encrypts every value with the new one.",
            ),
            Self::AddKeysOrAdopt => f.write_str(
                "If you have their key, add it to KOZMOAI_SECRET_KEY_FALLBACKS; --allow-unreadable adopts the active key all the same.",
            ),
            Self::GiveDatabaseKey => f.write_str(
                "Set that key, or give it with --old-key-file. If it is lost, run `kozmoai key adopt --allow-unreadable` first.",
            ),
            Self::GiveOldKeys => {
                f.write_str("Give their keys with --old-key-file, or leave them as they are with --allow-unreadable.")
            }
            Self::AllowWeakKey => f.write_str("Let a key be generated, use one of `kozmoai keygen`, or say --allow-weak-key."),
            Self::GiveNewKeyOrUpdateKeyFiles => f.write_str(
                "Give a new key with --new-key-file, --new-key-env or --new-key-stdin, or leave --no-env-update out.",
            ),
            Self::GiveNewKeyAndSetIt => f.write_str(
                "Give a new key with --new-key-file, say --no-env-update, and set the key there yourself afterwards.",
            ),
            Self::WriteKeyYourself => f.write_str(
                "Fix that, or rotate to a key of your own with --no-env-update, and write it into the file yourself.",
            ),
            Self::NameOtherConfigDir => f.write_str("Fix that, or name another directory with --config-dir."),
            Self::NameBackupDir => f.write_str("Fix that, or name another directory with --backup."),
            Self::PersistConfigDir => f.write_str(
                "Mount a directory there, name another one with --config-dir, or give a key of your own with --new-key-file.",
            ),
            Self::PersistKeyFile => {
                f.write_str("Mount that file or its directory, or give a key of your own with --new-key-file.")
            }
            Self::StopServer => f.write_str("Stop the Kozmoai server first."),
            Self::StopServerOrGoOnline => f.write_str(
                "Stop the Kozmoai server first, or rotate with --online: values that change in the meantime need another pass.",
            ),
            Self::StopServerToResume => f.write_str(
                "Stop the Kozmoai server first: the rotation was begun without --online. Until then its journal keeps the keys.",
            ),
            Self::ResumeOrRollBack { first } => {
                first.iter().try_for_each(|first| write!(f, "{first} "))?;
                f.write_str("`kozmoai rotate resume` completes the rotation, `kozmoai rotate rollback` undoes it; until then its journal keeps the keys.")
            }
            Self::ResumeRotation => f.write_str("`kozmoai rotate resume` tries again."),
            Self::RollBackRotation => f.write_str(
                "`kozmoai rotate rollback` undoes this rotation; give the next one their keys, or let it leave them as they are.",
            ),
            Self::ResumeOnceRestarted => f.write_str(
                "Once every Kozmoai server uses the right key, `kozmoai rotate resume` re-encrypts what they wrote and completes the rotation.",
            ),
            Self::RecoverJournal { first } => {
                first.iter().try_for_each(|first| write!(f, "{first} "))?;
                f.write_str(
                    "If `kozmoai key check` decrypts every value, or no rotation was begun here, move the journal elsewhere; \
                     otherwise restore an undamaged copy of it. Until then no secret can be changed.",
                )
            }
            Self::NameDatabase => f.write_str("Name that database with --store."),
            Self::NameKeyFile { path: Some(path) } => {
                write!(f, "If it is the right one, name it with --env-file {}.", path.display())
            }
            Self::NameKeyFile { path: None } => {
                f.write_str("Name the file that contains the rotation's previous or new key with --env-file.")
            }
            Self::StartAgain => f.write_str("Start again with the key that is active now."),
            Self::SeeHelp => f.write_str("See `kozmoai --help`."),
            Self::UseCommands => f.write_str("Use the plain commands in scripts: `kozmoai --help`."),
            Self::UserByNameOrId { argument } => {
                write!(f, "Give the username and {argument}, or --id UUID and {argument}.")
            }
            Self::ListIds { of } => write!(f, "`kozmoai {of} list` shows the IDs."),
            Self::WriteTime { is_past } => {
                let past = if *is_past { "; also yesterday, or \"2 h ago\"" } else { "" };
                write!(f, "Write 2026-05-18T20:00:00Z, 2026-05-18, or a duration such as 90m, 2h, 7d{past}.")
            }
            Self::WriteAddress => f.write_str(
                "A database is a path, sled:///relative or sled:////absolute, or Kozmoai's own: sqlite:///relative, sqlite:////absolute or postgresql://user:password@host/database.",
            ),
            Self::GiveFormat => f.write_str("Add --format csv if it is not."),
            Self::GivePruneLimit => f.write_str("Add --keep N, --older-than 30d, or both."),
            Self::UseFileOrPipe => f.write_str("Name a file, or use a pipe."),
            Self::UseFileOrStdout => f.write_str("Name a file, or `-` for standard output."),
            Self::GiveFlags { flags } => write!(f, "Give it with {flags}."),
            Self::UseUtf8 { flags: None } => f.write_str("Set the terminal and its locale to UTF-8."),
            Self::UseUtf8 { flags: Some(flags) } => {
                write!(f, "Set the terminal and its locale to UTF-8, or give it with {flags}.")
            }
            Self::GiveReveal => f.write_str("Add --reveal; the audit log records who revealed it."),
            Self::FixRows { what } => write!(f, "Fix the {what}s listed above, then run it again."),
            Self::AddFallbackKeys { can_adopt } => {
                let adopt =
                    if *can_adopt { "; `kozmoai key adopt --allow-unreadable` gives them up" } else { "" };
                write!(
                    f,
                    "Add the keys that they are encrypted with to KOZMOAI_SECRET_KEY_FALLBACKS{adopt}, or set those values again."
                )
            }
            Self::RestartAndResume => f.write_str(
                "Restart the Kozmoai server with the new key, then run `kozmoai rotate resume`; until then the journal keeps the keys.",
            ),
            Self::CompareAuditLog => f.write_str(
                "Compare it with a copy of the log or a backup. To record the present log as valid: `kozmoai audit accept`.",
            ),
            Self::AcceptAfterRestore { event } => write!(
                f,
                "Event {event} records a restore. If that is the reason, or another loss is legitimate: `kozmoai audit accept`; \
                 else compare it with a copy of the log."
            ),
            Self::DidYouMeanSetting { name } => write!(f, "Did you mean {name}? `kozmoai config` lists all settings."),
            Self::RaiseLimits => {
                f.write_str("Raise the limits of processes and open files (`ulimit -u`, `ulimit -n`), then try again.")
            }
            Self::RedirectOutput => f.write_str(
                "Run it in a terminal, or redirect standard output to a file or to a pipe that is read.",
            ),
            Self::RepeatIntoFile => f.write_str("Run it again, into a file or a pipe that is read to its end."),
            Self::LookBeforeRepeating => f.write_str("Only the report is lost: check the present state before you run it again."),
            Self::ReplaceApiKey { id } => write!(f, "Revoke it with `kozmoai api-keys revoke {id}`, then create another one."),
            Self::GeneratePassword { user_id } => {
                write!(f, "Generate another one with `kozmoai users passwd --id {user_id} --generate-password`.")
            }
            Self::GenerateOtherKey => f.write_str("Run `kozmoai keygen` again; the lost key is not in use."),
            Self::FindOtherKeyWriter => {
                f.write_str("Another process encrypts with another key: see `kozmoai key check`, then try again.")
            }
            Self::RestoreThenCopy => f.write_str("Restore it into a database of its own kind, then use `kozmoai store copy`."),
            Self::RunDoctor => f.write_str("Examine the database with `kozmoai doctor`."),
            Self::ReopenWritable => f.write_str("Open it without --read-only."),
            Self::RotateToSameKey => {
                f.write_str("Rotate one of them to the key of the other with `kozmoai rotate --new-key-file`, then copy again.")
            }
            Self::SetPasswordAtSource { id } => {
                write!(f, "Set that user's password in the source database: `kozmoai users passwd --id {id}`.")
            }
            Self::RenameBeforeCopy => f.write_str(
                "Rename or delete them in one of the databases, then copy again. If one is the superuser that a new Kozmoai \
                 server created, rename it there (`kozmoai users rename`), and delete it after the copy.",
            ),
            Self::NameColumns => f.write_str(
                "Columns: username, password or password_hash, is_active, is_superuser. Set their separator with --delimiter.",
            ),
            Self::CompareExport => f.write_str(
                "Compare it with the output of `kozmoai users export --json`; give another format with --format.",
            ),
            Self::WriteUserList => f.write_str(
                "Write [{\"username\": …, \"password\": …, \"is_active\": true}], as `kozmoai users export --json` does.",
            ),
            Self::JoinJsonLines => {
                f.write_str("It seems to have one JSON document per line; join them to a list: `jq --slurp . FILE`.")
            }
            Self::ExportAsJson => f.write_str("Add --format json."),
            Self::VerifyAudit => f.write_str("See `kozmoai audit verify`."),
            Self::VerifyOrAcceptAudit => f.write_str(
                "`kozmoai audit verify` shows details; if the present log is the valid one, run `kozmoai audit accept`.",
            ),
            Self::CompareAndAcceptAudit => f.write_str(
                "Compare the audit log with a copy of it; if it is the valid one, run `kozmoai audit accept`.",
            ),
            Self::PrepareAutoLogin { username } => write!(
                f,
                "Set KOZMOAI_AUTO_LOGIN=False, or run `kozmoai users activate {username}` and `kozmoai users promote {username}`."
            ),
            Self::PromoteOrNameOther { username } => write!(
                f,
                "Grant superuser with `kozmoai users promote {username}`, or name another user in KOZMOAI_SUPERUSER."
            ),
            Self::AddMissingKeys => f.write_str(
                "`kozmoai key check` lists them: add the keys that they are encrypted with to KOZMOAI_SECRET_KEY_FALLBACKS.",
            ),
            Self::NameFile => f.write_str("Name the file itself."),
            Self::CreateFolder => f.write_str("Create the directory first, or name another one."),
            Self::MoveLockFile => f.write_str("Move that file elsewhere, or use another name for the database."),
            Self::NameConfigDir => f.write_str("Name a directory with --config-dir or KOZMOAI_CONFIG_DIR."),
            Self::GiveSecretAlone => f.write_str("Give the secret alone."),
            Self::NamePathYourself { option } => {
                write!(f, "A file of another account can't lead root there; if the path is right, name it with {option}.")
            }
            Self::OrGiveEnvFile { first } => {
                if let Some(first) = first {
                    write!(f, "{first} Or ")?;
                }
                f.write_str(if first.is_some() { "name the file with --env-file." } else { "Name the file with --env-file." })
            }
            Self::RaiseThreadLimit => f.write_str(
                "Raise the limit of processes (`ulimit -u`, the container's pids limit) or free memory, then try again.",
            ),
            Self::RunAs { account } => write!(
                f,
                "Run kozmoai as {account} (`setpriv --reuid`, `docker exec --user`), or give it the capabilities CAP_SETUID and CAP_SETGID."
            ),
            Self::ReportCrash => {
                f.write_str("Every change that was reported as done is safe. Run it again; if it stops again, report it with this message.")
            }
            Self::ExamineDatabase => f.write_str(
                "Every change that was reported as done is safe. Look at the disk and the system's log, then run `kozmoai doctor`.",
            ),
            Self::RunInTerminal => f.write_str("Run the console in a terminal, or use the commands: see `kozmoai --help`."),
            Self::Store(remedy) => remedy.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Remedy {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Remedy {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
