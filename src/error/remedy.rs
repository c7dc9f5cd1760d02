//! What helps against an error: for commands with their names and flags, for the console with its keys and labels.

use std::fmt::{self, Display};
use std::path::PathBuf;

use super::define_remedies::remedies;
use super::store_remedy::StoreRemedy;

remedies! {
    /// What to do next.
    pub enum Remedy {
        /// Choose a name that is not taken.
        ChooseOtherName {
            /// The name that is taken.
            taken: String,
        } = ("\"{taken}\" already exists: choose another name.");
        /// Choose a better password.
        ChooseOtherPassword = ("Choose another password; a few unrelated words are easy to remember and hard to guess.");
        /// A similar name exists.
        DidYouMean {
            /// The name that exists.
            name: String,
            /// How the two differ, where they look the same.
            difference: Option<String>,
        } = ("Did you mean \"{name}\"?{}", optional(" They only look the same: ", difference, "."));
        /// Several names exist that look like the given one.
        DidYouMeanOneOf {
            /// The names, with code points for characters that look the same.
            names: Vec<String>,
        } = ("Did you mean one of these, which look alike: {}?", names.join(", "));
        /// Look whether the disk fails.
        CheckDisk = ("Look at the disk and the system's log: it may be failing.");
        /// Free memory, or raise its limit.
        FreeMemory = ("Free memory, or raise its limit (`ulimit -v`), then try again.");
        /// Close files: the whole system has too many open.
        CloseFiles = ("The whole system has too many open files: close some, then try again.");
        /// Raise the limit of open files.
        RaiseFileLimit = ("Raise the limit of open files (`ulimit -n`), then try again.");
        /// Raise the limit of file sizes.
        RaiseFileSizeLimit = ("Raise the limit of file sizes (`ulimit -f`), then try again.");
        /// See whether a rotation was interrupted.
        SeeRotationStatus = ("`kozmoai rotate status` shows whether a rotation has to be resumed."),
            console: ("The secret key screen (4) shows whether a rotation has to be resumed.");
        /// Request one format of a list.
        ChooseFormat = ("Leave out --json, or the other format.");
        /// List the users.
        ListUsers = ("List them with `kozmoai users list`."),
            console: ("The users screen (1) lists them.");
        /// List the variables.
        ListVariables = ("List them with `kozmoai variables list`."),
            console: ("The variables screen (2) lists them.");
        /// List the API keys.
        ListApiKeys = ("List them with `kozmoai api-keys list --wide`."),
            console: ("The API keys screen (3) lists them.");
        /// Grant superuser to a user who exists.
        PromoteUser {
            /// The name.
            username: String,
        } = ("Grant superuser with `kozmoai users promote {username}`."),
            console: ("Select \"{username}\" on the users screen and press s to grant superuser.");
        /// Change the flags of a user who exists.
        AlignUser {
            /// The name.
            username: String,
            /// The commands of `users`.
            verbs: Vec<&'static str>,
        } = ("Change that with {}.", commands_of(verbs, username)),
            console: ("Select \"{username}\" on the users screen to change that ({}).", verbs.join(", "));
        /// Set the password of a user who exists.
        SetPasswordOf {
            /// The name.
            username: String,
        } = ("\"{username}\" is already a superuser: set the password with `kozmoai users passwd {username}`."),
            console: ("\"{username}\" is already a superuser: press p on the users screen to set the password.");
        /// Create or promote another superuser.
        CreateOtherSuperuser = ("Create or promote another superuser first.");
        /// Sign in as a superuser.
        SignInAsSuperuser = ("Ask a superuser, or sign in as one."),
            console: ("Ask a superuser, or press L and sign in as one.");
        /// Sign in as another superuser than this one.
        SignInAsOther = ("Sign in as another superuser to do that."),
            console: ("Press L and sign in as another superuser.");
        /// Ask a superuser for activation.
        AskForActivation = ("Ask a superuser to activate your account.");
        /// Ask a superuser to create or promote the user.
        AskForSuperuser = ("Ask a superuser to create or promote a user in the console.");
        /// Look at the present state, then repeat.
        Reload = ("Look at it again, then repeat what is still needed."),
            console: ("Press r to refresh, then repeat what is still needed.");
        /// Give a value with the new type.
        GiveValueWithType = ("Give a new value with the new type.");
        /// Leave the expiry out, and revoke the key by hand.
        RevokeInstead = ("Leave the expiry out, and revoke the key when it is no longer needed.");
        /// See which key decrypts which value.
        CheckKeys = ("`kozmoai key check` shows which key decrypts which value, and what can be done."),
            console: ("Press 4, then c, to check which key decrypts which value.");
        /// Generate a secret key and set it.
        GenerateKey = ("`kozmoai keygen --write .env` generates one; kozmoai and the Kozmoai server must use the same key."),
            console: ("Press 4, then n, to generate one; kozmoai and the Kozmoai server must use the same key.");
        /// Set the key that the database is bound to; only if that is lost, generate another one and adopt it.
        SetBoundKey {
            /// The fingerprint of that key.
            fingerprint: String,
            /// Where that key came from.
            origin: String,
        }
            = ("Set the key {fingerprint} (from {origin}), which the database is bound to. Only if it is lost: `kozmoai keygen --write .env` \
             generates another one, and `kozmoai key adopt --allow-unreadable` makes that the database's."),
            console: ("Set the key {fingerprint} (from {origin}), which the database is bound to, and restart the console. Only if it is lost: \
             press 4, then n, to generate another one, restart the console with it, then press 4 and a to adopt it.");
        /// Let a resume write the key of a rotation again.
        RestoreKey = ("The rotation's journal has the database's key: `kozmoai rotate resume` writes it into its file again."),
            console: ("The rotation's journal has the database's key: press 4, then R and e, to write it into its file again.");
        /// Set a key that only the journal of a rotation has here.
        SetKeptKey {
            /// Its fingerprint.
            fingerprint: String,
        }
            = ("Set the key {fingerprint}, which the database is bound to; until then the rotation's journal keeps it.");
        /// Set a key as `keygen` generates it.
        UseGeneratedKey = ("A key is 43 URL-safe base64 characters; `kozmoai keygen` generates one."),
            console: ("A key is 43 URL-safe base64 characters; press 4, then n, to generate one.");
        /// Set the key that the values are encrypted with, or adopt the active one.
        SetDatabaseKey
            = ("Set the key that the values are encrypted with; `kozmoai key check` shows which key decrypts which value. \
             If it is lost, `kozmoai key adopt` makes the active key the database's."),
            console: ("Set the key that the values are encrypted with: press 4, then c, to check which key decrypts which value. \
             If it is lost, press 4, then a, to adopt the active key.");
        /// Adopt the active key: that of the database is a fallback key.
        AdoptActiveKey
            = ("The database's key is among the fallback keys: `kozmoai key adopt` makes the active one the database's. The fallback keys \
             still decrypt what they encrypted, until `kozmoai rotate` re-encrypts every value."),
            console: ("The database's key is among the fallback keys: press 4, then a, to make the active one the database's. The fallback \
             keys still decrypt what they encrypted.");
        /// Add the missing keys to the fallbacks, or adopt the active key all the same.
        AddKeysOrAdopt
            = ("If you have their key, add it to KOZMOAI_SECRET_KEY_FALLBACKS; --allow-unreadable adopts the active key all the same."),
            console: ("If you have their key, add it to KOZMOAI_SECRET_KEY_FALLBACKS; adopting the active key leaves those \
             values as they are.");
        /// Give the database's key as a previous one, or adopt another one first.
        GiveDatabaseKey
            = ("Set that key, or give it with --old-key-file. If it is lost, run `kozmoai key adopt --allow-unreadable` first."),
            console: ("Set that key, or enter it under “Previous key files”. If it is lost, press 4, then a, to \
             adopt the active key first.");
        /// Give the missing keys as previous ones, or skip what cannot be decrypted.
        GiveOldKeys = ("Give their keys with --old-key-file, or leave them as they are with --allow-unreadable."),
            console: ("Enter their keys under “Previous key files”, or tick “Skip undecryptable” to leave them as they are.");
        /// Use a strong key, or allow a weak one.
        AllowWeakKey = ("Let a key be generated, use one of `kozmoai keygen`, or say --allow-weak-key."),
            console: ("Leave “New key file” empty to generate a key, or tick “Allow weak key”.");
        /// Give a new key, or let key files be updated.
        GiveNewKeyOrUpdateKeyFiles
            = ("Give a new key with --new-key-file, --new-key-env or --new-key-stdin, or leave --no-env-update out."),
            console: ("Enter a “New key file”, or tick “Update key files”.");
        /// Give a new key without updating key files, and set it by hand.
        GiveNewKeyAndSetIt = ("Give a new key with --new-key-file, say --no-env-update, and set the key there yourself afterwards."),
            console: ("Enter a “New key file”, untick “Update key files”, and set the key there yourself afterwards.");
        /// Fix the key file, or set the new key by hand.
        WriteKeyYourself = ("Fix that, or rotate to a key of your own with --no-env-update, and write it into the file yourself."),
            console: ("Fix that, or enter a “New key file” without “Update key files”, and write the key into the file \
             yourself.");
        /// Fix the configuration directory, or name another one.
        NameOtherConfigDir = ("Fix that, or name another directory with --config-dir."),
            console: ("Fix that, or open the console with another configuration directory.");
        /// Fix the directory of the backup, or name another one.
        NameBackupDir = ("Fix that, or name another directory with --backup."),
            console: ("Fix that, or enter another “Directory”.");
        /// Mount the configuration directory, name another one, or give a key.
        PersistConfigDir
            = ("Mount a directory there, name another one with --config-dir, or give a key of your own with --new-key-file."),
            console: ("Mount a directory there, open the console with another configuration directory, or enter a “New key \
             file”.");
        /// Mount the key file, or give a key.
        PersistKeyFile = ("Mount that file or its directory, or give a key of your own with --new-key-file."),
            console: ("Mount that file or its directory, or enter a “New key file”.");
        /// Stop the Kozmoai server.
        StopServer = ("Stop the Kozmoai server first.");
        /// Stop the Kozmoai server, or rotate while it runs.
        StopServerOrGoOnline
            = ("Stop the Kozmoai server first, or rotate with --online: values that change in the meantime need another pass."),
            console: ("Stop the Kozmoai server first, or tick “Online (server running)”: values that change in the \
             meantime need another pass.");
        /// Stop the Kozmoai server: the interrupted rotation was not begun online.
        StopServerToResume
            = ("Stop the Kozmoai server first: the rotation was begun without --online. Until then its journal keeps the keys."),
            console: ("Stop the Kozmoai server first: the rotation was not begun online. Until then its journal keeps the keys.");
        /// Resume the interrupted rotation, or roll it back.
        ResumeOrRollBack {
            /// What must be done before.
            first: Option<Box<Self>>,
        }
            = ("{}`kozmoai rotate resume` completes the rotation, `kozmoai rotate rollback` undoes it; until then its journal keeps the \
             keys.", optional("", first, " ")),
            console: ("{}Press 4, then R, to resume the rotation or roll it back; until then its journal keeps the keys.",
               optional("", &first.as_ref().map(|first| first.in_console()), " "));
        /// Resume the interrupted rotation again.
        ResumeRotation = ("`kozmoai rotate resume` tries again."),
            console: ("Press 4, then R and e, to try again.");
        /// Roll the interrupted rotation back, since some values cannot be decrypted.
        RollBackRotation
            = ("`kozmoai rotate rollback` undoes this rotation; give the next one their keys, or let it leave them as they are."),
            console: ("Press x to roll this rotation back; give the next one their keys, or let it skip those values.");
        /// Resume the rotation once every Kozmoai server has its key.
        ResumeOnceRestarted
            = ("Once every Kozmoai server uses the right key, `kozmoai rotate resume` re-encrypts what they wrote and completes the rotation."),
            console: ("Once every Kozmoai server uses the right key, press 4, then R and e: what they wrote is re-encrypted, and the \
             rotation is completed.");
        /// Replace or move the journal.
        RecoverJournal {
            /// What must be done before.
            first: Option<Box<Self>>,
        }
            = ("{}If `kozmoai key check` decrypts every value, or no rotation was begun here, move the journal elsewhere; \
             otherwise restore an undamaged copy of it. Until then no secret can be changed.", optional("", first, " ")),
            console: ("{}If every value can be decrypted (press 4, then c), or no rotation was begun here, move the journal \
             elsewhere; otherwise restore an undamaged copy of it. Until then no secret can be changed.",
               optional("", &first.as_ref().map(|first| first.in_console()), " "));
        /// Use the database that the interrupted rotation is of.
        NameDatabase = ("Name that database with --store."),
            console: ("Open the console with that database.");
        /// Name the file that contains the rotation's key.
        NameKeyFile {
            /// The file, where it is known.
            path: Option<PathBuf>,
        }
            = ("{} with --env-file{}.", match path {
                Some(_) => "If it is the right one, name it",
                None => "Name the file that contains the rotation's previous or new key",
            }, optional(" ", &path.as_ref().map(|path| path.display()), ""));
        /// Set the setting that names the file of the rotation's key.
        SetKeyFile {
            /// The file.
            path: PathBuf,
            /// Whether it exists.
            exists: bool,
        }
            = ("{} set KOZMOAI_SECRET_KEY_FILE to {}.", if *exists {
                "If it is the right one,"
            } else {
                "It does not exist: create it with the rotation's previous or new key, and"
            }, path.display());
        /// Create the key file that is missing, and name it.
        CreateKeyFile {
            /// The file.
            path: PathBuf,
        }
            = ("It does not exist: create it empty, then name it with --env-file {}.", path.display());
        /// Repeat it with the active key of now.
        StartAgain = ("Start again with the key that is active now.");
        /// See the help.
        SeeHelp = ("See `kozmoai --help`.");
        /// Use the plain commands, which need no terminal.
        UseCommands = ("Use the plain commands in scripts: `kozmoai --help`.");
        /// Set the type of the terminal, or use the plain commands.
        SetTerminalType = ("Set TERM to the type of the terminal, such as xterm-256color, or use the plain commands: `kozmoai --help`.");
        /// Give the user by name or by ID, and an argument beside it.
        UserByNameOrId {
            /// The argument, with its article.
            argument: &'static str,
        } = ("Give the username and {argument}, or --id UUID and {argument}.");
        /// List what has such an ID.
        ListIds {
            /// The command, which is also the plural.
            of: &'static str,
        } = ("`kozmoai {of} list --wide` shows the IDs.");
        /// Write a time in one of the accepted forms.
        WriteTime {
            /// Whether it may be in the past.
            is_past: bool,
        }
            = ("Write 2026-05-18T20:00:00Z, 2026-05-18, or a duration such as 90m, 2h, 7d{}.",
               if *is_past { "; also \"yesterday 14:00\" and \"2 h ago\"" } else { "" });
        /// Write a database address in one of the accepted forms.
        WriteAddress
            = ("A database is a path, sled:///relative or sled:////absolute, or Kozmoai's own: sqlite:///relative, sqlite:////absolute or postgresql://user:password@host/database.");
        /// Say which format the file has.
        GiveFormat = ("Add --format csv if it is not.");
        /// Say which backups to delete.
        GivePruneLimit = ("Add --keep N, --older-than 30d, or both.");
        /// Name a file, or use a pipe.
        UseFileOrPipe = ("Name a file, or use a pipe.");
        /// Name a file, or standard output.
        UseFileOrStdout = ("Name a file, or `-` for standard output.");
        /// Give what is missing with flags.
        GiveFlags {
            /// The flags.
            flags: &'static str,
        } = ("Give it with {flags}.");
        /// Set the terminal to UTF-8, or give the answer with flags.
        UseUtf8 {
            /// The flags, if there are any.
            flags: Option<&'static str>,
        } = ("Set the terminal and its locale to UTF-8{}.", optional(", or give it with ", flags, ""));
        /// Convert the original text to UTF-8.
        EncodeAsUtf8 = ("Type it again, or convert the original file to UTF-8 from the encoding that it has.");
        /// Ask for the value to be revealed.
        GiveReveal = ("Add --reveal; the audit log records who revealed it.");
        /// Fix the rows or lines listed above.
        FixRows {
            /// What they are: "row" or "line".
            what: &'static str,
        } = ("Fix the {what}s listed above, then run it again.");
        /// Add the missing keys as fallback keys.
        AddFallbackKeys {
            /// Whether the active key can be adopted instead.
            can_adopt: bool,
        }
            = ("Add the keys that they are encrypted with to KOZMOAI_SECRET_KEY_FALLBACKS. If those are lost, {}set those values again.",
               if *can_adopt { "make the active key the database's with `kozmoai key adopt --allow-unreadable`, then " } else { "" }),
            console: ("Add their keys to KOZMOAI_SECRET_KEY_FALLBACKS. If those are lost, {}set those values again.",
             if *can_adopt { "adopt the active key (press 4, then a), then " } else { "" });
        /// Restart the Kozmoai server, then resume the rotation.
        RestartAndResume
            = ("Restart the Kozmoai server with the new key, then run `kozmoai rotate resume`; until then the journal keeps the keys."),
            console: ("Restart the Kozmoai server with the new key, then press 4 and e to resume; until then, the journal keeps \
             the keys.");
        /// Compare the audit log with a copy, or accept it.
        CompareAuditLog
            = ("Compare it with a copy of the log or a backup. To record the present log as valid: `kozmoai audit accept`.");
        /// Move what has the name of the audit anchor.
        MoveAuditAnchor {
            /// The file.
            path: PathBuf,
        } = ("Move {} elsewhere, then run `kozmoai audit verify`, which creates another one if the log is intact.", path.display()),
            console: ("Move {} elsewhere, then press 5, then v: verifying the audit log creates another one if the log is intact.", path.display());
        /// Accept the audit log, if the restore recorded in it is the reason.
        AcceptAfterRestore {
            /// The event that records the restore.
            event: u64,
        }
            = ("Event {event} records a restore. If that is the reason, or another loss is legitimate: `kozmoai audit accept`; \
             else compare it with a copy of the log.");
        /// Another setting has a similar name.
        DidYouMeanSetting {
            /// Its name.
            name: &'static str,
        } = ("Did you mean {name}? `kozmoai config` lists all settings.");
        /// Raise the limits of processes and open files.
        RaiseLimits = ("Raise the limits of processes and open files (`ulimit -u`, `ulimit -n`), then try again.");
        /// Redirect standard output to something that can be written.
        RedirectOutput = ("Run it in a terminal, or redirect standard output to a file or to a pipe that is read.");
        /// Run it again, into a file or a pipe that is read to its end.
        RepeatIntoFile = ("Run it again, into a file or a pipe that is read to its end.");
        /// The change was made: look before repeating it.
        LookBeforeRepeating = ("Only the report is lost: check the present state before you run it again.");
        /// Revoke an API key that was lost, and create another one.
        ReplaceApiKey {
            /// Its ID.
            id: String,
        } = ("Revoke it with `kozmoai api-keys revoke {id}`, then create another one.");
        /// Generate another password.
        GeneratePassword {
            /// The user's ID.
            user_id: String,
        } = ("Generate another one with `kozmoai users passwd --id {user_id} --generate-password`.");
        /// Generate another secret key: the lost one is not in use.
        GenerateOtherKey = ("Run `kozmoai keygen` again; the lost key is not in use.");
        /// Find the process that encrypts with another key.
        FindOtherKeyWriter = ("Another process encrypts with another key: see `kozmoai key check`, then try again."),
            console: ("Another process encrypts with another key: press 4, then c, to check; then try again.");
        /// Restore the backup into a database of its kind, then copy that.
        RestoreThenCopy = ("Restore it into a database of its own kind, then use `kozmoai store copy`.");
        /// Examine the database.
        RunDoctor = ("Examine the database with `kozmoai doctor`."),
            console: ("Press 6, then d, to check the database.");
        /// Open the console without `--read-only`.
        ReopenWritable = ("Open it without --read-only."),
            console: ("Close the console, and open it without the read-only mode.");
        /// Rotate one of two databases to the key of the other one.
        RotateToSameKey = ("Rotate one of them to the key of the other with `kozmoai rotate --new-key-file`, then copy again.");
        /// Set the password of a user in the source database of a copy.
        SetPasswordAtSource {
            /// The user's id.
            id: String,
        } = ("Set that user's password in the source database: `kozmoai users passwd --id {id}`.");
        /// Rename or delete the users that exist in both databases of a copy.
        RenameBeforeCopy
            = ("Rename or delete them in one of the databases, then copy again. If one is the superuser that a new Kozmoai \
             server created, rename it there (`kozmoai users rename`), and delete it after the copy.");
        /// Name the columns of a CSV file, and what separates them.
        NameColumns
            = ("Columns: username, password or password_hash, is_active, is_superuser, status. Set their separator with --delimiter.");
        /// Compare a file with an export.
        CompareExport = ("Compare it with the output of `kozmoai users export --json`; give another format with --format.");
        /// Write a list of users as an export does.
        WriteUserList = ("Write [{{\"username\": …, \"password\": …, \"is_active\": true}}], as `kozmoai users export --json` does.");
        /// Join JSON lines to a list.
        JoinJsonLines = ("It seems to have one JSON document per line; join them to a list: `jq --slurp . FILE`.");
        /// Export as JSON.
        ExportAsJson = ("Add --format json.");
        /// Verify the audit log.
        VerifyAudit = ("See `kozmoai audit verify`."),
            console: ("Press 5, then v, to verify the audit log.");
        /// Verify the audit log, and accept it where it is valid.
        VerifyOrAcceptAudit
            = ("`kozmoai audit verify` shows details; if the present log is the valid one, run `kozmoai audit accept`."),
            console: ("Press 5, then v, for details; if the present log is the valid one, run `kozmoai audit accept`.");
        /// Compare the audit log with a copy, and accept it where it is valid.
        CompareAndAcceptAudit = ("Compare the audit log with a copy of it; if it is the valid one, run `kozmoai audit accept`.");
        /// Turn auto login off, or make its user an active superuser.
        PrepareAutoLogin {
            /// The user.
            username: String,
        } = ("Set KOZMOAI_AUTO_LOGIN=False, or run `kozmoai users activate {username}` and `kozmoai users promote {username}`.");
        /// Grant superuser to the user of the settings, or name another one there.
        PromoteOrNameOther {
            /// The user.
            username: String,
        } = ("Grant superuser with `kozmoai users promote {username}`, or name another user in KOZMOAI_SUPERUSER.");
        /// Add the keys of values that cannot be decrypted to the fallback keys.
        AddMissingKeys
            = ("`kozmoai key check` lists them: add the keys that they are encrypted with to KOZMOAI_SECRET_KEY_FALLBACKS."),
            console: ("Press 4, then c, to list them, and add their keys to KOZMOAI_SECRET_KEY_FALLBACKS.");
        /// Choose another name for the file.
        ChooseOtherFile = ("Choose another name, or another directory.");
        /// Name a regular file, or the file that a link leads to.
        NameFile = ("Name the file itself.");
        /// Create the directory first.
        CreateFolder = ("Create the directory first, or name another one.");
        /// Name another database, or move the file that has the name of its lock.
        MoveLockFile = ("Move that file elsewhere, or use another name for the database.");
        /// Name the configuration directory.
        NameConfigDir = ("Name a directory with --config-dir or KOZMOAI_CONFIG_DIR.");
        /// Put nothing but the secret into the file.
        GiveSecretAlone = ("Give the secret alone.");
        /// Name a path that a file of another account named.
        NamePathYourself {
            /// The flag or the variable.
            option: String,
        } = ("A file of another account can't lead root there; if the path is right, name it with {option}.");
        /// Do something else first, or name the .env file on the command line.
        OrGiveEnvFile {
            /// The other remedy, if there is one.
            first: Option<Box<Self>>,
        } = ("{} the file with --env-file.", first.as_ref().map_or("Name".to_owned(), |first| format!("{first} Or name")));
        /// Raise the limit of threads.
        RaiseThreadLimit = ("Raise the limit of processes (`ulimit -u`, the container's pids limit) or free memory, then try again.");
        /// Run the program as the account that owns the files.
        RunAs {
            /// The account.
            account: String,
        }
            = ("Run kozmoai as {account} (`setpriv --reuid`, `docker exec --user`), or give it the capabilities CAP_SETUID and CAP_SETGID.");
        /// Report a bug.
        ReportCrash
            = ("Every change that was reported as done is safe. Run it again; if it stops again, report it with this message.");
        /// Look at the disk, then let the program examine the database.
        ExamineDatabase
            = ("Every change that was reported as done is safe. Look at the disk and the system's log, then run `kozmoai doctor`."),
            console: ("Every change that was reported as done is safe. Look at the disk and the system's log, then press 6 \
             and d to run the doctor.");
        /// Run the console in a terminal, or use the commands.
        RunInTerminal = ("Run the console in a terminal, or use the commands: see `kozmoai --help`.");
        /// What helps a database.
        Store(remedy: StoreRemedy) = ("{remedy}"),
            console: ("{}", remedy.in_console());
        /// A sentence for all front ends.
        Text(text: String) = ("{text}");
    }
}

/// The commands of `users` about a user, in code.
fn commands_of(verbs: &[&str], username: &str) -> String {
    verbs.iter().map(|verb| format!("`kozmoai users {verb} {username}`")).collect::<Vec<_>>().join(" and ")
}

/// Returns a value with what is before and after it, or nothing.
fn optional(before: &str, value: &Option<impl Display>, after: &str) -> String {
    value.as_ref().map_or_else(String::new, |value| format!("{before}{value}{after}"))
}

impl From<StoreRemedy> for Remedy {
    fn from(remedy: StoreRemedy) -> Self {
        Self::Store(remedy)
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
